//! Tags, and which media has which, said by whom.
//!
//! Changes to many media go through the temporary table `selected` and touch it with one statement a tag, so that ten
//! thousand media cost as little as possible; a change that an import makes to one media goes through [`Catalog::put_on`].
//! Every change is written to the journal by the statement that makes it. Counts are kept by triggers.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Params, Row, params_from_iter};

use super::error::Result;
use super::model::{IMPLIED, array};
use super::statement::first;
use super::{Catalog, Change, JournalId, MediaId, Source, TagId};
use crate::query::expr::TagPattern;
use crate::tag::Tag;

/// A tag and how many media have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: Tag,
    /// Media that have it, from any source.
    pub n_media: u64,
}

/// A tag of one media.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MediaTag {
    /// The tag.
    pub tag: Tag,
    /// Who says so.
    pub source: Source,
    /// It was stated or accepted by a person or by data, not guessed.
    pub confirmed: bool,
}

impl Catalog {
    /// Finds the row of a tag, making it if there is none.
    pub fn ensure_tag(&self, tag: &Tag) -> Result<TagId> {
        let parts = (tag.namespace(), tag.name());
        let find = "SELECT id FROM tag WHERE namespace = ?1 AND name = ?2";
        if let Some(id) = self.find(find, parts, first)? {
            return Ok(id);
        }
        self.run("INSERT INTO tag (namespace, name) VALUES (?1, ?2)", parts)?;
        Ok(TagId(self.connection.last_insert_rowid()))
    }

    /// Whether some media has a tag that fits.
    pub fn is_used(&self, pattern: &TagPattern) -> Result<bool> {
        let mut parameters = Vec::new();
        let term = tag_term(pattern, &mut parameters);
        let sql = format!("SELECT EXISTS (SELECT 1 FROM tag WHERE n_media > 0 AND {term})");
        self.value(&sql, params_from_iter(parameters))
    }

    /// Lists every tag, used or not, by name.
    pub fn list_all_tags(&self) -> Result<Vec<(TagId, Tag)>> {
        self.list_fitting(&TagPattern { namespace: None, name: "*".to_owned() })
    }

    /// Lists the tags that some media have, or that a person does not want on some, by name.
    pub fn list_used_or_refused(&self) -> Result<Vec<(TagId, Tag)>> {
        let sql = "SELECT id, namespace, name FROM tag
                   WHERE n_media > 0 OR id IN (SELECT tag_id FROM media_tag_refused) ORDER BY namespace, name";
        self.list(sql, [], |row| Ok((row.get(0)?, read_tag(row, 1)?)))
    }

    /// Lists the tags that fit a pattern, used or not, by name.
    pub fn list_fitting(&self, pattern: &TagPattern) -> Result<Vec<(TagId, Tag)>> {
        let mut parameters = Vec::new();
        let term = tag_term(pattern, &mut parameters);
        let sql = format!("SELECT id, namespace, name FROM tag WHERE {term} ORDER BY namespace, name");
        self.list(&sql, params_from_iter(parameters), |row| Ok((row.get(0)?, read_tag(row, 1)?)))
    }

    /// Lists the tags in use, or those of them that fit one of some patterns: most used first, then by name.
    pub fn list_tags(&self, patterns: &[TagPattern]) -> Result<Vec<TagCount>> {
        let mut parameters = Vec::new();
        let terms: Vec<String> = patterns.iter().map(|pattern| tag_term(pattern, &mut parameters)).collect();
        let term = if terms.is_empty() { "1".to_owned() } else { format!("({})", terms.join(" OR ")) };
        let sql = format!(
            "SELECT namespace, name, n_media FROM tag WHERE n_media > 0 AND {term} ORDER BY n_media DESC, namespace, name"
        );
        self.list(&sql, params_from_iter(parameters), |row| {
            Ok(TagCount { tag: read_tag(row, 0)?, n_media: row.get(2)? })
        })
    }

    /// Hands the namespace and the name of each tag in use, of one namespace or of any, to `each` with how many media have it: in no
    /// order, and without a copy, which takes a third of the time of a list.
    pub fn each_used(&self, namespace: Option<&str>, mut each: impl FnMut(&str, &str, u64)) -> Result<()> {
        let sql = "SELECT namespace, name, n_media FROM tag WHERE n_media > 0 AND +namespace = coalesce(?1, namespace)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([namespace])?;
        while let Some(row) = rows.next()? {
            let text = |at| -> rusqlite::Result<&str> { Ok(row.get_ref(at)?.as_str()?) };
            each(text(0)?, text(1)?, row.get(2)?);
        }
        Ok(())
    }

    /// Lists the tags in use, of a namespace or of any, whose names begin with a text: most used first, then by name.
    pub fn list_beginning(&self, namespace: Option<&str>, name: &str, limit: usize) -> Result<Vec<TagCount>> {
        // Through an index, all tags that there are take four times as long.
        let column = if name.is_empty() { "+name" } else { "name" };
        let sql = format!(
            "SELECT namespace, name, n_media FROM tag WHERE n_media > 0 AND +namespace = coalesce(?3, namespace)
             AND {column} >= ?1 AND {column} < ?1 || char(0x10FFFF)"
        );
        self.most_used(&sql, (name, limit, namespace))
    }

    /// Lists the tags in use, of a namespace or of any, that hold a text further on in their names: at the beginning of a word,
    /// or anywhere if the text is not of ASCII, where words are not set apart. Most used first, then by name.
    pub fn list_with_word(&self, namespace: Option<&str>, text: &str, limit: usize) -> Result<Vec<TagCount>> {
        let mut glob = String::from(if text.is_ascii() { "*[^a-z0-9]" } else { "*" });
        for c in text.chars() {
            if "*?[".contains(c) { glob.extend(['[', c, ']']) } else { glob.push(c) }
        }
        glob.push('*');
        // Most tags do not hold the text at all, which `instr` finds out in a fraction of the time.
        let sql = "SELECT namespace, name, n_media FROM tag WHERE instr(name, ?4) > 1 AND name GLOB ?1
                   AND n_media > 0 AND +namespace = coalesce(?3, namespace)
                   AND NOT (name >= ?4 AND name < ?4 || char(0x10FFFF))";
        self.most_used(sql, (glob, limit, namespace, text))
    }

    /// Lists the namespaces that there are, by name.
    pub fn list_namespaces(&self) -> Result<Vec<String>> {
        // One step into an index for each, where DISTINCT reads a row for each tag.
        let sql = "WITH RECURSIVE n (namespace) AS (
                       SELECT min(namespace) FROM tag WHERE namespace > ''
                       UNION ALL SELECT (SELECT min(namespace) FROM tag WHERE namespace > n.namespace) FROM n
                       WHERE n.namespace IS NOT NULL
                   )
                   SELECT namespace FROM n WHERE namespace IS NOT NULL";
        self.list(sql, [], first)
    }

    fn most_used(&self, sql: &str, parameters: impl Params) -> Result<Vec<TagCount>> {
        self.list(&format!("{sql} ORDER BY n_media DESC, namespace, name LIMIT ?2"), parameters, |row| {
            Ok(TagCount { tag: read_tag(row, 0)?, n_media: row.get(2)? })
        })
    }

    /// How many media have a tag, from any source.
    pub fn count_tagged(&self, tag: &Tag) -> Result<u64> {
        let sql = "SELECT coalesce(max(n_media), 0) FROM tag WHERE namespace = ?1 AND name = ?2";
        self.value(sql, (tag.namespace(), tag.name()))
    }

    /// Lists the tags of a media with their sources, in the order of the tags.
    pub fn list_media_tags(&self, media: MediaId) -> Result<Vec<MediaTag>> {
        Ok(self.list_tags_of(&[media])?.remove(&media).unwrap_or_default())
    }

    /// Lists the tags of several media, of each as [`Catalog::list_media_tags`] does.
    pub fn list_tags_of(&self, media: &[MediaId]) -> Result<HashMap<MediaId, Vec<MediaTag>>> {
        let sql = "SELECT x.media_id, t.namespace, t.name, x.source_id, x.confirmed
                   FROM rarray(?1) a CROSS JOIN media_tag x ON x.media_id = a.value CROSS JOIN tag t ON t.id = x.tag_id";
        let mut of_each = self.list_of_each(sql, media, |row| {
            Ok(MediaTag { tag: read_tag(row, 1)?, source: row.get(3)?, confirmed: row.get(4)? })
        })?;
        // Ten tags of a media at a time: SQLite would sort thousands of all.
        of_each.values_mut().for_each(|tags: &mut Vec<MediaTag>| tags.sort_unstable());
        Ok(of_each)
    }

    /// Puts a tag on one media, unless this source says so already or a person took the tag off.
    pub fn put_on(
        &self,
        media: MediaId,
        tag: TagId,
        source: Source,
        confirmed: bool,
        entry: JournalId,
    ) -> Result<bool> {
        let sql = "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed) SELECT ?1, ?2, ?3, ?4
                   WHERE NOT EXISTS (SELECT 1 FROM media_tag_refused WHERE media_id = ?1 AND tag_id = ?2)
                   ON CONFLICT DO NOTHING";
        let is_new = self.change(sql, (media, tag, source, confirmed))? > 0;
        if is_new {
            let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
            self.run(sql, (entry, media, tag, source, Change::PutOn, confirmed))?;
        }
        Ok(is_new)
    }

    /// Takes off a tag that a source no longer states of a media. The tag is not refused.
    pub fn take_off_source(&self, media: MediaId, tag: TagId, source: Source, entry: JournalId) -> Result<()> {
        let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                   SELECT ?1, media_id, tag_id, source_id, ?5, confirmed FROM media_tag
                   WHERE media_id = ?2 AND tag_id = ?3 AND source_id = ?4 ON CONFLICT DO NOTHING";
        self.run(sql, (entry, media, tag, source, Change::TakenOff))?;
        let sql = "DELETE FROM media_tag WHERE media_id = ?1 AND tag_id = ?2 AND source_id = ?3";
        self.run(sql, (media, tag, source))
    }

    /// Accepts the guessed tags of all selected media; returns how many.
    pub fn confirm_selected(&self, entry: JournalId) -> Result<u64> {
        self.accept_selected(None, entry)
    }

    fn accept_selected(&self, tag: Option<TagId>, entry: JournalId) -> Result<u64> {
        let sql = format!(
            "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
             SELECT ?1, media_id, tag_id, source_id, ?2, 1 FROM media_tag
             WHERE confirmed = 0 AND source_id <> {IMPLIED} AND media_id IN (SELECT media_id FROM temp.selected)
               AND tag_id = coalesce(?3, tag_id)
             ON CONFLICT DO NOTHING"
        );
        let n = self.change(&sql, (entry, Change::Confirmed, tag))?;
        let sql = "UPDATE media_tag SET confirmed = 1 WHERE (media_id, tag_id, source_id) IN
                   (SELECT media_id, tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND change = ?2)";
        self.run(sql, (entry, Change::Confirmed))?;
        Ok(n)
    }

    /// Makes these media the selection that the set-based changes work on.
    pub fn select(&self, media: &[MediaId]) -> Result<()> {
        self.connection.execute("DELETE FROM temp.selected", [])?;
        self.run("INSERT OR IGNORE INTO temp.selected (media_id) SELECT value FROM rarray(?1)", [array(media)])
    }

    /// Counts the selected media that have a tag, from any source.
    pub fn count_selected_with(&self, tag: TagId) -> Result<u64> {
        let sql = "SELECT count(*) FROM temp.selected s
                   WHERE EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = s.media_id AND x.tag_id = ?1)";
        self.value(sql, [tag])
    }

    /// Counts the selected media that have a tag as a guess alone.
    pub fn count_selected_guessed(&self, tag: TagId) -> Result<u64> {
        let sql = "SELECT count(*) FROM temp.selected s
                   WHERE (SELECT max(x.confirmed) FROM media_tag x WHERE x.media_id = s.media_id AND x.tag_id = ?1) = 0";
        self.value(sql, [tag])
    }

    /// Whether a media has a tag as a guess alone.
    pub fn is_guessed(&self, media: MediaId, tag: TagId) -> Result<bool> {
        let sql = "SELECT coalesce(max(confirmed) = 0, 0) FROM media_tag WHERE media_id = ?1 AND tag_id = ?2";
        self.value(sql, (media, tag))
    }

    /// How many tags a media has.
    pub fn count_tags_of(&self, media: MediaId) -> Result<u64> {
        self.value("SELECT n_tags FROM media WHERE id = ?1", [media])
    }

    /// Puts a tag on all selected media in a person's name: earlier refusals no longer hold, and guesses of it are accepted.
    pub fn put_on_selected(&self, tag: TagId, source: Source, entry: JournalId) -> Result<()> {
        let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                   SELECT ?1, media_id, tag_id, ?3, ?4, 1 FROM media_tag_refused
                   WHERE tag_id = ?2 AND media_id IN (SELECT media_id FROM temp.selected)";
        self.run(sql, (entry, tag, source, Change::NoLongerRefused))?;
        let sql =
            "DELETE FROM media_tag_refused WHERE tag_id = ?1 AND media_id IN (SELECT media_id FROM temp.selected)";
        self.run(sql, [tag])?;
        let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                   SELECT ?1, s.media_id, ?2, ?3, ?4, 1 FROM temp.selected s
                   WHERE NOT EXISTS (SELECT 1 FROM media_tag x
                                     WHERE x.media_id = s.media_id AND x.tag_id = ?2 AND x.source_id = ?3)";
        self.run(sql, (entry, tag, source, Change::PutOn))?;
        let sql = "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
                   SELECT s.media_id, ?1, ?2, 1 FROM temp.selected s WHERE 1 ON CONFLICT DO NOTHING";
        self.run(sql, (tag, source))?;
        self.accept_selected(Some(tag), entry).map(|_| ())
    }

    /// Takes a tag off all selected media, whoever put it on, and keeps other sources from putting it back.
    pub fn take_off_selected(&self, tag: TagId, entry: JournalId) -> Result<()> {
        let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                   SELECT ?1, s.media_id, ?2, ?3, ?4, 1 FROM temp.selected s
                   WHERE EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = s.media_id AND x.tag_id = ?2)
                     AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = s.media_id AND r.tag_id = ?2)";
        self.run(sql, (entry, tag, Source::Hand, Change::Refused))?;
        let sql = "INSERT INTO media_tag_refused (media_id, tag_id) SELECT s.media_id, ?1 FROM temp.selected s
                   WHERE EXISTS (SELECT 1 FROM media_tag x WHERE x.media_id = s.media_id AND x.tag_id = ?1)
                   ON CONFLICT DO NOTHING";
        self.run(sql, [tag])?;
        let sql = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
                   SELECT ?1, x.media_id, x.tag_id, x.source_id, ?3, x.confirmed FROM media_tag x
                   WHERE x.tag_id = ?2 AND x.source_id <> ?4 AND x.media_id IN (SELECT media_id FROM temp.selected)";
        self.run(sql, (entry, tag, Change::TakenOff, Source::Implied))?;
        let sql = "DELETE FROM media_tag WHERE tag_id = ?1 AND media_id IN (SELECT media_id FROM temp.selected)";
        self.run(sql, [tag])
    }
}

/// The tag whose namespace and name are in columns `at` and `at` + 1.
pub(super) fn read_tag(row: &Row, at: usize) -> rusqlite::Result<Tag> {
    Ok(Tag::from_parts(row.get_ref(at)?.as_str()?, row.get_ref(at + 1)?.as_str()?))
}

/// The condition on the table `tag` for a pattern.
pub(super) fn tag_term(pattern: &TagPattern, parameters: &mut Vec<Value>) -> String {
    let mut terms = Vec::new();
    if let Some(namespace) = &pattern.namespace {
        terms.push(text_term("namespace", namespace, parameters));
    }
    terms.push(text_term("name", &pattern.name, parameters));
    terms.join(" AND ")
}

fn text_term(column: &str, text: &str, parameters: &mut Vec<Value>) -> String {
    if text.contains('*') {
        // GLOB's other special characters stand for themselves in a pattern of ours.
        let glob: String =
            text.chars().map(|c| if matches!(c, '?' | '[') { format!("[{c}]") } else { c.to_string() }).collect();
        parameters.push(Value::Text(glob));
        format!("{column} GLOB ?")
    } else {
        parameters.push(Value::Text(text.to_owned()));
        format!("{column} = ?")
    }
}
