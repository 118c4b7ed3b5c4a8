//! `nakigao dupes`

mod resolve;
mod view;
mod walk;

use std::path::Path;

use indicatif::BinaryBytes;

use super::args::{DupesArgs, DupesCommand, Global, KindArg, LookForArgs, RejectArgs};
use super::count::count;
use super::exit::Failed;
use super::interrupt::was_interrupted;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, reading, sheet};
use crate::ops::{self, BoundQuery, DupesOptions, DuplicateGroup, DuplicateSheet, Gallery, GroupKind, Outputs};

pub(super) use view::{match_in_words, with_match};

pub(super) fn run(global: &Global, args: &DupesArgs, output: &mut Output) -> Result<Done, Failed> {
    match &args.command {
        Some(DupesCommand::Resolve(args)) => return resolve::run(global, args, output),
        Some(DupesCommand::Reject(args)) => return reject(global, args, output),
        None => {}
    }
    let gallery = gallery::open(global)?;
    let asked = args.look_for.query.parse()?;
    let asked = reading::understood(&gallery, asked, output)?;
    reading::remark_if_nothing(&gallery, &asked, output)?;
    let groups = groups(&gallery, &asked, global, &args.look_for)?;
    remark_uncompared(&gallery, &args.look_for, output)?;
    // A sheet that cannot be written is said before the answer.
    let drawn = match args.sheet.as_ref().filter(|_| !was_interrupted()) {
        Some(file) => Some(draw(&gallery, &groups, file, global, args)?),
        None => None,
    };
    if args.sheet.is_none() {
        output.page();
    }
    for group in &groups {
        if output.json {
            output.object(&view::json(group))?;
            continue;
        }
        for line in view::lines(group, &output.style) {
            output.line(&line)?;
        }
    }
    if !output.json {
        output.remark(&match groups.len() {
            0 if looks_near(&args.look_for) => "no copies and no likenesses".to_owned(),
            0 => "no copies; --near also looks for pictures that show the same".to_owned(),
            n => format!("{}; the copies take {}", count(n as u64, "group"), BinaryBytes(ops::spare_bytes(&groups))),
        });
    }
    if let Some(drawn) = drawn {
        for page in &drawn.pages {
            output.remark(&format!("wrote {}", escape::path(page)));
        }
        sheet::remark_undrawn(&drawn.undrawn, output);
    }
    Ok(Done::All)
}

/// Draws the groups side by side.
fn draw(
    gallery: &Gallery,
    groups: &[DuplicateGroup],
    file: &Path,
    global: &Global,
    args: &DupesArgs,
) -> Result<DuplicateSheet, Failed> {
    let mut outputs = Outputs::new(Some(gallery), args.over.force)?.given_up_when(was_interrupted);
    let (fonts, mut bar) = (sheet::font_sources(&args.fonts), Bar::new(global, "drawing"));
    Ok(ops::duplicate_sheet(gallery, groups, file, &fonts, &mut outputs, &mut bar)?)
}

/// Says how many media were not compared yet: their near-duplicates are not listed.
fn remark_uncompared(gallery: &Gallery, args: &LookForArgs, output: &mut Output) -> Result<(), Failed> {
    let n = if looks_near(args) { ops::n_uncompared(gallery)? } else { 0 };
    if n > 0 {
        let are = if n == 1 { "picture or animation is" } else { "pictures and animations are" };
        output.warning(&format!(
            "{n} {are} not compared yet, and what is like them is missing here: ask again when no import runs, their files \
             are there and the gallery can be written"
        ));
    }
    Ok(())
}

fn looks_near(args: &LookForArgs) -> bool {
    args.near || args.kind.iter().any(|&kind| group_kind(kind) != GroupKind::Exact)
}

/// Lists the groups that are meant. Media that were not compared yet are compared first, which a bar shows.
fn groups(
    gallery: &Gallery,
    asked: &BoundQuery,
    global: &Global,
    args: &LookForArgs,
) -> Result<Vec<DuplicateGroup>, Failed> {
    let kinds: Vec<GroupKind> = args.kind.iter().map(|&kind| group_kind(kind)).collect();
    let options = DupesOptions { near: looks_near(args), alternates: args.alternates };
    let mut groups = ops::dupes(gallery, asked, options, &mut Bar::new(global, "comparing"))?;
    groups.retain(|group| kinds.is_empty() || kinds.contains(&group.kind));
    Ok(groups)
}

fn group_kind(kind: KindArg) -> GroupKind {
    match kind {
        KindArg::Exact => GroupKind::Exact,
        KindArg::Near => GroupKind::Near,
        KindArg::Scene => GroupKind::Scene,
        KindArg::Frame => GroupKind::Frame,
        KindArg::Part => GroupKind::Part,
    }
}

fn reject(global: &Global, args: &RejectArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let (one, other) = (ops::hash_of(&gallery, &args.one)?, ops::hash_of(&gallery, &args.other)?);
    let is_new = ops::reject(&gallery, &one, &other)?.is_some();
    let said = if is_new { "these are not the same from now on" } else { "that was known already" };
    output.line(said)?;
    Ok(Done::All)
}
