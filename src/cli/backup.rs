//! `nakigao backup`

use serde_json::{Map, Value, json};

use super::args::{BackupArgs, Global};
use super::exit::Failed;
use super::json::put_path;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, args: &BackupArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let bytes = ops::backup(&gallery, &args.file)?;
    if output.json {
        let mut object = Map::new();
        put_path(&mut object, "backup", &args.file);
        object.insert("bytes".to_owned(), json!(bytes));
        output.object(&Value::Object(object))?;
    } else {
        output.line(&format!("{bytes} bytes in {}", escape::path(&args.file)))?;
    }
    Ok(Done::All)
}
