//! A first guess at how one picture lies in another: in which turn and window their waves agree best.

use std::sync::LazyLock;

use super::Transform;
use super::laid::carried;
use super::register::Fit;
use super::waves::{Waves, cut, turned, window};

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

static CUTS: LazyLock<Vec<(Waves, Waves)>> =
    LazyLock::new(|| WINDOWS.iter().map(|[l, t, r, b]| (window(*t, 1.0 - b), window(*l, 1.0 - r))).collect());

/// The least correlation of the waves of a copy in the best window; of 4,600 pairs of copies 99 % were above 0.93.
pub(super) const WAVES_ALIKE: f32 = 0.85;

/// By how much rounding of stored waves changes a correlation, and more.
const ROUNDING: f32 = 0.05;

/// Whether the stored waves of two pictures, one of them cut or turned, correlate nearly as those of copies do: a little less,
/// because they are rounded.
pub(super) fn are_alike(a: &Waves, b: &Waves) -> bool {
    first_guesses(a, b).first().is_some_and(|best| best.0 >= WAVES_ALIKE - ROUNDING)
}

/// For every turn the window in which the waves agree best, the best turn first.
pub(super) fn first_guesses(a: &Waves, b: &Waves) -> Vec<(f32, Transform, Fit)> {
    let cuts = |waves: &Waves| CUTS.iter().map(|(down, across)| cut(waves, down, across)).collect::<Vec<_>>();
    let (cuts_a, cuts_b) = (cuts(a), cuts(b));
    let mut guesses: Vec<(f32, Transform, Fit)> = Transform::ALL
        .into_iter()
        .map(|turn| {
            // As it was is the likeliest; symmetrical pictures should not be called mirrored.
            let bonus = if turn == Transform::None { 0.02 } else { 0.0 };
            let whole = turned(a, turn);
            let mut best = (-1.0, Fit::of_window([0.0; 4]));
            for (sides, (cut_a, cut_b)) in WINDOWS.iter().zip(cuts_a.iter().zip(&cuts_b)) {
                // A window of the turned picture: turn the cut, and carry the window's sides along.
                let forward = correlation(&turned(cut_a, turn), b);
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
