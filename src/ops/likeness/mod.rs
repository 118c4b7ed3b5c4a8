//! What media look like, and which of them show the same: worked out at import, kept in the catalogue, and worked out again
//! for a newer version of the signatures.
//!
//! ```text
//! signatures ─▶ candidates (hashes within a few bits, all media at once) ─▶ the exact comparison ─▶ pairs in the catalogue
//! ```
//! A media is compared with all that were compared before it, and marked as compared in the transaction that writes its
//! pairs. So a comparison that was broken off goes on with the next import, or when near-duplicates are asked for.

mod candidates;
mod groups;
mod misses;
mod pictures;
mod sign;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use image::RgbaImage;
use rayon::prelude::*;

use super::error::Result;
use super::{Alike, Event, Gallery, Phase, Progress};
use crate::catalog::{LikenessKind, LikenessRow, MediaId, MediaRow};
use crate::fingerprint::{
    Alignment, Likeness, Looks, Part, Signature, SignatureKind, Transform, Verdict, align_turned, compare, drawn_share,
    find_frame, find_part, is_small,
};
use candidates::{Known, Orientations, Pair};
use groups::Groups;
use misses::Misses;
use pictures::Pictures;

/// Media that are compared on all cores before what was found is written: enough that no core waits for long, a second or two
/// at most.
const BATCH_SIZE: usize = 64;

/// A still is compared with all that may be near until it is the same as so many, and then only with those that nothing connects
/// it to: more pairs would connect it to the same group again. With 2 the same 930 of 960 copies of `bench/near/crowd.py` are
/// connected, by a third more comparisons.
const ENOUGH_STILLS: usize = 1;
/// The same for animations and their frames, which need more: two that share a part with a third may share none.
const ENOUGH_SCENES: usize = 4;

/// The most bits in which the hashes of two copies of an icon differ.
const MOST_DISTANT_SMALL: u32 = 3;

/// The part of a poster that a figure on paper or on nothing covers at most. Of 186 pairs of one body with another flag, accessory
/// or colour all covered less than 0.43 in one of the two; of 370 copies that their posters refused 95 of 100 more than 0.8.
const MOST_OF_A_FIGURE: f64 = 0.6;

/// Today's versions of the signatures of stills and of animations.
pub(super) fn versions() -> (u32, u32) {
    (SignatureKind::Look.version(), SignatureKind::Scene.version())
}

/// Reads the looks of a media; empty where its signature is missing or of an older version.
pub(super) fn look_at(gallery: &Gallery, id: MediaId) -> Result<Looks> {
    let signature = gallery.catalog.find_signature(id)?;
    Ok(signature.filter(Signature::is_current).map_or_else(Looks::default, |one| one.looks()))
}

/// How many media with a file may be missing in what is listed as alike, because they were not compared.
pub fn n_uncompared(gallery: &Gallery) -> Result<u64> {
    let catalog = &gallery.catalog;
    Ok(catalog.list_unsigned(versions())?.len() as u64 + catalog.n_uncompared(versions())?)
}

/// Whether results may be written: the gallery can be written, and no other command has it for itself.
///
/// # Errors
/// If the lock cannot be looked at.
pub(super) fn is_free(gallery: &Gallery) -> Result<bool> {
    Ok(gallery.catalog.is_writable() && gallery.share()?.is_some())
}

/// Makes the signatures that are missing, as far as files are there, and compares the media that were not compared yet. Does
/// nothing in a gallery that cannot be written, nor beside a command that has the gallery for itself (an import compares what
/// it brings).
///
/// Others may write meanwhile: results are written a batch at a time, and only for media that are still there.
pub(super) fn catch_up(gallery: &Gallery, progress: &mut dyn Progress) -> Result<ControlFlow<()>> {
    if !is_free(gallery)? {
        return Ok(ControlFlow::Continue(()));
    }
    let unsigned = gallery.catalog.list_unsigned(versions())?;
    if !unsigned.is_empty() && sign::sign(gallery, &unsigned, progress)?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    compare_new(gallery, &mut Vec::new(), progress)
}

/// Makes the signatures again that an earlier version made from wrong pixels, as far as files are there.
pub(super) fn renew(gallery: &Gallery, progress: &mut dyn Progress) -> Result<ControlFlow<()>> {
    let outdated = gallery.catalog.list_outdated()?;
    if outdated.is_empty() { Ok(ControlFlow::Continue(())) } else { sign::sign(gallery, &outdated, progress) }
}

/// Compares the media that were not compared yet. Each that shows the same as others is told to `progress` and added to
/// `alike`, with the nearest of those.
pub(super) fn compare_new(
    gallery: &Gallery,
    alike: &mut Vec<Alike>,
    progress: &mut dyn Progress,
) -> Result<ControlFlow<()>> {
    if gallery.catalog.n_uncompared(versions())? == 0 {
        return Ok(ControlFlow::Continue(()));
    }
    if progress.on(Event::Working).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let known = Known::read(gallery)?;
    let mut of_new: BTreeMap<MediaId, Vec<Pair>> = known.new_media().map(|id| (id, Vec::new())).collect();
    for pair in known.candidates() {
        of_new.entry(pair.newer).or_default().push(pair);
    }
    if progress.on(Event::Planned { phase: Phase::Compare, items: of_new.len() as u64, bytes: 0 }).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    // What is compared no further depends on what the batches before found, and ids on the number of threads.
    let mut of_new: Vec<(MediaId, Vec<Pair>)> = of_new.into_iter().collect();
    of_new.sort_by_cached_key(|(id, _)| known.place(*id));
    of_new.iter_mut().for_each(|(_, pairs)| pairs.sort_by_key(|pair| (pair.distance, pair.rank)));
    let mut pictures = Pictures::of(gallery);
    let mut groups = Groups::default();
    gallery.catalog.list_likenesses()?.iter().for_each(|row| groups.add(row));
    for batch in of_new.chunks(BATCH_SIZE) {
        pictures.look_up(gallery, batch.iter().flat_map(|(_, pairs)| pairs))?;
        let mut compared = compare_all(&known, &pictures, &mut groups, batch);
        if pictures.make_unread(gallery)? {
            compared = compare_all(&known, &pictures, &mut groups, batch);
        }
        compared.iter().flat_map(|one| &one.rows).for_each(|row| groups.add(row));
        gallery.catalog.atomically(|| -> Result<()> {
            for one in &compared {
                one.rows.iter().try_for_each(|row| gallery.catalog.put_likeness(row))?;
                if one.is_whole {
                    gallery.catalog.set_compared(one.media)?;
                }
            }
            Ok(())
        })?;
        for one in &compared {
            let Some(MediaRow { path, .. }) = gallery.catalog.find_media_by_id(one.media)? else { continue };
            let mut flow = ControlFlow::Continue(());
            if let Some(found) = one.nearest(gallery, &path)? {
                flow = progress.on(Event::Alike(&found));
                alike.push(found);
            }
            if flow.is_break() || progress.on(Event::Done { path: &path, bytes: 0 }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What comparing one media with its candidates found.
struct Compared {
    media: MediaId,
    rows: Vec<LikenessRow>,
    /// No picture was missing; otherwise it is compared again another time.
    is_whole: bool,
}

impl Compared {
    /// Compares a pair; returns whether its media show the same, and counts that if it needed a look at pictures.
    fn add(&mut self, known: &Known, pictures: &Pictures<'_>, pair: &Pair, misses: &mut Misses) -> bool {
        if pair.kind == LikenessKind::Stills && !known.may_match(pair.newer, pair.older) {
            return false;
        }
        let found = row(known, pictures, pair);
        self.is_whole &= found.is_ok();
        let found = found.unwrap_or_default();
        self.rows.extend(found);
        let is_same = found.is_some_and(|row| row.certain);
        misses.count(is_same);
        is_same
    }

    /// The nearest of those that show the same.
    fn nearest(&self, gallery: &Gallery, path: &Path) -> Result<Option<Alike>> {
        let mut certain: Vec<&LikenessRow> = self.rows.iter().filter(|row| row.certain).collect();
        certain.sort_by_key(|row| (row.kind == LikenessKind::Part, row.distance, row.a, row.b));
        for row in certain {
            let other = gallery.catalog.find_media_by_id(if row.a == self.media { row.b } else { row.a })?;
            // A content without a file is what an edited file held before.
            if let Some(other) = other.filter(|other| other.n_present > 0) {
                return Ok(Some(Alike { path: path.to_owned(), of: other.path, kind: row.kind.into() }));
            }
        }
        Ok(None)
    }
}

fn compare_all(
    known: &Known,
    pictures: &Pictures<'_>,
    groups: &mut Groups,
    batch: &[(MediaId, Vec<Pair>)],
) -> Vec<Compared> {
    let first = |(id, pairs): &(MediaId, Vec<Pair>)| compare_first(known, pictures, *id, pairs);
    let (mut compared, rest): (Vec<Compared>, Vec<Vec<Pair>>) = batch.par_iter().map(first).unzip();
    compared.iter().flat_map(|one| &one.rows).for_each(|row| groups.add(row));
    let both = compared.par_iter_mut().zip(rest);
    both.for_each(|(one, rest)| compare_rest(known, pictures, groups, one, &rest));
    compared
}

/// Compares a media with its candidates, the nearest first, until it is the same as enough of them; returns the others.
fn compare_first(known: &Known, pictures: &Pictures<'_>, media: MediaId, pairs: &[Pair]) -> (Compared, Vec<Pair>) {
    let mut compared = Compared { media, rows: Vec::new(), is_whole: true };
    let mut rest = Vec::new();
    for (kind, enough) in [
        (LikenessKind::Stills, ENOUGH_STILLS),
        (LikenessKind::Scenes, ENOUGH_SCENES),
        (LikenessKind::Frame, ENOUGH_SCENES),
        // A wide still can have many parts, which nothing connects.
        (LikenessKind::Part, if known.is_wide(media) { usize::MAX } else { ENOUGH_STILLS }),
    ] {
        let (mut n_same, mut misses) = (0, Misses::default());
        for pair in pairs.iter().filter(|pair| pair.kind == kind) {
            if n_same == enough {
                rest.push(*pair);
            } else if misses.allow(kind) {
                n_same += usize::from(compared.add(known, pictures, pair, &mut misses));
            }
        }
    }
    (compared, rest)
}

/// Compares a media with those of its other candidates that are in no group with it.
fn compare_rest(known: &Known, pictures: &Pictures<'_>, groups: &Groups, one: &mut Compared, rest: &[Pair]) {
    let (mut found, mut misses) = (Groups::default(), Misses::default());
    for pair in rest.iter().filter(|pair| matches!(pair.kind, LikenessKind::Stills | LikenessKind::Scenes)) {
        let (newer, older) = (groups.root(pair.newer), groups.root(pair.older));
        let is_open = found.root(newer) != found.root(older) && misses.allow(pair.kind);
        if is_open && one.add(known, pictures, pair, &mut misses) {
            found.connect(newer, older);
        }
    }
}

/// A picture that is needed cannot be read.
struct Unread;

/// Compares two media exactly; none if they have nothing in common.
fn row(known: &Known, pictures: &Pictures<'_>, pair: &Pair) -> std::result::Result<Option<LikenessRow>, Unread> {
    let (a, b) = (pair.newer.min(pair.older), pair.newer.max(pair.older));
    if matches!(pair.kind, LikenessKind::Scenes | LikenessKind::Frame) {
        let posters = || pictures.get(a).zip(pictures.get(b)).ok_or(Unread);
        return row_of_scenes(known, pair, posters);
    }
    // `zip` reads both, so that both are noted if they are missing.
    let (of_a, of_b) = pictures.get(a).zip(pictures.get(b)).ok_or(Unread)?;
    if pair.kind == LikenessKind::Part {
        let part = find_part(&of_a, &of_b).or_else(|| find_part(&of_b, &of_a));
        let (certain, transform) = (true, Transform::None.code());
        return Ok(part.map(|Part { distance, .. }| LikenessRow {
            a,
            b,
            kind: pair.kind,
            certain,
            distance,
            transform,
        }));
    }
    // An icon is near to hundreds of others, and only an equal one counts as a copy: the rest need no comparison.
    if is_small(&of_a, &of_b) && pair.distance > MOST_DISTANT_SMALL {
        return Ok(None);
    }
    Ok(compare(&of_a, &of_b).map(|Likeness { verdict, distance, transform }| LikenessRow {
        a,
        b,
        kind: pair.kind,
        certain: verdict == Verdict::Duplicate,
        distance,
        transform: transform.code(),
    }))
}

/// Aligns two animations, or finds a still among the frames of one.
fn row_of_scenes(
    known: &Known,
    pair: &Pair,
    posters: impl FnOnce() -> std::result::Result<(Arc<RgbaImage>, Arc<RgbaImage>), Unread>,
) -> std::result::Result<Option<LikenessRow>, Unread> {
    let (a, b) = (pair.newer.min(pair.older), pair.newer.max(pair.older));
    let as_it_is = |distance| (distance, Transform::None);
    let found = match (known.scene(a), known.scene(b)) {
        (Some(one), Some(other)) => {
            let Orientations { as_it_is, mirrored } = pair.orientations;
            let mut tried = [(as_it_is, Transform::None), (mirrored, Transform::Mirror)]
                .into_iter()
                .filter(|(is_tried, _)| *is_tried);
            let Some(found) = tried.find_map(|(_, turn)| align_turned(one, other, turn)) else { return Ok(None) };
            let is_same = found.is_sure() || {
                let (one, other) = posters()?;
                is_confirmed(&found, &one, &other)
            };
            is_same.then_some((found.overlap.distance, found.overlap.transform))
        }
        (Some(scene), None) => {
            known.frame(b).and_then(|still| find_frame(scene, still)).map(|found| as_it_is(found.distance))
        }
        (None, scene) => known
            .frame(a)
            .zip(scene)
            .and_then(|(still, scene)| find_frame(scene, still))
            .map(|found| as_it_is(found.distance)),
    };
    Ok(found.map(|(distance, transform)| LikenessRow {
        a,
        b,
        kind: pair.kind,
        certain: true,
        distance: distance_from_levels(distance),
        transform: transform.code(),
    }))
}

/// Whether two animations that move alike show the same by their posters too. Only figures on paper are asked: they come in
/// families of one body, and strong palettes change all of a picture by more than a flag changes them.
pub(super) fn is_confirmed(found: &Alignment, one: &RgbaImage, other: &RgbaImage) -> bool {
    let is_figure = |poster| drawn_share(poster) < MOST_OF_A_FIGURE;
    found.is_sure()
        || !(is_figure(one) || is_figure(other))
        || found.is_confirmed_by(compare(one, other).map(|alike| alike.verdict))
}

/// The distance of two frames, 0 to 64, from their mean difference in hundredths of a grey level: 16 levels or more are 64.
pub(super) fn distance_from_levels(hundredths: u32) -> u32 {
    (hundredths / 25).min(64)
}

/// Hands the looks of every media to `each`.
pub(super) fn each_look(gallery: &Gallery, mut each: impl FnMut(MediaId, Looks)) -> Result<()> {
    gallery.catalog.each_signature(versions(), |row| {
        each(row.media, Looks::from_bytes(row.kind, &row.data));
        Ok(())
    })
}
