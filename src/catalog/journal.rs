//! What changed the tags, entry by entry, so that a change can be explained and taken back.
//!
//! An entry is one command, however many media it touched; its changes are rows, so that a bulk change is recorded by
//! the same set-based statements that make it.

use super::error::Result;
use super::model::row_id;
use super::{Catalog, Source};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

row_id!(
    /// An entry of the journal.
    JournalId
);

/// What happened to one tag on one media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A source put it on.
    PutOn,
    /// It was taken off.
    TakenOff,
    /// A person does not want it back from other sources.
    Refused,
    /// Other sources may put it on again.
    NoLongerRefused,
}

impl Change {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::PutOn => 1,
            Self::TakenOff => -1,
            Self::Refused => 2,
            Self::NoLongerRefused => -2,
        }
    }
}

impl Catalog {
    /// Opens an entry: `command` is what the person asked for.
    ///
    /// # Errors
    /// If the catalogue cannot be written.
    pub fn open_entry(&self, command: &str, source: Source, now_ms: i64) -> Result<JournalId> {
        self.connection
            .prepare_cached("INSERT INTO journal (at, command, source_id) VALUES (?1, ?2, ?3)")?
            .execute((now_ms, command, source))?;
        Ok(JournalId(self.connection.last_insert_rowid()))
    }

    /// Closes an entry: one under which nothing changed is dropped. Returns how many changes it has.
    ///
    /// # Errors
    /// If the catalogue cannot be written.
    pub fn close_entry(&self, entry: JournalId) -> Result<u64> {
        let n = self
            .connection
            .prepare_cached("SELECT count(*) FROM journal_change WHERE journal_id = ?1")?
            .query_row([entry], |row| row.get(0))?;
        if n == 0 {
            self.connection.prepare_cached("DELETE FROM journal WHERE id = ?1")?.execute([entry])?;
        }
        Ok(n)
    }
}
