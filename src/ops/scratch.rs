//! Editing a text in another program, by a temporary file.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process;

use super::Error;
use super::error::Result;

/// The most bytes of a text that are read back.
const MOST_BYTES: u64 = 1 << 20;

/// Deletes the file at the end, however that comes.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // If it cannot be deleted, it lies in a folder that the system clears.
        let _ = fs::remove_file(&self.0);
    }
}

/// Lets `edit` change a text in a temporary file of the folder `dir`, and returns the new text; `None` if `edit` returns false.
///
/// # Errors
/// If the file cannot be written or read, or the text is not UTF-8.
pub fn edit_text(dir: &Path, text: &str, edit: impl FnOnce(&Path) -> bool) -> Result<Option<String>> {
    let path = dir.join(format!("nakigao-note-{}.txt", process::id()));
    // Only the person who writes it reads it.
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    let mut file = made.map_err(Error::io("make", &path))?;
    let scratch = Scratch(path);
    file.write_all(text.as_bytes()).map_err(Error::io("write", &scratch.0))?;
    drop(file);
    if !edit(&scratch.0) {
        return Ok(None);
    }
    let mut edited = String::new();
    let file = File::open(&scratch.0).map_err(Error::io("read", &scratch.0))?;
    file.take(MOST_BYTES).read_to_string(&mut edited).map_err(Error::io("read", &scratch.0))?;
    Ok(Some(edited))
}
