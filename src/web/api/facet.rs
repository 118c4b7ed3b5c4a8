//! What narrows a listing.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use serde_json::{Value, json};

use super::super::App;
use super::super::json::{self, Answer, Parameters};
use super::super::problem::Problem;
use crate::ops::{self, Facets, Fact, Names};
use crate::tag::{CHARACTER, EMOTION, SERIES};

/// `GET /api/listings/L/facets`
pub(super) async fn facets(
    State(app): State<Arc<App>>,
    Path(number): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let parameters = Parameters::of(&uri)?;
    let (fact, namespace) = match parameters.text("namespace")? {
        "format" => (Some(Fact::Format), ""),
        "size" => (Some(Fact::Size), ""),
        "ratio" => (Some(Fact::Ratio), ""),
        "length" => (Some(Fact::Length), ""),
        "series" => (None, SERIES),
        "character" => (None, CHARACTER),
        "emotion" => (None, EMOTION),
        "artist" => (None, "artist"),
        "meta" => (None, "meta"),
        "general" => (None, ""),
        _ => return Err(Problem::bad_request("there is no such namespace")),
    };
    let (listing, language) = (app.listings.find(&number)?, json::language(&headers));
    let answer = app.read(move |gallery| {
        if let Some(fact) = fact {
            let found = ops::fact_facets(gallery, &listing, fact)?;
            return Ok(answer(&found, |(term, n)| json!([term, n, null])));
        }
        let names = Names::new(gallery, language)?;
        let found = ops::tag_facets(gallery, &listing, namespace)?;
        Ok(answer(&found, |count| json!([count.tag.to_string(), count.n_media, names.name(&count.tag)])))
    });
    Ok(json::json(&answer.await?))
}

fn answer<T>(found: &Facets<T>, row: impl Fn(&T) -> Value) -> Value {
    json!({
        "counted": found.counted, "of": found.of, "exact": found.counted == found.of,
        "tags": found.counts.iter().map(row).collect::<Value>(),
    })
}
