//! A person's word that two media are not the same.

use super::super::error::Result;
use super::super::selection::{media_of, path_of};
use super::super::{ContentHash, Error, Gallery};
use crate::catalog::{Action, JournalId};

/// Remembers that two media are not the same, so that they are in no group together; returns the journal's entry, or none
/// if that was known.
///
/// # Errors
/// If either is not in the gallery, or both are one.
pub fn reject(gallery: &Gallery, one: &ContentHash, other: &ContentHash) -> Result<Option<JournalId>> {
    let (a, b) = (media_of(gallery, one)?, media_of(gallery, other)?);
    if a == b {
        return Err(Error::SameContent);
    }
    let action = Action::Reject { one: path_of(gallery, a)?, other: path_of(gallery, b)? };
    Ok(gallery.change(&action, |entry| Ok(gallery.catalog.reject(a, b, entry)?))?.1)
}
