//! A media with its files and its tags, and what state they are in.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::original::is_absence;
use super::{Error, Gallery};
use crate::catalog::{FileRow, MediaFacts, MediaId, MediaRow, MediaTag, Source};
use crate::fingerprint::{ContentHash, Looping};
use crate::tag::Tag;

/// Where a media's files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A file of it is where it was last seen.
    Present,
    /// All are gone.
    Missing,
    /// None is present, and at least one lies in a root that cannot be reached now.
    Offline,
}

impl State {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Offline => "offline",
        }
    }
}

/// A media, its files and its tags.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// Its identity.
    pub hash: ContentHash,
    /// What its bytes are.
    pub facts: MediaFacts,
    /// How it runs from its end on, if that is known and it moves.
    pub looping: Option<Looping>,
    /// When the gallery first saw it, milliseconds since 1970.
    pub added_at_ms: i64,
    /// The oldest modification time of its files, seconds since 1970.
    pub date: i64,
    /// Where its files are.
    pub state: State,
    /// The path it is listed under: that of a file that is there, or else the last one known. To open the file, ask
    /// [`Described::known_path`].
    pub path: PathBuf,
    /// Its files: those present first, then by path.
    pub files: Vec<DescribedFile>,
    /// Its tags, by name; each once for every source.
    pub tags: Vec<MediaTag>,
    /// Its notes, each once, those by hand first.
    pub quotes: Vec<String>,
}

/// A file of a media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedFile {
    /// The whole path.
    pub path: PathBuf,
    /// Whether it is there.
    pub state: State,
    /// When it was changed, as it was last seen: seconds since 1970.
    pub modified: i64,
}

impl Described {
    /// The tags in a namespace (empty: without one) that it was given, or if there are none, those that follow from
    /// others; each once, in order.
    pub(in crate::ops) fn tags_in<'a>(&'a self, namespace: &'a str) -> impl Iterator<Item = &'a Tag> {
        let mut last: Option<&Tag> = None;
        let has_own =
            self.tags.iter().any(|tagged| tagged.tag.namespace() == namespace && tagged.source != Source::Implied);
        self.tags
            .iter()
            .filter(move |tagged| !has_own || tagged.source != Source::Implied)
            .map(|tagged| &tagged.tag)
            .filter(move |tag| {
                let is_repeated = last == Some(*tag);
                last = Some(*tag);
                tag.namespace() == namespace && !is_repeated
            })
    }

    /// The path it is listed under, unless that path holds another content by now and no other is known.
    pub fn known_path(&self) -> Option<&Path> {
        (!self.files.is_empty()).then_some(self.path.as_path())
    }

    /// The same as the disk has it now: a file that went away since the last import is missing. Asks the disk for every file
    /// that counts as present, and for none in a root that is offline. Nothing is written, so the next import may find it again.
    #[must_use]
    pub fn as_on_disk(mut self) -> Self {
        for file in self.files.iter_mut().filter(|file| file.state == State::Present) {
            if fs::symlink_metadata(&file.path).is_err_and(|error| is_absence(&error)) {
                file.state = State::Missing;
            }
        }
        self.files.sort_by_key(|file| (file.state == State::Missing, file.state == State::Offline));
        self.settled()
    }

    /// Sets the state and the path it is listed under by its files.
    fn settled(mut self) -> Self {
        let has = |state| self.files.iter().any(|file| file.state == state);
        self.state = [State::Present, State::Offline].into_iter().find(|&state| has(state)).unwrap_or(State::Missing);
        // If the file it is listed under is not there, the first that is.
        let is_there = self.files.iter().any(|file| file.path == self.path && file.state == State::Present);
        if let Some(first) = self.readable().filter(|_| !is_there) {
            self.path = first.path.clone();
        }
        self
    }

    /// The first of its files that is there now.
    pub(in crate::ops) fn readable(&self) -> Option<&DescribedFile> {
        self.files.iter().find(|file| file.state == State::Present)
    }
}

/// Describes some media, in the same order, by four SQL statements however many they are. Those that are not in the gallery are
/// left out.
pub fn describe_all(gallery: &Gallery, hashes: &[ContentHash]) -> Result<Vec<Described>> {
    let ids: Vec<MediaId> = gallery.catalog.list_media_of(hashes)?.into_iter().flatten().collect();
    describe_rows(gallery, gallery.catalog.list_media(&ids)?)
}

/// Describes a media that is in the gallery.
pub(super) fn describe_by_id(gallery: &Gallery, id: MediaId) -> Result<Described> {
    describe(gallery, gallery.catalog.media(id)?)
}

/// Adds files and tags to a row.
pub(super) fn describe(gallery: &Gallery, row: MediaRow) -> Result<Described> {
    let mut described = describe_rows(gallery, vec![row])?;
    Ok(described.pop().expect("one row is described as one media"))
}

/// Adds files and tags to rows.
pub(super) fn describe_rows(gallery: &Gallery, rows: Vec<MediaRow>) -> Result<Vec<Described>> {
    let ids: Vec<MediaId> = rows.iter().map(|row| row.id).collect();
    let files = gallery.catalog.list_files_of(&ids)?;
    let mut tags = gallery.catalog.list_tags_of(&ids)?;
    let mut notes = gallery.catalog.list_notes_of(&ids)?;
    let described = rows.into_iter().map(|row| {
        let id = row.id;
        // A note that was exported and read again is one note of two sources.
        let mut seen = HashSet::new();
        let quotes = notes.remove(&id).unwrap_or_default().into_iter().map(|note| note.text);
        let quotes = quotes.filter(|text| seen.insert(text.clone())).collect();
        let tags = tags.remove(&id).unwrap_or_default();
        Described { tags, quotes, ..describe_untagged(row, files.get(&id).map_or(&[], Vec::as_slice)) }
    });
    Ok(described.collect())
}

/// Adds files to a row; its tags and notes are left out.
pub(super) fn describe_untagged(row: MediaRow, files: &[FileRow]) -> Described {
    let files: Vec<DescribedFile> = files
        .iter()
        .map(|file| {
            let state = match (file.missing, file.offline) {
                (true, _) => State::Missing,
                (false, true) => State::Offline,
                (false, false) => State::Present,
            };
            DescribedFile { path: file.path.clone(), state, modified: file.stamp.mtime_ns.div_euclid(1_000_000_000) }
        })
        .collect();
    Described {
        hash: row.hash,
        facts: row.facts,
        looping: row.looping,
        added_at_ms: row.added_at,
        date: row.date,
        state: State::Missing,
        path: row.path,
        files,
        tags: Vec::new(),
        quotes: Vec::new(),
    }
    .settled()
}

/// Describes media, without those that were forgotten meanwhile by another process.
pub(super) fn describe_those_left(
    gallery: &Gallery,
    ids: impl IntoIterator<Item = MediaId>,
) -> Result<Vec<(MediaId, Described)>> {
    let rows = gallery.catalog.list_media(&ids.into_iter().collect::<Vec<_>>())?;
    let ids: Vec<MediaId> = rows.iter().map(|row| row.id).collect();
    Ok(ids.into_iter().zip(describe_rows(gallery, rows)?).collect())
}

/// Describes the media of a content.
///
/// # Errors
/// If it is not there any more, or the catalogue cannot be read.
pub(super) fn describe_by_hash(gallery: &Gallery, hash: &ContentHash) -> Result<Described> {
    find_described(gallery, hash)?.ok_or_else(|| Error::NotInGallery { given: hash.to_string() })
}

/// Describes the media of a content, if it is there.
pub(super) fn find_described(gallery: &Gallery, hash: &ContentHash) -> Result<Option<Described>> {
    let Some(id) = gallery.catalog.find_media(hash)? else { return Ok(None) };
    gallery.catalog.find_media_by_id(id)?.map(|row| describe(gallery, row)).transpose()
}
