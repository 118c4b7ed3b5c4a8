//! The report of an import, and its entries in the journal.

use std::collections::HashSet;
use std::path::Path;

use super::super::error::Result;
use super::report::ImportReport;
use super::tag_rows::TagRows;
use crate::catalog::{Action, Catalog, JournalId, MediaId, Source, TagId};

/// Sources whose tags are guesses until a person accepts them.
pub(super) const GUESSING: [Source; 3] = [Source::Name, Source::Model, Source::Prompt];

/// The record of one scope.
pub(super) struct Record<'a> {
    catalog: &'a Catalog,
    /// The file or folder that is imported.
    path: String,
    now_ms: i64,
    pub(super) report: &'a mut ImportReport,
    /// Contents whose prompts were read.
    pub(super) prompts_read: HashSet<MediaId>,
    /// Contents whose packets are read again, because an undone import had put on what they say.
    pub(super) within_again: HashSet<MediaId>,
    pub(super) rows: TagRows,
    entry: Option<JournalId>,
    /// The entry of what edited files carry over, which is taken back by itself.
    edits: Option<JournalId>,
}

impl<'a> Record<'a> {
    pub(super) fn new(catalog: &'a Catalog, path: &Path, now_ms: i64, report: &'a mut ImportReport) -> Self {
        let (path, prompts_read, within_again) = (path.to_string_lossy().into(), HashSet::new(), HashSet::new());
        let rows = TagRows::default();
        Self { catalog, path, now_ms, report, prompts_read, within_again, rows, entry: None, edits: None }
    }

    /// The journal's entry, opened when something is to be written under it.
    pub(super) fn entry(&mut self) -> Result<JournalId> {
        Ok(match self.entry {
            Some(entry) => entry,
            None => {
                let action = Action::Import { path: self.path.clone() };
                *self.entry.insert(self.catalog.open_entry(&action, Source::Import, self.now_ms)?)
            }
        })
    }

    /// Puts tags on a media that a source states.
    pub(super) fn put_on(&mut self, media: MediaId, tags: &[TagId], source: Source) -> Result<()> {
        if tags.is_empty() {
            return Ok(());
        }
        let (catalog, entry) = (self.catalog, self.entry()?);
        let before = catalog.count_tags_of(media)?;
        let is_confirmed = !GUESSING.contains(&source);
        let mut n_new = 0;
        for &tag in tags {
            let confirms = is_confirmed && catalog.is_guessed(media, tag)?;
            if catalog.put_on(media, tag, source, is_confirmed, entry)? {
                self.report.confirmed += u64::from(confirms);
                n_new += 1;
            }
        }
        if n_new > 0 {
            self.report.tagged += catalog.count_tags_of(media)?.saturating_sub(before);
            *self.report.tagged_by.entry(source).or_default() += n_new;
        }
        Ok(())
    }

    /// The entry of what edited files take over.
    pub(super) fn edits(&mut self) -> Result<JournalId> {
        Ok(match self.edits {
            Some(entry) => entry,
            None => {
                let action = Action::FollowEdits { path: self.path.clone() };
                *self.edits.insert(self.catalog.open_entry(&action, Source::Import, self.now_ms)?)
            }
        })
    }

    /// Ends the entries.
    pub(super) fn close(&mut self) -> Result<()> {
        for entry in self.edits.take().into_iter().chain(self.entry.take()) {
            self.report.entries.extend(self.catalog.close_entry(entry)?);
        }
        Ok(())
    }
}
