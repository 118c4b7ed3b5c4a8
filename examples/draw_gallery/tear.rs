//! Tears outside the eye: beads on the lid, streams down the cheek, drops in the air.
//!
//! Where a tear runs is fixed by where on the lower lid it starts; how far it has come is a fraction of that way.

use crate::eye::{Eyes, Glance};
use crate::geom::{P, Shape, along, curve, lerp, p, part, smooth};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::{Depth, Pen};

/// One tear at one moment. `side` is -1 for the eye on the left of the picture and 1 for the other; `start` is where on
/// the lower lid it came from, from -1 at the nose to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tear {
    /// A drop, `at` of the way from the lid to the edge of the face.
    Drop { side: f32, start: f32, at: f32, size: f32 },
    /// Wet skin between two fractions of the way; `flow` is the phase of the light that runs along it.
    Stream { side: f32, start: f32, from: f32, to: f32, width: f32, flow: f32 },
    /// A drop in the air, in face units.
    Falling { x: f32, y: f32, size: f32 },
}

const EDGE: Colour = hex(0x4f93cf);
const PALE: Colour = hex(0xf2fbff);
const BLUE: Colour = hex(0xa3d6f8);

/// The way of a tear down the cheek.
pub(crate) fn way(eyes: &Eyes, glance: &Glance, side: f32, start: f32, jaw: f32) -> Vec<P> {
    let lid = eyes.leak(side, start, glance);
    let (x, y) = (lid.x.abs(), lid.y);
    let out = smooth(-0.6, 0.7, start);
    let at = |x: f32, y: f32| p(side * x, y);
    curve(&[
        lid,
        at(x + 0.01 + 0.03 * out, lerp(y, 1.05 * jaw, 0.3)),
        at(x - 0.01 + 0.02 * out, lerp(y, 1.05 * jaw, 0.62)),
        at(lerp(0.25, 0.47, out), lerp(1.06, 0.965, out) * jaw),
        at(lerp(0.16, 0.36, out), lerp(1.14, 1.055, out) * jaw),
    ])
}

impl Tear {
    /// Draws the tear.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>, eyes: &Eyes, glance: &Glance, jaw: f32) {
        match *self {
            Tear::Drop { side, start, at, size } => drop(pen, along(&way(eyes, glance, side, start, jaw), at), size),
            Tear::Stream { side, start, from, to, width, flow } => {
                if to > from {
                    stream(pen, &part(&way(eyes, glance, side, start, jaw), from, to), width, flow);
                }
            }
            Tear::Falling { x, y, size } => {
                let depth = pen.depth;
                pen.depth = Depth::At(0.75);
                drop(pen, p(x, y), size);
                pen.depth = depth;
            }
        }
    }
}

fn drop(pen: &mut Pen<'_>, at: P, size: f32) {
    let half = [(0.0, -1.75), (0.2, -1.1), (0.68, -0.25), (0.82, 0.3), (0.55, 0.86), (0.0, 1.05)];
    let other: Vec<_> = half.iter().rev().map(|&(x, y)| (-x, y)).collect();
    let body = Shape::outline(&[&half, &other]).map(|q| at + q * size);
    pen.fill(&body, EDGE.fade(0.95));
    let inner = body.map(|q| at + (q - at) * (1.0 - 0.17 * (0.06 / size.max(0.02)).min(1.4)));
    let (top, bottom) = (at - p(0.0, size * 1.2), at + p(0.0, size));
    pen.fill(&inner, Paint::linear(top, bottom, &[PALE, BLUE.mix(PALE, 0.3), BLUE]));
    pen.clip(&inner);
    pen.soft(&Shape::ellipse(at + p(0.12, 0.62) * size, 0.5 * size, 0.26 * size), WHITE.fade(0.85), 0.1 * size);
    pen.unclip();
    pen.fill(&Shape::ellipse(at + p(-0.28, 0.02) * size, 0.2 * size, 0.34 * size), WHITE);
}

fn stream(pen: &mut Pen<'_>, line: &[P], width: f32, flow: f32) {
    let bulge = |s: f32| 1.0 + 0.16 * ((s * 2.2 - flow) * std::f32::consts::TAU).sin();
    let ends = |s: f32| (0.5 + 0.5 * smooth(0.0, 0.18, s)) * (1.0 - 0.45 * smooth(0.85, 1.0, s));
    let (top, bottom) = (line[0], line[line.len() - 1]);
    pen.fill(&Shape::ribbon(line, |s| width * 0.5 * bulge(s) * ends(s)), EDGE.fade(0.62));
    pen.fill(
        &Shape::ribbon(line, |s| (width * 0.5 * bulge(s) * ends(s) - 0.009).max(0.0)),
        Paint::linear(top, bottom, &[PALE.fade(0.95), BLUE.mix(PALE, 0.35).fade(0.95), BLUE.fade(0.95)]),
    );
    for i in 0..3 {
        let at = (flow + i as f32 / 3.0).rem_euclid(1.0);
        let glint = part(line, (at - 0.09).max(0.0), (at + 0.09).min(1.0));
        pen.fill(&Shape::ribbon(&glint, |s| width * 0.2 * (4.0 * s * (1.0 - s)).max(0.0).sqrt()), WHITE);
    }
}
