//! Stills that are listed below another media, of which they are no copies: frames of an animation, parts of a wide still.

use std::collections::BTreeMap;

use super::super::super::alike::GroupKind;
use super::super::super::error::Result;
use super::super::listed::Listed;
use super::{Group, Other, Pairs};
use crate::catalog::{LikenessKind, LikenessRow, Link, MediaId};

impl Pairs<'_> {
    /// Groups stills under the animation that they are a frame of, or the still that they are a part of; of several copies of that,
    /// under the one that is kept.
    pub(super) fn below(
        &mut self,
        kind: GroupKind,
        rows: &[LikenessRow],
        keepers: &BTreeMap<MediaId, MediaId>,
    ) -> Result<Vec<Group>> {
        let of_kind = if kind == GroupKind::Part { LikenessKind::Part } else { LikenessKind::Frame };
        let mut of_still: BTreeMap<MediaId, Vec<(u32, MediaId)>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.kind == of_kind) {
            let is_first_above = match (self.media.get(&row.a), self.media.get(&row.b)) {
                (Some(a), _) if kind == GroupKind::Frame => a.media.facts.animated,
                (Some(a), Some(b)) => is_wider(a, b),
                _ => false,
            };
            let (still, above) = if is_first_above { (row.b, row.a) } else { (row.a, row.b) };
            of_still.entry(still).or_default().push((row.distance, above));
        }
        let mut under: BTreeMap<MediaId, Vec<(&Listed, Link)>> = BTreeMap::new();
        for (still, mut above) in of_still {
            above
                .sort_by_cached_key(|(distance, id)| (*distance, self.media.get(id).map(|one| one.media.path.clone())));
            let Some(still) = self.media.get(&still) else { continue };
            let kept = above.iter().filter_map(|(_, id)| keepers.get(id));
            // The pair that was found may be with another copy than the one that is kept.
            for above in kept.chain(above.iter().map(|(_, id)| id)) {
                let Some(listed) = self.media.get(above) else { continue };
                if let Some(link) = self.links.find(kind, listed, &[still])?.into_iter().next().flatten() {
                    under.entry(*above).or_default().push((still, link));
                    break;
                }
            }
        }
        let mut groups = Vec::new();
        for (keeper, mut stills) in under {
            let Some(above) = self.media.get(&keeper) else { continue };
            let reason = if kind == GroupKind::Frame {
                self.links.place_in_animation(above, &mut stills);
                "it holds the others as frames"
            } else {
                let pairs = stills.iter().map(|(still, _)| (keeper, still.id));
                self.measured.relate_parts(&self.media, pairs);
                "the others are parts of it"
            };
            let other = |(still, link): (&Listed, Link)| Other { id: still.id, link, certain: true, flaw: None };
            let others = stills.into_iter().map(other).collect();
            groups.push(Group { kind, keeper, reason: reason.to_owned(), others, alternates: Vec::new() });
        }
        Ok(groups)
    }
}

/// Whether one still is wider for its height than another.
fn is_wider(one: &Listed, other: &Listed) -> bool {
    let (one, other) = (&one.media.facts, &other.media.facts);
    u64::from(one.width) * u64::from(other.height) > u64::from(other.width) * u64::from(one.height)
}
