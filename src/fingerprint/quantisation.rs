//! The steps that a JPEG left in pixels: of the DCT coefficients of its 8 × 8 blocks, most lie near multiples of the step that
//! they were rounded to (Fan and de Queiroz, "Identification of bitmap compression history", 2003).
//!
//! First the grid: across the edges of blocks the third difference is larger than elsewhere. Then, for each of the lowest
//! frequencies, the largest step whose multiples the coefficients keep to.

use image::RgbaImage;

use super::plane::luma_of;

/// Frequencies whose steps are looked for: the lowest twelve but one, as places in zigzag order; their rows and columns; and
/// what the standard's table for luma says of them (ITU-T T.81, table K.1).
pub(super) const N_STEPS: usize = 12;
const ZIGZAG: [usize; N_STEPS] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13];
const PLACES: [(usize, usize); N_STEPS] =
    [(0, 1), (1, 0), (2, 0), (1, 1), (0, 2), (0, 3), (1, 2), (2, 1), (3, 0), (3, 1), (2, 2), (1, 3)];
const STANDARD: [f32; N_STEPS] = [11.0, 12.0, 14.0, 12.0, 10.0, 16.0, 14.0, 13.0, 14.0, 17.0, 16.0, 19.0];

/// The side of a block, in pixels.
const BLOCK: usize = 8;
/// The side of the middle that is looked at, in pixels: 16,384 blocks.
const MOST_SIDE: usize = 1024;
/// A third difference counts up to this, in levels: what is more is an edge of the picture.
const EDGE: f32 = 20.0;
/// By how many standard deviations of the others the greatest of the eight columns must exceed their median to be a grid that does
/// not begin at the corner: 0.1 to 1.8 in pictures that were no JPEG, 2.3 and more in most others, measured on bench/near/keepers.
const GRID: f32 = 2.5;
/// Steps that are tried, in levels, and what lies between two of them.
const LEAST_STEP: f32 = 1.0;
const MOST_STEP: f32 = 64.0;
const BETWEEN_STEPS: f32 = 0.5;
/// Bins of the histogram of a coefficient a level, and the levels it holds.
const BINS: usize = 8;
const MOST_LEVEL: usize = 128;
/// Coefficients that are needed for a verdict: fewer, in soft pictures, agree with a step by chance.
const LEAST_COEFFICIENTS: u32 = 150;
/// The mean cosine at which coefficients keep to a step: 0 by chance, 0.5 to 0.97 in what was a JPEG, 0.4 after another, finer one.
const KEPT: f32 = 0.35;
/// The same for steps below 2: rounding pixels to whole levels leaves 0.19 of a step of 1.
const FINE_STEP: f32 = 2.0;
const KEPT_FINE: f32 = 0.12;
/// Multiples of a step that must be met, by this share of the coefficients each: in drawings many blocks are alike, and all their
/// coefficients have one value.
const LEAST_MULTIPLES: usize = 2;
const LEAST_SHARE: f32 = 0.02;
/// A larger step is taken if it is kept nearly as well: a JPEG of step 6 also keeps to 2 and 3.
const NEARLY: f32 = 0.8;
/// A coarse step leaves the values below half of it near zero. Of one that is tried so many levels coarse or more, values between a
/// quarter and a half are no more than those above: a finer step's first multiple there would go uncounted.
const COARSE_STEP: f32 = 8.0;
/// Steps that must be found for a picture to count as one that was a JPEG, and how many of them must be as coarse as the middle one,
/// by this share: in gradients and drawings some frequency keeps to some step by chance.
const LEAST_FOUND: usize = 4;
const LEAST_AGREEING: usize = 3;
const AGREEING: f32 = 0.35;

/// Quantisation steps of luma at the lowest frequencies; 0 where none is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steps(pub(super) [f32; N_STEPS]);

impl Steps {
    /// Those of a table as a JPEG holds it, in zigzag order.
    pub(super) fn of_table(table: &[u16; 64]) -> Self {
        Self(ZIGZAG.map(|at| f32::from(table[at])))
    }

    /// How coarse they are beside the standard's table, in hundredths: 100 is quality 50, 20 is quality 90; `None` if there
    /// are too few.
    pub fn coarseness(&self) -> Option<f32> {
        let mut ratios: Vec<f32> = self
            .0
            .iter()
            .zip(STANDARD)
            .filter(|(step, _)| **step > 0.0)
            .map(|(step, base)| 100.0 * step / base)
            .collect();
        ratios.sort_by(f32::total_cmp);
        let middle = ratios.get(ratios.len() / 2).copied().filter(|_| ratios.len() >= LEAST_FOUND)?;
        let n_agreeing = ratios.iter().filter(|ratio| (*ratio - middle).abs() <= AGREEING * middle).count();
        (n_agreeing >= LEAST_AGREEING).then_some(middle)
    }

    /// Finds those that a picture shows, and whether their grid does not begin in the corner.
    pub(super) fn find(picture: &RgbaImage) -> (Self, bool) {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let (columns, rows) = (width.min(MOST_SIDE), height.min(MOST_SIDE));
        if columns < 4 * BLOCK || rows < 4 * BLOCK {
            return (Self::default(), false);
        }
        // Whole blocks are left out before it, so that the grid begins as in the whole.
        let skipped = |all: usize, part: usize| (all - part) / 2 / BLOCK * BLOCK;
        let (left, top) = (skipped(width, columns), skipped(height, rows));
        let all = picture.as_raw().as_chunks::<4>().0.chunks_exact(width).skip(top).take(rows);
        let luma: Vec<f32> = all.flat_map(|line| &line[left..left + columns]).map(luma_of).collect();
        let lines: Vec<&[f32]> = luma.chunks_exact(columns).collect();
        let (across, down) = grid(&lines);
        let steps = steps(&lines, across, down);
        (steps, (across, down) != (0, 0))
    }
}

/// Where a grid of blocks begins, across and down.
fn grid(lines: &[&[f32]]) -> (usize, usize) {
    let third = |a: f32, b: f32, c: f32, d: f32| (d - 3.0 * c + 3.0 * b - a).abs().min(EDGE);
    let (mut across, mut down) = ([0.0_f64; BLOCK], [0.0_f64; BLOCK]);
    for line in lines {
        for (x, four) in line.windows(4).enumerate() {
            across[(x + 2) % BLOCK] += f64::from(third(four[0], four[1], four[2], four[3]));
        }
    }
    for (y, four) in lines.windows(4).enumerate() {
        let beside = four[0].iter().zip(four[1]).zip(four[2]).zip(four[3]);
        down[(y + 2) % BLOCK] += beside.map(|(((a, b), c), d)| f64::from(third(*a, *b, *c, *d))).sum::<f64>();
    }
    let n = (lines.len() * lines[0].len() / BLOCK) as f64;
    let (across, down) = (peak(&across.map(|sum| (sum / n) as f32)), peak(&down.map(|sum| (sum / n) as f32)));
    // A grid shows in both directions.
    across.zip(down).unwrap_or((0, 0))
}

/// The place of a value that stands out from the others.
fn peak(means: &[f32; BLOCK]) -> Option<usize> {
    /// Levels below which means differ by chance.
    const NOISE: f32 = 0.02;
    let (at, most) = means.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut others: Vec<f32> =
        means.iter().copied().enumerate().filter(|(i, _)| *i != at).map(|(_, mean)| mean).collect();
    others.sort_by(f32::total_cmp);
    let (median, n) = (others[others.len() / 2], others.len() as f32);
    let mean = others.iter().sum::<f32>() / n;
    let deviation = (others.iter().map(|one| (one - mean).powi(2)).sum::<f32>() / n).sqrt();
    (most - median > GRID * (deviation + NOISE)).then_some(at)
}

/// The steps that the coefficients of all blocks keep to.
fn steps(lines: &[&[f32]], left: usize, top: usize) -> Steps {
    let basis: Vec<[f32; BLOCK]> = (0..4).map(cosines).collect();
    let mut histograms = vec![[0_u32; BINS * MOST_LEVEL]; N_STEPS];
    for block_row in lines[top..].chunks_exact(BLOCK) {
        let n_blocks = (block_row[0].len() - left) / BLOCK;
        for block in 0..n_blocks {
            let from = left + block * BLOCK;
            // Along the rows first: [row][column frequency].
            let mut half = [[0.0_f32; 4]; BLOCK];
            for (line, half) in block_row.iter().zip(&mut half) {
                for (cosines, sum) in basis.iter().zip(half) {
                    *sum = line[from..from + BLOCK].iter().zip(cosines).map(|(p, c)| p * c).sum();
                }
            }
            for (&(row, column), histogram) in PLACES.iter().zip(&mut histograms) {
                let value: f32 = half.iter().zip(&basis[row]).map(|(half, c)| half[column] * c).sum();
                let bin = (value.abs() * BINS as f32).round() as usize;
                if let Some(count) = histogram.get_mut(bin) {
                    *count += 1;
                }
            }
        }
    }
    let mut found = Steps::default();
    found.0.iter_mut().zip(&histograms).for_each(|(step, histogram)| *step = largest_step(histogram));
    found
}

fn cosines(frequency: usize) -> [f32; BLOCK] {
    let scale = if frequency == 0 { (1.0 / BLOCK as f32).sqrt() } else { (2.0 / BLOCK as f32).sqrt() };
    std::array::from_fn(|i| scale * (std::f32::consts::PI / BLOCK as f32 * (i as f32 + 0.5) * frequency as f32).cos())
}

/// The largest step to whose multiples the values of a histogram keep; 0 if there is none.
fn largest_step(histogram: &[u32]) -> f32 {
    let (mut best, mut kept) = (0.0, 0.0);
    let mut step = LEAST_STEP;
    while step <= MOST_STEP {
        // What was rounded to zero keeps to any step.
        let from = (step * 0.5 * BINS as f32) as usize + 1;
        let (mut sum, mut n) = (0.0_f32, 0_u32);
        for (bin, count) in histogram.iter().enumerate().skip(from).filter(|(_, count)| **count > 0) {
            sum += *count as f32 * (std::f32::consts::TAU * bin as f32 / BINS as f32 / step).cos();
            n += count;
        }
        if n < LEAST_COEFFICIENTS {
            break;
        }
        let mean = sum / n as f32;
        let least = if step < FINE_STEP { KEPT_FINE } else { KEPT };
        if mean > least && mean > kept * NEARLY && is_met_often(histogram, step, n) && !hides_finer(histogram, step, n)
        {
            (best, kept) = (step, mean);
        }
        step += BETWEEN_STEPS;
    }
    best
}

/// Whether a coarse step passes over the first multiple of a finer one.
fn hides_finer(histogram: &[u32], step: f32, n: u32) -> bool {
    let bin = |value: f32| (value * BINS as f32) as usize;
    let below = histogram.iter().take(bin(step / 2.0) + 1).skip(bin(step / 4.0));
    step >= COARSE_STEP && below.sum::<u32>() > n
}

/// Whether several multiples of a step are met.
fn is_met_often(histogram: &[u32], step: f32, n: u32) -> bool {
    let mut met = vec![0_u32; (MOST_LEVEL as f32 / step) as usize + 2];
    for (bin, count) in histogram.iter().enumerate() {
        let multiple = (bin as f32 / BINS as f32 / step).round() as usize;
        met.get_mut(multiple).into_iter().for_each(|sum| *sum += count);
    }
    met.iter().skip(1).filter(|count| **count as f32 >= LEAST_SHARE * n as f32).count() >= LEAST_MULTIPLES
}
