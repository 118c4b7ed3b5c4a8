//! Contact sheets of any selection.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::described::describe_by_id;
use super::error::Result;
use super::fonts::FontSources;
use super::moving::{MovedPage, smaller};
use super::pages::{Caption, Drawn, Pages, Undrawn};
use super::picture::{needed_edge, picture};
use super::selection::resolve;
use super::{
    Described, Display, Error, Gallery, LabelStyle, LabelTemplate, Motion, Names, Outputs, Progress, Refused,
    Selection, SheetStyle, State, Unseen,
};
use crate::catalog::MediaId;
use crate::fingerprint::ContentHash;
use crate::render::sheet::{CellGroup, Rect, Slot, label_lines};
use crate::tag::{Tag, composed};

/// The most lines that a label grows to so that quotes are whole: about 180 letters in a cell of 256 pixels. All rows of the
/// sheet are as high as the longest label needs.
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
    /// How names are shown; by default as the gallery has it, or else in English.
    pub display: Option<Display>,
    /// Give labels more lines than the style has if quotes need them.
    pub grows_for_quotes: bool,
    /// Where fonts are looked for when the embedded ones lack a character.
    pub fonts: FontSources,
    /// A namespace whose tags head groups of pictures; one with several of them stands under each.
    pub group_by: Option<String>,
    /// Rows of one height that pictures fill by their shapes, instead of a grid.
    pub is_justified: bool,
    /// Animations play, if that is asked for; the pages are animated WebPs, GIFs or APNGs.
    pub motion: Option<Motion>,
}

/// What was drawn where.
#[derive(Debug, Default)]
pub struct SheetReport {
    /// The files written, a page each.
    pub pages: Vec<PathBuf>,
    /// The cells, in order.
    pub cells: Vec<SheetCell>,
    /// Pictures that could not be shown.
    pub not_shown: Vec<Refused>,
    /// Whether groups were asked for, and no picture has a tag in their namespace.
    pub is_ungrouped: bool,
    /// What is written on each page without a font for it.
    pub undrawn: Vec<Undrawn>,
    /// How each page was encoded that moves.
    pub moved: Vec<MovedPage>,
    /// Animations that stand still on a page that moves.
    pub unmoved: Vec<Refused>,
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
    /// Where the picture is on the page.
    pub area: Rect,
    /// The media's identity.
    pub hash: ContentHash,
    /// The path it is listed under; `None` if it has no file any more.
    pub path: Option<PathBuf>,
    /// Whether that file is there now; a thumbnail is shown of one that is not.
    pub state: State,
    /// Its label.
    pub label: String,
}

/// Checks, before any work is done, that a sheet's name says a format and that its fonts can be read.
///
/// # Errors
/// If not.
pub fn check_sheet(options: &SheetOptions) -> Result<()> {
    pages(options).map(drop)
}

fn pages(options: &SheetOptions) -> Result<Pages> {
    Pages::new(&options.output, options.style.clone(), &options.fonts, options.motion)
}

/// Draws a contact sheet of a selection and writes it, page by page; of an empty one there are no pages.
///
/// Of a sheet that moves, cells are made smaller if a page is too large otherwise.
///
/// # Errors
/// If the style makes no sense, the output may not or cannot be written, or a page is too large however it is made.
pub fn sheet(
    gallery: &Gallery,
    selection: &Selection,
    options: &SheetOptions,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<SheetReport> {
    options.label.check(gallery)?;
    let (mut cell, mut is_least) = (options.style.cell, false);
    loop {
        let mut pages = pages(options)?;
        (pages.style.cell, pages.is_least) = (cell, is_least);
        match draw(gallery, selection, options, pages, outputs, progress) {
            Err(Error::TooManyBytes { path, bytes, limit }) => {
                let Some(less) = smaller(cell, bytes, limit) else {
                    return Err(Error::TooManyBytes { path, bytes, limit });
                };
                (cell, is_least) = (less, true);
            }
            drawn => return drawn,
        }
    }
}

fn draw(
    gallery: &Gallery,
    selection: &Selection,
    options: &SheetOptions,
    mut pages: Pages,
    outputs: &mut Outputs<'_>,
    progress: &mut dyn Progress,
) -> Result<SheetReport> {
    let mut ids = resolve(gallery, selection)?;
    if ids.is_empty() {
        return Ok(SheetReport::default());
    }
    let names = Names::on_pictures(gallery, options.display)?;
    let grouped = options.group_by.as_ref().map(|namespace| group(gallery, &mut ids, namespace, &names));
    let grouped = grouped.transpose()?.flatten();
    let is_ungrouped = options.group_by.is_some() && grouped.is_none();
    let groups = grouped.unwrap_or_else(|| vec![CellGroup::plain(ids.len())]);
    pages.style.title = pages.style.title.as_deref().map(composed);
    if options.is_justified {
        let shape = |id: &MediaId| gallery.catalog.media(*id).map(|media| (media.facts.width, media.facts.height));
        pages.shapes = Some(ids.iter().map(shape).collect::<std::result::Result<_, _>>()?);
    }
    if options.grows_for_quotes && options.label.has_quote() {
        let quotes = labels_with_quotes(gallery, &ids, &options.label, &names)?;
        pages.finder.provide(&mut pages.style.fonts, quotes.iter().map(|(_, quote)| quote.as_str()));
        let layout = pages.layout(&groups)?;
        let width = |at: usize| layout.slots().get(at).map_or(0, |slot| slot.area.width);
        let labels = quotes.iter().map(|(at, quote)| (quote.as_str(), width(*at)));
        pages.style.label_lines = pages.style.label_lines.max(label_lines(&pages.style, labels, QUOTE_LINES));
    }
    let fit = pages.style.fit;
    let caption = |id: &MediaId| {
        let media = describe_by_id(gallery, *id)?.as_on_disk();
        let label = composed(&options.label.fill(&media, LabelStyle::Spoken, &names));
        Ok(Caption { media, label })
    };
    let shown =
        |_: &MediaId, media: &Described, slot: &Slot| Ok(picture(gallery, media, needed_edge(media, slot, fit))?);
    let mut report = SheetReport { is_ungrouped, ..SheetReport::default() };
    let done = |drawn: Drawn<'_>| {
        let Drawn { slot, area, caption: Caption { media, label }, unseen, unmoved } = drawn;
        let (page, row, column) = (slot.page, slot.row, slot.column);
        let refused = |reason: Unseen| Refused { path: media.path.clone(), error: reason.into() };
        report.not_shown.extend(unseen.map(refused));
        report.unmoved.extend(unmoved.map(refused));
        let path = media.known_path().map(Path::to_owned);
        report.cells.push(SheetCell { page, row, column, area, hash: media.hash, path, state: media.state, label });
    };
    let written = pages.draw(&groups, &ids, (caption, shown), done, outputs, progress)?;
    (report.pages, report.undrawn, report.moved) = (written.files, written.undrawn, written.moved);
    // A page that was broken off is not written.
    report.cells.retain(|cell| (cell.page as usize) < report.pages.len());
    Ok(report)
}

/// The labels of the media that have notes, each with its place among all.
fn labels_with_quotes(
    gallery: &Gallery,
    ids: &[MediaId],
    label: &LabelTemplate,
    names: &Names<'_>,
) -> Result<Vec<(usize, String)>> {
    let mut labels = Vec::new();
    for (at, &id) in ids.iter().enumerate() {
        let media = describe_by_id(gallery, id)?;
        if !media.quotes.is_empty() {
            labels.push((at, composed(&label.fill(&media, LabelStyle::Spoken, names))));
        }
    }
    Ok(labels)
}

/// Puts the media under their tags in a namespace, one with several under each of them, and says how many each tag has; those
/// without come last. Other names of a tag are that tag here.
fn group(
    gallery: &Gallery,
    ids: &mut Vec<MediaId>,
    namespace: &str,
    names: &Names<'_>,
) -> Result<Option<Vec<CellGroup>>> {
    let mut headed: BTreeMap<Tag, Vec<MediaId>> = BTreeMap::new();
    let mut without = Vec::new();
    for &id in ids.iter() {
        let media = describe_by_id(gallery, id)?;
        let tags = media.tags_in(namespace).map(|tag| gallery.meant(tag)).collect::<Result<BTreeSet<Tag>>>()?;
        if tags.is_empty() {
            without.push(id);
        }
        for tag in tags {
            headed.entry(tag).or_default().push(id);
        }
    }
    if headed.is_empty() {
        return Ok(None);
    }
    let headed = headed.into_iter().map(|(tag, under)| (names.name(&tag), under));
    let rest = (!without.is_empty()).then(|| (format!("no {namespace}"), without));
    ids.clear();
    let groups = headed.chain(rest).map(|(heading, under)| {
        let n_cells = under.len();
        ids.extend(under);
        CellGroup { heading: Some(heading), n_cells }
    });
    Ok(Some(groups.collect()))
}
