//! `nakigao note`

use std::env;
use std::io::{IsTerminal, stderr, stdin};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::args::{Global, NoteArgs};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::{Done, ask, escape, gallery};
use crate::ops::{self, Gallery, NoteOn, OverNote, Selection};

/// The most characters of an earlier note that are shown with the question what becomes of it.
const MOST_SHOWN: usize = 200;

pub(super) fn run(global: &Global, args: &NoteArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let selection = Selection { named: vec![args.named.clone()], ..Selection::default() };
    let (text, over) = match &args.text {
        Some(text) => (text.clone(), over(&gallery, &selection, text, args)?),
        None => (edit(&gallery, &selection)?, Some(OverNote::Replace)),
    };
    let Some(over) = over else {
        output.remark("the note stays as it is");
        return Ok(Done::All);
    };
    let changed = ops::note(&gallery, &selection, &text, over)?.changed;
    if output.json {
        output.object(&json!({"changed": changed}))?;
    } else if changed == 0 {
        output.line("no note was changed")?;
    } else {
        let what = if text.trim().is_empty() { "taken off" } else { "written" };
        output.line(&format!("note {what}: {}", count(changed, "picture")))?;
    }
    Ok(Done::All)
}

/// What becomes of notes that are there; `None` to leave them. On a terminal a person is asked.
fn over(gallery: &Gallery, selection: &Selection, text: &str, args: &NoteArgs) -> Result<Option<OverNote>, Failed> {
    match (args.replace, args.append) {
        (true, _) => return Ok(Some(OverNote::Replace)),
        (_, true) => return Ok(Some(OverNote::Append)),
        _ if text.trim().is_empty() || !(stdin().is_terminal() && stderr().is_terminal()) => {
            return Ok(Some(OverNote::Refuse));
        }
        _ => {}
    }
    let mut notes = ops::list_notes(gallery, selection)?;
    notes.retain(|note| note.text != text.trim());
    let Some(NoteOn { path, text: there }) = notes.first() else { return Ok(Some(OverNote::Refuse)) };
    let more = match notes.len() - 1 {
        0 => String::new(),
        n => format!("\nand {} more", count(n as u64, "note")),
    };
    let question = format!(
        "{} has a note already: {}{more}\n[a]ppend, [r]eplace, or leave it? ",
        escape::path(path),
        escape::text(&there.chars().take(MOST_SHOWN).collect::<String>())
    );
    Ok(match ask::answer(&question)?.as_str() {
        "a" | "append" => Some(OverNote::Append),
        "r" | "replace" => Some(OverNote::Replace),
        _ => None,
    })
}

/// Opens the note in an editor, and returns the new text.
fn edit(gallery: &Gallery, selection: &Selection) -> Result<String, Failed> {
    let media = ops::list_hashes(gallery, selection)?;
    if media.len() != 1 {
        return Err(Failed::Usage(format!("--edit takes one picture or animation, not {}", media.len())));
    }
    let there = ops::list_notes(gallery, selection)?.pop().map(|note| note.text).unwrap_or_default();
    let named = |name| env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let run = |path: &Path| {
        // A shell splits `$EDITOR` into words, as other programs that open an editor do it.
        let status = Command::new("sh").args(["-c", &format!("{editor} \"$@\""), &editor]).arg(path).status();
        status.is_ok_and(|status| status.success())
    };
    ops::edit_text(&env::temp_dir(), &there, run)?
        .ok_or_else(|| Failed::Usage(format!("{editor} did not end well: the note stays as it is")))
}
