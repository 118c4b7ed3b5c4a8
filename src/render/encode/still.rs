//! Stills: a picture as a WebP, JPEG or PNG file.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Rgba, RgbaImage};
use jpeg_encoder::{ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr};

use super::webp;
use crate::render::Error;
use crate::render::colour::mix;
use crate::render::drawing::is_opaque;

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
        /// The colour under transparent pixels; its own alpha is ignored.
        background: Rgba<u8>,
    },
    /// PNG, without loss.
    Png,
}

impl Encoding {
    /// The encoding of thumbnails; docs/decisions/0002-thumbnails-are-webp.md has the measurements.
    pub const THUMBNAIL: Self = Self::WebP { quality: 91 };

    /// Returns the encoding for a file extension (`webp`, `jpg`, `jpeg`, `jpe`, `jfif` or `png`, in any case, with or without
    /// the dot); `None` for any other.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let lower = extension.strip_prefix('.').unwrap_or(extension).to_ascii_lowercase();
        match lower.as_str() {
            "webp" => Some(Self::WebP { quality: 90 }),
            "jpg" | "jpeg" | "jpe" | "jfif" => Some(Self::Jpeg { quality: 90, background: Rgba([255; 4]) }),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    /// Returns the usual file extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::WebP { .. } => "webp",
            Self::Jpeg { .. } => "jpg",
            Self::Png => "png",
        }
    }

    /// Returns the longest side of a picture, in pixels.
    pub fn max_edge(self) -> u32 {
        match self {
            Self::WebP { .. } => webp::MAX_EDGE,
            Self::Jpeg { .. } => 65_535,
            Self::Png => 0x7FFF_FFFF,
        }
    }

    /// Refuses a size that cannot be written.
    pub(in crate::render) fn check_size(self, width: u32, height: u32) -> Result<(), Error> {
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

/// Encodes a picture.
pub fn encode(picture: &RgbaImage, encoding: Encoding) -> Result<Vec<u8>, Error> {
    let (width, height) = picture.dimensions();
    encoding.check_size(width, height)?;
    match encoding {
        Encoding::WebP { quality } => {
            webp::encode(picture, quality).map_err(|reason| Error::Encoder { format: "WebP", reason })
        }
        Encoding::Jpeg { quality, background } => {
            let mut out = Vec::new();
            let mut encoder = jpeg_encoder::Encoder::new(&mut out, quality.clamp(1, 100));
            // Halved chroma would turn the thin lines of labels grey.
            encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
            // `Encoder::encode` would compile the encoder for every kind of pixel.
            let written = encoder.encode_image(Flattened { picture, background });
            written.map_err(|error| Error::Encoder { format: "JPEG", reason: error.to_string() })?;
            Ok(out)
        }
        Encoding::Png => {
            let mut out = Vec::new();
            // A sheet of 60 wallpapers took 2.80 MB in 0.11 s; at zlib's usual level, 2.65 MB in 0.95 s.
            let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive);
            let written = if is_opaque(picture) {
                // Three channels are a sixth smaller and a quarter faster than four.
                let rgb = flatten(picture, Rgba([0; 4]));
                encoder.write_image(&rgb, width, height, ExtendedColorType::Rgb8)
            } else {
                encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgba8)
            };
            written.map_err(|error| Error::Encoder { format: "PNG", reason: error.to_string() })?;
            Ok(out)
        }
    }
}

/// The rows of a picture over a background, as JPEG holds colours.
struct Flattened<'a> {
    picture: &'a RgbaImage,
    background: Rgba<u8>,
}

impl ImageBuffer for Flattened<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        u16::try_from(self.picture.width()).unwrap_or(u16::MAX)
    }

    fn height(&self) -> u16 {
        u16::try_from(self.picture.height()).unwrap_or(u16::MAX)
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let width = self.picture.width() as usize;
        let row = self.picture.as_raw().chunks_exact(width * 4).nth(usize::from(y)).unwrap_or_default();
        let [luma, blue, red, _] = buffers;
        for pixel in row.as_chunks::<4>().0 {
            let Rgba([r, g, b, _]) = over(self.background, Rgba(*pixel));
            let (y, cb, cr) = rgb_to_ycbcr(r, g, b);
            luma.push(y);
            blue.push(cb);
            red.push(cr);
        }
    }
}

/// Composites a picture over a background; returns three bytes a pixel.
fn flatten(picture: &RgbaImage, background: Rgba<u8>) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(picture.as_raw().len() / 4 * 3);
    for &pixel in picture.pixels() {
        let Rgba([r, g, b, _]) = over(background, pixel);
        rgb.extend([r, g, b]);
    }
    rgb
}

fn over(background: Rgba<u8>, pixel: Rgba<u8>) -> Rgba<u8> {
    if pixel[3] == 255 { pixel } else { mix(background, pixel, pixel[3]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [
        Encoding::WebP { quality: 90 },
        Encoding::Jpeg { quality: 90, background: Rgba([0, 0, 255, 255]) },
        Encoding::Png,
    ];

    /// A smooth picture with a soft transparent hole in the middle if asked for.
    fn sample(with_hole: bool) -> RgbaImage {
        RgbaImage::from_fn(96, 64, |x, y| {
            let distance = (f64::from(x) - 48.0).hypot(f64::from(y) - 32.0);
            let alpha = if with_hole { (distance * 16.0).min(255.0) as u8 } else { 255 };
            Rgba([x as u8 * 2, y as u8 * 3, 128, alpha])
        })
    }

    fn decoded(bytes: &[u8]) -> RgbaImage {
        image::load_from_memory(bytes).unwrap().to_rgba8()
    }

    /// The largest difference of a colour where both pictures are opaque.
    fn difference(a: &RgbaImage, b: &RgbaImage) -> u8 {
        let opaque = a.pixels().zip(b.pixels()).filter(|(a, b)| a[3] == 255 && b[3] == 255);
        opaque.flat_map(|(a, b)| (0..3).map(|c| a[c].abs_diff(b[c]))).max().unwrap()
    }

    #[test]
    fn encoded_pictures_are_decoded_again() {
        for with_hole in [false, true] {
            let picture = sample(with_hole);
            for encoding in ALL {
                let read = decoded(&encode(&picture, encoding).unwrap());
                assert_eq!(read.dimensions(), (96, 64));
                match encoding {
                    Encoding::Png => assert_eq!(read, picture),
                    Encoding::WebP { .. } => {
                        assert!(picture.pixels().zip(read.pixels()).all(|(a, b)| a[3] == b[3]), "alpha has no loss");
                        assert!(difference(&picture, &read) <= 24, "{}", difference(&picture, &read));
                    }
                    Encoding::Jpeg { .. } => {
                        assert!(difference(&picture, &read) <= 24, "{}", difference(&picture, &read));
                        let middle = read.get_pixel(48, 32);
                        assert_eq!(with_hole, middle[0] < 30 && middle[2] > 225, "blue shows through: {middle:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_same_pixels_give_the_same_bytes() {
        for encoding in ALL {
            assert_eq!(encode(&sample(true), encoding), encode(&sample(true), encoding));
        }
    }

    #[test]
    fn sizes_a_format_cannot_hold_are_refused() {
        for (encoding, limit) in [(ALL[0], 16_383), (ALL[1], 65_535)] {
            assert!(encode(&RgbaImage::new(limit, 1), encoding).is_ok());
            assert!(encode(&RgbaImage::new(1, limit), encoding).is_ok());
            for (width, height) in [(limit + 1, 1), (1, limit + 1)] {
                let error = encode(&RgbaImage::new(width, height), encoding).unwrap_err();
                assert!(error.to_string().contains(&limit.to_string()), "{error}");
            }
        }
        for encoding in ALL {
            assert_eq!(encode(&RgbaImage::new(0, 9), encoding), Err(Error::Empty { width: 0, height: 9 }));
        }
    }

    #[test]
    fn extensions_select_encodings() {
        for (text, extension) in
            [("webp", "webp"), ("JPG", "jpg"), (".jpeg", "jpg"), ("jfif", "jpg"), ("Png", "png"), (".PNG", "png")]
        {
            assert_eq!(Encoding::from_extension(text).unwrap().extension(), extension, "{text:?}");
        }
        for text in ["", ".", "gif", "png ", "..png", "avif"] {
            assert_eq!(Encoding::from_extension(text), None, "{text:?}");
        }
    }
}
