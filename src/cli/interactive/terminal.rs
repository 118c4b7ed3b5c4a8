//! The terminal, taken over and given back.
//!
//! While it is taken over it is raw, on its alternate screen, without a cursor. It is given back on every way out: at the
//! end, on an error, when the program panics, on SIGTERM, SIGHUP and SIGINT. The keys Ctrl-C and Ctrl-Z send no signal here.
//! A signal ends the walk when its present work is done, or the program after [`GRACE`]. The message of a panic is held
//! until the terminal is given back, since the alternate screen would lose it. A panic that is caught (a decoder's) shows
//! no message.
//!
//! Nothing is known here of tags or pictures: bytes go out, events come in.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::{cursor, execute, terminal};

use crate::cli::interrupt::{self, was_interrupted};

/// The terminal is raw and on its alternate screen.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
/// The message of a panic, held until the terminal is given back.
static PANIC_MESSAGE: Mutex<Option<String>> = Mutex::new(None);

/// How often a signal is looked for while no key is pressed.
const TICK: Duration = Duration::from_millis(100);
/// How long the walk may take to end after a signal; then the program ends. A read of a terminal that is gone never returns
/// (crossterm 0.29 takes the end of the input for an interruption and tries for ever).
const GRACE: Duration = Duration::from_secs(1);
/// How often it is looked for the walk's end meanwhile.
const GRACE_TICK: Duration = Duration::from_millis(10);

/// A terminal that is taken over until this is dropped.
pub(super) struct Terminal {
    /// Bytes that are written before it is given back.
    last_bytes: Vec<u8>,
}

/// How large a terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Size {
    pub(in crate::cli) columns: u16,
    pub(in crate::cli) rows: u16,
    /// The size of a cell in pixels, where it is told.
    pub(in crate::cli) cell: Option<(u16, u16)>,
}

/// Whether standard input and standard output are a terminal.
pub(super) fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Terminal {
    /// Takes the terminal over; `last_bytes` are written before it is given back.
    pub(super) fn open(last_bytes: Vec<u8>) -> io::Result<Self> {
        interrupt::listen(true);
        interrupt::set_handler(Some(end_in_time));
        hold_panic_messages();
        IS_TAKEN.store(true, Ordering::SeqCst);
        let taken = Self { last_bytes };
        // An error from here on drops `taken`, which undoes whatever was done.
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide, EnableBracketedPaste)?;
        Ok(taken)
    }

    /// Asks how large it is now.
    pub(super) fn size(&self) -> io::Result<Size> {
        // Some systems answer with an error where the terminal does not tell its size in pixels.
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

    /// Waits for an event; none if a signal asks for the end.
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

    /// Whether [`Self::event`] would return at once.
    pub(super) fn is_event_waiting(&self) -> io::Result<bool> {
        Ok(was_interrupted() || event::poll(Duration::ZERO)?)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back(&self.last_bytes);
        if std::thread::panicking()
            && let Some(message) = PANIC_MESSAGE.lock().ok().and_then(|mut message| message.take())
        {
            let _ = writeln!(io::stderr(), "{message}");
        }
    }
}

/// Undoes what [`Terminal::open`] did. A terminal that is gone needs nothing back.
fn give_back(last_bytes: &[u8]) {
    if IS_TAKEN.swap(false, Ordering::SeqCst) {
        interrupt::set_handler(None);
        let _ = terminal::disable_raw_mode();
        let mut out = io::stdout();
        let _ = out.write_all(last_bytes);
        let _ = execute!(out, DisableBracketedPaste, terminal::LeaveAlternateScreen, cursor::Show);
    }
}

/// Waits for the walk to end, and ends the program if that takes longer than [`GRACE`].
fn end_in_time() {
    let since = Instant::now();
    while since.elapsed() < GRACE {
        std::thread::sleep(GRACE_TICK);
        if !IS_TAKEN.load(Ordering::SeqCst) {
            return;
        }
    }
    give_back(b"");
    interrupt::end();
}

/// Holds the messages of panics back while the terminal is taken over.
fn hold_panic_messages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IS_TAKEN.load(Ordering::SeqCst) {
                before(info);
            } else if let Ok(mut message) = PANIC_MESSAGE.lock() {
                *message = Some(info.to_string());
            }
        }));
    });
}
