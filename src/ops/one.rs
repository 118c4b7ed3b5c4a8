//! One media at a time, for a face that shows it and changes its tags: what stands on its card, its picture, its tags.

use image::RgbaImage;

use super::described::describe;
use super::error::Result;
use super::gallery::now_ms;
use super::picture::picture;
use super::selection::resolve;
use super::tags::complete_tag;
use super::{Gallery, Selection};
use crate::catalog::{MediaId, Source};
use crate::query::expr::TagPattern;
use crate::tag::Tag;

/// The most tags that a word being typed is completed to.
const MAX_COMPLETIONS: usize = 50;

/// What a person sees of a media beside its picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The path it is listed under.
    pub path: std::path::PathBuf,
    /// Its identity.
    pub hash: String,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Frames in the file; 1 for a still.
    pub frames: u32,
    /// Its tags with their sources and whether they were accepted.
    pub tags: Vec<(String, String, bool)>,
    /// Its first note.
    pub quote: Option<String>,
}

/// Lists the media of a selection.
///
/// # Errors
/// If the selection or the catalogue cannot be read.
pub fn list_media(gallery: &Gallery, selection: &Selection) -> Result<Vec<MediaId>> {
    resolve(gallery, selection)
}

/// Reads what stands on a media's card.
pub fn card(gallery: &Gallery, id: MediaId) -> Result<Card> {
    let media = describe(gallery, gallery.catalog.media(id)?)?;
    let tags = media.tags.iter().map(|one| (one.tag.to_string(), one.source.name().to_owned(), one.confirmed));
    Ok(Card {
        path: media.path.clone(),
        hash: media.hash.to_string(),
        width: media.width,
        height: media.height,
        frames: media.frames,
        tags: tags.collect(),
        quote: media.quotes.first().cloned(),
    })
}

/// Reads the picture that stands for a media, at least `edge` pixels long where it has them; the inner error is a reason
/// to show in its place.
pub fn card_picture(gallery: &Gallery, id: MediaId, edge: u32) -> Result<std::result::Result<RgbaImage, String>> {
    Ok(picture(gallery, &describe(gallery, gallery.catalog.media(id)?)?, edge))
}

/// Puts a tag on a media in a person's name; returns the number of the journal's entry, if anything changed.
///
/// # Errors
/// If the text is no tag or the catalogue cannot be written.
pub fn put_on(gallery: &Gallery, id: MediaId, tag: &str) -> Result<Option<i64>> {
    gallery.learn_words()?;
    change(gallery, id, &format!("tag -t {tag}"), |entry| {
        let meant = gallery.meant(&parse(tag)?)?;
        Ok(gallery.catalog.put_on_selected(gallery.ensure_tag(&meant)?, Source::Hand, entry)?)
    })
}

/// Takes a tag off a media; returns as [`put_on`].
///
/// # Errors
/// As [`put_on`].
pub fn take_off(gallery: &Gallery, id: MediaId, tag: &str) -> Result<Option<i64>> {
    change(gallery, id, &format!("tag --remove {tag}"), |entry| {
        for (id, _) in gallery.catalog.list_fitting(&TagPattern::from(&parse(tag)?))? {
            gallery.catalog.take_off_selected(id, entry)?;
        }
        Ok(())
    })
}

/// Accepts the guessed tags of a media; returns as [`put_on`].
pub fn confirm(gallery: &Gallery, id: MediaId) -> Result<Option<i64>> {
    change(gallery, id, "tag --confirm", |entry| Ok(gallery.catalog.confirm_selected(entry).map(|_| ())?))
}

/// Lists the tags that a word being typed could become, each once: those in use, then those that the vocabulary knows,
/// also by another name.
pub fn complete_word(gallery: &Gallery, typed: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for found in complete_tag(gallery, typed, MAX_COMPLETIONS).unwrap_or_default() {
        let word = found.stands_for.unwrap_or(found.name).to_string();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The tag that a typed text means, in its normal spelling; or what is wrong with it.
///
/// # Errors
/// A reason in words; for a tag that nothing is known of and that is nearly a known one, which.
pub fn check_tag(gallery: &Gallery, typed: &str) -> std::result::Result<String, String> {
    let tag = Tag::parse(typed).map_err(|error| error.to_string())?;
    let meant = gallery.meant(&tag).map_err(|error| error.to_string())?;
    match gallery.near_miss(&meant) {
        Ok(Some(near)) => Err(format!("{meant} is not known; did you mean {near}?")),
        _ => Ok(meant.to_string()),
    }
}

fn parse(text: &str) -> Result<Tag> {
    Tag::parse(text).map_err(|error| super::Error::Usage(error.to_string()))
}

fn change(
    gallery: &Gallery,
    id: MediaId,
    command: &str,
    work: impl FnOnce(crate::catalog::JournalId) -> Result<()>,
) -> Result<Option<i64>> {
    let catalog = &gallery.catalog;
    catalog.atomically(|| {
        catalog.select(&[id])?;
        let command = format!("{command} ({})", catalog.media(id)?.path.display());
        let entry = catalog.open_entry(&command, Source::Hand, now_ms())?;
        work(entry)?;
        let is_new = catalog.close_entry(entry)? > 0;
        Ok(catalog.list_entries(1)?.first().filter(|_| is_new).map(|newest| newest.id))
    })
}
