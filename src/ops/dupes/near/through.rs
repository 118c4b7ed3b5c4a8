//! Media that join a group through another of its members.

use std::collections::{BTreeSet, HashMap};

use super::super::super::Unwatched;
use super::super::super::alike::GroupKind;
use super::super::super::error::Result;
use super::{Other, Pairs};
use crate::catalog::{Link, MediaId};
use crate::fingerprint::{Relation, area};

/// Members of a group through which others may join it, at most: the nearest to the one to keep.
const MOST_ASKED: usize = 8;
/// The distance of what has nothing in common.
const MOST_DISTANCE: u32 = 64;
/// The share of a still that must be seen in the one to keep.
const MOST_OF_IT: f64 = 0.9;

impl Pairs<'_> {
    /// Finds the media that show the same as a member of a group, which shows the same as the one to keep. Of two copies one of which
    /// is marked and the other cropped, neither is enough like the other. There is only this one step: by many, one picture becomes
    /// another. An animation joins only through a cut-out, which shows the same as itself on white and on black: by others, families
    /// of one body would come together.
    pub(super) fn through(
        &mut self,
        kind: GroupKind,
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
            if open.is_empty() || kind == GroupKind::Scene && !self.links.is_cut_out(member.id)? {
                continue;
            }
            let links = self.find(kind, member.id, &open)?;
            let mut joined: Vec<Option<Link>> = links.into_iter().map(|link| joined(member.link, link?)).collect();
            if kind == GroupKind::Near {
                for (id, link) in open.iter().zip(&mut joined).filter(|(_, link)| link.is_some()) {
                    link.take_if(|_| !self.is_within(keeper, member.id, *id));
                }
            }
            let others = open.iter().zip(&joined).filter_map(|(id, link)| Some((*id, (*link)?)));
            found.extend(others.map(|(id, link)| Other { id, link, certain: true, flaw: flaws.get(&id).copied() }));
            open = open.into_iter().zip(joined).filter(|(_, link)| link.is_none()).map(|(id, _)| id).collect();
        }
        Ok(found)
    }
}

impl Pairs<'_> {
    /// Whether the one to keep shows what a still does, as far as a third one that lies over both tells: of two crops of one picture that
    /// hardly overlap, neither does.
    fn is_within(&mut self, keeper: MediaId, through: MediaId, id: MediaId) -> bool {
        let pairs = [(keeper, through), (through, id)];
        let _ = self.measured.relate(&self.media, pairs.into_iter(), &mut Unwatched);
        let of_keeper = self.measured.relation(keeper, through);
        let both = of_keeper.zip(self.measured.relation(id, through));
        both.is_some_and(|(of_keeper, of_still)| shows(&of_keeper, &of_still))
    }
}

/// Whether one media shows what a still does, by how each of them lies over a third one, which is the second in both.
fn shows(one: &Relation, still: &Relation) -> bool {
    let (seen, shown) = (one.second, still.second);
    let common = [seen[0].max(shown[0]), seen[1].max(shown[1]), seen[2].min(shown[2]), seen[3].min(shown[3])];
    let is_apart = common[0] >= common[2] || common[1] >= common[3];
    // What lies around, if it is no frame, is in neither of the others.
    !is_apart && area(common) >= MOST_OF_IT * area(shown) && (still.is_first_framed || area(still.first) >= MOST_OF_IT)
}

/// How a media is the same as the one to keep, from how a member is, and how the media is the same as that.
fn joined(member: Link, link: Link) -> Option<Link> {
    let overlap = match (member.overlap, link.overlap) {
        (Some(first), Some(next)) => Some(first.through(next)?),
        _ => None,
    };
    let distance = (member.distance + link.distance).min(MOST_DISTANCE);
    Some(Link { distance, transform: member.transform.then(link.transform), overlap, ..Link::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_crops_only_the_one_that_holds_the_other_shows_it() {
        let all = [0.0, 0.0, 1.0, 1.0];
        let crop = |left, right| Relation {
            first: all,
            second: [left, 0.0, right, 1.0],
            is_first_framed: false,
            is_second_framed: false,
            marked: None,
        };
        // A picture that is the third one and as much again beside it.
        let wider = Relation { first: [0.0, 0.0, 0.5, 1.0], ..crop(0.0, 1.0) };
        let bars = Relation { is_first_framed: true, ..wider };
        for (one, still, expected) in [
            (crop(0.0, 1.0), crop(0.3, 0.6), true),
            (crop(0.2, 0.7), crop(0.3, 0.6), true),
            (crop(0.3, 0.6), crop(0.0, 1.0), false),
            (crop(0.4, 0.71), crop(0.69, 1.0), false),
            (crop(0.0, 0.4), crop(0.6, 1.0), false),
            (crop(0.0, 1.0), wider, false),
            (crop(0.0, 1.0), bars, true),
        ] {
            assert_eq!(shows(&one, &still), expected, "{one:?} {still:?}");
        }
    }
}
