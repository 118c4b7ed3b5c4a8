//! From full colour to a palette: which colours to keep, and how to mix the others from them.
//!
//! The palette is a median cut of the colours that occur, improved by k-means. A colour between two entries becomes an
//! ordered pattern of the two: the pattern depends on a pixel's position and colour only, so whatever stands still in an
//! animation is the same in every frame and costs nothing there.

use std::collections::{BTreeMap, HashMap};

/// How often k-means is run; more changes nothing that can be seen.
const ROUNDS: usize = 12;
/// How much a pattern of two colours is disliked, for each unit of their difference.
const NOISE: f32 = 0.25;
/// Weights of red, green and blue in the difference of two colours.
const WEIGHTS: [f32; 3] = [0.30, 0.55, 0.15];
const BAYER: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

type Rgb = [f32; 3];

/// A palette and what has been looked up in it.
#[derive(Debug)]
pub(crate) struct Palette {
    /// The colours, at most 255.
    pub(crate) colours: Vec<[u8; 3]>,
    known: HashMap<[u8; 3], Mix>,
}

/// Two entries and how many sixteenths of the second.
#[derive(Clone, Copy, Debug)]
struct Mix {
    most: u8,
    other: u8,
    sixteenths: u8,
}

impl Palette {
    /// Chooses at most `count` colours for some pictures.
    pub(crate) fn choose(pictures: &[Vec<[u8; 3]>], count: usize) -> Palette {
        let mut seen: BTreeMap<[u8; 3], (u32, [u32; 3])> = BTreeMap::new();
        for pixel in pictures.iter().flatten() {
            let (n, sum) = seen.entry(pixel.map(|v| v >> 2)).or_default();
            *n += 1;
            for c in 0..3 {
                sum[c] += u32::from(pixel[c]);
            }
        }
        // Large plain areas must not take all the entries from an eye.
        let points: Vec<(Rgb, f32)> =
            seen.values().map(|(n, sum)| (sum.map(|v| v as f32 / *n as f32), (*n as f32).powf(0.5))).collect();
        let mut centres = median_cut(points.clone(), count);
        for _ in 0..ROUNDS {
            let mut sums = vec![([0.0_f64; 3], 0.0_f64); centres.len()];
            for (colour, weight) in &points {
                let (sum, total) = &mut sums[nearest(&centres, *colour)];
                for c in 0..3 {
                    sum[c] += f64::from(colour[c] * weight);
                }
                *total += f64::from(*weight);
            }
            for (centre, (sum, total)) in centres.iter_mut().zip(sums) {
                if total > 0.0 {
                    *centre = sum.map(|v| (v / total) as f32);
                }
            }
        }
        let mut colours: Vec<[u8; 3]> = centres.iter().map(|c| c.map(|v| v.round().clamp(0.0, 255.0) as u8)).collect();
        colours.sort_by_key(|c| (u32::from(c[0]) * 30 + u32::from(c[1]) * 55 + u32::from(c[2]) * 15, *c));
        colours.dedup();
        Palette { colours, known: HashMap::new() }
    }

    /// Turns a picture into indices; mixed colours become patterns.
    pub(crate) fn map(&mut self, picture: &[[u8; 3]], width: usize) -> Vec<u8> {
        (picture.iter().enumerate())
            .map(|(i, &pixel)| {
                let Mix { most, other, sixteenths } = self.mix(pixel);
                let threshold = BAYER[i / width % 4][i % width % 4];
                if sixteenths > threshold { other } else { most }
            })
            .collect()
    }

    /// Turns a picture into indices of the nearest colours, without patterns.
    pub(crate) fn nearest(&self, picture: &[[u8; 3]]) -> Vec<u8> {
        let entries: Vec<Rgb> = self.colours.iter().map(|c| c.map(f32::from)).collect();
        let mut known = HashMap::new();
        let mut look =
            |pixel: [u8; 3]| *known.entry(pixel).or_insert_with(|| nearest(&entries, pixel.map(f32::from)) as u8);
        picture.iter().map(|&pixel| look(pixel)).collect()
    }

    fn mix(&mut self, pixel: [u8; 3]) -> Mix {
        if let Some(mix) = self.known.get(&pixel) {
            return *mix;
        }
        let want = pixel.map(f32::from);
        let entries: Vec<Rgb> = self.colours.iter().map(|c| c.map(f32::from)).collect();
        let most = nearest(&entries, want);
        let first = entries[most];
        let mut best = (difference(first, want), most, 0.0);
        for (i, &second) in entries.iter().enumerate() {
            let apart = difference(first, second);
            if apart > 0.0 {
                let dot: f32 = (0..3).map(|c| WEIGHTS[c] * (want[c] - first[c]) * (second[c] - first[c])).sum();
                let share = (dot / apart).clamp(0.0, 0.5);
                let mixed = [0, 1, 2].map(|c| first[c] + (second[c] - first[c]) * share);
                let cost = difference(mixed, want) + NOISE * share * (1.0 - share) * apart;
                if cost < best.0 {
                    best = (cost, i, share);
                }
            }
        }
        let mix = Mix { most: most as u8, other: best.1 as u8, sixteenths: (best.2 * 16.0).round() as u8 };
        self.known.insert(pixel, mix);
        mix
    }
}

fn difference(a: Rgb, b: Rgb) -> f32 {
    (0..3).map(|c| WEIGHTS[c] * (a[c] - b[c]) * (a[c] - b[c])).sum()
}

fn nearest(entries: &[Rgb], want: Rgb) -> usize {
    let mut best = (f32::MAX, 0);
    for (i, entry) in entries.iter().enumerate() {
        let d = difference(*entry, want);
        if d < best.0 {
            best = (d, i);
        }
    }
    best.1
}

fn median_cut(points: Vec<(Rgb, f32)>, count: usize) -> Vec<Rgb> {
    let mut boxes = vec![points];
    while boxes.len() < count {
        let widest = boxes
            .iter()
            .enumerate()
            .filter(|(_, b)| b.len() > 1)
            .map(|(i, b)| {
                let (channel, spread) = spread(b);
                (i, channel, spread * b.iter().map(|q| q.1).sum::<f32>().sqrt())
            })
            .max_by(|a, b| a.2.total_cmp(&b.2));
        let Some((i, channel, _)) = widest else { break };
        let mut all = boxes.swap_remove(i);
        all.sort_by(|a, b| a.0[channel].total_cmp(&b.0[channel]));
        let half = all.iter().map(|q| q.1).sum::<f32>() / 2.0;
        let mut sum = 0.0;
        let at = all.iter().position(|q| {
            sum += q.1;
            sum >= half
        });
        let rest = all.split_off(at.unwrap_or(0).clamp(1, all.len() - 1));
        boxes.push(all);
        boxes.push(rest);
    }
    boxes.iter().filter(|b| !b.is_empty()).map(|b| mean(b)).collect()
}

fn spread(points: &[(Rgb, f32)]) -> (usize, f32) {
    let m = mean(points);
    let total: f32 = points.iter().map(|q| q.1).sum();
    (0..3)
        .map(|c| (c, points.iter().map(|q| WEIGHTS[c] * q.1 * (q.0[c] - m[c]).powi(2)).sum::<f32>() / total))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, 0.0))
}

fn mean(points: &[(Rgb, f32)]) -> Rgb {
    let total: f32 = points.iter().map(|q| q.1).sum();
    [0, 1, 2].map(|c| points.iter().map(|q| q.0[c] * q.1).sum::<f32>() / total)
}
