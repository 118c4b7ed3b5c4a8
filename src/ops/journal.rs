//! The changes of tags, notes and rules, newest first; taking them back and doing them again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::dupes::{NotHeld, holds, set_missing};
use super::error::Result;
use super::gallery::now_ms;
use super::import::read_all_again;
use super::trash::{self, TrashError};
use super::{Error, Gallery};
use crate::catalog::{Action, Entry, JournalId, Trashed};
use crate::tag::Tag;

/// An entry that was undone or redone.
#[derive(Debug)]
pub struct Turned {
    /// Which.
    pub id: JournalId,
    /// What had been done.
    pub action: Action,
    /// Files that it had moved to the trash and that are at their places now.
    pub in_place: Vec<PathBuf>,
    /// Files that it had moved to the trash and that are not at their places.
    pub trashed: Vec<StillTrashed>,
}

/// A file that is not back from the trash.
#[derive(Debug)]
pub struct StillTrashed {
    /// Where it was.
    pub path: PathBuf,
    /// Where it lies in the trash; unknown of files that an earlier version moved, and of what is not there any more.
    pub place: Option<PathBuf>,
    /// Why it was not put back.
    pub reason: NotBack,
}

/// Why a file was not put back from the trash.
#[derive(Debug, thiserror::Error)]
pub enum NotBack {
    /// Nobody wrote down where it lies.
    #[error("an earlier version moved it to the desktop's trash: look for it there, then import it again")]
    EarlierVersion,
    /// The trash was emptied.
    #[error("the trash does not hold it any more")]
    Gone,
    /// The trash was emptied, and another content is at its path.
    #[error("the trash does not hold it any more, and something else has its place")]
    GoneAndTaken,
    /// The file in the trash, or the one at its path, cannot be read.
    #[error(transparent)]
    Unread(#[from] NotHeld),
    /// There is nowhere to put it.
    #[error("its folder cannot be reached")]
    NoFolder,
    /// It cannot be moved.
    #[error(transparent)]
    Trash(#[from] TrashError),
}

/// Lists the newest entries, newest first.
pub fn log(gallery: &Gallery, limit: u64) -> Result<Vec<Entry>> {
    let entries = gallery.catalog.list_entries(limit)?.into_iter();
    entries.map(|entry| Ok(Entry { action: in_names_of_today(gallery, entry.action)?, ..entry })).collect()
}

/// An action whose tags are named as they are today.
fn in_names_of_today(gallery: &Gallery, mut action: Action) -> Result<Action> {
    if let Action::Tag { put_on, taken_off, .. } = &mut action {
        for name in put_on.iter_mut().chain(taken_off) {
            // A pattern with wildcards is no tag.
            if let Ok(tag) = Tag::parse(name) {
                *name = gallery.renamed(&tag)?.to_string();
            }
        }
    }
    Ok(action)
}

/// Takes back the newest `n` entries that stand, newest first; fewer if there are no more. The entry of a command that is running
/// is not among them. Files that they moved to the trash are put back first, where nothing has taken their place: if that is
/// broken off, the entries stand, and the same command goes on.
///
/// What an import put on comes back with the next import of the same files, which reads anew what is said of them.
///
/// # Errors
/// If files were moved and another command has the gallery for itself, or the catalogue cannot be written; then all entries stand.
pub fn undo(gallery: &Gallery, n: u64) -> Result<Vec<Turned>> {
    take_back(gallery, n, None)
}

/// Takes back exactly these entries, as [`undo`] does; they must be the newest that stand.
///
/// # Errors
/// [`Error::ChangedSince`] if they are not, and as [`undo`]; then all entries stand.
pub fn undo_entries(gallery: &Gallery, entries: &[JournalId]) -> Result<Vec<Turned>> {
    take_back(gallery, entries.len() as u64, Some(entries))
}

/// Takes back the newest `n` entries that stand, unless they are others than those that are meant.
fn take_back(gallery: &Gallery, n: u64, meant: Option<&[JournalId]>) -> Result<Vec<Turned>> {
    gallery.close_left_open()?;
    let _lock = if gallery.catalog.has_moved_files(n)? { Some(gallery.lock()?) } else { None };
    let mut returned = BTreeMap::new();
    let standing = gallery.catalog.list_standing(n)?;
    if meant.is_some_and(|meant| meant.iter().any(|id| !standing.contains(id))) {
        return Err(Error::ChangedSince);
    }
    for id in standing {
        returned.insert(id, put_all_back(gallery, id)?);
    }
    let mut turned = turn(gallery, n, || {
        let undone = gallery.catalog.undo_entry(now_ms())?;
        match (&undone, meant) {
            // Another command wrote one meanwhile.
            (Some((id, _)), Some(meant)) if !meant.contains(id) => Err(Error::ChangedSince),
            _ => Ok(undone),
        }
    })?;
    for entry in &mut turned {
        if matches!(entry.action, Action::Import { .. }) {
            read_all_again(gallery)?;
        }
        (entry.in_place, entry.trashed) = match returned.remove(&entry.id) {
            Some(files) => files,
            // Another command wrote it meanwhile.
            None => put_all_back(gallery, entry.id)?,
        };
    }
    Ok(turned)
}

/// Puts the files of an entry back to their places; returns those that are there, and those that are not.
fn put_all_back(gallery: &Gallery, entry: JournalId) -> Result<(Vec<PathBuf>, Vec<StillTrashed>)> {
    let (mut in_place, mut trashed) = (Vec::new(), Vec::new());
    for file in gallery.catalog.list_trashed(entry)? {
        match put_back(&file) {
            Ok(()) => {
                gallery.catalog.atomically(|| set_missing(gallery, &file.path, None))?;
                in_place.push(file.path);
            }
            Err(reason) => {
                let place = file.place.map(|(place, _)| place).filter(|place| fs::symlink_metadata(place).is_ok());
                trashed.push(StillTrashed { path: file.path, place, reason });
            }
        }
    }
    Ok((in_place, trashed))
}

/// Puts a file back to its place, if it is not there already.
fn put_back(file: &Trashed) -> std::result::Result<(), NotBack> {
    let there = fs::symlink_metadata(&file.path).is_ok();
    let Some((place, hash)) = &file.place else {
        return if there { Ok(()) } else { Err(NotBack::EarlierVersion) };
    };
    if let Err(error) = holds(place, hash) {
        return match (there.then(|| holds(&file.path, hash)), error.is_certain()) {
            (Some(Ok(_)), is_certain) => {
                // A kill after the file was put back may have left its info file in the trash.
                if is_certain {
                    trash::forget_place(place);
                }
                Ok(())
            }
            (Some(Err(error)), true) if !error.is_certain() => Err(error.into()),
            (Some(Err(_)), true) => Err(NotBack::GoneAndTaken),
            (None, true) => Err(NotBack::Gone),
            (_, false) => Err(error.into()),
        };
    }
    if !file.path.parent().is_some_and(Path::is_dir) {
        return Err(NotBack::NoFolder);
    }
    Ok(trash::take_back(place, &file.path)?)
}

/// Does the last `n` entries again that were taken back since the last new one; files stay where they are.
///
/// # Errors
/// If the catalogue cannot be written; then nothing changed.
pub fn redo(gallery: &Gallery, n: u64) -> Result<Vec<Turned>> {
    gallery.close_left_open()?;
    let mut turned = turn(gallery, n, || Ok(gallery.catalog.redo_entry()?))?;
    for entry in &mut turned {
        let trashed = gallery.catalog.list_trashed(entry.id)?;
        entry.in_place = trashed.into_iter().map(|file| file.path).filter(|path| path.exists()).collect();
        // The entry no longer moved them: the log must not say so.
        entry.in_place.iter().try_for_each(|path| gallery.catalog.delete_trashed(entry.id, path))?;
    }
    Ok(turned)
}

fn turn(gallery: &Gallery, n: u64, step: impl Fn() -> Result<Option<(JournalId, Action)>>) -> Result<Vec<Turned>> {
    let turned = gallery.catalog.atomically(|| -> Result<Vec<Turned>> {
        let mut turned = Vec::new();
        for _ in 0..n {
            let Some((id, action)) = step()? else { break };
            let action = in_names_of_today(gallery, action)?;
            turned.push(Turned { id, action, in_place: Vec::new(), trashed: Vec::new() });
        }
        Ok(turned)
    })?;
    if turned.iter().any(|entry| matches!(entry.action, Action::ImportWords { .. })) {
        // A handle keeps the vocabulary that it has read: another one reads what stands now.
        Gallery::open(&gallery.dir, gallery.thumbs.dir())?.record_vocabulary()?;
    }
    Ok(turned)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::path::Path;

    use super::*;
    use crate::catalog::Source;
    use crate::ops::selection::resolve;
    use crate::ops::{Event, ImportOptions, Progress, Selection, TagOptions, Unwatched, import, tag};

    /// Takes something back each time that something was committed.
    struct Undoing<'a>(&'a Gallery, Vec<Turned>);

    impl Progress for Undoing<'_> {
        fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
            if matches!(event, Event::Done { .. }) {
                self.1.extend(undo(self.0, 1).unwrap());
            }
            ControlFlow::Continue(())
        }
    }

    #[test]
    fn an_import_that_is_running_is_not_taken_back_and_one_that_was_killed_is() {
        let dir = std::env::temp_dir().join(format!("nakigao-undo-{}", std::process::id()));
        let open = || Gallery::open_or_create(&dir, &dir.join("thumbs")).unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery");
        let (demo, new) = (demo.join("Clannad"), demo.join("Naruto"));
        let options = ImportOptions { near: false, names: false, ..ImportOptions::default() };
        import(&open(), std::slice::from_ref(&demo), &options, &mut Unwatched).unwrap();
        let by_hand = TagOptions { add: vec!["x".parse().unwrap()], ..TagOptions::default() };
        let all = Selection { named: vec![demo.clone().into()], ..Selection::default() };
        tag(&open(), &all, &by_hand).unwrap();
        let options = ImportOptions { tags: vec!["y".parse().unwrap()], ..options };
        let other = open();
        let mut undoing = Undoing(&other, Vec::new());
        let report = import(&open(), &[new], &options, &mut undoing).unwrap();
        assert!(report.tagged > 3, "{report:?}");
        let is_import = |turned: &Turned| matches!(turned.action, Action::Import { .. });
        assert!(!undoing.1.is_empty() && !undoing.1.iter().any(is_import), "{:?}", undoing.1);
        let newest = &log(&other, 1).unwrap()[0];
        assert_eq!(report.entries, [newest.id]);
        assert!(newest.n_tags == report.tagged && !newest.open && !newest.undone, "{newest:?}");
        let killed = other.catalog.open_entry(&Action::Words("killed".into()), Source::Import, 0).unwrap();
        let media = resolve(&other, &all).unwrap()[0];
        let tag = other.catalog.ensure_tag(&"z".parse().unwrap()).unwrap();
        assert!(other.catalog.put_on(media, tag, Source::Import, true, killed).unwrap());
        assert!(log(&other, 1).unwrap()[0].open);
        let turned = undo(&other, 2).unwrap();
        assert!(turned[0].id == killed && is_import(&turned[1]) && turned[1].id == report.entries[0], "{turned:?}");
        fs::remove_dir_all(dir).unwrap();
    }
}
