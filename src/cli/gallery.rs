//! The gallery that a command works on.

use super::args::Global;
use super::exit::Failed;
use super::places::{Places, places};
use crate::ops::Gallery;

/// Opens the gallery that was asked for; there must be one.
pub(super) fn open(global: &Global) -> Result<Gallery, Failed> {
    let Places { dir, thumbs } = places(global.gallery.as_ref())?;
    Ok(Gallery::open(&dir, &thumbs)?)
}
