//! The media that are most like a picture or an animation, which need not be in the gallery.

use std::collections::BTreeSet;
use std::path::Path;

use image::RgbaImage;
use rayon::prelude::*;

use super::alike::GroupKind;
use super::described::{describe, describe_by_id};
use super::dupes::{DuplicateMember, FramePlace};
use super::error::Result;
use super::held;
use super::likeness::{distance_from_levels, each_look, is_confirmed, look_at};
use super::original;
use super::picture::thumbnail;
use super::plain::sentence;
use super::selection::{hash_of, is_hash, media_of};
use super::{Error, Gallery, State, Unseen};
use crate::catalog::MediaId;
use crate::examine::{self, DEFAULT_EDGE};
use crate::fingerprint::{Alignment, ContentHash, Look, Looks, Scene, Transform, Verdict, align, compare, find_frame};
use crate::media::{self, Format, Limits};

/// A media that is like what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Similar {
    /// In what way: exact for the same bytes.
    pub kind: GroupKind,
    /// The media; distances, times and transforms are from what was asked for to it.
    pub member: DuplicateMember,
}

/// The most bits in which the hashes of stills differ that are listed.
const FARTHEST: u32 = 20;

/// What is compared with the gallery.
struct Pattern {
    hash: ContentHash,
    picture: RgbaImage,
    looks: Looks,
}

/// Lists the media that are most like one of the gallery's, the likest first: those that show the same, then those that merely
/// look alike. It is among them.
///
/// # Errors
/// If it is not in the gallery, or can neither be seen nor has a thumbnail.
pub fn similar(gallery: &Gallery, hash: &ContentHash, limit: usize) -> Result<Vec<Similar>> {
    let id = media_of(gallery, hash)?;
    let unseen = |reason: Unseen| Error::Unreadable { named: hash.to_string(), reason: reason.to_string() };
    let picture = thumbnail(&gallery.thumbs, &describe_by_id(gallery, id)?).map_err(unseen)?;
    like(gallery, Pattern { hash: *hash, picture, looks: look_at(gallery, id)? }, limit)
}

/// Lists the media that are most like a file, or like the content whose hash begins so.
///
/// # Errors
/// If the file cannot be read or decoded, or the hash is unknown; else as [`similar`].
pub fn similar_to_named(gallery: &Gallery, named: &Path, limit: usize) -> Result<Vec<Similar>> {
    if named.is_dir() {
        return Err(Error::NoFile { path: named.to_owned(), what: "a folder".to_owned() });
    }
    match original::open_named(named).and_then(|mut file| held::whole(&mut file, named)) {
        Ok((bytes, hash)) => {
            let (picture, looks) = look(named, &bytes)?;
            like(gallery, Pattern { hash, picture, looks }, limit)
        }
        Err(error) if original::is_absence(&error) && named.to_str().is_some_and(is_hash) => {
            similar(gallery, &hash_of(gallery, named.as_os_str())?, limit)
        }
        Err(error) if original::is_absence(&error) => Err(Error::NoSuchPath { path: named.to_owned() }),
        Err(error) => Err(Error::io("read", named)(error)),
    }
}

fn like(gallery: &Gallery, Pattern { hash, picture, looks }: Pattern, limit: usize) -> Result<Vec<Similar>> {
    let mut others: Vec<(MediaId, Looks)> = Vec::new();
    each_look(gallery, |id, other| others.push((id, other)))?;
    let near = others.par_iter().filter_map(|(id, other)| Some((*id, first_look(&looks, other)?)));
    let mut near: Vec<(MediaId, PatternLikeness)> = near.collect();
    // The exact comparison reads pictures, so only the nearest get it.
    near.sort_by_key(|(id, found)| (found.distance, *id));
    near.truncate(limit.saturating_mul(4).max(64));
    let mut found = Vec::new();
    for (id, mut one) in near {
        // Another command may have forgotten it meanwhile.
        let Some(row) = gallery.catalog.find_media_by_id(id)? else { continue };
        let media = describe(gallery, row)?;
        if media.files.is_empty() {
            continue;
        }
        if media.hash == hash {
            one = PatternLikeness { kind: GroupKind::Exact, distance: 0, certain: true, ..one };
        } else if let Some(found) = one.alignment.filter(|found| !found.is_sure()) {
            let other = thumbnail(&gallery.thumbs, &media).ok();
            if !other.is_some_and(|other| is_confirmed(&found, &picture, &other)) {
                continue;
            }
        } else if one.kind == GroupKind::Near {
            let alike = thumbnail(&gallery.thumbs, &media).ok().and_then(|other| compare(&picture, &other));
            if let Some(alike) = alike {
                one.certain = alike.verdict == Verdict::Duplicate;
                (one.distance, one.transform) = (alike.distance, alike.transform);
            }
        }
        let member = DuplicateMember {
            path: media.path,
            hash: media.hash,
            bytes: media.facts.bytes,
            offline: media.state == State::Offline,
            one_file: false,
            distance: one.distance,
            certain: one.certain,
            transform: one.transform,
            overlap: one.alignment.map(|found| found.overlap),
            frame: one.frame,
            extent: None,
            flaw: None,
        };
        found.push(Similar { kind: one.kind, member });
    }
    found.sort_by(|a, b| {
        let key = |one: &Similar| (!one.member.certain, one.kind, one.member.distance);
        key(a).cmp(&key(b)).then_with(|| a.member.path.cmp(&b.member.path))
    });
    found.truncate(limit);
    Ok(found)
}

/// How a media of the gallery is like the one that was asked about.
#[derive(Default)]
struct PatternLikeness {
    kind: GroupKind,
    distance: u32,
    certain: bool,
    transform: Transform,
    alignment: Option<Alignment>,
    frame: Option<FramePlace>,
}

/// The likeness of two media by their descriptions alone; `None` if they do not show the same.
fn first_look(asked: &Looks, other: &Looks) -> Option<PatternLikeness> {
    let of_stills = |one: &Look, other: &Look| {
        let distance = one.distance(other);
        (distance <= FARTHEST).then_some(PatternLikeness { distance, ..PatternLikeness::default() })
    };
    let of_scenes = |one: &Scene, other: &Scene| {
        let found = align(one, other)?;
        Some(PatternLikeness {
            kind: GroupKind::Scene,
            distance: distance_from_levels(found.overlap.distance),
            certain: true,
            transform: found.overlap.transform,
            alignment: Some(found),
            ..PatternLikeness::default()
        })
    };
    let of_frame = |scene: &Scene, still| {
        let found = find_frame(scene, still)?;
        Some(PatternLikeness {
            kind: GroupKind::Frame,
            distance: distance_from_levels(found.distance),
            certain: true,
            frame: Some(FramePlace { number: found.frame, at: found.at }),
            ..PatternLikeness::default()
        })
    };
    match (asked, other) {
        (Looks { look: Some(one), .. }, Looks { look: Some(other), .. }) => of_stills(one, other),
        (Looks { scene: Some(one), .. }, Looks { scene: Some(other), .. }) => of_scenes(one, other),
        (Looks { frame: Some(still), .. }, Looks { scene: Some(scene), .. })
        | (Looks { scene: Some(scene), .. }, Looks { frame: Some(still), .. }) => of_frame(scene, still),
        _ => None,
    }
}

/// The thumbnail that a file would have in the gallery, and its looks. By its thumbnail it has the same distance to other media as
/// after its import.
fn look(path: &Path, bytes: &[u8]) -> Result<(RgbaImage, Looks)> {
    let unreadable = |error: media::Error| Error::Unreadable {
        named: path.display().to_string(),
        reason: sentence(error.to_string()),
    };
    let limits = Limits::default();
    let facts = examine::identify(bytes, held::extension(path).as_deref(), &limits).map_err(unreadable)?;
    let examined = examine::examine(bytes, &facts, &BTreeSet::from([DEFAULT_EDGE]), &limits).map_err(unreadable)?;
    let thumbnail = examined.thumbnails.into_iter().find_map(|(_, webp)| webp.ok()).unwrap_or_default();
    let picture = examine::poster(&thumbnail, Format::WebP, u32::MAX, &limits).map_err(unreadable)?;
    Ok((picture, examined.signature.looks()))
}
