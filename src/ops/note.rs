//! A line of dialogue, or a caption, on media.

use super::error::Result;
use super::gallery::now_ms;
use super::selection::resolve;
use super::{Error, Gallery, Selection};
use crate::catalog::Source;

/// Makes `text` the note that a person put on each selected media; an empty one takes it off. Returns how many media
/// changed.
///
/// # Errors
/// If nothing is selected or the catalogue cannot be written; then nothing changed.
pub fn note(gallery: &Gallery, selection: &Selection, text: &str, command: &str) -> Result<u64> {
    if selection.is_everything() {
        return Err(Error::NothingSelected);
    }
    let catalog = &gallery.catalog;
    let text = text.trim();
    let texts: Vec<String> = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    catalog.atomically(|| {
        let entry = catalog.open_entry(command, Source::Hand, now_ms())?;
        let mut changed = 0;
        for media in resolve(gallery, selection)? {
            changed += u64::from(catalog.set_notes(media, Source::Hand, &texts, entry)?);
        }
        catalog.close_entry(entry)?;
        Ok(changed)
    })
}
