//! Finding media by a query.

use std::ops::ControlFlow;
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::Result;
use super::selection::compile;
use super::show::describe;
use super::{Described, Error, Gallery};
use crate::query::{
    self,
    expr::{Expr, Query},
};
use crate::tag::Tag;

/// A query, when it was asked, and the luck of the moment: all that its answer depends on beside the gallery.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The query.
    pub query: Query,
    /// Seconds since 1970; ages are counted to it.
    pub now: i64,
    /// What `order:random` shuffles with.
    pub seed: u64,
}

/// How a search ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindReport {
    /// Media handed out.
    pub found: u64,
    /// Where nothing was found: tags asked for that nothing is known of, and a known one that is spelled nearly so.
    pub near_misses: Vec<(Tag, Tag)>,
}

/// Where a media's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A file of it is where it was last seen.
    Present,
    /// All are gone.
    Missing,
    /// None is present, and at least one lies in a root that cannot be reached now.
    Offline,
}

impl State {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Offline => "offline",
        }
    }
}

/// Reads a query that is asked now.
///
/// # Errors
/// [`Error::Query`] shows where it is wrong.
pub fn parse_query(text: &str) -> Result<Asked> {
    let query = query::parse(text).map_err(|error| Error::Query { query: text.to_owned(), error })?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Asked { query, now: since.as_secs() as i64, seed: since.as_nanos() as u64 })
}

/// Hands each media that fits a query to `each`, in order, until it says stop.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn find(
    gallery: &Gallery,
    asked: &Asked,
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
