//! Colours and what a shape is filled with.
//!
//! Colours are sRGB values from 0 to 1 and are mixed as they are: painters' gradients are made for that, not for linear
//! light.

use crate::geom::{P, lerp};

/// A colour with its opacity, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour {
    pub(crate) r: f32,
    pub(crate) g: f32,
    pub(crate) b: f32,
    pub(crate) a: f32,
}

/// The opaque colour of a web page's `#rrggbb`.
pub(crate) const fn hex(rgb: u32) -> Colour {
    let (r, g, b) = (rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
    Colour { r: r as f32 / 255.0, g: g as f32 / 255.0, b: b as f32 / 255.0, a: 1.0 }
}

pub(crate) const WHITE: Colour = hex(0xff_ff_ff);

impl Colour {
    /// The same colour, `a` times as opaque.
    pub(crate) const fn fade(self, a: f32) -> Colour {
        Colour { a: self.a * a, ..self }
    }

    /// The colour `t` of the way to another.
    pub(crate) fn mix(self, o: Colour, t: f32) -> Colour {
        Colour { r: lerp(self.r, o.r, t), g: lerp(self.g, o.g, t), b: lerp(self.b, o.b, t), a: lerp(self.a, o.a, t) }
    }
}

/// Where along a gradient which colour stands.
pub(crate) type Stops = Vec<(f32, Colour)>;

/// What a shape is filled with.
#[derive(Clone, Debug)]
pub(crate) enum Paint {
    /// One colour.
    Flat(Colour),
    /// Colours along the line from the first point to the second.
    Linear(P, P, Stops),
    /// Colours from the centre to the radius.
    Radial(P, f32, Stops),
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Paint {
        Paint::Flat(colour)
    }
}

impl Paint {
    /// A gradient of evenly spaced colours along a line.
    pub(crate) fn linear(a: P, b: P, colours: &[Colour]) -> Paint {
        Paint::Linear(a, b, even(colours))
    }

    /// A gradient of evenly spaced colours around a centre.
    pub(crate) fn radial(centre: P, radius: f32, colours: &[Colour]) -> Paint {
        Paint::Radial(centre, radius, even(colours))
    }

    /// The colour at a point.
    pub(crate) fn at(&self, q: P) -> Colour {
        match self {
            Paint::Flat(colour) => *colour,
            Paint::Linear(a, b, stops) => {
                let d = *b - *a;
                let s = q - *a;
                pick(stops, (s.x * d.x + s.y * d.y) / (d.x * d.x + d.y * d.y).max(1e-9))
            }
            Paint::Radial(centre, radius, stops) => pick(stops, (q - *centre).length() / radius.max(1e-6)),
        }
    }

    /// The same paint with its points moved by `f` and its radius scaled.
    pub(crate) fn map(&self, f: impl Fn(P) -> P, scale: f32) -> Paint {
        match self {
            Paint::Flat(colour) => Paint::Flat(*colour),
            Paint::Linear(a, b, stops) => Paint::Linear(f(*a), f(*b), stops.clone()),
            Paint::Radial(centre, radius, stops) => Paint::Radial(f(*centre), radius * scale, stops.clone()),
        }
    }
}

fn even(colours: &[Colour]) -> Stops {
    let last = colours.len().saturating_sub(1).max(1) as f32;
    colours.iter().enumerate().map(|(i, &c)| (i as f32 / last, c)).collect()
}

fn pick(stops: &Stops, t: f32) -> Colour {
    let mut before = stops[0];
    for &stop in stops {
        if t < stop.0 {
            let span = stop.0 - before.0;
            return if span > 0.0 { before.1.mix(stop.1, ((t - before.0) / span).max(0.0)) } else { stop.1 };
        }
        before = stop;
    }
    before.1
}
