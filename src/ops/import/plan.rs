//! Comparing what is there with what is known: pure, on two sorted lists.
//!
//! A file whose size, modification time and inode are as remembered is unchanged and not opened. What could not be read
//! is remembered too, until the file, this program's decoders or the limits change.

use std::cmp::Reverse;
use std::iter;

use super::scan::{Candidate, OnDisk, Scan};
use crate::catalog::{FileStamp, KnownFile, UnreadRow};
use crate::sidecar::Folder;

/// Files from this cost on, in bytes of JPEG, are examined first, the dearest at the beginning, so that no worker is left with
/// one at the end. The others are examined in the order of their paths, which saves disks from seeking.
const LARGE_COST: u64 = 4 << 20;

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
    /// Paths of files that are as they were, and of which something else was changed: a name, rights, attributes.
    pub touched: Vec<Vec<u8>>,
    /// The latest change of a file.
    pub seen_until: i64,
    /// Known files that had been missing and are there again as they were.
    pub returned: Vec<KnownFile>,
    /// Known files that are not there.
    pub gone: Vec<KnownFile>,
    /// Files that could not be read the last time and are as they were.
    pub still_unread: Vec<UnreadRow>,
    /// Paths that could not be read the last time and are not there.
    pub unread_gone: Vec<Vec<u8>>,
    /// Known files that are there and were left out.
    pub left_out: Vec<KnownFile>,
    /// Paths that could not be read the last time, are there and were left out.
    pub unread_left_out: Vec<Vec<u8>>,
    /// Sidecars that are there and were left out: what they said is not taken back.
    pub sidecars_left_out: Vec<Vec<u8>>,
    /// Files and folders of which nothing is known this time.
    pub unlisted: Vec<Vec<u8>>,
    /// Where a single file is imported, the files beside it.
    pub beside: Vec<Vec<u8>>,
}

impl Plan {
    /// Compares a scan with the catalogue's memory of the same scope; all three are sorted by path.
    pub(super) fn new(scan: Scan, known: Vec<KnownFile>, unread: Vec<UnreadRow>, reader: &str) -> Self {
        let mut plan =
            Self { unlisted: scan.unlisted, beside: scan.beside, seen_until: scan.seen_until, ..Self::default() };
        let mut known = known.into_iter().peekable();
        let mut unread = unread.into_iter().peekable();
        for candidate in scan.candidates {
            let path = &candidate.path;
            plan.seen_until = plan.seen_until.max(candidate.changed_ns);
            plan.gone.extend(iter::from_fn(|| known.next_if(|file| file.path < *path)));
            plan.unread_gone.extend(iter::from_fn(|| unread.next_if(|row| row.path < *path)).map(|row| row.path));
            let file = known.next_if(|file| file.path == *path);
            let row = unread.next_if(|row| row.path == *path);
            match (file, row) {
                (_, Some(row)) if is_still_unread(&row, candidate.stamp, reader) => plan.still_unread.push(row),
                (Some(file), None) if file.stamp == candidate.stamp => {
                    // What was away was not looked at meanwhile.
                    if candidate.changed_ns > scan.seen_until || file.missing {
                        plan.touched.push(candidate.path);
                    }
                    if file.missing { plan.returned.push(file) } else { plan.unchanged.push(file) }
                }
                (known, row) => plan.jobs.push(Job { candidate, known, was_unread: row.is_some() }),
            }
        }
        plan.gone.extend(known);
        plan.gone.retain(|file| !file.missing && !is_below_any(&file.path, &plan.unlisted));
        plan.unread_gone.extend(unread.map(|row| row.path));
        plan.unread_gone.retain(|path| !is_below_any(path, &plan.unlisted));
        plan.jobs.sort_by_key(|job| Reverse(Some(cost(&job.candidate)).filter(|cost| *cost >= LARGE_COST)));
        plan
    }

    /// Takes the files out of `gone` that are still on the disk, or that could not be looked at: a scan also leaves out what is
    /// hidden or ignored.
    pub(super) fn keep_left_out(&mut self, look: impl Fn(&[u8]) -> OnDisk) {
        for file in std::mem::take(&mut self.gone) {
            match look(&file.path) {
                OnDisk::Gone | OnDisk::Replaced => self.gone.push(file),
                OnDisk::There => self.left_out.push(file),
                OnDisk::Unknown => {}
            }
        }
        for path in std::mem::take(&mut self.unread_gone) {
            match look(&path) {
                // A link in place of a sidecar is not read, and may lead to the same sidecar.
                OnDisk::There | OnDisk::Replaced if Folder::is_sidecar(&path) => self.sidecars_left_out.push(path),
                OnDisk::Gone | OnDisk::Replaced => self.unread_gone.push(path),
                OnDisk::There => self.unread_left_out.push(path),
                OnDisk::Unknown => {}
            }
        }
    }

    /// Whether a path is among those of [`Plan::touched`].
    pub(super) fn is_touched(&self, path: &[u8]) -> bool {
        self.touched.binary_search_by(|one| one.as_slice().cmp(path)).is_ok()
    }

    /// Whether nothing is known of a path this time.
    pub(super) fn is_unlisted(&self, path: &[u8]) -> bool {
        is_below_any(path, &self.unlisted)
    }

    /// The size of all files to open.
    pub(super) fn job_bytes(&self) -> u64 {
        self.jobs.iter().map(|job| job.candidate.stamp.bytes).sum()
    }
}

/// What a file costs to decode in bytes of JPEG, as far as its name tells: a byte of a format that compresses better, or
/// that holds many frames, takes longer (measured on real wallpapers and GIFs).
fn cost(candidate: &Candidate) -> u64 {
    let extension = candidate.path.rsplit(|&byte| byte == b'.').next().unwrap_or_default().to_ascii_lowercase();
    let weight = match extension.as_slice() {
        b"gif" | b"webp" => 8,
        b"jxl" => 12,
        b"avif" => 30,
        _ => 1,
    };
    candidate.stamp.bytes.saturating_mul(weight)
}

fn is_still_unread(row: &UnreadRow, stamp: FileStamp, reader: &str) -> bool {
    row.stamp == stamp && row.reader == reader
}

/// Whether a path is one of some sorted paths, or lies below one.
fn is_below_any(path: &[u8], sorted: &[Vec<u8>]) -> bool {
    let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    let mut above = iter::once(0).chain(slashes).chain([path.len()]).filter_map(|end| path.get(..end));
    !sorted.is_empty() && above.any(|folder| sorted.binary_search_by(|one| one.as_slice().cmp(folder)).is_ok())
}
