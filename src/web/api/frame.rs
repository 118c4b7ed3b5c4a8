//! The frames of an animation, one by one.
//!
//! A frame is composited of all before it, so several are made at a time and kept for a while: whoever steps through an animation
//! asks for the next one soon.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::json;

use super::super::App;
use super::super::json::{self, Answer};
use super::super::problem::Problem;
use super::picture::{picture, unchanged};
use crate::ops::{self, ContentHash};

/// How frames are encoded; part of their addresses.
const RECIPE: &str = "v1";

/// Longer edges of frames.
const EDGES: [u32; 2] = [512, 1024];

/// Frames that are made at a time: at 512 pixels some 100 ms.
const RUN: u32 = 16;

/// Bytes of frames that are kept.
const MAX_BYTES: usize = 32 << 20;

/// Runs of frames, by content, edge and first frame; the last used one in front.
type Runs = VecDeque<((ContentHash, u32, u32), Arc<Vec<Vec<u8>>>)>;

/// Frames that were made of late.
#[derive(Default)]
pub(in crate::web) struct FrameCache(Mutex<Runs>);

impl FrameCache {
    fn find(&self, key: (ContentHash, u32, u32)) -> Option<Arc<Vec<Vec<u8>>>> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().find(|(known, _)| *known == key).map(|(_, frames)| Arc::clone(frames))
    }

    fn put(&self, key: (ContentHash, u32, u32), frames: &Arc<Vec<Vec<u8>>>) {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.push_front((key, Arc::clone(frames)));
        let bytes = |runs: &Runs| runs.iter().flat_map(|(_, frames)| frames.iter()).map(Vec::len).sum::<usize>();
        while runs.len() > 1 && bytes(&runs) > MAX_BYTES {
            runs.pop_back();
        }
    }
}

/// `GET /api/media/H/frames`
pub(super) async fn times(State(app): State<Arc<App>>, Path(hash): Path<String>) -> Answer {
    let hash = json::hash(&hash)?;
    let times = app.decode(hash, move |gallery| ops::frame_times(gallery, &hash)).await?;
    let delays: Vec<u128> = times.delays.iter().map(std::time::Duration::as_millis).collect();
    let loops = if delays.is_empty() { None } else { times.loop_count };
    Ok(json::json(&json!({"delays_ms": delays, "loop": loops})))
}

/// `GET /f/EDGE-v1/H/N.webp`
pub(super) async fn frame(
    State(app): State<Arc<App>>,
    Path((recipe, hash, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Answer {
    let hash = json::hash(&hash)?;
    let edge = EDGES.into_iter().find(|edge| format!("{edge}-{RECIPE}") == recipe).ok_or_else(Problem::not_found)?;
    let number: u32 = file.strip_suffix(".webp").and_then(json::number).ok_or_else(Problem::not_found)?;
    let tag = format!("\"f{recipe}-{hash}-{number}\"");
    if let Some(answer) = unchanged(&app, hash, &headers, &tag).await? {
        return Ok(answer);
    }
    let first = number - number % RUN;
    let key = (hash, edge, first);
    let frames = match app.frames.find(key) {
        Some(frames) => frames,
        None => {
            let made = app.decode(hash, move |gallery| ops::frames(gallery, &hash, first, RUN, edge)).await?;
            let made = Arc::new(made);
            app.frames.put(key, &made);
            made
        }
    };
    let bytes = frames.get((number - first) as usize).ok_or_else(Problem::not_found)?;
    Ok(picture(bytes.clone(), &tag))
}
