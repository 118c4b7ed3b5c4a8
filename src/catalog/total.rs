//! Numbers over the whole catalogue.

use std::path::PathBuf;

use super::Catalog;
use super::error::Result;
use super::root::join;
use super::statement::pair;

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
        let sql = "SELECT count(*), coalesce(sum(animated), 0), coalesce(sum(n_present = 0), 0),
                   coalesce(sum(n_tags = 0), 0), coalesce(sum(bytes), 0),
                   coalesce(sum(bytes * max(n_present - 1, 0)), 0), coalesce(sum(n_tags), 0),
                   (SELECT count(*) FROM file), (SELECT count(missing_at) FROM file),
                   (SELECT count(*) FROM tag WHERE n_media > 0) FROM media";
        let totals = self.connection.query_row(sql, [], |row| {
            Ok(Totals {
                media: row.get(0)?,
                animated: row.get(1)?,
                absent: row.get(2)?,
                untagged: row.get(3)?,
                bytes: row.get(4)?,
                duplicate_bytes: row.get(5)?,
                tag_links: row.get(6)?,
                files: row.get(7)?,
                missing_files: row.get(8)?,
                tags: row.get(9)?,
            })
        });
        Ok(totals?)
    }

    /// Lists the contents of which several paths have the same inode number and may be hard links of one file: the size and the
    /// paths of each.
    pub fn list_shared_inodes(&self) -> Result<Vec<(u64, Vec<PathBuf>)>> {
        let sql = "SELECT m.id, m.bytes, r.path, f.path
                   FROM media m JOIN file f ON f.media_id = m.id JOIN root r ON r.id = f.root_id
                   WHERE m.n_present > 1 AND f.missing_at IS NULL AND EXISTS
                       (SELECT 1 FROM file g WHERE g.media_id = f.media_id AND g.id <> f.id AND g.inode = f.inode
                                               AND g.missing_at IS NULL)
                   ORDER BY m.id";
        let rows: Vec<_> = self.list(sql, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)? as u64, join(row.get(2)?, row.get(3)?)))
        })?;
        let of_media = rows.chunk_by(|a, b| a.0 == b.0);
        let paths = |rows: &[(i64, u64, PathBuf)]| rows.iter().map(|row| row.2.clone()).collect();
        Ok(of_media.filter_map(|rows| Some((rows.first()?.1, paths(rows)))).collect())
    }

    /// Counts media by format, most first.
    pub fn count_formats(&self) -> Result<Vec<(String, u64)>> {
        self.list("SELECT format, count(*) AS n FROM media GROUP BY format ORDER BY n DESC, format", [], pair)
    }

    /// Counts the tags in use by namespace, most first.
    pub fn count_namespaces(&self) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT namespace, count(*) AS n FROM tag WHERE n_media > 0
                   GROUP BY namespace ORDER BY n DESC, namespace";
        self.list(sql, [], pair)
    }
}
