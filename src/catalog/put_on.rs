//! What one entry of the journal put on.

use std::path::PathBuf;

use super::error::Result;
use super::root::path_from;
use super::tag::read_tag;
use super::{Catalog, JournalId, Source};
use crate::tag::Tag;

/// A tag that a media got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutOn {
    /// The path that the media is listed under.
    pub path: PathBuf,
    /// The tag.
    pub tag: Tag,
    /// Who states it.
    pub source: Source,
}

impl Catalog {
    /// Lists what an entry put on, by path.
    pub fn list_put_on(&self, entry: JournalId) -> Result<Vec<PutOn>> {
        let sql = "SELECT m.path, t.namespace, t.name, c.source_id
                   FROM journal_change c JOIN media m ON m.id = c.media_id JOIN tag t ON t.id = c.tag_id
                   WHERE c.journal_id = ?1 AND c.change = 1 ORDER BY m.path, c.source_id, t.namespace, t.name";
        self.list(sql, [entry], |row| {
            Ok(PutOn { path: path_from(row.get(0)?), tag: read_tag(row, 1)?, source: row.get(3)? })
        })
    }
}
