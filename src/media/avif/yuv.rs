//! Conversion of YUV planes to red, green and blue.
//!
//! ```text
//! R = Y              + 2(1-kr)·V        kr, kb: the shares of red and blue in luma, by the matrix code
//! B = Y + 2(1-kb)·U                     U, V: around zero, half as wide as Y at most
//! G = (Y - kr·R - kb·B) / (1-kr-kb)
//! ```
//! The conversion is a 3×3 matrix in fixed point, 2¹³ for one level of the result, which includes the ranges of the planes.
//! Halved chroma is interpolated with weights of 3:1, since its samples lie between those of luma.

use super::super::error::Error;
use super::super::reduce::Sample;
use super::av1::Subsampling;
use super::property::Cicp;

/// Fractional bits of the coefficients. The largest sum of products, 3.5 × 65,535 × 2¹³, is below 2³¹.
const SHIFT: u32 = 13;

/// The conversion for one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YuvMatrix {
    /// For red, green and blue, the weights of the three planes.
    weights: [[i32; 3]; 3],
    /// For red, green and blue, the number that is added, with half a level for rounding.
    bias: [i32; 3],
    /// The largest value of the result.
    max: i32,
}

impl YuvMatrix {
    /// Makes the conversion from `bits` a sample to results up to `max`.
    pub(super) fn new(cicp: Cicp, layout: Subsampling, bits: u8, max: u16) -> Result<Self, Error> {
        let range = PlaneRanges::new(bits, cicp.is_full);
        let code = if layout == Subsampling::Monochrome { 2 } else { cicp.matrix };
        let unit = match code {
            // The planes are green, blue and red.
            0 if layout == Subsampling::Yuv444 => {
                return Ok(Self::scaled([[0, 0, 1], [1, 0, 0], [0, 1, 0]], &[range.luma; 3], max));
            }
            8 => return Ok(Self::scaled([[1, -1, 1], [1, 1, 0], [1, -1, -1]], &range.planes(), max)),
            1 => from_shares(0.2126, 0.0722),
            4 => from_shares(0.30, 0.11),
            2 | 5 | 6 => from_shares(0.299, 0.114),
            7 => from_shares(0.212, 0.087),
            9 => from_shares(0.2627, 0.0593),
            // The shares follow from the primaries.
            12 => match cicp.primaries {
                9 => from_shares(0.2627, 0.0593),
                11 | 12 => from_shares(0.2290, 0.0793),
                _ => from_shares(0.2126, 0.0722),
            },
            0 => return Err(Error::broken("damaged AVIF: RGB with smaller planes for two of the colours")),
            other => return Err(Error::unsupported(format!("this kind of AVIF (colour matrix {other})"))),
        };
        Ok(Self::new_scaled(unit, &range.planes(), max))
    }

    fn scaled(unit: [[i32; 3]; 3], planes: &[SampleRange; 3], max: u16) -> Self {
        Self::new_scaled(unit.map(|row| row.map(f64::from)), planes, max)
    }

    fn new_scaled(unit: [[f64; 3]; 3], planes: &[SampleRange; 3], max: u16) -> Self {
        let one = f64::from(max) * f64::from(1u32 << SHIFT);
        let mut matrix = Self { weights: [[0; 3]; 3], bias: [1 << (SHIFT - 1); 3], max: i32::from(max) };
        for ((weights, bias), unit) in matrix.weights.iter_mut().zip(&mut matrix.bias).zip(&unit) {
            let mut at_zero = 0.0;
            for ((weight, unit), SampleRange { zero, levels }) in weights.iter_mut().zip(unit).zip(planes) {
                let exact = unit / levels * one;
                *weight = exact.round() as i32;
                at_zero += f64::from(*weight) * zero;
            }
            *bias -= at_zero.round() as i32;
        }
        matrix
    }

    /// Converts a row into the first three of every `N` samples.
    pub(super) fn convert<S: Sample, const N: usize>(&self, planes: [&[u16]; 3], out: &mut [S]) {
        let [y, u, v] = planes;
        let weigh = |weights: &[i32; 3], bias: i32, [y, u, v]: [i32; 3]| {
            let sum = weights[0] * y + weights[1] * u + weights[2] * v + bias;
            S::from_mean((sum >> SHIFT).clamp(0, self.max).unsigned_abs().into())
        };
        for (((pixel, &y), &u), &v) in out.as_chunks_mut::<N>().0.iter_mut().zip(y).zip(u).zip(v) {
            let planes = [i32::from(y), i32::from(u), i32::from(v)];
            for ((sample, weights), &bias) in pixel.iter_mut().zip(&self.weights).zip(&self.bias) {
                *sample = weigh(weights, bias, planes);
            }
        }
    }
}

/// The conversion of a single plane: grey or alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaneScale {
    weight: i32,
    bias: i32,
    max: i32,
}

impl PlaneScale {
    /// Makes the conversion from `bits` a sample to results up to `max`.
    pub(super) fn new(is_full: bool, bits: u8, max: u16) -> Self {
        let SampleRange { zero, levels } = PlaneRanges::new(bits, is_full).luma;
        let weight = (f64::from(max) * f64::from(1u32 << SHIFT) / levels).round();
        let bias = (1 << (SHIFT - 1)) - (weight * zero).round() as i32;
        Self { weight: weight as i32, bias, max: i32::from(max) }
    }

    /// Converts a row into the sample at `at` of every `N`.
    pub(super) fn convert<S: Sample, const N: usize>(self, luma: &[u16], at: usize, out: &mut [S]) {
        for (pixel, &y) in out.as_chunks_mut::<N>().0.iter_mut().zip(luma) {
            if let Some(sample) = pixel.get_mut(at) {
                let sum = self.weight * i32::from(y) + self.bias;
                *sample = S::from_mean((sum >> SHIFT).clamp(0, self.max).unsigned_abs().into());
            }
        }
    }
}

/// The value of a sample that stands for 0, and the levels from there to 1.
#[derive(Clone, Copy)]
struct SampleRange {
    zero: f64,
    levels: f64,
}

struct PlaneRanges {
    luma: SampleRange,
    chroma: SampleRange,
}

impl PlaneRanges {
    fn new(bits: u8, is_full: bool) -> Self {
        let unit = f64::from(1u32 << (bits.clamp(8, 16) - 8));
        let all = 256.0 * unit - 1.0;
        if is_full {
            Self {
                luma: SampleRange { zero: 0.0, levels: all },
                chroma: SampleRange { zero: 128.0 * unit, levels: all },
            }
        } else {
            Self {
                luma: SampleRange { zero: 16.0 * unit, levels: 219.0 * unit },
                chroma: SampleRange { zero: 128.0 * unit, levels: 224.0 * unit },
            }
        }
    }

    fn planes(&self) -> [SampleRange; 3] {
        [self.luma, self.chroma, self.chroma]
    }
}

/// Returns the matrix for the shares of red and blue in luma.
fn from_shares(kr: f64, kb: f64) -> [[f64; 3]; 3] {
    let kg = 1.0 - kr - kb;
    let (red, blue) = (2.0 * (1.0 - kr), 2.0 * (1.0 - kb));
    [[1.0, 0.0, red], [1.0, -blue * kb / kg, -red * kr / kg], [1.0, blue, 0.0]]
}

/// Interpolates a row of chroma to twice its length, with weights of 3:1 for the nearest row and the next.
pub(super) fn widen(near: &[u16], far: &[u16], out: &mut Vec<u16>) {
    out.clear();
    let mut blended = near.iter().zip(far).map(|(&near, &far)| 3 * u32::from(near) + u32::from(far));
    let Some(mut this) = blended.next() else { return };
    let mut left = this;
    let mut push = |left: u32, this: u32, right: u32| {
        // 16 × 65,535 is below 2³², and a mean is at most its largest term.
        out.extend([(3 * this + left + 8) >> 4, (3 * this + right + 8) >> 4].map(|mean| mean as u16));
    };
    for right in blended {
        push(left, this, right);
        (left, this) = (this, right);
    }
    push(left, this, this);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cicp(matrix: u16, is_full: bool) -> Cicp {
        Cicp { primaries: 1, transfer: 13, matrix, is_full }
    }

    fn one(matrix: u16, is_full: bool, bits: u8, planes: [u16; 3]) -> [u8; 3] {
        let mut out = [0; 3];
        let [y, u, v] = planes.map(|plane| [plane]);
        let matrix = YuvMatrix::new(cicp(matrix, is_full), Subsampling::Yuv444, bits, 255).unwrap();
        matrix.convert::<u8, 3>([&y, &u, &v], &mut out);
        out
    }

    #[test]
    fn known_colours_come_out() {
        for (matrix, is_full, bits, planes, colour) in [
            (1, false, 8, [16, 128, 128], [0, 0, 0]),
            (1, false, 8, [235, 128, 128], [255, 255, 255]),
            (1, true, 8, [255, 128, 128], [255, 255, 255]),
            // Red is 0.299, or 0.2126, or 0.2627 of luma.
            (6, true, 8, [76, 85, 255], [254, 0, 0]),
            (1, false, 8, [63, 102, 240], [255, 1, 0]),
            (9, false, 10, [294, 387, 960], [255, 0, 0]),
            (0, true, 8, [10, 20, 30], [30, 10, 20]),
            (0, false, 8, [16, 235, 300], [255, 0, 255]),
            (8, true, 8, [100, 128, 128], [100, 100, 100]),
            (8, true, 12, [1024, 1024, 3072], [191, 0, 64]),
        ] {
            let shown = one(matrix, is_full, bits, planes);
            let is_near = shown.iter().zip(&colour).all(|(a, b)| a.abs_diff(*b) <= 1);
            assert!(is_near, "{matrix} {is_full} {bits} {planes:?}: {shown:?}, not {colour:?}");
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        for matrix in [1, 2, 4, 7, 8, 9, 12] {
            let matrix = YuvMatrix::new(cicp(matrix, false), Subsampling::Yuv444, 12, u16::MAX).unwrap();
            for planes in [[0, 0, 0], [4095, 4095, 4095], [4095, 0, 4095], [0, 4095, 0], [4095, 4095, 0]] {
                let [y, u, v] = planes.map(|plane| [plane]);
                matrix.convert::<u16, 4>([&y, &u, &v], &mut [0; 4]);
            }
        }
    }

    #[test]
    fn a_plane_alone_uses_its_whole_range() {
        for (is_full, bits, planes) in [(true, 8, [0, 255]), (false, 10, [64, 940]), (true, 12, [0, 4095])] {
            let mut out = [7u16; 4];
            PlaneScale::new(is_full, bits, u16::MAX).convert::<u16, 2>(&planes, 1, &mut out);
            assert_eq!(out, [7, 0, 7, 65_535]);
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = |matrix, layout| YuvMatrix::new(cicp(matrix, true), layout, 8, 255).unwrap_err();
        assert!(matches!(error(14, Subsampling::Yuv444), Error::Unsupported { .. }));
        assert!(matches!(error(0, Subsampling::Yuv420), Error::Broken { .. }));
        assert!(YuvMatrix::new(cicp(14, true), Subsampling::Monochrome, 8, 255).is_ok());
    }

    #[test]
    fn chroma_is_widened_smoothly() {
        let mut out = Vec::new();
        widen(&[100, 200], &[100, 200], &mut out);
        assert_eq!(out, [100, 125, 175, 200]);
        widen(&[100], &[60], &mut out);
        assert_eq!(out, [90, 90]);
        widen(&[], &[], &mut out);
        assert!(out.is_empty());
    }
}
