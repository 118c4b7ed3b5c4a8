//! `nakigao note`

use serde_json::json;

use super::args::{Global, NoteArgs};
use super::exit::Failed;
use super::output::Output;
use super::{Done, gallery};
use crate::ops::{self, Selection};

pub(super) fn run(global: &Global, args: &NoteArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let selection = Selection { named: vec![args.named.clone()], ..Selection::default() };
    let changed = ops::note(&gallery, &selection, &args.text)?.changed;
    if output.json {
        output.object(&json!({"changed": changed}))?;
    } else {
        let what = if args.text.trim().is_empty() { "taken off" } else { "written" };
        output.line(&format!("note {what}: {changed} media"))?;
    }
    Ok(Done::All)
}
