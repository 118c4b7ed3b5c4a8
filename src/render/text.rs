//! Lines of text: measuring, wrapping or cutting to a width, drawing.
//!
//! Characters of the embedded fonts ([`super::embedded_fonts`]) are set in these, with kerning; other characters in the fonts
//! assigned to them ([`super::fonts`]), shaped by script and direction; a character of no font is drawn as a box. A line that
//! runs from right to left starts at the right. Texts are plain and in NFC. Invisible characters and those that change the
//! direction are left out ([`clean`]), so that a hostile file name stays within its label and visible.

pub(super) mod clean;
pub(super) mod glyph;
mod run;
mod wrap;

use std::collections::HashMap;

use image::{Pixel, Rgba, RgbaImage};
use swash::scale::ScaleContext;
use swash::shape::{Direction, ShapeContext};
use unicode_segmentation::UnicodeSegmentation;

use self::clean::{Cleaned, clean};
use self::glyph::{Ink, Mask, STEPS, rasterise};
use self::run::{TextRun, mirrored, runs};
use super::drawing::lay_at;
use super::embedded_fonts::{ASCENT, DESCENT};
use super::face::Face;
use super::fonts::Fonts;
use crate::guard::guarded;

/// Largest advance of a glyph of a further font, in ems. A damaged font may claim any.
const MOST_ADVANCE: f32 = 32.0;

/// A line that is ready to be drawn: clean, and cut to its width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextLine {
    pub(super) text: String,
    /// Whether it starts at the right.
    pub(super) is_rtl: bool,
}

/// Sets text at one font size, with a cache of glyphs.
pub(super) struct Typesetter<'a> {
    size: f32,
    fonts: &'a Fonts,
    shaping: ShapeContext,
    scaling: ScaleContext,
    masks: HashMap<(Face, u16, u8), Option<Mask>>,
}

/// The glyphs of a line, and its width in pixels.
struct SetLine {
    glyphs: Vec<Glyph>,
    width: f32,
}

struct Glyph {
    face: Face,
    id: u16,
    x: f32,
    y: f32,
}

impl<'a> Typesetter<'a> {
    /// Makes a typesetter for a size in pixels an em.
    pub(super) fn new(size: f32, fonts: &'a Fonts) -> Self {
        Self { size, fonts, shaping: ShapeContext::new(), scaling: ScaleContext::new(), masks: HashMap::new() }
    }

    pub(super) fn line_height(&self) -> u32 {
        line_height(self.size)
    }

    /// Returns the distance from the upper edge of a line to its baseline, in pixels.
    pub(super) fn baseline(&self) -> u32 {
        let spare = self.line_height() as f32 - (ASCENT + DESCENT) * self.size;
        (spare / 2.0 + ASCENT * self.size).round() as u32
    }

    /// Returns the width of a line in pixels.
    pub(super) fn width(&mut self, line: &TextLine) -> f32 {
        self.set(&line.text, line.is_rtl).width
    }

    /// Cuts a text to `width` pixels: the whole text if it fits, else its beginning and `…`, cut between graphemes. Empty if not
    /// even the ellipsis fits.
    pub(super) fn fit(&mut self, text: &str, width: f32) -> TextLine {
        let Cleaned { text, is_whole } = clean(text, self.fonts, self.most_graphemes(width).saturating_add(1));
        let is_rtl = is_rtl(&text);
        self.fit_clean(&text, is_rtl, is_whole, width)
    }

    /// Wraps a text into 1 to `most` lines of at most `width` pixels; the last is cut as by [`fit`](Self::fit).
    pub(super) fn wrap(&mut self, text: &str, width: f32, most: u32) -> Vec<TextLine> {
        if most <= 1 {
            return vec![self.fit(text, width)];
        }
        let on_a_line = self.most_graphemes(width);
        let Cleaned { text, is_whole } =
            clean(text, self.fonts, on_a_line.saturating_mul(most as usize).saturating_add(1));
        let is_rtl = is_rtl(&text);
        let breaks = wrap::opportunities(&text);
        let mut lines = Vec::new();
        let mut rest = text.trim_start();
        while lines.len() + 1 < most as usize {
            let ends: Vec<usize> =
                rest.grapheme_indices(true).map(|(at, one)| at + one.len()).take(on_a_line).collect();
            let last = ends.last().copied().unwrap_or(0);
            if is_whole && last == rest.len() && self.set(rest, is_rtl).width <= width {
                break;
            }
            let done = text.len() - rest.len();
            let words: Vec<usize> =
                breaks.iter().filter(|&&at| at > done && at <= done + last).map(|at| at - done).collect();
            let end = self.longest(rest, is_rtl, &words, width).or_else(|| self.longest(rest, is_rtl, &ends, width));
            let Some(end) = end else { break };
            lines.push(TextLine { text: rest[..end].trim_end().to_owned(), is_rtl });
            rest = rest[end..].trim_start();
            if rest.is_empty() && is_whole {
                return lines;
            }
        }
        lines.push(self.fit_clean(rest, is_rtl, is_whole, width));
        lines
    }

    /// Draws a line, its left end at `x` and the upper edge of the line's box at `top`.
    pub(super) fn draw(&mut self, canvas: &mut RgbaImage, line: &TextLine, x: f32, top: u32, ink: Rgba<u8>) {
        let baseline = (top + self.baseline()) as f32;
        // Glyphs of a further font may reach a third of a line above and below; more would cover other text.
        let third = i64::from(self.line_height() / 3);
        let rows = i64::from(top) - third..i64::from(top) + i64::from(self.line_height()) + third;
        for glyph in self.set(&line.text, line.is_rtl).glyphs {
            let quarters = ((x + glyph.x) * STEPS).round();
            let (column, step) = ((quarters / STEPS).floor(), quarters.rem_euclid(STEPS));
            let row = (baseline - glyph.y).round();
            let is_further = matches!(glyph.face, Face::Further(_));
            let Some(mask) = self.mask(glyph.face, glyph.id, step as u8) else { continue };
            let (left, upper) = (column as i64 + i64::from(mask.left), row as i64 - i64::from(mask.top));
            let mut lay = |i: usize, colour: Rgba<u8>, coverage: u8| {
                let (dx, dy) = (i as i64 % i64::from(mask.width), i as i64 / i64::from(mask.width));
                if coverage > 0 && (!is_further || rows.contains(&(upper + dy))) {
                    lay_at(canvas, left + dx, upper + dy, colour, coverage);
                }
            };
            match &mask.ink {
                Ink::Coverage(bytes) => bytes.iter().enumerate().for_each(|(i, &coverage)| lay(i, ink, coverage)),
                Ink::Colours(bytes) => {
                    bytes.chunks_exact(4).enumerate().for_each(|(i, pixel)| lay(i, *Rgba::from_slice(pixel), 255))
                }
            }
        }
    }

    /// Draws a line in a room of `width` pixels: at the left, or at the right if it runs from right to left.
    pub(super) fn draw_in(
        &mut self,
        canvas: &mut RgbaImage,
        line: &TextLine,
        (x, width): (f32, f32),
        top: u32,
        ink: Rgba<u8>,
    ) {
        let x = if line.is_rtl { x + width - self.width(line) } else { x };
        self.draw(canvas, line, x, top, ink);
    }

    /// Returns a number of graphemes that cannot fit: no embedded glyph has an advance below 0.1 em. By this bound a text of a
    /// megabyte takes no longer than a line.
    fn most_graphemes(&self, width: f32) -> usize {
        ((width.max(0.0) / (self.size * 0.1)) as usize).saturating_add(1)
    }

    fn fit_clean(&mut self, text: &str, is_rtl: bool, is_whole: bool, width: f32) -> TextLine {
        let most = self.most_graphemes(width);
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).take(most.saturating_add(1)).collect();
        let is_short = is_whole && starts.len() <= most;
        if is_short && self.set(text, is_rtl).width <= width {
            return TextLine { text: text.to_owned(), is_rtl };
        }
        let shortened = |n: usize| format!("{}…", text[..starts.get(n).copied().unwrap_or(0)].trim_end());
        let (mut fits, mut fails) = (0, starts.len().min(most));
        while fits + 1 < fails {
            let middle = (fits + fails) / 2;
            *(if self.set(&shortened(middle), is_rtl).width <= width { &mut fits } else { &mut fails }) = middle;
        }
        let line = shortened(fits);
        let text = if self.set(&line, is_rtl).width <= width { line } else { String::new() };
        TextLine { text, is_rtl }
    }

    /// Returns the last of some ends up to which a line fits.
    fn longest(&mut self, text: &str, is_rtl: bool, ends: &[usize], width: f32) -> Option<usize> {
        let n = ends.partition_point(|&end| self.set(text[..end].trim_end(), is_rtl).width <= width);
        ends.get(n.checked_sub(1)?).copied()
    }

    /// Sets a clean line; in the embedded fonts only, if the font library panics.
    fn set(&mut self, text: &str, is_rtl: bool) -> SetLine {
        let runs = runs(text, is_rtl, self.fonts);
        if runs.iter().all(|run| !matches!(run.face, Face::Further(_))) {
            return self.set_runs(text, &runs);
        }
        guarded(|| self.set_runs(text, &runs)).unwrap_or_else(|| {
            self.shaping = ShapeContext::new();
            let ours: Vec<TextRun> = runs.into_iter().map(|run| TextRun { face: Face::Main, ..run }).collect();
            self.set_runs(text, &ours)
        })
    }

    fn set_runs(&mut self, text: &str, runs: &[TextRun]) -> SetLine {
        let mut glyphs = Vec::new();
        let mut pen = 0.0;
        for run in runs {
            let face = run.face;
            let direction = if run.is_rtl { Direction::RightToLeft } else { Direction::LeftToRight };
            let builder = self.shaping.builder(face.font(self.fonts)).size(self.size);
            let mut shaper = builder.script(run.script).direction(direction).build();
            let part = &text[run.range.clone()];
            if run.is_rtl {
                shaper.add_str(&part.chars().map(mirrored).collect::<String>());
            } else {
                shaper.add_str(part);
            }
            let mut clusters: Vec<Vec<(u16, f32, f32, f32)>> = Vec::new();
            shaper.shape_with(|cluster| {
                clusters.push(cluster.glyphs.iter().map(|glyph| (glyph.id, glyph.x, glyph.y, glyph.advance)).collect());
            });
            // Clusters are in the order of the text, the glyphs of each from left to right.
            if run.is_rtl {
                clusters.reverse();
            }
            for (id, x, y, advance) in clusters.into_iter().flatten() {
                glyphs.push(Glyph { face, id, x: pen + x, y });
                pen += match face {
                    Face::Further(_) if advance.is_finite() => advance.clamp(0.0, MOST_ADVANCE * self.size),
                    Face::Further(_) => 0.0,
                    Face::Main | Face::Fallback => advance,
                };
            }
        }
        SetLine { glyphs, width: pen }
    }

    /// Returns the pixels of a glyph; `None` if the font library panics.
    fn mask(&mut self, face: Face, id: u16, step: u8) -> Option<&Mask> {
        let Self { size, fonts, scaling, masks, .. } = self;
        let drawn = || {
            let font = face.font(fonts);
            let Face::Further(number) = face else { return Some(rasterise(scaling, font, *size, id, step, None)) };
            let mask = guarded(|| rasterise(scaling, font, *size, id, step, fonts.further(number)));
            if mask.is_none() {
                *scaling = ScaleContext::new();
            }
            mask
        };
        masks.entry((face, id, step)).or_insert_with(drawn).as_ref()
    }
}

/// Returns the distance from one line to the next at a font size, in pixels.
pub(super) fn line_height(size: f32) -> u32 {
    (size * 1.4).round() as u32
}

/// Whether the first letter with a direction runs from right to left.
fn is_rtl(text: &str) -> bool {
    matches!(unicode_bidi::get_base_direction(text), unicode_bidi::Direction::Rtl)
}

#[cfg(test)]
mod tests;
