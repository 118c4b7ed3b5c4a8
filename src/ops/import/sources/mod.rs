//! Tags and quotes that are there already: in sidecars, in packets within the files, in attributes that the file system keeps
//! of them, in names of files and folders.
//!
//! They are read after the files themselves: for files that are new or changed, for those whose attributes may have changed, and
//! for those that a new, changed or vanished sidecar speaks of. They are read for all files if the vocabulary has changed since,
//! or if an import was broken off before it came to them.
//!
//! What a source no longer says is taken off again, unless another file of the same media may say it. What a person put on,
//! accepted or took off is never touched. A tag is taken off only if something of its source was read for this file, or a
//! sidecar of the file is gone that was there: a file that was moved away from its sidecar keeps its tags.
//!
//! A source that cannot be read (`unheard`) takes nothing back: what it said before stays. Each import reads it again, with
//! the files that it speaks of, and names it if that fails.

mod listing;
mod placing;
mod read;
mod write;

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;

use super::super::Gallery;
use super::super::error::Result;
use super::super::original::RootFolder;
use super::plan::Plan;
use super::record::Record;
use super::scan::split;
use super::scope::Scope;
use super::tag_rows::TagRows;
use super::{Event, Failure, ImportOptions, Phase, Progress};
use crate::catalog::{KnownFile, Source};
use crate::media::Format;
use crate::sidecar::Folder;
use crate::sidecar::names::SUBFOLDER;
use listing::Listing;
use read::Reader;
use read::SourceStatement;
pub(super) use write::{Within, write_within};
use write::{rename, write};

/// Files whose sources are read in one transaction.
const BATCH_SIZE: usize = 500;

/// The most text, in bytes, that is held of statements which were read and are not written yet.
const MAX_HELD_BYTES: usize = 1 << 20;

/// What is remembered with which vocabulary and options a root's sources were read.
const SOURCES: &str = "sources of ";

/// What is remembered until when changes of a root's files were seen.
const ATTRIBUTES: &str = "attributes of ";

/// The sidecars that speak of a file of a scope.
pub(super) fn speaking(plan: &Plan) -> HashSet<Vec<u8>> {
    Listing::new(plan).speaking()
}

/// The options of an import that are not the usual ones, as a text; empty if all are.
fn beyond_the_usual(options: &ImportOptions) -> String {
    let ImportOptions { caption_notes, min_score, prompts, .. } = options;
    let usual = ImportOptions::default();
    if (*caption_notes, *min_score, *prompts) == (usual.caption_notes, usual.min_score, usual.prompts) {
        return String::new();
    }
    format!(" {caption_notes} {min_score} {prompts}")
}

/// Lets the next import of each root read all its sources.
pub(in crate::ops) fn read_all_again(gallery: &Gallery) -> Result<()> {
    Ok(gallery.catalog.empty_meta(SOURCES)?)
}

/// Until when all changes of a root's files were seen that show in their metadata alone.
pub(super) fn attributes_seen_until(gallery: &Gallery, scope: &Scope) -> Result<i64> {
    let seen_until = gallery.catalog.meta(&key(ATTRIBUTES, scope))?;
    Ok(seen_until.and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

/// What is remembered of a root goes by its path; one that is no text is written so that no other is written alike.
fn key(what: &str, scope: &Scope) -> String {
    let path = &scope.root_path;
    format!("{what}{}", path.to_str().map_or_else(|| format!("{path:?}"), str::to_owned))
}

/// The sources of one scope's files, and whether they were read with the present vocabulary and options.
pub(super) struct Sources {
    key: String,
    version: String,
    was_read: bool,
    /// Sidecars, files and folders that could not be read the last time.
    unheard: Vec<Vec<u8>>,
    /// A file or a sidecar is new, changed or gone.
    has_changes: bool,
}

impl Sources {
    /// Looks whether all sources were read. If something is about to change, it notes in the catalogue that they were not: after
    /// a kill between the commit of a file and the reading of its sources, the next import reads all of them. Files that were
    /// touched alone need no such note: nothing is written of them before, so that the next import sees them as touched again.
    pub(super) fn begin(gallery: &Gallery, scope: &Scope, plan: &Plan, options: &ImportOptions) -> Result<Self> {
        let key = key(SOURCES, scope);
        let base = format!("{} {} {}", gallery.vocabulary_version()?, options.sidecars, options.names);
        let version = format!("{base}{}", beyond_the_usual(options));
        // What an earlier import read with unusual options stays under the usual ones.
        let was_read = gallery
            .catalog
            .meta(&key)?
            .is_some_and(|read| read == version || version == base && read.starts_with(&base));
        // An import without sidecars reads none again.
        let unheard =
            if options.sidecars { gallery.catalog.list_unheard(scope.root, &scope.folder)? } else { Vec::new() };
        let is_forgotten_by_commit = !plan.jobs.is_empty() || !plan.unread_gone.is_empty() || !plan.returned.is_empty();
        let has_changes = is_forgotten_by_commit || !plan.touched.is_empty();
        if was_read && is_forgotten_by_commit {
            gallery.catalog.put_meta(&key, "")?;
        }
        Ok(Self { key, version, was_read, unheard, has_changes })
    }

    /// Reads the sources and writes what they say, until `progress` breaks off.
    pub(super) fn tell(
        &self,
        gallery: &Gallery,
        (scope, root): (&Scope, &RootFolder),
        plan: &Plan,
        options: &ImportOptions,
        record: &mut Record<'_>,
        progress: &mut dyn Progress,
    ) -> Result<ControlFlow<()>> {
        if self.was_read && !self.has_changes && self.unheard.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let listing = Listing::new(plan);
        let mut reader = Reader::new(gallery.vocabulary()?, scope, root, plan, options, &listing);
        // What a file itself says is read with the file, and again only where an undone import had put it on.
        if !self.was_read {
            record.within_again = gallery.catalog.list_undone(Source::Xmp)?;
        }
        let spoken_of = if self.was_read {
            listing.touched(plan, &self.ask_again(&mut reader, plan, &listing))
        } else {
            listing.all()
        };
        if progress.on(Event::Planned { phase: Phase::ReadSources, items: spoken_of.len() as u64, bytes: 0 }).is_break()
        {
            return Ok(ControlFlow::Break(()));
        }
        for batch in spoken_of.chunks(BATCH_SIZE) {
            gallery.catalog.atomically(|| tell_batch(gallery, scope, batch, options, &mut reader, record))?;
            for path in batch {
                let path = scope.root_path.join(OsStr::from_bytes(path));
                if progress.on(Event::Done { path: &path, bytes: 0 }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            if !root.is_in_place() {
                break;
            }
        }
        // If the folder went away meanwhile, the next import reads all sources again.
        if !root.is_in_place() {
            record.report.lose_root(&scope.root_path);
            return Ok(ControlFlow::Continue(()));
        }
        gallery.catalog.atomically(|| self.remember(gallery, scope, plan, options, &reader))?;
        for (path, unheard) in reader.unheard.into_iter().filter(|(path, _)| !plan.is_unlisted(path)) {
            record.report.sidecars_still_unread += u64::from(self.unheard.contains(&path));
            let path = scope.root_path.join(OsStr::from_bytes(&path));
            record.report.failures.push(Failure { path, kind: unheard.kind, reason: unheard.reason, is_known: false });
            record.report.sidecars_unread += 1;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Notes what was read, and what could not be.
    fn remember(
        &self,
        gallery: &Gallery,
        scope: &Scope,
        plan: &Plan,
        options: &ImportOptions,
        reader: &Reader<'_>,
    ) -> Result<()> {
        let is_heard = |path: &&Vec<u8>| !reader.unheard.contains_key(*path) && !plan.is_unlisted(path);
        for path in self.unheard.iter().filter(is_heard) {
            gallery.catalog.delete_unheard(scope.root, path)?;
        }
        for path in plan.unread_gone.iter().filter(|path| options.sidecars && Folder::is_sidecar(path)) {
            gallery.catalog.delete_unread(scope.root, path)?;
        }
        for path in reader.unheard.keys() {
            gallery.catalog.put_unheard(scope.root, path)?;
        }
        // After a part of a root, the rest still has to be read, unless it was before.
        if scope.folder.is_empty() || self.was_read {
            gallery.catalog.put_meta(&self.key, &self.version)?;
        }
        if scope.folder.is_empty() && options.sidecars && plan.unlisted.is_empty() {
            gallery.catalog.put_meta(&key(ATTRIBUTES, scope), &plan.seen_until.to_string())?;
        }
        Ok(())
    }

    /// The paths that could not be read the last time and can be now, or are gone: they count as changed.
    fn ask_again(&self, reader: &mut Reader<'_>, plan: &Plan, listing: &Listing<'_>) -> Vec<Vec<u8>> {
        let mut again = BTreeSet::new();
        for path in self.unheard.iter().filter(|path| !plan.is_unlisted(path)) {
            let (parent, name) = split(path);
            if Folder::is_sidecar(path) {
                again.extend(reader.can_be_heard(path).then(|| path.clone()));
            } else if listing.has(path) {
                again.insert(path.clone());
            } else if name == SUBFOLDER.as_bytes() {
                again.extend(listing.in_folder(parent));
            }
        }
        again.into_iter().collect()
    }
}

/// Reads the sources of some files and writes what they say.
fn tell_batch(
    gallery: &Gallery,
    scope: &Scope,
    batch: &[Vec<u8>],
    options: &ImportOptions,
    reader: &mut Reader<'_>,
    record: &mut Record<'_>,
) -> Result<()> {
    // A person may have renamed some since the last batch.
    record.rows = TagRows::default();
    let mut rest = batch.iter();
    while !rest.as_slice().is_empty() {
        let (mut said, mut n_bytes) = (Vec::new(), 0);
        for path in rest.by_ref() {
            if let Some(file) = gallery.catalog.find_file(scope.root, path)?.filter(|file| !file.missing) {
                let mut statements = reader.read(path);
                // GIFs hold no prompts, and are long.
                let may_have =
                    || -> Result<bool> { Ok(gallery.catalog.media(file.media)?.facts.format != Format::Gif.name()) };
                if options.prompts && record.prompts_read.insert(file.media) && may_have()? {
                    statements.extend(reader.read_prompts(&file));
                }
                if record.within_again.contains(&file.media) {
                    add_within(gallery, reader, &file, &mut statements, options)?;
                }
                for statement in &mut statements {
                    rename(gallery, record, statement)?;
                    n_bytes += statement.n_bytes();
                }
                said.push((path, file, statements));
            }
            if n_bytes > MAX_HELD_BYTES {
                break;
            }
        }
        let statements = said.iter().flat_map(|(_, _, statements)| statements);
        let tags: BTreeSet<_> = statements.flat_map(|statement: &SourceStatement| &statement.tags).collect();
        record.rows.prepare(gallery, tags)?;
        for (path, file, statements) in said {
            let of_file = (file.media, options);
            let unheard = write(gallery, record, of_file, statements, || reader.embedded(&file))?;
            reader.unheard.extend(unheard.map(|unheard| (path.clone(), unheard)));
        }
    }
    Ok(())
}

/// Adds what packets within a file say to what is said beside it; if they cannot be read, that is noted.
fn add_within(
    gallery: &Gallery,
    reader: &mut Reader<'_>,
    known: &KnownFile,
    statements: &mut [SourceStatement],
    options: &ImportOptions,
) -> Result<()> {
    let Some(statement) = statements.iter_mut().find(|statement| statement.source == Source::Xmp) else {
        return Ok(());
    };
    match reader.embedded(known) {
        Ok(packets) => statement.add(gallery.vocabulary()?, &packets.statements, options),
        Err(reason) => {
            reader.unheard.insert(known.path.clone(), reason);
        }
    }
    Ok(())
}
