//! What moves in the air: petals, snow, rain, drops on a pane.
//!
//! The height of the picture is one unit. Whatever falls goes round a whole number of times in a loop, so that it is
//! where it was when the loop ends.

use std::f32::consts::TAU;

use crate::canvas::Canvas;
use crate::geom::{Dice, P, Shape, curve, p, part};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::{Depth, Pen, View};

/// A pen for a whole picture: the height is one unit.
pub(crate) fn air(canvas: &mut Canvas) -> Pen<'_> {
    let view = View::flat(p(0.0, 0.0), canvas.height as f32);
    Pen { canvas, view, depth: Depth::At(0.0) }
}

/// The width of a picture in units of its height.
pub(crate) fn wide(canvas: &Canvas) -> f32 {
    canvas.width as f32 / canvas.height as f32
}

/// Pairs of cherry petals that drift down to the left.
pub(crate) fn petals(canvas: &mut Canvas, t: f32, pairs: usize, size: f32) {
    let round = wide(canvas) + 0.2;
    let mut pen = air(canvas);
    let mut dice = Dice::new(11);
    for _ in 0..pairs {
        let (x, y, s) = (dice.roll(0.0, round), dice.roll(0.0, 1.0), size * dice.roll(0.6, 1.3));
        let (turn, spins) = (dice.roll(0.0, TAU), if dice.roll(0.0, 1.0) < 0.5 { 1.0 } else { 2.0 });
        let sway = 0.02 * (t * TAU * spins + turn).sin();
        // A petal drifts half the width in a loop, to where the other of its pair began.
        for half in [0.0, 0.5] {
            let at =
                p((x + (half - t * 0.5) * round + sway).rem_euclid(round) - 0.1, (y + t).rem_euclid(1.0) * 1.2 - 0.1);
            petal(&mut pen, at, s, turn + t * TAU * spins);
        }
    }
}

fn petal(pen: &mut Pen<'_>, at: P, size: f32, turn: f32) {
    let (sin, cos) = turn.sin_cos();
    let flat = 0.55 + 0.35 * sin;
    let half = [(0.0, 1.0), (-0.6, 0.2), (-0.45, -0.75), (0.0, -0.55)];
    let other: Vec<_> = half.iter().rev().map(|&(x, y)| (-x, y)).collect();
    let body = Shape::outline(&[&half, &other])
        .map(|q| at + p(q.x * cos * flat - q.y * sin, q.x * sin * flat + q.y * cos) * size);
    let (pale, pink) = (hex(0xffd3dd), hex(0xf8b0c2));
    pen.fill(&body, Paint::linear(at - p(0.0, size), at + p(0.0, size), &[pale, pink]));
}

/// Snow that sinks, near flakes faster and out of focus.
pub(crate) fn snow(canvas: &mut Canvas, t: f32, count: usize) {
    let wide = wide(canvas);
    let mut pen = air(canvas);
    let mut dice = Dice::new(23);
    for i in 0..count {
        let near = i % 6 == 0;
        let (x, y) = (dice.roll(0.0, wide), dice.roll(0.0, 1.0));
        let r = if near { dice.roll(0.014, 0.02) } else { dice.roll(0.005, 0.01) };
        let sway = 0.02 * (t * TAU + dice.roll(0.0, TAU)).sin();
        let at = p(x + sway, (y + t * if near { 2.0 } else { 1.0 }).rem_euclid(1.0) * 1.1 - 0.05);
        if near {
            pen.soft(&Shape::ellipse(at, r, r), WHITE.fade(0.75), 0.006);
        } else {
            pen.fill(&Shape::ellipse(at, r, r), WHITE.fade(0.85));
        }
    }
}

/// Slanting rain.
pub(crate) fn rain(canvas: &mut Canvas, t: f32, count: usize, colour: Colour) {
    let wide = wide(canvas);
    let mut pen = air(canvas);
    let mut dice = Dice::new(31);
    for _ in 0..count {
        let (x, y, long) = (dice.roll(-0.1, wide + 0.3), dice.roll(0.0, 1.0), dice.roll(0.09, 0.2));
        let speed = if dice.roll(0.0, 1.0) < 0.5 { 3.0 } else { 4.0 };
        let fallen = (y + t * speed).rem_euclid(1.0) * 1.3 - 0.2;
        let at = p(x - 0.16 * fallen, fallen);
        let line = part(&[at, at + p(-0.16, 1.0) * long], 0.0, 1.0);
        pen.fill(&Shape::ribbon(&line, |s| 0.0012 + 0.0016 * s), colour);
    }
}

/// Drops on a pane between two corners; some run down, each with a track behind it.
pub(crate) fn pane(canvas: &mut Canvas, t: f32, glass: (P, P), count: usize) {
    let mut pen = air(canvas);
    let mut dice = Dice::new(47);
    for i in 0..count {
        let (x, y, r) = (dice.roll(glass.0.x, glass.1.x), dice.roll(0.0, 1.0), dice.roll(0.006, 0.013));
        let runs = i % 7 == 0;
        let at = if runs { p(x, (y + t).rem_euclid(1.0) * 1.2) } else { p(x, y) };
        if at.y + r > glass.1.y {
            continue;
        }
        if runs {
            let track = curve(&[at - p(-0.004, 0.16), at - p(0.004, 0.08), at]);
            pen.fill(&Shape::ribbon(&track, |s| r * 0.55 * s), WHITE.fade(0.22));
        }
        pen.fill(&Shape::ellipse(at, r * 0.85, r), hex(0x24364f).fade(0.4));
        pen.fill(&Shape::ellipse(at + p(0.0, r * 0.2), r * 0.62, r * 0.7), hex(0xd6ebff).fade(0.55));
        pen.fill(&Shape::ellipse(at - p(r * 0.25, r * 0.35), r * 0.25, r * 0.25), WHITE.fade(0.95));
    }
}
