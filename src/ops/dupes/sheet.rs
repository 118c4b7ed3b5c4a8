//! Groups side by side, with what differs marked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use image::RgbaImage;

use super::super::alike::GroupKind;
use super::super::described::describe_by_hash;
use super::super::error::Result;
use super::super::fonts::FontSources;
use super::super::pages::{Caption, Pages, Undrawn};
use super::super::picture::{self, picture};
use super::super::{Described, Gallery, Outputs, Progress};
use super::{DuplicateGroup, DuplicateMember};
use crate::examine::{DEFAULT_EDGE, frames_at};
use crate::fingerprint::laid_over;
use crate::media::Limits;
use crate::render;
use crate::render::sheet::{CellGroup, SheetStyle, Slot};
use crate::tag::composed;

/// Cells beside each other: three groups of two.
const COLUMNS: u32 = 6;
/// Rows of cells on a page.
const ROWS_PER_PAGE: u32 = 12;

/// What was drawn of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DuplicateSheet {
    /// The files written, a page each.
    pub pages: Vec<PathBuf>,
    /// What is written without a font for it.
    pub undrawn: Undrawn,
}

/// Draws groups: first the one to keep, then the others, each with a line around what is not as in the first. Of animations
/// the moment is shown at which the shared stretch begins.
///
/// # Errors
/// If there are no groups, or the output may not or cannot be written.
pub fn duplicate_sheet(
    gallery: &Gallery,
    groups: &[DuplicateGroup],
    output: &Path,
    fonts: &FontSources,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<DuplicateSheet> {
    let style = SheetStyle {
        columns: COLUMNS,
        cell: (320, 200),
        label_lines: 3,
        rows_per_page: Some(ROWS_PER_PAGE),
        ..SheetStyle::default()
    };
    let mut pages = Pages::new(output, style, fonts, None)?;
    pages.is_flowing = true;
    let heads = groups.iter().map(|group| CellGroup {
        heading: Some(format!("{}: keep {} ({})", group.kind.name(), name(&group.keep), group.reason)),
        n_cells: group.members.len(),
    });
    let heads: Vec<CellGroup> = heads.collect();
    type Member<'a> = (&'a DuplicateGroup, &'a DuplicateMember);
    let members: Vec<Member<'_>> =
        groups.iter().flat_map(|group| group.members.iter().map(move |member| (group, member))).collect();
    let caption = |(group, member): &Member<'_>| {
        let media = describe_by_hash(gallery, &member.hash)?;
        let label = [name(&member.path), facts(&media), how(group, member)].join("\n");
        Ok(Caption { media, label })
    };
    let picture = |(group, member): &Member<'_>, media: &Described, _: &Slot| cell(gallery, group, member, media);
    let written = pages.draw(&heads, &members, (caption, picture), |_| (), outputs, progress)?;
    let mut undrawn = Undrawn::default();
    written.undrawn.iter().for_each(|page| undrawn.merge(page));
    Ok(DuplicateSheet { pages: written.files, undrawn })
}

/// A file's name on one line.
fn name(path: &Path) -> String {
    composed(&path.file_name().unwrap_or_default().to_string_lossy()).replace(['\n', '\r'], " ")
}

fn facts(media: &Described) -> String {
    let kib = media.facts.bytes.div_ceil(1024);
    match media.facts.duration_ms {
        Some(ms) => format!(
            "{}×{} {}, {:.2} s, {kib} KiB",
            media.facts.width,
            media.facts.height,
            media.facts.format,
            ms as f64 / 1e3
        ),
        None => format!("{}×{} {}, {kib} KiB", media.facts.width, media.facts.height, media.facts.format),
    }
}

/// Times by which a copy is as large, as far as a reader cares.
const SAME_SIZE: f64 = 0.02;

/// In what way a member is like the one to keep.
fn how(group: &DuplicateGroup, member: &DuplicateMember) -> String {
    if member.path == group.keep {
        return "to keep".to_owned();
    }
    let mut said = Vec::new();
    said.extend(member.transform.name().map(str::to_owned));
    said.extend(member.frame.map(|frame| format!("frame {}, {:.2} s", frame.number, frame.at.as_secs_f64())));
    said.extend(member.overlap.map(|overlap| {
        let (from, to) = (overlap.from.as_secs_f64(), overlap.to.as_secs_f64());
        format!("{from:.2}–{to:.2} s = from {:.2} s at {:.2}×", overlap.in_other_from.as_secs_f64(), overlap.speed)
    }));
    said.extend(
        member
            .extent
            .filter(|extent| (extent.times - 1.0).abs() > SAME_SIZE)
            .map(|extent| format!("{:.2}× the size", extent.times)),
    );
    said.extend(member.extent.and_then(|extent| extent.part).map(|_| "a part of it".to_owned()));
    said.extend(member.extent.filter(|extent| extent.is_framed).map(|_| "in bars or a caption".to_owned()));
    said.extend(member.flaw.map(str::to_owned));
    if !member.certain {
        said.push("maybe an alternate".to_owned());
    }
    if said.is_empty() {
        said.push("shows the same".to_owned());
    }
    said.join(", ")
}

/// What is shown of a member.
fn cell(gallery: &Gallery, group: &DuplicateGroup, member: &DuplicateMember, media: &Described) -> Result<RgbaImage> {
    let shown = |media: &Described, at: Option<Duration>| match at.and_then(|at| frame_at(media, at)) {
        Some(frame) => Ok(frame),
        None => picture(gallery, media, DEFAULT_EDGE).map_err(Into::into),
    };
    let own = match shown(media, member.overlap.map(|overlap| overlap.from)) {
        Ok(own) if member.path != group.keep && group.kind != GroupKind::Exact => own,
        other => return other,
    };
    let Some(kept) = group.members.iter().find(|one| one.path == group.keep) else { return Ok(own) };
    let kept = describe_by_hash(gallery, &kept.hash)?;
    let at = member.frame.map(|frame| frame.at).or_else(|| member.overlap.map(|overlap| overlap.in_other_from));
    let laid = shown(&kept, at).ok().and_then(|kept| laid_over(&kept, &own));
    Ok(laid.map_or(own.clone(), |kept| render::mark_differences(&kept, &own)))
}

/// The frame of an animation on show at a time, at thumbnail size; none if the animation cannot be read.
fn frame_at(media: &Described, at: Duration) -> Option<RgbaImage> {
    let bytes = picture::bytes(media).ok()?;
    let frames = frames_at(&bytes, picture::format(media).ok()?, &[at], &Limits::default()).ok()?;
    frames.into_iter().next().flatten()
}
