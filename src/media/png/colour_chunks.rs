//! The ICC profile that a PNG's colour chunks amount to.
//!
//! The first in this list counts, as the specification (third edition) asks: cICP, iCCP, sRGB, gAMA with cHRM. As in
//! Chromium, gAMA alone has sRGB's primaries, gAMA near 1/2.2 means sRGB, and cHRM alone is ignored.

use moxcms::{Chromaticity, ColorPrimaries, ColorProfile, ToneReprCurve, XyY};

use super::super::cicp;
use super::inflate;

/// Bytes of an inflated ICC profile; the header of `limits` explains all limits.
const ICC_BYTES: usize = 64 << 20;

/// The value that stands for 1 in gAMA and cHRM.
const UNIT: f64 = 100_000.0;

/// x and y of sRGB's white, red, green and blue, times [`UNIT`].
const SRGB_CHROMATICITIES: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

/// The gAMA value nearest to sRGB's curve.
const SRGB_GAMMA: f64 = 1.0 / 2.2;

/// Relative difference up to which gAMA counts as [`SRGB_GAMMA`] (libpng's `PNG_GAMMA_THRESHOLD`).
const GAMMA_TOLERANCE: f64 = 0.05;

/// Difference up to which chromaticities, times [`UNIT`], count as sRGB's: programs round them to three places.
const CHROMATICITY_TOLERANCE: u32 = 100;

/// The contents of the colour chunks.
#[derive(Clone, Copy, Default)]
pub(super) struct ColourChunks<'a> {
    cicp: Option<&'a [u8]>,
    icc: Option<&'a [u8]>,
    is_srgb: bool,
    gamma: Option<u32>,
    chromaticities: Option<[u32; 8]>,
}

/// An ICC profile, and whether it is for grey pixels.
pub(in super::super) struct Profile {
    pub(in super::super) icc: Vec<u8>,
    pub(in super::super) is_grey: bool,
}

impl<'a> ColourChunks<'a> {
    /// Reads a chunk; of several with one name the first counts.
    pub(super) fn take(&mut self, name: &[u8; 4], data: &'a [u8]) {
        match name {
            b"cICP" => self.cicp = self.cicp.or(Some(data)),
            b"iCCP" => self.icc = self.icc.or(Some(data)),
            b"sRGB" => self.is_srgb = true,
            b"gAMA" => self.gamma = self.gamma.or_else(|| numbers::<1>(data).map(|[gamma]| gamma)),
            b"cHRM" => self.chromaticities = self.chromaticities.or_else(|| numbers(data)),
            _ => {}
        }
    }

    /// Returns the profile; `None` for sRGB. With `is_grey` pixels have one colour channel.
    pub(super) fn profile(&self, is_grey: bool) -> Option<Profile> {
        // Full-range RGB; 2 is "unspecified".
        if let Some(&[primaries @ (1 | 4..=12 | 22), transfer @ (1 | 4..=18), 0, 1]) = self.cicp {
            let icc = cicp::profile(primaries.into(), transfer.into())?;
            return Some(Profile { icc, is_grey: false });
        }
        if let Some(icc) = self.icc.and_then(inflated) {
            return Some(Profile { icc, is_grey });
        }
        if self.is_srgb {
            return None;
        }
        let icc = by_gamma(f64::from(self.gamma?) / UNIT, self.chromaticities)?;
        Some(Profile { icc, is_grey: false })
    }
}

/// Inflates the profile of an iCCP chunk: a name, a zero, the compression method (0), a zlib stream.
fn inflated(data: &[u8]) -> Option<Vec<u8>> {
    let (_, data) = data.split_at_checked(data.iter().take(80).position(|&byte| byte == 0)? + 1)?;
    let (&method, data) = data.split_first()?;
    if method == 0 { inflate::all(data, ICC_BYTES) } else { None }
}

fn numbers<const N: usize>(data: &[u8]) -> Option<[u32; N]> {
    let (numbers, rest) = data.as_chunks::<4>();
    let numbers: &[[u8; 4]; N] = numbers.try_into().ok()?;
    rest.is_empty().then(|| numbers.map(u32::from_be_bytes))
}

fn by_gamma(gamma: f64, chromaticities: Option<[u32; 8]>) -> Option<Vec<u8>> {
    let chromaticities = chromaticities.filter(is_possible).unwrap_or(SRGB_CHROMATICITIES);
    let is_near = |(a, b): (&u32, &u32)| a.abs_diff(*b) <= CHROMATICITY_TOLERANCE;
    let has_srgb_primaries = chromaticities.iter().zip(&SRGB_CHROMATICITIES).all(is_near);
    let has_srgb_gamma = (gamma / SRGB_GAMMA - 1.0).abs() <= GAMMA_TOLERANCE;
    // Beyond these powers every picture is black or white, so the value is an error.
    if !(0.01..=100.0).contains(&gamma) || (has_srgb_primaries && has_srgb_gamma) {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    let [white_x, white_y, primaries @ ..] = chromaticities.map(|number| f64::from(number) / UNIT);
    let [red, green, blue] = [0, 2, 4].map(|at| Chromaticity::new(primaries[at] as f32, primaries[at + 1] as f32));
    profile.update_rgb_colorimetry(XyY { x: white_x, y: white_y, yb: 1.0 }, ColorPrimaries { red, green, blue });
    cicp::set_curve(&mut profile, ToneReprCurve::Parametric(vec![(1.0 / gamma) as f32]));
    profile.encode().ok()
}

/// Whether the white point lies within the triangle of the primaries.
fn is_possible(chromaticities: &[u32; 8]) -> bool {
    let [wx, wy, rx, ry, gx, gy, bx, by] = chromaticities.map(f64::from);
    // The sign tells on which side of an edge of the triangle the white point lies.
    let side = |(ax, ay): (f64, f64), (bx, by): (f64, f64)| (bx - ax) * (wy - ay) - (by - ay) * (wx - ax);
    let sides = [side((rx, ry), (gx, gy)), side((gx, gy), (bx, by)), side((bx, by), (rx, ry))];
    wy > 0.0 && (sides.iter().all(|&side| side > 0.0) || sides.iter().all(|&side| side < 0.0))
}
