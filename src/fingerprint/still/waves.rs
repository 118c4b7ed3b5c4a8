//! A picture as waves: the lowest frequencies of its luma and colour, and what crops and turns do to them.
//!
//! The coefficients are those of a two-dimensional DCT-II over a rectangle of pixels, taken without resizing first, and
//! scaled so that each is the amplitude of its wave in levels of 255. Mirroring changes the sign of every wave of odd
//! order along that axis, a quarter turn transposes the table: all eight turns cost no pixel. A crop is a small matrix
//! a axis, exact up to the frequencies that were not kept.

use std::f32::consts::PI;

use super::plane::Plane;
use super::transform::Transform;

/// Waves kept along each axis.
pub(super) const SIDE: usize = 12;

/// Waves along each axis of a crop that are worth knowing: beyond, what was not kept of the whole is missing.
const NEEDED: usize = 8;

/// A table of amplitudes, `[row frequency][column frequency]`, in levels of 255.
pub(super) type Waves = [[f32; SIDE]; SIDE];

/// The waves of a picture as a [`Transform`] lays it down.
pub(super) fn turned(waves: &Waves, transform: Transform) -> Waves {
    let (flip_x, flip_y, swap) = transform.parts();
    let mut out = [[0.0; SIDE]; SIDE];
    for v in 0..SIDE {
        for u in 0..SIDE {
            let negative = (flip_x && u % 2 == 1) != (flip_y && v % 2 == 1);
            let value = if negative { -waves[v][u] } else { waves[v][u] };
            *if swap { &mut out[u][v] } else { &mut out[v][u] } = value;
        }
    }
    out
}

/// The waves of one plane.
pub(super) fn analyse(plane: &Plane<1>) -> Waves {
    let mut waves = [[0.0; SIDE]; SIDE];
    if plane.width == 0 || plane.height == 0 {
        return waves;
    }
    let across = basis(plane.width);
    let down = basis(plane.height);
    for (line, wave) in plane.pixels.chunks_exact(plane.width).zip(&down) {
        let mut sums = [0.0_f32; SIDE];
        for ([value], waves) in line.iter().zip(&across) {
            for (sum, w) in sums.iter_mut().zip(waves) {
                *sum += value * w;
            }
        }
        for (row, w) in waves.iter_mut().zip(wave) {
            for (sum, s) in row.iter_mut().zip(&sums) {
                *sum += s * w;
            }
        }
    }
    let n = plane.pixels.len() as f32;
    for (v, row) in waves.iter_mut().enumerate() {
        for (u, cell) in row.iter_mut().enumerate() {
            *cell *= if v == 0 { 1.0 } else { 2.0 } * if u == 0 { 1.0 } else { 2.0 } / n;
        }
    }
    waves
}

fn basis(length: usize) -> Vec<[f32; SIDE]> {
    (0..length).map(|n| std::array::from_fn(|k| (PI / length as f32 * (n as f32 + 0.5) * k as f32).cos())).collect()
}

/// The matrix that turns the waves of a line into those of its part from `from` to `to` (0 to 1 of its length).
pub(super) fn window(from: f32, to: f32) -> Waves {
    const SAMPLES: usize = 48;
    let mut matrix = [[0.0; SIDE]; SIDE];
    for n in 0..SAMPLES {
        let t = (n as f32 + 0.5) / SAMPLES as f32;
        let x = from + (to - from) * t;
        for (k, row) in matrix.iter_mut().enumerate() {
            let scale = if k == 0 { 1.0 } else { 2.0 } / SAMPLES as f32;
            let out = (PI * k as f32 * t).cos() * scale;
            for (j, cell) in row.iter_mut().enumerate() {
                *cell += out * (PI * j as f32 * x).cos();
            }
        }
    }
    matrix
}

/// The waves of the part that two matrices of [`window`] cut out, `down` along the columns and `across` along rows.
pub(super) fn cut(waves: &Waves, down: &Waves, across: &Waves) -> Waves {
    cut_across(&cut_down(waves, down), across)
}

/// The half of [`cut`] along the columns.
pub(super) fn cut_down(waves: &Waves, down: &Waves) -> Waves {
    let mut half = [[0.0; SIDE]; SIDE];
    for (out, m) in half.iter_mut().zip(down).take(NEEDED) {
        for (row, &w) in waves.iter().zip(m) {
            for (cell, &c) in out.iter_mut().zip(row) {
                *cell += w * c;
            }
        }
    }
    half
}

/// The half of [`cut`] along the rows.
pub(super) fn cut_across(half: &Waves, across: &Waves) -> Waves {
    let mut waves = [[0.0; SIDE]; SIDE];
    for (out, row) in waves.iter_mut().zip(half).take(NEEDED) {
        for (cell, m) in out.iter_mut().zip(across).take(NEEDED) {
            *cell = m.iter().zip(row).map(|(m, c)| m * c).sum();
        }
    }
    waves
}
