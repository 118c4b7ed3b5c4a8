//! Giving a tag another name: everything that was said with the old one is said with the new one, by the same sources.
//!
//! The journal holds what was moved as tags taken off and put on, so that taking the entry back restores it exactly.

use super::error::Result;
use super::journal::{Change, JournalId};
use super::rule::RuleKind;
use super::{Catalog, TagId};

impl Catalog {
    /// Moves tags, refusals and rules from one tag to another and makes the first stand for the second; returns how many
    /// media had it. [`Catalog::settle_rules`] has to follow.
    pub fn rename_tag(&self, from: TagId, to: TagId, entry: JournalId) -> Result<u64> {
        let run = |sql: &str, change: Option<Change>| -> Result<()> {
            let mut statement = self.connection.prepare_cached(sql)?;
            for (number, value) in [entry.0, from.0, to.0, change.map_or(0, Change::code)].into_iter().enumerate() {
                if number < statement.parameter_count() {
                    statement.raw_bind_parameter(number + 1, value)?;
                }
            }
            statement.raw_execute()?;
            Ok(())
        };
        let count = "SELECT count(DISTINCT media_id) FROM media_tag WHERE tag_id = ?1 AND source_id <> 9";
        let n_media = self.value(count, [from])?;
        for (sql, change) in STEPS {
            run(sql, *change)?;
        }
        self.move_rules(from, to, entry)?;
        Ok(n_media)
    }

    /// What implied the old name implies the new one, and the new one implies what the old one did.
    fn move_rules(&self, from: TagId, to: TagId, entry: JournalId) -> Result<()> {
        let sql = "SELECT child_id, parent_id, kind FROM tag_rule
                   WHERE (child_id = ?1 OR parent_id = ?1) AND kind > 0 ORDER BY child_id, parent_id";
        let rules: Vec<(TagId, TagId, i64)> =
            self.list(sql, [from], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (child, parent, kind) in rules {
            self.remove_rule(child, parent, entry)?;
            let (child, parent) = (if child == from { to } else { child }, if parent == from { to } else { parent });
            if child != parent {
                self.change_rule(child, parent, Some((kind, 2)), entry)?;
            }
        }
        self.put_rule(from, to, RuleKind::Renamed, entry)?;
        Ok(())
    }
}

/// Statements with the entry, the old tag, the new tag and the change as parameters 1 to 4.
const STEPS: &[(&str, Option<Change>)] = &[
    // What a hand put on with the old name is wanted, whatever was refused under the new one.
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?3, 1, ?4, 1 FROM media_tag_refused r WHERE tag_id = ?3 AND EXISTS
            (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = ?2 AND x.source_id = 1)",
        Some(Change::NoLongerRefused),
    ),
    (
        "DELETE FROM media_tag_refused WHERE tag_id = ?3 AND media_id IN
            (SELECT media_id FROM media_tag WHERE tag_id = ?2 AND source_id = 1)",
        None,
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?3, 1, ?4, 1 FROM media_tag_refused r
         WHERE tag_id = ?2 AND NOT EXISTS (SELECT 1 FROM media_tag_refused o WHERE o.media_id = r.media_id AND o.tag_id = ?3)
           AND NOT EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = ?3 AND x.source_id <> 9)",
        Some(Change::Refused),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?2, 1, ?4, 1 FROM media_tag_refused WHERE tag_id = ?2",
        Some(Change::NoLongerRefused),
    ),
    (
        "INSERT INTO media_tag_refused (media_id, tag_id)
         SELECT media_id, ?3 FROM media_tag_refused r
         WHERE tag_id = ?2
           AND NOT EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = ?3 AND x.source_id <> 9)
         ON CONFLICT DO NOTHING",
        None,
    ),
    ("DELETE FROM media_tag_refused WHERE tag_id = ?2", None),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?3, source_id, ?4, 1 FROM media_tag x
         WHERE tag_id = ?2 AND confirmed = 1 AND source_id <> 9 AND EXISTS (
            SELECT 1 FROM media_tag o
            WHERE o.media_id = x.media_id AND o.tag_id = ?3 AND o.source_id = x.source_id AND o.confirmed = 0)",
        Some(Change::Confirmed),
    ),
    (
        "UPDATE media_tag SET confirmed = 1 WHERE (media_id, tag_id, source_id) IN
         (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND tag_id = ?3 AND change = ?4)",
        Some(Change::Confirmed),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?3, source_id, ?4, confirmed FROM media_tag x
         WHERE tag_id = ?2 AND source_id <> 9
           AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = x.media_id AND r.tag_id = ?3)
           AND NOT EXISTS (
            SELECT 1 FROM media_tag o WHERE o.media_id = x.media_id AND o.tag_id = ?3 AND o.source_id = x.source_id)",
        Some(Change::PutOn),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT ?1, media_id, ?2, source_id, ?4, confirmed FROM media_tag WHERE tag_id = ?2 AND source_id <> 9",
        Some(Change::TakenOff),
    ),
    (
        "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
         SELECT media_id, tag_id, source_id, confirmed FROM journal_change
         WHERE journal_id = ?1 AND tag_id = ?3 AND change = ?4 ON CONFLICT DO NOTHING",
        Some(Change::PutOn),
    ),
    ("DELETE FROM media_tag WHERE tag_id = ?2 AND source_id <> 9", None),
];
