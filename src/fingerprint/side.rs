//! The sides of a picture and the lines of pixels along them, where borders, bars and captions are looked for.

use image::RgbaImage;

/// The colour difference, in levels of 255 of the most different channel, within which a pixel has a border's or a bar's
/// colour.
pub(super) const SAME_COLOUR: i32 = 14;

/// A side of a picture.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

/// All of them.
pub(super) const SIDES: [Side; 4] = [Side::Left, Side::Right, Side::Top, Side::Bottom];

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

    /// How many lines lie between a side and the opposite one.
    pub(super) fn n_lines(self, side: Side) -> usize {
        if matches!(side, Side::Left | Side::Right) { self.width } else { self.height }
    }

    /// How many pixels a line along a side has.
    pub(super) fn line_length(self, side: Side) -> usize {
        if matches!(side, Side::Left | Side::Right) { self.height } else { self.width }
    }

    /// What is left when some lines at a side are cut off.
    pub(super) fn without(mut self, side: Side, lines: usize) -> Self {
        match side {
            Side::Left => (self.left, self.width) = (self.left + lines, self.width - lines),
            Side::Right => self.width -= lines,
            Side::Top => (self.top, self.height) = (self.top + lines, self.height - lines),
            Side::Bottom => self.height -= lines,
        }
        self
    }

    /// The pixels of the line that lies `depth` lines inside a side; none beyond the opposite side.
    pub(super) fn line(self, picture: &RgbaImage, side: Side, depth: usize) -> impl Iterator<Item = &[u8; 4]> {
        let (pixels, step) = self.from(picture, side, depth);
        pixels.iter().step_by(step)
    }

    /// How many pixels of that line are as asked.
    pub(super) fn count(
        self,
        picture: &RgbaImage,
        side: Side,
        depth: usize,
        is_counted: impl Fn(&[u8; 4]) -> bool,
    ) -> usize {
        let (pixels, step) = self.from(picture, side, depth);
        if step > 1 {
            return pixels.iter().step_by(step).filter(|pixel| is_counted(pixel)).count();
        }
        // Rows are counted many pixels at a time.
        pixels.iter().filter(|pixel| is_counted(pixel)).count()
    }

    /// The pixels from the first of a line to its last, and how far apart those of the line lie.
    fn from(self, picture: &RgbaImage, side: Side, depth: usize) -> (&[[u8; 4]], usize) {
        let width = picture.width() as usize;
        let (x, y) = match side {
            Side::Left => (self.left + depth, self.top),
            Side::Right => (self.left + self.width.saturating_sub(1 + depth), self.top),
            Side::Top => (self.left, self.top + depth),
            Side::Bottom => (self.left, self.top + self.height.saturating_sub(1 + depth)),
        };
        let step = if matches!(side, Side::Left | Side::Right) { width.max(1) } else { 1 };
        let length = if depth < self.n_lines(side) { self.line_length(side) } else { 0 };
        let first = y * width + x;
        let end = if length == 0 { first } else { first + (length - 1) * step + 1 };
        (picture.as_raw().as_chunks::<4>().0.get(first..end).unwrap_or_default(), step)
    }
}

/// A pixel that is not premultiplied, laid on middle grey.
pub(super) fn on_grey(&[r, g, b, a]: &[u8; 4]) -> [i32; 3] {
    match a {
        u8::MAX => [r, g, b].map(i32::from),
        0 => [128; 3],
        _ => [r, g, b].map(|c| 128 + (i32::from(c) - 128) * i32::from(a) / 255),
    }
}

/// The colour difference of two pixels: that of the most different channel, in levels.
pub(super) fn colour_difference(p: [i32; 3], q: [i32; 3]) -> i32 {
    p.iter().zip(q).map(|(p, q)| (p - q).abs()).max().unwrap_or(0)
}
