//! The JSON that scripts rely on: fields and their order are a promise.
//!
//! A path is a string. One that is no UTF-8 is shown escaped, with its bytes in base64 beside it (`path_b64`; for a list
//! of paths, a list with `null` where the string is the path).

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{base64, escape};
use crate::ops::{Described, Looping};

/// An object under construction; its keys stand in the order in which they are added.
#[derive(Default, Serialize)]
#[serde(transparent)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    /// Adds `key: path`, and the bytes beside it if the string cannot hold them.
    pub(super) fn path(self, key: &str, path: &Path) -> Self {
        self.with(key, path_text(path)).with_some("path_b64", path_base64(path))
    }

    /// Adds `key: value`.
    pub(super) fn with(mut self, key: &str, value: impl Serialize) -> Self {
        self.0.insert(key.to_owned(), json!(value));
        self
    }

    /// Adds `key: value` if there is a value.
    pub(super) fn with_some(self, key: &str, value: Option<impl Serialize>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }
}

/// A path as the string for JSON.
pub(super) fn path_text(path: &Path) -> String {
    path.to_str().map_or_else(|| escape::path(path), str::to_owned)
}

/// A media as `find` and `show` give it.
pub(super) fn media(media: &Described) -> Object {
    let paths: Vec<String> = media.files.iter().map(|file| path_text(&file.path)).collect();
    let bytes: Vec<Option<String>> = media.files.iter().map(|file| path_base64(&file.path)).collect();
    let tags = media.tags.iter().map(
        |tagged| json!({"tag": tagged.tag.to_string(), "source": tagged.source.name(), "confirmed": tagged.confirmed}),
    );
    Object::default()
        .with("hash", media.hash.to_string())
        .with("format", &media.facts.format)
        .with("width", media.facts.width)
        .with("height", media.facts.height)
        .with("frames", media.facts.frames)
        .with("duration_ms", media.facts.duration_ms)
        .with("bytes", media.facts.bytes)
        .with("paths", paths)
        .with_some("path_b64", bytes.iter().any(Option::is_some).then_some(&bytes))
        .with("state", media.state.name())
        .with("tags", tags.collect::<Value>())
        .with("quote", media.quotes.first())
        .with("animated", media.facts.animated)
        .with("loop_count", media.facts.loop_count)
        .with("loop_score", media.looping.map(Looping::score))
        .with("pingpong", media.looping.is_some_and(|looping| looping.runs_back))
        .with_some("damage", media.facts.damage.as_ref())
}

fn path_base64(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| base64::encode(path.as_os_str().as_bytes()))
}
