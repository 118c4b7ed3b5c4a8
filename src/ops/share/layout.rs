//! What a copy has beside its picture: a canvas of another size, and a caption.

use image::RgbaImage;
use image::imageops::replace;

use crate::render::{CaptionBand, Fonts, resized};

/// A text to be written on copies, and the fonts for it.
pub(super) struct CaptionText {
    pub(super) text: String,
    pub(super) fonts: Fonts,
}

/// How pictures of one size are laid out.
pub(super) struct PictureLayout {
    size: (u32, u32),
    canvas: (u32, u32),
    band: Option<CaptionBand>,
}

impl PictureLayout {
    /// The picture is scaled to a size, and lies in the middle of a canvas; the caption is on the picture.
    pub(super) fn new(size: (u32, u32), canvas: (u32, u32), caption: Option<&CaptionText>) -> Self {
        let band = caption.map(|caption| CaptionBand::new(&caption.text, &caption.fonts, size));
        Self { size, canvas, band }
    }

    pub(super) fn canvas(&self) -> (u32, u32) {
        self.canvas
    }

    pub(super) fn lay_out(&self, picture: RgbaImage) -> RgbaImage {
        let mut picture = if picture.dimensions() == self.size { picture } else { resized(&picture, self.size) };
        if let Some(band) = &self.band {
            band.draw_on(&mut picture);
        }
        if self.canvas == self.size {
            return picture;
        }
        let mut canvas = RgbaImage::new(self.canvas.0, self.canvas.1);
        let middle = |whole: u32, part: u32| i64::from(whole.saturating_sub(part) / 2);
        let (x, y) = (middle(self.canvas.0, self.size.0), middle(self.canvas.1, self.size.1));
        replace(&mut canvas, &picture, x, y);
        canvas
    }
}
