//! Removal of characters that are invisible or would reach beyond their line.

use swash::text::Codepoint;
use unicode_segmentation::UnicodeSegmentation;

use crate::render::embedded_fonts::embeds;
use crate::render::fonts::Fonts;
use crate::render::writing::{is_ignored, is_joiner};

/// Characters kept of a grapheme of the embedded fonts. A stack of a hundred accents would cover the picture above its label.
const MOST_EMBEDDED: usize = 4;
/// Characters kept of any other grapheme. The longest emoji in use, a kiss of two people with skin tones, has 10; conjuncts of
/// Devanagari and Tibetan have fewer.
const MOST_FURTHER: usize = 16;
/// Marks kept above or below one letter of other scripts. Pointed and accented Hebrew and vocalised Arabic need 3.
const MOST_MARKS: usize = 3;

/// A cleaned text.
pub(super) struct Cleaned {
    pub(super) text: String,
    /// Whether all graphemes of the text were kept.
    pub(super) is_whole: bool,
}

/// Cleans the beginning of a text, at most `most` graphemes, so that a text of a megabyte takes no longer than its label.
///
/// White space becomes a space. Control, bidirectional and zero-width characters and variation selectors are left out. Joiners
/// and selectors stay within a grapheme of a further font: they select the forms of Arabic and Indic letters and emoji.
pub(super) fn clean(text: &str, fonts: &Fonts, most: usize) -> Cleaned {
    let mut out = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let mut n = 0;
    for grapheme in text.graphemes(true) {
        if n == most {
            return Cleaned { text: out, is_whole: false };
        }
        let before = out.len();
        let seen = || grapheme.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !is_ignored(c));
        if seen().any(|c| !embeds(c) && fonts.of(c).is_some()) {
            let mut marks = 0;
            let kept = grapheme.chars().filter(|&c| is_joiner(c) || !is_ignored(c)).filter(|&c| {
                // Classes 7 and 9, nuktas and viramas, do not stack.
                marks += usize::from(!matches!(c.combining_class(), 0 | 7 | 9));
                marks <= MOST_MARKS || c.combining_class() == 0
            });
            out.extend(kept.take(MOST_FURTHER));
        } else {
            out.extend(seen().take(MOST_EMBEDDED));
        }
        n += usize::from(out.len() > before);
    }
    Cleaned { text: out, is_whole: true }
}
