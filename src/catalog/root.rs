//! The folders that were imported, and which of them cannot be reached now.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use super::error::Result;
use super::{Catalog, RootId};

/// An imported folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootRow {
    /// Its row.
    pub id: RootId,
    /// Absolute path.
    pub path: PathBuf,
    /// Its files that were there when they were last looked for.
    pub n_present: u64,
    /// Its files that were not.
    pub n_missing: u64,
}

impl Catalog {
    /// Lists the roots by path.
    pub fn list_roots(&self) -> Result<Vec<RootRow>> {
        let sql = "SELECT r.id, r.path, count(f.id) FILTER (WHERE f.missing_at IS NULL), count(f.missing_at)
                   FROM root r LEFT JOIN file f ON f.root_id = r.id GROUP BY r.id ORDER BY r.path";
        self.list(sql, [], |row| {
            Ok(RootRow {
                id: row.get(0)?,
                path: path_from(row.get(1)?),
                n_present: row.get(2)?,
                n_missing: row.get(3)?,
            })
        })
    }

    /// Lists ids and paths only, which costs nothing however many files there are.
    pub fn list_root_paths(&self) -> Result<Vec<(RootId, PathBuf)>> {
        self.list("SELECT id, path FROM root ORDER BY path", [], |row| Ok((row.get(0)?, path_from(row.get(1)?))))
    }

    /// Lists the paths of the roots that cannot be reached now, by path.
    pub fn list_offline_roots(&self) -> Result<Vec<PathBuf>> {
        let sql = "SELECT path FROM root WHERE id IN (SELECT id FROM temp.offline_root) ORDER BY path";
        self.list(sql, [], |row| Ok(path_from(row.get(0)?)))
    }

    /// Whether a root has files, there or not.
    pub fn has_files(&self, root: RootId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM file WHERE root_id = ?1)";
        self.value(sql, [root])
    }

    /// Whether a root has files that were there when they were last looked for.
    pub fn has_present(&self, root: RootId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM file WHERE root_id = ?1 AND missing_at IS NULL)";
        self.value(sql, [root])
    }

    /// Finds a root, or adds it.
    pub fn ensure_root(&self, path: &Path, now_ms: i64) -> Result<RootId> {
        let sql = "INSERT INTO root (path, added_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.run(sql, (path.as_os_str().as_bytes(), now_ms))?;
        self.value("SELECT id FROM root WHERE path = ?1", [path.as_os_str().as_bytes()])
    }

    /// Moves everything under `inner` to the root `outer` that holds its folder at `relative`, and drops `inner`.
    pub fn absorb_root(&self, inner: RootId, outer: RootId, relative: &Path) -> Result<()> {
        let mut prefix = relative.as_os_str().as_bytes().to_vec();
        if !prefix.is_empty() {
            prefix.push(b'/');
        }
        for table in ["file", "unread", "unheard"] {
            // A path that the outer root knows already is the same file twice: the outer one stays.
            let sql = format!(
                "UPDATE OR IGNORE {table} SET root_id = ?1, path = CAST(?2 || path AS BLOB) WHERE root_id = ?3"
            );
            self.connection.execute(&sql, (outer, &prefix, inner))?;
            self.connection.execute(&format!("DELETE FROM {table} WHERE root_id = ?1"), [inner])?;
        }
        self.connection.execute("DELETE FROM root WHERE id = ?1", [inner])?;
        Ok(())
    }

    /// Finds the folder of a root below which most present files of another are, with the same contents at the same paths: what
    /// is before those paths, empty or with a slash at its end, and how many files.
    pub fn find_same_layout(&self, of: RootId, within: RootId) -> Result<Option<(Vec<u8>, u64)>> {
        self.find(include_str!("find_same_layout.sql"), (of, within), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Drops a root; its files must have been dropped before.
    ///
    /// # Errors
    /// If it still has files, or the catalogue cannot be written.
    pub fn delete_root(&self, id: RootId) -> Result<()> {
        self.connection.execute("DELETE FROM unread WHERE root_id = ?1", [id])?;
        self.connection.execute("DELETE FROM unheard WHERE root_id = ?1", [id])?;
        self.connection.execute("DELETE FROM root WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Sets which roots cannot be reached now, for searches and file states on this connection.
    pub fn set_offline_roots(&self, roots: &[RootId]) -> Result<()> {
        self.connection.execute("DELETE FROM temp.offline_root", [])?;
        roots.iter().try_for_each(|root| self.run("INSERT INTO temp.offline_root (id) VALUES (?1)", [root]))
    }
}

/// A stored path as the operating system's.
pub(super) fn path_from(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

/// The whole path of a file stored as its root's and its own.
pub(super) fn join(root: Vec<u8>, relative: Vec<u8>) -> PathBuf {
    path_from(root).join(path_from(relative))
}
