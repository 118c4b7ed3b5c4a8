//! Making signatures from files, where they are missing or of another version.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::super::described::describe_those_left;
use super::super::error::Result;
use super::super::store::ThumbStore;
use super::super::{Described, Event, Gallery, Phase, Progress, picture};
use crate::catalog::MediaId;
use crate::examine::{self, DEFAULT_EDGE};
use crate::fingerprint::Signature;
use crate::media::Limits;

/// Media whose signatures are made on all cores and written in one transaction.
const BATCH_SIZE: usize = 32;

/// Makes signatures of media from their files, and from the same pixels the thumbnails by which stills are compared. A file
/// that cannot be read is left for another time.
pub(super) fn sign(gallery: &Gallery, media: &[MediaId], progress: &mut dyn Progress) -> Result<ControlFlow<()>> {
    if progress.on(Event::Planned { phase: Phase::Describe, items: media.len() as u64, bytes: 0 }).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    for batch in media.chunks(BATCH_SIZE) {
        let described = describe_those_left(gallery, batch.iter().copied())?;
        let thumbs = &gallery.thumbs;
        let signed: Vec<(MediaId, Signature)> =
            described.par_iter().filter_map(|(id, media)| Some((*id, signature(thumbs, media)?))).collect();
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

fn signature(thumbs: &ThumbStore, media: &Described) -> Option<Signature> {
    let (bytes, limits) = (picture::bytes(media).ok()?, Limits::default());
    let facts = examine::probe(&bytes, picture::format(media).ok()?, &limits).ok()?;
    let examined = examine::examine(&bytes, &facts, &BTreeSet::from([DEFAULT_EDGE]), &limits).ok()?;
    thumbs.remove(&media.hash);
    for (edge, webp) in examined.thumbnails {
        // A thumbnail that could not be written is made when it is needed.
        let _ = thumbs.put(&media.hash, edge, &webp.ok()?);
    }
    Some(examined.signature)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use image::RgbaImage;

    use super::super::super::{ImportOptions, Unwatched, import};
    use super::*;

    #[test]
    fn an_import_makes_again_what_was_made_of_wrong_pixels() {
        let dir = std::env::temp_dir().join(format!("nakigao-renew-{}", std::process::id()));
        let gallery = Gallery::open_or_create(&dir, &dir.join("thumbs")).unwrap();
        let still = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/still/rgb.png");
        let run = || import(&gallery, std::slice::from_ref(&still), &ImportOptions::default(), &mut Unwatched).unwrap();
        run();
        let hash = gallery.catalog.content_hashes().unwrap().into_iter().next().unwrap();
        let id = gallery.catalog.find_media(&hash).unwrap().unwrap();
        let made = || (gallery.catalog.find_signature(id).unwrap().unwrap(), gallery.thumbs.read(&hash, DEFAULT_EDGE));
        let right = made();
        gallery.catalog.put_signature(id, &Signature { version: 0, data: Vec::new(), ..right.0.clone() }).unwrap();
        let wrong = examine::encode_thumbnail(&RgbaImage::new(3, 3), DEFAULT_EDGE).unwrap();
        gallery.thumbs.put(&hash, DEFAULT_EDGE, &wrong).unwrap();
        gallery.thumbs.put(&hash, 512, &wrong).unwrap();
        run();
        assert!(made() == right && right.1.is_some());
        assert!(gallery.thumbs.read(&hash, 512).is_none());
        assert!(gallery.catalog.list_outdated().unwrap().is_empty());
        drop(gallery);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
