//! Formats that the `image` crate decodes: BMP, ICO, PNM, QOI, TGA and TIFF.
//!
//! Its decoders are called for the format that was recognised; they guess nothing. Memory is checked before a buffer is
//! made, since `DynamicImage::from_decoder` has no limit. Time is checked whenever a decoder reads on.

use std::borrow::Cow;

use image::codecs::bmp::BmpDecoder;
use image::codecs::ico::IcoDecoder;
use image::codecs::pnm::PnmDecoder;
use image::codecs::qoi::QoiDecoder;
use image::codecs::tga::TgaDecoder;
use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, RgbaImage};

use super::super::error::Error;
use super::super::ifd::{self, Ifd};
use super::super::limits::{Deadline, Limits};
use super::super::reduce::reduce;
use super::super::srgb::to_srgb;
use super::super::{Facts, Format};
use super::tiff::{self, Indexed};

/// A file whose header was read and whose picture is within the limits.
pub(super) struct ImageCrateStill<'a> {
    bytes: Cow<'a, [u8]>,
    format: Format,
    pub(super) facts: Facts,
    pub(super) orientation: Orientation,
    indexed: Option<Indexed>,
}

impl<'a> ImageCrateStill<'a> {
    pub(super) fn open(
        bytes: impl Into<Cow<'a, [u8]>>,
        format: Format,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let mut bytes = bytes.into();
        let directory = Ifd::first(&bytes).filter(|_| format == Format::Tiff);
        let (indexed, readable) = directory.and_then(|directory| Indexed::read(&directory)).unzip();
        if let Some(readable) = readable {
            bytes = Cow::Owned(readable);
        }
        let mut decoder = decoder(&bytes, format, deadline)?;
        let (mut width, height) = decoder.dimensions();
        let mut n_bytes = decoder.total_bytes();
        if let Some(indexed) = &indexed {
            width = indexed.width;
            n_bytes = (u64::from(width) * u64::from(height)).saturating_mul(3);
        }
        limits.check_pixels(width, height)?;
        let is_copied = format == Format::Tiff && !Ifd::first(&bytes).as_ref().is_some_and(tiff::is_plain);
        let copies = if is_copied || indexed.is_some() { 2 } else { 1 };
        // The box filter holds sums for a row: 2 bytes, and 4 more with alpha, for each byte of the row.
        let n_row_sums = (n_bytes / u64::from(height.max(1))).saturating_mul(6);
        let n_bytes = n_bytes.saturating_mul(copies).saturating_add(n_row_sums);
        limits.check_memory(n_bytes, bytes.len())?;
        let orientation = match format {
            Format::Tiff => ifd::orientation(Some(&bytes)),
            _ => ifd::orientation(decoder.exif_metadata().unwrap_or(None).as_deref()),
        };
        let facts = super::facts(format, (width, height), orientation, decoder.color_type().has_alpha());
        drop(decoder);
        Ok(Self { bytes, format, facts, orientation, indexed })
    }

    /// Decodes the picture as stored, in sRGB, reduced as [`super::super::decode`] promises.
    pub(super) fn decode(&self, at_least: u32, deadline: Deadline) -> Result<RgbaImage, Error> {
        let directory = Ifd::first(&self.bytes).filter(|_| self.format == Format::Tiff);
        let mut decoder = decoder(&self.bytes, self.format, deadline)?;
        let icc = match &directory {
            Some(directory) => directory.icc_profile().map(<[u8]>::to_vec),
            None => decoder.icc_profile().unwrap_or(None),
        };
        let decoded = match directory.as_ref().filter(|directory| tiff::is_plain(directory)) {
            Some(_) => {
                let n_bytes = decoder.total_bytes();
                drop(decoder);
                tiff::decode_plain(deadline.reader(&self.bytes), n_bytes)
            }
            None => DynamicImage::from_decoder(decoder),
        };
        let mut picture = decoded.map_err(|e| deadline.explain(Error::from_decoder(&e, self.format)))?;
        if let Some(directory) = &directory {
            tiff::unpremultiply_if_associated(directory, &mut picture);
        }
        if let Some(indexed) = &self.indexed {
            picture = DynamicImage::ImageRgb8(indexed.paint(picture));
        }
        if let (true, DynamicImage::ImageRgba8(pixels)) = (self.has_no_alpha(&picture), &mut picture) {
            pixels.pixels_mut().for_each(|pixel| pixel.0[3] = u8::MAX);
        }
        let color = picture.color();
        let is_grey = matches!(color, ColorType::L8 | ColorType::L16 | ColorType::La8 | ColorType::La16);
        Ok(to_srgb(reduce(picture, at_least), icc.as_deref(), is_grey))
    }

    /// Whether the fourth byte of pixels is padding, not alpha: a TGA's header says so; otherwise all of it is zero.
    fn has_no_alpha(&self, picture: &DynamicImage) -> bool {
        let DynamicImage::ImageRgba8(pixels) = picture else { return false };
        let is_clear = || pixels.pixels().all(|pixel| pixel.0[3] == 0);
        match self.format {
            Format::Tga => self.bytes.get(17).is_some_and(|descriptor| descriptor & 15 == 0) || is_clear(),
            Format::Bmp => is_clear(),
            _ => false,
        }
    }
}

/// Opens the decoder, which reads the header.
fn decoder<'a>(bytes: &'a [u8], format: Format, deadline: Deadline) -> Result<Box<dyn ImageDecoder + 'a>, Error> {
    if let (Format::Tiff, Some(directory)) = (format, Ifd::first(bytes)) {
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
        // The default refuses anything above 256 MB. A strip may need as much again as the whole picture.
        let mut for_tiff = image::Limits::no_limits();
        for_tiff.max_alloc = Some(decoder.total_bytes().saturating_mul(2).saturating_add(64 << 20));
        decoder.set_limits(for_tiff).map_err(|e| Error::from_decoder(&e, format))?;
    }
    Ok(decoder)
}
