//! Paths that hold a content, as they were when they were last looked at.
//!
//! What a media is listed under (its first present path, its date, whether it has a file) is kept on its own row and
//! brought up to date by [`Catalog::refresh_media`], so that a listing of a million media needs no join.

use std::collections::HashMap;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rusqlite::Row;

use super::error::Result;
use super::root::{join, path_from};
use super::statement::first;
use super::{Catalog, FileId, MediaId, RootId};

/// What the file system says of a file without opening it; equal stamps mean an unchanged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileStamp {
    /// Size.
    pub bytes: u64,
    /// Modification time, nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Inode number.
    pub inode: u64,
}

/// A file that the catalogue knows under a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Its row.
    pub id: FileId,
    /// The path below the root.
    pub path: Vec<u8>,
    /// As it was last seen.
    pub stamp: FileStamp,
    /// Its content.
    pub media: MediaId,
    /// It was not there when it was last looked for.
    pub missing: bool,
}

/// A file of one media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Its row.
    pub id: FileId,
    /// The root it lies in.
    pub root: RootId,
    /// The whole path.
    pub path: PathBuf,
    /// As it was last seen.
    pub stamp: FileStamp,
    /// It was not there when it was last looked for.
    pub missing: bool,
    /// Its root cannot be reached now.
    pub offline: bool,
}

impl Catalog {
    /// Lists the files under a root, or only those at one of its paths and below that, by path.
    pub fn list_known(&self, root: RootId, folder: &[u8]) -> Result<Vec<KnownFile>> {
        let range = below(folder);
        let sql = "SELECT id, path, bytes, mtime_ns, inode, media_id, missing_at IS NOT NULL FROM file
                   WHERE root_id = ?1 AND path = ?4
                   UNION ALL
                   SELECT id, path, bytes, mtime_ns, inode, media_id, missing_at IS NOT NULL FROM file
                   WHERE root_id = ?1 AND path >= ?2 AND path < ?3 ORDER BY path";
        self.list(sql, (root, range.start, range.end, folder), known_file)
    }

    /// Finds the content last seen at a path.
    pub fn find_file(&self, root: RootId, path: &[u8]) -> Result<Option<KnownFile>> {
        let sql = "SELECT id, path, bytes, mtime_ns, inode, media_id, missing_at IS NOT NULL FROM file
                   WHERE root_id = ?1 AND path = ?2";
        self.find(sql, (root, path), known_file)
    }

    /// Finds the first missing file of a media, by root and path.
    pub fn find_missing_file(&self, media: MediaId) -> Result<Option<FileId>> {
        let sql = "SELECT id FROM file WHERE media_id = ?1 AND missing_at IS NOT NULL ORDER BY root_id, path LIMIT 1";
        self.find(sql, [media], first)
    }

    /// Lists the files of a media in a root that were there when they were last looked for, with the paths below it, by path.
    pub fn list_present(&self, media: MediaId, root: RootId) -> Result<Vec<(FileId, PathBuf)>> {
        let sql = "SELECT id, path FROM file WHERE media_id = ?1 AND root_id = ?2 AND missing_at IS NULL ORDER BY path";
        self.list(sql, (media, root), |row| Ok((row.get(0)?, path_from(row.get(1)?))))
    }

    /// Counts the files of a media that were there when they were last looked for, as far as `limit`.
    pub fn count_present(&self, media: MediaId, limit: u32) -> Result<u32> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM file WHERE media_id = ?1 AND missing_at IS NULL LIMIT ?2)";
        self.value(sql, (media, limit))
    }

    /// Lists the media with a file below a folder of a root, in the order of their paths.
    pub fn list_media_below(&self, root: RootId, folder: &[u8]) -> Result<Vec<MediaId>> {
        let range = below(folder);
        let sql = "SELECT media_id FROM file WHERE root_id = ?1 AND path >= ?2 AND path < ?3 ORDER BY path";
        self.list(sql, (root, range.start, range.end), first)
    }

    /// Lists the files of a media: those that are there first, then by path.
    pub fn list_files(&self, media: MediaId) -> Result<Vec<FileRow>> {
        Ok(self.list_files_of(&[media])?.remove(&media).unwrap_or_default())
    }

    /// Lists the files of several media, of each as [`Catalog::list_files`] does.
    pub fn list_files_of(&self, media: &[MediaId]) -> Result<HashMap<MediaId, Vec<FileRow>>> {
        let sql = "SELECT f.media_id, f.id, f.root_id, r.path, f.path, f.bytes, f.mtime_ns, f.inode,
                          f.missing_at IS NOT NULL, EXISTS (SELECT 1 FROM temp.offline_root o WHERE o.id = f.root_id)
                   FROM rarray(?1) a CROSS JOIN file f ON f.media_id = a.value CROSS JOIN root r ON r.id = f.root_id
                   ORDER BY 9, 10, r.path, f.path";
        self.list_of_each(sql, media, |row| {
            Ok(FileRow {
                id: row.get(1)?,
                root: row.get(2)?,
                path: join(row.get(3)?, row.get(4)?),
                stamp: stamp(row, 5)?,
                missing: row.get(8)?,
                offline: row.get(9)?,
            })
        })
    }

    /// Records that a path holds a content.
    pub fn insert_file(&self, root: RootId, path: &[u8], media: MediaId, stamp: FileStamp) -> Result<()> {
        let sql = "INSERT INTO file (root_id, path, media_id, bytes, mtime_ns, inode) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.run(sql, (root, path, media, stamp.bytes as i64, stamp.mtime_ns, stamp.inode as i64))
    }

    /// Records that a known file is now at this path, with this content and this stamp, and there.
    pub fn update_file(&self, id: FileId, root: RootId, path: &[u8], media: MediaId, stamp: FileStamp) -> Result<()> {
        let sql = "UPDATE file SET root_id = ?2, path = ?3, media_id = ?4, bytes = ?5, mtime_ns = ?6, inode = ?7,
                   missing_at = NULL WHERE id = ?1";
        self.run(sql, (id, root, path, media, stamp.bytes as i64, stamp.mtime_ns, stamp.inode as i64))
    }

    /// Marks a file as not there, keeping the time it was first missed; `None` means that it is there again.
    pub fn set_missing(&self, id: FileId, since_ms: Option<i64>) -> Result<()> {
        let sql = "UPDATE file SET missing_at = CASE WHEN ?2 IS NULL THEN NULL ELSE coalesce(missing_at, ?2) END
                   WHERE id = ?1";
        self.run(sql, (id, since_ms))
    }

    /// Deletes the record of a path.
    pub fn delete_file(&self, id: FileId) -> Result<()> {
        self.run("DELETE FROM file WHERE id = ?1", [id])
    }

    /// Adds new files to the number, first path and date of their media, without reading its other files. `first_path` is the
    /// first of the new paths, `mtime_ns` the oldest of their modification times.
    pub fn add_to_media(&self, media: MediaId, n_files: u64, first_path: &Path, mtime_ns: i64) -> Result<()> {
        let path = first_path.as_os_str().as_bytes();
        let date = mtime_ns / 1_000_000_000;
        let sql = "UPDATE media SET n_present = n_present + ?2, path = min(path, ?3), date = min(date, ?4)
                   WHERE id = ?1 AND n_present > 0";
        // A media without a present file keeps its last path, which must not count.
        match self.change(sql, (media, n_files as i64, path, date))? {
            0 => self.refresh_media(media),
            _ => Ok(()),
        }
    }

    /// Recomputes the number of present files, first path and date of a media. Must be called after its files changed.
    pub fn refresh_media(&self, media: MediaId) -> Result<()> {
        self.run(include_str!("refresh_media.sql"), [media])
    }
}

/// The half-open range of paths below a folder; the empty folder is the root itself.
pub(super) fn below(folder: &[u8]) -> Range<Vec<u8>> {
    if folder.is_empty() {
        return vec![]..vec![0xFF; 4];
    }
    [folder, b"/"].concat()..[folder, b"0"].concat()
}

fn known_file(row: &Row<'_>) -> rusqlite::Result<KnownFile> {
    Ok(KnownFile {
        id: row.get(0)?,
        path: row.get(1)?,
        stamp: stamp(row, 2)?,
        media: row.get(5)?,
        missing: row.get(6)?,
    })
}

pub(super) fn stamp(row: &Row<'_>, first: usize) -> rusqlite::Result<FileStamp> {
    Ok(FileStamp {
        bytes: row.get::<_, i64>(first)? as u64,
        mtime_ns: row.get(first + 1)?,
        inode: row.get::<_, i64>(first + 2)? as u64,
    })
}
