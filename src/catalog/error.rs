//! What can go wrong with a catalogue, by who has to act.

use std::path::PathBuf;

use crate::tag::Tag;

/// Why the catalogue did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is there but is no catalogue of ours, or is damaged.
    #[error("{} is not a nakigao catalogue: {what}", path.display())]
    NotACatalog {
        /// The database file.
        path: PathBuf,
        /// What was found instead.
        what: String,
    },
    /// A newer program wrote it.
    #[error("{} was written by a newer nakigao (format {found}, this program knows {known})", path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Its `user_version`.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// The SQLite that was linked can corrupt a database in WAL mode.
    #[error("this program was built with SQLite {0}, which can damage a catalogue; 3.51.3 or newer is needed")]
    OldSqlite(&'static str),
    /// The disk holding the catalogue is full.
    #[error("the disk that holds the catalogue is full")]
    DiskFull(#[source] rusqlite::Error),
    /// Another program holds the database for longer than we wait.
    #[error("the catalogue is busy: another program is writing to it")]
    Busy(#[source] rusqlite::Error),
    /// A query that runs past SQLite's own limits.
    #[error("the query is too large for the catalogue")]
    TooLarge(#[source] rusqlite::Error),
    /// Rules that lead back to where they began.
    #[error("these rules would go round in a circle: {}", path(.0))]
    Cycle(Vec<Tag>),
    /// Anything else SQLite says.
    #[error("the catalogue could not be read or written")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull(error),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(error),
            Some(Code::TooBig) => Self::TooLarge(error),
            _ => Self::Sqlite(error),
        }
    }
}

fn path(tags: &[Tag]) -> String {
    tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

/// What the functions of this room return.
pub(super) type Result<T> = std::result::Result<T, Error>;
