//! A copy of an animation, as good as its size may be.

use super::super::error::Result;
use super::super::{Described, Progress};
use super::bounds::{Bounds, scaled};
use super::clip::Clip;
use super::error::ShareError;
use super::format::ShareFormat;
use super::layout::{CaptionText, PictureLayout};
use super::made::Made;
use super::search::{Found, Piece, search};
use super::timeline::Timeline;
use crate::media::Format;
use crate::render::{Dither, Repeat};

/// The most bytes of frames that wait on the disk; a longer animation of a larger size has a smaller copy.
const MOST_WAITING: f64 = 2e9;

/// The fewest pixels across that are preferred to fewer frames and to more loss, and the fewest at all. Small pictures keep three
/// quarters, and half.
const FEW_PIXELS: u32 = 240;
const FEWEST_PIXELS: u32 = 160;

/// The fewest frames a second that leaving frames out may come to.
const FEWEST_FPS: f64 = 5.0;

/// What is to be copied and how, whatever its size.
pub(super) struct Moving<'a> {
    pub(super) media: &'a Described,
    pub(super) bytes: &'a [u8],
    pub(super) source: Format,
    pub(super) timeline: Timeline,
    pub(super) repeat: Repeat,
    pub(super) format: ShareFormat,
    pub(super) dither: Dither,
    pub(super) caption: Option<&'a CaptionText>,
}

impl Moving<'_> {
    /// Makes the best copy within some bounds; `None` if `progress` breaks off.
    pub(super) fn copy(&self, bounds: &Bounds, progress: &mut dyn Progress) -> Result<Option<Made>> {
        let size = (self.media.facts.width, self.media.facts.height);
        let n_frames = self.timeline.shown().len().max(1);
        let pixels = |width: u32| f64::from(width) * f64::from(scaled(size, width).1) * n_frames as f64;
        // The width at which there are so many pixels.
        let width_of =
            |width: u32, n_pixels: f64| (f64::from(width) * (n_pixels / pixels(width)).sqrt().min(1.0)) as u32;
        let width = width_of(bounds.most_width(size), MOST_WAITING / 4.0).max(1);
        let path = path(self.format, width, self.timeline.fps());
        let limit = bounds.max_bytes.unwrap_or(u64::MAX);
        let begin = begin(&path, width_of(width, limit as f64 * self.format.pixels_a_byte()));
        let mut clip: Option<Clip> = None;
        let encode = |plan: super::search::Plan| {
            let wanted = scaled(size, plan.width);
            let ready = match clip.take().filter(|clip| clip.size.0 >= wanted.0) {
                Some(clip) => clip,
                None => match Clip::read(self.bytes, self.source, &self.timeline, wanted, progress)? {
                    Some(clip) => clip,
                    None => return Ok(None),
                },
            };
            let layout = PictureLayout::new(wanted, bounds.canvas(wanted), self.caption);
            let format = self.format.moving(plan.loss, self.dither);
            let encoded = ready.encode(&self.timeline.every(plan.step), format, self.repeat, &layout, progress);
            clip = Some(ready);
            encoded
        };
        Ok(match search(&path, self.format.moving_law(), limit, begin, encode)? {
            Some(Found::Fits { plan, bytes, n_encodings }) => {
                let shown = self.timeline.every(plan.step);
                let size = bounds.canvas(scaled(size, plan.width));
                let (quality, moves) =
                    (self.format.moving_quality(plan.loss), Some((shown.shown().len(), shown.length())));
                Some(Made { bytes, size, moves, format: self.format, quality, n_encodings })
            }
            Some(Found::TooLarge { plan, n_bytes }) => {
                let shown = self.timeline.every(plan.step);
                let error = ShareError::too_large(n_bytes, limit, plan, Some((shown.fps(), shown.length())));
                return Err(error.into());
            }
            None => None,
        })
    }
}

/// The plans of copies with so many pixels across at most, from the best to the smallest.
fn path(format: ShareFormat, width: u32, fps: f64) -> Vec<Piece> {
    let few = FEW_PIXELS.min(width * 3 / 4).max(1);
    let fewest = FEWEST_PIXELS.min(width / 2).max(1);
    let has_loss = format.moving_quality(0.0).is_some();
    let (little, much) = if has_loss { (1.0, 2.0) } else { (0.0, 0.0) };
    let mut path = Vec::new();
    let mut add = |step: usize, widths, losses| path.push(Piece { step, widths, losses });
    if has_loss {
        add(1, (width, width), (0.0, little));
    }
    add(1, (width, few), (little, little));
    let steps: Vec<usize> = [2, 4].into_iter().filter(|&step| fps / step as f64 >= FEWEST_FPS).collect();
    let step = steps.first().copied().unwrap_or(1);
    if step > 1 {
        add(step, (width, few), (little, little));
    }
    add(step, (few, fewest), (little, much));
    if let Some(&last) = steps.get(1) {
        add(last, (few, fewest), (much, much));
    }
    path
}

/// The place on a path from which on copies of so many pixels across are.
fn begin(path: &[Piece], width: u32) -> (usize, f64) {
    let narrowing = path.iter().enumerate().find(|(_, piece)| piece.widths.0 > piece.widths.1);
    match narrowing {
        Some((number, piece)) if width < piece.widths.0 => {
            let log = |width: u32| f64::from(width.max(1)).ln();
            let (most, least) = (log(piece.widths.0), log(piece.widths.1));
            (number, ((most - log(width)) / (most - least)).clamp(0.0, 1.0))
        }
        _ => (0, 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_the_best_copy_to_the_smallest() {
        let told = |format, width, fps| {
            path(format, width, fps)
                .into_iter()
                .map(|Piece { step, widths, losses }| (step, widths.0, widths.1, losses.1))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told(ShareFormat::Gif, 480, 20.0),
            [(1, 480, 480, 1.0), (1, 480, 240, 1.0), (2, 480, 240, 1.0), (2, 240, 160, 2.0), (4, 240, 160, 2.0)]
        );
        assert_eq!(told(ShareFormat::Gif, 100, 8.0), [(1, 100, 100, 1.0), (1, 100, 75, 1.0), (1, 75, 50, 2.0)]);
        assert_eq!(told(ShareFormat::Png, 320, 10.0), [(1, 320, 240, 0.0), (2, 320, 240, 0.0), (2, 240, 160, 0.0)]);
        let whole = path(ShareFormat::WebP, 1920, 10.0);
        assert_eq!(begin(&whole, 1920), (0, 0.0));
        let (piece, part) = begin(&whole, 679);
        assert!(piece == 1 && (part - 0.5).abs() < 0.01, "{piece} {part}");
        assert_eq!(begin(&whole, 20), (1, 1.0));
    }
}
