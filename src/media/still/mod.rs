//! Stills: header facts without pixels, or the picture reduced, in sRGB and upright.
//!
//! JPEG, PNG, WebP, AVIF and JPEG XL have modules of their own in this room; other formats are decoded by the `image` crate
//! ([`image_crate`]). Of an icon file the largest picture is taken. Orientation and the order of the steps are here.

mod ico;
mod image_crate;
mod jxl;
mod tiff;

use image::metadata::Orientation;
use image::{DynamicImage, RgbaImage};

use super::avif;
use super::damage::Damage;
use super::error::Error;
use super::ifd;
use super::jpeg::{ColorSpace, DecodedJpeg, Jpeg};
use super::limits::{Deadline, Limits};
use super::png::Png;
use super::reduce::Reduced;
use super::srgb::to_srgb;
use super::webp::WebP;
use super::{Facts, Format};

pub(super) use jxl::Jxl;

use ico::Largest;
use image_crate::ImageCrateStill;

/// The decoder of a still's format, which has read the header and checked the limits.
enum StillDecoder<'a> {
    Jpeg(Jpeg<'a>),
    Png(Png<'a>),
    WebP(WebP<'a>),
    Jxl(Jxl<'a>),
    ImageCrate(ImageCrateStill<'a>),
}

impl<'a> StillDecoder<'a> {
    fn open(bytes: &'a [u8], format: Format, limits: &Limits, deadline: Deadline) -> Result<Self, Error> {
        Ok(match format {
            Format::Jpeg => Self::Jpeg(Jpeg::open(bytes, limits)?),
            Format::Png => Self::Png(Png::open(bytes, limits)?),
            Format::WebP => Self::WebP(WebP::open(bytes, limits)?),
            Format::Jxl => Self::Jxl(Jxl::open(bytes, limits, deadline)?),
            Format::Ico => match ico::largest(bytes)? {
                Largest::Png(png) => Self::Png(Png::open(png, limits)?),
                Largest::Icon(single) => Self::ImageCrate(ImageCrateStill::open(single, format, limits, deadline)?),
            },
            _ => Self::ImageCrate(ImageCrateStill::open(bytes, format, limits, deadline)?),
        })
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Jpeg(jpeg) => facts(Format::Jpeg, jpeg.size(), self.orientation(), false),
            Self::Png(png) => facts(Format::Png, png.size(), self.orientation(), png.has_alpha()),
            Self::WebP(webp) => facts(Format::WebP, webp.size(), webp.orientation, webp.header.has_alpha),
            Self::Jxl(jxl) => jxl.facts.clone(),
            Self::ImageCrate(other) => other.facts.clone(),
        }
    }

    /// How the stored picture is to be turned; an unreadable EXIF block is ignored.
    fn orientation(&self) -> Orientation {
        match self {
            Self::Jpeg(jpeg) => ifd::orientation(jpeg.exif()),
            Self::Png(png) => ifd::orientation(png.exif),
            Self::WebP(webp) => webp.orientation,
            Self::Jxl(_) => Orientation::NoTransforms,
            Self::ImageCrate(other) => other.orientation,
        }
    }

    fn decode(self, at_least: u32, deadline: Deadline) -> Result<(RgbaImage, Option<Damage>), Error> {
        let orientation = self.orientation();
        let mut damage = None;
        let picture = match self {
            Self::Jpeg(jpeg) => {
                let DecodedJpeg { pixels, missing, is_cut } = jpeg.decode(at_least, deadline)?;
                if let Some(missing) = missing {
                    return Err(missing);
                }
                damage = is_cut.then_some(Damage::EndMissing);
                to_srgb(Reduced::Eight(pixels), jpeg.icc_profile().as_deref(), jpeg.colors == ColorSpace::Grey)
            }
            Self::Png(png) => {
                let (reduced, found) = png.decode(at_least, deadline)?;
                damage = found;
                let profile = png.profile();
                to_srgb(
                    reduced,
                    profile.as_ref().map(|p| p.icc.as_slice()),
                    profile.as_ref().is_some_and(|p| p.is_grey),
                )
            }
            Self::WebP(webp) => webp.decode(at_least)?,
            Self::Jxl(mut jxl) => jxl.next_picture(at_least)?,
            Self::ImageCrate(other) => other.decode(at_least, deadline)?,
        };
        Ok((turn(picture, orientation), damage))
    }
}

/// Reads the header of a still.
pub(super) fn probe(bytes: &[u8], format: Format, limits: &Limits, deadline: Deadline) -> Result<Facts, Error> {
    if format == Format::Avif {
        return avif::probe(bytes, limits);
    }
    // A PNG in an icon file is an icon.
    Ok(Facts { format, ..StillDecoder::open(bytes, format, limits, deadline)?.facts() })
}

/// A decoded still.
pub(super) struct DecodedStill {
    /// The facts, now exact.
    pub(super) facts: Facts,
    pub(super) picture: RgbaImage,
    /// What is wrong with the file, if anything is.
    pub(super) damage: Option<Damage>,
}

/// Decodes a still to the size that [`super::decode`] promises.
pub(super) fn decode(
    bytes: &[u8],
    format: Format,
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
) -> Result<DecodedStill, Error> {
    let (facts, (picture, damage)) = match format {
        Format::Avif => {
            let (facts, picture) = avif::decode(bytes, at_least, limits, deadline)?;
            (facts, (picture, None))
        }
        _ => {
            let still = StillDecoder::open(bytes, format, limits, deadline)?;
            (still.facts(), still.decode(at_least, deadline)?)
        }
    };
    let has_alpha = facts.has_alpha && picture.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    Ok(DecodedStill { facts: Facts { format, has_alpha, ..facts }, picture, damage })
}

/// Returns the facts of a picture of a stored size that is to be turned.
pub(super) fn facts(format: Format, stored: (u32, u32), orientation: Orientation, has_alpha: bool) -> Facts {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let size = match orientation {
        Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH => (stored.1, stored.0),
        _ => stored,
    };
    Facts::of_still(format, size, has_alpha)
}

fn turn(picture: RgbaImage, orientation: Orientation) -> RgbaImage {
    let mut picture = DynamicImage::ImageRgba8(picture);
    picture.apply_orientation(orientation);
    picture.into_rgba8()
}
