//! Copies what people said of a content to the content that an edited file has now.
//!
//! Copied are tags that a person stated or accepted, refusals, notes and rejected pairs. Sidecars are read again, and rules
//! applied again, so their tags are left out. The old content keeps its own. What a person said of the new content wins.

use super::error::Result;
use super::model::IMPLIED;
use super::model::{Change, JournalId};
use super::statement::first;
use super::{Catalog, MediaId, Note, Source};

/// What was carried over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Tags put on, or accepted.
    pub n_tags: u64,
    /// Tags that are refused from now on.
    pub n_refused: u64,
    /// Notes written.
    pub n_notes: u64,
}

/// The sources by which a person states something and that an editor's new file leaves behind.
const STATING: [Source; 5] = [Source::Hand, Source::Import, Source::Folder, Source::Copied, Source::Attribute];

/// The sources whose guesses a person accepts.
const GUESSING: [Source; 3] = [Source::Name, Source::Model, Source::Prompt];

impl Catalog {
    /// Whether people said anything of a media that [`Catalog::carry_over`] would carry.
    pub fn has_word_of_people(&self, media: MediaId) -> Result<bool> {
        let (of_people, stating) = (of_people(), numbers(&STATING));
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM media_tag WHERE media_id = ?1 AND {of_people})
                 OR EXISTS (SELECT 1 FROM media_tag_refused WHERE media_id = ?1)
                 OR EXISTS (SELECT 1 FROM note WHERE media_id = ?1 AND source_id IN ({stating}))"
        );
        self.value(&sql, [media])
    }

    /// Carries over what people said of one media to another, under an entry of the journal.
    pub fn carry_over(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<Carried> {
        let n_refused = self.carry_refusals(old, new, entry)?;
        let n_tags = self.carry_tags(old, new, entry)?;
        let mut n_notes = 0;
        let (there, copied) = (self.list_notes(new)?, self.list_notes(old)?);
        for source in STATING {
            let of_source = |notes: &[Note]| -> Vec<String> {
                notes.iter().filter(|note| note.source == source).map(|note| note.text.clone()).collect()
            };
            let is_new = |text: &String| there.iter().all(|note| note.text != *text);
            let added: Vec<String> = of_source(&copied).into_iter().filter(is_new).collect();
            n_notes += added.len() as u64;
            self.set_notes(new, source, &[of_source(&there), added].concat(), entry)?;
        }
        for other in self.list_rejected(old)?.into_iter().filter(|other| *other != new) {
            self.reject(new, other, entry)?;
        }
        Ok(Carried { n_tags, n_refused, n_notes })
    }

    fn carry_tags(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<u64> {
        let of_people = of_people();
        // A file without the attribute takes back what it said, and an editor leaves it behind.
        let (attribute, copied) = (Source::Attribute.number(), Source::Copied.number());
        let source = format!("iif(o.source_id = {attribute}, {copied}, o.source_id)");
        let wanted = format!(
            "SELECT ?1, ?3, o.tag_id, {source}, ?4, 1 FROM media_tag o WHERE o.media_id = ?2 AND {of_people}
             AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = ?3 AND r.tag_id = o.tag_id)"
        );
        let same = format!(
            "(SELECT 1 FROM media_tag n WHERE n.media_id = ?3 AND n.tag_id = o.tag_id AND n.source_id = {source}"
        );
        let journal = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)";
        let change = |condition: &str, change: Change, then: &str| -> Result<u64> {
            let sql = format!("{journal} {wanted} AND {condition} ON CONFLICT DO NOTHING");
            self.run(&sql, (entry, old, new, change))?;
            self.change(then, (entry, new, change))
        };
        let accepted = change(
            &format!("EXISTS {same} AND n.confirmed = 0)"),
            Change::Confirmed,
            "UPDATE media_tag SET confirmed = 1 WHERE media_id = ?2 AND confirmed = 0 AND (tag_id, source_id) IN
             (SELECT tag_id, source_id FROM journal_change WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3)",
        )?;
        let put_on = change(
            &format!("NOT EXISTS {same})"),
            Change::PutOn,
            "INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
             SELECT media_id, tag_id, source_id, confirmed FROM journal_change
             WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3 ON CONFLICT DO NOTHING",
        )?;
        Ok(accepted + put_on)
    }

    /// Refuses what was refused, unless a person put it on the new media. Takes it off where another source put it on.
    fn carry_refusals(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<u64> {
        let (of_people, hand) = (of_people(), Source::Hand.number());
        let refuse = format!(
            "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
             SELECT ?1, ?3, r.tag_id, {hand}, ?4, 1 FROM media_tag_refused r WHERE r.media_id = ?2
               AND NOT EXISTS (SELECT 1 FROM media_tag_refused n WHERE n.media_id = ?3 AND n.tag_id = r.tag_id)
               AND NOT EXISTS (SELECT 1 FROM media_tag n WHERE n.media_id = ?3 AND n.tag_id = r.tag_id AND {of_people})
             ON CONFLICT DO NOTHING"
        );
        let parameters = (entry, old, new, Change::Refused);
        self.run(&refuse, parameters)?;
        let refused = "(SELECT tag_id FROM journal_change WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3)";
        let sql = "INSERT INTO media_tag_refused (media_id, tag_id) SELECT ?2, tag_id FROM journal_change
                   WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3 ON CONFLICT DO NOTHING";
        let n = self.change(sql, (entry, new, Change::Refused))?;
        let sql = format!(
            "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
             SELECT ?1, media_id, tag_id, source_id, ?4, confirmed FROM media_tag
             WHERE media_id = ?2 AND source_id <> {IMPLIED} AND tag_id IN {refused} ON CONFLICT DO NOTHING"
        );
        let parameters = (entry, new, Change::Refused, Change::TakenOff);
        self.run(&sql, parameters)?;
        let sql = format!("DELETE FROM media_tag WHERE media_id = ?2 AND tag_id IN {refused}");
        self.run(&sql, (entry, new, Change::Refused))?;
        Ok(n)
    }

    fn list_rejected(&self, media: MediaId) -> Result<Vec<MediaId>> {
        let sql = "SELECT b_id FROM rejected WHERE a_id = ?1 UNION ALL SELECT a_id FROM rejected WHERE b_id = ?1";
        self.list(sql, [media], first)
    }
}

/// The condition on a row of `media_tag` that a person stated or accepted the tag.
fn of_people() -> String {
    format!("(source_id IN ({}) OR source_id IN ({}) AND confirmed = 1)", numbers(&STATING), numbers(&GUESSING))
}

fn numbers(sources: &[Source]) -> String {
    sources.iter().map(|source| source.number().to_string()).collect::<Vec<_>>().join(", ")
}
