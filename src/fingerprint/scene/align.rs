//! Whether two animations show the same scene, from when to when, and at which speed.
//!
//! 1. The window is found in which frames of both agree, if one is a crop of the other (`window::Fit`).
//! 2. Every frame of one is compared with every frame of the other, less the mean difference of the best pairs: a
//!    watermark or a palette adds the same to all frames.
//! 3. A line through (time in b, time in a) is sought over all speeds and offsets. A frame of b votes for a line by how
//!    much better the frame of a it meets there fits than a's frames in general do, so a frame that is like all others
//!    has no say; the best run of frames counts, so that each may have a beginning or an end that the other has not.
//!    Both ends of a run of either animation lead to its beginning, as in a loop.
//! 4. The best lines are laid through the starts of the frames that meet (least squares).
//! 5. The overlap must hold for nearly all its time, move alike (differences from the mean frame, which no watermark
//!    and no still background can feign) and look alike.

use std::time::Duration;

use super::line::{LEAST_TIME, Line, Pair};
use super::overlap::{Alignment, MOST_AT_A_PLACE, Overlap};
use super::signature::{Scene, Unpacked};
use super::waves::{N_WAVES, NearestPair, Waves, best_pairs, detail, mean_difference, squared, strongest};
use super::window::Fit;
use crate::fingerprint::transform::Transform;

/// A fit that cuts off more than this share of a side has run away and is refused: a little more than crops that are sought.
const FARTHEST_EDGE: f32 = 0.115;
/// Frames of b by which a crop is sought, and the detail, in grey levels, that each has at least.
const N_SAMPLES: usize = 6;
const LEAST_SAMPLE_DETAIL: f32 = 1.0;
/// Where crops are sought from: no crop, and this share cut off each side of either.
const STARTS: [[f32; 4]; 3] = [[0.0; 4], [0.055; 4], [-0.055; 4]];
const N_ROUNDS: usize = 2;
/// Mean square differences of frames, in grey levels²: below the first, no crop is needed; above the second, none can help;
/// above the third, a fit is not the same scene.
const NO_CROP_NEEDED: f32 = 2.0;
const CROP_CANNOT_HELP: f32 = 900.0;
const NOT_THE_SAME: f32 = 120.0;
/// The share of the uncropped error that a crop must get below, or it explains noise.
pub(super) const CROP_EXPLAINS: f32 = 0.75;
/// The share of the strongest difference of motion that is left at most when what was taken for a crop is a mark; a tenth where it is.
const MARK_EXPLAINS: f32 = 0.5;
/// The share of its motion by which an animation may move otherwise than its copy.
const MOST_MOTION_APART: f32 = 0.4;
/// Frames that differ by more than this, in grey levels², carry a mark or are another animation that moves alike: then only
/// this share of the motion may differ.
const LOOKS_APART: f32 = 64.0;
const MOST_MOTION_APART_IF_MARKED: f32 = 0.12;
/// The most that a mark adds, in grey levels²: with more, what moves alike is a drawing of its own on another picture.
const MOST_MARKED: f32 = 240.0;
/// Pairs of frames, at least, from which the mean difference can be told from what they differ in by themselves.
const FEWEST_SHIFTED: usize = 3;
/// The share of an overlap's time in which frames must agree, and the frames of b that it has at least.
const LEAST_DENSITY: f32 = 0.8;
const FEWEST_FRAMES: u32 = 3;

/// What an overlap rests on. Squares are of grey levels.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Mean square difference of the frames that meet.
    apart: f32,
    /// Mean square difference of the frames' differences from the mean frame.
    motion_apart: f32,
    /// Mean square difference from the mean frame, in the animation that moves less.
    lesser_motion: f32,
    /// Share of the overlap's time in which frames agree.
    dense: f32,
    /// Frames of b in the overlap.
    n_b: u32,
    /// The strongest difference of motion at a place, the median over the frames, in grey levels; only of what is convincing.
    strongest: f32,
}

/// Finds what two animations share, as they are or mirrored, with their bars or without; `None` if nothing, or if either has
/// but one distinct frame. Exchanging the two gives the same overlap seen from the other.
pub fn align(a: &Scene, b: &Scene) -> Option<Alignment> {
    [Transform::None, Transform::Mirror].into_iter().find_map(|transform| align_turned(a, b, transform))
}

/// Finds what two animations share when one is the other as it is or mirrored.
pub fn align_turned(a: &Scene, b: &Scene, transform: Transform) -> Option<Alignment> {
    // Always from the same one: of two that are as long, either could be the one that is looked for.
    if (a.n_frames(), a) < (b.n_frames(), b) {
        return align_turned(b, a, transform).map(|found| Alignment {
            overlap: found.overlap.exchanged().told_from_beginning(a.run(), b.run()),
            ..found
        });
    }
    let turned = |view: Unpacked| if transform == Transform::Mirror { view.mirrored() } else { view };
    facing(a, b, turned).into_iter().find_map(|(a, b)| {
        let (overlap, evidence) = examine(&a, &b)?;
        evidence
            .is_convincing()
            .then_some(Alignment { overlap: Overlap { transform, ..overlap }, strongest: evidence.strongest })
    })
}

/// The views of two scenes that are compared: whole and without bars; a cut-out lies on the ground of one that is opaque.
fn facing(a: &Scene, b: &Scene, turned: impl Fn(Unpacked) -> Unpacked) -> Vec<(Unpacked, Unpacked)> {
    let views = |scene: &Scene, is_turned: bool| {
        scene.views().map(|view| if is_turned { turned(view) } else { view }).collect()
    };
    let (of_a, of_b): (Vec<Unpacked>, Vec<Unpacked>) = (views(a, false), views(b, true));
    match (a.is_cut_out(), b.is_cut_out()) {
        (true, false) => of_b.into_iter().filter_map(|b| Some((a.on_ground_of(&b.looks)?, b))).collect(),
        (false, true) => {
            let laid = |a: &Unpacked| b.on_ground_of(&turned(a.clone()).looks).map(&turned);
            of_a.into_iter().filter_map(|a| Some((laid(&a)?, a))).map(|(b, a)| (a, b)).collect()
        }
        _ => of_a.iter().flat_map(|a| of_b.iter().map(|b| (a.clone(), b.clone()))).collect(),
    }
}

impl Evidence {
    /// The decision.
    fn is_convincing(&self) -> bool {
        let most = if self.apart > LOOKS_APART { MOST_MOTION_APART_IF_MARKED } else { MOST_MOTION_APART };
        self.n_b >= FEWEST_FRAMES && self.dense > LEAST_DENSITY && self.motion_apart < most * self.lesser_motion
    }
}

/// The best overlap there is, convincing or not.
fn examine(a: &Unpacked, b: &Unpacked) -> Option<(Overlap, Evidence)> {
    if a.looks.len() < 2 || b.looks.len() < 2 {
        return None;
    }
    // Each frame of the second is looked for in the first, so frames may be missing in the second only.
    let is_longer = a.looks.len() >= b.looks.len();
    let mut best = None;
    for is_forth in [is_longer, !is_longer] {
        let back = || one_way(b, a).map(|(overlap, evidence)| (overlap.exchanged(), evidence));
        let found = if is_forth { one_way(a, b) } else { back() };
        if found.is_some_and(|(_, evidence)| evidence.is_convincing()) {
            return found;
        }
        best = best.or(found);
    }
    best
}

/// Looks for b's frames in a.
fn one_way(a: &Unpacked, b: &Unpacked) -> Option<(Overlap, Evidence)> {
    let Fits { best, whole } = fit_windows(a, b)?;
    let found = laid_by(&best, a, b)?;
    // On plain paper a mark can pass for a crop, which puts all that moves in other places.
    let is_doubtful = found.1.is_convincing() && found.1.strongest > MOST_AT_A_PLACE;
    let marked = whole.filter(|_| is_doubtful && !best.is_whole()).and_then(|whole| laid_by(&whole, a, b));
    let is_better = |of: &Evidence| of.is_convincing() && of.strongest < MARK_EXPLAINS * found.1.strongest;
    marked.filter(|(_, of)| is_better(of)).or(Some(found))
}

/// The best line through two animations that are laid over each other.
fn laid_by(fit: &Fit, a: &Unpacked, b: &Unpacked) -> Option<(Overlap, Evidence)> {
    let pair = Pair::new(a, b, fit);
    let lines = pair.lines();
    let best =
        lines.into_iter().filter_map(|line| pair.refine(line)).max_by(|x, y| x.run.score.total_cmp(&y.run.score))?;
    Some(judge(&pair, &best))
}

/// Whether a fit that cuts so much off the sides is a crop; one that has run away explains noise, or a mark.
pub(super) fn is_crop(edges: &[f32; 4]) -> bool {
    edges.iter().all(|edge| edge.abs() < FARTHEST_EDGE)
}

/// Where frames of both agree.
struct Fits {
    best: Fit,
    /// All of both, if they agree there but for what a mark adds.
    whole: Option<Fit>,
}

/// Where frames of both agree; `None` if they agree nowhere.
fn fit_windows(a: &Unpacked, b: &Unpacked) -> Option<Fits> {
    let step = b.looks.len().div_ceil(N_SAMPLES).max(1);
    let sampled = b.looks.iter().step_by(step).filter(|look| detail(look) > LEAST_SAMPLE_DETAIL);
    let samples: Vec<Waves> = sampled.copied().collect();
    let mut best: Option<Fit> = None;
    let mut marked: Option<Fit> = None;
    for start in STARTS {
        let mut fit = Fit { edges: start, error: f32::MAX };
        for round in 0..N_ROUNDS {
            let [cut_a, cut_b] = fit.cut(&a.looks, &samples);
            let pairs = best_pairs(&cut_a, &cut_b);
            let is_whole = round == 0 && fit.is_whole();
            if is_whole && shifted_error(&pairs, &cut_a, &cut_b) < NOT_THE_SAME {
                marked = Some(Fit { edges: start, error: NOT_THE_SAME });
            }
            let error = pairs.iter().map(|pair| pair.apart).sum::<f32>() / pairs.len().max(1) as f32;
            if is_whole {
                best = Some(Fit { edges: start, error });
                if error < NO_CROP_NEEDED {
                    return best.map(|best| Fits { best, whole: None });
                }
            }
            if error > CROP_CANNOT_HELP {
                break;
            }
            let looks: Vec<(&Waves, &Waves)> = pairs.iter().map(|pair| (&a.looks[pair.a], &samples[pair.b])).collect();
            fit = Fit::find(&looks, fit.edges);
        }
        if best.is_none_or(|best| fit.error < best.error * if best.is_whole() { CROP_EXPLAINS } else { 1.0 }) {
            best = Some(fit);
        }
    }
    let best = best.filter(|best| best.error < NOT_THE_SAME && is_crop(&best.edges)).or(marked);
    best.filter(|_| !samples.is_empty()).map(|best| Fits { best, whole: marked })
}

/// The mean square difference of pairs less that of their means: a mark or a palette adds the same to all frames. Too few
/// pairs, or strangers whatever is added, are as far apart as can be.
fn shifted_error(pairs: &[NearestPair], looks_a: &[Waves], looks_b: &[Waves]) -> f32 {
    let n = pairs.len() as f32;
    let error = pairs.iter().map(|pair| pair.apart).sum::<f32>() / n;
    if pairs.len() < FEWEST_SHIFTED || error > MOST_MARKED {
        return f32::MAX;
    }
    let shift = mean_difference(pairs, looks_a, looks_b);
    (error - squared(&shift, &[0.0; N_WAVES])) * n / (n - 1.0)
}

/// What a line amounts to.
fn judge(pair: &Pair<'_>, line: &Line) -> (Overlap, Evidence) {
    let (n, run) = (line.run.n as f32, line.run);
    let (mut mean_a, mut mean_b) = ([0.0; N_WAVES], [0.0; N_WAVES]);
    let pairs: Vec<(usize, usize)> =
        line.met.iter().enumerate().map(|(k, &i)| (i, (run.first + k) % pair.n_b())).collect();
    for &(i, j) in &pairs {
        for k in 0..N_WAVES {
            mean_a[k] += pair.looks_a[i][k] / n;
            mean_b[k] += pair.looks_b[j][k] / n;
        }
    }
    let mean_of = |f: &dyn Fn(usize, usize) -> f32| pairs.iter().map(|&(i, j)| f(i, j)).sum::<f32>() / n;
    let motion_a = mean_of(&|i, _| squared(&pair.looks_a[i], &mean_a));
    let motion_b = mean_of(&|_, j| squared(&pair.looks_b[j], &mean_b));
    let apart = mean_of(&|i, j| squared(&pair.looks_a[i], &pair.looks_b[j]));
    let mean_apart = squared(&mean_a, &mean_b);
    let is_all = run.n == pair.n_b();
    // All of b: a loop has no beginning, so b's own is taken.
    let (begin, from) = match (is_all, run.first) {
        (true, 0) => (0.0, 0.0),
        (true, _) => (pair.run_b(), 0.0),
        (false, first) => (pair.at_b(first), pair.at_b(first % pair.n_b())),
    };
    let to = if is_all { pair.run_b() } else { from + pair.at_b(run.first + run.n) - pair.at_b(run.first) };
    // A line may begin a hundredth of a second before a's loop does.
    let at = line.offset + line.speed * begin;
    let in_other_from = if is_all && run.first > 0 { at } else { at.max(line.lap) }.rem_euclid(pair.run_a());
    let agreeing: f32 = pairs
        .iter()
        .filter(|&&(i, j)| pair.apart[j][i] < pair.votes[j].break_even)
        .map(|&(_, j)| pair.b.at[j + 1] - pair.b.at[j])
        .sum();
    let seconds = |time: f32| Duration::try_from_secs_f32(time.max(0.0)).unwrap_or_default();
    let overlap = Overlap {
        from: seconds(from),
        to: seconds(to),
        in_other_from: seconds(in_other_from),
        speed: f64::from(line.speed),
        distance: (apart.sqrt() * 100.0) as u32,
        n_frames: run.n as u32,
        transform: Transform::None,
    };
    let mut evidence = Evidence {
        apart,
        motion_apart: (apart - mean_apart).max(0.0),
        lesser_motion: motion_a.min(motion_b).max(1e-6),
        dense: agreeing / (to - from).max(LEAST_TIME),
        n_b: run.n as u32,
        strongest: 0.0,
    };
    if evidence.is_convincing() {
        let difference = |&(i, j): &(usize, usize)| -> Waves {
            std::array::from_fn(|k| (pair.looks_a[i][k] - mean_a[k]) - (pair.looks_b[j][k] - mean_b[k]))
        };
        let mut strongest: Vec<f32> = pairs.iter().map(|pair| strongest(&difference(pair))).collect();
        strongest.sort_by(f32::total_cmp);
        evidence.strongest = strongest[strongest.len() / 2];
    }
    (overlap, evidence)
}

#[cfg(test)]
mod tests;
