//! The line that two animations' frames meet on: time in a = offset + speed × time in b.
//!
//! [`Pair::lines`] tries all speeds from 0.4 to 2.6 in steps of 4 % and all offsets, with the frames of a beside the one
//! that is met counted as met; [`Pair::refine`] lays the best lines through the starts of the frames that meet and cuts
//! off what does not belong. Times go on over the end of either loop: b is read twice, a as often as needed.
//!
//! What a frame's vote is worth and when it turns against a line is decided in [`Pair::new`], from how far apart frames
//! of the two scenes usually are and how near the nearest are.

use std::ops::{Range, RangeInclusive};

use super::signature::Unpacked;
use super::waves::{Waves, best_pairs, mean_difference, squared};
use super::window::Fit;

/// Speeds that are tried, and the factor from one to the next.
const SPEEDS: Range<f32> = 0.4..2.6;
const SPEED_STEP: f32 = 1.04;
/// Offsets that are tried: a step in seconds, and how many of them a run of a has.
const OFFSET_STEP: f32 = 0.02;
const N_OFFSETS: RangeInclusive<usize> = 8..=192;
/// Lines that are refined.
const N_LINES: usize = 8;
/// Two lines are one when they are nearer than this many frames of a, and the logarithms of their speeds than this.
const NEAR_FRAMES: f32 = 2.0;
const NEAR_SPEED: f32 = 0.15;
/// Rounds of refining, and how many frames of a around the line are tried: in the first rounds, which are `N_WIDE`, and then.
const N_ROUNDS: usize = 5;
const N_WIDE: usize = 2;
const WIDE_REACH: f32 = 2.2;
const REACH: f32 = 1.6;
/// What it costs to meet a frame off the line, in noise for a square of frames, up to a square of two frames.
const OFF_LINE_COST: f32 = 0.3;
const MOST_OFF_LINE: f32 = 4.0;
/// No two encodings of a frame agree better than this, in grey levels².
const LEAST_NOISE: f32 = 0.02;
/// The share of a line's votes that what lies beyond the end of a loop must bring: where a scene begins often looks much
/// like where it ends.
const LEAST_LAP: f32 = 0.12;
/// A frame is distinct when its best difference is below this share of the 90th percentile.
const DISTINCT: f32 = 0.1;
/// The break-even difference of a distinct frame, in its best difference at least.
const DISTINCT_BREAK_EVEN: f32 = 1.6;
/// The break-even difference at least, in noise and as a share of the median between frames, and at most, in noise.
const LEAST_BREAK_EVEN: f32 = 2.0;
const LEAST_BREAK_EVEN_SHARE: f32 = 0.012;
const MOST_BREAK_EVEN: f32 = 12.0;
/// The least time, in seconds, and the most for which a frame votes: a title that stands for ten seconds is one frame.
const VOTING_TIME: RangeInclusive<f32> = 0.01..=0.3;
/// What noise, as a share of the median between frames, takes from a vote, and what is left at least.
const NOISE_COST: f32 = 1.5;
const LEAST_WEIGHT: f32 = 0.02;
/// The least length of a run, of an overlap and of the median frame, in seconds.
pub(super) const LEAST_TIME: f32 = 0.01;
/// A frame that begins this much before the end of a lap, in seconds, begins with the next: times are rounded to it.
const ROUNDING: f32 = 0.001;

/// Two scenes in a common window.
pub(super) struct Pair<'a> {
    pub(super) a: &'a Unpacked,
    pub(super) b: &'a Unpacked,
    pub(super) looks_a: Vec<Waves>,
    pub(super) looks_b: Vec<Waves>,
    /// Square difference less the mean difference, by frame of b and frame of a.
    pub(super) apart: Vec<Vec<f32>>,
    /// The least of `apart` over a frame of a and its neighbours.
    nearly: Vec<Vec<f32>>,
    noise: f32,
    /// By frame of b.
    pub(super) votes: Vec<Vote>,
    /// The median time of a frame of a.
    gap: f32,
}

/// What a frame has to say for or against a line.
#[derive(Clone, Copy)]
pub(super) struct Vote {
    /// The vote of a frame that meets one like it exactly; one unlike all votes as much against.
    weight: f32,
    /// The square difference at which a frame is neither for nor against.
    pub(super) break_even: f32,
}

/// Frames of b in a row, counted on over the end of its loop.
#[derive(Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) first: usize,
    pub(super) n: usize,
    /// The sum of their votes.
    pub(super) score: f32,
}

/// Time in a = `offset` + `speed` × time in b, for a run of frames.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) offset: f32,
    pub(super) speed: f32,
    pub(super) run: Run,
    /// The frame of a each frame of the run meets.
    pub(super) met: Vec<usize>,
    /// When the lap of a began that the first frame meets.
    pub(super) lap: f32,
}

impl<'a> Pair<'a> {
    pub(super) fn new(a: &'a Unpacked, b: &'a Unpacked, fit: &Fit) -> Self {
        let [mut looks_a, mut looks_b] = fit.cut(&a.looks, &b.looks);
        let trust = fit.trust();
        for look in looks_a.iter_mut().chain(&mut looks_b) {
            look.iter_mut().zip(&trust).for_each(|(wave, trust)| *wave *= trust);
        }
        let shift = mean_difference(&best_pairs(&looks_a, &looks_b), &looks_a, &looks_b);
        let apart: Vec<Vec<f32>> = looks_b
            .iter()
            .map(|look| {
                let moved: Waves = std::array::from_fn(|n| look[n] + shift[n]);
                looks_a.iter().map(|other| squared(&moved, other)).collect()
            })
            .collect();
        let n_a = looks_a.len();
        let nearly = apart
            .iter()
            .map(|row| (0..n_a).map(|i| row[i].min(row[(i + 1) % n_a]).min(row[(i + n_a - 1) % n_a])).collect())
            .collect();
        let mut least: Vec<f32> = apart.iter().map(|row| row.iter().copied().fold(f32::MAX, f32::min)).collect();
        least.sort_by(f32::total_cmp);
        let noise = least[least.len() / 3].max(LEAST_NOISE);
        let votes = apart.iter().enumerate().map(|(j, row)| {
            let mut row = row.clone();
            row.sort_by(f32::total_cmp);
            let usual = row[row.len() / 2].max(noise);
            let time = (b.at[j + 1] - b.at[j]).clamp(*VOTING_TIME.start(), *VOTING_TIME.end());
            let least = (LEAST_BREAK_EVEN * noise).max(LEAST_BREAK_EVEN_SHARE * usual);
            let mut break_even = (noise * usual).sqrt().clamp(least, least.max(MOST_BREAK_EVEN * noise));
            // A shot that a palette or a crop treats worse than others is noisier than the whole.
            if row[0] < DISTINCT * row[row.len() * 9 / 10] {
                break_even = break_even.max(DISTINCT_BREAK_EVEN * row[0]);
            }
            Vote { weight: time * (1.0 - NOISE_COST * noise / usual).max(LEAST_WEIGHT), break_even }
        });
        let votes = votes.collect();
        let mut gaps: Vec<f32> = a.at.windows(2).map(|at| at[1] - at[0]).collect();
        gaps.sort_by(f32::total_cmp);
        let gap = gaps[gaps.len() / 2].max(LEAST_TIME);
        Self { a, b, looks_a, looks_b, apart, nearly, noise, votes, gap }
    }

    pub(super) fn n_b(&self) -> usize {
        self.looks_b.len()
    }

    pub(super) fn run_a(&self) -> f32 {
        self.a.at.last().copied().unwrap_or(0.0).max(LEAST_TIME)
    }

    pub(super) fn run_b(&self) -> f32 {
        self.b.at.last().copied().unwrap_or(0.0).max(LEAST_TIME)
    }

    /// The time of a frame of b counted on over the end of its loop.
    pub(super) fn at_b(&self, n: usize) -> f32 {
        self.b.at[n % self.n_b()] + (n / self.n_b()) as f32 * self.run_b()
    }

    fn vote(&self, j: usize, apart: f32) -> f32 {
        let Vote { weight, break_even } = self.votes[j];
        weight * (1.0 - apart / break_even).max(-1.0)
    }

    /// The best lines over all speeds and offsets.
    pub(super) fn lines(&self) -> Vec<Line> {
        let n_offsets = ((self.run_a() / OFFSET_STEP) as usize).clamp(*N_OFFSETS.start(), *N_OFFSETS.end());
        let step = self.run_a() / n_offsets as f32;
        let at_step: Vec<usize> = (0..n_offsets)
            .map(|n| self.a.at.partition_point(|&at| at <= (n as f32 + 0.5) * step).clamp(1, self.looks_a.len()) - 1)
            .collect();
        // Votes of each frame of b for each time in a, two laps of it so that no offset needs a division.
        let votes_at: Vec<Vec<f32>> = (0..self.n_b())
            .map(|j| {
                let lap: Vec<f32> = at_step.iter().map(|&i| self.vote(j, self.nearly[j][i])).collect();
                lap.repeat(2)
            })
            .collect();
        let mut lines: Vec<Line> = Vec::new();
        let mut speed = SPEEDS.start;
        let mut votes = vec![0.0; 2 * self.n_b()];
        while speed < SPEEDS.end {
            let begins: Vec<(&[f32], usize)> = (0..2 * self.n_b())
                .map(|n| (&votes_at[n % self.n_b()][..], (speed * self.at_b(n) / step) as usize % n_offsets))
                .collect();
            for offset in 0..n_offsets {
                votes.iter_mut().zip(&begins).for_each(|(vote, (all, begin))| *vote = all[begin + offset]);
                let run = best_run(&votes, self.n_b());
                if lines.len() < N_LINES || lines.last().is_some_and(|line| run.score > line.run.score) {
                    self.keep(&mut lines, Line { offset: offset as f32 * step, speed, run, ..Line::default() });
                }
            }
            speed *= SPEED_STEP;
        }
        lines
    }

    /// Keeps the best lines that are not near each other.
    fn keep(&self, lines: &mut Vec<Line>, line: Line) {
        let is_near = |other: &Line| {
            let at = self.at_b(line.run.first + line.run.n / 2);
            let apart = (other.offset + other.speed * at - line.offset - line.speed * at).rem_euclid(self.run_a());
            apart.min(self.run_a() - apart) < NEAR_FRAMES * self.gap
                && (other.speed / line.speed).ln().abs() < NEAR_SPEED
        };
        if let Some(near) = lines.iter().position(is_near) {
            if lines[near].run.score >= line.run.score {
                return;
            }
            lines.remove(near);
        }
        let place = lines.partition_point(|other| other.run.score >= line.run.score);
        lines.insert(place, line);
        lines.truncate(N_LINES);
    }

    /// Lays a line through the starts of the frames that meet; `None` if none do.
    pub(super) fn refine(&self, mut line: Line) -> Option<Line> {
        for round in 0..N_ROUNDS {
            let reach = self.gap * if round < N_WIDE { WIDE_REACH } else { REACH };
            let at = |n: usize| line.offset + line.speed * self.at_b(n);
            let met: Vec<Meeting> = (0..2 * self.n_b()).map(|n| self.meet(n % self.n_b(), at(n), reach)).collect();
            let votes: Vec<f32> = met.iter().enumerate().map(|(n, met)| self.vote(n % self.n_b(), met.apart)).collect();
            let run = self.without_scraps(best_run(&votes, self.n_b()), &votes, &met);
            if run.n == 0 {
                return None;
            }
            let frames = run.first..run.first + run.n;
            line.run = run;
            line.met = met[frames.clone()].iter().map(|met| met.frame).collect();
            line.lap = self.lap(&met[run.first]) * self.run_a();
            if round + 1 == N_ROUNDS {
                break;
            }
            let points = frames.filter(|&n| votes[n] > 0.0).map(|n| (self.at_b(n), met[n].start, votes[n]));
            if let Some((offset, speed)) = regression(points).filter(|(_, speed)| SPEEDS.contains(speed)) {
                (line.offset, line.speed) = (offset, speed);
            }
        }
        Some(line)
    }

    /// The number of a's lap that a frame begins in.
    fn lap(&self, met: &Meeting) -> f32 {
        ((met.start + ROUNDING) / self.run_a()).floor()
    }

    /// Cuts off what of a run lies on another lap of either loop than the rest and brings next to nothing.
    fn without_scraps(&self, mut run: Run, votes: &[f32], met: &[Meeting]) -> Run {
        let lap = |n: usize| (n / self.n_b(), self.lap(&met[n]) as i32);
        loop {
            let (first, end) = (run.first, run.first + run.n);
            let head = (first..end).take_while(|&n| lap(n) == lap(first)).count();
            let tail = (first..end).rev().take_while(|&n| lap(n) == lap(end - 1)).count();
            if head == run.n {
                return run;
            }
            let sum = |range: Range<usize>| votes[range].iter().sum::<f32>();
            let (of_head, of_tail) = (sum(first..first + head), sum(end - tail..end));
            if of_head.min(of_tail) > LEAST_LAP * run.score {
                return run;
            }
            if of_head < of_tail {
                run = Run { first: first + head, n: run.n - head, score: run.score - of_head };
            } else {
                run = Run { n: run.n - tail, score: run.score - of_tail, ..run };
            }
        }
    }

    /// The frame of a near a time that a frame of b fits best.
    fn meet(&self, j: usize, at: f32, reach: f32) -> Meeting {
        let (run, n_a) = (self.run_a(), self.looks_a.len());
        let lap = (at / run).floor();
        let within = at - lap * run;
        let now = self.a.at[..n_a].partition_point(|&start| start <= within).max(1) - 1;
        let mut best = Meeting { frame: now, start: lap * run + self.a.at[now], apart: f32::MAX };
        let mut least = f32::MAX;
        for turn in -2i32..=3 {
            let n = now as i32 + turn;
            let lap = lap + n.div_euclid(n_a as i32) as f32;
            let frame = n.rem_euclid(n_a as i32) as usize;
            let start = lap * run + self.a.at[frame];
            let off = start - at;
            if turn != 0 && off.abs() > reach {
                continue;
            }
            let apart = self.apart[j][frame];
            let cost = apart + self.noise * (off / self.gap).powi(2).min(MOST_OFF_LINE) * OFF_LINE_COST;
            if cost < least {
                (best, least) = (Meeting { frame, start, apart }, cost);
            }
        }
        best
    }
}

/// A frame of a that a frame of b meets.
#[derive(Clone, Copy)]
struct Meeting {
    frame: usize,
    /// When it begins, in a's time counted on over the end of its loop.
    start: f32,
    /// The square difference of the two.
    apart: f32,
}

/// The run of at most `most` votes with the greatest sum.
fn best_run(votes: &[f32], most: usize) -> Run {
    let (mut first, mut sum) = (0, 0.0);
    let mut best = Run::default();
    for (n, vote) in votes.iter().enumerate() {
        if n - first == most {
            sum -= votes[first];
            first += 1;
        }
        if sum <= 0.0 {
            (first, sum) = (n, 0.0);
        }
        sum += vote;
        if sum > best.score {
            best = Run { first, n: n + 1 - first, score: sum };
        }
    }
    best
}

/// The line y = offset + slope × x through weighted points; `None` below three points or without spread.
fn regression(points: impl Iterator<Item = (f32, f32, f32)>) -> Option<(f32, f32)> {
    let points: Vec<(f64, f64, f64)> =
        points.map(|(x, y, weight)| (f64::from(x), f64::from(y), f64::from(weight))).collect();
    let weight: f64 = points.iter().map(|point| point.2).sum();
    let mean_x = points.iter().map(|(x, _, w)| x * w).sum::<f64>() / weight;
    let mean_y = points.iter().map(|(_, y, w)| y * w).sum::<f64>() / weight;
    let spread: f64 = points.iter().map(|(x, _, w)| w * (x - mean_x).powi(2)).sum();
    let slope = points.iter().map(|(x, y, w)| w * (x - mean_x) * (y - mean_y)).sum::<f64>() / spread;
    let is_fit = points.len() >= 3 && slope.is_finite();
    is_fit.then_some(((mean_y - slope * mean_x) as f32, slope as f32))
}
