//! Files that are no media, which are not opened again until they change; and sidecars that could not be read, which are read
//! again at the next import.

use super::error::Result;
use super::file::FileStamp;
use super::statement::first;
use super::{Catalog, RootId, UnreadKind};

/// A file that is no media, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadRow {
    /// The path below the root.
    pub path: Vec<u8>,
    /// As it was last seen.
    pub stamp: FileStamp,
    /// What sort of reason.
    pub kind: UnreadKind,
    /// The reason in words.
    pub reason: String,
    /// The reader and its limits. Another reader tries again.
    pub reader: String,
}

impl Catalog {
    /// Lists what could not be read under a root, or at one of its paths and below that, by path.
    pub fn list_unread(&self, root: RootId, folder: &[u8]) -> Result<Vec<UnreadRow>> {
        let range = super::file::below(folder);
        let sql =
            "SELECT path, bytes, mtime_ns, inode, kind, reason, reader FROM unread WHERE root_id = ?1 AND path = ?4
             UNION ALL
             SELECT path, bytes, mtime_ns, inode, kind, reason, reader FROM unread
             WHERE root_id = ?1 AND path >= ?2 AND path < ?3 ORDER BY path";
        self.list(sql, (root, range.start, range.end, folder), |row| {
            Ok(UnreadRow {
                path: row.get(0)?,
                stamp: super::file::stamp(row, 1)?,
                kind: row.get(4)?,
                reason: row.get(5)?,
                reader: row.get(6)?,
            })
        })
    }

    /// Remembers that a file is no media.
    pub fn put_unread(&self, root: RootId, row: &UnreadRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO unread (root_id, path, bytes, mtime_ns, inode, kind, reason, reader)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.run(
            sql,
            (
                root,
                &row.path,
                row.stamp.bytes as i64,
                row.stamp.mtime_ns,
                row.stamp.inode as i64,
                row.kind,
                &row.reason,
                &row.reader,
            ),
        )
    }

    /// Forgets that a path could not be read.
    pub fn delete_unread(&self, root: RootId, path: &[u8]) -> Result<()> {
        self.run("DELETE FROM unread WHERE root_id = ?1 AND path = ?2", (root, path))
    }

    /// Lists the paths of a kind of files that are no media, of all roots.
    pub fn list_unread_of(&self, kind: UnreadKind) -> Result<Vec<Vec<u8>>> {
        self.list("SELECT path FROM unread WHERE kind = ?1", [kind], first)
    }

    /// Lists the paths of a root, or at one of its paths and below that, of which what they say could not be read, by path.
    pub fn list_unheard(&self, root: RootId, folder: &[u8]) -> Result<Vec<Vec<u8>>> {
        let range = super::file::below(folder);
        let sql =
            "SELECT path FROM unheard WHERE root_id = ?1 AND (path = ?4 OR path >= ?2 AND path < ?3) ORDER BY path";
        self.list(sql, (root, range.start, range.end, folder), first)
    }

    /// Remembers that what a path says could not be read.
    pub fn put_unheard(&self, root: RootId, path: &[u8]) -> Result<()> {
        let sql = "INSERT INTO unheard (root_id, path) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.run(sql, (root, path))
    }

    /// Forgets that what a path says could not be read.
    pub fn delete_unheard(&self, root: RootId, path: &[u8]) -> Result<()> {
        self.run("DELETE FROM unheard WHERE root_id = ?1 AND path = ?2", (root, path))
    }
}
