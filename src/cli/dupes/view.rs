//! Groups of duplicates as lines and as JSON.

use serde_json::json;

use super::super::json::Object;
use super::super::style::{GOOD, QUIET, Shown, Style};
use crate::ops::{DuplicateGroup, DuplicateMember, FramePlace, GroupKind, Transform};

/// Speeds that differ by less than this share are shown as the same.
const SAME_SPEED: f64 = 0.02;

/// The lines of a group, its keeper first.
pub(super) fn lines(group: &DuplicateGroup, style: &Style) -> Vec<String> {
    let others: Vec<&DuplicateMember> = group.members.iter().filter(|member| member.path != group.keep).collect();
    let paths: Vec<Shown> = others.iter().map(|member| style.path(&member.path)).collect();
    let reason = style.paint(&format!("({})", group.reason), QUIET);
    let mut lines = vec![format!("{}  {}  {reason}", style.paint("keep", GOOD), style.path(&group.keep).text)];
    for (member, path) in others.into_iter().zip(&paths) {
        let said = match_in_words(group.kind, member);
        let mut end = if said.is_empty() { said } else { format!("  ({said})") };
        if member.offline {
            end.push_str("  (offline)");
        }
        let gap = if end.is_empty() { end.clone() } else { style.gap(paths.iter().map(|path| path.width), path.width) };
        lines.push(format!("  {}  {}{gap}{}", word(group.kind, member), path.text, style.paint(&end, QUIET)));
    }
    lines
}

/// What kind of copy a member is.
fn word(kind: GroupKind, member: &DuplicateMember) -> &'static str {
    match kind {
        _ if member.one_file => "link ",
        GroupKind::Exact => "same ",
        _ if !member.certain => "maybe",
        GroupKind::Near => "near ",
        GroupKind::Scene => "scene",
        GroupKind::Frame => "frame",
    }
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
        if (overlap.speed - 1.0).abs() > SAME_SPEED {
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

pub(super) fn json(group: &DuplicateGroup) -> Object {
    let members = group.members.iter().map(|member| {
        let object = Object::default().path("path", &member.path).with("hash", member.hash.to_string());
        let object = object.with("bytes", member.bytes).with_some("one_file", member.one_file.then_some(true));
        with_match(object, member)
    });
    Object::default()
        .with("kind", group.kind.name())
        .path("keep", &group.keep)
        .with("reason", group.reason)
        .with("members", members.collect::<Vec<_>>())
}

/// Adds how a member is like the one that is kept.
pub(in super::super) fn with_match(object: Object, member: &DuplicateMember) -> Object {
    let overlap = member.overlap.map(|overlap| {
        json!({
            "from_ms": overlap.from.as_millis(),
            "to_ms": overlap.to.as_millis(),
            "in_other_from_ms": overlap.in_other_from.as_millis(),
            "speed": (overlap.speed * 1000.0).round() / 1000.0,
        })
    });
    object
        .with("distance", member.distance)
        .with("certainty", if member.certain { "duplicate" } else { "alternate" })
        .with_some("transform", member.transform.name())
        .with_some("frame", member.frame.map(|frame| frame.number))
        .with_some("at_ms", member.frame.map(|frame| frame.at.as_millis()))
        .with_some("overlap", overlap)
}
