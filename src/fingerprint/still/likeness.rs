//! Whether two stills show the same picture: they are laid over each other, and what is left is looked at.
//!
//! 1. The waves of both, and of crops and turns of them, are correlated: the best give a first guess at how one lies in
//!    the other (which turn, which window).
//! 2. The guess is refined on 32 and then 96 pixels a side (`register`).
//! 3. At full size of the thumbnails, tone and colour are matched, and what then differs is measured (`residual`).
//! 4. `verdict` decides.
//!
//! Borders are cut off first. Where that may have cut into a picture, both are also tried with their borders.

use image::RgbaImage;

use super::Transform;
use super::plane::Plane;
use super::register::{Fit, refine};
use super::residual::{Difference, difference};
use super::trim::{Area, trimmed};
use super::verdict::{Verdict, is_copy};
use super::waves::{Waves, analyse, cut, window};

/// What is cut off the sides (left, top, right, bottom, of 1) in the windows that are tried.
const WINDOWS: [[f32; 4]; 12] = [
    [0.0, 0.0, 0.0, 0.0],
    [0.05, 0.05, 0.05, 0.05],
    [0.1, 0.1, 0.0, 0.0],
    [0.0, 0.0, 0.1, 0.1],
    [0.1, 0.0, 0.0, 0.1],
    [0.0, 0.1, 0.1, 0.0],
    [0.06, 0.0, 0.06, 0.0],
    [0.0, 0.06, 0.0, 0.06],
    [0.08, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.08, 0.0],
    [0.0, 0.08, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.08],
];

static CUTS: std::sync::LazyLock<Vec<(Waves, Waves)>> = std::sync::LazyLock::new(|| {
    WINDOWS.iter().map(|[l, t, r, b]| (window(*t, 1.0 - b), window(*l, 1.0 - r))).collect()
});

/// Sides of the squares that pictures are brought to for registration, in pixels; first roughly, then closely.
const ROUGH: usize = 32;
const CLOSE: usize = 96;
const ROUGH_STEPS: usize = 10;
const CLOSE_STEPS: usize = 5;

/// Below this correlation after the rough registration, two pictures are not looked at closely.
const ROUGHLY_ALIKE: f32 = 0.8;

/// Below this correlation, or this part of the second picture inside the first, two pictures have nothing in common.
const ALIKE: f32 = 0.9;
const LEAST_OVERLAP: f32 = 0.6;

/// Of the eight turns, so many are registered, and only those that correlate nearly as well as the best.
const TURNS_TRIED: usize = 3;
const NEARLY: f32 = 0.08;

/// The least correlation of the waves of a copy in the best window; of 4,600 pairs of copies 99 % were above 0.93.
const WAVES_ALIKE: f32 = 0.85;

/// Two stills that show the same picture, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// How nearly.
    pub verdict: Verdict,
    /// How far apart they are: 0 the same, 64 nothing in common.
    pub distance: u32,
    /// What was done to the first to make the second.
    pub transform: Transform,
}

/// How the first picture, turned, lies under the second, and what they differ in.
pub(super) struct Laid {
    pub(super) transform: Transform,
    pub(super) fit: Fit,
    pub(super) areas: (Area, Area),
    pub(super) difference: Difference,
}

/// Compares two pictures of at most 256 pixels a side, some milliseconds; larger ones take longer. `None` if they have
/// nothing in common.
pub fn compare(a: &RgbaImage, b: &RgbaImage) -> Option<Likeness> {
    let laid = lay(a, b)?;
    let distance = (1.0 - laid.fit.correlation) * 256.0 + laid.difference.at_90;
    Some(Likeness {
        verdict: if is_copy((a, b), &laid.fit, &laid.difference) { Verdict::Duplicate } else { Verdict::Alternate },
        distance: distance.round().clamp(0.0, 64.0) as u32,
        transform: laid.transform,
    })
}

/// Lays the first picture under the second, without borders or with them, whichever fits better.
pub(super) fn lay(a: &RgbaImage, b: &RgbaImage) -> Option<Laid> {
    let (trim_a, trim_b) = (trimmed(a), trimmed(b));
    let (all_a, all_b) = (Area::all(a), Area::all(b));
    let framings = [(trim_a, trim_b), (all_a, all_b), (trim_a, all_b), (all_a, trim_b)];
    let mut best: Option<Laid> = None;
    for (n, areas) in framings.iter().enumerate() {
        if framings.iter().take(n).any(|earlier| earlier == areas) {
            continue;
        }
        let Some(laid) = lay_areas(a, b, *areas) else { continue };
        let left = laid.difference.left_over();
        if best.as_ref().is_none_or(|best| left < best.difference.left_over()) {
            best = Some(laid);
        }
        if left < 4.0 {
            break;
        }
    }
    best
}

fn lay_areas(a: &RgbaImage, b: &RgbaImage, areas: (Area, Area)) -> Option<Laid> {
    if areas.0.width.min(areas.0.height).min(areas.1.width).min(areas.1.height) < 8 {
        return None;
    }
    let (full_a, full_b) = (Plane::of(a, areas.0), Plane::of(b, areas.1));
    let (luma_a, luma_b) = (full_a.luma(), full_b.luma());
    let starts = first_guesses(&analyse(&luma_a.resized(64, 64)), &analyse(&luma_b.resized(64, 64)));
    let limit = (starts.first()?.0 - NEARLY).max(WAVES_ALIKE);
    let (small_a, small_b) = (luma_a.resized(ROUGH, ROUGH), luma_b.resized(ROUGH, ROUGH));
    let mut best: Option<(Transform, Fit)> = None;
    for &(_, turn, start) in starts.iter().take(TURNS_TRIED).filter(|start| start.0 >= limit) {
        let fit = refine(&small_a.turned(turn), &small_b, start, ROUGH_STEPS);
        if best.is_none_or(|(_, known)| fit.correlation > known.correlation + 0.01) {
            best = Some((turn, fit));
        }
    }
    let (transform, rough) =
        best.filter(|(_, fit)| fit.correlation >= ROUGHLY_ALIKE && fit.overlap >= LEAST_OVERLAP)?;
    let fit =
        refine(&luma_a.resized(CLOSE, CLOSE).turned(transform), &luma_b.resized(CLOSE, CLOSE), rough, CLOSE_STEPS);
    if fit.correlation < ALIKE || fit.overlap < LEAST_OVERLAP {
        return None;
    }
    let difference = difference(&full_a.turned(transform), &full_b, &fit)?;
    Some(Laid { transform, fit, areas, difference })
}

/// For every turn the window in which the waves agree best, the best turn first.
fn first_guesses(a: &Waves, b: &Waves) -> Vec<(f32, Transform, Fit)> {
    let cuts = |waves: &Waves| CUTS.iter().map(|(down, across)| cut(waves, down, across)).collect::<Vec<_>>();
    let (cuts_a, cuts_b) = (cuts(a), cuts(b));
    let mut guesses: Vec<(f32, Transform, Fit)> = Transform::ALL
        .into_iter()
        .map(|turn| {
            // As it was is the likeliest; symmetrical pictures should not be called mirrored.
            let bonus = if turn == Transform::None { 0.02 } else { 0.0 };
            let whole = turn.apply(a);
            let mut best = (-1.0, Fit::of_window([0.0; 4]));
            for (sides, (cut_a, cut_b)) in WINDOWS.iter().zip(cuts_a.iter().zip(&cuts_b)) {
                // A window of the turned picture: turn the cut, and carry the window's sides along.
                let forward = correlation(&turn.apply(cut_a), b);
                if forward > best.0 {
                    best = (forward, Fit::of_window(carried(*sides, turn)));
                }
                let back = correlation(&whole, cut_b);
                if back > best.0 {
                    best = (back, Fit::of_window_back(*sides));
                }
            }
            (best.0 + bonus, turn, best.1)
        })
        .collect();
    guesses.sort_by(|one, other| other.0.total_cmp(&one.0));
    guesses
}

/// The correlation of the lowest waves, the finer ones weighted more because they are weaker.
fn correlation(a: &Waves, b: &Waves) -> f32 {
    let mut sums = [0.0_f32; 3];
    for (v, (row_a, row_b)) in a.iter().zip(b).enumerate().take(8) {
        for (u, (p, q)) in row_a.iter().zip(row_b).enumerate().take(8).filter(|(u, _)| u + v > 0) {
            let weight = (u + v) as f32;
            sums[0] += p * q * weight;
            sums[1] += p * p * weight;
            sums[2] += q * q * weight;
        }
    }
    sums[0] / (sums[1] * sums[2]).sqrt().max(1e-3)
}

/// Where the sides of a window come to lie when the picture is turned.
fn carried([l, t, r, b]: [f32; 4], transform: Transform) -> [f32; 4] {
    let (flip_x, flip_y, swap) = transform.parts();
    // The turned picture at (x, y) shows the source at (u, v): undo the flips of u and v, then the swap.
    let (l, r) = if flip_x { (r, l) } else { (l, r) };
    let (t, b) = if flip_y { (b, t) } else { (t, b) };
    if swap { [t, l, b, r] } else { [l, t, r, b] }
}

#[cfg(test)]
mod tests;
