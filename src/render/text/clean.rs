//! What of a text is drawn: without what is invisible, and without what would reach beyond its line.

use swash::text::Codepoint;
use unicode_segmentation::UnicodeSegmentation;

use crate::render::embedded_fonts::embeds;
use crate::render::fonts::Fonts;
use crate::render::writing::{is_ignored, is_joiner};

/// Characters kept of a grapheme that the embedded fonts can write: a tower of a hundred accents would reach over the
/// picture above its label.
const MOST_OF_OURS: usize = 4;
/// Characters kept of any other grapheme: the longest emoji that is in use, a kiss of two people with skin tones, has 10,
/// conjuncts of Devanagari and Tibetan have fewer.
const MOST_OF_OTHERS: usize = 16;
/// Marks above or below one base in other scripts: pointed and accented Hebrew, vocalised Arabic need 3.
const MOST_MARKS: usize = 3;

/// Returns what is drawn of a text's beginning, and whether that is the whole text. At most `most` graphemes are kept, so
/// that a text of a megabyte costs no more than its label.
///
/// White space of any kind becomes a space. Characters that draw nothing or turn the line around (control, bidirectional
/// and zero-width characters, variation selectors) are left out, except for joiners and selectors within a grapheme of
/// a font that may need them: they choose the form of Arabic and Indic letters and hold emoji together.
pub(super) fn clean(text: &str, fonts: &Fonts, most: usize) -> (String, bool) {
    let mut out = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let mut n = 0;
    for grapheme in text.graphemes(true) {
        if n == most {
            return (out, false);
        }
        let before = out.len();
        let seen = || grapheme.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !is_ignored(c));
        if seen().any(|c| !embeds(c) && fonts.of(c).is_some()) {
            let mut marks = 0;
            let kept = grapheme.chars().filter(|&c| is_joiner(c) || !is_ignored(c)).filter(|&c| {
                // Classes 7 and 9 are nuktas and viramas, which belong to the letter rather than stack on it.
                marks += usize::from(!matches!(c.combining_class(), 0 | 7 | 9));
                marks <= MOST_MARKS || c.combining_class() == 0
            });
            out.extend(kept.take(MOST_OF_OTHERS));
        } else {
            out.extend(seen().take(MOST_OF_OURS));
        }
        n += usize::from(out.len() > before);
    }
    (out, true)
}
