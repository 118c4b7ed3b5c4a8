//! Notes: lines of dialogue and captions on media, found by their words.
//!
//! The index is SQLite's FTS5. Its tokenizer knows no word boundaries in Japanese, and its trigrams find no word of two
//! characters. So every run of kana and kanji is split here into overlapping pairs (bigrams) and its last character: 泣き顔
//! becomes `泣き き顔 顔`, and is found by 泣, 泣き, き顔 and 泣き顔. Other words are found by their beginnings.

use std::collections::HashMap;

use super::error::Result;
use super::statement::first;
use super::{Catalog, JournalId, MediaId, Source};
use crate::query::quote::{WordRun, runs};

/// A note of a media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its text.
    pub text: String,
    /// Who says so.
    pub source: Source,
}

impl Catalog {
    /// Lists the notes of a media: those by hand first.
    pub fn list_notes(&self, media: MediaId) -> Result<Vec<Note>> {
        Ok(self.list_notes_of(&[media])?.remove(&media).unwrap_or_default())
    }

    /// Lists the notes of several media, of each as [`Catalog::list_notes`] does.
    pub fn list_notes_of(&self, media: &[MediaId]) -> Result<HashMap<MediaId, Vec<Note>>> {
        let sql = "SELECT n.media_id, n.text, n.source_id FROM rarray(?1) a CROSS JOIN note n ON n.media_id = a.value
                   ORDER BY n.source_id, n.id";
        self.list_of_each(sql, media, |row| Ok(Note { text: row.get(1)?, source: row.get(2)? }))
    }

    /// Replaces the notes of a source on a media by `texts`. Returns whether that changed anything.
    pub fn set_notes(&self, media: MediaId, source: Source, texts: &[String], entry: JournalId) -> Result<bool> {
        let old: Vec<String> =
            self.list_notes(media)?.into_iter().filter(|note| note.source == source).map(|note| note.text).collect();
        let mut changed = false;
        for text in old.iter().filter(|text| !texts.contains(text)) {
            self.delete_note(media, source, text)?;
            self.journal_note(entry, media, source, -1, text)?;
            changed = true;
        }
        for text in texts.iter().filter(|text| !old.contains(text)) {
            self.write_note(media, source, text)?;
            self.journal_note(entry, media, source, 1, text)?;
            changed = true;
        }
        Ok(changed)
    }

    fn journal_note(&self, entry: JournalId, media: MediaId, source: Source, change: i64, text: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO journal_note VALUES (?1, ?2, ?3, ?4, ?5)";
        self.run(sql, (entry, media, source, change, text))
    }

    pub(super) fn write_note(&self, media: MediaId, source: Source, text: &str) -> Result<()> {
        let sql =
            "INSERT INTO note (media_id, source_id, text) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING RETURNING id";
        let id: Option<i64> = self.find(sql, (media, source, text), first)?;
        if let Some(id) = id {
            let sql = "INSERT INTO note_words (rowid, words) VALUES (?1, ?2)";
            self.run(sql, (id, index_words(text).join(" ")))?;
        }
        Ok(())
    }

    pub(super) fn delete_note(&self, media: MediaId, source: Source, text: &str) -> Result<()> {
        let sql = "DELETE FROM note WHERE media_id = ?1 AND source_id = ?2 AND text = ?3";
        self.run(sql, (media, source, text))
    }
}

/// FTS5's query for the words of a text; `None` if it has none. [`crate::query::quote::has_words`] is what it means.
pub(super) fn match_query(text: &str) -> Option<String> {
    let term = |run: &WordRun| match run.text.chars().count() {
        2.. if run.is_unspaced => format!("\"{}\"", bigrams(&run.text).join(" ")),
        _ => format!("\"{}\"*", run.text),
    };
    let terms: Vec<String> = runs(text).iter().map(term).collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

/// The words of a text for the index.
fn index_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(text) {
        if run.is_unspaced {
            words.extend(bigrams(&run.text));
            words.extend(run.text.chars().last().map(String::from));
        } else {
            words.push(run.text);
        }
    }
    words
}

fn bigrams(run: &str) -> Vec<String> {
    run.chars().zip(run.chars().skip(1)).map(|(a, b)| format!("{a}{b}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_is_split_into_bigrams() {
        assert_eq!(index_words("泣き顔, Don't CRY！ ２"), ["泣き", "き顔", "顔", "don", "t", "cry", "2"]);
        assert_eq!(match_query("泣").unwrap(), "\"泣\"*");
        assert_eq!(match_query("泣き顔 cry").unwrap(), "\"泣き き顔\" AND \"cry\"*");
        assert_eq!(match_query("…!"), None);
    }
}
