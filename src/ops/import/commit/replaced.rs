//! What people said of contents that others replaced at their paths.

use super::super::super::error::Result;
use super::super::edited::{Edited, looks_same};
use super::Committer;
use crate::catalog::MediaId;

impl Committer<'_> {
    /// Carries over what people said of a content that another one replaced at its path, if both look the same. A content that
    /// the gallery had before is no edit: two files may have been renamed, which is known once all outcomes are written.
    pub(super) fn follow_edit(&mut self, old: MediaId, new: MediaId, path: &[u8]) -> Result<()> {
        if !self.catalog.has_word_of_people(old)? {
            return Ok(());
        }
        if self.catalog.media(new)?.added_at < self.now_ms {
            self.replaced.push((old, new, path.to_owned()));
            return Ok(());
        }
        self.carry_over(old, new, path)
    }

    /// Carries over what people said of contents that a known one replaced, where no other file holds them.
    pub(in super::super) fn follow_replaced(&mut self) -> Result<()> {
        let replaced = std::mem::take(&mut self.replaced);
        self.catalog.atomically(|| {
            replaced.iter().try_for_each(|(old, new, path)| match self.catalog.count_present(*old, 1)? {
                0 => self.carry_over(*old, *new, path),
                _ => Ok(()),
            })
        })
    }

    fn carry_over(&mut self, old: MediaId, new: MediaId, path: &[u8]) -> Result<()> {
        if looks_same(self.gallery, old, new)? {
            let entry = self.record.edits()?;
            self.catalog.carry_over(old, new, entry)?;
            self.record.report.carried += 1;
        } else if self.catalog.count_present(old, 1)? == 0 {
            let old = self.catalog.media(old)?.hash;
            self.record.report.edited.push(Edited { path: self.path(path), old });
        }
        Ok(())
    }
}
