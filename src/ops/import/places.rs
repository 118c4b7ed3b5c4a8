//! The old places of contents: paths that held one and are gone. A new file with that content was moved from there.
//!
//! The old places of a content are looked for once, however many copies of it are imported.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::super::error::Result;
use super::super::original::is_absence;
use super::scope::Scope;
use crate::catalog::{Catalog, FileId, KnownFile, MediaId};

/// The old places of the contents of one scope's files.
pub(super) struct Places<'a> {
    catalog: &'a Catalog,
    scope: &'a Scope,
    /// Files that the scan did not find, by content, the first path last.
    gone: HashMap<MediaId, Vec<&'a KnownFile>>,
    /// Files outside the scope that are not there, by content, once these were looked for; the first path last.
    elsewhere: HashMap<MediaId, Vec<FileId>>,
}

impl<'a> Places<'a> {
    /// `gone` are the files of the scope that the scan did not find, by path.
    pub(super) fn new(catalog: &'a Catalog, scope: &'a Scope, gone: &'a [KnownFile]) -> Self {
        let mut of_media: HashMap<MediaId, Vec<&KnownFile>> = HashMap::new();
        for file in gone.iter().rev() {
            of_media.entry(file.media).or_default().push(file);
        }
        Self { catalog, scope, gone: of_media, elsewhere: HashMap::new() }
    }

    /// Takes one of the old places of a content, if it has any left.
    pub(super) fn take(&mut self, media: MediaId) -> Result<Option<FileId>> {
        if let Some(file) = self.gone.get_mut(&media).and_then(Vec::pop) {
            return Ok(Some(file.id));
        }
        if !self.elsewhere.contains_key(&media) {
            self.elsewhere.insert(media, self.look_elsewhere(media)?);
        }
        match self.elsewhere.get_mut(&media).and_then(Vec::pop) {
            Some(file) => Ok(Some(file)),
            None => Ok(self.catalog.find_missing_file(media)?),
        }
    }

    /// The files that the scan did not find and that were not moved, in no order.
    pub(super) fn still_gone(&self) -> Vec<&'a KnownFile> {
        self.gone.values().flatten().copied().collect()
    }

    fn look_elsewhere(&self, media: MediaId) -> Result<Vec<FileId>> {
        let mut found = Vec::new();
        let scanned = Path::new(OsStr::from_bytes(&self.scope.folder));
        for (root, folder) in self.catalog.list_root_paths()? {
            let is_gone = |path: &Path| fs::symlink_metadata(folder.join(path)).is_err_and(|error| is_absence(&error));
            let mut present = self.catalog.list_present(media, root)?;
            // The scan has told what is gone from the scope itself.
            present.retain(|(_, path)| root != self.scope.root || !path.starts_with(scanned));
            let gone: Vec<FileId> = present.iter().filter(|(_, path)| is_gone(path)).map(|(file, _)| *file).collect();
            // A root that cannot be reached, or an empty folder as an unmounted disk leaves it, has lost nothing.
            let has_entries = || fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
            if !gone.is_empty() && has_entries() {
                found.extend(gone);
            }
        }
        found.reverse();
        Ok(found)
    }
}
