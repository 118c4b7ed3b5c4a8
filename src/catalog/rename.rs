//! Renames a tag, or joins it to another: what a source said with the old name, it says with the new one.
//!
//! The journal records tags taken off and put on, so that undo restores the state before exactly.

use rusqlite::ToSql;

use super::error::Result;
use super::model::{Change, JournalId};
use super::{Catalog, Origin, RuleKind, Source, TagId};

impl Catalog {
    /// Moves tags, refusals and rules from one tag to another, and makes the first an alias of the second. Returns how many
    /// media had the first. [`Catalog::settle_rules`] must follow.
    pub fn rename_tag(&self, from: TagId, to: TagId, entry: JournalId) -> Result<u64> {
        let n_media = self.move_tags(from, to, entry)?;
        self.move_rules(from, to, None, entry)?;
        self.put_rule(from, to, RuleKind::Renamed, entry)?;
        Ok(n_media)
    }

    /// Moves tags, refusals and a person's rules from a tag to the one that the vocabulary calls it by. Returns how many media
    /// had the first. [`Catalog::settle_rules`] must follow.
    pub fn join_tag(&self, from: TagId, to: TagId, entry: JournalId) -> Result<u64> {
        let n_media = self.move_tags(from, to, entry)?;
        self.move_rules(from, to, Some(Origin::Person), entry)?;
        Ok(n_media)
    }

    /// Removes what else a person called a tag another name of: a name has one meaning, and joining must not hand the earlier one on
    /// to the tag itself.
    pub fn drop_other_aliases(&self, name: TagId, tag: TagId, entry: JournalId) -> Result<()> {
        let sql = "SELECT parent_id FROM tag_rule
                   WHERE child_id = ?1 AND parent_id <> ?2 AND kind IN (?3, ?4) AND origin = ?5 ORDER BY parent_id";
        let kinds = (RuleKind::Alias, RuleKind::Renamed);
        let others: Vec<TagId> = self.list(sql, (name, tag, kinds.0, kinds.1, Origin::Person), |row| row.get(0))?;
        others.into_iter().try_for_each(|other| self.remove_rule(name, other, entry).map(drop))
    }

    fn move_tags(&self, from: TagId, to: TagId, entry: JournalId) -> Result<u64> {
        let count = "SELECT count(DISTINCT media_id) FROM media_tag WHERE tag_id = ?1 AND source_id <> ?2";
        let n_media = self.value(count, (from, Source::Implied))?;
        for (sql, change) in STEPS {
            let mut statement = self.connection.prepare_cached(sql)?;
            let values: [(&str, &dyn ToSql); 6] = [
                (":entry", &entry),
                (":old", &from),
                (":new", &to),
                (":change", change),
                (":hand", &Source::Hand),
                (":implied", &Source::Implied),
            ];
            for (name, value) in values {
                if let Some(index) = statement.parameter_index(name)? {
                    statement.raw_bind_parameter(index, value)?;
                }
            }
            statement.raw_execute()?;
        }
        Ok(n_media)
    }

    /// Replaces the old tag by the new one in every rule but that between the two, or in those of one origin.
    fn move_rules(&self, from: TagId, to: TagId, origin: Option<Origin>, entry: JournalId) -> Result<()> {
        let sql = "SELECT child_id, parent_id, kind FROM tag_rule
                   WHERE (child_id = ?1 OR parent_id = ?1) AND NOT (child_id = ?1 AND parent_id = ?2)
                     AND kind > 0 AND origin = coalesce(?3, origin)
                   ORDER BY child_id, parent_id";
        let rules: Vec<(TagId, TagId, RuleKind)> =
            self.list(sql, (from, to, origin), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (child, parent, kind) in rules {
            self.remove_rule(child, parent, entry)?;
            let (child, parent) = (if child == from { to } else { child }, if parent == from { to } else { parent });
            if child != parent {
                self.change_rule(child, parent, Some((kind, Origin::Person)), entry)?;
            }
        }
        Ok(())
    }
}

/// The statements in their order, each with the change that it records or reads.
const STEPS: &[(&str, Option<Change>)] = &[
    // A person who put on the old tag wants the new one, even where it was refused.
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :new, :hand, :change, 1 FROM media_tag_refused r WHERE tag_id = :new AND EXISTS
            (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = :old AND x.source_id = :hand)",
        Some(Change::NoLongerRefused),
    ),
    (
        "DELETE FROM media_tag_refused WHERE tag_id = :new AND media_id IN
            (SELECT media_id FROM media_tag WHERE tag_id = :old AND source_id = :hand)",
        None,
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :new, :hand, :change, 1 FROM media_tag_refused r
         WHERE tag_id = :old AND NOT EXISTS (SELECT 1 FROM media_tag_refused o WHERE o.media_id = r.media_id AND o.tag_id = :new)
           AND NOT EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = :new AND x.source_id <> :implied)",
        Some(Change::Refused),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :old, :hand, :change, 1 FROM media_tag_refused WHERE tag_id = :old",
        Some(Change::NoLongerRefused),
    ),
    (
        "INSERT INTO media_tag_refused (media_id, tag_id)
         SELECT media_id, :new FROM media_tag_refused r
         WHERE tag_id = :old
           AND NOT EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = r.media_id AND x.tag_id = :new AND x.source_id <> :implied)
         ON CONFLICT DO NOTHING",
        None,
    ),
    ("DELETE FROM media_tag_refused WHERE tag_id = :old", None),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :new, source_id, :change, 1 FROM media_tag x
         WHERE tag_id = :old AND confirmed = 1 AND source_id <> :implied AND EXISTS (
            SELECT 1 FROM media_tag o
            WHERE o.media_id = x.media_id AND o.tag_id = :new AND o.source_id = x.source_id AND o.confirmed = 0)",
        Some(Change::Confirmed),
    ),
    (
        "UPDATE media_tag SET confirmed = 1 WHERE (media_id, tag_id, source_id) IN
         (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = :entry AND tag_id = :new AND change = :change)",
        Some(Change::Confirmed),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :new, source_id, :change, confirmed FROM media_tag x
         WHERE tag_id = :old AND source_id <> :implied
           AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = x.media_id AND r.tag_id = :new)
           AND NOT EXISTS (
            SELECT 1 FROM media_tag o WHERE o.media_id = x.media_id AND o.tag_id = :new AND o.source_id = x.source_id)",
        Some(Change::PutOn),
    ),
    (
        "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
         SELECT :entry, media_id, :old, source_id, :change, confirmed FROM media_tag WHERE tag_id = :old AND source_id <> :implied",
        Some(Change::TakenOff),
    ),
    (
        "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
         SELECT media_id, tag_id, source_id, confirmed FROM journal_change
         WHERE journal_id = :entry AND tag_id = :new AND change = :change ON CONFLICT DO NOTHING",
        Some(Change::PutOn),
    ),
    ("DELETE FROM media_tag WHERE tag_id = :old AND source_id <> :implied", None),
];
