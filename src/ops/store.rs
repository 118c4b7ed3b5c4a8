//! Thumbnails on disk: a cache that can be deleted at any time, named by content and recipe.
//!
//! ```text
//! THUMBS/256-v2/3f/3f09….webp      256 = longer edge at most, v2 = the recipe (filter, format, quality)
//! THUMBS/p320-v2/3f/3f09….webp     previews of animations, in the same way
//! ```
//! A thumbnail is written under a temporary name and renamed, so that a file with its final name is always whole. Only files
//! of such names are ours: the folder may be one that a person had before there was a gallery in it.

use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use image::RgbaImage;

use super::Error;
use super::error::Result;
use super::part::{self, Part};
use crate::examine;
use crate::fingerprint::ContentHash;
use crate::media::{Format, Limits};

/// Goes up when thumbnails of the same picture would look different.
pub const RECIPE: u32 = 2;

/// The largest file that is read as a thumbnail, in bytes; no thumbnail of ours comes near it.
const MOST_BYTES: u64 = 64 << 20;

/// What the names of folders of previews begin with.
const PREVIEW: &str = "p";

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
        shelved(&self.folder(edge), hash)
    }

    /// The folder of all previews of animations that are made in one way.
    fn previews(&self, recipe: &str) -> PathBuf {
        self.dir.join(format!("{PREVIEW}{recipe}"))
    }

    /// Reads the preview of an animation; `None` if there is none or some of it is missing.
    pub(super) fn read_preview(&self, hash: &ContentHash, recipe: &str) -> Option<Vec<u8>> {
        read_file(&shelved(&self.previews(recipe), hash)).filter(|bytes| is_whole_riff(bytes))
    }

    /// Keeps the preview of an animation.
    ///
    /// # Errors
    /// If it cannot be written; whoever made it can go on without.
    pub(super) fn put_preview(&self, hash: &ContentHash, recipe: &str, webp: &[u8]) -> Result<()> {
        write_whole(&self.previews(recipe), hash, webp)
    }

    /// Deletes the thumbnails of a content, in all sizes and recipes.
    pub(super) fn remove(&self, hash: &ContentHash) {
        let name = hash.to_string();
        for folder in list(&self.dir).into_iter().filter(Entry::is_thumb_folder) {
            let shelf = folder.path.join(&name[..2]);
            // A link is not followed: it may lead to a person's files.
            if fs::symlink_metadata(&shelf).is_ok_and(|found| found.is_dir()) {
                // `verify` finds one that could not be deleted.
                let _ = fs::remove_file(shelf.join(format!("{name}.webp")));
            }
        }
    }

    /// Lists what is in the folder, by path. Links are not followed.
    pub(super) fn contents(&self) -> Contents {
        let mut contents = Contents::default();
        for folder in list(&self.dir) {
            if !folder.is_thumb_folder() {
                contents.foreign.push(folder.path);
                continue;
            }
            for shelf in list(&folder.path) {
                match (shelf.name.to_str(), part::process_of(&shelf.name)) {
                    (Some(digits), _) if shelf.kind.is_dir() && is_hex(digits, 2) => contents.add_shelf(&shelf),
                    (_, Some(process)) if shelf.kind.is_file() => contents.parts.push((shelf.path, process)),
                    _ => contents.foreign.push(shelf.path),
                }
            }
        }
        contents
    }

    /// Whether a file of this store can be decoded.
    pub(super) fn is_whole(&self, path: &Path) -> bool {
        read_webp(path).is_some()
    }

    /// Reads a thumbnail's file; `None` if there is none or some of it is missing.
    pub(super) fn read_bytes(&self, hash: &ContentHash, edge: u32) -> Option<Vec<u8>> {
        read_file(&self.path(hash, edge)).filter(|bytes| is_whole_riff(bytes))
    }

    /// Reads a thumbnail's pixels; `None` if there is none or it is damaged.
    pub(super) fn read(&self, hash: &ContentHash, edge: u32) -> Option<RgbaImage> {
        read_webp(&self.path(hash, edge))
    }

    /// Writes a thumbnail, in place of one that is there.
    ///
    /// # Errors
    /// If it cannot be written; whoever made it can go on without.
    pub(super) fn put(&self, hash: &ContentHash, edge: u32, webp: &[u8]) -> Result<()> {
        write_whole(&self.folder(edge), hash, webp)
    }
}

/// Where the picture of a content is in a folder of such.
fn shelved(folder: &Path, hash: &ContentHash) -> PathBuf {
    let name = hash.to_string();
    folder.join(&name[..2]).join(format!("{name}.webp"))
}

fn write_whole(folder: &Path, hash: &ContentHash, webp: &[u8]) -> Result<()> {
    let path = shelved(folder, hash);
    let write = || {
        // Not beside the picture: 256 folders would have to be looked through for what a kill left behind.
        let mut part = Part::in_folder(folder)?;
        part.write(webp)?;
        part.replace(&path)
    };
    write().map_err(Error::io("write", &path))
}

/// What the folder of thumbnails holds, each by path.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Thumbnails, by their names.
    pub(super) thumbs: Vec<(PathBuf, ContentHash)>,
    /// Temporary files of ours, and the processes that made them.
    pub(super) parts: Vec<(PathBuf, u32)>,
    /// Whatever we did not make.
    pub(super) foreign: Vec<PathBuf>,
}

impl Contents {
    /// Adds the thumbnails whose hashes begin with the same two digits.
    fn add_shelf(&mut self, shelf: &Entry) {
        for file in list(&shelf.path) {
            let name = file
                .name
                .to_str()
                .filter(|name| file.kind.is_file() && name.as_bytes().starts_with(shelf.name.as_bytes()));
            let (digits, end) = name.and_then(|name| name.split_once('.')).unwrap_or_default();
            match digits.parse() {
                Ok(hash) if is_hex(digits, 64) && end == "webp" => self.thumbs.push((file.path, hash)),
                Ok(_) if is_hex(digits, 64) => match process_of_earlier_part(end) {
                    Some(process) => self.parts.push((file.path, process)),
                    None => self.foreign.push(file.path),
                },
                _ => self.foreign.push(file.path),
            }
        }
    }
}

/// The process in the end of a temporary file's name as the first versions made it: `webp.PID-SERIAL.part`.
fn process_of_earlier_part(end: &str) -> Option<u32> {
    let (process, serial) = end.strip_prefix("webp.")?.strip_suffix(".part")?.split_once('-')?;
    process.parse().ok().filter(|_| serial.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name is that of a folder of thumbnails, such as `256-v2`: an edge and a recipe; or of previews, such as `p320-v2`.
pub(super) fn is_recipe_name(name: &[u8]) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = std::str::from_utf8(name).ok().map(|name| name.strip_prefix(PREVIEW).unwrap_or(name));
    let parts = name.and_then(|name| name.split_once("-v"));
    parts.is_some_and(|(edge, recipe)| is_number(edge) && is_number(recipe))
}

fn is_hex(text: &str, n_digits: usize) -> bool {
    text.len() == n_digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A file or folder in a folder.
struct Entry {
    path: PathBuf,
    name: OsString,
    kind: FileType,
}

impl Entry {
    fn is_thumb_folder(&self) -> bool {
        self.kind.is_dir() && is_recipe_name(self.name.as_bytes())
    }
}

/// Lists a folder by name; one that cannot be listed is empty.
fn list(folder: &Path) -> Vec<Entry> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let entry = |entry: fs::DirEntry| {
        Some(Entry { path: entry.path(), name: entry.file_name(), kind: entry.file_type().ok()? })
    };
    let mut entries: Vec<Entry> = entries.filter_map(entry).collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

fn read_webp(path: &Path) -> Option<RgbaImage> {
    examine::poster(&read_file(path)?, Format::WebP, u32::MAX, &Limits::default()).ok()
}

fn read_file(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether a file is a RIFF of the length that it states: this finds truncated files without decoding them.
fn is_whole_riff(bytes: &[u8]) -> bool {
    let stated = bytes.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
    bytes.starts_with(b"RIFF") && stated.is_some_and(|length| u64::from(length) + 8 == bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_an_edge_and_a_version() {
        assert!(["256-v2", "512-v10", "p320-v2"].iter().all(|name| is_recipe_name(name.as_bytes())));
        assert!(!["256", "a-v2", "256-v", "-v2", "256-v2b"].iter().any(|name| is_recipe_name(name.as_bytes())));
    }
}
