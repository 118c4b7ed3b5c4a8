//! Cut-outs (frames with a transparent ground) as they look when they are laid on a colour.
//!
//! A look is linear in the colours of the picture, so that of a cut-out on a ground is its look on middle grey plus the
//! ground's colour times the waves of what is clear. Those are a 127th of the difference between on white and on grey.
//! An opaque copy does not say what it was laid on; the ground is the colour by which the mean frames agree best (least
//! squares over the waves of what is clear).

use image::RgbaImage;

use super::waves::{CHROMA, LUMA, N_CHROMA, N_WAVES, Waves, frequencies};
use crate::fingerprint::waves::N_LUMA;

/// The alpha below which a pixel is clear, and the part of a frame, in hundredths, that a cut-out's ground has at least: rounded
/// corners are less.
const CLEAR: u8 = 128;
const LEAST_GROUND: usize = 3;

/// The ground of looks without one, in levels, and by how much white is brighter.
const GREY: f32 = 128.0;
const TO_WHITE: f32 = 255.0 - GREY;
pub(super) const WHITE: [f32; 3] = [255.0; 3];

/// The luma and colour differences of a ground, from those of middle grey, in levels.
pub(super) type Colour = [f32; 3];
/// The grounds beside middle grey on which cut-outs are looked for: a figure that is darker than the one is brighter than the
/// other. Two more between them found nothing more.
pub(super) const SOUGHT: [Colour; 2] = [[TO_WHITE, 0.0, 0.0], [-GREY, 0.0, 0.0]];

/// Whether a frame has a transparent ground.
pub(super) fn is_cut_out(picture: &RgbaImage) -> bool {
    let pixels = picture.as_raw().as_chunks::<4>().0;
    let n_clear = pixels.iter().filter(|pixel| pixel[3] < CLEAR).count();
    n_clear * 100 >= pixels.len() * LEAST_GROUND && n_clear > 0
}

/// The look of a cut-out on a colour, from those on grey and on white.
pub(super) fn laid_on(on_grey: &Waves, on_white: &Waves, colour: Colour) -> Waves {
    std::array::from_fn(|i| on_grey[i] + colour[channel(i)] * clear(on_grey, on_white, i))
}

/// The ground on which the mean look of a cut-out comes nearest to that of some other looks.
pub(super) fn colour_of(looks: &[Waves], on_grey: &[Waves], on_white: &[Waves]) -> Colour {
    let (seen, grey, white) = (mean(looks), mean(on_grey), mean(on_white));
    let mut sums = [(0.0, 0.0); 3];
    for i in 0..N_WAVES {
        let clear = clear(&grey, &white, i);
        let (product, square) = &mut sums[channel(i)];
        *product += clear * (seen[i] - grey[i]);
        *square += clear * clear;
    }
    sums.map(|(product, square): (f32, f32)| (product / square.max(f32::MIN_POSITIVE)).clamp(-GREY, TO_WHITE))
}

/// A wave of what is clear, 1 where all is: of a colour difference that of luma with the same frequencies.
fn clear(on_grey: &Waves, on_white: &Waves, i: usize) -> f32 {
    let (u, v) = frequencies(i);
    let luma = v * N_LUMA + u;
    (on_white[luma] - on_grey[luma]) / TO_WHITE
}

/// 0 luma, 1 and 2 the colour differences.
fn channel(i: usize) -> usize {
    if i < LUMA { 0 } else { 1 + (i - LUMA) / CHROMA }
}

fn mean(looks: &[Waves]) -> Waves {
    let n = looks.len().max(1) as f32;
    std::array::from_fn(|i| looks.iter().map(|look| look[i]).sum::<f32>() / n)
}

const _: () = assert!(N_CHROMA <= N_LUMA);
