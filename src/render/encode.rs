//! From pixels to the bytes of a file: WebP, JPEG or PNG.
//!
//! The same picture and encoding give the same bytes, every time and on every machine. Nothing but pixels is written:
//! no time stamps, no names, no colour profile (the pixels are sRGB, which is what readers assume).

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Rgba, RgbaImage};

use super::canvas::is_opaque;
use super::colour::mix;
use super::{Error, webp};

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Lossy WebP with a lossless alpha channel; sides of at most 16,383 pixels.
    WebP {
        /// 0 to 100; more is better and larger.
        quality: u8,
    },
    /// Baseline JPEG with full colour resolution; sides of at most 65,535 pixels.
    Jpeg {
        /// 1 to 100; more is better and larger.
        quality: u8,
        /// What lies under transparent pixels, since JPEG has none; its own alpha is ignored.
        background: Rgba<u8>,
    },
    /// PNG, without loss.
    Png,
}

impl Encoding {
    /// What thumbnails are stored as; the figures behind it are in docs/decisions/0002-thumbnails-are-webp.md.
    pub const THUMBNAIL: Self = Self::WebP { quality: 80 };

    /// Names the encoding for a file extension (`webp`, `jpg`, `jpeg`, `jpe`, `jfif` or `png`, in any case, with or
    /// without the dot), at a quality for looking at; `None` for any other.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let lower = extension.strip_prefix('.').unwrap_or(extension).to_ascii_lowercase();
        match lower.as_str() {
            "webp" => Some(Self::WebP { quality: 90 }),
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg { quality: 90, background: Rgba([255; 4]) }),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// The file extension people expect, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::WebP { .. } => "webp",
            Self::Jpeg { .. } => "jpg",
            Self::Png => "png",
        }
    }

    /// The longest side that a picture may have.
    pub fn max_edge(self) -> u32 {
        match self {
            Self::WebP { .. } => webp::MAX_EDGE,
            Self::Jpeg { .. } => 65_535,
            Self::Png => 0x7FFF_FFFF,
        }
    }

    /// Says whether a picture of a size can be written, without making it first.
    ///
    /// # Errors
    /// [`Error::Empty`] or [`Error::TooLargeForFormat`].
    pub fn check_size(self, width: u32, height: u32) -> Result<(), Error> {
        let limit = self.max_edge();
        if width == 0 || height == 0 {
            return Err(Error::Empty { width, height });
        }
        if width > limit || height > limit {
            return Err(Error::TooLargeForFormat { format: self.name(), limit, width, height });
        }
        Ok(())
    }

    fn name(self) -> &'static str {
        match self {
            Self::WebP { .. } => "WebP",
            Self::Jpeg { .. } => "JPEG",
            Self::Png => "PNG",
        }
    }
}

/// Returns the bytes of a file that holds the picture.
///
/// # Errors
/// [`Error::Empty`] and [`Error::TooLargeForFormat`] before any work is done; [`Error::Encoder`] if memory runs out.
pub fn encode(picture: &RgbaImage, encoding: Encoding) -> Result<Vec<u8>, Error> {
    let (width, height) = picture.dimensions();
    encoding.check_size(width, height)?;
    match encoding {
        Encoding::WebP { quality } => {
            webp::encode(picture, quality).map_err(|reason| Error::Encoder { format: "WebP", reason })
        }
        Encoding::Jpeg { quality, background } => {
            let rgb = flatten(picture, background);
            let mut out = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut out, quality.clamp(1, 100));
            finish("JPEG", encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8))?;
            Ok(out)
        }
        Encoding::Png => {
            let mut out = Vec::new();
            // A sheet of 60 wallpapers: 2.80 MB in 0.11 s, against 2.65 MB in 0.95 s at zlib's usual level.
            let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
            let written = if is_opaque(picture) {
                // Three channels instead of four: a sixth smaller and a quarter faster.
                let rgb = flatten(picture, Rgba([0; 4]));
                encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8)
            } else {
                encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgba8)
            };
            finish("PNG", written)?;
            Ok(out)
        }
    }
}

fn finish(format: &'static str, written: image::ImageResult<()>) -> Result<(), Error> {
    written.map_err(|error| Error::Encoder { format, reason: error.to_string() })
}

/// Returns the colours over a background, three bytes a pixel.
fn flatten(picture: &RgbaImage, background: Rgba<u8>) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(picture.as_raw().len() / 4 * 3);
    for &pixel in picture.pixels() {
        let Rgba([r, g, b, _]) = if pixel[3] == 255 { pixel } else { mix(background, pixel, pixel[3]) };
        rgb.extend([r, g, b]);
    }
    rgb
}
