//! Hinata Hyuga: long indigo hair cut straight, lavender eyes without a pupil, a lavender hoodie.

use super::{CAP, Cast, neck, nothing};
use crate::eye::{Eyes, Iris, Pupil};
use crate::face::FAIR;
use crate::geom::{Dice, P, Shape, p, through};
use crate::hair::{Gloss, Lock, Tone, tuft};
use crate::paint::{Paint, WHITE, hex};
use crate::view::Pen;

const BEHIND: &[Lock] = &[
    tuft(&[(0.0, -0.9), (0.0, 0.2), (0.0, 1.4), (0.0, 3.6)], 1.05, 0.8, 0.9),
    tuft(&[(-0.1, -1.1), (-0.55, -0.65), (-1.0, 0.5), (-1.08, 1.6), (-1.2, 3.4)], 0.3, 0.3, 0.4),
    tuft(&[(0.1, -1.1), (0.55, -0.65), (1.0, 0.5), (1.08, 1.6), (1.2, 3.4)], 0.3, 0.3, 0.4),
];

const FRINGE: &[Lock] = &[
    tuft(&[(-0.1, -1.3), (-0.78, -0.95), (-1.06, -0.1), (-1.04, 0.5), (-1.02, 1.02)], 0.17, 0.3, 0.7),
    tuft(&[(0.1, -1.3), (0.78, -0.95), (1.06, -0.1), (1.04, 0.5), (1.02, 1.02)], 0.17, 0.3, 0.7),
    tuft(&[(-0.14, -1.3), (-0.74, -0.9), (-0.93, -0.2), (-0.92, 0.5), (-0.9, 0.96)], 0.12, 0.4, 0.6),
    tuft(&[(0.14, -1.3), (0.74, -0.9), (0.93, -0.2), (0.92, 0.5), (0.9, 0.96)], 0.12, 0.4, 0.6),
    tuft(&[(-0.15, -1.3), (-0.6, -0.9), (-0.75, -0.4), (-0.74, -0.02)], 0.18, 0.5, 0.5),
    tuft(&[(0.15, -1.3), (0.6, -0.9), (0.75, -0.4), (0.74, -0.02)], 0.18, 0.5, 0.5),
    tuft(&[(-0.12, -1.32), (-0.42, -0.95), (-0.5, -0.45), (-0.49, -0.05)], 0.17, 0.5, 0.5),
    tuft(&[(0.12, -1.32), (0.42, -0.95), (0.5, -0.45), (0.49, -0.05)], 0.17, 0.5, 0.5),
    tuft(&[(-0.06, -1.34), (-0.2, -0.95), (-0.25, -0.45), (-0.24, -0.06)], 0.16, 0.5, 0.5),
    tuft(&[(0.06, -1.34), (0.22, -0.95), (0.26, -0.45), (0.25, -0.06)], 0.16, 0.5, 0.5),
    tuft(&[(0.0, -1.34), (0.01, -0.95), (0.01, -0.45), (0.0, -0.03)], 0.16, 0.5, 0.5),
];

/// The character.
pub(crate) fn cast() -> Cast {
    Cast {
        eyes: Eyes {
            apart: 0.475,
            level: 0.22,
            half_width: 0.305,
            half_height: 0.29,
            slant: -0.02,
            lash: 0.046,
            wisps: 0.9,
            line: hex(0x241d3c),
            iris: Iris {
                size: (0.21, 0.272),
                dark: hex(0xa592cc),
                base: hex(0xcfc0e8),
                light: hex(0xfaf5ff),
                rim: hex(0x7a68a6),
                pupil: Pupil::Faint,
            },
        },
        skin: FAIR,
        tone: Tone {
            dark: hex(0x221d46),
            base: hex(0x3d3770),
            light: hex(0x615a9e),
            shine: hex(0xb3aee8),
            line: hex(0x161230),
        },
        jaw: 0.99,
        brow: (hex(0x2a2452), 0.024),
        behind: BEHIND,
        cap: CAP,
        fringe: FRINGE,
        crown: &[],
        gloss: Gloss { level: -0.74, sink: 0.4, strength: 0.56 },
        clothes,
        worn: nothing,
    }
}

fn clothes(pen: &mut Pen<'_>) {
    let (lavender, fold, line) = (hex(0xcbbbe4), hex(0x9685bd), hex(0x54447a));
    let hood = Shape::blob(&[(-0.95, 1.75), (-0.8, 1.3), (0.0, 1.15), (0.8, 1.3), (0.95, 1.75), (0.0, 2.2)]);
    pen.fill(&hood, fold);
    pen.line(&hood.loops[0], 0.024, line);
    neck(pen, &FAIR, 0.3);
    // The headband, worn around the neck.
    let band =
        Shape::outline(&[&[(-0.4, 1.38), (0.0, 1.52), (0.4, 1.38)], &[(0.44, 1.62), (0.0, 1.78), (-0.44, 1.62)]]);
    pen.fill(&band, hex(0x2c3560));
    pen.line(&band.loops[0], 0.02, hex(0x161a36));
    let plate =
        Shape::outline(&[&[(-0.25, 1.44), (0.0, 1.5), (0.25, 1.44)], &[(0.26, 1.67), (0.0, 1.73), (-0.26, 1.67)]]);
    pen.fill(&plate, Paint::linear(p(-0.25, 1.45), p(0.25, 1.7), &[hex(0xb7c0d2), hex(0xf2f6fc), hex(0x98a3bb)]));
    pen.line(&plate.loops[0], 0.016, hex(0x454e6a));
    let leaf: Vec<P> = (0..28)
        .map(|i| (i as f32 * 0.42, 0.075 - 0.0024 * i as f32))
        .map(|(a, r)| p(a.cos() * r, 1.6 + a.sin() * r))
        .collect();
    pen.line(&leaf, 0.014, hex(0x454e6a));
    let body = Shape::outline(&[
        &[(-0.5, 1.68), (-1.1, 1.86), (-1.6, 2.1), (-1.9, 3.6)],
        &[(1.9, 3.6), (1.6, 2.1), (1.1, 1.86), (0.5, 1.68)],
        &[(0.5, 1.68), (0.25, 1.95), (0.0, 2.05), (-0.25, 1.95), (-0.5, 1.68)],
    ]);
    pen.fill(&body, Paint::linear(p(0.0, 1.7), p(0.0, 3.2), &[lavender, fold]));
    pen.ink(&through(&[(-0.5, 1.68), (-1.1, 1.86), (-1.6, 2.1), (-1.9, 3.6)]), 0.03, line);
    pen.ink(&through(&[(0.5, 1.68), (1.1, 1.86), (1.6, 2.1), (1.9, 3.6)]), 0.03, line);
    pen.line(&[p(0.0, 2.05), p(0.0, 3.6)], 0.03, line);
    // The hood's edge of pale fleece.
    let mut dice = Dice::new(7);
    let edge =
        through(&[(-0.78, 1.5), (-0.6, 1.78), (-0.25, 2.02), (0.0, 2.1), (0.25, 2.02), (0.6, 1.78), (0.78, 1.5)]);
    let tufts: Vec<(P, f32)> = (edge.iter())
        .map(|at| (*at + p(dice.roll(-0.045, 0.045), dice.roll(-0.035, 0.035)), dice.roll(0.045, 0.085)))
        .collect();
    for (grow, colour) in [(0.018, hex(0x8a7a9c)), (0.0, hex(0xe9dfe0))] {
        for &(at, r) in &tufts {
            pen.fill(&Shape::ellipse(at, r + grow, r + grow), colour);
        }
    }
    for &(at, r) in &tufts {
        pen.fill(&Shape::ellipse(at - p(0.012, 0.018), r * 0.7, r * 0.65), WHITE.fade(0.55));
    }
}
