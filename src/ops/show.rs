//! Everything that is known of one media.

use std::time::Duration;

use super::described::{Described, describe_by_hash};
use super::error::Result;
use super::likeness::look_at;
use super::{ContentHash, FramePlace, Gallery};
use crate::tag::Tag;

/// Describes a media, its files as the disk has them now.
///
/// # Errors
/// If it is not in the gallery.
pub fn show(gallery: &Gallery, hash: &ContentHash) -> Result<Described> {
    Ok(describe_by_hash(gallery, hash)?.as_on_disk())
}

/// What a frame looks like, for other programs to compare: 64 bits, of which like pictures share most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerceptualHash {
    /// The frame; the first of a still.
    pub frame: FramePlace,
    /// The bits.
    pub hash: u64,
}

/// Lists the perceptual hashes of a media; of an animation those of its distinct frames.
pub fn perceptual_hashes(gallery: &Gallery, media: &Described) -> Result<Vec<PerceptualHash>> {
    let Some(id) = gallery.catalog.find_media(&media.hash)? else { return Ok(Vec::new()) };
    let looks = look_at(gallery, id)?;
    let of_still = looks.look.iter().map(|look| (0, Duration::ZERO, look.whole()));
    let of_frames = looks.scene.iter().flat_map(|scene| scene.frames());
    let hash = |(number, at, hash)| PerceptualHash { frame: FramePlace { number, at }, hash };
    Ok(of_still.chain(of_frames).map(hash).collect())
}

/// Lists the tags by which a media has an implied one.
pub fn reasons(gallery: &Gallery, media: &Described, implied: &Tag) -> Result<Vec<Tag>> {
    match gallery.catalog.find_media(&media.hash)? {
        Some(id) => Ok(gallery.catalog.list_reasons(id, implied)?),
        None => Ok(Vec::new()),
    }
}
