//! Makes tags of names, without normalising those that are in normal spelling already.
//!
//! Vocabulary files hold some hundred thousand names, nearly all in normal spelling. Normalising one takes a microsecond or
//! more, a look at its characters a fraction of that.

use crate::tag::{Error, MAX_CHARS, Tag};

/// Does as [`Tag::parse_in`] for a namespace in normal spelling.
pub(super) fn spell(namespace: &str, name: &str) -> Result<Tag, Error> {
    if is_normal(name) { Ok(Tag::from_parts(namespace, name)) } else { Tag::parse_in(namespace, name) }
}

/// Whether a name is surely its own normal spelling, in any namespace that is not empty or when it is no operator.
fn is_normal(name: &str) -> bool {
    let is_plain = |c: char| match c {
        'a'..='z' | '0'..='9' | '_' | '(' | ')' | '-' | '.' | '!' | '/' | '\'' | '&' | ';' => true,
        // Kana and kanji without combining marks or compatibility forms are NFC, and have no case.
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' => true,
        _ => false,
    };
    name.len() <= MAX_CHARS
        && !name.starts_with(['_', '-'])
        && !name.ends_with('_')
        && !name.contains("__")
        && !["", "and", "or", "not"].contains(&name)
        && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_spell_the_same() {
        for name in
            ["furukawa_nagisa", "古河渚", "jeanne_d'arc_(fate)", "k-on!", "or", "__a", "a__b", "-x", "Ab", "re:zero"]
        {
            assert_eq!(spell("series", name), Tag::parse_in("series", name), "{name}");
            assert_eq!(spell("", name).ok(), Tag::parse_in("", name).ok(), "{name}");
        }
    }
}
