//! Groups of duplicates as lines and as JSON.

use serde_json::{Map, Value, json};

use super::super::escape;
use super::super::json::put_path;
use crate::ops::{DuplicateGroup, DuplicateMember, FramePlace, GroupKind, Transform};

/// What kind of copy a member is, and its path.
pub(super) fn line(kind: GroupKind, member: &DuplicateMember) -> String {
    let offline = if member.offline { "  (offline)" } else { "" };
    let said = match_in_words(kind, member);
    let said = if said.is_empty() { said } else { format!("  ({said})") };
    let word = match kind {
        _ if member.one_file => "link ",
        GroupKind::Exact => "same ",
        _ if !member.certain => "maybe",
        GroupKind::Near => "near ",
        GroupKind::Scene => "scene",
        GroupKind::Frame => "frame",
    };
    format!("{word}  {}{said}{offline}", escape::path(&member.path))
}

/// How a member is like the one that is kept, in words.
pub(in super::super) fn match_in_words(kind: GroupKind, member: &DuplicateMember) -> String {
    let mut said = Vec::new();
    if member.one_file {
        said.push("the same file under another name".to_owned());
    }
    if kind != GroupKind::Exact && !member.one_file && member.frame.is_none() && member.overlap.is_none() {
        said.push(format!("distance {}", member.distance));
    }
    if member.transform != Transform::None {
        said.push(in_words(member.transform).to_owned());
    }
    if let Some(FramePlace { number, at }) = member.frame {
        said.push(format!("frame {number}, at {:.2} s", at.as_secs_f64()));
    }
    if let Some(overlap) = member.overlap {
        let length = overlap.to.saturating_sub(overlap.from).as_secs_f64() * overlap.speed;
        let begin = overlap.in_other_from.as_secs_f64();
        let (from, to) = (overlap.from.as_secs_f64(), overlap.to.as_secs_f64());
        let mut text = format!("its {from:.2}–{to:.2} s are {begin:.2}–{:.2} s", begin + length);
        if (overlap.speed - 1.0).abs() > 0.02 {
            text.push_str(&format!(" at {:.2}×", overlap.speed));
        }
        said.push(text);
    }
    said.join(", ")
}

fn in_words(transform: Transform) -> &'static str {
    match transform.name() {
        Some("mirror") => "mirrored",
        Some("rotate90") => "turned by 90°",
        Some("rotate180") => "turned by 180°",
        Some("rotate270") => "turned by 270°",
        _ => "mirrored and turned",
    }
}

pub(super) fn json(group: &DuplicateGroup) -> Value {
    let members = group.members.iter().map(|member| {
        let mut object = Map::new();
        put_path(&mut object, "path", &member.path);
        object.insert("hash".to_owned(), json!(member.hash.to_string()));
        object.insert("bytes".to_owned(), json!(member.bytes));
        if member.one_file {
            object.insert("one_file".to_owned(), json!(true));
        }
        put_match(&mut object, member);
        Value::Object(object)
    });
    let mut object = Map::new();
    object.insert("kind".to_owned(), json!(group.kind.name()));
    put_path(&mut object, "keep", &group.keep);
    object.insert("reason".to_owned(), json!(group.reason));
    object.insert("members".to_owned(), members.collect());
    Value::Object(object)
}

/// Puts how a member is like the one that is kept into an object.
pub(in super::super) fn put_match(object: &mut Map<String, Value>, member: &DuplicateMember) {
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("distance", json!(member.distance));
    put("certainty", json!(if member.certain { "duplicate" } else { "alternate" }));
    if let Some(name) = member.transform.name() {
        put("transform", json!(name));
    }
    if let Some(FramePlace { number, at }) = member.frame {
        put("frame", json!(number));
        put("at_ms", json!(at.as_millis()));
    }
    if let Some(overlap) = member.overlap {
        put(
            "overlap",
            json!({
                "from_ms": overlap.from.as_millis(),
                "to_ms": overlap.to.as_millis(),
                "in_other_from_ms": overlap.in_other_from.as_millis(),
                "speed": (overlap.speed * 1000.0).round() / 1000.0,
            }),
        );
    }
}
