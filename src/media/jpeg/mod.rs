//! A JPEG decoder that decodes only what a reduced picture needs.
//!
//! ```text
//! bytes ─ parser ─▶ scans ─ scan, bits, huffman ─▶ sequential: blocks │ progressive: coefficients
//!                                                  └ transform ─▶ planes ─ picture, colors ─▶ RGBA
//! ```
//!
//! At N/8 of the size only the N × N lowest coefficients of each block are decoded, and of a progressive file only the
//! scans that hold them. A file whose data end too early or are damaged gives the part that is there, and
//! [`DecodedJpeg::missing`] says what is not. Arithmetic coding, 12 bits, lossless and hierarchical files are not
//! supported. Start reading at [`Jpeg::decode`].

mod assemble;
mod bits;
mod coefficients;
mod colors;
mod component_plane;
mod dct_scale;
mod frame_header;
mod huffman;
mod idct;
mod marker;
mod metadata;
mod parser;
mod progressive;
mod refinement;
mod scan;
mod sequential;
mod upsample;

use image::RgbaImage;

use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::fitted_size;

pub(super) use metadata::ColorSpace;

use component_plane::ComponentPlane;
use frame_header::FrameHeader;
use parser::{NextScan, Parser, ScanHeader};

/// Scans of a file; the header of `limits` explains all limits.
const MAX_SCANS: usize = 1000;

/// A JPEG whose headers were read.
pub(super) struct Jpeg<'a> {
    frame: FrameHeader,
    /// What the components are.
    pub(super) colors: ColorSpace,
    /// At the data of the first scan.
    parser: Parser<'a>,
    first: ScanHeader,
    limits: Limits,
}

/// What follows the last scan that could be read.
enum FileEnd {
    /// The end marker.
    Marker,
    /// The end of the file, without an end marker.
    Cut(Error),
    /// A damaged segment.
    Damaged(Error),
}

/// The result of [`Jpeg::decode`].
pub(super) struct DecodedJpeg {
    /// In the file's own colour space, not turned.
    pub(super) pixels: RgbaImage,
    /// Why pixels are missing, if any are.
    pub(super) missing: Option<Error>,
    /// Whether the file ends without its end marker.
    pub(super) is_cut: bool,
}

impl<'a> Jpeg<'a> {
    /// Reads the headers up to the first scan, and checks the limits.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut parser = Parser::new(bytes);
        let first = match parser.next()? {
            NextScan::Scan(scan) => scan,
            NextScan::End => return Err(Error::broken("damaged JPEG: it ends before the pixels")),
            NextScan::Cut(place) => return Err(cut(bytes, &place)),
        };
        let mut frame = parser.frame.clone().ok_or_else(|| Error::broken("damaged JPEG: no frame header"))?;
        if frame.height == 0 {
            frame.height = parser.height_behind_scan().unwrap_or(0);
            parser.frame = Some(frame.clone());
        }
        limits.check_pixels(frame.width, frame.height)?;
        let colors = parser.metadata.colors(&frame);
        Ok(Self { frame, colors, parser, first, limits: limits.clone() })
    }

    /// Width and height as stored, before EXIF orientation.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.frame.width, self.frame.height)
    }

    /// The quantisation table of the first component, in zigzag order.
    pub(super) fn luma_table(&self) -> Option<[u16; 64]> {
        let part = self.first.components.iter().find(|part| part.index == 0)?;
        part.quantisation.as_deref().copied()
    }

    /// The EXIF block, from its TIFF header on.
    pub(super) fn exif(&self) -> Option<&'a [u8]> {
        self.parser.metadata.exif
    }

    /// The ICC profile, if the file holds all of it.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        self.parser.metadata.icc_profile()
    }

    /// Decodes to [`fitted_size`], by a DCT scale of N/8 and a resize.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<DecodedJpeg, Error> {
        let size = fitted_size(self.frame.width, self.frame.height, at_least);
        let scales = dct_scale::choose(&self.frame, size);
        self.limits.check_memory(self.working_bytes(size, &scales), self.parser.bytes.len())?;
        let mut planes: Vec<_> = self
            .frame
            .components
            .iter()
            .zip(scales)
            .map(|(component, scale)| ComponentPlane::new(self.frame.padded_blocks(component), scale))
            .collect();
        let (missing, is_cut) = if self.frame.is_progressive {
            let (scans, end) = self.scans()?;
            let bytes = self.parser.bytes;
            let is_cut = matches!(end, FileEnd::Cut(_));
            (progressive::decode(bytes, &self.frame, (&scans, end), &mut planes, deadline)?, is_cut)
        } else {
            self.decode_sequential(&mut planes, deadline)?
        };
        let pixels = assemble::assemble(&self.frame, planes, self.colors, size)?;
        Ok(DecodedJpeg { pixels, missing, is_cut })
    }

    /// Returns the bytes for coefficients, if they are kept, planes, and the picture as planes and as RGBA.
    fn working_bytes(&self, (width, height): (u32, u32), scales: &[usize]) -> u64 {
        let components = self.frame.components.iter().zip(scales);
        let planes: usize = components
            .map(|(component, scale)| {
                let (across, down) = self.frame.padded_blocks(component);
                let kept = if self.frame.is_progressive { 2 * scale * scale + size_of::<u64>() } else { 0 };
                across * down * (scale * scale + kept)
            })
            .sum();
        planes as u64 + u64::from(width) * u64::from(height) * (4 + scales.len() as u64)
    }

    /// Reads the headers of all scans, and how the file ends.
    fn scans(&self) -> Result<(Vec<ScanHeader>, FileEnd), Error> {
        let mut parser = self.parser.clone();
        let mut scans = vec![self.first.clone()];
        loop {
            match parser.next() {
                Ok(NextScan::Scan(scan)) => scans.push(scan),
                Ok(NextScan::End) => return Ok((scans, FileEnd::Marker)),
                Ok(NextScan::Cut(place)) => return Ok((scans, FileEnd::Cut(cut(parser.bytes, &place)))),
                // The scans so far are shown, as with any damage in the middle.
                Err(error) => return Ok((scans, FileEnd::Damaged(error))),
            }
            if scans.len() > MAX_SCANS {
                return Err(too_many_scans());
            }
        }
    }

    /// Decodes all scans; returns what is missing, and whether the end marker is.
    fn decode_sequential(
        &self,
        planes: &mut [ComponentPlane],
        deadline: Deadline,
    ) -> Result<(Option<Error>, bool), Error> {
        let mut damage = None;
        let mut parser = self.parser.clone();
        let mut scan = self.first.clone();
        let mut is_there = vec![false; planes.len()];
        loop {
            scan.components
                .iter()
                .for_each(|part| is_there.iter_mut().skip(part.index).take(1).for_each(|c| *c = true));
            let (end, found) = sequential::decode(&parser, &self.frame, &scan, planes, deadline)?;
            damage = damage.or(found);
            parser.at = end;
            let (stopped, is_cut) = match parser.next() {
                Ok(NextScan::Scan(next)) if next.number > MAX_SCANS => return Err(too_many_scans()),
                Ok(NextScan::Scan(next)) => {
                    scan = next;
                    continue;
                }
                Ok(NextScan::End) => (None, false),
                // Without damage so far, every MCU was decoded from its own bits.
                Ok(NextScan::Cut(_)) if damage.is_none() && is_there.iter().all(|&is_there| is_there) => (None, true),
                Ok(NextScan::Cut(place)) => (Some(cut(parser.bytes, &place)), true),
                Err(error) => (Some(error), false),
            };
            let missing = is_there.iter().position(|is_there| !is_there);
            let missing = missing.map(|c| Error::broken(format!("damaged JPEG: no scan holds component {}", c + 1)));
            return Ok((damage.or(stopped).or(missing), is_cut));
        }
    }
}

fn too_many_scans() -> Error {
    Error::broken(format!("damaged JPEG: more than {MAX_SCANS} scans"))
}

fn cut(bytes: &[u8], place: &str) -> Error {
    Error::truncated(format!("the JPEG ends {place}, after {} bytes, without its end marker", bytes.len()))
}

#[cfg(test)]
mod tests;
