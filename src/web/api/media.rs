//! Everything that is known of one media, and what is like it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::super::json::{self, Answer};
use super::super::problem::Problem;
use super::super::{App, cell};
use crate::ops::{self, ContentHash, Described, Gallery, GroupKind, Looping, Names, Similar, Source};

/// The most media that are listed as like one.
const MAX_SIMILAR: usize = 60;

/// `GET /api/media/H`
pub(super) async fn media(State(app): State<Arc<App>>, Path(hash): Path<String>, headers: HeaderMap) -> Answer {
    let (hash, language) = (json::hash(&hash)?, json::language(&headers));
    let answer = app.read(move |gallery| {
        let media = ops::show(gallery, &hash)?;
        described(gallery, &media, &Names::new(gallery, language)?)
    });
    Ok(json::json(&answer.await?))
}

/// What `show` gives, and what the page shows beside it.
fn described(gallery: &Gallery, media: &Described, names: &Names<'_>) -> Result<Value, Problem> {
    let mut tags = Vec::new();
    for tagged in &media.tags {
        let because = match tagged.source {
            Source::Implied => ops::reasons(gallery, media, &tagged.tag)?,
            _ => Vec::new(),
        };
        tags.push(json!({
            "tag": tagged.tag.to_string(), "source": tagged.source.name(), "confirmed": tagged.confirmed,
            "label": names.name(&tagged.tag),
            "because": because.iter().map(|tag| cell::labelled(names, tag)).collect::<Value>(),
        }));
    }
    let files = media.files.iter().map(|file| {
        json!({
            "path": cell::path_text(&file.path), "state": file.state.name(), "bytes": media.facts.bytes,
            "modified": format!("{}Z", ops::utc_seconds(file.modified.saturating_mul(1000))),
        })
    });
    Ok(json!({
        "hash": media.hash.to_string(), "format": media.facts.format,
        "width": media.facts.width, "height": media.facts.height,
        "frames": media.facts.frames, "duration_ms": media.facts.duration_ms, "bytes": media.facts.bytes,
        "paths": media.files.iter().map(|file| cell::path_text(&file.path)).collect::<Vec<_>>(),
        "state": media.state.name(), "tags": tags, "quote": media.quotes.first(),
        "animated": media.facts.animated, "loop_count": media.facts.loop_count, "damage": media.facts.damage,
        "loop_score": media.looping.map(Looping::score), "pingpong": media.looping.is_some_and(|looping| looping.runs_back),
        "name": cell::name(&ops::root_paths(gallery)?, &media.path),
        "added": format!("{}Z", ops::utc_seconds(media.added_at_ms)),
        "files": files.collect::<Value>(),
    }))
}

/// `GET /api/media/H/similar`
pub(super) async fn similar(State(app): State<Arc<App>>, Path(hash): Path<String>) -> Answer {
    let hash = json::hash(&hash)?;
    let answer = app.decode(hash, move |gallery| {
        let mut found = ops::similar(gallery, &hash, MAX_SIMILAR + 1)?;
        found.retain(|one| one.member.hash != hash);
        found.truncate(MAX_SIMILAR);
        let hashes: Vec<ContentHash> = found.iter().map(|one| one.member.hash).collect();
        let media = ops::describe_all(gallery, &hashes)?;
        let roots = ops::root_paths(gallery)?;
        let rows = found.iter().filter_map(|one| {
            let media = media.iter().find(|media| media.hash == one.member.hash)?;
            Some(alike(one, media, cell::name(&roots, &media.path)))
        });
        Ok(json!({"similar": rows.collect::<Value>()}))
    });
    Ok(json::json(&answer.await?))
}

fn alike(Similar { kind, member }: &Similar, media: &Described, name: String) -> Value {
    let kind = match kind {
        _ if !member.certain => "alike",
        GroupKind::Scene => "scene",
        GroupKind::Frame => "frame",
        GroupKind::Part => "part",
        GroupKind::Exact | GroupKind::Near => "near",
    };
    let overlap = member.overlap.as_ref().map(|overlap| {
        json!({
            "from_ms": overlap.from.as_millis(), "to_ms": overlap.to.as_millis(),
            "in_other_from_ms": overlap.in_other_from.as_millis(), "speed": overlap.speed,
        })
    });
    json!({
        "hash": media.hash.to_string(), "kind": kind, "w": media.facts.width, "h": media.facts.height,
        "frames": media.facts.frames, "ms": media.facts.duration_ms, "format": media.facts.format,
        "name": name, "state": media.state.name(), "flags": cell::flags(media), "distance": member.distance,
        "overlap": overlap, "frame": member.frame.map(|frame| frame.number),
        "at_ms": member.frame.map(|frame| frame.at.as_millis()),
        "transform": member.transform.name(),
    })
}
