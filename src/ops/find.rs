//! Finding media by a query.

use std::ops::ControlFlow;
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::Result;
use super::selection::compile;
use super::show::describe;
use super::{Described, Error, Gallery};
use crate::query::{self, expr::Query};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindReport {
    /// Media handed out.
    pub found: u64,
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
    outcome.map(|()| report)
}
