//! A small, short copy of an animation, to be played where many are shown.

use std::time::Duration;

use super::under_guard;
use crate::media::animation::Frames;
use crate::media::{Error, Format, Limits};
use crate::render::{self, AnimationEncoder, AnimationFormat, KeyFrames, Repeat};

/// What a preview costs at most.
#[derive(Clone, Copy, Debug)]
pub struct PreviewStyle {
    /// The longer edge.
    pub edge: u32,
    /// The least time between two frames.
    pub pause: Duration,
    /// The longest run; what comes later is left out.
    pub length: Duration,
    /// 0 to 100.
    pub quality: u8,
}

/// Encodes the beginning of an animation as an animated WebP; `None` of a still.
pub fn preview(
    bytes: &[u8],
    format: Format,
    style: PreviewStyle,
    limits: &Limits,
) -> Result<Option<Result<Vec<u8>, render::Error>>, Error> {
    under_guard(format, || {
        let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(None) };
        let webp = AnimationFormat::WebP { quality: style.quality, key_frames: KeyFrames::Often };
        let mut encoder: Option<AnimationEncoder> = None;
        let (mut next, mut end) = (Duration::ZERO, Duration::ZERO);
        while let Some(frame) = frames.next_frame()? {
            if frame.at >= style.length {
                break;
            }
            end = (frame.at + frame.delay).min(style.length);
            // A frame that is over before the next one is due is not seen.
            if end <= next {
                continue;
            }
            let at = frame.at.max(next);
            next = at + style.pause;
            let picture = render::thumbnail(&frame.picture(style.edge), style.edge);
            let started = match encoder.take() {
                Some(encoder) => Ok(encoder),
                None => AnimationEncoder::new(webp, picture.width(), picture.height(), Repeat::Forever),
            };
            let pushed = started.and_then(|mut encoder| encoder.push(&picture, at).map(|()| encoder));
            match pushed {
                Ok(pushed) => encoder = Some(pushed),
                Err(error) => return Ok(Some(Err(error))),
            }
        }
        Ok(encoder.map(|encoder| encoder.finish(end)))
    })
}
