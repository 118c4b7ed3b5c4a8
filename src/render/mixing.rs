//! One picture that passes into another.

use image::{Pixel, Rgba, RgbaImage};

/// Mixes two pictures of one size: `part`/255 of the second. Colours are weighed by their alpha, so that what is under transparent
/// pixels does not show.
pub fn mixed(first: &RgbaImage, second: &RgbaImage, part: u8) -> RgbaImage {
    let mut out = first.clone();
    let (of_first, of_second) = (u32::from(255 - part), u32::from(part));
    for (pixel, other) in out.pixels_mut().zip(second.pixels()) {
        let (a, b) = (of_first * u32::from(pixel[3]), of_second * u32::from(other[3]));
        let sum = a + b;
        if sum == 0 {
            *pixel = Rgba([0; 4]);
            continue;
        }
        pixel.apply2(other, |from, to| ((u32::from(from) * a + u32::from(to) * b + sum / 2) / sum) as u8);
        pixel[3] = ((sum + 127) / 255) as u8;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_weighed_by_alpha() {
        for (first, second, part, expected) in [
            ([0, 100, 200, 255], [200, 100, 0, 255], 0, [0, 100, 200, 255]),
            ([0, 100, 200, 255], [200, 100, 0, 255], 255, [200, 100, 0, 255]),
            ([0, 100, 200, 255], [255, 100, 0, 255], 51, [51, 100, 160, 255]),
            ([9, 9, 9, 255], [255, 255, 255, 0], 51, [9, 9, 9, 204]),
            ([9, 9, 9, 0], [255, 255, 255, 0], 51, [0, 0, 0, 0]),
        ] {
            let one = |rgba| RgbaImage::from_pixel(1, 1, Rgba(rgba));
            assert_eq!(mixed(&one(first), &one(second), part).get_pixel(0, 0).0, expected, "{first:?} {second:?}");
        }
    }
}
