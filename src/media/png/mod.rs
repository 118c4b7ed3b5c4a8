//! PNG, read at the size it is wanted: rows are inflated, unfiltered and reduced as they come; the picture never exists
//! at its full size unless that is asked for.
//!
//! ```text
//! bytes ─ chunk ─▶ IDAT pieces ─ inflate ─▶ filtered rows ─ unfilter ─▶ rows ─ samples ─▶ RGB(A) ─ reduce ─▶ Reduced
//! ```
//! Start reading at [`Png::decode`]; rows of either order are made in `rows`. A picture is whole and as it was written
//! (by the checksums of its chunks), or an error says where it is not. gAMA and cHRM are not looked at; what iCCP and
//! eXIf hold is handed to the caller. Animation is the caller's: [`Pixels::decode`] decodes one frame of it.

mod chunk;
mod header;
mod inflate;
mod rows;
mod samples;
mod unfilter;

use std::cell::Cell;

use image::RgbaImage;

use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::{Reduced, reduced_size};

pub(super) use chunk::{Chunk, Chunks};
pub(super) use header::{Color, Header};

/// An ICC profile inflates to no more than this.
const ICC_BYTES: usize = 64 << 20;

/// A PNG whose chunks are known.
pub(super) struct Png<'a> {
    pixels: Pixels<'a>,
    icc: Option<&'a [u8]>,
    exif: Option<&'a [u8]>,
    end: End<'a>,
}

/// How the file ends.
enum End<'a> {
    /// With IEND.
    Whole,
    /// Within this chunk, or between two.
    Cut(Option<Chunk<'a>>),
}

/// The compressed pixels of one picture and what is needed to read them.
pub(super) struct Pixels<'a> {
    pub(super) header: Header,
    /// The data of PLTE, empty if there is none.
    pub(super) palette: &'a [u8],
    /// The data of tRNS.
    pub(super) transparency: Option<&'a [u8]>,
    /// IDAT or fdAT chunks, in order.
    pub(super) chunks: Vec<Chunk<'a>>,
}

impl<'a> Png<'a> {
    /// Walks over all chunks, and reads those that are not pixels.
    ///
    /// # Errors
    /// A header that is damaged, cut, or over the limits; a critical chunk that is damaged, or unknown.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut chunks = Chunks::of(bytes).ok_or_else(|| Error::broken("damaged PNG: its signature is wrong"))?;
        let header = chunks.next().ok_or_else(|| Error::truncated("the PNG ends before its header"))?;
        if header.is_cut() {
            return Err(Error::truncated("the PNG ends in its header"));
        }
        if &header.name != b"IHDR" {
            return Err(Error::broken(format!("damaged PNG: it begins with a {} chunk, not IHDR", header.label())));
        }
        header.check()?;
        let header = Header::read(header.data)?;
        limits.check_pixels(header.width, header.height)?;
        let pixels = Pixels { header, palette: &[], transparency: None, chunks: Vec::new() };
        let mut png = Self { pixels, icc: None, exif: None, end: End::Cut(None) };
        for chunk in chunks {
            if chunk.is_cut() {
                png.end = End::Cut(Some(chunk));
            }
            if &chunk.name == b"IDAT" {
                // Their checksums are looked at when they are inflated.
                png.pixels.chunks.push(chunk);
            } else if !chunk.is_cut() && !png.take(chunk)? {
                png.end = End::Whole;
                break;
            }
        }
        let n_bytes = u64::from(header.width) * u64::from(header.height) * png.pixels.bytes_per_pixel();
        limits.check_decoded_bytes(n_bytes)?;
        Ok(png)
    }

    /// Takes a chunk that is not pixels; false for the last one.
    fn take(&mut self, chunk: Chunk<'a>) -> Result<bool, Error> {
        chunk.check()?;
        let is_before_pixels = self.pixels.chunks.is_empty();
        match &chunk.name {
            b"IEND" => return Ok(false),
            b"PLTE" if is_before_pixels => self.pixels.palette = chunk.data,
            b"tRNS" if is_before_pixels && !self.pixels.header.color.has_alpha() => {
                self.pixels.transparency = Some(chunk.data);
            }
            b"iCCP" if self.icc.is_none() && chunk.is_sound() => self.icc = Some(chunk.data),
            b"eXIf" if self.exif.is_none() && chunk.is_sound() => self.exif = Some(chunk.data),
            b"PLTE" | b"tRNS" => {}
            [first, ..] if first.is_ascii_uppercase() => {
                return Err(Error::unsupported(format!("a PNG with a {} chunk", chunk.label())));
            }
            _ => {}
        }
        Ok(true)
    }

    /// Size, depth and colour type.
    pub(super) fn header(&self) -> Header {
        self.pixels.header
    }

    /// Whether pixels may be less than opaque.
    pub(super) fn has_alpha(&self) -> bool {
        self.pixels.header.color.has_alpha() || self.pixels.transparency.is_some()
    }

    /// Whether pixels have one colour channel.
    pub(super) fn is_grey(&self) -> bool {
        matches!(self.pixels.header.color, Color::Grey | Color::GreyAlpha)
    }

    /// The ICC profile, inflated; `None` if there is none that can be read.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        let (_, data) = self.icc?.split_at_checked(self.icc?.iter().take(80).position(|&byte| byte == 0)? + 1)?;
        let (&method, data) = data.split_first()?;
        if method == 0 { inflate::all(data, ICC_BYTES) } else { None }
    }

    /// The EXIF block: a TIFF directory.
    pub(super) fn exif(&self) -> Option<&'a [u8]> {
        self.exif
    }

    /// Decodes the picture, reduced to [`reduced_size`].
    ///
    /// # Errors
    /// Damage, and an early end wherever in the file it is.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<Reduced, Error> {
        let cut = match &self.end {
            End::Whole => None,
            End::Cut(Some(chunk)) if !self.pixels.chunks.is_empty() => {
                Some(format!("the PNG ends in its {} chunk, after its pixels", chunk.label()))
            }
            End::Cut(None) if !self.pixels.chunks.is_empty() => Some("the PNG ends after its pixels".to_owned()),
            End::Cut(_) => return Err(Error::truncated("the PNG ends before its pixels")),
        };
        let (width, height) = (self.pixels.header.width, self.pixels.header.height);
        let to = reduced_size(width, height, at_least);
        let reduced = self.pixels.reduce(to, cut.is_some(), deadline)?;
        cut.map_or(Ok(reduced), |cut| Err(Error::truncated(cut)))
    }
}

impl Pixels<'_> {
    /// Decodes all pixels: a frame of an animation.
    ///
    /// # Errors
    /// Damage, and fewer pixels than the header says.
    pub(super) fn decode(&self, deadline: Deadline) -> Result<RgbaImage, Error> {
        Ok(match self.reduce((self.header.width, self.header.height), false, deadline)? {
            Reduced::Eight(picture) => picture,
            Reduced::Sixteen(picture) => image::DynamicImage::ImageRgba16(picture).into_rgba8(),
        })
    }

    fn reduce(&self, to: (u32, u32), is_cut: bool, deadline: Deadline) -> Result<Reduced, Error> {
        if self.header.color == Color::Palette && self.palette.is_empty() {
            return Err(Error::broken("damaged PNG: it has no palette"));
        }
        if self.chunks.is_empty() {
            return Err(Error::broken("damaged PNG: it has no pixels"));
        }
        let damaged = Cell::new(false);
        let pieces = self.chunks.iter().map_while(|chunk| {
            let is_usable = chunk.is_cut() || chunk.is_sound();
            damaged.set(!is_usable);
            is_usable.then(|| chunk.pixels())
        });
        rows::reduce(self, pieces, to, deadline).map_err(|stop| match stop {
            rows::Stop::Late => deadline.check().err().unwrap_or_else(|| Error::broken("out of time")),
            rows::Stop::At { place, why: rows::Why::End } if damaged.get() => {
                Error::broken(format!("damaged PNG: the checksum of its pixels is wrong in {place}"))
            }
            rows::Stop::At { place, why: rows::Why::End } if is_cut => {
                Error::truncated(format!("the PNG ends in {place}"))
            }
            rows::Stop::At { place, why: rows::Why::End } => {
                Error::broken(format!("damaged PNG: its pixels end in {place}"))
            }
            rows::Stop::At { place, why: rows::Why::Corrupt(what) } => {
                Error::broken(format!("damaged PNG: {what}, in {place}"))
            }
        })
    }

    /// Bytes of a decoded pixel at the picture's own depth.
    fn bytes_per_pixel(&self) -> u64 {
        let n_samples = match (self.header.color, self.transparency) {
            (Color::Palette, None) => 3,
            (Color::Palette, Some(_)) => 4,
            (_, None) => self.header.n_samples(),
            (_, Some(_)) => self.header.n_samples() + 1,
        };
        n_samples as u64 * u64::from(self.header.depth.div_ceil(8))
    }
}

#[cfg(test)]
mod tests;
