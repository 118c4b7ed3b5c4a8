//! Kousei Arima: black hair, glasses with dark frames, dark blue eyes, a concert suit.

use super::{CAP, Cast, neck, suit};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::FAIR;
use crate::geom::{P, Shape, p, through};
use crate::hair::{Gloss, Lock, Tone, lock, tuft};
use crate::paint::{Paint, WHITE, hex};
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.0), (0.0, 0.5), (0.0, 1.1)], 0.9, 0.8, 0.2),
    lock(&[(-0.4, -0.7), (-0.82, 0.0), (-0.9, 0.36), (-0.8, 0.82)], 0.26),
    lock(&[(0.4, -0.7), (0.82, 0.0), (0.9, 0.36), (0.82, 0.82)], 0.26),
];

const FRINGE: &[Lock] = &[
    tuft(&[(-0.1, -1.3), (-0.8, -0.95), (-1.1, -0.3), (-1.02, 0.44)], 0.19, 0.4, 0.0),
    tuft(&[(0.1, -1.3), (0.8, -0.95), (1.1, -0.3), (1.02, 0.42)], 0.19, 0.4, 0.0),
    lock(&[(-0.15, -1.3), (-0.7, -0.85), (-0.95, -0.3), (-0.86, 0.24)], 0.2),
    lock(&[(0.15, -1.3), (0.7, -0.85), (0.95, -0.3), (0.88, 0.22)], 0.2),
    lock(&[(-0.12, -1.32), (-0.5, -0.9), (-0.66, -0.4), (-0.72, 0.02)], 0.22),
    lock(&[(0.2, -1.32), (0.56, -0.9), (0.66, -0.4), (0.6, 0.04)], 0.22),
    lock(&[(0.1, -1.34), (0.34, -0.9), (0.4, -0.45), (0.22, -0.04)], 0.21),
    lock(&[(-0.1, -1.34), (-0.3, -0.9), (-0.38, -0.45), (-0.46, -0.04)], 0.2),
    lock(&[(0.05, -1.36), (0.02, -0.9), (-0.02, -0.45), (-0.16, 0.08)], 0.2),
];

const CROWN: &[Lock] = &[
    lock(&[(0.3, -1.15), (0.58, -1.32), (0.8, -1.38)], 0.1),
    lock(&[(-0.2, -1.18), (-0.42, -1.38), (-0.66, -1.44)], 0.1),
    lock(&[(0.06, -1.2), (0.2, -1.42), (0.36, -1.54)], 0.08),
];

/// The character.
pub(crate) fn cast() -> Cast {
    Cast {
        eyes: Eyes {
            apart: 0.475,
            level: 0.2,
            half_width: 0.285,
            half_height: 0.25,
            slant: 0.0,
            lash: 0.038,
            wisps: 0.0,
            line: hex(0x1d1f30),
            iris: Iris {
                size: (0.19, 0.24),
                dark: hex(0x17264f),
                base: hex(0x35569c),
                light: hex(0x8fbcf0),
                rim: hex(0x101a38),
                pupil: Pupil::Dark,
            },
        },
        skin: FAIR,
        tone: Tone {
            dark: hex(0x15172a),
            base: hex(0x2a2e48),
            light: hex(0x474e74),
            shine: hex(0x9fb2e0),
            line: hex(0x0d0e1a),
        },
        jaw: 1.04,
        brow: (hex(0x171929), 0.034),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: CROWN,
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.46 },
        clothes,
        worn: glasses,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    neck(pen, &FAIR, 0.36);
    suit(pen, [hex(0x343a5c), hex(0x1d2038), hex(0x0e0f1d)], hex(0x20233a));
}

fn glasses(pen: &mut Pen<'_>, eyes: &Eyes) {
    let (dark, rim) = (hex(0x191b2e), hex(0x5a6490));
    for side in [-1.0, 1.0] {
        let c = p(side * eyes.apart, eyes.level + 0.05);
        let lens = Shape::blob(&[
            (-0.4, -0.2),
            (-0.2, -0.315),
            (0.2, -0.315),
            (0.4, -0.2),
            (0.37, 0.18),
            (0.18, 0.34),
            (-0.18, 0.34),
            (-0.37, 0.18),
        ])
        .map(|q| c + q);
        pen.fill(
            &lens,
            Paint::linear(
                c - p(0.3, 0.4),
                c + p(0.3, 0.4),
                &[WHITE.fade(0.1), WHITE.fade(0.0), hex(0xbcd8ff).fade(0.1)],
            ),
        );
        pen.clip(&lens);
        for (x, w) in [(-0.12, 0.07), (0.02, 0.03)] {
            let (a, b) = (c + p(x + 0.22, -0.4), c + p(x - 0.12, 0.4));
            pen.line(&[a, b], w, WHITE.fade(0.2));
        }
        pen.unclip();
        let closed: Vec<P> = lens.loops[0].iter().chain(&lens.loops[0][..2]).copied().collect();
        pen.line(&closed, 0.04, dark);
        let top: Vec<P> = closed.iter().copied().filter(|q| q.y < c.y - 0.2).collect();
        pen.ink(&top.iter().map(|q| *q - p(0.0, 0.008)).collect::<Vec<_>>(), 0.016, rim.fade(0.9));
        pen.line(&[c + p(side * 0.39, -0.1), c + p(side * 0.56, -0.14)], 0.045, dark);
    }
    let bridge = through(&[(-0.1, eyes.level + 0.0), (0.0, eyes.level - 0.05), (0.1, eyes.level + 0.0)]);
    pen.line(&bridge, 0.042, dark);
}
