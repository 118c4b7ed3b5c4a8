//! A question on the terminal.

use std::io::{self, BufRead, Write, stderr, stdin};

/// Asks a person, and returns the line that is typed, trimmed; an empty one where the input has ended.
pub(super) fn answer(question: &str) -> io::Result<String> {
    let mut err = stderr().lock();
    write!(err, "{question}")?;
    err.flush()?;
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
