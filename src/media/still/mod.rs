//! One picture from bytes: header facts without pixels, or all of it, reduced, in sRGB and the right way up.
//!
//! The decoders are those of the `image` crate, called directly for the format that was recognised (they guess
//! nothing), and jxl-oxide for JPEG XL. Two things they leave open are closed here: memory is checked against the limits
//! before a buffer is made (`DynamicImage::from_decoder` has no limit), and a JPEG or JPEG XL that ends too early is
//! refused, although its decoder would fill the rest with grey and call it done.

mod ico;
mod jpeg_end;
mod jxl;
mod tiff;

use std::borrow::Cow;

use image::codecs::bmp::BmpDecoder;
use image::codecs::ico::IcoDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::pnm::PnmDecoder;
use image::codecs::qoi::QoiDecoder;
use image::codecs::tga::TgaDecoder;
use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, RgbaImage};

use super::color::to_srgb;
use super::directory::{self, Directory};
use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::reduce;
use super::webp::WebP;
use super::{Facts, Format};

pub(super) use jxl::Jxl;

/// Chunks of a PNG that are not pixels (profile, texts) inflate to no more than this.
const PNG_METADATA_BYTES: u64 = 64 << 20;

/// Reads the header of a still.
pub(super) fn probe(bytes: &[u8], format: Format, limits: &Limits, deadline: Deadline) -> Result<Facts, Error> {
    if format == Format::Jxl {
        return Ok(Jxl::open(bytes, limits, deadline)?.facts().clone());
    }
    if format == Format::WebP {
        return Ok(webp_facts(&WebP::open(bytes, limits)?));
    }
    let (bytes, decodes) = picture(bytes, format)?;
    let mut decoder = open(&bytes, decodes, limits, deadline)?;
    let (width, height) = turned(decoder.dimensions(), orientation(&mut *decoder, &bytes, decodes));
    Ok(facts(format, width, height, decoder.color_type().has_alpha()))
}

/// Decodes a still; the facts are then exact, and the picture is no smaller than [`super::decode`] promises.
pub(super) fn decode(
    bytes: &[u8],
    format: Format,
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
) -> Result<(Facts, RgbaImage), Error> {
    let (facts, picture) = match format {
        Format::Jxl => {
            let jxl = Jxl::open(bytes, limits, deadline)?;
            (jxl.facts().clone(), jxl.render(0, at_least)?)
        }
        Format::WebP => {
            let webp = WebP::open(bytes, limits)?;
            (webp_facts(&webp), turn(webp.decode(at_least)?, webp.orientation()))
        }
        _ => decode_by_image(bytes, format, at_least, limits, deadline)?,
    };
    let has_alpha = facts.has_alpha && picture.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    Ok((Facts { has_alpha, ..facts }, picture))
}

fn decode_by_image(
    bytes: &[u8],
    format: Format,
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
) -> Result<(Facts, RgbaImage), Error> {
    if format == Format::Jpeg {
        jpeg_end::check(bytes)?;
    }
    let (bytes, decodes) = picture(bytes, format)?;
    let mut decoder = open(&bytes, decodes, limits, deadline)?;
    let orientation = orientation(&mut *decoder, &bytes, decodes);
    let directory = Directory::first(&bytes).filter(|_| decodes == Format::Tiff);
    let icc = match &directory {
        Some(directory) => directory.icc_profile().map(<[u8]>::to_vec),
        None => decoder.icc_profile().unwrap_or(None),
    };
    let (width, height) = turned(decoder.dimensions(), orientation);
    let color = decoder.color_type();
    let mut picture = pixels(decoder, decodes, deadline)?;
    if let Some(directory) = &directory {
        tiff::straighten(directory, &mut picture);
    }
    let is_grey = matches!(color, ColorType::L8 | ColorType::L16 | ColorType::La8 | ColorType::La16);
    let picture = turn(to_srgb(reduce(picture, at_least), icc.as_deref(), is_grey), orientation);
    Ok((facts(format, width, height, color.has_alpha()), picture))
}

/// Turns a picture the right way up.
fn turn(picture: RgbaImage, orientation: Orientation) -> RgbaImage {
    let mut picture = DynamicImage::ImageRgba8(picture);
    picture.apply_orientation(orientation);
    picture.into_rgba8()
}

fn webp_facts(webp: &WebP<'_>) -> Facts {
    let (width, height) = turned(webp.size(), webp.orientation());
    facts(Format::WebP, width, height, webp.has_alpha())
}

/// The bytes that hold the picture and the format that decodes them: an icon file is a folder of pictures.
fn picture(bytes: &[u8], format: Format) -> Result<(Cow<'_, [u8]>, Format), Error> {
    if format == Format::Ico { ico::largest(bytes) } else { Ok((Cow::Borrowed(bytes), format)) }
}

/// How the picture is to be turned. An unreadable EXIF block does not make a picture unreadable.
fn orientation(decoder: &mut dyn ImageDecoder, bytes: &[u8], format: Format) -> Orientation {
    match format {
        Format::Tiff => directory::orientation(Some(bytes)),
        _ => directory::orientation(decoder.exif_metadata().unwrap_or(None).as_deref()),
    }
}

/// All pixels of the first picture in the file, as stored: one piece of an animation, say.
pub(super) fn raw(bytes: &[u8], format: Format, limits: &Limits, deadline: Deadline) -> Result<RgbaImage, Error> {
    let decoder = open(bytes, format, limits, deadline)?;
    Ok(pixels(decoder, format, deadline)?.into_rgba8())
}

/// The ICC profile of a file whose header can be read.
pub(super) fn profile(bytes: &[u8], format: Format, limits: &Limits) -> Option<Vec<u8>> {
    open(bytes, format, limits, Deadline::start(limits)).ok()?.icc_profile().ok()?
}

fn pixels(decoder: Box<dyn ImageDecoder + '_>, format: Format, deadline: Deadline) -> Result<DynamicImage, Error> {
    DynamicImage::from_decoder(decoder).map_err(|e| deadline.explain(Error::from_decoder(&e, format)))
}

fn facts(format: Format, width: u32, height: u32, has_alpha: bool) -> Facts {
    Facts { format, width, height, frames: 1, duration: None, loop_count: None, has_alpha }
}

fn turned((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    match orientation {
        Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// A decoder that has read the header, whose picture is within the limits.
fn open<'a>(
    bytes: &'a [u8],
    format: Format,
    limits: &Limits,
    deadline: Deadline,
) -> Result<Box<dyn ImageDecoder + 'a>, Error> {
    if let (Format::Tiff, Some(directory)) = (format, Directory::first(bytes)) {
        tiff::check(&directory)?;
    }
    let source = deadline.reader(bytes);
    let mut for_png = image::Limits::no_limits();
    for_png.max_alloc = Some(PNG_METADATA_BYTES);
    let opened: Result<Box<dyn ImageDecoder + 'a>, image::ImageError> = match format {
        Format::Jpeg => JpegDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Png => PngDecoder::with_limits(source, for_png).map(|d| Box::new(d) as _),
        Format::Bmp => BmpDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Tiff => TiffDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Ico => IcoDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Qoi => QoiDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Tga => TgaDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Pnm => PnmDecoder::new(source).map(|d| Box::new(d) as _),
        Format::Gif | Format::WebP | Format::Jxl | Format::Avif | Format::Heic => {
            return Err(Error::unsupported(format.label()));
        }
    };
    let mut decoder = opened.map_err(|e| deadline.explain(Error::from_decoder(&e, format)))?;
    let (width, height) = decoder.dimensions();
    limits.check_pixels(width, height)?;
    limits.check_decoded_bytes(decoder.total_bytes())?;
    if format == Format::Tiff {
        // Its own default refuses anything above 256 MB; a strip may need as much again as the whole picture.
        let mut for_tiff = image::Limits::no_limits();
        for_tiff.max_alloc = Some(decoder.total_bytes().saturating_mul(3).saturating_add(64 << 20));
        decoder.set_limits(for_tiff).map_err(|e| Error::from_decoder(&e, format))?;
    }
    Ok(decoder)
}
