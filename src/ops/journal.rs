//! What changed the tags, notes and rules, newest first, and taking it back.

use std::path::PathBuf;

use super::error::Result;
use super::gallery::now_ms;
use super::{Error, Gallery};
use crate::catalog::Entry;

/// An entry that was taken back or done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// Its number in the log.
    pub id: i64,
    /// What had been asked for.
    pub command: String,
    /// Files that it had moved to the trash, where they still are: only a person restores them.
    pub trashed: Vec<PathBuf>,
}

/// Lists the newest entries, newest first.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn log(gallery: &Gallery, limit: u64) -> Result<Vec<Entry>> {
    Ok(gallery.catalog.list_entries(limit)?)
}

/// Takes back the newest `n` entries that stand, newest first; fewer if there are no more.
///
/// # Errors
/// If the catalogue cannot be written; then nothing changed.
pub fn undo(gallery: &Gallery, n: u64) -> Result<Vec<Turned>> {
    turn(gallery, n, || Ok(gallery.catalog.undo_entry(now_ms())?))
}

/// Takes back one entry, which must be the newest that stands.
///
/// # Errors
/// If something else was changed since, or the catalogue cannot be written; then nothing changed.
pub fn undo_newest(gallery: &Gallery, id: i64) -> Result<Turned> {
    gallery.catalog.atomically(|| match gallery.catalog.undo_entry(now_ms())? {
        Some((found, command)) if found == id => Ok(Turned { id, command, trashed: trashed(gallery, id)? }),
        _ => Err(Error::Usage("another program changed tags since: look at `nakigao log`, then use `undo`".to_owned())),
    })
}

/// Does the last `n` entries again that were taken back since the last new one.
///
/// # Errors
/// If the catalogue cannot be written; then nothing changed.
pub fn redo(gallery: &Gallery, n: u64) -> Result<Vec<Turned>> {
    turn(gallery, n, || Ok(gallery.catalog.redo_entry()?))
}

fn turn(gallery: &Gallery, n: u64, step: impl Fn() -> Result<Option<(i64, String)>>) -> Result<Vec<Turned>> {
    gallery.catalog.atomically(|| {
        let mut turned = Vec::new();
        for _ in 0..n {
            let Some((id, command)) = step()? else { break };
            turned.push(Turned { id, command, trashed: trashed(gallery, id)? });
        }
        Ok(turned)
    })
}

/// The files of an entry that are not at their places.
fn trashed(gallery: &Gallery, id: i64) -> Result<Vec<PathBuf>> {
    Ok(gallery.catalog.list_trashed(id)?.into_iter().filter(|path| !path.exists()).collect())
}
