//! APNG: the walk over the chunks; a subframe's pixels are decoded as a PNG's.
//!
//! A subframe has a size of its own, and depth, colour type, interlacing and palette of the whole. Its compressed pixels
//! are in IDAT, or in fdAT behind a sequence number. A default image without a frame control before it is no frame. A PNG
//! with an animation control but no frame is a still.

use std::time::Duration;

use super::super::damage::Damage;
use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::png::{Chunk, Chunks, PixelData, Png, PngHeader};
use super::super::{Facts, Format};
use super::canvas::{Canvas, Disposal};
use super::region::Region;
use super::{FrameCosts, Source, Structure};

/// The chunks of an animated PNG.
pub(super) struct Apng<'a> {
    /// The last five bytes of IHDR: depth, colour type, methods, interlacing.
    kind: &'a [u8],
    palette: &'a [u8],
    transparency: Option<&'a [u8]>,
    frames: Vec<ApngFrame<'a>>,
    /// Whether the file ends before IEND.
    is_cut: bool,
}

struct ApngFrame<'a> {
    region: Region,
    disposal: Disposal,
    over: bool,
    delay: Duration,
    data: Vec<Chunk<'a>>,
}

impl<'a> Apng<'a> {
    /// Walks over all chunks; `None` for a still.
    pub(super) fn read(bytes: &'a [u8], limits: &Limits) -> Result<Option<Structure<'a>>, Error> {
        let mut apng = Self { kind: &[], palette: &[], transparency: None, frames: Vec::new(), is_cut: false };
        let (mut width, mut height, mut promised, mut loops) = (0, 0, None, 0);
        let (mut has_alpha, mut has_profile, mut ended) = (false, false, false);
        let mut damage = None;
        for chunk in Chunks::of(bytes).into_iter().flatten() {
            let is_pixels = matches!(&chunk.name, b"IDAT" | b"fdAT");
            // Of cut chunks only those with pixels are of use.
            if chunk.is_cut() && !is_pixels {
                break;
            }
            if !is_pixels && !chunk.is_sound() {
                if matches!(&chunk.name, b"IHDR" | b"PLTE") {
                    return Err(chunk.wrong_checksum());
                }
                damage = damage.or(Some(Damage::WrongChecksum { chunk: chunk.name }));
            }
            match (&chunk.name, chunk.data) {
                (b"IHDR", [w0, w1, w2, w3, h0, h1, h2, h3, kind @ ..]) if kind.len() == 5 => {
                    (width, height) =
                        (u32::from_be_bytes([*w0, *w1, *w2, *w3]), u32::from_be_bytes([*h0, *h1, *h2, *h3]));
                    has_alpha |= kind[1] & 4 != 0;
                    apng.kind = kind;
                }
                (b"acTL", [n0, n1, n2, n3, p0, p1, p2, p3, ..]) if promised.is_none() => {
                    promised = Some(u32::from_be_bytes([*n0, *n1, *n2, *n3]) as usize);
                    loops = u32::from_be_bytes([*p0, *p1, *p2, *p3]);
                }
                // Without an animation control before the pixels there is none.
                (b"IDAT", _) if promised.is_none() => return Ok(None),
                (b"PLTE", data) => apng.palette = data,
                (b"tRNS", data) if chunk.is_sound() => {
                    has_alpha = true;
                    apng.transparency = Some(data);
                }
                (b"cICP" | b"iCCP" | b"gAMA", _) => has_profile = true,
                (b"fcTL", data) if promised.is_none_or(|n| apng.frames.len() < n) => {
                    let frame = control(data).ok_or_else(|| Error::broken("damaged PNG: a bad fcTL chunk"))?;
                    apng.frames.push(frame);
                    limits.check_frames(apng.frames.len())?;
                }
                (b"IDAT" | b"fdAT", _) => {
                    if let Some(frame) = apng.frames.last_mut() {
                        frame.data.push(chunk);
                    }
                }
                (b"IEND", _) => {
                    ended = true;
                    break;
                }
                _ => {}
            }
        }
        let Some(promised) = promised else { return Ok(None) };
        apng.is_cut = !ended;
        apng.keep_whole_frames(promised, bytes.len())?;
        if apng.frames.is_empty() {
            return Ok(None);
        }
        // The specification and browsers ask for it. A subframe without rows could be gigabytes wide.
        if let Some(n) = apng.frames.iter().position(|frame| !frame.region.is_within((width, height))) {
            let what = format!("frame {} is empty or reaches beyond the picture", n + 1);
            return Err(Error::broken(format!("damaged PNG: {what}")));
        }
        let delays = apng.frames.iter().map(|frame| frame.delay).collect();
        let facts = Facts { loop_count: Some(loops), ..Facts::of_still(Format::Png, (width, height), has_alpha) };
        // The subframe as RGBA, of 16 bits first if it has as many, and what lies under it if it is to be restored.
        let bytes_a_pixel = if apng.kind.first() == Some(&16) { 16 } else { 8 };
        let regions = apng.frames.iter().map(|frame| frame.region).collect();
        let costs = FrameCosts { regions, bytes_a_pixel, nanoseconds_a_pixel: 5 };
        let png = if has_profile { Png::open(bytes, limits).ok() } else { None };
        let icc = png.and_then(|png| png.profile()).map(|profile| profile.icc);
        let damage = damage.or(apng.is_cut.then_some(Damage::EndMissing));
        let structure = Structure::new(facts, delays, icc, (Source::Apng(apng), costs, bytes.len()), limits)?;
        Ok(Some(Structure { damage, ..structure }))
    }

    /// Drops frames without pixels at the end; a file that is cut must have as many frames as promised.
    fn keep_whole_frames(&mut self, promised: usize, n_bytes: usize) -> Result<(), Error> {
        let n_frames = self.frames.iter().take_while(|frame| !frame.data.is_empty()).count();
        // A cut chunk may lack no pixel of the last frame, which decoding shows.
        if self.is_cut && n_frames < promised {
            let place = format!("frame {} of {promised}, after {n_bytes} bytes", n_frames.max(1));
            return Err(Error::truncated(format!("the PNG ends in {place}")));
        }
        self.frames.truncate(n_frames);
        Ok(())
    }

    /// Draws a frame; returns whether a pixel changed, and damage to its chunks.
    pub(super) fn draw(
        &self,
        index: usize,
        canvas: &mut Canvas,
        deadline: Deadline,
    ) -> Result<(bool, Option<Damage>), Error> {
        let Some(frame) = self.frames.get(index) else { return Ok((false, None)) };
        let pixels = PixelData {
            header: PngHeader::with_size(frame.region.width, frame.region.height, self.kind)?,
            palette: self.palette,
            transparency: self.transparency,
            chunks: frame.data.clone(),
            is_cut: self.is_cut && index + 1 == self.frames.len(),
        };
        let (picture, damage) = pixels.decode(deadline)?;
        // Under the first frame there is nothing to restore.
        let disposal = match frame.disposal {
            Disposal::Restore if index == 0 => Disposal::Clear,
            disposal => disposal,
        };
        let changed = canvas.begin(frame.region, disposal);
        Ok((canvas.draw(frame.region, &picture, frame.over && index > 0) | changed, damage))
    }
}

/// Reads a frame control: sequence, width, height, x, y, delay numerator and denominator, disposal, blending.
fn control(data: &[u8]) -> Option<ApngFrame<'_>> {
    let number = |at: usize| Some(u32::from_be_bytes(*data.get(at..)?.first_chunk()?));
    let short = |at: usize| Some(u16::from_be_bytes(*data.get(at..)?.first_chunk()?));
    let region = Region { width: number(4)?, height: number(8)?, left: number(12)?, top: number(16)? };
    let (numerator, denominator) = (short(20)?, short(22)?);
    let denominator = if denominator == 0 { 100 } else { denominator };
    let delay = Duration::from_secs(u64::from(numerator)) / u32::from(denominator);
    let disposal = match data.get(24)? {
        1 => Disposal::Clear,
        2 => Disposal::Restore,
        _ => Disposal::Keep,
    };
    let over = *data.get(25)? == 1;
    Some(ApngFrame { region, disposal, over, delay, data: Vec::new() })
}
