//! The formats of sheets that move: how each is encoded at a quality, and how its bytes follow from it.

use std::path::Path;

use crate::render::{AnimationFormat, Dither, GifStyle, KeyFrames};

/// From here on libwebp writes every pixel that changes, so that no key frames are needed.
const QUALITY_WITHOUT_GHOSTS: u8 = 75;

/// The format of a sheet that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MovingFormat {
    WebP,
    Gif,
    /// Without loss.
    Apng,
}

impl MovingFormat {
    /// The format that a file's name says.
    pub(super) fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "webp" => Some(Self::WebP),
            "gif" => Some(Self::Gif),
            "png" | "apng" => Some(Self::Apng),
            _ => None,
        }
    }

    /// The least quality, below which letters and lines are smeared, and that of a page that may have any size.
    pub(super) fn qualities(self) -> (u8, u8) {
        match self {
            Self::WebP => (25, 75),
            Self::Gif => (75, 100),
            Self::Apng => (100, 100),
        }
    }

    pub(super) fn encoding(self, quality: u8) -> AnimationFormat {
        match self {
            Self::WebP => {
                let key_frames = if quality < QUALITY_WITHOUT_GHOSTS { KeyFrames::Seldom } else { KeyFrames::First };
                AnimationFormat::WebP { quality, key_frames }
            }
            Self::Gif => AnimationFormat::Gif(GifStyle::of_quality(f32::from(quality), Dither::Soft)),
            Self::Apng => AnimationFormat::Apng,
        }
    }

    /// The longest side of a page, in pixels.
    pub(super) fn max_edge(self) -> u32 {
        self.encoding(self.qualities().1).max_edge()
    }

    /// The quality as it is told; none where nothing is lost in any case.
    pub(super) fn told(self, quality: u8) -> Option<u8> {
        (self != Self::Apng).then_some(quality)
    }
}
