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
use crate::fingerprint::plane::Rect;

/// How nearly two pictures are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// One is a copy of the other.
    Duplicate,
    /// One may be another version of the other.
    Alternate,
}

/// The least correlation of a registered copy; 99 of 100 copies have 0.987.
const LEAST_CORRELATION: f32 = 0.93;
/// What may become of the two colour differences, and of one by the other.
const CHROMA: RangeInclusive<f32> = 0.65..=1.4;
const MOST_MIXED: f32 = 0.2;
/// What may become of the saturation (copies have 0.75 to 1.2, recoloured pictures 0.57 and less or 1.6 and more), and by how much hues
/// may be turned, as a tangent (0.26 in colour profiles, 0.4 and more in hues turned by 30°).
const SATURATION: RangeInclusive<f32> = 0.66..=1.5;
const MOST_TURNED: f32 = 0.33;
/// What may become of luma: contrast, and the mean shift in levels.
const CONTRAST: RangeInclusive<f32> = 0.72..=1.4;
const MOST_SHIFT: f32 = 48.0;
/// Or it became what brightness or gamma make of it, as nearly as this, in levels.
const MOST_UNUSUAL: f32 = 3.0;
/// What may become of plain pictures: two gradients are often alike in all but tone.
const PLAIN_CONTRAST: RangeInclusive<f32> = 0.92..=1.09;
const PLAIN_SHIFT: f32 = 6.0;
/// The levels that half, three quarters and nine tenths of the cells may differ by.
const MOST_AT_50: f32 = 2.5;
const MOST_AT_75: f32 = 5.0;
const MOST_AT_90: f32 = 8.0;
/// The shorter side, in pixels, below which a picture is small: it must agree in every cell, in 97 of 100, and in its mean, by
/// these levels.
const SMALL: u32 = 64;
const SMALL_WORST: f32 = 4.0;
const SMALL_AT_97: f32 = 2.0;
const SMALL_SHIFT: f32 = 4.0;
/// An outlier cell's root mean square exceeds both 4 times the 90th percentile and 8 levels; outliers are noise below this share of
/// the cells.
const OUTLIER: f32 = 4.0;
const LEAST_OUTLIER: f32 = 8.0;
const LEAST_CHANGED: f32 = 0.002;
/// What the outline of a cut-out that was laid on a colour and compressed may differ by in its worst cell, in levels, where it lies
/// over at least this part of the picture, and in one place; and the part of the picture that it covers at most. Another face
/// is in one place and differs by 25 and more.
const MOST_RINGING: f32 = 18.0;
const LEAST_AROUND: f32 = 0.25;
const MOST_SPECK: f32 = 10.0;
const MOST_RUNG: f32 = 0.02;
/// The part of a picture that an overlay covers at most, and text across its middle.
const MOST_COVERED: f32 = 0.05;
const MOST_TEXT: f32 = 0.045;
/// How many times as wide as high a mark in a corner and text are, and the part that a mark of any shape covers at most.
const MARK: f32 = 1.8;
const TEXT: f32 = 2.5;
const SMALL_MARK: f32 = 0.006;
/// The shares of width and height in from a side that a corner has, and off the middle that text may be.
const CORNER_WIDTH: f32 = 0.45;
const CORNER_HEIGHT: f32 = 0.22;
const OFF_MIDDLE: f32 = 0.15;
/// How far in from two sides, as shares of width and height, a stamp (a small logo of any colours) reaches in its corner, and the
/// part of the picture that it covers at most: a round logo of a tenth of the width, for each width that the picture is high. A small
/// redraw covers 1.5 % and more, rarely there.
const STAMP_WIDTH: f32 = 0.14;
const STAMP_HEIGHT: f32 = 0.22;
const MOST_STAMPED: f32 = 0.015;
const MOST_STAMPED_OF_SHAPE: f32 = 0.0102;
/// The share of an overlay's change that one colour leaves unexplained at most.
const MOST_UNEXPLAINED: f32 = 0.4;
/// In its worst cell a faint overlay differs by this, in levels, and needs no colour; a very faint one by this, and may lie
/// anywhere: it is as likely to be what compression and clipped highlights leave.
const FAINT: f32 = 20.0;
const VERY_FAINT: f32 = 14.0;
/// The alpha below which a pixel makes its picture a sprite.
const SPRITE_ALPHA: u8 = 128;

/// Whether a picture of a pair is an icon rather than a picture.
pub fn is_small(a: &RgbaImage, b: &RgbaImage) -> bool {
    a.width().min(a.height()).min(b.width()).min(b.height()) < SMALL
}

/// Whether one picture of a pair is a copy of the other; `is_sprite` if one of them was a cut-out.
pub(super) fn is_copy((a, b): (&RgbaImage, &RgbaImage), laid: &Laid, is_sprite: bool) -> bool {
    let (fit, found) = (&laid.fit, &laid.difference);
    let [blue, mixed, mixed_too, red] = found.chroma.matrix;
    let is_colour_kept = CHROMA.contains(&blue)
        && CHROMA.contains(&red)
        && mixed.abs().max(mixed_too.abs()) <= MOST_MIXED
        && SATURATION.contains(&found.chroma.saturation)
        && found.chroma.turn.abs() <= MOST_TURNED;
    let tone = &found.tone;
    let is_tone_kept = if laid.is_plain {
        PLAIN_CONTRAST.contains(&tone.contrast) && tone.shift.abs() <= PLAIN_SHIFT
    } else {
        CONTRAST.contains(&tone.contrast) && tone.shift.abs() <= MOST_SHIFT || tone.unusual <= MOST_UNUSUAL
    };
    let is_noise = found.at_50 <= MOST_AT_50 && found.at_75 <= MOST_AT_75 && found.at_90 <= MOST_AT_90;
    if fit.correlation < LEAST_CORRELATION || !is_colour_kept || !is_tone_kept || !is_noise || laid.is_moved(a, b) {
        return false;
    }
    if is_small(a, b) && (found.worst > SMALL_WORST || found.at_97 > SMALL_AT_97 || tone.shift.abs() > SMALL_SHIFT) {
        return false;
    }
    let stands_out = found.worst > (OUTLIER * found.at_90).max(LEAST_OUTLIER) && found.changed > LEAST_CHANGED;
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
    let is_sprite = |picture: &RgbaImage| picture.pixels().any(|pixel| pixel.0[3] < SPRITE_ALPHA);
    if is_sprite(a) && is_sprite(b) {
        return false;
    }
    let shape = b.width() as f32 / b.height().max(1) as f32;
    let is_placed = |[left, top, right, bottom]: Rect| {
        let flatness = (right - left) * shape / (bottom - top).max(1e-3);
        let is_in_corner = (left > 1.0 - CORNER_WIDTH || right < CORNER_WIDTH)
            && (top > 1.0 - CORNER_HEIGHT || bottom < CORNER_HEIGHT);
        let is_central = |from: f32, to: f32| (f32::midpoint(from, to) - 0.5).abs() < OFF_MIDDLE;
        let is_mark = is_in_corner && (flatness > MARK || found.covered < SMALL_MARK);
        let is_text = flatness > TEXT && is_central(left, right) && is_central(top, bottom);
        is_mark || is_text && found.covered < MOST_TEXT
    };
    let is_stamp = |[left, top, right, bottom]: Rect| {
        (left > 1.0 - STAMP_WIDTH || right < STAMP_WIDTH) && (top > 1.0 - STAMP_HEIGHT || bottom < STAMP_HEIGHT)
    };
    if found.covered <= MOST_STAMPED.max(MOST_STAMPED_OF_SHAPE * shape) && laid.places(a, b).into_iter().any(is_stamp) {
        return true;
    }
    let is_placed = laid.places(a, b).into_iter().any(is_placed);
    let is_explained = found.unexplained <= MOST_UNEXPLAINED || found.worst <= FAINT;
    is_explained && (is_placed || found.worst <= VERY_FAINT) && found.covered <= MOST_COVERED
}
