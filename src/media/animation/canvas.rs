//! The one picture that an animation's pieces are drawn on.
//!
//! The rules are those all formats share and browsers keep: the canvas begins transparent; before a piece is drawn, the
//! piece before it is disposed of (left, cleared to transparent, or replaced by what was there); a piece that reaches
//! over the edge is clipped. Every method says whether a pixel changed.
//!
//! The canvas knows where it was touched, so that whoever looks at every frame looks at no more than that: an animation
//! of tiny frames on a huge canvas costs what its frames cost. Memory that was never drawn on is never used, either: the
//! system gives zeroed pages when they are written.

use image::{Rgba, RgbaImage};

use super::first_frame::FirstFrame;
use super::region::Region;

/// What becomes of a piece when the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disposal {
    /// It stays.
    Keep,
    /// Its rectangle becomes transparent. (GIF's background colour is ignored, as browsers do.)
    Clear,
    /// Its rectangle becomes what it was before.
    Restore,
}

pub(super) struct Canvas {
    picture: RgbaImage,
    last: Option<(Region, Disposal)>,
    /// What lay under the last piece, if it is to be restored.
    under: Vec<u8>,
    /// Where the last step may have changed pixels: under the piece disposed of, and under the new one.
    touched: [Region; 2],
    /// All that any step touched lies in it; the rest is transparent.
    drawn: Region,
    /// What the first frame was, as long as somebody compares.
    first: Option<FirstFrame>,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let picture = RgbaImage::new(width, height);
        let (touched, drawn) = <([Region; 2], Region)>::default();
        Self { picture, last: None, under: Vec::new(), touched, drawn, first: None }
    }

    /// Where the last step may have changed pixels.
    pub(super) fn touched(&self) -> [Region; 2] {
        self.touched
    }

    /// A region outside of which all is transparent.
    pub(super) fn drawn(&self) -> Region {
        self.drawn
    }

    /// Keeps the picture as it is now, to compare later ones with; only what is drawn over is copied.
    pub(super) fn keep_first(&mut self) {
        self.first = Some(FirstFrame::new(self.picture.dimensions()));
    }

    /// Whether the picture differs visibly from the one kept. Once it does, that is let go.
    pub(super) fn differs_from_first(&mut self) -> bool {
        let differs = self.first.as_mut().is_some_and(|first| first.differs(&self.picture, self.touched));
        if differs {
            self.first = None;
        }
        differs
    }

    /// Whether a pixel that the last step touched is less than opaque.
    pub(super) fn is_transparent_where_touched(&mut self) -> bool {
        let is_transparent = |row: &mut [u8]| pixels(row).any(|pixel| pixel[3] < u8::MAX);
        self.touched.into_iter().any(|region| rows(&mut self.picture, region).any(is_transparent))
    }

    pub(super) fn picture(&self) -> &RgbaImage {
        &self.picture
    }

    /// Disposes of the last piece and makes ready for the next.
    pub(super) fn begin(&mut self, region: Region, disposal: Disposal) -> bool {
        let region = region.clipped(self.picture.dimensions());
        let mut changed = false;
        let disposed = self.last.filter(|(_, disposal)| *disposal != Disposal::Keep).map(|(old, _)| old);
        self.touch([disposed.unwrap_or_default(), region]);
        match self.last {
            Some((old, Disposal::Clear)) => {
                for row in rows(&mut self.picture, old) {
                    changed |= row.iter().any(|&byte| byte != 0);
                    row.fill(0);
                }
            }
            Some((old, Disposal::Restore)) => {
                let row_length = (old.width as usize * 4).max(1);
                for (row, saved) in rows(&mut self.picture, old).zip(self.under.chunks_exact(row_length)) {
                    changed |= row != saved;
                    row.copy_from_slice(saved);
                }
            }
            Some((_, Disposal::Keep)) | None => {}
        }
        if disposal == Disposal::Restore {
            self.under.clear();
            for row in rows(&mut self.picture, region) {
                self.under.extend_from_slice(row);
            }
        }
        self.last = Some((region, disposal));
        changed
    }

    /// Draws one row of palette indices, `y` counted from the piece's top; colours are four bytes of RGBA in memory, and
    /// zero, the colour of the `transparent` index, leaves the canvas as it is.
    pub(super) fn draw_indexed_row(
        &mut self,
        region: Region,
        y: u32,
        indices: &[u8],
        (palette, transparent): (&[u32; 256], Option<u8>),
    ) -> bool {
        // Which pixels are transparent or change cannot be foreseen: all frames of 180 animations took 499 ms with
        // branches on that and 405 without. But most of what an optimised animation does not change is transparent, and
        // eight such pixels at once are soon passed over.
        let unchanged = transparent.map(|index| [index; 8]);
        let mut difference = 0;
        let row = row(&mut self.picture, region, y).as_chunks_mut::<4>().0;
        for (pixels, indices) in row.chunks_mut(8).zip(indices.chunks(8)) {
            if unchanged.is_some_and(|unchanged| indices == unchanged) {
                continue;
            }
            for (pixel, &index) in pixels.iter_mut().zip(indices) {
                let (old, color) = (u32::from_ne_bytes(*pixel), palette[usize::from(index)]);
                let new = std::hint::select_unpredictable(color == 0, old, color);
                difference |= old ^ new;
                *pixel = new.to_ne_bytes();
            }
        }
        difference != 0
    }

    /// Draws a whole piece: over what is there by its alpha, or in its region.
    pub(super) fn draw(&mut self, region: Region, piece: &RgbaImage, over: bool) -> bool {
        let mut changed = false;
        for (y, from) in piece.rows().enumerate() {
            for (pixel, Rgba(color)) in pixels(row(&mut self.picture, region, y as u32)).zip(from) {
                let new = if over { blend(*color, *pixel) } else { *color };
                changed |= *pixel != new;
                *pixel = new;
            }
        }
        changed
    }

    /// Takes a picture that is already composited.
    pub(super) fn replace(&mut self, picture: RgbaImage) -> bool {
        let changed = self.picture != picture;
        let (width, height) = self.picture.dimensions();
        let all = Region { left: 0, top: 0, width, height };
        self.touch([Region::default(), all]);
        self.picture = picture;
        changed
    }

    /// Notes what will be drawn on.
    fn touch(&mut self, regions: [Region; 2]) {
        self.touched = regions;
        for region in regions {
            self.drawn = self.drawn.joined(region);
            if let Some(first) = &mut self.first {
                first.save(&self.picture, region);
            }
        }
    }
}

fn pixels(row: &mut [u8]) -> impl Iterator<Item = &mut [u8; 4]> {
    row.as_chunks_mut::<4>().0.iter_mut()
}

/// The part of the canvas's row that a piece's row `y` covers; empty outside.
fn row(picture: &mut RgbaImage, region: Region, y: u32) -> &mut [u8] {
    let (width, height) = picture.dimensions();
    let y = u64::from(region.top) + u64::from(y);
    if y >= u64::from(height) || region.left >= width {
        return &mut [];
    }
    let right = region.left.saturating_add(region.width).min(width);
    let start = y as usize * width as usize;
    let (from, to) = ((start + region.left as usize) * 4, (start + right as usize) * 4);
    picture.get_mut(from..to).unwrap_or_default()
}

/// The rows of the canvas under a clipped region.
fn rows(picture: &mut RgbaImage, region: Region) -> impl Iterator<Item = &mut [u8]> {
    let row_length = (picture.width() as usize * 4).max(1);
    let (from, to) = (region.left as usize * 4, (region.left as usize + region.width as usize) * 4);
    let all = picture.chunks_exact_mut(row_length).skip(region.top as usize).take(region.height as usize);
    all.map(move |row| row.get_mut(from..to).unwrap_or_default())
}

/// Porter and Duff's *over* for colours that are not premultiplied.
fn blend(top: [u8; 4], under: [u8; 4]) -> [u8; 4] {
    match (top[3], under[3]) {
        (255, _) | (_, 0) => top,
        (0, _) => under,
        (top_alpha, under_alpha) => {
            // Alphas in 1/65025, so that nothing is rounded before the end.
            let of_top = u32::from(top_alpha) * 255;
            let of_under = u32::from(under_alpha) * (255 - u32::from(top_alpha));
            let alpha = of_top + of_under;
            let mix = |c: usize| {
                let sum = u64::from(top[c]) * u64::from(of_top) + u64::from(under[c]) * u64::from(of_under);
                ((sum + u64::from(alpha) / 2) / u64::from(alpha)) as u8
            };
            [mix(0), mix(1), mix(2), ((alpha + 127) / 255) as u8]
        }
    }
}
