//! ICC profiles for the colour code points of ITU-T H.273 (CICP), so that all formats convert to sRGB by a profile.
//!
//! Primaries and transfers of sRGB need no profile, nor do those that browsers take for sRGB (BT.709, BT.601, BT.2020
//! transfer). High dynamic range (PQ, HLG) is tone mapped: light up to diffuse white, 203 cd/m² (ITU-R BT.2408), keeps its
//! brightness up to [`KNEE`]; brighter light is compressed into the rest.

use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, ToneReprCurve, TransferCharacteristics,
};

/// The code of sRGB's transfer, also used for transfers near it.
const SRGB: u8 = 13;
const PQ: u16 = 16;
const HLG: u16 = 18;
/// cd/m² of diffuse white (ITU-R BT.2408).
const DIFFUSE_WHITE: f64 = 203.0;
/// Light, with diffuse white at 1, from which on it is compressed: a curve that approaches 1.
const KNEE: f64 = 0.8;
/// Points of a transfer curve: one for each value of 10 bits.
const CURVE_POINTS: u32 = 1024;

/// Returns the profile for the codes of primaries and transfer; `None` for sRGB and for unknown codes.
pub(super) fn profile(primaries: u16, transfer: u16) -> Option<Vec<u8>> {
    let curve = match transfer {
        // The other codes are unassigned, of XYZ, or logarithmic.
        4 | 5 | 8 => transfer as u8,
        _ => SRGB,
    };
    let primaries = match primaries {
        // BT.601 and sRGB differ by a few levels, and their codes are often swapped.
        1 | 2 | 5 | 6 | 7 => 1,
        other => u8::try_from(other).ok()?,
    };
    let is_hdr = matches!(transfer, PQ | HLG);
    if (primaries, curve) == (1, SRGB) && !is_hdr {
        return None;
    }
    let mut profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(curve).ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    if is_hdr {
        let curve = ToneReprCurve::Lut((0..CURVE_POINTS).map(|n| curve_point(n, transfer)).collect());
        set_curve(&mut profile, curve);
    }
    profile.encode().ok()
}

/// Gives a profile one curve for all three colours, and takes out its CICP codes, which would count more.
pub(super) fn set_curve(profile: &mut ColorProfile, curve: ToneReprCurve) {
    profile.cicp = None;
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
}

/// Returns point `n` of the curve: the tone mapped light, of which diffuse white is nearly 1.
fn curve_point(n: u32, transfer: u16) -> u16 {
    let signal = f64::from(n) / f64::from(CURVE_POINTS - 1);
    let light = if transfer == PQ { pq(signal) } else { hlg(signal) } / DIFFUSE_WHITE;
    let mapped = if light < KNEE { light } else { 1.0 - (1.0 - KNEE) * (-(light - KNEE) / (1.0 - KNEE)).exp() };
    (mapped * f64::from(u16::MAX)).round() as u16
}

/// Returns the cd/m² of a PQ signal (SMPTE ST 2084).
fn pq(signal: f64) -> f64 {
    let (m1, m2) = (2610.0 / 16384.0, 2523.0 / 4096.0 * 128.0);
    let (c1, c2, c3) = (3424.0 / 4096.0, 2413.0 / 128.0, 2392.0 / 128.0);
    let power = signal.powf(1.0 / m2);
    10_000.0 * ((power - c1).max(0.0) / (c2 - c3 * power)).powf(1.0 / m1)
}

/// Returns the cd/m² of an HLG signal on a display of 1000 cd/m² (ITU-R BT.2100), each colour by itself.
fn hlg(signal: f64) -> f64 {
    let (a, b, c) = (0.178_832_77, 0.284_668_92, 0.559_910_73);
    let scene = if signal <= 0.5 { signal * signal / 3.0 } else { (((signal - c) / a).exp() + b) / 12.0 };
    1_000.0 * scene.powf(1.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_needs_no_profile() {
        for (primaries, transfer) in [(1, 13), (2, 2), (1, 1), (6, 6), (1, 15)] {
            assert_eq!(profile(primaries, transfer), None);
        }
        for (primaries, transfer) in [(12, 13), (9, 14), (1, 8), (9, PQ), (9, HLG)] {
            let icc = profile(primaries, transfer).unwrap();
            assert!(ColorProfile::new_from_slice(&icc).is_ok(), "{primaries} {transfer}");
        }
    }

    #[test]
    fn diffuse_white_is_nearly_one() {
        // 203 cd/m² are 58 % of a PQ signal and 75 % of HLG.
        assert!((pq(0.58) - 203.0).abs() < 3.0, "{}", pq(0.58));
        assert!((hlg(0.75) - 203.0).abs() < 3.0, "{}", hlg(0.75));
        let paper = f64::from(curve_point(594, PQ)) / 65_535.0;
        assert!((0.9..0.96).contains(&paper), "{paper}");
        assert!((0..1023).all(|n| curve_point(n, PQ) <= curve_point(n + 1, PQ)));
        assert_eq!(curve_point(0, PQ), 0);
    }
}
