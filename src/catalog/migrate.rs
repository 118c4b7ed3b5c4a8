//! Bringing a catalogue of an older program up to date.
//!
//! [`MIGRATIONS`] is append-only: a released script never changes. `user_version` counts the scripts a file has seen.
//! All that are missing run in one transaction, after a copy of the old file was put beside it.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Error;
use super::error::Result;

/// "naki", so that `file` and SQLite's tools can tell what the database is.
pub(super) const APPLICATION_ID: i64 = 0x6E61_6B69;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
];

/// Migrates the open database at `path`; without a path it lives in memory and is new.
pub(super) fn migrate(connection: &mut Connection, path: Option<&Path>) -> Result<()> {
    let shown = path.unwrap_or(Path::new(":memory:")).to_owned();
    let (application_id, version) = versions(connection)?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application_id != APPLICATION_ID && tables > 0 {
        let what = "it is a database of another program".to_owned();
        return Err(Error::NotACatalog { path: shown, what });
    }
    let known = MIGRATIONS.len() as i64;
    if version > known {
        return Err(Error::Newer { path: shown, found: version, known });
    }
    if version == known {
        return Ok(());
    }
    if let Some(path) = path.filter(|_| version > 0) {
        let copy = path.with_extension(format!("before-{known}.db"));
        if !copy.exists() {
            super::backup::copy_to(connection, &copy)?;
        }
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated while this one waited for the lock.
    let version = versions(&transaction)?.1;
    for script in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

fn versions(connection: &Connection) -> Result<(i64, i64)> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok((pragma("application_id")?, pragma("user_version")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_gets_everything_and_a_second_run_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, None).unwrap();
        assert_eq!(versions(&connection).unwrap(), (APPLICATION_ID, MIGRATIONS.len() as i64));
        migrate(&mut connection, None).unwrap();
    }

    #[test]
    fn every_older_schema_becomes_that_of_a_new_file() {
        let schema = |connection: &Connection| -> Vec<(String, Option<String>)> {
            let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY type, name").unwrap();
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|row| row.unwrap()).collect()
        };
        let mut new = Connection::open_in_memory().unwrap();
        migrate(&mut new, None).unwrap();
        for version in 1..MIGRATIONS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            MIGRATIONS[..version].iter().for_each(|script| old.execute_batch(script).unwrap());
            old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
            old.pragma_update(None, "user_version", version as i64).unwrap();
            migrate(&mut old, None).unwrap();
            assert_eq!(schema(&old), schema(&new), "from version {version}");
        }
    }

    #[test]
    fn a_newer_file_and_a_strange_one_are_refused() {
        let mut newer = Connection::open_in_memory().unwrap();
        migrate(&mut newer, None).unwrap();
        newer.pragma_update(None, "user_version", 999).unwrap();
        assert!(matches!(migrate(&mut newer, None), Err(Error::Newer { found: 999, .. })));
        let mut strange = Connection::open_in_memory().unwrap();
        strange.execute_batch("CREATE TABLE mine (x)").unwrap();
        assert!(matches!(migrate(&mut strange, None), Err(Error::NotACatalog { .. })));
    }
}
