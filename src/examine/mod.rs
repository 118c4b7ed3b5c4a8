//! From the bytes of a file to all that is known of its pixels.
//!
//! Values in, values out: no path, no catalogue, no callback, so that each call can be a request to another process. A call
//! fails with an [`Error`] if the bytes are no picture, damaged, or over a limit; a decoder that panics ([`crate::guard`])
//! counts as damage.
//!
//! ```text
//! bytes ─ identify ─▶ Facts ─ examine ─▶ Examined: exact facts, signature, thumbnails   (what import keeps)
//!       ├ poster ───▶ the picture that stands for a media
//!       ├ packets, prompts ─▶ what is said in it of what is to be seen
//!       ├ trace ────▶ how it was made, as far as its full-size pixels tell
//!       ├ strip ────▶ the frames of an animation that are shown side by side
//!       ├ loop_point ─▶ the frames of an animation that close best when they are played again and again
//!       ├ FrameReader ─▶ the frames of an animation one after another
//!       └ frames_at, place_stills ─▶ the frames of an animation at some times; the frames that some stills are
//! ```
//! The content hash is made while a file is read, since of a long file only the beginning is held here.

mod frame_reader;
mod frames;
mod loop_point;
mod preview;
mod strip;

use std::collections::BTreeSet;

use image::RgbaImage;

use crate::fingerprint::{SceneBuilder, Signature, Traces};
use crate::guard::guarded;
use crate::media::{self, Damage, Error, Facts, Format, Limits};
use crate::render::{self, Encoding};
use crate::sidecar::Statement;
use crate::sidecar::embedded::{self, Embedded};

pub use frame_reader::FrameReader;
pub use frames::{FramePlace, delays, frames_at, frames_between, frames_shown, place_stills};
pub use loop_point::{LoopStretch, loop_point};
pub use preview::{PreviewStyle, preview};
pub use strip::{StripChoice, StripFrame, strip};

/// Longer side of the thumbnails that stills are described and compared by, in pixels.
pub const DEFAULT_EDGE: u32 = 256;

/// Longer side, at least, of the frames that an animation is described by, in pixels.
const SCENE_EDGE: u32 = 64;

/// Bytes for a pixel of a thumbnail while it is made, described and encoded: RGBA twice, and the encoder's planes.
const BYTES_A_THUMB_PIXEL: u64 = 24;

/// What [`examine`] finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// Exact facts.
    pub facts: Facts,
    /// Damage that left the pixels complete.
    pub damage: Option<Damage>,
    /// Whether a frame differs visibly from the first.
    pub animated: bool,
    /// The description that likenesses are found by.
    pub signature: Signature,
    /// Thumbnails as WebP, by their longer side at most.
    pub thumbnails: Vec<(u32, Result<Vec<u8>, render::Error>)>,
}

/// Recognises a file and reads its headers. The extension, without its dot, counts only where the bytes do not tell.
pub fn identify(bytes: &[u8], extension: Option<&str>, limits: &Limits) -> Result<Facts, Error> {
    let format = Format::recognise(bytes, extension).ok_or_else(|| media::why_not_a_picture(bytes))?;
    probe(bytes, format, limits)
}

/// Reads the headers of a file of a known format.
pub fn probe(bytes: &[u8], format: Format, limits: &Limits) -> Result<Facts, Error> {
    under_guard(format, || media::probe(bytes, format, limits))
}

/// Estimates the bytes of memory that [`examine`] takes beside those of the file.
pub fn working_bytes(facts: &Facts, edges: &BTreeSet<u32>) -> u64 {
    let thumbs: u64 = edges.iter().map(|&edge| u64::from(edge).pow(2) * BYTES_A_THUMB_PIXEL).sum();
    media::working_bytes(facts, largest(edges)) + thumbs
}

/// Decodes a media once, and makes its description and thumbnails of these longer sides.
pub fn examine(bytes: &[u8], facts: &Facts, edges: &BTreeSet<u32>, limits: &Limits) -> Result<Examined, Error> {
    under_guard(facts.format, || {
        let mut scene = SceneBuilder::new();
        let decoded = media::decode_watched(bytes, facts, largest(edges), limits, &mut |frame| {
            if frame.changed {
                scene.push(frame.index, frame.at, frame.delay, &frame.picture(SCENE_EDGE));
            }
        })?;
        let poster = &decoded.poster;
        let usual = render::thumbnail(poster, DEFAULT_EDGE);
        let signature = if decoded.animated {
            Signature::of_scene(&scene.finish(decoded.facts.duration.unwrap_or_default()))
        } else {
            Signature::of_still(&usual)
        };
        let thumbnail = |edge| match edge {
            DEFAULT_EDGE => render::encode(&usual, Encoding::THUMBNAIL),
            _ => encode_thumbnail(poster, edge),
        };
        Ok(Examined {
            signature,
            thumbnails: edges.iter().map(|&edge| (edge, thumbnail(edge))).collect(),
            facts: decoded.facts,
            damage: decoded.damage,
            animated: decoded.animated,
        })
    })
}

/// Decodes the still or poster of a media, with at least `edge` pixels on its longer side if it has as many.
pub fn poster(bytes: &[u8], format: Format, edge: u32, limits: &Limits) -> Result<RgbaImage, Error> {
    under_guard(format, || {
        let facts = media::probe(bytes, format, limits)?;
        Ok(media::decode(bytes, &facts, edge, limits)?.poster)
    })
}

/// Reads the keywords in a file of any format.
pub fn packets(bytes: &[u8]) -> Embedded {
    let gave_up = || Embedded { unread: Some("its metadata is damaged".to_owned()), ..Embedded::default() };
    guarded(|| embedded::read(bytes)).unwrap_or_else(gave_up)
}

/// Reads what a model was asked to paint, from a file of any format.
pub fn prompts(bytes: &[u8]) -> Vec<Statement> {
    guarded(|| embedded::read_prompts(bytes)).unwrap_or_default()
}

/// Decodes the still or poster of a media at its full size, and measures what tells how it was made.
pub fn trace(bytes: &[u8], format: Format, limits: &Limits) -> Result<Traces, Error> {
    let picture = poster(bytes, format, u32::MAX, limits)?;
    under_guard(format, || Ok(Traces::of(&picture, media::luma_table(bytes, format, limits).as_ref())))
}

/// Makes a thumbnail, as [`examine`] does, of a decoded picture.
pub fn encode_thumbnail(picture: &RgbaImage, edge: u32) -> Result<Vec<u8>, render::Error> {
    render::encode(&render::thumbnail(picture, edge), Encoding::THUMBNAIL)
}

/// Returns the longer side to decode: at least that of the thumbnail that stills are described by.
fn largest(edges: &BTreeSet<u32>) -> u32 {
    edges.last().copied().unwrap_or(0).max(DEFAULT_EDGE)
}

/// Runs a decoder; a panic counts as damage.
fn under_guard<T>(format: Format, decode: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    guarded(decode).unwrap_or_else(|| {
        Err(Error::Broken { reason: format!("damaged {}: the decoder gave up on it", format.name().to_uppercase()) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(path: &str) -> Vec<u8> {
        std::fs::read(format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn a_still_and_an_animation_are_known_by_one_decoding() {
        let (limits, edges) = (Limits::default(), BTreeSet::from([64, DEFAULT_EDGE]));
        for (path, is_animation) in [("still/rgb.png", false), ("anim/loop-0.gif", true)] {
            let bytes = fixture(path);
            let facts = identify(&bytes, None, &limits).unwrap();
            let examined = examine(&bytes, &facts, &edges, &limits).unwrap();
            assert_eq!(examined.animated, is_animation, "{path}");
            assert!(examined.signature.is_current());
            assert_eq!(examined.signature.looks().scene.is_some(), is_animation);
            let whole = poster(&bytes, facts.format, u32::MAX, &limits).unwrap();
            for (edge, webp) in examined.thumbnails {
                let shown = poster(&webp.unwrap(), Format::WebP, u32::MAX, &limits).unwrap();
                assert_eq!(shown.dimensions(), render::thumbnail(&whole, edge).dimensions(), "{path} at {edge}");
            }
        }
    }

    #[test]
    fn text_is_no_picture_and_a_panic_is_damage() {
        let limits = Limits::default();
        assert!(identify(b"<html>", Some("png"), &limits).is_err());
        #[allow(clippy::panic)]
        let broken = under_guard::<()>(Format::Png, || panic!("index out of bounds"));
        assert_eq!(broken.unwrap_err().to_string(), "damaged PNG: the decoder gave up on it");
    }
}
