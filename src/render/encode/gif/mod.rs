//! GIF.

use std::time::Duration;

use gif::{DisposalMethod, Encoder, EncodingError, Frame};
use image::RgbaImage;

use super::area::Area;
use super::repeat::Repeat;
use crate::render::Error;

/// The longest side that the format can hold.
pub(super) const MAX_EDGE: u32 = 65_535;

/// How colours between those of a palette are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dither {
    /// As the nearest one: for flat drawings.
    None,
    /// As a mixture of neighbouring pixels: for gradients.
    Soft,
}

/// How a GIF is made smaller than its frames are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GifStyle {
    /// How far a pixel's colour may move, as a distance in Oklab, before it is written again.
    pub hold: f32,
    /// How far a written colour may be from the right one, as a distance in Oklab, so that the file is smaller.
    pub tolerance: f32,
    /// How colours between those of a palette are shown.
    pub dither: Dither,
}

impl Default for GifStyle {
    fn default() -> Self {
        Self { hold: 0.012, tolerance: 0.0, dither: Dither::Soft }
    }
}

/// A GIF that is being encoded.
pub(super) struct Gif {
    encoder: Encoder<Vec<u8>>,
    canvas: RgbaImage,
    waiting: Option<(Area, Duration)>,
}

impl Gif {
    pub(super) fn new((width, height): (u32, u32), _: GifStyle, repeat: Repeat) -> Result<Self, Error> {
        // Both are at most 65,535.
        let mut encoder = Encoder::new(Vec::new(), width as u16, height as u16, &[]).map_err(failed)?;
        let repeat = match repeat {
            Repeat::Forever => gif::Repeat::Infinite,
            // What is stored are the runs after the first.
            Repeat::Times(n) => gif::Repeat::Finite(n.saturating_sub(1)),
        };
        encoder.set_repeat(repeat).map_err(failed)?;
        Ok(Self { encoder, canvas: RgbaImage::new(width, height), waiting: None })
    }

    pub(super) fn push(&mut self, frame: &RgbaImage, at: Duration) -> Result<(), Error> {
        self.write_waiting(at)?;
        self.canvas.copy_from_slice(frame);
        self.waiting = Some((Area::whole(frame.dimensions()), at));
        Ok(())
    }

    pub(super) fn finish(mut self, end: Duration) -> Result<Vec<u8>, Error> {
        self.write_waiting(end)?;
        self.encoder.into_inner().map_err(failed)
    }

    fn write_waiting(&mut self, until: Duration) -> Result<(), Error> {
        let Some((area, at)) = self.waiting.take() else { return Ok(()) };
        let mut pixels = self.canvas.as_raw().clone();
        let mut frame = Frame::from_rgba_speed(area.width as u16, area.height as u16, &mut pixels, 10);
        frame.delay = u16::try_from(centiseconds(until) - centiseconds(at)).unwrap_or(u16::MAX);
        frame.dispose = DisposalMethod::Background;
        self.encoder.write_frame(&frame).map_err(failed)
    }
}

/// A time in the clock of GIFs, rounded, so that the rounding of delays does not add up.
fn centiseconds(time: Duration) -> u128 {
    (time.as_millis() + 5) / 10
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it")]
fn failed(error: EncodingError) -> Error {
    Error::Encoder { format: "GIF", reason: error.to_string() }
}
