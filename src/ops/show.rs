//! Everything that is known of one media.

use std::ffi::OsStr;

use super::described::{Described, describe};
use super::error::Result;
use super::likeness::look_at;
use super::selection::find_named;
use super::{Error, Gallery};
use crate::tag::Tag;

/// Describes the media that a path or the beginning of a hash names.
///
/// # Errors
/// If there is none, or more than one.
pub fn show(gallery: &Gallery, named: &OsStr) -> Result<Described> {
    match find_named(gallery, named)?.as_slice() {
        [one] => describe(gallery, gallery.catalog.media(*one)?),
        several => Err(Error::Usage(format!(
            "{} is a folder with {} media: name one of them, or list them with `find path:…`",
            named.to_string_lossy(),
            several.len()
        ))),
    }
}

/// Lists the perceptual hashes of a media: frame, milliseconds, hash; of an animation those of its distinct frames.
pub fn perceptual_hashes(gallery: &Gallery, media: &Described) -> Result<Vec<(u32, i64, u64)>> {
    let Some(id) = gallery.catalog.find_media(&media.hash)? else { return Ok(Vec::new()) };
    let looks = look_at(gallery, id)?;
    let of_still = looks.look.map(|look| (0, 0, look.whole()));
    let of_frames: Vec<_> = looks.scene.iter().flat_map(|scene| scene.frames()).collect();
    Ok(of_still
        .into_iter()
        .chain(of_frames.into_iter().map(|(n, at, hash)| (n, at.as_millis() as i64, hash)))
        .collect())
}

/// Lists the tags by which a media has an implied one.
pub fn reasons(gallery: &Gallery, media: &Described, implied: &Tag) -> Result<Vec<Tag>> {
    match gallery.catalog.find_media(&media.hash)? {
        Some(id) => Ok(gallery.catalog.list_reasons(id, implied)?),
        None => Ok(Vec::new()),
    }
}
