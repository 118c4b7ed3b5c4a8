//! Scaling: the size of a picture within a box, and resizing.
//!
//! Reduction by 4 and more is a box filter to two or three times the wanted size, then Lanczos3. Both weigh colours by alpha, so
//! that the colour of transparent pixels does not bleed. Values are sRGB, not linear light, for the reasons in
//! docs/decisions/0002-thumbnails-are-webp.md. Sizes never round to zero.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x4;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbaImage;

use super::drawing::is_opaque;

/// Factor of reduction from which on a box filter comes first. A lower one would leave Lanczos3 less than twice the size.
const BOX_FILTER_FACTOR: f64 = 4.0;

/// A part of a picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crop {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Returns the largest size of the same aspect ratio that fits into a box, never larger than the picture.
///
/// Each side is rounded to nearest and at least 1. An empty picture keeps its size.
pub(super) fn size_within(picture: (u32, u32), bounds: (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(picture.0), u64::from(picture.1));
    let (bw, bh) = (u64::from(bounds.0.max(1)), u64::from(bounds.1.max(1)));
    if (w <= bw && h <= bh) || w == 0 || h == 0 {
        return picture;
    }
    // The width limits the size if w/bw >= h/bh.
    if w * bh >= h * bw {
        (bounds.0.max(1), divide(h * bw, w).min(bounds.1.max(1)))
    } else {
        (divide(w * bh, h).min(bounds.0.max(1)), bounds.1.max(1))
    }
}

/// Divides and rounds to nearest, to at least 1.
fn divide(product: u64, by: u64) -> u32 {
    u32::try_from((product + by / 2) / by).unwrap_or(u32::MAX).max(1)
}

/// Returns the centred part of a picture with the aspect ratio of a box.
pub(super) fn centre_crop(picture: (u32, u32), bounds: (u32, u32)) -> Crop {
    let (w, h) = (f64::from(picture.0), f64::from(picture.1));
    let scale = (w / f64::from(bounds.0.max(1))).min(h / f64::from(bounds.1.max(1)));
    let (width, height) = ((f64::from(bounds.0) * scale).min(w), (f64::from(bounds.1) * scale).min(h));
    Crop { left: (w - width) / 2.0, top: (h - height) / 2.0, width, height }
}

/// Resizes a picture to a size of about its shape.
pub fn resized(picture: &RgbaImage, size: (u32, u32)) -> RgbaImage {
    resize(picture, None, size)
}

/// Resizes a picture, or a part of it. The caller keeps the aspect ratio. An empty picture or size gives transparent pixels.
pub(super) fn resize(picture: &RgbaImage, part: Option<Crop>, size: (u32, u32)) -> RgbaImage {
    let (w, h) = picture.dimensions();
    let whole = Crop { left: 0.0, top: 0.0, width: f64::from(w), height: f64::from(h) };
    let part = part.unwrap_or(whole);
    if part == whole && (w, h) == size {
        return picture.clone();
    }
    let opaque = is_opaque(picture);
    let resized = TypedImageRef::from_buffer(w, h, picture.as_raw()).ok().and_then(|source| {
        // With the box filter 32 wallpapers of 199 MP to 256 pixels take 0.32 s instead of 0.68 s, and differ by 0.28 levels
        // on average (52 dB).
        let factor = (part.width / f64::from(size.0.max(1))).min(part.height / f64::from(size.1.max(1)));
        if factor < BOX_FILTER_FACTOR {
            return convolve(&source, FilterType::Lanczos3, part, size, opaque);
        }
        let k = (factor / 2.0).floor();
        let middle = ((part.width / k).ceil() as u32, (part.height / k).ceil() as u32);
        let reduced = convolve(&source, FilterType::Box, part, middle, opaque)?;
        let source = TypedImageRef::from_buffer(middle.0, middle.1, &reduced).ok()?;
        let whole = Crop { left: 0.0, top: 0.0, width: f64::from(middle.0), height: f64::from(middle.1) };
        convolve(&source, FilterType::Lanczos3, whole, size, opaque)
    });
    resized.and_then(|raw| RgbaImage::from_raw(size.0, size.1, raw)).unwrap_or_else(|| RgbaImage::new(size.0, size.1))
}

fn convolve(
    source: &TypedImageRef<U8x4>,
    filter: FilterType,
    part: Crop,
    size: (u32, u32),
    opaque: bool,
) -> Option<Vec<u8>> {
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(filter))
        .crop(part.left, part.top, part.width, part.height)
        .use_alpha(!opaque);
    let mut pixels = vec![0; size.0 as usize * size.1 as usize * 4];
    let mut out = TypedImage::<U8x4>::from_buffer(size.0, size.1, &mut pixels).ok()?;
    // The typed call: the other compiles the resizer for every kind of pixel.
    Resizer::new().resize_typed(source, &mut out, &options).ok()?;
    Some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;
    use proptest::prelude::*;

    #[test]
    fn sizes_keep_the_aspect_ratio() {
        for (picture, bounds, size) in [
            ((1920, 1080), (256, 256), (256, 144)),
            ((1080, 1920), (256, 256), (144, 256)),
            ((2560, 1600), (256, 144), (230, 144)),
            ((256, 256), (256, 256), (256, 256)),
            ((36, 27), (256, 256), (36, 27)),
            ((1, 20_000), (256, 256), (1, 256)),
            ((20_000, 1), (256, 256), (256, 1)),
            ((257, 1), (256, 256), (256, 1)),
            ((500, 10), (0, 0), (1, 1)),
            ((0, 10), (5, 5), (0, 10)),
            ((u32::MAX, u32::MAX), (256, 256), (256, 256)),
        ] {
            assert_eq!(size_within(picture, bounds), size, "{picture:?} in {bounds:?}");
        }
    }

    proptest! {
        #[test]
        fn a_fitted_size_is_the_largest_of_the_aspect_ratio(
            w in 1_u32..40_000, h in 1_u32..40_000, bw in 1_u32..3_000, bh in 1_u32..3_000,
        ) {
            let (x, y) = size_within((w, h), (bw, bh));
            prop_assert!(1 <= x && x <= w.min(bw) && 1 <= y && y <= h.min(bh), "{} {}", x, y);
            prop_assert!(x == w.min(bw) || y == h.min(bh), "it could be larger: {} {}", x, y);
            // Half a pixel from the exact shape, measured on the side that was rounded; 1 is the least there is.
            let exact_y = f64::from(x) * f64::from(h) / f64::from(w);
            let exact_x = f64::from(y) * f64::from(w) / f64::from(h);
            let near = |side: u32, exact: f64| (f64::from(side) - exact).abs() <= 0.5 + 1e-9 || (side == 1 && exact < 1.0);
            prop_assert!(near(x, exact_x) || near(y, exact_y), "{} {}", x, y);
        }

        #[test]
        fn a_crop_has_the_shape_of_the_box_and_lies_inside(
            w in 1_u32..5_000, h in 1_u32..5_000, bw in 1_u32..500, bh in 1_u32..500,
        ) {
            let crop = centre_crop((w, h), (bw, bh));
            prop_assert!(crop.left >= 0.0 && crop.left + crop.width <= f64::from(w) + 1e-6);
            prop_assert!(crop.top >= 0.0 && crop.top + crop.height <= f64::from(h) + 1e-6);
            let shape = crop.width / crop.height * f64::from(bh) / f64::from(bw);
            prop_assert!((shape - 1.0).abs() < 1e-6, "{}", shape);
            prop_assert!(crop.width > f64::from(w) - 1e-6 || crop.height > f64::from(h) - 1e-6);
        }

        #[test]
        fn any_size_can_be_made_of_any_other(w in 0_u32..90, h in 0_u32..90, x in 0_u32..90, y in 0_u32..90) {
            let grey = Rgba([90, 90, 90, 255]);
            let out = resize(&RgbaImage::from_pixel(w, h, grey), None, (x, y));
            prop_assert_eq!(out.dimensions(), (x, y));
            prop_assert!(w == 0 || h == 0 || out.pixels().all(|&pixel| pixel == grey));
        }
    }

    #[test]
    fn a_crop_takes_the_middle() {
        let picture =
            RgbaImage::from_fn(300, 100, |x, _| Rgba([if (100..200).contains(&x) { 255 } else { 0 }, 0, 0, 255]));
        let out = resize(&picture, Some(centre_crop((300, 100), (20, 20))), (20, 20));
        assert!(out.enumerate_pixels().all(|(x, _, pixel)| (2..18).contains(&x) <= (pixel[0] > 250)), "{out:?}");
    }
}
