//! Where a picture begins: the part inside transparent margins, letterbox bars and plain borders.
//!
//! A copy with bars or a border must hash as its original does, so both are cut off first, layer by layer. A side is
//! cut only where a stretch of lines of one colour ends in a step: a sky that fades slowly and the empty paper around
//! a drawing stay, because where they end depends on brightness, on compression and on how much was cropped.
//! Transparent margins are exact and always go. Opposite sides go together or not at all, so that a mirrored copy is
//! cut as its original is.
//!
//! This does not look for decorated frames or rounded corners.

use std::borrow::Cow;

use image::{Rgba, RgbaImage};

use crate::fingerprint::side::{Area, SAME_COLOUR, SIDES, Side, colour_difference, on_grey};

/// By how much the mean difference from the border's colour grows between two lines at its edge, in levels of 255.
const STEP: f32 = 5.0;
/// The greatest mean difference from its colour that a border has half-way, in levels of 255.
const PLAIN: f32 = 3.0;
/// The alpha below which a pixel belongs to a transparent margin.
const CLEAR: u8 = 16;
/// The share of a line's pixels, in hundredths, that may differ from the border's colour (specks, ringing).
const STRAYS: usize = 2;
/// Layers of borders that are cut off one after the other.
const N_LAYERS: usize = 4;

/// A picture of which it is asked where it begins.
pub(super) struct Framing<'a> {
    /// The picture laid on middle grey; an opaque one, which nearly all are, is as it is.
    flat: Cow<'a, RgbaImage>,
    /// All of it without transparent margins; with them if it is transparent everywhere.
    pub(super) inside: Area,
}

impl<'a> Framing<'a> {
    pub(super) fn of(picture: &'a RgbaImage) -> Self {
        Self { flat: flattened(picture), inside: without_margins(picture) }
    }

    /// The picture without margins, bars and borders.
    ///
    /// At least two fifths of each dimension remain, else that side is left alone. Cost: the trimmed pixels, twice.
    pub(super) fn trimmed(&self) -> Area {
        let all = Area::all(&self.flat);
        self.layer_by_layer(|shown| {
            let mut area = shown;
            for (one, other) in [(Side::Left, Side::Right), (Side::Top, Side::Bottom)] {
                let (near, far) = (border(&self.flat, shown, one), border(&self.flat, shown, other));
                if shown.n_lines(one).saturating_sub(near + far) * 5 >= all.n_lines(one) * 2 {
                    area = area.without(one, near).without(other, far);
                }
            }
            area
        })
    }

    /// The picture without all that is as plain as its edges, whether that ends in a step or not: a drawing without its paper.
    ///
    /// Where that ends depends on brightness and compression if it fades, so this is no replacement for [`Self::trimmed`]; but
    /// a drawing on black in black bars is told by this alone. At least a sixth of each dimension remains.
    pub(super) fn content(&self) -> Area {
        self.layer_by_layer(|mut area| {
            for side in SIDES {
                let depth = Edge::of(&self.flat, area, side).map_or(0, |edge| edge.depth());
                if (area.n_lines(side) - depth) * 6 >= self.inside.n_lines(side) {
                    area = area.without(side, depth);
                }
            }
            area
        })
    }

    /// Cuts until nothing more is cut off, a few times at most.
    fn layer_by_layer(&self, cut: impl Fn(Area) -> Area) -> Area {
        let mut area = self.inside;
        for _ in 0..N_LAYERS {
            let before = area;
            area = cut(before);
            if area == before {
                break;
            }
        }
        area
    }
}

fn without_margins(picture: &RgbaImage) -> Area {
    let all = Area::all(picture);
    let mut area = all;
    for side in SIDES {
        let n = area.n_lines(side);
        let is_clear = |&depth: &usize| area.count(picture, side, depth, |pixel| pixel[3] >= CLEAR) == 0;
        let clear = (0..n).take_while(is_clear).count();
        if clear == n {
            return all;
        }
        area = area.without(side, clear);
    }
    area
}

fn flattened(picture: &RgbaImage) -> Cow<'_, RgbaImage> {
    let pixels = picture.as_raw().as_chunks::<4>().0;
    // Many at a time, without a look after each: nearly all pictures are opaque.
    if pixels.iter().fold(u32::MAX, |all, pixel| all & u32::from_le_bytes(*pixel)) >> 24 == u32::from(u8::MAX) {
        return Cow::Borrowed(picture);
    }
    let mut flat = picture.clone();
    for Rgba(pixel) in flat.pixels_mut() {
        let [r, g, b] = on_grey(pixel).map(|channel| channel as u8);
        *pixel = [r, g, b, u8::MAX];
    }
    Cow::Owned(flat)
}

/// A side of an opaque picture, and the colour of its outermost line.
struct Edge<'a> {
    picture: &'a RgbaImage,
    area: Area,
    side: Side,
    colour: [u8; 3],
}

impl<'a> Edge<'a> {
    /// None for a side of no length.
    fn of(picture: &'a RgbaImage, area: Area, side: Side) -> Option<Self> {
        let mut sums = [0_usize; 3];
        for pixel in area.line(picture, side, 0) {
            sums.iter_mut().zip(pixel).for_each(|(sum, &level)| *sum += usize::from(level));
        }
        let length = area.line_length(side);
        (length > 0).then(|| Self { picture, area, side, colour: sums.map(|sum| (sum / length) as u8) })
    }

    /// By how much the pixels of a line differ from the colour, in the mean.
    fn mean_difference(&self, depth: usize) -> f32 {
        let colour = self.colour.map(i32::from);
        let line = self.area.line(self.picture, self.side, depth).map(on_grey);
        line.map(|pixel| colour_difference(pixel, colour)).sum::<i32>() as f32 / self.area.line_length(self.side) as f32
    }

    /// How many lines from the side on have the colour but for strays; all of them if the picture is plain.
    fn depth(&self) -> usize {
        let most = self.area.line_length(self.side) * STRAYS / 100;
        let [r, g, b] = self.colour;
        let is_stray = |pixel: &[u8; 4]| {
            let apart = pixel[0].abs_diff(r).max(pixel[1].abs_diff(g)).max(pixel[2].abs_diff(b));
            apart > SAME_COLOUR as u8
        };
        let is_border = |&depth: &usize| self.area.count(self.picture, self.side, depth, is_stray) <= most;
        (0..self.area.n_lines(self.side)).take_while(is_border).count()
    }
}

/// How many lines at a side are border, the line that mixes border and picture included; 0 if there is none.
fn border(picture: &RgbaImage, area: Area, side: Side) -> usize {
    let n = area.n_lines(side);
    let Some(edge) = Edge::of(picture, area, side).filter(|_| n >= 8) else { return 0 };
    let depth = edge.depth();
    if depth == 0 || depth * 5 > n * 3 {
        return 0;
    }
    // A slow fade leaves the tolerance gradually; a border is still its own colour half-way. Compression rings up to a
    // block of eight to both sides of the step, so the steepest place near by is the edge.
    if edge.mean_difference(depth / 2) > PLAIN {
        return 0;
    }
    let from = depth.saturating_sub(2);
    let means: Vec<f32> = (from..(depth + 8).min(n)).map(|depth| edge.mean_difference(depth)).collect();
    let steps = means.windows(2).map(|w| w[1] - w[0]).enumerate();
    match steps.max_by(|p, q| p.1.total_cmp(&q.1)) {
        Some((at, step)) if step >= STEP => from + at + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::face as scene;
    use image::imageops;

    fn trimmed(picture: &RgbaImage) -> Area {
        Framing::of(picture).trimmed()
    }

    fn content(picture: &RgbaImage) -> Area {
        Framing::of(picture).content()
    }

    fn framed(colour: [u8; 4], x: u32, y: u32) -> RgbaImage {
        let mut out = RgbaImage::from_pixel(200 + 2 * x, 150 + 2 * y, Rgba(colour));
        imageops::overlay(&mut out, &scene(200, 150), x.into(), y.into());
        out
    }

    #[test]
    fn bars_borders_and_clear_margins_go() {
        for (colour, x, y, more) in [([0, 0, 0, 255], 0, 30, 1), ([250, 250, 250, 255], 10, 10, 1), ([0; 4], 40, 3, 0)]
        {
            let area = trimmed(&framed(colour, x, y));
            let (x, y) = (x as usize, y as usize);
            let (dx, dy) = (if x > 0 { more } else { 0 }, if y > 0 { more } else { 0 });
            let expected = Area { left: x + dx, top: y + dy, width: 200 - 2 * dx, height: 150 - 2 * dy };
            assert_eq!(area, expected, "{colour:?}");
        }
    }

    #[test]
    fn layers_go_one_after_the_other() {
        let mut outer = RgbaImage::from_pixel(300, 300, Rgba([0, 0, 0, 255]));
        imageops::overlay(&mut outer, &framed([255; 4], 12, 12), 38, 63);
        let area = trimmed(&outer);
        assert!(area.left.abs_diff(50) <= 2 && area.top.abs_diff(75) <= 2 && area.width.abs_diff(200) <= 4, "{area:?}");
    }

    #[test]
    fn a_drawing_is_told_from_its_paper_and_its_bars() {
        let mut paper = RgbaImage::from_pixel(300, 200, Rgba([4, 4, 4, 255]));
        imageops::overlay(&mut paper, &scene(120, 90), 100, 30);
        let mut barred = RgbaImage::from_pixel(300, 320, Rgba([0, 0, 0, 255]));
        imageops::overlay(&mut barred, &paper, 0, 60);
        let expected = Area { left: 100, top: 30, width: 120, height: 90 };
        assert_eq!(content(&paper), expected);
        assert_eq!(content(&barred), Area { top: 90, ..expected });
        assert_eq!(content(&scene(200, 150)), Area::all(&scene(200, 150)));
        let black = RgbaImage::from_pixel(50, 50, Rgba([0, 0, 0, 255]));
        assert_eq!(
            (content(&black), content(&RgbaImage::new(0, 7))),
            (Area::all(&black), Area::all(&RgbaImage::new(0, 7)))
        );
    }

    #[test]
    fn pictures_fades_and_drawings_on_paper_stay_whole() {
        let fade = RgbaImage::from_fn(200, 150, |_, y| Rgba([y as u8, y as u8 / 2, 60, 255]));
        let mut drawing = RgbaImage::from_pixel(200, 150, Rgba([255; 4]));
        drawing.enumerate_pixels_mut().filter(|(x, y, _)| x.abs_diff(100) + y.abs_diff(70) < 20).for_each(
            |(_, _, p)| {
                p.0 = [20, 20, 20, 255];
            },
        );
        for picture in [scene(200, 150), fade, drawing, RgbaImage::from_pixel(50, 50, Rgba([7, 7, 7, 255]))] {
            assert_eq!(trimmed(&picture), Area::all(&picture));
        }
    }
}
