//! What the pixels of a picture at its full size tell of how it was made: from a JPEG, by enlarging, with fewer colours.
//!
//! Measured once for media that are in a group, and stored; [`Traces::to_bytes`] carries a version.

use std::collections::HashSet;

use image::RgbaImage;

use super::plane::{luma_of, split};
use super::quantisation::{N_STEPS, Steps};

/// Frequencies of the spectrum: those of a DCT of so many pixels.
const N_BANDS: usize = 32;
/// Lines that are read across, and down, evenly spread: more change no band by more than a hundredth.
const MOST_LINES: usize = 256;
/// The part of the smaller picture's band in which detail is compared: above, coding noise and the filters of scalers have their
/// say, below there is too little left. And the part that tells what contrast the two have.
const FINE: std::ops::RangeInclusive<f32> = 0.55..=0.92;
const COARSE: std::ops::RangeInclusive<f32> = 0.1..=0.3;
/// Power that rounding to whole levels leaves, in levels².
const ROUNDING: f32 = 0.01;
/// Power of the smaller picture's fine detail, in levels², below which nothing could be lost: rounding alone leaves 0.08.
const LEAST_DETAIL: f32 = 0.2;
/// Two pictures whose coarse power is further apart than this, as a decimal logarithm, do not show the same sharply enough.
const SAME_CONTRAST: f32 = 0.25;
/// Pixels that tell colours, about.
const N_SAMPLES: usize = 20_000;
/// Colours that a GIF can have; no more are counted.
const PALETTE: usize = 256;
/// The first byte of what is stored: the version of all that is measured here.
const VERSION: u8 = 1;

/// What full-size pixels tell of how a picture was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Traces {
    /// The power of each frequency, in levels²: entry i is that of i/64 waves a pixel.
    spectrum: [f32; N_BANDS],
    /// Steps of a JPEG that the pixels show.
    pub shown_steps: Steps,
    /// Steps that the file itself states, if it is a JPEG.
    pub own_steps: Steps,
    /// Whether the blocks of the steps that are shown do not begin in the corner.
    pub is_shifted: bool,
    /// Colours, 257 if there are more than a palette holds.
    pub n_colours: u16,
    /// The root mean square of what colour is more than a tint of brightness, in levels: 0 for greys and sepia.
    pub hues: f32,
}

impl Traces {
    /// Measures a picture; `table` is a JPEG's own table for luma, in zigzag order.
    pub fn of(picture: &RgbaImage, table: Option<&[u16; 64]>) -> Self {
        let (shown_steps, is_shifted) = Steps::find(picture);
        Self {
            spectrum: spectrum(picture),
            shown_steps,
            own_steps: table.map(Steps::of_table).unwrap_or_default(),
            is_shifted,
            n_colours: n_colours(picture),
            hues: hues(picture),
        }
    }

    /// How much more fine detail this picture has than a smaller one of the same, which it is `times` as long and wide as: the
    /// decimal logarithm of the ratio of their powers at the finest that the smaller one can show. One that was enlarged has
    /// lost some, one that was made smaller has lost it as well; so below 0 this one was made from the other. `None` if the smaller one
    /// is too soft to tell.
    pub fn detail_beyond(&self, smaller: &Self, times: f32) -> Option<f32> {
        let gain = |band: usize| {
            // The same waves are longer here, and their power lies closer.
            let at = band as f32 / times;
            let (low, share) = (at.floor() as usize, at.fract());
            let power = |i: usize| self.spectrum.get(i).copied().unwrap_or(0.0);
            let here = (power(low) * (1.0 - share) + power(low + 1) * share) / times;
            ((here + ROUNDING) / (smaller.spectrum.get(band).copied().unwrap_or(0.0) + ROUNDING)).log10()
        };
        let is_in = |part: &std::ops::RangeInclusive<f32>, band: usize| part.contains(&(band as f32 / N_BANDS as f32));
        let mean = |part: &std::ops::RangeInclusive<f32>| {
            let bands = (0..N_BANDS).filter(|&band| is_in(part, band));
            let gains: Vec<f32> = bands.map(gain).collect();
            gains.iter().sum::<f32>() / gains.len().max(1) as f32
        };
        let fine = smaller.spectrum.iter().enumerate().filter(|(band, _)| is_in(&FINE, *band));
        let (powers, n) = fine.fold((0.0, 0.0), |(sum, n), (_, power)| (sum + power, n + 1.0));
        let contrast = mean(&COARSE);
        (powers >= LEAST_DETAIL * n && contrast.abs() <= SAME_CONTRAST).then(|| mean(&FINE) - contrast)
    }

    /// As they are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let flags = [f32::from(u8::from(self.is_shifted)), f32::from(self.n_colours), self.hues];
        let all = self.spectrum.iter().chain(&self.shown_steps.0).chain(&self.own_steps.0).chain(&flags);
        std::iter::once(VERSION).chain(all.flat_map(|value| value.to_le_bytes())).collect()
    }

    /// Reads what [`Traces::to_bytes`] wrote; `None` if it was of another version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&[VERSION])?;
        let mut values = rest.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four));
        let spectrum = take(&mut values)?;
        let (shown_steps, own_steps) = (Steps(take::<N_STEPS>(&mut values)?), Steps(take(&mut values)?));
        let [is_shifted, n_colours, hues] = take(&mut values)?;
        Some(Self { spectrum, shown_steps, own_steps, is_shifted: is_shifted > 0.0, n_colours: n_colours as u16, hues })
    }
}

fn take<const N: usize>(values: &mut impl Iterator<Item = f32>) -> Option<[f32; N]> {
    let all: Vec<f32> = values.take(N).collect();
    all.try_into().ok()
}

/// The mean power of the DCT of segments, along rows and along columns, under a Hann window.
fn spectrum(picture: &RgbaImage) -> [f32; N_BANDS] {
    let pixels = picture.as_raw().as_chunks::<4>().0;
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pi = std::f32::consts::PI;
    let window: [f32; N_BANDS] =
        std::array::from_fn(|i| 0.5 - 0.5 * (2.0 * pi * (i + 1) as f32 / (N_BANDS + 1) as f32).cos());
    let energy = window.iter().map(|w| w * w).sum::<f32>() / N_BANDS as f32;
    // By pixel, then by frequency: sums over frequencies are vectorised, a sum over pixels is not.
    let basis: Vec<[f32; N_BANDS]> = (0..N_BANDS)
        .map(|i| std::array::from_fn(|k| (pi / N_BANDS as f32 * (i as f32 + 0.5) * k as f32).cos()))
        .collect();
    let mut power = [0.0_f32; N_BANDS];
    for (length, n_lines, step, next) in [(width, height, 1, width), (height, width, width, 1)] {
        let (mut sums, mut n) = ([0.0_f32; N_BANDS], 0_u32);
        for line in (0..n_lines).step_by((n_lines / MOST_LINES).max(1)) {
            for segment in 0..length / N_BANDS {
                let first = line * next + segment * N_BANDS * step;
                let mut values: [f32; N_BANDS] =
                    std::array::from_fn(|i| pixels.get(first + i * step).map_or(0.0, luma_of));
                let mean = values.iter().sum::<f32>() / N_BANDS as f32;
                values.iter_mut().zip(window).for_each(|(value, w)| *value = (*value - mean) * w);
                let mut amplitudes = [0.0_f32; N_BANDS];
                for (value, cosines) in values.iter().zip(&basis) {
                    amplitudes.iter_mut().zip(cosines).for_each(|(sum, cosine)| *sum += value * cosine);
                }
                sums.iter_mut().zip(amplitudes).for_each(|(sum, amplitude)| *sum += amplitude * amplitude);
                n += 1;
            }
        }
        let scale = 2.0 / N_BANDS as f32 / energy / n.max(1) as f32 / 2.0;
        power.iter_mut().zip(sums).for_each(|(power, sum)| *power += sum * scale);
    }
    power
}

fn n_colours(picture: &RgbaImage) -> u16 {
    let mut seen = HashSet::new();
    let mut last = None;
    for pixel in picture.pixels() {
        if last != Some(pixel.0) {
            last = Some(pixel.0);
            seen.insert(pixel.0);
            if seen.len() > PALETTE {
                break;
            }
        }
    }
    seen.len() as u16
}

/// What a straight line from luma does not explain of the two colour differences.
fn hues(picture: &RgbaImage) -> f32 {
    let all = picture.as_raw().as_chunks::<4>().0;
    let samples: Vec<[f32; 3]> = all
        .iter()
        .step_by((all.len() / N_SAMPLES).max(1))
        .map(|&[r, g, b, _]| split([r, g, b].map(f32::from)))
        .collect();
    let n = samples.len().max(1) as f32;
    let mean = |at: usize| samples.iter().map(|one| one[at]).sum::<f32>() / n;
    let means = [mean(0), mean(1), mean(2)];
    let product =
        |p: usize, q: usize| samples.iter().map(|one| (one[p] - means[p]) * (one[q] - means[q])).sum::<f32>() / n;
    let luma = product(0, 0).max(1.0);
    let left = |at: usize| (product(at, at) - product(0, at).powi(2) / luma).max(0.0);
    (left(1) + left(2)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::face;
    use image::imageops::{self, FilterType};
    use image::{DynamicImage, ImageFormat, Rgba};
    use std::io::Cursor;

    /// A drawing with grain, as a camera or a scanner leaves it.
    fn grainy() -> RgbaImage {
        let mut seed = 7_u32;
        let mut picture = face(640, 480);
        for pixel in picture.pixels_mut() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = ((seed >> 24) as i16 - 128) / 16;
            *pixel = Rgba(
                [0, 1, 2, 3].map(|c| if c == 3 { 255 } else { (i16::from(pixel.0[c]) + grain).clamp(0, 255) as u8 }),
            );
        }
        picture
    }

    fn jpeg(picture: &RgbaImage, quality: u8) -> RgbaImage {
        let mut bytes = Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality);
        DynamicImage::ImageRgba8(picture.clone()).to_rgb8().write_with_encoder(encoder).unwrap();
        image::load_from_memory_with_format(bytes.get_ref(), ImageFormat::Jpeg).unwrap().to_rgba8()
    }

    #[test]
    fn a_jpeg_leaves_its_steps_in_the_pixels_of_what_is_made_of_it() {
        let picture = grainy();
        let none = Traces::of(&picture, None);
        assert_eq!((none.shown_steps.coarseness(), none.is_shifted), (None, false));
        for (quality, coarseness) in [(50, 100.0), (75, 50.0)] {
            let copy = jpeg(&picture, quality);
            let found = Traces::of(&copy, None);
            let shown = found.shown_steps.coarseness().unwrap();
            assert!((shown - coarseness).abs() < 0.15 * coarseness, "{quality}: {shown}");
            let cut = imageops::crop_imm(&copy, 3, 5, 600, 400).to_image();
            let cut = Traces::of(&cut, None);
            assert!(cut.is_shifted && cut.shown_steps.coarseness().is_some(), "{quality}");
        }
    }

    #[test]
    fn what_was_enlarged_lost_detail_and_what_was_made_smaller_too() {
        let picture = grainy();
        let of = |filter, width, height| Traces::of(&imageops::resize(&picture, width, height, filter), None);
        let original = Traces::of(&picture, None);
        for filter in [FilterType::Triangle, FilterType::CatmullRom, FilterType::Lanczos3] {
            let (larger, smaller) = (of(filter, 960, 720), of(filter, 400, 300));
            assert!(larger.detail_beyond(&original, 1.5).unwrap() < -0.1, "{filter:?}");
            assert!(original.detail_beyond(&smaller, 1.6).unwrap() > 0.0, "{filter:?}");
        }
    }

    #[test]
    fn traces_are_read_as_they_were_written() {
        let traces = Traces::of(&jpeg(&grainy(), 60), Some(&[7; 64]));
        assert_eq!(Traces::from_bytes(&traces.to_bytes()), Some(traces.clone()));
        assert!(traces.n_colours as usize > PALETTE && traces.hues > 1.0);
        assert_eq!(Traces::from_bytes(&traces.to_bytes()[1..]), None);
        assert_eq!(Traces::from_bytes(&[]), None);
        let empty = Traces::of(&RgbaImage::new(0, 0), None);
        assert_eq!(empty.n_colours, 0);
    }
}
