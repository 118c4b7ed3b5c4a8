//! The line that two animations' frames meet on: time in a = offset + speed × time in b.
//!
//! [`Pair::lines`] tries all speeds from 0.4 to 2.6 in steps of 4 % and all offsets, with the frames of a beside the one
//! that is met counted as met; [`Pair::refine`] lays the best lines through the starts of the frames that meet and cuts
//! off what does not belong. Times go on over the end of either loop: b is read twice, a as often as needed.
//!
//! What a frame's vote is worth and when it turns against a line is decided in [`Pair::new`], from how far apart frames
//! of the two scenes usually are and how near the nearest are.

use super::distance::{nearest, squared, weighted};
use super::signature::Unpacked;
use super::waves::{N_WAVES, Waves};
use super::window::Fit;

const SLOWEST: f32 = 0.4;
const FASTEST: f32 = 2.6;
const SPEED_STEP: f32 = 1.04;
/// Steps that one run of a is divided in while lines are sought.
const MOST_OFFSETS: usize = 192;
/// Lines that are looked at closely.
const N_LINES: usize = 8;
/// Grey levels² that no two encodings of a frame agree better than.
const LEAST_NOISE: f32 = 0.02;
/// What lies beyond the end of a loop must bring this part of a line's votes, or it is left out: where a scene begins
/// often looks much like where it ends.
const LEAST_LAP: f32 = 0.12;
/// A frame whose best match is this much nearer than frames of other shots has one.
const CLEARLY: f32 = 0.1;
/// Frames that differ by this share of what is usual between frames agree, however exact others are.
const SURELY: f32 = 0.012;

/// Two scenes in a common window.
pub(crate) struct Pair<'a> {
    pub(crate) a: &'a Unpacked,
    pub(crate) b: &'a Unpacked,
    pub(crate) looks_a: Vec<Waves>,
    pub(crate) looks_b: Vec<Waves>,
    /// Square difference less the mean difference, by frame of b and frame of a.
    pub(crate) apart: Vec<Vec<f32>>,
    /// The least of `apart` over a frame of a and its neighbours.
    nearly: Vec<Vec<f32>>,
    noise: f32,
    /// For each frame of b: its vote, and the difference at which it is neither for nor against.
    pub(crate) votes: Vec<(f32, f32)>,
    gap: f32,
}

/// Time in a = `offset` + `speed` × time in b, for frames `first..first + n` of b counted on over the end of its loop.
#[derive(Clone, Default)]
pub(crate) struct Line {
    pub(crate) offset: f32,
    pub(crate) speed: f32,
    pub(crate) first: usize,
    pub(crate) n: usize,
    pub(crate) score: f32,
    /// The frame of a each frame of the run meets.
    pub(crate) met: Vec<usize>,
    /// When the lap of a began that the first frame meets.
    pub(crate) lap: f32,
}

impl<'a> Pair<'a> {
    pub(crate) fn new(a: &'a Unpacked, b: &'a Unpacked, fit: &Fit) -> Self {
        let windows = fit.windows();
        let of = |n: usize, looks: &[Waves]| -> Vec<Waves> {
            looks.iter().map(|look| weighted(&windows.as_ref().map_or(*look, |windows| windows[n].cut(look)))).collect()
        };
        let (mut looks_a, mut looks_b) = (of(0, &a.looks), of(1, &b.looks));
        let trust = fit.trust();
        for look in looks_a.iter_mut().chain(&mut looks_b) {
            look.iter_mut().zip(&trust).for_each(|(wave, trust)| *wave *= trust);
        }
        let mut best: Vec<(f32, usize, usize)> = looks_b
            .iter()
            .enumerate()
            .filter_map(|(j, look)| nearest(look, &looks_a).map(|(i, error)| (error, i, j)))
            .collect();
        best.sort_by(|x, y| x.0.total_cmp(&y.0));
        best.truncate(best.len().div_ceil(2));
        let mut shift = [0.0; N_WAVES];
        for &(_, i, j) in &best {
            for n in 0..N_WAVES {
                shift[n] += (looks_a[i][n] - looks_b[j][n]) / best.len() as f32;
            }
        }
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
            let time = (b.at[j + 1] - b.at[j]).clamp(0.01, 0.3);
            let least = (2.0 * noise).max(SURELY * usual);
            let level = (noise * usual).sqrt().clamp(least, least.max(12.0 * noise));
            // A shot that a palette or a crop treats worse than others is noisier than the whole.
            let far = row[row.len() * 9 / 10];
            let level = if row[0] < CLEARLY * far { level.max(1.6 * row[0]) } else { level };
            (time * (1.0 - 1.5 * noise / usual).max(0.02), level)
        });
        let votes = votes.collect();
        let mut gaps: Vec<f32> = a.at.windows(2).map(|at| at[1] - at[0]).collect();
        gaps.sort_by(f32::total_cmp);
        let gap = gaps[gaps.len() / 2].max(0.01);
        Self { a, b, looks_a, looks_b, apart, nearly, noise, votes, gap }
    }

    pub(crate) fn n_b(&self) -> usize {
        self.looks_b.len()
    }

    pub(crate) fn run_a(&self) -> f32 {
        self.a.at.last().copied().unwrap_or(0.0).max(0.01)
    }

    pub(crate) fn run_b(&self) -> f32 {
        self.b.at.last().copied().unwrap_or(0.0).max(0.01)
    }

    /// The time of a frame of b counted on over the end of its loop.
    pub(crate) fn at_b(&self, n: usize) -> f32 {
        self.b.at[n % self.n_b()] + (n / self.n_b()) as f32 * self.run_b()
    }

    fn vote(&self, j: usize, apart: f32) -> f32 {
        let (weight, level) = self.votes[j];
        weight * (1.0 - apart / level).max(-1.0)
    }

    /// The best lines over all speeds and offsets.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let n_offsets = ((self.run_a() / 0.02) as usize).clamp(8, MOST_OFFSETS);
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
        let mut speed = SLOWEST;
        let mut votes = vec![0.0; 2 * self.n_b()];
        while speed < FASTEST {
            let begins: Vec<(&[f32], usize)> = (0..2 * self.n_b())
                .map(|n| (&votes_at[n % self.n_b()][..], (speed * self.at_b(n) / step) as usize % n_offsets))
                .collect();
            for offset in 0..n_offsets {
                votes.iter_mut().zip(&begins).for_each(|(vote, (all, begin))| *vote = all[begin + offset]);
                let (first, n, score) = best_run(&votes, self.n_b());
                let offset = offset as f32 * step;
                if lines.len() < N_LINES || lines.last().is_some_and(|line| score > line.score) {
                    self.keep(&mut lines, Line { offset, speed, first, n, score, met: Vec::new(), lap: 0.0 });
                }
            }
            speed *= SPEED_STEP;
        }
        lines
    }

    /// Keeps the best lines that are not near each other.
    fn keep(&self, lines: &mut Vec<Line>, line: Line) {
        let middle = |line: &Line| self.at_b(line.first + line.n / 2);
        let is_near = |other: &Line| {
            let at = middle(&line);
            let apart = (other.offset + other.speed * at - line.offset - line.speed * at).rem_euclid(self.run_a());
            apart.min(self.run_a() - apart) < 2.0 * self.gap && (other.speed / line.speed).ln().abs() < 0.15
        };
        if let Some(near) = lines.iter().position(is_near) {
            if lines[near].score >= line.score {
                return;
            }
            lines.remove(near);
        }
        let place = lines.partition_point(|other| other.score >= line.score);
        lines.insert(place, line);
        lines.truncate(N_LINES);
    }

    /// Lays a line through the starts of the frames that meet; `None` if none do.
    pub(crate) fn refine(&self, mut line: Line) -> Option<Line> {
        for round in 0..5 {
            let reach = self.gap * if round < 2 { 2.2 } else { 1.6 };
            let mut votes = vec![0.0; 2 * self.n_b()];
            let mut met = vec![(0, 0.0); 2 * self.n_b()];
            for n in 0..2 * self.n_b() {
                let j = n % self.n_b();
                let at = line.offset + line.speed * self.at_b(n);
                let (i, start, apart) = self.meet(j, at, reach);
                votes[n] = self.vote(j, apart);
                met[n] = (i, start);
            }
            (line.first, line.n, line.score) = best_run(&votes, self.n_b());
            if line.n == 0 {
                return None;
            }
            self.leave_out_scraps(&mut line, &votes, &met);
            let run = line.first..line.first + line.n;
            line.met = run.clone().map(|n| met[n].0).collect();
            line.lap = ((met[line.first].1 + 0.001) / self.run_a()).floor() * self.run_a();
            if round == 4 {
                break;
            }
            let points = run.filter(|&n| votes[n] > 0.0).map(|n| (self.at_b(n), met[n].1, votes[n]));
            if let Some((offset, speed)) = regression(points)
                && (SLOWEST..FASTEST).contains(&speed)
            {
                (line.offset, line.speed) = (offset, speed);
            }
        }
        Some(line)
    }

    /// Cuts off what of a run lies on another lap of either loop than the rest and brings next to nothing.
    fn leave_out_scraps(&self, line: &mut Line, votes: &[f32], met: &[(usize, f32)]) {
        let lap = |n: usize| (n / self.n_b(), ((met[n].1 + 0.001) / self.run_a()).floor() as i32);
        loop {
            let (first, end) = (line.first, line.first + line.n);
            let head = (first..end).take_while(|&n| lap(n) == lap(first)).count();
            let tail = (first..end).rev().take_while(|&n| lap(n) == lap(end - 1)).count();
            if head == line.n {
                return;
            }
            let sum = |range: std::ops::Range<usize>| votes[range].iter().sum::<f32>();
            let (of_head, of_tail) = (sum(first..first + head), sum(end - tail..end));
            if of_head.min(of_tail) > LEAST_LAP * line.score {
                return;
            }
            if of_head < of_tail {
                line.first += head;
                line.n -= head;
                line.score -= of_head;
            } else {
                line.n -= tail;
                line.score -= of_tail;
            }
        }
    }

    /// The frame of a near a time that a frame of b fits best, its start, and the difference.
    fn meet(&self, j: usize, at: f32, reach: f32) -> (usize, f32, f32) {
        let (run, n_a) = (self.run_a(), self.looks_a.len());
        let lap = (at / run).floor();
        let within = at - lap * run;
        let now = self.a.at[..n_a].partition_point(|&start| start <= within).max(1) - 1;
        let mut best = (now, lap * run + self.a.at[now], f32::MAX, f32::MAX);
        for turn in -2i32..=3 {
            let n = now as i32 + turn;
            let lap = lap + n.div_euclid(n_a as i32) as f32;
            let i = n.rem_euclid(n_a as i32) as usize;
            let start = lap * run + self.a.at[i];
            let off = start - at;
            if turn != 0 && off.abs() > reach {
                continue;
            }
            let apart = self.apart[j][i];
            let cost = apart + self.noise * (off / self.gap).powi(2).min(4.0) * 0.3;
            if cost < best.3 {
                best = (i, start, apart, cost);
            }
        }
        (best.0, best.1, best.2)
    }
}

/// The run of at most `most` votes with the greatest sum: where it begins, how long it is, its sum.
fn best_run(votes: &[f32], most: usize) -> (usize, usize, f32) {
    let (mut first, mut sum) = (0, 0.0);
    let mut best = (0, 0, 0.0);
    for (n, vote) in votes.iter().enumerate() {
        if n - first == most {
            sum -= votes[first];
            first += 1;
        }
        if sum <= 0.0 {
            (first, sum) = (n, 0.0);
        }
        sum += vote;
        if sum > best.2 {
            best = (first, n + 1 - first, sum);
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
