//! What an import found.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::super::alike::Alike;
use super::super::{Damaged, Event, Failure, MovedRoot, Progress, Warning};
use super::edited::{Edited, Renamed};
use super::not_picture::NotPicture;
use super::scan::LeftOut;
use crate::catalog::{JournalId, MediaId, PutOn, Source, UnreadKind};

/// The counts of an import. Each file that was scanned is in exactly one of `new`, `changed`, `unchanged`, `moved`,
/// `duplicate`, `failed` and `skipped`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Files that the scan found, and folders that it could not list.
    pub scanned: u64,
    /// Files with a content that the gallery did not have.
    pub new: u64,
    /// Known paths that hold another content than before.
    pub changed: u64,
    /// Known paths with the content they had.
    pub unchanged: u64,
    /// Known contents at a new path whose old path is gone.
    pub moved: u64,
    /// New paths of contents that are also elsewhere.
    pub duplicate: u64,
    /// Known paths that are gone since the last import.
    pub missing: u64,
    /// Known paths that had been missing and are there again (counted in `unchanged` or `changed` too).
    pub returned: u64,
    /// Pictures, by name or by bytes, that could not be read (`unsupported` ones among them), and folders that could not
    /// be listed.
    pub failed: u64,
    /// Of the failed, those in a format that this program does not decode.
    pub unsupported: u64,
    /// Files that are no pictures, by name and by bytes.
    pub skipped: u64,
    /// Of each of these, what it is, by path.
    pub not_pictures: Vec<NotPicture>,
    /// Files with new content that are damaged, but complete, by path; they are not failures.
    pub damaged: Vec<Damaged>,
    /// Symbolic links, which are not followed; not among the scanned.
    pub symlinks: u64,
    /// Known paths that were left out (hidden, ignored, in a trash) and are there: their records stay as they are.
    pub ignored: u64,
    /// Files, and folders as a whole, that were left out, by kind and path; not among the scanned.
    pub left_out: Vec<LeftOut>,
    /// Tags that media have now and had not before, each tag of each media once, with those that follow from others.
    pub tagged: u64,
    /// Tags that media had as guesses, and that a source states now.
    pub confirmed: u64,
    /// Tags that a source states and did not before, by source: of several that state the same, each counts.
    pub tagged_by: BTreeMap<Source, u64>,
    /// Of the failures, sidecars.
    pub sidecars_unread: u64,
    /// Of these, those that could not be read the last time either.
    pub sidecars_still_unread: u64,
    /// The size of the files that were opened and read.
    pub bytes: u64,
    /// Time taken.
    pub seconds: f64,
    /// It was broken off; importing again goes on.
    pub interrupted: bool,
    /// New media that show the same as others, by path.
    pub alike: Vec<Alike>,
    /// What could not be read, by path.
    pub failures: Vec<Failure>,
    /// Edited files whose new content got the tags and notes of the earlier one.
    pub carried: u64,
    /// Edited files whose tags and notes stay with the earlier content, which looks otherwise; by path.
    pub edited: Vec<Edited>,
    /// Files that are gone, and files beside them that look the same and may be these, edited and renamed; by the new path.
    pub renamed: Vec<Renamed>,
    /// The tags that a rehearsal would put on, by journal entry and path.
    pub would_put_on: Vec<PutOn>,
    /// Roots that are not there and most of whose files are in what was imported, at the same paths.
    pub moved_roots: Vec<MovedRoot>,
    /// How many of the failures and of the damaged files were told of.
    pub(super) n_told: (usize, usize),
    /// Contents that people said something of and a file of which is gone, with where it was.
    pub(super) lost: Vec<(MediaId, PathBuf)>,
    /// The journal's entries, oldest first: for each folder or file that was named at most one of tags that came with its
    /// files, and one of what edited files took over.
    pub entries: Vec<JournalId>,
    /// Things that a person should look at.
    pub warnings: Vec<Warning>,
}

impl ImportReport {
    /// Tells of the failures and damaged files that were not told of yet: of all, also if the first of them breaks off.
    pub(super) fn tell(&mut self, progress: &mut dyn Progress) -> ControlFlow<()> {
        let (failures, damaged) = (self.failures.iter().skip(self.n_told.0), self.damaged.iter().skip(self.n_told.1));
        self.n_told = (self.failures.len(), self.damaged.len());
        let broke = failures
            .map(Event::Failed)
            .chain(damaged.map(Event::Damaged))
            .filter(|event| progress.on(*event).is_break())
            .count()
            > 0;
        if broke { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Says that a root went away while it was imported.
    pub(super) fn lose_root(&mut self, root: &Path) {
        self.scanned += 1;
        self.failed += 1;
        self.failures.push(Failure {
            is_known: false,
            path: root.to_owned(),
            kind: UnreadKind::Unreadable,
            reason:
                "it went away during the import: what it holds is offline, with all tags kept; import it again when \
                     it is back"
                    .to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks off at everything, and counts.
    struct Impatient(usize);

    impl Progress for Impatient {
        fn on(&mut self, _: Event<'_>) -> ControlFlow<()> {
            self.0 += 1;
            ControlFlow::Break(())
        }
    }

    #[test]
    fn what_failed_is_told_once_whoever_breaks_off() {
        let failure = |name: &str| Failure {
            path: name.into(),
            kind: UnreadKind::Broken,
            reason: "cut".to_owned(),
            is_known: false,
        };
        let mut report = ImportReport { failures: vec![failure("a"), failure("b")], ..ImportReport::default() };
        report.damaged.push(Damaged { path: "c".into(), damage: "its end is missing".to_owned() });
        let mut seen = Impatient(0);
        assert!(report.tell(&mut seen).is_break());
        assert_eq!(seen.0, 3);
        report.failures.push(failure("d"));
        assert!(report.tell(&mut seen).is_break());
        assert_eq!(seen.0, 4);
        assert!(report.tell(&mut seen).is_continue());
    }
}
