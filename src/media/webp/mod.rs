//! WebP stills: the RIFF container; libwebp decodes and scales the pixels.
//!
//! ```text
//! RIFF size WEBP  VP8 | VP8L | VP8X(flags …) [ICCP] [ALPH] VP8 | VP8L [EXIF] [XMP ]
//! ```
//! libwebp scales a lossy picture's planes row by row before colour conversion, so that the full picture never exists.
//! Limits are checked before it is called. Only `pixels` is unsafe. [`super::animation`] reads the chunks of animations,
//! and decodes each frame here.

mod pixels;

use image::RgbaImage;
use image::metadata::Orientation;

use super::error::Error;
use super::ifd;
use super::limits::Limits;
use super::reduce::{Reduced, reduced_size};
use super::srgb::to_srgb;

pub(super) use pixels::{WebPHeader, decode as decode_pixels};

/// A WebP whose header is right and whose picture is within the limits.
pub(super) struct WebP<'a> {
    bytes: &'a [u8],
    pub(super) header: WebPHeader,
    icc: Option<&'a [u8]>,
    pub(super) orientation: Orientation,
}

impl<'a> WebP<'a> {
    /// Reads the header and finds the profile and the orientation.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let header = WebPHeader::read(bytes)?;
        limits.check_pixels(header.width, header.height)?;
        let (mut icc, mut orientation, mut is_lossless) = (None, Orientation::NoTransforms, false);
        let mut rest = bytes.get(12..).unwrap_or_default();
        while let Some(RiffChunk { name, data, after }) = chunk(rest) {
            match (name, data) {
                (b"VP8L", _) => is_lossless = true,
                (b"ICCP", Some(data)) => icc = Some(data),
                (b"EXIF", Some(data)) => orientation = ifd::orientation(Some(data)),
                _ => {}
            }
            rest = after;
        }
        // A lossless picture is decoded whole before it is scaled, of a lossy one at most the alpha channel is.
        let bytes_a_pixel = if is_lossless { 4 } else { u64::from(header.has_alpha) };
        limits.check_memory(u64::from(header.width) * u64::from(header.height) * bytes_a_pixel, bytes.len())?;
        Ok(Self { bytes, header, icc, orientation })
    }

    /// Pixels from left to right and from top to bottom as stored.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.header.width, self.header.height)
    }

    /// Decodes the picture as stored, in sRGB, reduced as [`super::decode`] promises.
    pub(super) fn decode(&self, at_least: u32) -> Result<RgbaImage, Error> {
        let (width, height) = self.size();
        let picture = decode_pixels(self.bytes, reduced_size(width, height, at_least))?;
        Ok(to_srgb(Reduced::Eight(picture), self.icc, false))
    }
}

/// One chunk of a RIFF file.
pub(super) struct RiffChunk<'a> {
    pub(super) name: &'a [u8],
    /// `None` if the bytes end before it does.
    pub(super) data: Option<&'a [u8]>,
    /// What follows it.
    pub(super) after: &'a [u8],
}

/// Splits off the first chunk.
pub(super) fn chunk(bytes: &[u8]) -> Option<RiffChunk<'_>> {
    let (name, rest) = bytes.split_at_checked(4)?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    let data = rest.get(..length);
    let after = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
    Some(RiffChunk { name, data, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::webp::WebPEncoder;
    use image::{ExtendedColorType, Rgba};

    fn drawn(width: u32, height: u32) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| {
            let inside = (x / 40 + y / 40) % 2 == 0;
            Rgba([x as u8, y as u8, if inside { 200 } else { 40 }, if x < width / 2 { 255 } else { 128 }])
        })
    }

    fn encode(picture: &RgbaImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        WebPEncoder::new_lossless(&mut bytes)
            .encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgba8)
            .unwrap();
        bytes
    }

    #[test]
    fn full_size_is_exact_and_a_reduced_one_is_close_to_the_mean() {
        let picture = drawn(1200, 800);
        let bytes = encode(&picture);
        let webp = WebP::open(&bytes, &Limits::default()).unwrap();
        assert_eq!((webp.size(), webp.header.has_alpha), ((1200, 800), true));
        assert!(webp.decode(u32::MAX).unwrap() == picture, "lossless pixels come back");
        let small = webp.decode(64).unwrap();
        let mean = super::super::reduce::reduce_rgba(&picture, 64);
        assert_eq!(small.dimensions(), mean.dimensions());
        let off = small.as_raw().iter().zip(mean.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
        assert!(off / (small.as_raw().len() as u64) < 6, "{off}");
    }

    #[test]
    fn what_is_cut_is_truncated_and_what_is_too_large_is_refused() {
        let bytes = encode(&drawn(200, 100));
        for n in [25, 60, bytes.len() / 2, bytes.len() - 3] {
            let cut = &bytes[..n];
            let error = WebP::open(cut, &Limits::default()).and_then(|webp| webp.decode(64)).unwrap_err().to_string();
            assert!(error.starts_with("truncated"), "{n} bytes: {error}");
        }
        let few = Limits { pixels: 19_999, ..Limits::default() };
        assert!(matches!(WebP::open(&bytes, &few), Err(Error::Limit { limit: "max-pixels", .. })));
        assert!(matches!(WebP::open(b"RIFF\x10\0\0\0WEBPVP8Xxxxx", &Limits::default()), Err(Error::Broken { .. })));
    }
}
