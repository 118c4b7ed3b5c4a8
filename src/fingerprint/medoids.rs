//! The frames that stand for an animation: few, so that each of the others is near one of them.
//!
//! Frames are compared by their colours in Oklab, in which equal distances look about equally far apart, at the size at which they
//! are given. The choice is by k-medoids, weighted by how long a frame is shown: the better of those begun with the frames that are farthest from
//! each other, and with those at equal times. docs/strips.md tells how much nearer they are than frames at equal times.

use std::time::Duration;

use image::{Rgba, RgbaImage};

/// Frames nearer than this look the same: two of 255 levels of grey.
const SAME: f32 = 0.006;

/// How often medoids are moved at most; most sets are at rest after three.
const MOST_ROUNDS: usize = 6;

/// What is behind transparent pixels.
const BEHIND: f32 = 128.0;

/// Frames of one size, of which some are to stand for all.
#[derive(Clone, Debug, Default)]
pub struct FrameSet {
    frames: Vec<WeighedFrame>,
}

#[derive(Clone, Debug)]
struct WeighedFrame {
    /// Oklab's three values of each pixel.
    colours: Vec<f32>,
    seconds: f64,
}

/// A frame that stands for some.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Medoid {
    /// Its place in the set, from 0.
    pub frame: usize,
    /// The part of all time, of 0 to 1, in which it or a frame that it stands for is shown.
    pub share: f64,
}

impl FrameSet {
    /// Adds a frame, of a few hundred pixels, and how long it is shown.
    pub fn push(&mut self, picture: &RgbaImage, shown: Duration) {
        let colours = picture.pixels().flat_map(|pixel| oklab(*pixel)).collect();
        self.frames.push(WeighedFrame { colours, seconds: shown.as_secs_f64() });
    }

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

/// How far each frame is from each other: the root mean square over its pixels.
struct Distances {
    n: usize,
    rows: Vec<f32>,
}

impl Distances {
    fn of(frames: &[WeighedFrame]) -> Self {
        let n = frames.len();
        let mut rows = vec![0.0; n * n];
        for (from, frame) in frames.iter().enumerate() {
            for (to, other) in frames.iter().enumerate().take(from) {
                let far = distance(&frame.colours, &other.colours);
                rows[from * n + to] = far;
                rows[to * n + from] = far;
            }
        }
        Self { n, rows }
    }

    fn between(&self, from: usize, to: usize) -> f32 {
        self.rows[from * self.n + to]
    }

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

fn distance(a: &[f32], b: &[f32]) -> f32 {
    let squares: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (3.0 * squares / a.len().max(1) as f32).sqrt()
}

/// Converts a colour of sRGB to Oklab, as Björn Ottosson defined it: lightness of 0 to 1, green to red, blue to yellow.
fn oklab(Rgba([r, g, b, alpha]): Rgba<u8>) -> [f32; 3] {
    let alpha = f32::from(alpha) / 255.0;
    let linear = |channel: u8| {
        let seen = (f32::from(channel) * alpha + BEHIND * (1.0 - alpha)) / 255.0;
        if seen <= 0.040_45 { seen / 12.92 } else { ((seen + 0.055) / 1.055).powf(2.4) }
    };
    let (r, g, b) = (linear(r), linear(g), linear(b));
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn oklab_has_the_values_of_its_definition() {
        for (colour, expected) in [
            ([255, 255, 255, 255], [1.0, 0.0, 0.0]),
            ([0, 0, 0, 255], [0.0, 0.0, 0.0]),
            ([255, 0, 0, 255], [0.628, 0.225, 0.126]),
            ([0, 0, 255, 255], [0.452, -0.032, -0.312]),
        ] {
            let found = oklab(Rgba(colour));
            assert!(
                found.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-3),
                "{colour:?}: {found:?}"
            );
        }
    }
}
