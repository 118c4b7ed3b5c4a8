//! A query with everything beside the gallery that its answer depends on.

use std::time::{SystemTime, UNIX_EPOCH};

use super::error::Result;
use super::{Error, Gallery};
use crate::query::expr::{Expr, Query, TagPattern};
use crate::query::{self, Doubt};

/// A query, the time at which it is asked, and a random seed.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundQuery {
    /// The query.
    pub query: Query,
    /// Seconds since 1970; ages are counted to it.
    pub now: i64,
    /// What `order:random` shuffles with.
    pub seed: u64,
    /// Words such as `pool:1`, which are errors unless some tag has that namespace.
    doubts: Vec<Doubt>,
    /// As it was typed, to show where an error is.
    text: String,
}

impl BoundQuery {
    /// A query that all media fit.
    pub fn everything() -> Self {
        let query = Query { expr: Expr::And(Vec::new()), order: None, limit: None };
        Self { query, now: 0, seed: 0, doubts: Vec::new(), text: String::new() }
    }

    /// Another query that is asked at the same time.
    pub(super) fn instead(&self, query: Query) -> Self {
        Self { query, now: self.now, seed: self.seed, ..Self::everything() }
    }

    /// Refuses words that would be tags if this gallery had such a namespace.
    pub(super) fn check(&self, gallery: &Gallery) -> Result<()> {
        for Doubt { namespace, error } in &self.doubts {
            let any = TagPattern { namespace: Some(namespace.clone()), name: "*".to_owned() };
            if !gallery.catalog.is_used(&any)? {
                return Err(Error::Query { query: self.text.clone(), error: Box::new(error.clone()) });
            }
        }
        Ok(())
    }
}

/// Reads a query that is asked now.
///
/// A word such as `pool:` is a tag where it is a namespace in use; elsewhere the command that runs the query fails.
///
/// # Errors
/// [`Error::Query`] shows where it is wrong.
pub fn parse_query(text: &str) -> Result<BoundQuery> {
    let query = query::parse(text).map_err(|error| Error::Query { query: text.to_owned(), error: error.into() })?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (doubts, text) = (query::doubts(text), text.to_owned());
    Ok(BoundQuery { query, now: since.as_secs() as i64, seed: since.as_nanos() as u64, doubts, text })
}
