//! Points, and shapes made of them.
//!
//! A shape is a set of closed polygons: curves are flattened when they are built, so that a shape can be bent by any
//! function of a point (the turning head of `view`) without keeping track of control points. Units are the caller's.

use std::f32::consts::TAU;
use std::ops::{Add, Mul, Sub};

/// Points in one span of a curve between two given points; enough for a face 600 pixels wide.
const STEPS: usize = 12;

/// A point or a displacement; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct P {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// Makes a point.
pub(crate) const fn p(x: f32, y: f32) -> P {
    P { x, y }
}

impl Add for P {
    type Output = P;
    fn add(self, o: P) -> P {
        p(self.x + o.x, self.y + o.y)
    }
}

impl Sub for P {
    type Output = P;
    fn sub(self, o: P) -> P {
        p(self.x - o.x, self.y - o.y)
    }
}

impl Mul<f32> for P {
    type Output = P;
    fn mul(self, k: f32) -> P {
        p(self.x * k, self.y * k)
    }
}

impl P {
    /// The distance from the origin.
    pub(crate) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// The displacement turned a quarter and made one unit long; zero stays zero.
    pub(crate) fn normal(self) -> P {
        let n = self.length();
        if n > 0.0 { p(-self.y / n, self.x / n) } else { p(0.0, 0.0) }
    }
}

/// The value that lies `t` of the way from `a` to `b`.
pub(crate) fn lerp(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

/// 0 below `a`, 1 above `b`, and a smooth rise between.
pub(crate) fn smooth(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A curve through all the given points (centripetal Catmull-Rom, which neither loops nor overshoots), flattened.
pub(crate) fn curve(points: &[P]) -> Vec<P> {
    let n = points.len();
    if n < 3 {
        return points.to_vec();
    }
    let mut out = vec![points[0]];
    for i in 0..n - 1 {
        let (b, c) = (points[i], points[i + 1]);
        let a = if i > 0 { points[i - 1] } else { b * 2.0 - c };
        let d = if i + 2 < n { points[i + 2] } else { c * 2.0 - b };
        let gap = |u: P, v: P| (v - u).length().sqrt().max(1e-3);
        let (ab, bc, cd) = (gap(a, b), gap(b, c), gap(c, d));
        let tangent = |u: P, v: P, w: P, uv: f32, vw: f32| {
            ((v - u) * (1.0 / uv) - (w - u) * (1.0 / (uv + vw)) + (w - v) * (1.0 / vw)) * bc
        };
        let (m, k) = (tangent(a, b, c, ab, bc), tangent(b, c, d, bc, cd));
        for step in 1..=STEPS {
            let t = step as f32 / STEPS as f32;
            let (t2, t3) = (t * t, t * t * t);
            out.push(
                b * (2.0 * t3 - 3.0 * t2 + 1.0) + m * (t3 - 2.0 * t2 + t) + c * (3.0 * t2 - 2.0 * t3) + k * (t3 - t2),
            );
        }
    }
    out
}

/// As [`curve`], from plain pairs.
pub(crate) fn through(points: &[(f32, f32)]) -> Vec<P> {
    curve(&points.iter().map(|&(x, y)| p(x, y)).collect::<Vec<_>>())
}

/// The part of a flattened curve between two fractions of its length.
pub(crate) fn part(line: &[P], from: f32, to: f32) -> Vec<P> {
    let (from, to) = (from.clamp(0.0, 1.0), to.clamp(0.0, 1.0));
    let count = ((to - from) * line.len() as f32).ceil().max(1.0) as usize + 1;
    (0..=count).map(|i| along(line, lerp(from, to, i as f32 / count as f32))).collect()
}

/// The point at a fraction of a flattened curve's length.
pub(crate) fn along(line: &[P], at: f32) -> P {
    let total: f32 = line.windows(2).map(|w| (w[1] - w[0]).length()).sum();
    let mut left = total * at.clamp(0.0, 1.0);
    for w in line.windows(2) {
        let d = (w[1] - w[0]).length();
        if left <= d && d > 0.0 {
            return w[0] + (w[1] - w[0]) * (left / d);
        }
        left -= d;
    }
    line.last().copied().unwrap_or_default()
}

/// A set of closed polygons; a point is inside when they wind around it (non-zero rule).
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) loops: Vec<Vec<P>>,
}

impl Shape {
    /// One closed loop of pieces, each a curve of its own: there is a corner where two pieces meet.
    pub(crate) fn outline(pieces: &[&[(f32, f32)]]) -> Shape {
        Shape { loops: vec![pieces.iter().flat_map(|piece| through(piece)).collect()] }
    }

    /// One smooth closed loop.
    pub(crate) fn blob(points: &[(f32, f32)]) -> Shape {
        let n = points.len();
        let around: Vec<_> = (0..n + 5).map(|i| points[i % n]).collect();
        let line = through(&around);
        Shape { loops: vec![line[2 * STEPS..(n + 2) * STEPS].to_vec()] }
    }

    /// The loop made of two curves that run the same way, such as two lids.
    pub(crate) fn between(upper: &[P], lower: &[P]) -> Shape {
        Shape { loops: vec![upper.iter().chain(lower.iter().rev()).copied().collect()] }
    }

    /// An ellipse with its axes upright.
    pub(crate) fn ellipse(centre: P, rx: f32, ry: f32) -> Shape {
        let at = |i: usize| {
            let (sin, cos) = (i as f32 / 40.0 * TAU).sin_cos();
            centre + p(cos * rx, sin * ry)
        };
        Shape { loops: vec![(0..40).map(at).collect()] }
    }

    /// A rectangle given by two corners.
    pub(crate) fn rect(a: P, b: P) -> Shape {
        Shape { loops: vec![vec![a, p(b.x, a.y), b, p(a.x, b.y)]] }
    }

    /// A line whose half-width is a function of the fraction of its length: strokes of a pen, locks of hair, streams.
    pub(crate) fn ribbon(line: &[P], half_width: impl Fn(f32) -> f32) -> Shape {
        let total: f32 = line.windows(2).map(|w| (w[1] - w[0]).length()).sum::<f32>().max(1e-6);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let mut done = 0.0;
        for (i, &at) in line.iter().enumerate() {
            let before = line[i.saturating_sub(1)];
            let after = line[(i + 1).min(line.len() - 1)];
            done += (at - before).length();
            let side = (after - before).normal() * half_width((done / total).min(1.0));
            left.push(at + side);
            right.push(at - side);
        }
        right.reverse();
        left.append(&mut right);
        Shape { loops: vec![left] }
    }

    /// The same shape with each point moved by `f`.
    pub(crate) fn map(&self, f: impl Fn(P) -> P) -> Shape {
        Shape { loops: self.loops.iter().map(|l| l.iter().map(|&q| f(q)).collect()).collect() }
    }
}

/// Numbers that look random and are the same on every run (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Starts a sequence.
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next number, at least `a` and below `b`.
    pub(crate) fn roll(&mut self, a: f32, b: f32) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        lerp(a, b, ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32)
    }
}
