//! Pairs of media that show the same, and pairs of which a person says that they do not.

use std::collections::HashSet;

use super::error::Result;
use super::model::stored_as;
use super::statement::{first, pair};
use super::{Catalog, JournalId, MediaId};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LikenessKind {
    /// Two stills.
    Stills,
    /// Two animations.
    Scenes,
    /// A still and an animation that has it as a frame.
    Frame,
    /// A narrow still and a wide one that it is a part of.
    Part,
}

/// Two media that show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LikenessRow {
    /// The one that was recorded first.
    pub a: MediaId,
    /// The other.
    pub b: MediaId,
    /// What they are.
    pub kind: LikenessKind,
    /// Whether they are certainly the same; otherwise one may be an alternate of the other.
    pub certain: bool,
    /// How far apart they are, 0 to 64.
    pub distance: u32,
    /// What was done to the first to make the second; `fingerprint` knows the numbers.
    pub transform: u8,
}

stored_as!(LikenessKind { Stills = 1, Scenes = 2, Frame = 3, Part = 4 });

impl Catalog {
    /// Records or replaces a pair. Nothing is recorded if one of them was forgotten meanwhile.
    pub fn put_likeness(&self, row: &LikenessRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO likeness (a_id, b_id, kind, verdict, distance, transform)
                   SELECT a.id, b.id, ?3, ?4, ?5, ?6 FROM media a JOIN media b ON b.id = ?2 WHERE a.id = ?1";
        let verdict = if row.certain { 1 } else { 2 };
        let values = (row.a, row.b, row.kind, verdict, row.distance, row.transform);
        self.run(sql, values)
    }

    /// Drops all pairs of a media, and what was worked out for groups from its pixels.
    pub fn delete_likenesses(&self, media: MediaId) -> Result<()> {
        self.run("DELETE FROM likeness WHERE a_id = ?1 OR b_id = ?1", [media])?;
        self.delete_links(media)
    }

    /// Lists the pairs of media of which files were there when last looked for, without those that were rejected.
    pub fn list_likenesses(&self) -> Result<Vec<LikenessRow>> {
        let sql = "SELECT l.a_id, l.b_id, l.kind, l.verdict = 1, l.distance, l.transform FROM likeness l
                   JOIN media a ON a.id = l.a_id JOIN media b ON b.id = l.b_id
                   WHERE a.n_present > 0 AND b.n_present > 0 AND NOT EXISTS
                       (SELECT 1 FROM rejected r WHERE r.a_id = l.a_id AND r.b_id = l.b_id)
                   ORDER BY l.a_id, l.b_id";
        self.list(sql, [], |row| {
            Ok(LikenessRow {
                a: row.get(0)?,
                b: row.get(1)?,
                kind: row.get(2)?,
                certain: row.get(3)?,
                distance: row.get(4)?,
                transform: row.get(5)?,
            })
        })
    }

    /// Lists the media that were found to be certainly the same as one, of one kind with it, without those that were rejected.
    pub fn list_same(&self, media: MediaId) -> Result<Vec<MediaId>> {
        let sql = "SELECT iif(l.a_id = ?1, l.b_id, l.a_id) FROM likeness l
                   WHERE (l.a_id = ?1 OR l.b_id = ?1) AND l.verdict = 1 AND l.kind IN (?2, ?3) AND NOT EXISTS
                       (SELECT 1 FROM rejected r WHERE r.a_id = l.a_id AND r.b_id = l.b_id)
                   ORDER BY l.distance, 1";
        self.list(sql, (media, LikenessKind::Stills, LikenessKind::Scenes), first)
    }

    /// Lists the pairs of which a person said that they are not the same, the media that was recorded first before the other.
    pub fn list_rejected_pairs(&self) -> Result<HashSet<(MediaId, MediaId)>> {
        self.list("SELECT a_id, b_id FROM rejected", [], pair)
    }

    /// Records that two media are not the same. Returns whether that is new.
    pub fn reject(&self, one: MediaId, other: MediaId, entry: JournalId) -> Result<bool> {
        let (a, b) = (one.min(other), one.max(other));
        let is_new = self.write_rejected(a, b, true)?;
        if is_new {
            let sql = "INSERT INTO journal_rejected (journal_id, a_id, b_id) VALUES (?1, ?2, ?3)";
            self.run(sql, (entry, a, b))?;
        }
        Ok(is_new)
    }

    fn write_rejected(&self, a: MediaId, b: MediaId, rejected: bool) -> Result<bool> {
        let sql = if rejected {
            "INSERT INTO rejected (a_id, b_id) SELECT a.id, b.id FROM media a JOIN media b ON b.id = ?2
             WHERE a.id = ?1 ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM rejected WHERE a_id = ?1 AND b_id = ?2"
        };
        Ok(self.change(sql, (a, b))? > 0)
    }

    /// Takes the rejections of an entry back, or does them again.
    pub(super) fn turn_rejected(&self, entry: JournalId, back: bool) -> Result<()> {
        let sql = "SELECT a_id, b_id FROM journal_rejected WHERE journal_id = ?1";
        let rows: Vec<(MediaId, MediaId)> = self.list(sql, [entry], pair)?;
        for (a, b) in rows {
            self.write_rejected(a, b, !back)?;
        }
        Ok(())
    }
}
