//! Reversal of PNG's row filters.
//!
//! ```text
//! c b     0 none   1 sub: + a   2 up: + b   3 average: + (a + b) / 2   4 Paeth: + whichever of a, b, c is nearest a + b − c
//! a x     where a is the pixel to the left, b the one above
//! ```
//! Each pixel depends on the one to its left, and this chain of dependencies limits the speed. So `pair` reverses two rows at
//! once; `single` does one row, and pictures of rare depths.

mod pair;
mod single;

use std::mem::swap;

/// Reverses the filters of rows in order.
pub(super) struct Unfilter {
    /// Distance in bytes to the pixel on the left.
    step: usize,
    row_bytes: usize,
    above: Vec<u8>,
    upper: Vec<u8>,
    lower: Vec<u8>,
}

impl Unfilter {
    /// Starts a picture or pass with rows of `row_bytes`, not counting the filter byte.
    pub(super) fn new(step: usize, row_bytes: usize) -> Self {
        let row = || vec![0; row_bytes];
        Self { step, row_bytes, above: row(), upper: row(), lower: row() }
    }

    /// Reverses whole rows, each behind its filter byte; `None` if a filter is unknown.
    pub(super) fn rows(&mut self, mut raw: &[u8], mut take: impl FnMut(&[u8])) -> Option<()> {
        while let Some((filter, row, rest)) = split_row(raw, self.row_bytes) {
            raw = rest;
            if let Some((lower_filter, lower, rest)) = split_row(rest, self.row_bytes)
                && let Some(undo) = pair::both(self.step, filter, lower_filter)
            {
                undo(&self.above, [row, lower], [&mut self.upper, &mut self.lower]);
                take(&self.upper);
                take(&self.lower);
                swap(&mut self.above, &mut self.lower);
                raw = rest;
            } else {
                single::undo(self.step, filter, row, &self.above, &mut self.upper)?;
                take(&self.upper);
                swap(&mut self.above, &mut self.upper);
            }
        }
        Some(())
    }
}

/// Splits off a filter byte and its row.
fn split_row(raw: &[u8], row_bytes: usize) -> Option<(u8, &[u8], &[u8])> {
    let (&filter, rest) = raw.split_first()?;
    let (row, rest) = rest.split_at_checked(row_bytes)?;
    Some((filter, row, rest))
}

#[cfg(test)]
mod tests;
