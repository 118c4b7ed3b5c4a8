//! A random order of all media that can be walked from its beginning, without sorting them.
//!
//! It is a permutation of all numbers below a power of two (a Feistel network): every place has a media id, and every id its
//! place. Places whose id no media has are passed over.

/// Rounds after which both halves depend on each other and on the seed several times.
const ROUNDS: u64 = 4;

/// A random order of the numbers of an even number of bits.
pub(in crate::catalog) struct Shuffle {
    half_bits: u32,
    seed: u64,
}

impl Shuffle {
    /// How many bits half of a number needs, for ids up to the largest.
    pub(super) fn half_bits(max_id: u64) -> u32 {
        (u64::BITS - max_id.leading_zeros()).div_ceil(2).max(1)
    }

    /// The order that a seed gives. `half_bits` is at most 32.
    pub(in crate::catalog) fn new(half_bits: u32, seed: u64) -> Self {
        Self { half_bits: half_bits.clamp(1, 32), seed }
    }

    /// The id at a place, counted from 0.
    pub(in crate::catalog) fn id_at(&self, place: u64) -> u64 {
        let (mut high, mut low) = self.halves(place);
        for round in 0..ROUNDS {
            (high, low) = (low, high ^ self.mixed(low, round));
        }
        (high << self.half_bits) | low
    }

    /// The place of an id.
    pub(in crate::catalog) fn place_of(&self, id: u64) -> u64 {
        let (mut high, mut low) = self.halves(id);
        for round in (0..ROUNDS).rev() {
            (high, low) = (low ^ self.mixed(high, round), high);
        }
        (high << self.half_bits) | low
    }

    fn halves(&self, number: u64) -> (u64, u64) {
        let mask = (1 << self.half_bits) - 1;
        ((number >> self.half_bits) & mask, number & mask)
    }

    /// Half a number that depends on every bit of another half, the round and the seed (the finaliser of splitmix64).
    fn mixed(&self, half: u64, round: u64) -> u64 {
        let mut mixed = (half << 2 | round) ^ self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) & ((1 << self.half_bits) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_one_place_and_seeds_give_other_orders() {
        for max_id in [0, 1, 5, 1_000, 70_000] {
            let half_bits = Shuffle::half_bits(max_id);
            let n = 1 << (2 * half_bits);
            assert!(n > max_id && n <= 4 * (max_id + 1));
            let shuffle = Shuffle::new(half_bits, 7);
            let ids: Vec<u64> = (0..n).map(|place| shuffle.id_at(place)).collect();
            assert!(ids.iter().zip(0..).all(|(&id, place)| shuffle.place_of(id) == place));
            let mut sorted = ids.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(0..n));
        }
        let first = |seed| (0..8).map(|place| Shuffle::new(5, seed).id_at(place)).collect::<Vec<_>>();
        assert!(first(1) != first(2) && first(1) != (0..8).collect::<Vec<_>>());
    }
}
