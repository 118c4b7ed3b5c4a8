//! A content takes over what people said of another: for a file that was edited so much that import does not see it.

use super::error::Result;
use super::gallery::now_ms;
use super::selection::media_of;
use super::{ContentHash, Error, Gallery};
use crate::catalog::{Carried, Source};

/// Carries over tags that were stated or accepted, refusals, notes and rejections from `old` to `new`; one entry of the journal.
/// The old content keeps them too.
///
/// # Errors
/// If either is not in the gallery, or both are one.
pub fn adopt(gallery: &Gallery, old: &ContentHash, new: &ContentHash, command: &str) -> Result<Carried> {
    let (from, to) = (media_of(gallery, old)?, media_of(gallery, new)?);
    if from == to {
        return Err(Error::Usage(
            "both are the same content: name the earlier one by the beginning of its hash".to_owned(),
        ));
    }
    let catalog = &gallery.catalog;
    catalog.atomically(|| {
        let entry = catalog.open_entry(command, Source::Hand, now_ms())?;
        let carried = catalog.carry_over(from, to, entry)?;
        catalog.close_entry(entry)?;
        Ok(carried)
    })
}
