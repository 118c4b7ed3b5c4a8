//! Upsampling of components to full size, as in libjpeg ("fancy upsampling").
//!
//! In a halved direction, each new sample is 3/4 of the nearer and 1/4 of the farther old one; the first and last have only
//! the nearer. Rounding alternates between the two new samples of an old one, so that areas do not drift. Samples are
//! repeated in rows of two, and in directions of a third or a quarter.

use super::component_plane::ComponentPlane;

/// Enlarges the first `size` samples of a plane by whole factors.
pub(super) fn enlarge(
    plane: &ComponentPlane,
    size: (usize, usize),
    factors: (usize, usize),
    to: (usize, usize),
) -> ComponentPlane {
    let (w, h) = size;
    let stride = w * factors.0;
    let mut samples = vec![0; stride * to.1];
    let mut sums = vec![0u16; w];
    for (y, out) in samples.chunks_exact_mut(stride.max(1)).enumerate() {
        let near = y / factors.1;
        let near_row = plane.row(near).get(..w).unwrap_or_default();
        let is_between = factors == (1, 2) || factors == (2, 2) && w > 2;
        if is_between {
            let far = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(h - 1) };
            let far_row = plane.row(far).get(..w).unwrap_or_default();
            for ((sum, &near), &far) in sums.iter_mut().zip(near_row).zip(far_row) {
                *sum = 3 * u16::from(near) + u16::from(far);
            }
        } else {
            sums.iter_mut().zip(near_row).for_each(|(sum, &near)| *sum = near.into());
        }
        match factors {
            (2, 1) if w > 2 => widen::<4>(&sums, out),
            (2, 2) if w > 2 => widen::<16>(&sums, out),
            (1, 2) => out.iter_mut().zip(&sums).for_each(|(to, &sum)| *to = ((sum + 1 + (y as u16 & 1)) >> 2) as u8),
            _ => out.chunks_exact_mut(factors.0).zip(&sums).for_each(|(to, &sum)| to.fill(sum as u8)),
        }
    }
    ComponentPlane { samples, stride, scale: 1 }
}

/// Doubles the samples of a row, whose sums have a weight of `TOTAL` / 4.
fn widen<const TOTAL: u16>(sums: &[u16], out: &mut [u8]) {
    // libjpeg rounds by 8 and 7 sixteenths where two directions are halved, by 1 and 2 quarters where one is.
    let (left, right) = if TOTAL == 4 { (1, 2) } else { (8, 7) };
    let (before_first, behind_last) = if TOTAL == 4 { (0, 0) } else { (8, 7) };
    let (Some(&first), Some(&last)) = (sums.first(), sums.last()) else { return };
    let [start, middle @ .., end] = out else { return };
    *start = ((first * 4 + before_first) / TOTAL) as u8;
    *end = ((last * 4 + behind_last) / TOTAL) as u8;
    for (pair, to) in sums.windows(2).zip(middle.chunks_exact_mut(2)) {
        to[0] = ((3 * pair[0] + pair[1] + right) / TOTAL) as u8;
        to[1] = ((3 * pair[1] + pair[0] + left) / TOTAL) as u8;
    }
}
