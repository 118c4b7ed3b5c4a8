//! The parts of a name: its qualifier, and the two words of a person's.

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
