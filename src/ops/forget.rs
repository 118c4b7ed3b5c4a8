//! Dropping records on purpose. The files themselves are not touched.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::error::Result;
use super::{Error, Gallery};
use crate::catalog::{FileId, MediaId, RootId};

/// What to forget.
#[derive(Clone, Debug, Default)]
pub struct ForgetOptions {
    /// Files and folders; a whole root goes with everything in it.
    pub paths: Vec<OsString>,
    /// Every file that is missing.
    pub missing: bool,
    /// Also media whose tags would be lost.
    pub with_tags: bool,
    /// Only count.
    pub dry_run: bool,
}

/// What was, or would be, forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForgetReport {
    /// Paths.
    pub files: u64,
    /// Media that have no path left.
    pub media: u64,
    /// Of these, how many have tags.
    pub tagged: u64,
    /// Roots.
    pub roots: u64,
}

/// Forgets files, and media that have none left, with their tags and thumbnails.
///
/// # Errors
/// If nothing is named, something named is unknown, or tags would be lost without that being asked for; then nothing
/// changed.
pub fn forget(gallery: &Gallery, options: &ForgetOptions) -> Result<ForgetReport> {
    if options.paths.is_empty() && !options.missing {
        return Err(Error::NothingSelected);
    }
    if options.dry_run && !gallery.catalog.is_writable() {
        return forget(&gallery.imagine()?, options);
    }
    let _lock = if options.dry_run { None } else { Some(gallery.lock()?) };
    let mut gone = Vec::new();
    let mut drop = || -> Result<ForgetReport> {
        let (files, roots) = resolve(gallery, options)?;
        let catalog = &gallery.catalog;
        let mut report =
            ForgetReport { files: files.len() as u64, roots: roots.len() as u64, ..ForgetReport::default() };
        let touched: BTreeSet<MediaId> = files.iter().map(|(_, media)| *media).collect();
        for (file, _) in &files {
            catalog.delete_file(*file)?;
        }
        for media in touched {
            if !catalog.list_files(media)?.is_empty() {
                catalog.refresh_media(media)?;
                continue;
            }
            report.media += 1;
            report.tagged += u64::from(!catalog.list_media_tags(media)?.is_empty());
            gone.push(catalog.media(media)?.hash);
            catalog.delete_media(media)?;
        }
        for root in roots {
            catalog.delete_root(root)?;
        }
        if report.tagged > 0 && !options.with_tags && !options.dry_run {
            return Err(Error::TagsWouldBeLost { media: report.tagged });
        }
        Ok(report)
    };
    if options.dry_run {
        return gallery.catalog.rehearse(drop);
    }
    let report = gallery.catalog.atomically(&mut drop)?;
    for hash in gone {
        gallery.thumbs.remove(&hash);
    }
    Ok(report)
}

type Named = (Vec<(FileId, MediaId)>, Vec<RootId>);

fn resolve(gallery: &Gallery, options: &ForgetOptions) -> Result<Named> {
    let (mut files, mut roots) = (BTreeSet::new(), BTreeSet::new());
    for name in &options.paths {
        let path = Path::new(name);
        let absolute =
            fs::canonicalize(path).or_else(|_| std::path::absolute(path)).map_err(Error::io("find", path))?;
        let before = files.len() + roots.len();
        if let Some((root, _, below)) = gallery.root_of(&absolute)? {
            files.extend(gallery.catalog.find_file(root, &below)?.map(|file| (file.id, file.media)));
            files.extend(gallery.catalog.list_known(root, &below)?.into_iter().map(|file| (file.id, file.media)));
            roots.extend(below.is_empty().then_some(root));
        }
        if files.len() + roots.len() == before {
            if !path.exists() {
                return Err(Error::NoSuchPath { path: path.to_owned() });
            }
            return Err(Error::NotInGallery { given: String::from_utf8_lossy(name.as_bytes()).into_owned() });
        }
    }
    if options.missing {
        for (root, _) in gallery.catalog.list_root_paths()? {
            let known = gallery.catalog.list_known(root, b"")?;
            files.extend(known.into_iter().filter(|file| file.missing).map(|file| (file.id, file.media)));
        }
    }
    Ok((files.into_iter().collect(), roots.into_iter().collect()))
}
