//! Files that could not be read, shown or written, and why.

use std::path::PathBuf;

use super::error::Error;
use crate::catalog::UnreadKind;

/// What kept a file from being read.
pub type FailureKind = UnreadKind;

/// One file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Which.
    pub path: PathBuf,
    /// What sort of reason.
    pub kind: FailureKind,
    /// The reason in words.
    pub reason: String,
    /// An earlier import said so already, and nothing has changed since; sidecars are read again and said each time.
    pub is_known: bool,
}

/// One file that was not written or not shown, while others were.
#[derive(Debug)]
pub struct Refused {
    /// The file that would be written, or the one that cannot be shown.
    pub path: PathBuf,
    /// Why.
    pub error: Error,
}

/// A file that is damaged, but every pixel of which could be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damaged {
    /// Which.
    pub path: PathBuf,
    /// What is wrong with it, in words.
    pub damage: String,
}
