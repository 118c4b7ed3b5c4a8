//! `nakigao log`, `nakigao undo`, `nakigao redo`

use serde_json::json;

use super::args::{Global, LogArgs, UndoArgs};
use super::count::count;
use super::exit::Failed;
use super::json::path_text;
use super::output::Output;
use super::style::{NUMBER, QUIET};
use super::text::width;
use super::{Done, escape, gallery};
use crate::ops::{self, Action, ActionScope, RuleAction, Turned};

/// What is said of an entry that was done again.
const AGAIN: &str = "done again";

pub(super) fn log(global: &Global, args: &LogArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let entries = ops::log(&gallery, args.limit)?;
    if entries.is_empty() && args.limit > 0 {
        output.remark("nothing was changed yet: the log lists tags, notes and decisions; `nakigao stats` counts files");
    }
    let phrases: Vec<String> = entries.iter().map(|entry| escape::text(&phrase(&entry.action))).collect();
    output.page();
    for (entry, its_phrase) in entries.iter().zip(&phrases) {
        if output.json {
            output.object(&json!({
                "id": entry.id.number(), "at_ms": entry.at_ms, "command": phrase(&entry.action), "media": entry.n_media,
                "tags": entry.n_tags, "notes": entry.n_notes, "rules": entry.n_rules, "rejected": entry.n_rejected,
                "trashed": entry.n_trashed, "undone": entry.undone, "open": entry.open,
            }))?;
            continue;
        }
        let counts = [
            (entry.n_tags, "tag"),
            (entry.n_notes, "note"),
            (entry.n_rules, "rule"),
            (entry.n_rejected, "rejected pair"),
            (entry.n_trashed, "trashed file"),
        ];
        let mut said: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|&(n, what)| count(n, what)).collect();
        said.extend(matches!(entry.action, Action::ImportWords { is_new: true, .. }).then(|| "names".to_owned()));
        let state = if entry.undone {
            "  (undone)"
        } else if entry.open {
            "  (not finished)"
        } else {
            ""
        };
        let style = &output.style;
        let gap = style.gap(phrases.iter().map(|phrase| width(phrase)), width(its_phrase));
        let id = style.paint(&format!("{:5}", entry.id.number()), NUMBER);
        let when = style.paint(&ops::utc(entry.at_ms), QUIET);
        let said = style.paint(&format!("[{}]{state}", said.join(", ")), QUIET);
        output.line(&format!("{id}  {when}  {its_phrase}{gap}  {said}"))?;
    }
    Ok(Done::All)
}

pub(super) fn undo(global: &Global, args: &UndoArgs, output: &mut Output) -> Result<Done, Failed> {
    let turned = ops::undo(&gallery::open(global)?, args.n)?;
    write_turned(&turned, "undone", "nothing to undo", output)?;
    if turned.iter().any(|entry| matches!(entry.action, Action::Import { .. })) {
        output.remark(
            "the files stay in the gallery without these tags; another `nakigao import` of them puts the tags on again, \
             `tag --remove` keeps one off",
        );
    }
    let are_all_back = turned.iter().all(|entry| entry.trashed.is_empty());
    for entry in &turned {
        for path in &entry.in_place {
            output.remark(&format!("{} is at its place again", escape::path(path)));
        }
        for file in &entry.trashed {
            let place = file.place.as_deref().map(|place| format!("; it lies in {}", escape::path(place)));
            let (path, reason) = (escape::path(&file.path), escape::text(&file.reason.to_string()));
            output.warning(&format!("{path} is not back: {reason}{}", place.unwrap_or_default()));
        }
    }
    Ok(if are_all_back { Done::All } else { Done::SomeUnreadable })
}

pub(super) fn redo(global: &Global, args: &UndoArgs, output: &mut Output) -> Result<Done, Failed> {
    let turned = ops::redo(&gallery::open(global)?, args.n)?;
    write_turned(&turned, AGAIN, "nothing to do again", output)?;
    let n_in_place: usize = turned.iter().map(|entry| entry.in_place.len()).sum();
    if n_in_place > 0 {
        let stay = if n_in_place == 1 { "file stays" } else { "files stay" };
        output.remark(&format!("{n_in_place} {stay} in place: `nakigao dupes resolve` moves duplicates"));
    }
    Ok(Done::All)
}

/// Writes the entries that were taken back or done again; `nothing` where there are none.
fn write_turned(turned: &[Turned], what: &str, nothing: &str, output: &mut Output) -> Result<(), Failed> {
    for entry in turned {
        if output.json {
            let trashed: Vec<_> = entry.trashed.iter().map(|file| path_text(&file.path)).collect();
            let in_place: Vec<_> = entry.in_place.iter().map(|path| path_text(path)).collect();
            let (id, command) = (entry.id.number(), phrase(&entry.action));
            output.object(&json!({"id": id, "command": command, "trashed": trashed, "in_place": in_place}))?;
        } else {
            // Files are put back, and not moved again.
            let what = if what == AGAIN && !entry.in_place.is_empty() { "done again, for tags only" } else { what };
            output.line(&format!("{what}: {}  {}", entry.id.number(), escape::text(&phrase(&entry.action))))?;
        }
    }
    if turned.is_empty() && !output.json {
        output.line(nothing)?;
    }
    Ok(())
}

/// An action in the words of a command that does it.
pub(super) fn phrase(action: &Action) -> String {
    match action {
        Action::Words(words) => words.clone(),
        Action::Tag { put_on, taken_off, accepted, scope } => {
            let mut words = with_scope("tag", scope);
            let options = put_on.iter().map(|tag| ("-t", tag)).chain(taken_off.iter().map(|tag| ("--remove", tag)));
            options.for_each(|(option, tag)| words.extend([" ", option, " ", tag]));
            words + if *accepted { " --confirm" } else { "" }
        }
        Action::Note { text, scope } => format!("{} {text:?}", with_scope("note", scope)),
        Action::Adopt { old, new } => format!("adopt {old} {new}"),
        Action::Reject { one, other } => format!("dupes reject {one} {other}"),
        Action::ChangeRule { change, tag, to } => {
            let verb = match change {
                RuleAction::Alias => "alias",
                RuleAction::Imply => "imply",
                RuleAction::Rename => "rename",
                RuleAction::RemoveAlias => "remove-alias",
                RuleAction::RemoveImplication => "remove-implication",
            };
            format!("tags {verb} {tag} {to}")
        }
        Action::JoinNames { names, n_more } => {
            let names: Vec<String> = names.iter().map(|(name, to)| format!("{name} is {to}")).collect();
            let more = if *n_more > 0 { format!(", and {n_more} more") } else { String::new() };
            format!("names of the vocabulary: {}{more}", names.join(", "))
        }
        Action::ImportWords { file, .. } => format!("tags import {file}"),
        Action::Import { path } => format!("import {path}"),
        Action::FollowEdits { path } => format!("import {path} (tags of edited files)"),
        Action::Resolve { scope } => with_scope("dupes resolve", scope),
    }
}

fn with_scope(verb: &str, ActionScope { named, n_more, query }: &ActionScope) -> String {
    let names = named.iter().map(|name| format!(" {name}")).collect::<String>();
    let more = if *n_more > 0 { format!(" (and {n_more} more)") } else { String::new() };
    let query = query.as_ref().map(|query| format!(" --where {query}")).unwrap_or_default();
    format!("{verb}{names}{more}{query}")
}
