//! Which media the pairs that were found connect, so that none are compared only to be connected again.
//!
//! Disjoint sets: each media leads to another of its set, at last to the one that was recorded first. What is connected does
//! not depend on the order in which pairs are added.

use std::collections::HashMap;

use crate::catalog::{LikenessKind, LikenessRow, MediaId};

/// The sets of media that show the same.
#[derive(Clone, Default)]
pub(super) struct Groups {
    parents: HashMap<MediaId, MediaId>,
}

impl Groups {
    /// Connects two media that certainly show the same. A still is not the same as the animation that it is a frame of, or the still
    /// that it is a part of.
    pub(super) fn add(&mut self, row: &LikenessRow) {
        if row.certain && matches!(row.kind, LikenessKind::Stills | LikenessKind::Scenes) {
            self.connect(row.a, row.b);
        }
    }

    pub(super) fn connect(&mut self, a: MediaId, b: MediaId) {
        let (of_a, of_b) = (self.root(a), self.root(b));
        let root = of_a.min(of_b);
        for id in [a, b, of_a, of_b] {
            self.parents.insert(id, root);
        }
    }

    /// The media that stands for the set of another; itself if nothing is connected to it.
    pub(super) fn root(&self, mut id: MediaId) -> MediaId {
        while let Some(parent) = self.parents.get(&id).filter(|parent| **parent != id) {
            id = *parent;
        }
        id
    }
}
