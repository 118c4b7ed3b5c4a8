//! The addresses of the interface, each with the file that answers it.

mod complete;
mod facet;
pub(super) mod frame;
mod gallery;
pub(super) mod listing;
mod login;
mod media;
mod original;
mod picture;
mod saved;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::problem::Problem;
use super::{App, assets, events};

/// All addresses.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(assets::page))
        .route("/login", get(assets::page))
        .route("/favicon.svg", get(assets::icon))
        .route("/a/{digest}/{*path}", get(assets::asset))
        .route("/api/login", post(login::login))
        .route("/api/gallery", get(gallery::gallery))
        .route("/api/events", get(events::events))
        .route("/api/listings", post(listing::make))
        .route("/api/listings/{listing}/ratios", get(listing::ratios))
        .route("/api/listings/{listing}/cells", get(listing::cells))
        .route("/api/listings/{listing}/place", get(listing::place))
        .route("/api/listings/{listing}/facets", get(facet::facets))
        .route("/api/media/{hash}", get(media::media))
        .route("/api/media/{hash}/similar", get(media::similar))
        .route("/api/media/{hash}/frames", get(frame::times))
        .route("/api/complete", get(complete::complete))
        .route("/api/check", get(complete::check))
        .route("/api/saved", get(saved::list).put(saved::save).delete(saved::drop_one))
        .route("/t/{recipe}/{file}", get(picture::thumbnail))
        .route("/p/{recipe}/{file}", get(picture::preview))
        .route("/f/{recipe}/{hash}/{file}", get(frame::frame))
        .route("/o/{hash}", get(original::original))
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
}

async fn nothing() -> Problem {
    Problem::not_found()
}

async fn not_so() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "bad_request", "this address is not asked in that way").into_response()
}
