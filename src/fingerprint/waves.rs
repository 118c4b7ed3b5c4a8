//! A picture as waves: the lowest frequencies of its luma and colour, and what crops and turns do to them.
//!
//! The coefficients are those of a two-dimensional DCT-II. A still keeps 12×12 of luma, each as the amplitude of its wave
//! ([`analyse`]); a frame keeps as many and 4×4 of either colour difference, in an orthonormal scale, so that the length of
//! the difference of two frames is a root mean square (`scene::look`). Mirroring changes the sign of every wave of odd order
//! along that axis, a quarter turn transposes the table: all eight turns cost no pixel. A crop is a small matrix for each
//! axis: stretching the part from `from` to `to` over the whole axis and taking its cosines again multiplies the
//! frequencies of that axis. Frequencies beyond the twelfth are missing, which is felt from about the ninth of the result on.

use std::f32::consts::PI;
use std::sync::LazyLock;

use super::plane::Plane;
use super::transform::Transform;

/// Waves of luma kept along each axis.
pub(super) const N_LUMA: usize = 12;

/// Waves of luma along each axis that hashes and correlations read; in crops the finer ones are not known.
pub(super) const N_HASHED: usize = 8;

/// A table of waves, `[frequency down][frequency across]`.
pub(super) type Table<const N: usize> = [[f32; N]; N];

/// The waves of the luma of a still, as amplitudes in levels of 255.
pub(super) type Luma = Table<N_LUMA>;

/// The map from the waves of a line to those of a part of it.
pub(super) type Matrix = Table<N_LUMA>;

/// The waves of a picture as a [`Transform`] lays it down.
pub(super) fn turned<const N: usize>(waves: &[[f32; N]], transform: Transform) -> Table<N> {
    let axes = transform.axes();
    let mut out = [[0.0; N]; N];
    for (v, row) in waves.iter().enumerate() {
        for (u, &wave) in row.iter().enumerate() {
            let is_negative = (axes.flip_x && u % 2 == 1) != (axes.flip_y && v % 2 == 1);
            *if axes.transpose { &mut out[u][v] } else { &mut out[v][u] } = if is_negative { -wave } else { wave };
        }
    }
    out
}

/// The side of the square that the picture of a still is brought to before its waves are taken, in pixels.
pub(super) const REDUCED: usize = 64;

static BASIS: LazyLock<Vec<[f32; N_LUMA]>> = LazyLock::new(|| basis(REDUCED));

/// The amplitudes of the waves of a plane of [`REDUCED`] by [`REDUCED`] pixels.
pub(super) fn analyse(plane: &Plane<1>) -> Luma {
    let mut waves = [[0.0; N_LUMA]; N_LUMA];
    for (line, down) in plane.pixels.as_chunks::<REDUCED>().0.iter().zip(BASIS.iter()) {
        let mut sums = [0.0_f32; N_LUMA];
        for ([value], across) in line.iter().zip(BASIS.iter()) {
            sums.iter_mut().zip(across).for_each(|(sum, wave)| *sum += value * wave);
        }
        for (row, wave) in waves.iter_mut().zip(down) {
            row.iter_mut().zip(&sums).for_each(|(cell, sum)| *cell += sum * wave);
        }
    }
    let n = (REDUCED * REDUCED) as f32;
    for (v, row) in waves.iter_mut().enumerate() {
        row.iter_mut().enumerate().for_each(|(u, cell)| *cell *= amplitude(v) * amplitude(u) / n);
    }
    waves
}

/// The cosines at the centres of the pixels of a line.
pub(super) fn basis(length: usize) -> Vec<[f32; N_LUMA]> {
    let at = |n: usize| std::array::from_fn(|k| (PI / length as f32 * (n as f32 + 0.5) * k as f32).cos());
    (0..length).map(at).collect()
}

/// The factor from the mean product of a line with a cosine to the amplitude of that wave.
pub(super) fn amplitude(frequency: usize) -> f32 {
    if frequency == 0 { 1.0 } else { 2.0 }
}

/// The map from the waves of a line to those of its part from `from` to `to` (0 to 1 of its length), from the waves of the part at
/// places spread over it: row `k` says how much of each wave of the whole there is in wave `k` of the part. Only the `n` lowest
/// rows are made.
pub(super) fn window(
    (from, to): (f32, f32),
    part: &[[f32; N_LUMA]],
    whole: impl Fn(f32) -> [f32; N_LUMA],
    n: usize,
) -> Matrix {
    let mut matrix = [[0.0; N_LUMA]; N_LUMA];
    let n_samples = part.len();
    for (at, part) in part.iter().enumerate() {
        let place = (at as f32 + 0.5) / n_samples as f32;
        let whole = whole(from + (to - from) * place);
        for (row, part) in matrix.iter_mut().zip(part).take(n) {
            row.iter_mut().zip(whole).for_each(|(sum, whole)| *sum += part * whole);
        }
    }
    matrix
}

/// All waves at one place, by the recurrence cos((k + 1) x) = 2 cos x cos(k x) − cos((k − 1) x).
pub(super) fn cosines(place: f32) -> [f32; N_LUMA] {
    let step = (PI * place).cos();
    let (mut last, mut this) = (step, 1.0);
    std::array::from_fn(|_| {
        let value = this;
        (last, this) = (this, 2.0 * step * this - last);
        value
    })
}

/// The same for the amplitudes of stills.
pub(super) fn part(from: f32, to: f32) -> Matrix {
    const N_SAMPLES: usize = 48;
    static OF_PART: LazyLock<[[f32; N_LUMA]; N_SAMPLES]> = LazyLock::new(|| {
        std::array::from_fn(|n| {
            let cosines = cosines((n as f32 + 0.5) / N_SAMPLES as f32);
            std::array::from_fn(|k| cosines[k] * (amplitude(k) / N_SAMPLES as f32))
        })
    });
    window((from, to), &*OF_PART, cosines, N_LUMA)
}

/// The `n` lowest rows of the waves of a part that is cut out along the columns.
pub(super) fn cut_down<const N: usize>(waves: &[[f32; N]], down: &Matrix, n: usize) -> Table<N> {
    let mut half = [[0.0; N]; N];
    for (out, weights) in half.iter_mut().zip(down).take(n) {
        for (row, weight) in waves.iter().zip(weights) {
            out.iter_mut().zip(row).for_each(|(sum, wave)| *sum += weight * wave);
        }
    }
    half
}

/// The `n` lowest waves along each axis of a part that is cut out along the rows.
pub(super) fn cut_across<const N: usize>(half: &[[f32; N]], across: &Matrix, n: usize) -> Table<N> {
    let mut waves = [[0.0; N]; N];
    for (out, row) in waves.iter_mut().zip(half).take(n) {
        for (wave, weights) in out.iter_mut().zip(across).take(n) {
            *wave = row.iter().zip(weights).map(|(wave, weight)| wave * weight).sum();
        }
    }
    waves
}

/// AC energy: the sum of the squares of a table of waves without the first, which is the mean.
pub(super) fn ac_energy(waves: &[f32]) -> f32 {
    waves.iter().skip(1).map(|wave| wave * wave).sum()
}

/// A number in a byte, of which `steps` stand for 1 and the square of as many for more: fine where it is small.
pub(super) fn pack(number: f32, steps: f32) -> i8 {
    (number.abs().sqrt() * steps).round().min(f32::from(i8::MAX)).copysign(number) as i8
}

/// What [`pack`] stored.
pub(super) fn unpack(code: i8, steps: f32) -> f32 {
    let root = f32::from(code) / steps;
    root * root.abs()
}
