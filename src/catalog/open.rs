//! Opening a catalogue, its pragmas, and the transactions that everything else runs in.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::Error;
use super::backup::copy_to;
use super::database::{MODE_OFFSET, WAL, beside, n_tables, open_unchanging, remove, remove_journals, rename};
use super::error::{Result, Trouble};
use super::functions::add_functions;
use super::migrate;
use super::turn::{self, Turn};

const TO_READ: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// The pages that one of several readers keeps, as SQLite counts them: below 0 in KiB. A sixteenth of a writer's, so that ten
/// readers take 40 MiB at most; what is not kept comes from the system's own memory of the file.
const READER_CACHE_KIB: i64 = -4_096;

/// An open catalogue. One connection, used by one thread.
#[derive(Debug)]
pub struct Catalog {
    pub(super) connection: Connection,
    path: Option<PathBuf>,
    /// Why it can only be read, if it is so.
    unwritable: Option<Trouble>,
}

impl Catalog {
    /// Opens the catalogue at `path`, making it if there is none and migrating it if it is older.
    ///
    /// # Errors
    /// As [`Catalog::open`], and if it cannot be made.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        if fs::symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            create(path).map_err(|error| error.at(path))?;
        }
        Self::open(path)
    }

    /// Opens a catalogue that is there, for reading and, where that is possible, for writing.
    ///
    /// # Errors
    /// If the file is something else, is newer than this program, is older and cannot be written, or cannot be read.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_at(path).map_err(|error| error.at(path))
    }

    fn open_at(path: &Path) -> Result<Self> {
        let found = fs::metadata(path).map_err(Error::io(path))?;
        if found.is_file() && found.len() == 0 {
            let what = "it is empty: it was never filled, or its disk lost what it held".to_owned();
            return Err(Error::NotACatalog { path: path.to_owned(), what });
        }
        match Self::open_to_write(path) {
            Err(error) => match error.trouble() {
                Some(trouble) if trouble.may_be_read() => Self::open_to_read(path, trouble),
                _ => Err(error),
            },
            opened => opened,
        }
    }

    /// Makes a catalogue that is gone when it is dropped.
    pub fn in_memory() -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        configure(&connection)?;
        migrate::create(&mut connection)?;
        Self::new(connection, None, None)
    }

    /// Makes a copy that is gone when it is dropped, for trying out what a change would do.
    ///
    /// # Errors
    /// If the catalogue cannot be read, or there is no room for a second one.
    pub fn imagine(&self) -> Result<Self> {
        // Without a name, SQLite keeps what does not fit into its cache in a file of its own that has none either.
        let mut connection = Connection::open("")?;
        Backup::new(&self.connection, &mut connection)?.run_to_completion(4096, Duration::ZERO, None)?;
        configure(&connection)?;
        Self::new(connection, None, None)
    }

    fn open_to_write(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_handler(Some(turn::is_patient))?;
        if connection.is_readonly("main")? {
            return Err(only_readable());
        }
        // Nothing is written before it is known to be a catalogue: not even another program's own journal is played back.
        let has_journal = fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_journal)?;
        let is_current = recognise(&connection, path)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        // A network disk cannot share WAL's memory: SQLite answers with another mode, which works, only slower.
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        configure(&connection)?;
        if !is_current {
            let _turn = Turn::take(path)?;
            migrate::migrate(&mut connection, path)?;
        }
        Self::new(connection, Some(path), None)
    }

    /// Opens the same catalogue once more, only to be read, for another thread: it waits for no writer, and keeps less in memory.
    ///
    /// Of a catalogue in memory it is a copy.
    pub fn reader(&self) -> Result<Self> {
        let mut reader = match (&self.path, self.unwritable) {
            (None, _) => self.imagine()?,
            (Some(path), Some(trouble)) => Self::open_to_read(path, trouble)?,
            (Some(path), None) => {
                let connection = open_beside_writers(path)?;
                configure(&connection)?;
                Self::new(connection, Some(path), None)?
            }
        };
        reader.connection.pragma_update(None, "cache_size", READER_CACHE_KIB)?;
        reader.unwritable = Some(Trouble::Reader);
        Ok(reader)
    }

    /// Opens a catalogue that cannot be written, without writing anything beside it.
    ///
    /// While another process has it open, or left its files, those are used. What is left in a journal that nobody can share
    /// is read by this process alone. Without a journal nobody is writing, and none is made: it would belong to this user,
    /// and whoever may write could not use it.
    fn open_to_read(path: &Path, trouble: Trouble) -> Result<Self> {
        let journal = fs::metadata(beside(path, "-wal")).ok();
        let connection = match journal.as_ref().map(|_| open_beside_writers(path)) {
            Some(Ok(connection)) => connection,
            Some(Err(error)) if !error.trouble().is_some_and(Trouble::may_be_read) => return Err(error),
            Some(Err(_)) if journal.is_some_and(|journal| journal.len() > 0) => {
                let connection = Connection::open_with_flags_and_vfs(path, TO_READ, c"unix-none")?;
                connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
                connection
            }
            _ => open_unchanging(path)?,
        };
        if !recognise(&connection, path)? {
            return Err(Error::Older { path: path.to_owned() });
        }
        configure(&connection)?;
        Self::new(connection, Some(path), Some(trouble))
    }

    fn new(connection: Connection, path: Option<&Path>, unwritable: Option<Trouble>) -> Result<Self> {
        connection.execute_batch(
            "CREATE TEMP TABLE offline_root (id INTEGER PRIMARY KEY) STRICT;
             CREATE TEMP TABLE selected (media_id INTEGER PRIMARY KEY) STRICT;",
        )?;
        Ok(Self { connection, path: path.map(Path::to_owned), unwritable })
    }

    /// Writes a complete copy to `path`, replacing what is there; readers and writers go on meanwhile.
    ///
    /// When it returns, the copy was checked and is on the disk.
    ///
    /// # Errors
    /// If `path` cannot be written, or the copy is not sound.
    pub fn back_up(&self, path: &Path) -> Result<()> {
        copy_to(&self.connection, path)
    }

    /// Whether it can be written; if not, every change fails with the reason.
    pub fn is_writable(&self) -> bool {
        self.unwritable.is_none()
    }

    /// Fails if the catalogue cannot be written, with the reason.
    ///
    /// # Errors
    /// That reason.
    pub fn require_writable(&self) -> Result<()> {
        match self.unwritable {
            None => Ok(()),
            Some(trouble) => Err(Error::Database { trouble, path: self.path.clone(), source: "opened to read".into() }),
        }
    }

    /// Runs work that can be done again: what it commits may be lost at a power cut, but is never torn. Everything else is on
    /// the disk when its transaction ends.
    ///
    /// # Errors
    /// What `work` returns, or that a transaction is running.
    pub fn unsynced<T, E: From<Error>>(
        &self,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let set = |level| self.connection.pragma_update(None, "synchronous", level).map_err(|error| self.named(error));
        set("NORMAL")?;
        let outcome = work();
        set("FULL")?;
        outcome
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
        let run = |sql| self.connection.execute_batch(sql).map_err(|error| E::from(self.named(error)));
        {
            let _turn = if outermost { self.turn()? } else { None };
            run(begin)?;
        }
        match work().and_then(|value| run(keep).map(|()| value)) {
            Ok(value) => Ok(value),
            Err(error) => {
                // SQLite rolls back by itself after some errors (a full disk); then there is nothing left to undo.
                if !self.connection.is_autocommit() {
                    // What failed first says more than that this fails too.
                    let _ = self.connection.execute_batch(drop);
                }
                Err(error)
            }
        }
    }

    fn turn(&self) -> Result<Option<Turn>> {
        self.require_writable()?;
        self.path.as_deref().map(Turn::take).transpose()
    }

    fn named(&self, error: rusqlite::Error) -> Error {
        match &self.path {
            Some(path) => Error::from(error).at(path),
            None => error.into(),
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
        {
            let _turn = self.turn()?;
            self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.named(error))?;
        }
        let outcome = work();
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK").map_err(|error| self.named(error))?;
        }
        outcome
    }

    /// Lets SQLite refresh its statistics where they are stale; cheap, for the end of a command that wrote.
    pub fn optimise(&self) -> Result<()> {
        Ok(self.connection.execute_batch("PRAGMA optimize;")?)
    }
}

/// Makes a catalogue at `path` unless another process did so meanwhile. It is made whole under another name, so that a kill
/// leaves either no catalogue or a complete one; what it leaves under the other name is replaced the next time.
fn create(path: &Path) -> Result<()> {
    let _turn = Turn::take(path)?;
    if path.exists() {
        return Ok(());
    }
    let mut connection = Connection::open_in_memory()?;
    migrate::create(&mut connection)?;
    let mut bytes = connection.serialize("main")?.to_vec();
    // In WAL mode from the first byte on, so that no process has to change it while others read.
    bytes.splice(MODE_OFFSET..MODE_OFFSET + 2, WAL);
    let part = beside(path, ".part");
    remove(&part)?;
    let mut file = File::create(&part).map_err(Error::io(path))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(Error::io(path))?;
    // A journal without its database is of no use, and would be played back into this one.
    remove_journals(path)?;
    rename(&part, path)
}

/// Opens a database that others may be writing.
fn open_beside_writers(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open_with_flags(path, TO_READ)?;
    connection.busy_handler(Some(turn::is_patient))?;
    n_tables(&connection)?;
    Ok(connection)
}

/// Sets up a connection, however it was opened.
fn configure(connection: &Connection) -> Result<()> {
    if rusqlite::version_number() < 3_051_003 {
        return Err(Error::OldSqlite(rusqlite::version()));
    }
    // No mmap: a file that shrinks while it is mapped ends the process instead of giving an error.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;",
    )?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 10_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    rusqlite::vtab::array::load_module(connection)?;
    add_functions(connection)
}

/// Whether the open database is a catalogue of today.
fn recognise(connection: &Connection, path: &Path) -> Result<bool> {
    migrate::is_current(connection, path).map_err(|error| match error {
        Error::Database { source, .. } if is_no_database(&*source) => {
            Error::NotACatalog { path: path.to_owned(), what: "it is no SQLite database, or it is damaged".to_owned() }
        }
        other => other,
    })
}

fn is_no_database(source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let code = source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    code == Some(rusqlite::ErrorCode::NotADatabase)
}

fn only_readable() -> Error {
    Error::Database { trouble: Trouble::ReadOnly, path: None, source: "it can only be read".into() }
}

#[cfg(test)]
mod tests;
