//! A character at one moment: all parts in order, lit.

use crate::canvas::{Blend, Canvas};
use crate::cast::Cast;
use crate::face::{self, Mood};
use crate::geom::{P, Shape, p};
use crate::hair;
use crate::paint::{Colour, Paint};
use crate::tear::Tear;
use crate::view::{Depth, Pen, View};

/// The light on a figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Light {
    /// What the figure is multiplied with, above and below.
    pub(crate) tint: (Colour, Colour),
    /// The light at its edges, and where it comes from, in units.
    pub(crate) rim: Colour,
    pub(crate) from: P,
}

/// A character at one moment.
pub(crate) struct Figure<'a> {
    pub(crate) cast: &'a Cast,
    pub(crate) view: View,
    pub(crate) mood: Mood,
    pub(crate) tears: Vec<Tear>,
    pub(crate) wind: f32,
    pub(crate) light: Light,
}

impl Figure<'_> {
    /// Draws the figure over what is on the canvas.
    pub(crate) fn draw(&self, canvas: &mut Canvas) {
        let mut layer = canvas.layer();
        self.back(&mut layer);
        let body = View { yaw: 0.0, pitch: 0.0, roll: 0.0, ..self.view };
        (self.cast.clothes)(&mut Pen { canvas: &mut layer, view: body, depth: Depth::At(0.0) });
        let gaze = self.face(&mut layer);
        self.shade(&mut layer);
        // Tears shine by themselves: they are not shaded by the light. A shut lid lies over their beginning.
        self.cry(&mut layer, false);
        if self.mood.eye.open < 0.1 {
            layer.lay(&gaze, 1.0);
        }
        let mut front = self.front(canvas.layer());
        self.shade(&mut front);
        layer.lay(&front, 1.0);
        let mut brows = canvas.layer();
        let (colour, thick) = self.cast.brow;
        face::brows(&mut self.pen(&mut brows, Depth::Face), &self.cast.eyes, &self.mood, colour, thick);
        // Brows and eyes show through the hair, as they do in every drawing of this kind.
        layer.lay(&brows, 0.85);
        layer.lay(&gaze, 0.28);
        layer.rim(self.light.from * self.view.scale, self.view.scale * 0.008, self.light.rim);
        self.cry(&mut layer, true);
        canvas.lay(&layer, 1.0);
    }

    fn pen<'c>(&self, canvas: &'c mut Canvas, depth: Depth) -> Pen<'c> {
        Pen { canvas, view: self.view, depth }
    }

    fn back(&self, layer: &mut Canvas) {
        let tone = &self.cast.tone;
        let mut shaded = tone.clone();
        (shaded.base, shaded.light) = (tone.base.mix(tone.dark, 0.6), tone.base);
        hair::locks(&mut self.pen(layer, Depth::At(-0.1)), &shaded, self.cast.behind, self.wind, None);
    }

    /// Draws the face and returns the eyes alone.
    fn face(&self, layer: &mut Canvas) -> Canvas {
        let Cast { eyes, skin, jaw, .. } = self.cast;
        let shadows: Vec<Shape> = self.cast.fringe.iter().map(|lock| lock.shape(self.wind)).collect();
        let mut pen = self.pen(layer, Depth::Face);
        face::skin(&mut pen, skin, *jaw, &self.mood, &shadows);
        face::mouth(&mut pen, skin, &self.mood.mouth, *jaw, self.mood.eye.tremble);
        let mut gaze = layer.layer();
        face::eyes(&mut self.pen(&mut gaze, Depth::Face), eyes, &self.mood);
        layer.lay(&gaze, 1.0);
        (self.cast.worn)(&mut self.pen(layer, Depth::Face), eyes);
        gaze
    }

    fn cry(&self, layer: &mut Canvas, in_the_air: bool) {
        for tear in &self.tears {
            if matches!(tear, Tear::Falling { .. }) == in_the_air {
                tear.draw(&mut self.pen(layer, Depth::Face), &self.cast.eyes, &self.mood.eye, self.cast.jaw);
            }
        }
    }

    fn front(&self, mut front: Canvas) -> Canvas {
        let tone = &self.cast.tone;
        let mut pen = self.pen(&mut front, Depth::Hair);
        let cap = Shape::blob(self.cast.cap);
        pen.fill(&cap, Paint::linear(p(0.0, -1.4), p(0.0, 0.2), &[tone.base, tone.base.mix(tone.dark, 0.35)]));
        pen.line(&cap.loops[0], 0.026, tone.line);
        hair::locks(&mut pen, tone, self.cast.crown, self.wind * 0.5, None);
        hair::locks(&mut pen, tone, self.cast.fringe, self.wind, Some(&self.cast.gloss));
        front
    }

    fn shade(&self, layer: &mut Canvas) {
        let (w, h) = (layer.width as f32, layer.height as f32);
        let all = Shape::rect(p(0.0, 0.0), p(w, h));
        let tint = Paint::linear(p(0.0, 0.0), p(0.0, h), &[self.light.tint.0, self.light.tint.1]);
        layer.fill(&all, &tint, 0.0, Blend::Shade);
    }
}
