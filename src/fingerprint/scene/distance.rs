//! How far frames are from each other.

use super::waves::Waves;
use super::window::WEIGHTS;

/// The frequencies, each by how much it tells.
pub(crate) fn weighted(waves: &Waves) -> Waves {
    std::array::from_fn(|i| waves[i] * WEIGHTS[i])
}

/// The squared length of a difference, in grey levels².
pub(crate) fn squared(a: &Waves, b: &Waves) -> f32 {
    let mut sums = [0.0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for n in 0..16 {
            sums[n] += (a[n] - b[n]) * (a[n] - b[n]);
        }
    }
    sums.iter().sum()
}

/// The number of the frame nearest to a look, and the squared length of the difference.
pub(crate) fn nearest(look: &Waves, among: &[Waves]) -> Option<(usize, f32)> {
    among.iter().map(|other| squared(look, other)).enumerate().min_by(|x, y| x.1.total_cmp(&y.1))
}
