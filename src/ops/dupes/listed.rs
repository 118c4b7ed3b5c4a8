//! A media that may be in a group: what is read of it, and how what was worked out of several is written down.

use image::RgbaImage;

use super::super::store::ThumbStore;
use super::super::{Described, Gallery, picture};
use crate::catalog::{FileRow, MediaId, Shares};

/// How many thumbnails are read on all cores at once (a quarter of a megabyte each), and links written in one transaction.
pub(super) const BATCH_SIZE: usize = 64;

/// A media that may be in a group.
pub(super) struct Listed {
    pub(super) id: MediaId,
    /// Without tags and notes.
    pub(super) media: Described,
    /// Its files that are not missing: the one to keep of them first, then by path.
    pub(super) files: Vec<FileRow>,
    pub(super) shares: Option<Shares>,
}

/// Writes to the catalogue if that is asked for. Errors are ignored: what is not stored is worked out again.
pub(super) fn store(gallery: &Gallery, is_stored: bool, write: impl FnOnce() -> Result<(), crate::catalog::Error>) {
    if is_stored {
        let _ = gallery.catalog.unsynced(|| gallery.catalog.atomically(write));
    }
}

/// The thumbnail of a media, made again if it is gone; none if it cannot be.
pub(super) fn thumbnail(thumbs: &ThumbStore, one: &Listed) -> Option<RgbaImage> {
    picture::thumbnail(thumbs, &one.media).ok()
}
