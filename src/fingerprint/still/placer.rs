//! Which of the frames of an animation a still is, on the pixels: scenes tell that it is one, this tells which.
//!
//! Every frame is registered with the still anew (`register`), so frames that differ in a mouth or a tear are told apart.
//! Where the camera moves, a neighbouring frame cut unevenly shows the same as the right one cut evenly; so an uneven cut
//! counts a little against a frame.

use image::RgbaImage;

use super::likeness::lay;
use super::register::{Fit, refine};
use crate::fingerprint::plane::Plane;
use crate::fingerprint::side::Area;
use crate::fingerprint::transform::Transform;

/// The side of the squares that are compared, in pixels.
const SIDE: usize = 96;
const STEPS: usize = 5;

/// How much of the correlation a shift of the still's centre by its whole length costs.
const UNEVENNESS: f32 = 1.0;

/// A still, laid over a frame that is the right one or near it.
pub struct Placer {
    still: Plane<1>,
    area: Area,
    transform: Transform,
    fit: Fit,
}

impl Placer {
    /// Lays a still over a frame that looks like it; `None` if they have nothing in common.
    pub fn new(frame: &RgbaImage, still: &RgbaImage) -> Option<Self> {
        let laid = lay(frame, still)?;
        let still = Plane::luma_of(still, laid.areas.1).resized(SIDE, SIDE);
        Some(Self { still, area: laid.areas.0, transform: laid.transform, fit: laid.fit })
    }

    /// How badly a frame of the same size fits: 0 is the still itself, 1 has nothing in common with it.
    pub fn misfit(&self, frame: &RgbaImage) -> f32 {
        let all = Area::all(frame);
        if self.area.left + self.area.width > all.width || self.area.top + self.area.height > all.height {
            return 1.0;
        }
        let frame = Plane::luma_of(frame, self.area).resized(SIDE, SIDE).turned(self.transform);
        let misfit = |start: Fit| {
            let fit = refine(&frame, &self.still, start, STEPS);
            1.0 - fit.correlation + UNEVENNESS * fit.shift.iter().map(|shift| shift * shift).sum::<f32>()
        };
        misfit(self.fit).min(misfit(Fit::of_window([0.0; 4]))).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::face;
    use image::{Rgba, imageops};

    #[test]
    fn the_frame_with_the_tear_is_found_in_a_cropped_copy() {
        let frame = |n: u32| {
            let mut picture = face(240, 180);
            for (x, y) in (80 + n * 4..88 + n * 4).flat_map(|y| (70..78).map(move |x| (x, y))) {
                picture.put_pixel(x, y, Rgba([140, 200, 255, 255]));
            }
            picture
        };
        let cut = imageops::crop_imm(&frame(5), 10, 8, 220, 164).to_image();
        let still = imageops::resize(&cut, 150, 112, imageops::FilterType::Triangle);
        let placer = Placer::new(&frame(2), &still).unwrap();
        let best = (0..10).min_by(|&a, &b| placer.misfit(&frame(a)).total_cmp(&placer.misfit(&frame(b))));
        assert_eq!(best, Some(5));
        assert_eq!(placer.misfit(&RgbaImage::new(3, 3)), 1.0);
    }
}
