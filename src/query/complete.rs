//! What can come next in a query that is still being typed: for shell completion and search boxes.
//!
//! Tags are not known here; a caller that knows them offers those that fit where a term is expected.

use std::ops::Range;

use super::metatag::{self, MetatagHelp};

/// What the end of an unfinished query is the beginning of.
#[derive(Debug)]
pub enum Expected<'a> {
    /// A tag, a namespace with its colon, or a metatag with its colon.
    Term {
        /// The term so far, without the operators and parentheses before it.
        partial: &'a str,
    },
    /// A value of a metatag: one of [`MetatagHelp::words`] if there are any.
    Value {
        /// The metatag.
        metatag: &'static MetatagHelp,
        /// The value so far, behind the last comma.
        partial: &'a str,
    },
    /// More of a quoted text, which can be any.
    Text,
}

/// Looks at a place in a query that is being changed, and at which bytes of it a completion replaces. The rest of a word behind
/// the place goes with it.
pub fn expected_at(text: &str, at: usize) -> (Expected<'_>, Range<usize>) {
    let at = text.floor_char_boundary(at);
    let found = expected(&text[..at]);
    let partial = match &found {
        Expected::Term { partial } | Expected::Value { partial, .. } => partial.len(),
        Expected::Text => 0,
    };
    let rest = text[at..].find(|c: char| c.is_whitespace() || "(),|&".contains(c)).unwrap_or(text.len() - at);
    // In a quote nothing is replaced.
    let rest = if matches!(found, Expected::Text) { 0 } else { rest };
    (found, at - partial..at + rest)
}

/// Looks at the end of what has been typed, which is the part that `partial` can be replaced in.
///
/// ```
/// use nakigao::query::{Expected, expected};
/// let Expected::Value { metatag, partial } = expected("crying (-is:anim") else { panic!() };
/// assert_eq!((metatag.name, partial), ("is", "anim"));
/// assert_eq!(metatag.words.iter().find(|word| word.starts_with(partial)), Some(&"animated"));
/// ```
pub fn expected(typed: &str) -> Expected<'_> {
    let Some(word) = last_word(typed) else { return Expected::Text };
    let term = word.trim_start_matches(['-', '~', '(', '!']);
    // `crying|sad`, as long as no metatag's value holds the sign.
    let term = match term.rfind(['|', '&']) {
        Some(at) if !term[..at].contains(':') && term[..at].ends_with(char::is_alphanumeric) => &term[at + 1..],
        _ => term,
    };
    let metatag = term.split_once(':').and_then(|(name, value)| Some((metatag::find(name)?, value)));
    match metatag {
        Some((metatag, value)) => Expected::Value { metatag, partial: value.rsplit(',').next().unwrap_or("") },
        None => Expected::Term { partial: term },
    }
}

/// The last word; none if a quote is open, which begins a word or stands behind its first colon.
fn last_word(typed: &str) -> Option<&str> {
    let mut start = 0;
    let mut open = None;
    let mut before = ' ';
    for (at, c) in typed.char_indices() {
        match open {
            Some(quote) if c == quote && before != '\\' => open = None,
            Some(_) => {}
            None if c.is_whitespace() => start = at + c.len_utf8(),
            None if c == '"' && "-~(!: ".contains(before) || c == '\'' && before == ':' => open = Some(c),
            None => {}
        }
        before = if c.is_whitespace() { ' ' } else { c };
    }
    open.is_none().then(|| &typed[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completion_replaces_the_word_that_the_place_is_in() {
        for (text, at, replaced) in [
            ("crying nag sad", 10, "nag"),
            ("crying nag sad", 8, "nag"),
            ("crying  sad", 7, ""),
            ("(-古河渚)", 5, "古河渚"),
            ("(-古河渚)", 4, "古河渚"),
            ("is:animated,still", 14, "still"),
            ("quote:\"a b\" x", 9, ""),
            ("x", 99, "x"),
        ] {
            let (_, range) = expected_at(text, at);
            assert_eq!(&text[range], replaced, "{text:?} at {at}");
        }
    }

    #[test]
    fn the_last_word_decides() {
        for (typed, metatag, partial) in [
            ("", None, ""),
            ("crying ", None, ""),
            ("crying wid", None, "wid"),
            ("-(~character:nag", None, "character:nag"),
            ("!char", None, "char"),
            ("crying|sa", None, "sa"),
            ("(crying&sa", None, "sa"),
            ("|_|", None, "|_|"),
            ("is:", Some("is"), ""),
            ("FORMAT:gif,we", Some("filetype"), "we"),
            ("order:ra", Some("order"), "ra"),
            ("path:a|is", Some("path"), "a|is"),
            ("is:gif 泣", None, "泣"),
            ("quote:\"don't cry\" na", None, "na"),
            ("\"a b\" na", None, "na"),
        ] {
            let found = match expected(typed) {
                Expected::Term { partial } => (None, partial),
                Expected::Value { metatag, partial } => (Some(metatag.name), partial),
                Expected::Text => panic!("{typed}"),
            };
            assert_eq!(found, (metatag, partial), "{typed:?}");
        }
        for typed in ["\"furukawa na", "quote:\"don't c", "quote:'a b", "-\"x"] {
            assert!(matches!(expected(typed), Expected::Text), "{typed}");
        }
    }
}
