//! The rows of a picture, from compressed pieces to a reduced picture.
//!
//! Rows go to the box filter in order. An interlaced picture (Adam7) has seven passes, whose pixels go to the boxes they lie
//! in. All passes are decoded even for a small thumbnail: the first alone would be every eighth pixel, not a mean.

use image::{ImageBuffer, Rgba};

use super::super::limits::Deadline;
use super::super::reduce::{BoxFilter, Reduced, ScatteredBoxFilter};
use super::PixelData;
use super::expansion::{PngSample, SampleExpander};
use super::inflate::{InflateError, Inflater};
use super::unfilter::Unfilter;

/// Why there are no more rows.
pub(super) enum RowError {
    /// Time is up.
    Late,
    /// At a place ("row 312 of 1080").
    At { place: String, why: RowErrorKind },
}

pub(super) enum RowErrorKind {
    /// The end of the compressed data.
    End,
    /// Damaged data.
    Corrupt(&'static str),
}

/// Decodes pixels to a picture of size `to`.
pub(super) fn reduce<'a>(
    pixels: &PixelData<'a>,
    pieces: impl Iterator<Item = &'a [u8]>,
    to: (u32, u32),
    deadline: Deadline,
) -> Result<Reduced, RowError> {
    let header = &pixels.header;
    let expander = SampleExpander::new(header, pixels.palette, pixels.transparency);
    let unit = 2 * (header.row_bytes(header.width) + 1);
    let n_samples = expander.n_samples(header);
    let rows = RowReader { pixels, inflater: Inflater::new(pieces, unit), expander, to, deadline };
    Ok(match (header.depth, n_samples) {
        (16, 1) => Reduced::Sixteen(rows.all::<u16, 1>()?),
        (16, 2) => Reduced::Sixteen(rows.all::<u16, 2>()?),
        (16, 3) => Reduced::Sixteen(rows.all::<u16, 3>()?),
        (16, _) => Reduced::Sixteen(rows.all::<u16, 4>()?),
        (_, 1) => Reduced::Eight(rows.all::<u8, 1>()?),
        (_, 2) => Reduced::Eight(rows.all::<u8, 2>()?),
        (_, 3) => Reduced::Eight(rows.all::<u8, 3>()?),
        (_, _) => Reduced::Eight(rows.all::<u8, 4>()?),
    })
}

struct RowReader<'p, 'a, I> {
    pixels: &'p PixelData<'a>,
    inflater: Inflater<'a, I>,
    expander: SampleExpander,
    to: (u32, u32),
    deadline: Deadline,
}

/// The seven passes: x and y of the first pixel, steps of x and y.
const ADAM7: [[u32; 4]; 7] =
    [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

impl<'a, I: Iterator<Item = &'a [u8]>> RowReader<'_, 'a, I> {
    fn all<S: PngSample, const N: usize>(mut self) -> Result<ImageBuffer<Rgba<S>, Vec<S>>, RowError>
    where
        Rgba<S>: image::Pixel<Subpixel = S>,
    {
        let header = self.pixels.header;
        let (from, to) = ((header.width, header.height), self.to);
        if !header.is_interlaced {
            let mut box_filter = BoxFilter::<S, N>::new(from, to);
            self.pass(
                header.width,
                header.height,
                |n| format!("row {n} of {}", header.height),
                |_, samples| {
                    box_filter.push_row(samples);
                },
            )?;
            return Ok(box_filter.finish());
        }
        let mut scattered = ScatteredBoxFilter::<S, N>::new(from, to);
        for (n, [left, top, step_x, step_y]) in ADAM7.into_iter().enumerate() {
            let width = header.width.saturating_sub(left).div_ceil(step_x);
            let height = header.height.saturating_sub(top).div_ceil(step_y);
            // A pass without columns has no rows.
            if width > 0 {
                let place = |row| format!("row {row} of {height} of pass {} of 7", n + 1);
                self.pass(width, height, place, |row, samples| {
                    scattered.push_row(samples, (left, top + row * step_y), step_x);
                })?;
            }
        }
        Ok(scattered.finish())
    }

    /// Decodes the rows of a pass, or of the whole picture, from top to bottom.
    fn pass<S: PngSample>(
        &mut self,
        width: u32,
        height: u32,
        place: impl Fn(u32) -> String,
        mut take: impl FnMut(u32, &[S]),
    ) -> Result<(), RowError>
    where
        Rgba<S>: image::Pixel<Subpixel = S>,
    {
        let row_bytes = self.pixels.header.row_bytes(width);
        let mut unfilter = Unfilter::new(self.pixels.header.step(), row_bytes);
        let mut n_done = 0;
        while n_done < height {
            let raw = self.inflater.unread();
            let n_left = (height - n_done) as usize;
            let n_rows = (raw.len() / (row_bytes + 1)).min(n_left);
            // The last of an odd number of rows waits for the next: unfiltering two at once is faster.
            let n_rows = if n_rows > 1 && n_rows < n_left { n_rows & !1 } else { n_rows };
            let n_bytes = n_rows * (row_bytes + 1);
            let expander = &mut self.expander;
            let done = unfilter.rows(raw.get(..n_bytes).unwrap_or_default(), |row| {
                take(n_done, S::expand(expander, row, width as usize));
                n_done += 1;
            });
            if done.is_none() {
                return Err(RowError::At { place: place(n_done + 1), why: RowErrorKind::Corrupt("an unknown filter") });
            }
            self.inflater.consume(n_bytes);
            if n_done < height {
                if self.deadline.is_over() {
                    return Err(RowError::Late);
                }
                let why = match self.inflater.make() {
                    Ok(true) => continue,
                    Ok(false) | Err(InflateError::End) => RowErrorKind::End,
                    Err(InflateError::Corrupt(what)) => RowErrorKind::Corrupt(what),
                };
                let n_whole = self.inflater.unread().len() / (row_bytes + 1);
                let place = place(n_done + n_whole as u32 + 1);
                // The damage lies somewhere in the bytes that follow.
                let place = if matches!(why, RowErrorKind::Corrupt(_)) { format!("{place} or below") } else { place };
                return Err(RowError::At { place, why });
            }
        }
        Ok(())
    }
}
