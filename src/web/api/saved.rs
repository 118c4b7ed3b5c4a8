//! Searches that a person keeps under a name.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::App;
use super::super::json::{self, Answer};
use super::super::problem::Problem;
use crate::ops;

/// The longest name, in characters.
const MAX_NAME: usize = 100;

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Search {
    name: String,
    query: String,
}

/// `GET /api/saved`
pub(super) async fn list(State(app): State<Arc<App>>) -> Answer {
    let saved = app.read(|gallery| Ok(ops::list_saved(gallery)?)).await?;
    let rows = saved.iter().map(|(name, query)| json!({"name": name, "query": query}));
    Ok(json::json(&json!({"saved": rows.collect::<Value>()})))
}

/// `PUT /api/saved`
pub(super) async fn save(State(app): State<Arc<App>>, body: Body) -> Answer {
    let Search { name, query } = json::body(body).await?;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Problem::bad_request("a name has 1 to 100 characters and no control characters"));
    }
    let answer = app.edit(move |gallery| {
        let replaced = ops::list_saved(gallery)?.iter().any(|(known, _)| *known == name);
        ops::save_search(gallery, &name, &query)?;
        Ok(json!({"name": name, "query": query, "replaced": replaced}))
    });
    Ok(json::json(&answer.await?))
}

/// `DELETE /api/saved`
pub(super) async fn drop_one(State(app): State<Arc<App>>, body: Body) -> Answer {
    let Named { name } = json::body(body).await?;
    if app.edit(move |gallery| Ok(ops::drop_saved(gallery, &name)?)).await? {
        Ok(json::done())
    } else {
        Err(Problem::new(StatusCode::NOT_FOUND, "not_found", "no search has that name"))
    }
}
