//! The imported folders and whether they can be reached.

use std::path::PathBuf;

use super::Gallery;
use super::error::Result;
use crate::catalog::RootRow;

/// An imported folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootReport {
    /// Where it is.
    pub path: PathBuf,
    /// It can be reached now.
    pub online: bool,
    /// Its files that were there at the last import.
    pub files: u64,
    /// Its files that were not.
    pub missing: u64,
}

/// Lists the imported folders that could not be reached at the last look, by path.
pub fn offline_roots(gallery: &Gallery) -> Result<Vec<PathBuf>> {
    Ok(gallery.catalog.list_offline_roots()?)
}

/// Lists the imported folders, by path.
pub fn roots(gallery: &Gallery) -> Result<Vec<RootReport>> {
    let report = |row: RootRow| {
        let online = gallery.is_online(row.id, &row.path)?;
        Ok(RootReport { online, path: row.path, files: row.n_present, missing: row.n_missing })
    };
    gallery.catalog.list_roots()?.into_iter().map(report).collect()
}

/// The imported folders.
pub fn root_paths(gallery: &Gallery) -> Result<Vec<PathBuf>> {
    Ok(gallery.catalog.list_root_paths()?.into_iter().map(|(_, path)| path).collect())
}
