//! Standard output, through a pager where the answer is longer than the screen.
//!
//! What is written is held back until it is known to be too long. A pager that cannot be started is no error: the answer is
//! written as it is.

use std::env;
use std::io::{self, BufWriter, Stdout, Write};
use std::mem;
use std::process::{Child, ChildStdin, Command, Stdio};

use crossterm::terminal::size;

/// What `less` is asked for unless `LESS` says something else: to end where all fits on one screen (F), to let colours and
/// links through (R), and to leave the text on the screen (X).
const LESS: &str = "FRX";

/// Where an answer goes.
pub(super) enum Sink {
    /// To standard output.
    Plain(BufWriter<Stdout>),
    /// Nowhere yet: it fits on the screen so far.
    Held {
        bytes: Vec<u8>,
        /// Lines that may follow.
        room: usize,
    },
    /// To a pager.
    Pager { pager: Child, input: BufWriter<ChildStdin> },
}

impl Sink {
    pub(super) fn plain() -> Self {
        Self::Plain(BufWriter::new(io::stdout()))
    }

    /// Pages what follows, if it is long. Standard output is a terminal.
    pub(super) fn page(&mut self) {
        if let Self::Plain(out) = self
            && out.buffer().is_empty()
            && let Ok((_, rows)) = size()
        {
            // One row is for the prompt.
            *self = Self::Held { bytes: Vec::new(), room: usize::from(rows).saturating_sub(1) };
        }
    }

    /// Whether a part of the answer is held back, or a pager has the screen.
    pub(super) fn is_held(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Held { bytes, .. } => !bytes.is_empty(),
            Self::Pager { .. } => true,
        }
    }

    /// Writes what is held back, and waits until the pager is left.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match mem::replace(self, Self::plain()) {
            Self::Plain(mut out) => out.flush(),
            Self::Held { bytes, .. } => {
                self.write_all(&bytes)?;
                self.flush()
            }
            Self::Pager { mut pager, mut input } => {
                let written = input.flush();
                drop(input);
                pager.wait()?;
                written
            }
        }
    }

    fn start(&mut self) -> io::Result<()> {
        let Self::Held { bytes, .. } = self else { return Ok(()) };
        let held = mem::take(bytes);
        *self = match spawn() {
            Some((pager, input)) => Self::Pager { pager, input: BufWriter::new(input) },
            None => Self::plain(),
        };
        self.write_all(&held)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Pager { input, .. } => input.write(bytes),
            Self::Held { bytes: held, room } => {
                held.extend_from_slice(bytes);
                let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
                match room.checked_sub(lines) {
                    Some(left) => *room = left,
                    None => self.start()?,
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Pager { input, .. } => input.flush(),
            Self::Held { .. } => Ok(()),
        }
    }
}

fn spawn() -> Option<(Child, ChildStdin)> {
    let set = env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let line = set.unwrap_or_else(|| "less".to_owned());
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    let mut pager = command.spawn().ok()?;
    let input = pager.stdin.take()?;
    // Ctrl-C is for the pager. This fails, and changes nothing, where an operation has set a handler already.
    let _ = ctrlc::set_handler(|| {});
    Some((pager, input))
}
