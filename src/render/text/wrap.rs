//! Line breaking.
//!
//! Break opportunities are those of UAX #14: after spaces and hyphens, between Chinese characters and kana, never before
//! closing punctuation or small kana. Thai, Lao and Khmer, which need a dictionary, and words too long for a line break between
//! graphemes.

use std::collections::HashSet;

use swash::text::analyze;
use swash::text::cluster::Boundary;
use unicode_segmentation::UnicodeSegmentation;

/// Lists the byte offsets at which a clean text may break, with its end.
pub(super) fn opportunities(text: &str) -> Vec<usize> {
    let starts: HashSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    let boundaries = text.char_indices().zip(analyze(text.chars()));
    let breaks = boundaries
        .filter(|(_, (_, boundary))| matches!(boundary, Boundary::Line | Boundary::Mandatory))
        .map(|((at, _), _)| at)
        .filter(|at| *at > 0 && starts.contains(at));
    breaks.chain([text.len()]).collect()
}
