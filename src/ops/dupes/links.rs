//! What groups need beside the pairs that were found: how large a picture is without its borders, and in what way a media shows
//! the same as the keeper (a link). Both are worked out when they are first needed, and stored in the catalogue. What else the
//! choice of the keeper needs is in `measured`.
//!
//! Both depend on contents alone. A media that could not be read has no link, and is tried again the next time. Rejections are
//! read each time, since a person can take them back.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use image::RgbaImage;
use rayon::prelude::*;

use super::super::alike::GroupKind;
use super::super::error::Result;
use super::super::likeness::{distance_from_levels, is_confirmed, look_at};
use super::super::{Event, Gallery, Phase, Progress, State, picture};
use super::listed::{BATCH_SIZE, Listed, store, thumbnail};
use crate::catalog::{FrameOf, Link, LinkRow, MediaId, Shares};
use crate::examine::{FramePlace, place_stills};
use crate::fingerprint::{Alignment, Looks, Verdict, align, compare, drawn_share, find_frame, find_part, shown_share};
use crate::media::Limits;

/// The links between media.
pub(super) struct Links<'a> {
    gallery: &'a Gallery,
    known: HashMap<(MediaId, MediaId), Option<Link>>,
    rejected: HashSet<(MediaId, MediaId)>,
    /// Links that are not in the catalogue yet.
    made: Vec<LinkRow>,
    is_stored: bool,
}

impl<'a> Links<'a> {
    /// Reads the links in the catalogue; new ones are stored there if `is_stored`.
    pub(super) fn read(gallery: &'a Gallery, is_stored: bool) -> Result<Self> {
        let rows = gallery.catalog.list_links()?.into_iter();
        let known = rows.map(|row| ((row.keeper, row.other), row.link)).collect();
        Ok(Self { gallery, known, rejected: gallery.catalog.list_rejected_pairs()?, made: Vec::new(), is_stored })
    }

    /// Measures the pictures of the media that were not measured yet, and stores that; `progress` can break it off.
    pub(super) fn measure(
        &self,
        all: &mut BTreeMap<MediaId, Listed>,
        ids: impl Iterator<Item = MediaId>,
        progress: &mut dyn Progress,
    ) -> ControlFlow<()> {
        let ids: HashSet<MediaId> = ids.collect();
        let mut unmeasured: Vec<&mut Listed> =
            all.values_mut().filter(|one| one.shares.is_none() && ids.contains(&one.id)).collect();
        if !unmeasured.is_empty() {
            progress.on(Event::Planned { phase: Phase::Group, items: unmeasured.len() as u64, bytes: 0 })?;
        }
        let Gallery { thumbs, catalog, .. } = self.gallery;
        for batch in unmeasured.chunks_mut(BATCH_SIZE) {
            batch.par_iter_mut().for_each(|one| {
                let measured = |picture| Shares { shown: shown_share(&picture), drawn: drawn_share(&picture) };
                one.shares = thumbnail(thumbs, one).map(measured);
            });
            let write = |one: &&mut Listed| one.shares.map_or(Ok(()), |shares| catalog.set_shares(one.id, shares));
            self.store(|| batch.iter().try_for_each(write));
            for one in batch {
                progress.on(Event::Done { path: &one.media.path, bytes: 0 })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether a person said that two media are not the same.
    pub(super) fn is_rejected(&self, one: MediaId, other: MediaId) -> bool {
        self.rejected.contains(&(one.min(other), one.max(other)))
    }

    /// Whether an animation has a transparent ground.
    pub(super) fn is_cut_out(&self, id: MediaId) -> Result<bool> {
        Ok(look_at(self.gallery, id)?.scene.is_some_and(|scene| scene.is_cut_out()))
    }

    /// Finds in what way each of `others` shows the same as a keeper; none if it does not, or a person said so.
    pub(super) fn find(&mut self, kind: GroupKind, keeper: &Listed, others: &[&Listed]) -> Result<Vec<Option<Link>>> {
        let is_unknown = |other: &&Listed| {
            !self.known.contains_key(&(keeper.id, other.id)) && !self.is_rejected(keeper.id, other.id)
        };
        let unknown: Vec<&Listed> = others.iter().copied().filter(is_unknown).collect();
        if !unknown.is_empty() {
            let made = match kind {
                GroupKind::Scene | GroupKind::Frame => self.compare_looks(keeper, &unknown)?,
                GroupKind::Near | GroupKind::Exact => self.compare_pictures(keeper, &unknown, |kept, other| {
                    let alike = compare(kept, other).filter(|alike| alike.verdict == Verdict::Duplicate)?;
                    Some(Link { distance: alike.distance, transform: alike.transform, ..Link::default() })
                }),
                GroupKind::Part => self.compare_pictures(keeper, &unknown, |kept, other| {
                    Some(Link { distance: find_part(kept, other)?.distance, ..Link::default() })
                }),
            };
            made.into_iter().for_each(|(other, link)| self.put(keeper, other, link));
        }
        let known = |other: &&Listed| {
            let link = self.known.get(&(keeper.id, other.id)).copied().flatten();
            link.filter(|_| !self.is_rejected(keeper.id, other.id))
        };
        Ok(others.iter().map(known).collect())
    }

    fn compare_pictures(
        &self,
        keeper: &Listed,
        others: &[&Listed],
        link: impl Fn(&RgbaImage, &RgbaImage) -> Option<Link> + Sync,
    ) -> Vec<(MediaId, Option<Link>)> {
        let thumbs = &self.gallery.thumbs;
        let Some(kept) = thumbnail(thumbs, keeper) else { return Vec::new() };
        let found = others.par_iter().filter_map(|other| Some((other.id, link(&kept, &thumbnail(thumbs, other)?))));
        found.collect()
    }

    /// Aligns animations with an animation, or finds stills among its frames.
    fn compare_looks(&self, keeper: &Listed, others: &[&Listed]) -> Result<Vec<(MediaId, Option<Link>)>> {
        let Some(kept) = look_at(self.gallery, keeper.id)?.scene else { return Ok(Vec::new()) };
        let looks: Vec<(MediaId, Looks)> =
            others.iter().map(|other| Ok((other.id, look_at(self.gallery, other.id)?))).collect::<Result<_>>()?;
        let thumbs = &self.gallery.thumbs;
        let by_id: HashMap<MediaId, &Listed> = others.iter().map(|other| (other.id, *other)).collect();
        let found = looks.par_iter().filter_map(|(id, looks)| match (&looks.scene, &looks.frame) {
            (Some(scene), _) => {
                let found = align(&kept, scene).filter(|found| {
                    let posters = || thumbnail(thumbs, keeper).zip(thumbnail(thumbs, by_id.get(id)?));
                    found.is_sure() || posters().is_some_and(|(one, other)| is_confirmed(found, &one, &other))
                });
                Some((
                    *id,
                    found.map(|Alignment { overlap, .. }| Link {
                        distance: distance_from_levels(overlap.distance),
                        transform: overlap.transform,
                        overlap: Some(overlap),
                        ..Link::default()
                    }),
                ))
            }
            (None, Some(still)) => Some((
                *id,
                find_frame(&kept, still).map(|found| Link {
                    distance: distance_from_levels(found.distance),
                    frame: Some(FrameOf { number: found.frame, at: found.at, is_guess: true }),
                    ..Link::default()
                }),
            )),
            (None, None) => None,
        });
        Ok(found.collect())
    }

    /// Decodes an animation to find which frames some stills are, where that was only guessed.
    pub(super) fn place_in_animation(&mut self, animation: &Listed, stills: &mut [(&Listed, Link)]) {
        // Where the animation or a still cannot be read, the guess stays.
        if animation.media.state != State::Present {
            return;
        }
        let thumbs = &self.gallery.thumbs;
        let guessed = stills.iter_mut().filter_map(|(still, link)| {
            let guess = link.frame.filter(|frame| frame.is_guess)?;
            Some(((*still, link), (thumbnail(thumbs, still)?, FramePlace { index: guess.number, at: guess.at })))
        });
        let (guessed, pictures): (Vec<_>, Vec<_>) = guessed.unzip();
        if pictures.is_empty() {
            return;
        }
        let (Ok(bytes), Ok(format)) = (picture::bytes(&animation.media), picture::format(&animation.media)) else {
            return;
        };
        let found = place_stills(&bytes, format, &pictures, &Limits::default()).unwrap_or_default();
        for ((still, link), FramePlace { index, at }) in guessed.into_iter().zip(found) {
            link.frame = Some(FrameOf { number: index, at, is_guess: false });
            self.put(animation, still.id, Some(*link));
        }
    }

    fn put(&mut self, keeper: &Listed, other: MediaId, link: Option<Link>) {
        self.known.insert((keeper.id, other), link);
        self.made.push(LinkRow { keeper: keeper.id, other, link });
        if self.made.len() == BATCH_SIZE {
            self.write();
        }
    }

    /// Stores the links that are not in the catalogue yet.
    pub(super) fn write(&mut self) {
        let made = std::mem::take(&mut self.made);
        self.store(|| made.iter().try_for_each(|row| self.gallery.catalog.put_link(row)));
    }

    fn store(&self, write: impl FnOnce() -> std::result::Result<(), crate::catalog::Error>) {
        store(self.gallery, self.is_stored, write);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::near::list;
    use super::*;
    use crate::ops::{ImportOptions, Unwatched, import};

    #[test]
    fn two_pictures_are_compared_once_whatever_comes_out() {
        let dir = tempfile::tempdir().unwrap();
        let gallery = Gallery::open_or_create(dir.path(), &dir.path().join("thumbs")).unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery");
        let options = ImportOptions { near: false, ..ImportOptions::default() };
        import(&gallery, &[demo], &options, &mut Unwatched).unwrap();
        let mut stills = Vec::new();
        for name in ["at the foot of the slope.jpg", "slope (small).jpg", "moonlight.jpg"] {
            let all = gallery.catalog.content_hashes().unwrap().into_iter();
            let ids = all.map(|hash| gallery.catalog.find_media(&hash).unwrap().unwrap());
            stills.extend(ids.filter_map(|id| list(&gallery, id).unwrap()).find(|one| one.media.path.ends_with(name)));
        }
        let [kept, small, other] = stills.as_slice() else { unreachable!("three stills") };
        let find = |is_stored: bool| {
            let mut links = Links::read(&gallery, is_stored).unwrap();
            let found = links.find(GroupKind::Near, kept, &[small, other]).unwrap();
            links.write();
            found
        };
        let found = find(false);
        assert!(found[0].is_some() && found[1].is_none());
        assert!(gallery.catalog.list_links().unwrap().is_empty());
        assert_eq!(find(true), found);
        assert_eq!(gallery.catalog.list_links().unwrap().len(), 2, "that they are not the same is kept too");
        // Nothing is there any more that could be compared.
        fs::remove_dir_all(dir.path().join("thumbs")).unwrap();
        assert_eq!(find(true), found);
        assert!(!dir.path().join("thumbs").exists());
        let test = crate::catalog::Action::Words("test".into());
        gallery.change(&test, |entry| Ok(gallery.catalog.reject(small.id, kept.id, entry)?)).unwrap();
        assert_eq!(find(true), [None, None]);
        gallery.catalog.undo_entry(1).unwrap();
        assert_eq!(find(true), found);
    }
}
