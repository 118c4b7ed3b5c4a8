//! What brightness, gamma and colour profiles do to a picture, estimated from two pictures laid over each other.
//!
//! Tone is one rising curve for all channels, colour a nearly diagonal matrix on the two colour differences. Both are kept
//! from explaining away what is another picture: the curve may only rise, the matrix stays near the identity.

use super::plane::{Plane, split};

/// Levels are gathered in so many bins.
const BINS: usize = 32;

/// A rising curve through points `(level, level)`.
pub(super) struct Tone {
    knots: Vec<(f32, f32)>,
    slope: f32,
}

impl Tone {
    /// The curve that takes the levels of one picture to those of the other, one for all channels: medians of bins, made
    /// monotone (pool adjacent violators), straight between and beyond.
    pub(super) fn between(a: &Plane<3>, b: &Plane<3>) -> Self {
        let mut counts = vec![[0_u32; 256]; BINS];
        let mut sums = [0.0_f32; BINS];
        for (p, q) in a.pixels.iter().flatten().zip(b.pixels.iter().flatten()) {
            let bin = ((p / 256.0 * BINS as f32) as usize).min(BINS - 1);
            counts[bin][q.clamp(0.0, 255.0) as usize] += 1;
            sums[bin] += p;
        }
        let total: u32 = counts.iter().flatten().sum();
        let mut blocks: Vec<(f32, f32, f32)> = Vec::new();
        for (bin, sum) in counts.iter().zip(sums) {
            let n: u32 = bin.iter().sum();
            if n * 1000 < total || n < 8 {
                continue;
            }
            let mut below = 0.0;
            let mut median = 0.0;
            for (level, &c) in bin.iter().enumerate() {
                let c = c as f32;
                if below + c >= n as f32 / 2.0 {
                    median = level as f32 + (n as f32 / 2.0 - below) / c;
                    break;
                }
                below += c;
            }
            blocks.push((sum / n as f32, median, n as f32));
            while let [.., (x0, v0, n0), (x1, v1, n1)] = blocks[..] {
                if v0 <= v1 {
                    break;
                }
                let n = n0 + n1;
                blocks.truncate(blocks.len() - 2);
                blocks.push(((x0 * n0 + x1 * n1) / n, (v0 * n0 + v1 * n1) / n, n));
            }
        }
        let knots: Vec<(f32, f32)> = blocks.iter().map(|&(x, v, _)| (x, v)).collect();
        let slope = match (knots.first(), knots.last()) {
            (Some(p), Some(q)) if q.0 - p.0 > 24.0 => ((q.1 - p.1) / (q.0 - p.0)).clamp(0.5, 2.0),
            _ => 1.0,
        };
        Self { knots, slope }
    }

    fn apply(&self, level: f32) -> f32 {
        let above = self.knots.partition_point(|k| k.0 < level);
        match (above.checked_sub(1).and_then(|i| self.knots.get(i)), self.knots.get(above)) {
            (Some(p), Some(q)) => p.1 + (q.1 - p.1) * (level - p.0) / (q.0 - p.0).max(1e-3),
            (Some(end), None) | (None, Some(end)) => (end.1 + (level - end.0) * self.slope).clamp(0.0, 255.0),
            (None, None) => level,
        }
    }

    /// The curve at whole levels, for speed.
    pub(super) fn table(&self) -> Vec<f32> {
        (0..=256).map(|l| self.apply(l as f32)).collect()
    }
}

/// The curve at any level.
pub(super) fn look_up(table: &[f32], level: f32) -> f32 {
    let low = (level.max(0.0) as usize).min(table.len().saturating_sub(2));
    match table.get(low..low + 2) {
        Some([p, q]) => p + (q - p) * (level - low as f32),
        _ => level,
    }
}

/// The slope of the line through pairs of levels.
pub(super) fn contrast(a: &[[f32; 3]], b: &[[f32; 3]]) -> f32 {
    let mut s = [0.0_f64; 5];
    for (p, q) in a.iter().flatten().zip(b.iter().flatten()) {
        let (p, q) = (f64::from(*p), f64::from(*q));
        for (sum, v) in s.iter_mut().zip([1.0, p, q, p * p, p * q]) {
            *sum += v;
        }
    }
    ((s[4] * s[0] - s[1] * s[2]) / (s[3] * s[0] - s[1] * s[1]).max(1e-6)) as f32
}

/// Matches the colour differences of the first picture to the second: returns it, and the matrix by rows.
pub(super) fn match_chroma(mut a: Plane<3>, b: &Plane<3>) -> (Plane<3>, [f32; 4]) {
    // cb' = p cb + q cr + o ; cr' = r cb + s cr + o
    let mut keep = vec![true; a.pixels.len()];
    let mut model = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
    for _ in 0..2 {
        let mut m = [[0.0_f64; 3]; 3];
        let mut r = [[0.0_f64; 3]; 2];
        for ((p, q), _) in a.pixels.iter().zip(&b.pixels).zip(&keep).filter(|(_, k)| **k) {
            let ([_, cb, cr], [_, tb, tr]) = (split(*p), split(*q));
            let v = [cb, cr, 1.0].map(f64::from);
            for i in 0..3 {
                for j in 0..3 {
                    m[i][j] += v[i] * v[j];
                }
                r[0][i] += v[i] * f64::from(tb - cb);
                r[1][i] += v[i] * f64::from(tr - cr);
            }
        }
        let n = m[2][2].max(1.0);
        // Grey pictures say nothing about saturation: a pull to identity of the weight of a colour of 4 levels.
        m[0][0] += 16.0 * n;
        m[1][1] += 16.0 * n;
        m[2][2] += 1e-6;
        for (row, right) in model.iter_mut().zip(r) {
            let solved = solve3(m, right);
            *row = solved.map(|v| v as f32);
        }
        model[0][0] = (1.0 + model[0][0]).clamp(0.55, 1.8);
        model[1][1] = (1.0 + model[1][1]).clamp(0.55, 1.8);
        model[0][1] = model[0][1].clamp(-0.3, 0.3);
        model[1][0] = model[1][0].clamp(-0.3, 0.3);
        model[0][2] = model[0][2].clamp(-10.0, 10.0);
        model[1][2] = model[1][2].clamp(-10.0, 10.0);
        for ((p, q), k) in a.pixels.iter().zip(&b.pixels).zip(&mut keep) {
            let ([_, cb, cr], [_, tb, tr]) = (split(*p), split(*q));
            let eb = model[0][0] * cb + model[0][1] * cr + model[0][2] - tb;
            let er = model[1][0] * cb + model[1][1] * cr + model[1][2] - tr;
            *k = eb * eb + er * er < 200.0;
        }
    }
    for p in &mut a.pixels {
        let [y, cb, cr] = split(*p);
        let nb = model[0][0] * cb + model[0][1] * cr + model[0][2];
        let nr = model[1][0] * cb + model[1][1] * cr + model[1][2];
        let (r, b) = (y + nr / 0.713, y + nb / 0.564);
        *p = [r, (y - 0.299 * r - 0.114 * b) / 0.587, b];
    }
    (a, [model[0][0], model[0][1], model[1][0], model[1][1]])
}

/// Solves three linear equations by Cramer's rule; zeros if they have no one solution.
fn solve3(m: [[f64; 3]; 3], r: [f64; 3]) -> [f64; 3] {
    let det = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = det(m);
    if whole.abs() < 1e-9 {
        return [0.0; 3];
    }
    std::array::from_fn(|i| {
        let mut other = m;
        for (row, v) in other.iter_mut().zip(r) {
            row[i] = v;
        }
        det(other) / whole
    })
}
