//! Which frames a copy shows, in which order, and for how long. Nothing here looks at pixels.

use std::ops::Range;
use std::time::Duration;

/// The least time between two frames: browsers show what is shorter for 100 ms.
const SHORTEST: Duration = Duration::from_millis(20);

/// How long the end of a run passes into its beginning, and the part of the frames that may be given up for it.
const FADE: Duration = Duration::from_millis(400);
const MOST_FADED: usize = 4;

/// A frame that is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    /// Its number in the source.
    pub(super) frame: u32,
    /// A frame that is mixed into it, and the part that this one has, of 255.
    pub(super) mixed: Option<(u32, u8)>,
    /// How long.
    pub(super) delay: Duration,
}

/// The frames of a copy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timeline(Vec<Shown>);

impl Timeline {
    /// All frames of an animation.
    pub(super) fn of(delays: &[Duration]) -> Self {
        Self((0..).zip(delays).map(|(frame, &delay)| Shown { frame, mixed: None, delay }).collect())
    }

    pub(super) fn shown(&self) -> &[Shown] {
        &self.0
    }

    pub(super) fn length(&self) -> Duration {
        self.0.iter().map(|shown| shown.delay).sum()
    }

    /// Frames a second.
    pub(super) fn fps(&self) -> f64 {
        self.0.len() as f64 / self.length().as_secs_f64().max(0.001)
    }

    /// The frames with these numbers.
    pub(super) fn frames(&self, numbers: &Range<u32>) -> Self {
        Self(self.0.iter().filter(|shown| numbers.contains(&shown.frame)).copied().collect())
    }

    /// What is seen from one time to another; past the end it goes on at the beginning, as a loop does.
    pub(super) fn between(&self, from: Duration, to: Duration) -> Self {
        let length = self.length();
        let mut cut = Vec::new();
        let mut begin = Duration::ZERO;
        while begin < to && !length.is_zero() {
            for &shown in &self.0 {
                let end = begin + shown.delay;
                let delay = end.min(to).saturating_sub(begin.max(from));
                if !delay.is_zero() {
                    cut.push(Shown { delay, ..shown });
                }
                begin = end;
            }
        }
        Self(cut)
    }

    /// The same so many times faster.
    pub(super) fn faster(mut self, speed: f64) -> Self {
        for shown in &mut self.0 {
            shown.delay = shown.delay.div_f64(speed);
        }
        self
    }

    /// Forwards, then backwards; the two ends are shown once.
    pub(super) fn pingpong(mut self) -> Self {
        let back: Vec<Shown> = self.0.iter().rev().skip(1).copied().collect();
        self.0.extend(back.iter().take(back.len().saturating_sub(1)));
        self
    }

    /// The last frames pass into those before the first, so that no jump is seen where the run begins again. These are given up: the
    /// run is shorter.
    pub(super) fn faded(mut self) -> Self {
        let n = self.0.len();
        let mut time = Duration::ZERO;
        let n_long = self.0.iter().rev().take_while(|shown| {
            time += shown.delay;
            time <= FADE
        });
        let n_faded = n_long.count().max(1).min(n / MOST_FADED);
        let before: Vec<Shown> = self.0.drain(..n_faded).collect();
        let n_left = self.0.len();
        for (number, (shown, before)) in (1..).zip(self.0.iter_mut().skip(n_left - n_faded).zip(&before)) {
            shown.mixed = Some((before.frame, (number * 255 / (n_faded + 1)) as u8));
        }
        self
    }

    /// Leaves out frames that are over too soon to be seen.
    pub(super) fn visible(self) -> Self {
        let (mut end, mut due) = (Duration::ZERO, Duration::ZERO);
        let mut kept: Vec<(Shown, Duration)> = Vec::new();
        for shown in self.0 {
            let begin = due.max(end);
            end += shown.delay;
            if end > due {
                kept.push((shown, begin));
                due = begin + SHORTEST;
            }
        }
        let ends: Vec<Duration> = kept.iter().skip(1).map(|(_, begin)| *begin).chain([end.max(due)]).collect();
        Self(kept.into_iter().zip(ends).map(|((shown, begin), end)| Shown { delay: end - begin, ..shown }).collect())
    }

    /// Every `step`th frame, each until the next.
    pub(super) fn every(&self, step: usize) -> Self {
        let parts = self.0.chunks(step.max(1));
        Self(parts.map(|part| Shown { delay: part.iter().map(|shown| shown.delay).sum(), ..part[0] }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(delays: &[u64]) -> Timeline {
        Timeline::of(&delays.iter().copied().map(Duration::from_millis).collect::<Vec<_>>())
    }

    /// Numbers of frames and their milliseconds.
    fn told(timeline: &Timeline) -> Vec<(u32, u128)> {
        timeline.shown().iter().map(|shown| (shown.frame, shown.delay.as_millis())).collect()
    }

    #[test]
    fn a_stretch_begins_and_ends_within_frames_and_goes_over_the_end_of_a_loop() {
        let whole = ms(&[100, 200, 100]);
        let between = |from, to| told(&whole.between(Duration::from_millis(from), Duration::from_millis(to)));
        assert_eq!(between(0, 400), [(0, 100), (1, 200), (2, 100)]);
        assert_eq!(between(150, 350), [(1, 150), (2, 50)]);
        assert_eq!(between(350, 550), [(2, 50), (0, 100), (1, 50)]);
        assert_eq!(between(400, 400), []);
        assert_eq!(told(&ms(&[]).between(Duration::ZERO, Duration::from_secs(1))), []);
    }

    #[test]
    fn loops_turn_back_or_pass_into_their_beginning() {
        assert_eq!(told(&ms(&[10, 20, 30]).pingpong()), [(0, 10), (1, 20), (2, 30), (1, 20)]);
        assert_eq!(told(&ms(&[10, 20]).pingpong()), [(0, 10), (1, 20)]);
        assert_eq!(told(&ms(&[10]).pingpong()), [(0, 10)]);
        let faded = ms(&[100; 12]).faded();
        assert_eq!(told(&faded).iter().map(|(frame, _)| *frame).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8, 9, 10, 11]);
        let mixed: Vec<_> = faded.shown().iter().filter_map(|shown| shown.mixed).collect();
        assert_eq!(mixed, [(0, 63), (1, 127), (2, 191)], "the last is nearly the frame before the first");
        assert_eq!(told(&ms(&[100; 3]).faded()).len(), 3, "too short to give up a frame");
    }

    #[test]
    fn frames_too_short_to_be_seen_are_left_out_and_the_time_stays() {
        assert_eq!(told(&ms(&[40, 40]).faster(4.0).visible()), [(0, 20)]);
        assert_eq!(told(&ms(&[40; 6]).faster(4.0).visible()), [(0, 20), (2, 20), (4, 20)]);
        assert_eq!(told(&ms(&[50, 5, 5, 60]).visible()), [(0, 50), (1, 20), (3, 50)]);
        assert_eq!(told(&ms(&[5]).visible()), [(0, 20)]);
        let kept = ms(&[33; 30]).faster(1.5).visible();
        assert!((kept.length().as_secs_f64() - 0.66).abs() < 0.001 && kept.shown().len() == 30, "{kept:?}");
        assert_eq!(told(&ms(&[10, 20, 30, 40, 50]).every(2)), [(0, 30), (2, 70), (4, 50)]);
    }
}
