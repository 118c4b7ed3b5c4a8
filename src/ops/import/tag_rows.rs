//! The rows of the tags that an import meets, each looked up once: ten thousand names mention a few hundred tags.

use std::collections::HashMap;

use super::super::Gallery;
use super::super::error::Result;
use crate::catalog::TagId;
use crate::tag::Tag;

#[derive(Debug, Default)]
pub(super) struct TagRows {
    renamed: HashMap<Tag, Tag>,
    ids: HashMap<Tag, TagId>,
}

impl TagRows {
    /// The name that a person gave a tag.
    pub(super) fn renamed(&mut self, gallery: &Gallery, tag: &Tag) -> Result<Tag> {
        if let Some(renamed) = self.renamed.get(tag) {
            return Ok(renamed.clone());
        }
        let renamed = gallery.renamed(tag)?;
        self.renamed.insert(tag.clone(), renamed.clone());
        Ok(renamed)
    }

    /// Makes rows for tags that are about to be used. What the vocabulary says of all of them takes effect at once, because that
    /// costs as much for one tag as for many.
    pub(super) fn prepare<'t>(&mut self, gallery: &Gallery, tags: impl IntoIterator<Item = &'t Tag>) -> Result<()> {
        let new: Vec<&Tag> = tags.into_iter().filter(|tag| !self.ids.contains_key(*tag)).collect();
        let rows = gallery.ensure_tags(&new)?;
        self.ids.extend(new.into_iter().cloned().zip(rows));
        Ok(())
    }

    /// The row of a tag.
    pub(super) fn row(&mut self, gallery: &Gallery, tag: &Tag) -> Result<TagId> {
        self.prepare(gallery, [tag])?;
        Ok(*self.ids.get(tag).expect("it was prepared just now, or before"))
    }
}
