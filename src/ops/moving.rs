//! Pages whose animations play: one clock for all, and each cell runs again and again by its own length.
//!
//! The frames of the cells wait in a file without a name, scaled as they are shown, so that memory is one animation and the few
//! copies of the page that the encoder holds, whatever their number. Tick by tick those that change are drawn over the page, which
//! goes to the encoder; its text is drawn once.

use std::path::Path;
use std::time::Duration;

use image::RgbaImage;

use super::error::Result;
use super::frame_store::{FrameStore, Stored};
use super::moving_format::MovingFormat;
use super::picture::{bytes, format, needed_edge};
use super::{CellFit, Described, Error, Event, Progress, Unseen};
use crate::examine;
use crate::media::Limits;
use crate::render::sheet::{Mark, Page, Slot, fitted};
use crate::render::{AnimationEncoder, Focus, Repeat};

/// How often a page is encoded to meet a size before it is given up.
const MOST_TRIES: usize = 4;

/// The part of the allowed size that a guessed quality aims at.
const AIM: f64 = 0.96;

/// The least longer side that cells are made smaller to, and how a page's bytes grow with it: of drawings by this power.
const LEAST_CELL: u32 = 128;
const BYTES_PER_SIDE: f64 = 1.6;

/// How much larger the logarithm of a page's size is for each step of quality: WebP 639, 485 and 373 KB at 75,
/// 50 and 30, GIF a quarter less at 75 than at 100.
const LOG_BYTES_PER_QUALITY: f64 = 0.012;

/// In how many frames it is found at most what is looked at in an animation: a few milliseconds' work.
const FRAMES_LOOKED_AT: usize = 8;

/// How a sheet moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Motion {
    /// Frames a second.
    pub fps: u32,
    /// How long it plays before it begins again.
    pub length: Duration,
    /// The most bytes of a page.
    pub max_bytes: Option<u64>,
}

impl Motion {
    fn ticks(&self) -> Vec<Duration> {
        let n = (self.length.as_secs_f64() * f64::from(self.fps)).round().max(1.0) as u32;
        (0..n).map(|tick| Duration::from_secs(tick.into()) / self.fps.max(1)).collect()
    }
}

/// How a page was encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MovedPage {
    /// The page's size in bytes.
    pub bytes: u64,
    /// Quality of 0 to 100; none of an APNG.
    pub quality: Option<u8>,
    /// Frames a second.
    pub fps: f64,
    /// Cells that play.
    pub n_moving: usize,
    /// Width and height of a cell; less than asked for if the page was too large otherwise.
    pub cell: (u32, u32),
}

/// The size of cells at which a page that was too large may fit at the least quality; `None` if they cannot be made smaller.
pub(super) fn smaller(cell: (u32, u32), bytes: u64, limit: u64) -> Option<(u32, u32)> {
    let edge = f64::from(cell.0.max(cell.1));
    let wanted = (limit as f64 * AIM / bytes.max(1) as f64).powf(1.0 / BYTES_PER_SIDE).min(0.95);
    let scale = wanted.max(f64::from(LEAST_CELL) / edge);
    let scaled = |side: u32| (f64::from(side) * scale).round().max(16.0) as u32;
    (scale < 1.0).then(|| (scaled(cell.0), scaled(cell.1)))
}

/// The cells of a page that play.
pub(super) struct MovingCells {
    motion: Motion,
    format: MovingFormat,
    ticks: Vec<Duration>,
    store: FrameStore,
    cells: Vec<MovingCell>,
    /// Whether the least quality is known to be needed.
    is_least: bool,
}

struct MovingCell {
    slot: Slot,
    mark: String,
    frames: Vec<Stored>,
    /// Which frame is shown at each tick.
    at: Vec<usize>,
}

impl MovingCells {
    pub(super) fn new(motion: Motion, format: MovingFormat, is_least: bool) -> Result<Self> {
        Ok(Self { motion, format, ticks: motion.ticks(), store: FrameStore::new()?, cells: Vec::new(), is_least })
    }

    /// Keeps what an animation shows in its cell.
    pub(super) fn add(&mut self, slot: &Slot, fit: CellFit, mark: &str, media: &Described) -> Result<()> {
        let edge = needed_edge(media, slot, fit);
        let shown = examine::frames_shown(&bytes(media)?, format(media)?, &self.ticks, edge, &Limits::default());
        let Some(shown) = shown.map_err(Unseen::from)? else { return Ok(()) };
        let focus = (fit == CellFit::Cover).then(|| focus(&shown.pictures)).flatten();
        let fitted = |picture| fitted(picture, slot, fit, focus.as_ref());
        let frames = shown.pictures.iter().map(|picture| self.store.put(&fitted(picture)));
        let frames = frames.collect::<Result<_>>()?;
        self.cells.push(MovingCell { slot: *slot, mark: mark.to_owned(), frames, at: shown.at });
        Ok(())
    }

    /// Encodes a page, as good as its size may be; `None` if `progress` breaks off.
    ///
    /// # Errors
    /// [`Error::TooManyBytes`] if it is too large even at the least quality and half the frames.
    pub(super) fn encode(
        &self,
        page: &mut Page,
        output: &Path,
        progress: &mut dyn Progress,
    ) -> Result<Option<(Vec<u8>, MovedPage)>> {
        let max_bytes = self.motion.max_bytes.unwrap_or(u64::MAX);
        let (least, best) = self.format.qualities();
        let (mut quality, mut step, mut bytes) = (best, 1, 0);
        for tries_left in (0..if self.is_least { 1 } else { MOST_TRIES }).rev() {
            if tries_left == 0 {
                (quality, step) = (least, 2);
            }
            let Some(file) = self.encode_at(page, quality, step, progress)? else { return Ok(None) };
            bytes = file.len() as u64;
            if bytes <= max_bytes {
                let fps = f64::from(self.motion.fps) / step as f64;
                let n_moving = self.cells.len();
                return Ok(Some((
                    file,
                    MovedPage { bytes, quality: self.format.told(quality), fps, n_moving, cell: page.cell() },
                )));
            }
            if (quality, step) == (least, 2) {
                break;
            }
            let over = (bytes as f64 / (max_bytes as f64 * AIM)).ln();
            let wanted = f64::from(quality) - over / LOG_BYTES_PER_QUALITY;
            if wanted >= f64::from(least) {
                quality = (wanted as u8).min(quality - 1);
            } else if step == 1 {
                step = 2;
            } else {
                quality = least;
            }
        }
        Err(Error::TooManyBytes { path: output.to_owned(), bytes, limit: max_bytes })
    }

    /// Encodes every `step`th tick.
    fn encode_at(
        &self,
        page: &mut Page,
        quality: u8,
        step: usize,
        progress: &mut dyn Progress,
    ) -> Result<Option<Vec<u8>>> {
        let (width, height) = page.canvas().dimensions();
        let mut encoder = AnimationEncoder::new(self.format.encoding(quality), width, height, Repeat::Forever)?;
        let mut shown: Vec<Option<usize>> = vec![None; self.cells.len()];
        for (tick, at) in self.ticks.iter().enumerate().step_by(step) {
            let mut is_new = tick == 0;
            for (cell, shown) in self.cells.iter().zip(&mut shown) {
                let now = cell.at.get(tick).copied();
                if let Some(&frame) = now.and_then(|now| cell.frames.get(now)).filter(|_| now != *shown) {
                    page.draw_picture(&cell.slot, &self.store.get(frame)?, Some(Mark::Animation(&cell.mark)));
                    (*shown, is_new) = (now, true);
                }
            }
            if is_new {
                encoder.push(page.canvas(), *at)?;
            }
            if progress.on(Event::Working).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(encoder.finish(self.motion.length)?))
    }
}

/// Finds what is looked at in all of an animation, so that its crop does not move: in a few frames at equal distances.
fn focus(pictures: &[RgbaImage]) -> Option<Focus> {
    Focus::of_all(pictures.iter().step_by(pictures.len().div_ceil(FRAMES_LOOKED_AT).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_shrink_as_far_as_a_page_needs_and_no_further_than_can_be_seen() {
        assert_eq!(smaller((256, 144), 2_000_000, 1_000_000), Some((162, 91)));
        assert_eq!(smaller((256, 144), 1_000_100, 1_000_000), Some((243, 137)), "a step at least");
        assert_eq!(smaller((144, 256), 90_000_000, 1_000_000), Some((72, 128)));
        assert_eq!(smaller((128, 72), 2_000_000, 1_000_000), None);
        assert_eq!(smaller((64, 36), 2_000_000, 1_000_000), None);
    }
}
