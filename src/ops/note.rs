//! A line of dialogue, or a caption, on media.

use super::error::Result;
use super::selection::resolve;
use super::{Error, Gallery, Selection};
use crate::catalog::{Action, JournalId, Source, excerpt};

/// What became of a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoteReport {
    /// Media that changed.
    pub changed: u64,
    /// The journal's entry, if anything was changed.
    pub entry: Option<JournalId>,
}

/// Makes `text` the note that a person put on each selected media; an empty one takes it off.
///
/// # Errors
/// If nothing is selected or the catalogue cannot be written; then nothing changed.
pub fn note(gallery: &Gallery, selection: &Selection, text: &str) -> Result<NoteReport> {
    if selection.is_everything() {
        return Err(Error::NothingSelected);
    }
    let catalog = &gallery.catalog;
    let text = text.trim();
    let texts: Vec<String> = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    let action = Action::Note { text: excerpt(text), scope: selection.scope() };
    let (changed, entry) = gallery.change(&action, |entry| {
        let mut changed = 0;
        for media in resolve(gallery, selection)? {
            changed += u64::from(catalog.set_notes(media, Source::Hand, &texts, entry)?);
        }
        Ok(changed)
    })?;
    Ok(NoteReport { changed, entry })
}
