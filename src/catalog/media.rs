//! Contents: what a file holds, whatever its path.

use std::collections::HashSet;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};

use super::error::Result;
use super::model::array;
use super::root::path_from;
use super::statement::first;
use super::{Catalog, MediaId, Shares};
use crate::fingerprint::{ContentHash, Looping, Signature};

/// What the bytes of a content are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFacts {
    /// `media::Format::name`.
    pub format: String,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Frames in the file; 1 for a still.
    pub frames: u32,
    /// One run of an animation.
    pub duration_ms: Option<i64>,
    /// How often it runs; 0 for ever.
    pub loop_count: Option<u32>,
    /// Its frames differ visibly.
    pub animated: bool,
    /// The file's size.
    pub bytes: u64,
    /// What is wrong with it, in words, although every pixel could be read.
    pub damage: Option<String>,
}

/// A content to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMedia {
    /// Its identity.
    pub hash: ContentHash,
    /// What its bytes are.
    pub facts: MediaFacts,
    /// It has transparent pixels or could have.
    pub has_alpha: bool,
    /// What it looks like, if that is known.
    pub signature: Option<Signature>,
}

#[cfg(test)]
impl NewMedia {
    /// A still of one pixel whose content is a number; tests change what matters to them.
    pub(super) fn sample(number: u8) -> Self {
        Self {
            hash: ContentHash::of(&[number]),
            facts: MediaFacts {
                format: "png".to_owned(),
                width: 1,
                height: 1,
                frames: 1,
                duration_ms: None,
                loop_count: None,
                animated: false,
                bytes: 1,
                damage: None,
            },
            has_alpha: false,
            signature: None,
        }
    }
}

/// A recorded content, without its files and tags.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaRow {
    /// Its row.
    pub id: MediaId,
    /// Its identity.
    pub hash: ContentHash,
    /// What its bytes are.
    pub facts: MediaFacts,
    /// When the gallery first saw it, milliseconds since 1970.
    pub added_at: i64,
    /// The oldest modification time of its files, seconds since 1970.
    pub date: i64,
    /// The path it is listed under.
    pub path: std::path::PathBuf,
    /// Files of it that were there when they were last looked for.
    pub n_present: u64,
    /// How much of its picture is drawn, once that was measured.
    pub shares: Option<Shares>,
    /// How it runs from its end on, if that is known and it moves.
    pub looping: Option<Looping>,
}

/// The columns of a [`MediaRow`] of the table `m`, in the order [`media_row`] reads them.
pub(super) const COLUMNS: &str = "m.id, m.hash, m.format, m.width, m.height, m.frames, m.duration_ms, m.loop_count, \
                                  m.animated, m.bytes, m.added_at, m.date, m.path, m.n_present, m.damage, \
                                  m.shown_share, m.drawn_share, m.loop_score, m.runs_back";

pub(super) fn media_row(row: &Row<'_>) -> rusqlite::Result<MediaRow> {
    Ok(MediaRow {
        id: row.get(0)?,
        hash: ContentHash::from_bytes(row.get(1)?),
        facts: MediaFacts {
            format: row.get(2)?,
            width: row.get(3)?,
            height: row.get(4)?,
            frames: row.get(5)?,
            duration_ms: row.get(6)?,
            loop_count: row.get(7)?,
            animated: row.get(8)?,
            bytes: row.get::<_, i64>(9)? as u64,
            damage: row.get(14)?,
        },
        added_at: row.get(10)?,
        date: row.get(11)?,
        path: path_from(row.get(12)?),
        n_present: row.get(13)?,
        shares: row.get::<_, Option<f64>>(15)?.zip(row.get(16)?).map(|(shown, drawn)| Shares { shown, drawn }),
        looping: looping(row.get(17)?, row.get(18)?),
    })
}

fn looping(hundredths: Option<u8>, runs_back: bool) -> Option<Looping> {
    hundredths.map(|hundredths| Looping { hundredths, runs_back })
}

impl Catalog {
    /// Records a content that is not known yet.
    pub fn insert_media(&self, new: &NewMedia, now_ms: i64) -> Result<MediaId> {
        self.connection
            .prepare_cached(
                "INSERT INTO media (id, hash, format, width, height, frames, duration_ms, loop_count, animated, has_alpha,
                                    bytes, added_at, damage)
                 VALUES (1 + max(coalesce((SELECT max(id) FROM media), 0),
                                 coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'media_ids'), 0)),
                         ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute((
                new.hash.as_bytes(),
                &new.facts.format,
                new.facts.width,
                new.facts.height,
                new.facts.frames,
                new.facts.duration_ms,
                new.facts.loop_count,
                new.facts.animated,
                new.has_alpha,
                new.facts.bytes as i64,
                now_ms,
                &new.facts.damage,
            ))?;
        let id = MediaId(self.connection.last_insert_rowid());
        if let Some(signature) = &new.signature {
            self.put_signature(id, signature)?;
        }
        Ok(id)
    }

    /// Finds a content by its hash.
    pub fn find_media(&self, hash: &ContentHash) -> Result<Option<MediaId>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM media WHERE hash = ?1")?;
        Ok(statement.query_row([hash.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// Lists the contents whose hash, in hexadecimal, begins with `digits`, at most `limit`.
    pub fn list_media_by_prefix(&self, digits: &str, limit: u32) -> Result<Vec<MediaId>> {
        let (low, high) = hash_range(digits);
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM media WHERE hash >= ?1 AND hash <= ?2 ORDER BY hash LIMIT ?3")?;
        let rows = statement.query_map((low, high, limit), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Finds some contents by their hashes: an answer for each, in the same order.
    pub fn list_media_of(&self, hashes: &[ContentHash]) -> Result<Vec<Option<MediaId>>> {
        let hashes: Vec<Value> = hashes.iter().map(|hash| Value::Blob(hash.as_bytes().to_vec())).collect();
        let sql = "SELECT m.id FROM rarray(?1) r LEFT JOIN media m ON m.hash = r.value";
        self.list(sql, [Rc::new(hashes)], first)
    }

    /// The hashes of some contents, in the same order; those that are not there any more are left out.
    pub fn list_hashes(&self, media: &[MediaId]) -> Result<Vec<ContentHash>> {
        let sql = "SELECT m.hash FROM rarray(?1) r CROSS JOIN media m ON m.id = r.value";
        self.list(sql, [array(media)], |row| row.get(0).map(ContentHash::from_bytes))
    }

    /// Reads one content.
    ///
    /// # Errors
    /// If it is not there any more, or the catalogue cannot be read.
    pub fn media(&self, id: MediaId) -> Result<MediaRow> {
        self.find_media_by_id(id)?.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
    }

    /// Finds one content, which may have been forgotten by another process.
    pub fn find_media_by_id(&self, id: MediaId) -> Result<Option<MediaRow>> {
        Ok(self.list_media(&[id])?.pop())
    }

    /// Reads some contents, in the same order; those that are not there any more are left out.
    pub fn list_media(&self, media: &[MediaId]) -> Result<Vec<MediaRow>> {
        let sql = format!("SELECT {COLUMNS} FROM rarray(?1) a CROSS JOIN media m ON m.id = a.value");
        self.list(&sql, [array(media)], media_row)
    }

    /// The hashes of all contents.
    pub fn content_hashes(&self) -> Result<HashSet<ContentHash>> {
        let mut statement = self.connection.prepare("SELECT hash FROM media")?;
        let rows = statement.query_map([], |row| row.get(0).map(ContentHash::from_bytes))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Drops a content with its tags and hashes; its files must have been dropped before.
    ///
    /// # Errors
    /// If it still has files, or the catalogue cannot be written.
    pub fn delete_media(&self, id: MediaId) -> Result<()> {
        // The journal knows media by number: one that is forgotten must not become another's.
        self.connection
            .prepare_cached(
                "INSERT INTO meta (key, value) SELECT 'media_ids', max(id) FROM media WHERE true
                 ON CONFLICT DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
            )?
            .execute([])?;
        self.connection.prepare_cached("DELETE FROM media WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}

/// The lowest and the highest hash that begin with some hexadecimal digits.
pub(super) fn hash_range(digits: &str) -> (Value, Value) {
    let bound = |fill: char| {
        let padded: Vec<u8> = digits.bytes().chain(std::iter::repeat(fill as u8)).take(64).collect();
        let nibble = |digit: u8| char::from(digit).to_digit(16).unwrap_or(0) as u8;
        Value::Blob(padded.chunks_exact(2).map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])).collect())
    };
    (bound('0'), bound('f'))
}
