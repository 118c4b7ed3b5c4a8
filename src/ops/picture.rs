//! A media's pixels at the size that is needed: from a thumbnail, or else from one of its files.

use image::RgbaImage;

use super::held;
use super::original::{self, reason};
use super::store::ThumbStore;
use super::{Described, Gallery, State};
use crate::examine::{self, DEFAULT_EDGE};
use crate::media::{Format, Limits};

/// Reads the picture that stands for a media, at least `edge` pixels on its longer side where it has them; the error is a
/// reason to show in its place.
pub(super) fn picture(gallery: &Gallery, media: &Described, edge: u32) -> Result<RgbaImage, String> {
    // A thumbnail that was not scaled down is as good as the original, whatever size is asked for.
    if edge.min(media.width.max(media.height)) <= DEFAULT_EDGE {
        thumbnail(&gallery.thumbs, media)
    } else {
        decode(media, edge)
    }
}

/// Reads the usual thumbnail of a media. One that is missing or damaged is made again, and kept if the folder can be written.
/// Made or stored, its pixels are the same. The error is a reason in words.
pub(super) fn thumbnail(thumbs: &ThumbStore, media: &Described) -> Result<RgbaImage, String> {
    if let Some(stored) = thumbs.read(&media.hash, DEFAULT_EDGE) {
        return Ok(stored);
    }
    let picture = decode(media, DEFAULT_EDGE)?;
    let webp = examine::encode_thumbnail(&picture, DEFAULT_EDGE).map_err(|error| error.to_string())?;
    let _ = thumbs.put(&media.hash, DEFAULT_EDGE, &webp);
    examine::poster(&webp, Format::WebP, u32::MAX, &Limits::default()).map_err(|error| error.to_string())
}

/// Reads a file of a media that is there and still holds it; the error is a reason in words.
pub(super) fn bytes(media: &Described) -> Result<Vec<u8>, String> {
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
pub(super) fn decode(media: &Described, at_least: u32) -> Result<RgbaImage, String> {
    let bytes = bytes(media)?;
    examine::poster(&bytes, format(media)?, at_least, &Limits::default()).map_err(|error| error.to_string())
}

/// The format that the catalogue has noted of a media.
pub(super) fn format(media: &Described) -> Result<Format, String> {
    Format::from_name(&media.format).ok_or_else(|| format!("{} is a format of a newer version", media.format))
}
