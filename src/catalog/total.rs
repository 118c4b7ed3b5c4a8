//! Counting everything.

use std::path::PathBuf;

use super::Catalog;
use super::error::Result;
use super::root::join;

/// Numbers over the whole catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Contents.
    pub media: u64,
    /// Contents whose frames differ visibly.
    pub animated: u64,
    /// Contents without a file that is there.
    pub absent: u64,
    /// Contents without a tag.
    pub untagged: u64,
    /// Paths.
    pub files: u64,
    /// Paths that were not there when they were last looked for.
    pub missing_files: u64,
    /// Bytes of all contents, each once.
    pub bytes: u64,
    /// Bytes that second and further paths of a content take, if each is a file of its own.
    pub duplicate_bytes: u64,
    /// Tags in use.
    pub tags: u64,
    /// Tags on media: each tag of each media once.
    pub tag_links: u64,
}

impl Catalog {
    /// Counts everything there is.
    pub fn totals(&self) -> Result<Totals> {
        let mut totals = self.connection.query_row(
            "SELECT count(*), coalesce(sum(animated), 0), coalesce(sum(n_present = 0), 0), coalesce(sum(n_tags = 0), 0),
                    coalesce(sum(bytes), 0), coalesce(sum(bytes * max(n_present - 1, 0)), 0), coalesce(sum(n_tags), 0)
             FROM media",
            [],
            |row| {
                Ok(Totals {
                    media: row.get(0)?,
                    animated: row.get(1)?,
                    absent: row.get(2)?,
                    untagged: row.get(3)?,
                    bytes: row.get(4)?,
                    duplicate_bytes: row.get(5)?,
                    tag_links: row.get(6)?,
                    ..Totals::default()
                })
            },
        )?;
        (totals.files, totals.missing_files) =
            self.connection
                .query_row("SELECT count(*), count(missing_at) FROM file", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        totals.tags = self.connection.query_row("SELECT count(*) FROM tag WHERE n_media > 0", [], |row| row.get(0))?;
        Ok(totals)
    }

    /// Lists the paths of contents that have several with the same inode number, which may be names of one file: the content's
    /// size and its paths, by content.
    pub fn list_shared_inodes(&self) -> Result<Vec<(u64, Vec<PathBuf>)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT m.id, m.bytes, r.path, f.path
             FROM media m JOIN file f ON f.media_id = m.id JOIN root r ON r.id = f.root_id
             WHERE m.n_present > 1 AND f.missing_at IS NULL AND EXISTS
                 (SELECT 1 FROM file g WHERE g.media_id = f.media_id AND g.id <> f.id AND g.inode = f.inode
                                         AND g.missing_at IS NULL)
             ORDER BY m.id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as u64, join(row.get(2)?, row.get(3)?)))
        })?;
        let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        let of_media = rows.chunk_by(|a, b| a.0 == b.0);
        let paths = |rows: &[(i64, u64, PathBuf)]| rows.iter().map(|row| row.2.clone()).collect();
        Ok(of_media.filter_map(|rows| Some((rows.first()?.1, paths(rows)))).collect())
    }

    /// Counts media by format, most first.
    pub fn count_formats(&self) -> Result<Vec<(String, u64)>> {
        self.counts("SELECT format, count(*) AS n FROM media GROUP BY format ORDER BY n DESC, format")
    }

    /// Counts the tags in use by namespace, most first.
    pub fn count_namespaces(&self) -> Result<Vec<(String, u64)>> {
        self.counts(
            "SELECT namespace, count(*) AS n FROM tag WHERE n_media > 0 GROUP BY namespace ORDER BY n DESC, namespace",
        )
    }

    fn counts(&self, sql: &str) -> Result<Vec<(String, u64)>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
