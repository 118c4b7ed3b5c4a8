//! Thumbnails on disk: a cache that can be deleted at any time, named by content and recipe.
//!
//! ```text
//! THUMBS/256-v2/3f/3f09….webp      256 = longer edge at most, v2 = the recipe (filter, format, quality)
//! ```
//! A thumbnail is written under a temporary name and renamed, so that a file with its final name is always whole.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use image::RgbaImage;

use super::Error;
use super::error::Result;
use crate::fingerprint::ContentHash;
use crate::media::{self, Format, Limits};
use crate::render::{self, Encoding};

/// Goes up when thumbnails of the same picture would look different.
const RECIPE: u32 = 2;

/// The edge of the thumbnails that every import makes.
pub(super) const DEFAULT_EDGE: u32 = 256;

/// The folder of thumbnails.
#[derive(Clone, Debug)]
pub(super) struct ThumbStore {
    dir: PathBuf,
}

impl ThumbStore {
    pub(super) fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of all thumbnails of one size under the present recipe.
    pub(super) fn folder(&self, edge: u32) -> PathBuf {
        self.dir.join(format!("{edge}-v{RECIPE}"))
    }

    /// Where the thumbnail of a content is, or would be.
    pub(super) fn path(&self, hash: &ContentHash, edge: u32) -> PathBuf {
        let name = hash.to_string();
        self.folder(edge).join(&name[..2]).join(format!("{name}.webp"))
    }

    /// Deletes the thumbnails of a content, in all sizes of the present recipe.
    pub(super) fn remove(&self, hash: &ContentHash) {
        let name = hash.to_string();
        for folder in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            // A thumbnail that stays is found by `verify`; it does no harm.
            let _ = fs::remove_file(folder.path().join(&name[..2]).join(format!("{name}.webp")));
        }
    }

    /// Whether a file of this store can be decoded.
    pub(super) fn is_whole(&self, path: &Path) -> bool {
        read_webp(path).is_some()
    }

    /// Reads a thumbnail's pixels; `None` if there is none or it is damaged.
    pub(super) fn read(&self, hash: &ContentHash, edge: u32) -> Option<RgbaImage> {
        read_webp(&self.path(hash, edge))
    }

    /// Makes and keeps a thumbnail of a picture.
    pub(super) fn write(&self, hash: &ContentHash, edge: u32, picture: &RgbaImage) -> Result<()> {
        let thumbnail = render::thumbnail(picture, edge);
        let bytes = render::encode(&thumbnail, Encoding::THUMBNAIL)?;
        write_whole(&self.path(hash, edge), &bytes)
    }
}

fn read_webp(path: &Path) -> Option<RgbaImage> {
    let (bytes, limits) = (fs::read(path).ok()?, Limits::default());
    let facts = media::probe(&bytes, Format::WebP, &limits).ok()?;
    media::decode(&bytes, &facts, u32::MAX, &limits).ok().map(|decoded| decoded.poster.picture)
}

/// Writes a file so that it is there as a whole or not at all; folders on the way are made.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{serial}.part", std::process::id()));
    let temporary = path.with_file_name(name);
    let mut written = fs::write(&temporary, bytes);
    if let (Err(error), Some(parent)) = (&written, path.parent())
        && error.kind() == ErrorKind::NotFound
    {
        fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
        written = fs::write(&temporary, bytes);
    }
    written.and_then(|()| fs::rename(&temporary, path)).map_err(|source| {
        // The half-written file is of no use; that it cannot be removed either adds nothing to the error.
        let _ = fs::remove_file(&temporary);
        Error::Io { doing: "write", path: path.to_owned(), source }
    })
}
