//! A line of dialogue, or a caption, on media.

use std::path::PathBuf;

use super::described::describe_by_id;
use super::error::Result;
use super::selection::resolve;
use super::{Error, Gallery, Selection};
use crate::catalog::{Action, JournalId, MediaId, Source, excerpt};

/// What became of a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoteReport {
    /// Media that changed.
    pub changed: u64,
    /// The journal's entry, if anything was changed.
    pub entry: Option<JournalId>,
}

/// What becomes of a note that a person wrote before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverNote {
    /// Nothing is written where there is another one.
    #[default]
    Refuse,
    /// The new one takes its place.
    Replace,
    /// The new one is put below it.
    Append,
}

/// A note that a person put on a media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteOn {
    /// The path that the media is listed under.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}

/// Lists the notes that a person put on the selected media.
///
/// # Errors
/// If nothing is selected.
pub fn list_notes(gallery: &Gallery, selection: &Selection) -> Result<Vec<NoteOn>> {
    let mut notes = Vec::new();
    for media in resolve(gallery, require_some(selection)?)? {
        let texts = texts_by_hand(gallery, media)?;
        if !texts.is_empty() {
            let path = describe_by_id(gallery, media)?.path;
            notes.push(NoteOn { path, text: texts.join("\n") });
        }
    }
    Ok(notes)
}

/// Makes `text` the note that a person put on each selected media; an empty one takes it off.
///
/// # Errors
/// If nothing is selected, there is another note that is not to be replaced, or the catalogue cannot be written; then nothing
/// changed.
pub fn note(gallery: &Gallery, selection: &Selection, text: &str, over: OverNote) -> Result<NoteReport> {
    require_some(selection)?;
    let catalog = &gallery.catalog;
    let text = text.trim();
    let action = Action::Note { text: excerpt(text), scope: selection.scope() };
    let (changed, entry) = gallery.change(&action, |entry| {
        let mut changed = 0;
        for media in resolve(gallery, selection)? {
            let mut texts = texts_by_hand(gallery, media)?;
            let is_other = !texts.is_empty() && texts != [text] && !text.is_empty();
            match over {
                OverNote::Refuse if is_other => {
                    let path = describe_by_id(gallery, media)?.path;
                    return Err(Error::NoteExists { path, text: excerpt(&texts.join("\n")) });
                }
                OverNote::Append if is_other => texts = vec![format!("{}\n{text}", texts.join("\n"))],
                _ if text.is_empty() => texts.clear(),
                _ => texts = vec![text.to_owned()],
            }
            changed += u64::from(catalog.set_notes(media, Source::Hand, &texts, entry)?);
        }
        Ok(changed)
    })?;
    Ok(NoteReport { changed, entry })
}

fn require_some(selection: &Selection) -> Result<&Selection> {
    if selection.is_everything() { Err(Error::NothingSelected) } else { Ok(selection) }
}

fn texts_by_hand(gallery: &Gallery, media: MediaId) -> Result<Vec<String>> {
    let notes = gallery.catalog.list_notes(media)?.into_iter().filter(|note| note.source == Source::Hand);
    Ok(notes.map(|note| note.text).collect())
}
