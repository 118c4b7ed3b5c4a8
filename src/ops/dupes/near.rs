//! Groups of media that show the same, from the pairs that were found.
//!
//! Sure pairs connect media; each connected set gets its keeper, and whatever shows the same as the *keeper* joins it: by
//! a pair that was found, or else by comparing the two now. What does not (it hung on by a chain) stays behind and forms
//! groups of its own in the same way. So no group holds two media of which one is not the same as the keeper.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use image::RgbaImage;

use super::super::alike::GroupKind;
use super::super::described::describe;
use super::super::error::Result;
use super::super::likeness::{bits, look_at};
use super::super::selection::compile;
use super::super::{BoundQuery, Described, Gallery, picture};
use super::keeper::{Candidate, choose};
use super::{DuplicateGroup, DuplicateMember, exact};
use crate::catalog::{FileRow, LikenessKind, LikenessRow, MediaId};
use crate::examine::place_stills;
use crate::fingerprint::{Overlap, Transform, Verdict, align, compare, drawn_share, find_frame, shown_share};
use crate::media::Limits;

/// What connects a media to the one to keep.
#[derive(Clone, Copy, Debug)]
struct Link {
    distance: u32,
    certain: bool,
    transform: Transform,
    overlap: Option<Overlap>,
    frame: Option<(u32, Duration)>,
}

/// All that groups are made from.
struct Pairs<'a> {
    gallery: &'a Gallery,
    rows: HashMap<(MediaId, MediaId), LikenessRow>,
    described: HashMap<MediaId, Described>,
    /// The files of each that are not missing: the one to keep of them first, then by path.
    files: HashMap<MediaId, Vec<FileRow>>,
}

/// Lists the groups with a media that fits a query: near, scene, frame, each by the path of the one to keep.
pub(super) fn groups(gallery: &Gallery, asked: &BoundQuery, alternates: bool) -> Result<Vec<DuplicateGroup>> {
    let fitting: HashSet<MediaId> = gallery.catalog.list_found(&compile(gallery, asked)?)?.into_iter().collect();
    let mut rows = gallery.catalog.list_likenesses()?;
    rows.retain(|row| fitting.contains(&row.a) || fitting.contains(&row.b));
    let mut pairs = Pairs {
        gallery,
        rows: rows.iter().map(|row| ((row.a, row.b), *row)).collect(),
        described: HashMap::new(),
        files: HashMap::new(),
    };
    let ids: BTreeSet<MediaId> = rows.iter().flat_map(|row| [row.a, row.b]).collect();
    for id in ids {
        pairs.described.insert(id, describe(gallery, gallery.catalog.media(id)?)?);
        let mut files = gallery.catalog.list_files(id)?;
        files.retain(|file| !file.missing);
        let kept = exact::choose(&files).map(|(path, _)| path);
        files.sort_by_key(|file| (Some(&file.path) != kept.as_ref(), file.path.clone()));
        pairs.files.insert(id, files);
    }
    let mut all = Vec::new();
    let mut keepers = BTreeMap::new();
    for (of, kind) in [(LikenessKind::Stills, GroupKind::Near), (LikenessKind::Scenes, GroupKind::Scene)] {
        let sure = rows.iter().filter(|row| row.kind == of && row.certain);
        let mut found = Vec::new();
        for set in connected(sure.map(|row| (row.a, row.b))) {
            pairs.divide(kind, set, &mut found, &mut keepers)?;
        }
        if alternates && of == LikenessKind::Stills {
            pairs.add_alternates(&rows, &mut found)?;
        }
        found.sort_by(|a, b| a.keep.cmp(&b.keep));
        all.extend(found);
    }
    all.extend(pairs.frames(&rows, &keepers)?);
    Ok(all)
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
    /// Makes groups of a connected set, and notes for every member which one is kept.
    fn divide(
        &self,
        kind: GroupKind,
        mut set: BTreeSet<MediaId>,
        found: &mut Vec<DuplicateGroup>,
        keepers: &mut BTreeMap<MediaId, MediaId>,
    ) -> Result<()> {
        while set.len() > 1 {
            let ids: Vec<MediaId> = set.iter().copied().collect();
            let Some((keeper, reason)) = self.choose(&ids)? else { return Ok(()) };
            set.remove(&keeper);
            let mut members = vec![(keeper, None)];
            for id in ids.into_iter().filter(|&id| id != keeper) {
                if let Some(link) = self.link(kind, keeper, id)? {
                    set.remove(&id);
                    keepers.insert(id, keeper);
                    members.push((id, Some(link)));
                }
            }
            if members.len() > 1 {
                keepers.insert(keeper, keeper);
                found.extend(self.group(kind, reason, &members));
            }
        }
        Ok(())
    }

    fn choose(&self, ids: &[MediaId]) -> Result<Option<(MediaId, &'static str)>> {
        let mut candidates = Vec::new();
        for media in ids.iter().filter_map(|id| self.described.get(id)) {
            let shares =
                self.thumbnail(media).map_or((1.0, 1.0), |picture| (shown_share(&picture), drawn_share(&picture)));
            candidates.push(Candidate::new(media, shares));
        }
        Ok(choose(&candidates).and_then(|(at, reason)| Some((*ids.get(at)?, reason))))
    }

    /// How a media is the same as the one to keep; `None` if it is not, or a person said so.
    fn link(&self, kind: GroupKind, keeper: MediaId, id: MediaId) -> Result<Option<Link>> {
        let none = Link { distance: 0, certain: true, transform: Transform::None, overlap: None, frame: None };
        let row = self.rows.get(&(keeper.min(id), keeper.max(id)));
        if row.is_none() && self.gallery.catalog.is_rejected(keeper, id)? {
            return Ok(None);
        }
        if kind == GroupKind::Scene {
            let (Some(kept), Some(other)) = (look_at(self.gallery, keeper)?.scene, look_at(self.gallery, id)?.scene)
            else {
                return Ok(None);
            };
            let overlap = align(&kept, &other);
            return Ok(overlap.map(|overlap| Link {
                distance: bits(overlap.distance),
                transform: overlap.transform,
                overlap: Some(overlap),
                ..none
            }));
        }
        if let Some(row) = row {
            let transform = Transform::from_code(row.transform).unwrap_or(Transform::None);
            let transform = if row.a == keeper { transform } else { transform.inverse() };
            return Ok(row.certain.then_some(Link { distance: row.distance, transform, ..none }));
        }
        let pictures = self.described.get(&keeper).zip(self.described.get(&id));
        let Some((kept, other)) = pictures else { return Ok(None) };
        let (Ok(kept), Ok(other)) = (self.thumbnail(kept), self.thumbnail(other)) else {
            return Ok(None);
        };
        let alike = compare(&kept, &other).filter(|alike| alike.verdict == Verdict::Duplicate);
        Ok(alike.map(|alike| Link { distance: alike.distance, transform: alike.transform, ..none }))
    }

    fn group(
        &self,
        kind: GroupKind,
        reason: &'static str,
        members: &[(MediaId, Option<Link>)],
    ) -> Option<DuplicateGroup> {
        let mut listed: Vec<DuplicateMember> = members.iter().flat_map(|(id, link)| self.members(*id, *link)).collect();
        let keep = listed.first()?.path.clone();
        listed.get_mut(1..)?.sort_by(|a, b| a.path.cmp(&b.path));
        Some(DuplicateGroup { kind, keep, reason, members: listed })
    }

    /// The files of a media as members.
    fn members(&self, id: MediaId, link: Option<Link>) -> Vec<DuplicateMember> {
        let Some((media, files)) = self.described.get(&id).zip(self.files.get(&id)) else { return Vec::new() };
        let member = |file: &FileRow| DuplicateMember {
            path: file.path.clone(),
            hash: media.hash,
            bytes: media.bytes,
            offline: file.offline,
            one_file: false,
            distance: link.map_or(0, |link| link.distance),
            certain: link.is_none_or(|link| link.certain),
            transform: link.map_or(Transform::None, |link| link.transform),
            overlap: link.and_then(|link| link.overlap),
            frame: link.and_then(|link| link.frame),
        };
        files.iter().map(member).collect()
    }

    /// Adds what may be an alternate to the groups of the ones that are kept.
    fn add_alternates(&self, rows: &[LikenessRow], found: &mut Vec<DuplicateGroup>) -> Result<()> {
        for row in rows.iter().filter(|row| row.kind == LikenessKind::Stills && !row.certain) {
            let Some((a, b)) = self.described.get(&row.a).zip(self.described.get(&row.b)) else { continue };
            let transform = Transform::from_code(row.transform).unwrap_or(Transform::None);
            let link =
                |transform| Link { distance: row.distance, certain: false, transform, overlap: None, frame: None };
            let is_in = |group: &DuplicateGroup, media: &Described| group.members.iter().any(|m| m.hash == media.hash);
            if found.iter().any(|group| is_in(group, a) && is_in(group, b)) {
                continue;
            }
            let kept = |group: &&mut DuplicateGroup, media: &Described| {
                group.members.first().is_some_and(|member| member.hash == media.hash)
            };
            if let Some(group) = found.iter_mut().find(|group| kept(group, a)) {
                group.members.extend(self.members(row.b, Some(link(transform))));
            } else if let Some(group) = found.iter_mut().find(|group| kept(group, b)) {
                group.members.extend(self.members(row.a, Some(link(transform.inverse()))));
            } else if let Some((keeper, reason)) = self.choose(&[row.a, row.b])? {
                let (other, transform) =
                    if keeper == row.a { (row.b, transform) } else { (row.a, transform.inverse()) };
                found.extend(self.group(GroupKind::Near, reason, &[(keeper, None), (other, Some(link(transform)))]));
            }
        }
        Ok(())
    }

    fn thumbnail(&self, media: &Described) -> std::result::Result<RgbaImage, String> {
        picture::thumbnail(&self.gallery.thumbs, media)
    }

    /// Looks up in the animation itself which frames some stills are.
    fn look_up(&self, animation: MediaId, stills: &mut [(MediaId, Option<Link>)]) -> Result<()> {
        let Some(media) = self.described.get(&animation) else { return Ok(()) };
        let mut pictures = Vec::new();
        for (n, (id, link)) in stills.iter().enumerate() {
            let guess = link.and_then(|link| link.frame);
            if let Some((still, guess)) = self.described.get(id).zip(guess)
                && let Ok(picture) = self.thumbnail(still)
            {
                pictures.push((n, (picture, guess)));
            }
        }
        let (places, pictures): (Vec<usize>, Vec<_>) = pictures.into_iter().unzip();
        // Where the animation cannot be read, the guesses stand.
        let (Ok(bytes), Ok(format)) = (picture::bytes(media), picture::format(media)) else { return Ok(()) };
        let found = place_stills(&bytes, format, &pictures, &Limits::default()).unwrap_or_default();
        for (n, found) in places.into_iter().zip(found) {
            if let Some((_, Some(link))) = stills.get_mut(n) {
                link.frame = Some(found);
            }
        }
        Ok(())
    }

    /// Groups stills under the animation that they are a frame of; of several copies of it, the one that is kept.
    fn frames(&self, rows: &[LikenessRow], keepers: &BTreeMap<MediaId, MediaId>) -> Result<Vec<DuplicateGroup>> {
        let mut of_still: BTreeMap<MediaId, Vec<(u32, MediaId)>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.kind == LikenessKind::Frame) {
            let is_animated = |id| self.described.get(&id).is_some_and(|media| media.animated);
            let (still, animation) = if is_animated(row.a) { (row.b, row.a) } else { (row.a, row.b) };
            of_still.entry(still).or_default().push((row.distance, animation));
        }
        let mut under: BTreeMap<MediaId, Vec<(MediaId, Option<Link>)>> = BTreeMap::new();
        for (still, mut animations) in of_still {
            animations.sort_unstable();
            let kept = animations.iter().filter_map(|(_, id)| keepers.get(id)).copied();
            let own = animations.iter().map(|(_, id)| *id);
            let Some(look) = look_at(self.gallery, still)?.frame else { continue };
            for animation in kept.chain(own) {
                // The pair that was found may be with another copy than the one that is kept.
                if self.gallery.catalog.is_rejected(still, animation)? {
                    continue;
                }
                let Some(scene) = look_at(self.gallery, animation)?.scene else { continue };
                if let Some(found) = find_frame(&scene, &look) {
                    let link = Link {
                        distance: bits(found.distance),
                        certain: true,
                        transform: Transform::None,
                        overlap: None,
                        frame: Some((found.frame, found.at)),
                    };
                    under.entry(animation).or_default().push((still, Some(link)));
                    break;
                }
            }
        }
        let mut groups = Vec::new();
        for (animation, mut stills) in under {
            self.look_up(animation, &mut stills)?;
            let members: Vec<_> = [(animation, None)].into_iter().chain(stills).collect();
            groups.extend(self.group(GroupKind::Frame, "it holds the others as frames", &members));
        }
        groups.sort_by(|a, b| a.keep.cmp(&b.keep));
        Ok(groups)
    }
}
