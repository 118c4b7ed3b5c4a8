//! How well an animation closes: whether its end goes over into its beginning as its frames go over into each other.
//!
//! The jump from the last frame to the first is compared with how far the larger steps between frames go, and with how far its
//! frames are from each other at all. docs/loops.md tells how well that tells whole loops from cut ones.

/// A jump so many times as long as is usual halves the score; one that is as long has 0.9.
const HALVING_JUMP: f32 = 3.0;

/// The part of the steps that are not longer than what counts as a usual one: most movements are slow at their turns.
const SHORTER_STEPS: f32 = 0.9;

/// How an animation runs from its end on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looping {
    /// How well it closes, of 0 to 100: at 90 the jump to the beginning is as long as its usual steps.
    pub hundredths: u8,
    /// Whether its second half is its first one backwards.
    pub runs_back: bool,
}

impl Looping {
    /// How well it closes, of 0 to 1.
    pub fn score(self) -> f64 {
        f64::from(self.hundredths) / 100.0
    }
}

/// How well a run of frames closes, of 0 to 1, by its steps (one at least), the root mean square distance of two of its frames, and the
/// jump from the last to the first.
pub(super) fn closing(mut steps: Vec<f32>, spread: f32, jump: f32) -> f64 {
    let at = (steps.len() as f32 * SHORTER_STEPS).ceil() as usize;
    let (_, &mut step, _) = steps.select_nth_unstable_by(at.saturating_sub(1), f32::total_cmp);
    let usual = f64::from(step) * f64::from(spread);
    let jump = f64::from(jump / HALVING_JUMP).powi(2);
    if usual > 0.0 { usual / (usual + jump) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_counts_by_what_is_usual() {
        let score = |jump| closing(vec![1.0, 2.0, 2.0, 2.0, 9.0], 8.0, jump);
        for (jump, expected) in [(0.0, 1.0), (8.485_281, 0.9), (25.455_845, 0.5)] {
            assert!((score(jump) - expected).abs() < 1e-6, "{jump}: {}", score(jump));
        }
        assert_eq!(closing(vec![0.0], 0.0, 0.0), 0.0, "nothing moves");
    }
}
