//! Walking a folder: what is there, by metadata only.
//!
//! Links are counted and not followed, so that nothing is seen twice and nothing outside is touched. Folders of other
//! programs that hold copies (thumbnails, trash, version control) are left out, and so is the gallery itself.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::ops::ControlFlow;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use walkdir::WalkDir;

use super::report::{Failure, ImportReport};
use super::scope::Scope;
use crate::catalog::{FileStamp, UnreadKind};

/// How many files are found between two reports of progress.
const REPORT_EVERY: u64 = 512;

/// A file that the scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The path below the root.
    pub path: Vec<u8>,
    /// What the file system says of it.
    pub stamp: FileStamp,
    /// It is a FIFO, a socket or a device: never opened.
    pub special: Option<&'static str>,
}

/// What a scan found, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// Files.
    pub candidates: Vec<Candidate>,
    /// Folders that could not be listed: nothing is known of what lies in them.
    pub unlisted: Vec<Vec<u8>>,
}

/// Walks a scope. Folders that cannot be listed are failures in the report.
pub(super) fn scan(
    scope: &Scope,
    excluded: &[&Path],
    report: &mut ImportReport,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> ControlFlow<(), Scan> {
    let excluded: Vec<_> = excluded.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let start = scope.root_path.join(OsStr::from_bytes(&scope.folder));
    // On bytes: taking a hundred thousand paths apart into components was a tenth of a rescan.
    let root = scope.root_path.as_os_str().as_bytes();
    let below_root = |path: &Path| {
        let below = path.as_os_str().as_bytes().strip_prefix(root).unwrap_or_default();
        below.strip_prefix(b"/").unwrap_or(below).to_vec()
    };
    let mut found = Scan::default();
    // In the order of the folders, which is kind to disks; whole paths are sorted in the end.
    let walk = WalkDir::new(&start).follow_links(false).into_iter().filter_entry(|entry| {
        let is_excluded = || excluded.iter().any(|path| path.as_os_str() == entry.path().as_os_str());
        !entry.file_type().is_dir() || entry.depth() == 0 || !(is_foreign(entry.file_name()) || is_excluded())
    });
    for entry in walk {
        let outcome = entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata)));
        match outcome {
            Ok((_, metadata)) if metadata.is_dir() => {}
            Ok((_, metadata)) if metadata.is_symlink() => report.symlinks += 1,
            Ok((entry, metadata)) => {
                let candidate =
                    Candidate { path: below_root(entry.path()), stamp: stamp(&metadata), special: special(&metadata) };
                found.candidates.push(candidate);
                report.scanned += 1;
                if report.scanned.is_multiple_of(REPORT_EVERY) {
                    progress(report.scanned)?;
                }
            }
            // A file that went away between being listed and being looked at was not there.
            Err(error) if error.io_error().is_some_and(|io| io.kind() == std::io::ErrorKind::NotFound) => {}
            Err(error) => {
                let path = error.path().unwrap_or(&start).to_owned();
                let reason = error.io_error().map_or_else(|| error.to_string(), |io| format!("cannot be listed: {io}"));
                found.unlisted.push(below_root(&path));
                report.scanned += 1;
                report.failed += 1;
                report.failures.push(Failure { path, kind: UnreadKind::Unreadable, reason });
            }
        }
    }
    progress(report.scanned)?;
    // As the catalogue sorts them: by the bytes of the whole path.
    found.candidates.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.unlisted.sort_unstable();
    ControlFlow::Continue(found)
}

/// The metadata that tells a changed file from an unchanged one.
pub(in crate::ops) fn stamp(metadata: &Metadata) -> FileStamp {
    FileStamp {
        bytes: metadata.len(),
        mtime_ns: metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec()),
        inode: metadata.ino(),
    }
}

fn special(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    if kind.is_file() {
        None
    } else if kind.is_fifo() {
        Some("a FIFO")
    } else if kind.is_socket() {
        Some("a socket")
    } else {
        Some("a device")
    }
}

fn is_foreign(name: &OsStr) -> bool {
    let name = name.as_bytes();
    matches!(name, b".git" | b".thumbnails" | b".sh_thumbnails" | b".Trash") || name.starts_with(b".Trash-")
}

/// The path below the root as text, for templates and names; bytes that are no UTF-8 become U+FFFD.
pub(super) fn as_text(path: &[u8]) -> String {
    std::ffi::OsString::from_vec(path.to_vec()).to_string_lossy().into_owned()
}
