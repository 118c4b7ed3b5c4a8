//! Logging in: the key for a cookie.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use serde::Deserialize;

use super::super::App;
use super::super::json::{self, Answer};
use super::super::problem::Problem;

#[derive(Deserialize)]
struct Key {
    token: String,
}

/// `POST /api/login`
pub(super) async fn login(State(app): State<Arc<App>>, body: Body) -> Answer {
    let Key { token } = json::body(body).await?;
    if !app.token.is_key(&token) && !app.token.take_code(&token) {
        return Err(if app.token.may_fail() { Problem::login() } else { Problem::busy() });
    }
    let mut response = json::done();
    let cookie = HeaderValue::from_str(&app.token.set_cookie()).map_err(|_| Problem::login())?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
