//! A quick way through the shipped files, which every run of the program reads.
//!
//! They keep to a plain part of TOML (tables of strings without escapes, numbers, lists, inline tables), and reading
//! just that takes a tenth of the time of the full parser: one millisecond instead of eight. Whatever goes beyond it
//! makes [`read`] say so, and the full parser reads the file instead; a test holds both to the same words.

use super::merge::Entry;
use super::spell::spell;
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

enum Value<'a> {
    Text(&'a str),
    Number(u8),
    List(Vec<Value<'a>>),
    Table(Vec<(&'a str, Value<'a>)>),
}

/// Reads a file of `[[series]]` and `[[emotion]]`; `None` if it holds anything that is not plain.
pub(super) fn read(text: &str) -> Option<Vec<Entry>> {
    let mut rest = text;
    let mut entries = Vec::new();
    let mut open: Option<(&str, Vec<(&str, Value)>)> = None;
    loop {
        rest = skip(rest);
        let header = rest.strip_prefix("[[");
        if (header.is_some() || rest.is_empty())
            && let Some((kind, fields)) = open.take()
        {
            add(kind, fields, &mut entries)?;
        }
        match header {
            Some(after) => {
                let (kind, after) = after.split_once("]]")?;
                open = Some((kind, Vec::new()));
                rest = after;
            }
            None if rest.is_empty() => return Some(entries),
            None => open.as_mut()?.1.push(field(&mut rest)?),
        }
    }
}

/// Skips white space and comments.
fn skip(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest
}

fn field<'a>(rest: &mut &'a str) -> Option<(&'a str, Value<'a>)> {
    let (key, after) = rest.split_once('=')?;
    *rest = after;
    Some((key.trim(), value(rest)?))
}

fn value<'a>(rest: &mut &'a str) -> Option<Value<'a>> {
    *rest = skip(rest);
    if let Some(after) = rest.strip_prefix('"') {
        let (text, after) = after.split_once('"')?;
        *rest = after;
        return (!text.is_empty() && !text.contains(['\\', '\n'])).then_some(Value::Text(text));
    }
    if let Some(after) = rest.strip_prefix('[') {
        *rest = after;
        return items(rest, ']', value).map(Value::List);
    }
    if let Some(after) = rest.strip_prefix('{') {
        *rest = after;
        return items(rest, '}', field).map(Value::Table);
    }
    let (digits, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    *rest = after;
    digits.parse().ok().map(Value::Number)
}

/// Reads items divided by commas up to the closing character.
fn items<'a, T>(rest: &mut &'a str, close: char, item: impl Fn(&mut &'a str) -> Option<T>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    loop {
        *rest = skip(rest);
        if let Some(after) = rest.strip_prefix(close) {
            *rest = after;
            return Some(found);
        }
        found.push(item(rest)?);
        *rest = skip(rest);
        match rest.strip_prefix(',') {
            Some(after) => *rest = after,
            None if rest.starts_with(close) => {}
            None => return None,
        }
    }
}

fn add(kind: &str, fields: Vec<(&str, Value)>, entries: &mut Vec<Entry>) -> Option<()> {
    match kind {
        "series" => add_entry(SERIES, None, fields, entries),
        "emotion" => add_entry(EMOTION, None, fields, entries),
        _ => None,
    }
}

fn add_entry(
    namespace: &str,
    parent: Option<&Tag>,
    fields: Vec<(&str, Value)>,
    entries: &mut Vec<Entry>,
) -> Option<()> {
    let name = fields.iter().find_map(|(key, value)| match value {
        Value::Text(name) if *key == "name" => Some(*name),
        _ => None,
    })?;
    let mut entry = Entry::new(spell(namespace, name).ok()?);
    entry.parents.extend(parent.cloned());
    let mut characters = Vec::new();
    let mut common = Vec::new();
    for (key, value) in fields {
        match (key, value) {
            ("name", _) => {}
            ("aliases", Value::List(list)) => entry.aliases = tags(namespace, &list)?,
            ("common", Value::List(list)) => common = tags(namespace, &list)?,
            ("parents", Value::List(list)) if parent.is_none() => entry.parents = tags(namespace, &list)?,
            ("weak", Value::List(list)) => entry.weak = texts(&list)?.into_iter().map(str::to_owned).collect(),
            ("unless", Value::List(list)) => entry.unless = texts(&list)?.into_iter().map(str::to_owned).collect(),
            ("intensity", Value::Number(number)) if namespace == EMOTION => entry.intensity = Some(number),
            ("characters", Value::List(list)) if namespace == SERIES => characters = list,
            _ => return None,
        }
    }
    entry.common = common.iter().map(|tag| tag.name().to_owned()).collect();
    entry.aliases.extend(common);
    entry.aliases.retain(|alias| *alias != entry.tag);
    let tag = entry.tag.clone();
    entries.push(entry);
    for character in characters {
        let Value::Table(fields) = character else { return None };
        add_entry(CHARACTER, Some(&tag), fields, entries)?;
    }
    Some(())
}

fn tags(namespace: &str, list: &[Value]) -> Option<Vec<Tag>> {
    texts(list)?.into_iter().map(|name| spell(namespace, name).ok()).collect()
}

fn texts<'a>(list: &[Value<'a>]) -> Option<Vec<&'a str>> {
    list.iter().map(|value| if let Value::Text(text) = value { Some(*text) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::built_in::FILES;
    use super::super::read_toml;
    use super::*;

    #[test]
    fn the_shipped_files_are_plain_and_read_as_the_full_parser_reads_them() {
        for text in FILES {
            assert_eq!(read(text), Some(read_toml(text).unwrap().entries));
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_full_parser() {
        for text in [
            "[[series]]\nname = \"a\\u0062\"",
            "[[series]]\nname = 'a'",
            "[[alias]]\nalias = \"a\"\ntag = \"b\"",
            "[[series]]\nnmae = \"a\"",
            "name = \"a\"",
            "[[series]]\nname = \"a\"\naliases = [\"b\" \"c\"]",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
