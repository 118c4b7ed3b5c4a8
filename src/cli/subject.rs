//! What a command is about: words that name files or hashes, or else a query.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::escape;
use super::exit::Failed;
use super::output::Output;
use super::reading;
use crate::ops::{self, BoundQuery, Gallery, Selection};

/// The fewest digits that are taken for the beginning of a hash where a query could stand.
const FEWEST_DIGITS: usize = 6;

/// Takes words for names if each is one, or one surely is, and else for a query, whose reading is said; the query, if it is one, comes with it.
pub(super) fn subject(
    gallery: &Gallery,
    words: &[OsString],
    output: &Output,
) -> Result<(Selection, Option<BoundQuery>), Failed> {
    if words.iter().all(|word| is_name(word)) || words.iter().any(|word| is_surely_a_file(word)) {
        return Ok((Selection { named: words.to_vec(), ..Selection::default() }, None));
    }
    let unread =
        |word: &OsStr| Failed::Usage(format!("{} is no file, and no word of a query", escape::path(Path::new(word))));
    let words: Vec<&str> =
        words.iter().map(|word| word.to_str().ok_or_else(|| unread(word))).collect::<Result<_, _>>()?;
    let asked = reading::understood(gallery, ops::parse_query(&words.join(" "))?, output)?;
    Ok((Selection::by_query(asked.clone()), Some(asked)))
}

/// Whether a word names a file that is there, or looks like the beginning of a hash: hexadecimal, letters and digits.
fn is_name(word: &OsStr) -> bool {
    let is_hash = |text: &str| {
        text.len() >= FEWEST_DIGITS
            && text.bytes().all(|byte| byte.is_ascii_hexdigit())
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    Path::new(word).symlink_metadata().is_ok() || word.to_str().is_some_and(is_hash)
}

/// Whether a word can be nothing but a file: it is one, or is spelt as a path.
fn is_surely_a_file(word: &OsStr) -> bool {
    let is_path = |text: &str| ["/", "./", "../"].iter().any(|begin| text.starts_with(begin));
    Path::new(word).is_file() || word.to_str().is_some_and(is_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_hashes_are_names() {
        for (word, expected) in [
            ("Cargo.toml", true),
            ("3f09ac", true),
            ("crying", false),
            ("facade", false),
            ("202411", false),
            ("3f09", false),
            ("emotion:crying", false),
        ] {
            assert_eq!(is_name(word.as_ref()), expected, "{word}");
        }
    }
}
