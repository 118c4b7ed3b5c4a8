//! The gallery as a whole.

use std::sync::Arc;

use axum::extract::State;
use serde_json::json;

use super::super::App;
use super::super::json::{self, Answer};

/// `GET /api/gallery`
pub(super) async fn gallery(State(app): State<Arc<App>>) -> Answer {
    app.check_there()?;
    let now = app.now.borrow().clone();
    Ok(json::json(&json!({
        "name": app.name,
        "version": env!("CARGO_PKG_VERSION"),
        "total": now.total,
        "generation": now.generation,
        "read_only": app.read_only,
        "offline": now.offline.iter().map(|root| root.to_string_lossy()).collect::<Vec<_>>(),
    })))
}
