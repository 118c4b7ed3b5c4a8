//! The names that gallery-dl gives to the media an object speaks of.
//!
//! A line of `data.jsonl` does not say under which name its media was saved, only what the name was made from. These
//! are the default patterns; under a pattern of the user's own, the media is found by MD5 or post instead.

use serde_json::{Map, Value};

use super::super::statement::Statement;
use super::{plain, text_at};

/// Lists the possible names without extension, the site's own first.
pub(in super::super) fn stems(object: &Map<String, Value>, statement: &Statement) -> Vec<String> {
    let mut stems = Vec::new();
    let filename = text_at(object, "filename");
    if !filename.is_empty() {
        stems.push(filename.to_owned());
    }
    let Some(post) = &statement.post else {
        return stems;
    };
    let (site, id) = (&post.site, &post.id);
    for part in [filename, text_at(object, "md5"), text_at(object, "resolution")] {
        if !part.is_empty() {
            stems.push(format!("{site}_{id}_{part}"));
        }
    }
    match object.get("num").and_then(plain) {
        Some(num) if site == "pixiv" => stems.extend([format!("{id}_p{num}"), format!("{id}_p{num:0>2}")]),
        Some(num) => stems.push(format!("{id}_{num}")),
        None => {}
    }
    stems.push(format!("{site}_{id}"));
    stems
}
