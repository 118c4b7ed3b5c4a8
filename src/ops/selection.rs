//! Which media a command is about: listed by hash, named by path or hash, found by a query, or several of these at once.
//!
//! A name comes from a person: it may be any path, and is looked up on the disk. A hash is looked up in the catalogue only.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use super::error::Result;
use super::plain::sentence;
use super::{BoundQuery, Error, Gallery, NotPictureKind, original};
use crate::catalog::{ActionScope, FileStamp, MediaId, Search, UnreadKind, UnreadRow};
use crate::fingerprint::ContentHash;
use crate::media::Limits;
use crate::query::expr::Query;
use crate::tag::unicode_forms;

/// The fewest hexadecimal digits that are taken for the beginning of a hash.
const MIN_HASH_DIGITS: usize = 4;

/// Media that are listed or named, and a query. With both, the media among the former that fit the query are selected; with
/// neither, all media are.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Contents; an empty list selects nothing, and not everything.
    pub media: Option<Vec<ContentHash>>,
    /// Files, folders (all media in them) or beginnings of hashes.
    pub named: Vec<OsString>,
    /// A query.
    pub query: Option<BoundQuery>,
}

impl Selection {
    /// Everything that fits a query.
    pub fn by_query(query: BoundQuery) -> Self {
        Self { query: Some(query), ..Self::default() }
    }

    /// These contents, in this order.
    pub fn of(media: Vec<ContentHash>) -> Self {
        Self { media: Some(media), ..Self::default() }
    }

    /// Whether nothing is listed, named or asked.
    pub(in crate::ops) fn is_everything(&self) -> bool {
        self.media.is_none() && self.named.is_empty() && self.query.is_none()
    }

    /// The selection as the journal records it.
    pub(super) fn scope(&self) -> ActionScope {
        let query = self.query.as_ref().map(|asked| asked.query.to_string());
        let hashes = self.media.iter().flatten().map(ContentHash::short);
        let names = self.named.iter().map(|name| name.to_string_lossy().into_owned());
        ActionScope::new(hashes.chain(names), query)
    }
}

/// The path that a media is listed under, for the journal.
pub(super) fn path_of(gallery: &Gallery, media: MediaId) -> Result<String> {
    Ok(gallery.catalog.media(media)?.path.to_string_lossy().into_owned())
}

/// Lists the media of a selection: in the order of the query if there is one, else as they were listed and named.
pub(super) fn resolve(gallery: &Gallery, selection: &Selection) -> Result<Vec<MediaId>> {
    let Selection { media, named, query } = selection;
    let find =
        |asked: &BoundQuery| -> Result<Vec<MediaId>> { Ok(gallery.catalog.list_found(&compile(gallery, asked)?)?) };
    if media.is_none() && named.is_empty() {
        return find(query.as_ref().unwrap_or(&BoundQuery::everything()));
    }
    let mut chosen = media_of_all(gallery, media.as_deref().unwrap_or_default())?;
    for name in named {
        chosen.extend(find_named(gallery, name)?);
    }
    let mut seen = HashSet::new();
    chosen.retain(|&media| seen.insert(media));
    match query {
        Some(asked) => Ok(find(asked)?.into_iter().filter(|media| seen.contains(media)).collect()),
        None => Ok(chosen),
    }
}

/// Compiles a query for this gallery.
pub(super) fn compile(gallery: &Gallery, asked: &BoundQuery) -> Result<Search> {
    asked.check(gallery)?;
    let BoundQuery { query, now, seed, .. } = asked;
    let query = Query { expr: gallery.meant_by(&query.expr)?, ..query.clone() };
    Ok(Search::compile(&gallery.catalog, &query, *now, *seed)?)
}

/// Lists what one word names: a file, all media of a folder, or the media whose hash begins like this.
pub(super) fn find_named(gallery: &Gallery, name: &OsStr) -> Result<Vec<MediaId>> {
    let path = Path::new(name);
    // As typed, or as another file system spells the same letters.
    for form in name.to_str().map(unicode_forms).unwrap_or_default().iter().map(OsStr::new).chain([name]) {
        let found = find_path(gallery, Path::new(form))?;
        if !found.is_empty() {
            return Ok(found);
        }
        if name.is_ascii() {
            break;
        }
    }
    if let Some(digits) = name.to_str().filter(|text| is_hash(text)) {
        let fitting = gallery.catalog.list_media_by_prefix(&digits.to_ascii_lowercase(), 2)?;
        match fitting.as_slice() {
            [] => {}
            [one] => return Ok(vec![*one]),
            _ => return Err(Error::AmbiguousHash { digits: digits.to_owned() }),
        }
    }
    let shown = name.to_string_lossy().into_owned();
    if let Some(reason) = why_unread(gallery, path)? {
        return Err(Error::NotRead { given: shown, reason });
    }
    if path.exists() || is_hash(&shown) {
        return Err(Error::NotInGallery { given: shown });
    }
    if shown.is_empty() {
        return Err(Error::EmptyName);
    }
    Err(Error::NoSuchPath { path: path.to_owned() })
}

/// Splits names into those that a selection may have, and the errors of those that an import found to be no pictures.
///
/// # Errors
/// If none is left.
pub fn without_unread(gallery: &Gallery, named: &[OsString]) -> Result<(Vec<OsString>, Vec<Error>)> {
    let (mut left, mut unread) = (Vec::new(), Vec::new());
    for name in named {
        match find_named(gallery, name) {
            Err(error @ Error::NotRead { .. }) => unread.push(error),
            // Other errors are returned when the selection is resolved.
            Ok(_) | Err(_) => left.push(name.clone()),
        }
    }
    match unread.pop() {
        Some(error) if left.is_empty() => Err(error),
        last => {
            unread.extend(last);
            Ok((left, unread))
        }
    }
}

/// Why an import found a file to be no picture, if one did.
fn why_unread(gallery: &Gallery, path: &Path) -> Result<Option<String>> {
    let Ok(absolute) = fs::canonicalize(path) else { return Ok(None) };
    if absolute.is_dir() {
        return Ok(None);
    }
    let Some((root, _, below)) = gallery.root_of(&absolute)? else { return Ok(None) };
    let reason = |row: UnreadRow| match row.kind {
        UnreadKind::Skipped if NotPictureKind::of(&below, &HashSet::new()) == NotPictureKind::Video => {
            "it is a video, and videos are not read".to_owned()
        }
        _ => sentence(row.reason),
    };
    Ok(gallery.catalog.list_unread(root, &below)?.into_iter().next().map(reason))
}

fn find_path(gallery: &Gallery, path: &Path) -> Result<Vec<MediaId>> {
    // A file that is gone cannot be canonicalised, but the gallery may still know it.
    let absolute = fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    if let Some((root, _, below)) = gallery.root_of(&absolute)? {
        if let Some(file) = gallery.catalog.find_file(root, &below)?
            && is_current(&absolute, file.stamp)
        {
            return Ok(vec![file.media]);
        }
        let inside = gallery.catalog.list_media_below(root, &below)?;
        if !inside.is_empty() {
            return Ok(inside);
        }
    }
    if absolute.is_dir() {
        // A folder above some roots means all of them.
        let mut inside = Vec::new();
        for (root, path) in gallery.catalog.list_root_paths()? {
            if path.starts_with(&absolute) {
                inside.extend(gallery.catalog.list_media_below(root, b"")?);
            }
        }
        return Ok(inside);
    }
    // A file that was moved or copied here since the last import is known by its content.
    match original::read(&absolute, Limits::default().file_bytes) {
        Ok(bytes) => Ok(gallery.catalog.find_media(&ContentHash::of(&bytes))?.into_iter().collect()),
        Err(error) if original::is_absence(&error) => Ok(Vec::new()),
        Err(error) => Err(Error::io("read", path)(error)),
    }
}

/// Finds the content that a path or the beginning of a hash names.
///
/// # Errors
/// If there is none, or more than one.
pub fn hash_of(gallery: &Gallery, named: &OsStr) -> Result<ContentHash> {
    let mut found = find_named(gallery, named)?;
    // Copies in one folder are one content.
    found.sort_unstable();
    found.dedup();
    match gallery.catalog.list_hashes(&found)?.as_slice() {
        [one] => Ok(*one),
        several => Err(Error::NamesSeveral { named: named.to_string_lossy().into_owned(), n: several.len() }),
    }
}

/// Finds the media of a content.
pub(super) fn media_of(gallery: &Gallery, hash: &ContentHash) -> Result<MediaId> {
    gallery.catalog.find_media(hash)?.ok_or_else(|| Error::NotInGallery { given: hash.to_string() })
}

/// Finds the media of some contents, in the same order.
pub(super) fn media_of_all(gallery: &Gallery, hashes: &[ContentHash]) -> Result<Vec<MediaId>> {
    let found = gallery.catalog.list_media_of(hashes)?.into_iter().zip(hashes);
    found.map(|(id, hash)| id.ok_or_else(|| Error::NotInGallery { given: hash.to_string() })).collect()
}

/// Whether a file is as the gallery knows it, or is gone, so that what it held can only be looked up.
fn is_current(path: &Path, known: FileStamp) -> bool {
    fs::symlink_metadata(path).map_or(true, |metadata| original::stamp(&metadata) == known)
}

pub(super) fn is_hash(text: &str) -> bool {
    (MIN_HASH_DIGITS..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
