//! Laying one picture over another: which stretch and which shift make them fit.
//!
//! Gauss-Newton on luma, with gain and offset fitted along, outliers weighed down by Tukey's biweight (P. J. Huber, *Robust
//! Statistics*, 1981): what an overlay covers does not pull. Six unknowns: scale and shift along both axes, gain, offset.

use std::ops::RangeInclusive;

use crate::fingerprint::plane::{Plane, Rect};
use crate::fingerprint::solve::solve;

/// Where the points of the second picture lie in the first, and how its luma follows.
///
/// Coordinates run from 0 to 1 over the trimmed pictures: `u = 0.5 + scale * (x - 0.5) + shift`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Across and down: how much of the first one length of the second is.
    pub(super) scale: [f32; 2],
    /// Across and down, in lengths of the first.
    pub(super) shift: [f32; 2],
    /// Predicted luma of the second = gain · luma of the first + offset.
    pub(super) gain: f32,
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

/// A fit whose correlation is below this after so many steps is given up.
const HOPELESS: f32 = 0.6;
const HOPELESS_AFTER: usize = 4;
/// Less than this part of the second picture inside the first tells nothing.
const LEAST_SEEN: usize = 4;
/// The spread of the errors, in levels: at first, in medians, and at least and most. Tukey's weight ends at three spreads.
const FIRST_SPREAD: f32 = 40.0;
const SPREAD_OF_MEDIAN: f32 = 2.25;
const SPREAD: RangeInclusive<f32> = 4.0..=60.0;
const WEIGHT_ENDS: f32 = 3.0;
/// The weight in the correlation of a pixel that the fit does not count.
const LEAST_PART: f32 = 0.1;
/// A step that moves nothing by this part of a pixel is the last.
const STILL: f32 = 0.02;
/// How far one step may go in scale and shift, and where each unknown ends: beyond, a fit has run away.
const MOST_STEP: f32 = 0.05;
const SCALE: RangeInclusive<f32> = 0.6..=1.7;
const MOST_SHIFT: f32 = 0.4;
const GAIN: RangeInclusive<f32> = 0.3..=3.0;
const MOST_OFFSET: f32 = 150.0;
/// Holds what the pictures say nothing about: by what the diagonal of the normal equations is multiplied, and what is added.
const RIDGE_SHARE: f64 = 1.001;
const RIDGE: f64 = 1e-3;
/// Errors are sorted into bins of a quarter of a level, for their median.
const BINS_A_LEVEL: f32 = 4.0;
const N_BINS: usize = 256;

/// Improves a fit by Gauss-Newton steps on two luma planes of equal size, outliers weighed down (Tukey).
///
/// Scale and shift act on each axis by itself, so a line of the second picture meets one height of the first: two lines of it
/// are blended first, and every column then reads two values. That leaves straight loops over a line.
pub(super) fn refine(a: &Plane<1>, b: &Plane<1>, start: Fit, steps: usize) -> Fit {
    let side = b.width;
    let mut fit = start;
    let mut spread = FIRST_SPREAD;
    let mut line = Line::default();
    for step in 0..=steps {
        let is_last = step == steps;
        let across = Samples::new(side, fit.scale[0], fit.shift[0]);
        let down = Samples::new(side, fit.scale[1], fit.shift[1]);
        let mut sums = Sums::default();
        let mut bins = [0_u32; N_BINS];
        for (y, place) in down.iter() {
            line.read(a, b, &across, (y, place), fit);
            let y = (y as f32 + 0.5) / side as f32 - 0.5;
            sums.add(&line.sums(spread), y);
            for error in &line.error {
                bins[((error.abs() * BINS_A_LEVEL) as usize).min(N_BINS - 1)] += 1;
            }
        }
        let n_seen: u32 = bins.iter().sum();
        fit.overlap = n_seen as f32 / b.pixels.len().max(1) as f32;
        fit.correlation = sums.correlation();
        let is_hopeless = step == HOPELESS_AFTER && fit.correlation < HOPELESS;
        if is_last || is_hopeless || (n_seen as usize) < b.pixels.len() / LEAST_SEEN {
            break;
        }
        spread = within(median(&bins, n_seen) * SPREAD_OF_MEDIAN, &SPREAD);
        let Some(change) = sums.solve() else { break };
        let change = change.map(|c| c as f32);
        let is_still = change[..4].iter().all(|c| c.abs() * (side as f32) < STILL);
        for (i, axis) in [&change[..2], &change[2..4]].into_iter().enumerate() {
            fit.scale[i] = within(fit.scale[i] + axis[0].clamp(-MOST_STEP, MOST_STEP), &SCALE);
            fit.shift[i] = (fit.shift[i] + axis[1].clamp(-MOST_STEP, MOST_STEP)).clamp(-MOST_SHIFT, MOST_SHIFT);
        }
        fit.gain = within(fit.gain + change[4], &GAIN);
        fit.offset = (fit.offset + change[5]).clamp(-MOST_OFFSET, MOST_OFFSET);
        if is_still {
            break;
        }
    }
    fit
}

fn within(value: f32, range: &RangeInclusive<f32>) -> f32 {
    value.clamp(*range.start(), *range.end())
}

/// The error that half of the pixels stay below, in levels.
fn median(bins: &[u32; N_BINS], n: u32) -> f32 {
    let mut below = 0;
    let bin = bins.iter().position(|&bin| {
        below += bin;
        below * 2 > n
    });
    (bin.unwrap_or(N_BINS) as f32 + 0.5) / BINS_A_LEVEL
}

/// Where the pixels of one axis of the second picture lie along that axis of the first.
struct Samples {
    /// The first pixel that lies inside.
    first: usize,
    /// For each from there on the pixel before its place, and how far beyond that it is, 0 to 1.
    places: Vec<(usize, f32)>,
}

impl Samples {
    fn new(side: usize, scale: f32, shift: f32) -> Self {
        let at = |x: usize| {
            let centre = (x as f32 + 0.5) / side as f32 - 0.5;
            (0.5 + scale * centre + shift) * side as f32 - 0.5
        };
        let is_inside = |x: &usize| (0.0..(side as f32 - 1.0)).contains(&at(*x));
        let first = (0..side).find(is_inside).unwrap_or(side);
        let places = (first..side).take_while(is_inside).map(|x| (at(x) as usize, at(x).fract())).collect();
        Self { first, places }
    }

    fn iter(&self) -> impl Iterator<Item = (usize, (usize, f32))> {
        (self.first..).zip(self.places.iter().copied())
    }
}

/// One line of the second picture, and what the first has there.
#[derive(Default)]
struct Line {
    /// Two lines of the first, blended, and the step from the one to the other.
    blended: Vec<f32>,
    slope: Vec<f32>,
    /// The pixels' distance from the middle.
    x: Vec<f32>,
    /// What the first picture has there, and how that changes when the picture is stretched along either axis.
    seen: Vec<f32>,
    dx: Vec<f32>,
    dy: Vec<f32>,
    value: Vec<f32>,
    /// By how much the second picture's luma differs from what the fit predicts.
    error: Vec<f32>,
}

impl Line {
    fn read(
        &mut self,
        a: &Plane<1>,
        b: &Plane<1>,
        across: &Samples,
        (y, (row, beyond)): (usize, (usize, f32)),
        fit: Fit,
    ) {
        let side = b.width;
        let lines = a.pixels[row * side..(row + 2) * side].as_flattened();
        let (top, bottom) = lines.split_at(side);
        self.slope.clear();
        self.slope.extend(top.iter().zip(bottom).map(|(t, b)| b - t));
        self.blended.clear();
        self.blended.extend(top.iter().zip(&self.slope).map(|(t, slope)| t + slope * beyond));
        for values in [&mut self.x, &mut self.seen, &mut self.dx, &mut self.dy, &mut self.error] {
            values.clear();
        }
        let (pitch, gain) = (side as f32, side as f32 * fit.gain);
        for (n, &(column, beyond)) in across.places.iter().enumerate() {
            let (left, right) = (self.blended[column], self.blended[column + 1]);
            let (slope, next) = (self.slope[column], self.slope[column + 1]);
            self.seen.push(left + (right - left) * beyond);
            self.dx.push((right - left) * gain);
            self.dy.push((slope + (next - slope) * beyond) * gain);
            self.x.push(((across.first + n) as f32 + 0.5) / pitch - 0.5);
        }
        let from = y * side + across.first;
        self.value.clear();
        self.value.extend_from_slice(b.pixels[from..from + across.places.len()].as_flattened());
        let predicted = self.seen.iter().map(|seen| fit.gain * seen + fit.offset);
        self.error.extend(self.value.iter().zip(predicted).map(|(value, predicted)| value - predicted));
    }

    /// The sums over the pixels of the line, of which those of whole groups of lanes are added side by side.
    fn sums(&self, spread: f32) -> [f32; N_SUMS] {
        let mut lanes = [[0.0_f32; LANES]; N_SUMS];
        let tails = [&self.x, &self.seen, &self.dx, &self.dy, &self.value, &self.error];
        let [xs, seens, dxs, dys, values, errors] = tails.map(|one| one.as_chunks::<LANES>().0);
        let reach = 1.0 / (spread * WEIGHT_ENDS);
        let groups = xs.iter().zip(seens).zip(dxs).zip(dys).zip(values).zip(errors);
        for (((((x, seen), dx), dy), value), error) in groups {
            for i in 0..LANES {
                let terms = terms(x[i], seen[i], dx[i], dy[i], value[i], error[i], reach);
                for (sum, term) in lanes.iter_mut().zip(terms) {
                    sum[i] += term;
                }
            }
        }
        let mut sums = lanes.map(|lane| lane.iter().sum::<f32>());
        let [xs, seens, dxs, dys, values, errors] = tails.map(|one| one.as_chunks::<LANES>().1);
        for i in 0..xs.len() {
            let terms = terms(xs[i], seens[i], dxs[i], dys[i], values[i], errors[i], reach);
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
        sums
    }
}

/// Pixels that are added up side by side.
const LANES: usize = 4;
const N_SUMS: usize = 26;

/// What one pixel adds: the fifteen different products of the row of the equations (the line's height taken out), five with the
/// error, six for the correlation.
#[inline(always)]
fn terms(x: f32, seen: f32, dx: f32, dy: f32, value: f32, error: f32, reach: f32) -> [f32; N_SUMS] {
    let ratio = error * reach;
    // Tukey's biweight.
    let inside = (1.0 - ratio * ratio).max(0.0);
    let weight = inside * inside;
    let (wdx, wdy, wseen) = (weight * dx, weight * dy, weight * seen);
    let dxx = dx * x;
    let wdxx = weight * dxx;
    let part = weight.max(LEAST_PART);
    let (part_seen, part_value) = (part * seen, part * value);
    [
        wdxx * dxx,
        wdxx * dx,
        wdxx * dy,
        wdxx * seen,
        wdxx,
        wdx * dx,
        wdx * dy,
        wdx * seen,
        wdx,
        wdy * dy,
        wdy * seen,
        wdy,
        wseen * seen,
        wseen,
        weight,
        wdxx * error,
        wdx * error,
        wdy * error,
        wseen * error,
        weight * error,
        part,
        part_seen,
        part_value,
        part_seen * seen,
        part_value * value,
        part_seen * value,
    ]
}

/// The normal equations of scale and shift across, scale and shift down, gain and offset; and the sums of a correlation.
#[derive(Default)]
struct Sums {
    matrix: [[f64; 6]; 6],
    right: [f64; 6],
    moments: [f64; 6],
}

impl Sums {
    /// Adds a line at a height, -0.5 to 0.5.
    fn add(&mut self, line: &[f32; N_SUMS], y: f32) {
        let y = f64::from(y);
        let [xx, xd, xe, xs, x1, dd, de, ds, d1, ee, es, e1, ss, s1, w, rx, rd, re, rs, r1, moments @ ..] =
            line.map(f64::from);
        let upper = [
            [xx, xd, xe * y, xe, xs, x1],
            [0.0, dd, de * y, de, ds, d1],
            [0.0, 0.0, ee * y * y, ee * y, es * y, e1 * y],
            [0.0, 0.0, 0.0, ee, es, e1],
            [0.0, 0.0, 0.0, 0.0, ss, s1],
            [0.0, 0.0, 0.0, 0.0, 0.0, w],
        ];
        for (row, more) in self.matrix.iter_mut().zip(upper) {
            row.iter_mut().zip(more).for_each(|(cell, more)| *cell += more);
        }
        self.right.iter_mut().zip([rx, rd, re * y, re, rs, r1]).for_each(|(cell, more)| *cell += more);
        self.moments.iter_mut().zip(moments).for_each(|(cell, more)| *cell += more);
    }

    fn correlation(&self) -> f32 {
        let [w, s, v, ss, vv, sv] = self.moments;
        let (var_s, var_v) = (ss * w - s * s, vv * w - v * v);
        ((sv * w - s * v) / (var_s * var_v).max(1e-9).sqrt()) as f32
    }

    /// The change of the six unknowns.
    fn solve(self) -> Option<[f64; 6]> {
        let upper = self.matrix;
        let mut matrix: [[f64; 6]; 6] = std::array::from_fn(|i| std::array::from_fn(|j| upper[i.min(j)][i.max(j)]));
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = row[i] * RIDGE_SHARE + RIDGE;
        }
        solve(matrix, self.right)
    }
}
