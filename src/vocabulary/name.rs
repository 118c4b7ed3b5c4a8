//! The parts of a name: its qualifier, and the two words of a person's; other ways to write it.

use super::fold::{Class, fold_char};

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
