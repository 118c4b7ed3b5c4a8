//! From a character's own units to pixels: where the head is, how large, and which way it is turned.
//!
//! A face is drawn flat, as if seen from the front, one unit from the middle to a cheek. To turn it, every point is
//! given the depth it would have on a round head, turned in space and looked at from the front again. That holds up to
//! about 25 degrees, which is all that a drawing wants.

use crate::canvas::{Blend, Canvas};
use crate::geom::{P, Shape, p};
use crate::paint::{Colour, Paint};

/// How far in front of the neck's axis a flat point lies.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Depth {
    /// All at one depth.
    At(f32),
    /// On the face.
    Face,
    /// On the hair in front of the face and around the crown.
    Hair,
}

/// Position, size and attitude of a head (or, unturned, of anything).
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// Where the point (0, 0), between the eyes, is in pixels.
    pub(crate) origin: P,
    /// Pixels per unit.
    pub(crate) scale: f32,
    /// Radians to the viewer's right.
    pub(crate) yaw: f32,
    /// Radians downwards.
    pub(crate) pitch: f32,
    /// Radians clockwise, about the neck.
    pub(crate) roll: f32,
}

/// The height of the neck's joint, about which the head leans.
const JOINT: f32 = 1.0;

impl View {
    /// Something that is not turned.
    pub(crate) fn flat(origin: P, scale: f32) -> View {
        View { origin, scale, yaw: 0.0, pitch: 0.0, roll: 0.0 }
    }

    /// The pixel position of a flat point.
    pub(crate) fn project(&self, q: P, depth: Depth) -> P {
        let z = match depth {
            Depth::At(z) => z,
            Depth::Face => 0.8 * (1.0 - (q.x / 1.2).powi(2)).max(0.0).sqrt(),
            Depth::Hair => {
                let sideways = 1.0 - (q.x / 1.5).powi(2);
                let upwards = 1.0 - ((q.y + 0.2).min(0.0) / 1.4).powi(2);
                0.95 * (sideways.max(0.0) * upwards.max(0.0)).sqrt()
            }
        };
        let (sin, cos) = self.yaw.sin_cos();
        let (x, z) = (q.x * cos + z * sin, z * cos - q.x * sin);
        let (sin, cos) = self.pitch.sin_cos();
        let y = q.y * cos + z * sin;
        let (sin, cos) = self.roll.sin_cos();
        let y = y - JOINT;
        self.origin + p(x * cos - y * sin, x * sin + y * cos + JOINT) * self.scale
    }
}

/// Draws on a canvas in a character's units.
pub(crate) struct Pen<'a> {
    pub(crate) canvas: &'a mut Canvas,
    pub(crate) view: View,
    pub(crate) depth: Depth,
}

impl Pen<'_> {
    /// Fills a shape.
    pub(crate) fn fill(&mut self, shape: &Shape, paint: impl Into<Paint>) {
        self.blend(shape, paint, 0.0, Blend::Over);
    }

    /// Fills a shape with edges blurred over `blur` units.
    pub(crate) fn soft(&mut self, shape: &Shape, paint: impl Into<Paint>, blur: f32) {
        self.blend(shape, paint, blur, Blend::Over);
    }

    /// Fills a shape in any way.
    pub(crate) fn blend(&mut self, shape: &Shape, paint: impl Into<Paint>, blur: f32, blend: Blend) {
        let shape = self.project(shape);
        let paint = paint.into().map(|q| self.view.project(q, self.depth), self.view.scale);
        self.canvas.fill(&shape, &paint, blur * self.view.scale, blend);
    }

    /// Draws a line that swells in the middle and ends in points, like one of a brush pen.
    pub(crate) fn ink(&mut self, line: &[P], width: f32, colour: Colour) {
        let swell = |s: f32| width * 0.5 * (4.0 * s * (1.0 - s)).max(0.0).powf(0.4);
        self.fill(&Shape::ribbon(line, swell), colour);
    }

    /// Draws a line of one width.
    pub(crate) fn line(&mut self, line: &[P], width: f32, colour: impl Into<Paint>) {
        self.fill(&Shape::ribbon(line, |_| width * 0.5), colour);
    }

    /// Keeps what follows inside a shape.
    pub(crate) fn clip(&mut self, shape: &Shape) {
        let shape = self.project(shape);
        self.canvas.clip(&shape);
    }

    /// Ends the newest clip.
    pub(crate) fn unclip(&mut self) {
        self.canvas.unclip();
    }

    fn project(&self, shape: &Shape) -> Shape {
        shape.map(|q| self.view.project(q, self.depth))
    }
}
