//! The coefficients of one component of a progressive JPEG, gathered over its scans.

use super::idct::Corner;

/// One component's coefficients.
pub(super) struct CoefficientPlane {
    /// `scale`² of them for each block, row by row.
    pub(super) coefficients: Vec<i16>,
    /// For each block, which coefficients are not zero, in zigzag order; empty where no scan needs to know.
    pub(super) masks: Vec<u64>,
    /// Blocks across.
    pub(super) stride: usize,
    pub(super) n_kept: usize,
    pub(super) corner: Corner,
}

/// The coefficients from the first to the last as a mask.
pub(super) fn band((first, last): (usize, usize)) -> u64 {
    u64::MAX << first & u64::MAX >> (63 - last)
}
