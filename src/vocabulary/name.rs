//! The parts of a name: its qualifier, and the two words of a person's; other ways to write it.

use super::Definition;
use super::fold::{Class, fold_char};
use crate::tag::Tag;

/// Splits `name_(qualifier)` at its last qualifier.
pub(super) fn split_qualifier(name: &str) -> Option<(&str, &str)> {
    let (base, qualifier) = name.strip_suffix(')')?.rsplit_once("_(")?;
    (!base.is_empty() && !qualifier.is_empty()).then_some((base, qualifier))
}

/// Swaps the words of a name that has exactly two; a qualifier, initials and numbers are no words.
pub(super) fn other_order(name: &str) -> Option<String> {
    let (first, second) = name.split_once('_')?;
    let is_word = |word: &str| word.chars().count() > 1 && !word.contains(['_', '(', ')', '.', '/', ':']);
    (is_word(first) && is_word(second)).then(|| format!("{second}_{first}"))
}

/// The first and the last word of a name that has more: `victorica_blois`, and given name first where the family's ends in `no`:
/// `kokoro_hata`.
pub(super) fn without_middle(name: &str) -> Option<String> {
    const MIN_LETTERS: usize = 3;
    let (first, rest) = name.split_once('_')?;
    let (middle, last) = rest.rsplit_once('_')?;
    let is_word = |word: &str| word.len() >= MIN_LETTERS && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_name = is_word(first) && is_word(last) && !name.contains('(');
    is_name.then(|| if middle == "no" { format!("{last}_{first}") } else { format!("{first}_{last}") })
}

/// The other ways to write the marks of a name.
pub(super) fn with_other_marks(name: &str) -> impl Iterator<Item = String> {
    let without_apostrophes = name.contains(['\'', '’']).then(|| name.replace(['\'', '’'], ""));
    let with_and = name.contains('&').then(|| name.replace('&', "_and_"));
    without_apostrophes.into_iter().chain(with_and)
}

/// A name of several words in one.
pub(super) fn in_one_word(name: &str) -> Option<String> {
    const MIN_LETTERS: usize = 6;
    if !name.contains(|c: char| !c.is_alphanumeric()) {
        return None;
    }
    let together: String = name.chars().map(fold_char).filter(|c| c.1 != Class::Separator).map(|c| c.0).collect();
    let is_word = together.len() >= MIN_LETTERS && together.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word.then_some(together)
}

/// The word of a character's name that others of the family share: the first of a Japanese name, the last of another.
pub(super) fn family_name(word: &Definition<u32>) -> Option<&str> {
    let name = word.tag.name();
    let name = split_qualifier(name).map_or(name, |(base, _)| base);
    let is_japanese = |alias: &str| alias.chars().any(|c| fold_char(c).1 == Class::Kanji);
    let (first, last) = (name.split_once('_')?.0, name.rsplit_once('_')?.1);
    Some(if word.aliases.iter().any(|alias| is_japanese(alias.name())) { first } else { last })
}

/// Whether a name is a face made of signs (`:x`, `o_o`), which would be found in any size and code.
pub(super) fn is_typed_face(name: &str) -> bool {
    name.is_ascii() && name.chars().filter(|c| c.is_alphanumeric()).count() <= 2
}

/// Whether a name is made of the initials of another name of its word (`hsr`), or can be no word at all (`jjk`, `ff7`).
pub(super) fn is_acronym(name: &str, word: &Definition<u32>) -> bool {
    const MAX_LETTERS: usize = 5;
    if name.len() > MAX_LETTERS || name.len() < 2 || !name.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    let initials = |tag: &Tag| {
        let words = tag.name().split(['_', '-', ':']).filter_map(|word| word.chars().next());
        words.filter(char::is_ascii_alphanumeric).eq(name.chars())
    };
    !name.bytes().any(|c| b"aeiouy".contains(&c))
        || name.bytes().any(|c| c.is_ascii_digit())
        || std::iter::once(&word.tag).chain(&word.aliases).any(initials)
}
