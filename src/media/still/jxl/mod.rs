//! JPEG XL, by the `jxl` crate (jxl-rs).
//!
//! A file is read twice. [`Jxl::open`] reads the headers of all frames, which shows whether the file is whole.
//! [`Jxl::next_picture`] decodes the pixels of a frame. They come upright, not premultiplied, with 8 or 16 bits a channel,
//! in the colours of a profile.
//!
//! Small pictures of large lossy files are made from the means of their blocks ([`eighth`]): damage in what else is in the
//! file then stays unknown.

mod container;
mod eighth;

use std::time::Duration;

use image::RgbaImage;
use image::metadata::Orientation;
use jxl::api::{
    AlphaMode, Endianness, Event, ExtraChannel, JxlBasicInfo, JxlColorEncoding, JxlColorProfile, JxlColorType,
    JxlDataFormat, JxlDecoder, JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, JxlPrimaries, JxlTransferFunction,
    JxlWhitePoint, ProfileLevel, VisibleFrameInfo,
};
use jxl::error::Error as DecodeError;
use wide::bytemuck::{cast_slice, cast_slice_mut};

use super::super::cicp;
use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::reduce::{Reduced, reduce_samples, reduced_size};
use super::super::srgb::to_srgb;
use super::super::{Facts, Format};

use container::cut_box;

/// Bytes given to the decoder at once. With more, it would rarely come back to be stopped.
const PORTION: usize = 256 << 10;

/// Bytes of a sample while it is decoded.
const SAMPLE_BYTES: u64 = 4;

/// A whole JPEG XL file whose frame headers were read.
pub(in super::super) struct Jxl<'a> {
    bytes: &'a [u8],
    /// What the headers say; the alpha channel is only promised.
    pub(in super::super) facts: Facts,
    /// How long each frame is shown, as the file says.
    pub(in super::super) delays: Vec<Duration>,
    /// Where the header of the first frame is in the file.
    first_frame: usize,
    /// The profile in the file.
    icc: Option<Vec<u8>>,
    limits: Limits,
    deadline: Deadline,
    /// Made for the first picture.
    pixels: Option<Box<FrameDecoder<'a>>>,
}

impl<'a> Jxl<'a> {
    /// Reads the headers of the file and of its frames.
    pub(in super::super) fn open(bytes: &'a [u8], limits: &Limits, deadline: Deadline) -> Result<Self, Error> {
        let mut reader = EventReader::new(bytes, limits, deadline, true);
        let mut n_whole = 0;
        loop {
            match reader.step(None)? {
                Some(Event::BasicInfo) => check(&reader.decoder, limits)?,
                Some(Event::FrameHeader) => limits.check_frames(n_whole + 1)?,
                Some(Event::FrameComplete { has_more_frames }) => {
                    n_whole += 1;
                    if !has_more_frames {
                        break;
                    }
                }
                Some(Event::Complete | Event::NeedMoreInput { .. }) => {}
                None => {
                    let place = match cut_box(bytes) {
                        Some(kind) => format!("its \"{kind}\" box"),
                        None => format!("frame {}", n_whole + 1),
                    };
                    let n_bytes = bytes.len();
                    return Err(Error::truncated(format!("the JPEG XL ends in {place}, after {n_bytes} bytes")));
                }
            }
        }
        let Some(info) = reader.decoder.basic_info() else { return Err(unreadable()) };
        let delays: Vec<Duration> = reader.decoder.scanned_frames().iter().map(delay).collect();
        let (width, height) = size(info)?;
        let mut facts = super::facts(Format::Jxl, (width, height), Orientation::NoTransforms, has_alpha(info));
        if let (2.., Some(animation)) = (n_whole, &info.animation) {
            facts.frames = u32::try_from(n_whole).unwrap_or(u32::MAX);
            facts.duration = Some(delays.iter().sum());
            facts.loop_count = Some(animation.num_loops);
        }
        let first_frame = reader.decoder.scanned_frames().first().map_or(0, |frame| frame.file_offset as usize);
        let icc = match reader.decoder.embedded_color_profile() {
            Some(JxlColorProfile::Icc(icc)) => Some(icc.clone()),
            _ => None,
        };
        Ok(Self { bytes, facts, delays, first_frame, icc, limits: limits.clone(), deadline, pixels: None })
    }

    /// Decodes the first frame, and the next one at every further call, reduced as [`super::super::decode`] promises.
    pub(in super::super) fn next_picture(&mut self, at_least: u32) -> Result<RgbaImage, Error> {
        if let Some(picture) = self.eighth(at_least) {
            return Ok(picture);
        }
        let pixels = match &mut self.pixels {
            Some(pixels) => pixels,
            none => none.insert(Box::new(FrameDecoder::open(self.bytes, &self.limits, self.deadline)?)),
        };
        pixels.next(at_least)
    }

    /// Decodes no more than an eighth of a still; `None` if that is too small or cannot be had.
    fn eighth(&self, at_least: u32) -> Option<RgbaImage> {
        let (width, height) = (self.facts.width, self.facts.height);
        let (found, wanted) = (eighth::size(width, height), reduced_size(width, height, at_least));
        if self.facts.frames > 1 || found.0 < wanted.0 || found.1 < wanted.1 {
            return None;
        }
        let source = eighth::Source { bytes: self.bytes, frame: self.first_frame, icc: self.icc.as_deref() };
        eighth::render(&source, at_least, &self.limits, self.deadline)
    }
}

/// A decoder and the bytes that it has not read.
struct EventReader<'a> {
    decoder: JxlDecoder,
    rest: &'a [u8],
    n_bytes: usize,
    limits: Limits,
    deadline: Deadline,
}

impl<'a> EventReader<'a> {
    fn new(bytes: &'a [u8], limits: &Limits, deadline: Deadline, headers_only: bool) -> Self {
        let mut options = JxlDecoderOptions::default();
        options.max_profile_level = ProfileLevel::Main10;
        options.alpha_mode = AlphaMode::Unpremultiplied;
        options.sample_limit = usize::try_from(limits.memory_for(bytes.len()) / SAMPLE_BYTES + 1).ok();
        options.scan_frames_only = headers_only;
        Self { decoder: JxlDecoder::new(options), rest: bytes, n_bytes: bytes.len(), limits: limits.clone(), deadline }
    }

    /// Decodes on to the next event; `None` if the file ends before it.
    fn step(&mut self, rows: Option<&mut [JxlOutputBuffer<'_>]>) -> Result<Option<Event>, Error> {
        self.deadline.check()?;
        let (mut portion, _) = self.rest.split_at(self.rest.len().min(PORTION));
        let n_given = portion.len();
        let event = self.decoder.process(&mut portion, rows, None);
        let n_taken = n_given - portion.len();
        self.rest = self.rest.get(n_taken..).unwrap_or_default();
        match event {
            Ok(Event::NeedMoreInput { .. }) if n_taken == 0 || self.rest.is_empty() => Ok(None),
            Ok(event) => Ok(Some(event)),
            Err(DecodeError::ImageSizeTooLarge(width, height)) => Err(self.too_large(width, height)),
            Err(error) => Err(self.deadline.explain(Error::from_text(&error.to_string(), Format::Jxl))),
        }
    }

    /// The limit that a picture or a frame of this size is over.
    fn too_large(&self, width: usize, height: usize) -> Error {
        let n_channels = 3 + self.decoder.basic_info().map_or(0, |info| info.extra_channels.len());
        let n_samples = (width as u64).saturating_mul(height as u64).saturating_mul(n_channels as u64);
        let side = |n| u32::try_from(n).unwrap_or(u32::MAX);
        let within = self.limits.check_pixels(side(width), side(height));
        let within =
            within.and_then(|()| self.limits.check_memory(n_samples.saturating_mul(SAMPLE_BYTES), self.n_bytes));
        within.err().unwrap_or_else(unreadable)
    }
}

/// Decodes the frames of a file in order.
struct FrameDecoder<'a> {
    reader: EventReader<'a>,
    size: (u32, u32),
    n_channels: usize,
    is_deep: bool,
    is_grey: bool,
    icc: Option<Vec<u8>>,
    /// One frame, in numbers of 16 bits whatever its depth, so that deep rows are aligned.
    room: Vec<u16>,
}

impl<'a> FrameDecoder<'a> {
    fn open(bytes: &'a [u8], limits: &Limits, deadline: Deadline) -> Result<Self, Error> {
        let mut reader = EventReader::new(bytes, limits, deadline, false);
        let event = reader.step(None)?;
        let (Some(Event::BasicInfo), Some(info)) = (event, reader.decoder.basic_info().cloned()) else {
            return Err(unreadable());
        };
        let size = size(&info)?;
        let is_grey = reader.decoder.current_pixel_format().is_some_and(|format| format.color_type.is_grayscale());
        let mut is_deep = info.bit_depth.bits_per_sample() > 8;
        let set = |decoder: &mut JxlDecoder, is_deep| {
            decoder.set_pixel_format(format(&info, is_grey, is_deep)).map_err(|_| unreadable())
        };
        // The colours of the output depend on the format that is set.
        set(&mut reader.decoder, is_deep)?;
        let is_srgb = reader.decoder.output_color_profile().is_some_and(is_srgb);
        if is_srgb && is_deep {
            // 16 bits are of use only where colours are converted.
            is_deep = false;
            set(&mut reader.decoder, is_deep)?;
        }
        let icc = reader.decoder.output_color_profile().filter(|_| !is_srgb).and_then(profile_bytes);
        let n_channels = color_type(&info, is_grey).samples_per_pixel();
        let n_bytes = u64::from(size.0) * u64::from(size.1) * n_channels as u64 * if is_deep { 2 } else { 1 };
        limits.check_memory(n_bytes, bytes.len())?;
        let room = vec![0; (n_bytes as usize).div_ceil(2)];
        Ok(Self { reader, size, n_channels, is_deep, is_grey, icc, room })
    }

    fn next(&mut self, at_least: u32) -> Result<RgbaImage, Error> {
        let (width, height) = self.size;
        let row_length = width as usize * self.n_channels * if self.is_deep { 2 } else { 1 };
        let n_bytes = row_length * height as usize;
        loop {
            let bytes: &mut [u8] = cast_slice_mut(&mut self.room);
            let mut rows =
                [JxlOutputBuffer::new(bytes.get_mut(..n_bytes).unwrap_or_default(), height as usize, row_length)];
            match self.reader.step(Some(&mut rows))? {
                Some(Event::FrameComplete { .. }) => break,
                Some(Event::BasicInfo | Event::FrameHeader | Event::NeedMoreInput { .. }) => {}
                Some(Event::Complete) | None => return Err(unreadable()),
            }
        }
        let reduced = if self.is_deep {
            Reduced::Sixteen(reduce_samples(&self.room, self.n_channels, self.size, at_least))
        } else {
            Reduced::Eight(reduce_samples(cast_slice(&self.room), self.n_channels, self.size, at_least))
        };
        Ok(to_srgb(reduced, self.icc.as_deref(), self.is_grey))
    }
}

/// Refuses pictures over the limits and CMYK.
fn check(decoder: &JxlDecoder, limits: &Limits) -> Result<(), Error> {
    let Some(info) = decoder.basic_info() else { return Err(unreadable()) };
    let (width, height) = size(info)?;
    limits.check_pixels(width, height)?;
    if info.extra_channels.iter().any(|channel| channel.ec_type == ExtraChannel::Black) {
        return Err(Error::unsupported("CMYK in JPEG XL"));
    }
    Ok(())
}

fn size(info: &JxlBasicInfo) -> Result<(u32, u32), Error> {
    let side = |n: usize| u32::try_from(n).map_err(|_| unreadable());
    Ok((side(info.size.0)?, side(info.size.1)?))
}

fn has_alpha(info: &JxlBasicInfo) -> bool {
    info.extra_channels.iter().any(|channel| channel.ec_type == ExtraChannel::Alpha)
}

fn delay(frame: &VisibleFrameInfo) -> Duration {
    Duration::try_from_secs_f64(frame.duration_ms / 1000.0).unwrap_or(Duration::ZERO)
}

fn unreadable() -> Error {
    Error::from_text("", Format::Jxl)
}

fn color_type(info: &JxlBasicInfo, is_grey: bool) -> JxlColorType {
    match (is_grey, has_alpha(info)) {
        (true, false) => JxlColorType::Grayscale,
        (true, true) => JxlColorType::GrayscaleAlpha,
        (false, false) => JxlColorType::Rgb,
        (false, true) => JxlColorType::Rgba,
    }
}

/// Returns the pixel format to ask the decoder for, with 16 bits if it is deep.
fn format(info: &JxlBasicInfo, is_grey: bool, is_deep: bool) -> JxlPixelFormat {
    let data_format = if is_deep {
        JxlDataFormat::U16 { endianness: Endianness::native(), bit_depth: 16 }
    } else {
        JxlDataFormat::U8 { bit_depth: 8 }
    };
    let extra_channel_format = vec![None; info.extra_channels.len()];
    JxlPixelFormat { color_type: color_type(info, is_grey), color_data_format: Some(data_format), extra_channel_format }
}

/// Whether the decoder's output needs no conversion.
fn is_srgb(profile: &JxlColorProfile) -> bool {
    let JxlColorProfile::Simple(JxlColorEncoding::RgbColorSpace { white_point, primaries, transfer_function, .. }) =
        profile
    else {
        return false;
    };
    (white_point, primaries, transfer_function)
        == (&JxlWhitePoint::D65, &JxlPrimaries::SRGB, &JxlTransferFunction::SRGB)
}

/// Returns the profile of the decoder's output. High dynamic range is tone mapped by [`cicp`].
fn profile_bytes(profile: &JxlColorProfile) -> Option<Vec<u8>> {
    if let JxlColorProfile::Simple(JxlColorEncoding::RgbColorSpace {
        white_point, primaries, transfer_function, ..
    }) = profile
    {
        let primaries = match primaries {
            JxlPrimaries::SRGB => Some(1),
            JxlPrimaries::BT2100 => Some(9),
            JxlPrimaries::P3 => Some(12),
            JxlPrimaries::Chromaticities { .. } => None,
        };
        let transfer = match transfer_function {
            JxlTransferFunction::PQ => Some(16),
            JxlTransferFunction::HLG => Some(18),
            _ => None,
        };
        if let (JxlWhitePoint::D65, Some(primaries), Some(transfer)) = (white_point, primaries, transfer) {
            return cicp::profile(primaries, transfer);
        }
    }
    profile.try_as_icc().map(|icc| icc.into_owned())
}

#[cfg(test)]
mod tests;
