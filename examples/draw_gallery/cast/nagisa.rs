//! Nagisa Furukawa: short chestnut hair with two strands that stand up, brown eyes, a beige school jacket.

use super::{CAP, Cast, neck, nothing};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::FAIR;
use crate::geom::{Shape, p, through};
use crate::hair::{Gloss, Lock, Tone, lock, tuft};
use crate::paint::{Paint, hex};
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.0), (0.0, 0.6), (0.0, 1.42)], 1.0, 0.8, 0.1),
    tuft(&[(-0.1, -1.1), (-0.55, -0.68), (-0.96, 0.3), (-1.1, 1.28)], 0.34, 0.3, 0.0),
    tuft(&[(0.1, -1.1), (0.55, -0.68), (0.96, 0.3), (1.12, 1.26)], 0.34, 0.3, 0.0),
    lock(&[(-0.5, -0.6), (-0.8, 0.1), (-0.84, 0.7), (-0.66, 1.42)], 0.3),
    lock(&[(0.5, -0.6), (0.8, 0.1), (0.84, 0.7), (0.68, 1.42)], 0.3),
];

const FRINGE: &[Lock] = &[
    tuft(&[(-0.12, -1.3), (-0.76, -0.95), (-1.1, 0.0), (-0.96, 1.12)], 0.17, 0.3, 0.0),
    tuft(&[(0.12, -1.3), (0.76, -0.95), (1.1, 0.0), (0.98, 1.1)], 0.17, 0.3, 0.0),
    lock(&[(-0.15, -1.3), (-0.8, -0.8), (-0.99, -0.1), (-0.84, 0.62)], 0.16),
    lock(&[(0.15, -1.3), (0.8, -0.8), (0.99, -0.1), (0.86, 0.64)], 0.16),
    lock(&[(-0.12, -1.3), (-0.62, -0.85), (-0.78, -0.35), (-0.66, 0.14)], 0.23),
    lock(&[(0.16, -1.3), (0.64, -0.85), (0.78, -0.35), (0.7, 0.1)], 0.23),
    lock(&[(0.1, -1.32), (0.36, -0.9), (0.42, -0.4), (0.32, 0.02)], 0.23),
    lock(&[(-0.06, -1.32), (-0.38, -0.9), (-0.43, -0.4), (-0.34, 0.0)], 0.23),
    lock(&[(0.02, -1.34), (0.0, -0.9), (-0.04, -0.4), (0.07, 0.12)], 0.21),
];

const CROWN: &[Lock] = &[
    lock(&[(-0.03, -1.36), (-0.14, -1.6), (-0.4, -1.66), (-0.62, -1.5)], 0.045),
    lock(&[(0.06, -1.36), (0.2, -1.64), (0.48, -1.7), (0.72, -1.52)], 0.045),
];

/// The character.
pub(crate) fn cast() -> Cast {
    let line = hex(0x4a2418);
    Cast {
        eyes: Eyes {
            apart: 0.475,
            level: 0.2,
            half_width: 0.305,
            half_height: 0.295,
            slant: -0.06,
            lash: 0.046,
            wisps: 0.8,
            line: hex(0x3d1f1a),
            iris: Iris {
                size: (0.212, 0.28),
                dark: hex(0x4a2312),
                base: hex(0x96542c),
                light: hex(0xe6a763),
                rim: hex(0x341509),
                pupil: Pupil::Dark,
            },
        },
        skin: FAIR,
        tone: Tone { dark: hex(0x6b3424), base: hex(0x96553a), light: hex(0xbd7d56), shine: hex(0xf6cfa2), line },
        jaw: 1.0,
        brow: (hex(0x6b3424), 0.026),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: CROWN,
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.62 },
        clothes,
        worn: nothing,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    neck(pen, &FAIR, 0.32);
    let (cream, fold, line) = (hex(0xf1dfb9), hex(0xd0b384), hex(0x6a4a30));
    let jacket = Shape::outline(&[
        &[(-0.42, 1.55), (-0.9, 1.72), (-1.45, 1.92), (-1.75, 2.4), (-1.9, 3.6)],
        &[(1.9, 3.6), (1.75, 2.4), (1.45, 1.92), (0.9, 1.72), (0.42, 1.55)],
        &[(0.42, 1.55), (0.2, 2.1), (0.0, 2.7)],
        &[(0.0, 2.7), (-0.2, 2.1), (-0.42, 1.55)],
    ]);
    let shirt = Shape::outline(&[&[(-0.45, 1.5), (0.0, 1.8), (0.45, 1.5)], &[(0.3, 2.2), (0.0, 3.0), (-0.3, 2.2)]]);
    pen.fill(&shirt, hex(0xfdfbf7));
    pen.fill(&jacket, Paint::linear(p(0.0, 1.5), p(0.0, 3.2), &[cream, fold]));
    pen.ink(&through(&[(-0.42, 1.55), (-0.9, 1.72), (-1.45, 1.92), (-1.75, 2.4), (-1.9, 3.6)]), 0.03, line);
    pen.ink(&through(&[(0.42, 1.55), (0.9, 1.72), (1.45, 1.92), (1.75, 2.4), (1.9, 3.6)]), 0.03, line);
    for side in [-1.0, 1.0] {
        let lapel: Vec<(f32, f32)> = [(0.4, 1.52), (0.78, 1.78), (0.62, 2.02), (0.7, 2.1), (0.0, 2.95)]
            .iter()
            .map(|&(x, y)| (x * side, y))
            .collect();
        let inner: Vec<(f32, f32)> =
            [(0.0, 2.95), (0.22, 2.1), (0.4, 1.52)].iter().map(|&(x, y)| (x * side, y)).collect();
        let shape = Shape::outline(&[&lapel[..2], &lapel[1..3], &lapel[2..4], &lapel[3..], &inner]);
        pen.fill(&shape, Paint::linear(p(0.0, 1.5), p(0.0, 2.8), &[hex(0xfbeccb), hex(0xdfc596)]));
        pen.line(&shape.loops[0], 0.018, line);
        let collar: Vec<(f32, f32)> =
            [(0.34, 1.4), (0.52, 1.62), (0.2, 1.98), (0.0, 1.78)].iter().map(|&(x, y)| (x * side, y)).collect();
        let shape = Shape::outline(&[&collar[..2], &collar[1..3], &collar[2..], &[collar[3], collar[0]]]);
        pen.fill(&shape, Paint::linear(p(0.0, 1.4), p(0.0, 2.0), &[hex(0xffffff), hex(0xdedbe6)]));
        pen.line(&shape.loops[0], 0.018, hex(0x7d6f7e));
    }
    // The ribbon: two loops, two ends, a knot.
    let (red, deep) = (hex(0x8d2f3c), hex(0x5f1c2b));
    for side in [-1.0, 1.0] {
        let bow = Shape::blob(&[
            (0.0, 1.84),
            (side * 0.2, 1.72),
            (side * 0.36, 1.76),
            (side * 0.34, 1.94),
            (side * 0.16, 1.94),
        ]);
        pen.fill(&bow, Paint::linear(p(0.0, 1.7), p(0.0, 1.95), &[red, deep]));
        pen.line(&bow.loops[0], 0.016, hex(0x43121d));
        let end = Shape::outline(&[&[(0.0, 1.86), (side * 0.24, 2.28)], &[(side * 0.1, 2.3), (0.0, 1.95)]]);
        pen.fill(&end, deep);
    }
    pen.fill(&Shape::ellipse(p(0.0, 1.86), 0.065, 0.075), red);
}
