//! The small picture that stands for a large one.

use image::RgbaImage;

use super::scale::{resize, size_within};

/// Returns a picture fitted into `edge`×`edge` pixels.
///
/// The shape is kept to the nearest pixel, each side is at least 1, and a picture that already fits is returned as it
/// is: thumbnails are never larger than their originals. An `edge` of 0 counts as 1.
pub fn thumbnail(picture: &RgbaImage, edge: u32) -> RgbaImage {
    resize(picture, None, size_within(picture.dimensions(), (edge, edge)))
}
