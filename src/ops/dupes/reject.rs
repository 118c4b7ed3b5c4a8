//! "These two are not the same."

use super::super::error::Result;
use super::super::gallery::now_ms;
use super::super::selection::media_of;
use super::super::{ContentHash, Error, Gallery};
use crate::catalog::Source;

/// Remembers that two media are not the same, so that they are in no group together; one entry of the journal. Returns
/// whether that was new.
///
/// # Errors
/// If either is not in the gallery, or both are one.
pub fn reject(gallery: &Gallery, one: &ContentHash, other: &ContentHash, command: &str) -> Result<bool> {
    let (a, b) = (media_of(gallery, one)?, media_of(gallery, other)?);
    if a == b {
        return Err(Error::Usage("both hold the same bytes: nothing can tell them apart".to_owned()));
    }
    let catalog = &gallery.catalog;
    catalog.atomically(|| {
        let entry = catalog.open_entry(command, Source::Hand, now_ms())?;
        let is_new = catalog.reject(a, b, entry)?;
        catalog.close_entry(entry)?;
        Ok(is_new)
    })
}
