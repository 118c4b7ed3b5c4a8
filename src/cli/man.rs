//! `nakigao man`

use std::fs;

use clap::CommandFactory;

use super::args::{Cli, ManArgs};
use super::exit::Failed;
use super::output::Output;
use super::{Done, escape};
use crate::ops;

pub(super) fn run(args: &ManArgs, output: &mut Output) -> Result<Done, Failed> {
    let failed = |source| ops::Error::Io { doing: "write", path: args.dir.clone(), source };
    fs::create_dir_all(&args.dir).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), &args.dir).map_err(failed)?;
    output.line(&format!(
        "manual pages in {}: man -l {}/nakigao.1",
        escape::path(&args.dir),
        escape::path(&args.dir)
    ))?;
    Ok(Done::All)
}
