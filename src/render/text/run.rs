//! Runs of a line with one font, script and direction, in visual order.
//!
//! A grapheme is set in one font if a font has all of it. So is a word, in scripts that have words: an accented letter that the
//! embedded font lacks does not stand out in a Greek name. Chinese characters and signs are set one by one. Direction follows the
//! Unicode Bidirectional Algorithm (UAX #9) without its control characters, which [`clean`](super::clean) removes.

use std::ops::Range;

use swash::text::{Codepoint, Script};
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

use crate::render::embedded_fonts::embeds;
use crate::render::face::Face;
use crate::render::fonts::Fonts;
use crate::render::writing::{Writing, is_joiner, script_of};

/// A part of a line that is shaped as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextRun {
    pub(super) range: Range<usize>,
    pub(super) face: Face,
    pub(super) script: Script,
    pub(super) is_rtl: bool,
}

/// A grapheme, and the further font for all of it if the embedded ones lack some of it.
struct GraphemeFont {
    range: Range<usize>,
    script: Option<Script>,
    further: Option<u16>,
}

/// Returns the runs of a clean line from left to right.
pub(super) fn runs(line: &str, is_rtl: bool, fonts: &Fonts) -> Vec<TextRun> {
    let logical = logical_runs(line, fonts);
    let turns = |c| matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN);
    if !is_rtl && !line.chars().any(turns) {
        return logical;
    }
    let level = if is_rtl { Level::rtl() } else { Level::ltr() };
    let bidi = ParagraphBidiInfo::new(line, Some(level));
    let (levels, visual) = bidi.visual_runs(0..line.len());
    let mut out = Vec::new();
    for part in visual {
        let is_rtl = levels.get(part.start).is_some_and(|level| level.is_rtl());
        let within = logical.iter().filter_map(|run| {
            let range = run.range.start.max(part.start)..run.range.end.min(part.end);
            (!range.is_empty()).then(|| TextRun { range, is_rtl, ..run.clone() })
        });
        let at = out.len();
        out.extend(within);
        if is_rtl {
            out[at..].reverse();
        }
    }
    out
}

/// Returns the runs in logical order, all from left to right.
fn logical_runs(line: &str, fonts: &Fonts) -> Vec<TextRun> {
    let mut runs: Vec<TextRun> = Vec::new();
    let mut push = |range: Range<usize>, face: Face, script: Script| match runs.last_mut() {
        Some(last) if last.face == face && last.script == script && last.range.end == range.start => {
            last.range.end = range.end;
        }
        _ => runs.push(TextRun { range, face, script, is_rtl: false }),
    };
    for piece in pieces(line, fonts) {
        if let Some(number) = piece.further {
            push(piece.range, Face::Further(number), piece.script.unwrap_or(Script::Latin));
            continue;
        }
        let start = piece.range.start;
        for (at, c) in line[piece.range].char_indices().filter(|(_, c)| !is_joiner(*c)) {
            let face = Face::of(c, fonts);
            // The embedded fonts have the same features for all scripts.
            let script = if matches!(face, Face::Further(_)) { script_of(c) } else { Script::Latin };
            push(start + at..start + at + c.len_utf8(), face, script);
        }
    }
    runs
}

/// Divides a line into graphemes, and chooses the font of each.
fn pieces(line: &str, fonts: &Fonts) -> Vec<GraphemeFont> {
    let mut pieces: Vec<GraphemeFont> = Vec::new();
    for (at, grapheme) in line.grapheme_indices(true) {
        let further = further(grapheme, fonts);
        let own = grapheme.chars().map(|c| c.script()).find(|s| !matches!(s, Script::Common | Script::Inherited));
        // A sign of several scripts, such as a tatweel, belongs to the letters before it.
        let script = own.or_else(|| pieces.last().filter(|last| further.is_some() && last.further.is_some())?.script);
        pieces.push(GraphemeFont { range: at..at + grapheme.len(), script, further });
    }
    let is_word = |a: &GraphemeFont, b: &GraphemeFont| a.script.is_some() && a.script == b.script;
    for word in pieces.chunk_by_mut(is_word) {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { continue };
        let text = &line[first.range.start..last.range.end];
        if text.chars().next().is_none_or(|c| Writing::of(c) == Writing::Han) {
            continue;
        }
        let one_font = word.iter().filter_map(|piece| piece.further).find(|&number| covers(fonts, number, text));
        if let Some(number) = one_font {
            word.iter_mut().for_each(|piece| piece.further = Some(number));
        }
    }
    pieces
}

/// Returns the font for a grapheme of which the embedded fonts lack a part.
fn further(grapheme: &str, fonts: &Fonts) -> Option<u16> {
    let lacking = grapheme.chars().filter(|&c| !is_joiner(c) && !embeds(c));
    lacking.filter_map(|c| fonts.of(c)).find(|&number| covers(fonts, number, grapheme))
}

fn covers(fonts: &Fonts, number: u16, text: &str) -> bool {
    fonts.further(number).is_some_and(|font| text.chars().all(|c| is_joiner(c) || font.covers(c)))
}

/// Returns the mirror image of a bracket, for text that runs from right to left (the pairs of `BidiMirroring.txt` that occur
/// in names).
pub(super) fn mirrored(c: char) -> char {
    const LEFT: &str = "([{<«‹（［｛〈《「『【〔≤";
    const RIGHT: &str = ")]}>»›）］｝〉》」』】〕≥";
    let mut pairs = LEFT.chars().zip(RIGHT.chars());
    pairs.find_map(|(a, b)| if c == a { Some(b) } else { (c == b).then_some(a) }).unwrap_or(c)
}
