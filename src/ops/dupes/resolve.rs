//! Keeping one of each group: it takes over the tags of the others, whose files go to the desktop's trash.
//!
//! ```text
//! check: both hold what the catalogue says, and are two files ─▶ record: the intent and the tags, one transaction
//!   ─▶ move to the trash ─▶ check: the one that is kept still holds it ─▶ note, one transaction
//!                                        └ otherwise: out of the trash again
//! ```
//! A kill between two of these is settled by the next command that takes the gallery for itself (`pending`). Nothing is deleted:
//! `undo` puts back what was moved, and the tags of a media stay on it wherever its file is.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::error::Result;
use super::super::gallery::now_ms;
use super::super::inode::Inode;
use super::super::trash::{self, Place, TrashError};
use super::super::{Event, Gallery, Phase, Progress, original, plain};
use super::plan::{Move, Refusal, ResolveOptions};
use crate::catalog::{Action, ActionScope, JournalId, PendingMove, Source};
use crate::fingerprint::ContentHash;

/// What was done.
#[derive(Debug, Default)]
pub struct ResolveReport {
    /// Files that were moved to the trash.
    pub trashed: Vec<PathBuf>,
    /// The bytes they take.
    pub bytes: u64,
    /// Tags and notes that were taken over.
    pub copied: u64,
    /// Files that were left.
    pub left: Vec<Left>,
    /// The journal's entry, if anything was changed.
    pub entry: Option<JournalId>,
}

/// A file that was left at its place, or put back.
#[derive(Debug)]
pub struct Left {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub reason: NotMoved,
}

/// Why a file that was to go to the trash was left.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// It, or the one that is kept, is not what it was.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
    /// It must not go.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The trash does not take it.
    #[error(transparent)]
    Trash(#[from] TrashError),
    /// Moving it took the one that is kept away.
    #[error("{} is gone with it, both paths seem to lead to one file", .0.display())]
    KeeperGone(PathBuf),
    /// It was moved, and is at its place again.
    #[error("{0}; it was put back at once")]
    PutBack(Box<Self>),
    /// It was moved, and the trash does not give it back.
    #[error("{reason}; put it back from {} by hand, because {error}", place.display())]
    NotPutBack {
        /// Why it should be at its place.
        reason: Box<Self>,
        /// Where it lies in the trash.
        place: PathBuf,
        /// Why it is not put back.
        error: TrashError,
    },
    /// What it had to give was taken before.
    #[error("{0}; its tags and notes were taken over all the same")]
    TagsCopied(Box<Self>),
}

/// Takes over tags and notes and moves files to the trash, one by one. `progress` can stop it between two files.
///
/// # Errors
/// If the catalogue cannot be written. A file that cannot be moved is in the report.
pub fn resolve(
    gallery: &Gallery,
    moves: &[Move],
    options: &ResolveOptions,
    progress: &mut dyn Progress,
) -> Result<ResolveReport> {
    let _lock = gallery.lock()?;
    let todo: Vec<&Move> = moves.iter().filter(|one| one.refused.is_none()).collect();
    let paths = todo.iter().map(|one| one.path.to_string_lossy().into_owned());
    let action = Action::Resolve { scope: ActionScope::new(paths, None) };
    let mut run = Run { gallery, options, action, entry: None, report: ResolveReport::default() };
    let mut flow = progress.on(Event::Planned { phase: Phase::Work, items: todo.len() as u64, bytes: 0 });
    for one in todo {
        if flow.is_break() {
            break;
        }
        run.resolve_one(one)?;
        flow = progress.on(Event::Done { path: &one.path, bytes: 0 });
    }
    if let Some(entry) = run.entry {
        run.report.entry = gallery.catalog.close_entry(entry)?;
    }
    Ok(run.report)
}

/// Why a path does not hold a content.
#[derive(Debug, thiserror::Error)]
pub enum NotHeld {
    /// Nobody knows.
    #[error("{} cannot be read: {}", path.display(), plain(source))]
    Unread {
        /// The path.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// It holds something else.
    #[error("{} has changed: import it again", path.display())]
    Changed {
        /// The path.
        path: PathBuf,
    },
}

impl NotHeld {
    /// Whether the content is known not to be there; a file that could not be read may hold it.
    pub(in super::super) fn is_certain(&self) -> bool {
        match self {
            Self::Unread { source, .. } => original::is_absence(source),
            Self::Changed { .. } => true,
        }
    }
}

struct Run<'a> {
    gallery: &'a Gallery,
    options: &'a ResolveOptions,
    action: Action,
    /// Opened with the first change.
    entry: Option<JournalId>,
    report: ResolveReport,
}

impl Run<'_> {
    /// Moves a file if it may go, and reports what came of it.
    fn resolve_one(&mut self, one: &Move) -> Result<()> {
        let path = one.path.clone();
        let (n_bytes, place) = match check(one, &self.options.trash) {
            Ok(found) => found,
            Err(reason) => {
                self.report.left.push(Left { path, reason });
                return Ok(());
            }
        };
        let (pending, copied) = self.record(one, &place)?;
        self.report.copied += copied;
        match self.carry_out(one, place, &pending)? {
            None => {
                self.report.bytes += n_bytes;
                self.report.trashed.push(path);
            }
            Some(reason) => {
                let reason = if copied > 0 { NotMoved::TagsCopied(Box::new(reason)) } else { reason };
                self.report.left.push(Left { path, reason });
            }
        }
        Ok(())
    }

    /// Moves a file whose move is recorded; returns why it did not stay in the trash.
    fn carry_out(&self, one: &Move, place: Place, pending: &PendingMove) -> Result<Option<NotMoved>> {
        if let Err(error) = trash::put(&one.path, &place, now_ms()) {
            self.drop_intent(pending)?;
            return Ok(Some(error.into()));
        }
        let Err(reason) = still_holds(one) else {
            note_moved(self.gallery, pending)?;
            return Ok(None);
        };
        let reason = Box::new(reason);
        if let Err(error) = trash::take_back(&place.file, &one.path) {
            note_moved(self.gallery, pending)?;
            return Ok(Some(NotMoved::NotPutBack { reason, place: place.file, error }));
        }
        self.drop_intent(pending)?;
        Ok(Some(NotMoved::PutBack(reason)))
    }

    /// Records that a file is about to be moved, and takes its tags and notes over; returns how many.
    fn record(&mut self, one: &Move, place: &Place) -> Result<(PendingMove, u64)> {
        let (gallery, catalog) = (self.gallery, &self.gallery.catalog);
        catalog.atomically(|| {
            let is_first = self.entry.is_none();
            let entry = match self.entry {
                Some(entry) => entry,
                None => catalog.open_entry(&self.action, Source::Hand, now_ms())?,
            };
            self.entry = Some(entry);
            let pending = PendingMove {
                path: one.path.clone(),
                hash: one.hash,
                keeper: one.keep.clone(),
                keeper_hash: one.keep_hash,
                place: place.file.clone(),
                entry,
            };
            catalog.insert_pending_move(&pending)?;
            let mut copied = 0;
            if let Some(keeper) = catalog.find_media(&one.keep_hash)? {
                for tag in &one.tags {
                    let id = gallery.ensure_tag(tag)?;
                    copied += u64::from(catalog.put_on(keeper, id, Source::Copied, true, entry)?);
                }
                if !one.quotes.is_empty() {
                    let notes = catalog.list_notes(keeper)?.into_iter().filter(|note| note.source == Source::Copied);
                    let all: Vec<String> = notes.map(|note| note.text).chain(one.quotes.iter().cloned()).collect();
                    catalog.set_notes(keeper, Source::Copied, &all, entry)?;
                    copied += one.quotes.len() as u64;
                }
            }
            if is_first {
                // Drops the entries that `redo` could do again; after a kill nothing else would drop them.
                catalog.close_entry(entry)?;
            }
            Ok((pending, copied))
        })
    }

    fn drop_intent(&self, pending: &PendingMove) -> Result<()> {
        Ok(self.gallery.catalog.delete_pending_move(&pending.path)?)
    }
}

/// Checks that a file and the one that is kept are what they were, and two files; returns its size and its place in the trash.
fn check(one: &Move, trash: &Path) -> std::result::Result<(u64, Place), NotMoved> {
    holds(&one.keep, &one.keep_hash)?;
    let n_bytes = holds(&one.path, &one.hash)?;
    // Two names of one file: the trash would take both.
    if Inode::of(&one.path) == Inode::of(&one.keep) {
        return Err(Refusal::OneFile.into());
    }
    Ok((n_bytes, trash::find_place(&one.path, trash)?))
}

/// Checks that a file holds a content by reading all of it, since stamps can be equal where contents differ; returns its
/// size in bytes.
pub(in super::super) fn holds(path: &Path, hash: &ContentHash) -> std::result::Result<u64, NotHeld> {
    let bytes = original::read(path, u64::MAX).map_err(|source| NotHeld::Unread { path: path.to_owned(), source })?;
    if ContentHash::of(&bytes) == *hash {
        Ok(bytes.len() as u64)
    } else {
        Err(NotHeld::Changed { path: path.to_owned() })
    }
}

/// Checks, after a file was moved, that this did not take the one that is kept with it.
fn still_holds(one: &Move) -> std::result::Result<(), NotMoved> {
    let gone = || NotMoved::KeeperGone(one.keep.clone());
    holds(&one.keep, &one.keep_hash).map_err(|error| if error.is_certain() { gone() } else { error.into() })?;
    // What is seen through another mount may be remembered for a while; a listing of its folder is asked for anew.
    let device = |path: Option<&Path>| path.and_then(Inode::of).map(|inode| inode.device);
    if device(one.path.parent()) != device(one.keep.parent()) {
        let mut listed = one.keep.parent().into_iter().flat_map(fs::read_dir).flatten().flatten();
        if !listed.any(|entry| Some(entry.file_name().as_os_str()) == one.keep.file_name()) {
            return Err(gone());
        }
    }
    Ok(())
}

/// Records that a file is in the trash, under every root that holds its path.
pub(super) fn note_moved(gallery: &Gallery, moved: &PendingMove) -> Result<()> {
    let catalog = &gallery.catalog;
    catalog.atomically(|| -> Result<()> {
        catalog.note_trashed(moved)?;
        set_missing(gallery, &moved.path, Some(now_ms()))
    })
}

/// Marks a file as not there, or as there again, under every root that holds its path.
pub(in super::super) fn set_missing(gallery: &Gallery, path: &Path, since_ms: Option<i64>) -> Result<()> {
    let catalog = &gallery.catalog;
    for (root, folder) in catalog.list_root_paths()? {
        let Ok(below) = path.strip_prefix(&folder) else { continue };
        if let Some(file) = catalog.find_file(root, below.as_os_str().as_bytes())? {
            catalog.set_missing(file.id, since_ms)?;
            catalog.refresh_media(file.media)?;
        }
    }
    Ok(())
}
