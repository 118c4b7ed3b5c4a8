//! What an import never takes: galleries of this program, trash, copies that other programs keep, unfinished downloads.
//!
//! Most are known by their names. Where a person could use the same name, what lies inside decides. The disk is read only for
//! such names, since a scan looks at every name.

use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::super::store;
use super::super::super::trash::is_trash_name;
use crate::fingerprint::ContentHash;
use crate::media::Format;

/// Why something is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutKind {
    /// The gallery's own folder, another gallery's catalogue, or a folder of thumbnails that this program made.
    Gallery,
    /// The trash of a desktop, a NAS or Windows.
    Trash,
    /// A folder in which another program keeps copies: thumbnails, old versions, snapshots.
    Program,
    /// A file in which macOS keeps attributes of another file.
    AppleDouble,
    /// A download that has not ended.
    Partial,
    /// A folder whose name begins with a dot.
    HiddenFolder,
    /// A picture, by its name, whose name begins with a dot.
    HiddenFile,
    /// A folder that an ignore rule names.
    IgnoredFolder,
    /// A file that an ignore rule names.
    IgnoredFile,
}

/// A file, or a folder with all that is in it, that the scan met and left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Why.
    pub kind: LeftOutKind,
    /// Which.
    pub path: PathBuf,
}

/// Why a folder is never taken, if it is not.
pub(super) fn folder(path: &Path, name: &[u8]) -> Option<LeftOutKind> {
    let kind = match name {
        b"Trash" => return is_home_trash(path).then_some(LeftOutKind::Trash),
        _ if is_trash_name(name) => LeftOutKind::Trash,
        b".git" | b".thumbnails" | b".sh_thumbnails" | b"@eaDir" | b"__MACOSX" => LeftOutKind::Program,
        b".stversions" | b".stfolder" | b".dropbox.cache" | b".SynologyWorkingDirectory" => LeftOutKind::Program,
        b".snapshot" | b".snapshots" | b"#snapshot" | b"@Recently-Snapshot" | b".zfs" => LeftOutKind::Program,
        b"thumbnails" => return is_desktop_thumbnails(path).then_some(LeftOutKind::Program),
        _ if store::is_recipe_name(name) => return holds_our_thumbnails(path).then_some(LeftOutKind::Gallery),
        _ => return None,
    };
    Some(kind)
}

/// Why a file is never taken, if it is not.
pub(super) fn file(path: &Path, name: &[u8]) -> Option<LeftOutKind> {
    if name.starts_with(b"._") && is_apple_double(path, name) {
        return Some(LeftOutKind::AppleDouble);
    }
    is_partial(name).then_some(LeftOutKind::Partial)
}

/// Whether a path is a folder of thumbnails that this program made, or lies in one.
pub(in super::super) fn lies_in_thumbnails(path: &Path) -> bool {
    let is_recipe = |path: &Path| {
        path.file_name().is_some_and(|name| store::is_recipe_name(name.as_bytes())) && holds_our_thumbnails(path)
    };
    path.ancestors().any(is_recipe) || folders(path).any(|inner| is_recipe(&inner))
}

/// Whether a name is one of a gallery's own files, apart from thumbnails.
pub(super) fn is_catalogue_name(name: &[u8]) -> bool {
    name == b"lock" || name.starts_with(b"catalog.db") || name.starts_with(b"catalog.before-")
}

/// Whether a file would be taken for a picture by its name.
pub(super) fn is_picture_name(name: &[u8]) -> bool {
    extension(name).is_some_and(|ext| std::str::from_utf8(ext).is_ok_and(Format::extension_names_picture))
}

fn extension(name: &[u8]) -> Option<&[u8]> {
    let at = name.iter().rposition(|&byte| byte == b'.')?;
    name.get(at + 1..)
}

/// The freedesktop trash: `…/Trash/files` holds what was thrown away, `…/Trash/info` says where it was.
fn is_home_trash(path: &Path) -> bool {
    path.join("files").is_dir() && path.join("info").is_dir()
}

/// The freedesktop thumbnails: `…/thumbnails/normal/<MD5 of an address>.png`. A person's own folder may well be
/// `thumbnails/large`.
fn is_desktop_thumbnails(path: &Path) -> bool {
    let sizes = ["normal", "large", "x-large", "xx-large", "fail"];
    let is_size = |size: &&str| path.join(size).is_dir();
    let is_in_cache = path.parent().and_then(Path::file_name).is_some_and(|name| name == ".cache");
    let is_thumbnail = |name: &[u8]| {
        name.strip_suffix(b".png").is_some_and(|stem| stem.len() == 32 && stem.iter().all(u8::is_ascii_hexdigit))
    };
    sizes.iter().any(is_size)
        && (is_in_cache || sizes.iter().any(|size| names(&path.join(size)).any(|name| is_thumbnail(&name))))
}

/// `3f/3f09….webp` in a folder.
fn holds_our_thumbnails(path: &Path) -> bool {
    let is_thumbnail = |folder: &[u8], name: &[u8]| {
        let stem = name.strip_suffix(b".webp").and_then(|stem| std::str::from_utf8(stem).ok());
        stem.is_some_and(|stem| stem.as_bytes().starts_with(folder) && stem.parse::<ContentHash>().is_ok())
    };
    folders(path).any(|inner| {
        let folder = inner.file_name().map(OsStrExt::as_bytes).unwrap_or_default();
        folder.len() == 2 && names(&inner).any(|name| is_thumbnail(folder, &name))
    })
}

/// `._NAME` beside NAME, or with the magic number of AppleDouble (RFC 1740).
fn is_apple_double(path: &Path, name: &[u8]) -> bool {
    const MAGIC: [u8; 4] = [0x00, 0x05, 0x16, 0x07];
    let other = path.with_file_name(std::ffi::OsStr::from_bytes(name.get(2..).unwrap_or_default()));
    let has_magic = || {
        // A FIFO would never end.
        let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let mut head = [0; 4];
        is_file && fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == MAGIC
    };
    name.len() > 2 && (other.symlink_metadata().is_ok() || has_magic())
}

/// The names under which browsers and download managers write; `.tmp` only behind the extension of a picture.
fn is_partial(name: &[u8]) -> bool {
    let Some(ext) = extension(name) else { return false };
    match ext {
        b"part" | b"partial" | b"crdownload" | b"opdownload" | b"download" | b"aria2" | b"!qB" | b"!ut" => true,
        b"tmp" => is_picture_name(name.strip_suffix(b".tmp").unwrap_or_default()),
        _ => false,
    }
}

fn names(folder: &Path) -> impl Iterator<Item = Vec<u8>> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name().as_bytes().to_vec())
}

fn folders(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_downloads_are_known_by_name() {
        for name in ["a.png.part", "a.gif.crdownload", "b.!qB", "c.aria2", "d.jpg.tmp", "e.download"] {
            assert!(is_partial(name.as_bytes()), "{name}");
        }
        for name in ["part", "a.part.png", "notes.tmp", "a.png", "tmp", "party"] {
            assert!(!is_partial(name.as_bytes()), "{name}");
        }
    }
}
