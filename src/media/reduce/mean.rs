//! Parts of the box filter: where boxes begin, sums of samples, means.

/// A sample type, and the types that hold sums of it.
pub(in super::super) trait Sample:
    image::Primitive + Into<u64> + std::ops::BitAnd<Output = Self>
{
    /// Wide enough for the sum of [`ROWS_OF_SAMPLES`] samples.
    type Narrow: Copy + Default + Into<u64> + std::ops::AddAssign + From<Self>;
    /// Wide enough for [`ROWS_OF_PRODUCTS`] samples times alphas.
    type Sum: Copy + Default + Into<u64> + std::ops::AddAssign + From<Self>;
    /// Full opacity.
    const MAX: Self;
    fn times(self, alpha: Self) -> Self::Sum;
    /// Converts a mean, which is at most [`Sample::MAX`].
    fn from_mean(mean: u64) -> Self;
}

/// Rows whose samples one column sum holds: 257 × 255 < 2¹⁶. Sums this narrow fill a register with many columns.
pub(super) const ROWS_OF_SAMPLES: u32 = 257;
/// Rows whose samples times alphas one column sum holds: 4096 × 255 × 255 < 2³².
pub(super) const ROWS_OF_PRODUCTS: u32 = 4096;

impl Sample for u8 {
    type Narrow = u16;
    type Sum = u32;
    const MAX: Self = u8::MAX;
    fn times(self, alpha: Self) -> u32 {
        // In 16 bits, eight products are one instruction.
        u32::from(u16::from(self) * u16::from(alpha))
    }
    fn from_mean(mean: u64) -> Self {
        u8::try_from(mean).unwrap_or(Self::MAX)
    }
}

impl Sample for u16 {
    type Narrow = u32;
    type Sum = u64;
    const MAX: Self = u16::MAX;
    fn times(self, alpha: Self) -> u64 {
        u64::from(self) * u64::from(alpha)
    }
    fn from_mean(mean: u64) -> Self {
        u16::try_from(mean).unwrap_or(Self::MAX)
    }
}

/// Returns the pixel of `from` at which box `n` of `to` begins.
pub(super) fn edge(n: u32, from: u32, to: u32) -> u32 {
    u32::try_from(u64::from(n) * u64::from(from) / u64::from(to.max(1))).unwrap_or(from).min(from)
}

/// Returns the mean of a box of `count` pixels from its sums of samples times alphas, then of alphas.
pub(super) fn weighted_pixel<S: Sample, const N: usize>(sums: &[u64; N], count: Divisor) -> [S; 4] {
    let weight = sums[N - 1];
    let inverse = 1.0 / weight as i64 as f64;
    let channel = |c: usize| {
        let sum = sums[c] + weight / 2;
        // The added half keeps quotients further from a whole number than rounding errors reach.
        let is_exact = weight > 0 && weight < 1 << 34;
        S::from_mean(if is_exact { ((sum as i64 as f64 + 0.5) * inverse) as u64 } else { sum / weight.max(1) })
    };
    let alpha = S::from_mean(count.mean(weight));
    if N == 4 { [channel(0), channel(1), channel(2), alpha] } else { grey(channel(0), alpha) }
}

/// Returns the mean of a box from its sums of samples.
pub(super) fn plain_pixel<S: Sample, const N: usize>(sums: &[u64; N], divisor: Divisor) -> [S; 4] {
    let channel = |c: usize| S::from_mean(divisor.mean(sums[c]));
    if N >= 3 { [channel(0), channel(1), channel(2), S::MAX] } else { grey(channel(0), S::MAX) }
}

/// Converts a pixel to RGBA.
pub(super) fn to_rgba<S: Sample, const N: usize>(pixel: &[S; N]) -> [S; 4] {
    match *pixel.as_slice() {
        [r, g, b, alpha] => [r, g, b, alpha],
        [r, g, b] => [r, g, b, S::MAX],
        [value, alpha] => grey(value, alpha),
        [value, ..] => grey(value, S::MAX),
        [] => [S::MAX; 4],
    }
}

/// Divides colours by the alpha that they were multiplied by.
pub(in super::super) fn unpremultiply<S: Sample, const N: usize>(pixels: &mut [S]) {
    let max = S::MAX.into();
    for pixel in pixels.as_chunks_mut::<N>().0 {
        let [colours @ .., alpha] = pixel.as_mut_slice() else { continue };
        let alpha: u64 = (*alpha).into();
        for colour in colours {
            let wide: u64 = (*colour).into();
            *colour = S::from_mean((wide * max + alpha / 2).checked_div(alpha).unwrap_or(0).min(max));
        }
    }
}

fn grey<S: Copy>(value: S, alpha: S) -> [S; 4] {
    [value, value, value, alpha]
}

/// Divides many sums by one number, by multiplication.
#[derive(Clone, Copy)]
pub(super) struct Divisor {
    count: u64,
    /// 2⁴⁴ ÷ count, rounded up. Exact for x < 2¹⁶ × count and count ≤ 2¹²: then x × count < 2⁴⁴.
    inverse: Option<u64>,
}

impl Divisor {
    pub(super) fn new(count: u64) -> Self {
        let count = count.max(1);
        Self { count, inverse: (count <= 1 << 12).then(|| (1u64 << 44).div_ceil(count)) }
    }

    /// Returns the mean, rounded to nearest.
    fn mean(self, sum: u64) -> u64 {
        match self.inverse {
            Some(inverse) => ((sum + self.count / 2) * inverse) >> 44,
            None => (sum + self.count / 2) / self.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn weighted_means_are_exact(
            alphas in prop::collection::vec(0u64..=65_535, 1..300), value in 0u64..=65_535, shift in 0u32..9, off in 0u64..9,
        ) {
            let weight: u64 = alphas.iter().map(|&alpha| alpha >> shift).sum::<u64>();
            let sum = (value * weight + off).min(weight * 65_535);
            let count = Divisor::new(alphas.len() as u64);
            let pixel: [u16; 4] = weighted_pixel(&[sum, weight], count);
            prop_assert_eq!(u64::from(pixel[0]), (sum + weight / 2) / weight.max(1));
        }
    }

    #[test]
    fn a_multiplication_divides_exactly() {
        for count in (1..=4096).chain([4097, 70_000]) {
            let divisor = Divisor::new(count);
            for value in [0, 1, 2, 127, 128, 254, 255, 32_768, 65_534] {
                for sum in (value * count..(value + 1) * count).step_by(1 + count as usize / 7) {
                    assert_eq!(divisor.mean(sum), (sum + count / 2) / count, "{sum} / {count}");
                }
                let tie = value * count + count / 2;
                assert_eq!(divisor.mean(tie), (tie + count / 2) / count);
            }
            assert_eq!(divisor.mean(65_535 * count), 65_535);
        }
    }
}
