//! What a long listing needs of very many media at once: a value for each id, and counts among some of them.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rusqlite::types::Value;

use super::error::Result;
use super::model::array;
use super::tag::read_tag;
use super::{ById, Catalog, MediaId, TagCount, TagId};
use crate::tag::Tag;

/// Steps of SQLite's machine between two looks at the clock: about a millisecond.
const STEPS_PER_LOOK: i32 = 100_000;

/// A time of a media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The oldest modification time of its files.
    Date,
    /// When the gallery first saw it.
    Added,
}

/// What facts are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// `media::Format::name`.
    pub format: String,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// One run of an animation.
    pub duration_ms: Option<i64>,
    /// Its frames differ visibly.
    pub animated: bool,
}

impl Catalog {
    /// A number that is another one after another connection has changed the catalogue. Within a transaction it stands still.
    pub fn data_version(&self) -> Result<i64> {
        self.value("PRAGMA data_version", [])
    }

    /// Gives up what takes longer from now on; `None` takes the time that it needs.
    pub fn limit_time(&mut self, limit: Option<Duration>) -> Result<()> {
        let deadline = limit.map(|limit| Instant::now() + limit);
        let look = deadline.map(|deadline| move || Instant::now() > deadline);
        Ok(self.connection.progress_handler(STEPS_PER_LOOK, look)?)
    }

    /// Adds the ratios of width to height, in thousandths, of media that came since the last time; what a content is never changes.
    pub fn extend_ratios(&self, ratios: &mut ById<u16>) -> Result<()> {
        let mut statement = self.connection.prepare_cached("SELECT id, width, height FROM media WHERE id >= ?1")?;
        let mut rows = statement.query([ratios.next_id()])?;
        while let Some(row) = rows.next()? {
            let (width, height): (u64, u64) = (row.get(1)?, row.get(2)?);
            let thousandths = (1000 * width + height / 2) / height.max(1);
            ratios.put(row.get(0)?, u16::try_from(thousandths).unwrap_or(u16::MAX).max(1));
        }
        Ok(())
    }

    /// Hands a time of each media to `each`, in seconds since 1970.
    pub fn each_moment(&self, moment: Moment, mut each: impl FnMut(MediaId, i64)) -> Result<()> {
        // Each is in an index, where equal ones lie side by side.
        let column = match moment {
            Moment::Date => "date",
            Moment::Added => "added_at / 1000",
        };
        let mut statement = self.connection.prepare_cached(&format!("SELECT id, {column} FROM media"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Hands the bytes of the path that each media is listed under to `each`, in their order.
    pub fn each_path(&self, mut each: impl FnMut(MediaId, &[u8])) -> Result<()> {
        let mut statement = self.connection.prepare_cached("SELECT id, path FROM media ORDER BY path")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get_ref(1)?.as_bytes().unwrap_or_default());
        }
        Ok(())
    }

    /// The tags in a namespace, the most used first, and for each media the place among them, from 1, of its first.
    pub fn rank_by_tag(&self, namespace: &str) -> Result<(Vec<Tag>, ById<u32>)> {
        let sql =
            "SELECT id, namespace, name FROM tag WHERE namespace = ?1 AND n_media > 0 ORDER BY n_media DESC, name";
        let tags: Vec<(TagId, Tag)> = self.list(sql, [namespace], |row| Ok((row.get(0)?, read_tag(row, 1)?)))?;
        let mut ranks = ById::default();
        let mut statement = self.connection.prepare_cached("SELECT media_id FROM media_tag WHERE tag_id = ?1")?;
        for (rank, (id, _)) in (1..).zip(&tags) {
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                let media = row.get(0)?;
                if ranks.get(media) == 0 {
                    ranks.put(media, rank);
                }
            }
        }
        Ok((tags.into_iter().map(|(_, tag)| tag).collect(), ranks))
    }

    /// Counts the tags on some media: most used first, then by name.
    pub fn count_tags_on(&self, media: &[MediaId]) -> Result<Vec<TagCount>> {
        let mut counts: HashMap<TagId, u64> = HashMap::new();
        let sql = "SELECT x.media_id, x.tag_id FROM rarray(?1) a CROSS JOIN media_tag x ON x.media_id = a.value";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([array(media)])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            // A tag that several sources state is counted once; their rows are neighbours.
            let on: (MediaId, TagId) = (row.get(0)?, row.get(1)?);
            if last.replace(on) != Some(on) {
                *counts.entry(on.1).or_default() += 1;
            }
        }
        let ids = Rc::new(counts.keys().map(|id| Value::Integer(id.0)).collect::<Vec<_>>());
        let sql = "SELECT t.namespace, t.name, t.id FROM rarray(?1) a CROSS JOIN tag t ON t.id = a.value";
        let mut named: Vec<TagCount> =
            self.list(sql, [ids], |row| Ok(TagCount { tag: read_tag(row, 0)?, n_media: counts[&row.get(2)?] }))?;
        named.sort_unstable_by(|a, b| b.n_media.cmp(&a.n_media).then_with(|| a.tag.cmp(&b.tag)));
        Ok(named)
    }

    /// What facts of some media are counted by, in no order.
    pub fn list_facts(&self, media: &[MediaId]) -> Result<Vec<FactRow>> {
        let sql = "SELECT m.format, m.width, m.height, m.duration_ms, m.animated
                   FROM rarray(?1) a CROSS JOIN media m ON m.id = a.value";
        self.list(sql, [array(media)], |row| {
            Ok(FactRow {
                format: row.get(0)?,
                width: row.get(1)?,
                height: row.get(2)?,
                duration_ms: row.get(3)?,
                animated: row.get(4)?,
            })
        })
    }

    /// Counts all media.
    pub fn count_media(&self) -> Result<u64> {
        self.value("SELECT count(*) FROM media", [])
    }
}
