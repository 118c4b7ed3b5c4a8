//! `nakigao dupes`

mod resolve;
mod view;

use indicatif::BinaryBytes;

use super::args::{DupesArgs, DupesCommand, Global, KindArg, LookForArgs, RejectArgs};
use super::exit::Failed;
use super::output::Output;
use super::progress::{Bar, was_interrupted};
use super::{Done, escape, places, sheet, words};
use crate::ops::{self, DupesOptions, DuplicateGroup, Gallery, GroupKind, Outputs};

pub(super) use view::{match_in_words, put_match};

pub(super) fn run(global: &Global, args: &DupesArgs, output: &mut Output) -> Result<Done, Failed> {
    match &args.command {
        Some(DupesCommand::Resolve(args)) => return resolve::run(global, args, output),
        Some(DupesCommand::Reject(args)) => return reject(global, args, output),
        None => {}
    }
    let gallery = places::open(global)?;
    let groups = groups(&gallery, global, &args.look_for)?;
    if args.look_for.near && ops::lacks_comparisons(&gallery)? {
        output.warning(
            "some media were never compared and the gallery cannot be written: near-duplicates may be missing",
        );
    }
    for group in &groups {
        if output.json {
            output.object(&view::json(group))?;
            continue;
        }
        output.line(&format!("keep  {}  ({})", escape::path(&group.keep), group.reason))?;
        for member in group.members.iter().filter(|member| member.path != group.keep) {
            output.line(&format!("  {}", view::line(group.kind, member)))?;
        }
    }
    if !output.json {
        let plural = if groups.len() == 1 { "" } else { "s" };
        output.remark(&format!(
            "{} group{plural}; the copies take {}",
            groups.len(),
            BinaryBytes(ops::spare_bytes(&groups))
        ));
    }
    if let Some(file) = &args.sheet {
        let mut outputs = Outputs::new(Some(&gallery), args.over.force)?.given_up_when(was_interrupted);
        let mut bar = Bar::new(global, "drawing");
        let fonts = sheet::font_sources(&args.fonts);
        let drawn = ops::duplicate_sheet(&gallery, &groups, file, &fonts, &mut outputs, &mut bar);
        bar.finish();
        let drawn = drawn?;
        for page in &drawn.pages {
            output.remark(&format!("wrote {}", escape::path(page)));
        }
        sheet::remark_undrawn(&drawn.undrawn, output);
    }
    Ok(Done::All)
}

/// The groups that are meant; some media may be compared first, which a bar shows.
fn groups(gallery: &Gallery, global: &Global, args: &LookForArgs) -> Result<Vec<DuplicateGroup>, Failed> {
    let asked = ops::parse_query(&words::query_text(&args.query.words))?;
    let kinds: Vec<GroupKind> = args.kind.iter().map(|&kind| of_argument(kind)).collect();
    let near = args.near || kinds.iter().any(|kind| *kind != GroupKind::Exact);
    let mut bar = Bar::new(global, "comparing");
    let groups = ops::dupes(gallery, &asked, DupesOptions { near, alternates: args.alternates }, &mut bar);
    bar.finish();
    let mut groups = groups?;
    groups.retain(|group| kinds.is_empty() || kinds.contains(&group.kind));
    Ok(groups)
}

fn of_argument(kind: KindArg) -> GroupKind {
    match kind {
        KindArg::Exact => GroupKind::Exact,
        KindArg::Near => GroupKind::Near,
        KindArg::Scene => GroupKind::Scene,
        KindArg::Frame => GroupKind::Frame,
    }
}

fn reject(global: &Global, args: &RejectArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = places::open(global)?;
    let shown = |named: &std::ffi::OsString| escape::path(named.as_ref());
    let command = format!("dupes reject {} {}", shown(&args.one), shown(&args.other));
    let is_new = ops::reject(&gallery, &args.one, &args.other, &command)?;
    let said = if is_new { "these are not the same from now on" } else { "that was known already" };
    output.line(said)?;
    Ok(Done::All)
}
