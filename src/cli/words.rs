//! Query words that begin with a minus, told apart from options before the argument parser sees them.
//!
//! `nakigao find crying -happy_tears --limit 5` has to work without quotes. A word such as `-happy_tears` gets a mark in
//! front, which [`query_text`] takes off again; a cluster of known one-letter options (`-q0`) and `-oFILE` stay options.

use std::ffi::OsString;

/// A character of the private use area, which no query needs.
const MARK: char = '\u{F0000}';

/// The commands whose free words are a query.
const WITH_QUERY: [&str; 5] = ["find", "thumbs", "sheet", "dupes", "verify"];

/// Marks the negated words of a query on a command line.
pub(super) fn mark_negations(arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(command) = arguments.iter().position(|word| WITH_QUERY.iter().any(|name| word == name)) else {
        return arguments;
    };
    let takes_output = arguments.get(command).is_some_and(|word| word == "sheet");
    let mark = |(at, word): (usize, OsString)| match word.to_str() {
        Some(text) if at > command && is_negation(text, takes_output) => format!("{MARK}{text}").into(),
        _ => word,
    };
    arguments.into_iter().enumerate().map(mark).collect()
}

/// The query that words on a command line make.
pub(super) fn query_text(words: &[String]) -> String {
    words.join(" ").replace(MARK, "")
}

fn is_negation(word: &str, takes_output: bool) -> bool {
    let Some(rest) = word.strip_prefix('-') else { return false };
    let is_options = rest.chars().all(|c| "0qvhV".contains(c)) || (takes_output && rest.starts_with('o'));
    rest.chars().count() >= 2 && !rest.starts_with('-') && !is_options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(line: &str) -> Vec<String> {
        let words = mark_negations(line.split(' ').map(OsString::from).collect());
        words.into_iter().map(|word| word.into_string().unwrap()).filter(|word| word.starts_with(MARK)).collect()
    }

    #[test]
    fn negated_words_are_marked_and_options_are_not() {
        assert_eq!(marked("nakigao find crying -happy_tears --limit 5"), [format!("{MARK}-happy_tears")]);
        assert_eq!(marked("nakigao find -(a or b) -0"), [format!("{MARK}-(a")]);
        assert!(marked("nakigao find -q0 --json -0").is_empty());
        assert!(marked("nakigao sheet crying -oout.png -o out.png").is_empty());
        assert!(marked("nakigao tag -sclannad a.gif").is_empty());
        assert_eq!(query_text(&["crying".into(), format!("{MARK}-happy_tears")]), "crying -happy_tears");
    }
}
