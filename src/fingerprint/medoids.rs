//! The frames that stand for an animation: few, so that each of the others is near one of them.
//!
//! The choice is by k-medoids, weighted by how long a frame is shown: the better of those begun with the frames that are farthest from
//! each other, and with those at equal times. docs/strips.md tells how much nearer they are than frames at equal times.

use super::frame_set::{Distances, FrameSet};

/// Frames nearer than this look the same: two of 255 levels of grey.
const SAME: f32 = 0.006;

/// How often medoids are moved at most; most sets are at rest after three.
const MOST_ROUNDS: usize = 6;

/// A frame that stands for some.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Medoid {
    /// Its place in the set, from 0.
    pub frame: usize,
    /// The part of all time, of 0 to 1, in which it or a frame that it stands for is shown.
    pub share: f64,
}

impl FrameSet {
    /// Finds at most `most` frames that stand for all, in their order; fewer if there are not as many that differ.
    pub fn medoids(&self, most: usize) -> Vec<Medoid> {
        let distances = Distances::of(&self.frames);
        let farthest = distances.farthest(most);
        let timed = self.at_equal_times(farthest.len());
        let [a, b] = [farthest, timed].map(|start| self.settled(&distances, start));
        let mut medoids = if self.cost(&distances, &a) <= self.cost(&distances, &b) { a } else { b };
        medoids.sort_unstable();
        let mut shares = vec![0.0; medoids.len()];
        for (frame, weighed) in self.frames.iter().enumerate() {
            shares[distances.nearest(frame, &medoids)] += weighed.seconds;
        }
        let all: f64 = self.frames.iter().map(|frame| frame.seconds).sum();
        medoids.into_iter().zip(shares).map(|(frame, share)| Medoid { frame, share: share / all }).collect()
    }

    /// Moves medoids until they are at rest, or nearly.
    fn settled(&self, distances: &Distances, mut medoids: Vec<usize>) -> Vec<usize> {
        for _ in 0..MOST_ROUNDS {
            let moved = self.moved(distances, &medoids);
            if moved == medoids {
                break;
            }
            medoids = moved;
        }
        medoids
    }

    /// Moves each medoid to the frame from which those that it stands for are nearest, all in all.
    fn moved(&self, distances: &Distances, medoids: &[usize]) -> Vec<usize> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); medoids.len()];
        for frame in 0..self.frames.len() {
            members[distances.nearest(frame, medoids)].push(frame);
        }
        let centre = |(members, medoid): (Vec<usize>, &usize)| {
            let cost = |from: usize| -> f64 {
                members.iter().map(|&to| self.frames[to].seconds * f64::from(distances.between(from, to))).sum()
            };
            let costs = members.iter().map(|&frame| (cost(frame), frame));
            costs.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(*medoid, |(_, frame)| frame)
        };
        members.into_iter().zip(medoids).map(centre).collect()
    }

    /// How far a frame is from the nearest of some, on the average over the time; 0 if all are the same.
    pub fn mean_distance(&self, shown: &[usize]) -> f64 {
        self.cost(&Distances::of(&self.frames), shown) / self.frames.iter().map(|frame| frame.seconds).sum::<f64>()
    }

    fn cost(&self, distances: &Distances, shown: &[usize]) -> f64 {
        let far = |frame: usize| match shown.get(distances.nearest(frame, shown)) {
            Some(&nearest) => f64::from(distances.between(frame, nearest)),
            None => 0.0,
        };
        self.frames.iter().enumerate().map(|(frame, weighed)| weighed.seconds * far(frame)).sum()
    }

    /// Finds the frames that are seen in the middle of `n` equal parts of the time; fewer if one is seen in several.
    pub fn at_equal_times(&self, n: usize) -> Vec<usize> {
        let all: f64 = self.frames.iter().map(|frame| frame.seconds).sum();
        let seen = |part: usize| {
            let mut left = all * (part as f64 + 0.5) / n as f64;
            self.frames.iter().position(|frame| {
                left -= frame.seconds;
                left < 0.0
            })
        };
        let mut found: Vec<usize> = (0..n).filter_map(seen).collect();
        found.dedup();
        found
    }
}

impl Distances {
    /// Which of some frames is nearest to one; the first of equals.
    fn nearest(&self, frame: usize, of: &[usize]) -> usize {
        let far = of.iter().enumerate().map(|(at, &other)| (self.between(frame, other), at));
        far.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(0, |(_, at)| at)
    }

    /// The first frame, then again and again the one that is farthest from those before.
    fn farthest(&self, most: usize) -> Vec<usize> {
        let mut chosen = Vec::new();
        let mut far = vec![f32::INFINITY; self.n];
        while chosen.len() < most {
            let farthest = far.iter().copied().enumerate().rev().max_by(|a, b| a.1.total_cmp(&b.1));
            let Some((next, _)) = farthest.filter(|&(_, far)| far > SAME) else { break };
            chosen.push(next);
            for (frame, far) in far.iter_mut().enumerate() {
                *far = far.min(self.between(next, frame));
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use image::{Rgba, RgbaImage};

    use super::*;

    fn set(levels: &[(u8, u64)]) -> FrameSet {
        let mut set = FrameSet::default();
        for &(level, ms) in levels {
            set.push(&RgbaImage::from_pixel(4, 3, Rgba([level, level, level, 255])), Duration::from_millis(ms));
        }
        set
    }

    #[test]
    fn each_scene_has_a_frame_and_its_share_of_the_time() {
        let levels = [(10, 100), (12, 100), (14, 100), (200, 300), (202, 100), (100, 200), (12, 100)];
        let found = set(&levels).medoids(3);
        let (frames, shares): (Vec<usize>, Vec<f64>) = found.iter().map(|medoid| (medoid.frame, medoid.share)).unzip();
        assert_eq!(frames, [1, 3, 5], "a frame from the middle of a scene, the one that is shown longest, the third");
        for (share, expected) in shares.into_iter().zip([0.4, 0.4, 0.2]) {
            assert!((share - expected).abs() < 1e-9, "{found:?}");
        }
        assert!(set(&levels).mean_distance(&frames) < set(&levels).mean_distance(&[0, 2, 4]));
    }

    #[test]
    fn what_looks_the_same_is_shown_once() {
        assert_eq!(set(&[(50, 10), (51, 10), (50, 10)]).medoids(8).len(), 1);
        assert_eq!(set(&[(50, 10), (90, 10)]).medoids(8).len(), 2);
        assert!(set(&[]).medoids(8).is_empty());
    }
}
