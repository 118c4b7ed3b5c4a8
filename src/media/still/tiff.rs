//! TIFF features that the `image` crate's decoder reads wrongly or not at all: refused, or corrected.

use std::io::{BufRead, Seek};

use ::tiff::decoder::{Decoder, DecodingResult};
use ::tiff::{ColorType, TiffError};
use image::error::{DecodingError, LimitError, LimitErrorKind, UnsupportedError, UnsupportedErrorKind};
use image::{DynamicImage, ImageBuffer, ImageError, ImageFormat, Rgb, RgbImage};

use super::super::error::Error;
use super::super::ifd::{
    BITS_PER_SAMPLE, COLOR_MAP, COMPRESSION, EXTRA_SAMPLES, FILL_ORDER, IMAGE_WIDTH, Ifd, PHOTOMETRIC,
    PLANAR_CONFIGURATION, PREDICTOR, SAMPLE_FORMAT, SAMPLES_PER_PIXEL, STRIP_OFFSETS, TILE_OFFSETS, TILE_WIDTH,
};
use super::super::reduce::unpremultiply;

/// Strips or tiles of a picture; [`Limits`](super::super::Limits) explains all limits.
const MAX_STRIPS: usize = 200_000;

/// Bytes that the decoder may hold beside the pixels, in tables and compressed data.
const BESIDE_PIXELS: u64 = 64 << 20;

/// Refuses files that the decoder would show wrongly (reversed bit order), panic on (planes in tiles) or call damaged (LZW
/// before TIFF 6.0, with codes from the low bit up).
pub(super) fn check(directory: &Ifd<'_>) -> Result<(), Error> {
    if directory.number(FILL_ORDER) == Some(2) {
        return Err(Error::unsupported("this kind of TIFF (bits in reverse order)"));
    }
    if directory.number(PLANAR_CONFIGURATION) == Some(2) && directory.number(TILE_WIDTH).is_some() {
        return Err(Error::unsupported("this kind of TIFF (planes in tiles)"));
    }
    let n_strips = directory.stored(STRIP_OFFSETS).max(directory.stored(TILE_OFFSETS));
    if n_strips > MAX_STRIPS {
        return Err(Error::unsupported(format!("this kind of TIFF (in {n_strips} strips)")));
    }
    let first = directory.number(STRIP_OFFSETS).or_else(|| directory.number(TILE_OFFSETS));
    let data = first.map(|offset| directory.bytes_at(offset)).unwrap_or_default();
    // Both kinds of LZW begin with the clear code, 256 in nine bits: bytes 80 0x from the high bit down, 00 x1 from the low.
    if directory.number(COMPRESSION) == Some(5) && matches!(data, [0, second, ..] if second & 1 == 1) {
        return Err(Error::unsupported("this kind of TIFF (LZW of before TIFF 6.0)"));
    }
    Ok(())
}

/// Whether samples need no conversion: interleaved grey or RGB of 8 or 16 bits, in strips decompressed as they are read.
pub(super) fn is_plain(directory: &Ifd<'_>) -> bool {
    let number = |tag| directory.number(tag).unwrap_or(1);
    matches!(number(COMPRESSION), 1 | 5 | 8 | 32_773 | 32_946)
        && matches!(directory.number(PHOTOMETRIC), Some(0..=2))
        && matches!(number(BITS_PER_SAMPLE), 8 | 16)
        && number(SAMPLE_FORMAT) == 1
        && number(PLANAR_CONFIGURATION) == 1
}

/// Decodes a picture of `n_bytes` that [`is_plain`]. The `image` crate's decoder, used for all others, copies it once more.
pub(super) fn decode_plain(source: impl BufRead + Seek, n_bytes: u64) -> Result<DynamicImage, ImageError> {
    let length = |n_bytes: u64| usize::try_from(n_bytes).unwrap_or(usize::MAX);
    let mut limits = ::tiff::decoder::Limits::default();
    limits.decoding_buffer_size = length(n_bytes);
    limits.intermediate_buffer_size = length(n_bytes.saturating_add(BESIDE_PIXELS));
    limits.ifd_value_size = limits.intermediate_buffer_size;
    let read = || {
        let mut decoder = Decoder::new(source)?.with_limits(limits);
        Ok((decoder.dimensions()?, decoder.colortype()?, decoder.read_image()?))
    };
    let ((width, height), color, samples) = read().map_err(into_image_error)?;
    macro_rules! picture {
        ($kind:ident, $samples:expr) => {
            ImageBuffer::from_raw(width, height, $samples).map(DynamicImage::$kind)
        };
    }
    let picture = match (color, samples) {
        (ColorType::Gray(8), DecodingResult::U8(samples)) => picture!(ImageLuma8, samples),
        (ColorType::GrayA(8), DecodingResult::U8(samples)) => picture!(ImageLumaA8, samples),
        (ColorType::RGB(8), DecodingResult::U8(samples)) => picture!(ImageRgb8, samples),
        (ColorType::RGBA(8), DecodingResult::U8(samples)) => picture!(ImageRgba8, samples),
        (ColorType::Gray(16), DecodingResult::U16(samples)) => picture!(ImageLuma16, samples),
        (ColorType::GrayA(16), DecodingResult::U16(samples)) => picture!(ImageLumaA16, samples),
        (ColorType::RGB(16), DecodingResult::U16(samples)) => picture!(ImageRgb16, samples),
        (ColorType::RGBA(16), DecodingResult::U16(samples)) => picture!(ImageRgba16, samples),
        _ => None,
    };
    picture.ok_or_else(|| unsupported("its samples"))
}

fn unsupported(what: impl Into<String>) -> ImageError {
    let kind = UnsupportedErrorKind::GenericFeature(what.into());
    ImageError::Unsupported(UnsupportedError::from_format_and_kind(ImageFormat::Tiff.into(), kind))
}

/// Converts an error as the `image` crate does.
fn into_image_error(error: TiffError) -> ImageError {
    match error {
        TiffError::IoError(error) => ImageError::IoError(error),
        TiffError::UnsupportedError(what) => unsupported(what.to_string()),
        TiffError::LimitsExceeded => ImageError::Limits(LimitError::from_kind(LimitErrorKind::InsufficientMemory)),
        error => ImageError::Decoding(DecodingError::new(ImageFormat::Tiff.into(), error)),
    }
}

/// Divides colours by their alpha if the file's colours are premultiplied.
pub(super) fn unpremultiply_if_associated(directory: &Ifd<'_>, picture: &mut DynamicImage) {
    if directory.number(EXTRA_SAMPLES) != Some(1) {
        return;
    }
    match picture {
        DynamicImage::ImageRgba8(picture) => unpremultiply::<u8, 4>(picture),
        DynamicImage::ImageRgba16(picture) => unpremultiply::<u16, 4>(picture),
        _ => {}
    }
}

/// A palette picture of up to 8 bits a pixel, or a grey one of 2 or 4 bits.
pub(super) struct Indexed {
    /// In pixels.
    pub(super) width: u32,
    bits: u32,
    colors: Vec<Rgb<u8>>,
}

impl Indexed {
    /// Reads the colours, and rewrites the file so that the decoder can read it: packed samples as 8-bit greys, in rows of
    /// fewer pixels. `None` for all other kinds.
    pub(super) fn read(directory: &Ifd<'_>) -> Option<(Self, Vec<u8>)> {
        const BLACK_IS_ZERO: u32 = 1;
        let number = |tag, default| directory.number(tag).unwrap_or(default);
        let (bits, width) = (number(BITS_PER_SAMPLE, 1), directory.number(IMAGE_WIDTH)?);
        // Fax codes (2 to 4), prediction and tiles count in samples, so packed bytes cannot stand for them.
        let is_of_bytes = !(2..=4).contains(&number(COMPRESSION, 1))
            && number(PREDICTOR, 1) == 1
            && directory.number(TILE_WIDTH).is_none();
        if number(SAMPLES_PER_PIXEL, 1) != 1 || (bits < 8 && !is_of_bytes) {
            return None;
        }
        let colors = match (directory.number(PHOTOMETRIC)?, bits) {
            (3, 1 | 2 | 4 | 8) => palette(&directory.shorts(COLOR_MAP)?, 1 << bits)?,
            (kind @ (0 | BLACK_IS_ZERO), 2 | 4) => (0..1u32 << bits)
                .map(|n| (n * 255 / ((1 << bits) - 1)) as u8)
                .map(|grey| Rgb([if kind == BLACK_IS_ZERO { grey } else { 255 - grey }; 3]))
                .collect(),
            _ => return None,
        };
        let packed = u32::try_from((u64::from(width) * u64::from(bits)).div_ceil(8)).ok()?;
        let numbers = [(IMAGE_WIDTH, packed), (PHOTOMETRIC, BLACK_IS_ZERO), (BITS_PER_SAMPLE, 8)];
        // A picture of one bit may lack BitsPerSample.
        let numbers = &numbers[..if bits == 8 { 2 } else { 3 }];
        Some((Self { width, bits, colors }, directory.with_numbers(numbers)?))
    }

    /// Replaces the decoded greys by their colours.
    pub(super) fn paint(&self, packed: DynamicImage) -> RgbImage {
        let packed = packed.into_luma8();
        let per_byte = 8 / self.bits;
        RgbImage::from_fn(self.width, packed.height(), |x, y| {
            let byte = packed.get_pixel_checked(x / per_byte, y).map_or(0, |pixel| u32::from(pixel.0[0]));
            let sample = byte >> (8 - self.bits * (x % per_byte + 1)) & ((1 << self.bits) - 1);
            self.colors.get(sample as usize).copied().unwrap_or(Rgb([0; 3]))
        })
    }
}

/// Reads a colour map of `n` colours: all reds, all greens, all blues, in 16 bits, or in 8 as some programs write.
fn palette(numbers: &[u16], n: usize) -> Option<Vec<Rgb<u8>>> {
    let is_wide = numbers.iter().any(|&number| number > 255);
    let eight = |number: u16| if is_wide { ((u32::from(number) + 128) / 257) as u8 } else { number as u8 };
    let channel = |which: usize| numbers.get(which * n..(which + 1) * n);
    let (reds, greens, blues) = (channel(0)?, channel(1)?, channel(2)?);
    Some(reds.iter().zip(greens).zip(blues).map(|((&r, &g), &b)| Rgb([r, g, b].map(eight))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Error, Format, Limits, decode, probe};
    use super::*;

    /// A TIFF of one strip of packed samples.
    fn file(size: (u32, u32), bits: u32, photometric: u32, map: &[u16], strip: &[u8], is_little: bool) -> Vec<u8> {
        let entries = [
            (IMAGE_WIDTH, 3, 1, size.0),
            (0x0101, 3, 1, size.1),
            (BITS_PER_SAMPLE, 3, 1, bits),
            (COMPRESSION, 3, 1, 1),
            (PHOTOMETRIC, 3, 1, photometric),
            (STRIP_OFFSETS, 4, 1, 122),
            (SAMPLES_PER_PIXEL, 3, 1, 1),
            (0x0117, 4, 1, strip.len() as u32),
            (COLOR_MAP, 3, map.len() as u32, 122 + strip.len() as u32),
        ];
        let short = |n: u16| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if is_little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut bytes = if is_little { b"II".to_vec() } else { b"MM".to_vec() };
        bytes.extend(short(42));
        bytes.extend(long(8));
        bytes.extend(short(entries.len() as u16));
        for (tag, kind, count, value) in entries {
            bytes.extend([short(tag), short(kind)].concat());
            bytes.extend(long(count));
            match (kind, count) {
                (3, 1) => bytes.extend([short(value as u16), [0; 2]].concat()),
                _ => bytes.extend(long(value)),
            }
        }
        bytes.extend(long(0));
        bytes.extend(strip);
        map.iter().for_each(|&number| bytes.extend(short(number)));
        bytes
    }

    fn shown(bytes: &[u8]) -> Vec<[u8; 4]> {
        let facts = probe(bytes, Format::Tiff, &Limits::default()).unwrap();
        let decoded = decode(bytes, &facts, u32::MAX, &Limits::default()).unwrap();
        assert_eq!((facts.width, facts.height), (3, 2));
        decoded.poster.pixels().map(|pixel| pixel.0).collect()
    }

    #[test]
    fn indexed_pictures_have_their_colours() {
        let strips: [(u32, &[u8]); 4] = [
            (1, &[0b1010_0000, 0b0100_0000]),
            (2, &[0b0100_0100, 0b0001_0000]),
            (4, &[0x10, 0x10, 0x01, 0x00]),
            (8, &[1, 0, 1, 0, 1, 0]),
        ];
        let (a, b) = ([10, 20, 30, 255], [200, 100, 50, 255]);
        for (bits, strip) in strips {
            for (is_little, unit) in [(true, 257), (false, 257), (true, 1)] {
                let n = 1 << bits;
                let map: Vec<u16> = [[10, 200], [20, 100], [30, 50]]
                    .iter()
                    .flat_map(|two| two.iter().copied().chain(vec![0; n - 2]).map(|value| value * unit))
                    .collect();
                let found = shown(&file((3, 2), bits, 3, &map, strip, is_little));
                assert_eq!(found, [b, a, b, a, b, a], "{bits} bits");
            }
        }
    }

    #[test]
    fn a_row_as_long_as_the_picture_and_countless_strips_are_refused() {
        let refused = |bytes: &[u8]| probe(bytes, Format::Tiff, &Limits::default()).unwrap_err();
        let mut wide = file((3, 1), 8, 1, &[0; 3], &[7], true);
        // The width as a number of 32 bits.
        wide[12..14].copy_from_slice(&4_u16.to_le_bytes());
        wide[18..22].copy_from_slice(&120_000_000_u32.to_le_bytes());
        let error = refused(&wide);
        assert!(matches!(error, Error::Limit { limit: "max-decoded-bytes", .. }), "{error}");
        let mut strips = file((3, 2), 8, 1, &[0; 3], &[0; 800_004], true);
        let count_of_offsets = 10 + 12 * 5 + 4;
        strips[count_of_offsets..count_of_offsets + 4].copy_from_slice(&200_001_u32.to_le_bytes());
        assert_eq!(refused(&strips).to_string(), "this kind of TIFF (in 200001 strips) is not supported");
    }

    #[test]
    fn greys_of_few_bits_use_the_full_scale() {
        let grey = |value| [value, value, value, 255];
        let found = shown(&file((3, 2), 4, 1, &[0; 3], &[0x0F, 0x70, 0x12, 0x30], true));
        assert_eq!(found, [0, 255, 119, 17, 34, 51].map(grey));
        let found = shown(&file((3, 2), 2, 0, &[0; 3], &[0b0001_1000, 0b1100_0000], false));
        assert_eq!(found, [255, 170, 85, 0, 255, 255].map(grey));
    }
}
