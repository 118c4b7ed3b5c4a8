//! Files that are no pictures, told apart by what they are.

use std::collections::HashSet;
use std::path::PathBuf;

/// The extensions of videos.
const VIDEOS: [&[u8]; 13] =
    [b"mp4", b"m4v", b"webm", b"mkv", b"mov", b"avi", b"wmv", b"flv", b"mpg", b"mpeg", b"ogv", b"3gp", b"m2ts"];

/// What a file is that is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotPictureKind {
    /// A sidecar that speaks of files here.
    Sidecar,
    /// A video, by its name.
    Video,
    /// Anything else.
    Other,
}

/// A file that is no picture.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotPicture {
    /// What it is.
    pub kind: NotPictureKind,
    /// Where it is.
    pub path: PathBuf,
}

impl NotPictureKind {
    /// What a file is; `speaking` are the sidecars that say something of files.
    pub(in crate::ops) fn of(path: &[u8], speaking: &HashSet<Vec<u8>>) -> Self {
        let extension = path.iter().rposition(|&byte| byte == b'.').and_then(|at| path.get(at + 1..));
        if speaking.contains(path) {
            Self::Sidecar
        } else if extension.is_some_and(|extension| VIDEOS.iter().any(|video| video.eq_ignore_ascii_case(extension))) {
            Self::Video
        } else {
            Self::Other
        }
    }
}
