//! What media look like, and which of them show the same: made at import, kept in the catalogue, caught up with when a
//! newer version of the program knows better.
//!
//! ```text
//! signatures ─▶ candidates (hashes within a few bits, all media at once) ─▶ the exact comparison ─▶ pairs in the catalogue
//! ```
//! A media is compared with all that were compared before it, and marked so in the transaction that writes its pairs; so a
//! comparison that was broken off goes on with the next import, or when near-duplicates are asked for.

mod candidates;
mod pictures;
mod sign;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use image::RgbaImage;
use rayon::prelude::*;

use super::error::Result;
use super::picture::picture;
use super::store::DEFAULT_EDGE;
use super::{Described, Event, Gallery, GroupKind, Progress};
use crate::catalog::{LikenessKind, LikenessRow, MediaId};
use crate::fingerprint::{FrameLook, Likeness, Look, Scene, Transform, Verdict, align, compare, find_frame};
use candidates::{Known, Pair};
use pictures::Pictures;
pub(super) use sign::{Signed, decode_and_sign, from_bytes, versions};

/// Media that are compared on all cores before what was found is written: enough that no core waits for long, some seconds at
/// most.
const BATCH_SIZE: usize = 256;

/// Pairs that connect a still to those that show the same; more would only say so again. Animations, which share parts, and
/// their frames need some more.
const ENOUGH_STILLS: usize = 2;
const ENOUGH_SCENES: usize = 4;

/// The candidates of one kind in a row that turn out to be something else after which the rest is not looked at.
const MISSES: usize = 8;

/// The shorter side of a small picture, and the bits in which the hashes of two copies of one differ at most.
const SMALL: u32 = 64;
const MOST_DISTANT_SMALL: u32 = 3;

/// A new media that shows the same as another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// The new one.
    pub path: PathBuf,
    /// The other.
    pub of: PathBuf,
    /// In what way.
    pub kind: GroupKind,
}

/// What is known of a media's looks.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) look: Option<Look>,
    pub(super) frame: Option<FrameLook>,
    pub(super) scene: Option<Scene>,
}

/// Reads what a media looks like, as far as that is known in today's version.
pub(super) fn look_at(gallery: &Gallery, id: MediaId) -> Result<Looks> {
    let signature = gallery.catalog.find_signature(id)?;
    Ok(signature.filter(sign::is_of_today).map_or_else(Looks::default, |one| from_bytes(one.kind, &one.data)))
}

/// The picture that the exact comparison looks at; none if there is neither a thumbnail nor a file.
pub(super) fn thumbnail(gallery: &Gallery, media: &Described) -> Result<Option<RgbaImage>> {
    Ok(picture(gallery, media, DEFAULT_EDGE)?.ok())
}

/// Makes the signatures that are missing, as far as files are there, and compares whatever was not.
///
/// # Errors
/// If the catalogue cannot be read or written.
pub(super) fn catch_up(gallery: &Gallery, progress: &mut dyn Progress) -> Result<ControlFlow<()>> {
    let unsigned = gallery.catalog.list_unsigned(versions())?;
    if unsigned.is_empty() && !gallery.catalog.has_uncompared()? {
        return Ok(ControlFlow::Continue(()));
    }
    let _lock = gallery.lock()?;
    if sign::sign(gallery, &unsigned, progress)?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    compare_new(gallery, &mut Vec::new(), progress)
}

/// Compares the media that were not compared yet; each that shows the same as another is named in `progress` and added to
/// `alike`, beside the likest of those.
///
/// # Errors
/// If the catalogue cannot be read or written.
pub(super) fn compare_new(
    gallery: &Gallery,
    alike: &mut Vec<Alike>,
    progress: &mut dyn Progress,
) -> Result<ControlFlow<()>> {
    if !gallery.catalog.has_uncompared()? {
        return Ok(ControlFlow::Continue(()));
    }
    let known = Known::read(gallery)?;
    let mut of_new: BTreeMap<MediaId, Vec<Pair>> = known.new_media().map(|id| (id, Vec::new())).collect();
    for pair in known.candidates() {
        of_new.entry(pair.newer).or_default().push(pair);
    }
    if progress.on(Event::Planned { items: of_new.len() as u64, bytes: 0 }).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    let mut of_new: Vec<(MediaId, Vec<Pair>)> = of_new.into_iter().collect();
    of_new.iter_mut().for_each(|(_, pairs)| pairs.sort_by_key(|pair| (pair.distance, pair.older)));
    let mut pictures = Pictures::of(gallery);
    for batch in of_new.chunks(BATCH_SIZE) {
        pictures.prepare(gallery, batch.iter().flat_map(|(_, pairs)| pairs))?;
        let found: Vec<(MediaId, Vec<LikenessRow>)> =
            batch.par_iter().map(|(id, pairs)| (*id, rows_of_one(&known, &pictures, pairs))).collect();
        gallery.catalog.atomically(|| -> Result<()> {
            found.iter().flat_map(|(_, rows)| rows).try_for_each(|row| gallery.catalog.put_likeness(row))?;
            Ok(batch.iter().try_for_each(|(id, _)| gallery.catalog.set_compared(*id))?)
        })?;
        for (id, rows) in &found {
            let path = gallery.catalog.media(*id)?.path;
            if let Some(row) = rows.iter().filter(|row| row.certain).min_by_key(|row| (row.distance, row.a, row.b)) {
                let of = gallery.catalog.media(if row.a == *id { row.b } else { row.a })?.path;
                alike.push(Alike { path: path.clone(), of, kind: row.kind.into() });
            }
            let named = alike.last().filter(|one| one.path == path).map(Event::Alike);
            let done = Event::Done { path: &path, bytes: 0 };
            if named.into_iter().chain([done]).any(|event| progress.on(event).is_break()) {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Compares a media with its candidates, the likest first, until it is known to be the same as enough of them.
fn rows_of_one(known: &Known, pictures: &Pictures<'_>, pairs: &[Pair]) -> Vec<LikenessRow> {
    let mut rows: Vec<LikenessRow> = Vec::new();
    for (kind, enough) in [
        (LikenessKind::Stills, ENOUGH_STILLS),
        (LikenessKind::Scenes, ENOUGH_SCENES),
        (LikenessKind::Frame, ENOUGH_SCENES),
    ] {
        let (mut n_same, mut n_missed) = (0, 0);
        for pair in pairs.iter().filter(|pair| pair.kind == kind) {
            if n_same == enough || n_missed == MISSES {
                break;
            }
            if kind == LikenessKind::Stills && !known.may_match(pair.newer, pair.older) {
                continue;
            }
            let found = row(known, pictures, pair);
            let is_same = found.is_some_and(|row| row.certain);
            n_same += usize::from(is_same);
            n_missed = if is_same { 0 } else { n_missed + 1 };
            rows.extend(found);
        }
    }
    rows
}

/// Compares two media exactly.
fn row(known: &Known, pictures: &Pictures<'_>, pair: &Pair) -> Option<LikenessRow> {
    let (a, b) = (pair.newer.min(pair.older), pair.newer.max(pair.older));
    let (certain, distance, transform) = match pair.kind {
        LikenessKind::Stills => {
            let (a, b) = (pictures.get(a)?, pictures.get(b)?);
            // Icons are like hundreds of others, and only those that agree in every pixel count as copies.
            let is_small = [&a, &b].iter().any(|picture| picture.width().min(picture.height()) < SMALL);
            if is_small && pair.distance > MOST_DISTANT_SMALL {
                return None;
            }
            let Likeness { verdict, distance, transform } = compare(&a, &b)?;
            (verdict == Verdict::Duplicate, distance, transform)
        }
        LikenessKind::Scenes => (true, bits(align(known.scene(a)?, known.scene(b)?)?.distance), Transform::None),
        LikenessKind::Frame => {
            let (scene, still) = match known.scene(a) {
                Some(scene) => (scene, known.frame(b)?),
                None => (known.scene(b)?, known.frame(a)?),
            };
            (true, bits(find_frame(scene, still)?.distance), Transform::None)
        }
    };
    Some(LikenessRow { a, b, kind: pair.kind, certain, distance, transform: transform.code() })
}

/// A difference in hundredths of a grey level on the scale of distances: 64 is 16 levels and more.
pub(super) fn bits(hundredths: u32) -> u32 {
    (hundredths / 25).min(64)
}

/// Hands what every media looks like to `each`.
///
/// # Errors
/// If the catalogue cannot be read.
pub(super) fn each_look(gallery: &Gallery, mut each: impl FnMut(MediaId, Looks)) -> Result<()> {
    gallery.catalog.each_signature(versions(), |row| {
        each(row.media, from_bytes(row.kind, &row.data));
        Ok(())
    })
}
