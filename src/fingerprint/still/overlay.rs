//! One picture laid over another, for a person who looks for what differs.

use image::{Rgba, RgbaImage};

use super::likeness::lay;
use super::trim::{Area, content, trimmed};

/// The first picture as it lies under the second: turned, cut and scaled to fit, with the size of the second; transparent
/// where the second shows more. `None` if they have nothing in common.
pub fn laid_over(kept: &RgbaImage, other: &RgbaImage) -> Option<RgbaImage> {
    let laid = lay(kept, other)?;
    let (from, to) = laid.areas;
    let (_, _, swap) = laid.transform.parts();
    let width = if swap { from.height } else { from.width };
    let mut out = RgbaImage::new(other.width(), other.height());
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let at = |n: u32, first: usize, length: usize| (n as f32 + 0.5 - first as f32) / length.max(1) as f32;
        let (x, y) = (at(x, to.left, to.width), at(y, to.top, to.height));
        let u = 0.5 + laid.fit.scale[0] * (x - 0.5) + laid.fit.shift[0];
        let v = 0.5 + laid.fit.scale[1] * (y - 0.5) + laid.fit.shift[1];
        let inside = |t: f32| (0.0..1.0).contains(&t);
        if !(inside(x) && inside(y) && inside(u) && inside(v)) {
            continue;
        }
        // As many samples as pixels of the source lie under one of the result.
        let n = ((width.max(1) as f32 * laid.fit.scale[0] / to.width.max(1) as f32).ceil() as u32).clamp(1, 4);
        let step = |t: f32, k: u32, scale: f32, length: usize| {
            t + ((k as f32 + 0.5) / n as f32 - 0.5) * scale / length.max(1) as f32
        };
        let mut sums = [0_u32; 4];
        for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let (u, v) = laid.transform.source(
                step(u, i, laid.fit.scale[0], to.width).clamp(0.0, 1.0),
                step(v, j, laid.fit.scale[1], to.height).clamp(0.0, 1.0),
            );
            let column = from.left + ((u * from.width as f32) as usize).min(from.width.saturating_sub(1));
            let row = from.top + ((v * from.height as f32) as usize).min(from.height.saturating_sub(1));
            let Some(Rgba(source)) = kept.get_pixel_checked(column as u32, row as u32) else { continue };
            sums.iter_mut().zip(source).for_each(|(sum, value)| *sum += u32::from(*value));
        }
        *pixel = Rgba(sums.map(|sum| (sum / (n * n)) as u8));
    }
    Some(out)
}

/// The share of a picture that is no plain border, 0 to 1.
pub fn shown_share(picture: &RgbaImage) -> f64 {
    share(picture, trimmed(picture))
}

/// The share of a picture that is neither border nor paper, 0 to 1.
pub fn drawn_share(picture: &RgbaImage) -> f64 {
    share(picture, content(picture))
}

fn share(picture: &RgbaImage, area: Area) -> f64 {
    let all = f64::from(picture.width()) * f64::from(picture.height());
    if all == 0.0 { 1.0 } else { (area.width * area.height) as f64 / all }
}

#[cfg(test)]
mod tests {
    use super::super::made::{face, turned};
    use super::super::transform::Transform;
    use super::*;
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
