//! What changed the tags, notes and rules, entry by entry, so that a change can be explained and taken back.
//!
//! An entry is one [`Action`], however many media it touched. Its changes are rows: set-based statements record and make a bulk
//! change, and one statement for each kind of change takes it back. Implied tags are not recorded, since the rules give them.
//! Undo goes from the newest entry back, redo from the oldest undone one on, so that a change always meets the state it was
//! made in. After a new entry nothing can be redone.

use std::collections::HashSet;

use super::error::Result;
use super::statement::first;
use super::{Action, Catalog, Change, JournalId, MediaId, Origin, RuleKind, Source, TagId};
use rusqlite::Row;

/// An entry of the journal as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: JournalId,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    /// What was done.
    pub action: Action,
    /// Changes to tags of media.
    pub n_tags: u64,
    /// Media touched.
    pub n_media: u64,
    /// Changes to notes.
    pub n_notes: u64,
    /// Changes to rules.
    pub n_rules: u64,
    /// Pairs of media that were said not to be the same.
    pub n_rejected: u64,
    /// Files that were moved to the trash.
    pub n_trashed: u64,
    /// It was taken back.
    pub undone: bool,
    /// What it records is still going on, or was killed.
    pub open: bool,
}

const ON: &str = "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
    SELECT c.media_id, c.tag_id, c.source_id, c.confirmed FROM journal_change c JOIN media m ON m.id = c.media_id
    WHERE c.journal_id = ?1 AND c.change = ?2 ON CONFLICT DO NOTHING";
const OFF: &str = "DELETE FROM media_tag WHERE (media_id, tag_id, source_id) IN
    (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND change = ?2)";
const REFUSE: &str = "INSERT INTO media_tag_refused (media_id, tag_id)
    SELECT c.media_id, c.tag_id FROM journal_change c JOIN media m ON m.id = c.media_id
    WHERE c.journal_id = ?1 AND c.change = ?2 ON CONFLICT DO NOTHING";
const ALLOW: &str = "DELETE FROM media_tag_refused WHERE (media_id, tag_id) IN
    (SELECT media_id, tag_id FROM journal_change WHERE journal_id = ?1 AND change = ?2)";
const CONFIRM: &str = "UPDATE media_tag SET confirmed = 1 WHERE (media_id, tag_id, source_id) IN
    (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND change = ?2)";
const DOUBT: &str = "UPDATE media_tag SET confirmed = 0 WHERE (media_id, tag_id, source_id) IN
    (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND change = ?2)";

/// An operation takes off before it puts on; taking it back goes the other way.
const BACK: [(Change, &str); 5] = [
    (Change::Confirmed, DOUBT),
    (Change::PutOn, OFF),
    (Change::NoLongerRefused, REFUSE),
    (Change::TakenOff, ON),
    (Change::Refused, ALLOW),
];
const AGAIN: [(Change, &str); 5] = [
    (Change::Refused, REFUSE),
    (Change::TakenOff, OFF),
    (Change::NoLongerRefused, ALLOW),
    (Change::PutOn, ON),
    (Change::Confirmed, CONFIRM),
];

impl Catalog {
    /// Opens an entry. Until it is closed, it is neither taken back nor done again.
    pub fn open_entry(&self, action: &Action, source: Source, now_ms: i64) -> Result<JournalId> {
        let (words, action) = action.to_columns();
        self.run(
            "INSERT INTO journal (at, command, action, source_id, open) VALUES (?1, ?2, ?3, ?4, 1)",
            (now_ms, words, action, source),
        )?;
        Ok(JournalId(self.connection.last_insert_rowid()))
    }

    /// Closes an entry and returns it, or none: one under which nothing changed is dropped.
    pub fn close_entry(&self, entry: JournalId) -> Result<Option<JournalId>> {
        self.atomically(|| self.close_one(entry))
    }

    /// Closes all open entries. The caller must know that nobody writes under them any more.
    pub fn close_left_open(&self) -> Result<()> {
        let is_open = "SELECT id FROM journal WHERE open ORDER BY id";
        let list = || -> Result<Vec<JournalId>> { self.list(is_open, [], first) };
        if list()?.is_empty() {
            return Ok(());
        }
        self.atomically(|| list()?.into_iter().try_for_each(|entry| self.close_one(entry).map(|_| ())))
    }

    fn close_one(&self, entry: JournalId) -> Result<Option<JournalId>> {
        let sql = "SELECT (SELECT count(*) FROM journal_change WHERE journal_id = ?1)
                   + (SELECT count(*) FROM journal_note WHERE journal_id = ?1)
                   + (SELECT count(*) FROM journal_rule WHERE journal_id = ?1)
                   + (SELECT count(*) FROM journal_rejected WHERE journal_id = ?1)
                   + (SELECT count(*) FROM journal_trashed WHERE journal_id = ?1)
                   + (SELECT count(*) FROM pending_move WHERE journal_id = ?1)
                   + (SELECT coalesce(json_extract(action, '$.is_new'), 0) FROM journal WHERE id = ?1)";
        let n: u64 = self.value(sql, [entry])?;
        if n == 0 {
            self.run("DELETE FROM journal WHERE id = ?1", [entry])?;
            Ok(None)
        } else {
            // The undone entries met another state than this change leaves: a negative time is never redone.
            let sql = "UPDATE journal SET undone_at = -undone_at WHERE undone_at > 0";
            self.run(sql, [])?;
            self.run("UPDATE journal SET open = 0 WHERE id = ?1", [entry])?;
            Ok(Some(entry))
        }
    }

    /// Lists the newest entries, newest first.
    pub fn list_entries(&self, limit: u64) -> Result<Vec<Entry>> {
        let sql = "SELECT id, at, command, action, undone_at IS NOT NULL, open,
                          (SELECT count(*) FROM journal_change WHERE journal_id = journal.id),
                          (SELECT count(DISTINCT media_id) FROM journal_change WHERE journal_id = journal.id),
                          (SELECT count(*) FROM journal_note WHERE journal_id = journal.id),
                          (SELECT count(*) FROM journal_rule WHERE journal_id = journal.id),
                          (SELECT count(*) FROM journal_rejected WHERE journal_id = journal.id),
                          (SELECT count(*) FROM journal_trashed WHERE journal_id = journal.id)
                   FROM journal ORDER BY id DESC LIMIT ?1";
        self.list(sql, [limit], |row| {
            Ok(Entry {
                id: row.get(0)?,
                at_ms: row.get(1)?,
                action: Action::from_columns(row.get(2)?, row.get(3)?),
                undone: row.get(4)?,
                open: row.get(5)?,
                n_tags: row.get(6)?,
                n_media: row.get(7)?,
                n_notes: row.get(8)?,
                n_rules: row.get(9)?,
                n_rejected: row.get(10)?,
                n_trashed: row.get(11)?,
            })
        })
    }

    /// Lists the imports of vocabularies, oldest first, each with whether it stands.
    pub fn list_word_imports(&self) -> Result<Vec<(Action, bool)>> {
        let sql = "SELECT command, action, undone_at IS NULL FROM journal
                   WHERE action LIKE '{\"verb\":\"import_words\"%' ORDER BY id";
        self.list(sql, [], |row| Ok((Action::from_columns(row.get(0)?, row.get(1)?), row.get(2)?)))
    }

    /// The media of which undone entries changed what a source says.
    pub fn list_undone(&self, source: Source) -> Result<HashSet<MediaId>> {
        let sql = "SELECT c.media_id FROM journal j JOIN journal_change c ON c.journal_id = j.id
                   WHERE j.undone_at IS NOT NULL AND c.source_id = ?1
                   UNION SELECT n.media_id FROM journal j JOIN journal_note n ON n.journal_id = j.id
                   WHERE j.undone_at IS NOT NULL AND n.source_id = ?1";
        self.list(sql, [source], first)
    }

    /// Takes back the newest entry that stands, if there is one: which, and what it was.
    pub fn undo_entry(&self, now_ms: i64) -> Result<Option<(JournalId, Action)>> {
        let next =
            "SELECT id, command, action FROM journal WHERE undone_at IS NULL AND NOT open ORDER BY id DESC LIMIT 1";
        self.turn_entry(next, Some(now_ms), &BACK)
    }

    /// Does again the oldest of the entries that were taken back since the last new one.
    pub fn redo_entry(&self) -> Result<Option<(JournalId, Action)>> {
        let next = "SELECT id, command, action FROM journal WHERE undone_at > 0 ORDER BY id LIMIT 1";
        self.turn_entry(next, None, &AGAIN)
    }

    fn turn_entry(
        &self,
        next: &str,
        undone_at: Option<i64>,
        steps: &[(Change, &str)],
    ) -> Result<Option<(JournalId, Action)>> {
        let read = |row: &Row<'_>| Ok((row.get(0)?, Action::from_columns(row.get(1)?, row.get(2)?)));
        let Some((entry, action)) = self.find(next, [], read)? else { return Ok(None) };
        for (change, sql) in steps {
            self.run(sql, (entry, change))?;
        }
        self.turn_notes(entry, undone_at.is_some())?;
        self.turn_rules(entry, undone_at.is_some())?;
        self.turn_rejected(entry, undone_at.is_some())?;
        let sql = "UPDATE journal SET undone_at = ?2 WHERE id = ?1";
        self.run(sql, (entry, undone_at))?;
        Ok(Some((entry, action)))
    }

    fn turn_notes(&self, entry: JournalId, back: bool) -> Result<()> {
        // Removals come first: a note is replaced by removing it and writing another.
        let order = if back { "change DESC" } else { "change" };
        let sql = format!(
            "SELECT n.media_id, n.source_id, n.change, n.text FROM journal_note n JOIN media m ON m.id = n.media_id
             WHERE n.journal_id = ?1 ORDER BY {order}, n.text"
        );
        let rows: Vec<(MediaId, Source, i64, String)> =
            self.list(&sql, [entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for (media, source, change, text) in rows {
            if (change > 0) == back {
                self.delete_note(media, source, &text)?;
            } else {
                self.write_note(media, source, &text)?;
            }
        }
        Ok(())
    }

    fn turn_rules(&self, entry: JournalId, back: bool) -> Result<()> {
        let columns = if back { "kind_before, origin_before" } else { "kind_after, origin_after" };
        let sql = format!("SELECT child_id, parent_id, {columns} FROM journal_rule WHERE journal_id = ?1");
        let rows: Vec<(TagId, TagId, Option<RuleKind>, Option<Origin>)> =
            self.list(&sql, [entry], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        for (child, parent, kind, origin) in &rows {
            self.write_rule(*child, *parent, kind.zip(*origin))?;
        }
        if !rows.is_empty() {
            self.settle_rules()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
