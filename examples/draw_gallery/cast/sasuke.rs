//! Sasuke Uchiha: spiky blue-black hair parted over the brow, narrow dark eyes that turn red, a high navy collar.

use super::{CAP, Cast, neck, nothing};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::{FAIR, Skin};
use crate::geom::{Shape, p, through};
use crate::hair::{Gloss, Lock, Tone, lock, tuft};
use crate::paint::{Paint, hex};
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.0), (0.0, 0.6), (0.0, 1.2)], 0.9, 0.8, 0.2),
    lock(&[(-0.5, 0.0), (-0.95, 0.3), (-1.1, 0.62), (-1.3, 0.98)], 0.22),
    lock(&[(0.5, 0.0), (0.95, 0.3), (1.1, 0.62), (1.26, 0.94)], 0.2),
    lock(&[(0.5, -0.4), (1.0, -0.1), (1.22, 0.2), (1.46, 0.44)], 0.24),
    lock(&[(-0.5, -0.4), (-1.0, -0.1), (-1.26, 0.16), (-1.58, 0.34)], 0.26),
    lock(&[(0.4, -0.6), (0.95, -0.55), (1.26, -0.42), (1.58, -0.1)], 0.26),
    lock(&[(-0.4, -0.6), (-0.95, -0.6), (-1.3, -0.5), (-1.78, -0.32)], 0.3),
    lock(&[(0.3, -0.8), (0.8, -0.95), (1.14, -0.98), (1.5, -0.76)], 0.27),
    lock(&[(-0.3, -0.8), (-0.8, -1.05), (-1.25, -1.15), (-1.78, -1.06)], 0.32),
    lock(&[(-0.1, -0.9), (-0.3, -1.4), (-0.52, -1.72), (-0.9, -2.0)], 0.32),
];

const CROWN: &[Lock] = &[
    tuft(&[(0.3, -0.86), (0.6, -1.12), (0.9, -1.3), (1.3, -1.34)], 0.22, 0.9, 0.0),
    tuft(&[(-0.3, -0.86), (-0.62, -1.2), (-0.98, -1.46), (-1.48, -1.62)], 0.25, 0.9, 0.0),
    tuft(&[(0.16, -0.86), (0.28, -1.24), (0.46, -1.52), (0.8, -1.72)], 0.22, 0.9, 0.0),
    tuft(&[(-0.1, -0.86), (-0.2, -1.3), (-0.34, -1.58), (-0.62, -1.86)], 0.24, 0.9, 0.0),
];

const FRINGE: &[Lock] = &[
    lock(&[(-0.1, -1.25), (-0.78, -0.95), (-1.06, -0.2), (-1.06, 0.5)], 0.2),
    lock(&[(0.1, -1.25), (0.78, -0.95), (1.06, -0.2), (1.08, 0.48)], 0.2),
    lock(&[(-0.02, -1.3), (-0.62, -0.95), (-0.96, -0.1), (-0.78, 0.86)], 0.2),
    lock(&[(0.06, -1.3), (0.64, -0.95), (0.96, -0.1), (0.8, 0.84)], 0.2),
    lock(&[(0.0, -1.32), (-0.42, -0.98), (-0.7, -0.4), (-0.72, 0.2)], 0.19),
    lock(&[(0.06, -1.32), (0.46, -0.98), (0.72, -0.4), (0.76, 0.18)], 0.19),
    lock(&[(0.02, -1.34), (-0.22, -1.02), (-0.46, -0.6), (-0.5, -0.16)], 0.14),
    lock(&[(0.05, -1.34), (0.28, -1.02), (0.48, -0.6), (0.5, -0.2)], 0.14),
];

/// The character; `red` turns on his eyes.
pub(crate) fn cast(red: bool) -> Cast {
    let iris = if red {
        Iris {
            size: (0.176, 0.205),
            dark: hex(0x7c0b16),
            base: hex(0xcf1d2b),
            light: hex(0xff7a63),
            rim: hex(0x33040a),
            pupil: Pupil::Commas,
        }
    } else {
        Iris {
            size: (0.176, 0.205),
            dark: hex(0x14141f),
            base: hex(0x2d2f44),
            light: hex(0x747b9c),
            rim: hex(0x0a0a12),
            pupil: Pupil::Dark,
        }
    };
    Cast {
        eyes: Eyes {
            apart: 0.47,
            level: 0.2,
            half_width: 0.29,
            half_height: 0.215,
            slant: 0.16,
            lash: 0.044,
            wisps: 0.35,
            line: hex(0x12121e),
            iris,
        },
        skin: Skin { base: hex(0xfdeae0), ..FAIR },
        tone: Tone {
            dark: hex(0x121424),
            base: hex(0x262b47),
            light: hex(0x414a74),
            shine: hex(0x94a6da),
            line: hex(0x0a0b16),
        },
        jaw: 1.06,
        brow: (hex(0x12121e), 0.036),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: CROWN,
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.37 },
        clothes,
        worn: nothing,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    let (navy, fold, line) = (hex(0x3a4a86), hex(0x222b58), hex(0x10142c));
    let inside = Shape::blob(&[(-0.6, 1.3), (0.0, 1.16), (0.6, 1.3), (0.5, 2.0), (0.0, 2.4), (-0.5, 2.0)]);
    pen.fill(&inside, fold);
    neck(pen, &FAIR, 0.36);
    let body = Shape::outline(&[
        &[(-0.66, 1.62), (-1.1, 1.82), (-1.6, 2.05), (-1.95, 3.6)],
        &[(1.95, 3.6), (1.6, 2.05), (1.1, 1.82), (0.66, 1.62)],
        &[(0.66, 1.62), (0.3, 2.1), (0.0, 2.5), (-0.3, 2.1), (-0.66, 1.62)],
    ]);
    pen.fill(&body, Paint::linear(p(0.0, 1.7), p(0.0, 3.2), &[navy, fold]));
    pen.line(&body.loops[0], 0.026, line);
    for side in [-1.0, 1.0] {
        let x = |pairs: &[(f32, f32)]| -> Vec<(f32, f32)> { pairs.iter().map(|&(x, y)| (x * side, y)).collect() };
        let outer = x(&[(0.0, 2.62), (0.4, 2.2), (0.78, 1.72), (0.86, 1.3), (0.74, 1.02)]);
        let inner = x(&[(0.74, 1.02), (0.58, 1.32), (0.4, 1.75), (0.0, 2.3)]);
        let collar = Shape::outline(&[&outer, &inner]);
        pen.fill(
            &collar,
            Paint::linear(p(side * 0.3, 1.1), p(side * 0.9, 1.9), &[navy.mix(hex(0x6f82c8), 0.3), navy, fold]),
        );
        pen.line(&collar.loops[0], 0.026, line);
        pen.ink(&through(&x(&[(0.78, 1.14), (0.7, 1.5), (0.46, 1.95)])), 0.014, hex(0x7d90d6).fade(0.6));
    }
}
