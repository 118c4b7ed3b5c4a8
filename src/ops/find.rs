//! Finding media by a query.

use std::ops::ControlFlow;

use super::described::describe_rows;
use super::error::Result;
use super::selection::compile;
use super::{BoundQuery, ContentHash, Described, Gallery};
use crate::catalog::MediaRow;

/// The most media that are described at once: fewer cost more for each, more delay the first. The batches double from one on.
const MAX_BATCH_SIZE: usize = 128;

/// Lists the contents that fit a query from a position on, at most `limit`, in order. The cost of a page grows with its position,
/// but nothing is described.
pub fn find_hashes(gallery: &Gallery, asked: &BoundQuery, from: u64, limit: u64) -> Result<Vec<ContentHash>> {
    Ok(gallery.catalog.list_found_hashes(&compile(gallery, asked)?, from, limit)?)
}

/// Counts the media that fit a query, at most as many as it asks for.
pub fn count_found(gallery: &Gallery, asked: &BoundQuery) -> Result<u64> {
    Ok(gallery.catalog.count_found(&compile(gallery, asked)?)?)
}

/// Hands each media that fits a query to `each`, in order, until it says stop; returns how many were handed out.
pub fn find(gallery: &Gallery, asked: &BoundQuery, mut each: impl FnMut(Described) -> ControlFlow<()>) -> Result<u64> {
    let mut n_found = 0;
    let mut hand_out = |rows: Vec<MediaRow>| -> Result<ControlFlow<()>> {
        Ok(describe_rows(gallery, rows)?.into_iter().try_for_each(|media| {
            n_found += 1;
            each(media)
        }))
    };
    let (mut batch, mut batch_size, mut flow) = (Vec::new(), 1, Ok(ControlFlow::Continue(())));
    gallery.catalog.each_found(&compile(gallery, asked)?, |row| {
        batch.push(row);
        if batch.len() == batch_size {
            flow = hand_out(std::mem::take(&mut batch));
            batch_size = (2 * batch_size).min(MAX_BATCH_SIZE);
        }
        if matches!(flow, Ok(ControlFlow::Continue(()))) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if flow?.is_continue() {
        let _ = hand_out(batch)?;
    }
    Ok(n_found)
}
