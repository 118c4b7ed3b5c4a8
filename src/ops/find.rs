//! Finding media by a query.

use std::ops::ControlFlow;

use super::described::describe;
use super::error::Result;
use super::selection::compile;
use super::{BoundQuery, Described, Gallery};
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

/// Hands each media that fits a query to `each`, in order, until it says stop.
pub fn find(
    gallery: &Gallery,
    asked: &BoundQuery,
    mut each: impl FnMut(Described) -> ControlFlow<()>,
) -> Result<FindReport> {
    let mut report = FindReport::default();
    let mut outcome = Ok(());
    gallery.catalog.each_found(&compile(gallery, asked)?, |row| match describe(gallery, row) {
        Ok(described) => {
            report.found += 1;
            each(described)
        }
        Err(error) => {
            outcome = Err(error);
            ControlFlow::Break(())
        }
    })?;
    outcome?;
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
