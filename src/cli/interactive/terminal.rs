//! The terminal, taken over and given back.
//!
//! While it is ours it is raw, on its alternate screen, without a cursor. It is given back on every way out: at the end,
//! on an error, when the program panics, on SIGTERM, SIGHUP and SIGINT (as keys, Ctrl-C and Ctrl-Z are only keys here).
//! A signal ends the walk after what it is doing, or the program after a second of that. What a panic says is kept until
//! the terminal is given back, for on the alternate screen it would be lost; a panic that somebody catches (a decoder's)
//! says nothing.
//!
//! Nothing is known here of tags or pictures: bytes go out, events come in.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use std::time::Duration;

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::{cursor, execute, terminal};

use crate::cli::interrupt::{self, was_interrupted};

/// The terminal is raw and on its alternate screen.
static OURS: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: Mutex<Option<String>> = Mutex::new(None);

/// How often a signal is looked for while no key is pressed.
const TICK: Duration = Duration::from_millis(100);
/// How many tenths of a tick the walk has to end after a signal. A read of a terminal that is gone never returns
/// (crossterm 0.29 takes the end of the input for an interruption and tries for ever).
const GRACE_TICKS: u32 = 100;

/// A terminal that is ours until this is dropped.
pub(super) struct Terminal {
    /// Written before it is given back.
    farewell: Vec<u8>,
}

/// How large a terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Size {
    pub(in crate::cli) columns: u16,
    pub(in crate::cli) rows: u16,
    /// The size of a cell in pixels, where it is told.
    pub(in crate::cli) cell: Option<(u16, u16)>,
}

/// Whether a person sits at both ends.
pub(super) fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Terminal {
    /// Takes the terminal over; before giving it back, some bytes are written.
    pub(super) fn open(farewell: Vec<u8>) -> io::Result<Self> {
        interrupt::listen(true);
        interrupt::meet_with(Some(end_in_time));
        keep_last_words();
        OURS.store(true, Ordering::SeqCst);
        let ours = Self { farewell };
        // From here on `ours` is dropped on an error, and undoes whatever was done.
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide, EnableBracketedPaste)?;
        Ok(ours)
    }

    /// Asks how large it is now.
    pub(super) fn size(&self) -> io::Result<Size> {
        // Not every terminal tells its pixels, and some systems fail the question because of it.
        let (columns, rows, width, height) = match terminal::window_size() {
            Ok(size) => (size.columns, size.rows, size.width, size.height),
            Err(_) => terminal::size().map(|(columns, rows)| (columns, rows, 0, 0))?,
        };
        let cell = (width.checked_div(columns).unwrap_or(0), height.checked_div(rows).unwrap_or(0));
        Ok(Size { columns, rows, cell: (cell.0 > 0 && cell.1 > 0).then_some(cell) })
    }

    /// Writes bytes so that they appear at once, where the terminal can do that.
    pub(super) fn show(&self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(b"\x1b[?2026h")?;
        out.write_all(bytes)?;
        out.write_all(b"\x1b[?2026l")?;
        out.flush()
    }

    /// Waits for something to happen; none if a signal says to end.
    pub(super) fn event(&self) -> io::Result<Option<Event>> {
        loop {
            if was_interrupted() {
                return Ok(None);
            }
            if event::poll(TICK)? {
                return event::read().map(Some);
            }
        }
    }

    /// Whether something has happened already, so that [`Self::event`] would not wait.
    pub(super) fn is_event_waiting(&self) -> io::Result<bool> {
        Ok(was_interrupted() || event::poll(Duration::ZERO)?)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&self.farewell);
        if std::thread::panicking()
            && let Some(words) = LAST_WORDS.lock().ok().and_then(|mut words| words.take())
        {
            let _ = writeln!(io::stderr(), "{words}");
        }
    }
}

/// Undoes what [`Terminal::open`] did. A terminal that is gone needs nothing back.
fn give_back(farewell: &[u8]) {
    if OURS.swap(false, Ordering::SeqCst) {
        interrupt::meet_with(None);
        let _ = terminal::disable_raw_mode();
        let mut out = io::stdout();
        let _ = out.write_all(farewell);
        let _ = execute!(out, DisableBracketedPaste, terminal::LeaveAlternateScreen, cursor::Show);
    }
}

/// Gives the walk its time to end, and ends the program after that.
fn end_in_time() {
    for _ in 0..GRACE_TICKS {
        std::thread::sleep(TICK / 10);
        if !OURS.load(Ordering::SeqCst) {
            return;
        }
    }
    give_back(b"");
    interrupt::end();
}

fn keep_last_words() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !OURS.load(Ordering::SeqCst) {
                before(info);
            } else if let Ok(mut words) = LAST_WORDS.lock() {
                *words = Some(info.to_string());
            }
        }));
    });
}
