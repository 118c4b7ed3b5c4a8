//! A safe copy of the catalogue: all tags, no pictures.

use std::fs;
use std::path::Path;

use super::error::Result;
use super::{Error, Gallery};

/// Writes a copy of the catalogue to `path`, which must not exist, and returns its size in bytes.
///
/// The copy is checked before it gets its name. Put in a gallery's folder as `catalog.db`, it is that gallery again.
///
/// # Errors
/// If `path` exists, cannot be written, or the copy is not sound.
pub fn backup(gallery: &Gallery, path: &Path) -> Result<u64> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists { path: path.to_owned() });
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let temporary = path.with_file_name(name);
    let copied = gallery.catalog.back_up(&temporary).map_err(Error::from).and_then(|()| {
        let bytes = fs::metadata(&temporary).map_err(Error::io("read", &temporary))?.len();
        // A hard link, unlike a rename, never takes the place of a file that appeared meanwhile; some disks have none.
        fs::hard_link(&temporary, path).or_else(|_| fs::rename(&temporary, path)).map_err(Error::io("write", path))?;
        Ok(bytes)
    });
    // Gone already after a rename.
    let _ = fs::remove_file(&temporary);
    copied
}
