//! What tagging models write: names with a probability each, in a text or in JSON.
//!
//! ```text
//! text   name ":" score {separator name ":" score}      a score is 0.91 or 91%; or "name (0.91)"
//! JSON   {name: score, …}   {"general": {name: score}, "character": {…}, "rating": {…}}   {"tags": {name: score}}
//!        [[name, score], …]   [{"tag" | "name" | "label": name, "score" | "confidence" | "probability": score}, …]
//! ```
//! All values must be scores, so that `nier:automata` stays a name. Of ratings the most probable is taken.

use serde_json::{Map, Value};

use super::namespace;
use super::statement::{Collector, Statement};

/// A name and its probability in thousandths.
pub(super) type Scored = (String, u16);

/// The scored names of one line, if it has nothing else.
pub(super) fn of_line(line: &str) -> Option<Vec<Scored>> {
    let parts: Vec<&str> = line.split([',', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let scored: Option<Vec<Scored>> = parts.into_iter().map(one).collect();
    scored.filter(|scored| !scored.is_empty())
}

/// The statement of a text whose lines are all scored.
pub(super) fn of_text(text: &str) -> Option<Statement> {
    let mut words = Collector::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        of_line(line)?.iter().for_each(|(name, score)| words.add_scored(None, name, *score));
    }
    Some(words.finish()).filter(|statement| !statement.words.is_empty())
}

fn one(part: &str) -> Option<Scored> {
    let (name, score) = match part.strip_suffix(')').and_then(|part| part.rsplit_once('(')) {
        Some(bracketed) => bracketed,
        None => part.rsplit_once(':')?,
    };
    let (number, unit) = score.trim().strip_suffix('%').map_or((score.trim(), 1000.0), |number| (number, 10.0));
    // A whole number is a year, a page or a weight.
    let is_score = number.contains('.') || unit < 1000.0;
    let thousandths = number.parse::<f32>().ok().filter(|_| is_score).and_then(|n| thousandths(f64::from(n * unit)))?;
    let name = name.trim();
    (!name.is_empty() && !name.ends_with('\\')).then(|| (name.to_owned(), thousandths))
}

fn thousandths(value: f64) -> Option<u16> {
    // Rounding may leave a hair above one.
    (0.0..1000.5).contains(&value).then_some(value as u16)
}

/// The statement of an object, if all its values are scores.
pub(super) fn of_object(object: &Map<String, Value>) -> Option<Statement> {
    let mut words = Collector::default();
    match object.get("tags") {
        Some(tags) => add(None, tags, &mut words)?,
        None => object_of(None, object, &mut words)?,
    }
    Some(words.finish()).filter(|statement| !statement.words.is_empty())
}

fn object_of(namespace: Option<&str>, object: &Map<String, Value>, words: &mut Collector) -> Option<()> {
    let mut scored = Vec::new();
    for (name, value) in object {
        match value {
            Value::Object(_) if namespace.is_none() => add(namespace::of_category(name), value, words)?,
            _ => scored.push((name.as_str(), score(value)?)),
        }
    }
    if namespace == Some("rating") {
        scored.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        scored.truncate(1);
    }
    scored.into_iter().for_each(|(name, score)| words.add_scored(namespace, name, score));
    Some(())
}

fn add(namespace: Option<&str>, value: &Value, words: &mut Collector) -> Option<()> {
    match value {
        Value::Object(object) => object_of(namespace.or(Some("")), object, words),
        Value::Array(list) => list.iter().try_for_each(|item| {
            let field = |keys: [&str; 3]| keys.iter().find_map(|key| item.get(*key));
            let (name, value) = match item {
                Value::Array(pair) if pair.len() == 2 => (pair.first()?, pair.last()?),
                _ => (field(["tag", "name", "label"])?, field(["score", "confidence", "probability"])?),
            };
            words.add_scored(namespace, name.as_str()?, score(value)?);
            Some(())
        }),
        _ => None,
    }
}

fn score(value: &Value) -> Option<u16> {
    value.as_f64().filter(|score| (0.0..=1.0).contains(score)).and_then(|score| thousandths(score * 1000.0))
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::*;

    fn shown(statement: Option<Statement>) -> Vec<String> {
        let words = statement.map(|statement| statement.words).unwrap_or_default();
        let shown = words.iter().map(|word| {
            format!("{}:{} {}", word.namespace.as_deref().unwrap_or_default(), word.text, word.score.unwrap())
        });
        shown.collect()
    }

    #[test]
    fn only_scores_are_scores() {
        for (text, expected) in [
            ("crying: 0.91\n1girl:0.99", vec![":crying 910", ":1girl 990"]),
            ("crying: 91.5%, 1girl (0.99)", vec![":crying 915", ":1girl 990"]),
            ("crying: 0.91\n1girl", vec![]),
            ("nier:automata", vec![]),
            ("year:2024", vec![]),
            ("(crying:1.3)", vec![]),
            ("crying: 1.3", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(shown(of_text(text)), expected, "{text}");
        }
        for (text, expected) in [
            (r#"{"crying":0.91,"1girl":1}"#, vec![":crying 910", ":1girl 1000"]),
            (r#"{"tags":{"crying":0.5}}"#, vec![":crying 500"]),
            (r#"{"tags":[["crying",0.5]]}"#, vec![":crying 500"]),
            (r#"{"tags":[{"label":"crying","confidence":0.5}]}"#, vec![":crying 500"]),
            (
                r#"{"rating":{"general":0.2,"explicit":0.7},"character":{"rem":0.9},"general":{"a":0.1}}"#,
                vec!["rating:explicit 700", "character:rem 900", ":a 100"],
            ),
            (r#"{"tags":["crying"]}"#, vec![]),
            (r#"{"width":800,"crying":0.5}"#, vec![]),
            (r#"{}"#, vec![]),
        ] {
            assert_eq!(shown(of_object(&json::object(text).unwrap())), expected, "{text}");
        }
    }
}
