//! Kaori and Kousei.

use super::{CALM, DAY, NIGHT, STAGE, Scene};
use crate::canvas::Canvas;
use crate::cast::{kaori, kousei};
use crate::eye::Glance;
use crate::face::{Mood, Mouth};
use crate::figure::Figure;
use crate::geom::p;
use crate::places::{letter, moonlight, spring, stage, window};
use crate::tear::Tear;
use crate::view::View;
use crate::weather::{pane, petals};
use crate::weep::{pulse, single, stream, wave};

/// Kaori smiles at her letter while the tears run.
pub(crate) fn will_i_reach_you() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![9; 18],
        place: |canvas| moonlight(canvas, p(0.22, 0.24)),
        act: |canvas, t| {
            let cast = kaori::cast();
            let view = View { origin: p(128.0, 111.0), scale: 75.0, yaw: -0.16, pitch: 0.04, roll: -0.09 };
            let blink = pulse(t, 0.75, 0.1);
            let mood = Mood {
                eye: Glance {
                    open: 0.82 * (1.0 - blink),
                    squint: 0.15,
                    bend: 0.8,
                    well: 1.0,
                    tremble: t,
                    look: (-0.2, 0.1),
                    ..CALM.eye
                },
                mouth: Mouth {
                    half_width: 0.17,
                    open: 0.06 + 0.015 * wave(t, 1.0),
                    smile: 0.8,
                    wave: 0.12,
                    ..CALM.mouth
                },
                grief: 1.0,
                raised: 0.4,
                blush: 0.85,
            };
            let mut tears = stream(&cast, &mood, -1.0, 0.2, t, 0.075, 1.0);
            tears.extend(single(&cast, &mood, 1.0, 0.25, t + 0.1, 0.075));
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: NIGHT }.draw(canvas);
            letter(canvas, 0.2, 0.74);
        },
    }
}

/// Kaori by the window on a wet night: one tear, as slow as the drops on the glass.
pub(crate) fn rain_at_the_window() -> Scene {
    Scene {
        size: (320, 180),
        delays: vec![11; 20],
        place: |canvas| window(canvas, 0.04, 0.98),
        act: |canvas, t| {
            pane(canvas, t, (p(0.07, 0.0), p(0.94, 0.84)), 70);
            let cast = kaori::cast();
            let view = View { origin: p(226.0, 86.0), scale: 63.0, yaw: -0.34, pitch: 0.06, roll: 0.03 };
            let blink = pulse(t, 0.2, 0.09);
            let mood = Mood {
                eye: Glance {
                    open: 0.74 * (1.0 - blink),
                    squint: 0.08,
                    well: 0.6,
                    tremble: t,
                    look: (-0.9, 0.5),
                    ..CALM.eye
                },
                mouth: Mouth { half_width: 0.12, smile: -0.35, wave: 0.15, ..CALM.mouth },
                grief: 0.9,
                blush: 0.4,
                ..CALM
            };
            let tears = single(&cast, &mood, -1.0, 0.1, t, 0.07);
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: NIGHT }.draw(canvas);
        },
    }
}

/// Kousei at the piano, who can no longer hear himself play.
pub(crate) fn i_cannot_hear_the_notes() -> Scene {
    Scene {
        size: (320, 180),
        delays: vec![8; 16],
        place: |canvas| stage(canvas, 0.45),
        act: |canvas, t| {
            let cast = kousei::cast();
            let view = View { origin: p(224.0, 84.0), scale: 62.0, yaw: -0.2, pitch: 0.14, roll: 0.07 };
            let mood = Mood {
                eye: Glance {
                    open: 0.62 + 0.06 * wave(t, 2.0),
                    squint: 0.15,
                    well: 1.0,
                    tremble: t * 2.0,
                    look: (-0.3, 0.7),
                    ..CALM.eye
                },
                mouth: Mouth {
                    half_width: 0.16,
                    open: 0.08 + 0.04 * wave(t, 2.0),
                    smile: -0.8,
                    wave: 0.3,
                    ..CALM.mouth
                },
                grief: 1.3,
                raised: 0.2,
                blush: 0.6,
            };
            let mut tears = stream(&cast, &mood, -1.0, 0.15, t, 0.085, 2.0);
            tears.extend(stream(&cast, &mood, 1.0, 0.1, t, 0.085, 2.0));
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: STAGE }.draw(canvas);
        },
    }
}

/// Kousei reads, and a tear gets past his glasses.
pub(crate) fn a_lie_in_april() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![10; 16],
        place: spring,
        act: |canvas, t| {
            let cast = kousei::cast();
            let view = View { origin: p(124.0, 122.0), scale: 80.0, yaw: 0.16, pitch: -0.04, roll: -0.06 };
            let blink = pulse(t, 0.1, 0.1);
            let mood = Mood {
                eye: Glance { open: 0.9 * (1.0 - blink), well: 0.8, tremble: t, look: (0.2, -0.3), ..CALM.eye },
                mouth: Mouth { half_width: 0.13, smile: 0.3, wave: 0.3, ..CALM.mouth },
                grief: 1.0,
                blush: 0.55,
                ..CALM
            };
            let tears = single(&cast, &mood, 1.0, 0.2, t, 0.085);
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: DAY }.draw(canvas);
        },
    }
}

/// A wallpaper: Kaori in a spring that she may not see.
pub(crate) fn spring_is_coming() -> Scene {
    Scene {
        size: (1280, 720),
        delays: vec![0],
        place: spring,
        act: |canvas, _| {
            let cast = kaori::cast();
            let view = View { origin: p(850.0, 370.0), scale: 196.0, yaw: -0.26, pitch: -0.06, roll: -0.07 };
            let mood = Mood {
                eye: Glance { open: 0.92, well: 0.9, tremble: 0.15, look: (-0.3, -0.3), ..CALM.eye },
                mouth: Mouth { half_width: 0.18, open: 0.09, smile: 0.9, ..CALM.mouth },
                grief: 0.8,
                raised: 0.4,
                blush: 0.7,
            };
            let mut tears = single(&cast, &mood, -1.0, 0.2, 0.47, 0.07);
            tears.push(Tear::Drop { side: 1.0, start: 0.3, at: 0.08, size: 0.055 });
            Figure { cast: &cast, view, mood, tears, wind: 0.14, light: DAY }.draw(canvas);
            petals(canvas, 0.2, 14, 0.018);
        },
    }
}

/// A wallpaper with both: the last duet.
pub(crate) fn the_last_duet() -> Scene {
    Scene { size: (960, 540), delays: vec![0], place: |canvas| stage(canvas, 0.9), act: duet }
}

fn duet(canvas: &mut Canvas, _: f32) {
    let (him, her) = (kousei::cast(), kaori::cast());
    let view = View { origin: p(238.0, 276.0), scale: 122.0, yaw: 0.3, pitch: 0.1, roll: 0.06 };
    let mood = Mood {
        eye: Glance { open: 0.0, bend: 0.8, ..CALM.eye },
        mouth: Mouth { half_width: 0.14, smile: 0.3, wave: 0.3, ..CALM.mouth },
        grief: 1.1,
        blush: 0.5,
        ..CALM
    };
    let mut tears = stream(&him, &mood, 1.0, 0.15, 0.3, 0.08, 1.0);
    tears.extend(stream(&him, &mood, -1.0, 0.15, 0.3, 0.07, 1.0));
    Figure { cast: &him, view, mood, tears, wind: 0.0, light: STAGE }.draw(canvas);
    let view = View { origin: p(712.0, 262.0), scale: 120.0, yaw: -0.28, pitch: 0.0, roll: -0.06 };
    let mood = Mood {
        eye: Glance { open: 0.85, well: 0.9, tremble: 0.3, look: (-0.5, 0.1), squint: 0.1, ..CALM.eye },
        mouth: Mouth { half_width: 0.17, open: 0.08, smile: 0.9, ..CALM.mouth },
        grief: 0.9,
        raised: 0.4,
        blush: 0.7,
    };
    let tears = single(&her, &mood, -1.0, 0.2, 0.5, 0.075);
    Figure { cast: &her, view, mood, tears, wind: 0.0, light: STAGE }.draw(canvas);
}
