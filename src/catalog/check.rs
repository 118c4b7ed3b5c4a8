//! Checks the database itself.

use super::Catalog;
use super::error::Result;
use super::statement::first;

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
        let mut problems: Vec<String> = self.list(pragma, [], first)?;
        problems.retain(|line| line != "ok");
        let orphans: Vec<String> = self.list("PRAGMA foreign_key_check", [], first)?;
        problems.extend(orphans.iter().map(|table| format!("a row of {table} refers to nothing")));
        Ok(Check { problems })
    }
}
