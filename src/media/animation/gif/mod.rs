//! GIF: the walk over the blocks, LZW, and drawing.
//!
//! Leniency is that of browsers. The canvas is the logical screen, grown to cover the first frame as in Chromium, which
//! also repairs a screen of size zero; later frames are clipped. Once one frame is whole, a missing trailer and bytes after
//! the last frame are accepted. A subframe whose codes end early leaves the rest of its region as it was. A file that stops
//! within a block, and codes without a meaning, are damage.

mod blocks;
mod lzw;

use std::ops::Range;
use std::time::Duration;

use super::super::damage::Damage;
use super::super::error::Error;
use super::super::limits::Limits;
use super::super::{Facts, Format};
use super::canvas::{Canvas, Disposal};
use super::region::Region;
use super::{FrameCosts, Source, Structure};

/// The blocks of a GIF.
pub(super) struct Gif<'a> {
    bytes: &'a [u8],
    canvas: (u32, u32),
    palette: Option<Range<usize>>,
    frames: Vec<GifFrame>,
}

/// An image block with the graphic control block before it.
struct GifFrame {
    region: Region,
    disposal: Disposal,
    delay: Duration,
    interlaced: bool,
    transparent: Option<u8>,
    palette: Option<Range<usize>>,
    min_code_size: u8,
    /// The data sub-blocks with their terminator.
    data: Range<usize>,
}

impl GifFrame {
    /// Returns the region to decode: without rows below the canvas, unless rows are interlaced.
    fn decoded(&self, canvas: (u32, u32)) -> Region {
        let height = if self.interlaced { self.region.height } else { self.region.clipped(canvas).height };
        Region { height, ..self.region }
    }
}

/// Buffers reused for every frame.
#[derive(Default)]
pub(super) struct Scratch {
    codes: Vec<u8>,
    indices: Vec<u8>,
    lzw: lzw::Lzw,
}

impl<'a> Gif<'a> {
    /// Walks over all blocks.
    pub(super) fn read(bytes: &'a [u8], limits: &Limits) -> Result<Structure<'a>, Error> {
        let found = blocks::read(bytes, limits)?;
        let canvas = (found.width, found.height);
        let has_alpha = found.frames.iter().any(|frame| frame.transparent.is_some());
        let facts = Facts { loop_count: Some(found.loop_count), ..Facts::of_still(Format::Gif, canvas, has_alpha) };
        // The subframe's indices, and what lies under it if it is to be restored.
        let regions = found.frames.iter().map(|frame| frame.decoded(canvas)).collect();
        let restores = found.frames.iter().any(|frame| frame.disposal == Disposal::Restore);
        let is_disposed_of = found.frames.iter().any(|frame| frame.disposal != Disposal::Keep);
        let nanoseconds_a_pixel = if is_disposed_of { 4 } else { 2 };
        let costs = FrameCosts { regions, bytes_a_pixel: if restores { 5 } else { 1 }, nanoseconds_a_pixel };
        let delays = found.frames.iter().map(|frame| frame.delay).collect();
        let gif = Self { bytes, canvas, palette: found.palette, frames: found.frames };
        let damage = (!found.is_ended).then_some(Damage::EndMissing);
        let structure = Structure::new(facts, delays, found.icc, (Source::Gif(gif), costs, bytes.len()), limits)?;
        Ok(Structure { damage, ..structure })
    }

    /// Draws a frame; returns whether a pixel changed.
    pub(super) fn draw(&self, index: usize, canvas: &mut Canvas, scratch: &mut Scratch) -> Result<bool, Error> {
        let Some(frame) = self.frames.get(index) else { return Ok(false) };
        let palette = self.palette(frame)?;
        let decoded = self.indices(frame, scratch)?;
        let mut changed = canvas.begin(frame.region, frame.disposal);
        let width = (frame.region.width as usize).max(1);
        let order = row_order(frame.region.height, frame.interlaced);
        for (y, row) in order.zip(decoded.chunks(width)) {
            changed |= canvas.draw_indexed_row(frame.region, y, row, (&palette, frame.transparent));
        }
        Ok(changed)
    }

    /// Decompresses the indices of a frame in stored order; they may end early.
    fn indices<'s>(&self, frame: &GifFrame, scratch: &'s mut Scratch) -> Result<&'s [u8], Error> {
        let n_pixels = usize::try_from(frame.decoded(self.canvas).n_pixels()).unwrap_or(usize::MAX);
        scratch.codes.clear();
        blocks::gather(self.bytes.get(frame.data.clone()).unwrap_or_default(), &mut scratch.codes);
        scratch.indices.resize(n_pixels, 0);
        let n_decoded = scratch.lzw.decode(frame.min_code_size, &scratch.codes, &mut scratch.indices)?;
        Ok(scratch.indices.get(..n_decoded).unwrap_or_default())
    }

    /// Returns the colours of a frame, RGBA in memory order. Indices beyond the table are opaque black, the transparent
    /// index is 0.
    fn palette(&self, frame: &GifFrame) -> Result<[u32; 256], Error> {
        let range = frame.palette.clone().or_else(|| self.palette.clone());
        let range = range.ok_or_else(|| Error::broken("damaged GIF: there is no colour table"))?;
        let mut palette = [u32::from_ne_bytes([0, 0, 0, 255]); 256];
        let table = self.bytes.get(range).unwrap_or_default().as_chunks::<3>().0;
        for (color, &[r, g, b]) in palette.iter_mut().zip(table) {
            *color = u32::from_ne_bytes([r, g, b, 255]);
        }
        if let Some(transparent) = frame.transparent {
            palette[usize::from(transparent)] = 0;
        }
        Ok(palette)
    }
}

/// Returns the rows of a frame in stored order.
fn row_order(height: u32, interlaced: bool) -> impl Iterator<Item = u32> {
    let passes: &[(u32, usize)] = if interlaced { &[(0, 8), (4, 8), (2, 4), (1, 2)] } else { &[(0, 1)] };
    passes.iter().flat_map(move |&(start, step)| (start..height).step_by(step))
}

#[cfg(test)]
mod tests;
