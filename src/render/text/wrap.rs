//! Where a line may end.
//!
//! Opportunities are those of the Unicode line breaking algorithm (UAX #14): after spaces and hyphens, between Chinese
//! characters and kana, never before closing punctuation or small kana. Thai, Lao and Khmer, which it leaves to a
//! dictionary, and words too long for a line are divided between graphemes; a grapheme never is.

use std::collections::HashSet;

use swash::text::analyze;
use swash::text::cluster::Boundary;
use unicode_segmentation::UnicodeSegmentation;

/// Lists the byte offsets after which a clean text may go on in another line; its end is among them.
pub(super) fn opportunities(text: &str) -> Vec<usize> {
    let starts: HashSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    let boundaries = text.char_indices().zip(analyze(text.chars()));
    let breaks = boundaries
        .filter(|(_, (_, boundary))| matches!(boundary, Boundary::Line | Boundary::Mandatory))
        .map(|((at, _), _)| at)
        .filter(|at| *at > 0 && starts.contains(at));
    breaks.chain([text.len()]).collect()
}
