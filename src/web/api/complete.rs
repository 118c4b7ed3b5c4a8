//! A query that is being typed: what can come next, and what is wrong with it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use serde_json::{Value, json};

use super::super::App;
use super::super::json::{self, Answer, Parameters};
use super::super::problem::{Problem, query_values};
use crate::ops::{self, Completion, Gallery, Names};
use crate::query::{self, Expected, MetatagHelp, expected_at};
use crate::tag::canonical_namespace;

/// The most that is offered.
const MAX_OPTIONS: usize = 20;

/// `GET /api/complete`
pub(super) async fn complete(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Answer {
    let parameters = Parameters::of(&uri)?;
    let (text, at, language) =
        (parameters.text("text")?.to_owned(), parameters.number("at")?, json::language(&headers));
    if text.len() > query::MAX_BYTES {
        return Err(Problem::bad_request("the query is too long"));
    }
    let answer = app.read(move |gallery| {
        let (expected, range) = expected_at(&text, byte_at(&text, at));
        let names = Names::new(gallery, language)?;
        let mut options = match expected {
            Expected::Text => Vec::new(),
            Expected::Term { partial } => terms(gallery, partial, &names)?,
            Expected::Value { metatag, partial } => values(gallery, metatag, partial, &names)?,
        };
        options.truncate(MAX_OPTIONS);
        let utf16 = |at: usize| text[..at].encode_utf16().count();
        Ok(json!({"from": utf16(range.start), "to": utf16(range.end), "options": options}))
    });
    Ok(json::json(&answer.await?))
}

/// The byte at which a number of UTF-16 code units ends.
fn byte_at(text: &str, units: usize) -> usize {
    let mut before = 0;
    for (at, c) in text.char_indices() {
        if before >= units {
            return at;
        }
        before += c.len_utf16();
    }
    text.len()
}

fn terms(gallery: &Gallery, partial: &str, names: &Names<'_>) -> Result<Vec<Value>, Problem> {
    let typed = partial.to_lowercase();
    let is_begun = |word: &str| !typed.is_empty() && word.starts_with(&typed);
    let mut options: Vec<Value> = ops::namespaces(gallery)?
        .iter()
        .filter(|name| is_begun(name))
        .map(|name| option(format!("{name}:"), "namespace", None, true))
        .collect();
    let metatags = query::metatags().iter().filter(|metatag| is_begun(metatag.name));
    options
        .extend(metatags.map(|metatag| option(format!("{}:", metatag.name), "metatag", Some(metatag.meaning), true)));
    // Some room is left for tags, whatever begins so.
    options.truncate(MAX_OPTIONS / 2);
    options.extend(tags(gallery, partial, names)?);
    Ok(options)
}

/// Tags that a query would find something with; where there are none, those that are known.
fn tags(gallery: &Gallery, partial: &str, names: &Names<'_>) -> Result<Vec<Value>, Problem> {
    let mut found = ops::complete_tag(gallery, partial, MAX_OPTIONS)?;
    if found.iter().any(|found| found.n_media > 0) {
        found.retain(|found| found.n_media > 0);
    }
    let mut seen = Vec::new();
    let mut options = Vec::new();
    for Completion { name, stands_for, n_media } in found {
        let tag = stands_for.clone().unwrap_or_else(|| name.clone());
        if seen.contains(&tag) {
            continue;
        }
        options.push(json!({
            "text": tag.to_string(), "label": names.name(&tag), "kind": "tag",
            "namespace": (!tag.namespace().is_empty()).then(|| tag.namespace()),
            "count": n_media, "matched": stands_for.map(|_| name.name().to_owned()), "open": false,
        }));
        seen.push(tag);
    }
    Ok(options)
}

fn values(
    gallery: &Gallery,
    metatag: &'static MetatagHelp,
    partial: &str,
    names: &Names<'_>,
) -> Result<Vec<Value>, Problem> {
    let typed = partial.to_lowercase();
    Ok(match metatag.name {
        "tag" => tags(gallery, partial, names)?,
        "has" => {
            let fitting =
                ops::namespaces(gallery)?.into_iter().filter(|name| name.starts_with(canonical_namespace(&typed)));
            fitting.map(|name| option(name, "value", Some(metatag.meaning), false)).collect()
        }
        _ => {
            let fitting = metatag.words.iter().filter(|word| word.starts_with(&typed));
            fitting.map(|word| option((*word).to_owned(), "value", Some(metatag.meaning), false)).collect()
        }
    })
}

fn option(text: String, kind: &str, help: Option<&str>, open: bool) -> Value {
    json!({
        "text": text, "label": null, "kind": kind, "namespace": null, "count": null, "matched": null,
        "help": help, "open": open,
    })
}

/// `GET /api/check`
pub(super) async fn check(State(app): State<Arc<App>>, uri: Uri) -> Answer {
    let text = Parameters::of(&uri)?.text("query")?.to_owned();
    let answer = app.read(move |gallery| {
        let checked = ops::parse_query(&text).and_then(|asked| {
            let canonical = asked.query.to_string();
            // A namespace that nobody uses is told by the gallery alone.
            ops::read_words(gallery, asked).map(|_| canonical)
        });
        match checked {
            Ok(query) => Ok(json!({"query": query})),
            Err(ops::Error::Query { query, error }) => Ok(query_values(&query, &error)),
            Err(other) => Err(other.into()),
        }
    });
    Ok(json::json(&answer.await?))
}
