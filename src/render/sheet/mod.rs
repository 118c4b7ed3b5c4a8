//! Contact sheets: many pictures on pages of labelled cells, in rows, in groups with headings if wanted.
//!
//! A sheet is made in two steps. [`Layout`] is numbers only: it says how many pages there are, how large each is and
//! where each picture goes. [`Page`] is one page's pixels: pictures are drawn into it one at a time and can be dropped
//! at once, so memory is one page whatever the number of pictures.
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
pub use page::{Cell, Mark, Page};

/// How a picture is placed in its cell. It is never stretched either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellFit {
    /// All of it, centred, never enlarged.
    #[default]
    Contain,
    /// It fills the cell; what sticks out on two sides is cut off evenly. Smaller pictures are enlarged to fill it.
    Cover,
}

/// The looks of a contact sheet. Sizes are pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetStyle {
    /// Cells in a full row; a sheet with fewer pictures is narrower.
    pub columns: u32,
    /// Width and height of the picture area of a cell.
    pub cell: (u32, u32),
    /// How pictures are placed in it.
    pub fit: CellFit,
    /// The space between cells.
    pub gap: u32,
    /// The space around all of them.
    pub margin: u32,
    /// What everything lies on; text is black or white on it, whichever can be read better.
    pub background: Rgba<u8>,
    /// Lines of text kept free under each picture; 0 for none.
    pub label_lines: u32,
    /// A line of a label that is too long goes on in the next one that is free, instead of being cut.
    pub wraps_labels: bool,
    /// The size of that text, in pixels an em.
    pub label_size: f32,
    /// What is written at the top of each page, with the page's number at its end if there are several.
    pub title: Option<String>,
    /// Rows of cells on a page; all on one page if `None`.
    pub rows_per_page: Option<u32>,
    /// What texts are written in.
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
            wraps_labels: false,
            label_size: 14.0,
            title: None,
            rows_per_page: None,
            fonts: Fonts::default(),
        }
    }
}

/// A run of cells that begins on a row of its own, under a heading if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellGroup {
    /// What is written above it, repeated where the group goes on to another page.
    pub heading: Option<String>,
    /// How many cells it has. A group without cells is left out, heading and all.
    pub n_cells: usize,
}

impl CellGroup {
    /// A group without a heading.
    pub fn plain(n_cells: usize) -> Self {
        Self { heading: None, n_cells }
    }
}
