//! A content takes over what people said of another: for an edited file that import does not recognise.

use super::error::Result;
use super::selection::{media_of, path_of};
use super::{ContentHash, Error, Gallery};
use crate::catalog::{Action, Carried, JournalId};

/// What was carried over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AdoptReport {
    /// How many tags, notes and refusals.
    pub carried: Carried,
    /// The journal's entry, if anything was changed.
    pub entry: Option<JournalId>,
}

/// Carries over tags that were stated or accepted, refusals, notes and rejections from `old` to `new`; one entry of the journal.
/// The old content keeps them too.
///
/// # Errors
/// If either is not in the gallery, or both are one.
pub fn adopt(gallery: &Gallery, old: &ContentHash, new: &ContentHash) -> Result<AdoptReport> {
    let (from, to) = (media_of(gallery, old)?, media_of(gallery, new)?);
    if from == to {
        return Err(Error::SameContent);
    }
    // The old content may have no path any more, so the journal names it by its hash.
    let action = Action::Adopt { old: old.short(), new: path_of(gallery, to)? };
    let (carried, entry) = gallery.change(&action, |entry| Ok(gallery.catalog.carry_over(from, to, entry)?))?;
    Ok(AdoptReport { carried, entry })
}
