//! Is the catalogue itself sound?

use super::Catalog;
use super::error::Result;

/// What a check of the database found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// SQLite's complaints; empty when the file is sound.
    pub problems: Vec<String>,
}

impl Catalog {
    /// Checks the database's structure and references; `thorough` also compares every index with its table.
    pub fn check(&self, thorough: bool) -> Result<Check> {
        let pragma = if thorough { "PRAGMA integrity_check" } else { "PRAGMA quick_check" };
        let mut problems: Vec<String> = self
            .connection
            .prepare(pragma)?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<_>>()?;
        problems.retain(|line| line != "ok");
        let orphans: Vec<String> = self
            .connection
            .prepare("PRAGMA foreign_key_check")?
            .query_map([], |row| Ok(format!("a row of {} refers to nothing", row.get::<_, String>(0)?)))?
            .collect::<rusqlite::Result<_>>()?;
        problems.extend(orphans);
        Ok(Check { problems })
    }
}
