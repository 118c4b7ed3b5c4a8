//! Lines of text: measured, shortened to a width, and drawn.
//!
//! One line at a time, left to right, in the embedded fonts ([`super::font`]) with their kerning. Wrapping, rich text
//! and scripts written right to left are not attempted; a character that no font has is drawn as a box. Texts are
//! expected in NFC. Characters that draw nothing or turn the line around (control, bidirectional and zero-width
//! characters, variation selectors) are left out, and white space of any kind is a space, so that a hostile file name
//! can neither leave its label nor hide in it.

use std::collections::HashMap;

use image::{Rgba, RgbaImage};
use swash::scale::{Render, ScaleContext, Source};
use swash::shape::ShapeContext;
use swash::zeno::{Format, Vector};
use unicode_segmentation::UnicodeSegmentation;

use super::canvas::lay_at;
use super::font::{ASCENT, DESCENT, Face};

/// Glyphs are drawn at quarters of a pixel across: finer steps cannot be told apart, whole pixels give uneven gaps.
const STEPS: f32 = 4.0;

/// A font size with the glyphs drawn so far.
pub(super) struct Typesetter {
    size: f32,
    shaping: ShapeContext,
    scaling: ScaleContext,
    masks: HashMap<(Face, u16, u8), Mask>,
}

/// The coverage of one glyph, a byte a pixel, placed relative to the pen.
struct Mask {
    left: i32,
    top: i32,
    width: u32,
    coverage: Vec<u8>,
}

struct Glyph {
    face: Face,
    id: u16,
    x: f32,
    y: f32,
}

impl Typesetter {
    /// Makes a typesetter for a size in pixels an em.
    pub(super) fn new(size: f32) -> Self {
        Self { size, shaping: ShapeContext::new(), scaling: ScaleContext::new(), masks: HashMap::new() }
    }

    /// The distance from one line to the next, in pixels.
    pub(super) fn line_height(&self) -> u32 {
        line_height(self.size)
    }

    /// The distance from the upper edge of a line's box to its baseline, in pixels.
    pub(super) fn baseline(&self) -> u32 {
        let spare = self.line_height() as f32 - (ASCENT + DESCENT) * self.size;
        (spare / 2.0 + ASCENT * self.size).round() as u32
    }

    /// Returns the width of a line in pixels.
    pub(super) fn width(&mut self, text: &str) -> f32 {
        self.set(&clean(text)).1
    }

    /// Returns a line no wider than `width` pixels: the whole text if it fits, else its beginning and `…`, cut between
    /// graphemes. Empty if there is no room for the ellipsis.
    pub(super) fn fit(&mut self, text: &str, width: f32) -> String {
        let text = clean(text);
        // No glyph of the fonts that moves the pen is narrower than a tenth of an em, so more graphemes than this
        // cannot fit, and a text of a megabyte costs no more than a line.
        let most = (width.max(0.0) / (self.size * 0.1)) as usize + 1;
        let mut starts = text.grapheme_indices(true).map(|(at, _)| at);
        let is_short = starts.nth(most).is_none();
        if is_short && self.set(&text).1 <= width {
            return text;
        }
        let ends: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).take(most).collect();
        let shortened = |n: usize| format!("{}…", text[..ends.get(n).copied().unwrap_or(0)].trim_end());
        let (mut fits, mut fails) = (0, ends.len());
        while fits + 1 < fails {
            let middle = (fits + fails) / 2;
            *(if self.set(&shortened(middle)).1 <= width { &mut fits } else { &mut fails }) = middle;
        }
        let line = shortened(fits);
        if self.set(&line).1 <= width { line } else { String::new() }
    }

    /// Draws a line, its first glyph's origin at `x` and the upper edge of the line's box at `top`.
    pub(super) fn draw(&mut self, canvas: &mut RgbaImage, text: &str, x: f32, top: u32, ink: Rgba<u8>) {
        let baseline = (top + self.baseline()) as f32;
        for glyph in self.set(&clean(text)).0 {
            let quarters = ((x + glyph.x) * STEPS).round();
            let (column, step) = ((quarters / STEPS).floor(), quarters.rem_euclid(STEPS));
            let row = (baseline - glyph.y).round();
            let mask = self.mask(glyph.face, glyph.id, step as u8);
            for (i, &coverage) in mask.coverage.iter().enumerate().filter(|(_, coverage)| **coverage > 0) {
                let (dx, dy) = (i as i64 % i64::from(mask.width), i as i64 / i64::from(mask.width));
                let (left, upper) = (column as i64 + i64::from(mask.left), row as i64 - i64::from(mask.top));
                lay_at(canvas, left + dx, upper + dy, ink, coverage);
            }
        }
    }

    /// Returns the glyphs of a clean line and its width.
    fn set(&mut self, text: &str) -> (Vec<Glyph>, f32) {
        let mut glyphs = Vec::new();
        let mut pen = 0.0;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let face = Face::of(first);
            let end = rest.find(|c| Face::of(c) != face).unwrap_or(rest.len());
            let mut shaper = self.shaping.builder(face.font()).size(self.size).build();
            shaper.add_str(&rest[..end]);
            shaper.shape_with(|cluster| {
                for glyph in cluster.glyphs {
                    glyphs.push(Glyph { face, id: glyph.id, x: pen + glyph.x, y: glyph.y });
                    pen += glyph.advance;
                }
            });
            rest = &rest[end..];
        }
        (glyphs, pen)
    }

    fn mask(&mut self, face: Face, id: u16, step: u8) -> &Mask {
        let Self { size, scaling, masks, .. } = self;
        masks.entry((face, id, step)).or_insert_with(|| {
            let mut scaler = scaling.builder(face.font()).size(*size).hint(false).build();
            let image = Render::new(&[Source::Outline])
                .format(Format::Alpha)
                .offset(Vector::new(f32::from(step) / STEPS, 0.0))
                .render(&mut scaler, id)
                .unwrap_or_default();
            let placement = image.placement;
            Mask { left: placement.left, top: placement.top, width: placement.width.max(1), coverage: image.data }
        })
    }
}

/// The distance from one line of text to the next at a font size, in pixels.
pub(super) fn line_height(size: f32) -> u32 {
    (size * 1.4).round() as u32
}

/// Leaves out what draws nothing, and keeps at most four characters of a grapheme: a tower of a hundred accents would
/// reach over the picture above its label.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        let visible = grapheme.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|&c| !is_ignored(c));
        out.extend(visible.take(4));
    }
    out
}

fn is_ignored(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests;
