//! A safe copy of a catalogue that may be in use.
//!
//! A copy is written without a journal beside it, checked, and waited for until it is on the disk; only then does its
//! caller give it its name. So a file with the name of a copy is a whole copy.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::error::Result;
use super::migrate::{APPLICATION_ID, n_tables, versions};
use super::{Catalog, Error};

/// Where a database's header says how it is written and read, and the values for a rollback journal and for WAL.
pub(super) const MODE_OFFSET: usize = 18;
const ROLLBACK: [u8; 2] = [1, 1];
pub(super) const WAL: [u8; 2] = [2, 2];

impl Catalog {
    /// Writes a complete copy to `path`, replacing what is there; readers and writers go on meanwhile.
    ///
    /// When it returns, the copy was checked and is on the disk.
    ///
    /// # Errors
    /// If `path` cannot be written, or the copy is not sound.
    pub fn back_up(&self, path: &Path) -> Result<()> {
        copy_to(&self.connection, path)
    }
}

pub(super) fn copy_to(connection: &Connection, path: &Path) -> Result<()> {
    // An empty file is a database without pages; it stays the same file, which the caller may have locked.
    remove_journals(path)?;
    File::create(path).map_err(Error::io(path))?;
    let expected = versions(connection)?;
    copy_pages(connection, path).map_err(|error| error.at(path))?;
    let file = File::options().write(true).open(path).map_err(Error::io(path))?;
    // The copy needs no other file beside it that could be forgotten.
    file.write_all_at(&ROLLBACK, MODE_OFFSET as u64).map_err(Error::io(path))?;
    file.sync_all().map_err(Error::io(path))?;
    drop(file);
    match what_is_wrong(path, expected.1) {
        None => Ok(()),
        Some(what) => Err(Error::BadCopy { path: path.to_owned(), what }),
    }
}

fn copy_pages(connection: &Connection, path: &Path) -> Result<()> {
    // No other process knows of the copy: locks would only be in the way on disks that have none.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
    copy.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
    copy.pragma_update(None, "synchronous", "off")?;
    // One transaction reads all of it: what others write meanwhile would have the copy begin again and again.
    let began = connection.is_autocommit();
    if began {
        connection.execute_batch("BEGIN")?;
        n_tables(connection)?;
    }
    let copied = Backup::new(connection, &mut copy)
        .and_then(|backup| backup.run_to_completion(4096, Duration::ZERO, None))
        .map_err(Error::from);
    if began {
        connection.execute_batch("COMMIT")?;
    }
    copied?;
    copy.close().map_err(|(_, error)| error.into())
}

/// What is wrong with a copy that should be of this version.
pub(super) fn what_is_wrong(path: &Path, version: i64) -> Option<String> {
    let look = || -> Result<Option<String>> {
        let copy = open_unchanging(path)?;
        let found = versions(&copy)?;
        if found != (APPLICATION_ID, version) {
            return Ok(Some(format!("its format is {}, not {version}", found.1)));
        }
        let pages: u64 = copy.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let page: u64 = copy.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let bytes = fs::metadata(path).map_err(Error::io(path))?.len();
        if bytes != pages * page {
            return Ok(Some(format!("it has {bytes} bytes instead of {}", pages * page)));
        }
        let said: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok((said != "ok").then(|| "its tables are damaged".to_owned()))
    };
    look().unwrap_or_else(|error| Some(error.at(path).to_string()))
}

/// Opens a database that nobody changes, without making a file or taking a lock.
pub(super) fn open_unchanging(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(uri(path, "immutable=1"), flags)?)
}

/// A path as SQLite's URI with a parameter.
fn uri(path: &Path, parameter: &str) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt;
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = "file:".to_owned();
    for &byte in whole.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => write!(uri, "%{byte:02X}").expect("a String takes all that is written to it"),
        }
    }
    format!("{uri}?{parameter}")
}

/// Removes a database that is in nobody's use, with its journals.
pub(super) fn remove(path: &Path) -> Result<()> {
    remove_journals(path)?;
    remove_if_there(path)
}

/// Removes journals that would be played back into whatever gets the name of a database.
pub(super) fn remove_journals(path: &Path) -> Result<()> {
    ["-journal", "-wal", "-shm"].iter().try_for_each(|more| remove_if_there(&beside(path, more)))
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}

/// The file whose name is that of `path` and some more.
pub(super) fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(more);
    path.with_file_name(name)
}

/// Gives a file that is on the disk its name there, and waits until the name is on the disk too.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(Error::io(to))?;
    let folder = to.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Some network disks have folders that cannot be synced; the name is there all the same.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}
