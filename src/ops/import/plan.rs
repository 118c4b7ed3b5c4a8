//! Comparing what is there with what is known: pure, on two sorted lists.
//!
//! A file whose size, modification time and inode are as remembered is unchanged and not opened. What could not be read
//! is remembered too, until the file, this program's decoders or the limits change.

use std::collections::HashMap;

use super::scan::{Candidate, Scan};
use crate::catalog::{FileStamp, KnownFile, UnreadRow};

/// From this size on, files are examined first and largest first, so that the last worker is not left alone with one.
const LARGE_BYTES: u64 = 4 << 20;

/// A file to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The file.
    pub candidate: Candidate,
    /// What was known at this path.
    pub known: Option<KnownFile>,
    /// It could not be read the last time.
    pub was_unread: bool,
}

/// What is to be done for a scope.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Files to open, in the order they are handed out.
    pub jobs: Vec<Job>,
    /// Known files that are as they were.
    pub unchanged: Vec<KnownFile>,
    /// Known files that had been missing and are there again as they were.
    pub returned: Vec<KnownFile>,
    /// Known files that are not there.
    pub gone: Vec<KnownFile>,
    /// Files that could not be read the last time and are as they were.
    pub still_unread: Vec<UnreadRow>,
    /// Paths that could not be read the last time and are not there.
    pub unread_gone: Vec<Vec<u8>>,
}

impl Plan {
    /// Compares a scan with the catalogue's memory of the same scope.
    pub(super) fn new(scan: Scan, known: Vec<KnownFile>, unread: Vec<UnreadRow>, reader: &str) -> Self {
        let mut plan = Self::default();
        let mut known: HashMap<Vec<u8>, KnownFile> = known.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut unread: HashMap<Vec<u8>, UnreadRow> = unread.into_iter().map(|row| (row.path.clone(), row)).collect();
        for candidate in scan.candidates {
            let file = known.remove(&candidate.path);
            let row = unread.remove(&candidate.path);
            match (file, row) {
                (_, Some(row)) if is_still_unread(&row, candidate.stamp, reader) => plan.still_unread.push(row),
                (Some(file), None) if file.stamp == candidate.stamp => {
                    if file.missing {
                        plan.returned.push(file)
                    } else {
                        plan.unchanged.push(file)
                    }
                }
                (known, row) => plan.jobs.push(Job { candidate, known, was_unread: row.is_some() }),
            }
        }
        let is_unlisted = |path: &[u8]| scan.unlisted.iter().any(|folder| is_below(path, folder));
        let mut gone: Vec<KnownFile> =
            known.into_values().filter(|file| !file.missing && !is_unlisted(&file.path)).collect();
        gone.sort_by(|a, b| a.path.cmp(&b.path));
        plan.gone = gone;
        plan.unread_gone = unread.into_keys().filter(|path| !is_unlisted(path)).collect();
        plan.unread_gone.sort();
        plan.jobs.sort_by_key(|job| {
            let bytes = job.candidate.stamp.bytes;
            std::cmp::Reverse(if bytes >= LARGE_BYTES { bytes } else { 0 })
        });
        plan
    }

    /// The size of all files to open.
    pub(super) fn job_bytes(&self) -> u64 {
        self.jobs.iter().map(|job| job.candidate.stamp.bytes).sum()
    }
}

fn is_still_unread(row: &UnreadRow, stamp: FileStamp, reader: &str) -> bool {
    row.stamp == stamp && row.reader == reader
}

fn is_below(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.first().is_none_or(|&byte| byte == b'/'))
}
