//! The formats of copies: what each can hold, and how its bytes follow from how it is encoded.

use std::path::Path;

use image::Rgba;

use super::search::Law;
use crate::media::Format;
use crate::render::{AnimationFormat, Dither, Encoding, GifStyle, KeyFrames};

/// The format of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareFormat {
    /// Of what moves.
    Gif,
    /// Of what moves, and of stills.
    WebP,
    /// Of stills, and as APNG of what moves; without loss.
    Png,
    /// Of stills.
    Jpeg,
}

/// Qualities of a GIF, of an animated WebP, and of a still as WebP or JPEG: without a need to be small, and how much less a unit of loss
/// is.
const GIF_QUALITY: (f64, f64) = (100.0, 25.0);
const MOVING_QUALITY: (f64, f64) = (85.0, 15.0);
const STILL_QUALITY: (f64, f64) = (92.0, 14.0);

impl ShareFormat {
    /// The word for it, which is the extension of its files as well.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gif => "gif",
            Self::WebP => "webp",
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// Its name in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Self::Gif => "GIF",
            Self::WebP => "WebP",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    /// The format that a file's name says.
    pub fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "gif" => Some(Self::Gif),
            "webp" => Some(Self::WebP),
            "png" | "apng" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// The format of a file as it is, if copies can have it.
    pub(super) fn of_source(source: Format) -> Option<Self> {
        match source {
            Format::Gif => Some(Self::Gif),
            Format::WebP => Some(Self::WebP),
            Format::Png => Some(Self::Png),
            Format::Jpeg => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// Whether it holds what moves, or else what does not.
    pub(super) fn holds(self, moves: bool) -> bool {
        self != if moves { Self::Jpeg } else { Self::Gif }
    }

    /// The format of a copy of a file that may have any.
    pub(super) fn like(source: Format, moves: bool, is_opaque: bool) -> Self {
        match (source, moves) {
            (Format::Gif, true) => Self::Gif,
            (Format::Jxl, true) => Self::WebP,
            (Format::Jpeg | Format::Avif | Format::Jxl, false) if is_opaque => Self::Jpeg,
            (Format::WebP | Format::Avif | Format::Jxl, _) => Self::WebP,
            _ => Self::Png,
        }
    }

    /// How the bytes of an animation follow from its plan: measured on drawn animations and films.
    pub(super) fn moving_law(self) -> Law {
        match self {
            Self::Gif | Self::Jpeg => Law { power: 1.6, per_loss: 0.27 },
            Self::WebP => Law { power: 1.5, per_loss: 0.2 },
            Self::Png => Law { power: 1.8, per_loss: 0.0 },
        }
    }

    /// How the bytes of a still follow from its plan.
    pub(super) fn still_law(self) -> Law {
        let per_loss = if self == Self::Png { 0.0 } else { 0.5 };
        Law { power: 1.7, per_loss }
    }

    /// The pixels for a byte below which an animation surely is too large, so that more need not be encoded to know it.
    pub(super) fn pixels_a_byte(self) -> f64 {
        match self {
            Self::Gif | Self::Jpeg => 100.0,
            Self::WebP => 300.0,
            Self::Png => 30.0,
        }
    }

    /// How much a loss leaves of an animation's quality, of 100; none where nothing can be lost.
    pub(super) fn moving_quality(self, loss: f64) -> Option<u8> {
        match self {
            Self::Gif => Some(quality(GIF_QUALITY, loss)),
            Self::WebP => Some(quality(MOVING_QUALITY, loss)),
            Self::Png | Self::Jpeg => None,
        }
    }

    /// The same of a still.
    pub(super) fn still_quality(self, loss: f64) -> Option<u8> {
        matches!(self, Self::WebP | Self::Jpeg).then(|| quality(STILL_QUALITY, loss))
    }

    /// How an animation is encoded.
    pub(super) fn moving(self, loss: f64, dither: Dither) -> AnimationFormat {
        match self {
            Self::Gif | Self::Jpeg => {
                AnimationFormat::Gif(GifStyle::of_quality((GIF_QUALITY.0 - GIF_QUALITY.1 * loss) as f32, dither))
            }
            Self::WebP => {
                AnimationFormat::WebP { quality: quality(MOVING_QUALITY, loss), key_frames: KeyFrames::Often }
            }
            Self::Png => AnimationFormat::Apng,
        }
    }

    /// How a still is encoded.
    pub(super) fn still(self, loss: f64) -> Encoding {
        match self {
            Self::WebP => Encoding::WebP { quality: quality(STILL_QUALITY, loss) },
            Self::Jpeg => Encoding::Jpeg { quality: quality(STILL_QUALITY, loss), background: Rgba([255; 4]) },
            Self::Png | Self::Gif => Encoding::Png,
        }
    }
}

fn quality((best, per_loss): (f64, f64), loss: f64) -> u8 {
    (best - per_loss * loss).round().clamp(1.0, 100.0) as u8
}
