//! Walking a folder: what is there, by metadata only.
//!
//! Links are counted and not followed, so that nothing is seen twice and nothing outside is touched. What is never a
//! person's picture ([`left_out`]), what ignore rules name ([`rules`]) and what is hidden is left out and counted, and so
//! is the gallery itself. A path that was named is walked whatever its name is.

mod left_out;
mod rules;

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::super::Gallery;
use super::report::{Failure, ImportReport};
use super::scope::Scope;
use crate::catalog::{FileStamp, UnreadKind};
pub(super) use left_out::lies_in_thumbnails;
pub use left_out::{LeftOut, LeftOutKind};
pub(super) use rules::Rules;

/// How many files are found between two reports of progress.
const REPORT_EVERY: u64 = 512;

/// A file that the scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The path below the root.
    pub path: Vec<u8>,
    /// What the file system says of it.
    pub stamp: FileStamp,
    /// It is a FIFO, a socket or a device: never opened.
    pub special: Option<&'static str>,
}

/// What a scan found, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// Files.
    pub candidates: Vec<Candidate>,
    /// Folders that could not be listed: nothing is known of what lies in them.
    pub unlisted: Vec<Vec<u8>>,
}

/// What the disk says of a known path that a scan did not come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// There is a file.
    There,
    /// There is none.
    Gone,
    /// The disk does not say.
    Unknown,
}

/// A scan under way.
pub(super) struct Scanner<'a> {
    scope: &'a Scope,
    rules: Rules,
    include_hidden: bool,
    /// The gallery's folder and that of its thumbnails, which may be reached by several paths.
    own: Vec<(u64, u64)>,
    found: Scan,
    report: &'a mut ImportReport,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(
        gallery: &Gallery,
        scope: &'a Scope,
        rules: Rules,
        include_hidden: bool,
        report: &'a mut ImportReport,
    ) -> Self {
        let own = [gallery.dir.as_path(), gallery.thumbs.dir()];
        let own = own.iter().filter_map(|dir| dir.metadata().ok()).map(|metadata| identity(&metadata)).collect();
        Self { scope, rules, include_hidden, own, found: Scan::default(), report }
    }

    /// Walks the scope. Folders that cannot be listed are failures in the report.
    pub(super) fn run(mut self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> ControlFlow<(), Scan> {
        let mut starts = vec![self.scope.root_path.join(OsStr::from_bytes(&self.scope.folder))];
        while let Some(start) = starts.pop() {
            self.walk(&start, &mut starts, progress)?;
        }
        progress(self.report.scanned)?;
        let mut found = self.found;
        // As the catalogue sorts them: by the bytes of the whole path.
        found.candidates.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        found.unlisted.sort_unstable();
        ControlFlow::Continue(found)
    }

    fn walk(
        &mut self,
        start: &Path,
        starts: &mut Vec<PathBuf>,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if let Err(reason) = self.rules.begin(&self.scope.root_path, start) {
            self.skip_unread_rules(start, reason);
            return ControlFlow::Continue(());
        }
        // In the order of the folders, which is kind to disks; whole paths are sorted in the end.
        let mut walk = WalkDir::new(start).follow_links(false).into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata))) {
                Ok((entry, metadata)) => {
                    self.rules.leave(entry.depth());
                    let left_out = if entry.depth() == 0 { None } else { self.left_out(&entry, &metadata) };
                    match left_out {
                        None => Ok((entry, metadata)),
                        Some(kind) => {
                            if metadata.is_dir() {
                                walk.skip_current_dir();
                            }
                            self.leave_out(entry.path(), kind, starts);
                            continue;
                        }
                    }
                }
                Err(error) => Err(error),
            };
            match entry {
                Ok((entry, metadata)) if metadata.is_dir() => {
                    if let Err(reason) = self.rules.enter(entry.depth(), entry.path()) {
                        walk.skip_current_dir();
                        self.skip_unread_rules(entry.path(), reason);
                    }
                }
                Ok((_, metadata)) if metadata.is_symlink() => self.report.symlinks += 1,
                Ok((entry, metadata)) => {
                    let (stamp, special) = (stamp(&metadata), special(&metadata));
                    let path = self.below_root(entry.path());
                    self.found.candidates.push(Candidate { path, stamp, special });
                    self.report.scanned += 1;
                    if self.report.scanned.is_multiple_of(REPORT_EVERY) {
                        progress(self.report.scanned)?;
                    }
                }
                // A file that went away between being listed and being looked at was not there.
                Err(error) if error.io_error().is_some_and(|io| io.kind() == ErrorKind::NotFound) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(start).to_owned();
                    let reason =
                        error.io_error().map_or_else(|| error.to_string(), |io| format!("cannot be listed: {io}"));
                    self.skip(&path, path.clone(), reason);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Why an entry is left out, if it is; the outer `None` takes it.
    fn left_out(&self, entry: &DirEntry, metadata: &Metadata) -> Option<Option<LeftOutKind>> {
        let (path, name, is_folder) = (entry.path(), entry.file_name().as_bytes(), metadata.is_dir());
        let never = if is_folder {
            let is_own = || self.own.contains(&identity(metadata)).then_some(LeftOutKind::Gallery);
            is_own().or_else(|| left_out::folder(path, name))
        } else {
            if name == rules::IGNORE_FILE.as_bytes() {
                return Some(None);
            }
            if left_out::is_catalogue_name(name) && path.parent().is_some_and(|folder| self.is_gallery(folder)) {
                return Some((name == b"catalog.db").then_some(LeftOutKind::Gallery));
            }
            left_out::file(path, name)
        };
        if never.is_some() {
            return Some(never);
        }
        match self.rules.leave_out(path, is_folder) {
            Some(true) if is_folder => Some(Some(LeftOutKind::IgnoredFolder)),
            Some(true) => Some(Some(LeftOutKind::IgnoredFile)),
            None if name.starts_with(b".") && !self.include_hidden => Some(if is_folder {
                Some(LeftOutKind::HiddenFolder)
            } else {
                // Other hidden files are programs' own, such as .DS_Store, and would only make the counts meaningless.
                left_out::is_picture_name(name).then_some(LeftOutKind::HiddenFile)
            }),
            _ => None,
        }
    }

    fn is_gallery(&self, folder: &Path) -> bool {
        let is_own = folder.metadata().is_ok_and(|metadata| self.own.contains(&identity(&metadata)));
        is_own || left_out::holds_catalogue(folder)
    }

    /// Writes down what is left out; what a person named in there is walked all the same.
    fn leave_out(&mut self, path: &Path, kind: Option<LeftOutKind>, starts: &mut Vec<PathBuf>) {
        self.report.left_out.extend(kind.map(|kind| LeftOut { kind, path: path.to_owned() }));
        let mut outermost: Option<&Path> = None;
        for named in self.scope.inner.iter().filter(|named| named.starts_with(path)) {
            if !outermost.is_some_and(|outer| named.starts_with(outer)) {
                outermost = Some(named);
                starts.push(named.clone());
            }
        }
    }

    /// Leaves a folder as it was, since nobody knows what its rules leave out.
    fn skip_unread_rules(&mut self, folder: &Path, reason: String) {
        let reason = format!("{reason}; its folder is left as it was until this is put right");
        self.skip(folder, folder.join(rules::IGNORE_FILE), reason);
    }

    fn skip(&mut self, folder: &Path, path: PathBuf, reason: String) {
        self.found.unlisted.push(self.below_root(folder));
        self.report.scanned += 1;
        self.report.failed += 1;
        self.report.failures.push(Failure { path, kind: UnreadKind::Unreadable, reason });
    }

    /// On bytes: taking a hundred thousand paths apart into components was a tenth of a rescan.
    fn below_root(&self, path: &Path) -> Vec<u8> {
        let root = self.scope.root_path.as_os_str().as_bytes();
        let below = path.as_os_str().as_bytes().strip_prefix(root).unwrap_or_default();
        below.strip_prefix(b"/").unwrap_or(below).to_vec()
    }
}

/// Asks the disk for a known path that a scan did not come to.
pub(super) fn look(scope: &Scope, path: &[u8]) -> OnDisk {
    match fs::symlink_metadata(scope.root_path.join(OsStr::from_bytes(path))) {
        Ok(metadata) if metadata.is_file() => OnDisk::There,
        Ok(_) => OnDisk::Gone,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => OnDisk::Gone,
        Err(_) => OnDisk::Unknown,
    }
}

fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}

/// The metadata that tells a changed file from an unchanged one.
pub(in crate::ops) fn stamp(metadata: &Metadata) -> FileStamp {
    FileStamp {
        bytes: metadata.len(),
        mtime_ns: metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec()),
        inode: metadata.ino(),
    }
}

fn special(metadata: &Metadata) -> Option<&'static str> {
    let kind = metadata.file_type();
    if kind.is_file() {
        None
    } else if kind.is_fifo() {
        Some("a FIFO")
    } else if kind.is_socket() {
        Some("a socket")
    } else {
        Some("a device")
    }
}

/// The path below the root as text, for templates and names; bytes that are no UTF-8 become U+FFFD.
pub(super) fn as_text(path: &[u8]) -> String {
    std::ffi::OsString::from_vec(path.to_vec()).to_string_lossy().into_owned()
}
