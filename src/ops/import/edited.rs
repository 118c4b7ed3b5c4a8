//! Edited files: the content at a path is another one, which shows the same picture or not.

use std::path::PathBuf;

use super::super::Gallery;
use super::super::error::Result;
use super::super::likeness::look_at;
use crate::catalog::MediaId;
use crate::examine::DEFAULT_EDGE;
use crate::fingerprint::{Alignment, ContentHash, SignatureKind, Verdict, align, compare};

/// The least share of each of two animations that the other must show for them to be the same.
const MOST_OF_IT: f64 = 0.8;

/// A file that holds another picture now, while people said something of its earlier content, which is nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub path: PathBuf,
    /// Its earlier content.
    pub old: ContentHash,
}

/// A file that is gone, while people said something of its content, which is nowhere else; and a file beside it that shows the
/// same, of which nobody said anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renamed {
    /// The file that may be the old one under another name.
    pub new: PathBuf,
    /// The file that is gone.
    pub old: PathBuf,
}

/// Looks beside each file that is gone for one that shows the same, as far as media were compared.
pub(super) fn find_renamed(gallery: &Gallery, lost: &[(MediaId, PathBuf)]) -> Result<Vec<Renamed>> {
    let catalog = &gallery.catalog;
    let mut renamed = Vec::new();
    for (media, old) in lost {
        if catalog.count_present(*media, 1)? > 0 {
            continue;
        }
        for other in catalog.list_same(*media)? {
            let beside =
                catalog.list_files(other)?.into_iter().find(|file| !file.missing && file.path.parent() == old.parent());
            if let Some(file) = beside
                && !catalog.has_word_of_people(other)?
            {
                renamed.push(Renamed { new: file.path, old: old.clone() });
            }
        }
    }
    renamed.sort();
    Ok(renamed)
}

/// Whether two contents certainly show the same. Stills are compared by their thumbnails; where one has none, their signatures
/// must be equal. Animations are compared by their scenes.
pub(super) fn looks_same(gallery: &Gallery, old: MediaId, new: MediaId) -> Result<bool> {
    let catalog = &gallery.catalog;
    let (Some(before), Some(after)) = (catalog.find_signature(old)?, catalog.find_signature(new)?) else {
        return Ok(false);
    };
    if before.kind != after.kind {
        return Ok(false);
    }
    if before.kind == SignatureKind::Scene {
        return Ok(before == after || shares_most(gallery, old, new)?);
    }
    let thumbnail = |id| -> Result<_> { Ok(gallery.thumbs.read(&catalog.media(id)?.hash, DEFAULT_EDGE)) };
    Ok(match thumbnail(old)?.zip(thumbnail(new)?) {
        Some((a, b)) => a == b || compare(&a, &b).is_some_and(|alike| alike.verdict == Verdict::Duplicate),
        None => before == after,
    })
}

fn shares_most(gallery: &Gallery, old: MediaId, new: MediaId) -> Result<bool> {
    let scenes = look_at(gallery, old)?.scene.zip(look_at(gallery, new)?.scene);
    let Some(Alignment { overlap, .. }) = scenes.and_then(|(a, b)| align(&a, &b)) else { return Ok(false) };
    let seconds = |id| -> Result<f64> { Ok(gallery.catalog.media(id)?.facts.duration_ms.unwrap_or(0) as f64 / 1000.0) };
    let shared = overlap.to.saturating_sub(overlap.from).as_secs_f64();
    Ok(shared >= MOST_OF_IT * seconds(new)? && shared * overlap.speed >= MOST_OF_IT * seconds(old)?)
}
