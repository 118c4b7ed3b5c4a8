//! hydrus's sidecars: one tag a line in a `.txt`, or lists of tags somewhere in a `.json`.
//!
//! ```text
//! character:ayanami rei        lower case, spaces, a namespace only if there is a colon after a known one
//! crying
//! :re:zero                     an untyped tag that has a colon may have one more in front
//! ```
//! `gallery-dl --write-tags` writes the same with underscores; `sidecar/text.rs` reads both. In JSON the user chooses where tags
//! go. Every list below a key `tags` is one of tags, every text below `notes` a quote (`name: text`, without the name). The
//! answers of hydrus's API have the same keys, with the names of services and with deleted tags beside the lists.

use serde_json::{Map, Value};

use super::error::Error;
use super::statement::{Collector, Statement};
use super::{encoding, json};
use crate::tag::Tag;

/// Reads one tag a line, whatever it looks like.
pub fn read_lines(bytes: &[u8]) -> Result<Statement, Error> {
    let mut words = Collector::default();
    let (_, text) = encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?;
    text.split(encoding::is_line_break).for_each(|line| words.add_typed(line));
    Ok(words.finish())
}

/// Writes one tag a line, sorted, with a final newline.
///
/// hydrus takes what stands before a colon for a namespace, so an untyped name that has one gets one more in front.
/// Our namespaces keep their names: `series` and `character` are hydrus's own, `artist` is written as its `creator`.
pub fn write(tags: &[Tag]) -> String {
    let mut lines: Vec<String> = tags.iter().map(line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Writes notes as a list in JSON, each with a name of its own.
pub fn write_notes(quotes: &[String]) -> String {
    let notes: Vec<String> = quotes.iter().enumerate().map(|(at, quote)| format!("note {}: {quote}", at + 1)).collect();
    format!("{:#}\n", serde_json::json!({ "notes": notes }))
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
    let is_same = words.statement.words.first().and_then(super::Word::tag).as_ref() == Some(tag)
        || words.statement.rating.is_some();
    let is_split =
        tag.namespace().is_empty() && tag.name().split_once(':').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if is_same && !is_split { plain } else { marked }
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
            "tags" => tags(value, words),
            // What the API of older versions had.
            "service_keys_to_statuses_to_tags" | "service_names_to_statuses_to_tags" => tags(value, words),
            "notes" => notes(value, words),
            _ => match value {
                Value::Object(inner) => search(inner, words),
                Value::Array(list) => list.iter().filter_map(Value::as_object).for_each(|inner| search(inner, words)),
                _ => {}
            },
        }
    }
}

/// Adds the items of all lists in a value, or a text that is the whole value.
fn tags(value: &Value, words: &mut Collector) {
    match value {
        Value::String(text) => words.add_typed(text),
        Value::Array(list) => list.iter().for_each(|item| tags(item, words)),
        Value::Object(inner) => {
            // Where tags are sorted by what became of them, 0 are those that are there and 1 those that wait to be shared.
            let is_sorted = inner.keys().any(|key| key == "0" || key == "2");
            let lists =
                inner.iter().filter(|(key, value)| !value.is_string() && (!is_sorted || *key == "0" || *key == "1"));
            lists.for_each(|(_, value)| tags(value, words));
        }
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
    use crate::sidecar::{Rating, SidecarKind, Word};
    use proptest::prelude::*;

    #[test]
    fn lines_are_typed_by_known_namespaces_alone() {
        let text = "\u{FEFF}character:ayanami rei\r\ncreator:x\r\nre:zero\n:)\n\nrating:safe\n:re:creators\n";
        let statement = crate::sidecar::read(SidecarKind::Text, text.as_bytes()).unwrap().1;
        assert_eq!(
            statement.words,
            [
                Word::new(Some("character"), "ayanami rei"),
                Word::new(Some("artist"), "x"),
                Word::new(None, "re:zero"),
                Word::new(None, ":)"),
                Word::new(None, "re:creators"),
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
        let api = r#"{"tags": {"6c": {"name": "my tags", "storage_tags": {"0": ["crying"], "2": ["gone"]}}}}"#;
        let statement = super::statement(&json::object(api).unwrap());
        assert_eq!(statement.words, [Word::new(None, "crying")]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tags in legal_tags(), quotes in prop::collection::btree_set("[!-~あ-ん][ -~\n]{0,8}[!-~]", 0..4)) {
            let quotes: Vec<String> = quotes.into_iter().collect();
            prop_assert_eq!(&statement(&json::object(&write_notes(&quotes)).unwrap()).quotes, &quotes);
            let mut read: Vec<Tag> = read_lines(write(&tags).as_bytes()).unwrap().words.iter().filter_map(Word::tag).collect();
            let tags: Vec<Tag> = tags.into_iter().filter(|tag| tag.namespace() != "rating").collect();
            read.retain(|tag| tag.namespace() != "rating");
            read.sort();
            prop_assert_eq!(read, tags);
        }
    }
}
