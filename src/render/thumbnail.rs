//! Thumbnails.

use image::RgbaImage;

use super::scale::{resize, size_within};

/// Resizes a picture to fit into `edge`×`edge` pixels, keeping the aspect ratio to the nearest pixel.
///
/// A picture that fits already is returned unchanged. Each side is at least 1. An `edge` of 0 counts as 1.
pub fn thumbnail(picture: &RgbaImage, edge: u32) -> RgbaImage {
    resize(picture, None, size_within(picture.dimensions(), (edge, edge)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn a_small_picture_is_left_alone() {
        let picture = RgbaImage::from_fn(40, 256, |x, y| Rgba([x as u8, y as u8, 7, (x * y) as u8]));
        assert_eq!(thumbnail(&picture, 256), picture);
    }

    #[test]
    fn extreme_shapes_keep_a_pixel() {
        for (w, h, size) in [(1, 20_000, (1, 256)), (20_000, 1, (256, 1)), (3, 9_000, (1, 256)), (0, 0, (0, 0))] {
            assert_eq!(thumbnail(&RgbaImage::new(w, h), 256).dimensions(), size, "{w}×{h}");
        }
        assert_eq!(thumbnail(&RgbaImage::new(10, 10), 0).dimensions(), (1, 1));
    }

    #[test]
    fn nothing_bleeds_out_of_transparent_pixels() {
        // A red disc on transparent green: at a factor below four and beyond it, where a box filter comes first.
        for edge in [200, 60] {
            let picture = RgbaImage::from_fn(500, 500, |x, y| {
                let (dx, dy) = (i64::from(x) - 250, i64::from(y) - 250);
                Rgba(if dx * dx + dy * dy < 200 * 200 { [255, 0, 0, 255] } else { [0, 255, 0, 0] })
            });
            let small = thumbnail(&picture, edge);
            let n_edge = small.pixels().filter(|pixel| (1..255).contains(&pixel[3])).count();
            assert!(n_edge > edge as usize, "the disc has a smooth edge: {n_edge}");
            // Below an alpha of 8 the colour of eight-bit premultiplied values is mere rounding.
            for pixel in small.pixels().filter(|pixel| pixel[3] >= 8) {
                assert!(pixel[0] >= 224 && pixel[1] <= 16 && pixel[2] <= 16, "{pixel:?} at {edge}");
            }
            assert_eq!((small.get_pixel(0, 0)[3], small.get_pixel(edge / 2, edge / 2)[3]), (0, 255));
        }
    }

    #[test]
    fn fine_lines_turn_grey_instead_of_into_patterns() {
        let picture =
            RgbaImage::from_fn(2_000, 2_000, |x, y| Rgba([if (x + y) % 2 == 0 { 255 } else { 0 }, 0, 0, 255]));
        let small = thumbnail(&picture, 256);
        assert!(small.pixels().all(|pixel| (117..=138).contains(&pixel[0]) && pixel[3] == 255));
    }
}
