//! A JPEG XL still at full size, by the `jxl` crate (jxl-rs), four times as fast as jxl-oxide in a ninth of the memory.
//!
//! It knows no random access to frames and nothing of truncated files, so the headers, animations and whatever it
//! refuses stay with jxl-oxide. It gives 8 or 16 bits a channel, upright, alpha divided out, in the colours of a
//! profile that comes with them. Pictures of high dynamic range are not for it either: it would leave them as they
//! are, PQ or HLG.

use image::{ImageBuffer, Pixel, Rgba};
use jxl::api::{
    AlphaMode, Endianness, Event, ExtraChannel, JxlBasicInfo, JxlColorType, JxlDataFormat, JxlDecoder,
    JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, ProfileLevel,
};

use super::super::super::error::Error;
use super::super::super::limits::{Deadline, Limits};
use super::super::super::reduce::{Reduced, Sample, Shrinker, reduced_size};

/// A picture and the ICC profile of its colours.
pub(super) struct Rendered {
    pub(super) picture: Reduced,
    pub(super) icc: Option<Vec<u8>>,
    pub(super) is_grey: bool,
}

/// Bytes given to the decoder at once, so that it comes back often enough to be stopped.
const PORTION: usize = 256 << 10;

/// Renders a whole file with one picture; `None` if the decoder cannot, or finds damage.
///
/// # Errors
/// Only for what holds for every decoder: limits.
pub(super) fn render(
    mut bytes: &[u8],
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
) -> Result<Option<Rendered>, Error> {
    let n_file_bytes = bytes.len();
    let mut options = JxlDecoderOptions::default();
    options.max_profile_level = ProfileLevel::Main10;
    options.alpha_mode = AlphaMode::Unpremultiplied;
    // It works in samples of four bytes.
    options.sample_limit = usize::try_from(limits.memory_for(bytes.len()) / 4).ok();
    let mut decoder = JxlDecoder::new(options);
    if !matches!(decoder.process(&mut bytes, None, None), Ok(Event::BasicInfo)) {
        return Ok(None);
    }
    let Some(info) = decoder.basic_info().cloned() else { return Ok(None) };
    let is_grey = decoder.current_pixel_format().is_some_and(|format| format.color_type.is_grayscale());
    let (format, is_deep) = format(&info, is_grey);
    let n_channels = format.color_type.samples_per_pixel();
    let (width, height) = info.size;
    let row_length = width * n_channels * if is_deep { 2 } else { 1 };
    limits.check_memory(row_length as u64 * height as u64, n_file_bytes)?;
    if decoder.set_pixel_format(format).is_err() {
        return Ok(None);
    }
    let icc = decoder.output_color_profile().and_then(|profile| profile.try_as_icc()).map(|icc| icc.into_owned());

    // Rows of 16 bits have to be aligned, which bytes need not be.
    let mut room = vec![0u8; row_length * height + 1];
    let start = room.as_ptr().align_offset(2).min(1);
    let Some(pixels) = room.get_mut(start..start + row_length * height) else { return Ok(None) };
    if !decode(&mut decoder, bytes, pixels, height, deadline)? {
        return Ok(None);
    }
    let (Ok(width), Ok(height)) = (u32::try_from(width), u32::try_from(height)) else { return Ok(None) };
    let from = (width, height);
    let to = reduced_size(width, height, at_least);
    let picture = match (n_channels, is_deep) {
        (1, false) => Reduced::Eight(shrink::<u8, 1>(pixels, from, to)),
        (2, false) => Reduced::Eight(shrink::<u8, 2>(pixels, from, to)),
        (3, false) => Reduced::Eight(shrink::<u8, 3>(pixels, from, to)),
        (_, false) => Reduced::Eight(shrink::<u8, 4>(pixels, from, to)),
        (1, true) => Reduced::Sixteen(shrink::<u16, 1>(pixels, from, to)),
        (2, true) => Reduced::Sixteen(shrink::<u16, 2>(pixels, from, to)),
        (3, true) => Reduced::Sixteen(shrink::<u16, 3>(pixels, from, to)),
        (_, true) => Reduced::Sixteen(shrink::<u16, 4>(pixels, from, to)),
    };
    Ok(Some(Rendered { picture, icc, is_grey }))
}

/// The form in which pixels are asked for, and whether they have 16 bits.
fn format(info: &JxlBasicInfo, is_grey: bool) -> (JxlPixelFormat, bool) {
    let has_alpha = info.extra_channels.iter().any(|channel| channel.ec_type == ExtraChannel::Alpha);
    let is_deep = info.bit_depth.bits_per_sample() > 8;
    let color_type = match (is_grey, has_alpha) {
        (true, false) => JxlColorType::Grayscale,
        (true, true) => JxlColorType::GrayscaleAlpha,
        (false, false) => JxlColorType::Rgb,
        (false, true) => JxlColorType::Rgba,
    };
    let data_format = if is_deep {
        JxlDataFormat::U16 { endianness: Endianness::native(), bit_depth: 16 }
    } else {
        JxlDataFormat::U8 { bit_depth: 8 }
    };
    let extra_channel_format = vec![None; info.extra_channels.len()];
    (JxlPixelFormat { color_type, color_data_format: Some(data_format), extra_channel_format }, is_deep)
}

/// Decodes into rows; whether there was a whole picture.
fn decode(
    decoder: &mut JxlDecoder,
    mut bytes: &[u8],
    pixels: &mut [u8],
    height: usize,
    deadline: Deadline,
) -> Result<bool, Error> {
    let row_length = pixels.len() / height.max(1);
    loop {
        deadline.check()?;
        let (mut portion, rest) = bytes.split_at(bytes.len().min(PORTION));
        let given = portion.len();
        let mut rows = [JxlOutputBuffer::new(pixels, height, row_length)];
        let event = decoder.process(&mut portion, Some(&mut rows), None);
        let taken = given - portion.len();
        bytes = if portion.is_empty() { rest } else { bytes.get(taken..).unwrap_or_default() };
        match event {
            Ok(Event::FrameComplete { has_more_frames: false } | Event::Complete) => return Ok(true),
            Ok(Event::NeedMoreInput { .. }) if bytes.is_empty() || given == 0 => return Ok(false),
            Ok(_) => {}
            Err(_) => return Ok(false),
        }
    }
}

fn shrink<S: Bytes, const N: usize>(pixels: &[u8], from: (u32, u32), to: (u32, u32)) -> ImageBuffer<Rgba<S>, Vec<S>>
where
    Rgba<S>: Pixel<Subpixel = S>,
{
    let mut shrinker = Shrinker::<S, N>::new(from, to);
    let mut row = Vec::new();
    for bytes in pixels.chunks_exact(from.0 as usize * N * size_of::<S>()) {
        shrinker.push_row(S::samples(bytes, &mut row));
    }
    shrinker.finish()
}

/// Samples that can be read from bytes.
trait Bytes: Sample {
    /// The bytes as samples, in `room` if they need any.
    fn samples<'a>(bytes: &'a [u8], room: &'a mut Vec<Self>) -> &'a [Self];
}

impl Bytes for u8 {
    fn samples<'a>(bytes: &'a [u8], _room: &'a mut Vec<Self>) -> &'a [Self] {
        bytes
    }
}

impl Bytes for u16 {
    fn samples<'a>(bytes: &'a [u8], room: &'a mut Vec<Self>) -> &'a [Self] {
        room.clear();
        room.extend(bytes.as_chunks().0.iter().map(|&pair| Self::from_ne_bytes(pair)));
        room
    }
}
