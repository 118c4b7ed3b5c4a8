//! Captions for training: tags between commas, in `<stem>.txt` or `<stem>.caption`, or many in one JSON.
//!
//! The syntax is that of prompts (`sidecar/prompt.rs`). The first or last tag may be a rating in the tagger's words. Sentences
//! (`sidecar/prose.rs`) are no tags. Captions carry no namespaces: [`write()`] drops them, and reading gives untyped words (a
//! known `namespace:` that somebody wrote is understood).

use super::error::Error;
use super::statement::{Collector, Rating, Statement};
use super::{encoding, prompt, prose, scores};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// Namespaces whose names say nothing without them.
const NOT_SHOWN: [&str; 4] = ["stars", "rating", "page", "title"];

/// Reads one caption.
pub fn read(bytes: &[u8]) -> Result<Statement, Error> {
    Ok(caption(&encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?.1))
}

/// Writes a caption with a final newline: characters, series, artists, emotions, untyped words, then all others.
///
/// Trainers shuffle all but the first tokens, so who is to be learnt comes first. Names lose their namespace and get
/// spaces for underscores if longer than three characters and not as long as a sentence; a name under two namespaces is
/// written once. Stars, ratings, pages and titles are left out. Reading gives the names back, in this order.
pub fn write(tags: &[Tag]) -> String {
    let shown = tags.iter().filter(|tag| !NOT_SHOWN.contains(&tag.namespace()));
    let mut sorted: Vec<(usize, &Tag)> = shown.map(|tag| (rank(tag), tag)).collect();
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
    let spoken = tag.spoken();
    let plain = if prose::is_doubtful(&spoken) { tag.name().to_owned() } else { spoken };
    if prompt::is_plain(&plain) && scores::of_line(&plain).is_none() {
        return plain;
    }
    prompt::escape(&plain)
}

/// The words of a caption.
pub(super) fn caption(text: &str) -> Statement {
    let mut words = Collector::default();
    let lines = prompt::body(text).0.split(encoding::is_line_break);
    let names: Vec<String> = lines.flat_map(|line| names_or_prose(line, &mut words)).collect();
    add_all(&names, &mut words);
    words.finish()
}

/// The names in a line; none if it is prose, which is kept.
pub(super) fn names_or_prose(line: &str, words: &mut Collector) -> Vec<String> {
    let names = prompt::names(line);
    if prose::is_written(line, &names) {
        words.prose(line);
        return Vec::new();
    }
    names
}

/// Adds the names of a whole caption.
pub(super) fn add_all(names: &[String], words: &mut Collector) {
    let last = names.len().saturating_sub(1);
    for (at, name) in names.iter().enumerate() {
        let is_end = (at == 0 || at == last) && names.len() > 1;
        let is_word = matches!(name.as_str(), "general" | "sensitive" | "questionable" | "explicit");
        let rating = if is_end && is_word { Rating::parse(name, Rating::General) } else { None };
        match rating {
            Some(_) => words.statement.rating = words.statement.rating.or(rating),
            None => words.add_text(name),
        }
    }
}

#[cfg(test)]
mod tests;
