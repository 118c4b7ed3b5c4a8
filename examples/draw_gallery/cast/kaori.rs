//! Kaori Miyazono: long blonde hair in waves, light blue eyes, a white dress shirt with a black ribbon.

use super::{CAP, Cast, neck, nothing, shirt};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::FAIR;
use crate::geom::{Shape, p};
use crate::hair::{Gloss, Lock, Tone, lock, tuft};
use crate::paint::hex;
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.2), (0.0, 1.4), (0.0, 3.4)], 1.15, 0.7, 0.8),
    tuft(&[(-0.1, -1.1), (-0.6, -0.66), (-1.08, 0.5), (-1.3, 1.5), (-1.2, 2.3), (-1.55, 3.2)], 0.36, 0.3, 0.0),
    tuft(&[(0.1, -1.1), (0.6, -0.66), (1.08, 0.5), (1.3, 1.5), (1.2, 2.3), (1.55, 3.2)], 0.36, 0.3, 0.0),
    tuft(&[(-0.6, -0.4), (-0.95, 0.6), (-0.85, 1.3), (-1.1, 2.1), (-0.9, 3.1)], 0.3, 0.5, 0.0),
    tuft(&[(0.6, -0.4), (0.95, 0.6), (0.85, 1.3), (1.1, 2.1), (0.9, 3.1)], 0.3, 0.5, 0.0),
];

const FRINGE: &[Lock] = &[
    tuft(&[(-0.05, -1.3), (-0.8, -0.95), (-1.1, -0.1), (-0.98, 0.7), (-1.16, 1.4), (-0.92, 2.1)], 0.19, 0.3, 0.0),
    tuft(&[(0.12, -1.3), (0.8, -0.95), (1.1, -0.1), (0.98, 0.7), (1.18, 1.4), (0.94, 2.1)], 0.19, 0.3, 0.0),
    tuft(&[(-0.02, -1.3), (-0.74, -0.85), (-1.0, -0.1), (-0.88, 0.55), (-0.98, 1.15)], 0.14, 0.4, 0.0),
    tuft(&[(0.15, -1.3), (0.74, -0.85), (1.0, -0.1), (0.9, 0.55), (1.0, 1.1)], 0.14, 0.4, 0.0),
    lock(&[(0.1, -1.32), (-0.5, -0.95), (-0.82, -0.4), (-0.78, 0.16)], 0.23),
    lock(&[(0.16, -1.3), (0.7, -0.9), (0.84, -0.4), (0.86, 0.14)], 0.23),
    lock(&[(0.16, -1.32), (0.5, -0.9), (0.6, -0.45), (0.56, -0.02)], 0.21),
    lock(&[(0.12, -1.34), (-0.26, -0.95), (-0.52, -0.45), (-0.5, 0.02)], 0.22),
    lock(&[(0.16, -1.34), (0.26, -0.9), (0.3, -0.45), (0.2, -0.02)], 0.19),
    lock(&[(0.14, -1.36), (0.02, -0.95), (-0.16, -0.45), (-0.1, 0.1)], 0.2),
];

const CROWN: &[Lock] = &[lock(&[(0.1, -1.38), (0.0, -1.52), (-0.2, -1.56), (-0.36, -1.48)], 0.03)];

/// The character.
pub(crate) fn cast() -> Cast {
    Cast {
        eyes: Eyes {
            apart: 0.475,
            level: 0.2,
            half_width: 0.31,
            half_height: 0.3,
            slant: 0.0,
            lash: 0.048,
            wisps: 1.0,
            line: hex(0x4a3226),
            iris: Iris {
                size: (0.214, 0.285),
                dark: hex(0x2c5a96),
                base: hex(0x62a4e0),
                light: hex(0xc9ecff),
                rim: hex(0x1f3f70),
                pupil: Pupil::Dark,
            },
        },
        skin: FAIR,
        tone: Tone {
            dark: hex(0xcf9440),
            base: hex(0xf3cf80),
            light: hex(0xfde7ab),
            shine: hex(0xfffbe6),
            line: hex(0x8f5c22),
        },
        jaw: 1.0,
        brow: (hex(0xa9742c), 0.024),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: CROWN,
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.68 },
        clothes,
        worn: nothing,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    neck(pen, &FAIR, 0.31);
    shirt(pen, hex(0xffffff), hex(0xc9d0e6), hex(0x6d7590));
    // A thin ribbon, tied.
    let black = hex(0x2d2a3c);
    for side in [-1.0, 1.0] {
        let bow = Shape::blob(&[(0.0, 1.86), (side * 0.2, 1.74), (side * 0.3, 1.82), (side * 0.18, 1.93)]);
        pen.fill(&bow, black);
        pen.fill(&Shape::ribbon(&[p(0.0, 1.86), p(side * 0.1, 2.15), p(side * 0.16, 2.5)], |_| 0.035), black);
    }
    pen.fill(&Shape::ellipse(p(0.0, 1.86), 0.05, 0.055), hex(0x46425a));
}
