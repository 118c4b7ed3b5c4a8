//! A JPEG decoder that decodes only what a reduced picture needs.
//!
//! ```text
//! bytes ─ parser ─▶ scans ─ scan, bits, huffman ─▶ sequential: blocks │ progressive: coefficients
//!                                                  └ transform ─▶ planes ─ picture, colors ─▶ RGBA
//! ```
//!
//! For a picture of N/8 of the size only the N × N lowest coefficients of each block get a value; of progressive files
//! only the scans that hold them are read. A file whose data end too early, or do not make sense, gives the part that
//! is there, and a [`Picture::damage`] that says what is missing. Arithmetic coding, 12 bits, lossless and hierarchical
//! files are left to other decoders ([`Jpeg::open`] gives nothing). Start reading at [`Jpeg::decode`].

mod bits;
mod colors;
mod frame;
mod huffman;
mod marker;
mod metadata;
mod parser;
mod picture;
mod plane;
mod progressive;
mod refinement;
mod scale;
mod scan;
mod sequential;
mod transform;
mod upsample;

use image::RgbaImage;

use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::fitted_size;

pub(super) use metadata::Colors;

use frame::Frame;
use parser::{Next, Parser, Scan};
use plane::Plane;

/// More scans than any encoder writes; each may cost a walk over the whole picture.
const MAX_SCANS: usize = 1000;

/// A JPEG whose headers have been read.
pub(super) struct Jpeg<'a> {
    frame: Frame,
    colors: Colors,
    /// Stands at the first scan's data.
    parser: Parser<'a>,
    first: Scan,
}

/// What [`Jpeg::decode`] gives.
pub(super) struct Picture {
    /// The pixels, in the file's own colour space and not turned.
    pub(super) pixels: RgbaImage,
    /// What is wrong with them, if anything: data that end too early, or that cannot be.
    pub(super) damage: Option<Error>,
}

impl<'a> Jpeg<'a> {
    /// Reads the headers up to the first scan; none for a kind of JPEG that is not covered.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Option<Self>, Error> {
        let mut parser = Parser::new(bytes);
        let first = match parser.next()? {
            Next::Scan(scan) => scan,
            Next::Other => return Ok(None),
            Next::End => return Err(Error::broken("damaged JPEG: it ends before the pixels")),
            Next::Cut(place) => return Err(cut(bytes, &place)),
        };
        let mut frame = parser.frame.clone().ok_or_else(|| Error::broken("damaged JPEG: no frame header"))?;
        if frame.height == 0 {
            frame.height = parser.height_behind_scan().unwrap_or(0);
            parser.frame = Some(frame.clone());
        }
        limits.check_pixels(frame.width, frame.height)?;
        let n_samples = u64::from(frame.width) * u64::from(frame.height) * frame.components.len() as u64;
        limits.check_decoded_bytes(n_samples)?;
        let colors = parser.metadata.colors(&frame);
        Ok(Some(Self { frame, colors, parser, first }))
    }

    /// Width and height as stored, before EXIF orientation.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.frame.width, self.frame.height)
    }

    /// What the components are.
    pub(super) fn colors(&self) -> Colors {
        self.colors
    }

    /// The EXIF block, from its TIFF header on.
    pub(super) fn exif(&self) -> Option<&'a [u8]> {
        self.parser.metadata.exif
    }

    /// The ICC profile, if the file holds all of it.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        self.parser.metadata.icc_profile()
    }

    /// Decodes to [`fitted_size`], from a scale of N/8 that leaves the last resizing something to do.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<Picture, Error> {
        let size = fitted_size(self.frame.width, self.frame.height, at_least);
        let scales = scale::choose(&self.frame, size);
        let mut planes: Vec<_> = self
            .frame
            .components
            .iter()
            .zip(scales)
            .map(|(component, scale)| Plane::new(self.frame.padded_blocks(component), scale))
            .collect();
        let mut damage = None;
        if self.frame.is_progressive {
            let (scans, end) = self.scans()?;
            let bytes = self.parser.bytes;
            damage = progressive::decode(bytes, &self.frame, (&scans, end), &mut planes, deadline)?;
        } else {
            self.decode_sequential(&mut planes, &mut damage, deadline)?;
        }
        let pixels = picture::assemble(&self.frame, planes, self.colors, size)?;
        Ok(Picture { pixels, damage })
    }

    /// Every scan's header, and what is missing at the end.
    fn scans(&self) -> Result<(Vec<Scan>, Option<Error>), Error> {
        let mut parser = self.parser.clone();
        let mut scans = vec![self.first.clone()];
        loop {
            match parser.next() {
                Ok(Next::Scan(scan)) => scans.push(scan),
                Ok(Next::End) => return Ok((scans, None)),
                Ok(Next::Cut(place)) => return Ok((scans, Some(cut(parser.bytes, &place)))),
                Ok(Next::Other) => {}
                // What is there is shown, as with any damage in the middle.
                Err(error) => return Ok((scans, Some(error))),
            }
            if scans.len() > MAX_SCANS {
                return Err(too_many_scans());
            }
        }
    }

    fn decode_sequential(
        &self,
        planes: &mut [Plane],
        damage: &mut Option<Error>,
        deadline: Deadline,
    ) -> Result<(), Error> {
        let mut parser = self.parser.clone();
        let mut scan = self.first.clone();
        let mut is_there = vec![false; planes.len()];
        loop {
            scan.components
                .iter()
                .for_each(|part| is_there.iter_mut().skip(part.index).take(1).for_each(|c| *c = true));
            let (end, found) = sequential::decode(&parser, &self.frame, &scan, planes, deadline)?;
            *damage = damage.take().or(found);
            parser.at = end;
            let stopped = match parser.next() {
                Ok(Next::Scan(next)) if next.number > MAX_SCANS => return Err(too_many_scans()),
                Ok(Next::Scan(next)) => {
                    scan = next;
                    continue;
                }
                Ok(Next::End) => None,
                Ok(Next::Cut(place)) => Some(cut(parser.bytes, &place)),
                Ok(Next::Other) => Some(Error::broken("damaged JPEG: a second frame header")),
                Err(error) => Some(error),
            };
            let missing = is_there.iter().position(|is_there| !is_there);
            let missing = missing.map(|c| Error::broken(format!("damaged JPEG: no scan holds component {}", c + 1)));
            *damage = damage.take().or(stopped).or(missing);
            return Ok(());
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
