//! Full-size pictures from components of fewer samples, as libjpeg makes them.
//!
//! A sample at half the distance is interpolated from its two neighbours with weights 3/4 and 1/4, in both directions
//! where both are halved; the first and the last sample have one neighbour. Rounding alternates between the two pixels
//! of a sample, so that areas do not drift. Where a direction is thirded or quartered, samples are repeated.

use super::plane::Plane;

/// Enlarges the `size` samples of a plane by whole factors and cuts the result.
pub(super) fn enlarge(plane: &Plane, size: (usize, usize), factors: (usize, usize), to: (usize, usize)) -> Plane {
    let (w, h) = size;
    let stride = w * factors.0;
    let mut samples = Vec::with_capacity(stride * to.1);
    let mut sums = vec![0u16; w];
    for y in 0..to.1 {
        let near = y / factors.1;
        let near_row = plane.row(near).get(..w).unwrap_or_default();
        let weight = if factors == (1, 2) || factors == (2, 2) {
            let far = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(h - 1) };
            let far_row = plane.row(far).get(..w).unwrap_or_default();
            for ((sum, &near), &far) in sums.iter_mut().zip(near_row).zip(far_row) {
                *sum = 3 * u16::from(near) + u16::from(far);
            }
            4
        } else {
            for (sum, &near) in sums.iter_mut().zip(near_row) {
                *sum = near.into();
            }
            1
        };
        match factors {
            (2, 1 | 2) => widen(&sums, weight, &mut samples),
            (1, 2) => samples.extend(sums.iter().map(|&sum| ((sum + 1 + (y as u16 & 1)) >> 2) as u8)),
            _ => sums.iter().for_each(|&sum| samples.extend(std::iter::repeat_n(sum as u8, factors.0))),
        }
    }
    Plane { samples, stride, scale: 1 }
}

/// Twice as many samples, of sums that weigh `weight`.
fn widen(sums: &[u16], weight: u16, out: &mut Vec<u8>) {
    // libjpeg rounds by 8 and 7 sixteenths in two directions, by 1 and 2 quarters in one.
    let (total, even, odd) = if weight == 1 { (4, 1, 2) } else { (16, 8, 7) };
    let (Some(&first), Some(&last)) = (sums.first(), sums.last()) else { return };
    let (first_even, last_odd) = if weight == 1 { (0, 0) } else { (8, 7) };
    if sums.len() == 1 {
        out.extend([(first * 4 + first_even) / total, (first * 4 + last_odd) / total].map(|sum| sum as u8));
        return;
    }
    out.push(((first * 4 + first_even) / total) as u8);
    for pair in sums.windows(2) {
        out.push(((3 * pair[0] + pair[1] + odd) / total) as u8);
        out.push(((3 * pair[1] + pair[0] + even) / total) as u8);
    }
    out.push(((last * 4 + last_odd) / total) as u8);
}
