//! What two animations share, and how sure it is.

use std::time::Duration;

use crate::fingerprint::still::Verdict;
use crate::fingerprint::transform::Transform;

/// The strongest difference of motion at a place, in grey levels, up to which two animations need no other evidence, and up to
/// which they are the same if their posters show different moments. Of 406 pairs of copies 90 of 100 differ by less than 6, of
/// 76 pairs of one body with another flag or accessory 94 of 100 by more than 4.5, and of those whose posters show nothing in
/// common all by more than 8.
pub(super) const MOST_AT_A_PLACE: f32 = 4.5;
const MOST_AT_A_PLACE_UNSEEN: f32 = 8.0;
/// The most that figures that move alike differ by all over, in hundredths of a grey level: a copy's colours are hardly changed. Of
/// bodies in two similar colours, whose posters pass for copies, 8 of 10 pairs of `bench/near/crowd.py` differ by more, and of copies
/// 3 of 100 that are not told by their motion.
const MOST_APART: u32 = 600;
/// The same up to which motion alone tells, in hundredths of a grey level: bodies of one outline in two colours move alike.
const SURELY_NEAR: u32 = 400;
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

/// Two animations that move alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alignment {
    /// What they share if they show the same.
    pub overlap: Overlap,
    /// The strongest difference of their motion at any place, the median over the frames that meet, in grey levels.
    pub(super) strongest: f32,
}

impl Alignment {
    /// Whether they move so nearly alike at every place that nothing but the encoding can differ.
    pub fn is_sure(&self) -> bool {
        self.strongest <= MOST_AT_A_PLACE && self.overlap.distance <= SURELY_NEAR
    }

    /// Whether they show the same when their posters are so alike: `None` if those show different moments.
    ///
    /// A flag or an accessory on the same body is too small for the frequencies that are kept of a frame.
    pub fn is_confirmed_by(&self, posters: Option<Verdict>) -> bool {
        let is_confirmed = match posters {
            Some(verdict) => verdict == Verdict::Duplicate,
            None => self.strongest <= MOST_AT_A_PLACE_UNSEEN,
        };
        let is_near = self.overlap.distance <= MOST_APART || self.strongest <= MOST_AT_A_PLACE;
        self.is_sure() || is_confirmed && is_near
    }
}

impl Overlap {
    /// What c shares with a, if this is what b shares with it and `next` what c shares with b; `None` if those are other parts of b.
    pub fn through(self, next: Self) -> Option<Self> {
        let (begin, end) = (next.in_other_from, next.in_other_from + (next.to - next.from).mul_f64(next.speed));
        let is_within = begin + RUN_TOLERANCE >= self.from && end <= self.to + RUN_TOLERANCE;
        is_within.then(|| Self {
            from: next.from,
            to: next.to,
            in_other_from: self.in_other_from + begin.saturating_sub(self.from).mul_f64(self.speed),
            speed: self.speed * next.speed,
            distance: self.distance + next.distance,
            n_frames: self.n_frames.min(next.n_frames),
            transform: self.transform.then(next.transform),
        })
    }

    /// The same overlap with a and b exchanged.
    pub(super) fn exchanged(self) -> Self {
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
    pub(super) fn told_from_beginning(self, run_a: Duration, run_b: Duration) -> Self {
        let length = self.to.saturating_sub(self.from);
        if self.from.is_zero() || self.from > run_b || run_a.is_zero() || length + RUN_TOLERANCE < run_b {
            return self;
        }
        let begin = self.in_other_from + (run_b - self.from).mul_f64(self.speed);
        let in_other_from = Duration::from_secs_f64(begin.as_secs_f64() % run_a.as_secs_f64());
        Self { from: Duration::ZERO, to: length, in_other_from, ..self }
    }
}
