//! Where an animation is cut so that it closes.
//!
//! A stretch closes if the frame after its end looks like its first one, as Video Textures (Schödl, Szeliski, Salesin, Essa 2000) has
//! it, and if the frames around both look alike too, so that they move alike. Among stretches that close, that one is best after whose
//! length the most of the animation is seen again: of a scene that was recorded for two and a half runs, one run.

use std::ops::Range;
use std::time::Duration;

use super::frame_set::{Distances, FrameSet};
use super::looping::closing;

/// Frames nearer to the one before than this are held: half a level of grey.
const HELD: f32 = 0.002;

/// The fewest frames of a stretch that differ from the one before.
const LEAST_FRAMES: usize = 4;

/// How much the rest of the animation counts beside the place of the cut.
const REST: f32 = 0.5;

/// Frames that are assumed to be seen again no better than by chance: that a few are says little.
const CHANCE: f32 = 4.0;

/// An animation repeats itself if its frames are, after one length of the stretch, this much nearer than any two are.
const REPEATED: f32 = 0.3;

/// What closes well enough to be left whole.
const CLOSES: f64 = 0.9;

/// Costs that differ by less are equal.
const EQUAL: f32 = 1e-4;

/// A stretch of frames to be played again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopPoint {
    /// Their places in the set.
    pub frames: Range<usize>,
    /// How well it closes, of 0 to 1; 0.9 and more is hardly seen.
    pub score: f64,
}

impl FrameSet {
    /// Finds the stretch of frames that closes best, of at least `least`: all of them if they close and do not repeat themselves. `None` if
    /// nothing moves that long. Takes time with the square of the number of frames.
    pub fn loop_point(&self, least: Duration) -> Option<LoopPoint> {
        let all = Distances::of(&self.frames);
        let mut first: Vec<usize> = Vec::new();
        for frame in 0..self.frames.len() {
            if first.last().is_none_or(|&last| all.between(last, frame) > HELD) {
                first.push(frame);
            }
        }
        let moves = Moves { all: &all, first: &first };
        let n = moves.first.len();
        let whole = (n > 2).then(|| LoopPoint { frames: 0..self.frames.len(), score: moves.score(0..n) });
        let starts: Vec<f64> =
            first.iter().map(|&end| self.frames.iter().take(end).map(|frame| frame.seconds).sum()).collect();
        let lasts = |from: usize, to: usize| starts[to] - starts[from] >= least.as_secs_f64();
        let Some((stretch, is_repeated)) = moves.best(lasts) else { return whole };
        match whole {
            Some(whole) if whole.score >= CLOSES && !is_repeated => Some(whole),
            _ => Some(LoopPoint { frames: first[stretch.start]..first[stretch.end], score: moves.score(stretch) }),
        }
    }
}

/// The frames that differ from the one before.
struct Moves<'a> {
    all: &'a Distances,
    first: &'a [usize],
}

impl Moves<'_> {
    fn between(&self, from: usize, to: usize) -> f32 {
        self.all.between(self.first[from], self.first[to])
    }

    /// How well a stretch of three frames or more closes.
    fn score(&self, frames: Range<usize>) -> f64 {
        let steps = frames.clone().skip(1).map(|frame| self.between(frame - 1, frame)).collect();
        let jump = self.between(frames.end - 1, frames.start);
        closing(steps, self.mean(frames, |far| far * far).sqrt(), jump)
    }

    /// The mean of something of the distances of each two of some frames.
    fn mean(&self, frames: Range<usize>, of: impl Fn(f32) -> f32) -> f32 {
        let n = frames.len();
        let rows = frames.clone().map(|to| (frames.start..to).map(|from| of(self.between(from, to))).sum::<f32>());
        rows.sum::<f32>() / (n * n.saturating_sub(1) / 2).max(1) as f32
    }

    /// The best stretch among those that last long enough, the longest and last of equals, and whether the animation repeats itself
    /// after its length.
    fn best(&self, lasts: impl Fn(usize, usize) -> bool) -> Option<(Range<usize>, bool)> {
        let n = self.first.len();
        let chance = self.mean(0..n, |far| far);
        let mut best: Option<(f32, Range<usize>, bool)> = None;
        for length in LEAST_FRAMES..n {
            let seen_again: f32 = (0..n - length).map(|from| self.between(from, from + length)).sum();
            let apart = (seen_again + CHANCE * chance) / ((n - length) as f32 + CHANCE);
            for from in (0..n - length).filter(|&from| lasts(from, from + length)) {
                let cost = self.jolt(from, from + length) + REST * apart;
                if best.as_ref().is_none_or(|(least, ..)| cost <= least + EQUAL) {
                    let least = best.map_or(cost, |(least, ..)| least.min(cost));
                    best = Some((least, from..from + length, apart < REPEATED * chance));
                }
            }
        }
        best.map(|(_, stretch, is_repeated)| (stretch, is_repeated))
    }

    /// How much a frame differs from the one in whose place it is shown, and those around them from each other.
    fn jolt(&self, from: usize, to: usize) -> f32 {
        let here = self.between(from, to);
        let before = from.checked_sub(1).map(|before| self.between(before, to - 1));
        let after = (to + 1 < self.first.len()).then(|| self.between(from + 1, to + 1));
        here + match (before, after) {
            (Some(before), Some(after)) => 0.5 * (before + after),
            (one, other) => one.or(other).unwrap_or(here),
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    const FRAME: Duration = Duration::from_millis(40);

    /// A light that goes round in so many places.
    fn light(place: usize, of: usize) -> RgbaImage {
        let angle = place as f64 / of as f64 * std::f64::consts::TAU;
        let (x, y) = (8.0 + 6.0 * angle.cos(), 8.0 + 6.0 * angle.sin());
        RgbaImage::from_fn(16, 16, |u, v| {
            let far = (f64::from(u) - x).hypot(f64::from(v) - y);
            let level = (255.0 * (-far * far / 8.0).exp()) as u8;
            Rgba([level, level, level / 2, 255])
        })
    }

    fn set(places: impl Iterator<Item = usize>, of: usize) -> FrameSet {
        let mut set = FrameSet::default();
        places.for_each(|place| set.push(&light(place, of), FRAME));
        set
    }

    #[test]
    fn two_and_a_half_runs_are_cut_to_one() {
        for run in [7, 12, 25] {
            let found = set((0..run * 5 / 2).map(|frame| frame + run / 3), run).loop_point(FRAME * 4).unwrap();
            assert_eq!(found.frames.len(), run);
            assert!(found.score > 0.9, "{found:?}");
        }
    }

    #[test]
    fn a_held_frame_is_held_as_long_as_before() {
        let held = |n: usize| (0..n).map(|frame| (frame % 20).saturating_sub(8));
        let found = set(held(50), 12).loop_point(FRAME * 4).unwrap();
        assert_eq!(found.frames.len(), 20, "{found:?}");
    }

    #[test]
    fn what_closes_is_left_whole_and_what_follows_is_left_out() {
        let whole = set(0..20, 20).loop_point(FRAME * 4).unwrap();
        assert_eq!(whole.frames, 0..20);
        let longer = set((0..20).chain([0, 1, 2]), 20).loop_point(FRAME * 4).unwrap();
        assert_eq!(longer.frames.len(), 20, "{longer:?}");
        let minimum = set((0..30).map(|frame| frame * 2), 20).loop_point(FRAME * 15).unwrap();
        assert_eq!(minimum.frames.len(), 20, "two runs of ten are long enough: {minimum:?}");
    }

    #[test]
    fn what_does_not_move_has_no_loop() {
        assert_eq!(set([3; 30].into_iter(), 20).loop_point(FRAME), None);
        assert_eq!(set(0..0, 20).loop_point(FRAME), None);
    }
}
