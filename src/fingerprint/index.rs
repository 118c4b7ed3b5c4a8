//! Exact search among 64-bit hashes: all that differ from a given one in at most `r` bits.
//!
//! Multi-index hashing (Norouzi, Punjani, Fleet: *Fast Search in Hamming Space with Multi-Index Hashing*, CVPR 2012).
//! A hash is four bands of 16 bits. Two hashes within `r = 4a + b` bits agree to `a` bits in one of the first `b + 1`
//! bands or to `a - 1` bits in one of the others, so only buckets that near are read. Four wide bands with two-bit
//! probes read 0.29 % of all entries at `r = 8`, where five bands with one-bit probes read 0.70 %.
//!
//! Equal hashes are one entry with many ids ([`Ids`]), so ten thousand black pictures cost what one does, as long as
//! the caller does not pair ids within a group. Different hashes that crowd one bucket are all compared: a bucket of
//! `n` costs about `n` nanoseconds whenever it is probed, and no pair is lost.

use std::ops::Range;

const N_BANDS: usize = 4;
const BAND_BITS: u32 = 16;
const N_BUCKETS: usize = 1 << BAND_BITS;
/// The number of 16-bit masks with at most 0, 1, 2 and 3 bits.
const N_MASKS: [usize; 4] = [1, 17, 137, 697];
/// Beyond this radius the bands would be probed so often that all entries are compared instead.
const LARGEST_PROBED: u32 = 15;
/// Fewer hashes than this are asked for one by one.
const FEWEST_SORTED: usize = if cfg!(test) { 64 } else { 4096 };

/// The ids that share one hash; never empty.
pub(super) type Ids<'a> = &'a [u32];

/// A set of hashes with ids that can be asked for what is near a hash.
///
/// About 65 bytes an entry. `Sync`: threads may ask at the same time.
pub(super) struct HashIndex {
    /// The distinct hashes in ascending order.
    hashes: Vec<u64>,
    /// Where each hash's ids begin in `ids`, and the end.
    starts: Vec<u32>,
    ids: Vec<u32>,
    bands: Vec<Band>,
    /// 16-bit masks by number of bits.
    masks: Vec<u16>,
}

struct Band {
    /// Where each bucket begins in the two lists below, and the end.
    starts: Vec<u32>,
    /// Whole hashes, bucket by bucket, so that a probe reads memory in order.
    hashes: Vec<u64>,
    /// The place of each in [`HashIndex::hashes`].
    places: Vec<u32>,
}

impl HashIndex {
    /// Takes hashes with the caller's ids; equal hashes and equal ids are allowed. At most `u32::MAX` entries are kept.
    pub(super) fn new(mut entries: Vec<(u64, u32)>) -> Self {
        entries.truncate(u32::MAX as usize);
        entries.sort_unstable();
        let mut index =
            Self { hashes: Vec::new(), starts: Vec::new(), ids: Vec::new(), bands: Vec::new(), masks: masks() };
        index.ids.reserve_exact(entries.len());
        for (hash, id) in entries {
            if index.hashes.last() != Some(&hash) {
                index.starts.push(index.ids.len() as u32);
                index.hashes.push(hash);
            }
            index.ids.push(id);
        }
        index.starts.push(index.ids.len() as u32);
        index.bands = (0..N_BANDS).map(|n| Band::new(n, &index.hashes)).collect();
        index
    }

    /// Calls `found` with the ids and the distance of every hash within `radius` bits, in no order.
    ///
    /// Every entry is reported once.
    pub(super) fn within(&self, hash: u64, radius: u32, mut found: impl FnMut(Ids<'_>, u32)) {
        if radius > LARGEST_PROBED {
            for (place, other) in self.hashes.iter().enumerate() {
                let distance = (hash ^ other).count_ones();
                if distance <= radius {
                    found(self.ids_at(place), distance);
                }
            }
            return;
        }
        for (n, masks) in self.probed(radius) {
            for mask in masks {
                self.compare(n, key(hash, n) ^ mask, hash, radius, &mut found);
            }
        }
    }

    /// Asks for many hashes at once: `found` gets the number of the hash, the ids and the distance. Band by band and key by
    /// key, a bucket is read once for all hashes that probe it.
    ///
    /// From some ten thousand hashes on this takes a tenth of the time of asking one by one.
    pub(super) fn within_all(&self, hashes: &[u64], radius: u32, mut found: impl FnMut(usize, Ids<'_>, u32)) {
        if radius > LARGEST_PROBED || hashes.len() < FEWEST_SORTED {
            for (number, &hash) in hashes.iter().enumerate() {
                self.within(hash, radius, |ids, distance| found(number, ids, distance));
            }
            return;
        }
        for (n, masks) in self.probed(radius) {
            let asking = Band::new(n, hashes);
            for key in 0..=u16::MAX {
                let group = asking.bucket(key);
                for mask in if group.is_empty() { &[] } else { masks } {
                    for (&hash, &number) in asking.hashes[group.clone()].iter().zip(&asking.places[group.clone()]) {
                        let mut found = |ids: Ids<'_>, distance| found(number as usize, ids, distance);
                        self.compare(n, key ^ mask, hash, radius, &mut found);
                    }
                }
            }
        }
    }

    /// The bands that are probed for a radius, and the masks of the buckets that are near enough.
    fn probed(&self, radius: u32) -> impl Iterator<Item = (usize, &[u16])> {
        let reach = move |n| Some((n, reach(n, radius)?));
        (0..N_BANDS).filter_map(reach).map(|(n, reach)| (n, &self.masks[..N_MASKS[reach as usize]]))
    }

    /// Calls `found` with what a bucket of a band has within `radius` bits and no band before leads to.
    fn compare(&self, n: usize, key: u16, hash: u64, radius: u32, found: &mut impl FnMut(Ids<'_>, u32)) {
        let band = &self.bands[n];
        let bucket = band.bucket(key);
        let hashes = &band.hashes[bucket.clone()];
        // Nearly always there is none, and without a branch an entry the loop is vectorised.
        let least = hashes.iter().map(|other| (hash ^ other).count_ones()).fold(u32::MAX, u32::min);
        if least > radius {
            return;
        }
        for (other, &place) in hashes.iter().zip(&band.places[bucket]) {
            let difference = hash ^ other;
            if difference.count_ones() <= radius && !is_found_before(n, difference, radius) {
                found(self.ids_at(place as usize), difference.count_ones());
            }
        }
    }

    fn ids_at(&self, place: usize) -> Ids<'_> {
        &self.ids[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

impl Band {
    fn new(n: usize, hashes: &[u64]) -> Self {
        let mut starts = vec![0u32; N_BUCKETS + 1];
        for &hash in hashes {
            starts[usize::from(key(hash, n)) + 1] += 1;
        }
        for bucket in 0..N_BUCKETS {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let (mut sorted, mut places) = (vec![0u64; hashes.len()], vec![0u32; hashes.len()]);
        for (place, &hash) in hashes.iter().enumerate() {
            let slot = &mut next[usize::from(key(hash, n))];
            sorted[*slot as usize] = hash;
            places[*slot as usize] = place as u32;
            *slot += 1;
        }
        Self { starts, hashes: sorted, places }
    }

    fn bucket(&self, key: u16) -> Range<usize> {
        self.starts[usize::from(key)] as usize..self.starts[usize::from(key) + 1] as usize
    }
}

fn key(hash: u64, band: usize) -> u16 {
    (hash >> (band as u32 * BAND_BITS)) as u16
}

/// How many bits a band may differ in to be probed for `radius`; `None` if the other bands find everything.
fn reach(band: usize, radius: u32) -> Option<u32> {
    let (all, more) = (radius / N_BANDS as u32, radius % N_BANDS as u32);
    if band as u32 <= more { Some(all) } else { all.checked_sub(1) }
}

/// Whether a band before this one leads to the same entry.
fn is_found_before(band: usize, difference: u64, radius: u32) -> bool {
    (0..band).any(|n| reach(n, radius).is_some_and(|reach| key(difference, n).count_ones() <= reach))
}

fn masks() -> Vec<u16> {
    let mut masks: Vec<u16> = (0..=u16::MAX).filter(|mask| mask.count_ones() <= 3).collect();
    masks.sort_by_key(|mask| mask.count_ones());
    masks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(index: &HashIndex, hash: u64, radius: u32) -> Vec<(u32, u32)> {
        let mut all = Vec::new();
        index.within(hash, radius, |ids, distance| all.extend(ids.iter().map(|&id| (id, distance))));
        all.sort_unstable();
        all
    }

    /// Hashes that lie near each other, or within a few bits of nothing.
    fn hashes() -> impl Strategy<Value = Vec<u64>> {
        let near = (0u64..4, proptest::collection::vec(0u32..64, 0..14)).prop_map(|(centre, bits)| {
            bits.iter().fold(centre.wrapping_mul(0x9E37_79B9_7F4A_7C15), |hash, bit| hash ^ (1 << bit))
        });
        proptest::collection::vec(prop_oneof![near, any::<u64>()], 1..200)
    }

    proptest! {
        #[test]
        fn finds_what_comparing_all_finds(hashes in hashes(), radius in 0u32..20) {
            let entries = || hashes.iter().copied().zip(0u32..);
            let index = HashIndex::new(entries().collect());
            let mut at_once = vec![Vec::new(); hashes.len()];
            index.within_all(&hashes, radius, |number, ids, distance| {
                at_once[number].extend(ids.iter().map(|&id| (id, distance)));
            });
            for (&hash, mut at_once) in hashes.iter().zip(at_once) {
                let all = entries().map(|(other, id)| (id, (hash ^ other).count_ones()));
                let expected: Vec<_> = all.filter(|&(_, distance)| distance <= radius).collect();
                prop_assert_eq!(found(&index, hash, radius), expected.clone());
                at_once.sort_unstable();
                prop_assert_eq!(at_once, expected);
            }
        }
    }

    #[test]
    fn every_distance_within_the_radius_is_met_by_a_band() {
        for radius in 0..=LARGEST_PROBED {
            let least: u32 = (0..N_BANDS).map(|n| reach(n, radius).map_or(0, |reach| reach + 1)).sum();
            assert_eq!(least, radius + 1, "the fewest bits that escape all bands");
            assert!(radius / 4 < N_MASKS.len() as u32);
        }
    }

    #[test]
    fn equal_hashes_are_one_group() {
        let index = HashIndex::new((0..5000).map(|id| (u64::from(id % 7), id)).collect());
        assert_eq!(index.hashes.len(), 7);
        assert_eq!(found(&index, 0, 0).len(), 715);
        assert!(found(&HashIndex::new(Vec::new()), 0, 64).is_empty());
    }
}
