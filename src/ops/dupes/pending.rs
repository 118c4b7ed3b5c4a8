//! Moves to the trash that a kill broke off: recorded as done or dropped, by what is on the disk.
//!
//! | at its path | in the trash | then |
//! | --- | --- | --- |
//! | yes | – | it was not moved: the intent is dropped |
//! | no | yes | it was moved: noted, or put back if the one that is kept is gone |
//! | no | no, its folder is there | it was moved and the trash emptied, or never there: the intent is dropped |
//! | no | no, nor its folder | its disk is away: asked again next time |
//! | cannot be read | or this | asked again next time |

use std::fs;
use std::path::Path;

use super::super::error::Result;
use super::super::{Gallery, original, trash};
use super::resolve::{holds, note_moved};
use crate::catalog::PendingMove;

/// Settles all moves that were begun and not recorded as done. The gallery must be locked, so that none is under way.
pub(in super::super) fn settle_moves(gallery: &Gallery) -> Result<()> {
    let catalog = &gallery.catalog;
    for pending in catalog.list_pending_moves()? {
        if settle(gallery, &pending)? {
            catalog.close_entry(pending.entry)?;
        }
    }
    Ok(())
}

/// Settles a move; returns whether the disk could be read to decide it.
fn settle(gallery: &Gallery, pending: &PendingMove) -> Result<bool> {
    let is_at_path = match fs::symlink_metadata(&pending.path) {
        Ok(_) => true,
        Err(error) if original::is_absence(&error) => false,
        Err(_) => return Ok(false),
    };
    if !is_at_path {
        match holds(&pending.place, &pending.hash) {
            Ok(_) => {
                let is_keeper_gone =
                    holds(&pending.keeper, &pending.keeper_hash).is_err_and(|error| error.is_certain());
                if !is_keeper_gone || trash::take_back(&pending.place, &pending.path).is_err() {
                    note_moved(gallery, pending)?;
                    return Ok(true);
                }
            }
            Err(error) if !error.is_certain() => return Ok(false),
            Err(_) if !pending.path.parent().is_some_and(Path::is_dir) => return Ok(false),
            Err(_) => {}
        }
    }
    trash::forget_place(&pending.place);
    gallery.catalog.delete_pending_move(&pending.path)?;
    Ok(true)
}
