//! What can come next in a query that is still being typed: for shell completion and search boxes.
//!
//! Tags are not known here; a caller that knows them offers those that fit where a term is expected.

use super::metatag::{self, MetatagHelp};

/// What the end of an unfinished query is the beginning of.
#[derive(Debug)]
pub enum Expected<'a> {
    /// A tag, a namespace with its colon, or a metatag with its colon.
    Term {
        /// The term so far, without `-`, `~` and parentheses before it.
        partial: &'a str,
    },
    /// A value of a metatag: one of [`MetatagHelp::words`] if there are any.
    Value {
        /// The metatag.
        metatag: &'static MetatagHelp,
        /// The value so far, behind the last comma.
        partial: &'a str,
    },
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
    let word = typed.rsplit(char::is_whitespace).next().unwrap_or("");
    let term = word.trim_start_matches(['-', '~', '(']);
    let metatag = term.split_once(':').and_then(|(name, value)| Some((metatag::find(name)?, value)));
    match metatag {
        Some((metatag, value)) => Expected::Value { metatag, partial: value.rsplit(',').next().unwrap_or("") },
        None => Expected::Term { partial: term },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_decides() {
        for (typed, metatag, partial) in [
            ("", None, ""),
            ("crying ", None, ""),
            ("crying wid", None, "wid"),
            ("-(~character:nag", None, "character:nag"),
            ("is:", Some("is"), ""),
            ("FORMAT:gif,we", Some("filetype"), "we"),
            ("order:ra", Some("order"), "ra"),
            ("is:gif 泣", None, "泣"),
        ] {
            let found = match expected(typed) {
                Expected::Term { partial } => (None, partial),
                Expected::Value { metatag, partial } => (Some(metatag.name), partial),
            };
            assert_eq!(found, (metatag, partial), "{typed:?}");
        }
    }
}
