//! Walking a folder: what is there, by metadata only.
//!
//! Links are counted and not followed, so that nothing is seen twice and nothing outside is touched. What is never a
//! person's picture ([`left_out`]), what ignore rules name ([`rules`]) and what is hidden is left out and counted, and so
//! is the gallery itself. A path that was named is walked whatever its name is.

mod left_out;
mod rules;

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::ops::ControlFlow;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::super::gallery::CatalogFile;
use super::super::original::{RootFolder, changed_ns, is_absence, stamp};
use super::super::plain;
use super::super::{Failure, Gallery};
use super::report::ImportReport;
use super::scope::Scope;
use crate::catalog::{FileStamp, UnreadKind};
use crate::sidecar::names::SUBFOLDER;
pub(super) use left_out::lies_in_thumbnails;
pub use left_out::{LeftOut, LeftOutKind};
pub(super) use rules::Rules;
use rules::UnreadRules;

/// How many files are found between two reports of progress.
const REPORT_EVERY: u64 = 512;

/// A file that the scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The path below the root.
    pub path: Vec<u8>,
    /// What the file system says of it.
    pub stamp: FileStamp,
    /// When its content or anything that the file system keeps of it was changed, in nanoseconds.
    pub changed_ns: i64,
    /// It is a FIFO, a socket or a device: never opened.
    pub special: Option<&'static str>,
}

/// What a scan found, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// Files.
    pub candidates: Vec<Candidate>,
    /// The latest change of a file that the last import saw, if it saw all of them.
    pub seen_until: i64,
    /// Files and folders that could not be looked at: nothing is known of them, nor of what lies in them.
    pub unlisted: Vec<Vec<u8>>,
    /// Where a single file is imported, the files beside it: some may speak of it.
    pub beside: Vec<Vec<u8>>,
}

/// What is on the disk at a known path that a scan did not find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDisk {
    /// There is a file.
    There,
    /// There is a link, a folder or a device in its place.
    Replaced,
    /// There is nothing.
    Gone,
    /// The disk cannot be read.
    Unknown,
}

/// A scan under way.
pub(super) struct Scanner<'a> {
    scope: &'a Scope,
    root: &'a RootFolder,
    /// A path that leads to the root even when its name is given to another folder meanwhile.
    walked: PathBuf,
    rules: Rules,
    include_hidden: bool,
    /// Device and inode of the gallery's folder and of that of its thumbnails, which several paths may lead to.
    own: Vec<(u64, u64)>,
    found: Scan,
    report: &'a mut ImportReport,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(
        gallery: &Gallery,
        (scope, root): (&'a Scope, &'a RootFolder),
        rules: Rules,
        include_hidden: bool,
        report: &'a mut ImportReport,
    ) -> Self {
        let own = [gallery.dir.as_path(), gallery.thumbs.dir()];
        let own = own.iter().filter_map(|dir| dir.metadata().ok()).map(|metadata| identity(&metadata)).collect();
        let (walked, found) = (root.walkable(), Scan::default());
        Self { scope, root, walked, rules, include_hidden, own, found, report }
    }

    /// Walks the scope. Folders that cannot be listed are failures in the report.
    pub(super) fn run(mut self, progress: &mut dyn FnMut(u64) -> ControlFlow<()>) -> ControlFlow<(), Scan> {
        let mut starts = vec![self.scope.root_path.join(OsStr::from_bytes(&self.scope.folder))];
        while let Some(start) = starts.pop() {
            self.walk(&start, &mut starts, progress)?;
        }
        progress(self.report.scanned)?;
        if let [Candidate { path, .. }] = self.found.candidates.as_slice()
            && *path == self.scope.folder
        {
            look_beside(self.root, &self.scope.folder, &mut self.found);
        }
        let mut found = self.found;
        // By the bytes of the whole path, as the catalogue sorts them.
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
            self.skip_unread_rules(start, &reason);
            return ControlFlow::Continue(());
        }
        // In the order of the folders, which saves disks from seeking; the paths are sorted at the end.
        let mut walk =
            WalkDir::new(self.walked.join(OsStr::from_bytes(&self.below_root(start)))).follow_links(false).into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata))) {
                Ok(found) => found,
                Err(error) => {
                    let path = error.path().map_or_else(|| start.to_owned(), |path| self.named(path));
                    // What went away after it was listed may be on a disk that went away: the next import tells.
                    if error.io_error().is_some_and(is_absence) {
                        let below = self.below_root(&path);
                        self.found.unlisted.push(below);
                        continue;
                    }
                    let reason = error
                        .io_error()
                        .map_or_else(|| error.to_string(), |io| format!("cannot be listed: {}", plain(io)));
                    self.skip(&path, path.clone(), reason);
                    continue;
                }
            };
            let (entry, metadata) = entry;
            let path = self.named(entry.path());
            self.rules.leave(entry.depth());
            if entry.depth() > 0
                && let Some(kind) = self.left_out(&path, entry.file_name().as_bytes(), &metadata)
            {
                if metadata.is_dir() {
                    walk.skip_current_dir();
                }
                self.leave_out(&path, kind, starts);
            } else if metadata.is_dir() {
                if let Err(reason) = self.rules.enter(entry.depth(), &path) {
                    walk.skip_current_dir();
                    self.skip_unread_rules(&path, &reason);
                }
            } else if metadata.is_symlink() {
                self.report.symlinks += 1;
            } else {
                let (path, special) = (self.below_root(&path), special(&metadata));
                let (stamp, changed_ns) = (stamp(&metadata), changed_ns(&metadata));
                self.found.candidates.push(Candidate { path, stamp, changed_ns, special });
                self.report.scanned += 1;
                if self.report.scanned.is_multiple_of(REPORT_EVERY) {
                    progress(self.report.scanned)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Why an entry is left out, if it is; the outer `None` takes it.
    fn left_out(&self, path: &Path, name: &[u8], metadata: &Metadata) -> Option<Option<LeftOutKind>> {
        let is_folder = metadata.is_dir();
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
        is_own || CatalogFile::of(folder) == CatalogFile::Ours
    }

    /// Reports what is left out; paths in it that a person named are walked all the same.
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

    /// Leaves the records of a folder as they are, since its rules are unknown.
    fn skip_unread_rules(&mut self, folder: &Path, reason: &UnreadRules) {
        let reason = format!("{reason}; its folder is left as it was until this is put right");
        self.skip(folder, folder.join(rules::IGNORE_FILE), reason);
    }

    fn skip(&mut self, folder: &Path, path: PathBuf, reason: String) {
        self.found.unlisted.push(self.below_root(folder));
        self.report.scanned += 1;
        self.report.failed += 1;
        self.report.failures.push(Failure { path, kind: UnreadKind::Unreadable, reason, is_known: false });
    }

    /// The path by the root's name of one that was walked.
    fn named(&self, walked: &Path) -> PathBuf {
        let below = walked.as_os_str().as_bytes().strip_prefix(self.walked.as_os_str().as_bytes()).unwrap_or_default();
        self.scope.root_path.join(OsStr::from_bytes(below.strip_prefix(b"/").unwrap_or(below)))
    }

    /// The path below the root. It compares bytes: splitting 100,000 paths into components took a tenth of a rescan.
    fn below_root(&self, path: &Path) -> Vec<u8> {
        let root = self.scope.root_path.as_os_str().as_bytes();
        let below = path.as_os_str().as_bytes().strip_prefix(root).unwrap_or_default();
        below.strip_prefix(b"/").unwrap_or(below).to_vec()
    }
}

/// Looks on the disk for a known path that a scan did not find.
pub(super) fn look(scope: &Scope, path: &[u8]) -> OnDisk {
    match fs::symlink_metadata(scope.root_path.join(OsStr::from_bytes(path))) {
        Ok(metadata) if metadata.is_file() => OnDisk::There,
        Ok(_) => OnDisk::Replaced,
        Err(error) if is_absence(&error) => OnDisk::Gone,
        Err(_) => OnDisk::Unknown,
    }
}

/// Lists the files in the folder of a file and in that folder's subfolder for sidecars.
fn look_beside(root: &RootFolder, file: &[u8], found: &mut Scan) {
    let here = split(file).0;
    for folder in [here.to_vec(), join(here, SUBFOLDER.as_bytes())] {
        match root.list_files(&folder) {
            Ok(names) => {
                let paths = names.iter().map(|name| join(&folder, name));
                found.beside.extend(paths.filter(|path| path != file));
            }
            Err(error) if is_absence(&error) => {}
            Err(_) => found.unlisted.push(folder),
        }
    }
}

/// The folder and the name of a path below a root.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(at) => (path.get(..at).unwrap_or_default(), path.get(at + 1..).unwrap_or_default()),
        None => (&[], path),
    }
}

/// The path below a root of a name in a folder.
pub(super) fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
}

fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
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
