//! What an import says beside its answer.

use std::path::Path;

use super::super::args::Global;
use super::super::escape;
use super::super::output::Output;
use super::{left_out, not_picture_words, one_or_many};
use crate::ops::{ImportReport, LeftOutKind, MovedRoot, NotPicture, Warning};

/// The most edited files, and pairs of a file that is gone and its like, that are named one by one.
const MOST_EDITED: usize = 20;

/// Says how many files are unreadable as they were at an earlier import, which named them.
pub(super) fn remark_known(report: &ImportReport, output: &Output) {
    let n_known = report.failures.iter().filter(|failure| failure.is_known).count();
    if n_known > 0 {
        output.remark(&format!("{n_known} known unreadable: `nakigao verify --failures` lists them"));
    }
}

/// Says where a new gallery is, and what to do with it.
pub(super) fn remark_next(dir: &Path, global: &Global, output: &Output) {
    let named = global.gallery.as_ref().map(|dir| format!(" --gallery {}", escape::shell_word(dir)));
    let program = format!("nakigao{}", named.unwrap_or_default());
    output.remark(&format!("the gallery is in {}; next:", escape::path(dir)));
    for (arguments, what) in [
        ("find is:animated", "the animations; `nakigao help query` tells what else can be asked for"),
        ("tags", "the tags that were found"),
        ("sheet -o sheet.png", "a contact sheet of all"),
    ] {
        output.remark(&format!("  {program} {arguments:18}  {what}"));
    }
}

/// Writes the warnings, each with what helps.
pub(super) fn warn(report: &ImportReport, output: &Output) {
    for warning in &report.warnings {
        let advice = match warning {
            Warning::EmptyRoot { root, .. } => format!(
                "; is its disk mounted? `nakigao forget {}` drops the records if it was emptied on purpose",
                escape::shell_word(root)
            ),
            Warning::MostGone { .. } => "; is its disk mounted?".to_owned(),
            Warning::ThumbnailsUnwritten { .. } => "; `nakigao thumbs` makes them later".to_owned(),
            Warning::GalleryNamed { .. } | Warning::KeywordsUnread { .. } => String::new(),
        };
        output.warning(&format!("{}{advice}", escape::text(&warning.to_string())));
    }
}

/// Says which folders seem to have been moved, and how to say so to the gallery.
pub(super) fn remark_moved(report: &ImportReport, output: &Output) {
    for MovedRoot { old, new, n_known, n_found } in &report.moved_roots {
        let (files, is_here) = if *n_known == 1 { ("file that is", "is") } else { ("files that are", "are") };
        output.remark(&format!(
            "{n_found} of the {n_known} {files} known in {}, which is not there, {is_here} in {} too: if the folder was moved, \
             `nakigao roots move {} {}` says so",
            escape::path(old),
            escape::path(new),
            escape::shell_word(old),
            escape::shell_word(new)
        ));
    }
}

/// Says what is there and was not taken, so that nobody looks for it in vain.
pub(super) fn remark_left_out(report: &ImportReport, global: &Global, output: &Output) {
    if global.verbose {
        for NotPicture { kind, path } in &report.not_pictures {
            output.remark(&format!("  {}: {}", not_picture_words(*kind).0, escape::path(path)));
        }
    }
    let counts: Vec<String> = left_out(report)
        .map(|(kind, n)| {
            let (one, many) = words(kind);
            format!("{n} {}", one_or_many(n as u64, one, many))
        })
        .collect();
    if !counts.is_empty() {
        let hint = if global.verbose { "" } else { " (-v lists them)" };
        output.remark(&format!("left out: {}{hint}", counts.join(", ")));
    }
    for left_out in report.left_out.iter().filter(|_| global.verbose) {
        output.remark(&format!("  {}: {}", words(left_out.kind).0, escape::path(&left_out.path)));
    }
    if report.ignored > 0 {
        let (files, lie) = if report.ignored == 1 { ("file", "lies") } else { ("files", "lie") };
        output.remark(&format!(
            "{} known {files} {lie} in what is left out: the records and tags stay as they are (`nakigao forget PATH` drops them)",
            report.ignored
        ));
    }
    match report.symlinks {
        0 => {}
        1 => output.remark("1 symbolic link was not followed"),
        n => output.remark(&format!("{n} symbolic links were not followed")),
    }
}

/// Says of which files the tags stay with what they held before.
pub(super) fn warn_of_edited(report: &ImportReport, output: &Output) {
    for edited in report.edited.iter().take(MOST_EDITED) {
        let (path, word) = (escape::path(&edited.path), escape::shell_word(&edited.path));
        let digits = edited.old.short();
        output.warning(&format!(
            "{path} was edited: its tags stay with the earlier content; `nakigao adopt {digits} {word}` carries them over"
        ));
    }
    if report.edited.len() > MOST_EDITED {
        let rest = report.edited.len() - MOST_EDITED;
        output.warning(&format!(
            "and {rest} more that were edited; `nakigao find is:missing --json` lists what they held"
        ));
    }
    for renamed in report.renamed.iter().take(MOST_EDITED) {
        let (old, new) = (escape::path(&renamed.old), escape::path(&renamed.new));
        output.warning(&format!(
            "{old} is gone, and {new} looks the same: if that is the same picture, edited and renamed, `nakigao adopt {} {}` \
             carries its tags over",
            escape::shell_word(&renamed.old),
            escape::shell_word(&renamed.new)
        ));
    }
    if report.renamed.len() > MOST_EDITED {
        let rest = report.renamed.len() - MOST_EDITED;
        output.warning(&format!("and {rest} more such pairs; `nakigao find is:missing` lists what is gone"));
    }
}

/// The words for one and for several of a kind.
fn words(kind: LeftOutKind) -> (&'static str, &'static str) {
    match kind {
        LeftOutKind::Gallery => ("folder of a gallery", "folders of galleries"),
        LeftOutKind::Trash => ("trash folder", "trash folders"),
        LeftOutKind::Program => ("folder of copies by another program", "folders of copies by other programs"),
        LeftOutKind::AppleDouble => ("AppleDouble file", "AppleDouble files"),
        LeftOutKind::Partial => ("unfinished download", "unfinished downloads"),
        LeftOutKind::HiddenFolder => ("hidden folder", "hidden folders"),
        LeftOutKind::HiddenFile => ("hidden picture", "hidden pictures"),
        LeftOutKind::IgnoredFolder => ("ignored folder", "ignored folders"),
        LeftOutKind::IgnoredFile => ("ignored file", "ignored files"),
    }
}
