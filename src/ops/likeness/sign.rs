//! Making the descriptions that are missing, or are of another version than today's, from files.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::super::error::Result;
use super::super::show::describe;
use super::super::{Described, Event, Gallery, Progress, picture};
use crate::catalog::MediaId;
use crate::examine;
use crate::fingerprint::Signature;
use crate::media::Limits;

/// Media whose signatures are made on all cores and written in one transaction.
const BATCH_SIZE: usize = 32;

/// Makes signatures of media from their files; what cannot be read now is left for another time.
pub(super) fn sign(gallery: &Gallery, media: &[MediaId], progress: &mut dyn Progress) -> Result<ControlFlow<()>> {
    if progress.on(Event::Planned { items: media.len() as u64, bytes: 0 }).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    for batch in media.chunks(BATCH_SIZE) {
        let described: Vec<(MediaId, Described)> =
            batch.iter().map(|&id| Ok((id, describe(gallery, gallery.catalog.media(id)?)?))).collect::<Result<_>>()?;
        let signed: Vec<(MediaId, Signature)> =
            described.par_iter().filter_map(|(id, media)| Some((*id, signature(media)?))).collect();
        gallery.catalog.atomically(|| -> Result<()> {
            for (id, signature) in &signed {
                gallery.catalog.delete_likenesses(*id)?;
                gallery.catalog.put_signature(*id, signature)?;
            }
            Ok(())
        })?;
        for (_, media) in &described {
            if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn signature(media: &Described) -> Option<Signature> {
    let (bytes, limits) = (picture::bytes(media).ok()?, Limits::default());
    let facts = examine::probe(&bytes, picture::format(media).ok()?, &limits).ok()?;
    Some(examine::examine(&bytes, &facts, &BTreeSet::new(), &limits).ok()?.signature)
}
