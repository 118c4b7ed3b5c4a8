//! Means of boxes, against numbers worked out by hand and sums made the slow way.

use super::*;
use proptest::prelude::*;

#[test]
fn a_mean_is_of_all_pixels_under_the_box() {
    let grey = vec![0u8, 10, 100, 200, 20, 30, 100, 200, 1, 1, 9, 9, 1, 2, 8, 9];
    let grey = DynamicImage::ImageLuma8(ImageBuffer::from_raw(4, 4, grey).unwrap());
    let Reduced::Eight(small) = reduce(grey, 1) else { panic!("8 bits stay 8") };
    assert_eq!(small.pixels().map(|p| p.0[0]).collect::<Vec<_>>(), [15, 150, 1, 9]);
    assert!(small.pixels().all(|p| p.0 == [p.0[0], p.0[0], p.0[0], 255]));
}

#[test]
fn colours_of_transparent_pixels_do_not_bleed() {
    let pixels = vec![255, 0, 0, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0];
    let canvas = RgbaImage::from_raw(4, 1, pixels).unwrap();
    assert_eq!(reduce_rgba(&canvas, 1).as_raw(), &[255, 0, 0, 128, 255, 0, 0, 128]);
    let clear = RgbaImage::from_pixel(4, 1, Rgba([9, 9, 9, 0]));
    assert_eq!(reduce_rgba(&clear, 1).as_raw(), &[0; 8]);
}

#[test]
fn a_box_of_many_rows_does_not_overflow() {
    let tall = RgbaImage::from_pixel(1, 20_000, Rgba([255, 128, 0, 255]));
    let small = reduce_rgba(&tall, 1);
    assert_eq!((small.dimensions(), small.get_pixel(0, 0)), ((1, 2), &Rgba([255, 128, 0, 255])));
}

#[test]
fn sixteen_bits_stay_sixteen() {
    let deep = ImageBuffer::from_pixel(9, 9, image::Rgb([65_535u16, 300, 7]));
    let Reduced::Sixteen(small) = reduce(DynamicImage::ImageRgb16(deep), 2) else { panic!("16 bits stay 16") };
    assert!(small.pixels().all(|p| p.0 == [65_535, 300, 7, 65_535]));
}

proptest! {
    #[test]
    fn a_margin_of_two_is_left_and_nothing_is_enlarged(
        width in 1u32..70_000, height in 1u32..70_000, at_least in 1u32..3_000,
    ) {
        let (w, h) = reduced_size(width, height, at_least);
        prop_assert!(w <= width && h <= height && w > 0 && h > 0);
        let scale = f64::from(at_least) / f64::from(width.max(height));
        if scale < 1.0 {
            for (side, full) in [(w, width), (h, height)] {
                let wanted = 2.0 * (f64::from(full) * scale).round();
                prop_assert!(f64::from(side) >= wanted.min(f64::from(full)), "{side} of {full} for {at_least}");
            }
        }
        prop_assert_eq!(reduced_size(width, height, u32::MAX), (width, height));
    }
}

#[test]
fn a_fitted_size_is_rounded_and_never_larger() {
    for (size, edge, fitted) in [
        ((3840, 2160), 256, (256, 144)),
        ((1080, 1920), 256, (144, 256)),
        ((1000, 999), 256, (256, 256)),
        ((20_000, 1), 256, (256, 1)),
        ((200, 100), 256, (200, 100)),
        ((200, 100), u32::MAX, (200, 100)),
        ((200, 100), 0, (1, 1)),
        ((0, 0), 256, (0, 0)),
    ] {
        assert_eq!(fitted_size(size.0, size.1, edge), fitted, "{size:?} in {edge}");
    }
}
