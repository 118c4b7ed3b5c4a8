//! Contact sheets of any selection.

use std::path::{Path, PathBuf};

use super::described::describe;
use super::error::Result;
use super::fonts::{FontFinder, FontSources};
use super::label::spoken;
use super::picture::picture;
use super::selection::resolve;
use super::{
    Described, Error, Event, Fit, Gallery, LabelStyle, LabelTemplate, Outputs, Progress, Selection, SheetStyle,
};
use crate::fingerprint::ContentHash;
use crate::render::sheet::{Cell, Group, Layout, Mark, Page, Rect, label_lines};
use crate::render::{self, Encoding, Fonts};
use crate::tag::{Tag, composed};

/// Lines that a label may grow to so that quotes are read whole: about 180 letters in a cell of 256 pixels. Every row of
/// the sheet grows with the longest.
const QUOTE_LINES: u32 = 6;

/// How a sheet looks and where it goes.
#[derive(Clone, Debug)]
pub struct SheetOptions {
    /// The file to write; with several pages, a number is put before its extension.
    pub output: PathBuf,
    /// Columns, cells, colours, title, rows on a page.
    pub style: SheetStyle,
    /// What stands under each picture.
    pub label: LabelTemplate,
    /// Give labels more lines than the style has if quotes need them.
    pub grows_for_quotes: bool,
    /// Where fonts are looked for when the embedded ones lack a character.
    pub fonts: FontSources,
    /// A namespace whose tags head groups of pictures.
    pub group_by: Option<String>,
}

/// What was drawn where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetReport {
    /// The files written, a page each.
    pub pages: Vec<PathBuf>,
    /// The cells, in order.
    pub cells: Vec<SheetCell>,
    /// Pictures that could not be shown: path and reason.
    pub not_shown: Vec<(PathBuf, String)>,
    /// What is written on each page without a font for it.
    pub undrawn: Vec<Undrawn>,
}

/// Texts with characters that no font draws; a box stands for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undrawn {
    /// How many labels, titles and headings have some.
    pub labels: u64,
    /// Which characters, each once, in the order in which they were met.
    pub characters: Vec<char>,
}

impl Undrawn {
    /// Counts a text if some of it cannot be drawn.
    pub(super) fn count(&mut self, fonts: &Fonts, text: &str) {
        let characters = fonts.undrawn(FontFinder::shown(text));
        self.labels += u64::from(!characters.is_empty());
        self.add(&characters);
    }

    /// Adds another page's.
    pub fn merge(&mut self, other: &Self) {
        self.labels += other.labels;
        self.add(&other.characters);
    }

    fn add(&mut self, characters: &[char]) {
        for c in characters {
            if !self.characters.contains(c) {
                self.characters.push(*c);
            }
        }
    }
}

/// One cell of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// The page, from 0.
    pub page: u32,
    /// Row on the page, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// Where the picture is on the page, in pixels: left, top, width, height.
    pub area: (u32, u32, u32, u32),
    /// The media's identity.
    pub hash: ContentHash,
    /// The path it is listed under; `None` if it has no file any more.
    pub path: Option<PathBuf>,
    /// Its label.
    pub label: String,
}

/// Checks, before any work is done, that a sheet's name says a format and that its fonts can be read.
///
/// # Errors
/// If not.
pub fn check_sheet(options: &SheetOptions) -> Result<()> {
    encoding(options)?;
    FontFinder::new(&options.fonts).map(drop)
}

fn encoding(options: &SheetOptions) -> Result<Encoding> {
    let extension = options.output.extension().map(|ext| ext.to_string_lossy().into_owned());
    extension
        .and_then(|ext| Encoding::from_extension(&ext))
        .ok_or_else(|| Error::OutputFormat { path: options.output.clone() })
}

/// Draws a contact sheet of a selection and writes it, page by page.
///
/// # Errors
/// If nothing is selected, the style makes no sense, or the output may not or cannot be written.
pub fn sheet(
    gallery: &Gallery,
    selection: &Selection,
    options: &SheetOptions,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<SheetReport> {
    let encoding = encoding(options)?;
    let mut ids = resolve(gallery, selection)?;
    let groups = match &options.group_by {
        Some(namespace) => group(gallery, &mut ids, namespace)?,
        None => vec![Group::plain(ids.len())],
    };
    let mut finder = FontFinder::new(&options.fonts)?;
    let mut style = options.style.clone();
    style.title = style.title.as_deref().map(composed);
    let headings = groups.iter().filter_map(|group| group.heading.as_deref());
    finder.provide(&mut style.fonts, style.title.as_deref().into_iter().chain(headings));
    if options.grows_for_quotes && options.label.has_quote() {
        let quotes = labels_with_quotes(gallery, &ids, &options.label)?;
        finder.provide(&mut style.fonts, quotes.iter().map(String::as_str));
        let needed = label_lines(&style, quotes.iter().map(String::as_str), QUOTE_LINES);
        style.label_lines = style.label_lines.max(needed);
    }
    let layout = Layout::new(&style, &groups)?;
    let pages = admit_pages(outputs, &options.output, layout.n_pages())?;
    let mut report = SheetReport::default();
    let mut ids = ids.into_iter();
    let flow = progress.on(Event::Planned { items: layout.slots().len() as u64, bytes: 0 });
    if flow.is_break() {
        return Ok(report);
    }
    for (number, path) in (0..).zip(pages) {
        let (width, height) = layout.page_size(number);
        encoding.check_size(width, height)?;
        let slots = layout.slots_on(number);
        let mut cells = Vec::with_capacity(slots.len());
        for id in ids.by_ref().take(slots.len()) {
            let media = describe(gallery, gallery.catalog.media(id)?)?;
            let label = composed(&options.label.fill(&media, LabelStyle::Spoken));
            cells.push((media, label));
        }
        finder.provide(&mut style.fonts, cells.iter().map(|(_, label)| label.as_str()));
        let mut undrawn = Undrawn::default();
        let labels = cells.iter().map(|(_, label)| label.as_str());
        for text in style.title.as_deref().into_iter().chain(layout.headings_on(number)).chain(labels) {
            undrawn.count(&style.fonts, text);
        }
        report.undrawn.push(undrawn);
        let mut page = Page::new(&layout, &style, number);
        for (slot, (media, label)) in slots.iter().zip(cells) {
            let lines: Vec<&str> = label.lines().collect();
            let area = match picture(gallery, &media, needed_edge(&media, &style)) {
                Ok(picture) => {
                    let frames = media.frames.to_string();
                    let mark = media.animated.then_some(Mark::Animation(&frames));
                    page.draw(slot, &Cell { picture: &picture, label: &lines, mark })
                }
                Err(reason) => {
                    page.draw_missing(slot, &reason, &lines);
                    report.not_shown.push((media.path.clone(), reason));
                    slot.area
                }
            };
            let Rect { x, y, width, height } = area;
            let (page, row, column, area) = (slot.page, slot.row, slot.column, (x, y, width, height));
            let flow = progress.on(Event::Done { path: &media.path, bytes: 0 });
            let path = media.known_path().map(Path::to_owned);
            report.cells.push(SheetCell { page, row, column, area, hash: media.hash, path, label });
            if flow.is_break() {
                return Ok(report);
            }
        }
        outputs.write(&path, &render::encode(&page.finish(), encoding)?)?;
        report.pages.push(path);
    }
    Ok(report)
}

/// The labels of the media that have notes.
fn labels_with_quotes(
    gallery: &Gallery,
    ids: &[crate::catalog::MediaId],
    label: &LabelTemplate,
) -> Result<Vec<String>> {
    let mut labels = Vec::new();
    for &id in ids {
        let media = describe(gallery, gallery.catalog.media(id)?)?;
        if !media.quotes.is_empty() {
            labels.push(composed(&label.fill(&media, LabelStyle::Spoken)));
        }
    }
    Ok(labels)
}

/// Sorts the media by their tags in a namespace and says how many each group has; those without come last.
fn group(gallery: &Gallery, ids: &mut Vec<crate::catalog::MediaId>, namespace: &str) -> Result<Vec<Group>> {
    let mut keyed = Vec::new();
    for &id in ids.iter() {
        let media = describe(gallery, gallery.catalog.media(id)?)?;
        let tags: Vec<Tag> = media.tags_in(namespace).cloned().collect();
        keyed.push((tags.is_empty(), tags, id));
    }
    keyed.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    *ids = keyed.iter().map(|(_, _, id)| *id).collect();
    let groups = keyed.chunk_by(|a, b| a.1 == b.1).map(|run| {
        let names: Vec<String> = run[0].1.iter().map(spoken).collect();
        let heading = if names.is_empty() { format!("no {namespace}") } else { names.join(", ") };
        Group { heading: Some(heading), n_cells: run.len() }
    });
    Ok(groups.collect())
}

/// The longer side that a picture needs so that it is not enlarged in its cell.
fn needed_edge(media: &Described, style: &SheetStyle) -> u32 {
    let (width, height) = (f64::from(media.width.max(1)), f64::from(media.height.max(1)));
    let (across, down) = (f64::from(style.cell.0) / width, f64::from(style.cell.1) / height);
    let scale = if style.fit == Fit::Cover { across.max(down) } else { across.min(down) };
    (width.max(height) * scale.min(1.0)).ceil() as u32
}

/// Names the pages, `sheet.png` or `sheet-01.png` and so on, and checks that all of them may be written.
pub(super) fn admit_pages(outputs: &mut Outputs<'_>, output: &Path, n_pages: u32) -> Result<Vec<PathBuf>> {
    let paths: Vec<PathBuf> = (0..n_pages).map(|number| page_path(output, number, n_pages)).collect();
    paths.iter().try_for_each(|path| outputs.admit(path))?;
    Ok(paths)
}

/// `sheet.png`, or `sheet-02.png` for the second of several pages.
fn page_path(output: &Path, number: u32, n_pages: u32) -> PathBuf {
    if n_pages <= 1 {
        return output.to_owned();
    }
    let digits = n_pages.to_string().len().max(2);
    let mut name = output.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{:0digits$}", number + 1));
    let mut path = output.with_file_name(name);
    path.as_mut_os_string().push(".");
    path.as_mut_os_string().push(output.extension().unwrap_or_default());
    path
}
