//! The inverse DCT at a scale of N/8, from the N × N lowest coefficients.
//!
//! The N-point transform of the N lowest of 8 frequencies gives the ideally low-pass filtered picture, sampled N times a
//! block. Its scale factors do not depend on N:
//!
//! ```text
//! x(i) = Σ c(u) · X(u) · cos((2i + 1) u π / 2N)      c(0) = 1/√8, c(u) = 1/2
//! ```
//!
//! c is part of the quantisation factors. Numbers are `f32`, of which every target multiplies four at a time (plain x86-64
//! does not for 32-bit integers). They are rounded by adding 2²³, in which the last bit counts 1.

use std::f32::consts::FRAC_1_SQRT_2;
use std::f64::consts::PI;

/// The N × N lowest coefficients of a block.
pub(super) struct Corner {
    /// For each coefficient in zigzag order, its index in the corner; N² for coefficients outside.
    pub(super) places: [u8; 128],
    /// One more than the last coefficient of the corner, in zigzag order.
    pub(super) end: usize,
}

impl Corner {
    pub(super) const fn new(scale: usize) -> Self {
        let mut corner = Self { places: [(scale * scale) as u8; 128], end: 0 };
        let (mut row, mut column, mut k) = (0, 0, 0);
        while k < 64 {
            if row < scale && column < scale {
                corner.places[k] = (row * scale + column) as u8;
                corner.end = k + 1;
            }
            let is_rising = (row + column) % 2 == 0;
            (row, column) = match (row, column) {
                (_, 7) if is_rising => (row + 1, column),
                (0, _) if is_rising => (row, column + 1),
                _ if is_rising => (row - 1, column + 1),
                (7, _) => (row, column + 1),
                (_, 0) => (row + 1, column),
                _ => (row + 1, column - 1),
            };
            k += 1;
        }
        corner
    }
}

/// The corner of one scale, as a constant.
pub(super) struct CornerOf<const N: usize>;

impl<const N: usize> CornerOf<N> {
    pub(super) const CORNER: Corner = Corner::new(N);
}

/// The inverse DCT of one component at one scale.
pub(super) struct InverseDct {
    /// Quantisation steps times c for the corner, row by row.
    factors: [f32; 64],
    /// For each frequency, its cosine at each sample.
    cosines: [[f32; 8]; 8],
    /// At 2/8, factors times cosines, which have one absolute value for each coefficient.
    quarters: [f32; 4],
}

impl InverseDct {
    /// Prepares a scale of `scale`/8 with quantisation steps in zigzag order.
    pub(super) fn new(scale: usize, steps: &[u16; 64]) -> Self {
        let corner = Corner::new(scale);
        let c = |u: usize| if u == 0 { FRAC_1_SQRT_2 } else { 1.0 };
        let mut factors = [0.0; 64];
        for (&place, &step) in corner.places.iter().zip(steps) {
            let place = usize::from(place);
            if let Some(factor) = factors.get_mut(place) {
                *factor = f32::from(step) * c(place / scale) * c(place % scale) / 4.0;
            }
        }
        let cosine = |u: usize, i: usize| ((2 * i + 1) as f64 * u as f64 * PI / (2 * scale) as f64).cos() as f32;
        let cosines = std::array::from_fn(|u| std::array::from_fn(|i| if i < scale { cosine(u, i) } else { 0.0 }));
        let quarters = [
            factors[0],
            factors[1] * FRAC_1_SQRT_2,
            factors[2] * FRAC_1_SQRT_2,
            factors[3] * FRAC_1_SQRT_2 * FRAC_1_SQRT_2,
        ];
        Self { factors, cosines, quarters }
    }

    /// Returns the sample of a block with a DC coefficient only.
    #[inline(always)]
    pub(super) fn flat(&self, dc: i16) -> u8 {
        rounded(f32::from(dc) * self.factors[0] + 128.0)
    }

    /// Transforms one block to `scale` rows of `out`.
    #[inline(always)]
    pub(super) fn apply(&self, scale: usize, block: &[i16], out: &mut [u8], stride: usize) {
        match scale {
            3 => self.apply_large::<3>(block, out, stride),
            4 => self.apply_large::<4>(block, out, stride),
            6 => self.apply_large::<6>(block, out, stride),
            8 => self.apply_large::<8>(block, out, stride),
            _ => self.apply_row(scale, block, out, stride),
        }
    }

    /// Transforms a row of blocks at 1/8 or 2/8. In `row` all first coefficients come first, then all second ones.
    #[inline(never)]
    pub(super) fn apply_row(&self, scale: usize, row: &[i16], out: &mut [u8], stride: usize) {
        let across = stride / scale.max(1);
        let mut rows = row.chunks_exact(across.max(1));
        let (Some(a), true) = (rows.next(), across > 0) else { return };
        if scale == 1 {
            return a.iter().zip(out).for_each(|(&dc, out)| *out = self.flat(dc));
        }
        let (Some(b), Some(c), Some(d)) = (rows.next(), rows.next(), rows.next()) else { return };
        let Some((top, bottom)) = out.split_at_mut_checked(stride) else { return };
        let [of_a, of_b, of_c, of_d] = self.quarters;
        let blocks = a.iter().zip(b).zip(c).zip(d);
        for (((((&a, &b), &c), &d), top), bottom) in blocks.zip(top.chunks_exact_mut(2)).zip(bottom.chunks_exact_mut(2))
        {
            let (a, b) = (f32::from(a) * of_a + 128.0, f32::from(b) * of_b);
            let (c, d) = (f32::from(c) * of_c, f32::from(d) * of_d);
            let (left, right, falling, rising) = (a + b, a - b, c + d, c - d);
            top[0] = rounded(left + falling);
            top[1] = rounded(right + rising);
            bottom[0] = rounded(left - falling);
            bottom[1] = rounded(right - rising);
        }
    }

    #[inline(never)]
    fn apply_large<const N: usize>(&self, block: &[i16], out: &mut [u8], stride: usize) {
        let Some(block) = block.get(..N * N) else { return };
        // A bitwise "or" is vectorised, `all` is not.
        if block[1..].iter().fold(0, |sum, coefficient| sum | coefficient) == 0 {
            return fill::<N>(self.flat(block[0]), out, stride);
        }
        // Cosines of even frequency are symmetric about the middle of the block, those of odd frequency antisymmetric.
        let (mut even, mut odd) = ([[0.0; N]; N], [[0.0; N]; N]);
        let half = N.div_ceil(2);
        for (u, row) in block.chunks_exact(N).enumerate() {
            // In large corners most rows are empty; in small ones the test costs more than it saves.
            if N > 4 && u > 0 && row.iter().fold(0, |sum, coefficient| sum | coefficient) == 0 {
                continue;
            }
            let factors = &self.factors[u * N..][..N];
            let scaled: [f32; N] = std::array::from_fn(|v| f32::from(row[v]) * factors[v]);
            let sums = if u % 2 == 0 { &mut even } else { &mut odd };
            for (sums, cosine) in sums.iter_mut().zip(&self.cosines[u]).take(half) {
                for (sum, x) in sums.iter_mut().zip(&scaled) {
                    *sum += x * cosine;
                }
            }
        }
        for (y, to) in out.chunks_mut(stride.max(1)).take(N).enumerate() {
            let (nearer, sign) = if y < half { (y, 1.0) } else { (N - 1 - y, -1.0) };
            let column: [f32; N] = std::array::from_fn(|v| even[nearer][v] + sign * odd[nearer][v]);
            let (mut evens, mut odds) = ([128.0; 4], [0.0; 4]);
            for (v, (x, cosine)) in column.iter().zip(&self.cosines).enumerate() {
                let sums = if v % 2 == 0 { &mut evens } else { &mut odds };
                for (sum, cosine) in sums.iter_mut().zip(&cosine[..4]) {
                    *sum += x * cosine;
                }
            }
            let sample = |x: usize| if x < half { evens[x] + odds[x] } else { evens[N - 1 - x] - odds[N - 1 - x] };
            if let Some(to) = to.first_chunk_mut::<N>() {
                *to = std::array::from_fn(|x| rounded(sample(x)));
            }
        }
    }
}

#[inline(always)]
fn fill<const N: usize>(sample: u8, out: &mut [u8], stride: usize) {
    for row in out.chunks_mut(stride.max(1)).take(N) {
        if let Some(row) = row.first_chunk_mut::<N>() {
            *row = [sample; N];
        }
    }
}

/// Rounds to the nearest sample. Comparisons become one instruction each, `clamp` does not.
#[inline(always)]
pub(super) fn rounded(value: f32) -> u8 {
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 255.0 { value } else { 255.0 };
    (value + 8_388_608.0).to_bits() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_in_zigzag_order() {
        let corner = Corner::new(8);
        assert_eq!(corner.places[..10], [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
        assert_eq!(corner.places[56..64], [53, 60, 61, 54, 47, 55, 62, 63]);
        let mut all = corner.places[..64].to_vec();
        all.sort_unstable();
        assert!((0..64).eq(all));
        assert_eq!([1, 2, 3, 4, 8].map(|scale| Corner::new(scale).end), [1, 5, 13, 25, 64]);
        assert_eq!(Corner::new(2).places[..6], [0, 1, 2, 4, 3, 4]);
    }

    #[test]
    fn every_scale_equals_its_defining_sum() {
        check::<1>();
        check::<2>();
        check::<3>();
        check::<4>();
        check::<6>();
        check::<8>();
    }

    fn check<const N: usize>() {
        let transform = InverseDct::new(N, &std::array::from_fn(|k| 3 + k as u16));
        let corner = Corner::new(N);
        for n_there in [1, 3, N * N] {
            let block: Vec<i16> = (0..64).map(|at| if at < n_there { 40 - (at as i16 * 37) % 60 } else { 0 }).collect();
            let step = |place: usize| 3 + corner.places.iter().position(|&p| usize::from(p) == place).unwrap();
            let mut out = [0; 8 * 10];
            transform.apply(N, &block, &mut out, if N > 2 { 10 } else { N });
            for (y, x) in (0..N).flat_map(|y| (0..N).map(move |x| (y, x))) {
                let cosine = |u: usize, i: usize| ((2 * i + 1) as f64 * u as f64 * PI / (2 * N) as f64).cos();
                let c = |u: usize| if u == 0 { 0.125f64.sqrt() } else { 0.5 };
                let part = |u: usize, v: usize| {
                    f64::from(block[u * N + v]) * step(u * N + v) as f64 * c(u) * c(v) * cosine(u, y) * cosine(v, x)
                };
                let sum: f64 = (0..N).flat_map(|u| (0..N).map(move |v| part(u, v))).sum();
                let sample = (sum + 128.0).clamp(0.0, 255.0);
                assert!((sample - f64::from(out[y * if N > 2 { 10 } else { N } + x])).abs() < 0.51, "{N}: {sample}");
            }
        }
    }
}
