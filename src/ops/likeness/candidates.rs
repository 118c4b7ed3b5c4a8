//! Which pairs of media are worth comparing exactly, found in the hashes of all of them at once.
//!
//! The search is one-sided: it uses the hashes of the searched media's own crops, so that an original finds its crop and the
//! crop does not find the original. Hence new media are searched among all, and old ones among the new.
//!
//! Media are ranked by their looks. The order in which they were recorded depends on the number of threads.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::Gallery;
use super::super::error::Result;
use super::versions;
use crate::catalog::{LikenessKind, MediaId};
use crate::fingerprint::{FrameLook, Look, LookIndex, Looks, Near, PartIndex, Scene, SceneIndex, StillIndex};

/// The most candidates of a media that are compared exactly: the nearest.
const MOST_NEAR: usize = 24;

/// The most stills that a thread searches at once; what is found for so many takes some ten megabytes.
const MOST_ASKED: usize = 32_768;

/// A way of searching stills in an index: at most so many near ones for each.
type Ask = fn(&LookIndex, &[&Look], usize) -> Vec<Vec<Near>>;

/// Two media that may show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    /// The one that was not compared yet; of two such, the one with the higher rank, or the frame or part.
    pub(super) newer: MediaId,
    /// The other.
    pub(super) older: MediaId,
    /// The rank of the other.
    pub(super) rank: u32,
    pub(super) kind: LikenessKind,
    /// In how many bits the hashes of two stills differ; of a part, how far its waves are from those of the window; for other kinds,
    /// how many candidates of the searched one are nearer.
    pub(super) distance: u32,
    /// The orientations in which two animations may be alike; both for other kinds.
    pub(super) orientations: Orientations,
}

/// Whether two animations are to be aligned as they are, and whether one of them mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Orientations {
    pub(super) as_it_is: bool,
    pub(super) mirrored: bool,
}

struct Still {
    id: MediaId,
    is_new: bool,
    look: Look,
    frame: FrameLook,
    /// Width to height in hundredths.
    ratio: u32,
}

struct Animation {
    id: MediaId,
    is_new: bool,
    scene: Scene,
}

/// The looks of all media.
pub(super) struct Known {
    stills: Vec<Still>,
    animations: Vec<Animation>,
    /// Media whose signature is damaged: compared with nothing.
    unreadable: Vec<MediaId>,
    /// The rank of each media among its kind.
    ranks: HashMap<MediaId, usize>,
}

impl Known {
    pub(super) fn read(gallery: &Gallery) -> Result<Self> {
        let mut known =
            Self { stills: Vec::new(), animations: Vec::new(), unreadable: Vec::new(), ranks: HashMap::new() };
        let ratios = gallery.catalog.list_ratios()?;
        gallery.catalog.each_signature(versions(), |row| {
            let (id, is_new, looks) = (row.media, !row.compared, Looks::from_bytes(row.kind, &row.data));
            match (looks.look, looks.frame, looks.scene) {
                (Some(look), Some(frame), _) => {
                    let ratio = ratios.get(&id).copied().unwrap_or_default();
                    known.stills.push(Still { id, is_new, look, frame, ratio });
                }
                (_, _, Some(scene)) => known.animations.push(Animation { id, is_new, scene }),
                _ => known.unreadable.push(id),
            }
            Ok::<(), super::super::Error>(())
        })?;
        known.stills.sort_by(|a, b| (&a.look, &a.frame, a.id).cmp(&(&b.look, &b.frame, b.id)));
        known.animations.sort_by(|a, b| (&a.scene, a.id).cmp(&(&b.scene, b.id)));
        known.ranks = known.stills.iter().map(|one| one.id).zip(0..).collect();
        known.ranks.extend(known.animations.iter().map(|one| one.id).zip(0..));
        Ok(known)
    }

    /// The media that were not compared yet.
    pub(super) fn new_media(&self) -> impl Iterator<Item = MediaId> {
        let stills = self.stills.iter().filter(|one| one.is_new).map(|one| one.id);
        let animations = self.animations.iter().filter(|one| one.is_new).map(|one| one.id);
        stills.chain(animations).chain(self.unreadable.iter().copied())
    }

    pub(super) fn scene(&self, id: MediaId) -> Option<&Scene> {
        let one = self.animations.get(*self.ranks.get(&id)?)?;
        (one.id == id).then_some(&one.scene)
    }

    /// The place of a media in an order by looks alone: by kind, and then by rank.
    pub(super) fn place(&self, id: MediaId) -> (bool, usize) {
        let rank = self.ranks.get(&id).copied().unwrap_or_default();
        (self.scene(id).is_some(), rank)
    }

    /// Whether a media can have narrow stills as its parts.
    pub(super) fn is_wide(&self, id: MediaId) -> bool {
        let still = self.ranks.get(&id).and_then(|&at| self.stills.get(at)).filter(|one| one.id == id);
        still.is_some_and(|one| one.ratio > 100)
    }

    /// Whether two stills need the exact comparison.
    pub(super) fn may_match(&self, a: MediaId, b: MediaId) -> bool {
        let look = |id| {
            self.ranks.get(&id).and_then(|&at| self.stills.get(at)).filter(|one| one.id == id).map(|one| &one.look)
        };
        look(a).zip(look(b)).is_none_or(|(a, b)| a.may_match(b))
    }

    pub(super) fn frame(&self, id: MediaId) -> Option<&FrameLook> {
        let one = self.stills.get(*self.ranks.get(&id)?)?;
        (one.id == id).then_some(&one.frame)
    }

    /// The pairs to compare, each once; at least one of each is new.
    pub(super) fn candidates(&self) -> Vec<Pair> {
        let mut pairs =
            [self.pairs_of_stills(), self.pairs_of_scenes(), self.pairs_of_frames(), self.pairs_of_parts()].concat();
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| (pair.newer, pair.older, pair.kind));
        pairs
    }

    fn pairs_of_stills(&self) -> Vec<Pair> {
        let (new, old): (Vec<&Still>, Vec<&Still>) = self.stills.iter().partition(|one| one.is_new);
        if new.is_empty() {
            return Vec::new();
        }
        let mut pairs = self.near_stills(&new, &self.look_index(false), LookIndex::near);
        if !old.is_empty() {
            pairs.extend(self.near_stills(&old, &self.look_index(true), LookIndex::near_crops));
        }
        pairs
    }

    fn look_index(&self, only_new: bool) -> LookIndex {
        let all = self.stills.iter().enumerate().filter(|(_, one)| one.is_new || !only_new);
        LookIndex::new(all.map(|(at, one)| (at as u32, &one.look)))
    }

    fn near_stills(&self, askers: &[&Still], index: &LookIndex, near: Ask) -> Vec<Pair> {
        let chunk = askers.len().div_ceil(rayon::current_num_threads()).clamp(1, MOST_ASKED);
        let ask = |askers: &[&Still]| -> Vec<Pair> {
            let looks: Vec<&Look> = askers.iter().map(|one| &one.look).collect();
            // One more, since a still is near to itself.
            let found = near(index, &looks, MOST_NEAR + 1).into_iter().zip(askers);
            let pairs = found.flat_map(|(near, one)| near.into_iter().map(move |near| (near, *one)));
            let others = pairs.filter_map(|(near, one)| Some((self.stills.get(near.id as usize)?, one, near.distance)));
            others
                .filter(|(other, one, _)| other.id != one.id)
                .map(|(other, one, bits)| self.still_pair(one, other, bits))
                .collect()
        };
        askers.par_chunks(chunk).flat_map_iter(ask).collect()
    }

    fn pairs_of_scenes(&self) -> Vec<Pair> {
        let near = |index: &SceneIndex, one: &Animation| -> Vec<Pair> {
            let near = index.near(&one.scene).into_iter();
            near.filter_map(|near| Some((near, self.animations.get(near.id as usize)?)))
                .filter(|(_, other)| other.id != one.id)
                .take(MOST_NEAR)
                .zip(0..)
                .map(|((near, other), rank)| Pair {
                    distance: rank,
                    orientations: Orientations { as_it_is: near.as_it_is, mirrored: near.mirrored },
                    ..self.pair(LikenessKind::Scenes, (one.id, one.is_new), (other.id, other.is_new))
                })
                .collect()
        };
        let has_new = self.animations.iter().any(|one| one.is_new);
        self.ask(&self.animations, |one| one.is_new, has_new, |only_new| self.scene_index(only_new), near)
    }

    fn scene_index(&self, only_new: bool) -> SceneIndex {
        let all = self.animations.iter().enumerate().filter(|(_, one)| one.is_new || !only_new);
        SceneIndex::new(all.map(|(at, one)| (at as u32, &one.scene)))
    }

    /// A still that was cut from a frame is found by the crops of the frame; one that shows more than the frame, by its own.
    fn pairs_of_frames(&self) -> Vec<Pair> {
        let of_still = |index: &SceneIndex, one: &Still| -> Vec<Pair> {
            let animations = index.near_still(&one.frame).into_iter().filter_map(|at| self.animations.get(at as usize));
            animations.take(MOST_NEAR).zip(0..).map(|(animation, rank)| self.frame_pair(one, animation, rank)).collect()
        };
        let stills = |only_new: bool| {
            let all = self.stills.iter().enumerate().filter(|(_, one)| one.is_new || !only_new);
            StillIndex::new(all.map(|(at, one)| (at as u32, &one.frame)))
        };
        let of_animation = |index: &StillIndex, one: &Animation| -> Vec<Pair> {
            let stills = index.near(&one.scene).into_iter().filter_map(|at| self.stills.get(at as usize));
            stills.take(MOST_NEAR).zip(0..).map(|(still, rank)| self.frame_pair(still, one, rank)).collect()
        };
        let (new_stills, new_animations) =
            (self.stills.iter().any(|one| one.is_new), self.animations.iter().any(|one| one.is_new));
        let scenes = |only_new| self.scene_index(only_new);
        let mut pairs = self.ask(&self.stills, |one| one.is_new, new_animations, scenes, of_still);
        pairs.extend(self.ask(&self.animations, |one| one.is_new, new_stills, stills, of_animation));
        pairs
    }

    /// A still that was cut out of a wide one for a phone is found by the windows of the wide one.
    fn pairs_of_parts(&self) -> Vec<Pair> {
        let index = |only_new: bool| {
            let all = self.stills.iter().enumerate().filter(|(_, one)| one.is_new || !only_new);
            let ratios = self.stills.iter().map(|one| one.ratio);
            PartIndex::new(all.map(|(at, one)| (at as u32, one.ratio, &one.look)), ratios)
        };
        let near = |index: &PartIndex, whole: &Still| -> Vec<Pair> {
            let near = index.near(&whole.look, whole.ratio, MOST_NEAR).into_iter();
            near.filter_map(|near| Some(self.part_pair(self.stills.get(near.id as usize)?, whole, near.distance)))
                .collect()
        };
        let has_new = self.stills.iter().any(|one| one.is_new);
        self.ask(&self.stills, |one| one.is_new, has_new, index, near)
    }

    /// Searches new media in an index of all, and old ones in an index of the new, if it `has_new`.
    fn ask<T: Sync, I: Sync>(
        &self,
        askers: &[T],
        is_new: impl Fn(&T) -> bool + Sync,
        has_new: bool,
        index: impl Fn(bool) -> I,
        near: impl Fn(&I, &T) -> Vec<Pair> + Sync,
    ) -> Vec<Pair> {
        // An index of everything costs more than all else where one file is new.
        let search = |asks_new: bool| -> Vec<Pair> {
            let index = index(!asks_new);
            askers.par_iter().filter(|one| is_new(one) == asks_new).flat_map_iter(|one| near(&index, one)).collect()
        };
        let mut pairs = if askers.iter().any(&is_new) { search(true) } else { Vec::new() };
        if has_new && !askers.iter().all(&is_new) {
            pairs.extend(search(false));
        }
        pairs
    }

    fn still_pair(&self, one: &Still, other: &Still, distance: u32) -> Pair {
        Pair { distance, ..self.pair(LikenessKind::Stills, (one.id, one.is_new), (other.id, other.is_new)) }
    }

    fn frame_pair(&self, still: &Still, animation: &Animation, distance: u32) -> Pair {
        Pair { distance, ..self.pair(LikenessKind::Frame, (still.id, still.is_new), (animation.id, animation.is_new)) }
    }

    fn part_pair(&self, part: &Still, whole: &Still, distance: u32) -> Pair {
        Pair { distance, ..self.pair(LikenessKind::Part, (part.id, part.is_new), (whole.id, whole.is_new)) }
    }

    fn pair(&self, kind: LikenessKind, one: (MediaId, bool), other: (MediaId, bool)) -> Pair {
        let rank = |id| self.ranks.get(&id).copied().unwrap_or_default();
        let is_newer = match (one.1, other.1) {
            (is_new, other_is_new) if is_new != other_is_new => is_new,
            _ => matches!(kind, LikenessKind::Frame | LikenessKind::Part) || rank(one.0) > rank(other.0),
        };
        let (newer, older) = if is_newer { (one.0, other.0) } else { (other.0, one.0) };
        let orientations = Orientations { as_it_is: true, mirrored: true };
        Pair { newer, older, rank: rank(older) as u32, kind, distance: 0, orientations }
    }
}
