//! Groups of duplicates as lines and as JSON.

use serde_json::json;

use super::super::json::Object;
use super::super::style::{GOOD, QUIET, Shown, Style};
use crate::ops::{DuplicateGroup, DuplicateMember, Extent, FramePlace, GroupKind, Transform};

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
        GroupKind::Part => "part ",
    }
}

/// How a member is like the one that is kept, in words.
pub(in super::super) fn match_in_words(kind: GroupKind, member: &DuplicateMember) -> String {
    let mut said = Vec::new();
    if member.one_file {
        said.push("the same file under another name".to_owned());
    }
    if kind != GroupKind::Exact && !member.one_file && member.frame.is_none() && member.overlap.is_none() {
        said.extend(member.extent.map(|extent| extent_in_words(kind, extent)));
        said.extend(member.flaw.map(str::to_owned));
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
    if kind != GroupKind::Exact && !member.one_file && member.frame.is_none() && member.overlap.is_none() {
        said.push(format!("distance {}", member.distance));
    }
    said.join(", ")
}

/// How much of the one that is kept a member shows, and how large.
fn extent_in_words(kind: GroupKind, extent: Extent) -> String {
    /// Times by which one is as large as the other, as far as a reader cares.
    const SAME: f64 = 0.02;
    let mut said = match extent.part {
        Some([left, _, right, _]) if kind == GroupKind::Part => {
            // Below zero by a rounding, or zero with a sign.
            let percent = |part: f32| (100.0 * part).max(0.0) + 0.0;
            format!("shows {:.0}–{:.0} % of its width", percent(left), percent(right))
        }
        Some([left, top, right, bottom]) => format!("shows {:.0} % of it", 100.0 * (right - left) * (bottom - top)),
        None => "shows the same".to_owned(),
    };
    if (extent.times - 1.0).abs() > SAME {
        let digits = if extent.times < 0.95 || extent.times < 1.2 && extent.times > 1.05 { 2 } else { 1 };
        said.push_str(&format!(" at {:.digits$}× the size", extent.times));
    }
    if extent.shows_more {
        said.push_str(" and more around it");
    }
    if extent.is_framed {
        said.push_str(" with bars or a caption");
    } else if extent.is_keeper_framed {
        said.push_str(" without its bars or caption");
    }
    said
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
        .with("reason", &group.reason)
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
        .with_some("times", member.extent.map(|extent| (extent.times * 1000.0).round() / 1000.0))
        .with_some("part", member.extent.and_then(|extent| extent.part).map(rounded))
        .with_some("framed", member.extent.filter(|extent| extent.is_framed).map(|_| true))
        .with_some("flaw", member.flaw)
        .with_some("frame", member.frame.map(|frame| frame.number))
        .with_some("at_ms", member.frame.map(|frame| frame.at.as_millis()))
        .with_some("overlap", overlap)
}

/// A part of a picture in thousandths.
fn rounded(part: [f32; 4]) -> [f64; 4] {
    part.map(|edge| (f64::from(edge) * 1000.0).round() / 1000.0)
}
