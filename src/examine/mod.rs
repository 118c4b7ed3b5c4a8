//! The one door from the bytes of a file to what is known of its pixels.
//!
//! Values in, values out: no path, no catalogue, no callback into the caller, so that each of these calls can be a request to
//! another process. A decoder that panics is an error like damage ([`crate::guard`]).
//!
//! ```text
//! bytes ─ identify ─▶ Facts ─ examine ─▶ Examined: exact facts, signature, thumbnails, packets   (what import keeps)
//!       ├ poster ───▶ the picture that stands for a media
//!       └ frames_at, place_stills ─▶ the frames of an animation at some times; the frames that some stills are
//! ```
//! The content hash is not made here: of a long file only the beginning is held, and all of it is hashed as it is read.

mod frames;

use std::collections::BTreeSet;

use image::RgbaImage;

use crate::fingerprint::{SceneBuilder, Signature};
use crate::guard::guarded;
use crate::media::{self, Damage, Error, Facts, Format, Limits};
use crate::render::{self, Encoding};
use crate::sidecar::embedded;

pub use frames::{FramePlace, frames_at, place_stills};

/// The longer side of the thumbnails by which stills are described and compared, in pixels.
pub const DEFAULT_EDGE: u32 = 256;

/// The longer side, at least, of the frames that an animation is described by, in pixels.
const SCENE_EDGE: u32 = 64;

/// Memory for a pixel of a thumbnail while it is made, described and encoded: RGBA twice and the planes of the encoder.
const BYTES_A_THUMB_PIXEL: u64 = 24;

/// All that is known of a media by its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// The facts, exact after decoding.
    pub facts: Facts,
    /// What is wrong with the file, if anything is; the pixels are complete.
    pub damage: Option<Damage>,
    /// Whether some frame differs visibly from the first.
    pub animated: bool,
    /// By what it is found again.
    pub signature: Signature,
    /// Thumbnails as WebP by their longer side at most; an error where one cannot be encoded.
    pub thumbnails: Vec<(u32, Result<Vec<u8>, render::Error>)>,
    /// XMP packets in the file, as they stand there.
    pub packets: Vec<Vec<u8>>,
}

/// Reads what a file is from its headers. The extension, without its dot, decides where the bytes alone do not tell.
///
/// # Errors
/// If it is no picture, is damaged, or is over a limit.
pub fn identify(bytes: &[u8], extension: Option<&str>, limits: &Limits) -> Result<Facts, Error> {
    let format = Format::recognise(bytes, extension).ok_or_else(|| media::why_not_a_picture(bytes))?;
    probe(bytes, format, limits)
}

/// Reads the headers of a file whose format is known.
///
/// # Errors
/// As [`identify`].
pub fn probe(bytes: &[u8], format: Format, limits: &Limits) -> Result<Facts, Error> {
    under_guard(format, || media::probe(bytes, format, limits))
}

/// Estimates the memory that [`examine`] takes beside the bytes of the file, in bytes.
pub fn working_bytes(facts: &Facts, edges: &BTreeSet<u32>) -> u64 {
    let thumbs: u64 = edges.iter().map(|&edge| u64::from(edge).pow(2) * BYTES_A_THUMB_PIXEL).sum();
    media::working_bytes(facts, largest(edges)) + thumbs
}

/// Decodes a media once, and makes everything from its pixels: its description, and thumbnails of these longer sides.
///
/// # Errors
/// As [`identify`], and for damage in the pixels.
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
            packets: embedded::find(bytes).into_iter().map(|packet| packet.into_owned()).collect(),
            facts: decoded.facts,
            damage: decoded.damage,
            animated: decoded.animated,
        })
    })
}

/// Decodes the picture that stands for a media, at least `edge` pixels on its longer side where it has them.
///
/// # Errors
/// As [`examine`].
pub fn poster(bytes: &[u8], format: Format, edge: u32, limits: &Limits) -> Result<RgbaImage, Error> {
    under_guard(format, || {
        let facts = media::probe(bytes, format, limits)?;
        Ok(media::decode(bytes, &facts, edge, limits)?.poster)
    })
}

/// Makes a thumbnail as [`examine`] does from a picture that was decoded before.
///
/// # Errors
/// If it cannot be encoded.
pub fn encode_thumbnail(picture: &RgbaImage, edge: u32) -> Result<Vec<u8>, render::Error> {
    render::encode(&render::thumbnail(picture, edge), Encoding::THUMBNAIL)
}

/// The pixels that are needed: stills are always described by the usual thumbnail.
fn largest(edges: &BTreeSet<u32>) -> u32 {
    edges.last().copied().unwrap_or(0).max(DEFAULT_EDGE)
}

/// Runs a decoder; one that panics has read a damaged file.
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
    fn what_is_no_picture_is_said_and_a_panic_is_damage() {
        let limits = Limits::default();
        assert!(identify(b"<html>", Some("png"), &limits).is_err());
        #[allow(clippy::panic)]
        let broken = under_guard::<()>(Format::Png, || panic!("index out of bounds"));
        assert_eq!(broken.unwrap_err().to_string(), "damaged PNG: the decoder gave up on it");
    }
}
