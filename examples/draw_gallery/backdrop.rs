//! What places are made of: sky, light, clouds, trees. The height of a picture is one unit, its width whatever it is.

use std::f32::consts::TAU;

use crate::canvas::{Blend, Canvas};
use crate::geom::{Dice, P, Shape, along, curve, lerp, p, through};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::Pen;
use crate::weather::{air, wide};

/// A sky from above to below.
pub(crate) fn sky(canvas: &mut Canvas, colours: &[Colour]) {
    let w = wide(canvas);
    air(canvas).fill(&Shape::rect(p(0.0, 0.0), p(w, 1.0)), Paint::linear(p(0.0, 0.0), p(0.0, 1.0), colours));
}

/// A round light that fades out.
pub(crate) fn glow(pen: &mut Pen<'_>, at: P, radius: f32, colour: Colour) {
    let stops = vec![(0.0, colour), (0.35, colour.fade(0.55)), (0.7, colour.fade(0.15)), (1.0, colour.fade(0.0))];
    pen.blend(&Shape::ellipse(at, radius, radius), Paint::Radial(at, radius, stops), 0.0, Blend::Over);
}

/// Lights out of focus.
pub(crate) fn bokeh(pen: &mut Pen<'_>, seed: u64, count: usize, from: P, to: P, size: (f32, f32), colours: &[Colour]) {
    let mut dice = Dice::new(seed);
    for i in 0..count {
        let at = p(dice.roll(from.x, to.x), dice.roll(from.y, to.y));
        let r = dice.roll(size.0, size.1);
        let colour = colours[i % colours.len()].fade(dice.roll(0.25, 0.6));
        let stops = vec![(0.0, colour.fade(0.7)), (0.8, colour.fade(0.85)), (0.93, colour), (1.0, colour.fade(0.0))];
        pen.fill(&Shape::ellipse(at, r, r), Paint::Radial(at, r, stops));
    }
}

/// A cumulus cloud: its flat foot runs from one point to another, its height is `size`.
pub(crate) fn cloud(pen: &mut Pen<'_>, seed: u64, from: P, to: P, size: f32, light: Colour, shade: Colour) {
    let mut dice = Dice::new(seed);
    for (lift, shrink, top) in
        [(0.0, 1.0, light.mix(shade, 0.6)), (0.06, 0.92, light.mix(shade, 0.25)), (0.13, 0.76, light)]
    {
        let mut puffs = Shape::default();
        for i in 0..19 {
            let s = (i as f32 + dice.roll(-0.4, 0.4)) / 18.0;
            let hump = 0.6 + 0.4 * (s * 11.0 + seed as f32).sin();
            let swell = (4.0 * s * (1.0 - s)).max(0.0).powf(0.6) * hump * dice.roll(0.7, 1.0) + 0.12;
            let r = size * 0.46 * swell * shrink;
            let at = p(lerp(from.x, to.x, s), lerp(from.y, to.y, s) - lift * size - r * 0.8);
            puffs.loops.extend(Shape::ellipse(at, r * 1.25, r).loops);
        }
        let paint = Paint::linear(p(0.0, from.y - size), p(0.0, from.y), &[top, top, shade]);
        pen.soft(&puffs, paint, size * 0.016);
    }
}

/// A cherry tree: the foot of its trunk, its height, and the colours of blossom in light and in shade.
pub(crate) fn cherry(pen: &mut Pen<'_>, seed: u64, foot: P, height: f32, lean: f32, light: Colour, shade: Colour) {
    let mut dice = Dice::new(seed);
    let bark = hex(0x5a3640);
    let top = foot + p(lean * height, -height * 0.62);
    let trunk = curve(&[foot, foot + p(lean * height * 0.2, -height * 0.3), top]);
    pen.fill(&Shape::ribbon(&trunk, |s| height * lerp(0.05, 0.018, s)), bark);
    for (dx, dy) in [(-0.3, -0.72), (0.28, -0.72), (-0.14, -0.86), (0.14, -0.88)] {
        let branch = curve(&[along(&trunk, 0.6), top + p(dx * height * 0.4, 0.0), foot + p(dx * height, dy * height)]);
        pen.fill(&Shape::ribbon(&branch, |s| height * 0.02 * (1.0 - 0.8 * s)), bark);
    }
    for (pass, (lift, grow)) in [(0.0, 1.0), (0.04, 0.85), (0.085, 0.62)].iter().enumerate() {
        let colour = shade.mix(light, pass as f32 / 2.0);
        for _ in 0..26 {
            let (angle, away) = (dice.roll(0.0, TAU), dice.roll(0.0, 1.0f32).sqrt());
            let at = foot
                + p(lean * height, -height * (0.78 + lift))
                + p(angle.cos() * 0.46, angle.sin() * 0.24) * (away * height);
            let r = height * dice.roll(0.07, 0.13) * grow;
            pen.soft(&Shape::ellipse(at, r, r * 0.8), colour.fade(0.85), height * 0.012);
        }
    }
    for _ in 0..110 {
        let (angle, away) = (dice.roll(0.0, TAU), dice.roll(0.0, 1.0f32).sqrt());
        let at = foot + p(lean * height, -height * 0.84) + p(angle.cos() * 0.52, angle.sin() * 0.3) * (away * height);
        let r = height.sqrt() * dice.roll(0.004, 0.01);
        pen.fill(&Shape::ellipse(at, r, r), light.mix(WHITE, 0.5).fade(0.75));
    }
}

/// The slope that leads up to the school, between rows of cherry trees, at sunset.
pub(crate) fn slope(canvas: &mut Canvas) {
    sky(canvas, &[hex(0x7f8fc9), hex(0xc9a2c8), hex(0xffb59a), hex(0xffd9a0)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    let end = p(w * 0.36, 0.6);
    glow(&mut pen, end - p(0.0, 0.06), 0.55, hex(0xfff3c4));
    cloud(&mut pen, 3, p(w * 0.36, 0.3), p(w * 0.8, 0.29), 0.2, hex(0xffe9d6), hex(0xe2aebf));
    cloud(&mut pen, 5, p(w * 0.12, 0.2), p(w * 0.36, 0.19), 0.12, hex(0xffe6d6), hex(0xc9a2c8));
    // The school at the top: a roof, a clock tower.
    let far = hex(0xb88aa8);
    pen.fill(&Shape::rect(end + p(-0.2, -0.07), end + p(0.2, 0.02)), far);
    pen.fill(&Shape::rect(end + p(-0.035, -0.13), end + p(0.035, 0.0)), far);
    pen.fill(
        &Shape { loops: vec![vec![end + p(-0.05, -0.13), end + p(0.0, -0.175), end + p(0.05, -0.13)]] },
        hex(0x9c7396),
    );
    pen.fill(&Shape::ellipse(end + p(0.0, -0.095), 0.016, 0.016), hex(0xfff3d6));
    let road = Shape { loops: vec![vec![end + p(-0.05, 0.0), end + p(0.05, 0.0), p(w * 0.95, 1.0), p(-0.2 * w, 1.0)]] };
    let bank = Shape { loops: vec![vec![p(-0.1, 0.5), end, p(w + 0.1, 0.5), p(w + 0.1, 1.1), p(-0.1, 1.1)]] };
    pen.fill(&bank, Paint::linear(p(0.0, 0.55), p(0.0, 1.0), &[hex(0x9c7f94), hex(0x6d6a86)]));
    pen.fill(&road, Paint::linear(p(0.0, 0.6), p(0.0, 1.0), &[hex(0xf3cdb4), hex(0xc2a3b4)]));
    for k in 0..4 {
        let s = [0.08, 0.2, 0.42, 0.9][k];
        let height = lerp(0.2, 1.15, s);
        let shade = hex(0xd98fae).mix(hex(0xb9789f), s);
        let light = hex(0xffd7d9).mix(hex(0xffc4d2), s);
        cherry(&mut pen, 70 + k as u64, p(lerp(end.x - 0.1, -0.2, s), lerp(0.62, 1.0, s)), height, -0.03, light, shade);
        cherry(
            &mut pen,
            80 + k as u64,
            p(lerp(end.x + 0.1, w * 1.02, s), lerp(0.62, 1.0, s)),
            height,
            0.03,
            light,
            shade,
        );
    }
    glow(&mut pen, end - p(0.0, 0.08), 0.4, hex(0xfff0c0).fade(0.55));
}

/// A street lamp in falling snow, at night.
pub(crate) fn winter(canvas: &mut Canvas) {
    sky(canvas, &[hex(0x1d2747), hex(0x34436f), hex(0x6b7ba8), hex(0xa7b4d2)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    let ridge = through(&[(-0.1, 0.72), (w * 0.2, 0.6), (w * 0.45, 0.7), (w * 0.75, 0.58), (w + 0.1, 0.68)]);
    let far: Vec<P> = ridge.iter().copied().chain([p(w + 0.1, 1.1), p(-0.1, 1.1)]).collect();
    pen.fill(&Shape { loops: vec![far] }, Paint::linear(p(0.0, 0.58), p(0.0, 1.0), &[hex(0x5f6f9c), hex(0xc3cde4)]));
    bokeh(&mut pen, 9, 16, p(0.0, 0.5), p(w, 0.72), (0.012, 0.03), &[hex(0xffd58a), hex(0xffefc4), hex(0xffb27a)]);
    let lamp = p(w * 0.13, 0.2);
    pen.line(&[lamp, p(lamp.x, 1.0)], 0.02, hex(0x222a45));
    pen.line(&[lamp, lamp + p(0.1, -0.015)], 0.014, hex(0x222a45));
    glow(&mut pen, lamp + p(0.1, 0.02), 0.42, hex(0xfff0c8).fade(0.8));
    pen.fill(&Shape::ellipse(lamp + p(0.1, 0.01), 0.032, 0.024), hex(0xfffbe8));
    let drift = through(&[(-0.1, 0.9), (w * 0.3, 0.84), (w * 0.6, 0.92), (w + 0.1, 0.86)]);
    let near: Vec<P> = drift.iter().copied().chain([p(w + 0.1, 1.1), p(-0.1, 1.1)]).collect();
    pen.fill(&Shape { loops: vec![near] }, Paint::linear(p(0.0, 0.84), p(0.0, 1.0), &[hex(0xe9eef9), hex(0xb4c1de)]));
}
