//! How tears come and go in the course of one turn of a loop: time runs from 0 to 1, and 1 is 0 again.

use crate::cast::Cast;
use crate::face::Mood;
use crate::geom::{lerp, smooth};
use crate::tear::{Tear, way};

/// 1 at a moment, 0 away from it; `half` is half the time it takes. Knows that the end of the loop is its beginning.
pub(crate) fn pulse(t: f32, at: f32, half: f32) -> f32 {
    let away = (t - at + 0.5).rem_euclid(1.0) - 0.5;
    1.0 - smooth(half * 0.25, half, away.abs())
}

/// A wave between -1 and 1 that fits `count` times into the loop.
pub(crate) fn wave(t: f32, count: f32) -> f32 {
    (t * count * std::f32::consts::TAU).sin()
}

/// One tear from one eye: it swells on the lid, runs down, hangs from the chin and falls. `t` is its own time.
pub(crate) fn single(cast: &Cast, mood: &Mood, side: f32, start: f32, t: f32, size: f32) -> Vec<Tear> {
    let t = t.rem_euclid(1.0);
    let mut tears = Vec::new();
    let run = smooth(0.26, 0.64, t).powf(1.25);
    let dry = smooth(0.5, 0.95, t);
    if t > 0.26 && t < 0.95 {
        let width = size * 0.8 * (1.0 - dry);
        tears.push(Tear::Stream { side, start, from: dry * 0.8, to: run * 0.97, width, flow: t * 2.0 });
    }
    if t > 0.04 && t < 0.74 {
        let grown = size * smooth(0.04, 0.26, t) * lerp(1.0, 0.85, run);
        tears.push(Tear::Drop { side, start, at: lerp(0.035, 0.97, run), size: grown });
    }
    tears.extend(fall(cast, mood, side, start, (t - 0.74) / 0.26, size * 0.85));
    tears
}

/// A drop that falls from where the way of a tear ends; `t` from 0 to 1, nothing before and after.
pub(crate) fn fall(cast: &Cast, mood: &Mood, side: f32, start: f32, t: f32, size: f32) -> Option<Tear> {
    let end = *way(&cast.eyes, &mood.eye, side, start, cast.jaw).last()?;
    (0.0..1.0).contains(&t).then_some(Tear::Falling { x: end.x, y: end.y + 0.05 + 1.9 * t * t, size })
}

/// An unbroken stream from one eye; drops leave it `count` times in a loop.
pub(crate) fn stream(cast: &Cast, mood: &Mood, side: f32, start: f32, t: f32, width: f32, count: f32) -> Vec<Tear> {
    let mut tears = vec![Tear::Stream { side, start, from: 0.0, to: 0.97, width, flow: t * count }];
    let own = (t * count + if side > 0.0 { 0.45 } else { 0.0 }).rem_euclid(1.0);
    tears.push(Tear::Drop { side, start, at: 0.97, size: width * 0.75 * smooth(0.35, 1.0, own) });
    tears.extend(fall(cast, mood, side, start, own / 0.5, width * 0.7));
    tears
}
