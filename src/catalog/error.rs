//! What can go wrong with a catalogue, by who has to act.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode as Code;
use rusqlite::ffi;

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
    /// An older program wrote it, and it cannot be brought up to date where it is.
    #[error("{} was written by an older nakigao and cannot be brought up to date: it cannot be written", path.display())]
    Older {
        /// The database file.
        path: PathBuf,
    },
    /// A copy of the catalogue does not hold what the catalogue holds.
    #[error("the copy {} is not sound: {what}", path.display())]
    BadCopy {
        /// The copy.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The SQLite that was linked can corrupt a database in WAL mode.
    #[error("this program was built with SQLite {0}, which can damage a catalogue; 3.51.3 or newer is needed")]
    OldSqlite(&'static str),
    /// Rules that lead back to where they began.
    #[error("these rules would go round in a circle: {}", chain(.0))]
    Cycle(Vec<Tag>),
    /// The database cannot be read or written.
    #[error("{}", trouble.sentence(path.as_deref(), &**source))]
    Database {
        /// What kept it from answering.
        trouble: Trouble,
        /// The database file, as far as it is known where the error arose.
        path: Option<PathBuf>,
        /// What SQLite or the operating system says, in their words.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What keeps a database from answering, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its disk is full.
    Full,
    /// Other programs were writing for longer than we wait.
    Busy,
    /// It may be read but not written.
    ReadOnly,
    /// It was opened by [`super::Catalog::reader`].
    Reader,
    /// The operating system forbids it.
    Denied,
    /// It cannot be opened.
    CannotOpen,
    /// Its disk reports an error.
    Disk,
    /// Its content makes no sense.
    Damaged,
    /// Something is larger than SQLite's limits.
    TooLarge,
    /// It took longer than it was given ([`super::Catalog::limit_time`]).
    TooSlow,
    /// Memory ran out.
    NoMemory,
    /// Anything else.
    Unexpected,
}

impl Trouble {
    fn sentence(self, path: Option<&Path>, source: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
        let file = path.map_or("the catalogue".to_owned(), |path| path.display().to_string());
        match self {
            Self::Full => format!("the disk that holds {file} is full"),
            Self::Busy => format!("{file} is busy: other programs are writing to it"),
            Self::ReadOnly | Self::Reader => {
                let folder = path.and_then(Path::parent).filter(|dir| !dir.as_os_str().is_empty());
                let gallery =
                    folder.map_or("the gallery".to_owned(), |dir| format!("the gallery in {}", dir.display()));
                if self == Self::Reader {
                    return format!("{gallery} was opened here only to be read");
                }
                format!("{gallery} cannot be written: {file} or its folder is read-only or belongs to someone else")
            }
            Self::Denied => format!("{file} cannot be opened: permission is denied"),
            Self::CannotOpen => {
                format!("{file} cannot be opened: it or its folder is not accessible, or too many files are open")
            }
            Self::Disk => format!("{file} cannot be read or written: its disk reports an error"),
            Self::Damaged => format!("{file} is damaged"),
            Self::TooLarge => format!("what was asked for is too large for {file}"),
            Self::TooSlow => "this takes too long: ask for less".to_owned(),
            Self::NoMemory => format!("there is not enough memory to work with {file}"),
            Self::Unexpected => {
                let code = source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error);
                let what = code.map_or("no further reason", |error| ffi::code_to_str(error.extended_code));
                format!("{file} could not be read or written ({})", what.to_lowercase())
            }
        }
    }

    /// Whether the file may still be readable although it could not be opened for writing.
    pub(super) fn may_be_read(self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Denied | Self::CannotOpen | Self::Disk)
    }

    fn of_code(error: ffi::Error) -> Self {
        match (error.code, error.extended_code) {
            (_, ffi::SQLITE_IOERR_NOMEM) => Self::NoMemory,
            (_, ffi::SQLITE_IOERR_CORRUPTFS) => Self::Damaged,
            // No room for the memory that connections share.
            (Code::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => Self::Full,
            (Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed, _) => Self::Busy,
            (Code::ReadOnly, _) => Self::ReadOnly,
            (Code::PermissionDenied | Code::AuthorizationForStatementDenied, _) => Self::Denied,
            (Code::CannotOpen, _) => Self::CannotOpen,
            (Code::SystemIoFailure, _) => Self::Disk,
            (Code::DatabaseCorrupt | Code::NotADatabase, _) => Self::Damaged,
            (Code::OperationInterrupted, _) => Self::TooSlow,
            (Code::TooBig | Code::NoLargeFileSupport, _) => Self::TooLarge,
            (Code::OutOfMemory, _) => Self::NoMemory,
            _ => Self::Unexpected,
        }
    }
}

impl Error {
    /// The same error, which names the database file.
    #[must_use]
    pub fn at(self, file: &Path) -> Self {
        match self {
            Self::Database { trouble, path: None, source } => {
                Self::Database { trouble, path: Some(file.to_owned()), source }
            }
            other => other,
        }
    }

    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| {
            let trouble = match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::Full,
                io::ErrorKind::PermissionDenied => Trouble::Denied,
                io::ErrorKind::ReadOnlyFilesystem => Trouble::ReadOnly,
                io::ErrorKind::OutOfMemory => Trouble::NoMemory,
                io::ErrorKind::FileTooLarge => Trouble::TooLarge,
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Trouble::Busy,
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => {
                    Trouble::CannotOpen
                }
                // Too many open files, in this process or in all.
                _ if matches!(error.raw_os_error(), Some(23 | 24)) => Trouble::CannotOpen,
                _ => Trouble::Disk,
            };
            Self::Database { trouble, path: Some(path), source: Box::new(error) }
        }
    }

    pub(super) fn trouble(&self) -> Option<Trouble> {
        if let Self::Database { trouble, .. } = self { Some(*trouble) } else { None }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let trouble = match &error {
            rusqlite::Error::SqliteFailure(code, _) => Trouble::of_code(*code),
            rusqlite::Error::SqlInputError { error: code, .. } => Trouble::of_code(*code),
            // A value of a type that no program of ours writes.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => Trouble::Damaged,
            _ => Trouble::Unexpected,
        };
        Self::Database { trouble, path: None, source: Box::new(error) }
    }
}

fn chain(tags: &[Tag]) -> String {
    tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

/// What the functions of this room return.
pub(super) type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_sqlite_has_a_sentence_that_names_the_file() {
        let file = Path::new("/a gallery/catalog.db");
        for (code, trouble) in [
            (ffi::SQLITE_PERM, Trouble::Denied),
            (ffi::SQLITE_BUSY, Trouble::Busy),
            (ffi::SQLITE_BUSY_SNAPSHOT, Trouble::Busy),
            (ffi::SQLITE_LOCKED, Trouble::Busy),
            (ffi::SQLITE_PROTOCOL, Trouble::Busy),
            (ffi::SQLITE_NOMEM, Trouble::NoMemory),
            (ffi::SQLITE_IOERR_NOMEM, Trouble::NoMemory),
            (ffi::SQLITE_READONLY, Trouble::ReadOnly),
            (ffi::SQLITE_READONLY_CANTINIT, Trouble::ReadOnly),
            (ffi::SQLITE_IOERR, Trouble::Disk),
            (ffi::SQLITE_IOERR_SHORT_READ, Trouble::Disk),
            (ffi::SQLITE_IOERR_FSYNC, Trouble::Disk),
            (ffi::SQLITE_CORRUPT, Trouble::Damaged),
            (ffi::SQLITE_NOTADB, Trouble::Damaged),
            (ffi::SQLITE_FULL, Trouble::Full),
            (ffi::SQLITE_IOERR_SHMSIZE, Trouble::Full),
            (ffi::SQLITE_CANTOPEN, Trouble::CannotOpen),
            (ffi::SQLITE_CANTOPEN_ISDIR, Trouble::CannotOpen),
            (ffi::SQLITE_TOOBIG, Trouble::TooLarge),
            (ffi::SQLITE_ERROR, Trouble::Unexpected),
            (ffi::SQLITE_CONSTRAINT, Trouble::Unexpected),
            (ffi::SQLITE_MISUSE, Trouble::Unexpected),
        ] {
            let said = "near \"SELECT\": no such table: media".to_owned();
            let error = Error::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some(said))).at(file);
            assert_eq!(error.trouble(), Some(trouble), "{code}");
            let text = error.to_string();
            assert!(text.contains("/a gallery/catalog.db"), "{text}");
            assert!(!["SELECT", "table:", "Error code", "SQLITE"].iter().any(|jargon| text.contains(jargon)), "{text}");
        }
    }

    #[test]
    fn every_error_of_the_operating_system_has_one_too() {
        for (number, trouble) in [
            (28, Trouble::Full),
            (122, Trouble::Full),
            (13, Trouble::Denied),
            (30, Trouble::ReadOnly),
            (24, Trouble::CannotOpen),
            (23, Trouble::CannotOpen),
            (2, Trouble::CannotOpen),
            (5, Trouble::Disk),
            (12, Trouble::NoMemory),
        ] {
            let error = Error::io(Path::new("g/catalog.db"))(io::Error::from_raw_os_error(number));
            assert_eq!(error.trouble(), Some(trouble), "{number}");
            assert!(error.to_string().contains("g/catalog.db") && !error.to_string().contains("os error"), "{error}");
        }
    }
}
