//! The frames of an animation, decoded one after another for who keeps few of them.

use image::RgbaImage;

use super::under_guard;
use crate::media::animation::Frames;
use crate::media::{Error, Format, Limits};

/// An animation that is read frame by frame. Each call can fail by itself; after an error there are no more frames.
pub struct FrameReader<'a> {
    format: Format,
    frames: Frames<'a>,
    /// The number of the frame that is decoded next.
    next: u32,
}

impl<'a> FrameReader<'a> {
    /// Starts before the first frame; `None` of a still.
    pub fn open(bytes: &'a [u8], format: Format, limits: &Limits) -> Result<Option<Self>, Error> {
        under_guard(format, || {
            let frames = Frames::open(bytes, format, limits)?;
            Ok(frames.map(|frames| Self { format, frames, next: 0 }))
        })
    }

    /// Decodes up to the frame with a number, which is greater than the one before, with at least `edge` pixels on the longer side if
    /// the animation has as many. `None` where it looks as the one that was read before, and past the last.
    pub fn read(&mut self, number: u32, edge: u32) -> Result<Option<RgbaImage>, Error> {
        let Self { format, frames, next } = self;
        under_guard(*format, || {
            let mut is_new = false;
            while *next <= number {
                let Some(frame) = frames.next_frame()? else { return Ok(None) };
                *next += 1;
                is_new |= frame.changed;
                if *next > number && is_new {
                    return Ok(Some(frame.picture(edge)));
                }
            }
            Ok(None)
        })
    }
}
