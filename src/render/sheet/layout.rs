//! The layout of a contact sheet: positions, no pixels.
//!
//! ```text
//! margin
//!   title line                        page / pages      if there is a title or a second page
//!   heading                                             where a group begins, and on each page that it continues on
//!   cell  gap  cell  gap  cell
//!   label      label      label
//!   gap
//!   cell  gap  …
//! margin
//! ```
//!
//! Cells are in row-major order, in the order of the groups; which stand in a row and how wide they are, `rows` says. A page is as high as its content. Arithmetic is in 64 bits on
//! measures that were checked first, so that nothing overflows.

use self::rows::Row;
use super::{CellGroup, Rect, SheetStyle};
use crate::render::Error;
use crate::render::text::{TextLine, Typesetter, line_height};

mod rows;

/// The longest side of a page in pixels, by the limit of JPEG.
const MAX_EDGE: u64 = 65_535;
/// Pixels of a page: 1 GiB at four bytes each. More would not fit into the memory of common machines.
const MAX_PIXELS: u64 = 1 << 28;
/// Lines of a title or heading, so that a pasted page of text does not become a sheet of it: about 250 letters over one column of
/// 256 pixels. Longer text ends in an ellipsis.
const MAX_TITLE_LINES: u32 = 12;

/// The place of one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The page, from 0.
    pub page: u32,
    /// The row of cells on that page, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// The rectangle of the picture on the page; its label is below.
    pub area: Rect,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) text: String,
    pub(super) lines: Vec<TextLine>,
    pub(super) area: Rect,
}

#[derive(Clone, Debug)]
struct PageLayout {
    height: u32,
    slots: std::ops::Range<usize>,
    headings: Vec<Heading>,
}

/// The layout of a contact sheet.
#[derive(Clone, Debug)]
pub struct Layout {
    width: u32,
    /// Pixels from the lower edge of the last row of pictures to that of the page.
    foot: u32,
    /// The lines of the title; none if there is no title.
    pub(super) title: Vec<TextLine>,
    slots: Vec<Slot>,
    pages: Vec<PageLayout>,
}

impl Layout {
    /// Lays out the cells of some groups in a grid; groups without cells are left out. Fails if a measure is out of range, if there
    /// are no cells, and if a page is larger than any format or machine can hold.
    pub fn new(style: &SheetStyle, groups: &[CellGroup]) -> Result<Self, Error> {
        check(style)?;
        let widest = groups.iter().map(|group| group.n_cells).max().filter(|&n| n > 0).ok_or(Error::NoCells)?;
        let columns = u32::try_from(widest).unwrap_or(u32::MAX).min(style.columns);
        let measures = Measures::new(style, columns);
        Self::assemble(style, &measures, rows::n_grid_rows(groups, columns), rows::grid(groups, columns, &measures))
    }

    /// Lays out the cells of some groups in a grid, small groups side by side, each under its heading. Otherwise as [`Layout::new`].
    pub fn flowing(style: &SheetStyle, groups: &[CellGroup]) -> Result<Self, Error> {
        check(style)?;
        let most: usize = groups.iter().map(|group| group.n_cells).fold(0, usize::saturating_add);
        let columns = u32::try_from(most).unwrap_or(u32::MAX).min(style.columns);
        if columns == 0 {
            return Err(Error::NoCells);
        }
        let measures = Measures::new(style, columns);
        let rows = rows::flowing(groups, columns, &measures);
        Self::assemble(style, &measures, rows.len(), rows)
    }

    /// Lays out the cells of some groups in rows of one height each, as wide as their shapes (width and height) ask for; a cell of
    /// the style says how high a row is, about, and how wide a full one. Otherwise as [`Layout::new`].
    pub fn justified(style: &SheetStyle, groups: &[CellGroup], shapes: &[(u32, u32)]) -> Result<Self, Error> {
        check(style)?;
        let full = Measures::new(style, style.columns);
        let rows = rows::justified(groups, shapes, full.room(), (full.cell.1, full.gap));
        let widest = rows.iter().map(|row| row.width()).max().ok_or(Error::NoCells)?;
        let measures = Measures { width: widest + 2 * full.margin, ..full };
        Self::assemble(style, &measures, rows.len(), rows)
    }

    fn assemble<'a>(
        style: &SheetStyle,
        measures: &Measures,
        n_rows: usize,
        rows: impl IntoIterator<Item = Row<'a>>,
    ) -> Result<Self, Error> {
        let rows_per_page = style.rows_per_page.map_or(n_rows, |n| n as usize);
        let n_pages = n_rows.div_ceil(rows_per_page);
        let title = if measures.width > MAX_EDGE { Vec::new() } else { set_title(style, measures.room(), n_pages) };
        let title_lines = if n_pages > 1 { title.len().max(1) } else { title.len() } as u64;
        let top =
            measures.margin + if title_lines > 0 { title_lines * measures.title_height + measures.gap } else { 0 };
        // A lower bound without headings, so that the slots of an absurd sheet are never listed.
        measures.check_page(top, top.saturating_add(measures.rows_height(rows_per_page.min(n_rows))))?;

        let mut headings = Typesetter::new(heading_size(style), &style.fonts);
        let mut slots = Vec::new();
        let mut pages: Vec<PageLayout> = Vec::new();
        let mut y = top;
        for (i, row) in rows.into_iter().enumerate() {
            let is_top = i % rows_per_page == 0;
            if is_top {
                pages.push(PageLayout { height: 0, slots: slots.len()..slots.len(), headings: Vec::new() });
                y = top;
            }
            let number = pages.len() as u32 - 1;
            let page = pages.last_mut().expect("the first row begins a page");
            let headed = row.parts.iter().filter(|part| is_top || part.is_first);
            let headed = headed.filter_map(|part| {
                let text = part.group.heading.as_ref()?;
                let (x, width) = part.span.unwrap_or((0, measures.room()));
                Some((text, (x, width), headings.wrap(text, width as f32, MAX_TITLE_LINES)))
            });
            let headed: Vec<_> = headed.collect();
            if let Some(n_lines) = headed.iter().map(|(_, _, lines)| lines.len() as u64).max() {
                y += if is_top { 0 } else { measures.gap };
                let bottom = y + n_lines * measures.heading_height;
                for (text, (x, width), lines) in headed {
                    let height = lines.len() as u64 * measures.heading_height;
                    let area = rect(measures.margin + x, bottom - height, (width, height));
                    page.headings.push(Heading { text: text.clone(), lines, area });
                }
                y = bottom + measures.gap / 2;
            }
            let on_page = (i % rows_per_page) as u32;
            for (column, &(x, width)) in (0..).zip(&row.cells) {
                let area = rect(measures.margin + x, y, (width, row.height));
                slots.push(Slot { page: number, row: on_page, column, area });
            }
            page.slots.end = slots.len();
            let bottom = y + row.height + measures.foot();
            measures.check_page(top, bottom)?;
            page.height = bottom as u32;
            y += row.height + measures.label_height + measures.gap;
        }
        Ok(Self { width: measures.width as u32, foot: measures.foot() as u32, title, slots, pages })
    }

    /// Refuses pages with a side of more than `limit` pixels, the most that an encoding holds.
    pub fn check(&self, limit: u32) -> Result<(), Error> {
        if self.width > limit {
            return Err(Error::PageTooWide { width: self.width.into(), limit: limit.into() });
        }
        let too_high = || (0..).zip(&self.pages).filter(|(_, on_page)| on_page.height > limit);
        let fits = |slot: &&Slot| slot.area.y + slot.area.height + self.foot <= limit;
        let n_fitting = |page| self.slots_on(page).iter().filter(fits).map(|slot| slot.row + 1).max().unwrap_or(0);
        match too_high().map(|(page, _)| n_fitting(page)).min() {
            None => Ok(()),
            Some(rows) => {
                let height = too_high().map(|(_, on_page)| u64::from(on_page.height)).max().unwrap_or(0);
                Err(Error::PageTooHigh { width: self.width.into(), height, rows })
            }
        }
    }

    /// Returns the number of pages, at least 1.
    pub fn n_pages(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Returns the width and height of a page in pixels; (0, 0) if there is no such page.
    pub fn page_size(&self, page: u32) -> (u32, u32) {
        self.pages.get(page as usize).map_or((0, 0), |on_page| (self.width, on_page.height))
    }

    /// Returns the slots of all cells, in order.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Returns the slots of a page, in order; none if there is no such page.
    pub fn slots_on(&self, page: u32) -> &[Slot] {
        self.pages.get(page as usize).and_then(|on_page| self.slots.get(on_page.slots.clone())).unwrap_or_default()
    }

    /// Returns the texts of the headings of a page.
    pub fn headings_on(&self, page: u32) -> impl Iterator<Item = &str> {
        self.placed_headings(page).iter().map(|heading| heading.text.as_str())
    }

    pub(super) fn placed_headings(&self, page: u32) -> &[Heading] {
        self.pages.get(page as usize).map_or(&[], |on_page| &on_page.headings)
    }
}

/// Wraps the title beside the page number, if there is one.
fn set_title(style: &SheetStyle, room: u64, n_pages: usize) -> Vec<TextLine> {
    let Some(title) = &style.title else { return Vec::new() };
    let mut titles = Typesetter::new(title_size(style), &style.fonts);
    let number = if n_pages > 1 { number_room(style, n_pages as u64) } else { 0.0 };
    titles.wrap(title, room as f32 - number, MAX_TITLE_LINES)
}

/// Returns the width that the page number takes from the title. The last number is the widest, or nearly.
pub(super) fn number_room(style: &SheetStyle, n_pages: u64) -> f32 {
    let mut numbers = Typesetter::new(heading_size(style), &style.fonts);
    let widest = numbers.fit(&page_number(n_pages, n_pages), f32::MAX);
    numbers.width(&widest) + line_height(title_size(style)) as f32
}

/// Formats the number of a page, from 1.
pub(super) fn page_number(number: u64, n_pages: u64) -> String {
    format!("{number} / {n_pages}")
}

/// Returns the font size of the title.
pub(super) fn title_size(style: &SheetStyle) -> f32 {
    style.label_size * 1.6
}

/// Returns the font size of headings.
pub(super) fn heading_size(style: &SheetStyle) -> f32 {
    style.label_size * 1.25
}

/// Returns the space between a picture and its label.
pub(super) fn label_gap(style: &SheetStyle) -> u32 {
    (style.label_size * 0.4).round() as u32
}

/// The measures of a style, in pixels.
struct Measures {
    width: u64,
    margin: u64,
    gap: u64,
    cell: (u64, u64),
    label_height: u64,
    title_height: u64,
    heading_height: u64,
}

impl Measures {
    fn new(style: &SheetStyle, columns: u32) -> Self {
        let [margin, gap, columns] = [style.margin, style.gap, columns].map(u64::from);
        let cell = (u64::from(style.cell.0), u64::from(style.cell.1));
        let lines = u64::from(line_height(style.label_size)) * u64::from(style.label_lines);
        Self {
            width: 2 * margin + columns * (cell.0 + gap) - gap,
            margin,
            gap,
            cell,
            label_height: if lines == 0 { 0 } else { u64::from(label_gap(style)) + lines },
            title_height: u64::from(line_height(title_size(style))),
            heading_height: u64::from(line_height(heading_size(style))),
        }
    }

    /// Returns the width between the margins.
    fn room(&self) -> u64 {
        self.width - 2 * self.margin
    }

    /// Returns the distance from one row to the next.
    fn pitch(&self) -> u64 {
        self.cell.1 + self.label_height + self.gap
    }

    /// Returns the height below the last row of pictures.
    fn foot(&self) -> u64 {
        self.label_height + self.margin
    }

    /// Returns the height of `n` rows and of the margin below them.
    fn rows_height(&self, n: usize) -> u64 {
        (n as u64).saturating_mul(self.pitch()).saturating_sub(self.gap).saturating_add(self.margin)
    }

    fn check_page(&self, top: u64, height: u64) -> Result<(), Error> {
        let (width, limit) = (self.width, MAX_EDGE.min(MAX_PIXELS / self.width.max(1)));
        if width > MAX_EDGE {
            return Err(Error::PageTooWide { width, limit: MAX_EDGE });
        }
        if height > limit {
            let room = (limit + self.gap).saturating_sub(top + self.margin);
            return Err(Error::PageTooHigh { width, height, rows: (room / self.pitch()) as u32 });
        }
        Ok(())
    }
}

/// Narrows to 32 bits. The size of pages was checked; beyond, values saturate and are never drawn.
fn rect(x: u64, y: u64, (width, height): (u64, u64)) -> Rect {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Rect { x: narrow(x), y: narrow(y), width: narrow(width), height: narrow(height) }
}

fn check(style: &SheetStyle) -> Result<(), Error> {
    let size = if style.label_size.is_finite() { style.label_size.clamp(0.0, 1e6).round() as u32 } else { 0 };
    for (what, given, min, max) in [
        ("the number of columns", style.columns, 1, 1_000),
        ("the width of a cell", style.cell.0, 16, 8_192),
        ("the height of a cell", style.cell.1, 16, 8_192),
        ("the gap between cells", style.gap, 0, 1_024),
        ("the margin", style.margin, 0, 4_096),
        ("the number of label lines", style.label_lines, 0, 16),
        ("the size of labels", size, 6, 200),
        ("the number of rows on a page", style.rows_per_page.unwrap_or(1), 1, 100_000),
    ] {
        if !(min..=max).contains(&given) {
            return Err(Error::Style { what, min, max, given });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
