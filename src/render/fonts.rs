//! Fonts beyond the embedded ones, as values, and which of them writes which character.
//!
//! The embedded fonts ([`super::font`]) come first: a font from here is asked only for what they lack, so that a text
//! within their reach is the same picture on every machine. Who calls this room finds the fonts and assigns one to each
//! character; the choice is by character alone, so it does not depend on the order of the texts. A font is data from
//! strangers: whatever it makes the font library do, [`crate::guard`] ends it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use swash::scale::ScaleContext;
use swash::shape::ShapeContext;
use swash::text::{Codepoint, Script};
use swash::{CacheKey, FontDataRef, FontRef};

use super::font::Face;
use super::text::clean::is_ignored;
use super::text::glyph::rasterise;
use crate::guard::guarded;

/// The size at which a font is tried, in pixels an em: every sign has ink at it.
const TRIAL_SIZE: f32 = 24.0;

/// One font of a font file, held in memory.
#[derive(Clone)]
pub struct Font {
    data: Arc<Vec<u8>>,
    index: u32,
    offset: u32,
    key: CacheKey,
}

impl Font {
    /// Says how many fonts the bytes of a file hold: several in a collection, none if it is no OpenType font.
    pub fn count(data: &[u8]) -> usize {
        guarded(|| FontDataRef::new(data).map_or(0, |file| file.len())).unwrap_or(0)
    }

    /// Reads one font of a file, by its number from 0.
    pub fn read(data: &Arc<Vec<u8>>, index: usize) -> Option<Self> {
        let font = guarded(|| FontRef::from_index(data, index).map(|font| (font.offset, font.key))).flatten();
        let index = u32::try_from(index).ok()?;
        font.map(|(offset, key)| Self { data: Arc::clone(data), index, offset, key })
    }

    /// Whether no character has a glyph in it, as in a file that is cut short.
    pub fn is_empty(&self) -> bool {
        !guarded(|| (' '..=char::MAX).any(|c| self.font().charmap().map(c) != 0)).unwrap_or(false)
    }

    /// Whether the bytes of a font have a glyph for a character; [`draws`](Self::draws) says whether it can be seen.
    pub fn maps(data: &[u8], index: usize, c: char) -> bool {
        guarded(|| FontRef::from_index(data, index).is_some_and(|font| font.charmap().map(c) != 0)).unwrap_or(false)
    }

    /// Whether a character is seen when it is written in this font. A glyph may be there and empty, in a format that is
    /// not read (COLR version 1, SVG), or damaged.
    pub fn draws(&self, c: char) -> bool {
        let tried = || {
            let (mut shaping, mut scaling) = (ShapeContext::new(), ScaleContext::new());
            let mut shaper = shaping.builder(self.font()).script(script_of(c)).size(TRIAL_SIZE).build();
            shaper.add_str(c.encode_utf8(&mut [0; 4]));
            let mut ids = Vec::new();
            shaper.shape_with(|cluster| ids.extend(cluster.glyphs.iter().map(|glyph| glyph.id)));
            let has_ink = |id: &u16| rasterise(&mut scaling, self.font(), TRIAL_SIZE, *id, 0, Some(self)).has_ink();
            !ids.is_empty() && ids.iter().all(|id| *id != 0) && ids.iter().any(has_ink)
        };
        self.covers(c) && guarded(tried).unwrap_or(false)
    }

    pub(super) fn covers(&self, c: char) -> bool {
        guarded(|| self.font().charmap().map(c) != 0).unwrap_or(false)
    }

    /// The same as [`font`](Self::font) for the library that reads pictures in fonts.
    pub(super) fn tables(&self) -> Option<skrifa::FontRef<'_>> {
        skrifa::FontRef::from_index(&self.data, self.index).ok()
    }

    pub(super) fn font(&self) -> FontRef<'_> {
        FontRef { data: &self.data, offset: self.offset, key: self.key }
    }
}

impl PartialEq for Font {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.data, &other.data) && self.offset == other.offset
    }
}

impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Font of {} bytes at {}", self.data.len(), self.offset)
    }
}

/// The fonts that texts are set in: the embedded ones, and those assigned to characters that these lack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fonts {
    further: Vec<Font>,
    /// The number of the font for a character; `None` if it was looked for and no font draws it.
    assigned: HashMap<char, Option<u16>>,
}

impl Fonts {
    /// Lists the characters of a text that should be seen, that the embedded fonts lack and that nothing was said of
    /// yet, each once, in order.
    pub fn unassigned(&self, text: &str) -> Vec<char> {
        let mut seen = HashSet::new();
        lacking(text).filter(|c| !self.assigned.contains_key(c) && seen.insert(*c)).collect()
    }

    /// Lists the characters of a text that are drawn as a box, each once, in order.
    pub fn undrawn(&self, text: &str) -> Vec<char> {
        let mut seen = HashSet::new();
        lacking(text).filter(|&c| self.of(c).is_none() && seen.insert(c)).collect()
    }

    /// Assigns a font to a character, or says that no font draws it.
    pub fn assign(&mut self, c: char, font: Option<&Font>) {
        let number = font.and_then(|font| {
            let known = self.further.iter().position(|other| other == font);
            let number = known.unwrap_or_else(|| {
                self.further.push(font.clone());
                self.further.len() - 1
            });
            u16::try_from(number).ok()
        });
        self.assigned.insert(c, number);
    }

    /// The number of the font assigned to a character that the embedded fonts lack.
    pub(super) fn of(&self, c: char) -> Option<u16> {
        self.assigned.get(&c).copied().flatten()
    }

    pub(super) fn further(&self, number: u16) -> Option<&Font> {
        self.further.get(usize::from(number))
    }
}

/// The kinds of writing for which different fonts are the best choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Emoji and other pictographs, best in colour.
    Emoji,
    /// Chinese characters and kana.
    Han,
    /// Korean syllables and letters.
    Hangul,
    /// Everything else.
    Other,
}

impl Writing {
    /// Names the kind that a character belongs to.
    pub fn of(c: char) -> Self {
        let is_flag_or_skin = matches!(c, '\u{1F1E6}'..='\u{1F1FF}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{20E3}');
        if is_flag_or_skin || c.properties().is_extended_pictographic() {
            return Self::Emoji;
        }
        match c.script() {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => Self::Han,
            Script::Hangul => Self::Hangul,
            _ => Self::Other,
        }
    }
}

/// The script that a character is shaped by: that of Latin for signs that belong to none.
pub(super) fn script_of(c: char) -> Script {
    match c.script() {
        Script::Common | Script::Inherited | Script::Unknown => Script::Latin,
        script => script,
    }
}

/// The characters of a text that should be seen and that the embedded fonts lack.
fn lacking(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !c.is_whitespace() && !is_ignored(c) && !Face::embeds(c))
}
