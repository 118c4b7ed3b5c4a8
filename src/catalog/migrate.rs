//! Migrates a catalogue of an older program.
//!
//! [`MIGRATIONS`] is append-only: a released script never changes. `user_version` counts the scripts that were run on a file.
//! The missing ones run in one transaction, after a checked copy of the old file was put beside it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Error;
use super::backup::{copy_to, what_is_wrong};
use super::database::{APPLICATION_ID, n_tables, open_unchanging, remove, rename, versions};
use super::error::Result;
use super::functions::add_functions;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
    include_str!("migrations/0009.sql"),
    include_str!("migrations/0010.sql"),
    include_str!("migrations/0011.sql"),
    include_str!("migrations/0012.sql"),
    include_str!("migrations/0013.sql"),
];

/// The `user_version` of a file that this program writes.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Whether the open database is a catalogue of [`KNOWN`]; writes nothing. Fails if it is no catalogue, or of a newer program.
pub(super) fn is_current(connection: &Connection, path: &Path) -> Result<bool> {
    let (application_id, version) = versions(connection)?;
    let refuse = |what: String| Err(Error::NotACatalog { path: path.to_owned(), what });
    match application_id {
        APPLICATION_ID => (),
        0 if n_tables(connection)? == 0 => return refuse("it is an empty database".to_owned()),
        _ => return refuse("it is a database of another program".to_owned()),
    }
    if version > KNOWN {
        return Err(Error::Newer { path: path.to_owned(), found: version, known: KNOWN });
    }
    if version < 1 {
        return refuse(format!("its format is {version}, which no nakigao ever wrote"));
    }
    Ok(version == KNOWN)
}

/// Makes the tables of a new catalogue.
pub(super) fn create(connection: &mut Connection) -> Result<()> {
    run(connection)
}

/// Migrates the catalogue at `path`, after a copy of it was put beside it. The caller has the turn to write, so that no other
/// process does the same.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    // Another process may have migrated while this one waited.
    if is_current(connection, path)? {
        return Ok(());
    }
    keep_copy(connection, path)?;
    run(connection)
}

fn run(connection: &mut Connection) -> Result<()> {
    add_functions(connection)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = versions(&transaction)?.1;
    for script in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", KNOWN)?;
    Ok(transaction.commit()?)
}

/// Puts a copy beside the catalogue, `catalog.before-N.db` or the first such name that is not taken by something worth
/// keeping: a sound copy of another state, or a file that is none of ours. An unsound copy is replaced.
fn keep_copy(connection: &Connection, path: &Path) -> Result<()> {
    let part = path.with_extension(format!("before-{KNOWN}.db.part"));
    copy_to(connection, &part)?;
    let names = (1..).map(|n| match n {
        1 => path.with_extension(format!("before-{KNOWN}.db")),
        _ => path.with_extension(format!("before-{KNOWN}-{n}.db")),
    });
    for copy in names {
        match find_copy(&copy)? {
            CopyPlace::Sound if is_same(&copy, &part)? => return remove(&part),
            CopyPlace::Sound | CopyPlace::Foreign => (),
            CopyPlace::Nothing | CopyPlace::Unsound => {
                // A journal that a kill left beside it would be played back into what gets its name.
                remove(&copy)?;
                return rename(&part, &copy);
            }
        }
    }
    Ok(())
}

/// What lies where a copy is to be.
enum CopyPlace {
    Nothing,
    Sound,
    Unsound,
    Foreign,
}

fn find_copy(copy: &Path) -> Result<CopyPlace> {
    match fs::symlink_metadata(copy) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(CopyPlace::Nothing),
        Err(error) => return Err(Error::io(copy)(error)),
        Ok(found) if !found.is_file() => return Ok(CopyPlace::Foreign),
        // A kill before the first page was written.
        Ok(found) if found.len() == 0 => return Ok(CopyPlace::Unsound),
        Ok(_) => (),
    }
    let found = open_unchanging(copy).and_then(|connection| versions(&connection));
    Ok(match found {
        Ok((APPLICATION_ID, version)) if what_is_wrong(copy, version).is_none() => CopyPlace::Sound,
        Ok((APPLICATION_ID, _)) => CopyPlace::Unsound,
        // SQLite does not open one that was broken off.
        _ if begins_like_ours(copy)? => CopyPlace::Unsound,
        _ => CopyPlace::Foreign,
    })
}

fn begins_like_ours(copy: &Path) -> Result<bool> {
    let mut head = [0; 72];
    match File::open(copy).and_then(|mut file| file.read_exact(&mut head)) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(Error::io(copy)(error)),
        Ok(()) => Ok(head.starts_with(b"SQLite format 3\0") && head.ends_with(b"naki")),
    }
}

fn is_same(one: &Path, other: &Path) -> Result<bool> {
    let open = |path: &Path| File::open(path).map(BufReader::new).map_err(Error::io(path));
    let (mut a, mut b) = (open(one)?, open(other)?);
    loop {
        let (left, right) =
            (a.fill_buf().map_err(Error::io(one))?.len(), b.fill_buf().map_err(Error::io(other))?.len());
        let n = left.min(right);
        if n == 0 {
            return Ok(left == right);
        }
        if a.buffer().get(..n) != b.buffer().get(..n) {
            return Ok(false);
        }
        a.consume(n);
        b.consume(n);
    }
}

#[cfg(test)]
mod tests;
