//! A safe copy of a catalogue that may be in use.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Catalog;
use super::error::Result;

impl Catalog {
    /// Writes a complete copy to `path`, which must not exist; readers and writers go on meanwhile.
    ///
    /// # Errors
    /// If `path` cannot be written.
    pub fn back_up(&self, path: &Path) -> Result<()> {
        copy_to(&self.connection, path)
    }
}

pub(super) fn copy_to(connection: &Connection, path: &Path) -> Result<()> {
    let mut copy = Connection::open(path)?;
    {
        // Small steps, so that a writer never waits for long.
        let backup = Backup::new(connection, &mut copy)?;
        backup.run_to_completion(4096, Duration::ZERO, None)?;
    }
    // The copy is one file: no journal beside it that could be forgotten.
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    Ok(())
}
