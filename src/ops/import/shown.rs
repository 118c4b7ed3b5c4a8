//! Media whose rows no longer fit their files (how many, the first path, the oldest date). The rows are updated once a batch,
//! before it is committed.
//!
//! A further copy is added to the row; after any other change the row is computed anew. So a thousand copies of one content
//! cost no more than a thousand contents.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::super::error::Result;
use crate::catalog::{Catalog, MediaId};

/// The changes of one batch.
#[derive(Debug, Default)]
pub(super) struct Shown {
    added: HashMap<MediaId, Added>,
    outdated: BTreeSet<MediaId>,
}

/// Files that a media got.
#[derive(Debug)]
struct Added {
    n_files: u64,
    first_path: PathBuf,
    mtime_ns: i64,
}

impl Shown {
    /// Notes that a media got one file more.
    pub(super) fn add(&mut self, media: MediaId, path: PathBuf, mtime_ns: i64) {
        let added = self.added.entry(media).or_insert_with(|| Added { n_files: 0, first_path: path.clone(), mtime_ns });
        added.n_files += 1;
        added.mtime_ns = added.mtime_ns.min(mtime_ns);
        // By bytes, as the catalogue compares them.
        if path.as_os_str() < added.first_path.as_os_str() {
            added.first_path = path;
        }
    }

    /// Notes that a media's files changed in another way.
    pub(super) fn outdate(&mut self, media: MediaId) {
        self.outdated.insert(media);
    }

    /// Writes the changes.
    pub(super) fn settle(&mut self, catalog: &Catalog) -> Result<()> {
        for (media, Added { n_files, first_path, mtime_ns }) in self.added.drain() {
            if !self.outdated.contains(&media) {
                catalog.add_to_media(media, n_files, &first_path, mtime_ns)?;
            }
        }
        for media in std::mem::take(&mut self.outdated) {
            catalog.refresh_media(media)?;
        }
        Ok(())
    }
}
