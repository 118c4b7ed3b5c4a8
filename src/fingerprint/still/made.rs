//! Pictures for the tests of this folder.

use image::{Rgba, RgbaImage};

use super::transform::Transform;

/// A crying face, lopsided so that no turn of it looks like another.
pub(super) fn face(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let disc = |cx: f32, cy: f32, r: f32| (u - cx).hypot(v - cy) < r;
        let [r, g, b] = if disc(0.32, 0.42, 0.07) || disc(0.66, 0.4, 0.07) {
            [30, 40, 90]
        } else if disc(0.35, 0.62, 0.035) {
            [170, 210, 250]
        } else if (u - 0.5).abs() < 0.1 && (v - 0.72).abs() < 0.02 {
            [150, 40, 50]
        } else if disc(0.5, 0.5, 0.33) {
            [250, 215, 190]
        } else if v < 0.35 && u > 0.2 {
            [90, 50, 40]
        } else {
            [(60.0 + 120.0 * v) as u8, (120.0 + 60.0 * u) as u8, 160]
        };
        Rgba([r, g, b, 255])
    })
}

/// The picture as a transform lays it down.
pub(super) fn turned(picture: &RgbaImage, transform: Transform) -> RgbaImage {
    let (_, _, swap) = transform.parts();
    let (width, height) = picture.dimensions();
    let (w, h) = if swap { (height, width) } else { (width, height) };
    RgbaImage::from_fn(w, h, |x, y| {
        let (u, v) = transform.source((x as f32 + 0.5) / w as f32, (y as f32 + 0.5) / h as f32);
        *picture.get_pixel((u * width as f32) as u32, (v * height as f32) as u32)
    })
}
