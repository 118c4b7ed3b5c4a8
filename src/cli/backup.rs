//! `nakigao backup`

use indicatif::BinaryBytes;

use super::args::{BackupArgs, Global};
use super::exit::Failed;
use super::json::Object;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, args: &BackupArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let bytes = ops::backup(&gallery, args.file())?;
    if output.json {
        output.object(&Object::default().path("backup", args.file()).with("bytes", bytes))?;
    } else {
        output.line(&format!("{} in {}", BinaryBytes(bytes), escape::path(args.file())))?;
    }
    Ok(Done::All)
}
