//! Fonts beyond the embedded ones, and the characters that each is assigned to.
//!
//! The embedded fonts ([`super::embedded_fonts`]) come first: only characters that they lack need a font from here. The caller
//! finds fonts and assigns one to each character. The choice is by character alone, whatever the order of the texts.

use std::collections::{HashMap, HashSet};

use super::embedded_fonts::embeds;
use super::font::Font;
use super::writing::is_ignored;

/// The fonts of texts: the embedded ones, and those assigned to characters that these lack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fonts {
    further: Vec<Font>,
    /// The number of the font for a character; `None` if no font draws it.
    assigned: HashMap<char, Option<u16>>,
}

impl Fonts {
    /// Lists the visible characters of a text that the embedded fonts lack and that have no assignment, each once, in order.
    pub fn unassigned(&self, text: &str) -> Vec<char> {
        let mut seen = HashSet::new();
        lacking(text).filter(|c| !self.assigned.contains_key(c) && seen.insert(*c)).collect()
    }

    /// Lists the characters of a text that are drawn as a box, each once, in order.
    pub fn undrawn(&self, text: &str) -> Vec<char> {
        let mut seen = HashSet::new();
        lacking(text).filter(|&c| self.of(c).is_none() && seen.insert(c)).collect()
    }

    /// Assigns a font to a character, or none if no font draws it.
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

    /// Returns the number of the font assigned to a character.
    pub(super) fn of(&self, c: char) -> Option<u16> {
        self.assigned.get(&c).copied().flatten()
    }

    pub(super) fn further(&self, number: u16) -> Option<&Font> {
        self.further.get(usize::from(number))
    }
}

/// Returns the visible characters of a text that the embedded fonts lack.
fn lacking(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&c| !c.is_whitespace() && !is_ignored(c) && !embeds(c))
}
