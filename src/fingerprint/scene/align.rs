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
use super::signature::{Scene, Unpacked};
use super::waves::{N_WAVES, NearestPair, Waves, best_pairs, detail, mean_difference, squared};
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
/// By how much an overlap that is all of b may be shorter than b's run: times are rounded.
const RUN_TOLERANCE: Duration = Duration::from_millis(20);

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
    /// What was done to a to make b: nothing, or it was mirrored.
    pub transform: Transform,
}

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
}

/// Finds what two animations share, as they are or mirrored, with their bars or without; `None` if nothing, or if either has
/// but one distinct frame. Exchanging the two gives the same overlap seen from the other.
pub fn align(a: &Scene, b: &Scene) -> Option<Overlap> {
    [Transform::None, Transform::Mirror].into_iter().find_map(|transform| align_turned(a, b, transform))
}

/// Finds what two animations share when one is the other as it is or mirrored.
pub fn align_turned(a: &Scene, b: &Scene, transform: Transform) -> Option<Overlap> {
    // Always from the same one: of two that are as long, either could be the one that is looked for.
    if (a.n_frames(), a) < (b.n_frames(), b) {
        return align_turned(b, a, transform).map(|found| found.exchanged().told_from_beginning(a.run(), b.run()));
    }
    let views: Vec<Unpacked> = a.views().collect();
    let turned = |view: Unpacked| if transform == Transform::Mirror { view.mirrored() } else { view };
    let others: Vec<Unpacked> = b.views().map(turned).collect();
    let mut pairs = views.iter().flat_map(|a| others.iter().map(move |b| (a, b)));
    pairs.find_map(|(a, b)| {
        let (overlap, evidence) = examine(a, b)?;
        evidence.is_convincing().then_some(Overlap { transform, ..overlap })
    })
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

    /// An overlap that is all of b, told from b's beginning: a loop has none of its own.
    fn told_from_beginning(self, run_a: Duration, run_b: Duration) -> Self {
        let length = self.to.saturating_sub(self.from);
        if self.from.is_zero() || self.from > run_b || run_a.is_zero() || length + RUN_TOLERANCE < run_b {
            return self;
        }
        let begin = self.in_other_from + (run_b - self.from).mul_f64(self.speed);
        let in_other_from = Duration::from_secs_f64(begin.as_secs_f64() % run_a.as_secs_f64());
        Self { from: Duration::ZERO, to: length, in_other_from, ..self }
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
    let fit = fit_windows(a, b)?;
    let pair = Pair::new(a, b, &fit);
    let lines = pair.lines();
    let best =
        lines.into_iter().filter_map(|line| pair.refine(line)).max_by(|x, y| x.run.score.total_cmp(&y.run.score))?;
    Some(judge(&pair, &best))
}

/// Whether a fit that cuts so much off the sides is a crop; one that has run away explains noise, or a mark.
pub(super) fn is_crop(edges: &[f32; 4]) -> bool {
    edges.iter().all(|edge| edge.abs() < FARTHEST_EDGE)
}

/// Where frames of both agree; `None` if they agree nowhere.
fn fit_windows(a: &Unpacked, b: &Unpacked) -> Option<Fit> {
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
                    return best;
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
    best.filter(|best| best.error < NOT_THE_SAME && is_crop(&best.edges)).or(marked).filter(|_| !samples.is_empty())
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
    let evidence = Evidence {
        apart,
        motion_apart: (apart - mean_apart).max(0.0),
        lesser_motion: motion_a.min(motion_b).max(1e-6),
        dense: agreeing / (to - from).max(LEAST_TIME),
        n_b: run.n as u32,
    };
    (overlap, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{frame, scene, scene_of, times};
    use image::{Rgba, RgbaImage, imageops};

    fn check(a: &Scene, b: &Scene, from: f32, to: f32, in_other_from: f32, speed: f64) {
        let overlap = align(a, b).unwrap_or_else(|| {
            panic!("{:?}", a.views().zip(b.views()).map(|(a, b)| examine(&a, &b)).collect::<Vec<_>>())
        });
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
    fn what_is_mirrored_is_the_same_and_said_to_be() {
        let picture = |n: &f32| frame(16, *n, [0.0; 4]);
        let whole = scene_of(times(0, 20).iter().map(picture));
        let mirrored = scene_of(times(4, 12).iter().map(|n| imageops::flip_horizontal(&picture(n))));
        let found = align(&whole, &mirrored).map(|overlap| (overlap.transform, overlap.n_frames));
        assert_eq!(found, Some((Transform::Mirror, 12)));
        assert_eq!(align_turned(&whole, &mirrored, Transform::None), None);
    }

    #[test]
    fn bars_on_either_leave_the_same_scene() {
        let barred = |n: &f32| {
            let mut picture = RgbaImage::from_pixel(64, 66, Rgba([0, 0, 0, 255]));
            imageops::replace(&mut picture, &frame(17, *n, [0.0; 4]), 0, 9);
            picture
        };
        let plain = scene(17, &times(0, 20), 0.1, [0.0; 4]);
        let barred = scene_of(times(0, 20).iter().map(barred));
        check(&plain, &barred, 0.0, 2.0, 0.0, 1.0);
        check(&barred, &plain, 0.0, 2.0, 0.0, 1.0);
    }

    #[test]
    fn a_mark_on_a_flat_drawing_is_no_crop() {
        let drawn = |n: u32, is_marked: bool| {
            RgbaImage::from_fn(100, 100, |x, y| {
                let at = 10 + 8 * (n % 20).abs_diff(10);
                let is_ball = x.abs_diff(at) < 6 && y.abs_diff(50) < 6 || x.abs_diff(50) < 1;
                let is_mark = is_marked && (55..97).contains(&x) && (88..95).contains(&y) && x % 6 < 3;
                Rgba(if is_mark {
                    [120, 120, 120, 255]
                } else if is_ball {
                    [20, 208, 190, 255]
                } else {
                    [255; 4]
                })
            })
        };
        let scene = |is_marked| scene_of((0..20).map(|n| drawn(n, is_marked)));
        assert!(align(&scene(false), &scene(true)).is_some());
    }

    #[test]
    fn the_order_of_two_changes_nothing_but_the_view() {
        let (a, b) = (scene(18, &times(0, 20), 0.1, [0.0; 4]), scene(18, &times(5, 20), 0.08, [0.04; 4]));
        let (forth, back) = (align(&a, &b).unwrap(), align(&b, &a).unwrap());
        let off = |a: Duration, b: Duration| a.abs_diff(b) > Duration::from_millis(1);
        assert_eq!((forth.distance, forth.n_frames), (back.distance, back.n_frames));
        assert!(!off(forth.from, back.in_other_from) && !off(forth.in_other_from, back.from), "{forth:?} {back:?}");
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
