//! `nakigao roots`

use serde_json::{Map, Value, json};

use super::args::Global;
use super::count::count;
use super::exit::Failed;
use super::json::put_path;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    for root in ops::roots(&gallery)? {
        let state = if root.online { "online" } else { "offline" };
        if output.json {
            let mut object = Map::new();
            put_path(&mut object, "path", &root.path);
            object.insert("state".to_owned(), json!(state));
            object.insert("files".to_owned(), json!(root.files));
            object.insert("missing".to_owned(), json!(root.missing));
            output.object(&Value::Object(object))?;
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
