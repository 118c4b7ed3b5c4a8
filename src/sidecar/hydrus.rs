//! hydrus's sidecars: one tag a line in a `.txt`, or lists of tags somewhere in a `.json`.
//!
//! ```text
//! character:ayanami rei        lower case, spaces, a namespace only if there is a colon after a known one
//! crying
//! ::3                          an untyped tag that begins with a colon may have one more
//! ```
//! `gallery-dl --write-tags` writes the same with underscores. In JSON the user chooses where tags go. Every text below a
//! key `tags` is a tag, every text below `notes` a quote (`name: text`, without the name). [`write()`] writes what
//! [`read_lines`] reads.

use serde_json::{Map, Value};

use super::error::Error;
use super::statement::{Collector, Statement};
use super::{encoding, json, namespace, prose};
use crate::tag::Tag;

/// Reads one tag a line.
pub fn read_lines(bytes: &[u8]) -> Result<Statement, Error> {
    Ok(lines(&encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?.1))
}

/// Writes one tag a line, sorted, with a final newline; [`read_lines`] gives the same tags.
///
/// Our namespaces keep their names: `series` and `character` are hydrus's own, `artist` is written as its `creator`.
pub fn write(tags: &[Tag]) -> String {
    let mut lines: Vec<String> = tags.iter().map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(|line| line + "\n").collect()
}

fn line(tag: &Tag) -> String {
    let namespace = match tag.namespace() {
        "" => String::new(),
        "artist" => "creator:".to_owned(),
        other => format!("{other}:"),
    };
    let plain = format!("{namespace}{}", tag.spoken());
    let marked = format!(":{plain}");
    let mut words = Collector::default();
    words.add_typed(&plain);
    let is_same = words.statement.words.first().and_then(super::Word::tag).as_ref() == Some(tag);
    if is_same { plain } else { marked }
}

/// Reads one word a line. Sentences and addresses are skipped. Where they are at least half of the lines, the text describes the
/// picture, and only lines with a namespace are words.
pub(super) fn lines(text: &str) -> Statement {
    let lines: Vec<&str> = text.split(encoding::is_line_break).map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_typed = |line: &&str| !namespace::split(line).0.is_empty();
    let is_prose = |line: &&str| !is_typed(line) && (prose::is_sentence(line) || prose::is_address(line));
    let n_prose = lines.iter().filter(|line| is_prose(line)).count();
    let is_description = n_prose > 0 && 2 * n_prose >= lines.len();
    let mut words = Collector::default();
    lines
        .iter()
        .filter(|line| is_typed(line) || !(is_description || is_prose(line)))
        .for_each(|line| words.add_typed(line));
    words.finish()
}

/// Reads the lists in an object.
pub(super) fn statement(object: &Map<String, Value>) -> Statement {
    let mut words = Collector::default();
    search(object, &mut words);
    words.finish()
}

// Objects are as deep as serde_json reads them: 128 levels.
fn search(object: &Map<String, Value>, words: &mut Collector) {
    for (key, value) in object {
        match key.as_str() {
            "tags" => all_strings(value, &mut |text| words.add_typed(text)),
            "notes" => notes(value, words),
            _ => match value {
                Value::Object(inner) => search(inner, words),
                Value::Array(list) => list.iter().filter_map(Value::as_object).for_each(|inner| search(inner, words)),
                _ => {}
            },
        }
    }
}

fn all_strings(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Array(list) => list.iter().for_each(|item| all_strings(item, take)),
        Value::Object(inner) => inner.values().for_each(|item| all_strings(item, take)),
        _ => {}
    }
}

fn notes(value: &Value, words: &mut Collector) {
    match value {
        Value::Object(named) => named.values().filter_map(Value::as_str).for_each(|text| words.quote(text)),
        // A note's name is a few words; what follows a later colon is speech.
        other => json::strings(other).for_each(|note| match note.split_once(": ") {
            Some((name, text)) if name.len() <= 32 && !name.contains('\n') => words.quote(text),
            _ => words.quote(note),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidecar::tests::legal_tags;
    use crate::sidecar::{Rating, Word};
    use proptest::prelude::*;

    #[test]
    fn lines_are_typed_by_known_namespaces_alone() {
        let statement =
            read_lines("\u{FEFF}character:ayanami rei\r\ncreator:x\r\nre:zero\n:)\n\nrating:safe\n".as_bytes());
        let statement = statement.unwrap();
        assert_eq!(
            statement.words,
            [
                Word::new(Some("character"), "ayanami rei"),
                Word::new(Some("artist"), "x"),
                Word::new(None, "re:zero"),
                Word::new(None, ":)"),
                Word::new(Some("rating"), "safe"),
            ]
        );
        assert_eq!(statement.rating, Some(Rating::General));
    }

    #[test]
    fn lists_are_found_wherever_the_user_put_them() {
        let text = r#"{"a": [{"tags": {"my tags": ["title:Rain", "crying"]}}], "notes": ["speech: Why: me?"]}"#;
        let statement = statement(&json::object(text).unwrap());
        assert_eq!(statement.words, [Word::new(Some("title"), "Rain"), Word::new(None, "crying")]);
        assert_eq!(statement.quotes, ["Why: me?"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tags in legal_tags()) {
            let statement = read_lines(write(&tags).as_bytes()).unwrap();
            let mut read: Vec<Tag> = statement.words.iter().filter_map(Word::tag).collect();
            read.sort();
            prop_assert_eq!(read, tags);
        }
    }
}
