//! Which paths are names of one file: hard links, links, and folders that are mounted twice.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What tells a file from all others that can be reached now. One file can show two of them through an overlay, or through a
/// network disk that is mounted twice: that two differ proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Inode {
    pub(super) device: u64,
    number: u64,
}

impl Inode {
    /// The file that a path leads to; `None` if it cannot be reached.
    pub(super) fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|found| Self { device: found.dev(), number: found.ino() })
    }
}
