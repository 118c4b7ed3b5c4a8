//! Figures about the gallery.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use super::error::Result;
use super::inode::Inode;
use super::{FailureKind, Gallery};
use crate::catalog::Totals;
use crate::sidecar::Folder;

/// What the gallery holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatsReport {
    /// Media, files, bytes, tags.
    pub totals: Totals,
    /// Paths that are further names of a file: hard links, or a folder that is mounted twice. They take no bytes.
    pub names: u64,
    /// Media by format, most first.
    pub formats: Vec<(String, u64)>,
    /// Tags in use by namespace (empty: general ones), most first.
    pub namespaces: Vec<(String, u64)>,
    /// Files that are no media, by kind; sidecars are not among those that were skipped.
    pub unread: Vec<(FailureKind, u64)>,
    /// Size of the catalogue in bytes.
    pub catalog_bytes: u64,
    /// How many thumbnails there are.
    pub thumbs: u64,
    /// Their size in bytes.
    pub thumbs_bytes: u64,
}

/// Counts everything.
pub fn stats(gallery: &Gallery) -> Result<StatsReport> {
    let mut report = StatsReport {
        totals: gallery.catalog.totals()?,
        formats: gallery.catalog.count_formats()?,
        namespaces: gallery.catalog.count_namespaces()?,
        ..StatsReport::default()
    };
    for (bytes, paths) in gallery.catalog.list_shared_inodes()? {
        let inodes: Vec<Inode> = paths.iter().filter_map(|path| Inode::of(path)).collect();
        let names = (inodes.len() - inodes.iter().collect::<BTreeSet<_>>().len()) as u64;
        report.names += names;
        report.totals.duplicate_bytes = report.totals.duplicate_bytes.saturating_sub(names * bytes);
    }
    for &kind in FailureKind::ALL {
        let paths = gallery.catalog.list_unread_of(kind)?;
        // Sidecars are read, though not as pictures.
        let is_counted = |path: &&Vec<u8>| kind != FailureKind::Skipped || !Folder::is_sidecar(path);
        let n = paths.iter().filter(is_counted).count() as u64;
        report.unread.extend((n > 0).then_some((kind, n)));
    }
    for name in ["catalog.db", "catalog.db-wal"] {
        report.catalog_bytes += fs::metadata(gallery.dir.join(name)).map_or(0, |metadata| metadata.len());
    }
    for entry in WalkDir::new(gallery.thumbs.dir()).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        report.thumbs += 1;
        report.thumbs_bytes += entry.metadata().map_or(0, |metadata| metadata.len());
    }
    Ok(report)
}
