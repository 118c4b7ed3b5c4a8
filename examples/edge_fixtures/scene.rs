//! The picture that every still shows: 44×28 pixels in six tiles, no two alike, so that no turn or mirroring of it
//! looks the same.
//!
//! ```text
//! red     green   blue         each 16×16, cut at the right and at the bottom:
//! yellow  ramp    black        the last tiles of a row and a column are partial blocks
//! ```
//! The ramp goes from grey 80 at its top to 212, 12 a row. In grey pictures tile `n` has `n` fifths of full brightness.

use image::{Rgb, RgbImage, Rgba, RgbaImage};

pub(crate) const WIDTH: u32 = 44;
pub(crate) const HEIGHT: u32 = 28;

/// The tile that a pixel lies in, 0 to 5.
pub(crate) fn tile(x: u32, y: u32) -> u32 {
    x / 16 + y / 16 * 3
}

/// The picture in colours.
pub(crate) fn colours() -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let ramp = (80 + 12 * y.saturating_sub(16)) as u8;
        Rgb(match tile(x, y) {
            0 => [220, 40, 40],
            1 => [40, 180, 60],
            2 => [40, 60, 200],
            3 => [230, 200, 40],
            4 => [ramp; 3],
            _ => [20, 20, 20],
        })
    })
}

/// The same with tile 1 transparent and tile 3 half so.
pub(crate) fn with_alpha() -> RgbaImage {
    let colours = colours();
    RgbaImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let [r, g, b] = colours.get_pixel(x, y).0;
        match tile(x, y) {
            1 => Rgba([0; 4]),
            3 => Rgba([r, g, b, 128]),
            _ => Rgba([r, g, b, 255]),
        }
    })
}

/// The picture in greys from 0 to `max`, row by row.
pub(crate) fn greys(max: u32) -> Vec<u32> {
    let pixels = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    pixels.map(|(x, y)| (2 * tile(x, y) * max + 5) / 10).collect()
}

/// A picture as it is stored so that a viewer that obeys an EXIF orientation (1 to 8) shows `upright`.
///
/// Written from the table in the standard (which side of the scene the first row and the first column are), not with
/// the functions that decoders use.
pub(crate) fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    let (width, height) = upright.dimensions();
    let is_turned = orientation >= 5;
    let (stored_width, stored_height) = if is_turned { (height, width) } else { (width, height) };
    RgbImage::from_fn(stored_width, stored_height, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            // The first row is the top, the first column the right side.
            2 => (width - 1 - column, row),
            // The bottom, the right side.
            3 => (width - 1 - column, height - 1 - row),
            // The bottom, the left side.
            4 => (column, height - 1 - row),
            // The left side, the top.
            5 => (row, column),
            // The right side, the top.
            6 => (width - 1 - row, column),
            // The right side, the bottom.
            7 => (width - 1 - row, height - 1 - column),
            // The left side, the bottom.
            _ => (row, height - 1 - column),
        };
        *upright.get_pixel(x, y)
    })
}
