//! Finding media by a query.

use std::ops::ControlFlow;

use super::described::describe_rows;
use super::error::Result;
use super::selection::compile;
use super::{BoundQuery, ContentHash, Described, Gallery};
use crate::catalog::MediaRow;
use crate::query::expr::Expr;
use crate::tag::Tag;

/// How a search ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindReport {
    /// Media handed out.
    pub found: u64,
    /// Where nothing was found: tags asked for that nothing is known of, and a known one that is spelled nearly so.
    pub near_misses: Vec<(Tag, Tag)>,
}

/// Media that are described at once: fewer make each dearer, more keep the first ones waiting. The first batch is of one, each of
/// twice as many as that before.
const MAX_BATCH_SIZE: usize = 128;

/// Lists the contents that fit a query from a position on, at most `limit`, in order. The cost of a page grows with its position,
/// but nothing is described.
pub fn find_hashes(gallery: &Gallery, asked: &BoundQuery, from: u64, limit: u64) -> Result<Vec<ContentHash>> {
    Ok(gallery.catalog.list_found_hashes(&compile(gallery, asked)?, from, limit)?)
}

/// Hands each media that fits a query to `each`, in order, until it says stop.
pub fn find(
    gallery: &Gallery,
    asked: &BoundQuery,
    mut each: impl FnMut(Described) -> ControlFlow<()>,
) -> Result<FindReport> {
    let mut report = FindReport::default();
    let mut hand_out = |rows: Vec<MediaRow>| -> Result<ControlFlow<()>> {
        Ok(describe_rows(gallery, rows)?.into_iter().try_for_each(|media| {
            report.found += 1;
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
    if report.found == 0 {
        report.near_misses = near_misses(gallery, &asked.query.expr)?;
    }
    Ok(report)
}

fn near_misses(gallery: &Gallery, expr: &Expr) -> Result<Vec<(Tag, Tag)>> {
    let each = |parts: &[Expr]| -> Result<Vec<(Tag, Tag)>> {
        Ok(parts.iter().map(|part| near_misses(gallery, part)).collect::<Result<Vec<_>>>()?.concat())
    };
    match expr {
        Expr::And(parts) | Expr::Or(parts) => each(parts),
        Expr::Tag(pattern) => {
            let namespace = pattern.namespace.as_deref().unwrap_or_default();
            let Ok(tag) = Tag::parse_in(namespace, &pattern.name) else { return Ok(Vec::new()) };
            Ok(gallery.near_miss_of(pattern)?.map(|near| (tag, near)).into_iter().collect())
        }
        _ => Ok(Vec::new()),
    }
}
