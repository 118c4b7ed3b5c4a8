//! Tags and quotes that are there already: in sidecars, in packets within the files, in names of files and folders.
//!
//! They are read once the files themselves are written down, for files that are new or changed and for those that a new,
//! changed or vanished sidecar speaks of; for all if the vocabulary has changed since, or if an import was broken off
//! before it came to them. What a source no longer says is taken off again, unless another file of the same media may say it; what a person put on or took off is never touched.

mod listing;
mod read;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::Gallery;
use super::super::error::Result;
use super::commit::Committer;
use super::plan::Plan;
use super::scope::Scope;
use super::{Event, ImportOptions, Progress};
use crate::catalog::{MediaId, Source, UnreadKind};
use crate::sidecar::Said;
use crate::tag::Tag;
use listing::Listing;
pub(super) use read::packets;
use read::{Reader, Statement};

/// Files that are spoken of in one transaction.
const BATCH_SIZE: usize = 500;

/// What sources say of one scope's files: whether it was read with the words and options of today.
pub(super) struct Sources {
    key: String,
    version: String,
    was_read: bool,
}

impl Sources {
    /// Looks whether everything was read, and notes that it is not if something is about to change: whatever is killed
    /// between a file's commit and the reading of its sources, the next import reads all of them again.
    pub(super) fn begin(gallery: &Gallery, scope: &Scope, plan: &Plan, options: &ImportOptions) -> Result<Self> {
        let key = format!("sources of {}", scope.root_path.display());
        let version = format!("{} {} {}", gallery.vocabulary_version()?, options.sidecars, options.names);
        let was_read = gallery.catalog.meta(&key)?.as_deref() == Some(version.as_str());
        let sources = Self { key, version, was_read };
        if was_read && sources.has_work(plan) {
            gallery.catalog.put_meta(&sources.key, "")?;
        }
        Ok(sources)
    }

    fn has_work(&self, plan: &Plan) -> bool {
        !self.was_read || !plan.jobs.is_empty() || !plan.unread_gone.is_empty()
    }

    /// Reads and writes down what is said of the files; says whether it was not broken off.
    pub(super) fn tell(
        &self,
        gallery: &Gallery,
        scope: &Scope,
        plan: &Plan,
        options: &ImportOptions,
        committer: &mut Committer,
        progress: &mut dyn Progress,
    ) -> Result<ControlFlow<()>> {
        if !self.has_work(plan) {
            return Ok(ControlFlow::Continue(()));
        }
        let listing = Listing::new(plan);
        let spoken_of = if self.was_read { listing.touched(plan) } else { listing.all() };
        let mut reader = Reader::new(gallery.vocabulary()?, scope, options, &listing);
        if progress.on(Event::Planned { items: spoken_of.len() as u64, bytes: 0 }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        for batch in spoken_of.chunks(BATCH_SIZE) {
            gallery.catalog.atomically(|| -> Result<()> {
                for path in batch {
                    if let Some(file) = gallery.catalog.find_file(scope.root, path)?.filter(|file| !file.missing) {
                        let said = reader.read(path);
                        let is_all = !listing.has_unread_sidecar(path);
                        write(gallery, committer, file.media, said, is_all, || reader.embedded(path))?;
                    }
                }
                Ok(())
            })?;
            for path in batch {
                let path = join(&scope.root_path, path);
                if progress.on(Event::Done { path: &path, bytes: 0 }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        for (path, reason) in reader.unread {
            committer.report().failures.push(super::Failure { path, kind: UnreadKind::Broken, reason });
            committer.report().sidecars_unread += 1;
        }
        // A part of a root that was never read as a whole leaves the rest to be read.
        if scope.folder.is_empty() || self.was_read {
            gallery.catalog.put_meta(&self.key, &self.version)?;
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Writes down what packets within a file say of its content, as soon as that is known.
pub(super) fn write_embedded(
    gallery: &Gallery,
    committer: &mut Committer,
    media: MediaId,
    packets: &[Said],
) -> Result<()> {
    if packets.is_empty() {
        return Ok(());
    }
    let statement = Statement::new(Source::Xmp, gallery.vocabulary()?, packets);
    write(gallery, committer, media, vec![statement], true, || packets.to_vec())
}

/// Makes what each source says of a media all that it has said, or adds it, unless it `is_all` there is. `embedded` looks into the file, which is only asked where a
/// keyword of XMP would be lost otherwise.
fn write(
    gallery: &Gallery,
    committer: &mut Committer,
    media: MediaId,
    said: Vec<Statement>,
    is_all: bool,
    embedded: impl Fn() -> Vec<Said>,
) -> Result<()> {
    let catalog = &gallery.catalog;
    let present = catalog.list_media_tags(media)?;
    // Another file of the same content may have another name and other sidecars.
    let is_only_file = is_all && catalog.list_files(media)?.iter().filter(|file| !file.missing).count() < 2;
    for mut statement in said {
        let source = statement.source;
        let had: BTreeSet<&Tag> = present.iter().filter(|row| row.source == source).map(|row| &row.tag).collect();
        let notes: Vec<String> = match source {
            Source::Name => Vec::new(),
            _ => catalog.list_notes(media)?.into_iter().filter(|n| n.source == source).map(|n| n.text).collect(),
        };
        let loses = |statement: &Statement| {
            had.iter().any(|tag| !statement.tags.contains(*tag))
                || notes.iter().any(|note| !statement.quotes.contains(note))
        };
        if source == Source::Xmp && is_only_file && loses(&statement) {
            statement.add(gallery.vocabulary()?, &embedded());
        }
        let Statement { tags, quotes, .. } = &statement;
        // A guess adds nothing to what somebody states.
        let is_stated =
            |tag: &Tag| present.iter().any(|row| row.tag == *tag && row.confirmed && row.source != Source::Name);
        for tag in tags.iter().filter(|tag| !(had.contains(tag) || source == Source::Name && is_stated(tag))) {
            let id = gallery.ensure_tag(tag)?;
            let entry = committer.entry()?;
            if catalog.put_on(media, id, source, source != Source::Name, entry)? {
                committer.report().tagged += 1;
                *committer.report().tagged_by.entry(source).or_default() += 1;
            }
        }
        for tag in had.iter().filter(|tag| is_only_file && !tags.contains(**tag)) {
            catalog.take_off_source(media, catalog.ensure_tag(tag)?, source, committer.entry()?)?;
        }
        if notes != *quotes && (is_only_file || !quotes.is_empty()) {
            catalog.set_notes(media, source, quotes, committer.entry()?)?;
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

fn join(folder: &Path, below: &[u8]) -> PathBuf {
    folder.join(OsStr::from_bytes(below))
}
