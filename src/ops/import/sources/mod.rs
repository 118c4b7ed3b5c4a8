//! Tags and quotes that are there already: in sidecars, in packets within the files, in names of files and folders.
//!
//! They are read once the files themselves are written down, for files that are new or changed and for those that a new,
//! changed or vanished sidecar speaks of; for all if the vocabulary has changed since. What a source no longer says is
//! taken off again, unless another file of the same media may say it; what a person put on or took off is never touched.

mod listing;
mod read;

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::super::Gallery;
use super::super::error::Result;
use super::commit::Committer;
use super::plan::Plan;
use super::scope::Scope;
use super::{Event, ImportOptions, Progress};
use crate::catalog::{JournalId, MediaId, Source, UnreadKind};
use crate::tag::Tag;
use listing::Listing;
use read::{Reader, Statement};

/// Files that are spoken of in one transaction.
const BATCH_SIZE: usize = 500;

/// XMP packets found in files that were decoded just now.
pub(super) type Packets = HashMap<MediaId, Vec<Vec<u8>>>;

/// Reads and writes down what is said of a scope's files.
pub(super) fn tell(
    gallery: &Gallery,
    scope: &Scope,
    plan: &Plan,
    options: &ImportOptions,
    committer: &mut Committer,
    progress: &mut dyn Progress,
) -> Result<()> {
    if !options.sidecars && !options.names {
        return Ok(());
    }
    let key = format!("sources of {}", scope.root_path.display());
    let version = format!("{} {} {}", gallery.vocabulary_version()?, options.sidecars, options.names);
    let is_known = gallery.catalog.meta(&key)?.as_deref() == Some(version.as_str());
    if is_known && plan.jobs.is_empty() && plan.unread_gone.is_empty() {
        return Ok(());
    }
    let listing = Listing::new(plan);
    let spoken_of = if is_known { listing.touched(plan) } else { listing.all() };
    let mut reader = Reader::new(gallery.vocabulary()?, scope, options, &listing);
    for batch in spoken_of.chunks(BATCH_SIZE) {
        let before = committer.report().tagged;
        gallery.catalog.atomically(|| -> Result<()> {
            for path in batch {
                if let Some(file) = gallery.catalog.find_file(scope.root, path)?.filter(|file| !file.missing) {
                    let packets = committer.packets(file.media);
                    let said = reader.read(path, packets.as_deref());
                    write(gallery, committer, file.media, &said)?;
                }
            }
            Ok(())
        })?;
        let done = scope.root_path.join(OsStr::from_bytes(batch.last().map_or(&[], |path| path)));
        if committer.report().tagged > before && progress.on(Event::Done { path: &done, bytes: 0 }).is_break() {
            return Ok(());
        }
    }
    for (path, reason) in reader.unread {
        committer.report().failures.push(super::Failure { path, kind: UnreadKind::Broken, reason });
        committer.report().sidecars_unread += 1;
    }
    if scope.folder.is_empty() && !options.rehearse {
        gallery.catalog.put_meta(&key, &version)?;
    }
    Ok(())
}

/// Makes what each source says of a media all that it has said.
fn write(gallery: &Gallery, committer: &mut Committer, media: MediaId, said: &[Statement]) -> Result<()> {
    let catalog = &gallery.catalog;
    let present = catalog.list_media_tags(media)?;
    // Another file of the same content may have another name and other sidecars.
    let is_only_file = catalog.list_files(media)?.iter().filter(|file| !file.missing).count() < 2;
    for Statement { source, tags, quotes, is_complete } in said {
        let had: BTreeSet<&Tag> = present.iter().filter(|row| row.source == *source).map(|row| &row.tag).collect();
        // A guess adds nothing to what somebody states.
        let is_stated =
            |tag: &Tag| present.iter().any(|row| row.tag == *tag && row.confirmed && row.source != Source::Name);
        let new: Vec<&Tag> =
            tags.iter().filter(|tag| !(had.contains(tag) || *source == Source::Name && is_stated(tag))).collect();
        let mut changes = !new.is_empty();
        let takes_off = *is_complete && is_only_file;
        changes |= takes_off && had.iter().any(|tag| !tags.contains(*tag));
        if changes {
            let entry: JournalId = committer.entry()?;
            for tag in new {
                let id = gallery.ensure_tag(tag)?;
                if catalog.put_on(media, id, *source, *source != Source::Name, entry)? {
                    committer.report().tagged += 1;
                    *committer.report().tagged_by.entry(*source).or_default() += 1;
                }
            }
            for tag in had.iter().filter(|tag| takes_off && !tags.contains(**tag)) {
                catalog.take_off_source(media, catalog.ensure_tag(tag)?, *source, entry)?;
            }
        }
        if *source != Source::Name && (takes_off || !quotes.is_empty()) {
            let known = catalog.list_notes(media)?;
            if known.iter().filter(|note| note.source == *source).map(|note| &note.text).ne(quotes) {
                let entry = committer.entry()?;
                catalog.set_notes(media, *source, quotes, entry)?;
            }
        }
    }
    Ok(())
}

/// The folder and the name of a path below a root.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(at) => (path.get(..at).unwrap_or_default(), path.get(at + 1..).unwrap_or_default()),
        None => (&[], path),
    }
}

fn join(root: &Path, folder: &[u8], name: &[u8]) -> std::path::PathBuf {
    root.join(OsStr::from_bytes(folder)).join(OsStr::from_bytes(name))
}
