//! The JSON that scripts rely on: fields and their order are a promise.
//!
//! A path is a string. One that is no UTF-8 is shown escaped, with its bytes in base64 beside it (`path_b64`; for a list
//! of paths, a list with `null` where the string is the path).

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{base64, escape};
use crate::ops::Described;

/// Puts `key: path` into an object, and the bytes beside it if the string cannot hold them.
pub(super) fn put_path(object: &mut Map<String, Value>, key: &str, path: &Path) {
    object.insert(key.to_owned(), Value::String(path_text(path)));
    if let Some(bytes) = path_base64(path) {
        object.insert("path_b64".to_owned(), Value::String(bytes));
    }
}

/// A path as the string for JSON.
pub(super) fn path_text(path: &Path) -> String {
    path.to_str().map_or_else(|| escape::path(path), str::to_owned)
}

/// A media as `find` and `show` give it.
pub(super) fn media(media: &Described) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("hash", json!(media.hash.to_string()));
    put("format", json!(media.format));
    put("width", json!(media.width));
    put("height", json!(media.height));
    put("frames", json!(media.frames));
    put("duration_ms", json!(media.duration_ms));
    put("bytes", json!(media.bytes));
    put("paths", media.files.iter().map(|file| path_text(&file.path)).collect());
    let bytes: Vec<Option<String>> = media.files.iter().map(|file| path_base64(&file.path)).collect();
    if bytes.iter().any(Option::is_some) {
        put("path_b64", json!(bytes));
    }
    put("state", json!(media.state.name()));
    let tags = media.tags.iter().map(
        |tagged| json!({"tag": tagged.tag.to_string(), "source": tagged.source.name(), "confirmed": tagged.confirmed}),
    );
    put("tags", tags.collect());
    put("quote", json!(media.quotes.first()));
    put("animated", json!(media.animated));
    put("loop_count", json!(media.loop_count));
    if let Some(damage) = &media.damage {
        put("damage", json!(damage));
    }
    object
}

fn path_base64(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| base64::encode(path.as_os_str().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_gives_the_vectors_of_the_rfc() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64::encode(plain.as_bytes()), coded);
        }
    }
}
