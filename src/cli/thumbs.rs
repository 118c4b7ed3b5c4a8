//! `nakigao thumbs`

use serde_json::json;

use super::args::{Global, ThumbsArgs};
use super::count::count;
use super::exit::{Failed, warn_of_refused};
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, reading};
use crate::ops::{self, Selection, ThumbsOptions};

pub(super) fn run(global: &Global, args: &ThumbsArgs, output: &mut Output) -> Result<Done, Failed> {
    let asked = args.query.parse()?;
    let gallery = gallery::open(global)?;
    let asked = reading::understood(&gallery, asked, output)?;
    let selection = Selection::by_query(asked.clone());
    let options =
        ThumbsOptions { out: args.out.clone(), edge: args.size, format: args.format.clone(), force: args.over.force };
    let report = ops::thumbs(&gallery, &selection, &options, &mut Bar::new(global, "making thumbnails"))?;
    report.failed.iter().for_each(|refused| warn_of_refused(refused, output));
    reading::remark_if_nothing(&gallery, &asked, output)?;
    let failed = report.failed.len();
    if output.json {
        output.object(
            &json!({"present": report.present, "made": report.made, "written": report.written, "failed": failed}),
        )?;
    } else if let Some(out) = &args.out {
        output.line(&format!("{} in {}", count(report.written, "thumbnail"), escape::path(out)))?;
    } else {
        output.line(&format!("{} made, {} there before", count(report.made, "thumbnail"), report.present))?;
    }
    Ok(if report.failed.is_empty() { Done::All } else { Done::SomeUnreadable })
}
