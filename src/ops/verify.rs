//! Comparing the disk, the thumbnails and the catalogue. Nothing is repaired but what is asked for.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::described::State;
use super::described::{DescribedFile, describe_by_id};
use super::error::Result;
use super::original;
use super::selection::resolve;
use super::store::ThumbStore;
use super::{BoundQuery, Damaged, Described, Error, Event, Failure, Gallery, Phase, Progress, Selection, part, plain};
use crate::catalog::UnreadKind;
use crate::examine::DEFAULT_EDGE;
use crate::fingerprint::ContentHash;
use crate::query::expr::Expr;

/// How many media, or thumbnails, are checked on all cores between two reports of progress.
const BATCH_SIZE: usize = 64;

/// How much to check.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifyOptions {
    /// Read every file again and compare its hash.
    pub rehash: bool,
    /// Compare every index of the catalogue with its table.
    pub thorough: bool,
    /// Delete thumbnails of unknown content, damaged ones, and what killed commands left half-written.
    pub clean: bool,
}

/// What is wrong with one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// The catalogue itself is damaged.
    Catalog(String),
    /// A file is gone.
    Missing(PathBuf),
    /// A root cannot be reached.
    Offline {
        /// Which.
        root: PathBuf,
        /// Files that were to be checked and lie in it.
        files: u64,
    },
    /// A file holds something else than it did; import it again.
    Changed(PathBuf),
    /// A file cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why, in words.
        reason: String,
    },
    /// A media has no thumbnail.
    NoThumbnail(PathBuf),
    /// A thumbnail cannot be decoded.
    BrokenThumbnail(PathBuf),
    /// A thumbnail of a content that is not in the gallery.
    OrphanThumbnail(PathBuf),
}

/// What was checked and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Media checked.
    pub media: u64,
    /// Files checked.
    pub files: u64,
    /// Bytes read again.
    pub bytes: u64,
    /// Thumbnails checked.
    pub thumbs: u64,
    /// Thumbnails deleted.
    pub cleaned: u64,
    /// Files that are no whole pictures and were so when they were imported, sorted; only where the whole gallery is checked.
    pub broken: Vec<Failure>,
    /// Media whose file is damaged but whose pictures are complete, by path.
    pub damaged: Vec<Damaged>,
    /// What is wrong, sorted.
    pub findings: Vec<Finding>,
}

/// Checks the catalogue's structure, the files of a selection, and the thumbnails.
///
/// # Errors
/// If the catalogue cannot be read at all. With `clean`, also if another command needs the gallery for itself, since an
/// import's thumbnails are there before their contents are known, or if anything but thumbnails lies among them.
pub fn verify(
    gallery: &Gallery,
    selection: &Selection,
    options: VerifyOptions,
    progress: &mut dyn Progress,
) -> Result<VerifyReport> {
    let _lock = if options.clean { Some(gallery.lock()?) } else { None };
    if options.clean
        && let [first, others @ ..] = gallery.thumbs.contents().foreign.as_slice()
    {
        return Err(Error::AmongThumbs { path: first.clone(), others: others.len() });
    }
    let mut report = VerifyReport::default();
    report.findings.extend(gallery.catalog.check(options.thorough)?.problems.into_iter().map(Finding::Catalog));
    let ids = resolve(gallery, selection)?;
    if progress.on(Event::Planned { phase: Phase::Work, items: ids.len() as u64, bytes: 0 }).is_break() {
        return Ok(report);
    }
    let mut roots = Offline::list(gallery)?;
    for batch in ids.chunks(BATCH_SIZE) {
        let described = batch.iter().map(|&id| describe_by_id(gallery, id)).collect::<Result<Vec<_>>>()?;
        let thumbs = &gallery.thumbs;
        let checked: Vec<Checked> = described
            .par_iter()
            .map_init(Vec::new, |buffer, media| check_media(thumbs, media, options.rehash, buffer))
            .collect();
        for (media, checked) in described.iter().zip(checked) {
            report.media += 1;
            report.files += media.files.len() as u64;
            report.bytes += checked.bytes;
            report.findings.extend(checked.findings);
            let is_offline = |file: &&DescribedFile| file.state == State::Offline;
            media.files.iter().filter(is_offline).for_each(|file| roots.count(&file.path));
            let damage = media.facts.damage.clone().zip(media.known_path());
            report.damaged.extend(damage.map(|(damage, path)| Damaged { path: path.to_owned(), damage }));
            if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
                return Ok(sorted(report, roots));
            }
        }
    }
    let is_unbounded = |asked: &BoundQuery| asked.query.expr == Expr::And(Vec::new()) && asked.query.limit.is_none();
    if selection.named.is_empty() && selection.query.as_ref().is_none_or(is_unbounded) {
        report.broken = list_failures(gallery)?;
        report.broken.retain(|failure| failure.kind == UnreadKind::Broken);
    }
    check_thumbs(gallery, options.clean, &mut report, progress)?;
    Ok(sorted(report, roots))
}

/// How many of the files that cannot be reached lie in each root.
struct Offline(Vec<(PathBuf, u64)>);

impl Offline {
    fn list(gallery: &Gallery) -> Result<Self> {
        Ok(Self(gallery.catalog.list_root_paths()?.into_iter().map(|(_, path)| (path, 0)).collect()))
    }

    fn count(&mut self, path: &Path) {
        let holding = self.0.iter_mut().filter(|(root, _)| path.starts_with(root));
        if let Some((_, files)) = holding.max_by_key(|(root, _)| root.as_os_str().len()) {
            *files += 1;
        }
    }
}

fn sorted(mut report: VerifyReport, roots: Offline) -> VerifyReport {
    let offline = roots.0.into_iter().filter(|(_, files)| *files > 0);
    report.findings.extend(offline.map(|(root, files)| Finding::Offline { root, files }));
    report.findings.sort();
    report.damaged.sort();
    report
}

/// What was found about one media.
#[derive(Default)]
struct Checked {
    findings: Vec<Finding>,
    bytes: u64,
}

fn check_media(thumbs: &ThumbStore, media: &Described, rehash: bool, buffer: &mut Vec<u8>) -> Checked {
    let mut checked = Checked::default();
    for file in &media.files {
        buffer.clear();
        let finding = match file.state {
            State::Offline => None,
            _ => check_file(&file.path, media, rehash, buffer),
        };
        checked.bytes += buffer.len() as u64;
        checked.findings.extend(finding);
    }
    // A content that no file holds any more needs none, since none could be made.
    if media.known_path().is_some() && !thumbs.path(&media.hash, DEFAULT_EDGE).exists() {
        checked.findings.push(Finding::NoThumbnail(media.path.clone()));
    }
    checked
}

/// Lists what could not be imported, with the reasons, by path; and the sidecars that could not be read, and are asked for again.
pub fn list_failures(gallery: &Gallery) -> Result<Vec<Failure>> {
    let mut failures = Vec::new();
    for (root, folder) in gallery.catalog.list_root_paths()? {
        let unread = gallery.catalog.list_unread(root, b"")?.into_iter().filter(|row| row.kind != UnreadKind::Skipped);
        let unheard = gallery.catalog.list_unheard(root, b"")?.into_iter();
        let said = unread
            .map(|row| (row.path, row.kind, row.reason))
            .chain(unheard.map(|path| (path, UnreadKind::Unreadable, "what it says could not be read".to_owned())));
        failures.extend(said.map(|(path, kind, reason)| {
            let path = folder.join(OsStr::from_bytes(&path));
            Failure { path, kind, reason, is_known: true }
        }));
    }
    failures.sort();
    Ok(failures)
}

/// Checks one file; with `rehash` its bytes are read into the buffer.
fn check_file(path: &Path, media: &Described, rehash: bool, buffer: &mut Vec<u8>) -> Option<Finding> {
    let unreadable = |error: &io::Error| Finding::Unreadable { path: path.to_owned(), reason: plain(error) };
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Finding::Missing(path.to_owned())),
        Err(error) => return Some(unreadable(&error)),
    };
    if !metadata.is_file() || metadata.len() != media.facts.bytes {
        return Some(Finding::Changed(path.to_owned()));
    }
    if !rehash {
        return None;
    }
    match original::open(path).and_then(|file| file.take(media.facts.bytes + 1).read_to_end(buffer)) {
        Ok(_) => (ContentHash::of(buffer) != media.hash).then(|| Finding::Changed(path.to_owned())),
        Err(error) => Some(unreadable(&error)),
    }
}

fn check_thumbs(gallery: &Gallery, clean: bool, report: &mut VerifyReport, progress: &mut dyn Progress) -> Result<()> {
    // A running import writes thumbnails before it commits their media: those are no orphans.
    let orphans_are_certain = clean || !matches!(gallery.lock(), Err(Error::Locked { .. }));
    let thumbs = &gallery.thumbs;
    let contents = thumbs.contents();
    let known: HashSet<ContentHash> = gallery.catalog.content_hashes()?;
    let check = |(path, hash): &(PathBuf, ContentHash)| {
        if known.contains(hash) {
            (!thumbs.is_whole(path)).then(|| Finding::BrokenThumbnail(path.clone()))
        } else {
            orphans_are_certain.then(|| Finding::OrphanThumbnail(path.clone()))
        }
    };
    for batch in contents.thumbs.chunks(BATCH_SIZE) {
        let findings: Vec<Option<Finding>> = batch.par_iter().map(check).collect();
        for ((path, _), finding) in batch.iter().zip(findings) {
            report.thumbs += 1;
            if let Some(finding) = finding {
                if clean && fs::remove_file(path).is_ok() {
                    report.cleaned += 1;
                } else {
                    report.findings.push(finding);
                }
            }
        }
        if progress.on(Event::Working).is_break() {
            return Ok(());
        }
    }
    if clean {
        let abandoned = contents.parts.iter().filter(|(path, process)| part::is_abandoned(path, *process));
        report.cleaned += abandoned.filter(|(path, _)| fs::remove_file(path).is_ok()).count() as u64;
    }
    Ok(())
}
