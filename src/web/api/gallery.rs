//! The gallery as a whole.

use std::sync::Arc;

use axum::extract::State;
use serde_json::json;

use super::super::App;
use super::super::json::{self, Answer};
use crate::ops;

/// `GET /api/gallery`
pub(super) async fn gallery(State(app): State<Arc<App>>) -> Answer {
    let offline = app.read(|gallery| Ok(ops::offline_roots(gallery)?)).await?;
    let now = *app.now.borrow();
    Ok(json::json(&json!({
        "name": app.name,
        "version": env!("CARGO_PKG_VERSION"),
        "total": now.total,
        "generation": now.generation,
        "read_only": app.read_only,
        "offline": offline.iter().map(|root| root.to_string_lossy()).collect::<Vec<_>>(),
    })))
}
