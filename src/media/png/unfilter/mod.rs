//! PNG's filters undone: rows from differences.
//!
//! ```text
//! c b     0 none   1 sub: + a   2 up: + b   3 average: + (a + b) / 2   4 Paeth: + whichever of a, b, c is nearest a + b − c
//! a x     where a is the pixel to the left, b the one above
//! ```
//! Every pixel waits for the one to its left, which is what these loops spend their time on. So two rows are undone at
//! once where both can be (`pair`); one row at a time, and pictures of rare depths, are `single`.

mod pair;
mod single;

use std::mem::swap;

/// Rows with their filters undone, the one above always at hand.
pub(super) struct Unfilter {
    /// Bytes from a byte to the one it is predicted from on the left.
    step: usize,
    row_bytes: usize,
    above: Vec<u8>,
    upper: Vec<u8>,
    lower: Vec<u8>,
}

impl Unfilter {
    /// Starts a picture, or a pass of one, of rows of `row_bytes` without the filter's byte.
    pub(super) fn new(step: usize, row_bytes: usize) -> Self {
        let row = || vec![0; row_bytes];
        Self { step, row_bytes, above: row(), upper: row(), lower: row() }
    }

    /// Undoes whole rows, each of them behind its filter's byte; `None` if a filter is unknown.
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

/// A filter, its row, and what follows.
fn split_row(raw: &[u8], row_bytes: usize) -> Option<(u8, &[u8], &[u8])> {
    let (&filter, rest) = raw.split_first()?;
    let (row, rest) = rest.split_at_checked(row_bytes)?;
    Some((filter, row, rest))
}

#[cfg(test)]
mod tests;
