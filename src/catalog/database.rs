//! A database as a file: its header, opening it without a change, and giving it and taking its name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::Error;
use super::error::Result;

/// The name of a catalogue in the folder of its gallery.
pub const FILE_NAME: &str = "catalog.db";

/// "naki", by which `file` and SQLite's tools can tell the kind of the database.
pub(super) const APPLICATION_ID: i64 = 0x6E61_6B69;

/// The place of the two journal modes (of writing and of reading) in a database's header, and their values.
pub(super) const MODE_OFFSET: usize = 18;
pub(super) const ROLLBACK: [u8; 2] = [1, 1];
pub(super) const WAL: [u8; 2] = [2, 2];

pub(super) fn n_tables(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?)
}

/// The application's number and how many scripts the file has seen.
pub(super) fn versions(connection: &Connection) -> Result<(i64, i64)> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((pragma("application_id")?, pragma("user_version")?))
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

/// Renames a synced file and syncs its folder.
pub(super) fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(Error::io(to))?;
    let folder = to.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Some network disks cannot sync a folder. The rename took place all the same.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}
