//! Which pairs of animations, and of stills and animations, are worth aligning.
//!
//! Every telling frame's hash is in one [`HashIndex`]. A scene is asked for with its own hashes and with those of its
//! crops; whatever is within [`RADIUS`] bits votes. A frame that hits very many scenes (a title card, a face on white)
//! tells little and votes in proportion.

use std::collections::{BTreeSet, HashMap};

use super::look::FrameLook;
use super::signature::Scene;
use crate::fingerprint::index::HashIndex;

/// Bits in which a frame may differ from its copy and still be met.
const RADIUS: u32 = 10;
/// Bits for crops: their window is known only roughly, but there are many of them.
const CROP_RADIUS: u32 = 8;
/// A frame that meets more scenes than this votes by less than one.
const MANY: usize = 24;
/// The sum of votes that makes a candidate.
const ENOUGH: f32 = 0.3;

/// The telling frames of many scenes.
pub struct SceneIndex {
    hashes: HashIndex,
}

impl SceneIndex {
    /// Takes scenes with the caller's ids.
    pub fn new<'a>(scenes: impl Iterator<Item = (u32, &'a Scene)>) -> Self {
        Self {
            hashes: HashIndex::new(
                scenes.flat_map(|(id, scene)| scene.index_hashes().map(move |hash| (hash, id))).collect(),
            ),
        }
    }

    /// The scenes that this one should be aligned with, itself included, the likeliest first.
    pub fn near(&self, scene: &Scene) -> Vec<NearScene> {
        let whole = scene.index_hashes().map(|hash| (hash, RADIUS));
        let crops = scene.probe_hashes().map(|hash| (hash, CROP_RADIUS));
        let as_it_is = tally(&self.hashes, whole.chain(crops));
        let mirrored = tally(&self.hashes, scene.mirrored_hashes().map(|hash| (hash, RADIUS)));
        let votes = |in_all: &HashMap<u32, f32>, id| in_all.get(&id).copied().filter(|&votes| votes >= ENOUGH);
        let ids: BTreeSet<u32> = as_it_is.keys().chain(mirrored.keys()).copied().collect();
        let mut near: Vec<(f32, NearScene)> = ids
            .into_iter()
            .map(|id| (votes(&as_it_is, id), votes(&mirrored, id), id))
            .filter(|(as_it_is, mirrored, _)| as_it_is.or(*mirrored).is_some())
            .map(|(as_it_is, mirrored, id)| {
                let found = NearScene { id, as_it_is: as_it_is.is_some(), mirrored: mirrored.is_some() };
                (as_it_is.unwrap_or(0.0).max(mirrored.unwrap_or(0.0)), found)
            })
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        near.into_iter().map(|(_, found)| found).collect()
    }

    /// The scenes that a still may be a frame of, the likeliest first.
    pub fn near_still(&self, still: &FrameLook) -> Vec<u32> {
        if !still.is_telling() {
            return Vec::new();
        }
        let crops = still.crop_hashes().map(|hash| (hash, CROP_RADIUS));
        poll(&self.hashes, [(still.hash(), RADIUS)].into_iter().chain(crops))
    }
}

/// A scene that may share something with the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearScene {
    /// The caller's id.
    pub id: u32,
    /// Frames are alike as they are.
    pub as_it_is: bool,
    /// Frames are alike when one scene is mirrored.
    pub mirrored: bool,
}

/// The hashes of many stills.
pub struct StillIndex {
    hashes: HashIndex,
}

impl StillIndex {
    /// Takes looks with the caller's ids; plain ones are left out.
    pub fn new<'a>(stills: impl Iterator<Item = (u32, &'a FrameLook)>) -> Self {
        let telling = stills.filter(|(_, still)| still.is_telling());
        Self { hashes: HashIndex::new(telling.map(|(id, still)| (still.hash(), id)).collect()) }
    }

    /// The stills that may be frames of a scene or crops of them, the likeliest first.
    pub fn near(&self, scene: &Scene) -> Vec<u32> {
        let whole = scene.index_hashes().map(|hash| (hash, RADIUS));
        poll(&self.hashes, whole.chain(scene.probe_hashes().map(|hash| (hash, CROP_RADIUS))))
    }
}

/// Whoever is met often enough: those with the most votes first, then by id.
fn poll(hashes: &HashIndex, queries: impl Iterator<Item = (u64, u32)>) -> Vec<u32> {
    let votes = tally(hashes, queries);
    let mut near: Vec<(u32, f32)> = votes.into_iter().filter(|&(_, votes)| votes >= ENOUGH).collect();
    near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.into_iter().map(|(id, _)| id).collect()
}

/// The votes for each that is met.
fn tally(hashes: &HashIndex, queries: impl Iterator<Item = (u64, u32)>) -> HashMap<u32, f32> {
    let mut votes: HashMap<u32, f32> = HashMap::new();
    let mut met = Vec::new();
    for (hash, radius) in queries {
        met.clear();
        hashes.within(hash, radius, |ids, _| met.extend_from_slice(ids));
        met.sort_unstable();
        met.dedup();
        let vote = (MANY as f32 / met.len().max(1) as f32).min(1.0);
        met.iter().for_each(|&id| *votes.entry(id).or_default() += vote);
    }
    votes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{frame, scene, times};

    #[test]
    fn copies_crops_and_stills_are_candidates_and_others_are_not() {
        let edges = [0.05, 0.06, 0.04, 0.07];
        let all = [
            scene(31, &times(0, 20), 0.1, [0.0; 4]),
            scene(31, &times(5, 9), 0.07, [0.0; 4]),
            scene(31, &times(0, 20), 0.1, edges),
            scene(32, &times(0, 20), 0.1, [0.0; 4]),
        ];
        let index = SceneIndex::new((0..).zip(&all));
        let mut near: Vec<u32> = index.near(&all[0]).iter().map(|near| near.id).collect();
        near.sort_unstable();
        assert_eq!(near, [0, 1, 2]);
        let still = FrameLook::of(&frame(31, 0.6, edges));
        let stills = StillIndex::new([(9, &still)].into_iter());
        assert!(stills.near(&all[0]) == [9] && stills.near(&all[3]).is_empty());
        assert!(index.near_still(&still).contains(&2));
    }

    #[test]
    fn whoever_is_met_more_often_comes_first() {
        let hashes = HashIndex::new(vec![(0, 1), (0, 2), (0, 3), (u64::MAX, 3), (u64::MAX, 2), (0xFFFF, 3)]);
        assert_eq!(poll(&hashes, [0, u64::MAX, 0xFFFF].map(|hash| (hash, 0)).into_iter()), [3, 2, 1]);
    }
}
