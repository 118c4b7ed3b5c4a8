//! The gallery that a command works on.

use std::io::{Write, stderr};
use std::sync::Once;

use super::args::Global;
use super::exit::Failed;
use super::interrupt::was_interrupted;
use super::places::{Places, places};
use crate::ops::Gallery;

/// Opens the gallery that was asked for.
///
/// # Errors
/// If there is none, or it cannot be opened.
pub(super) fn open(global: &Global) -> Result<Gallery, Failed> {
    let Places { dir, thumbs } = places(global.gallery.as_ref())?;
    Ok(waiting(global, Gallery::open(&dir, &thumbs)?))
}

/// The same gallery; with `--wait` its operations wait for others, until Ctrl-C.
pub(super) fn waiting(global: &Global, gallery: Gallery) -> Gallery {
    match (global.wait, global.quiet) {
        (false, _) => gallery,
        (true, true) => gallery.waiting_while(|| !was_interrupted()),
        (true, false) => gallery.waiting_while(|| {
            static SAID: Once = Once::new();
            // A terminal that is gone is no reason to stop.
            SAID.call_once(|| drop(writeln!(stderr(), "waiting for another command on this gallery to end")));
            !was_interrupted()
        }),
    }
}
