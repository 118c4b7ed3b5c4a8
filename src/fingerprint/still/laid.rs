//! How one picture lies under another.

use image::RgbaImage;

use super::register::Fit;
use super::residual::{Difference, compared};
use crate::fingerprint::plane::Rect;
use crate::fingerprint::side::Area;
use crate::fingerprint::transform::Transform;

/// How the first picture, turned, lies under the second, and what they differ in.
pub(super) struct Laid {
    pub(super) transform: Transform,
    pub(super) fit: Fit,
    pub(super) areas: (Area, Area),
    pub(super) difference: Difference,
    /// Whether either picture has so little to see that brightness and colour tell it apart.
    pub(super) is_plain: bool,
}

/// The share of the width or height by which a drawing stands elsewhere on its paper; a crop of 8 % moves one by half of that.
const MOVED: f32 = 0.1;
/// What lacks of a correlation of 1 as a distance: 0.25 has nothing in common.
const DISTANCE_OF_CORRELATION: f32 = 256.0;
const MOST_DISTANCE: f32 = 64.0;
/// Papers whose ratios of width to height differ by less than this factor have one shape.
const SAME_SHAPE: f32 = 1.03;

impl Laid {
    /// How far apart what both show is: 0 the same, 64 nothing in common.
    pub(super) fn distance(&self) -> u32 {
        let apart = (1.0 - self.fit.correlation) * DISTANCE_OF_CORRELATION + self.difference.at_90;
        apart.round().clamp(0.0, MOST_DISTANCE) as u32
    }

    /// Whether the same drawing stands at another place on paper of the same shape: other wallpapers, not copies.
    pub(super) fn is_moved(&self, a: &RgbaImage, b: &RgbaImage) -> bool {
        let shape = |width: u32, height: u32| width as f32 / height.max(1) as f32;
        let of_a = shape(a.width(), a.height());
        let turned = if self.transform.axes().transpose { of_a.recip() } else { of_a };
        let ratio = turned / shape(b.width(), b.height());
        let centre = |[l, t, r, b]: [f32; 4]| [(l - r) / 2.0, (t - b) / 2.0];
        let [x, y] = centre(carried(margins(a, self.areas.0), self.transform));
        let [u, v] = centre(margins(b, self.areas.1));
        (SAME_SHAPE.recip()..=SAME_SHAPE).contains(&ratio) && (x - u).abs().max((y - v).abs()) > MOVED
    }

    /// Where what differs lies in all of the first picture, turned, and in all of the second.
    pub(super) fn places(&self, a: &RgbaImage, b: &RgbaImage) -> [Rect; 2] {
        self.in_whole(a, b, within(compared(&self.fit), self.difference.place))
    }

    /// Where what both show lies in all of the first picture, turned, and in all of the second.
    pub(super) fn common(&self, a: &RgbaImage, b: &RgbaImage) -> [Rect; 2] {
        self.in_whole(a, b, self.fit.seen())
    }

    /// A part of the second picture's area, in all of the first picture, turned, and in all of the second.
    fn in_whole(&self, a: &RgbaImage, b: &RgbaImage, in_area: Rect) -> [Rect; 2] {
        let margins = carried(margins(a, self.areas.0), self.transform);
        let whole = |[l, t, r, b]: Rect| [l, t, 1.0 - r, 1.0 - b];
        [within(whole(margins), self.fit.place(in_area)), within(whole(self::margins(b, self.areas.1)), in_area)]
    }
}

/// A rectangle in another one, as a rectangle of all.
fn within(outer: Rect, inner: Rect) -> Rect {
    let along = |from: f32, to: f32, at: f32| from + (to - from) * at;
    let ([l, t, r, b], [x, y, u, v]) = (outer, inner);
    [along(l, r, x), along(t, b, y), along(l, r, u), along(t, b, v)]
}

/// What lies outside an area (left, top, right, bottom), of 1.
pub(super) fn margins(picture: &RgbaImage, area: Area) -> [f32; 4] {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (right, bottom) = ((area.left + area.width) as f32, (area.top + area.height) as f32);
    [area.left as f32 / width, area.top as f32 / height, 1.0 - right / width, 1.0 - bottom / height]
}

/// Where the sides of a window come to lie when the picture is turned.
pub(super) fn carried([l, t, r, b]: [f32; 4], transform: Transform) -> [f32; 4] {
    let axes = transform.axes();
    // The turned picture at (x, y) shows the source at (u, v): undo the flips of u and v, then the transposition.
    let (l, r) = if axes.flip_x { (r, l) } else { (l, r) };
    let (t, b) = if axes.flip_y { (b, t) } else { (t, b) };
    if axes.transpose { [t, l, b, r] } else { [l, t, r, b] }
}
