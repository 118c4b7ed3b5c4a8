//! Searches that a person keeps under a name.

use super::Catalog;
use super::error::Result;
use super::statement::pair;

impl Catalog {
    /// Lists the saved searches, each with its name and its query, by name.
    pub fn list_saved(&self) -> Result<Vec<(String, String)>> {
        self.list("SELECT name, query FROM saved_search ORDER BY name", [], pair)
    }

    /// Keeps a search, in place of one of this name.
    pub fn put_saved(&self, name: &str, query: &str) -> Result<()> {
        let sql = "INSERT INTO saved_search (name, query) VALUES (?1, ?2)
                   ON CONFLICT DO UPDATE SET query = excluded.query";
        self.atomically(|| self.run(sql, (name, query)))
    }

    /// Drops a search; tells whether there was one.
    pub fn delete_saved(&self, name: &str) -> Result<bool> {
        self.atomically(|| Ok(self.change("DELETE FROM saved_search WHERE name = ?1", [name])? > 0))
    }
}
