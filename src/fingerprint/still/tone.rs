//! What brightness, gamma and colour profiles do to a picture, estimated from two pictures laid over each other.
//!
//! Tone is one rising curve for all channels, colour a nearly diagonal matrix on the two colour differences. Both are kept
//! from explaining away what is another picture: the curve may only rise, the matrix stays near the identity.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::fingerprint::plane::Plane;
use crate::fingerprint::solve::solve;

/// Levels are gathered in so many bins; a bin counts that has this share of the values, and so many.
const BINS: usize = 32;
const LEAST_BIN_SHARE: u32 = 1000;
const LEAST_BIN: u32 = 8;
/// The levels over which the curve must reach to have a slope of its own, and what that may be.
const SLOPE_REACH: f32 = 24.0;
const SLOPE: RangeInclusive<f32> = 0.5..=2.0;

/// A rising curve, at every quarter of a level.
pub(super) struct ToneCurve(Box<[f32; 1024]>);

const STEPS_A_LEVEL: f32 = 4.0;

impl ToneCurve {
    /// The curve that takes the levels of one picture to those of the other, one for all channels: medians of bins, made
    /// monotone (pool adjacent violators), straight between and beyond.
    pub(super) fn between(a: &Plane<3>, b: &Plane<3>) -> Self {
        let mut counts = vec![[0_u32; 256]; BINS];
        let mut sums = [0.0_f32; BINS];
        let pixels = a.pixels.iter().zip(&b.pixels).step_by(step(a.pixels.len()));
        for (p, q) in pixels.flat_map(|(p, q)| p.iter().zip(q)) {
            let bin = ((p / 256.0 * BINS as f32) as usize).min(BINS - 1);
            counts[bin][q.clamp(0.0, 255.0) as usize] += 1;
            sums[bin] += p;
        }
        let total: u32 = counts.iter().flatten().sum();
        let mut blocks: Vec<(f32, f32, f32)> = Vec::new();
        for (bin, sum) in counts.iter().zip(sums) {
            let n: u32 = bin.iter().sum();
            if n * LEAST_BIN_SHARE < total || n < LEAST_BIN {
                continue;
            }
            let mut below = 0.0;
            let mut median = 0.0;
            for (level, &c) in bin.iter().enumerate() {
                let c = c as f32;
                if below + c >= n as f32 / 2.0 {
                    median = level as f32 + (n as f32 / 2.0 - below) / c;
                    break;
                }
                below += c;
            }
            blocks.push((sum / n as f32, median, n as f32));
            while let [.., (x0, v0, n0), (x1, v1, n1)] = blocks[..] {
                if v0 <= v1 {
                    break;
                }
                let n = n0 + n1;
                blocks.truncate(blocks.len() - 2);
                blocks.push(((x0 * n0 + x1 * n1) / n, (v0 * n0 + v1 * n1) / n, n));
            }
        }
        let knots: Vec<(f32, f32)> = blocks.iter().map(|&(x, v, _)| (x, v)).collect();
        let slope = match (knots.first(), knots.last()) {
            (Some(p), Some(q)) if q.0 - p.0 > SLOPE_REACH => {
                ((q.1 - p.1) / (q.0 - p.0)).clamp(*SLOPE.start(), *SLOPE.end())
            }
            _ => 1.0,
        };
        let at = |level: f32| {
            let above = knots.partition_point(|knot| knot.0 < level);
            match (above.checked_sub(1).and_then(|i| knots.get(i)), knots.get(above)) {
                (Some(p), Some(q)) => p.1 + (q.1 - p.1) * (level - p.0) / (q.0 - p.0).max(1e-3),
                (Some(end), None) | (None, Some(end)) => (end.1 + (level - end.0) * slope).clamp(0.0, 255.0),
                (None, None) => level,
            }
        };
        Self(Box::new(std::array::from_fn(|n| at((n as f32 + 0.5) / STEPS_A_LEVEL))))
    }

    /// What the curve makes of a level of 0 to 255.
    pub(super) fn apply(&self, level: f32) -> f32 {
        self.0[((level * STEPS_A_LEVEL) as usize).min(self.0.len() - 1)]
    }
}

/// What became of the levels of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ToneChange {
    /// The mean shift, in levels.
    pub(super) shift: f32,
    /// The slope of the line through pairs of levels.
    pub(super) contrast: f32,
    /// How far the levels lie from what brightness or gamma would have made of them, root mean square, in levels.
    pub(super) unusual: f32,
}

/// What brightness (a factor) and gamma (an exponent) do to pictures that are passed on; with gamma goes a little brightness.
const BRIGHTNESS: RangeInclusive<f32> = 0.7..=1.4;
const GAMMA: RangeInclusive<f32> = 0.6..=1.67;
const BRIGHTNESS_WITH_GAMMA: RangeInclusive<f32> = 0.93..=1.07;
const GAMMAS_TRIED: usize = 12;

impl ToneChange {
    /// Of a picture under a curve.
    pub(super) fn of(picture: &Plane<3>, curve: &ToneCurve) -> Self {
        // Every pair is a level and what the curve makes of it, so counting levels is enough.
        let mut counts = [0_u32; 256];
        for &level in picture.pixels.as_flattened() {
            counts[level.clamp(0.0, 255.0) as usize] += 1;
        }
        let levels: Vec<[f32; 3]> = (0..=255u8)
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| (f32::from(level) + 0.5, count as f32))
            .map(|(level, count)| [count, level, curve.apply(level)])
            .collect();
        let mut s = [0.0_f64; 5];
        for [n, p, q] in levels.iter().map(|level| level.map(f64::from)) {
            for (sum, v) in s.iter_mut().zip([1.0, p, q, p * p, p * q]) {
                *sum += n * v;
            }
        }
        let slope = (s[4] * s[0] - s[1] * s[2]) / (s[3] * s[0] - s[1] * s[1]).max(1e-6);
        let brightness = unusual(&levels, &power(1.0), BRIGHTNESS);
        let gammas = POWERS.iter().map(|powers| unusual(&levels, powers, BRIGHTNESS_WITH_GAMMA));
        let least = gammas.fold(brightness, f32::min);
        Self { shift: ((s[2] - s[1]) / s[0].max(1.0)) as f32, contrast: slope as f32, unusual: least }
    }
}

/// The powers of the middle of each level that are tried.
static POWERS: LazyLock<[[f32; 256]; GAMMAS_TRIED]> = LazyLock::new(|| {
    std::array::from_fn(|n| {
        let share = n as f32 / (GAMMAS_TRIED - 1) as f32;
        power(GAMMA.start() * (GAMMA.end() / GAMMA.start()).powf(share))
    })
});

fn power(gamma: f32) -> [f32; 256] {
    std::array::from_fn(|level| 255.0 * ((level as f32 + 0.5) / 255.0).powf(gamma))
}

/// How far the levels (count, before, after) lie from a power of what they were times the best factor, root mean square.
fn unusual(levels: &[[f32; 3]], powers: &[f32; 256], factors: RangeInclusive<f32>) -> f32 {
    let pairs = || levels.iter().map(|[n, before, after]| (n, &powers[usize::from(*before as u8)], after));
    let sums =
        pairs().fold([0.0, 0.0], |[up, down], (n, power, after)| [up + n * power * after, down + n * power * power]);
    let factor = (sums[0] / sums[1].max(1.0)).clamp(*factors.start(), *factors.end());
    let apart = pairs().map(|(n, power, after)| n * ((factor * power).min(255.0) - after).powi(2));
    (apart.sum::<f32>() / levels.iter().map(|[n, ..]| n).sum::<f32>().max(1.0)).sqrt()
}

/// Colours that lie further apart than this, in levels², after the first fit have no say in the second.
const STRAY: f32 = 200.0;
/// The pull to identity, in levels² a pixel: grey pictures say nothing about saturation. It weighs as a colour of 4 levels.
const PULL: f64 = 16.0;
/// What the fit may find: of a colour difference by itself, by the other, and of the offset, in levels.
const KEPT: RangeInclusive<f32> = 0.55..=1.8;
const MOST_MIXED: f32 = 0.3;
const MOST_OFFSET: f32 = 10.0;
/// A little for the diagonal, so that two pictures of no pixel have a solution.
const RIDGE: f64 = 1e-6;

/// Luma and the two colour differences of a picture, a plane each.
pub(super) type Channels = [Vec<f32>; 3];

/// How the colour differences of one picture became another's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ChromaChange {
    /// The matrix by rows: blue by blue, blue by red, red by blue, red by red.
    pub(super) matrix: [f32; 4],
    /// How many times as saturated the other picture is. Where a picture has one hue, the matrix can hide that.
    pub(super) saturation: f32,
    /// By how much all hues were turned, as a tangent.
    pub(super) turn: f32,
}

/// Matches the colour differences of one picture to another's, in place.
pub(super) fn match_chroma(a: &mut Channels, b: &Channels) -> ChromaChange {
    // blue' = p blue + q red + o ; red' = r blue + s red + o
    let mut model = [[1.0_f32, 0.0, 0.0], [0.0, 1.0, 0.0]];
    let mut change = ChromaChange::default();
    let predicted = |model: &[[f32; 3]; 2], blue: f32, red: f32| {
        model.map(|[by_blue, by_red, offset]| by_blue * blue + by_red * red + offset)
    };
    for is_first in [true, false] {
        let mut lanes = [[0.0_f32; LANES]; 13];
        let mut sums = [0.0_f64; 13];
        let planes = [&a[1], &a[2], &b[1], &b[2]].map(|plane| plane.as_chunks::<LANES>().0);
        let groups = planes[0].iter().zip(planes[1]).zip(planes[2]).zip(planes[3]);
        for (n, (((cb, cr), tb), tr)) in groups.step_by(step(a[1].len())).enumerate() {
            if n % 256 == 0 {
                empty(&mut lanes, &mut sums);
            }
            for i in 0..LANES {
                let (cb, cr, tb, tr) = (cb[i], cr[i], tb[i], tr[i]);
                let [eb, er] = predicted(&model, cb, cr);
                let apart = (eb - tb) * (eb - tb) + (er - tr) * (er - tr);
                let keep = if is_first || apart < STRAY { 1.0 } else { 0.0 };
                let (kb, kr, db, dr) = (keep * cb, keep * cr, tb - cb, tr - cr);
                let after = keep * (tb * tb + tr * tr);
                let terms = [
                    kb * cb,
                    kb * cr,
                    kb,
                    kr * cr,
                    kr,
                    keep,
                    after,
                    kb * db,
                    kr * db,
                    keep * db,
                    kb * dr,
                    kr * dr,
                    keep * dr,
                ];
                lanes.iter_mut().zip(terms).for_each(|(lane, term)| lane[i] += term);
            }
        }
        empty(&mut lanes, &mut sums);
        let [bb, br, b1, rr, r1, n, after, right @ ..] = sums;
        let pull = PULL * n.max(1.0);
        let matrix = [[bb + pull, br, b1], [br, rr + pull, r1], [b1, r1, n + RIDGE]];
        let [x0, x1, x2, y0, y1, y2] = right;
        let power = bb + rr + pull;
        change.saturation = ((after + pull) / power).sqrt() as f32;
        change.turn = ((y0 - x1) / (power + x0 + y1).max(1e-3)) as f32;
        model = [[x0, x1, x2], [y0, y1, y2]].map(|right| solve(matrix, right).unwrap_or_default().map(|v| v as f32));
        for (i, row) in model.iter_mut().enumerate() {
            row[i] = (1.0 + row[i]).clamp(*KEPT.start(), *KEPT.end());
            row[1 - i] = row[1 - i].clamp(-MOST_MIXED, MOST_MIXED);
            row[2] = row[2].clamp(-MOST_OFFSET, MOST_OFFSET);
        }
    }
    let [_, blue, red] = a;
    for (blue, red) in blue.iter_mut().zip(red) {
        [*blue, *red] = predicted(&model, *blue, *red);
    }
    change.matrix = [model[0][0], model[0][1], model[1][0], model[1][1]];
    change
}

/// Samples every k-th pixel, k odd so that it is not always the same columns, about 10,000 in all: they tell tone and colour well
/// enough.
fn step(n: usize) -> usize {
    (n / N_SAMPLED) | 1
}

const N_SAMPLED: usize = 10_000;
/// Pixels that are added up side by side.
const LANES: usize = 4;

/// Adds the sums of some pixels, in single precision, to those of all.
fn empty(lanes: &mut [[f32; LANES]; 13], sums: &mut [f64; 13]) {
    for (sum, lane) in sums.iter_mut().zip(lanes) {
        *sum += lane.iter().map(|&part| f64::from(part)).sum::<f64>();
        *lane = [0.0; LANES];
    }
}
