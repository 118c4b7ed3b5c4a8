//! Skin, brows, nose and mouth, and the order in which a face is put together.

use std::f32::consts::TAU;

use crate::eye::{Eyes, Glance};
use crate::geom::{P, Shape, curve, lerp, p, smooth, through};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::Pen;

/// The colours of a skin.
#[derive(Clone, Debug)]
pub(crate) struct Skin {
    pub(crate) base: Colour,
    pub(crate) shade: Colour,
    pub(crate) line: Colour,
    pub(crate) blush: Colour,
}

/// Light skin in daylight.
pub(crate) const FAIR: Skin =
    Skin { base: hex(0xffe9dc), shade: hex(0xefb9a6), line: hex(0x8a4038), blush: hex(0xf2746e) };

/// The mouth at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mouth {
    /// Half its width.
    pub(crate) half_width: f32,
    /// How far it is open, in units.
    pub(crate) open: f32,
    /// The corners: up with a smile, down (negative) with grief.
    pub(crate) smile: f32,
    /// How far the line is bent out of shape by holding back.
    pub(crate) wave: f32,
    /// Whether the teeth are clenched.
    pub(crate) clenched: bool,
}

/// Everything that a face says at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mood {
    pub(crate) eye: Glance,
    pub(crate) mouth: Mouth,
    /// How far the inner ends of the brows are raised (grief) or lowered (negative, anger).
    pub(crate) grief: f32,
    /// How far both brows are raised.
    pub(crate) raised: f32,
    pub(crate) blush: f32,
}

/// The outline of the face, from temple to temple by way of the chin.
pub(crate) fn outline(jaw: f32) -> Shape {
    let half = [
        (0.93, -0.55),
        (0.975, -0.15),
        (0.94, 0.2),
        (0.835, 0.5 * jaw),
        (0.61, 0.83 * jaw),
        (0.33, 1.07 * jaw),
        (0.115, 1.21 * jaw),
        (0.0, 1.235 * jaw),
    ];
    let there: Vec<_> = half.to_vec();
    let back: Vec<_> = half.iter().rev().map(|&(x, y)| (-x, y)).collect();
    let chin: Vec<_> = there.iter().chain(&back[1..]).copied().collect();
    Shape::outline(&[&chin, &[(-0.93, -0.55), (-0.6, -1.15), (0.0, -1.3), (0.6, -1.15), (0.93, -0.55)]])
}

/// Draws the skin of the face: ears, ground, shade, blush, nose.
pub(crate) fn skin(pen: &mut Pen<'_>, skin: &Skin, jaw: f32, mood: &Mood, shadows: &[Shape]) {
    for side in [-1.0, 1.0] {
        let ear = Shape::blob(&[
            (side * 0.9, 0.1),
            (side * 1.06, 0.06),
            (side * 1.1, 0.25),
            (side * 1.02, 0.5),
            (side * 0.9, 0.58),
        ]);
        pen.fill(&ear, skin.base.mix(skin.shade, 0.3));
        pen.line(&ear.loops[0], 0.022, skin.line);
        pen.ink(&through(&[(side * 0.98, 0.16), (side * 1.04, 0.24), (side * 0.98, 0.4)]), 0.016, skin.line.fade(0.7));
    }
    let face = outline(jaw);
    pen.fill(&face, Paint::linear(p(0.0, -0.6), p(0.0, 1.3), &[skin.base, skin.base, skin.base.mix(skin.shade, 0.35)]));
    pen.clip(&face);
    for shadow in shadows {
        pen.fill(&shadow.map(|q| q + p(0.02, 0.085)), skin.shade);
    }
    for side in [-1.0, 1.0] {
        let cheek = p(side * 0.6, 0.6);
        let blush = |a: f32| skin.blush.fade(a * mood.blush);
        pen.fill(
            &Shape::ellipse(cheek, 0.36, 0.22),
            Paint::Radial(cheek, 0.36, vec![(0.0, blush(0.6)), (0.5, blush(0.33)), (1.0, blush(0.0))]),
        );
        for i in 0..3 {
            let x = side * (0.5 + 0.085 * i as f32);
            let slash = [p(x + 0.03, 0.535), p(x - 0.03, 0.625)];
            pen.ink(&slash, 0.017, skin.blush.fade(0.55 * mood.blush));
        }
    }
    let red = |a: f32| skin.blush.fade(a * (mood.blush - 0.45).max(0.0));
    pen.soft(&Shape::ellipse(p(0.02, 0.57), 0.12, 0.07), red(0.8), 0.04);
    pen.unclip();
    let chin: Vec<P> = face.loops[0].iter().copied().filter(|q| q.y > -0.4).collect();
    pen.ink(&chin, 0.03, skin.line);
    pen.ink(&through(&[(0.035, 0.535), (0.06, 0.59), (0.01, 0.615)]), 0.02, skin.line.fade(0.75));
    pen.fill(&Shape::ellipse(p(-0.015, 0.55), 0.02, 0.025), WHITE.fade(0.7));
}

/// Draws both eyes.
pub(crate) fn eyes(pen: &mut Pen<'_>, eyes: &Eyes, mood: &Mood) {
    for side in [-1.0, 1.0] {
        eyes.draw(pen, side, &mood.eye);
    }
}

/// Draws both brows.
pub(crate) fn brows(pen: &mut Pen<'_>, eyes: &Eyes, mood: &Mood, colour: Colour, thick: f32) {
    for side in [-1.0, 1.0] {
        let level = eyes.level - eyes.half_height - 0.2 - mood.raised * 0.1;
        let at = |x: f32, y: f32| p(side * x, level + y);
        let inner = -0.13 * mood.grief;
        let line = curve(&[
            at(eyes.apart - 0.3, inner + 0.03),
            at(eyes.apart - 0.05, inner * 0.45 - 0.035),
            at(eyes.apart + 0.33, 0.08 * mood.grief + 0.045),
        ]);
        pen.fill(
            &Shape::ribbon(&line, |s| {
                thick
                    * (0.35 + 0.65 * (1.0 - (2.2 * s - 0.7).powi(2)).max(0.0))
                    * (1.0 - s.powi(4))
                    * smooth(-0.1, 0.12, s)
            }),
            colour,
        );
        if mood.grief.abs() > 0.6 {
            let furrow = [at(eyes.apart - 0.4, inner + 0.06), at(eyes.apart - 0.375, inner + 0.15)];
            pen.ink(&furrow, 0.014, colour.fade(0.5));
        }
    }
}

/// Draws the mouth; `tremble` is a phase in turns.
pub(crate) fn mouth(pen: &mut Pen<'_>, skin: &Skin, mouth: &Mouth, jaw: f32, tremble: f32) {
    let Mouth { half_width: w, open, smile, wave, clenched } = *mouth;
    let level = 0.88 * jaw;
    // An open mouth trembles less, or it looks like painted lips.
    let strength = wave * if open < 0.02 { 0.035 } else { 0.014 };
    let ripple = |x: f32| strength * ((x / w * 1.4 + 0.25) * TAU + tremble * TAU).sin();
    // From corner to corner by way of a middle height; a small `round` makes the line flat with steep ends.
    let line = |middle: f32, round: f32| -> Vec<P> {
        let at = |i: usize| {
            let x = i as f32 / 6.0 - 1.0;
            let arch = (1.0 - x * x).max(0.0).powf(round);
            p(x * w, level + lerp(-0.09 * smile, middle, arch) + ripple(x * w))
        };
        curve(&(0..13).map(at).collect::<Vec<_>>())
    };
    if open < 0.02 {
        let lips = line(0.09 * smile, 1.0);
        pen.ink(&lips, 0.03, skin.line);
        let under = [p(-0.05, level + 0.1), p(0.05, level + 0.1)];
        pen.ink(&under, 0.014, skin.line.fade(0.4));
        return;
    }
    let (grin, grimace) = (smile.max(0.0), (-smile).max(0.0));
    let upper = line(0.05 * smile - 0.25 * open, 0.8);
    let lower = line(0.05 * grin + 0.03 * grimace + 0.75 * open, if smile > 0.0 { 0.75 } else { 0.42 });
    let hole = Shape::between(&upper, &lower);
    if clenched {
        pen.fill(&hole, hex(0xfdf6f2));
        pen.clip(&hole);
        let bite = line(open * 0.22, 0.7);
        pen.line(&bite, 0.016, skin.line.fade(0.6));
        for i in -3..=3 {
            let x = i as f32 * w * 0.27;
            pen.line(&[p(x, level - 0.3), p(x, level + 0.3)], 0.008, skin.line.fade(0.35));
        }
        pen.unclip();
    } else {
        let deep =
            Paint::linear(p(0.0, level - open * 0.3), p(0.0, level + open * 0.7), &[hex(0x6e1f2c), hex(0xb04a4c)]);
        pen.fill(&hole, deep);
        pen.clip(&hole);
        pen.fill(&Shape::ellipse(p(0.0, level + open * 0.75), w * 0.7, open * 0.42), hex(0xe88380));
        let teeth: Vec<P> = upper.iter().map(|q| *q + p(0.0, (open * 0.22).min(0.05))).collect();
        pen.fill(&Shape::between(&upper, &teeth), hex(0xfffaf6));
        pen.unclip();
    }
    pen.ink(&upper, 0.026, skin.line);
    pen.ink(&lower, 0.02, skin.line.fade(0.9));
    let under = level + open * 0.75 + 0.09;
    pen.ink(&[p(-0.045, under), p(0.0, under + 0.006), p(0.045, under)], 0.014, skin.line.fade(0.35));
}
