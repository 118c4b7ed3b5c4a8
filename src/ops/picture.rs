//! A media's pixels at the size that is needed: from a thumbnail, or else from one of its files.

use image::RgbaImage;

use super::held;
use super::original;
use super::store::ThumbStore;
use super::unseen::Unseen;
use super::{CellFit, Described, DescribedFile, Gallery, State};
use crate::examine::{self, DEFAULT_EDGE};
use crate::media::{Format, Limits};
use crate::render::sheet::Slot;

/// Reads the picture that stands for a media, at least `edge` pixels on its longer side where it has them.
pub(super) fn picture(gallery: &Gallery, media: &Described, edge: u32) -> Result<RgbaImage, Unseen> {
    // A thumbnail that was not scaled down is as good as the original, whatever size is asked for.
    if edge.min(media.facts.width.max(media.facts.height)) <= DEFAULT_EDGE {
        thumbnail(&gallery.thumbs, media)
    } else {
        decode(media, edge)
    }
}

/// The longer side that a picture needs so that it is not enlarged in its cell.
pub(super) fn needed_edge(media: &Described, slot: &Slot, fit: CellFit) -> u32 {
    edge_in(media, (slot.area.width, slot.area.height), fit)
}

/// The same in a cell of a width and height.
pub(super) fn edge_in(media: &Described, cell: (u32, u32), fit: CellFit) -> u32 {
    let (width, height) = (f64::from(media.facts.width.max(1)), f64::from(media.facts.height.max(1)));
    let (across, down) = (f64::from(cell.0) / width, f64::from(cell.1) / height);
    let scale = if fit == CellFit::Cover { across.max(down) } else { across.min(down) };
    (width.max(height) * scale.min(1.0)).ceil() as u32
}

/// Reads the usual thumbnail of a media. One that is missing or damaged is made again, and kept if the folder can be written.
/// Made or stored, its pixels are the same.
pub(super) fn thumbnail(thumbs: &ThumbStore, media: &Described) -> Result<RgbaImage, Unseen> {
    if let Some(stored) = thumbs.read(&media.hash, DEFAULT_EDGE) {
        return Ok(stored);
    }
    let webp = make_thumbnail(thumbs, media, DEFAULT_EDGE)?;
    Ok(examine::poster(&webp, Format::WebP, u32::MAX, &Limits::default())?)
}

/// Makes a thumbnail, and keeps it if the folder can be written.
pub(super) fn make_thumbnail(thumbs: &ThumbStore, media: &Described, edge: u32) -> Result<Vec<u8>, Unseen> {
    let webp = examine::encode_thumbnail(&decode(media, edge)?, edge)?;
    let _ = thumbs.put(&media.hash, edge, &webp);
    Ok(webp)
}

/// Reads the first file of a media that is there; it must still hold it.
pub(super) fn bytes(media: &Described) -> Result<Vec<u8>, Unseen> {
    for DescribedFile { path, .. } in media.files.iter().filter(|file| file.state == State::Present) {
        let (bytes, hash) = match original::open(path).and_then(|mut opened| held::whole(&mut opened, path)) {
            // It went away since the last import; there may be a copy.
            Err(error) if original::is_absence(&error) => continue,
            read => read.map_err(Unseen::Unread)?,
        };
        return if hash == media.hash { Ok(bytes) } else { Err(Unseen::Changed) };
    }
    let is_offline = media.files.iter().any(|file| file.state == State::Offline);
    Err(if is_offline { Unseen::Offline } else { Unseen::Missing })
}

/// Decodes the picture that stands for a media from a file of it that is there and still holds it.
pub(super) fn decode(media: &Described, at_least: u32) -> Result<RgbaImage, Unseen> {
    let bytes = bytes(media)?;
    Ok(examine::poster(&bytes, format(media)?, at_least, &Limits::default())?)
}

/// The format that the catalogue has noted of a media.
pub(super) fn format(media: &Described) -> Result<Format, Unseen> {
    Format::from_name(&media.facts.format).ok_or_else(|| Unseen::NewerFormat(media.facts.format.clone()))
}
