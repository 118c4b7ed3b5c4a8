//! Where a picture begins: the part inside transparent margins, letterbox bars and plain borders.
//!
//! A copy with bars or a border must hash as its original does, so both are cut off first, layer by layer. A side is
//! cut only where a stretch of lines of one colour ends in a step: a sky that fades slowly and the empty paper around
//! a drawing stay, because where they end depends on brightness, on compression and on how much was cropped.
//! Transparent margins are exact and always go. Opposite sides go together or not at all, so that a mirrored copy is
//! cut as its original is.
//!
//! This does not look for decorated frames or rounded corners.

use image::RgbaImage;

use crate::fingerprint::side::{SIDES, Side};

/// The colour difference, in levels of 255 of the most different channel, within which a pixel belongs to a border.
const SAME: i32 = 14;

/// By how much the mean difference from the border's colour grows between two lines at its edge, in levels of 255.
const STEP: f32 = 5.0;

/// The greatest mean difference from its colour that a border has half-way, in levels of 255.
const PLAIN: f32 = 3.0;

/// The alpha below which a pixel belongs to a transparent margin.
const CLEAR: u8 = 16;

/// The share of a line's pixels, in hundredths, that may differ from the border's colour (specks, ringing).
const STRAYS: usize = 2;

/// A rectangle of whole pixels inside a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Area {
    /// All of a picture.
    pub(super) fn all(picture: &RgbaImage) -> Self {
        Self { left: 0, top: 0, width: picture.width() as usize, height: picture.height() as usize }
    }

    /// How many lines lie between a side and the opposite one, and how long each is.
    fn extent(self, side: Side) -> (usize, usize) {
        match side {
            Side::Left | Side::Right => (self.width, self.height),
            Side::Top | Side::Bottom => (self.height, self.width),
        }
    }

    fn without(mut self, side: Side, lines: usize) -> Self {
        match side {
            Side::Left => (self.left, self.width) = (self.left + lines, self.width - lines),
            Side::Right => self.width -= lines,
            Side::Top => (self.top, self.height) = (self.top + lines, self.height - lines),
            Side::Bottom => self.height -= lines,
        }
        self
    }

    /// The pixels of the line that lies `depth` lines inside a side; none beyond the opposite side.
    fn line(self, picture: &RgbaImage, side: Side, depth: usize) -> impl Iterator<Item = [u8; 4]> {
        let (n, length) = self.extent(side);
        let width = picture.width() as usize;
        let (x, y) = match side {
            Side::Left => (self.left + depth, self.top),
            Side::Right => (self.left + self.width.saturating_sub(1 + depth), self.top),
            Side::Top => (self.left, self.top + depth),
            Side::Bottom => (self.left, self.top + self.height.saturating_sub(1 + depth)),
        };
        let step = if matches!(side, Side::Left | Side::Right) { width } else { 1 };
        let length = if depth < n { length } else { 0 };
        let pixels = picture.as_raw().as_chunks::<4>().0;
        pixels[(y * width + x).min(pixels.len())..].iter().step_by(step.max(1)).take(length).copied()
    }
}

/// Lays a pixel that is not premultiplied on middle grey.
fn on_grey([r, g, b, a]: [u8; 4]) -> [i32; 3] {
    match a {
        255 => [r, g, b].map(i32::from),
        0 => [128; 3],
        _ => [r, g, b].map(|c| 128 + (i32::from(c) - 128) * i32::from(a) / 255),
    }
}

/// The picture without transparent margins; all of it if it is transparent everywhere.
pub(super) fn without_margins(picture: &RgbaImage) -> Area {
    let all = Area::all(picture);
    let mut area = all;
    for side in SIDES {
        let n = area.extent(side).0;
        let clear = (0..n).take_while(|&depth| area.line(picture, side, depth).all(|p| p[3] < CLEAR)).count();
        if clear == n {
            return all;
        }
        area = area.without(side, clear);
    }
    area
}

/// The picture without margins, bars and borders.
///
/// At least two fifths of each dimension remain, else that side is left alone. Cost: the trimmed pixels, twice.
pub(super) fn trimmed(picture: &RgbaImage) -> Area {
    let all = Area::all(picture);
    let mut area = without_margins(picture);
    for _ in 0..4 {
        let before = area;
        let shown = area;
        for (one, other) in [(Side::Left, Side::Right), (Side::Top, Side::Bottom)] {
            let (near, far) = (border(picture, shown, one), border(picture, shown, other));
            if shown.extent(one).0.saturating_sub(near + far) * 5 >= all.extent(one).0 * 2 {
                area = area.without(one, near).without(other, far);
            }
        }
        if area == before {
            break;
        }
    }
    area
}

/// The picture without all that is as plain as its edges, whether that ends in a step or not: a drawing without its paper.
///
/// Where that ends depends on brightness and compression if it fades, so this is no replacement for [`trimmed`]; but a drawing
/// on black in black bars is told by this alone. At least a sixth of each dimension remains.
pub(super) fn content(picture: &RgbaImage) -> Area {
    let all = without_margins(picture);
    let mut area = all;
    for _ in 0..4 {
        let before = area;
        for side in SIDES {
            let (n, _) = area.extent(side);
            let depth = Edge::of(picture, area, side).map_or(0, |edge| edge.depth());
            if (n - depth) * 6 >= all.extent(side).0 {
                area = area.without(side, depth);
            }
        }
        if area == before {
            break;
        }
    }
    area
}

/// A side of a picture, and the colour of its outermost line.
struct Edge<'a> {
    picture: &'a RgbaImage,
    area: Area,
    side: Side,
    colour: [i32; 3],
}

impl<'a> Edge<'a> {
    /// None for a side of no length.
    fn of(picture: &'a RgbaImage, area: Area, side: Side) -> Option<Self> {
        let length = area.extent(side).1 as i32;
        let sums =
            area.line(picture, side, 0).map(on_grey).fold([0; 3], |s, p| [s[0] + p[0], s[1] + p[1], s[2] + p[2]]);
        (length > 0).then(|| Self { picture, area, side, colour: sums.map(|sum| sum / length) })
    }

    /// By how much the pixels of a line differ from the colour.
    fn differences(&self, depth: usize) -> impl Iterator<Item = i32> {
        let pixels = self.area.line(self.picture, self.side, depth).map(on_grey);
        pixels.map(|p| p.iter().zip(self.colour).map(|(p, c)| (p - c).abs()).max().unwrap_or(0))
    }

    /// How many lines from the side on have the colour but for strays; all of them if the picture is plain.
    fn depth(&self) -> usize {
        let (n, length) = self.area.extent(self.side);
        let most = length * STRAYS / 100;
        let is_border = |&depth: &usize| self.differences(depth).filter(|&d| d > SAME).take(most + 1).count() <= most;
        (0..n).take_while(is_border).count()
    }
}

/// How many lines at a side are border, the line that mixes border and picture included; 0 if there is none.
fn border(picture: &RgbaImage, area: Area, side: Side) -> usize {
    let (n, length) = area.extent(side);
    let Some(edge) = Edge::of(picture, area, side).filter(|_| n >= 8) else { return 0 };
    let depth = edge.depth();
    if depth == 0 || depth * 5 > n * 3 {
        return 0;
    }
    // A slow fade leaves the tolerance gradually; a border is still its own colour half-way. Compression rings up to a
    // block of eight to both sides of the step, so the steepest place near by is the edge.
    let mean = |depth: usize| edge.differences(depth).sum::<i32>() as f32 / length as f32;
    if mean(depth / 2) > PLAIN {
        return 0;
    }
    let from = depth.saturating_sub(2);
    let means: Vec<f32> = (from..(depth + 8).min(n)).map(mean).collect();
    let steps = means.windows(2).map(|w| w[1] - w[0]).enumerate();
    match steps.max_by(|p, q| p.1.total_cmp(&q.1)) {
        Some((at, step)) if step >= STEP => from + at + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::made::face as scene;
    use super::*;
    use image::{Rgba, imageops};

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
