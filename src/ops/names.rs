//! How a gallery's tags are written for people.

use super::Gallery;
use super::error::Result;
use crate::tag::Tag;
use crate::vocabulary::{Display, Vocabulary};

const META: &str = "display";

/// How a gallery shows names, if a person chose.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn display(gallery: &Gallery) -> Result<Option<Display>> {
    Ok(gallery.catalog.meta(META)?.as_deref().and_then(Display::from_name))
}

/// Chooses how a gallery shows names from now on, or takes the choice back.
///
/// # Errors
/// If the catalogue cannot be written.
pub fn set_display(gallery: &Gallery, display: Option<Display>) -> Result<()> {
    Ok(gallery.catalog.put_meta(META, display.map_or("", Display::name))?)
}

/// The names of tags, as they are shown.
#[derive(Debug)]
pub struct Names<'a> {
    /// Not read where tags are written as they are spelt.
    vocabulary: Option<&'a Vocabulary>,
    display: Display,
}

impl<'a> Names<'a> {
    /// Shows names in one way.
    ///
    /// # Errors
    /// If the vocabulary cannot be read.
    pub fn new(gallery: &'a Gallery, display: Display) -> Result<Self> {
        let vocabulary = if display == Display::Tag { None } else { Some(gallery.vocabulary()?) };
        Ok(Self { vocabulary, display })
    }

    /// Shows names on pictures: as asked, or else as the gallery has it, or else in English.
    pub(super) fn on_pictures(gallery: &'a Gallery, asked: Option<Display>) -> Result<Self> {
        let display = asked.map_or_else(|| display(gallery), |asked| Ok(Some(asked)))?;
        Self::new(gallery, display.unwrap_or(Display::English))
    }

    /// The name of a tag, without its namespace.
    pub fn name(&self, tag: &Tag) -> String {
        self.vocabulary.map_or_else(|| tag.name().to_owned(), |words| words.shown(tag, self.display))
    }

    /// The name of a tag behind its namespace.
    pub fn whole(&self, tag: &Tag) -> String {
        match (self.vocabulary, tag.namespace()) {
            (None, _) => tag.to_string(),
            (_, "") => self.name(tag),
            (_, namespace) => format!("{namespace}:{}", self.name(tag)),
        }
    }

    /// The text between two names: names as people write them hold blanks.
    pub(super) fn between(&self) -> &'static str {
        if self.vocabulary.is_some() { ", " } else { " " }
    }
}
