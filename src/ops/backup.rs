//! A safe copy of the catalogue: all tags, no pictures.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use super::error::Result;
use super::part::Part;
use super::{Error, Gallery, Outputs};
use crate::catalog;

/// Writes a copy of the catalogue to `path`, which must not exist, and returns its size in bytes.
///
/// The copy is checked, and is on the disk, before it gets its name. Put in a gallery's folder as `catalog.db`, it is that
/// gallery again.
///
/// # Errors
/// If `path` or a journal of that name exists, it may not or cannot be written, or the copy is not sound.
pub fn backup(gallery: &Gallery, path: &Path) -> Result<u64> {
    let outputs = Outputs::new(Some(gallery), false)?;
    let real = outputs.admit_new(path)?;
    // SQLite would replay a journal of that name into the copy.
    for end in ["-journal", "-wal"] {
        let mut journal = path.as_os_str().to_owned();
        journal.push(end);
        outputs.admit_new(Path::new(&journal))?;
    }
    let folder = real.parent().unwrap_or(Path::new("/"));
    let part = Part::in_folder(folder).map_err(Error::io("write", path))?;
    gallery.catalog.back_up(part.path()).map_err(|error| match error {
        // The copy has no name yet that a person knows.
        catalog::Error::Database { trouble, path: Some(named), source } if named == part.path() => {
            catalog::Error::Database { trouble, path: Some(path.to_owned()), source }
        }
        other => other,
    })?;
    let bytes = fs::metadata(part.path()).map_err(Error::io("read", path))?.len();
    part.sync().map_err(Error::io("write", path))?;
    part.claim(&real).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists { path: path.to_owned() },
        _ => Error::io("write", path)(error),
    })?;
    // The name, too, outlasts a power cut; some network disks have folders that cannot be synced.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(bytes)
}
