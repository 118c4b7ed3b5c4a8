//! Rules between tags: a media with the child has the parent too; an alias is another name of its parent.
//!
//! Rules are written one by one and take effect together, in [`Catalog::settle_rules`]. It computes the closure of all
//! rules, compares it with `tag_ancestor`, and puts on or takes off the implied tags of the pairs that differ, with one
//! statement for each. A rule of the vocabulary that a person removes stays as an unwanted one, so that it does not return.

use std::collections::BTreeSet;

use super::closure::closure;
use super::error::{Error, Result};
use super::statement::{first, pair};
use super::tag::read_tag;
use super::{Catalog, JournalId, MediaId, Origin, RuleKind, Source, TagId};
use crate::tag::Tag;

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

/// How many tags of media a change of rules changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Implied tags that were put on.
    pub put_on: u64,
    /// Implied tags that were taken off.
    pub taken_off: u64,
}

/// The columns of a rule that change; none if there is no rule.
type Stored = Option<(RuleKind, Origin)>;

impl Catalog {
    /// Records a person's rule under an entry of the journal. Returns whether that changed anything.
    pub fn put_rule(&self, child: TagId, parent: TagId, kind: RuleKind, entry: JournalId) -> Result<bool> {
        self.change_rule(child, parent, Some((kind, Origin::Person)), entry)
    }

    /// Removes a rule. Returns whether there was one.
    pub fn remove_rule(&self, child: TagId, parent: TagId, entry: JournalId) -> Result<bool> {
        match self.find_rule(child, parent)? {
            None | Some((RuleKind::Unwanted, _)) => Ok(false),
            Some((_, origin @ Origin::Vocabulary)) => {
                self.change_rule(child, parent, Some((RuleKind::Unwanted, origin)), entry)
            }
            Some((_, Origin::Person)) => self.change_rule(child, parent, None, entry),
        }
    }

    /// Records a rule of the vocabulary, outside of the journal, unless these tags have a rule.
    pub fn put_known_rule(&self, child: TagId, parent: TagId, kind: RuleKind) -> Result<bool> {
        let sql =
            "INSERT INTO tag_rule (child_id, parent_id, kind, origin) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        Ok(self.change(sql, (child, parent, kind, Origin::Vocabulary))? > 0)
    }

    /// Removes the vocabulary's rules that are not among these.
    pub fn keep_known_rules(&self, kept: &BTreeSet<(TagId, TagId)>) -> Result<()> {
        let sql = "SELECT child_id, parent_id FROM tag_rule WHERE origin = ?1 AND kind <> ?2";
        let rows: Vec<(TagId, TagId)> = self.list(sql, (Origin::Vocabulary, RuleKind::Unwanted), pair)?;
        for rule in rows.into_iter().filter(|rule| !kept.contains(rule)) {
            self.write_rule(rule.0, rule.1, None)?;
        }
        Ok(())
    }

    /// Lists what the vocabulary, of this version or an earlier one, said that a tag is another name of.
    pub fn list_known_aliases(&self, child: TagId) -> Result<Vec<TagId>> {
        let sql = "SELECT parent_id FROM tag_rule WHERE child_id = ?1 AND origin = ?2 AND kind = ?3";
        self.list(sql, (child, Origin::Vocabulary, RuleKind::Alias), first)
    }

    /// Whether a person does not want a rule between two tags.
    pub fn is_unwanted(&self, child: &Tag, parent: &Tag) -> Result<bool> {
        let sql =
            "SELECT EXISTS (SELECT 1 FROM tag_rule r JOIN tag c ON c.id = r.child_id JOIN tag p ON p.id = r.parent_id
                   WHERE c.namespace = ?1 AND c.name = ?2 AND p.namespace = ?3 AND p.name = ?4 AND r.kind = ?5)";
        self.value(sql, (child.namespace(), child.name(), parent.namespace(), parent.name(), RuleKind::Unwanted))
    }

    /// Lists the rules of the vocabulary that a person does not want, each as child and parent.
    pub fn list_unwanted(&self) -> Result<Vec<(Tag, Tag)>> {
        self.list_pairs(RuleKind::Unwanted)
    }

    fn find_rule(&self, child: TagId, parent: TagId) -> Result<Stored> {
        let sql = "SELECT kind, origin FROM tag_rule WHERE child_id = ?1 AND parent_id = ?2";
        self.find(sql, (child, parent), pair)
    }

    pub(super) fn write_rule(&self, child: TagId, parent: TagId, rule: Stored) -> Result<()> {
        match rule {
            Some((kind, origin)) => self.run(
                "INSERT OR REPLACE INTO tag_rule (child_id, parent_id, kind, origin) VALUES (?1, ?2, ?3, ?4)",
                (child, parent, kind, origin),
            ),
            None => self.run("DELETE FROM tag_rule WHERE child_id = ?1 AND parent_id = ?2", (child, parent)),
        }
    }

    pub(super) fn change_rule(&self, child: TagId, parent: TagId, after: Stored, entry: JournalId) -> Result<bool> {
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
        let edges: Vec<(i64, i64)> =
            self.list("SELECT child_id, parent_id FROM tag_rule WHERE kind <> ?1", [RuleKind::Unwanted], pair)?;
        let wanted = match closure(&edges) {
            Ok(wanted) => wanted,
            Err(cycle) => {
                let path: Result<Vec<Tag>> = cycle.into_iter().map(|id| self.tag(TagId(id))).collect();
                return Err(Error::Cycle(path?));
            }
        };
        let present: BTreeSet<(i64, i64)> = self.list("SELECT tag_id, ancestor_id FROM tag_ancestor", [], pair)?;
        // The vocabulary has thousands of tags, of which few are on any media. The others need no statement.
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
                   SELECT x.media_id, ?2, ?3, max(x.confirmed) FROM media_tag x
                   WHERE x.tag_id = ?1 AND x.source_id <> ?3
                     AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = x.media_id AND r.tag_id = ?2)
                   GROUP BY x.media_id
                   ON CONFLICT DO UPDATE SET confirmed = 1 WHERE excluded.confirmed > confirmed";
        self.run(sql, (tag, ancestor, Source::Implied))?;
        Ok(self.count_implied(ancestor)?.saturating_sub(before))
    }

    fn take_off_unimplied(&self, ancestor: TagId) -> Result<u64> {
        let is_implied = |by: &str| {
            format!(
                "EXISTS (SELECT 1 FROM tag_ancestor a JOIN media_tag x ON x.media_id = media_tag.media_id AND x.tag_id = a.tag_id
                         WHERE a.ancestor_id = ?1 AND x.source_id <> ?2{by})"
            )
        };
        let sql = format!("DELETE FROM media_tag WHERE tag_id = ?1 AND source_id = ?2 AND NOT {}", is_implied(""));
        let n_gone = self.change(&sql, (ancestor, Source::Implied))?;
        let sql = format!(
            "UPDATE media_tag SET confirmed = 0 WHERE tag_id = ?1 AND source_id = ?2 AND confirmed = 1 AND NOT {}",
            is_implied(" AND x.confirmed = 1")
        );
        self.run(&sql, (ancestor, Source::Implied))?;
        Ok(n_gone)
    }

    fn count_implied(&self, tag: TagId) -> Result<u64> {
        let sql = "SELECT count(*) FROM media_tag WHERE tag_id = ?1 AND source_id = ?2";
        self.value(sql, (tag, Source::Implied))
    }

    /// Finds the tag of which a name is an alias, in one namespace or in all. A person's rule comes first.
    pub fn find_alias(&self, namespace: Option<&str>, name: &str) -> Result<Option<Tag>> {
        let sql = "SELECT p.namespace, p.name FROM tag c JOIN tag_rule r ON r.child_id = c.id JOIN tag p ON p.id = r.parent_id
                   WHERE c.name = ?2 AND (?1 IS NULL OR c.namespace = ?1) AND r.kind IN (?3, ?4)
                   ORDER BY r.origin DESC, p.namespace, p.name LIMIT 1";
        self.find(sql, (namespace, name, RuleKind::Alias, RuleKind::Renamed), |row| read_tag(row, 0))
    }

    /// Lists the tags that a person renamed, each with its name since then.
    pub fn list_renamed(&self) -> Result<Vec<(Tag, Tag)>> {
        self.list_pairs(RuleKind::Renamed)
    }

    fn list_pairs(&self, kind: RuleKind) -> Result<Vec<(Tag, Tag)>> {
        let sql = "SELECT c.namespace, c.name, p.namespace, p.name
                   FROM tag_rule r JOIN tag c ON c.id = r.child_id JOIN tag p ON p.id = r.parent_id WHERE r.kind = ?1";
        self.list(sql, [kind], |row| Ok((read_tag(row, 0)?, read_tag(row, 2)?)))
    }

    /// Lists all rules, by child and parent.
    pub fn list_rules(&self) -> Result<Vec<Rule>> {
        let sql = "SELECT c.namespace, c.name, p.namespace, p.name, r.kind, r.origin
                   FROM tag_rule r JOIN tag c ON c.id = r.child_id JOIN tag p ON p.id = r.parent_id
                   ORDER BY c.namespace, c.name, p.namespace, p.name";
        self.list(sql, [], |row| {
            let (child, parent) = (read_tag(row, 0)?, read_tag(row, 2)?);
            Ok(Rule { child, parent, kind: row.get(4)?, origin: row.get(5)? })
        })
    }

    /// Lists the tags of a media by which it has an implied one, by name.
    pub fn list_reasons(&self, media: MediaId, implied: &Tag) -> Result<Vec<Tag>> {
        let sql = "SELECT DISTINCT t.namespace, t.name FROM tag i JOIN tag_ancestor a ON a.ancestor_id = i.id
                   JOIN media_tag x ON x.media_id = ?1 AND x.tag_id = a.tag_id AND x.source_id <> ?4
                   JOIN tag t ON t.id = x.tag_id WHERE i.namespace = ?2 AND i.name = ?3 ORDER BY t.namespace, t.name";
        self.list(sql, (media, implied.namespace(), implied.name(), Source::Implied), |row| read_tag(row, 0))
    }

    /// Reads a tag.
    ///
    /// # Errors
    /// If there is none, or the catalogue cannot be read.
    pub fn tag(&self, id: TagId) -> Result<Tag> {
        let found = self.find("SELECT namespace, name FROM tag WHERE id = ?1", [id], |row| read_tag(row, 0));
        found?.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
    }

    /// Reads a value that the program keeps for itself, by its key.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        self.find("SELECT value FROM meta WHERE key = ?1", [key], first)
    }

    /// Empties the values under all keys that begin so.
    pub fn empty_meta(&self, beginning: &str) -> Result<()> {
        self.atomically(|| self.run("UPDATE meta SET value = '' WHERE substr(key, 1, length(?1)) = ?1", [beginning]))
    }

    /// Keeps a value under a key.
    pub fn put_meta(&self, key: &str, value: &str) -> Result<()> {
        self.atomically(|| self.run("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", (key, value)))
    }
}
