//! A copy that was made and is not written yet.

use std::time::Duration;

use super::format::ShareFormat;

/// A copy that was made and is not written yet.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    /// Pixels across and down.
    pub(super) size: (u32, u32),
    /// How many frames it has, and how long it runs; none of a still.
    pub(super) moves: Option<(usize, Duration)>,
    pub(super) format: ShareFormat,
    /// 0 to 100; none where nothing is lost.
    pub(super) quality: Option<u8>,
    /// 0 for the very pixels of the source.
    pub(super) n_encodings: u32,
}
