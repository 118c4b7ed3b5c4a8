//! A content takes over what people said of another: for a file that was edited so much that import does not see it.

use std::ffi::OsStr;

use super::error::Result;
use super::gallery::now_ms;
use super::selection::find_named;
use super::{Error, Gallery};
use crate::catalog::{Carried, MediaId, Source};

/// Carries over tags that were stated or accepted, refusals, notes and rejections from `old` to `new`, each a path or the
/// beginning of a hash; one entry of the journal. The old content keeps them too.
///
/// # Errors
/// If either is unknown or names several media, both are one, or the catalogue cannot be written.
pub fn adopt(gallery: &Gallery, old: &OsStr, new: &OsStr, command: &str) -> Result<Carried> {
    let (from, to) = (one_named(gallery, old)?, one_named(gallery, new)?);
    if from == to {
        return Err(Error::Usage(format!(
            "{} and {} are the same content: name the earlier one by the beginning of its hash",
            old.to_string_lossy(),
            new.to_string_lossy()
        )));
    }
    let catalog = &gallery.catalog;
    catalog.atomically(|| {
        let entry = catalog.open_entry(command, Source::Hand, now_ms())?;
        let carried = catalog.carry_over(from, to, entry)?;
        catalog.close_entry(entry)?;
        Ok(carried)
    })
}

/// Finds the media that a path or the beginning of a hash names.
pub(super) fn one_named(gallery: &Gallery, named: &OsStr) -> Result<MediaId> {
    match find_named(gallery, named)?.as_slice() {
        [one] => Ok(*one),
        several => {
            Err(Error::Usage(format!("{} names {} media: name one of them", named.to_string_lossy(), several.len())))
        }
    }
}
