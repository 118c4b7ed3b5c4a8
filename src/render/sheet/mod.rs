//! Contact sheets: pictures in labelled cells, in rows on pages, in groups with headings if wanted.
//!
//! A sheet is made in two steps. [`Layout`] computes the pages, their sizes and the positions of cells. [`Page`] holds the
//! pixels of one page, into which pictures are drawn one at a time, so that memory does not grow with their number.
//!
//! ```
//! use nakigao::render::sheet::{Cell, CellGroup, Layout, Page, SheetStyle};
//! let style = SheetStyle { columns: 4, title: Some("crying".to_owned()), ..SheetStyle::default() };
//! let layout = Layout::new(&style, &[CellGroup::plain(6)])?;
//! for number in 0..layout.n_pages() {
//!     let mut page = Page::new(&layout, &style, number);
//!     for slot in layout.slots_on(number) {
//!         let picture = image::RgbaImage::new(256, 144);
//!         page.draw(slot, &Cell { picture: &picture, label: &["泣き顔", "クラナド"], mark: None });
//!     }
//!     assert_eq!(page.finish().dimensions(), layout.page_size(number));
//! }
//! # Ok::<(), nakigao::render::Error>(())
//! ```

mod label;
mod layout;
mod page;

use image::Rgba;

pub use super::drawing::Rect;
use super::fonts::Fonts;
pub use label::label_lines;
pub use layout::{Layout, Slot};
pub use page::{Cell, Mark, Page, fitted};

/// How a picture fits its cell (CSS `object-fit`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellFit {
    /// The whole picture, centred, never enlarged.
    #[default]
    Contain,
    /// The picture fills the cell, cropped at two sides so that it keeps what is looked at; smaller ones are enlarged.
    Cover,
}

/// The style of a contact sheet. Sizes are in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetStyle {
    /// Cells in a full row; a sheet with fewer pictures is narrower.
    pub columns: u32,
    /// Width and height of the picture area of a cell.
    pub cell: (u32, u32),
    /// How pictures fit a cell.
    pub fit: CellFit,
    /// The space between cells.
    pub gap: u32,
    /// The space around all of them.
    pub margin: u32,
    /// The colour of the page; text is black or white, whichever has the higher contrast.
    pub background: Rgba<u8>,
    /// Lines of text under each picture, 0 for none; what is too long for one goes on in those that are free.
    pub label_lines: u32,
    /// The font size of labels, in pixels an em.
    pub label_size: f32,
    /// The title of each page, beside the page number if there are several pages.
    pub title: Option<String>,
    /// Rows of cells on a page; all on one page if `None`.
    pub rows_per_page: Option<u32>,
    /// The fonts of all texts.
    pub fonts: Fonts,
}

impl Default for SheetStyle {
    fn default() -> Self {
        Self {
            columns: 6,
            cell: (256, 144),
            fit: CellFit::Contain,
            gap: 20,
            margin: 36,
            background: Rgba([0x17, 0x17, 0x1C, 255]),
            label_lines: 2,
            label_size: 14.0,
            title: None,
            rows_per_page: None,
            fonts: Fonts::default(),
        }
    }
}

/// A group of cells that begins a row, under a heading if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellGroup {
    /// Written above the group, and again on each page that it continues on.
    pub heading: Option<String>,
    /// The number of cells. A group without cells is left out with its heading.
    pub n_cells: usize,
}

impl CellGroup {
    /// A group without a heading.
    pub fn plain(n_cells: usize) -> Self {
        Self { heading: None, n_cells }
    }
}
