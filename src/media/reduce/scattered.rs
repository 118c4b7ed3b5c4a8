//! The box filter over pixels in any order, as the passes of an interlaced picture bring them.
//!
//! It holds the sums of all boxes at once, and gives the same means as [`super::BoxFilter`].

use image::{ImageBuffer, Rgba};

use super::mean::{Divisor, Sample, edge, plain_pixel, to_rgba, weighted_pixel};

/// The box filter. `N` channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
pub(in super::super) struct ScatteredBoxFilter<S: Sample, const N: usize> {
    from: (u32, u32),
    to: (u32, u32),
    /// For each source column and row, the box it lies in.
    columns: Vec<u32>,
    rows: Vec<u32>,
    boxes: Vec<[u64; N]>,
    /// The picture in RGBA, if it is not reduced.
    out: Vec<S>,
}

impl<S: Sample, const N: usize> ScatteredBoxFilter<S, N>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    /// Sides of `to` are at least 1 and at most those of `from`. Equal sizes only convert pixels to RGBA.
    pub(in super::super) fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        let n_boxes = to.0 as usize * to.1 as usize;
        let is_reduced = from != to;
        Self {
            from,
            to,
            columns: boxes_of(from.0, to.0),
            rows: boxes_of(from.1, to.1),
            boxes: vec![[0; N]; if is_reduced { n_boxes } else { 0 }],
            out: vec![S::from_mean(0); if is_reduced { 0 } else { n_boxes * 4 }],
        }
    }

    /// Adds a row of pixels, the first at `x`, `y`, each `step` columns after the one before.
    pub(in super::super) fn push_row(&mut self, row: &[S], (x, y): (u32, u32), step: u32) {
        let width = self.to.0 as usize;
        let Some(&first) = self.rows.get(y as usize) else { return };
        let first = first as usize * width;
        let columns = self.columns.iter().skip(x as usize).step_by(step as usize);
        let pixels = row.as_chunks::<N>().0;
        if self.from == self.to {
            let places = self.out.as_chunks_mut::<4>().0.get_mut(first..first + width).unwrap_or_default();
            for (place, pixel) in places.iter_mut().skip(x as usize).step_by(step as usize).zip(pixels) {
                *place = to_rgba(pixel);
            }
            return;
        }
        let boxes = self.boxes.get_mut(first..first + width).unwrap_or_default();
        for (pixel, &column) in pixels.iter().zip(columns) {
            let Some(sums) = boxes.get_mut(column as usize) else { return };
            if N == 2 || N == 4 {
                let alpha: u64 = pixel[N - 1].into();
                for c in 0..N - 1 {
                    sums[c] += Into::<u64>::into(pixel[c]) * alpha;
                }
                sums[N - 1] += alpha;
            } else {
                for c in 0..N {
                    sums[c] += pixel[c].into();
                }
            }
        }
    }

    /// Returns the picture.
    pub(in super::super) fn finish(self) -> ImageBuffer<Rgba<S>, Vec<S>> {
        let (width, height) = self.to;
        let mut out = self.out;
        if self.from != self.to {
            out.reserve_exact(self.boxes.len() * 4);
            for (n, sums) in self.boxes.iter().enumerate() {
                let (x, y) = (n as u32 % width.max(1), n as u32 / width.max(1));
                let side = |n, from, to| u64::from(edge(n + 1, from, to) - edge(n, from, to));
                let count = side(x, self.from.0, width) * side(y, self.from.1, height);
                let pixel: [S; 4] = match N {
                    2 | 4 => weighted_pixel(sums, Divisor::new(count)),
                    _ => plain_pixel(sums, Divisor::new(count)),
                };
                out.extend_from_slice(&pixel);
            }
        }
        ImageBuffer::from_raw(width, height, out).expect("the buffer was made for this size")
    }
}

/// Returns the box of each of `from` pixels.
fn boxes_of(from: u32, to: u32) -> Vec<u32> {
    (0..to).flat_map(|n| std::iter::repeat_n(n, (edge(n + 1, from, to) - edge(n, from, to)) as usize)).collect()
}
