//! `nakigao forget`

use serde_json::json;

use super::args::{ForgetArgs, Global};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::{Done, gallery};
use crate::ops::{self, ForgetOptions, ForgetReport};

pub(super) fn run(global: &Global, args: &ForgetArgs, output: &mut Output) -> Result<Done, Failed> {
    let options = ForgetOptions {
        paths: args.paths.clone(),
        missing: args.missing,
        with_tags: args.with_tags,
        dry_run: args.dry_run,
    };
    if options.paths.is_empty() && !options.missing {
        return Err(Failed::Usage("say what to forget: paths, or --missing".to_owned()));
    }
    let gallery = gallery::open(global)?;
    let report = ops::forget(&gallery, &options)?;
    if output.json {
        output.object(&json!({
            "files": report.files, "media": report.media, "tagged": report.tagged, "roots": report.roots,
            "dry_run": args.dry_run,
        }))?;
    } else if report == ForgetReport::default() {
        output.remark("nothing is missing: nothing was forgotten");
    } else {
        let would = if args.dry_run { "would forget" } else { "forgot" };
        let (files, pictures) = (count(report.files, "file"), count(report.media, "picture"));
        output.line(&format!(
            "{would} {files} and {pictures}, {} of them with tags; no file was touched",
            report.tagged
        ))?;
    }
    Ok(Done::All)
}
