//! Opening a catalogue, its pragmas, and the transactions that everything else runs in.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::Error;
use super::error::Result;
use super::migrate::{APPLICATION_ID, migrate};

/// How long a writer waits for another one's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);

/// An open catalogue. One connection, used by one thread.
#[derive(Debug)]
pub struct Catalog {
    pub(super) connection: Connection,
}

impl Catalog {
    /// Opens the catalogue at `path`, making it if there is none and migrating it if it is older.
    ///
    /// # Errors
    /// If the file is something else, is newer than this program, or cannot be written.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        Self::prepare(Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?, Some(path))
    }

    /// Opens a catalogue that is there, for reading and writing.
    ///
    /// # Errors
    /// As [`Catalog::open_or_create`], and if there is none.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::prepare(Connection::open_with_flags(path, flags)?, Some(path))
    }

    /// Makes a catalogue that is gone when it is dropped.
    ///
    /// # Errors
    /// If memory runs out.
    pub fn in_memory() -> Result<Self> {
        Self::prepare(Connection::open_in_memory()?, None)
    }

    fn prepare(mut connection: Connection, path: Option<&Path>) -> Result<Self> {
        if rusqlite::version_number() < 3_051_003 {
            return Err(Error::OldSqlite(rusqlite::version()));
        }
        connection.busy_timeout(BUSY_TIMEOUT)?;
        if let Some(path) = path {
            reject_other_files(&connection, path)?;
        }
        // A network disk cannot share WAL's memory: SQLite answers with another mode, which works, only slower.
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
             PRAGMA mmap_size = 268435456;",
        )?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10_000)?;
        connection.set_prepared_statement_cache_capacity(64);
        rusqlite::vtab::array::load_module(&connection)?;
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("shuffle", 2, flags, |context| {
            let hash: [u8; 32] = context.get(0)?;
            Ok(shuffle(hash, context.get(1)?))
        })?;
        migrate(&mut connection, path)?;
        connection.execute_batch(
            "CREATE TEMP TABLE offline_root (id INTEGER PRIMARY KEY) STRICT;
             CREATE TEMP TABLE selected (media_id INTEGER PRIMARY KEY) STRICT;",
        )?;
        Ok(Self { connection })
    }

    /// Runs `work` as a whole: all of its changes are kept, or none if it fails. May be nested.
    ///
    /// # Errors
    /// What `work` returns, or that the changes could not be written.
    pub fn atomically<T, E: From<Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let outermost = self.connection.is_autocommit();
        let (begin, keep, drop) = if outermost {
            ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        } else {
            ("SAVEPOINT inner", "RELEASE inner", "ROLLBACK TO inner; RELEASE inner")
        };
        let run = |sql| self.connection.execute_batch(sql).map_err(|error| E::from(Error::from(error)));
        run(begin)?;
        match work().and_then(|value| run(keep).map(|()| value)) {
            Ok(value) => Ok(value),
            Err(error) => {
                // SQLite rolls back by itself after some errors (a full disk); then there is nothing left to undo.
                if !self.connection.is_autocommit() {
                    run(drop)?;
                }
                Err(error)
            }
        }
    }

    /// Runs `work` and takes back whatever it changed.
    ///
    /// # Errors
    /// What `work` returns.
    pub fn rehearse<T, E: From<Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(Error::from)?;
        let outcome = work();
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(Error::from)?;
        }
        outcome
    }

    /// Lets SQLite refresh its statistics where they are stale; cheap, for the end of a command that wrote.
    ///
    /// # Errors
    /// If the catalogue cannot be written.
    pub fn optimise(&self) -> Result<()> {
        Ok(self.connection.execute_batch("PRAGMA optimize;")?)
    }
}

/// A number that depends on every bit of the seed and of the first eight bytes of a hash (the finaliser of splitmix64).
pub(super) fn shuffle(hash: [u8; 32], seed: i64) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = hash;
    let mut mixed = u64::from_le_bytes([a, b, c, d, e, f, g, h]) ^ (seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) as i64
}

/// Looks at the file before any pragma could write to it.
fn reject_other_files(connection: &Connection, path: &Path) -> Result<()> {
    let id: rusqlite::Result<i64> = connection.pragma_query_value(None, "application_id", |row| row.get(0));
    match id {
        Ok(0 | APPLICATION_ID) => Ok(()),
        Ok(_) => {
            Err(Error::NotACatalog { path: path.to_owned(), what: "it is a database of another program".to_owned() })
        }
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => Err(Error::NotACatalog {
            path: path.to_owned(),
            what: "it is no SQLite database, or it is damaged".to_owned(),
        }),
        Err(error) => Err(error.into()),
    }
}
