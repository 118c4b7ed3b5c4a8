//! Remarks on how a query was read, and on why it finds nothing.

use std::ffi::OsStr;
use std::path::Path;

use super::count::count;
use super::escape;
use super::exit::Failed;
use super::output::Output;
use crate::ops::{self, BoundQuery, Gallery, WordReading};
use crate::query;

/// Reads the words of a query as what is meant by them, and says which were read as something else than a tag in use.
pub(super) fn understood(gallery: &Gallery, typed: BoundQuery, output: &Output) -> Result<BoundQuery, Failed> {
    let reading = ops::read_words(gallery, typed)?;
    for word in &reading.words {
        output.remark(&sentence(word));
    }
    Ok(reading.asked)
}

fn sentence(read: &WordReading) -> String {
    escape::text(&read.to_string())
}

/// Says that nothing was found, and why.
pub(super) fn remark_nothing(gallery: &Gallery, asked: &BoundQuery, output: &Output) -> Result<(), Failed> {
    let why = ops::why_nothing(gallery, asked)?;
    if why.is_empty {
        output.remark("the gallery is empty: `nakigao import FOLDER` adds pictures");
        return Ok(());
    }
    let shown = |text: &dyn ToString| escape::text(&text.to_string());
    let without: Vec<String> = why.parts.iter().filter(|(_, n)| *n == 0).map(|(part, _)| shown(part)).collect();
    output.remark(&match (why.parts.as_slice(), without.as_slice()) {
        ([], _) => format!("nothing fits {}", shown(&asked.query.expr)),
        (parts, []) => {
            let parts: Vec<String> = parts.iter().map(|(part, n)| format!("{} ({n})", shown(part))).collect();
            format!("nothing fits all of it together: {}", parts.join(", "))
        }
        (_, without) => format!("nothing fits {}", without.join(", nor ")),
    });
    for tag in &why.unused {
        output.remark(&format!("{} is a known tag that nothing has yet", shown(tag)));
    }
    for (tag, near) in &why.near_misses {
        output.remark(&format!("nothing is known of {}; did you mean {}?", shown(tag), shown(near)));
    }
    for (word, near) in &why.near_metatags {
        let what = if query::metatags().iter().any(|one| one.name == *near) { "metatag" } else { "namespace" };
        output.remark(&format!("there is no {what} {}; did you mean {near}:?", escape::text(word)));
    }
    if why.n_offline > 0 {
        let n = count(why.n_offline, "picture");
        output.remark(&format!("{n} of the gallery cannot be reached now: `nakigao roots` says where they are"));
    }
    Ok(())
}

/// Says why nothing was found, if nothing fits the query.
pub(super) fn remark_if_nothing(gallery: &Gallery, asked: &BoundQuery, output: &Output) -> Result<(), Failed> {
    if ops::find_hashes(gallery, asked, 0, 1)?.is_empty() { remark_nothing(gallery, asked, output) } else { Ok(()) }
}

/// Refuses a query for a change that has words which are no tags in use and by which a search would find something.
///
/// # Errors
/// A mistake of the command line that says what to write.
pub(super) fn check_words(gallery: &Gallery, typed: &BoundQuery) -> Result<(), Failed> {
    let instead = ops::read_words(gallery, typed.clone())?.instead;
    let each = instead.iter().map(|(word, meant)| {
        let (word, meant) = (escape::text(word), escape::text(&meant.to_string()));
        format!("{word} is no tag in use, and a change takes words as they stand: write '{meant}'")
    });
    let said: Vec<String> = each.collect();
    if said.is_empty() { Ok(()) } else { Err(Failed::Usage(said.join("\n"))) }
}

/// Says how a search would read the words of a query for a change, which takes them as they stand.
pub(super) fn remark_wider(gallery: &Gallery, typed: &BoundQuery, output: &Output) -> Result<(), Failed> {
    for word in &ops::read_words(gallery, typed.clone())?.words {
        output.remark(&format!(
            "a search reads {}; a change takes words as they stand: name what you mean",
            sentence(word)
        ));
    }
    Ok(())
}

/// Says of each word that could be a path how paths are searched.
pub(super) fn remark_paths(words: &[String], output: &Output) {
    for word in words.iter().filter(|word| looks_like_path(word)) {
        let quote = if word.contains(char::is_whitespace) { "\"" } else { "" };
        let word = escape::text(word);
        output.remark(&format!(
            "{word} is looked for among tags and names; paths are searched by path:{quote}{word}{quote}"
        ));
    }
}

/// Whether a word that is no metatag names a file or folder that is there, or has a slash or an extension.
fn looks_like_path(word: &str) -> bool {
    let is_extension = |ext: &str| (3..=4).contains(&ext.len()) && ext.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let path = Path::new(word);
    let is_spelled_so = word.contains('/') || path.extension().and_then(OsStr::to_str).is_some_and(is_extension);
    path.exists() || is_spelled_so && !word.contains(':')
}
