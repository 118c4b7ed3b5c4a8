//! PNG, decoded to the size that is asked for: rows are inflated, unfiltered and reduced one by one.
//!
//! ```text
//! bytes ─ chunk ─▶ IDAT pieces ─ inflate ─▶ filtered rows ─ unfilter ─▶ rows ─ expansion ─▶ RGB(A) ─ reduce ─▶ Reduced
//! ```
//! Start reading at [`Png::decode`]; `rows` decodes rows, interlaced or not. A picture matches the checksums of its chunks or
//! that of the compressed stream, or an error says where it does not. The profile ([`colour_chunks`]) and eXIf are returned
//! to the caller. [`PixelData::decode`] decodes a subframe of an animation.

mod chunk;
mod colour_chunks;
mod expansion;
mod header;
mod inflate;
mod rows;
mod unfilter;

use std::cell::Cell;

use image::RgbaImage;

use super::damage::Damage;
use super::error::{Error, printable_name};
use super::limits::{Deadline, Limits};
use super::reduce::{Reduced, reduced_size};

use colour_chunks::{ColourChunks, Profile};

pub(super) use chunk::{Chunk, Chunks, SIGNATURE};
pub(super) use header::{ColorType, PngHeader};

/// A PNG whose chunks were read.
pub(super) struct Png<'a> {
    pixels: PixelData<'a>,
    colour: ColourChunks<'a>,
    /// The EXIF block: a TIFF directory.
    pub(super) exif: Option<&'a [u8]>,
    /// The first chunk that was skipped.
    damage: Option<Damage>,
    /// Whether a skipped chunk may have held pixels.
    is_doubtful: bool,
    limits: Limits,
    n_bytes: usize,
}

/// The compressed pixels of a picture, and what decoding them needs.
pub(super) struct PixelData<'a> {
    pub(super) header: PngHeader,
    /// The data of PLTE, empty if there is none.
    pub(super) palette: &'a [u8],
    /// The data of tRNS.
    pub(super) transparency: Option<&'a [u8]>,
    /// IDAT or fdAT chunks, in order.
    pub(super) chunks: Vec<Chunk<'a>>,
    /// Whether the file ends before it should.
    pub(super) is_cut: bool,
}

impl<'a> Png<'a> {
    /// Reads all chunks but the pixels.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut chunks = Chunks::of(bytes).ok_or_else(|| Error::broken("damaged PNG: its signature is wrong"))?;
        let header = chunks.next().ok_or_else(|| Error::truncated("the PNG ends before its header"))?;
        if header.is_cut() {
            return Err(Error::truncated("the PNG ends in its header"));
        }
        if &header.name != b"IHDR" {
            return Err(Error::broken(format!("damaged PNG: it begins with a {} chunk, not IHDR", header.label())));
        }
        if !header.is_sound() {
            return Err(header.wrong_checksum());
        }
        let header = PngHeader::read(header.data)?;
        limits.check_pixels(header.width, header.height)?;
        let pixels = PixelData { header, palette: &[], transparency: None, chunks: Vec::new(), is_cut: true };
        let mut png = Self {
            pixels,
            colour: ColourChunks::default(),
            exif: None,
            damage: None,
            is_doubtful: false,
            limits: limits.clone(),
            n_bytes: bytes.len(),
        };
        for chunk in chunks {
            if &chunk.name == b"IDAT" {
                // Checksums of pixels are checked while inflating.
                png.pixels.chunks.push(chunk);
            } else if !chunk.is_cut() && !png.take(chunk)? {
                png.pixels.is_cut = false;
                break;
            }
        }
        Ok(png)
    }

    /// Reads a chunk that is not pixels; false for the last one.
    fn take(&mut self, chunk: Chunk<'a>) -> Result<bool, Error> {
        if !chunk.is_sound() {
            if !chunk.is_ancillary() && &chunk.name != b"IEND" {
                return Err(chunk.wrong_checksum());
            }
            self.damage = self.damage.or(Some(Damage::WrongChecksum { chunk: chunk.name }));
            self.is_doubtful |= chunk.is_ancillary() && !chunk.is_known_ancillary();
            return Ok(chunk.is_ancillary());
        }
        let is_before_pixels = self.pixels.chunks.is_empty();
        match &chunk.name {
            b"IEND" => return Ok(false),
            b"PLTE" if is_before_pixels => self.pixels.palette = chunk.data,
            b"tRNS" if is_before_pixels && !self.pixels.header.color.has_alpha() => {
                self.pixels.transparency = Some(chunk.data);
            }
            b"cICP" | b"iCCP" | b"sRGB" | b"gAMA" | b"cHRM" => self.colour.take(&chunk.name, chunk.data),
            b"eXIf" if self.exif.is_none() => self.exif = Some(chunk.data),
            b"PLTE" | b"tRNS" => {}
            [first, ..] if first.is_ascii_uppercase() => {
                return Err(Error::unsupported(format!("a PNG with a {} chunk", chunk.label())));
            }
            _ => {}
        }
        Ok(true)
    }

    /// Width and height.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.pixels.header.width, self.pixels.header.height)
    }

    pub(super) fn has_alpha(&self) -> bool {
        self.pixels.header.color.has_alpha() || self.pixels.transparency.is_some()
    }

    /// Returns the profile; `None` for sRGB.
    pub(super) fn profile(&self) -> Option<Profile> {
        self.colour.profile(matches!(self.pixels.header.color, ColorType::Grey | ColorType::GreyAlpha))
    }

    /// Decodes the picture, reduced to [`reduced_size`]. Damage that left all pixels intact is returned, other is an error.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<(Reduced, Option<Damage>), Error> {
        let pixels = &self.pixels;
        if pixels.is_cut && pixels.chunks.is_empty() {
            return Err(Error::truncated("the PNG ends before its pixels"));
        }
        let to = reduced_size(pixels.header.width, pixels.header.height, at_least);
        self.limits.check_memory(pixels.working_bytes(to), self.n_bytes)?;
        let (reduced, damage) = pixels.reduce(to, deadline)?;
        if let (true, Some(Damage::WrongChecksum { chunk })) = (self.is_doubtful, self.damage)
            && !pixels.is_sound(deadline)?
        {
            let name = printable_name(&chunk);
            return Err(Error::broken(format!("damaged PNG: the checksum of the {name} chunk is wrong")));
        }
        Ok((reduced, self.damage.or(damage).or(pixels.is_cut.then_some(Damage::EndMissing))))
    }
}

impl<'a> PixelData<'a> {
    /// Decodes a subframe at full size, as [`Png::decode`].
    pub(super) fn decode(&self, deadline: Deadline) -> Result<(RgbaImage, Option<Damage>), Error> {
        let (reduced, damage) = self.reduce((self.header.width, self.header.height), deadline)?;
        let picture = match reduced {
            Reduced::Eight(picture) => picture,
            Reduced::Sixteen(picture) => image::DynamicImage::ImageRgba16(picture).into_rgba8(),
        };
        Ok((picture, damage))
    }

    fn reduce(&self, to: (u32, u32), deadline: Deadline) -> Result<(Reduced, Option<Damage>), Error> {
        if self.header.color == ColorType::Palette && self.palette.is_empty() {
            return Err(Error::broken("damaged PNG: it has no palette"));
        }
        if self.chunks.is_empty() {
            return Err(Error::broken("damaged PNG: it has no pixels"));
        }
        // Checksums are checked while inflating; of chunks that inflating does not need, at the end.
        let (unsound, n_seen) = (Cell::new(None), Cell::new(0));
        let check = |chunk: &Chunk<'_>| {
            let is_usable = chunk.is_cut() || chunk.is_sound();
            if !is_usable {
                unsound.set(Some(Damage::WrongChecksum { chunk: chunk.name }));
            }
            n_seen.set(n_seen.get() + 1);
            is_usable
        };
        let pieces = self.chunks.iter().map_while(|chunk| check(chunk).then(|| chunk.pixels()));
        match rows::reduce(self, pieces, to, deadline) {
            Ok(reduced) => {
                if self.chunks.last().is_some_and(|chunk| !chunk.may_hold_all_pixels()) && !self.is_sound(deadline)? {
                    return Err(Error::truncated("the PNG ends in its pixels"));
                }
                self.chunks.iter().skip(n_seen.get()).take_while(|chunk| check(chunk)).for_each(drop);
                Ok((reduced, unsound.get()))
            }
            // If the checksum of the compressed stream is right, the chunk's is damaged.
            Err(_) if unsound.get().is_some() && self.is_sound(deadline)? => {
                let reduced = rows::reduce(self, self.pieces(), to, deadline);
                Ok((reduced.map_err(|stop| self.error(stop, false, deadline))?, unsound.get()))
            }
            Err(stop) => Err(self.error(stop, unsound.get().is_some(), deadline)),
        }
    }

    /// Returns the compressed data of all chunks.
    fn pieces(&self) -> impl Iterator<Item = &'a [u8]> {
        self.chunks.iter().map(Chunk::pixels)
    }

    /// Whether the compressed stream is whole and its own checksum right. Takes as long as decoding.
    fn is_sound(&self, deadline: Deadline) -> Result<bool, Error> {
        inflate::is_sound(self.pieces(), deadline)
    }

    fn error(&self, stop: rows::RowError, is_unsound: bool, deadline: Deadline) -> Error {
        match stop {
            rows::RowError::Late => deadline.check().err().unwrap_or_else(|| Error::broken("out of time")),
            rows::RowError::At { place, why: rows::RowErrorKind::End } if is_unsound => {
                Error::broken(format!("damaged PNG: the checksum of its pixels is wrong in {place}"))
            }
            rows::RowError::At { place, why: rows::RowErrorKind::End } if self.is_cut => {
                Error::truncated(format!("the PNG ends in {place}"))
            }
            rows::RowError::At { place, why: rows::RowErrorKind::End } => {
                Error::broken(format!("damaged PNG: its pixels end in {place}"))
            }
            rows::RowError::At { place, why: rows::RowErrorKind::Corrupt(what) } => {
                Error::broken(format!("damaged PNG: {what}, in {place}"))
            }
        }
    }

    /// Returns the bytes for rows (two inflated ones twice, the one before, and as samples), for sums of columns, and for the
    /// picture or, if interlaced, the sums of its boxes.
    fn working_bytes(&self, to: (u32, u32)) -> u64 {
        let width = u64::from(self.header.width);
        let n_samples = match (self.header.color, self.transparency) {
            (ColorType::Palette, None) => 3,
            (ColorType::Palette, Some(_)) => 4,
            (_, None) => self.header.n_samples() as u64,
            (_, Some(_)) => self.header.n_samples() as u64 + 1,
        };
        let sample = u64::from(self.header.depth.div_ceil(8));
        let sums = if n_samples % 2 == 0 { 7 * sample } else { 3 * sample };
        let rows = 5 * self.header.row_bytes(self.header.width) as u64 + width * n_samples * sums;
        let pixel = if self.header.is_interlaced { 40 } else { 4 * sample };
        rows + u64::from(to.0) * u64::from(to.1) * pixel
    }
}

#[cfg(test)]
mod tests;
