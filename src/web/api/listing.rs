//! Listings: a query becomes an array of media, which is asked for by places.

use std::sync::{Arc, PoisonError};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::json::{self, Answer, Parameters};
use super::super::problem::Problem;
use super::super::{App, cell};
use crate::ops::{self, BoundQuery, Gallery, GroupBy, Names, Section, Shared, TagCount, WordMeaning, WordReading};
use crate::query::expr::{Expr, Order, OrderKey, Query};

/// The cells that come with a new listing: more than a large screen shows.
const HEAD: usize = 120;

/// The most cells of one answer.
const MAX_CELLS: usize = 500;

/// The most tags that a word was read as of which the names are told.
const MAX_READ_AS: usize = 8;

#[derive(Deserialize)]
struct Asked {
    query: String,
    sort: Option<String>,
    #[serde(default)]
    group: Option<String>,
}

/// `POST /api/listings`
pub(super) async fn make(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Answer {
    let Asked { query, sort, group } = json::body(body).await?;
    let group = match group.as_deref() {
        None | Some("none") => None,
        Some("month") => Some(GroupBy::Month),
        Some("added") => Some(GroupBy::Added),
        Some("folder") => Some(GroupBy::Folder),
        Some("series") => Some(GroupBy::Series),
        Some(_) => return Err(Problem::bad_request("there is no such group")),
    };
    let sort = sort.as_deref().map(order).transpose()?;
    let (language, generation) = (json::language(&headers), app.now.borrow().generation);
    let number = app.listing_number();
    let made = app.read(move |gallery| {
        let mut asked = ops::parse_query(&query)?;
        let written = asked.query.order;
        let usual = match group {
            Some(GroupBy::Month) => "date",
            Some(GroupBy::Added) => "added_desc",
            _ => "path",
        };
        asked.query.order = Some(seeded(written.or(sort).map_or_else(|| order(usual), Ok)?, asked.seed));
        let reading = ops::read_words(gallery, asked)?;
        let asked = reading.asked;
        let listing = Arc::new(ops::listing(gallery, &asked, group)?);
        let roots = ops::root_paths(gallery)?;
        let names = Names::new(gallery, language)?;
        let head = ops::list_cells(gallery, &listing, 0..HEAD)?;
        let (near_misses, why) = if listing.is_empty() { nothing(gallery, &asked)? } else { (json!([]), Value::Null) };
        let is_random = asked.query.order.is_some_and(|order| matches!(order.key, OrderKey::Random(_)));
        let shown = if written.is_some() || is_random { asked.query.order } else { None };
        let answer = json!({
            "listing": number,
            "query": Query { order: shown, ..asked.query.clone() }.to_string(),
            "sort": asked.query.order.map(word),
            "total": listing.len(),
            "generation": generation,
            "sections": listing.sections.iter().map(|section| labelled(section, &names)).collect::<Value>(),
            "head": cell::columns(0, &head, &roots, &names),
            "readings": reading.words.iter().map(|word| read_as(word, &names)).collect::<Value>(),
            "near_misses": near_misses,
            "why": why,
        });
        Ok((number, listing, answer))
    });
    let (number, listing, answer) = made.await?;
    app.listings.add(number, listing);
    Ok(json::json(&answer))
}

/// The orders that the page's menu offers, but the shuffled one.
pub(in crate::web) fn menu() -> Vec<Order> {
    ["path", "date", "created_at", "mpixels", "filesize", "duration", "tagcount"]
        .into_iter()
        .filter_map(|word| order(word).ok())
        .collect()
}

/// Reads a word of `order:`.
fn order(word: &str) -> Result<Order, Problem> {
    let wrong = || Problem::bad_request("there is no such order");
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':') {
        return Err(wrong());
    }
    crate::query::parse(&format!("order:{word}")).ok().and_then(|query| query.order).ok_or_else(wrong)
}

/// The word of an order.
fn word(asked: Order) -> String {
    let text = Query { expr: Expr::And(Vec::new()), order: Some(asked), limit: None }.to_string();
    let word = text.trim_start_matches("order:");
    // The direction that a word has by itself is left out.
    let bare = word.trim_end_matches("_asc").trim_end_matches("_desc");
    (if order(bare).is_ok_and(|order| order == asked) { bare } else { word }).to_owned()
}

/// A shuffled order gets a seed, with which it is the same again.
fn seeded(order: Order, seed: u64) -> Order {
    match order.key {
        // A number that a script keeps whole.
        OrderKey::Random(None) => Order { key: OrderKey::Random(Some(seed % 1_000_000)), ..order },
        _ => order,
    }
}

fn labelled(section: &Section, names: &Names<'_>) -> Value {
    let (value, label) = match &section.shared {
        None => (None, None),
        Some(Shared::Month(month)) => (Some(month.clone()), None),
        Some(Shared::Folder(folder)) => (Some(cell::path_text(folder)), None),
        Some(Shared::Tag(tag)) => (Some(tag.to_string()), Some(names.name(tag))),
    };
    json!([section.first, value, label])
}

/// What a word was read as, for the page to say in its language.
fn read_as(reading: &WordReading, names: &Names<'_>) -> Value {
    let counted = |known: &TagCount| json!([known.tag.to_string(), names.name(&known.tag), known.n_media]);
    let (kind, tags, n_more) = match &reading.meaning {
        WordMeaning::Tags(tags) | WordMeaning::Name(tags) => (
            "tags",
            tags.iter().take(MAX_READ_AS).map(counted).collect(),
            tags.len().saturating_sub(MAX_READ_AS) as u64,
        ),
        WordMeaning::RareTag(tag, n_more) => ("rare_tag", vec![counted(tag)], *n_more),
        WordMeaning::Fact(_) => ("fact", Vec::new(), 0),
        WordMeaning::OrNames => ("or_names", Vec::new(), 0),
        WordMeaning::Nothing => ("nothing", Vec::new(), 0),
        WordMeaning::Text { in_names: true, in_notes: false } => ("names", Vec::new(), 0),
        WordMeaning::Text { in_names: false, .. } => ("notes", Vec::new(), 0),
        WordMeaning::Text { .. } => ("names_and_notes", Vec::new(), 0),
    };
    let condition = match &reading.meaning {
        WordMeaning::Fact(condition) => Some(condition.to_string()),
        _ => None,
    };
    json!({"word": reading.word, "kind": kind, "condition": condition, "tags": tags, "n_more": n_more})
}

/// Why there is nothing: words that are spelled nearly so, and what each part finds.
fn nothing(gallery: &Gallery, asked: &BoundQuery) -> Result<(Value, Value), Problem> {
    let why = ops::why_nothing(gallery, asked)?;
    let tags = why.near_misses.iter().map(|(tag, near)| json!({"word": tag.to_string(), "instead": near.to_string()}));
    let words = why.near_metatags.iter().map(|(word, near)| json!({"word": word, "instead": format!("{near}:")}));
    let parts = why.parts.iter().map(|(part, n)| json!([part.to_string(), n]));
    let about = json!({"parts": parts.collect::<Value>(), "offline": why.n_offline, "empty": why.is_empty});
    Ok((tags.chain(words).collect(), about))
}

/// `GET /api/listings/L/ratios`
pub(super) async fn ratios(State(app): State<Arc<App>>, Path(number): Path<String>) -> Answer {
    let listing = app.listings.find(&number)?;
    let shared = Arc::clone(&app);
    let bytes = app.read(move |gallery| {
        let mut known = shared.ratios.lock().unwrap_or_else(PoisonError::into_inner);
        let ratios = ops::list_ratios(gallery, &listing, &mut known)?;
        Ok(ratios.iter().flat_map(|ratio| ratio.to_le_bytes()).collect::<Vec<u8>>())
    });
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, json::KEEP_FOR_EVER)];
    Ok((headers, bytes.await?).into_response())
}

/// `GET /api/listings/L/cells`
pub(super) async fn cells(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let parameters = Parameters::of(&uri)?;
    let (from, n, language) = (parameters.number("from")?, parameters.number("n")?, json::language(&headers));
    if n > MAX_CELLS {
        return Err(Problem::bad_request(format!("{MAX_CELLS} cells at a time are the most")));
    }
    let listing = app.listings.find(&number)?;
    let answer = app.read(move |gallery| {
        let cells = ops::list_cells(gallery, &listing, from..from.saturating_add(n))?;
        Ok(cell::columns(from, &cells, &ops::root_paths(gallery)?, &Names::new(gallery, language)?).to_string())
    });
    Ok(json::text(answer.await?))
}

/// `GET /api/listings/L/place`
pub(super) async fn place(State(app): State<Arc<App>>, Path(number): Path<String>, uri: Uri) -> Answer {
    let hash = json::hash(Parameters::of(&uri)?.text("hash")?)?;
    let listing = app.listings.find(&number)?;
    let index = app.read(move |gallery| Ok(ops::find_place(gallery, &listing, &hash)?)).await?;
    Ok(json::json(&json!({"index": index})))
}
