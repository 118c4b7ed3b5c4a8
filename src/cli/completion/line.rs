//! A command line that is being typed, as shells split and quote it.

use std::mem;

/// The quote that a text stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quote {
    #[default]
    None,
    Single,
    Double,
}

impl Quote {
    fn of(c: char) -> Option<Self> {
        match c {
            '\'' => Some(Self::Single),
            '"' => Some(Self::Double),
            _ => None,
        }
    }

    fn mark(self) -> Option<char> {
        match self {
            Self::None => None,
            Self::Single => Some('\''),
            Self::Double => Some('"'),
        }
    }

    /// A text as it is written within this quote.
    pub(super) fn write(self, text: &str) -> String {
        let mut out = String::new();
        for (at, c) in text.char_indices() {
            let is_special = match self {
                Self::None => " \t\"'\\$`!&;()<>|*?[]{}^".contains(c) || at == 0 && "#~".contains(c),
                Self::Single => false,
                Self::Double => "\"\\$`".contains(c),
            };
            if is_special {
                out.push('\\');
            }
            if self == Self::Single && c == '\'' { out.push_str(r"'\''") } else { out.push(c) }
        }
        out
    }
}

/// A word of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// What it means, without quotes and backslashes.
    pub(super) text: String,
    /// How many bytes of `text` stand before the part that readline replaces.
    pub(super) n_kept: usize,
    /// The quote that is still open at its end.
    pub(super) quote: Quote,
}

/// Splits a line up to the cursor into words; the last is the one being typed, and may be empty. `breaks` are the
/// characters at which readline begins a word to complete.
pub(super) fn split(line: &str, breaks: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut is_word = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match word.quote {
            Quote::None if c.is_whitespace() => {
                if mem::take(&mut is_word) {
                    words.push(mem::take(&mut word));
                }
                continue;
            }
            Quote::None => match Quote::of(c) {
                Some(quote) => {
                    word.quote = quote;
                    word.n_kept = word.text.len();
                }
                None if c == '\\' => word.text.extend(chars.next()),
                None => {
                    word.text.push(c);
                    if breaks.contains(c) {
                        word.n_kept = word.text.len();
                    }
                }
            },
            quote if quote.mark() == Some(c) => {
                word.quote = Quote::None;
                word.n_kept = word.text.len();
            }
            Quote::Double if c == '\\' => match chars.next_if(|&next| "\"\\$`".contains(next)) {
                Some(next) => word.text.push(next),
                None => word.text.push(c),
            },
            _ => word.text.push(c),
        }
        is_word = true;
    }
    words.push(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What COMP_WORDBREAKS holds unless somebody changed it.
    const BREAKS: &str = " \t\n\"'><=;|&(:";

    #[test]
    fn the_last_word_is_what_readline_replaces_a_part_of() {
        for (line, text, n_kept, quote) in [
            ("find char", "char", 0, Quote::None),
            ("find ", "", 0, Quote::None),
            ("find -character:nag", "-character:nag", 11, Quote::None),
            ("find 'crying char", "crying char", 0, Quote::Single),
            ("find \"crying character:n", "crying character:n", 0, Quote::Double),
            (r"find crying\ \(is:an", "crying (is:an", 11, Quote::None),
            ("find --order=dur", "--order=dur", 8, Quote::None),
            ("find 'a b'c", "a bc", 3, Quote::None),
            (r#"find "a\"b\c"#, r#"a"b\c"#, 0, Quote::Double),
            ("find '' x", "x", 0, Quote::None),
        ] {
            let words = split(line, BREAKS);
            let expected = Word { text: text.to_owned(), n_kept, quote };
            assert_eq!(words.last(), Some(&expected), "{line}");
            assert_eq!(words[0].text, "find");
        }
        assert_eq!(split("find '' x", BREAKS).len(), 3);
    }

    #[test]
    fn what_is_written_in_a_quote_is_read_back() {
        for text in ["saber_(fate)", "it's", "a\"b$c`d\\e", "#x ~y", "!x *?[]{}", "泣き顔"] {
            for (quote, mark) in [(Quote::None, ""), (Quote::Single, "'"), (Quote::Double, "\"")] {
                let words = split(&format!("{mark}{}", quote.write(text)), BREAKS);
                assert_eq!((words.len(), words[0].text.as_str()), (1, text), "{quote:?}");
            }
        }
    }
}
