//! Cut-outs (pictures with a transparent ground) as they look when they are laid on a colour.
//!
//! A copy of a cut-out is often an opaque picture: a service or a program laid it on white, black or its own theme. Hashes of
//! the cut-out on white and on black find such copies, and the exact comparison lays it on the colour that the other
//! picture has at its edges. Opaque pictures, which nearly all are, cost one look at their alpha.

use image::{Rgba, RgbaImage};

/// The alpha below which a pixel belongs to the ground.
const CLEAR: u8 = 128;
/// The part of a picture, in hundredths, that the ground has at least: rounded corners are less.
const LEAST_GROUND: usize = 3;
/// The colour difference, in levels of 255, within which a pixel at the edge has the ground's colour.
const SAME: u8 = 24;
/// The part of the edge, in hundredths, that has the ground's colour at least; a figure may stand on one side.
const MOSTLY: usize = 50;

/// The grounds on which a cut-out is looked for, beside the grey on which all pictures are laid.
pub(super) const GROUNDS: [[u8; 3]; 2] = [[255; 3], [0; 3]];

/// Whether a picture has a transparent ground.
pub(super) fn is_cut_out(picture: &RgbaImage) -> bool {
    let pixels = picture.as_raw().as_chunks::<4>().0;
    // As one number, of which alpha is the highest byte, many pixels are counted at a time.
    let is_clear = |pixel: &&[u8; 4]| u32::from_le_bytes(**pixel) < u32::from(CLEAR) << 24;
    let n_clear = pixels.iter().filter(is_clear).count();
    n_clear * 100 >= pixels.len() * LEAST_GROUND && n_clear > 0
}

/// A picture laid on a colour.
pub(super) fn laid_on(picture: &RgbaImage, ground: [u8; 3]) -> RgbaImage {
    let mut laid = picture.clone();
    for Rgba(pixel) in laid.pixels_mut() {
        let alpha = u32::from(pixel[3]);
        for (channel, under) in pixel.iter_mut().zip(ground) {
            *channel = match alpha {
                0 => under,
                255 => *channel,
                _ => ((u32::from(*channel) * alpha + u32::from(under) * (255 - alpha) + 127) / 255) as u8,
            };
        }
        pixel[3] = 255;
    }
    laid
}

/// The colour that most of an opaque picture's edge has; `None` if there is none, or the picture is not opaque.
pub(super) fn ground_of(picture: &RgbaImage) -> Option<[u8; 3]> {
    let (width, height) = picture.dimensions();
    let lines = [0, height.saturating_sub(1)].into_iter().flat_map(|y| (0..width).map(move |x| (x, y)));
    let columns =
        [0, width.saturating_sub(1)].into_iter().flat_map(|x| (1..height.saturating_sub(1)).map(move |y| (x, y)));
    let edge: Vec<[u8; 4]> =
        lines.chain(columns).filter_map(|(x, y)| Some(picture.get_pixel_checked(x, y)?.0)).collect();
    if edge.is_empty() || is_cut_out(picture) {
        return None;
    }
    let ground: [u8; 3] = std::array::from_fn(|channel| {
        let mut levels: Vec<u8> = edge.iter().map(|pixel| pixel[channel]).collect();
        levels.sort_unstable();
        levels[levels.len() / 2]
    });
    let has_it = |pixel: &&[u8; 4]| pixel.iter().zip(ground).all(|(level, ground)| level.abs_diff(ground) <= SAME);
    (edge.iter().filter(has_it).count() * 100 >= edge.len() * MOSTLY).then_some(ground)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::face;

    #[test]
    fn a_ground_is_told_from_pictures_and_rounded_corners() {
        let mut cut_out = RgbaImage::new(100, 80);
        image::imageops::replace(&mut cut_out, &face(60, 50), 20, 30);
        assert!(is_cut_out(&cut_out) && !is_cut_out(&face(60, 50)) && !is_cut_out(&RgbaImage::new(0, 0)));
        assert_eq!(ground_of(&laid_on(&cut_out, [54, 57, 63])), Some([54, 57, 63]));
        assert_eq!(
            (ground_of(&cut_out), ground_of(&face(60, 50)), ground_of(&RgbaImage::new(0, 3))),
            (None, None, None)
        );
    }
}
