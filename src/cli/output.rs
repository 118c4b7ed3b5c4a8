//! Standard output for answers, standard error for remarks.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::Serialize;

use super::args::Global;
use super::escape;
use super::pager::Sink;
use super::style::{BAD, Style, has_colour, paint, terminal};
use crate::ops::State;

/// Where a command writes.
pub(super) struct Output {
    out: Sink,
    out_is_terminal: bool,
    quiet: bool,
    colour: bool,
    /// The answer is JSON.
    pub(super) json: bool,
    /// How the answer looks.
    pub(super) style: Style,
    /// Remarks that are written once the pager is left.
    later: RefCell<Vec<String>>,
}

impl Output {
    pub(super) fn new(global: &Global) -> Self {
        Self {
            out: Sink::plain(),
            out_is_terminal: io::stdout().is_terminal(),
            quiet: global.quiet,
            colour: has_colour(global.color, io::stderr().is_terminal()),
            json: global.json,
            style: Style::of_answer(global),
            later: RefCell::default(),
        }
    }

    /// Shows what follows in a pager if it is longer than the screen.
    pub(super) fn page(&mut self) {
        if self.is_for_person() && terminal() != "dumb" {
            self.out.page();
        }
    }

    /// Writes a line of the answer; what it quotes must be safe already.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Writes a path as a line: escaped and short on a terminal, byte for byte elsewhere.
    pub(super) fn path(&mut self, path: &Path, end: u8) -> io::Result<()> {
        match (self.out_is_terminal, end) {
            (true, b'\n') => self.out.write_all(self.style.path(path).text.as_bytes())?,
            (true, _) => self.out.write_all(escape::path(path).as_bytes())?,
            (false, _) => self.out.write_all(path.as_os_str().as_bytes())?,
        }
        self.out.write_all(&[end])
    }

    /// Writes the path that a media is listed under as a line; a person sees whether the file is there.
    pub(super) fn listed(&mut self, path: &Path, state: State) -> io::Result<()> {
        if !self.is_for_person() || state == State::Present {
            return self.path(path, b'\n');
        }
        let mark = self.style.paint(&format!("({})", state.name()), BAD);
        self.line(&format!("{}  {mark}", self.style.path(path).text))
    }

    /// Whether the answer goes to a terminal, as lines for a person.
    pub(super) fn is_for_person(&self) -> bool {
        self.out_is_terminal && !self.json
    }

    /// Writes bytes of the answer as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Writes a filled template. On a terminal it is escaped, apart from new lines and tabs.
    pub(super) fn filled(&mut self, text: &str, end: u8) -> io::Result<()> {
        if self.out_is_terminal {
            let lines: Vec<String> = text
                .split('\n')
                .map(|line| line.split('\t').map(escape::text).collect::<Vec<_>>().join("\t"))
                .collect();
            self.out.write_all(lines.join("\n").as_bytes())?;
        } else {
            self.out.write_all(text.as_bytes())?;
        }
        self.out.write_all(&[end])
    }

    /// Writes one JSON object as a line.
    pub(super) fn object(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes all that is not written yet, and waits for the pager.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let finished = self.out.finish();
        self.later.take().iter().for_each(|text| self.say(text));
        finished
    }

    /// Writes a line to standard error; after the answer, if that is held back or paged. Errors are ignored: a terminal that is
    /// gone is no reason to stop.
    fn say(&self, text: &str) {
        if self.out.is_held() {
            self.later.borrow_mut().push(text.to_owned());
        } else {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Writes a remark to standard error, unless it is to be quiet.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Writes a warning to standard error, quiet or not.
    pub(super) fn warning(&self, text: &str) {
        self.say(&format!("{} {text}", self.paint("warning:", "33")));
    }

    /// Writes an error and what to do about it to standard error.
    pub(super) fn error(&self, text: &str, hint: Option<&str>) {
        self.say(&format!("{} {text}", self.paint("error:", "1;31")));
        if let Some(hint) = hint {
            self.say(&format!("{} {hint}", self.paint("hint:", "36")));
        }
    }

    fn paint(&self, text: &str, code: &str) -> String {
        paint(text, code, self.colour)
    }
}
