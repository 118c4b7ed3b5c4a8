//! Hinata and Sasuke.

use super::{BLOOD, CALM, DAY, DUSK, NIGHT, Scene};
use crate::cast::{hinata, sasuke};
use crate::eye::Glance;
use crate::face::{Mood, Mouth};
use crate::figure::{Figure, Light};
use crate::geom::p;
use crate::paint::hex;
use crate::places::{lake, meadow, moonlight, rage};
use crate::tear::Tear;
use crate::view::View;
use crate::weather::rain;
use crate::weep::{pulse, single, stream, wave};

const WET: Light = Light { tint: (hex(0xe0e6f6), hex(0xb4bedc)), rim: hex(0xd6e4ff).fade(0.7), from: p(0.04, -0.03) };

/// Hinata holds the tears back and does not give up.
pub(crate) fn i_never_go_back_on_my_word() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![9; 14],
        place: |canvas| moonlight(canvas, p(0.8, 0.22)),
        act: |canvas, t| {
            let cast = hinata::cast();
            let view = View { origin: p(120.0, 126.0), scale: 86.0, yaw: 0.1, pitch: 0.05, roll: -0.04 };
            let blink = pulse(t, 0.55, 0.1) * 0.6;
            let mood = Mood {
                eye: Glance {
                    open: 0.94 * (1.0 - blink),
                    squint: 0.1,
                    well: 0.9 + 0.1 * wave(t, 1.0),
                    tremble: t * 2.0,
                    droop: -0.35,
                    ..CALM.eye
                },
                mouth: Mouth { half_width: 0.14, smile: -0.5, wave: 0.6, ..CALM.mouth },
                grief: -0.55,
                raised: -0.1,
                blush: 0.75,
            };
            let tears = [-1.0, 1.0].map(|side| Tear::Drop {
                side,
                start: 0.35,
                at: 0.03,
                size: 0.05 + 0.02 * wave(t + 0.2 * side, 1.0),
            });
            Figure { cast: &cast, view, mood, tears: tears.to_vec(), wind: 0.0, light: NIGHT }.draw(canvas);
        },
    }
}

/// Hinata, red as a beet, cries for joy.
pub(crate) fn he_noticed_me() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![9; 16],
        place: meadow,
        act: |canvas, t| {
            let cast = hinata::cast();
            let view = View { origin: p(120.0, 120.0), scale: 80.0, yaw: -0.12, pitch: 0.08, roll: 0.08 };
            let shut = pulse(t, 0.5, 0.3);
            let mood = Mood {
                eye: Glance {
                    open: 0.86 * (1.0 - shut),
                    squint: 0.18,
                    bend: -0.8,
                    well: 0.9,
                    tremble: t,
                    look: (0.4, 0.2),
                    ..CALM.eye
                },
                mouth: Mouth { half_width: 0.15, open: 0.05 + 0.03 * shut, smile: 0.9, ..CALM.mouth },
                grief: 0.8,
                raised: 0.5,
                blush: 1.2,
            };
            let mut tears = single(&cast, &mood, -1.0, 0.4, t + 0.55, 0.075);
            tears.extend(single(&cast, &mood, 1.0, 0.45, t + 0.7, 0.075));
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: DAY }.draw(canvas);
        },
    }
}

/// A still: Hinata under the moon.
pub(crate) fn hinata_by_moonlight() -> Scene {
    Scene {
        size: (640, 360),
        delays: vec![0],
        place: |canvas| moonlight(canvas, p(0.42, 0.3)),
        act: |canvas, _| {
            let cast = hinata::cast();
            let view = View { origin: p(430.0, 182.0), scale: 102.0, yaw: -0.3, pitch: -0.06, roll: -0.07 };
            let mood = Mood {
                eye: Glance { open: 0.85, well: 0.8, look: (-0.5, -0.3), ..CALM.eye },
                mouth: Mouth { half_width: 0.12, open: 0.03, smile: -0.2, ..CALM.mouth },
                grief: 0.9,
                blush: 0.5,
                ..CALM
            };
            let tears = single(&cast, &mood, -1.0, 0.2, 0.45, 0.07);
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: NIGHT }.draw(canvas);
        },
    }
}

/// Sasuke in the rain, too proud to admit the one tear.
pub(crate) fn only_the_rain() -> Scene {
    Scene {
        size: (320, 180),
        delays: vec![8; 14],
        place: |canvas| lake(canvas, 0.72),
        act: |canvas, t| {
            let cast = sasuke::cast(false);
            let view = View { origin: p(206.0, 92.0), scale: 56.0, yaw: -0.24, pitch: -0.04, roll: 0.04 };
            let blink = pulse(t, 0.88, 0.08);
            let mood = Mood {
                eye: Glance {
                    open: 0.8 * (1.0 - blink),
                    well: 0.35,
                    tremble: t,
                    look: (-0.6, 0.0),
                    droop: -0.2,
                    ..CALM.eye
                },
                mouth: Mouth { half_width: 0.11, smile: -0.2, ..CALM.mouth },
                grief: -0.25,
                raised: 0.0,
                blush: 0.0,
            };
            let tears = single(&cast, &mood, -1.0, 0.1, t, 0.085);
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: WET }.draw(canvas);
            rain(canvas, t, 30, hex(0xdfeaff).fade(0.5));
        },
    }
}

/// Sasuke learns the truth about his brother: rage and tears.
pub(crate) fn the_truth_about_my_brother() -> Scene {
    Scene {
        size: (240, 240),
        delays: vec![6; 12],
        place: rage,
        act: |canvas, t| {
            let cast = sasuke::cast(true);
            let view = View { origin: p(118.0, 126.0), scale: 80.0, yaw: 0.14, pitch: 0.1, roll: -0.06 };
            let mood = Mood {
                eye: Glance { open: 0.95, squint: 0.1, well: 1.0, tremble: t * 2.0, droop: -0.6, ..CALM.eye },
                mouth: Mouth {
                    half_width: 0.2,
                    open: 0.15 + 0.03 * wave(t, 3.0),
                    smile: -0.6,
                    wave: 0.25,
                    clenched: true,
                },
                grief: -1.3,
                raised: -0.5,
                blush: 0.35,
            };
            let mut tears = stream(&cast, &mood, -1.0, 0.0, t, 0.08, 2.0);
            tears.extend(stream(&cast, &mood, 1.0, 0.1, t, 0.08, 2.0));
            Figure { cast: &cast, view, mood, tears, wind: 0.0, light: BLOOD }.draw(canvas);
        },
    }
}

/// A wallpaper: Sasuke at the lake where he learned to breathe fire.
pub(crate) fn the_jetty() -> Scene {
    Scene {
        size: (1280, 720),
        delays: vec![0],
        place: |canvas| lake(canvas, 0.0),
        act: |canvas, _| {
            let cast = sasuke::cast(false);
            let view = View { origin: p(850.0, 400.0), scale: 168.0, yaw: -0.3, pitch: 0.02, roll: 0.0 };
            let mood = Mood {
                eye: Glance { open: 0.74, well: 0.4, look: (-0.7, 0.1), droop: -0.2, ..CALM.eye },
                mouth: Mouth { half_width: 0.11, smile: -0.2, ..CALM.mouth },
                grief: 0.1,
                raised: 0.0,
                blush: 0.0,
            };
            let tears = single(&cast, &mood, -1.0, 0.1, 0.5, 0.07);
            Figure { cast: &cast, view, mood, tears, wind: -0.08, light: DUSK }.draw(canvas);
        },
    }
}
