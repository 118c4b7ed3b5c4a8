//! Where a path leads, and whether that is a gallery's own.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::super::error::Result;

/// The longest name of a file, in bytes, on the disks that people use.
pub(in crate::ops) const MAX_NAME_BYTES: usize = 255;

/// The most links that are followed one after the other, as many as Linux follows.
const MAX_LINKS: usize = 40;

/// The names in a gallery's folder that are the gallery's, and beginnings of such names (`catalog.db-wal`, `web.key`).
const OWN_NAMES: [&str; 3] = ["lock", "thumbs", "vocabulary"];
const OWN_BEGINNINGS: [&str; 3] = ["catalog.", "web.", ".nakigao-"];

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file, or nothing yet; the path has no links.
    File(PathBuf),
    /// A pipe, a terminal, or what this process has open already; the file behind that, if it is one.
    Stream(PathBuf, Option<PathBuf>),
}

/// Follows all links of a path that need not be there.
pub(super) fn find(path: &Path) -> Result<Place> {
    let refuse = |what: &str| Err(Error::NoFile { path: path.to_owned(), what: what.to_owned() });
    let mut whole = std::path::absolute(path).map_err(Error::io("find", path))?;
    for _ in 0..MAX_LINKS {
        let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else { return refuse("a folder") };
        let folder = real_folder(folder)?;
        // `/dev/stdout`: if it is a file, opening it by its path would write from the beginning.
        if folder.starts_with("/proc") && folder.ends_with("fd") {
            let stream = folder.join(name);
            let file = stream.canonicalize().ok().filter(|real| real.is_file());
            return Ok(Place::Stream(stream, file));
        }
        let real = folder.join(name);
        let kind = match fs::symlink_metadata(&real) {
            Ok(present) => present.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Place::File(real)),
            Err(error) => return Err(Error::io("find", path)(error)),
        };
        if kind.is_symlink() {
            whole = folder.join(fs::read_link(&real).map_err(Error::io("read", &real))?);
        } else if kind.is_file() {
            return Ok(Place::File(real));
        } else if kind.is_fifo() || kind.is_char_device() {
            return Ok(Place::Stream(real, None));
        } else if kind.is_dir() {
            return refuse("a folder");
        } else if kind.is_socket() {
            return refuse("a socket");
        } else {
            return refuse("a disk");
        }
    }
    refuse("a link that leads in a circle")
}

/// A folder without links; what of it is not there yet stays as it is.
pub(super) fn real_folder(folder: &Path) -> Result<PathBuf> {
    let whole = std::path::absolute(folder).map_err(Error::io("find", folder))?;
    let mut missing = Vec::new();
    for ancestor in whole.ancestors() {
        match ancestor.canonicalize() {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) if error.kind() == ErrorKind::NotFound => match ancestor.file_name() {
                Some(name) => missing.push(name),
                // `missing/..`: where that leads is unknown until the folder is made.
                None => return Err(Error::NoSuchPath { path: folder.to_owned() }),
            },
            Err(error) => return Err(Error::io("find", folder)(error)),
        }
    }
    Err(Error::NoSuchPath { path: folder.to_owned() })
}

/// Whether a path below the gallery's folder is free for a person's outputs. Disks may take `Catalog.db` for `catalog.db`.
pub(super) fn is_free_name(below: &Path) -> bool {
    let first = below.iter().next().unwrap_or_default().to_string_lossy().to_lowercase();
    !OWN_NAMES.contains(&first.as_str()) && !OWN_BEGINNINGS.iter().any(|beginning| first.starts_with(beginning))
}
