//! One picture laid over another, for a person who looks for what differs.

use image::{Rgba, RgbaImage};

use super::likeness::lay;
use super::trim::Framing;
use crate::fingerprint::plane::Plane;
use crate::fingerprint::side::Area;

/// The first picture as it lies under the second: turned, cut and scaled to fit, with the size of the second; transparent
/// where the second shows more. `None` if they have nothing in common.
pub fn laid_over(kept: &RgbaImage, other: &RgbaImage) -> Option<RgbaImage> {
    let laid = lay(kept, other)?;
    let (from, to) = laid.areas;
    let source = Plane::from_pixels(kept, from, |pixel| pixel).turned(laid.transform);
    let [left, top, right, bottom] = laid.fit.place([0.0, 0.0, 1.0, 1.0]);
    let (width, height) = (source.width as f32, source.height as f32);
    let under = source.resample([left * width, top * height, right * width, bottom * height], to.width, to.height);
    let [left, top, right, bottom] = laid.fit.seen();
    let mut out = RgbaImage::new(other.width(), other.height());
    for (i, pixel) in under.pixels.iter().enumerate() {
        let (x, y) = (i % to.width, i / to.width);
        let at = |n: usize, length: usize| (n as f32 + 0.5) / length as f32;
        if (left..right).contains(&at(x, to.width)) && (top..bottom).contains(&at(y, to.height)) {
            out.put_pixel((to.left + x) as u32, (to.top + y) as u32, Rgba(pixel.map(|level| level.round() as u8)));
        }
    }
    Some(out)
}

/// The share of a picture that is no plain border, 0 to 1.
pub fn shown_share(picture: &RgbaImage) -> f64 {
    share(picture, Framing::of(picture).trimmed())
}

/// The share of a picture that is neither border nor paper, 0 to 1.
pub fn drawn_share(picture: &RgbaImage) -> f64 {
    share(picture, Framing::of(picture).content())
}

fn share(picture: &RgbaImage, area: Area) -> f64 {
    let all = f64::from(picture.width()) * f64::from(picture.height());
    if all == 0.0 { 1.0 } else { (area.width * area.height) as f64 / all }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{face, turned};
    use crate::fingerprint::transform::Transform;
    use image::imageops;

    #[test]
    fn what_lies_under_a_turned_crop_is_nearly_the_crop() {
        let kept = face(240, 180);
        let other = imageops::crop_imm(&turned(&kept, Transform::Rotate90), 6, 9, 165, 220).to_image();
        let laid = laid_over(&kept, &other).unwrap();
        assert_eq!(laid.dimensions(), other.dimensions());
        let apart = laid.pixels().zip(other.pixels()).map(|(p, q)| u64::from(p.0[0].abs_diff(q.0[0]))).sum::<u64>();
        assert!(apart / u64::from(165 * 220u32) < 4, "{apart}");
        assert!(laid_over(&kept, &RgbaImage::new(3, 3)).is_none());
    }

    #[test]
    fn bars_are_not_shown() {
        let mut barred = RgbaImage::from_pixel(240, 240, Rgba([0, 0, 0, 255]));
        imageops::replace(&mut barred, &face(240, 180), 0, 30);
        assert!((shown_share(&barred) - 0.75).abs() < 0.02, "{}", shown_share(&barred));
        assert_eq!((shown_share(&RgbaImage::new(0, 0)), drawn_share(&RgbaImage::new(0, 0))), (1.0, 1.0));
        let mut drawing = RgbaImage::from_pixel(200, 100, Rgba([0, 0, 0, 255]));
        imageops::replace(&mut drawing, &face(100, 80), 50, 10);
        assert!((drawn_share(&drawing) - 0.4).abs() < 0.02, "{}", drawn_share(&drawing));
    }
}
