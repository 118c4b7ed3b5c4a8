//! When a media is compared no further.

use crate::catalog::LikenessKind;

/// A still is compared no further when so many comparisons in a row have failed. To go on finds no copy more among 3,720 copies of
/// `bench/near`, and doubled the cost for 4,046 wallpapers and icons that have hardly any copies. Animations are compared with all:
/// other loops on white paper may be nearer than their copies.
const MOST_MISSES: usize = 6;

/// How many comparisons failed one after the other.
#[derive(Default)]
pub(super) struct Misses(usize);

impl Misses {
    pub(super) fn count(&mut self, is_same: bool) {
        self.0 = if is_same { 0 } else { self.0 + 1 };
    }

    pub(super) fn allow(&self, kind: LikenessKind) -> bool {
        self.0 < MOST_MISSES || matches!(kind, LikenessKind::Scenes | LikenessKind::Frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stills_are_compared_no_further_after_six_misses_in_a_row() {
        let mut misses = Misses::default();
        let allowed = |misses: &Misses| [LikenessKind::Stills, LikenessKind::Scenes].map(|kind| misses.allow(kind));
        for is_same in [false, false, true, false, false, false, false, false] {
            misses.count(is_same);
            assert_eq!(allowed(&misses), [true, true]);
        }
        misses.count(false);
        assert_eq!(allowed(&misses), [false, true]);
    }
}
