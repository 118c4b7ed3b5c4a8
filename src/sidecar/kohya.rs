//! Captions for training: tags between commas, in `<stem>.txt` or `<stem>.caption`, or many in one JSON.
//!
//! ```text
//! caption = token {separator token}
//! separator = "," | "，" | "、" | "､" | "；" | line break | ";" before a space, where no comma is
//! token   = tag | "(" tag ":" weight ")" | "(" tag ")" | "[" tag "]" | "<" "lora:" … ">" | rating | "|||"
//! ```
//! A backslash before a bracket, a separator other than the comma, or a backslash takes its meaning away. The first or last
//! token may be a rating in the tagger's words. Sentences (`sidecar/prose.rs`) are left out. Captions carry no namespaces:
//! [`write()`] drops them, and reading gives untyped words (a known `namespace:` that somebody wrote is understood).

use super::error::Error;
use super::statement::{Collector, Rating, Statement};
use super::{encoding, prose};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// Reads one caption.
pub fn read(bytes: &[u8]) -> Result<Statement, Error> {
    Ok(caption(&encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?.1))
}

/// Writes a caption with a final newline: characters, series, artists, emotions, untyped words, then all others.
///
/// Trainers shuffle all but the first tokens, so who is to be learnt comes first. Names lose their namespace and get
/// spaces for underscores if longer than three characters; a name under two namespaces is written once. Reading gives
/// the names back, in this order, except that `general`, `sensitive`, `questionable` and `explicit` at either end are a
/// rating and that sentences are prose.
pub fn write(tags: &[Tag]) -> String {
    let mut sorted: Vec<(usize, &Tag)> = tags.iter().map(|tag| (rank(tag), tag)).collect();
    sorted.sort_unstable();
    let mut tokens: Vec<String> = Vec::with_capacity(tags.len());
    let mut names = std::collections::HashSet::new();
    for (_, tag) in sorted {
        if names.insert(tag.name()) {
            tokens.push(token(tag));
        }
    }
    tokens.join(", ") + "\n"
}

fn rank(tag: &Tag) -> usize {
    [CHARACTER, SERIES, "artist", EMOTION, ""].iter().position(|name| *name == tag.namespace()).unwrap_or(5)
}

/// The spelling of a tag's name that reads back as this name.
fn token(tag: &Tag) -> String {
    let plain = tag.spoken();
    let is_same = unwrap(&plain).is_some_and(|text| text == plain);
    if is_same && !plain.contains(['\\', '，', '、', '､', '；', ';']) {
        return plain;
    }
    let escape = |c: char| if is_escapable(c) { vec!['\\', c] } else { vec![c] };
    plain.chars().flat_map(escape).collect()
}

/// The words between separators.
pub(super) fn caption(text: &str) -> Statement {
    let mut words = Collector::default();
    let lines = text.split(encoding::is_line_break).filter(|line| !prose::is_written(line));
    let tokens: Vec<&str> = lines.flat_map(tokens).collect();
    let last = tokens.len().saturating_sub(1);
    for (at, token) in tokens.into_iter().enumerate() {
        if at == 0 || at == last {
            let is_word = matches!(token, "general" | "sensitive" | "questionable" | "explicit");
            let rating = if is_word { Rating::parse(token, Rating::General) } else { None };
            if rating.is_some() {
                words.statement.rating = words.statement.rating.or(rating);
                continue;
            }
        }
        if let Some(name) = unwrap(token).filter(|name| !prose::is_sentence(name)) {
            words.add_typed(&name);
        }
    }
    words.finish()
}

/// The tokens of one line, none of them empty.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let has_comma = text.contains([',', '，', '、', '､', '；']);
    let (mut tokens, mut from, mut is_escaped, mut before) = (Vec::new(), 0, false, ' ');
    for (at, c) in text.char_indices() {
        let is_separator = match c {
            ',' => true,
            '，' | '、' | '､' | '；' => !is_escaped,
            ';' => {
                let behind = text.get(at + 1..).unwrap_or_default();
                // `;)` and `^^;` are faces.
                let follows_word = before.is_alphanumeric() || before == ')';
                !has_comma && !is_escaped && follows_word && behind.starts_with(char::is_whitespace)
            }
            _ => false,
        };
        if is_separator {
            tokens.push(text.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
        is_escaped = c == '\\' && !is_escaped;
        before = c;
    }
    tokens.push(text.get(from..).unwrap_or_default());
    tokens.into_iter().map(str::trim).filter(|token| !token.is_empty()).collect()
}

/// A token without brackets, weight and backslashes; `None` if it is no tag.
fn unwrap(token: &str) -> Option<String> {
    let is_network = ["<lora:", "<lyco:", "<hypernet:"].iter().any(|kind| token.starts_with(kind));
    if is_network || token == "|||" || token == "BREAK" {
        return None;
    }
    let mut name = token;
    // Each pair of brackets multiplies a weight; nobody writes more than a few.
    for _ in 0..8 {
        let Some(inner) = inside(name) else { break };
        name = inner;
        let weighted = name.rsplit_once(':').filter(|(_, weight)| is_weight(weight));
        name = weighted.map_or(name, |(before, _)| before).trim();
    }
    let mut text = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next) if c == '\\' && is_escapable(next) => text.extend(chars.next()),
            _ => text.push(c),
        }
    }
    Some(text)
}

/// What stands between a bracket and its partner, if these are the first and last character: not so in `(o)_(o)`.
fn inside(token: &str) -> Option<&str> {
    let open = *token.as_bytes().first().filter(|c| matches!(c, b'(' | b'['))?;
    let close = if open == b'(' { b')' } else { b']' };
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, &c) in token.as_bytes().iter().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if c == b'\\' {
            is_escaped = true;
        } else if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                let inner = token.get(1..at)?;
                // `(:` and the like are faces: a bracket holds a word.
                let is_word = inner.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some();
                return (at + 1 == token.len() && is_word).then_some(inner);
            }
        }
    }
    None
}

pub(super) fn is_weight(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 8 && text.parse::<f32>().is_ok_and(f32::is_finite)
}

fn is_escapable(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '\\' | '，' | '、' | '､' | '；' | ';')
}

#[cfg(test)]
mod tests;
