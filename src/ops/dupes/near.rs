//! Groups of media that show the same, from the pairs that were found.
//!
//! Certain pairs connect media. Each connected set gets a keeper, and the media that show the same as the *keeper* join it: by a
//! pair that was found, or else by comparing the two (`links`). Stills join it through one of those, too (`near/through`). The rest
//! is divided again in the same way. So every media of a group shows the same as its keeper, or as a copy of it.

mod below;
mod through;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use super::super::alike::GroupKind;
use super::super::described::describe_untagged;
use super::super::error::Result;
use super::super::selection::compile;
use super::super::{BoundQuery, Gallery, Progress, Unwatched};
use super::keeper::{Candidate, Choice, choose};
use super::links::Links;
use super::listed::Listed;
use super::measured::Measured;
use super::{DuplicateGroup, DuplicateMember, Extent, FramePlace, exact};
use crate::catalog::{LikenessKind, LikenessRow, Link, MediaId};
use crate::fingerprint::Transform;

/// Media of a connected set up to which all pairs are laid over each other, not only those that were found: 28 pairs.
const ALL_RELATED: usize = 8;

/// What groups are made from: the pairs that were found, the media in them, and the links between them.
struct Pairs<'a> {
    rows: HashMap<(MediaId, MediaId), LikenessRow>,
    media: BTreeMap<MediaId, Listed>,
    links: Links<'a>,
    measured: Measured<'a>,
}

/// A group that is being made.
struct Group {
    kind: GroupKind,
    keeper: MediaId,
    reason: String,
    others: Vec<Other>,
    /// Media that may be alternates; listed after the others.
    alternates: Vec<Other>,
}

/// A media in a group beside the one to keep.
#[derive(Clone, Copy)]
struct Other {
    id: MediaId,
    link: Link,
    certain: bool,
    /// What is wrong with it, if that is why it is not kept.
    flaw: Option<&'static str>,
}

/// Lists the groups with a media that fits a query: near, scene, frame, part, each by the path of the one to keep. What is worked out
/// for that is stored if `is_stored`. When `progress` breaks off there are no groups: with a part of the facts, other media
/// would be kept.
pub(super) fn groups(
    gallery: &Gallery,
    asked: &BoundQuery,
    alternates: bool,
    is_stored: bool,
    progress: &mut dyn Progress,
) -> Result<ControlFlow<(), Vec<DuplicateGroup>>> {
    let fitting: HashSet<MediaId> = gallery.catalog.list_found(&compile(gallery, asked)?)?.into_iter().collect();
    let mut rows = gallery.catalog.list_likenesses()?;
    rows.retain(|row| fitting.contains(&row.a) || fitting.contains(&row.b));
    let ids: BTreeSet<MediaId> = rows.iter().flat_map(|row| [row.a, row.b]).collect();
    let listed = ids.into_iter().map(|id| Ok(list(gallery, id)?.map(|one| (id, one)))).filter_map(Result::transpose);
    let mut media: BTreeMap<MediaId, Listed> = listed.collect::<Result<_>>()?;
    rows.retain(|row| media.contains_key(&row.a) && media.contains_key(&row.b));
    let links = Links::read(gallery, is_stored)?;
    let compared = || {
        rows.iter().filter(|row| {
            matches!(row.kind, LikenessKind::Stills | LikenessKind::Scenes) && (row.certain || alternates)
        })
    };
    if links.measure(&mut media, compared().flat_map(|row| [row.a, row.b]), progress).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let mut measured = Measured::read(gallery, is_stored)?;
    if measured.relate(&media, compared().map(|row| (row.a, row.b)), progress).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let by_pair = rows.iter().map(|row| ((row.a, row.b), *row)).collect();
    let mut pairs = Pairs { rows: by_pair, media, links, measured };
    let sets = |of| {
        let certain = rows.iter().filter(move |row| row.kind == of && row.certain);
        connected(certain.map(|row| (row.a, row.b)))
    };
    let sets = [(GroupKind::Near, sets(LikenessKind::Stills)), (GroupKind::Scene, sets(LikenessKind::Scenes))];
    let within = sets
        .iter()
        .flat_map(|(_, sets)| sets)
        .filter(|set| set.len() <= ALL_RELATED)
        .flat_map(|set| set.iter().flat_map(move |a| set.range(..a).map(move |b| (*b, *a))));
    if pairs.measured.relate(&pairs.media, within, progress).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    if pairs.trace(sets.iter().flat_map(|(_, sets)| sets), progress).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let mut all = Vec::new();
    let mut keepers = BTreeMap::new();
    for (kind, sets) in sets {
        let mut found = Vec::new();
        for set in sets {
            pairs.divide(kind, set, &mut found, &mut keepers)?;
        }
        if alternates && kind == GroupKind::Near {
            pairs.add_alternates(&rows, &mut found);
        }
        all.extend(pairs.listed(&found));
    }
    for kind in [GroupKind::Frame, GroupKind::Part] {
        let found = pairs.below(kind, &rows, &keepers)?;
        all.extend(pairs.listed(&found));
    }
    pairs.links.write();
    Ok(ControlFlow::Continue(all))
}

/// Reads what a group lists of a media; none if another command has forgotten it meanwhile.
pub(super) fn list(gallery: &Gallery, id: MediaId) -> Result<Option<Listed>> {
    let Some(row) = gallery.catalog.find_media_by_id(id)? else { return Ok(None) };
    let mut files = gallery.catalog.list_files(id)?;
    let (shares, media) = (row.shares, describe_untagged(row, &files));
    files.retain(|file| !file.missing);
    let kept = exact::choose(&files).map(|(path, _)| path);
    files.sort_by_cached_key(|file| (Some(&file.path) != kept.as_ref(), file.path.clone()));
    Ok(Some(Listed { id, media, files, shares }))
}

/// The sets of media that pairs connect, in the order of their smallest.
fn connected(pairs: impl Iterator<Item = (MediaId, MediaId)>) -> Vec<BTreeSet<MediaId>> {
    let mut beside: BTreeMap<MediaId, Vec<MediaId>> = BTreeMap::new();
    for (a, b) in pairs {
        beside.entry(a).or_default().push(b);
        beside.entry(b).or_default().push(a);
    }
    let mut sets = Vec::new();
    let mut seen = HashSet::new();
    for &start in beside.keys() {
        let mut set = BTreeSet::new();
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                set.insert(id);
                open.extend(beside.get(&id).into_iter().flatten());
            }
        }
        if !set.is_empty() {
            sets.push(set);
        }
    }
    sets
}

impl Pairs<'_> {
    /// Measures what choosing the keepers of some sets waits for, of all sets at once.
    fn trace<'s>(
        &mut self,
        sets: impl Iterator<Item = &'s BTreeSet<MediaId>> + Clone,
        progress: &mut dyn Progress,
    ) -> ControlFlow<()> {
        loop {
            let waiting = sets.clone().filter_map(|set| self.choose(&Vec::from_iter(set.iter().copied())).err());
            let waiting: Vec<MediaId> = waiting.flatten().collect();
            if waiting.is_empty() {
                return ControlFlow::Continue(());
            }
            self.measured.trace(&self.media, &waiting, progress)?;
        }
    }

    /// Makes groups of a connected set, and notes the keeper of every member in `keepers`.
    fn divide(
        &mut self,
        kind: GroupKind,
        mut set: BTreeSet<MediaId>,
        found: &mut Vec<Group>,
        keepers: &mut BTreeMap<MediaId, MediaId>,
    ) -> Result<()> {
        while set.len() > 1 {
            let ids: Vec<MediaId> = set.iter().copied().collect();
            let Some((keeper, choice)) = self.decide(&ids) else { return Ok(()) };
            let flaws: HashMap<MediaId, &'static str> =
                ids.iter().zip(choice.flaws).filter_map(|(id, flaw)| Some((*id, flaw?))).collect();
            set.remove(&keeper);
            let rest: Vec<MediaId> = set.iter().copied().collect();
            let mut others = Vec::new();
            for (id, link) in rest.iter().zip(self.find(kind, keeper, &rest)?) {
                if let Some(link) = link {
                    set.remove(id);
                    keepers.insert(*id, keeper);
                    others.push(Other { id: *id, link, certain: true, flaw: flaws.get(id).copied() });
                }
            }
            for other in self.through(kind, keeper, &others, &set, &flaws)? {
                set.remove(&other.id);
                keepers.insert(other.id, keeper);
                others.push(other);
            }
            if !others.is_empty() {
                keepers.insert(keeper, keeper);
                let pairs = others.iter().map(|other| (keeper, other.id));
                let _ = self.measured.relate(&self.media, pairs, &mut Unwatched);
                found.push(Group { kind, keeper, reason: choice.reason, others, alternates: Vec::new() });
            }
        }
        Ok(())
    }

    /// Chooses the one to keep, after measuring what that takes; none if there is no media.
    fn decide(&mut self, ids: &[MediaId]) -> Option<(MediaId, Choice)> {
        loop {
            match self.choose(ids) {
                Ok(choice) => return choice,
                Err(waiting) => _ = self.measured.trace(&self.media, &waiting, &mut Unwatched),
            }
        }
    }

    /// Chooses the one to keep; an error names what must be measured first.
    fn choose(&self, ids: &[MediaId]) -> std::result::Result<Option<(MediaId, Choice)>, Vec<MediaId>> {
        let listed: Vec<&Listed> = ids.iter().filter_map(|id| self.media.get(id)).collect();
        let mut candidates: Vec<Candidate<'_>> =
            listed.iter().map(|one| Candidate::new(&one.media, one.shares, self.measured.traces(one))).collect();
        for (one, candidate) in listed.iter().zip(&mut candidates) {
            for other in listed.iter().filter(|other| other.id != one.id) {
                let relation = self.measured.relation(other.id, one.id);
                relation.into_iter().for_each(|relation| candidate.relate(&other.media, relation));
            }
        }
        match choose(&candidates) {
            Ok(choice) => Ok(choice.and_then(|choice| Some((listed.get(choice.at)?.id, choice)))),
            Err(waiting) => Err(waiting.into_iter().filter_map(|at| Some(listed.get(at)?.id)).collect()),
        }
    }

    /// How each of some media is the same as the one to keep; none if it is not, or a person said so.
    fn find(&mut self, kind: GroupKind, keeper: MediaId, ids: &[MediaId]) -> Result<Vec<Option<Link>>> {
        let Some(kept) = self.media.get(&keeper) else { return Ok(vec![None; ids.len()]) };
        // The row of two animations does not say which stretch they share, so only a link will do.
        let row = |id: MediaId| {
            let row = self.rows.get(&(keeper.min(id), keeper.max(id)));
            row.filter(|_| kind == GroupKind::Near)
        };
        let unpaired = ids.iter().filter(|id| row(**id).is_none()).filter_map(|id| self.media.get(id));
        let unpaired: Vec<&Listed> = unpaired.collect();
        let found = self.links.find(kind, kept, &unpaired)?;
        let mut found: HashMap<MediaId, Option<Link>> = unpaired.iter().map(|one| one.id).zip(found).collect();
        let link = |id: &MediaId| match row(*id) {
            Some(row) => row.certain.then(|| link_of(row, keeper)),
            None => found.remove(id).flatten(),
        };
        Ok(ids.iter().map(link).collect())
    }

    /// Adds what may be an alternate to the groups of the ones that are kept.
    fn add_alternates(&mut self, rows: &[LikenessRow], groups: &mut Vec<Group>) {
        let mut kept: HashMap<MediaId, usize> = HashMap::new();
        let mut within: HashMap<MediaId, BTreeSet<usize>> = HashMap::new();
        for (n, group) in groups.iter().enumerate() {
            kept.insert(group.keeper, n);
            for id in group.others.iter().map(|other| other.id).chain([group.keeper]) {
                within.entry(id).or_default().insert(n);
            }
        }
        // The nearest first, by their paths: ids depend on the number of threads that imported them.
        let mut possible: Vec<&LikenessRow> =
            rows.iter().filter(|row| row.kind == LikenessKind::Stills && !row.certain).collect();
        let path = |id| self.media.get(&id).map(|one| &one.media.path);
        possible.sort_by_cached_key(|row| {
            (row.distance, path(row.a).min(path(row.b)).cloned(), path(row.a).max(path(row.b)).cloned())
        });
        // First those with a media that is kept: others get a group only if none of theirs has such a pair.
        let (with_kept, others): (Vec<&LikenessRow>, Vec<&LikenessRow>) =
            possible.into_iter().partition(|row| kept.contains_key(&row.a) || kept.contains_key(&row.b));
        for row in with_kept.into_iter().chain(others) {
            let (a, b) = (row.a, row.b);
            if within.get(&a).zip(within.get(&b)).is_some_and(|(of_a, of_b)| !of_a.is_disjoint(of_b)) {
                continue;
            }
            let other = |keeper| {
                let id = if keeper == a { b } else { a };
                Other { id, link: link_of(row, keeper), certain: false, flaw: None }
            };
            if let Some((&n, keeper)) = [a, b].into_iter().find_map(|id| Some((kept.get(&id)?, id))) {
                let other = other(keeper);
                within.entry(other.id).or_default().insert(n);
                groups.get_mut(n).into_iter().for_each(|group| group.alternates.push(other));
            } else if let Some((keeper, choice)) = self.decide(&[a, b]) {
                kept.insert(keeper, groups.len());
                [a, b].into_iter().for_each(|id| _ = within.entry(id).or_default().insert(groups.len()));
                let (kind, others) = (GroupKind::Near, vec![other(keeper)]);
                groups.push(Group { kind, keeper, reason: choice.reason, others, alternates: Vec::new() });
            }
        }
    }

    /// The groups with their files, by the path of the one to keep.
    fn listed(&self, groups: &[Group]) -> Vec<DuplicateGroup> {
        let listed = groups.iter().filter_map(|group| {
            let keeper = Other { id: group.keeper, link: Link::default(), certain: true, flaw: None };
            let mut members: Vec<DuplicateMember> = self.members(group, &keeper).collect();
            let keep = members.first()?.path.clone();
            members.extend(group.others.iter().flat_map(|other| self.members(group, other)));
            members.get_mut(1..)?.sort_by(|a, b| a.path.cmp(&b.path));
            members.extend(group.alternates.iter().flat_map(|other| self.members(group, other)));
            Some(DuplicateGroup { kind: group.kind, keep, reason: group.reason.clone(), members })
        });
        let mut listed: Vec<DuplicateGroup> = listed.collect();
        listed.sort_by(|a, b| a.keep.cmp(&b.keep));
        listed
    }

    /// The files of a media as members.
    fn members(&self, group: &Group, other: &Other) -> impl Iterator<Item = DuplicateMember> {
        let Other { id, link, certain, flaw } = *other;
        let is_of_stills = matches!(group.kind, GroupKind::Near | GroupKind::Part);
        let keeper = self.media.get(&group.keeper).filter(|keeper| keeper.id != id && is_of_stills);
        let extent = keeper.zip(self.media.get(&id)).and_then(|(keeper, one)| {
            Some(Extent::of(&keeper.media, &one.media, &self.measured.relation(keeper.id, id)?))
        });
        self.media.get(&id).into_iter().flat_map(move |one| {
            one.files.iter().map(move |file| DuplicateMember {
                path: file.path.clone(),
                hash: one.media.hash,
                bytes: one.media.facts.bytes,
                offline: file.offline,
                one_file: false,
                distance: link.distance,
                certain,
                transform: link.transform,
                overlap: link.overlap,
                frame: link.frame.map(|frame| FramePlace { number: frame.number, at: frame.at }),
                extent,
                flaw,
            })
        })
    }
}

/// The link that the row of a pair says, seen from the keeper.
fn link_of(row: &LikenessRow, keeper: MediaId) -> Link {
    let transform = Transform::from_code(row.transform).unwrap_or(Transform::None);
    let transform = if row.a == keeper { transform } else { transform.inverse() };
    Link { distance: row.distance, transform, ..Link::default() }
}
