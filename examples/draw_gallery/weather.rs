//! What moves in the air: petals, snow, rain. Everything is where it was when a loop ends.

use crate::canvas::{Blend, Canvas};
use crate::geom::{Dice, P, Shape, p};
use crate::paint::{Colour, Paint, WHITE, hex};
use crate::view::{Depth, Pen, View};

/// A pen for a whole picture: the height is one unit.
pub(crate) fn air(canvas: &mut Canvas) -> Pen<'_> {
    let view = View::flat(p(0.0, 0.0), canvas.height as f32);
    Pen { canvas, view, depth: Depth::At(0.0) }
}

/// Cherry petals that drift down to the left.
pub(crate) fn petals(canvas: &mut Canvas, t: f32, count: usize, size: f32) {
    let mut pen = air(canvas);
    let wide = pen.canvas.width as f32 / pen.canvas.height as f32;
    let mut dice = Dice::new(11);
    for _ in 0..count {
        let (x, y, s) = (dice.roll(0.0, wide), dice.roll(0.0, 1.0), size * dice.roll(0.6, 1.3));
        let (turn, rounds) = (dice.roll(0.0, 6.28), if dice.roll(0.0, 1.0) < 0.5 { 1.0 } else { 2.0 });
        let fallen = (y + t).rem_euclid(1.0) * 1.2 - 0.1;
        let at = p(
            (x - t * (wide + 0.2) * 0.5 + 0.02 * (t * 6.28 * rounds + turn).sin()).rem_euclid(wide + 0.2) - 0.1,
            fallen,
        );
        // Half way across in a loop: the other half must come to the same place, so each petal is drawn twice.
        for shift in [0.0, (wide + 0.2) * 0.5] {
            let at = p((at.x + 0.1 + shift).rem_euclid(wide + 0.2) - 0.1, at.y);
            petal(&mut pen, at, s, turn + t * 6.28 * rounds, hex(0xffd3dd));
        }
    }
}

fn petal(pen: &mut Pen<'_>, at: P, size: f32, turn: f32, colour: Colour) {
    let (sin, cos) = turn.sin_cos();
    let flat = 0.55 + 0.35 * sin;
    let body = Shape::outline(&[
        &[(0.0, 1.0), (-0.6, 0.2), (-0.45, -0.75), (0.0, -0.55)],
        &[(0.0, -0.55), (0.45, -0.75), (0.6, 0.2), (0.0, 1.0)],
    ]);
    let body = body.map(|q| at + p(q.x * cos * flat - q.y * sin, q.x * sin * flat + q.y * cos) * size);
    pen.fill(&body, Paint::linear(at - p(0.0, size), at + p(0.0, size), &[colour, colour.mix(hex(0xf08ea6), 0.5)]));
}

/// Snow that sinks, near flakes faster and out of focus.
pub(crate) fn snow(canvas: &mut Canvas, t: f32, count: usize) {
    let mut pen = air(canvas);
    let wide = pen.canvas.width as f32 / pen.canvas.height as f32;
    let mut dice = Dice::new(23);
    for i in 0..count {
        let near = i % 6 == 0;
        let (x, y) = (dice.roll(0.0, wide), dice.roll(0.0, 1.0));
        let r = if near { dice.roll(0.014, 0.02) } else { dice.roll(0.005, 0.01) };
        let sway = 0.02 * (t * 6.28 + dice.roll(0.0, 6.28)).sin();
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
    let mut pen = air(canvas);
    let wide = pen.canvas.width as f32 / pen.canvas.height as f32;
    let mut dice = Dice::new(31);
    for _ in 0..count {
        let (x, y, long) = (dice.roll(-0.1, wide + 0.3), dice.roll(0.0, 1.0), dice.roll(0.09, 0.2));
        let speed = if dice.roll(0.0, 1.0) < 0.5 { 3.0 } else { 4.0 };
        let fallen = (y + t * speed).rem_euclid(1.0) * 1.3 - 0.2;
        let at = p(x - 0.16 * fallen, fallen);
        let line = [at, at + p(-0.16 * long, long)];
        let body = pen_stroke(&line);
        pen.blend(&body, colour, 0.0, Blend::Over);
    }
}

fn pen_stroke(line: &[P]) -> Shape {
    Shape::ribbon(&crate::geom::part(line, 0.0, 1.0), |s| 0.0012 + 0.0016 * s)
}

/// Drops that run down a window pane, each leaving a track.
pub(crate) fn pane(canvas: &mut Canvas, t: f32, glass: (P, P), count: usize) {
    let mut pen = air(canvas);
    let mut dice = Dice::new(47);
    for i in 0..count {
        let (x, y, r) = (dice.roll(glass.0.x, glass.1.x), dice.roll(0.0, 1.0), dice.roll(0.006, 0.013));
        let moving = i % 7 == 0;
        let at = if moving { p(x, (y + t).rem_euclid(1.0) * 1.2) } else { p(x, y) };
        if at.y + r > glass.1.y {
            continue;
        }
        if moving {
            let track = crate::geom::curve(&[at - p(-0.004, 0.16), at - p(0.004, 0.08), at]);
            pen.fill(&Shape::ribbon(&track, |s| r * 0.55 * s), WHITE.fade(0.22));
        }
        pen.fill(&Shape::ellipse(at, r * 0.85, r), hex(0x24364f).fade(0.4));
        pen.fill(&Shape::ellipse(at + p(0.0, r * 0.2), r * 0.62, r * 0.7), hex(0xd6ebff).fade(0.55));
        pen.fill(&Shape::ellipse(at - p(r * 0.25, r * 0.35), r * 0.25, r * 0.25), WHITE.fade(0.95));
    }
}
