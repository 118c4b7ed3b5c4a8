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

use super::line::{Line, Pair};
use super::look::{N_WAVES, Waves, detail};
use super::signature::{Scene, Unpacked};
use super::window::{Fit, WEIGHTS};

/// Crops are sought a little farther than they may be; those that end there are none.
pub(crate) const FARTHEST_EDGE: f32 = 0.115;
/// Mean square differences in grey levels²: no crop need be sought; no crop will help; not the same after all.
const ALIKE: f32 = 2.0;
const STRANGE: f32 = 900.0;
const FOREIGN: f32 = 120.0;

/// The part that two animations share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Where it begins in b's own time.
    pub from: Duration,
    /// Where it ends in b's own time; beyond b's run if the overlap goes over the end of b's loop.
    pub to: Duration,
    /// Where it begins in a's own time.
    pub in_other_from: Duration,
    /// How many times faster b plays.
    pub speed: f64,
    /// Root mean square difference of the frames that meet, in hundredths of a grey level.
    pub distance: u32,
    /// How many distinct frames of b meet one of a.
    pub n_frames: u32,
}

/// What an overlap rests on. Squares are of grey levels.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Mean square difference of the frames' differences from the mean frame.
    motion_apart: f32,
    /// Mean square difference from the mean frame, in the animation that moves less.
    lesser_motion: f32,
    /// Share of the overlap's time in which frames agree.
    dense: f32,
    /// Frames of b in the overlap.
    n_b: u32,
    /// What is cut off the sides.
    edges: [f32; 4],
}

/// Finds what two animations share; `None` if nothing, or if either has but one distinct frame.
pub fn align(a: &Scene, b: &Scene) -> Option<Overlap> {
    let (overlap, evidence) = examine(a, b)?;
    evidence.is_convincing().then_some(overlap)
}

impl Overlap {
    /// The same overlap with a and b exchanged.
    fn exchanged(self) -> Self {
        let length = (self.to - self.from).mul_f64(self.speed);
        Self {
            from: self.in_other_from,
            to: self.in_other_from + length,
            in_other_from: self.from,
            speed: 1.0 / self.speed,
            ..self
        }
    }
}

impl Evidence {
    /// The decision.
    fn is_convincing(&self) -> bool {
        let is_crop = self.edges.iter().all(|edge| edge.abs() < FARTHEST_EDGE);
        is_crop && self.n_b >= 3 && self.dense > 0.8 && 1.0 - self.motion_apart / self.lesser_motion > 0.6
    }
}

/// The best overlap there is, convincing or not.
fn examine(a: &Scene, b: &Scene) -> Option<(Overlap, Evidence)> {
    let (a, b) = (a.unpack(), b.unpack());
    if a.looks.len() < 2 || b.looks.len() < 2 {
        return None;
    }
    let forth = || one_way(&a, &b);
    let back = || one_way(&b, &a).map(|(overlap, evidence)| (overlap.exchanged(), evidence));
    // Each frame of the second is looked for in the first, so frames may be missing in the second only.
    let (first, second): (&dyn Fn() -> _, &dyn Fn() -> _) =
        if a.looks.len() >= b.looks.len() { (&forth, &back) } else { (&back, &forth) };
    let found: Option<(Overlap, Evidence)> = first();
    if found.is_some_and(|found| found.1.is_convincing()) {
        return found;
    }
    let other = second();
    if other.is_some_and(|other| other.1.is_convincing()) { other } else { found.or(other) }
}

/// Looks for b's frames in a.
fn one_way(a: &Unpacked, b: &Unpacked) -> Option<(Overlap, Evidence)> {
    let fit = fit_windows(a, b)?;
    let pair = Pair::new(a, b, &fit);
    let lines = pair.lines();
    let best = lines.into_iter().filter_map(|line| pair.refine(line)).max_by(|x, y| x.score.total_cmp(&y.score))?;
    let mut found = judge(&pair, &best);
    found.1.edges = fit.edges;
    Some(found)
}

pub(crate) fn weighted(waves: &Waves) -> Waves {
    std::array::from_fn(|i| waves[i] * WEIGHTS[i])
}

pub(crate) fn squared(a: &Waves, b: &Waves) -> f32 {
    let mut sums = [0.0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for n in 0..16 {
            sums[n] += (a[n] - b[n]) * (a[n] - b[n]);
        }
    }
    sums.iter().sum()
}

pub(crate) fn nearest(look: &Waves, among: &[Waves]) -> Option<(usize, f32)> {
    among.iter().map(|other| squared(look, other)).enumerate().min_by(|x, y| x.1.total_cmp(&y.1))
}

/// Where frames of both agree; `None` if they agree nowhere.
fn fit_windows(a: &Unpacked, b: &Unpacked) -> Option<Fit> {
    let step = b.looks.len().div_ceil(6).max(1);
    let samples: Vec<usize> = (0..b.looks.len()).step_by(step).filter(|&j| detail(&b.looks[j]) > 1.0).collect();
    let mut best: Option<Fit> = None;
    for start in [[0.0; 4], [0.055; 4], [-0.055; 4]] {
        let mut fit = Fit { edges: start, error: f32::MAX };
        for round in 0..2 {
            let windows = fit.windows();
            let cut =
                |n: usize, look: &Waves| weighted(&windows.as_ref().map_or(*look, |windows| windows[n].cut(look)));
            let cut_a: Vec<Waves> = a.looks.iter().map(|look| cut(0, look)).collect();
            let nearest = |&j: &usize| nearest(&cut(1, &b.looks[j]), &cut_a).map(|(i, error)| (i, j, error));
            let mut pairs: Vec<(usize, usize, f32)> = samples.iter().filter_map(nearest).collect();
            pairs.sort_by(|x, y| x.2.total_cmp(&y.2));
            pairs.truncate(pairs.len().div_ceil(2));
            let error = pairs.iter().map(|pair| pair.2).sum::<f32>() / pairs.len().max(1) as f32;
            if round == 0 && start == [0.0; 4] {
                best = Some(Fit { edges: start, error });
                if error < ALIKE {
                    return best;
                }
            }
            if error > STRANGE {
                break;
            }
            let looks: Vec<(&Waves, &Waves)> = pairs.iter().map(|&(i, j, _)| (&a.looks[i], &b.looks[j])).collect();
            fit = Fit::find(&looks, fit.edges);
        }
        // A crop must explain much, or it explains noise.
        if best.is_none_or(|best| fit.error < best.error * if best.edges == [0.0; 4] { 0.75 } else { 1.0 }) {
            best = Some(fit);
        }
    }
    best.filter(|best| best.error < FOREIGN && !samples.is_empty())
}

/// What a line amounts to.
fn judge(pair: &Pair<'_>, line: &Line) -> (Overlap, Evidence) {
    let n = line.n as f32;
    let (mut mean_a, mut mean_b) = ([0.0; N_WAVES], [0.0; N_WAVES]);
    let pairs: Vec<(usize, usize)> =
        line.met.iter().enumerate().map(|(k, &i)| (i, (line.first + k) % pair.n_b())).collect();
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
    let is_all = line.n == pair.n_b();
    // All of b: a loop has no beginning, so b's own is taken.
    let (begin, from) = match (is_all, line.first) {
        (true, 0) => (0.0, 0.0),
        (true, _) => (pair.run_b(), 0.0),
        (false, first) => (pair.at_b(first), pair.at_b(first % pair.n_b())),
    };
    let to = if is_all { pair.run_b() } else { from + pair.at_b(line.first + line.n) - pair.at_b(line.first) };
    // A line may begin a hundredth of a second before a's loop does.
    let at = line.offset + line.speed * begin;
    let in_other_from = if is_all && line.first > 0 { at } else { at.max(line.lap) }.rem_euclid(pair.run_a());
    let agreeing: f32 = pairs
        .iter()
        .filter(|&&(i, j)| pair.apart[j][i] < pair.votes[j].1)
        .map(|&(_, j)| pair.b.at[j + 1] - pair.b.at[j])
        .sum();
    let seconds = |time: f32| Duration::try_from_secs_f32(time.max(0.0)).unwrap_or_default();
    let overlap = Overlap {
        from: seconds(from),
        to: seconds(to),
        in_other_from: seconds(in_other_from),
        speed: f64::from(line.speed),
        distance: (apart.sqrt() * 100.0) as u32,
        n_frames: line.n as u32,
    };
    let evidence = Evidence {
        motion_apart: (apart - mean_apart).max(0.0),
        lesser_motion: motion_a.min(motion_b).max(1e-6),
        dense: agreeing / (to - from).max(0.01),
        n_b: line.n as u32,
        edges: [0.0; 4],
    };
    (overlap, evidence)
}

#[cfg(test)]
mod tests {
    use super::super::made::{scene, times};
    use super::*;

    fn check(a: &Scene, b: &Scene, from: f32, to: f32, in_other_from: f32, speed: f64) {
        let overlap = align(a, b).unwrap_or_else(|| panic!("{:?}", examine(a, b)));
        let off = |time: Duration, wanted: f32| (time.as_secs_f32() - wanted).abs();
        let is_right = off(overlap.from, from) < 0.11
            && off(overlap.to, to) < 0.11
            && off(overlap.in_other_from, in_other_from) < 0.11
            && (overlap.speed / speed - 1.0).abs() < 0.04;
        assert!(is_right, "{overlap:?}");
    }

    #[test]
    fn a_part_at_another_speed_is_placed() {
        let whole = scene(11, &times(0, 30), 0.1, [0.0; 4]);
        check(&whole, &scene(11, &times(8, 14), 0.1, [0.0; 4]), 0.0, 1.4, 0.8, 1.0);
        check(&whole, &scene(11, &times(8, 14), 0.05, [0.0; 4]), 0.0, 0.7, 0.8, 2.0);
        check(&scene(11, &times(8, 14), 0.05, [0.0; 4]), &whole, 0.8, 2.2, 0.0, 0.5);
        check(&scene(11, &times(0, 18), 0.1, [0.0; 4]), &scene(11, &times(8, 22), 0.1, [0.0; 4]), 0.0, 1.0, 0.8, 1.0);
    }

    #[test]
    fn a_turned_loop_and_dropped_frames_are_the_same() {
        let whole = scene(12, &times(0, 30), 0.1, [0.0; 4]);
        let turned = [times(12, 18), times(0, 12)].concat();
        check(&whole, &scene(12, &turned, 0.1, [0.0; 4]), 0.0, 3.0, 1.2, 1.0);
        let every_second: Vec<f32> = times(0, 30).into_iter().step_by(2).collect();
        check(&whole, &scene(12, &every_second, 0.2, [0.0; 4]), 0.0, 3.0, 0.0, 1.0);
        check(&scene(12, &every_second, 0.2, [0.0; 4]), &whole, 0.0, 3.0, 0.0, 1.0);
    }

    #[test]
    fn a_crop_is_the_same() {
        let edges = [0.05, 0.06, 0.04, 0.07];
        let overlap = align(&scene(13, &times(0, 20), 0.1, [0.0; 4]), &scene(13, &times(4, 12), 0.1, edges));
        assert!(overlap.is_some_and(|overlap| (overlap.speed - 1.0).abs() < 0.05), "{overlap:?}");
    }

    #[test]
    fn other_scenes_and_other_moments_are_not() {
        let a = scene(14, &times(0, 20), 0.1, [0.0; 4]);
        assert_eq!(align(&a, &scene(15, &times(0, 20), 0.1, [0.0; 4])), None);
        assert_eq!(align(&a, &scene(14, &times(40, 20), 0.1, [0.0; 4])), None);
        assert_eq!(align(&a, &scene(14, &[], 0.1, [0.0; 4])), None);
        assert_eq!(align(&a, &scene(14, &[0.3], 0.1, [0.0; 4])), None);
    }
}
