//! `nakigao import`

mod plan;
mod remarks;

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::args::{Global, ImportArgs, LimitArgs};
use super::exit::Failed;
use super::interrupt::was_interrupted;
use super::json::{Object, path_text};
use super::output::Output;
use super::places::places;
use super::progress::Bar;
use super::{Done, escape, sheet};
use remarks::{remark_known, remark_left_out, remark_moved, remark_next, warn, warn_of_edited};

use crate::ops::{
    self, Damaged, Event, Failure, FolderTemplate, Gallery, ImportOptions, ImportReport, LeftOutKind, Limits,
    NotPictureKind, Outputs, Progress, Selection,
};
use crate::tag::Tag;

/// Pairs that show the same which are named one by one; more are counted.
const MOST_ALIKE: usize = 20;

/// Damaged files that are named one by one; more are counted.
const MOST_DAMAGED: usize = 20;

pub(super) fn run(global: &Global, args: &ImportArgs, output: &mut Output) -> Result<Done, Failed> {
    let options = options(global, args)?;
    // Fonts and the sheet's name are checked before anything is imported.
    let sheet = args.sheet.as_ref().map(|file| sheet::for_import(file, &args.fonts)).transpose()?;
    let places = places(global.gallery.as_ref())?;
    let is_first = !args.plan && !places.dir.join("catalog.db").exists();
    let gallery = if args.plan {
        Gallery::open_or_imagine(&places.dir, &places.thumbs)?
    } else {
        for path in &args.paths {
            // A mistyped path must not make a gallery.
            if let Err(error) = path.symlink_metadata()
                && places.dir.join("catalog.db").metadata().is_err()
            {
                return Err(Failed::Operation(ops::Error::unreached("read", path, error)));
            }
        }
        if let Some(file) = &args.sheet {
            // Errors of the gallery are told below, where it is opened for good.
            let known = Gallery::open(&places.dir, &places.thumbs).ok();
            Outputs::new(known.as_ref(), args.over.force)?.before_import(&args.paths).admit(file)?;
        }
        super::gallery::waiting(global, Gallery::open_or_create(&places.dir, &places.thumbs)?)
    };
    let mut bar = Bar::new(global, if args.plan { "looking" } else { "importing" }).naming(MOST_ALIKE);
    let report = if output.json {
        let mut told = JsonProgress { output, bar, written: Ok(()) };
        let report = ops::import(&gallery, &args.paths, &options, &mut told);
        told.written?;
        report?
    } else {
        let report = ops::import(&gallery, &args.paths, &options, &mut bar);
        drop(bar);
        report?
    };
    // A file that was named should be a picture, so each is warned of; other files in folders are only counted.
    let named: Vec<PathBuf> = args.paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for one in &report.not_pictures {
        if one.kind != NotPictureKind::Sidecar && named.contains(&one.path) {
            let what = if one.kind == NotPictureKind::Video { "a video" } else { "no picture" };
            output.warning(&format!("{} is {what}: it was not imported", escape::path(&one.path)));
        }
    }
    write(&report, args.plan, global, output)?;
    if is_first && report.new > 0 && !output.json {
        remark_next(&places.dir, global, output);
    }
    if let Some(sheet) = sheet.as_ref().filter(|_| !was_interrupted()) {
        let named = args.paths.iter().map(|path| path.clone().into_os_string()).collect();
        let mut outputs = Outputs::new(Some(&gallery), args.over.force)?.given_up_when(was_interrupted);
        let selection = Selection { named, ..Selection::default() };
        sheet::draw(&gallery, &selection, sheet, &mut outputs, global, output)?;
    }
    let counts = |failure: &&Failure| args.strict || !failure.is_known;
    // A sidecar is read, and named, each time, but only the first time is it news.
    let n_old = if args.strict { 0 } else { report.sidecars_still_unread };
    let n_new = report.failures.iter().filter(counts).count() as u64;
    Ok(if n_new > n_old { Done::SomeUnreadable } else { Done::All })
}

/// Writes failures, damaged files and likenesses as JSON as soon as they are known.
struct JsonProgress<'a> {
    output: &'a mut Output,
    bar: Bar,
    written: io::Result<()>,
}

impl Progress for JsonProgress<'_> {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        let object = match event {
            Event::Failed(failure) => {
                let object = Object::default().path("failed", &failure.path).with("reason", &failure.reason);
                Some(object.with("kind", failure.kind.name()).with("known", failure.is_known))
            }
            Event::Damaged(Damaged { path, damage }) => {
                Some(Object::default().path("damaged", path).with("damage", damage))
            }
            Event::Alike(alike) => {
                let object = Object::default().path("near", &alike.path).with("of", path_text(&alike.of));
                Some(object.with("kind", alike.kind.name()))
            }
            _ => None,
        };
        if let Some(object) = object.filter(|_| self.written.is_ok()) {
            self.written = self.output.object(&object).and_then(|()| self.output.flush());
        }
        // The import goes on when nobody reads the answer any more.
        self.bar.on(event)
    }
}

fn options(global: &Global, args: &ImportArgs) -> Result<ImportOptions, Failed> {
    Ok(ImportOptions {
        tags: args.tag.iter().map(|text| Tag::parse(text)).collect::<Result<_, _>>()?,
        template: args.template.as_deref().map(FolderTemplate::parse).transpose()?,
        sidecars: !args.no_sidecars,
        names: !args.no_names,
        prompts: args.prompts,
        caption_notes: args.caption_notes,
        min_score: args.min_score,
        near: !args.no_near,
        thumbs: args.thumbs.clone(),
        limits: limits(&args.limits),
        include_hidden: args.include_hidden,
        exclude: args.exclude.clone(),
        threads: global.threads.map_or(0, usize::from),
        rehearse: args.plan,
    })
}

fn limits(args: &LimitArgs) -> Limits {
    let default = Limits::default();
    Limits {
        pixels: args.max_pixels.unwrap_or(default.pixels),
        frames: args.max_frames.unwrap_or(default.frames),
        decoded_bytes: args.max_decoded_bytes.unwrap_or(default.decoded_bytes),
        time: args.max_seconds.map_or(default.time, Duration::from_secs),
        file_bytes: args.max_file_bytes.unwrap_or(default.file_bytes),
    }
}

fn write(report: &ImportReport, is_plan: bool, global: &Global, output: &mut Output) -> Result<(), Failed> {
    if output.json {
        warn(report, output);
        remark_left_out(report, global, output);
        warn_of_edited(report, output);
        remark_moved(report, output);
        plan::write_objects(&report.would_put_on, output)?;
        return Ok(output.object(&summary(report))?);
    }
    for failure in report.failures.iter().filter(|failure| !failure.is_known) {
        output.warning(&format!("{}: {}", escape::path(&failure.path), escape::text(&failure.reason)));
    }
    for Damaged { path, damage } in report.damaged.iter().take(MOST_DAMAGED) {
        output.remark(&format!("{}: {}", escape::path(path), escape::text(damage)));
    }
    if report.damaged.len() > MOST_DAMAGED {
        let rest = report.damaged.len() - MOST_DAMAGED;
        output.remark(&format!("and {rest} more that are damaged but complete: `nakigao find is:damaged` lists all"));
    }
    warn(report, output);
    warn_of_edited(report, output);
    if report.alike.len() > MOST_ALIKE {
        let rest = report.alike.len() - MOST_ALIKE;
        output.remark(&format!("and {rest} more that show the same as others: `nakigao dupes --near` lists all"));
    }
    output.line(&sentence(report, is_plan))?;
    plan::write_examples(&report.would_put_on, output)?;
    remark_known(report, output);
    remark_left_out(report, global, output);
    remark_moved(report, output);
    Ok(())
}

/// The kinds of what was left out, and how much of each.
fn left_out(report: &ImportReport) -> impl Iterator<Item = (LeftOutKind, usize)> + '_ {
    let groups = report.left_out.chunk_by(|a, b| a.kind == b.kind);
    groups.filter_map(|group| group.first().map(|first| (first.kind, group.len())))
}

fn one_or_many<'a>(n: u64, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

/// The words for one and for several files that are no pictures.
fn not_picture_words(kind: NotPictureKind) -> (&'static str, &'static str) {
    match kind {
        NotPictureKind::Sidecar => ("sidecar", "sidecars"),
        NotPictureKind::Video => ("video skipped", "videos skipped"),
        NotPictureKind::Other => ("other file", "other files"),
    }
}

fn n_not_pictures(report: &ImportReport, kind: NotPictureKind) -> u64 {
    report.not_pictures.iter().filter(|one| one.kind == kind).count() as u64
}

/// The name of a kind in JSON.
fn left_out_name(kind: LeftOutKind) -> &'static str {
    match kind {
        LeftOutKind::Gallery => "gallery",
        LeftOutKind::Trash => "trash",
        LeftOutKind::Program => "program",
        LeftOutKind::AppleDouble => "apple_double",
        LeftOutKind::Partial => "partial",
        LeftOutKind::HiddenFolder => "hidden_folder",
        LeftOutKind::HiddenFile => "hidden_file",
        LeftOutKind::IgnoredFolder => "ignored_folder",
        LeftOutKind::IgnoredFile => "ignored_file",
    }
}

fn summary(report: &ImportReport) -> Value {
    json!({
        "scanned": report.scanned,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "moved": report.moved,
        "duplicate": report.duplicate,
        "missing": report.missing,
        "failed": report.failed,
        "bytes": report.bytes,
        "seconds": report.seconds,
        "unsupported": report.unsupported,
        "skipped": report.skipped,
        "sidecars": n_not_pictures(report, NotPictureKind::Sidecar),
        "videos": n_not_pictures(report, NotPictureKind::Video),
        "known_failures": report.failures.iter().filter(|failure| failure.is_known).count(),
        "returned": report.returned,
        "symlinks": report.symlinks,
        "left_out": left_out(report).map(|(kind, n)| (left_out_name(kind).to_owned(), json!(n))).collect::<Map<_, _>>(),
        "ignored": report.ignored,
        "alike": report.alike.len(),
        "tagged": report.tagged,
        "confirmed": report.confirmed,
        "tagged_by": report.tagged_by.iter().map(|(source, n)| (source.name().to_owned(), json!(n))).collect::<Map<_, _>>(),
        "damaged": report.damaged.len(),
        "sidecars_unread": report.sidecars_unread,
        "carried": report.carried,
        "edited": report.edited.len(),
        "renamed": report.renamed.len(),
        "interrupted": report.interrupted,
        "moved_roots": report.moved_roots.iter().map(|moved| {
            let object = Object::default().path("old", &moved.old).with("new", path_text(&moved.new));
            object.with("known", moved.n_known).with("found", moved.n_found)
        }).collect::<Vec<_>>(),
    })
}

/// `12 files: 9 new, 2 duplicate, 1 unreadable; beside them 3 sidecars (0.3 s)`; counts of nothing are left out.
fn sentence(report: &ImportReport, plan: bool) -> String {
    let broken = report.failed - report.unsupported;
    let counts = [
        (report.new, "new"),
        (report.changed, "changed"),
        (report.moved, "moved"),
        (report.duplicate, "duplicate"),
        (report.unchanged, "unchanged"),
        (report.returned, "of them there again"),
        (report.missing, "missing"),
        (broken, "unreadable"),
        (report.unsupported, "of an unsupported format"),
        (report.damaged.len() as u64, "damaged but complete"),
        (report.carried, "edited with their tags kept"),
        (report.tagged, one_or_many(report.tagged, "tag put on", "tags put on")),
        (report.confirmed, one_or_many(report.confirmed, "guess confirmed", "guesses confirmed")),
    ];
    let not_pictures = |kind| {
        let (n, (one, many)) = (n_not_pictures(report, kind), not_picture_words(kind));
        (n, one_or_many(n, one, many))
    };
    let beside = [
        not_pictures(NotPictureKind::Sidecar),
        (report.sidecars_unread, "of these unread"),
        not_pictures(NotPictureKind::Video),
        not_pictures(NotPictureKind::Other),
    ];
    let listed = |counts: &[(u64, &str)]| {
        let said: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        Some(said.join(", ")).filter(|said| !said.is_empty())
    };
    let is_all_left_out = report.symlinks > 0 || !report.left_out.is_empty();
    let said = match (listed(&counts), listed(&beside)) {
        (Some(said), None) => said,
        (Some(said), Some(beside)) => format!("{said}; beside them {beside}"),
        (None, Some(beside)) => format!("no picture, but {beside}"),
        (None, None) if is_all_left_out => "all that is there was left out".to_owned(),
        (None, None) => "nothing to do".to_owned(),
    };
    let begin = if plan { "would import " } else { "" };
    let n_files = report.scanned - report.skipped;
    let files = if n_files == 1 { "file" } else { "files" };
    format!("{begin}{n_files} {files}: {said} ({:.1} s)", report.seconds)
}
