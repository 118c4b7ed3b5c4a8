//! Figures about the gallery.

use std::fs;

use walkdir::WalkDir;

use super::error::Result;
use super::{FailureKind, Gallery};
use crate::catalog::Totals;

/// What the gallery holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatsReport {
    /// Media, files, bytes, tags.
    pub totals: Totals,
    /// Media by format, most first.
    pub formats: Vec<(String, u64)>,
    /// Tags in use by namespace (empty: general ones), most first.
    pub namespaces: Vec<(String, u64)>,
    /// Files that are no media, by kind.
    pub unread: Vec<(FailureKind, u64)>,
    /// Size of the catalogue.
    pub catalog_bytes: u64,
    /// Thumbnails.
    pub thumbs: u64,
    /// Their size.
    pub thumbs_bytes: u64,
}

/// Counts everything.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn stats(gallery: &Gallery) -> Result<StatsReport> {
    let mut report = StatsReport {
        totals: gallery.catalog.totals()?,
        formats: gallery.catalog.count_formats()?,
        namespaces: gallery.catalog.count_namespaces()?,
        unread: gallery.catalog.count_unread()?,
        ..StatsReport::default()
    };
    report.unread.retain(|(_, n)| *n > 0);
    for name in ["catalog.db", "catalog.db-wal"] {
        report.catalog_bytes += fs::metadata(gallery.dir.join(name)).map_or(0, |metadata| metadata.len());
    }
    for entry in WalkDir::new(gallery.thumbs.dir()).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        report.thumbs += 1;
        report.thumbs_bytes += entry.metadata().map_or(0, |metadata| metadata.len());
    }
    Ok(report)
}
