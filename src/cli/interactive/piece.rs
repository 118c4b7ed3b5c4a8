//! Text at places of a screen, and the bytes that put it there. Pure.

use super::super::text::{clip, pad, width, wrap};
use super::picture::{Area, move_to};
use crate::cli::escape;

/// How a piece looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Style {
    /// As it is.
    Plain,
    /// Less important.
    Dim,
    /// To be seen first.
    Bold,
    /// Chosen.
    Reverse,
}

/// Text at a column and row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Piece {
    pub(in crate::cli) column: u16,
    pub(in crate::cli) row: u16,
    pub(in crate::cli) text: String,
    pub(in crate::cli) style: Style,
}

impl Piece {
    /// A text at a place, cut or filled to a width.
    pub(in crate::cli) fn filling(column: u16, row: u16, columns: u16, text: &str, style: Style) -> Self {
        Self { column, row, text: pad(text, usize::from(columns)), style }
    }

    /// The bytes that put it on the screen.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let code = match self.style {
            Style::Plain => "0",
            Style::Dim => "0;2",
            Style::Bold => "0;1",
            Style::Reverse => "0;7",
        };
        format!("{}\x1b[{code}m{}\x1b[0m", move_to(self.column, self.row), self.text).into_bytes()
    }
}

/// Clears an area.
pub(super) fn blanks(area: Area) -> Vec<u8> {
    let blank = " ".repeat(usize::from(area.columns));
    let rows = (area.row..area.row + area.rows).map(|row| format!("{}\x1b[0m{blank}", move_to(area.column, row)));
    rows.collect::<String>().into_bytes()
}

/// Writes a reason in the middle of an area in place of its picture.
pub(in crate::cli) fn notice(reason: &str, area: Area) -> Vec<u8> {
    let lines = wrap(&escape::text(reason), usize::from(area.columns));
    let above = usize::from(area.rows).saturating_sub(lines.len()) / 2;
    let rows = (area.row..area.row + area.rows).skip(above);
    let pieces = rows.zip(lines).map(|(row, line)| {
        let text = clip(&line, usize::from(area.columns));
        let before = usize::from(area.columns).saturating_sub(width(&text)) / 2;
        let column = area.column + u16::try_from(before).unwrap_or(0);
        Piece { column, row, text, style: Style::Dim }
    });
    pieces.flat_map(|piece| piece.bytes()).collect()
}
