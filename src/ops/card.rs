//! The card of a media: what a person sees beside its picture while going through many, and the edits made there.

use std::path::PathBuf;

use image::RgbaImage;

use super::described::describe_by_hash;
use super::error::Result;
use super::picture::picture;
use super::selection::{media_of, path_of, resolve};
use super::tags::complete_tag;
use super::{Gallery, Selection};
use crate::catalog::{Action, ActionScope, JournalId, Source};
use crate::fingerprint::ContentHash;
use crate::query::expr::TagPattern;
use crate::tag::{self, Tag};

/// The most tags that a word being typed is completed to.
const MAX_COMPLETIONS: usize = 50;

/// What a person sees of a media beside its picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its identity.
    pub hash: ContentHash,
    /// The path it is listed under.
    pub path: PathBuf,
    /// The format of its bytes.
    pub format: String,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Frames in the file; 1 for a still.
    pub frames: u32,
    /// One run of an animation, in milliseconds; none for a still.
    pub duration_ms: Option<i64>,
    /// The file's size in bytes.
    pub bytes: u64,
    /// Its tags, each once, by name.
    pub tags: Vec<CardTag>,
    /// Its first note.
    pub quote: Option<String>,
}

/// A tag on a card, whoever put it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardTag {
    /// The tag.
    pub tag: Tag,
    /// The sources that state or guess it.
    pub sources: Vec<Source>,
    /// A source states it, or a person accepted it.
    pub confirmed: bool,
}

/// A change that a person makes to the tags of one media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagEdit {
    /// Put a tag on.
    PutOn(Tag),
    /// Take a tag off, whoever put it on.
    TakeOff(Tag),
    /// Accept all guessed tags.
    Accept,
}

/// What a typed tag turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagCheck {
    /// A tag that can be put on, under the name that is meant.
    Usable(Tag),
    /// A tag that nothing is known of, and a known one that is spelled nearly so.
    NearMiss {
        /// As typed, in its normal spelling.
        tag: Tag,
        /// The known one.
        near: Tag,
    },
    /// No tag.
    Malformed(tag::Error),
}

/// Lists the contents of a selection, in its order.
pub fn list_hashes(gallery: &Gallery, selection: &Selection) -> Result<Vec<ContentHash>> {
    Ok(gallery.catalog.list_hashes(&resolve(gallery, selection)?)?)
}

/// Reads what stands on a media's card.
///
/// # Errors
/// If it is not in the gallery.
pub fn card(gallery: &Gallery, hash: &ContentHash) -> Result<Card> {
    let media = describe_by_hash(gallery, hash)?;
    let mut tags: Vec<CardTag> = Vec::new();
    for said in media.tags {
        match tags.last_mut().filter(|last| last.tag == said.tag) {
            Some(last) => {
                last.sources.push(said.source);
                last.confirmed |= said.confirmed;
            }
            None => tags.push(CardTag { tag: said.tag, sources: vec![said.source], confirmed: said.confirmed }),
        }
    }
    Ok(Card {
        hash: media.hash,
        path: media.path,
        format: media.facts.format,
        width: media.facts.width,
        height: media.facts.height,
        frames: media.facts.frames,
        duration_ms: media.facts.duration_ms,
        bytes: media.facts.bytes,
        tags,
        quote: media.quotes.into_iter().next(),
    })
}

/// Reads the picture that stands for a media, at least `edge` pixels long where it has them.
///
/// # Errors
/// [`super::Error::Unseen`] if it cannot be seen; else as [`card`].
pub fn card_picture(gallery: &Gallery, hash: &ContentHash, edge: u32) -> Result<RgbaImage> {
    Ok(picture(gallery, &describe_by_hash(gallery, hash)?, edge)?)
}

/// Changes the tags of one media; returns the journal's entry, if anything changed.
///
/// # Errors
/// If it is not in the gallery.
pub fn edit_tags(gallery: &Gallery, hash: &ContentHash, edit: &TagEdit) -> Result<Option<JournalId>> {
    gallery.record_vocabulary()?;
    let catalog = &gallery.catalog;
    let id = media_of(gallery, hash)?;
    let action = Action::Tag {
        put_on: if let TagEdit::PutOn(tag) = edit { vec![tag.to_string()] } else { Vec::new() },
        taken_off: if let TagEdit::TakeOff(tag) = edit { vec![tag.to_string()] } else { Vec::new() },
        accepted: *edit == TagEdit::Accept,
        scope: ActionScope::new([path_of(gallery, id)?], None),
    };
    let changed = gallery.change(&action, |entry| {
        catalog.select(&[id])?;
        match edit {
            TagEdit::PutOn(tag) => {
                catalog.put_on_selected(gallery.ensure_tag(&gallery.meant(tag)?)?, Source::Hand, entry)?;
            }
            TagEdit::TakeOff(tag) => {
                for (id, _) in catalog.list_fitting(&TagPattern::from(tag))? {
                    catalog.take_off_selected(id, entry)?;
                }
            }
            TagEdit::Accept => {
                catalog.confirm_selected(entry)?;
            }
        }
        Ok(())
    });
    Ok(changed?.1)
}

/// Lists the tags that a word being typed could become, each once: what [`complete_tag`] finds, by the tags' own names.
pub fn complete_word(gallery: &Gallery, typed: &str) -> Result<Vec<Tag>> {
    let mut words: Vec<Tag> = Vec::new();
    for found in complete_tag(gallery, typed, MAX_COMPLETIONS)? {
        let word = found.stands_for.unwrap_or(found.name);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(words)
}

/// Whether a typed text names a tag that is in use or that the vocabulary knows, by any of its names.
pub fn is_known_tag(gallery: &Gallery, typed: &str) -> Result<bool> {
    let Ok(tag) = Tag::parse(typed) else { return Ok(false) };
    Ok(gallery.meant(&tag)? != tag || gallery.is_known(&tag)?)
}

/// Tells what a typed tag is.
pub fn check_tag(gallery: &Gallery, typed: &str) -> Result<TagCheck> {
    let tag = match Tag::parse(typed) {
        Ok(tag) => gallery.meant(&tag)?,
        Err(error) => return Ok(TagCheck::Malformed(error)),
    };
    Ok(match gallery.near_miss(&tag)? {
        Some(near) => TagCheck::NearMiss { tag, near },
        None => TagCheck::Usable(tag),
    })
}
