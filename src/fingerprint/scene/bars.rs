//! Letterbox bars and captions of an animation: what is plain and still at a side in all its frames, up to an edge.
//!
//! A bar begins with a line of one colour and ends with one that mostly has it; between them there may be text, as long as it
//! never changes. Behind it the picture begins at once: many pixels of the next lines have another colour. A drawing on white
//! paper has no such edge, so nothing is cut off it. Sides are told one by one, because a caption has no opposite.
//!
//! A caption needs no edge: it is a plain margin, lines with text, and a margin again, above or below. On paper of its own colour
//! it is taken to end as far behind its text as the text lies behind the side.
//!
//! Frames are seen at about 64 pixels, where a bar ends within a line. How much of that line is bar is estimated from the
//! line behind it by least squares.

use image::RgbaImage;

use crate::fingerprint::side::{Area, SAME_COLOUR, SIDES, Side, colour_difference, on_grey};

/// The share of a line's pixels, in hundredths, that may differ (ringing, a palette's specks).
const STRAYS: usize = 3;
/// The share of a bar's last line, in hundredths, that has its colour at least: letters may reach into it.
const MOSTLY: usize = 65;
/// The share of the pixels behind a bar, in hundredths, that must have another colour; less is a drawing on paper of the
/// bar's colour.
const OTHERS: usize = 45;
/// The share of the height, in hundredths, in which a caption and its margins lie.
const CAPTION: usize = 35;
/// The part of each dimension, in tenths, that bars leave at least.
const LEAST_LEFT: usize = 4;
/// Narrower or lower frames, in pixels, have no bars to speak of.
const LEAST_SIDE: u32 = 8;
/// Frames of which all lines are looked at: what moves, or is cut, behind a bar is seen in one of them.
const N_SAMPLES: usize = 12;

/// Whether all pixels of a line but strays differ by little.
fn are_small(differences: impl Iterator<Item = i32>, length: usize) -> bool {
    let most = length * STRAYS / 100;
    differences.filter(|&difference| difference > SAME_COLOUR).take(most + 1).count() <= most
}

/// Watches the frames of an animation for bars.
#[derive(Default)]
pub(super) struct BarWatch {
    edges: Option<[Edge; 4]>,
    first: RgbaImage,
}

impl BarWatch {
    /// Takes the next frame; returns whether there can still be a bar.
    pub(super) fn may_have_bars(&mut self, picture: &RgbaImage) -> bool {
        if picture.width() < LEAST_SIDE || picture.height() < LEAST_SIDE {
            return false;
        }
        let Some(edges) = &mut self.edges else {
            let edges = SIDES.map(|side| Edge::of(picture, side));
            self.edges = Some(edges);
            self.first = picture.clone();
            return edges.iter().any(|edge| edge.n_still > 0);
        };
        if picture.dimensions() != self.first.dimensions() {
            return false;
        }
        // The outermost line of each frame, and at the end all lines of some: all of all would take longer than the looks.
        for edge in edges.iter_mut().filter(|edge| edge.n_still > 0) {
            if edge.still_lines(&self.first, picture, 1) == 0 {
                edge.n_still = 0;
            }
        }
        edges.iter().any(|edge| edge.n_still > 0)
    }

    /// What bars cut off (left, right, top, bottom, as shares) of the frames that were watched; `None` if there are none.
    pub(super) fn bars(&self, frames: &[&RgbaImage]) -> Option<[f32; 4]> {
        let step = frames.len().div_ceil(N_SAMPLES).max(1);
        let samples: Vec<&RgbaImage> = frames.iter().copied().step_by(step).collect();
        let bars = self.edges?.map(|mut edge| {
            for picture in &samples {
                edge.n_still = edge.still_lines(&self.first, picture, edge.n_still);
            }
            edge.bar(&self.first, &samples).unwrap_or(0.0) / edge.area.n_lines(edge.side) as f32
        });
        let least = LEAST_LEFT as f32 / 10.0;
        let leaves_enough = 1.0 - bars[0] - bars[1] >= least && 1.0 - bars[2] - bars[3] >= least;
        (leaves_enough && bars != [0.0; 4]).then_some(bars)
    }
}

/// A side that may have a bar.
#[derive(Clone, Copy)]
struct Edge {
    side: Side,
    /// All of a frame.
    area: Area,
    colour: [i32; 3],
    /// Lines from the side on that may belong to a bar: not one if the outermost changed.
    n_still: usize,
}

impl Edge {
    fn of(picture: &RgbaImage, side: Side) -> Self {
        let mut edge = Self { side, area: Area::all(picture), colour: [0; 3], n_still: 0 };
        // The median of each channel: specks and text do not move it.
        edge.colour = std::array::from_fn(|channel| {
            let mut levels: Vec<i32> = edge.line(picture, 0).map(|pixel| pixel[channel]).collect();
            levels.sort_unstable();
            levels[levels.len() / 2]
        });
        if are_small(edge.differences(picture, 0), edge.area.line_length(side)) {
            edge.n_still = edge.area.n_lines(side) * (10 - LEAST_LEFT) / 10;
        }
        edge
    }

    /// The pixels of the line that lies `depth` lines inside the side, laid on middle grey.
    fn line(&self, picture: &RgbaImage, depth: usize) -> impl Iterator<Item = [i32; 3]> {
        self.area.line(picture, self.side, depth).map(on_grey)
    }

    /// By how much they differ from the bar's colour.
    fn differences(&self, picture: &RgbaImage, depth: usize) -> impl Iterator<Item = i32> {
        self.line(picture, depth).map(|pixel| colour_difference(pixel, self.colour))
    }

    /// How many of the outermost lines, at most so many, are the same in two frames.
    fn still_lines(&self, first: &RgbaImage, picture: &RgbaImage, most: usize) -> usize {
        let is_still = |&depth: &usize| {
            let [now, then] = [picture, first].map(|frame| self.area.line(frame, self.side, depth));
            // Most pixels of a bar are the same bytes in all frames.
            let difference = |(p, q)| if p == q { 0 } else { colour_difference(on_grey(p), on_grey(q)) };
            are_small(now.zip(then).map(difference), self.area.line_length(self.side))
        };
        (0..self.n_still.min(most)).take_while(is_still).count()
    }

    /// How many lines the bar or the caption has.
    fn bar(&self, first: &RgbaImage, frames: &[&RgbaImage]) -> Option<f32> {
        if let Some(caption) = self.caption(first) {
            let ends_here = |end: &Ending| caption.margin <= caption.before || end.is_edge();
            let end = self.ending(frames, caption.depth + caption.margin).filter(ends_here);
            return Some(end.map_or((caption.depth + caption.before) as f32, |end| end.n_lines));
        }
        let is_mostly_plain = |&depth: &usize| {
            let n_plain = self.differences(first, depth).filter(|&difference| difference <= SAME_COLOUR).count();
            n_plain * 100 >= self.area.line_length(self.side) * MOSTLY
        };
        let depth = 1 + (0..self.n_still).rev().find(is_mostly_plain)?;
        self.ending(frames, depth).filter(Ending::is_edge).map(|end| end.n_lines)
    }

    /// The lines of text at this side, if they lie between plain ones.
    fn caption(&self, first: &RgbaImage) -> Option<Caption> {
        if matches!(self.side, Side::Left | Side::Right) {
            return None;
        }
        let length = self.area.line_length(self.side);
        let is_plain = |depth: &usize| are_small(self.differences(first, *depth), length);
        let most = self.n_still.min(self.area.n_lines(self.side) * CAPTION / 100);
        let before = (0..most).take_while(is_plain).count();
        let last = (before..most).rev().find(is_plain)?;
        let depth = (before..last).rev().find(|depth| !is_plain(depth))? + 1;
        let margin = (depth..self.n_still).take_while(is_plain).count();
        Some(Caption { before, depth, margin })
    }

    /// What lies behind the outermost lines; `None` if too little does.
    fn ending(&self, frames: &[&RgbaImage], depth: usize) -> Option<Ending> {
        if depth + 2 > self.area.n_lines(self.side) {
            return None;
        }
        let (mut n, mut n_others, mut product, mut square) = (0, 0, 0.0, 0.0);
        for picture in frames {
            for (mixed, behind) in self.line(picture, depth).zip(self.line(picture, depth + 1)) {
                n += 1;
                n_others += usize::from(colour_difference(behind, self.colour) > SAME_COLOUR);
                for (colour, (m, b)) in self.colour.iter().zip(mixed.iter().zip(behind)) {
                    let (m, b) = ((m - colour) as f32, (b - colour) as f32);
                    product += m * b;
                    square += b * b;
                }
            }
        }
        let shown = (product / f32::max(square, 1.0)).clamp(0.0, 1.0);
        Some(Ending { n_lines: depth as f32 + 1.0 - shown, n, n_others })
    }
}

/// Text at a side.
struct Caption {
    /// The plain lines before it.
    before: usize,
    /// Where it ends.
    depth: usize,
    /// The plain lines behind it.
    margin: usize,
}

/// Where a bar may end.
struct Ending {
    /// How many lines it has then; that in which it ends counts in part.
    n_lines: f32,
    /// Pixels behind it, and those of another colour.
    n: usize,
    n_others: usize,
}

impl Ending {
    fn is_edge(&self) -> bool {
        self.n_others * 100 >= self.n * OTHERS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::frame;
    use image::{Rgba, imageops};

    fn bars_of(frames: &[RgbaImage]) -> Option<[f32; 4]> {
        let mut watch = BarWatch::default();
        frames
            .iter()
            .all(|frame| watch.may_have_bars(frame))
            .then(|| watch.bars(&frames.iter().collect::<Vec<_>>()))
            .flatten()
    }

    fn barred(colour: [u8; 4], top: u32, bottom: u32, is_written: bool) -> Vec<RgbaImage> {
        let barred = |n: u16| {
            let mut picture = RgbaImage::from_pixel(320, 240 + top + bottom, Rgba(colour));
            let inside =
                imageops::resize(&frame(3, f32::from(n) / 10.0, [0.0; 4]), 320, 240, imageops::FilterType::Triangle);
            imageops::replace(&mut picture, &inside, 0, i64::from(top));
            if is_written {
                (40..280)
                    .filter(|x| x / 9 % 3 != 0)
                    .flat_map(|x| (12..top - 12).map(move |y| (x, y)))
                    .for_each(|(x, y)| picture.put_pixel(x, y, Rgba([0, 0, 0, 255])));
            }
            imageops::thumbnail(&picture, 64, picture.height() / 5)
        };
        (0..6).map(barred).collect()
    }

    #[test]
    fn bars_and_captions_are_told_within_a_third_of_a_pixel() {
        for (colour, top, bottom, is_written) in
            [([0, 0, 0, 255], 32, 32, false), ([255; 4], 48, 0, true), ([250, 250, 250, 255], 0, 27, false)]
        {
            let bars = bars_of(&barred(colour, top, bottom, is_written)).unwrap();
            let height = (240 + top + bottom) as f32;
            let expected = [0.0, 0.0, top as f32 / height, bottom as f32 / height];
            assert!(bars.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.006), "{bars:?} {expected:?}");
        }
    }

    #[test]
    fn a_caption_on_paper_of_its_own_colour_ends_behind_its_text() {
        let captioned = |n: u32| {
            RgbaImage::from_fn(64, 77, |x, y| {
                let is_text = (4..9).contains(&y) && (5..50).contains(&x) && (x * 3 + y) % 5 < 2;
                let is_drawn = x.abs_diff(20 + n * 5) < 6 && y.abs_diff(45) < 9;
                Rgba([if is_text || is_drawn { 20 } else { 255 }, 255, 255, 255])
            })
        };
        let bars = bars_of(&(0..4).map(captioned).collect::<Vec<_>>()).unwrap();
        assert_eq!(bars, [0.0, 0.0, 13.0 / 77.0, 0.0]);
    }

    #[test]
    fn pictures_to_the_edge_and_drawings_on_paper_have_none() {
        let full: Vec<RgbaImage> = (0..4u8).map(|n| frame(3, f32::from(n) / 10.0, [0.0; 4])).collect();
        assert_eq!(bars_of(&full), None);
        let drawing = |n: u32| {
            RgbaImage::from_fn(64, 64, |x, y| {
                Rgba([if x.abs_diff(20 + n * 5) < 6 && y.abs_diff(30) < 9 { 20 } else { 255 }, 255, 255, 255])
            })
        };
        assert_eq!(bars_of(&(0..4).map(drawing).collect::<Vec<_>>()), None);
    }
}
