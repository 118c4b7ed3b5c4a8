//! One page of a contact sheet in pixels: title, headings, pictures, labels, marks.
//!
//! A picture lies on a tile of a colour near the background, so that wide and tall pictures form a grid. A transparent picture
//! lies on a chequerboard of greys, on which black and white drawings are visible.

use image::{Rgba, RgbaImage};

use super::label::set_label;
use super::layout::{heading_size, label_gap, number_room, page_number, title_size};
use super::{CellFit, Layout, Rect, SheetStyle, Slot};
use crate::render::Focus;
use crate::render::colour::{ink_on, mix};
use crate::render::drawing::{self, lay_picture};
use crate::render::scale::{centre_crop, resize, size_within};
use crate::render::text::{TextLine, Typesetter};

/// The two greys under transparent pictures, on dark pages and on light ones: near the page, and still apart from black and
/// from white by a third of the range.
const DARK_CHEQUER: [Rgba<u8>; 2] = [Rgba([0x74, 0x74, 0x78, 255]), Rgba([0x80, 0x80, 0x84, 255])];
const LIGHT_CHEQUER: [Rgba<u8>; 2] = [Rgba([0xAA, 0xAA, 0xAE, 255]), Rgba([0xB8, 0xB8, 0xBC, 255])];
/// A mark covers at most one part in so many of its picture.
const MARK_PART: u64 = 5;
/// The width of a mark's triangle, in parts of the mark's height.
const TRIANGLE: f32 = 0.42;

/// The height of the bar below a row, in pixels, and how far below the labels it is, as a part of the gap between rows.
const BAR_HEIGHT: u32 = 4;
const BAR_DROP: f32 = 0.3;

/// The content of a cell.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// The picture, of any size.
    pub picture: &'a RgbaImage,
    /// Lines of text, wrapped or cut to the width of the cell; those beyond the style's `label_lines` are left out.
    pub label: &'a [&'a str],
    /// A small mark on the picture.
    pub mark: Option<Mark<'a>>,
}

/// A mark in the lower right corner of a picture, or beside a small one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// A play triangle and a short text, such as `1.5 s`; the text is left out where it has no room.
    Animation(&'a str),
}

/// A page that is being drawn.
pub struct Page<'a> {
    style: &'a SheetStyle,
    canvas: RgbaImage,
    labels: Typesetter<'a>,
    marks: Typesetter<'a>,
    ink: Rgba<u8>,
    faint: Rgba<u8>,
    tile: Rgba<u8>,
    chequer: [Rgba<u8>; 2],
}

impl<'a> Page<'a> {
    /// Draws background, title, page number and headings. A number past the last gives a page of no pixels.
    pub fn new(layout: &Layout, style: &'a SheetStyle, number: u32) -> Self {
        let (width, height) = layout.page_size(number);
        let ink = ink_on(style.background);
        let mut page = Self {
            style,
            canvas: drawing::plain(width, height, style.background),
            labels: Typesetter::new(style.label_size, &style.fonts),
            marks: Typesetter::new(style.label_size * 0.85, &style.fonts),
            // Softer than pure black and white.
            ink: mix(style.background, ink, 225),
            faint: mix(style.background, ink, 150),
            tile: mix(style.background, ink, 12),
            chequer: if ink[0] == 0 { LIGHT_CHEQUER } else { DARK_CHEQUER },
        };
        page.draw_title(layout, number);
        let mut headings = Typesetter::new(heading_size(style), &style.fonts);
        for heading in layout.placed_headings(number) {
            let room = (heading.area.x as f32, heading.area.width as f32);
            for (i, line) in (0..).zip(&heading.lines) {
                let top = heading.area.y + i * headings.line_height();
                headings.draw_in(&mut page.canvas, line, room, top, page.ink);
            }
        }
        page
    }

    /// Draws a picture, its label and its mark; returns the rectangle of the picture.
    pub fn draw(&mut self, slot: &Slot, cell: &Cell) -> Rect {
        self.draw_label(slot, cell.label);
        self.draw_picture(slot, cell.picture, cell.mark)
    }

    /// Draws a picture and its mark over what was in a cell; returns the rectangle of the picture.
    pub fn draw_picture(&mut self, slot: &Slot, picture: &RgbaImage, mark: Option<Mark>) -> Rect {
        let scaled = fitted(picture, slot, self.style.fit, None);
        let area = slot.area.centred(scaled.dimensions());
        if area != slot.area {
            drawing::fill(&mut self.canvas, slot.area, self.tile);
        }
        if !drawing::is_opaque(&scaled) {
            drawing::chequer(&mut self.canvas, area, self.chequer, 8);
        }
        lay_picture(&mut self.canvas, &scaled, area.x, area.y);
        if let Some(Mark::Animation(text)) = mark {
            self.draw_mark(area, slot.area, text);
        }
        area
    }

    /// Draws the part of the bar below its row that a cell has, from 0 at the left margin to 1 at the right one.
    pub fn draw_share(&mut self, slot: &Slot, (from, to): (f64, f64)) {
        let lines = self.style.label_lines;
        let label = if lines == 0 { 0 } else { label_gap(self.style) + lines * self.labels.line_height() };
        let y = slot.area.y + slot.area.height + label + (self.style.gap as f32 * BAR_DROP) as u32;
        let room = self.canvas.width().saturating_sub(2 * self.style.margin);
        let at = |part: f64| self.style.margin + (f64::from(room) * part.clamp(0.0, 1.0)).round() as u32;
        let mut bar = |from: u32, to: u32, colour| {
            let area = Rect { x: from, y, width: to.saturating_sub(from), height: BAR_HEIGHT };
            drawing::fill(&mut self.canvas, area, colour);
        };
        if slot.column == 0 {
            bar(at(0.0), at(1.0), mix(self.style.background, self.ink, 40));
        }
        // Neighbours differ, also where a share is too small for a space after it.
        bar(at(from), at(to).saturating_sub(1), if slot.column.is_multiple_of(2) { self.ink } else { self.faint });
    }

    /// Draws a cell without a picture: the reason in place of it, and the label.
    pub fn draw_missing(&mut self, slot: &Slot, reason: &str, label: &[&str]) {
        drawing::fill(&mut self.canvas, slot.area, self.tile);
        let text = self.labels.fit(reason, slot.area.width as f32 * 0.9);
        let x = slot.area.x as f32 + (slot.area.width as f32 - self.labels.width(&text)) / 2.0;
        let top = slot.area.y + slot.area.height.saturating_sub(self.labels.line_height()) / 2;
        self.labels.draw(&mut self.canvas, &text, x, top, self.faint);
        self.draw_label(slot, label);
    }

    /// Width and height of a cell of the style.
    pub fn cell(&self) -> (u32, u32) {
        self.style.cell
    }

    /// The page as it is now.
    pub fn canvas(&self) -> &RgbaImage {
        &self.canvas
    }

    /// Returns the page.
    pub fn finish(self) -> RgbaImage {
        self.canvas
    }

    fn draw_title(&mut self, layout: &Layout, number: u32) {
        let (x, top, n_pages) = (self.style.margin as f32, self.style.margin, u64::from(layout.n_pages()));
        let mut room = self.canvas.width() as f32 - 2.0 * x;
        let mut titles = Typesetter::new(title_size(self.style), &self.style.fonts);
        if n_pages > 1 {
            let mut numbers = Typesetter::new(heading_size(self.style), &self.style.fonts);
            let text = numbers.fit(&page_number(u64::from(number) + 1, n_pages), f32::MAX);
            let width = numbers.width(&text);
            let same_baseline = top + titles.baseline().saturating_sub(numbers.baseline());
            numbers.draw(&mut self.canvas, &text, x + room - width, same_baseline, self.faint);
            room -= number_room(self.style, n_pages);
        }
        for (i, line) in (0..).zip(&layout.title) {
            titles.draw_in(&mut self.canvas, line, (x, room), top + i * titles.line_height(), self.ink);
        }
    }

    fn draw_label(&mut self, slot: &Slot, lines: &[&str]) {
        let room = (slot.area.x as f32, slot.area.width as f32);
        let mut top = slot.area.y + slot.area.height + label_gap(self.style);
        for (i, lines) in set_label(&mut self.labels, lines, room.1, self.style.label_lines).iter().enumerate() {
            let ink = if i == 0 { self.ink } else { self.faint };
            for line in lines {
                self.labels.draw_in(&mut self.canvas, line, room, top, ink);
                top += self.labels.line_height();
            }
        }
    }

    /// Draws a dark pill with a play triangle and a text into the lower right corner of a picture, or of the tile beside it if
    /// the picture is small. Where the text has no room the triangle stands alone, and where that has none there is no mark.
    fn draw_mark(&mut self, picture: Rect, cell: Rect, text: &str) {
        let height = self.marks.line_height() + 2;
        let h = height as f32;
        for text in [text, ""] {
            let set = self.marks.fit(text, cell.width as f32);
            let text_width = if text.is_empty() { 0.0 } else { self.marks.width(&set) + h * 0.25 };
            let size = ((h * (0.75 + TRIANGLE) + text_width).ceil() as u32, height);
            let on_picture = corner(picture, size, height / 4)
                .filter(|pill| u64::from(pill.width) * u64::from(pill.height) * MARK_PART <= picture.n_pixels());
            let beside = || corner(cell, size, height / 8).filter(|pill| !pill.touches(picture));
            if let Some(pill) = on_picture.or_else(beside).filter(|_| set.text == text) {
                return self.draw_pill(pill, &set);
            }
        }
    }

    fn draw_pill(&mut self, pill: Rect, text: &TextLine) {
        const SHADE: Rgba<u8> = Rgba([0, 0, 0, 170]);
        const WHITE: Rgba<u8> = Rgba([255, 255, 255, 235]);
        let h = pill.height as f32;
        let triangle = h * TRIANGLE;
        drawing::shape(&mut self.canvas, pill, SHADE, drawing::rounded(pill.width as f32, h, h / 2.0));
        let (left, middle, half) = (h * 0.4, h / 2.0, triangle * 0.55);
        drawing::shape(&mut self.canvas, pill, WHITE, move |x, y| {
            // Two sides slant by `half` over `triangle`; the third is vertical.
            let slanted = ((y - middle).abs() * triangle + (x - left - triangle) * half) / triangle.hypot(half);
            slanted.max(left - x)
        });
        let text_x = pill.x as f32 + left + triangle + h * 0.25;
        self.marks.draw(&mut self.canvas, text, text_x, pill.y + 1, WHITE);
    }
}

/// Scales a picture as it is shown in a cell; one that was scaled so stays as it is. `focus` says where it is cropped to fill the
/// cell; without it, that is found in the picture.
pub fn fitted(picture: &RgbaImage, slot: &Slot, fit: CellFit, focus: Option<&Focus>) -> RgbaImage {
    let (size, bounds) = (picture.dimensions(), (slot.area.width, slot.area.height));
    if fit == CellFit::Contain {
        return resize(picture, None, size_within(size, bounds));
    }
    let centred = centre_crop(size, bounds);
    let is_whole = centred.left < 0.5 && centred.top < 0.5;
    let crop = match focus {
        _ if is_whole => centred,
        Some(focus) => focus.place(centred, size),
        None => Focus::of(picture).place(centred, size),
    };
    resize(picture, Some(crop), bounds)
}

/// A rectangle of a size in the lower right corner of another, some pixels from its edges; none if there is no room.
fn corner(area: Rect, (width, height): (u32, u32), inset: u32) -> Option<Rect> {
    let x = (area.x + area.width).checked_sub(width + inset)?;
    let y = (area.y + area.height).checked_sub(height + inset)?;
    (x >= area.x + inset && y >= area.y + inset).then_some(Rect { x, y, width, height })
}

#[cfg(test)]
mod tests;
