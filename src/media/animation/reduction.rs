//! A reduced copy of the canvas, updated from frame to frame: only boxes that were drawn on are computed again. The result
//! equals a reduction of the whole canvas.

use std::ops::Range;

use image::RgbaImage;

use super::super::reduce::{BoxFilter, reduced_size};
use super::region::Region;

/// The canvas at the size that [`reduced_size`] gives.
pub(super) struct Reduction {
    pub(super) at_least: u32,
    from: (u32, u32),
    to: (u32, u32),
    picture: RgbaImage,
    /// Whether each box was drawn on since it was computed, row by row.
    stale: Vec<bool>,
}

impl Reduction {
    /// Starts at a canvas that is transparent outside of `drawn`.
    pub(super) fn new(from: (u32, u32), at_least: u32, drawn: Region) -> Self {
        let to = reduced_size(from.0, from.1, at_least);
        // At full size the canvas itself is the copy.
        let kept = if from == to { (0, 0) } else { to };
        let stale = vec![false; kept.0 as usize * kept.1 as usize];
        let mut reduction = Self { at_least, from, to, picture: RgbaImage::new(kept.0, kept.1), stale };
        reduction.touch(drawn);
        reduction
    }

    /// Records that a region was drawn on.
    pub(super) fn touch(&mut self, region: Region) {
        let region = region.clipped(self.from);
        if self.stale.is_empty() || region.n_pixels() == 0 {
            return;
        }
        let columns = boxes(region.left, region.width, self.from.0, self.to.0);
        let rows = boxes(region.top, region.height, self.from.1, self.to.1);
        let across = self.to.0 as usize;
        for row in self.stale.chunks_exact_mut(across.max(1)).take(rows.end as usize).skip(rows.start as usize) {
            row.get_mut(columns.start as usize..columns.end as usize).unwrap_or_default().fill(true);
        }
    }

    /// Updates and returns the copy.
    pub(super) fn picture(&mut self, canvas: &RgbaImage) -> RgbaImage {
        if self.stale.is_empty() {
            return canvas.clone();
        }
        let across = self.to.0 as usize;
        let stale = std::mem::take(&mut self.stale);
        let rows: Vec<&[bool]> = stale.chunks_exact(across.max(1)).collect();
        let mut first = 0;
        // Rows of boxes that are stale in the same columns are computed together.
        for alike in rows.chunk_by(|a, b| a == b) {
            let made = first as u32..(first + alike.len()) as u32;
            for run in alike.first().map(|row| runs(row)).unwrap_or_default() {
                self.make(canvas, run, made.clone());
            }
            first += alike.len();
        }
        self.stale = stale;
        self.stale.fill(false);
        self.picture.clone()
    }

    fn make(&mut self, canvas: &RgbaImage, columns: Range<u32>, rows: Range<u32>) {
        let mut box_filter = BoxFilter::<u8, 4>::part(self.from, self.to, columns.clone(), rows.clone());
        let source = box_filter.source_columns();
        let width = self.from.0 as usize;
        for y in box_filter.source_rows() {
            let start = y as usize * width;
            let row = canvas.get((start + source.start as usize) * 4..(start + source.end as usize) * 4);
            box_filter.push_row(row.unwrap_or_default());
        }
        let made = box_filter.finish();
        let (length, across) = ((columns.end - columns.start) as usize * 4, self.to.0 as usize);
        for (y, row) in rows.zip(made.chunks_exact(length.max(1))) {
            let start = (y as usize * across + columns.start as usize) * 4;
            if let Some(old) = self.picture.get_mut(start..start + length) {
                old.copy_from_slice(row);
            }
        }
    }
}

/// Returns the boxes in which pixels lie: box `n` of `to` begins at pixel ⌊n · from / to⌋.
fn boxes(start: u32, length: u32, from: u32, to: u32) -> Range<u32> {
    let (from, to) = (u64::from(from.max(1)), u64::from(to));
    let of =
        |pixel: u32| ((u64::from(pixel) + 1) * to).div_ceil(from).saturating_sub(1).min(to.saturating_sub(1)) as u32;
    of(start)..of(start + length - 1) + 1
}

/// Returns the runs of stale boxes in a row.
fn runs(row: &[bool]) -> Vec<Range<u32>> {
    let mut found = Vec::new();
    let mut at = 0;
    for alike in row.chunk_by(|a, b| a == b) {
        let next = at + alike.len() as u32;
        if alike.first() == Some(&true) {
            found.push(at..next);
        }
        at = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use image::Rgba;
    use proptest::prelude::*;

    use super::super::super::reduce::reduce_rgba;
    use super::*;

    proptest! {
        #[test]
        fn an_updated_copy_equals_a_reduction_of_the_canvas(
            width in 1u32..90, height in 1u32..90, at_least in 1u32..9,
            strokes in prop::collection::vec((0u32..90, 0u32..90, 1u32..90, 1u32..90, any::<[u8; 4]>()), 1..12),
        ) {
            let mut canvas = RgbaImage::new(width, height);
            let mut reduction = Reduction::new((width, height), at_least, Region::default());
            for (number, (left, top, w, h, color)) in strokes.into_iter().enumerate() {
                let region = Region { left, top, width: w, height: h }.clipped((width, height));
                for y in region.top..region.top + region.height {
                    for x in region.left..region.left + region.width {
                        let alpha = if color[3] < 128 { 255 } else { color[3].wrapping_mul(x as u8 | 1) };
                        canvas.put_pixel(x, y, Rgba([color[0] ^ x as u8, color[1], color[2] ^ y as u8, alpha]));
                    }
                }
                reduction.touch(region);
                if number % 2 == 0 {
                    prop_assert_eq!(reduction.picture(&canvas), reduce_rgba(&canvas, at_least));
                }
            }
            prop_assert_eq!(reduction.picture(&canvas), reduce_rgba(&canvas, at_least));
        }
    }
}
