//! `nakigao roots`

use super::args::Global;
use super::count::count;
use super::exit::Failed;
use super::json::Object;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    for root in ops::roots(&gallery)? {
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
