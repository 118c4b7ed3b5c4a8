//! The other places: a stage, a window, night, water, a meadow. As in `backdrop`, the height of a picture is one unit.

use std::f32::consts::TAU;

use crate::backdrop::{bokeh, cloud, glow, sky};
use crate::canvas::Canvas;
use crate::geom::{Dice, P, Shape, along, lerp, p, through};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::Pen;
use crate::weather::{air, wide};

/// A concert stage: darkness, one cone of light, the grand piano.
pub(crate) fn stage(canvas: &mut Canvas, piano: f32) {
    sky(canvas, &[hex(0x0e1024), hex(0x1a1c3c), hex(0x2b2749)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    for i in 0..9 {
        let x = w * (i as f32 + 0.5) / 9.0;
        let fold =
            Paint::linear(p(x - w / 18.0, 0.0), p(x + w / 18.0, 0.0), &[hex(0x2a1230), hex(0x57213f), hex(0x2a1230)]);
        pen.fill(&Shape::rect(p(x - w / 18.0, 0.0), p(x + w / 18.0, 0.72)), fold);
    }
    let floor = Paint::linear(p(0.0, 0.72), p(0.0, 1.0), &[hex(0x6b4436), hex(0x2e1d2a)]);
    pen.fill(&Shape::rect(p(0.0, 0.72), p(w, 1.0)), floor);
    for (spread, a) in [(0.42, 0.16), (0.34, 0.18), (0.26, 0.16)] {
        let top = p(piano + 0.1, -0.15);
        let cone = Shape {
            loops: vec![vec![
                top + p(-0.03, 0.0),
                top + p(0.03, 0.0),
                p(piano + spread + 0.05, 0.86),
                p(piano - spread - 0.05, 0.86),
            ]],
        };
        pen.soft(
            &cone,
            Paint::linear(top, p(piano, 0.9), &[hex(0xfff6d8).fade(a * 1.8), hex(0xffe9b8).fade(a * 0.5)]),
            0.02,
        );
        pen.soft(&Shape::ellipse(p(piano, 0.86), spread, 0.07), hex(0xffe2ae).fade(a), 0.02);
    }
    grand(&mut pen, p(piano, 0.84), 0.5);
    bokeh(&mut pen, 77, 26, p(piano - 0.3, 0.0), p(piano + 0.35, 0.8), (0.003, 0.009), &[hex(0xfff3cf), hex(0xffe0a0)]);
}

/// A grand piano seen from the hall; `at` is between its feet.
fn grand(pen: &mut Pen<'_>, at: P, size: f32) {
    let (black, sheen) = (hex(0x0c0c16), hex(0x5d6088));
    let map = |x: f32, y: f32| at + p(x, y) * size;
    let shape = |points: &[(f32, f32)]| Shape { loops: vec![points.iter().map(|&(x, y)| map(x, y)).collect()] };
    for x in [-0.42, 0.36, 0.0] {
        pen.fill(&shape(&[(x - 0.025, -0.3), (x + 0.025, -0.3), (x + 0.015, 0.0), (x - 0.015, 0.0)]), black);
    }
    // The lid stands open: high at the keys, down to the case at the tail.
    let rim: Vec<P> = through(&[(-0.4, -1.02), (-0.12, -1.0), (0.14, -0.84), (0.32, -0.6), (0.53, -0.45)])
        .iter()
        .map(|q| map(q.x, q.y))
        .collect();
    let lid: Vec<P> = [map(-0.46, -0.43)].iter().chain(&rim).copied().collect();
    let gloss = Paint::linear(map(-0.5, -0.9), map(0.3, -0.4), &[hex(0x4a4d78), hex(0x1d1e3a), black]);
    pen.fill(&Shape { loops: vec![lid] }, gloss);
    pen.ink(&rim, 0.014 * size, sheen.mix(WHITE, 0.4));
    pen.line(&[map(0.16, -0.44), map(0.0, -0.86)], 0.012 * size, hex(0x9aa0c8));
    pen.fill(&shape(&[(-0.44, -0.47), (0.46, -0.47), (0.5, -0.44), (-0.46, -0.44)]), hex(0xc08a4a));
    let case = Shape::outline(&[
        &[(-0.56, -0.44), (0.52, -0.44)],
        &[(0.57, -0.38), (0.55, -0.3), (0.46, -0.27)],
        &[(-0.52, -0.25), (-0.6, -0.3)],
    ]);
    pen.fill(&case.map(|q| map(q.x, q.y)), Paint::linear(map(0.0, -0.44), map(0.0, -0.25), &[hex(0x2a2c4c), black]));
    pen.fill(&shape(&[(-0.56, -0.445), (0.52, -0.445), (0.52, -0.43), (-0.56, -0.43)]), sheen);
    pen.fill(&shape(&[(-0.68, -0.35), (-0.42, -0.37), (-0.42, -0.33), (-0.68, -0.305)]), hex(0xf8f5ee));
    for i in 0..6 {
        let x = lerp(-0.65, -0.45, i as f32 / 5.0);
        pen.line(&[map(x, -0.352), map(x, -0.33)], 0.016 * size, black);
    }
    pen.line(&[map(-0.1, -0.26), map(-0.1, -0.03)], 0.02 * size, black);
    pen.fill(&shape(&[(-0.95, -0.24), (-0.74, -0.24), (-0.74, -0.19), (-0.95, -0.19)]), hex(0x22182a));
    for x in [-0.93, -0.76] {
        pen.line(&[map(x, -0.2), map(x, 0.0)], 0.018 * size, black);
    }
}

/// A window at night with the rain outside; the frame stands between `from` and `to`.
pub(crate) fn window(canvas: &mut Canvas, from: f32, to: f32) {
    sky(canvas, &[hex(0x3a4258), hex(0x4a5268), hex(0x565a70)]);
    let mut pen = air(canvas);
    let glass = Shape::rect(p(from, -0.1), p(to, 0.86));
    pen.fill(&glass, Paint::linear(p(0.0, 0.0), p(0.0, 0.9), &[hex(0x1a2740), hex(0x34506f), hex(0x6a8aa3)]));
    pen.clip(&glass);
    bokeh(
        &mut pen,
        21,
        30,
        p(from, 0.35),
        p(to, 0.86),
        (0.02, 0.06),
        &[hex(0xffc977), hex(0x9fd3ff), hex(0xff9a86), hex(0xfff1cf)],
    );
    glow(&mut pen, p(lerp(from, to, 0.3), 0.6), 0.4, hex(0xffd9a0).fade(0.35));
    pen.unclip();
    let wood = Paint::linear(p(from, 0.0), p(to, 0.0), &[hex(0xd9dbe4), hex(0xaab0c2)]);
    for (x, w) in [(from, 0.05), (lerp(from, to, 0.5), 0.03), (to, 0.05)] {
        pen.fill(&Shape::rect(p(x - w / 2.0, -0.1), p(x + w / 2.0, 0.88)), wood.clone());
    }
    pen.fill(&Shape::rect(p(from - 0.06, 0.84), p(to + 0.06, 0.9)), hex(0xe6e8ef));
    pen.soft(&Shape::rect(p(from - 0.06, 0.9), p(to + 0.06, 0.925)), hex(0x1c2436).fade(0.5), 0.008);
}

/// A night with a large moon over a forest.
pub(crate) fn moonlight(canvas: &mut Canvas, moon: P) {
    sky(canvas, &[hex(0x11183a), hex(0x263268), hex(0x51609e), hex(0x8b93c4)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    let mut dice = Dice::new(5);
    for _ in 0..90 {
        let (at, r) = (p(dice.roll(0.0, w), dice.roll(0.0, 0.7)), dice.roll(0.0015, 0.0045));
        pen.fill(&Shape::ellipse(at, r, r), WHITE.fade(dice.roll(0.3, 0.9)));
    }
    glow(&mut pen, moon, 0.62, hex(0xdfe6ff).fade(0.6));
    pen.fill(
        &Shape::ellipse(moon, 0.17, 0.17),
        Paint::radial(moon, 0.18, &[hex(0xfffdf0), hex(0xf6f2e0), hex(0xdcdcea)]),
    );
    for (dx, dy, r) in [(-0.05, -0.03, 0.035), (0.06, 0.05, 0.045), (0.02, -0.09, 0.02), (-0.07, 0.07, 0.025)] {
        pen.soft(&Shape::ellipse(moon + p(dx, dy), r, r * 0.9), hex(0xc6c8dc).fade(0.5), 0.008);
    }
    cloud(&mut pen, 15, p(w * 0.55, 0.6), p(w * 1.1, 0.57), 0.16, hex(0x8d98cf), hex(0x5a68a6));
    for (level, colour, seed) in [(0.8, hex(0x2b3568), 3), (0.9, hex(0x171f45), 4)] {
        let mut dice = Dice::new(seed);
        let mut x = -0.05;
        while x < w + 0.1 {
            let h = dice.roll(0.1, 0.24);
            let fir = vec![p(x - h * 0.28, level + 0.1), p(x, level - h), p(x + h * 0.28, level + 0.1)];
            pen.fill(&Shape { loops: vec![fir] }, colour);
            x += dice.roll(0.03, 0.07);
        }
        pen.fill(&Shape::rect(p(-0.1, level + 0.05), p(w + 0.1, 1.1)), colour);
    }
}

/// A field of flowers under an evening sky.
pub(crate) fn meadow(canvas: &mut Canvas) {
    sky(canvas, &[hex(0x6fa3dc), hex(0xb4c8ea), hex(0xffe0b8), hex(0xffc78f)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    glow(&mut pen, p(w * 0.82, 0.5), 0.6, hex(0xfff6d0));
    cloud(&mut pen, 33, p(w * 0.3, 0.44), p(w * 0.8, 0.43), 0.24, hex(0xffffff), hex(0xc9c8e4));
    cloud(&mut pen, 37, p(w * 0.68, 0.2), p(w * 1.1, 0.19), 0.16, hex(0xffffff), hex(0xd4cbe4));
    pen.fill(
        &Shape::rect(p(0.0, 0.6), p(w, 1.0)),
        Paint::linear(p(0.0, 0.6), p(0.0, 1.0), &[hex(0xc9c46a), hex(0x7c9a48), hex(0x48682f)]),
    );
    let mut dice = Dice::new(41);
    for row in 0..9 {
        let s = row as f32 / 8.0;
        let (y, size) = (lerp(0.61, 1.0, s * s), lerp(0.008, 0.05, s));
        let mut x = dice.roll(-0.1, 0.0);
        while x < w + 0.1 {
            let at = p(x, y + dice.roll(-0.4, 0.4) * size);
            let yellow = hex(0xffd54a).mix(hex(0xffef9c), dice.roll(0.0, 1.0));
            if row > 4 {
                pen.line(&[at, at + p(dice.roll(-0.2, 0.2) * size, size * 3.0)], size * 0.2, hex(0x4d7030));
            }
            flower(&mut pen, at, size, yellow);
            x += size * dice.roll(1.8, 3.2);
        }
    }
}

fn flower(pen: &mut Pen<'_>, at: P, size: f32, colour: Colour) {
    let count = if size > 0.02 { 7 } else { 1 };
    for i in 0..count {
        let (sin, cos) = (i as f32 / count as f32 * TAU).sin_cos();
        let petal = at + p(cos, sin * 0.7) * (size * 0.55);
        pen.fill(&Shape::ellipse(petal, size * 0.5, size * 0.36), colour.mix(hex(0xf0a92e), 0.35 * (0.5 + 0.5 * sin)));
    }
    pen.fill(&Shape::ellipse(at, size * 0.36, size * 0.28), hex(0x8a4f1e));
}

/// A jetty on a lake at dusk.
pub(crate) fn lake(canvas: &mut Canvas, dim: f32) {
    let grey = |c: u32| hex(c).mix(hex(0x3a4258), dim);
    sky(canvas, &[grey(0x2e3768), grey(0x7a6a9c), grey(0xe39a8c), grey(0xf6c38e)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    let sun = p(w * 0.3, 0.56);
    glow(&mut pen, sun, 0.5, hex(0xffe2b0).fade(1.0 - dim));
    cloud(&mut pen, 61, p(-0.1, 0.36), p(w * 0.42, 0.34), 0.2, grey(0xf2b9b0), grey(0x7a6a9c));
    cloud(&mut pen, 67, p(w * 0.2, 0.14), p(w * 0.62, 0.15), 0.12, grey(0xc9a2b8), grey(0x5d568e));
    cloud(&mut pen, 68, p(w * 0.78, 0.3), p(w * 1.15, 0.32), 0.22, grey(0xd9a6b4), grey(0x645a92));
    let shore = through(&[(-0.1, 0.56), (w * 0.25, 0.585), (w * 0.55, 0.53), (w * 0.8, 0.5), (w + 0.1, 0.55)]);
    let hills: Vec<P> = shore.iter().copied().chain([p(w + 0.1, 0.63), p(-0.1, 0.63)]).collect();
    pen.fill(&Shape { loops: vec![hills] }, grey(0x3d3a63));
    pen.fill(
        &Shape::rect(p(0.0, 0.62), p(w, 1.0)),
        Paint::linear(p(0.0, 0.62), p(0.0, 1.0), &[grey(0xd99a92), grey(0x6a6192), grey(0x2c3261)]),
    );
    let mut dice = Dice::new(71);
    for _ in 0..70 {
        let y = dice.roll(0.63, 1.0);
        let (x, long) = (dice.roll(-0.1, w), dice.roll(0.04, 0.2) * (y - 0.5) * 2.0);
        let near = 1.0 - ((x - sun.x).abs() / 0.5).min(1.0);
        pen.ink(&[p(x, y), p(x + long * 0.5, y), p(x + long, y)], 0.006, grey(0xffdcb0).fade(0.15 + 0.6 * near));
    }
    let wood = grey(0x4a3346);
    pen.fill(&Shape { loops: vec![vec![p(-0.1, 0.75), p(w * 0.14, 0.735), p(w * 0.42, 1.02), p(-0.1, 1.02)]] }, wood);
    for i in 0..8 {
        let s = i as f32 / 7.0;
        let y = lerp(0.745, 0.99, s * s);
        pen.line(&[p(-0.1, y + 0.005), p(lerp(w * 0.145, w * 0.4, s * s), y)], 0.004 + 0.005 * s, grey(0x7c5a62));
    }
}

/// Rage: red dark with streaks that all point at one place.
pub(crate) fn rage(canvas: &mut Canvas) {
    sky(canvas, &[hex(0x2a0d1c), hex(0x5a1224), hex(0x8c1d24)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    let centre = p(w * 0.5, 0.55);
    glow(&mut pen, centre, 0.8, hex(0xe2452f).fade(0.8));
    let mut dice = Dice::new(91);
    for i in 0..46 {
        let turn = i as f32 / 46.0 * TAU + dice.roll(-0.05, 0.05);
        let inner = dice.roll(0.42, 0.6);
        let ray = p(turn.cos(), turn.sin());
        let colour = if i % 3 == 0 { hex(0xff8a5a).fade(0.4) } else { hex(0x1c0710).fade(0.55) };
        pen.fill(&Shape::ribbon(&[centre + ray * inner, centre + ray * 1.3], |s| 0.03 * s), colour);
    }
}

/// A soft room with a family of round dango.
pub(crate) fn dango(canvas: &mut Canvas) {
    sky(canvas, &[hex(0xfff3dc), hex(0xffdfc8), hex(0xfbc8c0)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    bokeh(&mut pen, 13, 18, p(0.0, 0.0), p(w, 0.8), (0.03, 0.09), &[WHITE, hex(0xffe9a8), hex(0xffc8d4)]);
    let family = [
        (0.1, 0.86, 0.13, hex(0xffb9b0)),
        (0.9, 0.84, 0.14, hex(0xb9e3a8)),
        (0.03, 0.6, 0.085, hex(0xfff1c0)),
        (0.96, 0.57, 0.09, hex(0xbfdcf6)),
        (0.12, 0.4, 0.065, hex(0xe2c6f2)),
        (0.9, 0.33, 0.06, hex(0xffd9a0)),
    ];
    for (x, y, r, colour) in family {
        let at = p(x * w, y);
        pen.soft(&Shape::ellipse(at + p(0.0, r * 0.85), r * 0.9, r * 0.22), hex(0xb06a5a).fade(0.35), r * 0.1);
        let body = Shape::ellipse(at, r, r * 0.9);
        pen.fill(&body, hex(0x8c5a4c));
        let inside = Shape::ellipse(at, r * 0.94, r * 0.84);
        pen.fill(
            &inside,
            Paint::radial(
                at - p(r * 0.3, r * 0.4),
                r * 1.6,
                &[colour.mix(WHITE, 0.6), colour, colour.mix(hex(0xa8604e), 0.3)],
            ),
        );
        for side in [-1.0, 1.0] {
            let eye = at + p(side * r * 0.3, -r * 0.02);
            pen.fill(&Shape::ellipse(eye, r * 0.06, r * 0.13), hex(0x3a2420));
            pen.soft(
                &Shape::ellipse(eye + p(side * r * 0.16, r * 0.26), r * 0.14, r * 0.09),
                hex(0xf0736a).fade(0.6),
                r * 0.05,
            );
        }
    }
}

/// A spring sky with cherry branches reaching in.
pub(crate) fn spring(canvas: &mut Canvas) {
    sky(canvas, &[hex(0x4f9be6), hex(0x9ccbf6), hex(0xe6f2fb)]);
    let w = wide(canvas);
    let mut pen = air(canvas);
    cloud(&mut pen, 101, p(-0.15, 0.82), p(w * 0.5, 0.82), 0.4, WHITE, hex(0xbfd6f2));
    cloud(&mut pen, 103, p(w * 0.45, 0.98), p(w * 1.15, 0.96), 0.5, WHITE, hex(0xbfd6f2));
    glow(&mut pen, p(w * 0.2, 0.1), 0.6, WHITE.fade(0.7));
    let mut dice = Dice::new(107);
    for (from, to) in
        [((-0.05, 0.02), (w * 0.42, 0.2)), ((-0.05, 0.3), (w * 0.24, 0.42)), ((w * 0.2, -0.05), (w * 0.62, 0.08))]
    {
        let mid = (lerp(from.0, to.0, 0.5), lerp(from.1, to.1, 0.35));
        let branch = through(&[from, mid, to]);
        pen.fill(&Shape::ribbon(&branch, |s| 0.016 * (1.0 - 0.85 * s)), hex(0x6a444a));
        for i in 0..34 {
            let at = along(&branch, i as f32 / 33.0) + p(dice.roll(-0.05, 0.05), dice.roll(-0.04, 0.06));
            blossom(&mut pen, at, dice.roll(0.016, 0.03), dice.roll(0.0, TAU));
        }
    }
}

fn blossom(pen: &mut Pen<'_>, at: P, size: f32, turn: f32) {
    for i in 0..5 {
        let (sin, cos) = (turn + i as f32 * 1.2566).sin_cos();
        let petal = at + p(cos, sin) * (size * 0.55);
        pen.fill(&Shape::ellipse(petal, size * 0.5, size * 0.5), hex(0xffd0de).mix(hex(0xf5a3bf), 0.5 + 0.5 * sin));
    }
    pen.fill(&Shape::ellipse(at, size * 0.22, size * 0.22), hex(0xe4668c));
}

/// A letter that somebody holds up from below: its left and right ends on the lower edge.
pub(crate) fn letter(canvas: &mut Canvas, left: f32, right: f32) {
    let mut pen = air(canvas);
    let at = |u: f32, v: f32| p(lerp(left, right, u), 1.0 - v * 0.105 - u * 0.02);
    let sheet = Shape { loops: vec![vec![at(0.06, 1.0), at(0.96, 1.0), at(1.02, -0.4), at(0.0, -0.4)]] };
    pen.soft(&sheet.map(|q| q + p(0.012, 0.0)), hex(0x2a2140).fade(0.35), 0.012);
    pen.fill(&sheet, Paint::linear(at(0.0, 1.0), at(0.0, 0.0), &[hex(0xfffdf6), hex(0xe9e2ee)]));
    let around: Vec<P> = sheet.loops[0].iter().chain(&sheet.loops[0][..1]).copied().collect();
    pen.line(&around, 0.006, hex(0x8f86a8));
    let mut dice = Dice::new(4);
    for row in [0.72, 0.42, 0.12] {
        let mut u = 0.16;
        while u < 0.8 {
            let word = dice.roll(0.06, 0.16);
            pen.line(&[at(u, row), at((u + word).min(0.88), row)], 0.007, hex(0x6a78b4).fade(0.75));
            u += word + 0.035;
        }
    }
}
