//! Rules between tags: whoever has the child has the parent; an alias is another name of its parent.
//!
//! Rules are written one by one and take effect together, in [`Catalog::settle_rules`]: it works out what follows from
//! what, compares that with `tag_ancestor`, and puts on or takes off the implied tags of exactly the pairs that differ,
//! with a statement for each. A rule that the vocabulary ships and a person takes away stays as an unwanted one, so that
//! it does not come back.

use std::collections::BTreeSet;

use super::closure::closure;
use super::error::{Error, Result};
use super::statement::{first, pair};
use super::tag::read_tag;
use super::{Catalog, JournalId, MediaId, TagId};
use crate::tag::Tag;

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// The vocabulary says so, and a person does not want it.
    Unwanted,
    /// The child implies the parent.
    Implication,
    /// The child is another name of the parent.
    Alias,
    /// The child was renamed to the parent: an alias that no media has, whoever states it.
    Renamed,
}

/// Who made a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The vocabulary that the program ships, or a person's vocabulary file.
    Vocabulary,
    /// A command of a person.
    Person,
}

/// A rule between two tags.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// The narrower tag, or the other name.
    pub child: Tag,
    /// What follows.
    pub parent: Tag,
    /// How.
    pub kind: RuleKind,
    /// Who says so.
    pub origin: Origin,
}

/// What a change of rules did to the media.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Implied tags that were put on.
    pub put_on: u64,
    /// Implied tags that were taken off.
    pub taken_off: u64,
}

type Row = Option<(i64, i64)>;

impl Catalog {
    /// Writes a rule down under an entry of the journal; tells whether that changed anything.
    pub fn put_rule(&self, child: TagId, parent: TagId, kind: RuleKind, entry: JournalId) -> Result<bool> {
        self.change_rule(child, parent, Some((kind as i64, 2)), entry)
    }

    /// Takes a rule away; tells whether there was one.
    pub fn remove_rule(&self, child: TagId, parent: TagId, entry: JournalId) -> Result<bool> {
        match self.find_rule(child, parent)? {
            None | Some((0, _)) => Ok(false),
            Some((_, 1)) => self.change_rule(child, parent, Some((RuleKind::Unwanted as i64, 1)), entry),
            Some(_) => self.change_rule(child, parent, None, entry),
        }
    }

    /// Writes down a rule of the vocabulary, outside of the journal, unless there is one for these tags.
    pub fn put_known_rule(&self, child: TagId, parent: TagId, kind: RuleKind) -> Result<bool> {
        let sql =
            "INSERT INTO tag_rule (child_id, parent_id, kind, origin) VALUES (?1, ?2, ?3, 1) ON CONFLICT DO NOTHING";
        Ok(self.change(sql, (child, parent, kind as i64))? > 0)
    }

    /// Takes away the vocabulary's implications that are not among these; aliases stay with the tags that use them.
    pub fn keep_known_rules(&self, kept: &BTreeSet<(TagId, TagId)>) -> Result<()> {
        let sql = "SELECT child_id, parent_id FROM tag_rule WHERE origin = 1 AND kind = 1";
        let rows: Vec<(TagId, TagId)> = self.list(sql, [], pair)?;
        for rule in rows.into_iter().filter(|rule| !kept.contains(rule)) {
            self.write_rule(rule.0, rule.1, None)?;
        }
        Ok(())
    }

    fn find_rule(&self, child: TagId, parent: TagId) -> Result<Row> {
        let sql = "SELECT kind, origin FROM tag_rule WHERE child_id = ?1 AND parent_id = ?2";
        self.find(sql, (child, parent), pair)
    }

    pub(super) fn write_rule(&self, child: TagId, parent: TagId, row: Row) -> Result<()> {
        match row {
            Some((kind, origin)) => self.change(
                "INSERT OR REPLACE INTO tag_rule (child_id, parent_id, kind, origin) VALUES (?1, ?2, ?3, ?4)",
                (child, parent, kind, origin),
            )?,
            None => self.change("DELETE FROM tag_rule WHERE child_id = ?1 AND parent_id = ?2", (child, parent))?,
        };
        Ok(())
    }

    pub(super) fn change_rule(&self, child: TagId, parent: TagId, after: Row, entry: JournalId) -> Result<bool> {
        let before = self.find_rule(child, parent)?;
        if before == after {
            return Ok(false);
        }
        self.write_rule(child, parent, after)?;
        let (kind_before, origin_before) = before.unzip();
        let (kind_after, origin_after) = after.unzip();
        let sql = "INSERT INTO journal_rule VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT DO UPDATE SET kind_after = excluded.kind_after, origin_after = excluded.origin_after";
        self.run(sql, (entry, child, parent, kind_before, origin_before, kind_after, origin_after))?;
        Ok(true)
    }

    /// Makes the implied tags of all media agree with the rules.
    ///
    /// # Errors
    /// [`Error::Cycle`] if rules lead back to where they began (the caller's transaction then takes them back), or if
    /// the catalogue cannot be written.
    pub fn settle_rules(&self) -> Result<Settled> {
        let pairs = |sql| -> Result<Vec<(i64, i64)>> { self.list(sql, [], pair) };
        let edges = pairs("SELECT child_id, parent_id FROM tag_rule WHERE kind > 0")?;
        let wanted = match closure(&edges) {
            Ok(wanted) => wanted,
            Err(cycle) => {
                let path: Result<Vec<Tag>> = cycle.into_iter().map(|id| self.tag(TagId(id))).collect();
                return Err(Error::Cycle(path?));
            }
        };
        let present: BTreeSet<(i64, i64)> =
            pairs("SELECT tag_id, ancestor_id FROM tag_ancestor")?.into_iter().collect();
        // Of the thousands of tags that the vocabulary brings, few are on any media: the others need no statement.
        let used: BTreeSet<i64> = self.list("SELECT id FROM tag WHERE n_media > 0", [], first)?;
        let mut settled = Settled::default();
        let mut lost = BTreeSet::new();
        for &(tag, ancestor) in present.difference(&wanted) {
            self.run("DELETE FROM tag_ancestor WHERE tag_id = ?1 AND ancestor_id = ?2", (tag, ancestor))?;
            lost.insert(ancestor);
        }
        for &ancestor in lost.intersection(&used) {
            settled.taken_off += self.take_off_unimplied(TagId(ancestor))?;
        }
        for &(tag, ancestor) in wanted.difference(&present) {
            self.run("INSERT INTO tag_ancestor (tag_id, ancestor_id) VALUES (?1, ?2)", (tag, ancestor))?;
            if used.contains(&tag) {
                settled.put_on += self.put_on_implied(TagId(tag), TagId(ancestor))?;
            }
        }
        Ok(settled)
    }

    fn put_on_implied(&self, tag: TagId, ancestor: TagId) -> Result<u64> {
        let before = self.count_implied(ancestor)?;
        let sql = "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
                   SELECT x.media_id, ?2, 9, max(x.confirmed) FROM media_tag x
                   WHERE x.tag_id = ?1 AND x.source_id <> 9
                     AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = x.media_id AND r.tag_id = ?2)
                   GROUP BY x.media_id
                   ON CONFLICT DO UPDATE SET confirmed = 1 WHERE excluded.confirmed > confirmed";
        self.run(sql, (tag, ancestor))?;
        Ok(self.count_implied(ancestor)?.saturating_sub(before))
    }

    fn take_off_unimplied(&self, ancestor: TagId) -> Result<u64> {
        const IS_IMPLIED: &str =
            "EXISTS (SELECT 1 FROM tag_ancestor a JOIN media_tag x ON x.media_id = media_tag.media_id AND x.tag_id = a.tag_id
                     WHERE a.ancestor_id = ?1 AND x.source_id <> 9";
        let gone = self.change(
            &format!("DELETE FROM media_tag WHERE tag_id = ?1 AND source_id = 9 AND NOT {IS_IMPLIED})"),
            [ancestor],
        )?;
        self.run(
            &format!(
                "UPDATE media_tag SET confirmed = 0 WHERE tag_id = ?1 AND source_id = 9 AND confirmed = 1
                 AND NOT {IS_IMPLIED} AND x.confirmed = 1)"
            ),
            [ancestor],
        )?;
        Ok(gone)
    }

    fn count_implied(&self, tag: TagId) -> Result<u64> {
        let sql = "SELECT count(*) FROM media_tag WHERE tag_id = ?1 AND source_id = 9";
        self.value(sql, [tag])
    }

    /// The tag that another name stands for by a rule of the catalogue; without a namespace, in any.
    pub fn find_alias(&self, namespace: Option<&str>, name: &str) -> Result<Option<Tag>> {
        let sql = "SELECT p.namespace, p.name FROM tag c JOIN tag_rule r ON r.child_id = c.id JOIN tag p ON p.id = r.parent_id
                   WHERE c.name = ?2 AND (?1 IS NULL OR c.namespace = ?1) AND r.kind IN (2, 3) ORDER BY r.origin DESC, p.namespace, p.name LIMIT 1";
        self.find(sql, (namespace, name), |row| read_tag(row, 0))
    }

    /// The tag that another one was renamed to.
    pub fn find_renamed(&self, tag: &Tag) -> Result<Option<Tag>> {
        let sql = "SELECT p.namespace, p.name FROM tag c JOIN tag_rule r ON r.child_id = c.id AND r.kind = 3
                   JOIN tag p ON p.id = r.parent_id WHERE c.namespace = ?1 AND c.name = ?2";
        self.find(sql, (tag.namespace(), tag.name()), |row| read_tag(row, 0))
    }

    /// Lists the rules of persons and of the vocabulary, by child and parent.
    pub fn list_rules(&self) -> Result<Vec<Rule>> {
        let sql = "SELECT c.namespace, c.name, p.namespace, p.name, r.kind, r.origin
                   FROM tag_rule r JOIN tag c ON c.id = r.child_id JOIN tag p ON p.id = r.parent_id
                   ORDER BY c.namespace, c.name, p.namespace, p.name";
        self.list(sql, [], |row| {
            let kind = match row.get(4)? {
                1 => RuleKind::Implication,
                2 => RuleKind::Alias,
                3 => RuleKind::Renamed,
                _ => RuleKind::Unwanted,
            };
            let origin = if row.get::<_, i64>(5)? == 1 { Origin::Vocabulary } else { Origin::Person };
            Ok(Rule { child: read_tag(row, 0)?, parent: read_tag(row, 2)?, kind, origin })
        })
    }

    /// Lists the tags of a media by which it has an implied one, by name.
    pub fn list_reasons(&self, media: MediaId, implied: &Tag) -> Result<Vec<Tag>> {
        let sql = "SELECT DISTINCT t.namespace, t.name FROM tag i JOIN tag_ancestor a ON a.ancestor_id = i.id
                   JOIN media_tag x ON x.media_id = ?1 AND x.tag_id = a.tag_id AND x.source_id <> 9
                   JOIN tag t ON t.id = x.tag_id WHERE i.namespace = ?2 AND i.name = ?3 ORDER BY t.namespace, t.name";
        self.list(sql, (media, implied.namespace(), implied.name()), |row| read_tag(row, 0))
    }

    /// The tag of a row.
    ///
    /// # Errors
    /// If there is none, or the catalogue cannot be read.
    pub fn tag(&self, id: TagId) -> Result<Tag> {
        let found = self.find("SELECT namespace, name FROM tag WHERE id = ?1", [id], |row| read_tag(row, 0));
        found?.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
    }

    /// A remembered value.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        self.find("SELECT value FROM meta WHERE key = ?1", [key], first)
    }

    /// Remembers a value.
    pub fn put_meta(&self, key: &str, value: &str) -> Result<()> {
        self.atomically(|| self.run("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", (key, value)))
    }
}
