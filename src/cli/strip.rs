//! `nakigao strip`

use serde_json::json;

use super::args::{Global, StripArgs};
use super::count::count;
use super::exit::{Failed, warn_of_refused};
use super::interrupt::was_interrupted;
use super::json::Object;
use super::output::Output;
use super::progress::Bar;
use super::sheet::{font_sources, page_style, remark_undrawn};
use super::subject::subject;
use super::{Done, escape, gallery, reading};
use crate::ops::{self, LabelTemplate, Outputs, Rect, SheetStyle, StripCell, StripOptions, StripReport, Undrawn};

pub(super) fn run(global: &Global, args: &StripArgs, output: &mut Output) -> Result<Done, Failed> {
    let options = options(args)?;
    let gallery = gallery::open(global)?;
    let (selection, asked) = subject(&gallery, &args.words, output)?;
    let mut outputs = Outputs::new(Some(&gallery), args.over.force)?.given_up_when(was_interrupted);
    let report = ops::strip(&gallery, &selection, &options, &mut outputs, &mut Bar::new(global, "reading frames"))?;
    report.not_shown.iter().for_each(|refused| warn_of_refused(refused, output));
    say(&report, outputs.has_stream(), output)?;
    let mut undrawn = Undrawn::default();
    report.undrawn.iter().for_each(|page| undrawn.merge(page));
    remark_undrawn(&undrawn, output);
    if !report.cells.is_empty() || was_interrupted() {
        return Ok(if report.not_shown.is_empty() { Done::All } else { Done::SomeUnreadable });
    }
    match asked {
        _ if !report.not_shown.is_empty() => return Ok(Done::SomeUnreadable),
        _ if report.n_stills > 0 => {
            let said = if report.n_stills == 1 { "does not move" } else { "do not move" };
            let said =
                format!("{} {said}: a strip shows the frames of an animation", count(report.n_stills, "picture"));
            if asked.is_none() {
                return Err(Failed::Usage(said));
            }
            output.remark(&said);
        }
        None => {}
        Some(asked) => reading::remark_nothing(&gallery, &asked, output)?,
    }
    Ok(Done::All)
}

fn options(args: &StripArgs) -> Result<StripOptions, Failed> {
    Ok(StripOptions {
        output: args.output.clone(),
        choice: args.choice(),
        style: SheetStyle { cell: args.cell, ..page_style(&args.page)? },
        columns: args.columns,
        label: LabelTemplate::parse(&args.label)?,
        display: args.display.asked(),
        fonts: font_sources(&args.page.fonts),
    })
}

fn say(report: &StripReport, has_stream: bool, output: &mut Output) -> Result<(), Failed> {
    for (number, path) in report.pages.iter().enumerate() {
        let cells: Vec<&StripCell> = report.cells.iter().filter(|cell| cell.page as usize == number).collect();
        let line = format!("{} on {}", count(cells.len() as u64, "frame"), escape::path(path));
        if has_stream {
            output.remark(&line);
        } else if output.json {
            let cells: Vec<Object> = cells.into_iter().map(cell_json).collect();
            output.object(&Object::default().path("strip", path).with("cells", cells))?;
        } else {
            output.line(&line)?;
        }
    }
    Ok(())
}

fn cell_json(cell: &StripCell) -> Object {
    let Rect { x, y, width, height } = cell.area;
    let object = Object::default().with("hash", cell.hash.to_string());
    let object = match &cell.path {
        Some(path) => object.path("path", path),
        None => object.with("path", json!(null)),
    };
    let object = object.with("frame", cell.frame).with("at_ms", cell.at.as_millis() as u64).with("share", cell.share);
    object.with("x", x).with("y", y).with("width", width).with("height", height)
}
