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

    /// For each of some looks the stills that it may be a copy of, or have a crop or a turned copy in, itself included: the
    /// `most` nearest, by distance and id. A still that is cut is found by what it was cut from, not the other way.
    ///
    /// Asking for many at once is faster: buckets of the index are read in order.
    pub fn near(&self, looks: &[&Look], most: usize) -> Vec<Vec<Near>> {
        self.ask(looks, most, Look::probes)
    }

    /// For each of some looks the stills that may be a crop of it, as [`LookIndex::near`] lists them. With what those stills
    /// find themselves, that is all there is between them.
    pub fn near_crops(&self, looks: &[&Look], most: usize) -> Vec<Vec<Near>> {
        self.ask(looks, most, Look::crop_hashes)
    }

    fn ask<'l, Hashes: Iterator<Item = u64>>(
        &self,
        looks: &[&'l Look],
        most: usize,
        hashes_of: impl Fn(&'l Look) -> Hashes,
    ) -> Vec<Vec<Near>> {
        let mut found = vec![Vec::new(); looks.len()];
        let (mut hashes, mut askers) = (Vec::new(), Vec::new());
        for (asker, look) in looks.iter().enumerate().filter(|(_, look)| look.is_telling()) {
            hashes.extend(hashes_of(look));
            askers.resize(hashes.len(), asker);
        }
        self.hashes.within_all(&hashes, RADIUS, |number, ids, distance| {
            let found: &mut Vec<Near> = &mut found[askers[number]];
            // Ids ascend, so of stills with one hash the first are as near as any.
            found.extend(ids.iter().take(most).map(|&id| Near { distance, id }));
            if found.len() > CROWD * most {
                keep_nearest(found, most);
            }
        });
        found.iter_mut().for_each(|found| keep_nearest(found, most));
        found
    }
}

/// When so many times as many as are wanted were found, the others are let go.
const CROWD: usize = 64;

/// A still that is near in its hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// The bits in which the nearest two hashes differ.
    pub distance: u32,
    /// The caller's id.
    pub id: u32,
}

/// Each id once, with its least distance; the nearest `most`.
fn keep_nearest(found: &mut Vec<Near>, most: usize) {
    found.sort_unstable_by_key(|near| (near.id, near.distance));
    found.dedup_by_key(|near| near.id);
    found.sort_unstable();
    found.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{face, turned};
    use crate::fingerprint::transform::Transform;
    use image::{Rgba, RgbaImage, imageops};

    #[test]
    fn copies_are_near_and_a_crowd_is_cut_to_the_nearest() {
        let original = face(256, 200);
        let crop = imageops::crop_imm(&original, 14, 12, 230, 178).to_image();
        let other = RgbaImage::from_fn(200, 150, |x, y| {
            Rgba([((x * x / 90 + y) % 255) as u8, (x * y % 200) as u8, (y * 3 % 250) as u8, 255])
        });
        let pictures = [original.clone(), crop, turned(&original, Transform::Rotate90), other];
        let looks: Vec<Look> = pictures.iter().map(Look::of).collect();
        let index = LookIndex::new((0..).zip(&looks));
        let ids = |found: &[Near]| found.iter().map(|near| near.id).collect::<Vec<_>>();
        let all: Vec<&Look> = looks.iter().collect();
        let found = index.near(&all, 10);
        assert_eq!(ids(&found[0])[0], 0);
        let mut of_original = ids(&found[0]);
        of_original.sort_unstable();
        assert_eq!((of_original, ids(&found[3])), (vec![0, 1, 2], vec![3]));
        assert!(ids(&index.near_crops(&[&looks[0]], 10)[0]).contains(&1));
        assert_eq!(index.near(&[&looks[0]], 1)[0], [Near { distance: 0, id: 0 }]);
        let crowd = LookIndex::new((0..5000).map(|id| (id, &looks[0])));
        assert_eq!(ids(&crowd.near(&[&looks[0]], 3)[0]), [0, 1, 2]);
    }
}
