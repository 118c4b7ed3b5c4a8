//! What an import says and what it can take back: its report, and its entries in the journal.

use super::super::error::Result;
use super::report::ImportReport;
use crate::catalog::{Catalog, JournalId, Source};

/// The record of one scope.
pub(super) struct Record<'a> {
    catalog: &'a Catalog,
    command: &'a str,
    now_ms: i64,
    pub(super) report: &'a mut ImportReport,
    entry: Option<JournalId>,
    /// The entry of what edited files carry over, which is taken back by itself.
    edits: Option<JournalId>,
}

impl<'a> Record<'a> {
    pub(super) fn new(catalog: &'a Catalog, command: &'a str, now_ms: i64, report: &'a mut ImportReport) -> Self {
        Self { catalog, command, now_ms, report, entry: None, edits: None }
    }

    /// The journal's entry, opened when something is to be written under it.
    pub(super) fn entry(&mut self) -> Result<JournalId> {
        Ok(match self.entry {
            Some(entry) => entry,
            None => *self.entry.insert(self.catalog.open_entry(self.command, Source::Import, self.now_ms)?),
        })
    }

    /// The entry of what edited files carry over, opened under the words of `command`.
    pub(super) fn edits(&mut self, command: impl FnOnce() -> String) -> Result<JournalId> {
        Ok(match self.edits {
            Some(entry) => entry,
            None => *self.edits.insert(self.catalog.open_entry(&command(), Source::Import, self.now_ms)?),
        })
    }

    /// Ends the entries.
    pub(super) fn close(&mut self) -> Result<()> {
        for entry in self.edits.take().into_iter().chain(self.entry.take()) {
            self.catalog.close_entry(entry)?;
        }
        Ok(())
    }
}
