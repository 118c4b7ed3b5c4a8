//! A media's pixels at the size that is needed: from a thumbnail, or else from one of its files.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::RgbaImage;

use super::error::Result;
use super::held;
use super::original::{self, reason};
use super::store::DEFAULT_EDGE;
use super::{Described, Gallery, State};
use crate::media::{self, Format, Limits};

/// Reads the picture that stands for a media, at least `edge` pixels on its longer side where it has them. The inner
/// error is a reason to show in its place.
pub(super) fn picture(
    gallery: &Gallery,
    media: &Described,
    edge: u32,
) -> Result<std::result::Result<RgbaImage, String>> {
    let full = media.width.max(media.height);
    // A thumbnail that was not scaled down is as good as the original, whatever size is asked for.
    if edge.min(full) <= DEFAULT_EDGE
        && let Some(thumbnail) = gallery.thumbs.read(&media.hash, DEFAULT_EDGE)
    {
        return Ok(Ok(thumbnail));
    }
    let decoded = decode(media, edge.max(DEFAULT_EDGE));
    if let Ok(picture) = &decoded
        && !gallery.thumbs.path(&media.hash, DEFAULT_EDGE).exists()
    {
        gallery.thumbs.keep(&media.hash, DEFAULT_EDGE, picture)?;
    }
    Ok(decoded)
}

/// Reads a file of a media that is there and still holds it; the error is a reason in words.
pub(super) fn bytes(media: &Described) -> std::result::Result<Vec<u8>, String> {
    let Some(file) = media.readable() else {
        let reason = if media.state == State::Offline { "its disk is offline" } else { "its file is missing" };
        return Err(reason.to_owned());
    };
    let read = original::open(&file.path).and_then(|mut opened| held::whole(&mut opened, &file.path));
    let (bytes, hash) = read.map_err(|error| reason(&error))?;
    if hash != media.hash {
        return Err("the file has changed: import it again".to_owned());
    }
    Ok(bytes)
}

/// Decodes the picture that stands for a media from a file of it that is there and still holds it.
pub(super) fn decode(media: &Described, at_least: u32) -> std::result::Result<RgbaImage, String> {
    let bytes = bytes(media)?;
    let limits = Limits::default();
    let format = Format::from_name(&media.format).ok_or("unknown format")?;
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let facts = media::probe(&bytes, format, &limits)?;
        media::decode(&bytes, &facts, at_least, &limits)
    }));
    match decoded {
        Ok(Ok(decoded)) => Ok(decoded.poster.picture),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the decoder gave up on it".to_owned()),
    }
}
