//! Describing what a media looks like while it is decoded.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbaImage;
use rayon::prelude::*;

use super::super::error::Result;
use super::super::show::describe;
use super::super::store::DEFAULT_EDGE;
use super::super::{Described, Event, Gallery, Progress, picture};
use super::Looks;
use crate::catalog::{MediaId, Signature, SignatureKind};
use crate::fingerprint::{FrameLook, LOOK_VERSION, Look, SCENE_VERSION, Scene, SceneBuilder};
use crate::media::{self, Decoded, Facts, Format, Limits};
use crate::render;

/// The longer side, at least, of what a scene is made from, in pixels.
const FRAME_EDGE: u32 = 64;

/// Media whose signatures are made on all cores and written in one transaction.
const BATCH_SIZE: usize = 32;

/// Today's versions of looks and scenes. A still's signature holds both descriptions, so it goes up with either.
pub(in crate::ops) fn versions() -> (u32, u32) {
    (LOOK_VERSION * 1_000 + SCENE_VERSION, SCENE_VERSION)
}

/// Whether a signature was made by today's versions.
pub(super) fn is_of_today(signature: &Signature) -> bool {
    let (look, scene) = versions();
    signature.version == if signature.kind == SignatureKind::Look { look } else { scene }
}

/// A media's pixels, and what it looks like.
pub(in crate::ops) struct Signed {
    pub(in crate::ops) decoded: Decoded,
    /// The poster, [`DEFAULT_EDGE`] at most on its longer side.
    pub(in crate::ops) thumbnail: RgbaImage,
    pub(in crate::ops) signature: Signature,
}

/// Decodes a media as [`media::decode`] does, and describes what it looks like: a still by its thumbnail, which is what it is
/// compared by later; an animation by all its frames.
///
/// # Errors
/// As [`media::decode`].
pub(in crate::ops) fn decode_and_sign(
    bytes: &[u8],
    facts: &Facts,
    at_least: u32,
    limits: &Limits,
) -> std::result::Result<Signed, media::Error> {
    let mut scene = SceneBuilder::new();
    let decoded = media::decode_watched(bytes, facts, at_least, limits, &mut |frame| {
        if frame.changed {
            scene.push(frame.index, frame.at, frame.delay, &frame.picture(FRAME_EDGE));
        }
    })?;
    let thumbnail = render::thumbnail(&decoded.poster.picture, DEFAULT_EDGE);
    let (kind, version, data) = if decoded.animated {
        let run = decoded.facts.duration.unwrap_or_default();
        (SignatureKind::Scene, versions().1, scene.finish(run).to_bytes())
    } else {
        let mut data = FrameLook::of(&thumbnail).to_bytes();
        data.extend(Look::of(&thumbnail).to_bytes());
        (SignatureKind::Look, versions().0, data)
    };
    Ok(Signed { decoded, thumbnail, signature: Signature { kind, version, data } })
}

/// Reads what [`decode_and_sign`] described.
pub(in crate::ops) fn from_bytes(kind: SignatureKind, data: &[u8]) -> Looks {
    match kind {
        SignatureKind::Scene => Looks { scene: Scene::from_bytes(data), ..Looks::default() },
        SignatureKind::Look => {
            let (frame, look) = data.split_at_checked(FrameLook::N_BYTES).unwrap_or_default();
            Looks { look: Look::from_bytes(look), frame: FrameLook::from_bytes(frame), scene: None }
        }
    }
}

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
    let bytes = picture::bytes(media).ok()?;
    let (format, limits) = (Format::from_name(&media.format)?, Limits::default());
    // A decoder of others may panic on a damaged file.
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let facts = media::probe(&bytes, format, &limits)?;
        decode_and_sign(&bytes, &facts, DEFAULT_EDGE, &limits)
    }));
    decoded.ok()?.ok().map(|signed| signed.signature)
}
