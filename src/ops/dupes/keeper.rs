//! Which of several media that show the same is the one to keep, and why.

use std::cmp::Reverse;

use super::super::{Described, State};
use crate::sidecar::booru_name;

/// The smallest wins.
type Rank = fn(&Candidate<'_>) -> Reverse<u64>;

/// The first rule that tells the best from the others is the reason.
const RULES: [(Rank, &str); 5] = [
    (|one| Reverse(u64::from(one.media.state == State::Present)), "it can be reached now"),
    (|one| Reverse(one.pixels), "it has the most pixels"),
    (|one| Reverse(u64::from(one.media.frames)), "it has the most frames"),
    (|one| Reverse(u64::from(one.is_original)), "its name holds the MD5 of a download as it was"),
    (|one| Reverse(one.media.bytes), "it has the most bytes"),
];

/// A media that could be kept.
pub(super) struct Candidate<'a> {
    media: &'a Described,
    /// Pixels of the picture itself, without bars and borders.
    pixels: u64,
    is_original: bool,
}

impl<'a> Candidate<'a> {
    /// `shown` is the share of the picture that is not a plain border, 0 to 1.
    pub(super) fn new(media: &'a Described, shown: f64) -> Self {
        let pixels = f64::from(media.width) * f64::from(media.height) * shown;
        // Borders are measured on thumbnails: what differs by less than a hundredth is the same size.
        let pixels = (pixels.max(1.0).ln() * 100.0).round() as u64;
        let name = media.path.file_name().unwrap_or_default().to_string_lossy();
        let said = booru_name::read(&name);
        let is_original = said.md5.is_some() && !name.to_lowercase().contains("sample");
        Self { media, pixels, is_original }
    }
}

/// Returns the place of the one to keep and the reason; `None` if there are none.
pub(super) fn choose(candidates: &[Candidate<'_>]) -> Option<(usize, &'static str)> {
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    for (rank, reason) in RULES {
        let best = left.iter().filter_map(|&n| candidates.get(n)).map(rank).min()?;
        left.retain(|&n| candidates.get(n).is_some_and(|one| rank(one) == best));
        if let [only] = left.as_slice() {
            return Some((*only, reason));
        }
    }
    let path = |n: &usize| candidates.get(*n).map(|one| &one.media.path);
    left.into_iter().min_by(|a, b| path(a).cmp(&path(b))).map(|n| (n, "it comes first by name"))
}
