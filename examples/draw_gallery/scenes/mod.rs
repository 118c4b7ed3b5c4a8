//! Scenes: a place, a character, and what happens in one turn of the loop.

use crate::canvas::Canvas;
use crate::encode::Film;
use crate::eye::Glance;
use crate::face::{Mood, Mouth};
use crate::figure::Light;
use crate::geom::p;
use crate::paint::{WHITE, hex};

pub(crate) mod april;
pub(crate) mod clannad;
pub(crate) mod naruto;

/// A moving picture, or one moment of it.
pub(crate) struct Scene {
    /// Pixels.
    pub(crate) size: (usize, usize),
    /// How long each frame is shown, in hundredths of a second.
    pub(crate) delays: Vec<u16>,
    /// Draws what never moves.
    pub(crate) place: fn(&mut Canvas),
    /// Draws the rest at a time between 0 and 1.
    pub(crate) act: fn(&mut Canvas, f32),
}

impl Scene {
    /// Draws all frames.
    pub(crate) fn film(&self) -> Film {
        let count = self.delays.len();
        self.moments(&(0..count).map(|i| i as f32 / count as f32).collect::<Vec<_>>())
    }

    /// Draws the frames at some times.
    pub(crate) fn moments(&self, times: &[f32]) -> Film {
        let (width, height) = self.size;
        let mut empty = Canvas::new(width, height);
        (self.place)(&mut empty);
        let frame = |&t: &f32| {
            let mut canvas = empty.clone();
            (self.act)(&mut canvas, t);
            canvas.rgb()
        };
        Film { width, height, frames: times.iter().map(frame).collect(), delays: self.delays.clone() }
    }
}

/// A calm face to begin a mood from.
const CALM: Mood = Mood {
    eye: Glance { open: 0.95, squint: 0.0, bend: 0.7, droop: 0.3, look: (0.0, 0.0), well: 0.0, tremble: 0.0 },
    mouth: Mouth { half_width: 0.15, open: 0.0, smile: 0.0, wave: 0.0, clenched: false },
    grief: 0.5,
    raised: 0.2,
    blush: 0.4,
};

const SUNSET: Light =
    Light { tint: (hex(0xfff6ee), hex(0xf8d6d0)), rim: hex(0xffd9a0).fade(0.75), from: p(-0.04, -0.025) };
const NIGHT: Light =
    Light { tint: (hex(0xf4f3ff), hex(0xd8d8f6)), rim: hex(0xdfe9ff).fade(0.75), from: p(-0.04, -0.025) };
const STAGE: Light =
    Light { tint: (hex(0xfff8ea), hex(0xdcc6d4)), rim: hex(0xfff0c4).fade(0.75), from: p(-0.04, -0.025) };
const DAY: Light = Light { tint: (WHITE, hex(0xf4e2ea)), rim: hex(0xffffff).fade(0.75), from: p(-0.04, -0.025) };
const DUSK: Light =
    Light { tint: (hex(0xf3e6f0), hex(0xc9bcdc)), rim: hex(0xffc8a0).fade(0.75), from: p(-0.04, -0.025) };
const BLOOD: Light =
    Light { tint: (hex(0xffe6e0), hex(0xdba0a4)), rim: hex(0xff7a5a).fade(0.75), from: p(0.04, -0.025) };
