//! A million stills and twenty thousand animations that exist as descriptions only: how long it takes to find which of them
//! show the same, and in how much memory.
//!
//! ```sh
//! cargo bench --locked --bench scale [-- stills N] [-- scenes N]
//! ```
//! Pictures are sums of waves drawn from a fixed seed, weaker the finer they are, as photographs are; every tenth still is an
//! earlier one with noise in its waves, every tenth animation a part of an earlier one with noise in its frames. Stills are
//! looked for with all their probes and compared by their waves, animations are aligned; pictures are not compared, there are
//! none. What was planted and found is counted, and what was found beside it.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::collections::HashMap;
use std::f32::consts::PI;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use image::{Rgba, RgbaImage};
use nakigao::fingerprint::{Look, LookIndex, Scene, SceneBuilder, SceneIndex, align};
use rayon::prelude::*;

const SIDE: usize = 32;
const N_WAVES: usize = 10;
/// Each of so many is a copy of an earlier one.
const ONE_IN: usize = 10;
/// As many candidates as an import looks at.
const MOST: usize = 24;
const FRAMES: usize = 40;
/// The frames of a part.
const PART: usize = 25;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |name: &str, usual: usize| {
        let at = arguments.iter().position(|argument| argument == name);
        at.map_or(usual, |at| arguments.get(at + 1).and_then(|n| n.parse().ok()).unwrap_or(usual))
    };
    let both = arguments.is_empty();
    if both || arguments.iter().any(|argument| argument == "stills") {
        stills(number("stills", 1_000_000));
    }
    if both || arguments.iter().any(|argument| argument == "scenes") {
        scenes(number("scenes", 20_000));
    }
}

fn stills(n: usize) {
    let begun = Instant::now();
    let looks: Vec<Look> = (0..n)
        .into_par_iter()
        .map(|number| {
            let waves = waves(original(number) as u64);
            Look::of(&picture(&if original(number) == number { waves } else { noisy(&waves, number as u64, 0.03) }))
        })
        .collect();
    println!("{n} stills described in {:.1} s", begun.elapsed().as_secs_f64());
    let before = peak_mib();
    let begun = Instant::now();
    let index = LookIndex::new((0..).zip(&looks));
    println!("index {:.2} s", begun.elapsed().as_secs_f64());
    let numbers: Vec<usize> = (0..n).collect();
    let pairs: Vec<(usize, usize)> = numbers
        .par_chunks(32_768)
        .flat_map_iter(|chunk| {
            let asked: Vec<&Look> = chunk.iter().map(|&number| &looks[number]).collect();
            let found = index.near(&asked, MOST + 1).into_iter().zip(chunk);
            let pairs = found.flat_map(|(near, &one)| near.into_iter().map(move |near| (one, near.id as usize)));
            pairs.filter(|(one, other)| one != other).collect::<Vec<_>>()
        })
        .collect();
    let asked = begun.elapsed();
    let alike: Vec<(usize, usize)> =
        pairs.par_iter().copied().filter(|&(one, other)| looks[one].may_match(&looks[other])).collect();
    let sets = Sets::new(n, &alike);
    println!(
        "asked and clustered in {:.1} s ({:.1} s of it asking); peak {} MiB, {before} before",
        begun.elapsed().as_secs_f64(),
        asked.as_secs_f64(),
        peak_mib()
    );
    sets.report(n, pairs.len(), alike.len());
    let begun = Instant::now();
    let of_one = LookIndex::new([(0, &looks[0])].into_iter());
    let all: Vec<&Look> = looks.iter().collect();
    let n_found: usize =
        all.par_chunks(32_768).flat_map_iter(|chunk| of_one.near_crops(chunk, MOST)).map(|found| found.len()).sum();
    println!("all asked for their crops in one new still: {:.2} s ({n_found} found)", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let n_found: usize = (0..100).map(|number| index.near(&[&looks[number * (n / 100)]], MOST)[0].len()).sum();
    println!("one still {:.2} ms ({n_found} found by 100)\n", begun.elapsed().as_secs_f64() * 10.0);
}

fn scenes(n: usize) {
    let begun = Instant::now();
    let scenes: Vec<Scene> = (0..n).into_par_iter().map(scene).collect();
    println!("{n} animations of {FRAMES} frames described in {:.1} s", begun.elapsed().as_secs_f64());
    let before = peak_mib();
    let begun = Instant::now();
    let index = SceneIndex::new((0..).zip(&scenes));
    println!("index {:.2} s", begun.elapsed().as_secs_f64());
    let pairs: Vec<(usize, usize)> = (0..n)
        .into_par_iter()
        .flat_map_iter(|one| {
            let others = index.near(&scenes[one]).into_iter().map(|other| other.id as usize);
            others.filter(move |&other| other != one).take(MOST).map(move |other| (one.min(other), one.max(other)))
        })
        .collect();
    let mut distinct = pairs;
    distinct.sort_unstable();
    distinct.dedup();
    let asked = begun.elapsed();
    let alike: Vec<(usize, usize)> =
        distinct.par_iter().copied().filter(|&(a, b)| align(&scenes[a], &scenes[b]).is_some()).collect();
    let sets = Sets::new(n, &alike);
    println!(
        "asked and aligned in {:.1} s ({:.1} s of it asking); peak {} MiB, {before} before",
        begun.elapsed().as_secs_f64(),
        asked.as_secs_f64(),
        peak_mib()
    );
    sets.report(n, distinct.len(), alike.len());
}

/// Media that are connected by pairs.
struct Sets(HashMap<usize, usize>);

impl Sets {
    fn new(n: usize, pairs: &[(usize, usize)]) -> Self {
        let mut parents: Vec<usize> = (0..n).collect();
        for &(a, b) in pairs {
            let (a, b) = (root(&mut parents, a), root(&mut parents, b));
            parents[a.max(b)] = a.min(b);
        }
        Self((0..n).map(|number| (number, root(&mut parents, number))).collect())
    }

    fn report(&self, n: usize, n_candidates: usize, n_alike: usize) {
        let copies = (0..n).filter(|&number| original(number) != number);
        let (n_copies, n_found) = copies.fold((0, 0), |(all, found), number| {
            (all + 1, found + usize::from(self.0[&number] == self.0[&original(number)]))
        });
        let n_strange = (0..n).filter(|&number| original(self.0[&number]) != original(number)).count();
        println!(
            "{n_candidates} candidates, {n_alike} alike; {n_found} of {n_copies} copies are with their original, {n_strange} media with a stranger"
        );
    }
}

fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}

/// The one that a number is a copy of, or itself.
fn original(number: usize) -> usize {
    if number % ONE_IN == ONE_IN - 1 { number - number % ONE_IN } else { number }
}

/// An animation: what moves changes the finer waves from frame to frame.
fn scene(number: usize) -> Scene {
    let (of, mut random) = (original(number), Random(number as u64));
    let (still, from, to) = (waves(of as u64), waves(of as u64 ^ 0xA5A5_0000), waves(of as u64 ^ 0x5A5A_0000));
    let is_part = of != number;
    let (first, n) = if is_part { (random.below(FRAMES - PART), PART) } else { (0, FRAMES) };
    let mut builder = SceneBuilder::new();
    let pace = Duration::from_millis(80);
    for frame in 0..n {
        let at = (first + frame) as f32 / FRAMES as f32;
        let mut waves = still;
        for (wave, (a, b)) in waves.iter_mut().flatten().zip(from.iter().flatten().zip(to.iter().flatten())) {
            *wave += 0.7 * (a * (1.0 - at) + b * at) * (at * 9.0).cos();
        }
        let waves = if is_part { noisy(&waves, (number * FRAMES + frame) as u64, 0.02) } else { waves };
        builder.push(frame as u32, pace * frame as u32, pace, &picture(&waves));
    }
    builder.finish(pace * n as u32)
}

type Waves = [[f32; N_WAVES]; N_WAVES];

fn waves(seed: u64) -> Waves {
    let mut random = Random(seed);
    std::array::from_fn(|v| {
        std::array::from_fn(|u| {
            if u + v == 0 { 0.0 } else { random.normal() * 40.0 / (1.0 + (u * u + v * v) as f32).sqrt() }
        })
    })
}

fn noisy(waves: &Waves, seed: u64, share: f32) -> Waves {
    let mut random = Random(seed ^ 0x9E37_79B9_7F4A_7C15);
    waves.map(|row| row.map(|wave| wave + share * 40.0 * random.normal() * 0.2))
}

static COSINES: LazyLock<[[f32; SIDE]; N_WAVES]> = LazyLock::new(|| {
    std::array::from_fn(|k| std::array::from_fn(|n| (PI / SIDE as f32 * (n as f32 + 0.5) * k as f32).cos()))
});

fn picture(waves: &Waves) -> RgbaImage {
    let rows: Vec<[f32; SIDE]> = waves
        .iter()
        .map(|row| std::array::from_fn(|x| row.iter().zip(COSINES.iter()).map(|(wave, cosine)| wave * cosine[x]).sum()))
        .collect();
    RgbaImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        let (x, y) = (x as usize, y as usize);
        let level: f32 = rows.iter().zip(COSINES.iter()).map(|(row, cosine)| row[x] * cosine[y]).sum();
        let level = (128.0 + level).clamp(0.0, 255.0) as u8;
        Rgba([level, level, level, 255])
    })
}

/// SplitMix64 (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Nearly normal: the sum of four uniform numbers, of variance 1.
    fn normal(&mut self) -> f32 {
        let sum: f32 = (0..4).map(|_| (self.next() >> 40) as f32 / (1 << 24) as f32).sum();
        (sum - 2.0) * 3.0f32.sqrt()
    }
}

/// The most memory that was in use so far, as Linux tells it; 0 elsewhere.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok())
        .map_or(0, |kib| kib / 1024)
}
