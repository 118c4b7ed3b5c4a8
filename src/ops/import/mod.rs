//! Import: a folder becomes part of the gallery, in place.
//!
//! ```text
//! paths ─scope─▶ scopes ─scan─▶ candidates ─plan─▶ jobs ─examine (workers)─▶ outcomes ─channel─▶ commit ─▶ ImportReport
//! ```
//! Each step has one type that the next one takes over. Only `commit` writes to the catalogue, on the caller's thread, in
//! batches: whatever was committed before a kill is unchanged at the next import. A file that cannot be read is an
//! outcome with a reason, never an error. Content that is known already is not decoded again.

mod budget;
mod commit;
mod edited;
mod examine;
mod not_picture;
mod places;
mod plan;
mod record;
mod report;
mod rounds;
mod scan;
mod scope;
mod shown;
mod sources;
mod tag_rows;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

use commit::Committer;
pub use edited::{Edited, Renamed};
use examine::Examiner;
pub use not_picture::{NotPicture, NotPictureKind};
use plan::Plan;
pub use report::ImportReport;
use rounds::Rounds;
pub use scan::{LeftOut, LeftOutKind};
use scan::{Rules, Scanner};
use scope::Scope;
use sources::Sources;
pub(super) use sources::read_all_again;

use super::error::Result;
use super::gallery::{now_ms, now_ns};
use super::likeness::{compare_new, renew};
use super::original::RootFolder;
use super::root_move::find_moved;
use super::{Error, Event, Failure, Gallery, Phase, Progress, Warning};
use crate::examine::DEFAULT_EDGE;
use crate::media::Limits;
use crate::sidecar::FolderTemplate;
use crate::tag::Tag;

/// The score, in thousandths, from which the common taggers themselves take a tag.
const DEFAULT_MIN_SCORE: u16 = 350;

/// What an import does beside indexing.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Tags for everything that is found.
    pub tags: Vec<Tag>,
    /// Tags from folders, relative to each path that is imported.
    pub template: Option<FolderTemplate>,
    /// Read sidecars, and XMP packets within files.
    pub sidecars: bool,
    /// Guess tags from names of files and folders.
    pub names: bool,
    /// Guess tags from what models were asked to paint.
    pub prompts: bool,
    /// Make notes of sentences in captions and descriptions.
    pub caption_notes: bool,
    /// From what score on a tagging model's word is a guess, in thousandths.
    pub min_score: u16,
    /// Compare what is new with all that there is.
    pub near: bool,
    /// The longer edges of the thumbnails to make.
    pub thumbs: Vec<u32>,
    /// What decoding one file may cost.
    pub limits: Limits,
    /// How many files are examined at a time; 0 for one a core.
    pub threads: usize,
    /// Take files and folders whose names begin with a dot.
    pub include_hidden: bool,
    /// What to leave out, in the syntax of gitignore, relative to each path that is imported.
    pub exclude: Vec<String>,
    /// Say what would happen, and write nothing.
    pub rehearse: bool,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            tags: Vec::new(),
            template: None,
            sidecars: true,
            names: true,
            prompts: false,
            caption_notes: false,
            min_score: DEFAULT_MIN_SCORE,
            near: true,
            thumbs: vec![DEFAULT_EDGE],
            limits: Limits::default(),
            threads: 0,
            include_hidden: false,
            exclude: Vec::new(),
            rehearse: false,
        }
    }
}

/// Indexes files and folders where they are.
///
/// Files that cannot be read are in the report, sorted by path, as are roots that lost most of their files. When
/// `progress` breaks off, what was committed stays and the report says `interrupted`.
///
/// # Errors
/// If a path does not exist or is offline, another import is running, or the gallery cannot be written.
pub fn import(
    gallery: &Gallery,
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport> {
    let started = Instant::now();
    let mut report = if options.rehearse {
        gallery.catalog.rehearse(|| -> Result<_> {
            let mut report = import_all(gallery, paths, options, progress)?;
            for entry in &report.entries {
                report.would_put_on.extend(gallery.catalog.list_put_on(*entry)?);
            }
            Ok(report)
        })?
    } else {
        let _lock = gallery.lock()?;
        gallery.catalog.unsynced(|| -> Result<_> {
            let mut report = import_all(gallery, paths, options, progress)?;
            report.interrupted = report.interrupted || renew(gallery, progress)?.is_break();
            if options.near && !report.interrupted {
                report.interrupted = compare_new(gallery, &mut report.alike, progress)?.is_break();
            }
            gallery.catalog.optimise()?;
            Ok(report)
        })?
    };
    // An edited file whose earlier content lies elsewhere too has lost nothing.
    let is_elsewhere = |edited: &Edited| -> Result<bool> {
        let media = gallery.catalog.find_media(&edited.old)?;
        Ok(media.map_or(Ok(0), |media| gallery.catalog.count_present(media, 1))? > 0)
    };
    let mut edited = Vec::new();
    for one in std::mem::take(&mut report.edited) {
        if !is_elsewhere(&one)? {
            edited.push(one);
        }
    }
    report.edited = edited;
    report.renamed = edited::find_renamed(gallery, &std::mem::take(&mut report.lost))?;
    // A root that went away counts as offline from now on.
    gallery.look_for_roots()?;
    if options.rehearse {
        report.entries.clear();
    }
    report.entries.sort();
    // All is done by now: there is nothing left to break off.
    let _ = report.tell(progress);
    report.failures.sort();
    report.edited.sort_by(|a, b| a.path.cmp(&b.path));
    report.alike.sort();
    report.damaged.sort();
    report.left_out.sort();
    report.not_pictures.sort();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

fn import_all(
    gallery: &Gallery,
    paths: &[PathBuf],
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport> {
    gallery.record_vocabulary()?;
    // A pattern that is wrong is an error before anything is imported.
    Rules::new(Path::new("/"), &options.exclude)?;
    let mut report = ImportReport::default();
    let mut rounds = (options.near && !options.rehearse).then(Rounds::new);
    for scope in scope::scopes(gallery, paths, &mut report)? {
        let flow = import_scope(gallery, &scope, options, progress, &mut report, rounds.as_mut())?;
        scope.drop_needless_root(gallery, &mut report)?;
        if report.duplicate > 0 {
            for moved in find_moved(gallery, scope.root, &scope.root_path)? {
                if !report.moved_roots.contains(&moved) {
                    report.moved_roots.push(moved);
                }
            }
        }
        if flow.is_break() {
            report.interrupted = true;
            break;
        }
    }
    Ok(report)
}

fn import_scope(
    gallery: &Gallery,
    scope: &Scope,
    options: &ImportOptions,
    progress: &mut dyn Progress,
    report: &mut ImportReport,
    rounds: Option<&mut Rounds>,
) -> Result<std::ops::ControlFlow<()>> {
    use std::ops::ControlFlow::{Break, Continue};
    let rules = Rules::new(&scope.base, &options.exclude)?;
    let Ok(root) = RootFolder::open(&scope.root_path) else {
        report.lose_root(&scope.root_path);
        return Ok(Continue(()));
    };
    let known = gallery.catalog.list_known(scope.root, &scope.folder)?;
    if !gallery.is_online(scope.root, &scope.root_path)? {
        let n_known = known.iter().filter(|file| !file.missing).count();
        report.warnings.push(Warning::EmptyRoot { root: scope.root_path.clone(), n_known });
        return Ok(Continue(()));
    }
    let began_ns = now_ns();
    let scanner = Scanner::new(gallery, (scope, &root), rules, options.include_hidden, report);
    let scanned = scanner.run(&mut |files| progress.on(Event::Scanned { files }));
    let Continue(mut candidates) = scanned else { return Ok(Break(())) };
    candidates.seen_until = if options.sidecars { sources::attributes_seen_until(gallery, scope)? } else { i64::MAX };
    if !root.is_in_place() {
        report.lose_root(&scope.root_path);
        return Ok(Continue(()));
    }
    let reader = examine::reader(&options.limits);
    let mut plan = Plan::new(candidates, known, gallery.catalog.list_unread(scope.root, &scope.folder)?, &reader);
    // What is changed while others are looked at, or in the future by a clock that was wrong, is looked at again.
    plan.seen_until = plan.seen_until.min(began_ns);
    plan.keep_left_out(|path| scan::look(scope, path));
    if progress
        .on(Event::Planned { phase: Phase::Examine, items: plan.jobs.len() as u64, bytes: plan.job_bytes() })
        .is_break()
    {
        return Ok(Break(()));
    }
    let asks = options.sidecars || options.names || options.prompts;
    let sources = if asks { Some(Sources::begin(gallery, scope, &plan, options)?) } else { None };
    let known = if plan.jobs.is_empty() { HashSet::new() } else { gallery.catalog.content_hashes()? };
    let store = (!options.rehearse).then_some(&gallery.thumbs);
    let examiner = Examiner::new(&root, &plan.jobs, known, store, options);
    let mut committer = Committer::new(gallery, (scope, &root), &plan, options, &reader, now_ms(), report);
    let mut flow = examine_all(gallery, &examiner, &mut committer, (plan.jobs.len(), options), rounds, progress)?;
    committer.record.report.warnings.extend(examiner.unwritten_thumbnails());
    if flow.is_continue() {
        if root.is_in_place() {
            committer.mark_gone()?;
            if let Some(sources) = sources {
                flow = sources.tell(gallery, (scope, &root), &plan, options, &mut committer.record, progress)?;
            }
        } else {
            committer.record.report.lose_root(&scope.root_path);
        }
    }
    committer.sort_skipped();
    committer.follow_replaced()?;
    committer.record.close()?;
    Ok(flow)
}

/// Lets workers examine the files of all jobs, and writes what they find as it comes.
fn examine_all(
    gallery: &Gallery,
    examiner: &Examiner<'_>,
    committer: &mut Committer<'_>,
    (n_jobs, options): (usize, &ImportOptions),
    rounds: Option<&mut Rounds>,
    progress: &mut dyn Progress,
) -> Result<std::ops::ControlFlow<()>> {
    let threads =
        if options.threads == 0 { thread::available_parallelism().map_or(1, usize::from) } else { options.threads };
    thread::scope(|threads_scope| -> Result<_> {
        // A few outcomes a worker: enough that none waits for a commit, few enough to lose in a kill.
        let (sender, outcomes) = sync_channel(4 * threads);
        for number in 0..threads.min(n_jobs) {
            let sender = sender.clone();
            thread::Builder::new()
                .name(format!("examine {number}"))
                .spawn_scoped(threads_scope, move || {
                    examiner.work(|outcome| sender.send(outcome).is_ok());
                })
                .map_err(Error::io("start a thread for", &gallery.dir))?;
        }
        drop(sender);
        if options.names && n_jobs > 0 {
            // Names in paths are looked up once all files are read; their index is built meanwhile.
            let vocabulary = gallery.vocabulary()?;
            threads_scope.spawn(|| vocabulary.prepare_names());
        }
        let outcome = committer.run(outcomes, rounds, progress);
        examiner.stop();
        outcome
    })
}
