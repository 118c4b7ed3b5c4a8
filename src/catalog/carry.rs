//! Carrying over what people said of one content to another: when a file was edited, its content is a new one.
//!
//! That is tags that were stated or accepted, refusals, notes, and what was said not to be the same. What sidecars say is left
//! out, since they are read again; so is what follows from rules. Nothing is taken from the old content, and what was said of
//! the new one by a person stands.

use super::error::Result;
use super::journal::{Change, JournalId};
use super::statement::first;
use super::{Catalog, MediaId, Source};

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

/// The sources whose word is a person's: hand, import, folder, copied; and a name or a model whose guess was accepted.
const OF_PEOPLE: &str = "source_id IN (1, 2, 3, 10) OR source_id IN (4, 11) AND confirmed = 1";

impl Catalog {
    /// Whether people said anything of a media that [`Catalog::carry_over`] would carry.
    pub fn has_word_of_people(&self, media: MediaId) -> Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM media_tag WHERE media_id = ?1 AND ({OF_PEOPLE}))
             OR EXISTS (SELECT 1 FROM media_tag_refused WHERE media_id = ?1)
             OR EXISTS (SELECT 1 FROM note WHERE media_id = ?1 AND source_id IN (1, 2, 3, 10))"
        );
        self.value(&sql, [media])
    }

    /// Carries over what people said of one media to another, under an entry of the journal.
    pub fn carry_over(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<Carried> {
        let n_refused = self.carry_refusals(old, new, entry)?;
        let n_tags = self.carry_tags(old, new, entry)?;
        let mut n_notes = 0;
        let notes = self.list_notes(new)?;
        for source in [Source::Hand, Source::Import, Source::Folder, Source::Copied] {
            let of = |notes: Vec<super::Note>| notes.into_iter().filter(move |note| note.source == source);
            let mut texts: Vec<String> = of(notes.clone()).map(|note| note.text).collect();
            let before = texts.len();
            texts.extend(
                of(self.list_notes(old)?).map(|note| note.text).filter(|text| notes.iter().all(|n| n.text != *text)),
            );
            n_notes += (texts.len() - before) as u64;
            self.set_notes(new, source, &texts, entry)?;
        }
        for other in self.list_rejected(old)?.into_iter().filter(|other| *other != new) {
            self.reject(new, other, entry)?;
        }
        Ok(Carried { n_tags, n_refused, n_notes })
    }

    fn carry_tags(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<u64> {
        let wanted = format!(
            "SELECT ?1, ?3, o.tag_id, o.source_id, ?4, 1 FROM media_tag o WHERE o.media_id = ?2 AND ({OF_PEOPLE})
             AND NOT EXISTS (SELECT 1 FROM media_tag_refused r WHERE r.media_id = ?3 AND r.tag_id = o.tag_id)"
        );
        let same = "(SELECT 1 FROM media_tag n
                    WHERE n.media_id = ?3 AND n.tag_id = o.tag_id AND n.source_id = o.source_id";
        let journal = "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)";
        let change = |condition: &str, change: Change, then: &str| -> Result<u64> {
            let sql = format!("{journal} {wanted} AND {condition} ON CONFLICT DO NOTHING");
            self.run(&sql, (entry, old, new, change.code()))?;
            self.change(then, (entry, new, change.code()))
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

    /// Refuses what was refused, unless a person put it on the new media; guesses and sidecars give way.
    fn carry_refusals(&self, old: MediaId, new: MediaId, entry: JournalId) -> Result<u64> {
        let refuse = format!(
            "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
             SELECT ?1, ?3, r.tag_id, 1, ?4, 1 FROM media_tag_refused r WHERE r.media_id = ?2
               AND NOT EXISTS (SELECT 1 FROM media_tag_refused n WHERE n.media_id = ?3 AND n.tag_id = r.tag_id)
               AND NOT EXISTS (SELECT 1 FROM media_tag n WHERE n.media_id = ?3 AND n.tag_id = r.tag_id AND ({OF_PEOPLE}))
             ON CONFLICT DO NOTHING"
        );
        let parameters = (entry, old, new, Change::Refused.code());
        self.run(&refuse, parameters)?;
        let refused = "(SELECT tag_id FROM journal_change WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3)";
        let sql = "INSERT INTO media_tag_refused (media_id, tag_id) SELECT ?2, tag_id FROM journal_change
                   WHERE journal_id = ?1 AND media_id = ?2 AND change = ?3 ON CONFLICT DO NOTHING";
        let n = self.change(sql, (entry, new, Change::Refused.code()))?;
        let sql = format!(
            "INSERT INTO journal_change (journal_id, media_id, tag_id, source_id, change, confirmed)
             SELECT ?1, media_id, tag_id, source_id, ?4, confirmed FROM media_tag
             WHERE media_id = ?2 AND source_id <> 9 AND tag_id IN {refused} ON CONFLICT DO NOTHING"
        );
        let parameters = (entry, new, Change::Refused.code(), Change::TakenOff.code());
        self.run(&sql, parameters)?;
        let sql = format!("DELETE FROM media_tag WHERE media_id = ?2 AND tag_id IN {refused}");
        self.run(&sql, (entry, new, Change::Refused.code()))?;
        Ok(n)
    }

    fn list_rejected(&self, media: MediaId) -> Result<Vec<MediaId>> {
        let sql = "SELECT b_id FROM rejected WHERE a_id = ?1 UNION ALL SELECT a_id FROM rejected WHERE b_id = ?1";
        self.list(sql, [media], first)
    }
}
