//! Conversion to sRGB by a picture's ICC profile.
//!
//! A damaged profile, or one for other channels than the pixels have (a CMYK profile left in a file converted to RGB), is
//! ignored: the picture is then shown as programs without colour management show it.

use image::RgbaImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::reduce::Reduced;

/// Converts a picture to sRGB of 8 bits a channel. With `is_grey` the file has one colour channel, and its profile must be
/// a grey one.
pub(super) fn to_srgb(picture: Reduced, icc: Option<&[u8]>, is_grey: bool) -> RgbaImage {
    let profile = icc.and_then(|icc| usable_profile(icc, is_grey));
    match (picture, profile) {
        (Reduced::Eight(picture), Some(profile)) => convert_8(picture, &profile, is_grey),
        (Reduced::Eight(picture), None) => picture,
        (Reduced::Sixteen(picture), profile) => {
            let (width, height) = picture.dimensions();
            let samples = picture.into_raw();
            let samples = match profile {
                Some(profile) => convert_16(samples, &profile, is_grey),
                None => samples,
            };
            // (v + 128) / 257 is the nearest of 256 levels.
            let samples = samples.into_iter().map(|v| ((u32::from(v) + 128) / 257) as u8).collect();
            RgbaImage::from_raw(width, height, samples).expect("one byte a sample")
        }
    }
}

fn usable_profile(icc: &[u8], is_grey: bool) -> Option<ColorProfile> {
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let wanted = if is_grey { DataColorSpace::Gray } else { DataColorSpace::Rgb };
    (profile.color_space == wanted).then_some(profile)
}

/// Levels of 255 by which a profile may differ from sRGB on a grid of colours and still count as sRGB. Below, conversion
/// adds rounding only; above, colours would visibly be off.
const SRGB_TOLERANCE: u8 = 2;

fn convert_8(mut picture: RgbaImage, profile: &ColorProfile, is_grey: bool) -> RgbaImage {
    let srgb = ColorProfile::new_srgb();
    let options = TransformOptions::default();
    if is_grey {
        // One conversion of the 256 greys, whatever the picture's size.
        let greys: Vec<u8> = (0..=255).collect();
        let mut table = vec![0; 256 * 3];
        let done = profile
            .create_transform_8bit(Layout::Gray, &srgb, Layout::Rgb, options)
            .and_then(|transform| transform.transform(&greys, &mut table));
        if done.is_ok() {
            for pixel in picture.pixels_mut() {
                let at = usize::from(pixel.0[0]) * 3;
                if let Some([r, g, b]) = table.get(at..at + 3) {
                    pixel.0 = [*r, *g, *b, pixel.0[3]];
                }
            }
        }
        return picture;
    }
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options) else {
        return picture;
    };
    let grid = sample_colours();
    let mut converted = vec![0; grid.len()];
    let is_srgb = transform.transform(&grid, &mut converted).is_err()
        || grid.iter().zip(&converted).all(|(a, b)| a.abs_diff(*b) <= SRGB_TOLERANCE);
    if is_srgb {
        return picture;
    }
    let mut row_out = vec![0; picture.width() as usize * 4];
    let row_length = row_out.len().max(1);
    for row in picture.chunks_exact_mut(row_length) {
        if transform.transform(row, &mut row_out).is_ok() {
            // Alpha stays: a profile is for colours only.
            for (to, from) in row.chunks_exact_mut(4).zip(row_out.chunks_exact(4)) {
                to[..3].copy_from_slice(&from[..3]);
            }
        }
    }
    picture
}

fn convert_16(samples: Vec<u16>, profile: &ColorProfile, is_grey: bool) -> Vec<u16> {
    let srgb = ColorProfile::new_srgb();
    let (layout, source) = if is_grey {
        (Layout::Gray, samples.chunks_exact(4).map(|p| p[0]).collect())
    } else {
        (Layout::Rgb, samples.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect::<Vec<u16>>())
    };
    let mut converted = vec![0; samples.len() / 4 * 3];
    let done = profile
        .create_transform_16bit(layout, &srgb, Layout::Rgb, TransformOptions::default())
        .and_then(|transform| transform.transform(&source, &mut converted));
    if done.is_err() {
        return samples;
    }
    let alphas = samples.chunks_exact(4).map(|p| p[3]);
    converted.chunks_exact(3).zip(alphas).flat_map(|(c, alpha)| [c[0], c[1], c[2], alpha]).collect()
}

/// Returns a 5×5×5 grid over all colours, opaque.
fn sample_colours() -> Vec<u8> {
    let steps = || [0u8, 64, 128, 192, 255];
    steps()
        .into_iter()
        .flat_map(|r| steps().map(move |g| steps().map(move |b| [r, g, b, 255])))
        .flatten()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, Rgba};

    fn one(pixel: [u8; 4]) -> Reduced {
        Reduced::Eight(RgbaImage::from_pixel(2, 1, Rgba(pixel)))
    }

    fn shown(picture: Reduced, icc: &[u8], is_grey: bool) -> [u8; 4] {
        to_srgb(picture, Some(icc), is_grey).get_pixel(1, 0).0
    }

    #[test]
    fn wide_colours_become_their_srgb_numbers() {
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        // P3's (200, 100, 50) is sRGB's (215, 93, 31) by the matrices of CSS Color 4.
        let [r, g, b, a] = shown(one([200, 100, 50, 77]), &p3, false);
        assert!(r.abs_diff(215) <= 1 && g.abs_diff(93) <= 1 && b.abs_diff(31) <= 1 && a == 77, "{r} {g} {b} {a}");
        let deep = Reduced::Sixteen(ImageBuffer::from_pixel(2, 1, Rgba([200 * 257, 100 * 257, 50 * 257, 65_535])));
        let [r16, g16, b16, _] = shown(deep, &p3, false);
        assert!(r16.abs_diff(r) <= 1 && g16.abs_diff(g) <= 1 && b16.abs_diff(b) <= 1);
    }

    #[test]
    fn srgb_stays_as_it_is_bit_for_bit() {
        let srgb = ColorProfile::new_srgb().encode().unwrap();
        assert_eq!(shown(one([13, 77, 201, 40]), &srgb, false), [13, 77, 201, 40]);
    }

    #[test]
    fn grey_profiles_are_for_grey_pictures() {
        let linear = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
        let [r, g, b, a] = shown(one([55, 55, 55, 9]), &linear, true);
        assert!(r.abs_diff(128) <= 2 && r == g && g == b && a == 9, "{r} {g} {b} {a}");
        assert_eq!(shown(one([55, 66, 77, 9]), &linear, false), [55, 66, 77, 9]);
    }

    #[test]
    fn a_useless_profile_is_ignored() {
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        assert_eq!(shown(one([200, 100, 50, 77]), &p3[..200], false), [200, 100, 50, 77]);
        assert_eq!(shown(one([200, 100, 50, 77]), b"not a profile", false), [200, 100, 50, 77]);
        assert_eq!(shown(one([200, 200, 200, 77]), &p3, true), [200, 200, 200, 77]);
    }
}
