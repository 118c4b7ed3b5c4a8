//! Pictures that are made of the originals: thumbnails in fixed sizes, and previews of animations.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::json::{self, Answer};
use super::super::problem::Problem;
use crate::ops::{self, ContentHash, PREVIEW_RECIPE, THUMBNAIL_RECIPE};

/// Longer edges of thumbnails: of a cell, of a cell on a display with two pixels to one, of a screen, of a large one.
const EDGES: [u32; 4] = [256, 512, 1024, 2048];

/// The content that a file's name such as `3f09….webp` tells.
pub(super) fn hash_of_file(file: &str) -> Result<ContentHash, Problem> {
    json::hash(file.strip_suffix(".webp").ok_or_else(Problem::not_found)?)
}

/// Answers with a picture that never changes under its address; a browser that has it is told so.
pub(super) fn picture(bytes: Vec<u8>, tag: &str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, json::KEEP_FOR_EVER), (header::ETAG, tag)];
    (headers, Body::from(bytes)).into_response()
}

/// The answer to a browser that has the picture of this tag already. What is not in the gallery is not found all the same.
pub(super) async fn unchanged(
    app: &App,
    hash: ContentHash,
    headers: &HeaderMap,
    tag: &str,
) -> Result<Option<Response>, Problem> {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*") {
        return Ok(None);
    }
    if !app.read(move |gallery| Ok(ops::has_media(gallery, &hash)?)).await? {
        return Err(Problem::not_found());
    }
    let keep = (header::CACHE_CONTROL, json::KEEP_FOR_EVER);
    Ok(Some((StatusCode::NOT_MODIFIED, [(header::ETAG, tag), keep]).into_response()))
}

/// `GET /t/EDGE-vN/H.webp`
pub(super) async fn thumbnail(
    State(app): State<Arc<App>>,
    Path((recipe, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let hash = hash_of_file(&file)?;
    let edge = recipe.strip_suffix(&format!("-v{THUMBNAIL_RECIPE}")).ok_or_else(Problem::not_found)?;
    let tag = format!("\"{recipe}-{hash}\"");
    if let Some(answer) = unchanged(&app, hash, &headers, &tag).await? {
        return Ok(answer);
    }
    if edge == "full" {
        let made = app.decode(hash, move |gallery| ops::whole_picture(gallery, &hash)).await?;
        return Ok(picture(made, &tag));
    }
    let edge = EDGES.into_iter().find(|known| known.to_string() == edge).ok_or_else(Problem::not_found)?;
    let stored = app.read(move |gallery| Ok(ops::stored_thumbnail(gallery, &hash, edge)?)).await?;
    let bytes = match stored {
        Some(stored) => stored,
        None => app.decode(hash, move |gallery| ops::thumbnail(gallery, &hash, edge)).await?,
    };
    Ok(picture(bytes, &tag))
}

/// `GET /p/320-v2/H.webp`
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    Path((recipe, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let hash = hash_of_file(&file)?;
    if recipe != PREVIEW_RECIPE {
        return Err(Problem::not_found());
    }
    let tag = format!("\"p{recipe}-{hash}\"");
    if let Some(answer) = unchanged(&app, hash, &headers, &tag).await? {
        return Ok(answer);
    }
    let stored = app.read(move |gallery| Ok(ops::stored_preview(gallery, &hash)?)).await?;
    let bytes = match stored {
        Some(stored) => Some(stored),
        None => app.decode(hash, move |gallery| ops::preview(gallery, &hash)).await?,
    };
    Ok(picture(bytes.ok_or_else(Problem::not_found)?, &tag))
}
