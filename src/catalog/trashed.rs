//! Files that entries of the journal moved to the trash, and moves that were begun.
//!
//! No transaction spans the disk and the catalogue. The intent is recorded before a move, and in one transaction after it
//! replaced by the record of the move. An intent that is found later is of a move that a kill interrupted.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::root::path_from;
use super::statement::first;
use super::{Catalog, JournalId};
use crate::fingerprint::ContentHash;

/// A move to the trash that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMove {
    /// The file.
    pub path: PathBuf,
    /// Its content.
    pub hash: ContentHash,
    /// The file that is kept.
    pub keeper: PathBuf,
    /// Its content.
    pub keeper_hash: ContentHash,
    /// Where the file is to lie in the trash.
    pub place: PathBuf,
    /// The entry of the journal that the move belongs to.
    pub entry: JournalId,
}

/// A file that was moved to the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// Where it was.
    pub path: PathBuf,
    /// Where it lies in the trash, and its content; unknown of files that earlier versions moved.
    pub place: Option<(PathBuf, ContentHash)>,
}

impl Catalog {
    /// Records that a file is about to be moved to the trash.
    pub fn insert_pending_move(&self, pending: &PendingMove) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO pending_move (path, hash, keeper, keeper_hash, place, journal_id)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.run(
            sql,
            (
                bytes(&pending.path),
                pending.hash,
                bytes(&pending.keeper),
                pending.keeper_hash,
                bytes(&pending.place),
                pending.entry,
            ),
        )
    }

    /// Lists the moves that were begun and are not over, by path.
    pub fn list_pending_moves(&self) -> Result<Vec<PendingMove>> {
        let sql = "SELECT path, hash, keeper, keeper_hash, place, journal_id FROM pending_move ORDER BY path";
        self.list(sql, [], |row| {
            Ok(PendingMove {
                path: path_from(row.get(0)?),
                hash: row.get(1)?,
                keeper: path_from(row.get(2)?),
                keeper_hash: row.get(3)?,
                place: path_from(row.get(4)?),
                entry: row.get(5)?,
            })
        })
    }

    /// Drops the record of a move that is over, or did not take place.
    pub fn delete_pending_move(&self, path: &Path) -> Result<()> {
        self.run("DELETE FROM pending_move WHERE path = ?1", [bytes(path)])
    }

    /// Notes that a move is over: its file lies in the trash.
    pub fn note_trashed(&self, moved: &PendingMove) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO journal_trashed (journal_id, path, place, hash) VALUES (?1, ?2, ?3, ?4)";
        let row = (moved.entry, bytes(&moved.path), bytes(&moved.place), moved.hash);
        self.run(sql, row)?;
        self.delete_pending_move(&moved.path)
    }

    /// Lists the files that an entry moved to the trash, by path.
    pub fn list_trashed(&self, entry: JournalId) -> Result<Vec<Trashed>> {
        let sql = "SELECT path, place, hash FROM journal_trashed WHERE journal_id = ?1 ORDER BY path";
        self.list(sql, [entry], |row| {
            let place = row.get::<_, Option<_>>(1)?.map(path_from).zip(row.get(2)?);
            Ok(Trashed { path: path_from(row.get(0)?), place })
        })
    }

    /// Forgets that an entry moved a file, which is at its place again.
    pub fn delete_trashed(&self, entry: JournalId, path: &Path) -> Result<()> {
        self.run("DELETE FROM journal_trashed WHERE journal_id = ?1 AND path = ?2", (entry, bytes(path)))
    }

    /// Lists the newest `n` entries that stand, newest first: those that [`Catalog::undo_entry`] would take back.
    pub fn list_standing(&self, n: u64) -> Result<Vec<JournalId>> {
        let sql = "SELECT id FROM journal WHERE undone_at IS NULL AND NOT open ORDER BY id DESC LIMIT ?1";
        self.list(sql, [i64::try_from(n).unwrap_or(i64::MAX)], first)
    }

    /// Whether one of the newest `n` entries that stand moved files to the trash, or began to.
    pub fn has_moved_files(&self, n: u64) -> Result<bool> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM pending_move) OR EXISTS (SELECT 1 FROM journal_trashed WHERE journal_id IN
             (SELECT id FROM journal WHERE undone_at IS NULL AND NOT open ORDER BY id DESC LIMIT ?1))";
        self.value(sql, [i64::try_from(n).unwrap_or(i64::MAX)])
    }
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}
