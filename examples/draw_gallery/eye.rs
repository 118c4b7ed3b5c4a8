//! One eye, open to closed: the part of a face that people look at first.
//!
//! An eye has its own coordinates: `u` from -1 at the nose to 1 at the temple, `v` from -1 at the top of the open lid to
//! 1 at the bottom. The left one mirrors the right one, but for the highlights, which follow the light.

use crate::geom::{P, Shape, along, curve, lerp, p, part, smooth, through};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::Pen;

/// How a character's eyes are built.
#[derive(Clone, Debug)]
pub(crate) struct Eyes {
    /// Half the distance between them, their height in the face, half their width and half their height.
    pub(crate) apart: f32,
    pub(crate) level: f32,
    pub(crate) half_width: f32,
    pub(crate) half_height: f32,
    /// How much the outer corners are raised.
    pub(crate) slant: f32,
    /// The thickness of the upper lashes, and how long single ones are.
    pub(crate) lash: f32,
    pub(crate) wisps: f32,
    /// The lashes' colour.
    pub(crate) line: Colour,
    pub(crate) iris: Iris,
}

/// The coloured part.
#[derive(Clone, Debug)]
pub(crate) struct Iris {
    /// Half its width and half its height.
    pub(crate) size: (f32, f32),
    /// From the shaded top to the bright bottom.
    pub(crate) dark: Colour,
    pub(crate) base: Colour,
    pub(crate) light: Colour,
    pub(crate) rim: Colour,
    pub(crate) pupil: Pupil,
}

/// What is in the middle of an iris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pupil {
    /// A dark oval.
    Dark,
    /// Next to nothing.
    Faint,
    /// A small pupil within a ring of three commas.
    Commas,
}

/// What one eye does at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glance {
    /// From 0, shut, to 1.
    pub(crate) open: f32,
    /// How far the lower lid is raised.
    pub(crate) squint: f32,
    /// Which way a shut lid is bent: 1 down like a bowl, -1 up like a smile's.
    pub(crate) bend: f32,
    /// How far the outer corner is lowered, by grief, or raised (negative), by anger.
    pub(crate) droop: f32,
    /// Where it looks, within -1 to 1 both ways.
    pub(crate) look: (f32, f32),
    /// How full of tears it is, from 0 to 1.
    pub(crate) well: f32,
    /// The phase of the trembling light in it, in turns.
    pub(crate) tremble: f32,
}

const UPPER: [(f32, f32); 7] =
    [(-1.0, 0.36), (-0.84, -0.2), (-0.4, -0.78), (0.1, -1.0), (0.58, -0.86), (0.9, -0.4), (1.06, 0.2)];
const LOWER: [(f32, f32); 7] =
    [(-1.0, 0.36), (-0.78, 0.74), (-0.35, 0.97), (0.15, 1.02), (0.58, 0.92), (0.88, 0.64), (1.06, 0.2)];

impl Glance {
    /// The height of the line of a shut eye.
    fn shut(&self, u: f32) -> f32 {
        0.52 + self.bend * 0.36 * (1.0 - u * u)
    }
}

/// The two lids of one eye, in face units, both from the nose outwards.
pub(crate) struct Lids {
    pub(crate) upper: Vec<P>,
    pub(crate) lower: Vec<P>,
}

impl Eyes {
    /// Takes a point from the coordinates of one eye (`side` is -1 or 1) to those of the face.
    pub(crate) fn place(&self, side: f32, u: f32, v: f32) -> P {
        p(
            side * (self.apart + u * self.half_width),
            self.level + v * self.half_height - self.slant * (u + 0.2) * self.half_width,
        )
    }

    /// Where the lids are.
    pub(crate) fn lids(&self, side: f32, glance: &Glance) -> Lids {
        let lid = |line: &[(f32, f32)], openness: f32, droop: f32| {
            let moved: Vec<_> = line
                .iter()
                .map(|&(u, v)| (u, lerp(glance.shut(u), v, openness) + droop * (u + 0.1).clamp(-0.6, 0.8)))
                .collect();
            through(&moved).iter().map(|q| self.place(side, q.x, q.y)).collect()
        };
        Lids {
            upper: lid(&UPPER, glance.open, glance.droop * 0.3),
            lower: lid(&LOWER, (1.0 - glance.squint) * smooth(0.0, 0.7, glance.open), glance.droop * 0.12),
        }
    }

    /// Where on the lower lid a tear leaves the eye.
    pub(crate) fn leak(&self, side: f32, u: f32, glance: &Glance) -> P {
        let lid = 0.98 - 0.35 * u * u;
        let open = (1.0 - glance.squint) * smooth(0.0, 0.7, glance.open);
        self.place(side, u, lerp(glance.shut(u), lid, open) + glance.droop * 0.12 * (u + 0.1))
    }

    /// Draws one eye.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>, side: f32, glance: &Glance) {
        let lids = self.lids(side, glance);
        if glance.open > 0.06 {
            let ball = Shape::between(&lids.upper, &lids.lower);
            let (top, bottom) = (self.place(side, 0.0, -1.0), self.place(side, 0.0, 1.0));
            pen.fill(&ball, Paint::linear(top, bottom, &[hex(0xd5d0e2), hex(0xfaf8fb), WHITE]));
            pen.clip(&ball);
            self.iris(pen, side, glance);
            let shade = self.line.mix(hex(0x4a3a66), 0.5);
            let low = |q: &P| *q + p(0.0, 0.16 * self.half_height);
            let shaded = Shape::between(&lids.upper, &lids.upper.iter().map(low).collect::<Vec<_>>());
            pen.soft(&shaded, shade.fade(0.5), 0.012);
            if glance.well > 0.0 {
                self.water(pen, side, glance, &lids);
            }
            pen.unclip();
            if glance.well > 0.0 {
                self.brim(pen, side, glance, &lids);
            }
            self.lower_lashes(pen, side, &lids);
        }
        self.upper_lashes(pen, side, glance, &lids);
    }

    fn iris(&self, pen: &mut Pen<'_>, side: f32, glance: &Glance) {
        let Iris { size: (rx, ry), dark, base, light, rim, pupil } = self.iris.clone();
        let c = self.place(side, -0.06, 0.0) + p(glance.look.0 * 0.09, 0.02 + glance.look.1 * 0.06);
        let disc = Shape::ellipse(c, rx, ry);
        pen.fill(&disc, rim);
        let inner = Shape::ellipse(c, rx * 0.9, ry * 0.93);
        pen.fill(&inner, Paint::linear(c - p(0.0, ry), c + p(0.0, ry), &[dark, dark.mix(base, 0.6), base, light]));
        pen.clip(&inner);
        let glow = c + p(0.0, ry * 0.78);
        pen.soft(&Shape::ellipse(glow, rx * 0.66, ry * 0.4), light.mix(WHITE, 0.35).fade(0.75), 0.03);
        match pupil {
            Pupil::Dark => {
                pen.fill(&Shape::ellipse(c, rx * 0.4, ry * 0.44), rim.mix(hex(0x0a0814), 0.55).fade(0.92));
            }
            Pupil::Faint => pen.soft(&Shape::ellipse(c, rx * 0.34, ry * 0.36), dark.fade(0.55), 0.015),
            Pupil::Commas => {
                let ink = hex(0x17060c);
                let ring = Shape::ellipse(c, rx * 0.62, ry * 0.6);
                pen.line(&ring.loops[0], 0.012, ink.fade(0.55));
                pen.fill(&Shape::ellipse(c, rx * 0.24, ry * 0.22), ink);
                for i in 0..3 {
                    let turn = (i as f32 / 3.0 + 0.08) * std::f32::consts::TAU;
                    let spot = |a: f32, r: f32| c + p(a.cos() * rx * r, a.sin() * ry * r);
                    pen.fill(&Shape::ellipse(spot(turn, 0.62), rx * 0.17, ry * 0.15), ink);
                    let tail = [spot(turn, 0.62), spot(turn + 0.35, 0.74), spot(turn + 0.7, 0.72)];
                    pen.fill(&Shape::ribbon(&curve(&tail), |s| 0.022 * (1.0 - s)), ink);
                }
            }
        }
        pen.unclip();
        let (sin, cos) = (glance.tremble * std::f32::consts::TAU).sin_cos();
        let wet = glance.well.min(1.0);
        let spark = |dx: f32, dy: f32| c + p(dx * rx, dy * ry);
        let quiver = 0.1 * wet;
        let big = spark(-0.4 + 0.04 * wet * cos, -0.42 + 0.03 * wet * sin);
        pen.fill(&Shape::ellipse(big, rx * (0.36 + quiver * sin), ry * (0.3 - quiver * 0.6 * sin)), WHITE);
        let small = spark(0.42 - 0.05 * wet * cos, 0.34 + 0.04 * wet * sin);
        pen.fill(&Shape::ellipse(small, rx * (0.17 - quiver * sin), ry * (0.13 + quiver * cos)), WHITE.fade(0.92));
        if wet > 0.0 {
            let third = spark(-0.3 + 0.06 * sin, 0.5 + 0.04 * cos);
            pen.fill(&Shape::ellipse(third, rx * 0.15 * wet, ry * 0.09 * wet), WHITE.fade(0.8));
        }
    }

    /// The tears that stand on the lower lid, seen inside the eye.
    fn water(&self, pen: &mut Pen<'_>, side: f32, glance: &Glance, lids: &Lids) {
        let surface: Vec<P> = level(&lids.lower, |s| {
            let wave = 0.06 * ((s * 2.0 + glance.tremble) * std::f32::consts::TAU).sin();
            -glance.well * self.half_height * (0.16 + 0.42 * (1.0 - (2.0 * s - 1.0).powi(2)).max(0.0).sqrt() + wave)
        });
        let pool = Shape::between(&surface, &lids.lower);
        let (top, bottom) = (self.place(side, 0.0, 0.3), self.place(side, 0.0, 1.05));
        pen.fill(&pool, Paint::linear(top, bottom, &[hex(0xe2f4ff).fade(0.12), hex(0xd8f0ff).fade(0.7)]));
        pen.ink(&surface, 0.014, WHITE.fade(0.8));
        for (u, r) in [(-0.45, 0.03), (0.3, 0.042), (0.62, 0.022)] {
            let shift = 0.03 * (glance.tremble * std::f32::consts::TAU + u * 5.0).sin();
            let at = self.place(side, u + shift, 0.82 - 0.1 * glance.well);
            pen.fill(&Shape::ellipse(at, r * 1.3 * glance.well, r * 0.8 * glance.well), WHITE.fade(0.95));
        }
    }

    /// The same tears where they swell over the lid's edge.
    fn brim(&self, pen: &mut Pen<'_>, side: f32, glance: &Glance, lids: &Lids) {
        let swell = level(&lids.lower, |s| {
            0.06 * glance.well * smooth(0.12, 0.4, s) * (1.0 - smooth(0.6, 0.92, s)) * (1.0 + 0.25 * (s * 9.0).sin())
        });
        let (top, bottom) = (self.place(side, 0.0, 0.9), self.place(side, 0.0, 1.3));
        let body = Shape::between(&lids.lower, &swell);
        pen.fill(&body, Paint::linear(top, bottom, &[WHITE.fade(0.7), hex(0x9ed2f6).fade(0.8)]));
        pen.ink(&part(&swell, 0.12, 0.9), 0.013, hex(0x5a9bd0).fade(0.7));
    }

    fn lower_lashes(&self, pen: &mut Pen<'_>, side: f32, lids: &Lids) {
        let line = part(&lids.lower, 0.38, 0.97);
        pen.fill(&Shape::ribbon(&line, |s| 0.002 + 0.011 * s), self.line.fade(0.8));
        if self.wisps > 0.0 {
            for (u, v, long) in [(0.66, 0.9, 0.7), (0.86, 0.68, 0.9)] {
                let root = self.place(side, u, v);
                let tip = self.place(side, u + 0.14 * long, v + 0.16 * long);
                pen.fill(&Shape::ribbon(&[root, tip], |s| 0.009 * (1.0 - s)), self.line.fade(0.8));
            }
        }
    }

    fn upper_lashes(&self, pen: &mut Pen<'_>, side: f32, glance: &Glance, lids: &Lids) {
        let shut = 1.0 - glance.open;
        let mut line = lids.upper.clone();
        line.push(self.place(side, 1.2, lerp(0.62, -0.02, glance.open) + 0.2 * glance.droop));
        let thick = self.lash * (1.0 - 0.35 * shut);
        let body = Shape::ribbon(&line, |s| {
            thick
                * lerp(0.2, 1.0, smooth(0.05, 0.6, s))
                * (1.0 - smooth(0.84, 1.0, s))
                * lerp(1.0, smooth(0.0, 0.3, s), shut)
        });
        let (inner, outer) = (self.place(side, -0.6, -0.6), self.place(side, 1.1, 0.2));
        let warm = self.line.mix(hex(0xa8433c), 0.35);
        pen.fill(&body, Paint::linear(inner, outer, &[warm, self.line, self.line]));
        for (s, du, dv) in [(0.74, 0.1, -0.13), (0.9, 0.15, -0.07)] {
            let root = along(&lids.upper, s);
            // A shut eye's lashes point down.
            let reach = p(side * du, lerp(dv, 0.1 + 0.08 * (1.0 - s), shut)) * self.wisps;
            let bow = root + reach * 0.5 + p(side * 0.012, 0.012) * self.wisps;
            pen.fill(&Shape::ribbon(&curve(&[root, bow, root + reach]), |s| thick * 0.62 * (1.0 - s)), self.line);
        }
        if glance.open > 0.35 {
            let crease: Vec<P> = part(&lids.upper, 0.22, 0.84)
                .iter()
                .map(|q| *q - p(-side * 0.012, 0.075 * glance.open + 0.015))
                .collect();
            pen.ink(&crease, 0.014, self.line.mix(hex(0xc98a78), 0.45).fade(0.8));
        }
    }
}

/// The same line with each point moved down by a function of its place along it.
fn level(line: &[P], down: impl Fn(f32) -> f32) -> Vec<P> {
    let last = line.len().saturating_sub(1).max(1) as f32;
    line.iter().enumerate().map(|(i, q)| *q + p(0.0, down(i as f32 / last))).collect()
}
