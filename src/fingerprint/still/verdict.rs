//! Whether what two pictures differ in leaves them the same picture.
//!
//! Tone and colour may have been changed as brightness, gamma and colour profiles change them, no further: other colours
//! make another version. Compression differs everywhere and a little. What differs in one place is an overlay, if it lies
//! in a corner or is a line of text across the middle; otherwise it is a changed place: another face, a redraw. Sprites
//! (pictures with transparent parts) carry no overlays, and on very small pictures nothing can be told apart from noise.
//!
//! The numbers were chosen on the pairs of two sets that bench/near makes; what they give on others is in
//! docs/decisions/0003-how-copies-are-told.md.

use std::ops::RangeInclusive;

use image::RgbaImage;

use super::laid::Laid;
use super::plane::Rect;

/// How nearly two pictures are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// One is a copy of the other.
    Duplicate,
    /// One may be another version of the other.
    Alternate,
}

const LEAST_CORRELATION: f32 = 0.93;
/// What may become of the two colour differences, and of one by the other.
const CHROMA: RangeInclusive<f32> = 0.65..=1.4;
const MOST_MIXED: f32 = 0.2;
/// What may become of luma: contrast, and the mean shift in levels of 255.
const CONTRAST: RangeInclusive<f32> = 0.72..=1.4;
const MOST_SHIFT: f32 = 48.0;
/// Or it became what brightness or gamma make of it, as nearly as this, in levels.
const MOST_UNUSUAL: f32 = 3.0;
/// What may become of plain pictures: two gradients are often alike in all but tone.
const PLAIN_CONTRAST: RangeInclusive<f32> = 0.92..=1.09;
const PLAIN_SHIFT: f32 = 6.0;
/// What half, three quarters and nine tenths of the picture's cells may differ by, in levels of 255.
const MOST_AT_50: f32 = 2.5;
const MOST_AT_75: f32 = 5.0;
const MOST_AT_90: f32 = 8.0;
/// A picture with a shorter side is small: it must agree in every cell.
const SMALL: u32 = 64;
/// A cell stands out when it differs by more than this many times what nine tenths do, and at least by so many levels.
const OUTSTANDING: f32 = 4.0;
const LEAST_OUTSTANDING: f32 = 8.0;
/// What the outline of a cut-out that was laid on a colour and compressed may differ by in its worst cell, in levels of 255, and
/// the part of the picture that does; another face differs by 25 and more.
const MOST_RINGING: f32 = 18.0;
const MOST_RUNG: f32 = 0.02;
/// The same where it is in one place.
const MOST_SPECK: f32 = 10.0;
/// The part of the picture over which ringing is spread; another face is in one place.
const LEAST_AROUND: f32 = 0.25;
/// The part of a picture that an overlay covers at most, and text across its middle.
const MOST_COVERED: f32 = 0.05;
const MOST_TEXT: f32 = 0.04;
/// How many times as wide as high a mark in a corner and text are.
const MARK: f32 = 1.8;
const TEXT: f32 = 2.5;
/// The part that a mark in a corner covers at most which is no line of text.
const SMALL_MARK: f32 = 0.006;

/// Whether a picture of a pair is an icon rather than a picture.
pub fn is_small(a: &RgbaImage, b: &RgbaImage) -> bool {
    a.width().min(a.height()).min(b.width()).min(b.height()) < SMALL
}

/// Whether one picture of a pair is a copy of the other; `is_sprite` if one of them was a cut-out.
pub(super) fn is_copy((a, b): (&RgbaImage, &RgbaImage), laid: &Laid, is_sprite: bool) -> bool {
    let (fit, found) = (&laid.fit, &laid.difference);
    let [blue, mixed, mixed_too, red] = found.chroma;
    let is_colour_kept =
        CHROMA.contains(&blue) && CHROMA.contains(&red) && mixed.abs().max(mixed_too.abs()) <= MOST_MIXED;
    let tone = &found.tone;
    let is_tone_kept = if laid.is_plain {
        PLAIN_CONTRAST.contains(&tone.contrast) && tone.shift.abs() <= PLAIN_SHIFT
    } else {
        CONTRAST.contains(&tone.contrast) && tone.shift.abs() <= MOST_SHIFT || tone.unusual <= MOST_UNUSUAL
    };
    let is_noise = found.at_50 <= MOST_AT_50 && found.at_75 <= MOST_AT_75 && found.at_90 <= MOST_AT_90;
    if fit.correlation < LEAST_CORRELATION || !is_colour_kept || !is_tone_kept || !is_noise {
        return false;
    }
    if is_small(a, b) && (found.worst > 4.0 || found.at_97 > 2.0 || tone.shift.abs() > 4.0) {
        return false;
    }
    let stands_out = found.worst > (OUTSTANDING * found.at_90).max(LEAST_OUTSTANDING) && found.changed > 0.002;
    if is_sprite {
        let [left, top, right, bottom] = found.place;
        let is_around = (right - left) * (bottom - top) >= LEAST_AROUND;
        let most = if is_around { MOST_RINGING } else { MOST_SPECK };
        return !stands_out || found.worst <= most && found.covered <= MOST_RUNG;
    }
    !stands_out || is_overlay((a, b), laid)
}

/// Whether what stands out can be something laid over the picture.
fn is_overlay((a, b): (&RgbaImage, &RgbaImage), laid: &Laid) -> bool {
    let found = &laid.difference;
    let is_sprite = |picture: &RgbaImage| picture.pixels().any(|pixel| pixel.0[3] < 128);
    if is_sprite(a) && is_sprite(b) {
        return false;
    }
    let shape = b.width() as f32 / b.height().max(1) as f32;
    let is_placed = |[left, top, right, bottom]: Rect| {
        let flatness = (right - left) * shape / (bottom - top).max(1e-3);
        let is_in_corner = (left > 0.55 || right < 0.45) && (top > 0.78 || bottom < 0.22);
        let is_central = |from: f32, to: f32| (f32::midpoint(from, to) - 0.5).abs() < 0.15;
        let is_mark = is_in_corner && (flatness > MARK || found.covered < SMALL_MARK);
        let is_text = flatness > TEXT && is_central(left, right) && is_central(top, bottom);
        is_mark || is_text && found.covered < MOST_TEXT
    };
    let is_placed = laid.places(a, b).into_iter().any(is_placed);
    // What is faint is as likely to be what compression and clipped highlights leave.
    let (is_faint, is_very_faint) = (found.worst <= 20.0, found.worst <= 14.0);
    (found.unexplained <= 0.4 || is_faint) && (is_placed || is_very_faint) && found.covered <= MOST_COVERED
}
