//! Animations of any format: frames in, one after another, a file out.

use std::time::Duration;

use image::RgbaImage;

use super::animated_webp::{AnimatedWebP, KeyFrames};
use super::apng::Apng;
use super::gif::{self, Gif, GifStyle};
use super::repeat::Repeat;
use super::webp;
use crate::render::Error;

/// How an animation is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AnimationFormat {
    /// Lossy WebP; sides of at most 16,383 pixels, times in milliseconds.
    WebP {
        /// 0 to 100; more is better and larger.
        quality: u8,
        /// How often a frame is written whole.
        key_frames: KeyFrames,
    },
    /// PNG, without loss; times in milliseconds.
    Apng,
    /// GIF: at most 256 colours a frame, a pixel is transparent or not; sides of at most 65,535 pixels, times in hundredths of a
    /// second.
    Gif(GifStyle),
}

impl AnimationFormat {
    fn name(self) -> &'static str {
        match self {
            Self::WebP { .. } => "WebP",
            Self::Apng => "PNG",
            Self::Gif(_) => "GIF",
        }
    }

    /// Returns the longest side of a picture, in pixels.
    pub fn max_edge(self) -> u32 {
        match self {
            Self::WebP { .. } => webp::MAX_EDGE,
            Self::Apng => 0x7FFF_FFFF,
            Self::Gif(_) => gif::MAX_EDGE,
        }
    }
}

/// An animation that is being encoded. All frames are of one size.
pub struct AnimationEncoder {
    encoder: Encoder,
    format: AnimationFormat,
    size: (u32, u32),
    /// When the last frame appears; `None` before the first.
    last: Option<Duration>,
}

enum Encoder {
    WebP(AnimatedWebP),
    Apng(Apng),
    Gif(Box<Gif>),
}

impl AnimationEncoder {
    /// Begins an animation.
    ///
    /// # Errors
    /// If the format cannot hold the size.
    pub fn new(format: AnimationFormat, width: u32, height: u32, repeat: Repeat) -> Result<Self, Error> {
        let (name, limit, size) = (format.name(), format.max_edge(), (width, height));
        if width == 0 || height == 0 {
            return Err(Error::Empty { width, height });
        }
        if width > limit || height > limit {
            return Err(Error::TooLargeForFormat { format: name, limit, width, height });
        }
        let encoder = match format {
            AnimationFormat::WebP { quality, key_frames } => {
                Encoder::WebP(AnimatedWebP::new(size, quality, key_frames, repeat)?)
            }
            AnimationFormat::Apng => Encoder::Apng(Apng::new(size, repeat)),
            AnimationFormat::Gif(style) => Encoder::Gif(Box::new(Gif::new(size, style, repeat))),
        };
        Ok(Self { encoder, format, size, last: None })
    }

    /// Adds a frame that appears `at` a time from the beginning. Times ascend; the first frame is shown from the beginning, whatever its
    /// time.
    ///
    /// # Errors
    /// If the frame has another size or appears before the one before it, or the encoder fails.
    pub fn push(&mut self, frame: &RgbaImage, at: Duration) -> Result<(), Error> {
        if frame.dimensions() != self.size {
            return Err(self.failed("a frame has another size"));
        }
        if self.last.is_some_and(|last| at < last) {
            return Err(self.failed("a frame appears before the one before it"));
        }
        let at = if self.last.is_some() { at } else { Duration::ZERO };
        self.last = Some(at);
        match &mut self.encoder {
            Encoder::WebP(webp) => webp.push(frame, at),
            Encoder::Apng(apng) => apng.push(frame, at),
            Encoder::Gif(gif) => {
                gif.push(frame, at);
                Ok(())
            }
        }
    }

    /// Ends the last frame at a time, and returns the file.
    ///
    /// # Errors
    /// If there was no frame, the last one appears later, or the encoder fails.
    pub fn finish(self, end: Duration) -> Result<Vec<u8>, Error> {
        if self.last.is_none_or(|last| end < last) {
            return Err(self.failed("the animation ends before its last frame"));
        }
        match self.encoder {
            Encoder::WebP(webp) => webp.finish(end),
            Encoder::Apng(apng) => apng.finish(end),
            Encoder::Gif(gif) => gif.finish(end),
        }
    }

    fn failed(&self, reason: &str) -> Error {
        Error::Encoder { format: self.format.name(), reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests;
