//! What is left when one picture is taken from the other: noise, an overlay, a changed place, or other colours.
//!
//! Both are brought to the smaller one's size, at most 192 pixels, and blurred a little, tone and colour of the first are matched to the second
//! (`tone`), and a pixel counts as different by as much as it lies outside the levels that the other picture has around it:
//! edges that lie half a pixel apart are no difference. Cells of a thirty-second of the picture sum that up.

use super::register::Fit;
use super::tone::{Channels, ChromaChange, ToneChange, ToneCurve, match_chroma};
use std::ops::RangeInclusive;

use crate::fingerprint::plane::{Plane, Rect, joined, split};

/// The longer side of what is compared, at most, and the shorter at least, in pixels.
const LARGEST: f32 = 192.0;
const SMALLEST: f32 = 12.0;
/// What is left out at each edge of the part that both show, of 1: there a shift of half a pixel is another picture.
const INSET: f32 = 0.015;
/// The luma and colour outside which a level was clipped, of 255.
const UNCLIPPED: RangeInclusive<f32> = 1.5..=253.5;
/// Where no cell differs by more than this, in levels, nothing was laid over either picture.
const CLEAN: f32 = 8.0;
/// Cells along the longer side, and the pixels along each side of a cell at least.
const CELLS: usize = 32;
const LEAST_CELL: usize = 4;
/// A cell is changed when it differs by more than three times the median, and by at least so many levels.
const CHANGED_MEDIANS: f32 = 3.0;
const CHANGED: f32 = 4.0;
/// A pixel of a changed cell belongs to what covers it when its excess is above this, in levels².
const COVERED: f32 = 36.0;
/// How far outside the levels of its neighbourhood a pixel must be to count, in levels.
const TOLERANCE: f32 = 2.0;
/// The excess up to which a pixel weighs in the place of an overlay, in levels², and the share of all weight that may lie outside
/// on either side.
const MOST_WEIGHT: f32 = 2500.0;
const OUTSIDE: f32 = 0.02;
/// The part of the covered pixels whose change tells an overlay's colour, one in so many; the colours that are tried beside: white
/// and black; and how far beyond the strongest change its colour may lie, because an overlay is half transparent.
const STRONGEST: usize = 5;
const WHITE_AND_BLACK: [[f32; 3]; 2] = [[255.0; 3], [10.0; 3]];
const BEYOND: [f32; 4] = [1.0, 1.5, 2.0, 2.5];
/// The levels that such a colour may have.
const COLOUR: RangeInclusive<f32> = -64.0..=320.0;

/// What two pictures laid over each other differ in, tone and colour matched. Levels are of 255.
#[derive(Clone, Debug, Default)]
pub(super) struct Difference {
    /// What became of the levels.
    pub(super) tone: ToneChange,
    /// What became of the colours.
    pub(super) chroma: ChromaChange,
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
    /// Where those lie in the part that both show, `[left, top, right, bottom]` in 0 to 1.
    pub(super) place: Rect,
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
    let clipped = |p: &Plane<3>| p.pixels.iter().flatten().filter(|&&c| !UNCLIPPED.contains(&c)).count();
    // What was clipped cannot be brought back: the picture that lost more is the one to be predicted.
    let (a, b) = if clipped(&a) > clipped(&b) { (b, a) } else { (a, b) };
    let found = left_over(&a, &b);
    if found.worst <= CLEAN {
        return Some(found);
    }
    // An overlay spoils the tone fit, so `a` is also predicted from `b`; the better fit counts.
    let back = left_over(&b, &a);
    Some(if back.left_over() < found.left_over() { back } else { found })
}

/// What is left of the second picture when it is predicted from the first.
fn left_over(a: &Plane<3>, b: &Plane<3>) -> Difference {
    let (width, height) = (a.width, a.height);
    let tone = ToneCurve::between(a, b);
    let tone_change = ToneChange::of(a, &tone);
    let (mut channels_a, channels_b) = (channels(a, |level| tone.apply(level)), channels(b, |level| level));
    let chroma = match_chroma(&mut channels_a, &channels_b);
    let excess = excess(&channels_a, &channels_b, width);
    let cell = (width.max(height) / CELLS).max(LEAST_CELL);
    let columns = width.div_ceil(cell);
    let cells = cell_means(&excess, width, height, cell);
    let mut sorted = cells.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f32| sorted.get(((sorted.len() - 1) as f32 * share) as usize).copied().unwrap_or(0.0);
    let limit = (at(0.5) * CHANGED_MEDIANS).max(CHANGED);
    let is_changed: Vec<bool> = cells.iter().map(|&level| level > limit).collect();
    let changed = is_changed.iter().filter(|&&is_changed| is_changed).count() as f32 / cells.len() as f32;
    let mut found = Difference {
        tone: tone_change,
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
    let covered: Vec<usize> = (0..excess.len()).filter(|&i| excess[i] > COVERED && in_changed(i)).collect();
    if !covered.is_empty() {
        found.covered = covered.len() as f32 / excess.len() as f32;
        found.place = place(&covered, &excess, width, height);
        found.unexplained = unexplained(&covered, &channels_a, b);
    }
    found
}

/// The part of the second picture that is compared: what both show, a hair inside, in 0 to 1.
pub(super) fn compared(fit: &Fit) -> Rect {
    let [left, top, right, bottom] = fit.seen();
    let (x, y) = ((right - left) * INSET, (bottom - top) * INSET);
    [left + x, top + y, right - x, bottom - y]
}

/// The parts of both that show the same, a hair inside, at the smaller one's size, a little blurred.
pub(super) fn overlapping(a: &Plane<3>, b: &Plane<3>, fit: &Fit) -> Option<(Plane<3>, Plane<3>)> {
    let part = compared(fit);
    let from = fit.place(part);
    let scaled = |p: &Plane<3>, q: [f32; 4]| {
        [q[0] * p.width as f32, q[1] * p.height as f32, q[2] * p.width as f32, q[3] * p.height as f32]
    };
    let (in_a, in_b) = (scaled(a, from), scaled(b, part));
    let width = (in_a[2] - in_a[0]).min(in_b[2] - in_b[0]).round();
    let height = (in_a[3] - in_a[1]).min(in_b[3] - in_b[1]).round();
    if !(width >= SMALLEST && height >= SMALLEST) {
        return None;
    }
    let shrink = (LARGEST / width.max(height)).max(SMALLEST / width.min(height)).min(1.0);
    let (width, height) = ((width * shrink) as usize, (height * shrink) as usize);
    Some((blurred(&a.resample(in_a, width, height)), blurred(&b.resample(in_b, width, height))))
}

/// The root mean square of every cell, row by row.
fn cell_means(excess: &[f32], width: usize, height: usize, cell: usize) -> Vec<f32> {
    let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
    let mut sums = vec![(0.0_f32, 0.0_f32); columns * rows];
    for (y, row) in excess.chunks_exact(width).enumerate() {
        for (x, value) in row.iter().enumerate() {
            if let Some((sum, n)) = sums.get_mut(y / cell * columns + x / cell) {
                *sum += value;
                *n += 1.0;
            }
        }
    }
    sums.into_iter().map(|(sum, n)| (sum / n.max(1.0)).sqrt()).collect()
}

fn channels(picture: &Plane<3>, tone: impl Fn(f32) -> f32) -> Channels {
    let n = picture.pixels.len();
    let (mut luma, mut blue, mut red) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    for (((pixel, luma), blue), red) in picture.pixels.iter().zip(&mut luma).zip(&mut blue).zip(&mut red) {
        [*luma, *blue, *red] = split(pixel.map(&tone));
    }
    [luma, blue, red]
}

/// By how much each pixel of either lies outside the levels that the other has around it, squared, all parts together; of
/// the two the greater.
fn excess(a: &Channels, b: &Channels, width: usize) -> Vec<f32> {
    let mut sums = [vec![0.0; a[0].len()], vec![0.0; a[0].len()]];
    for (one, other) in a.iter().zip(b) {
        add_excess(one, other, width, &mut sums[0]);
        add_excess(other, one, width, &mut sums[1]);
    }
    let [one, other] = sums;
    one.iter().zip(other).map(|(p, q)| higher(*p, q)).collect()
}

/// Adds by how much each pixel of `b` lies outside the levels `a` has around it, squared.
fn add_excess(a: &[f32], b: &[f32], width: usize, sums: &mut [f32]) {
    // Extremes of three along lines, then of three lines.
    let along = |pick: fn(f32, f32) -> f32| {
        let mut out = a.to_vec();
        for (line, out) in a.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
            out[1..].iter_mut().zip(line).for_each(|(out, left)| *out = pick(*out, *left));
            out.iter_mut().zip(&line[1..]).for_each(|(out, right)| *out = pick(*out, *right));
        }
        out
    };
    let (low, high) = (along(lower), along(higher));
    let n = a.len() / width;
    for y in 0..n {
        let rows = [y.saturating_sub(1), y, (y + 1).min(n - 1)].map(|y| y * width..(y + 1) * width);
        let [up, here, down] = rows;
        let lows = low[up.clone()].iter().zip(&low[here.clone()]).zip(&low[down.clone()]);
        let highs = high[up].iter().zip(&high[here.clone()]).zip(&high[down]);
        let pixels = b[here.clone()].iter().zip(&mut sums[here]);
        for ((((l0, l1), l2), ((h0, h1), h2)), (value, sum)) in lows.zip(highs).zip(pixels) {
            let least = lower(lower(*l0, *l1), *l2) - TOLERANCE;
            let most = higher(higher(*h0, *h1), *h2) + TOLERANCE;
            let beyond = higher(higher(value - most, least - value), 0.0);
            *sum += beyond * beyond;
        }
    }
}

/// As `f32::min`, in one instruction: levels come from bytes and weights, so none is NaN.
fn lower(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// A blur over three pixels (1 2 1) along both axes.
fn blurred(p: &Plane<3>) -> Plane<3> {
    let (width, height) = (p.width, p.height);
    let mut half = p.clone();
    for (line, out) in p.pixels.chunks_exact(width).zip(half.pixels.chunks_exact_mut(width)) {
        let (line, out) = (line.as_flattened(), out.as_flattened_mut());
        let n = line.len();
        let [inner, left, right] = [&line[3..n - 3], &line[..n - 6], &line[6..]];
        for (((out, m), l), r) in out[3..n - 3].iter_mut().zip(inner).zip(left).zip(right) {
            *out = (l + 2.0 * m + r) / 4.0;
        }
        for c in 0..3 {
            out[c] = (3.0 * line[c] + line[c + 3]) / 4.0;
            out[n - 3 + c] = (line[n - 6 + c] + 3.0 * line[n - 3 + c]) / 4.0;
        }
    }
    let mut out = half.clone();
    let lines: Vec<&[f32]> = half.pixels.chunks_exact(width).map(<[_]>::as_flattened).collect();
    for (y, out) in out.pixels.chunks_exact_mut(width).enumerate() {
        let [up, here, down] = [y.saturating_sub(1), y, (y + 1).min(height - 1)].map(|y| lines[y]);
        for (((out, u), m), d) in out.as_flattened_mut().iter_mut().zip(up).zip(here).zip(down) {
            *out = (u + 2.0 * m + d) / 4.0;
        }
    }
    out
}

/// The rectangle that holds nearly all of the change, `[left, top, right, bottom]` in 0 to 1.
fn place(covered: &[usize], excess: &[f32], width: usize, height: usize) -> [f32; 4] {
    let mut along = [vec![0.0_f32; width], vec![0.0_f32; height]];
    for &i in covered {
        let weight = excess[i].min(MOST_WEIGHT);
        along[0][i % width] += weight;
        along[1][i / width] += weight;
    }
    let span = |sums: &[f32]| {
        let total: f32 = sums.iter().sum();
        let (mut seen, mut from, mut to) = (0.0, 0, sums.len());
        for (i, sum) in sums.iter().enumerate() {
            if seen < total * OUTSIDE {
                from = i;
            }
            seen += sum;
            if seen >= total * (1.0 - OUTSIDE) {
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
fn unexplained(covered: &[usize], a: &Channels, b: &Plane<3>) -> f32 {
    let colours: Vec<[[f32; 3]; 2]> =
        covered.iter().map(|&i| [joined([a[0][i], a[1][i], a[2][i]]), b.pixels[i]]).collect();
    unexplained_over(&colours, 0).min(unexplained_over(&colours, 1))
}

/// How badly the change of pixels is explained by one colour laid over one of the pictures, the first (0) or the second (1), more or
/// less opaque: 0 fully, 1 not.
pub(super) fn unexplained_over(colours: &[[[f32; 3]; 2]], base: usize) -> f32 {
    let over = 1 - base;
    let change = |pair: &[[f32; 3]; 2]| -> [f32; 3] { std::array::from_fn(|c| pair[over][c] - pair[base][c]) };
    let size = |d: [f32; 3]| d.iter().map(|v| v * v).sum::<f32>();
    let mut strongest: Vec<&[[f32; 3]; 2]> = colours.iter().collect();
    strongest.sort_by(|p, q| size(change(q)).total_cmp(&size(change(p))));
    strongest.truncate((colours.len() / STRONGEST).max(1));
    // The colour is what the strongest changes lead to, or beyond: they may be half transparent.
    let colour = |beyond: f32| -> [f32; 3] {
        let n = strongest.len() as f32;
        std::array::from_fn(|c| {
            let sum: f32 = strongest.iter().map(|pair| pair[base][c] + beyond * change(pair)[c]).sum();
            sum.clamp(COLOUR.start() * n, COLOUR.end() * n) / n
        })
    };
    let total: f32 = colours.iter().map(|pair| size(change(pair))).sum();
    let mut least = f32::MAX;
    for colour in WHITE_AND_BLACK.into_iter().chain(BEYOND.map(colour)) {
        let left = colours.iter().map(|pair| {
            let d = change(pair);
            let to: [f32; 3] = std::array::from_fn(|c| colour[c] - pair[base][c]);
            let along: f32 = d.iter().zip(to).map(|(p, q)| p * q).sum();
            let alpha = (along / size(to).max(1.0)).clamp(0.0, 1.0);
            size(std::array::from_fn(|c| d[c] - alpha * to[c]))
        });
        least = least.min(left.sum::<f32>() / total.max(1.0));
    }
    least
}
