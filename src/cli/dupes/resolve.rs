//! `nakigao dupes resolve`

use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::path::Path;

use indicatif::BinaryBytes;
use serde_json::json;

use super::super::args::{Global, ResolveArgs};
use super::super::count::count;
use super::super::exit::Failed;
use super::super::interrupt::was_interrupted;
use super::super::json::{Object, path_text};
use super::super::output::Output;
use super::super::progress::Bar;
use super::super::{Done, ask, escape, gallery, places, reading};
use super::walk::{self, Decided};
use crate::ops::{self, Gallery, Move, Refusal, ResolveOptions};

pub(super) fn run(global: &Global, args: &ResolveArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    // A change takes the words of a query as they stand.
    let asked = args.look_for.query.parse()?;
    reading::remark_if_nothing(&gallery, &asked, output)?;
    let mut groups = super::groups(&gallery, &asked, global, &args.look_for)?;
    if was_interrupted() {
        return Ok(Done::All);
    }
    if args.look_for.kind.is_empty() {
        groups.retain(|group| group.kind.is_of_copies());
    }
    let options = ResolveOptions { all_tags: args.all_tags, trash: places::home_trash()? };
    if args.interactive {
        return resolve_decided(&gallery, global, walk::run(&gallery, groups, args.pictures)?, &options, output);
    }
    let moves = ops::plan_resolve(&gallery, &groups, &options)?;
    if moves.is_empty() {
        output.remark("there is nothing to resolve");
        return Ok(Done::All);
    }
    if args.dry_run {
        for one in &moves {
            write_move(one, output)?;
        }
        if !output.json {
            output.remark(&total(&moves));
        }
        return Ok(Done::All);
    }
    let moves = if args.yes { moves } else { ask(moves)? };
    carry_out(&gallery, global, &moves, &options, output)
}

/// Carries out what was decided pair by pair, if the total is confirmed.
fn resolve_decided(
    gallery: &Gallery,
    global: &Global,
    decided: Decided,
    options: &ResolveOptions,
    output: &mut Output,
) -> Result<Done, Failed> {
    if decided.was_interrupted {
        output.remark("nothing was moved");
        return Ok(Done::Failed);
    }
    let moves = ops::plan_resolve(gallery, &decided.groups, options)?;
    if moves.is_empty() {
        output.remark("there is nothing to move");
        return Ok(Done::All);
    }
    let (n_files, bytes) = going(&moves);
    let question = format!("trash {}, {}? [y/N] ", count(n_files, "file"), BinaryBytes(bytes));
    if n_files > 0 && !matches!(ask::answer(&question)?.as_str(), "y" | "Y" | "yes") {
        output.remark("nothing was moved");
        return Ok(Done::All);
    }
    carry_out(gallery, global, &moves, options, output)
}

/// How much would go and how much would stay, in one line.
fn total(moves: &[Move]) -> String {
    let (n_files, bytes) = going(moves);
    let n_staying = moves.len() as u64 - n_files;
    let staying = if n_staying > 0 { format!("; {n_staying} would stay") } else { String::new() };
    format!("{}, {} would go to the trash{staying}", count(n_files, "file"), BinaryBytes(bytes))
}

/// How many files go, and how many bytes they have.
fn going(moves: &[Move]) -> (u64, u64) {
    let going = moves.iter().filter(|one| one.refused.is_none());
    going.fold((0, 0), |(n, bytes), one| (n + 1, bytes + one.bytes))
}

fn write_move(one: &Move, output: &mut Output) -> Result<(), Failed> {
    if output.json {
        let tags: Vec<String> = one.tags.iter().map(ToString::to_string).collect();
        let object = Object::default().path("keep", &one.keep).with("trash", path_text(&one.path));
        let object = object.with("bytes", one.bytes).with("tags", tags);
        let refused = one.refused.as_ref().map(ToString::to_string);
        return Ok(output.object(&object.with("quotes", &one.quotes).with("refused", refused))?);
    }
    for line in lines(one) {
        output.line(&line)?;
    }
    Ok(())
}

fn lines(one: &Move) -> Vec<String> {
    let mut lines = vec![format!("keep   {}", escape::path(&one.keep))];
    let what = if one.refused.is_some() { "leave" } else { "trash" };
    let why =
        one.refused.as_ref().map_or_else(String::new, |reason| format!("  ({})", escape::text(&reason.to_string())));
    lines.push(format!("{what}  {}{why}", escape::path(&one.path)));
    if !one.tags.is_empty() {
        let tags: Vec<String> = one.tags.iter().map(ToString::to_string).collect();
        lines.push(format!("  tags taken over: {}", tags.join(", ")));
    }
    lines.extend(one.quotes.iter().map(|quote| format!("  note taken over: {}", escape::text(quote))));
    lines
}

/// Asks for every group by its keeper: yes, no, all that follow, or none of them.
fn ask(moves: Vec<Move>) -> Result<Vec<Move>, Failed> {
    if !stdin().is_terminal() {
        return Err(Failed::Usage(
            "this moves files to the trash: look at it with --dry-run, then add --yes".to_owned(),
        ));
    }
    let mut agreed = Vec::new();
    let mut lines_in = stdin().lock().lines();
    let mut all = false;
    for group in moves.chunk_by(|a, b| a.keep == b.keep) {
        if group.iter().all(|one| one.refused.is_some()) {
            continue;
        }
        if !all {
            let mut err = stderr().lock();
            for line in group.iter().flat_map(lines) {
                writeln!(err, "{line}")?;
            }
            write!(err, "do this? [y]es, [n]o, [a]ll, [q]uit: ")?;
            err.flush()?;
            match lines_in.next().transpose()?.unwrap_or_else(|| "q".to_owned()).trim() {
                "y" | "yes" => {}
                "a" | "all" => all = true,
                "q" | "quit" => break,
                _ => continue,
            }
        }
        agreed.extend_from_slice(group);
    }
    Ok(agreed)
}

/// Moves the files and writes what came of it.
fn carry_out(
    gallery: &Gallery,
    global: &Global,
    moves: &[Move],
    options: &ResolveOptions,
    output: &mut Output,
) -> Result<Done, Failed> {
    let report = ops::resolve(gallery, moves, options, &mut Bar::new(global, "moving"))?;
    let refused = moves.iter().filter_map(|one| Some((one.path.as_path(), one.refused.as_ref()?.to_string())));
    let left: Vec<(&Path, String)> =
        refused.chain(report.left.iter().map(|left| (left.path.as_path(), left.reason.to_string()))).collect();
    let is_immovable = moves.iter().any(|one| matches!(one.refused, Some(Refusal::Immovable(_))));
    if output.json {
        output.object(&json!({
            "trashed": report.trashed.iter().map(|path| path_text(path)).collect::<Vec<_>>(),
            "left": left.iter().map(|(path, reason)| json!({"path": path_text(path), "reason": reason})).collect::<Vec<_>>(),
            "copied": report.copied,
            "bytes": report.bytes,
        }))?;
    } else {
        for (path, reason) in &left {
            output.remark(&format!("left {}: {}", escape::path(path), escape::text(reason)));
        }
        if !report.left.is_empty() || is_immovable {
            output.remark("hint: put right what kept a file in its place, then run the same command again");
        }
        let copied = if report.copied == 1 { "tag or note" } else { "tags and notes" };
        output.line(&format!(
            "{} moved to the trash ({}), {} {copied} taken over",
            count(report.trashed.len() as u64, "file"),
            BinaryBytes(report.bytes),
            report.copied
        ))?;
    }
    Ok(if report.left.is_empty() && !is_immovable { Done::All } else { Done::Failed })
}
