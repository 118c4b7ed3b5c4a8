//! Copies a catalogue that may be in use.
//!
//! A copy is written without a journal beside it, checked and synced before its caller gives it its name, so that a file with
//! the name of a copy is a whole copy.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::Error;
use super::database::{APPLICATION_ID, MODE_OFFSET, ROLLBACK, n_tables, open_unchanging, remove_journals, versions};
use super::error::Result;

/// Writes a complete copy to `path`, replacing what is there; readers and writers go on meanwhile.
///
/// When it returns, the copy was checked and is on the disk.
///
/// # Errors
/// If `path` cannot be written, or the copy is not sound.
pub(super) fn copy_to(connection: &Connection, path: &Path) -> Result<()> {
    // The file is emptied, not replaced, because the caller may have locked it. An empty file is a database without pages.
    remove_journals(path)?;
    File::create(path).map_err(Error::io(path))?;
    let expected = versions(connection)?;
    copy_pages(connection, path).map_err(|error| error.at(path))?;
    let file = File::options().write(true).open(path).map_err(Error::io(path))?;
    // A copy in rollback mode needs no other file beside it.
    file.write_all_at(&ROLLBACK, MODE_OFFSET as u64).map_err(Error::io(path))?;
    file.sync_all().map_err(Error::io(path))?;
    drop(file);
    match what_is_wrong(path, expected.1) {
        None => Ok(()),
        Some(what) => Err(Error::BadCopy { path: path.to_owned(), what }),
    }
}

fn copy_pages(connection: &Connection, path: &Path) -> Result<()> {
    // No other process knows of the copy. Without locks it can be written to disks that have none.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags_and_vfs(path, flags, c"unix-none")?;
    copy.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
    copy.pragma_update(None, "synchronous", "off")?;
    // One transaction reads all of it. Otherwise the copy would begin again after every write of another process.
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

/// What is wrong with a copy, which should be of this version; `None` if it is sound.
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
