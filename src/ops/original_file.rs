//! The file of a media, opened to be handed on as it is.

use std::fs::File;
use std::path::PathBuf;

use super::error::Result;
use super::original::{open, stamp};
use super::selection::media_of;
use super::{ContentHash, Gallery, Unseen};

/// A file that holds a content.
#[derive(Debug)]
pub struct OriginalFile {
    /// Open at its beginning; it was looked at after it was opened, so no other file takes its place.
    pub file: File,
    /// Its size.
    pub bytes: u64,
    /// Where it is.
    pub path: PathBuf,
    /// `media::Format::name`, told by its bytes when it was imported.
    pub format: String,
}

/// Opens a file that holds a content and is as it was when it was imported, by its size, time and inode: the content is not read.
///
/// # Errors
/// If it is not in the gallery, or none of its files can be opened now or is as it was.
pub fn open_original(gallery: &Gallery, hash: &ContentHash) -> Result<OriginalFile> {
    let id = media_of(gallery, hash)?;
    let mut reason = Unseen::Missing;
    for row in gallery.catalog.list_files_of(&[id])?.remove(&id).unwrap_or_default() {
        if row.missing || row.offline {
            if row.offline && !row.missing && matches!(reason, Unseen::Missing) {
                reason = Unseen::Offline;
            }
            continue;
        }
        match open(&row.path).and_then(|file| Ok((file.metadata()?, file))) {
            Ok((metadata, file)) if stamp(&metadata) == row.stamp => {
                let format = gallery.catalog.media(id)?.facts.format;
                return Ok(OriginalFile { file, bytes: row.stamp.bytes, path: row.path, format });
            }
            Ok(_) => reason = Unseen::Changed,
            Err(error) if super::original::is_absence(&error) => {}
            Err(error) => reason = Unseen::Unread(error),
        }
    }
    Err(reason.into())
}
