//! Cropping without pixels: a window cut out of a picture, as a linear map of its frequencies.
//!
//! A look is a sum of cosines, so it has a value at every place, also between pixels (`fingerprint::waves`).
//!
//! [`Fit`] finds the window in which two pictures agree: Gauss–Newton over the four edges, coarse frequencies first.
//! An edge that is positive cuts the first picture, one that is negative the second.

use std::sync::LazyLock;

use super::waves::{CHROMA, LUMA, N_CHROMA, N_WAVES, WEIGHTS, Waves, frequencies, orthonormal, weighted};
use crate::fingerprint::solve::solve;
use crate::fingerprint::waves::{self, Matrix, N_LUMA, cut_across, cut_down, window};

/// Samples of an axis when a window's matrix is made: enough for products of two twelfth waves.
const N_SAMPLES: usize = 24;
/// Waves below the highest one that a window needs and that are not fully known in it.
const UNKNOWN: f32 = 2.5;
/// The finest wave along an axis that a fit compares, of luma and of colour: finer ones need waves that are not kept.
const FINEST_COMPARED: usize = 8;
const FINEST_CHROMA: usize = 2;
/// No edge is sought farther in than this share of the axis.
const FARTHEST: f32 = 0.13;
/// The finest waves that are compared, coarse ones first so that a fit does not settle on a wrong detail, and with how many steps.
const STAGES: [(f32, usize); 3] = [(3.5, 3), (6.5, 3), (16.0, 2)];
/// Finer than all waves.
const ALL_WAVES: f32 = 64.0;
/// The share of an axis by which an edge is moved to see what that changes.
const EDGE_STEP: f32 = 0.004;
/// Holds edges that the picture says nothing about: by what the diagonal of the normal equations is multiplied, and what is added,
/// in grey levels².
const RIDGE_SHARE: f32 = 1.01;
const RIDGE: f32 = 1.0;

/// The map from a picture's frequencies to those of a part of it.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// None where nothing is cut off.
    across: Option<Matrix>,
    down: Option<Matrix>,
}

impl Window {
    /// The part that is left when these shares are cut off: left, right, top, bottom.
    pub(super) fn new(edges: [f32; 4]) -> Self {
        Self::of_lowest(edges, N_LUMA)
    }

    /// The same for the `n` lowest frequencies along each axis.
    fn of_lowest([left, right, top, bottom]: [f32; 4], n: usize) -> Self {
        let cut = |from: f32, to: f32| ((from, to) != (0.0, 0.0)).then(|| matrix(from, 1.0 - to, n));
        Self { across: cut(left, right), down: cut(top, bottom) }
    }

    /// The same when one of the edges was another: the other axis stays as it is.
    fn with_edge_moved(&self, edges: [f32; 4], moved: usize, n: usize) -> Self {
        let [left, right, top, bottom] = edges;
        if moved < 2 {
            let of = Self::of_lowest([left, right, 0.0, 0.0], n);
            return Self { across: of.across, down: self.down };
        }
        Self { across: self.across, down: Self::of_lowest([0.0, 0.0, top, bottom], n).down }
    }

    /// The frequencies of the part.
    pub(super) fn cut(&self, waves: &Waves) -> Waves {
        self.cut_lowest(waves, N_LUMA)
    }

    /// The `n` lowest frequencies of the part along each axis; the others are not to be read.
    pub(super) fn cut_lowest(&self, waves: &Waves, n: usize) -> Waves {
        if self.across.is_none() && self.down.is_none() {
            return *waves;
        }
        let mut out = [0.0; N_WAVES];
        let [luma, blue, red] = [0..LUMA, LUMA..LUMA + CHROMA, LUMA + CHROMA..N_WAVES];
        self.cut_plane::<N_LUMA>(&waves[luma.clone()], &mut out[luma], n);
        self.cut_plane::<N_CHROMA>(&waves[blue.clone()], &mut out[blue], n);
        self.cut_plane::<N_CHROMA>(&waves[red.clone()], &mut out[red], n);
        out
    }

    fn cut_plane<const N: usize>(&self, waves: &[f32], out: &mut [f32], n: usize) {
        let rows = waves.as_chunks::<N>().0;
        let half = self.down.as_ref().map(|down| cut_down(rows, down, n));
        let half = half.as_ref().map_or(rows, |half| &half[..]);
        match &self.across {
            Some(across) => out.copy_from_slice(cut_across(half, across, n).as_flattened()),
            None => out.copy_from_slice(half.as_flattened()),
        }
    }
}

/// The map from a picture's waves along an axis to the `n` lowest of a part of it.
fn matrix(from: f32, to: f32, n: usize) -> Matrix {
    static OF_PART: LazyLock<[[f32; N_LUMA]; N_SAMPLES]> = LazyLock::new(|| {
        let place = |n| (n as f32 + 0.5) / N_SAMPLES as f32;
        std::array::from_fn(|n| cosines(place(n)).map(|value| value / N_SAMPLES as f32))
    });
    window((from, to), &*OF_PART, cosines, n)
}

/// All waves at one place.
fn cosines(place: f32) -> [f32; N_LUMA] {
    let values = waves::cosines(place);
    std::array::from_fn(|k| orthonormal(k) * values[k])
}

/// The crops that are looked for without being known; see [`EDGES`].
pub(super) fn probes() -> &'static [Window] {
    static PROBES: LazyLock<Vec<Window>> = LazyLock::new(|| EDGES.iter().copied().map(Window::new).collect());
    &PROBES
}

/// Left, right, top, bottom: every edge at 4.2 or 6.8 %, so that one between 3 and 8 % is missed by 1.3 % at most, which
/// is about what a hash bears; then slight crops and crops of one axis.
pub(super) static EDGES: LazyLock<Vec<[f32; 4]>> = LazyLock::new(|| {
    let uneven = (0..16).map(|n| std::array::from_fn(|edge| if n >> edge & 1 == 0 { 0.042 } else { 0.068 }));
    let others = [[0.022; 4], [0.055, 0.055, 0.0, 0.0], [0.0, 0.0, 0.055, 0.055]];
    uneven.chain(others).collect()
});

/// Where two pictures agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// Left, right, top, bottom; positive cuts the first picture, negative the second.
    pub(super) edges: [f32; 4],
    /// The mean square difference per pair, weighted, in grey levels².
    pub(super) error: f32,
}

impl Fit {
    /// Whether nothing is cut off either.
    pub(super) fn is_whole(&self) -> bool {
        self.edges == [0.0; 4]
    }

    /// The windows of the two pictures, for the `n` lowest frequencies along each axis; `None` stands for the whole of both.
    pub(super) fn windows(&self, n: usize) -> Option<[Window; 2]> {
        if self.is_whole() {
            return None;
        }
        let of = |sign: f32| Window::of_lowest(self.edges.map(|edge| (sign * edge).max(0.0)), n);
        Some([of(1.0), of(-1.0)])
    }

    /// Frames of the two pictures as they are compared: cut and weighed.
    pub(super) fn cut(&self, a: &[Waves], b: &[Waves]) -> [Vec<Waves>; 2] {
        let windows = self.windows(N_LUMA);
        let cut = |n: usize, look: &Waves| windows.as_ref().map_or(*look, |windows| windows[n].cut(look));
        let all = |n: usize, looks: &[Waves]| looks.iter().map(|look| weighted(&cut(n, look))).collect();
        [all(0, a), all(1, b)]
    }

    /// How far each number of a look is known in both windows: 1, or 0 where it would need more waves than are kept.
    pub(super) fn trust(&self) -> Waves {
        if self.is_whole() {
            return [1.0; N_WAVES];
        }
        let [left, right, top, bottom] = self.edges;
        let limit = |x: f32, y: f32, n: usize| {
            (n as f32 - 1.0) * (1.0 - (x.max(0.0) + y.max(0.0)).max((-x).max(0.0) + (-y).max(0.0))) - UNKNOWN
        };
        std::array::from_fn(|i| {
            let n = if i < LUMA { N_LUMA } else { N_CHROMA };
            let (u, v) = frequencies(i);
            f32::from(u as f32 <= limit(left, right, n) && v as f32 <= limit(top, bottom, n))
        })
    }

    /// Improves on `edges` for pairs of looks that ought to be the same.
    pub(super) fn find(pairs: &[(&Waves, &Waves)], mut edges: [f32; 4]) -> Self {
        for (finest, rounds) in STAGES {
            let compared = Compared::new(pairs, finest);
            let mut here = compared.at(edges);
            for _ in 0..rounds {
                let Some(next) = compared.step(&here).map(|edges| compared.at(edges)) else { break };
                if next.error() >= here.error() {
                    break;
                }
                here = next;
            }
            edges = here.edges;
        }
        let error = Compared::new(pairs, ALL_WAVES).at(edges).error() / pairs.len().max(1) as f32;
        Self { edges, error }
    }
}

/// Pairs of looks that ought to be the same, compared in frequencies up to a finest one.
struct Compared<'a> {
    pairs: &'a [(&'a Waves, &'a Waves)],
    /// The numbers of a look that are compared: the same whatever the edges are, or steps could not be compared.
    kept: Vec<usize>,
    /// The lowest frequencies that those are of, along an axis.
    n_lowest: usize,
}

/// What pairs differ by, the first of each cut by positive edges, the second by negative ones.
struct Differences {
    edges: [f32; 4],
    windows: Option<[Window; 2]>,
    all: Vec<f32>,
}

impl Differences {
    fn error(&self) -> f32 {
        self.all.iter().map(|d| d * d).sum()
    }
}

impl<'a> Compared<'a> {
    fn new(pairs: &'a [(&'a Waves, &'a Waves)], finest: f32) -> Self {
        let is_kept = |i: &usize| {
            let (u, v) = frequencies(*i);
            let most = if *i < LUMA { FINEST_COMPARED } else { FINEST_CHROMA };
            u.max(v) <= most && (u * u + v * v) as f32 <= finest * finest
        };
        let n_lowest = (finest as usize + 1).min(FINEST_COMPARED + 1);
        Self { pairs, kept: (0..N_WAVES).filter(is_kept).collect(), n_lowest }
    }

    fn at(&self, edges: [f32; 4]) -> Differences {
        let windows = Fit { edges, error: 0.0 }.windows(self.n_lowest);
        Differences { edges, all: self.differences(windows.as_ref()), windows }
    }

    /// One step of Gauss–Newton; `None` if the pictures have no detail.
    fn step(&self, here: &Differences) -> Option<[f32; 4]> {
        let slopes: Vec<Vec<f32>> = (0..4)
            .map(|n| {
                let mut moved = here.edges;
                moved[n] += EDGE_STEP;
                let of = |window: &Window, sign: f32| {
                    window.with_edge_moved(moved.map(|edge| (sign * edge).max(0.0)), n, self.n_lowest)
                };
                let windows = match &here.windows {
                    Some([a, b]) => Some([of(a, 1.0), of(b, -1.0)]),
                    None => Fit { edges: moved, error: 0.0 }.windows(self.n_lowest),
                };
                let there = self.differences(windows.as_ref());
                there.iter().zip(&here.all).map(|(a, b)| (a - b) / EDGE_STEP).collect()
            })
            .collect();
        let (mut matrix, mut right) = ([[0.0; 4]; 4], [0.0; 4]);
        for (n, (row, right)) in matrix.iter_mut().zip(&mut right).enumerate() {
            let product = |other: &[f32]| slopes[n].iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
            row.iter_mut().zip(&slopes).for_each(|(cell, other)| *cell = product(other));
            *right = product(&here.all);
            row[n] = row[n] * RIDGE_SHARE + RIDGE;
        }
        let change = solve(matrix, right)?;
        Some(std::array::from_fn(|n| (here.edges[n] - change[n]).clamp(-FARTHEST, FARTHEST)))
    }

    fn differences(&self, windows: Option<&[Window; 2]>) -> Vec<f32> {
        let mut all = Vec::with_capacity(self.pairs.len() * self.kept.len());
        for (a, b) in self.pairs {
            let (a, b) = match windows {
                Some([of_a, of_b]) => (&of_a.cut_lowest(a, self.n_lowest), &of_b.cut_lowest(b, self.n_lowest)),
                None => (*a, *b),
            };
            all.extend(self.kept.iter().map(|&i| (a[i] - b[i]) * WEIGHTS[i]));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::FrameLook;
    use super::*;
    use crate::fingerprint::tests::frame;

    #[test]
    fn cutting_numbers_is_cutting_the_picture() {
        let edges = [0.08, 0.03, 0.05, 0.06];
        let whole = FrameLook::of(&frame(5, 0.3, [0.0; 4])).waves();
        let part = FrameLook::of(&frame(5, 0.3, edges)).waves();
        let trust = Fit { edges, error: 0.0 }.trust();
        let off = |a: &Waves, b: &Waves| (0..N_WAVES).map(|i| ((a[i] - b[i]) * trust[i]).powi(2)).sum::<f32>();
        let cut = Window::new(edges).cut(&whole);
        assert!(off(&cut, &part) < 0.15 * off(&whole, &part), "{} {}", off(&cut, &part), off(&whole, &part));
    }

    #[test]
    fn edges_are_found_on_either_side() {
        let edges = [0.07, 0.03, 0.05, 0.04];
        let whole = FrameLook::of(&frame(6, 0.3, [0.0; 4])).waves();
        let part = FrameLook::of(&frame(6, 0.3, edges)).waves();
        for (pair, sign) in [((&whole, &part), 1.0), ((&part, &whole), -1.0)] {
            let fit = Fit::find(&[pair], [0.05 * sign; 4]);
            assert!(fit.edges.iter().zip(edges).all(|(a, b)| (a * sign - b).abs() < 0.01), "{fit:?}");
        }
    }

    #[test]
    fn plain_pictures_have_no_edges() {
        let fit = Fit::find(&[(&[0.0; N_WAVES], &[0.0; N_WAVES])], [0.0; 4]);
        assert!(fit.error == 0.0 && fit.edges.iter().all(|edge| edge.abs() < 0.01));
        assert!(Fit::find(&[], [0.05; 4]).error == 0.0);
    }
}
