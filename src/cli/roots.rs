//! `nakigao roots`

use std::path::Path;

use serde_json::json;

use super::args::{Global, RootsArgs, RootsCommand};
use super::count::count;
use super::exit::Failed;
use super::json::Object;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, args: &RootsArgs, output: &mut Output) -> Result<Done, Failed> {
    if let Some(RootsCommand::Move { old, new }) = &args.command {
        return move_root(global, old, new, output);
    }
    let gallery = gallery::open(global)?;
    let roots = ops::roots(&gallery)?;
    if roots.is_empty() {
        output.remark("no folder was imported yet: `nakigao import FOLDER` does");
    }
    for root in roots {
        let state = if root.online { "online" } else { "offline" };
        if output.json {
            let object = Object::default().path("path", &root.path).with("state", state);
            output.object(&object.with("files", root.files).with("missing", root.missing))?;
        } else {
            let missing = if root.missing > 0 { format!(", {} missing", root.missing) } else { String::new() };
            output.line(&format!(
                "{state:7}  {}  ({}{missing})",
                escape::path(&root.path),
                count(root.files, "file")
            ))?;
        }
    }
    Ok(Done::All)
}

/// `nakigao roots move`
fn move_root(global: &Global, old: &Path, new: &Path, output: &mut Output) -> Result<Done, Failed> {
    let report = ops::move_root(&gallery::open(global)?, old, new)?;
    if output.json {
        output.object(&json!({"moved": report.moved, "missing": report.missing}))?;
        return Ok(Done::All);
    }
    let are = if report.moved == 1 { "is" } else { "are" };
    let missing = if report.missing > 0 { format!(", {} of them missing", report.missing) } else { String::new() };
    let (files, new) = (count(report.moved, "file"), escape::path(new));
    output.line(&format!("{files} {are} known in {new} now{missing}"))?;
    Ok(Done::All)
}
