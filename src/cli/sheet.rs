//! `nakigao sheet`

use std::collections::BTreeSet;
use std::path::Path;

use clap::Parser;
use serde_json::{Value, json};

use super::args::{Cli, Command, FontArgs, Global, LooksArgs, PageArgs, SheetArgs};
use super::count::count;
use super::exit::Failed;
use super::interrupt::was_interrupted;
use super::json::Object;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, reading};
use crate::ops::{
    self, CellFit, FontSources, Gallery, LabelTemplate, MovedPage, Outputs, Rect, Selection, SheetCell, SheetOptions,
    SheetReport, SheetStyle, State, Undrawn,
};

/// The most characters without a font that are named; more are counted.
const MOST_NAMED: usize = 10;

pub(super) fn run(global: &Global, args: &SheetArgs, output: &mut Output) -> Result<Done, Failed> {
    let asked = args.query.parse()?;
    let options = SheetOptions { motion: args.motion.asked(), ..options(&args.output, &args.looks)? };
    let gallery = gallery::open(global)?;
    let asked = reading::understood(&gallery, asked, output)?;
    let selection = Selection::by_query(asked.clone());
    let mut outputs = Outputs::new(Some(&gallery), args.over.force)?.given_up_when(was_interrupted);
    if let Some(map) = &args.map {
        // Refused before a sheet is drawn for nothing.
        outputs.admit(map)?;
    }
    let report = draw(&gallery, &selection, &options, &mut outputs, global, output)?;
    if report.cells.is_empty() && report.not_shown.is_empty() && !was_interrupted() {
        reading::remark_nothing(&gallery, &asked, output)?;
    }
    if let Some(map) = args.map.as_ref().filter(|_| !was_interrupted()) {
        // The map may go to standard output too: if that is a file, the map follows these lines.
        output.flush()?;
        outputs.write(map, map_json(&report).to_string().as_bytes())?;
    }
    Ok(Done::All)
}

/// The options of the sheet that an import draws: the defaults of `sheet`. The name and the fonts are checked.
pub(super) fn for_import(file: &Path, fonts: &FontArgs) -> Result<SheetOptions, Failed> {
    let plain = Cli::try_parse_from(["nakigao".as_ref(), "sheet".as_ref(), "-o".as_ref(), file.as_os_str()]);
    let Ok(Cli { command: Command::Sheet(mut args), .. }) = plain else {
        return Err(Failed::Usage(format!("{} cannot be a sheet", escape::path(file))));
    };
    args.looks.page.fonts = fonts.clone();
    let options = options(&args.output, &args.looks)?;
    ops::check_sheet(&options)?;
    Ok(options)
}

fn options(file: &Path, looks: &LooksArgs) -> Result<SheetOptions, Failed> {
    let label = LabelTemplate::parse(&looks.label)?;
    let style = SheetStyle {
        columns: looks.columns,
        cell: looks.cell,
        fit: if looks.fit == "cover" { CellFit::Cover } else { CellFit::Contain },
        label_lines: looks.label_lines.filter(|_| label.n_lines() > 0).unwrap_or(label.n_lines()),
        ..page_style(&looks.page)?
    };
    Ok(SheetOptions {
        output: file.to_owned(),
        style,
        label,
        display: looks.display.asked(),
        grows_for_quotes: looks.label_lines.is_none(),
        fonts: font_sources(&looks.page.fonts),
        group_by: looks.group_by.clone(),
        is_justified: looks.layout == "justified",
        motion: None,
    })
}

/// The style that the arguments of pages ask for.
pub(super) fn page_style(page: &PageArgs) -> Result<SheetStyle, Failed> {
    Ok(SheetStyle {
        background: ops::parse_colour(&page.background).map_err(|error| Failed::Usage(error.to_string()))?,
        title: page.title.clone(),
        rows_per_page: page.rows_per_page,
        ..SheetStyle::default()
    })
}

pub(super) fn font_sources(args: &FontArgs) -> FontSources {
    FontSources { named: args.font.clone(), folders: None }
}

/// Says how many labels have characters that no font draws, and names some of these.
pub(super) fn remark_undrawn(undrawn: &Undrawn, output: &Output) {
    let (n_labels, n_characters) = (undrawn.labels, undrawn.characters.len());
    if n_labels == 0 {
        return;
    }
    let mut named: Vec<String> = undrawn.characters.iter().take(MOST_NAMED).map(|&c| escape::character(c)).collect();
    if n_characters > MOST_NAMED {
        named.push(format!("… ({n_characters} in all)"));
    }
    let (subject, characters) = (if n_labels == 1 { "label has" } else { "labels have" }, named.join(" "));
    output.remark(&format!(
        "{n_labels} {subject} characters that no font here can draw: {characters}; install a font or name one with --font \
         FILE"
    ));
}

pub(super) fn draw(
    gallery: &Gallery,
    selection: &Selection,
    options: &SheetOptions,
    outputs: &mut Outputs<'_>,
    global: &Global,
    output: &mut Output,
) -> Result<SheetReport, Failed> {
    let report = ops::sheet(gallery, selection, options, outputs, &mut Bar::new(global, "drawing"))?;
    for ops::Refused { path, error } in &report.not_shown {
        output.warning(&format!("{}: not shown: {}", escape::path(path), escape::text(&error.reason())));
    }
    for ops::Refused { path, error } in &report.unmoved {
        output.warning(&format!("{}: stands still: {}", escape::path(path), escape::text(&error.reason())));
    }
    for (number, path) in report.pages.iter().enumerate() {
        let on_page = || report.cells.iter().filter(|cell| cell.page as usize == number);
        let cells = on_page().count();
        // A picture in two groups has two cells.
        let n_pictures = on_page().map(|cell| cell.hash).collect::<BTreeSet<_>>().len() as u64;
        let moved = report.moved.get(number);
        let how = moved.map(|moved| format!(" ({})", how(moved, options.style.cell))).unwrap_or_default();
        let line = format!("{} on {}{how}", count(n_pictures, "picture"), escape::path(path));
        if outputs.has_stream() {
            output.remark(&line);
        } else if output.json {
            let undrawn = report.undrawn.get(number).filter(|undrawn| undrawn.labels > 0).map(|undrawn| {
                let characters: String = undrawn.characters.iter().collect();
                json!({"labels": undrawn.labels, "characters": characters})
            });
            let motion = moved.map(|moved| {
                let MovedPage { bytes, quality, fps, n_moving, cell: (width, height) } = moved;
                let cell = json!({"width": width, "height": height});
                json!({"moving": n_moving, "fps": fps, "quality": quality, "bytes": bytes, "cell": cell})
            });
            let object = Object::default().path("sheet", path).with("cells", cells);
            output.object(&object.with_some("undrawn", undrawn).with_some("motion", motion))?;
        } else {
            output.line(&line)?;
        }
    }
    let is_gone = |cell: &&SheetCell| cell.state == State::Missing;
    let gone = report.cells.iter().filter(is_gone).map(|cell| cell.hash).collect::<BTreeSet<_>>().len() as u64;
    if gone > 0 {
        let (n, are) = (count(gone, "picture"), if gone == 1 { "is" } else { "are" });
        output.remark(&format!("{n} of these {are} missing: `nakigao import FOLDER` finds again what was moved"));
    }
    if let Some(namespace) = options.group_by.as_ref().filter(|_| report.is_ungrouped) {
        let namespace = escape::text(namespace);
        output.remark(&format!("nothing is grouped: none of these pictures has a tag of {namespace}"));
    }
    let mut undrawn = Undrawn::default();
    report.undrawn.iter().for_each(|page| undrawn.merge(page));
    remark_undrawn(&undrawn, output);
    Ok(report)
}

/// What a page that moves is like: `12 play, 10 frames a second, quality 75, 1.20 MB`.
fn how(moved: &MovedPage, asked: (u32, u32)) -> String {
    let MovedPage { bytes, quality, fps, n_moving, cell } = moved;
    let play = if *n_moving == 1 { "plays" } else { "play" };
    let cells = if *cell == asked { String::new() } else { format!(", cells of {}×{}", cell.0, cell.1) };
    let quality = quality.map_or_else(|| "without loss".to_owned(), |quality| format!("quality {quality}"));
    format!("{n_moving} {play}, {fps} frames a second, {quality}{cells}, {:.2} MB", *bytes as f64 / 1e6)
}

fn map_json(report: &SheetReport) -> Value {
    let page = |(number, path): (usize, &std::path::PathBuf)| {
        let cells = report.cells.iter().filter(|cell| cell.page as usize == number).map(|cell| {
            let Rect { x, y, width, height } = cell.area;
            let object = Object::default().with("row", cell.row).with("column", cell.column).with("x", x).with("y", y);
            let object = object.with("width", width).with("height", height).with("hash", cell.hash.to_string());
            let object = match &cell.path {
                Some(path) => object.path("path", path),
                None => object.with("path", Value::Null),
            };
            object.with("label", &cell.label)
        });
        json!(Object::default().path("file", path).with("cells", cells.collect::<Vec<_>>()))
    };
    json!({"pages": report.pages.iter().enumerate().map(page).collect::<Value>()})
}
