//! Media as the page has them: columns of cells, names, labels.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::ops::{Described, Names, below_root};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// The most tags of a cell.
const MAX_TAGS: usize = 4;

/// The namespaces whose tags come first in a cell, in this order.
const FIRST: [&str; 4] = [CHARACTER, SERIES, EMOTION, "artist"];

/// A path as text: bytes that are no UTF-8 are written `\xff`.
pub(super) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// What a media is called: the path below its imported folder.
pub(super) fn name(roots: &[PathBuf], path: &Path) -> String {
    path_text(below_root(roots, path))
}

/// A tag and its name in the language of whoever asks.
pub(super) fn labelled(names: &Names<'_>, tag: &Tag) -> Value {
    json!([tag.to_string(), names.name(tag)])
}

/// What is marked on a cell.
pub(super) fn flags(media: &Described) -> u32 {
    let marks = [
        media.facts.animated,
        media.files.len() > 1,
        media.tags.iter().any(|tagged| !tagged.confirmed),
        !media.quotes.is_empty(),
        media.facts.damage.is_some(),
    ];
    marks.iter().zip(0..).map(|(&is_so, bit)| u32::from(is_so) << bit).sum()
}

/// The cells from a place on, a list for each field.
pub(super) fn columns(from: usize, cells: &[Option<Described>], roots: &[PathBuf], names: &Names<'_>) -> Value {
    let column = |field: &dyn Fn(&Described) -> Value, gone: Value| -> Vec<Value> {
        cells.iter().map(|cell| cell.as_ref().map_or_else(|| gone.clone(), field)).collect()
    };
    json!({
        "from": from,
        "hash": column(&|media| json!(media.hash.to_string()), Value::Null),
        "w": column(&|media| json!(media.facts.width), json!(1)),
        "h": column(&|media| json!(media.facts.height), json!(1)),
        "frames": column(&|media| json!(media.facts.frames), json!(1)),
        "ms": column(&|media| json!(media.facts.duration_ms), Value::Null),
        "bytes": column(&|media| json!(media.facts.bytes), json!(0)),
        "format": column(&|media| json!(media.facts.format), json!("")),
        "name": column(&|media| json!(name(roots, &media.path)), json!("")),
        "state": column(&|media| json!(media.state.name()), json!("missing")),
        "flags": column(&|media| json!(flags(media)), json!(0)),
        "tags": column(&|media| Value::Array(first_tags(media).map(|tag| labelled(names, tag)).collect()), json!([])),
    })
}

/// The tags that are shown with a cell.
fn first_tags(media: &Described) -> impl Iterator<Item = &Tag> {
    let mut tags: Vec<&Tag> = media.tags.iter().map(|tagged| &tagged.tag).collect();
    // Each source that states a tag has it; equal ones are neighbours.
    tags.dedup();
    let rank = |tag: &Tag| FIRST.iter().position(|namespace| *namespace == tag.namespace()).unwrap_or(FIRST.len());
    tags.sort_by_key(|tag| rank(tag));
    tags.into_iter().take(MAX_TAGS)
}
