//! Handing a file to the program that the desktop has for it.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program that finds the desktop's own (xdg-utils); on macOS the system has one.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Opens a file in the background. The output of the program is discarded, since it would stand in the middle of a screen.
///
/// # Errors
/// In words for a person, if nothing can be started or the file is not there.
pub(super) fn open(path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Err("the file is not there now".to_owned());
    }
    let mut command = Command::new(OPENER);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no {OPENER} to open files with: install xdg-utils"),
        _ => format!("{OPENER} cannot be started: {error}"),
    })?;
    // Some viewers run until they are closed. The thread only keeps one that has ended from staying a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}
