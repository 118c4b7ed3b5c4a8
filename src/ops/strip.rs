//! Strips: frames of animations side by side, with the time of each and a bar of how long it stands for.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::described::describe_by_id;
use super::error::Result;
use super::fonts::FontSources;
use super::frame_store::{FrameStore, Stored};
use super::pages::{Caption, Drawn, Pages, Undrawn};
use super::picture::{bytes, edge_in, format};
use super::selection::resolve;
use super::{
    Described, Display, Error, Event, Gallery, LabelStyle, LabelTemplate, Names, Outputs, Phase, Progress, Refused,
    Selection, SheetStyle, Unseen,
};
use crate::catalog::MediaId;
use crate::examine::{self, StripChoice, StripFrame};
use crate::fingerprint::ContentHash;
use crate::media::Limits;
use crate::render::sheet::{CellGroup, Rect};
use crate::tag::composed;

/// The most frames in a row of a single strip; more are in rows of equal length.
const MOST_IN_A_ROW: usize = 6;

/// The most frames in a row of several strips.
const MOST_COLUMNS: usize = 12;

/// The least width of a cell, in pixels, so that `frame 100 · 12 %` has room below a narrow picture.
const LEAST_WIDTH: u32 = 120;

/// The lines below a frame: its time, then its number and share.
const LABEL_LINES: u32 = 2;

/// Which frames a strip has, how it looks and where it goes.
#[derive(Clone, Debug)]
pub struct StripOptions {
    /// The file to write; with several pages, a number is put before its extension.
    pub output: PathBuf,
    /// Which frames of each animation.
    pub choice: StripChoice,
    /// Cells, colours, title, rows on a page; a single animation has cells of its own shape.
    pub style: SheetStyle,
    /// Frames in a row; if none is given, all of an animation's where there are several, and rows of equal length of a single one.
    pub columns: Option<u32>,
    /// What stands over each strip; its lines become one.
    pub label: LabelTemplate,
    /// How names are shown; by default as the gallery has it, or else in English.
    pub display: Option<Display>,
    /// Where fonts are looked for when the embedded ones lack a character.
    pub fonts: FontSources,
}

/// What was drawn where.
#[derive(Debug, Default)]
pub struct StripReport {
    /// The files written, a page each.
    pub pages: Vec<PathBuf>,
    /// The cells, in order.
    pub cells: Vec<StripCell>,
    /// Pictures of the selection that do not move.
    pub n_stills: u64,
    /// Animations of which frames could not be shown.
    pub not_shown: Vec<Refused>,
    /// What is written on each page without a font for it.
    pub undrawn: Vec<Undrawn>,
}

/// One frame of a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct StripCell {
    /// The page, from 0.
    pub page: u32,
    /// Where the frame is on the page.
    pub area: Rect,
    /// The animation's identity.
    pub hash: ContentHash,
    /// The path it is listed under; `None` if it has no file any more.
    pub path: Option<PathBuf>,
    /// The frame's number, from 0.
    pub frame: u32,
    /// When it appears, from the beginning of a run.
    pub at: Duration,
    /// The part of a run, of 0 to 1, that it stands for.
    pub share: f64,
}

/// A frame that waits to be drawn.
struct Waiting {
    media: MediaId,
    frame: u32,
    at: Duration,
    share: f64,
    picture: Stored,
}

/// Draws a strip of each animation of a selection, in its order, and writes them page by page; without animations there are no pages.
///
/// # Errors
/// If the style makes no sense, or the output may not or cannot be written.
pub fn strip(
    gallery: &Gallery,
    selection: &Selection,
    options: &StripOptions,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<StripReport> {
    options.label.check(gallery)?;
    let mut pages = Pages::new(&options.output, options.style.clone(), &options.fonts, None)?;
    outputs.check(&options.output)?;
    let mut report = StripReport::default();
    let mut animations = Vec::new();
    for id in resolve(gallery, selection)? {
        let media = describe_by_id(gallery, id)?.as_on_disk();
        if media.facts.animated {
            animations.push((id, media));
        } else {
            report.n_stills += 1;
        }
    }
    pages.style.label_lines = LABEL_LINES;
    if let [(_, only)] = animations.as_slice() {
        pages.style.cell = shaped_as(only, options.style.cell);
    }
    let names = Names::on_pictures(gallery, options.display)?;
    let store = &mut FrameStore::new()?;
    let (mut groups, mut waiting) = (Vec::new(), Vec::new());
    let n_animations = animations.len() as u64;
    if progress.on(Event::Planned { phase: Phase::Work, items: n_animations, bytes: 0 }).is_break() {
        return Ok(report);
    }
    for (id, media) in animations {
        match frames(&media, &options.choice, pages.style.cell) {
            Ok(shown) => {
                if let Some(number) = missing(&options.choice, &media) {
                    let absent = Unseen::NoSuchFrame { number, frames: media.facts.frames };
                    report.not_shown.push(Refused { path: media.path.clone(), error: absent.into() });
                }
                groups.push(CellGroup { heading: Some(heading(&media, &options.label, &names)), n_cells: shown.len() });
                for StripFrame { index, at, share, picture } in shown {
                    waiting.push(Waiting { media: id, frame: index, at, share, picture: store.put(&picture)? });
                }
            }
            Err(Error::Unseen(reason)) => {
                report.not_shown.push(Refused { path: media.path.clone(), error: reason.into() });
            }
            Err(error) => return Err(error),
        }
        if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
            return Ok(report);
        }
    }
    if waiting.is_empty() {
        return Ok(report);
    }
    let longest = groups.iter().map(|group| group.n_cells).max().unwrap_or(1);
    let most = if groups.len() == 1 { MOST_IN_A_ROW } else { MOST_COLUMNS };
    let in_rows = longest.div_ceil(longest.div_ceil(most));
    pages.style.columns = options.columns.unwrap_or(in_rows as u32);
    pages.shares = Some(spans(&groups, &waiting));
    pages.style.title = pages.style.title.as_deref().map(composed);
    let caption = |frame: &Waiting| {
        let media = describe_by_id(gallery, frame.media)?.as_on_disk();
        let percent = (frame.share * 100.0).round();
        Ok(Caption { media, label: format!("{}\nframe {} · {percent} %", clock(frame.at), frame.frame) })
    };
    let store = &*store;
    let mut frames = waiting.iter();
    let done = |drawn: Drawn<'_>| {
        let Some(&Waiting { frame, at, share, .. }) = frames.next() else { return };
        let path = drawn.caption.media.known_path().map(Path::to_owned);
        let (page, area, hash) = (drawn.slot.page, drawn.area, drawn.caption.media.hash);
        report.cells.push(StripCell { page, area, hash, path, frame, at, share });
    };
    let shown = (caption, |frame: &Waiting, _: &Described, _: &_| store.get(frame.picture));
    let written = pages.draw(&groups, &waiting, shown, done, outputs, &mut Uncounted(progress))?;
    (report.pages, report.undrawn) = (written.files, written.undrawn);
    // A page that was broken off is not written.
    report.cells.retain(|cell| (cell.page as usize) < report.pages.len());
    Ok(report)
}

/// Passes on that work goes on: the frames are counted while they are read, which takes the time.
struct Uncounted<'a>(&'a mut dyn Progress);

impl Progress for Uncounted<'_> {
    fn on(&mut self, _: Event<'_>) -> ControlFlow<()> {
        self.0.on(Event::Working)
    }
}

/// Reads the frames of an animation.
fn frames(media: &Described, choice: &StripChoice, cell: (u32, u32)) -> Result<Vec<StripFrame>> {
    let edge = edge_in(media, cell, super::CellFit::Contain);
    let read = examine::strip(&bytes(media)?, format(media)?, choice, edge, &Limits::default());
    Ok(read.map_err(Unseen::from)?.unwrap_or_default())
}

/// The first of the frames that were asked for by number and that an animation does not have.
fn missing(choice: &StripChoice, media: &Described) -> Option<u32> {
    match choice {
        StripChoice::Numbers(numbers) => numbers.iter().copied().find(|&number| number >= media.facts.frames),
        StripChoice::Telling(_) | StripChoice::Every(_) => None,
    }
}

/// A cell that an animation fills, as large as another.
fn shaped_as(media: &Described, cell: (u32, u32)) -> (u32, u32) {
    let (width, height) = (f64::from(media.facts.width.max(1)), f64::from(media.facts.height.max(1)));
    let scale = (f64::from(cell.0) / width).min(f64::from(cell.1) / height).min(1.0);
    (((width * scale).round() as u32).max(LEAST_WIDTH.min(cell.0)), ((height * scale).round() as u32).max(16))
}

fn heading(media: &Described, label: &LabelTemplate, names: &Names<'_>) -> String {
    let label = label.fill(media, LabelStyle::Spoken, names);
    let lines = label.lines().map(str::trim).filter(|line| !line.is_empty());
    let seconds = media.facts.duration_ms.unwrap_or_default() as f64 / 1000.0;
    let length = format!("{} frames in {seconds:.2} s", media.facts.frames);
    composed(&lines.chain([length.as_str()]).collect::<Vec<_>>().join(" — "))
}

/// The part of the bar of its animation that each frame has.
fn spans(groups: &[CellGroup], waiting: &[Waiting]) -> Vec<(f64, f64)> {
    let mut shares = waiting.iter().map(|frame| frame.share);
    let mut spans = Vec::with_capacity(waiting.len());
    for group in groups {
        let mut end = 0.0;
        for share in shares.by_ref().take(group.n_cells) {
            spans.push((end, end + share));
            end += share;
        }
    }
    spans
}

/// A time as `m:ss.cc`; a GIF counts in hundredths of a second.
fn clock(at: Duration) -> String {
    let hundredths = at.as_millis() / 10;
    format!("{}:{:02}.{:02}", hundredths / 6000, hundredths / 100 % 60, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_to_the_hundredth() {
        for (ms, expected) in [(0, "0:00.00"), (1239, "0:01.23"), (65_040, "1:05.04"), (600_000, "10:00.00")] {
            assert_eq!(clock(Duration::from_millis(ms)), expected);
        }
    }
}
