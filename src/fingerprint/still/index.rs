//! Which of many stills may show the same picture as one, by their hashes alone.

use super::super::index::HashIndex;
use super::look::Look;

/// Bits in which the hash of a copy may differ from one of the hashes it is looked for with.
const RADIUS: u32 = 8;

/// The hashes of many stills.
pub struct LookIndex {
    hashes: HashIndex,
}

impl LookIndex {
    /// Takes the looks of stills with the caller's ids; those that tell nothing are left out.
    pub fn new<'a>(looks: impl Iterator<Item = (u32, &'a Look)>) -> Self {
        let telling = looks.filter(|(_, look)| look.is_telling());
        let entries = telling.flat_map(|(id, look)| look.index_hashes().map(move |hash| (hash, id)));
        Self { hashes: HashIndex::new(entries.collect()) }
    }

    /// The stills that one may be a copy of, or have a crop or a turned copy in, itself included: each id once, with the
    /// least distance of the hashes. A still that is cut is found by what it was cut from, not the other way.
    pub fn near(&self, look: &Look) -> Vec<(u32, u32)> {
        let mut found: Vec<(u32, u32)> = Vec::new();
        if look.is_telling() {
            for hash in look.probes() {
                self.hashes.within(hash, RADIUS, |ids, distance| found.extend(ids.iter().map(|&id| (id, distance))));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(id, _)| *id);
        found
    }
}
