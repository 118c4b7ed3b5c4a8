//! The formats that have no decoder of their own here, by those of the `image` crate, called directly for the format that
//! was recognised (they guess nothing).
//!
//! Two things they leave open are closed here: memory is checked against the limits before a buffer is made
//! (`DynamicImage::from_decoder` has no limit), and time is checked whenever they read on.

use std::borrow::Cow;

use image::codecs::bmp::BmpDecoder;
use image::codecs::ico::IcoDecoder;
use image::codecs::pnm::PnmDecoder;
use image::codecs::qoi::QoiDecoder;
use image::codecs::tga::TgaDecoder;
use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, RgbaImage};

use super::super::color::to_srgb;
use super::super::directory::{self, Directory};
use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::reduce::reduce;
use super::super::{Facts, Format};
use super::tiff;

/// A still whose header was read and whose picture is within the limits.
pub(super) struct Other<'a> {
    bytes: Cow<'a, [u8]>,
    format: Format,
    facts: Facts,
    pub(super) orientation: Orientation,
}

impl<'a> Other<'a> {
    pub(super) fn open(
        bytes: impl Into<Cow<'a, [u8]>>,
        format: Format,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let bytes = bytes.into();
        let mut decoder = decoder(&bytes, format, deadline)?;
        let (width, height) = decoder.dimensions();
        limits.check_pixels(width, height)?;
        limits.check_decoded_bytes(decoder.total_bytes())?;
        let orientation = match format {
            Format::Tiff => directory::orientation(Some(&bytes)),
            _ => directory::orientation(decoder.exif_metadata().unwrap_or(None).as_deref()),
        };
        let facts = super::facts(format, (width, height), orientation, decoder.color_type().has_alpha());
        drop(decoder);
        Ok(Self { bytes, format, facts, orientation })
    }

    pub(super) fn facts(&self) -> Facts {
        self.facts.clone()
    }

    /// Decodes the picture as stored, in sRGB, reduced as [`super::super::decode`] promises.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<RgbaImage, Error> {
        let mut decoder = decoder(&self.bytes, self.format, deadline)?;
        let directory = Directory::first(&self.bytes).filter(|_| self.format == Format::Tiff);
        let icc = match &directory {
            Some(directory) => directory.icc_profile().map(<[u8]>::to_vec),
            None => decoder.icc_profile().unwrap_or(None),
        };
        let color = decoder.color_type();
        let mut picture =
            DynamicImage::from_decoder(decoder).map_err(|e| deadline.explain(Error::from_decoder(&e, self.format)))?;
        if let Some(directory) = &directory {
            tiff::straighten(directory, &mut picture);
        }
        let is_grey = matches!(color, ColorType::L8 | ColorType::L16 | ColorType::La8 | ColorType::La16);
        Ok(to_srgb(reduce(picture, at_least), icc.as_deref(), is_grey))
    }
}

/// A decoder that has read the header.
fn decoder<'a>(bytes: &'a [u8], format: Format, deadline: Deadline) -> Result<Box<dyn ImageDecoder + 'a>, Error> {
    if let (Format::Tiff, Some(directory)) = (format, Directory::first(bytes)) {
        tiff::check(&directory)?;
    }
    let source = deadline.reader(bytes);
    let opened: Result<Box<dyn ImageDecoder + 'a>, image::ImageError> = match format {
        Format::Bmp => BmpDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Tiff => TiffDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Ico => IcoDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Qoi => QoiDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Tga => TgaDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Pnm => PnmDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Jpeg | Format::Gif | Format::Png | Format::WebP | Format::Jxl | Format::Avif | Format::Heic => {
            return Err(Error::unsupported(format.label()));
        }
    };
    let mut decoder = opened.map_err(|e| deadline.explain(Error::from_decoder(&e, format)))?;
    if format == Format::Tiff {
        // Its own default refuses anything above 256 MB; a strip may need as much again as the whole picture.
        let mut for_tiff = image::Limits::no_limits();
        for_tiff.max_alloc = Some(decoder.total_bytes().saturating_mul(3).saturating_add(64 << 20));
        decoder.set_limits(for_tiff).map_err(|e| Error::from_decoder(&e, format))?;
    }
    Ok(decoder)
}
