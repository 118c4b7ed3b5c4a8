//! `nakigao adopt`

use serde_json::json;

use super::args::{AdoptArgs, Global};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::{Done, gallery};
use crate::ops;

pub(super) fn run(global: &Global, args: &AdoptArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let (old, new) = (ops::hash_of(&gallery, &args.old)?, ops::hash_of(&gallery, &args.new)?);
    let carried = ops::adopt(&gallery, &old, &new)?.carried;
    if output.json {
        output.object(&json!({"tags": carried.n_tags, "notes": carried.n_notes, "refused": carried.n_refused}))?;
    } else {
        output.line(&format!(
            "carried over: {}, {}, {} not wanted",
            count(carried.n_tags, "tag"),
            count(carried.n_notes, "note"),
            count(carried.n_refused, "tag")
        ))?;
    }
    Ok(Done::All)
}
