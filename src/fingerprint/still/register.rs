//! Laying one picture over another: which stretch and which shift make them fit.
//!
//! Gauss-Newton on luma, with gain and offset fitted along, outliers weighed down by Tukey's biweight (P. J. Huber, *Robust
//! Statistics*, 1981): what an overlay covers does not pull. Six unknowns: scale and shift along both axes, gain, offset.

use super::plane::{Plane, Rect};

/// Where the points of the second picture lie in the first, and how its luma follows.
///
/// Coordinates run from 0 to 1 over the trimmed pictures: `u = 0.5 + scale * (x - 0.5) + shift`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Across and down: how much of the first one length of the second is.
    pub(super) scale: [f32; 2],
    /// Across and down, in lengths of the first.
    pub(super) shift: [f32; 2],
    /// The second's luma is this times the first's,
    pub(super) gain: f32,
    /// plus this.
    pub(super) offset: f32,
    /// Correlation of the luma where both are seen, -1 to 1, outliers left out in proportion.
    pub(super) correlation: f32,
    /// The part of the second picture that lies inside the first.
    pub(super) overlap: f32,
}

impl Fit {
    /// From a window of the first picture (`[left, top, right, bottom]` cut off) that should be all of the second.
    pub(super) fn of_window([l, t, r, b]: [f32; 4]) -> Self {
        Self {
            scale: [1.0 - l - r, 1.0 - t - b],
            shift: [(l - r) / 2.0, (t - b) / 2.0],
            gain: 1.0,
            offset: 0.0,
            correlation: 0.0,
            overlap: 1.0,
        }
    }

    /// From a window of the second picture that should be all of the first.
    pub(super) fn of_window_back([l, t, r, b]: [f32; 4]) -> Self {
        let scale = [1.0 / (1.0 - l - r), 1.0 / (1.0 - t - b)];
        let shift = [-(l - r) / 2.0 * scale[0], -(t - b) / 2.0 * scale[1]];
        Self { scale, shift, ..Self::of_window([0.0; 4]) }
    }

    /// The part of the second picture, `[left, top, right, bottom]` in 0 to 1, that lies inside the first.
    pub(super) fn seen(&self) -> Rect {
        let low = |i: usize| (((0.0 - self.shift[i] - 0.5) / self.scale[i]) + 0.5).clamp(0.0, 1.0);
        let high = |i: usize| (((1.0 - self.shift[i] - 0.5) / self.scale[i]) + 0.5).clamp(0.0, 1.0);
        [low(0), low(1), high(0), high(1)]
    }

    /// A rectangle of the second picture as it lies in the first, both in 0 to 1.
    pub(super) fn place(&self, [l, t, r, b]: Rect) -> Rect {
        let at = |i: usize, x: f32| 0.5 + self.scale[i] * (x - 0.5) + self.shift[i];
        [at(0, l), at(1, t), at(0, r), at(1, b)]
    }
}

/// A fit that is no better than this after so many steps is given up.
const HOPELESS: f32 = 0.6;
const HOPELESS_AFTER: usize = 4;

/// Improves a fit by Gauss-Newton steps on two luma planes of equal size, outliers weighed down (Tukey).
pub(super) fn refine(a: &Plane<1>, b: &Plane<1>, start: Fit, steps: usize) -> Fit {
    let n = a.width;
    let mut fit = start;
    let mut spread = 40.0_f32;
    for step in 0..=steps {
        let mut matrix = [[0.0_f64; 6]; 6];
        let mut right = [0.0_f64; 6];
        let mut sums = [0.0_f64; 6];
        let mut sizes = Vec::with_capacity(b.pixels.len());
        // Sums of one line in single precision, of all lines in double.
        let (mut line_matrix, mut line_right, mut line_sums) = ([[0.0_f32; 6]; 6], [0.0_f32; 6], [0.0_f32; 6]);
        for (i, &[value]) in b.pixels.iter().enumerate() {
            if i % n == 0 {
                add_line(&mut matrix, &mut line_matrix);
                add_to(&mut right, &mut line_right);
                add_to(&mut sums, &mut line_sums);
            }
            let x = ((i % n) as f32 + 0.5) / n as f32 - 0.5;
            let y = ((i / n) as f32 + 0.5) / n as f32 - 0.5;
            let u = (0.5 + fit.scale[0] * x + fit.shift[0]) * n as f32 - 0.5;
            let v = (0.5 + fit.scale[1] * y + fit.shift[1]) * n as f32 - 0.5;
            if u < 0.0 || v < 0.0 || u >= (n - 1) as f32 || v >= (n - 1) as f32 {
                continue;
            }
            let (col, row) = (u as usize, v as usize);
            let (fx, fy) = (u - col as f32, v - row as f32);
            let at = row * n + col;
            let [p00, p10, p01, p11] = [at, at + 1, at + n, at + n + 1].map(|j| a.pixels[j][0]);
            let (top, bottom) = (p00 + (p10 - p00) * fx, p01 + (p11 - p01) * fx);
            let seen = top + (bottom - top) * fy;
            let dx = ((p10 - p00) * (1.0 - fy) + (p11 - p01) * fy) * n as f32 * fit.gain;
            let dy = (bottom - top) * n as f32 * fit.gain;
            let error = value - fit.gain * seen - fit.offset;
            sizes.push(error.abs());
            let ratio = error / (spread * 3.0);
            let weight = if ratio.abs() < 1.0 { (1.0 - ratio * ratio).powi(2) } else { 0.0 };
            let row = [dx * x, dx, dy * y, dy, seen, 1.0];
            for (line, factor) in line_matrix.iter_mut().zip(row) {
                line.iter_mut().zip(row).for_each(|(cell, other)| *cell += weight * factor * other);
            }
            line_right.iter_mut().zip(row).for_each(|(cell, factor)| *cell += weight * factor * error);
            let weight = weight.max(0.1);
            for (sum, term) in line_sums.iter_mut().zip([1.0, seen, value, seen * seen, value * value, seen * value]) {
                *sum += weight * term;
            }
        }
        add_line(&mut matrix, &mut line_matrix);
        add_to(&mut right, &mut line_right);
        add_to(&mut sums, &mut line_sums);
        fit.overlap = sizes.len() as f32 / b.pixels.len().max(1) as f32;
        let [w, s, v, ss, vv, sv] = sums;
        let (var_s, var_v) = (ss * w - s * s, vv * w - v * v);
        fit.correlation = ((sv * w - s * v) / (var_s * var_v).max(1e-9).sqrt()) as f32;
        let is_hopeless = step == HOPELESS_AFTER && fit.correlation < HOPELESS;
        if step == steps || is_hopeless || sizes.len() < b.pixels.len() / 4 {
            break;
        }
        let middle = sizes.len() / 2;
        let median = *sizes.select_nth_unstable_by(middle, f32::total_cmp).1;
        spread = (median * 1.5 * 1.5).clamp(4.0, 60.0);
        for (j, row) in matrix.iter_mut().enumerate() {
            row[j] = row[j] * 1.001 + 1e-3;
        }
        let Some(change) = solve(matrix, right) else { break };
        let change = change.map(|c| c as f32);
        // A fiftieth of a pixel: nothing below would move the result.
        let still = change[..4].iter().all(|c| c.abs() * (n as f32) < 0.02);
        fit.scale[0] += change[0].clamp(-0.05, 0.05);
        fit.shift[0] += change[1].clamp(-0.05, 0.05);
        fit.scale[1] += change[2].clamp(-0.05, 0.05);
        fit.shift[1] += change[3].clamp(-0.05, 0.05);
        fit.gain = (fit.gain + change[4]).clamp(0.3, 3.0);
        fit.offset = (fit.offset + change[5]).clamp(-150.0, 150.0);
        for i in 0..2 {
            fit.scale[i] = fit.scale[i].clamp(0.6, 1.7);
            fit.shift[i] = fit.shift[i].clamp(-0.4, 0.4);
        }
        if still {
            break;
        }
    }
    fit
}

fn add_line(matrix: &mut [[f64; 6]; 6], line: &mut [[f32; 6]; 6]) {
    matrix.iter_mut().zip(line).for_each(|(sums, line)| add_to(sums, line));
}

/// Adds sums of one line to those of all, and empties them.
fn add_to(sums: &mut [f64; 6], line: &mut [f32; 6]) {
    sums.iter_mut().zip(line).for_each(|(sum, part)| *sum += f64::from(std::mem::take(part)));
}

/// Solves six linear equations by elimination with pivots.
fn solve(mut m: [[f64; 6]; 6], mut r: [f64; 6]) -> Option<[f64; 6]> {
    for i in 0..6 {
        let pivot = (i..6).max_by(|&p, &q| m[p][i].abs().total_cmp(&m[q][i].abs()))?;
        if m[pivot][i].abs() < 1e-9 {
            return None;
        }
        m.swap(i, pivot);
        r.swap(i, pivot);
        for j in i + 1..6 {
            let factor = m[j][i] / m[i][i];
            let upper = m[i];
            for (cell, u) in m[j].iter_mut().zip(upper) {
                *cell -= factor * u;
            }
            r[j] -= factor * r[i];
        }
    }
    let mut x = [0.0; 6];
    for i in (0..6).rev() {
        let sum: f64 = (i + 1..6).map(|k| m[i][k] * x[k]).sum();
        x[i] = (r[i] - sum) / m[i][i];
    }
    Some(x)
}
