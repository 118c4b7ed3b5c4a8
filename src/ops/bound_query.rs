//! A query with what its answer depends on beside the gallery.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Error;
use super::error::Result;
use crate::query;
use crate::query::expr::{Expr, Query};

/// A query, the time at which it is asked, and a random seed.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundQuery {
    /// The query.
    pub query: Query,
    /// Seconds since 1970; ages are counted to it.
    pub now: i64,
    /// What `order:random` shuffles with.
    pub seed: u64,
}

impl BoundQuery {
    /// The query that everything fits.
    pub fn everything() -> Self {
        let query = Query { expr: Expr::And(Vec::new()), order: None, limit: None };
        Self { query, now: 0, seed: 0 }
    }
}

/// Reads a query that is asked now.
///
/// # Errors
/// [`Error::Query`] shows where it is wrong.
pub fn parse_query(text: &str) -> Result<BoundQuery> {
    let query = query::parse(text).map_err(|error| Error::Query { query: text.to_owned(), error })?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(BoundQuery { query, now: since.as_secs() as i64, seed: since.as_nanos() as u64 })
}
