//! Classes of characters: the kind of writing, the script, joiners, invisible characters.

use swash::text::{Codepoint, Script};

/// Kinds of writing, each with a preferred font.
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
    /// Returns the kind of a character.
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

/// Returns the script to shape a character by: Latin for signs of no script.
pub(super) fn script_of(c: char) -> Script {
    match c.script() {
        Script::Common | Script::Inherited | Script::Unknown => Script::Latin,
        script => script,
    }
}

/// Whether a character is invisible but selects the form of its neighbours in a grapheme.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether a character is invisible or changes the direction of the line.
pub(super) fn is_ignored(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}
