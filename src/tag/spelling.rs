//! Text in the one spelling that tags have, and the spellings that a file system may give it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Spells a text the way tags are spelt: NFC, lower case, runs of white space and underscores as one underscore, none
/// at the ends unless the text is a face such as `^_^` or `_`; without characters that are not seen.
pub fn normalise(text: &str) -> String {
    let seen = visible(text);
    let lower: String = seen.nfc().flat_map(char::to_lowercase).nfc().collect();
    let mut out = String::with_capacity(lower.len());
    for c in lower.trim().chars() {
        let c = if c.is_whitespace() { '_' } else { c };
        if c != '_' || !out.ends_with('_') {
            out.push(c);
        }
    }
    let inner = out.trim_matches('_');
    if inner.is_empty() { String::new() } else { inner.to_owned() }
}

/// The spellings of a text that look alike but differ in bytes: as given, composed (NFC) and decomposed (NFD, which macOS
/// writes in file names). One for most texts.
pub fn unicode_forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if !text.is_ascii() {
        for form in [text.nfc().collect::<String>(), text.nfd().collect()] {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// The text without characters that are not drawn (Unicode's default ignorable ones), with which a tag would look like
/// another and be found by nothing that can be typed. Joiners stay where they change what is drawn: between letters of
/// the scripts that join, and in emoji.
fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let joins = |c: char| matches!(c, '\u{600}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let is_seen = match c {
            '\u{200C}' | '\u{200D}' => {
                kept.chars().next_back().is_some_and(joins) && rest.clone().next().is_some_and(joins)
            }
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' => false,
            '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}'..='\u{2064}' => false,
            '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' => false,
            '\u{FFF0}'..='\u{FFF8}' | '\u{E0100}'..='\u{E0FFF}' => false,
            _ => true,
        };
        if is_seen {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// Composes letters with their marks (Unicode's NFC): macOS names files with each Korean syllable taken apart.
///
/// The catalogue's index of paths holds what it returns and is told by it what to delete: if it ever returns something else, which
/// newer tables of Unicode may bring, a migration must build the index anew.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}
