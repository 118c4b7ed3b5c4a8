//! A font that is not part of the program. Its data may be hostile, so calls of the font library are guarded
//! ([`crate::guard`]).

use std::fmt;
use std::sync::Arc;

use swash::{CacheKey, FontDataRef, FontRef};

use crate::guard::guarded;

/// One font of a font file, held in memory.
#[derive(Clone)]
pub struct Font {
    data: Arc<Vec<u8>>,
    index: u32,
    offset: u32,
    key: CacheKey,
}

impl Font {
    /// Counts the fonts of a file: several in a collection, none if it is no OpenType font.
    pub fn count(data: &[u8]) -> usize {
        guarded(|| FontDataRef::new(data).map_or(0, |file| file.len())).unwrap_or(0)
    }

    /// Reads one font of a file, by its number from 0.
    pub fn read(data: &Arc<Vec<u8>>, index: usize) -> Option<Self> {
        let font = guarded(|| FontRef::from_index(data, index).map(|font| (font.offset, font.key))).flatten();
        let index = u32::try_from(index).ok()?;
        font.map(|(offset, key)| Self { data: Arc::clone(data), index, offset, key })
    }

    /// Whether it has no glyph for any character, as if the file is cut short.
    pub fn is_empty(&self) -> bool {
        !guarded(|| (' '..=char::MAX).any(|c| self.font().charmap().map(c) != 0)).unwrap_or(false)
    }

    /// Whether a font has a glyph for a character, which may be empty: see [`draws`](Self::draws).
    pub fn maps(data: &[u8], index: usize, c: char) -> bool {
        guarded(|| FontRef::from_index(data, index).is_some_and(|font| font.charmap().map(c) != 0)).unwrap_or(false)
    }

    pub(super) fn covers(&self, c: char) -> bool {
        guarded(|| self.font().charmap().map(c) != 0).unwrap_or(false)
    }

    /// Returns the font for `skrifa`, which reads pictures in fonts.
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
