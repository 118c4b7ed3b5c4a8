//! Tomoya Okazaki: dark blue hair, blue eyes, the same school's jacket with a tie.

use super::{CAP, Cast, neck, nothing, suit};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::FAIR;
use crate::hair::{Gloss, Lock, Tone, lock, tuft};
use crate::paint::hex;
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.0), (0.0, 0.6), (0.0, 1.2)], 0.92, 0.8, 0.2),
    lock(&[(-0.4, -0.7), (-0.86, 0.0), (-0.94, 0.4), (-0.92, 0.86)], 0.26),
    lock(&[(0.4, -0.7), (0.86, 0.0), (0.94, 0.4), (0.94, 0.84)], 0.26),
];

const FRINGE: &[Lock] = &[
    tuft(&[(-0.1, -1.3), (-0.8, -0.95), (-1.12, -0.2), (-1.04, 0.62)], 0.2, 0.4, 0.0),
    tuft(&[(0.1, -1.3), (0.8, -0.95), (1.12, -0.2), (1.06, 0.6)], 0.2, 0.4, 0.0),
    lock(&[(-0.2, -1.3), (-0.76, -0.85), (-0.98, -0.3), (-0.8, 0.3)], 0.2),
    lock(&[(0.1, -1.3), (0.76, -0.85), (0.98, -0.3), (0.92, 0.28)], 0.2),
    lock(&[(0.3, -1.3), (0.66, -0.9), (0.72, -0.4), (0.76, 0.08)], 0.22),
    lock(&[(-0.3, -1.3), (-0.62, -0.9), (-0.7, -0.4), (-0.5, 0.1)], 0.22),
    lock(&[(-0.24, -1.34), (0.24, -0.95), (0.5, -0.45), (0.46, 0.06)], 0.21),
    lock(&[(-0.28, -1.34), (-0.36, -0.9), (-0.3, -0.45), (-0.14, 0.1)], 0.22),
    lock(&[(-0.26, -1.36), (-0.06, -0.95), (0.14, -0.45), (0.18, 0.02)], 0.19),
];

const CROWN: &[Lock] = &[
    lock(&[(-0.3, -1.15), (-0.6, -1.3), (-0.86, -1.34)], 0.1),
    lock(&[(-0.1, -1.2), (-0.3, -1.42), (-0.5, -1.54)], 0.09),
    lock(&[(0.2, -1.2), (0.5, -1.36), (0.74, -1.36)], 0.1),
];

/// The character.
pub(crate) fn cast() -> Cast {
    Cast {
        eyes: Eyes {
            apart: 0.475,
            level: 0.2,
            half_width: 0.285,
            half_height: 0.235,
            slant: 0.05,
            lash: 0.038,
            wisps: 0.0,
            line: hex(0x1b2138),
            iris: Iris {
                size: (0.185, 0.225),
                dark: hex(0x223a6c),
                base: hex(0x4a74b8),
                light: hex(0xa4cdf2),
                rim: hex(0x14213f),
                pupil: Pupil::Dark,
            },
        },
        skin: FAIR,
        tone: Tone {
            dark: hex(0x1f2b50),
            base: hex(0x3a4d80),
            light: hex(0x5d76b0),
            shine: hex(0xb4cdf5),
            line: hex(0x121a33),
        },
        jaw: 1.05,
        brow: (hex(0x1f2b50), 0.034),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: CROWN,
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.43 },
        clothes,
        worn: nothing,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    neck(pen, &FAIR, 0.37);
    suit(pen, [hex(0xf1dfb9), hex(0xd0b384), hex(0x6a4a30)], hex(0x3b4a6e));
}
