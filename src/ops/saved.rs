//! Searches that a person keeps under a name.

use super::Gallery;
use super::error::Result;

/// Lists the saved searches, each with its name and its query as it was typed, by name.
pub fn list_saved(gallery: &Gallery) -> Result<Vec<(String, String)>> {
    Ok(gallery.catalog.list_saved()?)
}

/// Keeps a search under a name, in place of one that has it.
///
/// # Errors
/// If the query is not understood.
pub fn save_search(gallery: &Gallery, name: &str, query: &str) -> Result<()> {
    super::parse_query(query)?;
    Ok(gallery.catalog.put_saved(name, query)?)
}

/// Drops a saved search; tells whether there was one.
pub fn drop_saved(gallery: &Gallery, name: &str) -> Result<bool> {
    Ok(gallery.catalog.delete_saved(name)?)
}
