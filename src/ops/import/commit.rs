//! Writing what the workers found to the catalogue: the only writer, on the thread that called the import.
//!
//! Outcomes are written as they come, in transactions of a second at most: a kill costs little, and the disk need not sync
//! each file. A path whose content another worker is still examining waits for that outcome.

mod replaced;

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::super::error::Result;
use super::super::failure::{Damaged, Failure};
use super::super::original::RootFolder;
use super::super::warning::Warning;
use super::examine::{Finding, Outcome};
use super::not_picture::{NotPicture, NotPictureKind};
use super::places::Places;
use super::plan::{Job, Plan};
use super::record::Record;
use super::report::ImportReport;
use super::rounds::Rounds;
use super::scan::as_text;
use super::scope::Scope;
use super::shown::Shown;
use super::sources;
use super::{Event, Gallery, ImportOptions, Progress};
use crate::catalog::{Catalog, FileStamp, MediaId, Source, TagId, UnreadKind, UnreadRow};
use crate::fingerprint::ContentHash;
use crate::sidecar::Folder;
use crate::tag::Tag;

/// How long a transaction collects outcomes; a kill loses no more work than this.
const BATCH_TIME: Duration = Duration::from_millis(1000);

/// The most outcomes in a transaction.
const BATCH_SIZE: usize = if cfg!(test) { 2 } else { 1000 };

/// The least number of known files for which losing most of them is worth a warning.
const MANY_FILES: usize = 10;

/// The writer of one scope.
pub(super) struct Committer<'a> {
    gallery: &'a Gallery,
    catalog: &'a Catalog,
    scope: &'a Scope,
    root: &'a RootFolder,
    plan: &'a Plan,
    options: &'a ImportOptions,
    reader: &'a str,
    now_ms: i64,
    pub(super) record: Record<'a>,
    places: Places<'a>,
    shown: Shown,
    /// Outcomes for contents that another worker is still examining.
    waiting: HashMap<ContentHash, Vec<Outcome>>,
    failed: HashMap<ContentHash, (UnreadKind, String)>,
    stated: Vec<TagId>,
    /// The tags from the folders of the last file, and their rows: the next file mostly has the same folders.
    from_folders: (Vec<Tag>, Vec<TagId>),
    /// Files that are no pictures.
    skipped: Vec<Vec<u8>>,
    /// Files whose content was replaced by a known one: the old content, the new one, the path.
    replaced: Vec<(MediaId, MediaId, Vec<u8>)>,
}

impl<'a> Committer<'a> {
    pub(super) fn new(
        gallery: &'a Gallery,
        (scope, root): (&'a Scope, &'a RootFolder),
        plan: &'a Plan,
        options: &'a ImportOptions,
        reader: &'a str,
        now_ms: i64,
        report: &'a mut ImportReport,
    ) -> Self {
        Self {
            gallery,
            catalog: &gallery.catalog,
            scope,
            root,
            plan,
            options,
            reader,
            now_ms,
            record: Record::new(&gallery.catalog, &scope.path(), now_ms, report),
            places: Places::new(&gallery.catalog, scope, &plan.gone),
            shown: Shown::default(),
            waiting: HashMap::new(),
            failed: HashMap::new(),
            stated: Vec::new(),
            from_folders: Default::default(),
            skipped: Vec::new(),
            replaced: Vec::new(),
        }
    }

    /// Writes outcomes until there are no more, or until `progress` breaks off.
    pub(super) fn run(
        &mut self,
        outcomes: Receiver<Outcome>,
        mut rounds: Option<&mut Rounds>,
        progress: &mut dyn Progress,
    ) -> Result<ControlFlow<()>> {
        let catalog = self.catalog;
        catalog.atomically(|| self.begin())?;
        let mut batch = Vec::new();
        let mut since = Instant::now();
        loop {
            let more = match outcomes.recv_timeout(BATCH_TIME.saturating_sub(since.elapsed())) {
                Ok(outcome) => {
                    batch.push(outcome);
                    true
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => false,
            };
            if more && batch.len() < BATCH_SIZE && since.elapsed() < BATCH_TIME {
                continue;
            }
            let done: Vec<(usize, u64)> =
                batch.iter().map(|o| (o.job, self.plan.jobs[o.job].candidate.stamp.bytes)).collect();
            catalog.atomically(|| -> Result<()> {
                batch.drain(..).try_for_each(|outcome| self.write(outcome))?;
                self.shown.settle(catalog)
            })?;
            for (job, bytes) in done {
                let path = self.path(&self.plan.jobs[job].candidate.path);
                if progress.on(Event::Done { path: &path, bytes }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            if self.record.report.tell(progress).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if !more {
                return Ok(ControlFlow::Continue(()));
            }
            if let Some(rounds) = &mut rounds
                && rounds
                    .compare_if_due(Instant::now(), self.gallery, &mut self.record.report.alike, progress)?
                    .is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
            since = Instant::now();
        }
    }

    /// Reports the files that are no pictures, with what they are.
    pub(super) fn sort_skipped(&mut self) {
        let is_sidecar = |path: &Vec<u8>| self.options.sidecars && Folder::is_sidecar(path);
        let speaking = if self.skipped.iter().any(is_sidecar) { sources::speaking(self.plan) } else { HashSet::new() };
        for path in std::mem::take(&mut self.skipped) {
            let kind = NotPictureKind::of(&path, &speaking);
            self.record.report.not_pictures.push(NotPicture { kind, path: self.path(&path) });
        }
    }

    /// Marks the files that are gone as missing, once all outcomes are written.
    pub(super) fn mark_gone(&mut self) -> Result<()> {
        let catalog = self.catalog;
        catalog.atomically(|| {
            let n_known = self.plan.gone.len()
                + self.plan.unchanged.len()
                + self.plan.jobs.iter().filter(|j| j.known.is_some()).count();
            let gone: Vec<_> = self.places.still_gone();
            for file in &gone {
                self.catalog.set_missing(file.id, Some(self.now_ms))?;
                self.shown.outdate(file.media);
                if self.catalog.has_word_of_people(file.media)? {
                    self.record.report.lost.push((file.media, self.path(&file.path)));
                }
            }
            self.shown.settle(self.catalog)?;
            // A sidecar that is gone is forgotten when what it said is taken back (`sources`).
            let forgotten = self.plan.unread_gone.iter().filter(|path| !Folder::is_sidecar(path));
            for path in forgotten.chain(&self.plan.unread_left_out) {
                self.catalog.delete_unread(self.scope.root, path)?;
            }
            self.record.report.missing += gone.len() as u64;
            self.record.report.ignored += self.plan.left_out.len() as u64;
            if gone.len() >= MANY_FILES && gone.len() * 2 > n_known {
                let (folder, n_gone) = (self.scope.path(), gone.len());
                self.record.report.warnings.push(Warning::MostGone { folder, n_gone, n_known });
            }
            Ok(())
        })
    }

    /// Writes what needs no worker: files that are as they were.
    fn begin(&mut self) -> Result<()> {
        self.stated = self.rows_of(&self.options.tags)?;
        for file in &self.plan.returned {
            self.catalog.set_missing(file.id, None)?;
            self.shown.outdate(file.media);
            self.record.report.returned += 1;
        }
        for file in self.plan.unchanged.iter().chain(&self.plan.returned) {
            self.record.report.unchanged += 1;
            self.put_tags(file.media, &file.path)?;
        }
        self.shown.settle(self.catalog)?;
        for row in &self.plan.still_unread {
            self.count_unread(row.kind, &row.path, &row.reason, true);
        }
        Ok(())
    }

    fn write(&mut self, outcome: Outcome) -> Result<()> {
        self.record.report.bytes += outcome.bytes_read;
        let job = &self.plan.jobs[outcome.job];
        match outcome.finding? {
            Finding::Vanished => {
                self.record.report.scanned -= 1;
                // Where all of the root went away, nothing of it is missing.
                if let Some(known) = job.known.as_ref().filter(|known| !known.missing && self.root.is_in_place()) {
                    self.catalog.set_missing(known.id, Some(self.now_ms))?;
                    self.shown.outdate(known.media);
                    self.record.report.missing += 1;
                }
            }
            Finding::Unread { kind, reason, hash } => {
                self.write_unread(job, outcome.stamp, kind, &reason)?;
                if let Some(hash) = hash {
                    for outcome in self.waiting.remove(&hash).unwrap_or_default() {
                        self.write_unread(&self.plan.jobs[outcome.job], outcome.stamp, kind, &reason)?;
                    }
                    self.failed.insert(hash, (kind, reason));
                }
            }
            Finding::New(new, within) => {
                let media = self.catalog.insert_media(&new, self.now_ms)?;
                if let Some(damage) = new.facts.damage {
                    let path = self.path(&job.candidate.path);
                    self.record.report.damaged.push(Damaged { path, damage });
                }
                self.write_media(job, outcome.stamp, media, true)?;
                sources::write_within(self.gallery, &mut self.record, media, &within, self.options)?;
                if let Some(reason) = within.packets.unread {
                    let path = self.path(&job.candidate.path);
                    self.record.report.warnings.push(Warning::KeywordsUnread { path, reason });
                }
                for outcome in self.waiting.remove(&new.hash).unwrap_or_default() {
                    self.write_media(&self.plan.jobs[outcome.job], outcome.stamp, media, false)?;
                }
            }
            Finding::Known(hash) => {
                if let Some((kind, reason)) = self.failed.get(&hash).cloned() {
                    self.write_unread(job, outcome.stamp, kind, &reason)?;
                } else if let Some(media) = self.catalog.find_media(&hash)? {
                    self.write_media(job, outcome.stamp, media, false)?;
                } else {
                    self.waiting.entry(hash).or_default().push(Outcome {
                        bytes_read: 0,
                        finding: Ok(Finding::Known(hash)),
                        ..outcome
                    });
                }
            }
        }
        Ok(())
    }

    fn write_media(&mut self, job: &Job, stamp: FileStamp, media: MediaId, is_new: bool) -> Result<()> {
        let (root, path) = (self.scope.root, job.candidate.path.as_slice());
        if job.was_unread {
            self.catalog.delete_unread(root, path)?;
        }
        if let Some(known) = &job.known {
            self.catalog.update_file(known.id, root, path, media, stamp)?;
            self.shown.outdate(media);
            self.record.report.returned += u64::from(known.missing);
            if known.media == media {
                self.record.report.unchanged += 1;
            } else {
                self.record.report.changed += 1;
                self.shown.outdate(known.media);
                self.follow_edit(known.media, media, path)?;
            }
        } else if is_new {
            self.catalog.insert_file(root, path, media, stamp)?;
            self.shown.outdate(media);
            self.record.report.new += 1;
        } else if let Some(old) = self.places.take(media)? {
            self.catalog.update_file(old, root, path, media, stamp)?;
            self.shown.outdate(media);
            self.record.report.moved += 1;
        } else {
            self.catalog.insert_file(root, path, media, stamp)?;
            self.shown.add(media, self.path(path), stamp.mtime_ns);
            self.record.report.duplicate += 1;
        }
        self.put_tags(media, path)
    }

    fn write_unread(&mut self, job: &Job, stamp: FileStamp, kind: UnreadKind, reason: &str) -> Result<()> {
        let path = &job.candidate.path;
        self.count_unread(kind, path, reason, false);
        if kind == UnreadKind::Unreadable {
            return Ok(());
        }
        if let Some(known) = job.known.as_ref().filter(|known| !known.missing) {
            // The path holds something else now; the content that it held is missing there.
            self.catalog.set_missing(known.id, Some(self.now_ms))?;
            self.shown.outdate(known.media);
        }
        let (path, reason, reader) = (path.clone(), reason.to_owned(), self.reader.to_owned());
        Ok(self.catalog.put_unread(self.scope.root, &UnreadRow { path, stamp, kind, reason, reader })?)
    }

    fn count_unread(&mut self, kind: UnreadKind, path: &[u8], reason: &str, is_known: bool) {
        if kind == UnreadKind::Skipped {
            self.record.report.skipped += 1;
            self.skipped.push(path.to_owned());
            return;
        }
        self.record.report.failed += 1;
        self.record.report.unsupported += u64::from(kind == UnreadKind::Unsupported);
        self.record.report.failures.push(Failure { path: self.path(path), kind, reason: reason.to_owned(), is_known });
    }

    fn put_tags(&mut self, media: MediaId, path: &[u8]) -> Result<()> {
        let from_folders = self.tags_from_folders(path);
        if self.stated.is_empty() && from_folders.is_empty() {
            return Ok(());
        }
        self.record.put_on(media, &self.stated, Source::Import)?;
        if self.from_folders.0 != from_folders {
            self.from_folders = (from_folders.clone(), self.rows_of(&from_folders)?);
        }
        self.record.put_on(media, &self.from_folders.1, Source::Folder)
    }

    /// The rows of the canonical tags of some that are stated together.
    fn rows_of(&self, typed: &[Tag]) -> Result<Vec<TagId>> {
        let mut rows = Vec::new();
        for tag in self.gallery.meant_together(typed)? {
            rows.push(self.gallery.ensure_tag(&tag)?);
        }
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }

    fn tags_from_folders(&self, path: &[u8]) -> Vec<Tag> {
        let Some(template) = &self.options.template else { return Vec::new() };
        let whole = self.path(path);
        let below = whole.strip_prefix(&self.scope.base).unwrap_or(&whole);
        template.tags(&as_text(below.as_os_str().as_bytes()))
    }

    fn path(&self, below_root: &[u8]) -> PathBuf {
        self.scope.root_path.join(OsStr::from_bytes(below_root))
    }
}
