//! The people: what does not change about a character from one picture to the next.

use crate::eye::Eyes;
use crate::face::Skin;
use crate::geom::{P, Shape, curve, p};
use crate::hair::{Gloss, Lock, Tone};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::Pen;

pub(crate) mod hinata;
pub(crate) mod kaori;
pub(crate) mod kousei;
pub(crate) mod nagisa;
pub(crate) mod sasuke;
pub(crate) mod tomoya;

/// One character.
pub(crate) struct Cast {
    pub(crate) eyes: Eyes,
    pub(crate) skin: Skin,
    pub(crate) tone: Tone,
    /// The length of the lower face; 1 is a girl's.
    pub(crate) jaw: f32,
    /// The brows' colour and thickness.
    pub(crate) brow: (Colour, f32),
    /// Hair behind the neck, behind the face, over the skull, and over the face.
    pub(crate) behind: &'static [Lock],
    pub(crate) cap: &'static [(f32, f32)],
    pub(crate) fringe: &'static [Lock],
    /// Locks that stand off the crown.
    pub(crate) crown: &'static [Lock],
    /// Where the hair shines.
    pub(crate) gloss: Gloss,
    /// Draws shoulders and clothes, unturned.
    pub(crate) clothes: fn(&mut Pen<'_>),
    /// Draws what is worn on the face.
    pub(crate) worn: fn(&mut Pen<'_>, &Eyes),
}

/// The skull under the hair.
const CAP: &[(f32, f32)] = &[
    (-1.08, 0.3),
    (-1.15, -0.3),
    (-1.02, -0.85),
    (-0.62, -1.28),
    (0.0, -1.43),
    (0.62, -1.28),
    (1.02, -0.85),
    (1.15, -0.3),
    (1.08, 0.3),
    (0.97, -0.1),
    (0.66, -0.6),
    (0.3, -0.9),
    (0.0, -1.08),
    (-0.3, -0.9),
    (-0.66, -0.6),
    (-0.97, -0.1),
];

fn nothing(_: &mut Pen<'_>, _: &Eyes) {}

/// Neck and throat, with the chin's shadow.
fn neck(pen: &mut Pen<'_>, skin: &Skin, half_width: f32) {
    let w = half_width;
    let neck = Shape::outline(&[
        &[(-w, 0.7), (-w, 1.35), (-w - 0.12, 1.6), (-w - 0.5, 1.8)],
        &[(w + 0.5, 1.8), (w + 0.12, 1.6), (w, 1.35), (w, 0.7)],
    ]);
    pen.fill(&neck, skin.base.mix(skin.shade, 0.15));
    pen.clip(&neck);
    pen.fill(&Shape::ellipse(p(0.0, 1.02), w + 0.25, 0.46), Paint::Flat(skin.shade.mix(skin.line, 0.12)));
    pen.unclip();
    for side in [-1.0, 1.0] {
        let edge: Vec<P> =
            [(w, 1.0), (w, 1.35), (w + 0.12, 1.6), (w + 0.5, 1.8)].iter().map(|&(x, y)| p(x * side, y)).collect();
        pen.ink(&curve(&edge), 0.024, skin.line);
    }
}

/// A white shirt with its collar.
fn shirt(pen: &mut Pen<'_>, white: Colour, fold: Colour, line: Colour) {
    let body = Shape::outline(&[
        &[(-0.36, 1.5), (-0.95, 1.74), (-1.45, 1.98), (-1.75, 3.6)],
        &[(1.75, 3.6), (1.45, 1.98), (0.95, 1.74), (0.36, 1.5)],
        &[(0.36, 1.5), (0.0, 1.9), (-0.36, 1.5)],
    ]);
    pen.fill(&body, Paint::linear(p(0.0, 1.6), p(0.0, 3.2), &[white, white.mix(fold, 0.4), fold]));
    for side in [-1.0, 1.0] {
        let x = |pairs: &[(f32, f32)]| -> Vec<P> { pairs.iter().map(|&(x, y)| p(x * side, y)).collect() };
        pen.ink(&curve(&x(&[(0.36, 1.5), (0.95, 1.74), (1.45, 1.98), (1.75, 3.6)])), 0.028, line);
        pen.ink(&curve(&x(&[(1.1, 2.1), (1.0, 2.5), (1.05, 3.0)])), 0.018, line.fade(0.5));
    }
    pen.line(&[p(0.0, 1.9), p(0.0, 3.6)], 0.016, line.fade(0.6));
    collar(pen, white, fold, line);
}

/// The two wings of a shirt's collar.
fn collar(pen: &mut Pen<'_>, white: Colour, fold: Colour, line: Colour) {
    for side in [-1.0, 1.0] {
        let x = |x: f32, y: f32| p(x * side, y);
        let wing = Shape { loops: vec![vec![x(0.34, 1.36), x(0.55, 1.6), x(0.24, 2.02), x(0.0, 1.8)]] };
        pen.fill(&wing, Paint::linear(p(0.0, 1.4), p(0.0, 2.0), &[white, white.mix(fold, 0.6)]));
        let around: Vec<P> = wing.loops[0].iter().chain(&wing.loops[0][..1]).copied().collect();
        pen.line(&around, 0.02, line);
    }
}

/// A jacket over a shirt and tie; the jacket's colours are light, dark and line.
fn suit(pen: &mut Pen<'_>, [cloth, fold, line]: [Colour; 3], tie: Colour) {
    let (white, grey) = (WHITE, hex(0xcfd2e4));
    let front = Shape::outline(&[&[(-0.45, 1.45), (0.0, 1.8), (0.45, 1.45)], &[(0.4, 2.4), (0.0, 3.3), (-0.4, 2.4)]]);
    pen.fill(&front, Paint::linear(p(0.0, 1.5), p(0.0, 2.8), &[white, grey]));
    let knot = Shape { loops: vec![vec![p(-0.11, 1.8), p(0.11, 1.8), p(0.07, 1.99), p(-0.07, 1.99)]] };
    let blade = Shape { loops: vec![vec![p(-0.06, 1.99), p(0.06, 1.99), p(0.17, 2.8), p(0.0, 3.0), p(-0.17, 2.8)]] };
    pen.fill(&blade, tie);
    pen.fill(&knot, tie.mix(white, 0.12));
    for side in [-1.0, 1.0] {
        let x = |x: f32, y: f32| p(x * side, y);
        let shoulder = curve(&[x(0.5, 1.56), x(1.0, 1.74), x(1.55, 1.98), x(1.85, 2.5), x(1.95, 3.6)]);
        let half: Vec<P> = shoulder.iter().copied().chain([x(0.0, 3.6), x(0.0, 2.95), x(0.26, 2.2)]).collect();
        pen.fill(&Shape { loops: vec![half] }, Paint::linear(p(0.0, 1.6), p(0.0, 3.2), &[cloth, fold]));
        pen.ink(&shoulder, 0.03, line);
        let lapel = vec![x(0.48, 1.52), x(0.86, 1.8), x(0.7, 2.06), x(0.78, 2.14), x(0.0, 3.0), x(0.24, 2.2)];
        let around: Vec<P> = lapel.iter().chain(&lapel[..1]).copied().collect();
        pen.fill(
            &Shape { loops: vec![lapel] },
            Paint::linear(p(0.0, 1.5), p(0.0, 2.9), &[cloth.mix(white, 0.12), cloth.mix(fold, 0.5)]),
        );
        pen.line(&around, 0.02, line);
    }
    collar(pen, white, grey, hex(0x6d6f88));
}
