//! The shapes in which this room asks SQLite: a change, a list of rows, one row, one value.
//!
//! Every statement is prepared once for a connection and kept under its text.

use std::collections::HashMap;

use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, Params, Row};

use super::error::Result;
use super::model::array;
use super::{Catalog, MediaId};

impl Catalog {
    /// Runs a statement.
    pub(super) fn run(&self, sql: &str, parameters: impl Params) -> Result<()> {
        self.change(sql, parameters).map(|_| ())
    }

    /// Runs a statement and returns how many rows it changed.
    pub(super) fn change(&self, sql: &str, parameters: impl Params) -> Result<u64> {
        Ok(self.connection.prepare_cached(sql)?.execute(parameters)? as u64)
    }

    /// Reads all rows of a query, in its order.
    pub(super) fn list<T, All: FromIterator<T>>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<All> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_map(parameters, read)?.collect::<rusqlite::Result<All>>()?)
    }

    /// Reads the rows of several media by one statement: `sql` takes the media by `rarray(?1)`, names the media in its first column
    /// and orders the rows of each.
    pub(super) fn list_of_each<T>(
        &self,
        sql: &str,
        media: &[MediaId],
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<HashMap<MediaId, Vec<T>>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([array(media)])?;
        let mut of_each: HashMap<MediaId, Vec<T>> = HashMap::new();
        while let Some(row) = rows.next()? {
            of_each.entry(row.get(0)?).or_default().push(read(row)?);
        }
        Ok(of_each)
    }

    /// Reads the first row of a query, if it has one.
    pub(super) fn find<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(parameters, read).optional()?)
    }

    /// Reads the value of a query that always has one row: a count, or whether there is something.
    pub(super) fn value<T: FromSql>(&self, sql: &str, parameters: impl Params) -> Result<T> {
        Ok(self.connection.prepare_cached(sql)?.query_row(parameters, first)?)
    }
}

/// The first column of a row.
pub(super) fn first<T: FromSql>(row: &Row<'_>) -> rusqlite::Result<T> {
    row.get(0)
}

/// The first two columns of a row.
pub(super) fn pair<A: FromSql, B: FromSql>(row: &Row<'_>) -> rusqlite::Result<(A, B)> {
    Ok((row.get(0)?, row.get(1)?))
}
