//! At which scale each component is decoded.
//!
//! The scale N/8 is the smallest that leaves the picture twice the size it has when fitted into the square asked for,
//! as [`super::super::reduce`] promises. Subsampled components are decoded at a larger scale where they would otherwise
//! fall below it.

use super::frame::Frame;

/// The scales there are transforms for.
const SCALES: [usize; 6] = [1, 2, 3, 4, 6, 8];

/// The scale of each component.
pub(super) fn choose(frame: &Frame, size: (u32, u32), at_least: u32) -> Vec<usize> {
    let long = u64::from(frame.width.max(frame.height));
    let is_full = size == (frame.width, frame.height);
    let wanted = u64::from(size.0.max(size.1)).min(u64::from(at_least).saturating_mul(2));
    let smallest = |factor: usize, max: usize| {
        let is_enough = |scale: &usize| long * (scale * factor) as u64 >= 8 * wanted * max as u64;
        SCALES.into_iter().find(|scale| !is_full && is_enough(scale)).unwrap_or(8)
    };
    let scale = |h: usize, v: usize| smallest(h, frame.h_max).max(smallest(v, frame.v_max));
    frame.components.iter().map(|component| scale(component.h, component.v)).collect()
}
