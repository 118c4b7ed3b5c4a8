//! What is left when one picture is taken from the other: noise, an overlay, a changed place, or other colours.
//!
//! Both are brought to the smaller one's size and blurred a little, tone and colour of the first are matched to the second
//! (`tone`), and a pixel counts as different by as much as it lies outside the levels that the other picture has around it:
//! edges that lie half a pixel apart are no difference. Cells of a thirty-second of the picture sum that up.

use super::plane::{Plane, split};
use super::register::Fit;
use super::tone::{Tone, contrast, look_up, match_chroma};

/// Cells along the longer side.
const CELLS: usize = 32;

/// A cell is changed when it differs by more than three times the median, and by at least so many levels.
const CHANGED: f32 = 4.0;

/// A pixel of a changed cell belongs to what covers it when it differs by more than six levels (squared).
const COVERED: f32 = 36.0;

/// What two pictures laid over each other differ in, tone and colour matched. Levels are of 255.
#[derive(Clone, Debug, Default)]
pub(super) struct Difference {
    /// The mean change of luma by the tone curve, in levels.
    pub(super) shift: f32,
    /// The slope of the tone curve.
    pub(super) contrast: f32,
    /// How the colour differences were scaled and mixed: blue by blue, blue by red, red by blue, red by red.
    pub(super) chroma: [f32; 4],
    /// The root mean square that half, three quarters, nine tenths, 97 hundredths and all of the cells stay below, in levels.
    pub(super) at_50: f32,
    pub(super) at_75: f32,
    pub(super) at_90: f32,
    pub(super) at_97: f32,
    pub(super) worst: f32,
    /// The share of changed cells.
    pub(super) changed: f32,
    /// The share of pixels that something covers.
    pub(super) covered: f32,
    /// Where those lie, `[left, top, right, bottom]` in 0 to 1.
    pub(super) place: [f32; 4],
    /// The share of the change there that one colour laid over either picture, more or less opaque, does not explain.
    pub(super) unexplained: f32,
}

impl Difference {
    /// One number to choose between several ways of laying the pictures.
    pub(super) fn left_over(&self) -> f32 {
        self.at_50 * 4.0 + self.at_90 * 2.0 + self.at_97
    }
}

/// Compares two pictures under a fit; `None` if too little of them overlaps.
pub(super) fn difference(a: &Plane<3>, b: &Plane<3>, fit: &Fit) -> Option<Difference> {
    let (a, b) = overlapping(a, b, fit)?;
    let (width, height) = (a.width, a.height);
    let clipped = |p: &Plane<3>| p.pixels.iter().flatten().filter(|&&c| !(1.5..=253.5).contains(&c)).count();
    // What was clipped cannot be brought back: the picture that lost more is the one to be predicted.
    let (a, b) = if clipped(&a) > clipped(&b) { (b, a) } else { (a, b) };
    let tone = Tone::between(&a, &b).table();
    let matched = Plane { pixels: a.pixels.iter().map(|p| p.map(|c| look_up(&tone, c))).collect(), ..a };
    let n = (a.pixels.len() * 3).max(1) as f32;
    let shift = a.pixels.iter().flatten().zip(matched.pixels.iter().flatten()).map(|(p, q)| q - p).sum::<f32>() / n;
    let contrast = contrast(&a.pixels, &matched.pixels);
    let (predicted, chroma) = match_chroma(matched, &b);
    let in_parts = |p: &Plane<3>| Plane { width, height, pixels: p.pixels.iter().map(|&p| split(p)).collect() };
    let (parts_a, parts_b) = (in_parts(&predicted), in_parts(&b));
    let (one, two) = (excess(&parts_a, &parts_b), excess(&parts_b, &parts_a));
    let energy: Vec<f32> = one.iter().zip(&two).map(|(p, q)| p.max(*q)).collect();
    let cell = (width.max(height) / CELLS).max(4);
    let columns = width.div_ceil(cell);
    let cells = cell_means(&energy, width, height, cell);
    let mut sorted = cells.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted.get(((sorted.len() - 1) as f32 * share) as usize).copied().unwrap_or(0.0);
    let limit = (at(0.5) * 3.0).max(CHANGED);
    let is_changed: Vec<bool> = cells.iter().map(|&level| level > limit).collect();
    let changed = is_changed.iter().filter(|&&is_changed| is_changed).count() as f32 / cells.len() as f32;
    let mut found = Difference {
        shift,
        contrast,
        chroma,
        at_50: at(0.5),
        at_75: at(0.75),
        at_90: at(0.9),
        at_97: at(0.97),
        worst: at(1.0),
        changed,
        ..Difference::default()
    };
    let in_changed = |i: usize| is_changed.get((i / width / cell) * columns + i % width / cell) == Some(&true);
    let covered: Vec<usize> = (0..energy.len()).filter(|&i| energy[i] > COVERED && in_changed(i)).collect();
    if !covered.is_empty() {
        found.covered = covered.len() as f32 / energy.len() as f32;
        found.place = place(&covered, &energy, width, height);
        found.unexplained = unexplained(&covered, &predicted, &b);
    }
    Some(found)
}

/// The parts of both that show the same, a hair inside, at the smaller one's size, a little blurred.
fn overlapping(a: &Plane<3>, b: &Plane<3>, fit: &Fit) -> Option<(Plane<3>, Plane<3>)> {
    let [left, top, right, bottom] = fit.seen();
    let (x, y) = ((right - left) * 0.015, (bottom - top) * 0.015);
    let part = [left + x, top + y, right - x, bottom - y];
    let from = fit.place(part);
    let scaled = |p: &Plane<3>, q: [f32; 4]| {
        [q[0] * p.width as f32, q[1] * p.height as f32, q[2] * p.width as f32, q[3] * p.height as f32]
    };
    let (in_a, in_b) = (scaled(a, from), scaled(b, part));
    let width = (in_a[2] - in_a[0]).min(in_b[2] - in_b[0]).round();
    let height = (in_a[3] - in_a[1]).min(in_b[3] - in_b[1]).round();
    if !(width >= 12.0 && height >= 12.0) {
        return None;
    }
    let (width, height) = (width as usize, height as usize);
    Some((blurred(&a.resample(in_a, width, height)), blurred(&b.resample(in_b, width, height))))
}

/// The root mean square of every cell, row by row.
fn cell_means(energy: &[f32], width: usize, height: usize, cell: usize) -> Vec<f32> {
    let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
    let mut sums = vec![(0.0_f32, 0.0_f32); columns * rows];
    for (y, row) in energy.chunks_exact(width).enumerate() {
        for (x, value) in row.iter().enumerate() {
            if let Some((sum, n)) = sums.get_mut(y / cell * columns + x / cell) {
                *sum += value;
                *n += 1.0;
            }
        }
    }
    sums.into_iter().map(|(sum, n)| (sum / n.max(1.0)).sqrt()).collect()
}

fn blurred(p: &Plane<3>) -> Plane<3> {
    let (w, h) = (p.width, p.height);
    let mut half = p.clone();
    for y in 0..h {
        for x in 0..w {
            let at = |x: usize| p.pixels[y * w + x];
            let (l, m, r) = (at(x.saturating_sub(1)), at(x), at((x + 1).min(w - 1)));
            half.pixels[y * w + x] = std::array::from_fn(|c| (l[c] + 2.0 * m[c] + r[c]) / 4.0);
        }
    }
    let mut out = half.clone();
    for y in 0..h {
        let (up, down) = (y.saturating_sub(1), (y + 1).min(h - 1));
        for x in 0..w {
            let (l, m, r) = (half.pixels[up * w + x], half.pixels[y * w + x], half.pixels[down * w + x]);
            out.pixels[y * w + x] = std::array::from_fn(|c| (l[c] + 2.0 * m[c] + r[c]) / 4.0);
        }
    }
    out
}

/// By how much each pixel of `b` lies outside the levels `a` has around it, squared, all channels together.
fn excess(a: &Plane<3>, b: &Plane<3>) -> Vec<f32> {
    let (w, h) = (a.width, a.height);
    // Row-wise, then column-wise extremes of three.
    let mut low = a.pixels.clone();
    let mut high = a.pixels.clone();
    for y in 0..h {
        for x in 0..w {
            let i = y * w + x;
            for j in [y * w + x.saturating_sub(1), y * w + (x + 1).min(w - 1)] {
                for c in 0..3 {
                    low[i][c] = low[i][c].min(a.pixels[j][c]);
                    high[i][c] = high[i][c].max(a.pixels[j][c]);
                }
            }
        }
    }
    (0..w * h)
        .map(|i| {
            let (x, y) = (i % w, i / w);
            let (up, down) = (y.saturating_sub(1) * w + x, (y + 1).min(h - 1) * w + x);
            (0..3)
                .map(|c| {
                    let lo = low[i][c].min(low[up][c]).min(low[down][c]) - 2.0;
                    let hi = high[i][c].max(high[up][c]).max(high[down][c]) + 2.0;
                    let v = b.pixels[i][c];
                    let e = (v - hi).max(lo - v).max(0.0);
                    e * e
                })
                .sum()
        })
        .collect()
}

/// The rectangle that holds nearly all of the change, `[left, top, right, bottom]` in 0 to 1.
fn place(covered: &[usize], energy: &[f32], width: usize, height: usize) -> [f32; 4] {
    let mut along = [vec![0.0_f32; width], vec![0.0_f32; height]];
    for &i in covered {
        let weight = energy[i].min(2500.0);
        along[0][i % width] += weight;
        along[1][i / width] += weight;
    }
    let span = |sums: &[f32]| {
        let total: f32 = sums.iter().sum();
        let (mut seen, mut from, mut to) = (0.0, 0, sums.len());
        for (i, sum) in sums.iter().enumerate() {
            if seen < total * 0.02 {
                from = i;
            }
            seen += sum;
            if seen >= total * 0.98 {
                to = i + 1;
                break;
            }
        }
        (from as f32 / sums.len() as f32, to as f32 / sums.len() as f32)
    };
    let ((left, right), (top, bottom)) = (span(&along[0]), span(&along[1]));
    [left, top, right, bottom]
}

/// How badly the change is explained by one colour laid over one of the pictures, more or less opaque: 0 fully, 1 not.
fn unexplained(covered: &[usize], a: &Plane<3>, b: &Plane<3>) -> f32 {
    let mut least = f32::MAX;
    for (base, over) in [(a, b), (b, a)] {
        let change = |i: usize| -> [f32; 3] { std::array::from_fn(|c| over.pixels[i][c] - base.pixels[i][c]) };
        let size = |d: [f32; 3]| d.iter().map(|v| v * v).sum::<f32>();
        let mut strongest = covered.to_vec();
        strongest.sort_by(|&p, &q| size(change(q)).total_cmp(&size(change(p))));
        strongest.truncate((covered.len() / 5).max(1));
        // The colour is what the strongest changes lead to, or beyond: they may be half transparent.
        let colour = |beyond: f32| -> [f32; 3] {
            let n = strongest.len() as f32;
            std::array::from_fn(|c| {
                let sum: f32 = strongest.iter().map(|&i| base.pixels[i][c] + beyond * change(i)[c]).sum();
                sum.clamp(-64.0 * n, 320.0 * n) / n
            })
        };
        let total: f32 = covered.iter().map(|&i| size(change(i))).sum();
        for colour in [[255.0; 3], [10.0; 3], colour(1.0), colour(1.5), colour(2.0), colour(2.5)] {
            let left = covered.iter().map(|&i| {
                let d = change(i);
                let to: [f32; 3] = std::array::from_fn(|c| colour[c] - base.pixels[i][c]);
                let along: f32 = d.iter().zip(to).map(|(p, q)| p * q).sum();
                let alpha = (along / size(to).max(1.0)).clamp(0.0, 1.0);
                size(std::array::from_fn(|c| d[c] - alpha * to[c]))
            });
            least = least.min(left.sum::<f32>() / total.max(1.0));
        }
    }
    least
}
