//! Cropping without pixels: a window cut out of a picture, as a linear map of its frequencies.
//!
//! A look is a sum of cosines, so it has a value at every place, also between pixels. Stretching the part from `from`
//! to `to` of an axis over the whole axis and taking its cosines again multiplies the frequencies of that axis by a
//! matrix of 12×12. Frequencies beyond the twelfth are missing, which is felt from about the ninth of the result on;
//! comparisons of crops weigh them less.
//!
//! [`Fit`] finds the window in which two pictures agree: Gauss–Newton over the four edges, coarse frequencies first.
//! An edge that is positive cuts the first picture, one that is negative the second.

use std::f32::consts::PI;
use std::sync::LazyLock;

use super::waves::{N_CHROMA, N_LUMA, N_WAVES, Waves, amplitude};

/// Samples of an axis when a window's matrix is made: enough for products of two twelfth waves.
const N_SAMPLES: usize = 24;
/// Waves below the highest one that a window needs and that are not fully known in it.
const UNKNOWN: f32 = 2.5;
/// The finest wave along an axis that a fit compares.
const MOST_COMPARED: usize = 8;
/// No edge is sought farther in than this share of the axis.
const FARTHEST: f32 = 0.13;

type Matrix = [[f32; N_LUMA]; N_LUMA];

/// The map from a picture's frequencies to those of a part of it.
#[derive(Clone)]
pub(crate) struct Window {
    /// None where nothing is cut off.
    across: Option<Matrix>,
    down: Option<Matrix>,
}

impl Window {
    /// The part that is left when these shares are cut off: left, right, top, bottom.
    pub(crate) fn new([left, right, top, bottom]: [f32; 4]) -> Self {
        let cut = |from: f32, to: f32| ((from, to) != (0.0, 0.0)).then(|| matrix(from, 1.0 - to));
        Self { across: cut(left, right), down: cut(top, bottom) }
    }

    /// The frequencies of the part.
    pub(crate) fn cut(&self, waves: &Waves) -> Waves {
        self.cut_lowest(waves, N_LUMA)
    }

    /// The `n` lowest frequencies of the part along each axis; the others are not to be read.
    pub(crate) fn cut_lowest(&self, waves: &Waves, n: usize) -> Waves {
        let mut out = [0.0; N_WAVES];
        let chroma = N_CHROMA * N_CHROMA;
        let luma = N_LUMA * N_LUMA;
        self.cut_plane::<N_LUMA>(&waves[..luma], &mut out[..luma], n);
        self.cut_plane::<N_CHROMA>(&waves[luma..luma + chroma], &mut out[luma..luma + chroma], n);
        self.cut_plane::<N_CHROMA>(&waves[luma + chroma..], &mut out[luma + chroma..], n);
        out
    }

    fn cut_plane<const N: usize>(&self, waves: &[f32], out: &mut [f32], n: usize) {
        let mut half = [[0.0f32; N]; N];
        match &self.down {
            Some(down) => {
                for (row, weights) in half.iter_mut().zip(down).take(n) {
                    for (from, weight) in waves.chunks_exact(N).zip(weights) {
                        row.iter_mut().zip(from).for_each(|(sum, wave)| *sum += weight * wave);
                    }
                }
            }
            None => half.as_flattened_mut().copy_from_slice(waves),
        }
        match &self.across {
            Some(across) => {
                for (row, out) in half.iter().zip(out.chunks_exact_mut(N)).take(n) {
                    for (out, weights) in out.iter_mut().zip(across).take(n) {
                        *out = row.iter().zip(weights).map(|(a, b)| a * b).sum();
                    }
                }
            }
            None => out.copy_from_slice(half.as_flattened()),
        }
    }
}

/// Row `k` says how much of wave `k` of the part there is in each wave of the whole.
fn matrix(from: f32, to: f32) -> Matrix {
    let mut all = [[0.0; N_LUMA]; N_LUMA];
    for n in 0..N_SAMPLES {
        let y = (n as f32 + 0.5) / N_SAMPLES as f32;
        let (part, whole) = (cosines(y), cosines(from + (to - from) * y));
        for (row, part) in all.iter_mut().zip(part) {
            row.iter_mut().zip(whole).for_each(|(sum, whole)| *sum += part * whole / N_SAMPLES as f32);
        }
    }
    all
}

/// All waves at one place, by the recurrence cos((k + 1) x) = 2 cos x cos(k x) − cos((k − 1) x).
fn cosines(place: f32) -> [f32; N_LUMA] {
    let step = (PI * place).cos();
    let (mut last, mut this) = (step, 1.0);
    std::array::from_fn(|k| {
        let value = amplitude(k) * this;
        (last, this) = (this, 2.0 * step * this - last);
        value
    })
}

/// The crops that are looked for without being known; see [`EDGES`].
pub(crate) fn probes() -> &'static [Window] {
    static PROBES: LazyLock<Vec<Window>> = LazyLock::new(|| EDGES.iter().copied().map(Window::new).collect());
    &PROBES
}

/// Left, right, top, bottom: every edge at 4.2 or 6.8 %, so that one between 3 and 8 % is missed by 1.3 % at most, which
/// is about what a hash bears; then slight crops and crops of one axis.
pub(crate) static EDGES: LazyLock<Vec<[f32; 4]>> = LazyLock::new(|| {
    let uneven = (0..16).map(|n| std::array::from_fn(|edge| if n >> edge & 1 == 0 { 0.042 } else { 0.068 }));
    let others = [[0.022; 4], [0.055, 0.055, 0.0, 0.0], [0.0, 0.0, 0.055, 0.055]];
    uneven.chain(others).collect()
});

/// How much each number of a look counts in comparisons.
///
/// Mean brightness and the slowest waves suffer most from palettes and colour conversion, the fastest from crops.
pub(crate) static WEIGHTS: LazyLock<Waves> = LazyLock::new(|| {
    std::array::from_fn(|i| match place(i) {
        (0, 0) => 0.3,
        (u, v) if i < N_LUMA * N_LUMA => {
            let f = ((u * u + v * v) as f32).sqrt();
            (0.55 + 0.15 * f).min(1.0) * if f > 11.0 { 0.5 } else { 1.0 }
        }
        _ => 0.7,
    })
});

/// The frequencies across and down of a number of a look.
fn place(i: usize) -> (usize, usize) {
    let luma = N_LUMA * N_LUMA;
    if i < luma { (i % N_LUMA, i / N_LUMA) } else { ((i - luma) % N_CHROMA, (i - luma) / N_CHROMA % N_CHROMA) }
}

/// Where two pictures agree.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Fit {
    /// Left, right, top, bottom; positive cuts the first picture, negative the second.
    pub(crate) edges: [f32; 4],
    /// The mean square difference per pair, weighted, in grey levels².
    pub(crate) error: f32,
}

impl Fit {
    /// The windows of the two pictures; `None` stands for the whole of both.
    pub(crate) fn windows(&self) -> Option<[Window; 2]> {
        if self.edges == [0.0; 4] {
            return None;
        }
        Some([Window::new(self.edges.map(|edge| edge.max(0.0))), Window::new(self.edges.map(|edge| (-edge).max(0.0)))])
    }

    /// How far each number of a look is known in both windows: 1, or 0 where it would need more waves than are kept.
    pub(crate) fn trust(&self) -> Waves {
        if self.edges == [0.0; 4] {
            return [1.0; N_WAVES];
        }
        let [left, right, top, bottom] = self.edges;
        let limit = |x: f32, y: f32, n: usize| {
            (n as f32 - 1.0) * (1.0 - (x.max(0.0) + y.max(0.0)).max((-x).max(0.0) + (-y).max(0.0))) - UNKNOWN
        };
        std::array::from_fn(|i| {
            let n = if i < N_LUMA * N_LUMA { N_LUMA } else { N_CHROMA };
            let (u, v) = place(i);
            f32::from(u as f32 <= limit(left, right, n) && v as f32 <= limit(top, bottom, n))
        })
    }

    /// Improves on `edges` for pairs of looks that ought to be the same.
    pub(crate) fn find(pairs: &[(&Waves, &Waves)], edges: [f32; 4]) -> Self {
        let mut best = Self { edges, error: error(pairs, edges, 64.0) };
        for (finest, rounds) in [(3.5, 3), (6.5, 3), (16.0, 2)] {
            let mut this = Self { edges: best.edges, error: error(pairs, best.edges, finest) };
            for _ in 0..rounds {
                let Some(edges) = step(pairs, this.edges, finest) else { break };
                let next = Self { edges, error: error(pairs, edges, finest) };
                if next.error >= this.error {
                    break;
                }
                this = next;
            }
            best.edges = this.edges;
        }
        best.error = error(pairs, best.edges, 64.0);
        best
    }
}

/// One step of Gauss–Newton on frequencies up to `finest`; `None` if the pictures have no detail.
fn step(pairs: &[(&Waves, &Waves)], edges: [f32; 4], finest: f32) -> Option<[f32; 4]> {
    const STEP: f32 = 0.004;
    let here = differences(pairs, edges, finest);
    let slopes: Vec<Vec<f32>> = (0..4)
        .map(|n| {
            let mut moved = edges;
            moved[n] += STEP;
            differences(pairs, moved, finest).iter().zip(&here).map(|(a, b)| (a - b) / STEP).collect()
        })
        .collect();
    let mut system = [[0.0f32; 5]; 4];
    for (n, row) in system.iter_mut().enumerate() {
        for (sum, other) in row.iter_mut().zip(slopes.iter().chain([&here])) {
            *sum = slopes[n].iter().zip(other).map(|(a, b)| a * b).sum();
        }
        // Holds edges that the picture says nothing about.
        row[n] = row[n] * 1.01 + 1.0;
    }
    let change = solve(system)?;
    Some(std::array::from_fn(|n| (edges[n] - change[n]).clamp(-FARTHEST, FARTHEST)))
}

fn error(pairs: &[(&Waves, &Waves)], edges: [f32; 4], finest: f32) -> f32 {
    differences(pairs, edges, finest).iter().map(|d| d * d).sum::<f32>() / pairs.len().max(1) as f32
}

fn differences(pairs: &[(&Waves, &Waves)], edges: [f32; 4], finest: f32) -> Vec<f32> {
    let fit = Fit { edges, error: 0.0 };
    let windows = fit.windows();
    // The same numbers whatever the edges are, or steps could not be compared.
    let is_kept = |i: usize| {
        let (u, v) = place(i);
        let most = if i < N_LUMA * N_LUMA { MOST_COMPARED } else { 2 };
        u.max(v) <= most && (u * u + v * v) as f32 <= finest * finest
    };
    let n = (finest as usize + 1).min(MOST_COMPARED + 1);
    let kept: Vec<usize> = (0..N_WAVES).filter(|&i| is_kept(i)).collect();
    let mut all = Vec::with_capacity(pairs.len() * kept.len());
    for (a, b) in pairs {
        let (a, b) = match &windows {
            Some([of_a, of_b]) => (of_a.cut_lowest(a, n), of_b.cut_lowest(b, n)),
            None => (**a, **b),
        };
        all.extend(kept.iter().map(|&i| (a[i] - b[i]) * WEIGHTS[i]));
    }
    all
}

/// Gaussian elimination; the last column is the right side.
fn solve(mut system: [[f32; 5]; 4]) -> Option<[f32; 4]> {
    for n in 0..4 {
        let pivot = (n..4).max_by(|&a, &b| system[a][n].abs().total_cmp(&system[b][n].abs()))?;
        system.swap(n, pivot);
        let row = system[n];
        if row[n].abs() < 1e-6 {
            return None;
        }
        for (m, other) in system.iter_mut().enumerate().filter(|&(m, _)| m != n) {
            debug_assert_ne!(m, n);
            let factor = other[n] / row[n];
            other.iter_mut().zip(row).for_each(|(a, b)| *a -= factor * b);
        }
    }
    Some(std::array::from_fn(|n| system[n][4] / system[n][n]))
}

#[cfg(test)]
mod tests {
    use super::super::look::FrameLook;
    use super::super::made::frame;
    use super::*;

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
