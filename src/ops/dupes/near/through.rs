//! Stills that join a group through another of its members.

use std::collections::{BTreeSet, HashMap};

use super::super::super::alike::GroupKind;
use super::super::super::error::Result;
use super::{Other, Pairs};
use crate::catalog::{Link, MediaId};

/// Members of a group through which others may join it, at most: the nearest to the one to keep.
const MOST_ASKED: usize = 8;
/// The distance of what has nothing in common.
const MOST_DISTANCE: u32 = 64;

impl Pairs<'_> {
    /// Finds the stills that show the same as a member of a group, which shows the same as the one to keep. Of two copies one of which
    /// is marked and the other cropped, neither is enough like the other. There is only this one step: by many, one picture becomes
    /// another.
    pub(super) fn through(
        &mut self,
        keeper: MediaId,
        members: &[Other],
        open: &BTreeSet<MediaId>,
        flaws: &HashMap<MediaId, &'static str>,
    ) -> Result<Vec<Other>> {
        let mut members = members.to_vec();
        members.sort_by_key(|one| (one.link.distance, self.media.get(&one.id).map(|listed| &listed.media.path)));
        let mut open: Vec<MediaId> = open.iter().copied().filter(|id| !self.links.is_rejected(keeper, *id)).collect();
        let mut found = Vec::new();
        for member in members.into_iter().take(MOST_ASKED) {
            let links = self.find(GroupKind::Near, member.id, &open)?;
            for (id, link) in open.iter().zip(&links) {
                let Some(link) = link else { continue };
                let distance = (member.link.distance + link.distance).min(MOST_DISTANCE);
                let transform = member.link.transform.then(link.transform);
                let (link, flaw) = (Link { distance, transform, ..Link::default() }, flaws.get(id).copied());
                found.push(Other { id: *id, link, certain: true, flaw });
            }
            open = open.into_iter().zip(links).filter(|(_, link)| link.is_none()).map(|(id, _)| id).collect();
        }
        Ok(found)
    }
}
