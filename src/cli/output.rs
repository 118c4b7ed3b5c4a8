//! Standard output for answers, standard error for remarks.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use serde::Serialize;

use super::args::{Global, When};
use super::escape;

/// Where a command writes.
pub(super) struct Output {
    out: BufWriter<Stdout>,
    out_is_terminal: bool,
    quiet: bool,
    colour: bool,
    /// The answer is JSON.
    pub(super) json: bool,
}

impl Output {
    pub(super) fn new(global: &Global) -> Self {
        let colour = match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self {
            out: BufWriter::new(io::stdout()),
            out_is_terminal: io::stdout().is_terminal(),
            quiet: global.quiet,
            colour,
            json: global.json,
        }
    }

    /// Writes a line of the answer; what it quotes must be safe already.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    /// Writes a path as a line: escaped on a terminal, byte for byte elsewhere.
    pub(super) fn path(&mut self, path: &Path, end: u8) -> io::Result<()> {
        if self.out_is_terminal {
            self.out.write_all(escape::path(path).as_bytes())?;
        } else {
            self.out.write_all(path.as_os_str().as_bytes())?;
        }
        self.out.write_all(&[end])
    }

    /// Writes bytes of the answer as they are.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Writes text that a person's template made: on a terminal, line by line and escaped.
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

    /// Writes a remark to standard error, unless it is to be quiet. A terminal that is gone is no reason to stop.
    pub(super) fn remark(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Writes a warning to standard error, quiet or not.
    pub(super) fn warning(&self, text: &str) {
        let _ = writeln!(io::stderr(), "{} {text}", self.paint("warning:", "33"));
    }

    /// Writes an error and what to do about it to standard error.
    pub(super) fn error(&self, text: &str, hint: Option<&str>) {
        let _ = writeln!(io::stderr(), "{} {text}", self.paint("error:", "1;31"));
        if let Some(hint) = hint {
            let _ = writeln!(io::stderr(), "{} {hint}", self.paint("hint:", "36"));
        }
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
