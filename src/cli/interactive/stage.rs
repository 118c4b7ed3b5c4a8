//! A terminal on which one screen of text with a picture follows another.
//!
//! Text is drawn at once, the picture only when no key is waiting; what is on the screen already is not drawn again.

use std::io;

use crossterm::event::Event;

use super::detect::{self, Environment, Pictures};
use super::picture::{self, Area, Cell, Protocol, move_to};
use super::piece::{Piece, blanks};
use super::terminal::{self, Size, Terminal};
use crate::cli::exit::Failed;

/// A picture on the screen. Two that are equal look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Place {
    /// The number of what is pictured.
    pub(in crate::cli) position: usize,
    /// Where the picture goes.
    pub(in crate::cli) area: Area,
    pub(in crate::cli) cell: Cell,
}

/// A terminal that is taken over, and what is drawn on it.
pub(in crate::cli) struct Stage {
    terminal: Terminal,
    /// How pictures are shown on it.
    pub(in crate::cli) protocol: Protocol,
    /// The place from which older pictures were wiped.
    cleared: Option<Place>,
    /// The picture that is on the screen.
    painted: Option<Place>,
}

/// Finds out how to show pictures in the terminal that the program runs in.
///
/// # Errors
/// If there is no terminal, or it cannot show what was asked for.
pub(in crate::cli) fn protocol(pictures: Pictures) -> Result<Protocol, Failed> {
    if !terminal::is_there() {
        return Err(Failed::Usage("--interactive needs a terminal for input and output".to_owned()));
    }
    detect::protocol(&environment(), pictures).map_err(Failed::Usage)
}

fn environment() -> Environment {
    let value = |name| std::env::var(name).unwrap_or_default();
    Environment {
        term: value("TERM"),
        term_program: value("TERM_PROGRAM"),
        kitty_window_id: value("KITTY_WINDOW_ID"),
        tmux: value("TMUX"),
        colorterm: value("COLORTERM"),
    }
}

impl Stage {
    /// Takes the terminal over until this is dropped.
    pub(in crate::cli) fn open(protocol: Protocol) -> io::Result<Self> {
        Ok(Self { terminal: Terminal::open(picture::erase(protocol))?, protocol, cleared: None, painted: None })
    }

    /// How large it is now.
    pub(in crate::cli) fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Waits for an event; none if a signal asks for the end.
    pub(in crate::cli) fn event(&self) -> io::Result<Option<Event>> {
        self.terminal.event()
    }

    /// Forgets what is on the screen.
    pub(in crate::cli) fn forget(&mut self) {
        (self.cleared, self.painted) = (None, None);
    }

    /// Draws text around the place of a picture; tells whether the picture is to be drawn now.
    pub(in crate::cli) fn write(
        &mut self,
        place: Place,
        pieces: &[Piece],
        cursor: Option<(u16, u16)>,
    ) -> io::Result<bool> {
        let mut frame = b"\x1b[?25l".to_vec();
        if self.cleared != Some(place) {
            let is_elsewhere = self.cleared.is_none_or(|old| (old.area, old.cell) != (place.area, place.cell));
            frame.extend(picture::erase(self.protocol));
            frame.extend(if is_elsewhere { b"\x1b[0m\x1b[2J".to_vec() } else { blanks(place.area) });
            (self.cleared, self.painted) = (Some(place), None);
        }
        pieces.iter().for_each(|piece| frame.extend(piece.bytes()));
        frame.extend(shown_at(cursor));
        self.terminal.show(&frame)?;
        Ok(self.painted != Some(place) && !self.terminal.is_event_waiting()?)
    }

    /// Draws the bytes of a picture at its place.
    pub(in crate::cli) fn paint(
        &mut self,
        place: Place,
        mut bytes: Vec<u8>,
        cursor: Option<(u16, u16)>,
    ) -> io::Result<()> {
        bytes.extend(shown_at(cursor));
        self.terminal.show(&bytes)?;
        self.painted = Some(place);
        Ok(())
    }
}

/// Shows the cursor where text is typed.
fn shown_at(cursor: Option<(u16, u16)>) -> Vec<u8> {
    cursor.map(|(column, row)| format!("{}\x1b[?25h", move_to(column, row)).into_bytes()).unwrap_or_default()
}
