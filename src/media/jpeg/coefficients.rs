//! The coefficients of one component of a progressive JPEG, collected over its scans.

use super::idct::Corner;

pub(super) struct CoefficientPlane {
    /// `scale`² of them for each block, row by row.
    pub(super) coefficients: Vec<i16>,
    /// For each block, a bit for each coefficient that is not zero, in zigzag order; empty if no scan needs them.
    pub(super) masks: Vec<u64>,
    /// Blocks across.
    pub(super) stride: usize,
    pub(super) n_kept: usize,
    pub(super) corner: Corner,
}

/// Returns the mask of the coefficients from the first to the last.
pub(super) fn band((first, last): (usize, usize)) -> u64 {
    u64::MAX << first & u64::MAX >> (63 - last)
}
