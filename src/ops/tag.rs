//! Putting tags on media and taking them off, as many as a selection holds.

use super::error::Result;
use super::selection::resolve;
use super::{Error, Gallery, Selection};
use crate::catalog::{Action, JournalId, Source};
use crate::query::expr::TagPattern;
use crate::tag::Tag;

/// What to put on and what to take off.
#[derive(Clone, Debug, Default)]
pub struct TagOptions {
    /// Tags to put on.
    pub add: Vec<Tag>,
    /// Tags to take off; wildcards fit several.
    pub remove: Vec<TagPattern>,
    /// Accept all guessed tags of the selection.
    pub confirm: bool,
    /// Only count.
    pub dry_run: bool,
}

/// What was, or would be, changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagReport {
    /// Media in the selection.
    pub selected: u64,
    /// For each tag to put on, how many media did not have it.
    pub added: Vec<(Tag, u64)>,
    /// For each tag to put on that was a guess on some media, how many these are: it is accepted there.
    pub accepted: Vec<(Tag, u64)>,
    /// For each tag to take off, how many media had it.
    pub removed: Vec<(Tag, u64)>,
    /// Guessed tags that were accepted.
    pub confirmed: u64,
    /// Tags to put on that are put on under another name, and that name.
    pub renamed: Vec<(Tag, Tag)>,
    /// Tags to put on that nothing is known of, and a known one that is spelled nearly so.
    pub near_misses: Vec<(Tag, Tag)>,
    /// The journal's entry, if anything was changed.
    pub entry: Option<JournalId>,
}

/// Finds new tags, by their positions, that a person may have confused with a known one: its name, or a part of the name of one in
/// use, is spelled so, or nearly.
///
/// # Errors
/// If the catalogue or the vocabulary cannot be read.
pub fn near_known(gallery: &Gallery, typed: &[Tag]) -> Result<Vec<(usize, Tag)>> {
    let mut near = Vec::new();
    for (at, tag) in gallery.meant_together(typed)?.iter().enumerate() {
        near.extend(gallery.near_known(tag)?.map(|known| (at, known)));
    }
    Ok(near)
}

/// Changes the tags of a selection in one transaction and one entry of the journal.
///
/// # Errors
/// If nothing is selected or named, something named is unknown, or the catalogue cannot be written; then nothing changed.
pub fn tag(gallery: &Gallery, selection: &Selection, options: &TagOptions) -> Result<TagReport> {
    if selection.is_everything() {
        return Err(Error::NothingSelected);
    }
    if options.dry_run && !gallery.catalog.is_writable() {
        return tag(&gallery.imagine()?, selection, options);
    }
    gallery.record_vocabulary()?;
    let catalog = &gallery.catalog;
    let add = gallery.meant_together(&options.add)?;
    let work = |entry| -> Result<TagReport> {
        let media = resolve(gallery, selection)?;
        catalog.select(&media)?;
        let mut report = TagReport { selected: media.len() as u64, ..TagReport::default() };
        for pattern in &options.remove {
            let meant = gallery.meant_by_pattern(pattern)?;
            let mut fitting = catalog.list_fitting(pattern)?;
            fitting.extend(if meant == *pattern { Vec::new() } else { catalog.list_fitting(&meant)? });
            for (id, tag) in fitting {
                let n = catalog.count_selected_with(id)?;
                if n > 0 {
                    catalog.take_off_selected(id, entry)?;
                    report.removed.push((tag, n));
                }
            }
        }
        for (typed, meant) in options.add.iter().zip(&add) {
            if typed.name() != meant.name() {
                report.renamed.push((typed.clone(), meant.clone()));
            }
            report.near_misses.extend(gallery.near_miss(meant)?.map(|near| (meant.clone(), near)));
            let id = gallery.ensure_tag(meant)?;
            let had = catalog.count_selected_with(id)?;
            let n_guessed = catalog.count_selected_guessed(id)?;
            report.accepted.extend((n_guessed > 0).then(|| (meant.clone(), n_guessed)));
            catalog.put_on_selected(id, Source::Hand, entry)?;
            report.added.push((meant.clone(), report.selected - had));
        }
        if options.confirm {
            report.confirmed = catalog.confirm_selected(entry)?;
        }
        Ok(report)
    };
    let action = Action::Tag {
        put_on: add.iter().map(Tag::to_string).collect(),
        taken_off: options.remove.iter().map(TagPattern::to_string).collect(),
        accepted: options.confirm,
        scope: selection.scope(),
    };
    if options.dry_run {
        return Ok(catalog.rehearse(|| gallery.change(&action, work))?.0);
    }
    let (report, entry) = gallery.change(&action, work)?;
    Ok(TagReport { entry, ..report })
}
