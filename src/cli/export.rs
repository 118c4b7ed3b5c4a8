//! `nakigao export`

use std::ops::ControlFlow;

use super::args::{ExportArgs, Global};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, json as view, reading, words};
use crate::ops::{self, ExportOptions, Selection, SidecarFormat};

pub(super) fn run(global: &Global, args: &ExportArgs, output: &mut Output) -> Result<Done, Failed> {
    let query = words::query_text(&args.query.words);
    let asked = if query.trim().is_empty() { None } else { Some(ops::parse_query(&query)?) };
    let gallery = gallery::open(global)?;
    let asked = asked.map(|asked| reading::understood(&gallery, asked, output)).transpose()?;
    asked.iter().try_for_each(|asked| reading::remark_if_nothing(&gallery, asked, output))?;
    let format = match args.to.as_str() {
        "hydrus" => SidecarFormat::Hydrus,
        "kohya" => SidecarFormat::Kohya,
        "xmp" => SidecarFormat::Xmp,
        table => return listing(&gallery, asked, table == "csv", args.implied, output),
    };
    if args.out.is_none() && !args.beside {
        return Err(Failed::Usage("say where: --out DIR, or --beside to write beside the files".to_owned()));
    }
    let options = ExportOptions { format, out: args.out.clone(), implied: args.implied, force: args.over.force };
    let selection = Selection { query: asked, ..Selection::default() };
    let report = ops::export(&gallery, &selection, &options, &mut Bar::new(global, "writing"))?;
    for (path, reason) in &report.refused {
        output.warning(&format!("{}: {}", escape::path(path), escape::text(reason)));
    }
    output.line(&format!(
        "{} written, {} unchanged, {} without tags, {} refused",
        count(report.written, "sidecar"),
        report.unchanged,
        count(report.untagged, "file"),
        report.refused.len()
    ))?;
    Ok(if report.refused.is_empty() { Done::All } else { Done::SomeUnreadable })
}

/// One line a media on standard output.
fn listing(
    gallery: &ops::Gallery,
    asked: Option<ops::BoundQuery>,
    is_csv: bool,
    implied: bool,
    output: &mut Output,
) -> Result<Done, Failed> {
    if is_csv {
        output.filled(ops::csv_header().trim_end(), b'\n')?;
    }
    let mut written = Ok(());
    ops::find(gallery, &asked.unwrap_or_else(ops::BoundQuery::everything), |mut media| {
        written = if is_csv {
            let path = media.known_path().map(view::path_text).unwrap_or_default();
            output.filled(ops::csv_row(&media, &path, implied).trim_end_matches(['\r', '\n']), b'\n')
        } else {
            media.tags.retain(|tagged| ops::goes_out(tagged, implied));
            output.object(&view::media(&media))
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    Ok(Done::All)
}
