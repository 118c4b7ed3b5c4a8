//! Imported folders that were moved as a whole: finding them, and changing their records.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::gallery::now_ms;
use super::{Error, Gallery};
use crate::catalog::{KnownFile, RootId};

/// An imported folder that is not there, and where its files seem to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedRoot {
    /// Where it was.
    pub old: PathBuf,
    /// Where a folder with the same files at the same paths is.
    pub new: PathBuf,
    /// The files that are known in the old place.
    pub n_known: u64,
    /// Of these, those in the new one.
    pub n_found: u64,
}

/// What came of moving roots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoveReport {
    /// Files whose records have the new place now.
    pub moved: u64,
    /// Of these, those that are not there: they are missing.
    pub missing: u64,
}

/// Looks for roots that are not there and most of whose files are in `root` at the same paths below one folder.
pub(super) fn find_moved(gallery: &Gallery, root: RootId, path: &Path) -> Result<Vec<MovedRoot>> {
    let catalog = &gallery.catalog;
    let mut moved = Vec::new();
    for known in catalog.list_roots()? {
        if known.id == root || known.n_present == 0 || gallery.is_online(known.id, &known.path)? {
            continue;
        }
        let found = catalog.find_same_layout(known.id, root)?.filter(|(_, n_found)| 2 * n_found > known.n_present);
        moved.extend(found.map(|(above, n_found)| {
            let new = match above.strip_suffix(b"/") {
                Some(above) => path.join(OsStr::from_bytes(above)),
                None => path.to_owned(),
            };
            MovedRoot { old: known.path, new, n_known: known.n_present, n_found }
        }));
    }
    Ok(moved)
}

/// Changes the records of an imported folder, or of one with imported folders in it, to its new place. They are merged with what
/// is known there already. Tags and notes are on contents and stay.
///
/// # Errors
/// If no root is there, the new folder is not there or holds none of the files, files are still in the old one, another command
/// needs the gallery for itself, or the catalogue cannot be written; then nothing changed.
pub fn move_root(gallery: &Gallery, old: &Path, new: &Path) -> Result<MoveReport> {
    let new_folder = fs::canonicalize(new).map_err(|error| Error::unreached("read", new, error))?;
    if !new_folder.is_dir() {
        return Err(Error::NoFolder { path: new.to_owned() });
    }
    let old_folder = without_links(old)?;
    let _lock = gallery.lock()?;
    let catalog = &gallery.catalog;
    let mut roots = catalog.list_root_paths()?;
    roots.retain(|(_, path)| path.starts_with(&old_folder));
    if roots.is_empty() {
        return Err(Error::NoRoot { path: old.to_owned() });
    }
    if new_folder.starts_with(&old_folder) {
        return Err(Error::LiesWithin { path: new.to_owned(), folder: old.to_owned() });
    }
    let mut moves = Vec::new();
    for (id, path) in roots {
        let target = match path.strip_prefix(&old_folder) {
            Ok(below) if below != Path::new("") => new_folder.join(below),
            // Joined with nothing, a path would end in a slash.
            _ => new_folder.clone(),
        };
        moves.push(RootMove { id, files: catalog.list_known(id, b"")?, path, target });
    }
    let n_known = moves.iter().map(RootMove::n_present).sum::<usize>();
    let n_left = moves.iter().map(|one| one.n_there(&one.path)).sum::<usize>();
    if n_left > 0 {
        return Err(Error::RootStillThere { old: old.to_owned(), new: new.to_owned(), n_known, n_left });
    }
    if n_known > 0 && moves.iter().all(|one| one.n_there(&one.target) == 0) {
        return Err(Error::RootNotThere { old: old.to_owned(), new: new.to_owned(), n_known });
    }
    let report = catalog.atomically(|| -> Result<MoveReport> {
        let mut report = MoveReport::default();
        for one in &moves {
            one.carry_out(gallery, &mut report)?;
        }
        Ok(report)
    })?;
    gallery.look_for_roots()?;
    Ok(report)
}

/// One root, and where it is now.
struct RootMove {
    id: RootId,
    path: PathBuf,
    target: PathBuf,
    files: Vec<KnownFile>,
}

impl RootMove {
    fn n_present(&self) -> usize {
        self.files.iter().filter(|file| !file.missing).count()
    }

    /// How many of the files are in a folder.
    fn n_there(&self, folder: &Path) -> usize {
        self.files.iter().filter(|file| !file.missing && is_in(folder, file)).count()
    }

    fn carry_out(&self, gallery: &Gallery, report: &mut MoveReport) -> Result<()> {
        let catalog = &gallery.catalog;
        let (root, root_path) = match gallery.root_of(&self.target)? {
            Some((root, path, _)) => (root, path),
            None => (catalog.ensure_root(&self.target, now_ms())?, self.target.clone()),
        };
        for (inner, path) in catalog.list_root_paths()? {
            if ![root, self.id].contains(&inner) && path.starts_with(&self.target) && gallery.is_online(inner, &path)? {
                catalog.absorb_root(inner, root, path.strip_prefix(&root_path).unwrap_or(&path))?;
            }
        }
        let below = self.target.strip_prefix(&root_path).unwrap_or(Path::new(""));
        catalog.absorb_root(self.id, root, below)?;
        for file in &self.files {
            report.moved += 1;
            if !file.missing && !is_in(&self.target, file) {
                report.missing += 1;
                let path = below.join(OsStr::from_bytes(&file.path));
                if let Some(here) = catalog.find_file(root, path.as_os_str().as_bytes())? {
                    catalog.set_missing(here.id, Some(now_ms()))?;
                }
            }
            catalog.refresh_media(file.media)?;
        }
        Ok(())
    }
}

fn is_in(folder: &Path, file: &KnownFile) -> bool {
    folder.join(OsStr::from_bytes(&file.path)).symlink_metadata().is_ok()
}

/// The absolute path of a folder that may not be there, links in what is above it followed.
fn without_links(folder: &Path) -> Result<PathBuf> {
    if let Ok(real) = fs::canonicalize(folder) {
        return Ok(real);
    }
    let absolute = std::path::absolute(folder).map_err(Error::io("find", folder))?;
    let real = absolute.parent().and_then(|above| Some(fs::canonicalize(above).ok()?.join(absolute.file_name()?)));
    Ok(real.unwrap_or(absolute))
}
