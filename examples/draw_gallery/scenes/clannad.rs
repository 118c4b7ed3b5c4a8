//! Nagisa and Tomoya.

use super::{CALM, DAY, NIGHT, SUNSET, Scene};
use crate::backdrop::{slope, winter};
use crate::canvas::Canvas;
use crate::cast::{nagisa, tomoya};
use crate::eye::Glance;
use crate::face::{Mood, Mouth};
use crate::figure::Figure;
use crate::geom::p;
use crate::places::{dango, meadow};
use crate::tear::Tear;
use crate::view::View;
use crate::weather::{petals, snow};
use crate::weep::{pulse, single, stream, wave};

/// Nagisa at the foot of the slope: her eyes fill, one tear runs, petals drift.
pub(crate) fn do_you_like_this_school() -> Scene {
    Scene {
        size: (320, 180),
        delays: vec![10; 20],
        place: slope,
        act: |canvas, t| {
            let cast = nagisa::cast();
            let blink = pulse(t, 0.14, 0.09);
            let view = View { origin: p(222.0, 84.0), scale: 62.0, yaw: -0.2, pitch: 0.0, roll: -0.05 };
            let mood = Mood {
                eye: Glance {
                    open: 0.92 * (1.0 - blink),
                    well: 0.75 + 0.2 * wave(t, 1.0),
                    tremble: t,
                    look: (-0.5, -0.1),
                    ..CALM.eye
                },
                mouth: Mouth { half_width: 0.14, smile: 0.35, wave: 0.25, ..CALM.mouth },
                grief: 0.9,
                blush: 0.65,
                ..CALM
            };
            let tears = single(&cast, &mood, -1.0, 0.15, t - 0.1, 0.075);
            Figure { cast: &cast, view, mood, tears, wind: 0.05, light: SUNSET }.draw(canvas);
            petals(canvas, t, 7, 0.02);
        },
    }
}

/// Nagisa in the snow: tears stream from both eyes.
pub(crate) fn nagisas_tears() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![9; 12],
        place: winter,
        act: |canvas, t| {
            let cast = nagisa::cast();
            let view = View { origin: p(122.0, 124.0), scale: 82.0, yaw: 0.12, pitch: 0.06, roll: 0.06 };
            let mood = Mood {
                eye: Glance {
                    open: 0.8 - 0.05 * wave(t, 2.0),
                    squint: 0.12,
                    well: 1.0,
                    tremble: t * 2.0,
                    look: (0.1, 0.1),
                    droop: 0.7,
                    ..CALM.eye
                },
                mouth: Mouth {
                    half_width: 0.15,
                    open: 0.07 + 0.03 * wave(t, 2.0),
                    smile: -0.7,
                    wave: 0.3,
                    ..CALM.mouth
                },
                grief: 1.25,
                raised: 0.3,
                blush: 0.95,
            };
            let mut tears: Vec<Tear> = stream(&cast, &mood, -1.0, 0.1, t, 0.085, 2.0);
            tears.extend(stream(&cast, &mood, 1.0, 0.1, t, 0.085, 2.0));
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: NIGHT }.draw(canvas);
            snow(canvas, t, 24);
        },
    }
}

/// Nagisa laughs until she cries, among the dango family.
pub(crate) fn big_dango_family() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![9; 14],
        place: dango,
        act: |canvas, t| {
            let cast = nagisa::cast();
            let view = View { origin: p(120.0, 122.0), scale: 74.0, yaw: -0.1, pitch: -0.03, roll: 0.09 };
            let mood = Mood {
                eye: Glance { open: 0.0, bend: -1.0, ..CALM.eye },
                mouth: Mouth { half_width: 0.21, open: 0.2 + 0.035 * wave(t, 2.0), smile: 1.1, ..CALM.mouth },
                grief: 0.35,
                raised: 0.8,
                blush: 1.0,
            };
            let mut tears = Vec::new();
            for (side, late) in [(-1.0, 0.0), (1.0, 0.5)] {
                let swell = 0.06 + 0.014 * wave(t + late, 1.0);
                tears.push(Tear::Drop { side, start: 0.88, at: 0.03, size: swell });
                tears.extend(single(&cast, &mood, side, 0.62, t + late, 0.07));
            }
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: DAY }.draw(canvas);
        },
    }
}

/// Tomoya sobs with his eyes shut in the field of flowers.
pub(crate) fn in_the_field_of_flowers() -> Scene {
    Scene {
        size: (320, 180),
        delays: vec![7, 7, 7, 7, 7, 20, 7, 7, 7, 7, 7, 20],
        place: meadow,
        act: |canvas, t| {
            let cast = tomoya::cast();
            let sob = wave(t, 2.0).max(0.0);
            let view = View { origin: p(118.0, 80.0 + 1.5 * sob), scale: 64.0, yaw: 0.2, pitch: 0.16, roll: 0.1 };
            let mood = Mood {
                eye: Glance { open: 0.0, bend: 0.8 - 0.3 * sob, ..CALM.eye },
                mouth: Mouth { half_width: 0.22, open: 0.16 + 0.08 * sob, smile: -0.7, wave: 0.6, ..CALM.mouth },
                grief: 1.5,
                raised: 0.1 - 0.2 * sob,
                blush: 0.9,
            };
            let mut tears = Vec::new();
            for side in [-1.0, 1.0] {
                tears.extend(stream(&cast, &mood, side, 0.15, t, 0.1, 2.0));
                tears.push(Tear::Drop { side, start: 0.85, at: 0.05, size: 0.05 + 0.015 * sob });
            }
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: SUNSET }.draw(canvas);
        },
    }
}

/// A wallpaper: the two of them under the cherry trees, parting or meeting.
pub(crate) fn at_the_foot_of_the_slope() -> Scene {
    Scene { size: (1280, 720), delays: vec![0], place: slope, act: two_on_the_slope }
}

fn two_on_the_slope(canvas: &mut Canvas, _: f32) {
    let (him, her) = (tomoya::cast(), nagisa::cast());
    let mood =
        Mood { eye: Glance { open: 0.8, look: (0.5, 0.1), well: 0.5, ..CALM.eye }, grief: 0.7, blush: 0.35, ..CALM };
    let view = View { origin: p(330.0, 372.0), scale: 172.0, yaw: 0.3, pitch: 0.02, roll: 0.03 };
    let tears = vec![Tear::Drop { side: 1.0, start: 0.3, at: 0.16, size: 0.05 }];
    Figure { cast: &him, view, mood, tears, wind: 0.08, light: SUNSET }.draw(canvas);
    let mood = Mood {
        eye: Glance { open: 0.9, look: (-0.6, 0.0), well: 0.9, tremble: 0.2, ..CALM.eye },
        mouth: Mouth { open: 0.06, smile: 0.5, ..CALM.mouth },
        grief: 1.0,
        blush: 0.8,
        ..CALM
    };
    let view = View { origin: p(905.0, 400.0), scale: 168.0, yaw: -0.3, pitch: 0.0, roll: -0.05 };
    let mut tears = single(&her, &mood, -1.0, 0.2, 0.5, 0.075);
    tears.push(Tear::Drop { side: 1.0, start: 0.3, at: 0.1, size: 0.055 });
    Figure { cast: &her, view, mood, tears, wind: 0.1, light: SUNSET }.draw(canvas);
    petals(canvas, 0.35, 18, 0.016);
}
