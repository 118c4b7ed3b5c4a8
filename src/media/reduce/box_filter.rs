//! The box filter over rows in order.
//!
//! Most pictures with alpha are opaque nearly everywhere. So opaque rows are summed unweighted, in narrow numbers, other
//! rows weighted by alpha; both sums are joined when a box is full. [`BoxFilter::part`] makes only some of the boxes.

use std::ops::Range;

use image::{ImageBuffer, Rgba};

use super::mean::{Divisor, ROWS_OF_PRODUCTS, ROWS_OF_SAMPLES, Sample, edge, plain_pixel, to_rgba, weighted_pixel};

/// The box filter. `N` channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
pub(in super::super) struct BoxFilter<S: Sample, const N: usize> {
    from: (u32, u32),
    to: (u32, u32),
    /// The boxes that are made, across and down.
    made: (u32, u32),
    /// Where the columns of boxes begin, and where the last one ends.
    edges: Vec<u32>,
    /// The next row of boxes.
    box_row: u32,
    /// The next source row.
    row: u32,
    /// The first source row of this row of boxes.
    first_row: u32,
    /// The first source row of the next row of boxes.
    next_row: u32,
    plain: Vec<S::Narrow>,
    n_plain: u32,
    weighted: Vec<S::Sum>,
    n_weighted: u32,
    /// Sums of whole boxes: of samples times alphas if `is_weighted`, else of samples.
    boxes: Vec<[u64; N]>,
    is_weighted: bool,
    out: Vec<S>,
}

impl<S: Sample, const N: usize> BoxFilter<S, N>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    const HAS_ALPHA: bool = N == 2 || N == 4;

    /// Sides of `to` are at least 1 and at most those of `from`. Equal sizes only convert pixels to RGBA.
    pub(in super::super) fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        Self::part(from, to, 0..to.0, 0..to.1)
    }

    /// Makes only these columns and rows of boxes, from the rows of samples that lie in them.
    pub(in super::super) fn part(from: (u32, u32), to: (u32, u32), columns: Range<u32>, rows: Range<u32>) -> Self {
        let edges: Vec<u32> = (columns.start..=columns.end).map(|n| edge(n, from.0, to.0)).collect();
        let n_pixels = edges.last().zip(edges.first()).map_or(0, |(last, first)| (last - first) as usize);
        let n_columns = if from == to { 0 } else { n_pixels * N };
        let made = (columns.end - columns.start, rows.end - rows.start);
        let row = edge(rows.start, from.1, to.1);
        Self {
            from,
            to,
            made,
            edges,
            box_row: rows.start,
            row,
            first_row: row,
            next_row: edge(rows.start + 1, from.1, to.1),
            plain: vec![S::Narrow::default(); n_columns],
            n_plain: 0,
            weighted: vec![S::Sum::default(); if Self::HAS_ALPHA { n_columns } else { 0 }],
            n_weighted: 0,
            boxes: vec![[0; N]; made.0 as usize],
            is_weighted: false,
            out: Vec::with_capacity(made.0 as usize * made.1 as usize * 4),
        }
    }

    /// Columns of source pixels under the boxes that are made.
    pub(in super::super) fn source_columns(&self) -> Range<u32> {
        self.edges.first().zip(self.edges.last()).map_or(0..0, |(&first, &last)| first..last)
    }

    /// Rows of source pixels that are still to come.
    pub(in super::super) fn source_rows(&self) -> Range<u32> {
        self.row..edge(self.box_row + self.made.1, self.from.1, self.to.1)
    }

    /// Takes the next row of samples.
    pub(in super::super) fn push_row(&mut self, row: &[S]) {
        if self.from == self.to {
            self.out.extend(row.as_chunks::<N>().0.iter().flat_map(to_rgba));
            return;
        }
        if !Self::HAS_ALPHA || is_opaque::<S, N>(row) {
            for (sum, &sample) in self.plain.iter_mut().zip(row) {
                *sum += S::Narrow::from(sample);
            }
            self.n_plain += 1;
        } else {
            for (sums, pixel) in self.weighted.as_chunks_mut::<N>().0.iter_mut().zip(row.as_chunks::<N>().0) {
                for c in 0..N - 1 {
                    sums[c] += pixel[c].times(pixel[N - 1]);
                }
                sums[N - 1] += S::Sum::from(pixel[N - 1]);
            }
            self.n_weighted += 1;
        }
        self.row += 1;
        let is_last_of_box = self.row >= self.next_row;
        if is_last_of_box || self.n_plain == ROWS_OF_SAMPLES || self.n_weighted == ROWS_OF_PRODUCTS {
            self.fold();
        }
        if is_last_of_box {
            self.emit();
            self.first_row = self.next_row;
            self.box_row += 1;
            self.next_row = edge(self.box_row + 1, self.from.1, self.to.1);
        }
    }

    fn fold(&mut self) {
        let max = S::MAX.into();
        if self.n_weighted > 0 {
            if !self.is_weighted {
                self.boxes.iter_mut().for_each(|sums| weigh(sums, max));
                self.is_weighted = true;
            }
            add_columns(&mut self.boxes, &self.edges, &self.weighted, |sums| sums);
            self.weighted.fill(S::Sum::default());
            self.n_weighted = 0;
        }
        if self.n_plain > 0 {
            if self.is_weighted {
                add_columns(&mut self.boxes, &self.edges, &self.plain, |mut sums| {
                    weigh(&mut sums, max);
                    sums
                });
            } else {
                add_columns(&mut self.boxes, &self.edges, &self.plain, |sums| sums);
            }
            self.plain.fill(S::Narrow::default());
            self.n_plain = 0;
        }
    }

    fn emit(&mut self) {
        let n_rows = u64::from(self.next_row - self.first_row);
        // Boxes have one width, or that plus 1.
        let narrow = self.from.0 / self.to.0.max(1);
        let divisors = [0, 1].map(|more| Divisor::new(n_rows * (u64::from(narrow) + more)));
        for (sums, edges) in self.boxes.iter_mut().zip(self.edges.windows(2)) {
            let n_columns = edges[1] - edges[0];
            let divisor = divisors[usize::from(n_columns > narrow)];
            let pixel = if self.is_weighted { weighted_pixel(sums, divisor) } else { plain_pixel(sums, divisor) };
            self.out.extend_from_slice(&pixel);
            *sums = [0; N];
        }
        self.is_weighted = false;
    }

    /// Returns the picture; missing rows are transparent.
    pub(in super::super) fn finish(mut self) -> ImageBuffer<Rgba<S>, Vec<S>> {
        let (width, height) = self.made;
        self.out.resize(width as usize * height as usize * 4, S::from_mean(0));
        ImageBuffer::from_raw(width, height, self.out).expect("the buffer was made for this size")
    }
}

/// Adds sums of columns, converted by `scale`, to their boxes.
fn add_columns<T: Copy + Into<u64>, const N: usize>(
    boxes: &mut [[u64; N]],
    edges: &[u32],
    columns: &[T],
    scale: impl Fn([u64; N]) -> [u64; N],
) {
    let mut rest = columns.as_chunks::<N>().0;
    for (sums, edges) in boxes.iter_mut().zip(edges.windows(2)) {
        let (columns, after) = rest.split_at_checked((edges[1] - edges[0]) as usize).unwrap_or((rest, &[]));
        rest = after;
        let mut added = [0u64; N];
        for column in columns {
            for c in 0..N {
                added[c] += column[c].into();
            }
        }
        let added = scale(added);
        for c in 0..N {
            sums[c] += added[c];
        }
    }
}

/// Converts sums of opaque samples to sums of samples times alphas. The sum of the alphas stays.
fn weigh<const N: usize>(sums: &mut [u64; N], max: u64) {
    for sum in sums.iter_mut().take(N - 1) {
        *sum *= max;
    }
}

/// Whether every alpha is full. A bitwise "and" of all samples is faster than picking out the alphas.
fn is_opaque<S: Sample, const N: usize>(row: &[S]) -> bool {
    const LANES: usize = 32;
    let (blocks, rest) = row.as_chunks::<LANES>();
    let mut common = [S::MAX; LANES];
    for block in blocks {
        for (common, &sample) in common.iter_mut().zip(block) {
            *common = *common & sample;
        }
    }
    let is_full = |samples: &[S]| samples.as_chunks::<N>().0.iter().all(|pixel| pixel[N - 1] == S::MAX);
    is_full(&common) && is_full(rest)
}
