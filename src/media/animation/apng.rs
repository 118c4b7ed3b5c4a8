//! APNG: the chunk walk, and each frame as a little PNG of its own.
//!
//! A frame's compressed pixels (IDAT, or fdAT without their sequence numbers) are put between a header with the frame's
//! size and an end, and decoded as any still; so 16 bits, palettes and interlacing work as they do there. A default
//! image that has no frame control before it is not part of the animation.
//!
//! A PNG whose animation is unusable (no frame at all) is a still.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::{Facts, Format, still};
use super::canvas::{Canvas, Disposal, Place};
use super::{Source, Structure};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// The chunks of an animated PNG.
pub(super) struct Apng<'a> {
    /// IHDR's last five bytes: depth, colour type, methods, interlacing.
    kind: &'a [u8],
    /// Chunks that every frame needs: PLTE, tRNS.
    shared: Vec<(&'a [u8], &'a [u8])>,
    frames: Vec<Piece<'a>>,
}

struct Piece<'a> {
    place: Place,
    disposal: Disposal,
    over: bool,
    data: Vec<&'a [u8]>,
}

impl<'a> Apng<'a> {
    /// Walks over all chunks; `None` for a still.
    pub(super) fn read(bytes: &'a [u8], limits: &Limits) -> Result<Option<Structure<'a>>, Error> {
        let mut apng = Self { kind: &[], shared: Vec::new(), frames: Vec::new() };
        let (mut width, mut height, mut promised, mut loops) = (0, 0, None, 0);
        let (mut has_alpha, mut ended, mut icc) = (false, false, None);
        let mut delays = Vec::new();
        let mut at = SIGNATURE.len();
        while let Some((name, range)) = chunk(bytes, at) {
            let Some(data) = bytes.get(range.clone()) else { break };
            at = range.end + 4;
            match (name, data) {
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
                (b"PLTE" | b"tRNS", _) => {
                    has_alpha |= name == b"tRNS";
                    apng.shared.push((name, data));
                }
                (b"iCCP", _) => icc = Some(range),
                (b"fcTL", _) if promised.is_none_or(|n| apng.frames.len() < n) => {
                    let (piece, delay) = control(data).ok_or_else(|| Error::broken("damaged PNG: a bad fcTL chunk"))?;
                    apng.frames.push(piece);
                    delays.push(delay);
                    limits.check_frames(apng.frames.len())?;
                }
                (b"IDAT", _) => apng.add_data(data),
                (b"fdAT", [_, _, _, _, data @ ..]) => apng.add_data(data),
                (b"IEND", _) => {
                    ended = true;
                    break;
                }
                _ => {}
            }
        }
        let Some(promised) = promised else { return Ok(None) };
        let n_frames = apng.frames.iter().take_while(|piece| !piece.data.is_empty()).count();
        if !ended && (at < bytes.len() || n_frames < promised) {
            let place = format!("frame {} of {promised}, after {} bytes", n_frames.max(1), bytes.len());
            return Err(Error::truncated(format!("the PNG ends in {place}")));
        }
        apng.frames.truncate(n_frames);
        delays.truncate(n_frames);
        if apng.frames.is_empty() {
            return Ok(None);
        }
        let facts =
            Facts { format: Format::Png, width, height, frames: 1, duration: None, loop_count: Some(loops), has_alpha };
        let n_pixels = apng.frames.iter().map(|piece| piece.place.n_pixels()).fold(0, u64::saturating_add);
        let icc = icc.and_then(|_| still::profile(bytes, Format::Png, limits));
        Structure::new(facts, delays, icc, Source::Apng(apng), n_pixels, limits).map(Some)
    }

    /// Draws one frame; tells whether anything changed.
    pub(super) fn draw(
        &self,
        index: usize,
        canvas: &mut Canvas,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<bool, Error> {
        let Some(piece) = self.frames.get(index) else { return Ok(false) };
        let picture = still::raw(&self.single(piece), Format::Png, limits, deadline)?;
        // The first frame has nothing to restore: it is cleared.
        let disposal = match piece.disposal {
            Disposal::Restore if index == 0 => Disposal::Clear,
            disposal => disposal,
        };
        let changed = canvas.begin(piece.place, disposal);
        Ok(canvas.draw(piece.place, &picture, piece.over && index > 0) | changed)
    }

    fn add_data(&mut self, data: &'a [u8]) {
        if let Some(piece) = self.frames.last_mut() {
            piece.data.push(data);
        }
    }

    /// The frame as a PNG that holds nothing else.
    fn single(&self, piece: &Piece<'_>) -> Vec<u8> {
        let mut png = SIGNATURE.to_vec();
        let header = [&piece.place.width.to_be_bytes(), &piece.place.height.to_be_bytes(), self.kind].concat();
        push_chunk(&mut png, b"IHDR", &header);
        for (name, data) in &self.shared {
            push_chunk(&mut png, name, data);
        }
        let data = match piece.data.as_slice() {
            [one] => Cow::Borrowed(*one),
            many => Cow::Owned(many.concat()),
        };
        push_chunk(&mut png, b"IDAT", &data);
        push_chunk(&mut png, b"IEND", &[]);
        png
    }
}

/// A chunk's name and where its data lie, if its head is there.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], Range<usize>)> {
    let head: &[u8; 8] = bytes.get(at..)?.first_chunk()?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
    Some((bytes.get(at + 4..at + 8)?, at + 8..(at + 8).checked_add(length)?))
}

/// A frame control: sequence, width, height, x, y, delay numerator and denominator, disposal, blending.
fn control(data: &[u8]) -> Option<(Piece<'_>, Duration)> {
    let number = |at: usize| Some(u32::from_be_bytes(*data.get(at..)?.first_chunk()?));
    let short = |at: usize| Some(u16::from_be_bytes(*data.get(at..)?.first_chunk()?));
    let place = Place { width: number(4)?, height: number(8)?, left: number(12)?, top: number(16)? };
    let (numerator, denominator) = (short(20)?, short(22)?);
    let denominator = if denominator == 0 { 100 } else { denominator };
    let delay = Duration::from_secs(u64::from(numerator)) / u32::from(denominator);
    let disposal = match data.get(24)? {
        1 => Disposal::Clear,
        2 => Disposal::Restore,
        _ => Disposal::Keep,
    };
    let over = *data.get(25)? == 1;
    Some((Piece { place, disposal, over, data: Vec::new() }, delay))
}

fn push_chunk(png: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    png.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = png.len();
    png.extend_from_slice(name);
    png.extend_from_slice(data);
    let sum = crc32(png.get(start..).unwrap_or_default());
    png.extend_from_slice(&sum.to_be_bytes());
}

/// The checksum of PNG's chunks (ISO 3309), which the decoder insists on.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let mut value = n as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc, &byte| TABLE[usize::from(crc as u8 ^ byte)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }
}
