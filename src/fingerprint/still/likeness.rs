//! Whether two stills show the same picture: they are laid over each other, and what is left is looked at.
//!
//! 1. The waves of both, and of crops and turns of them, are correlated: the best give a first guess at how one lies in
//!    the other (which turn, which window).
//! 2. The guess is refined on 32 and then 96 pixels a side (`register`).
//! 3. At 192 pixels, tone and colour are matched, and what then differs is measured (`residual`).
//! 4. `verdict` decides.
//!
//! Borders are cut off first. Where that does not fit, both are tried without their paper, and with their borders.

use image::RgbaImage;

use super::Transform;
use super::ground::{ground_of, is_cut_out, laid_on};
use super::look::is_plain;
use super::plane::{Plane, Rect};
use super::register::{Fit, refine};
use super::residual::{Difference, compared, difference};
use super::trim::{Area, content, trimmed, without_margins};
use super::verdict::{Verdict, is_copy, is_small};
use super::waves::{Waves, analyse, cut, window};

/// What is cut off the sides (left, top, right, bottom, of 1) in the windows that are tried.
const WINDOWS: [[f32; 4]; 12] = [
    [0.0, 0.0, 0.0, 0.0],
    [0.05, 0.05, 0.05, 0.05],
    [0.1, 0.1, 0.0, 0.0],
    [0.0, 0.0, 0.1, 0.1],
    [0.1, 0.0, 0.0, 0.1],
    [0.0, 0.1, 0.1, 0.0],
    [0.06, 0.0, 0.06, 0.0],
    [0.0, 0.06, 0.0, 0.06],
    [0.08, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.08, 0.0],
    [0.0, 0.08, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.08],
];

static CUTS: std::sync::LazyLock<Vec<(Waves, Waves)>> = std::sync::LazyLock::new(|| {
    WINDOWS.iter().map(|[l, t, r, b]| (window(*t, 1.0 - b), window(*l, 1.0 - r))).collect()
});

/// Sides of the squares that pictures are brought to, in pixels: for registration first roughly, then closely; for waves.
const ROUGH: usize = 32;
const MIDDLE: usize = 64;
const CLOSE: usize = 96;
const ROUGH_STEPS: usize = 10;
const CLOSE_STEPS: usize = 12;

/// Below this correlation after the rough registration, two pictures are not looked at closely.
const ROUGHLY_ALIKE: f32 = 0.8;

/// Below this correlation, or this part of the second picture inside the first, two pictures have nothing in common.
const ALIKE: f32 = 0.9;
const LEAST_OVERLAP: f32 = 0.6;

/// Of the eight turns, so many are registered, and only those that correlate nearly as well as the best.
const TURNS_TRIED: usize = 3;
const NEARLY: f32 = 0.08;

/// The least correlation of the waves of a copy in the best window; of 4,600 pairs of copies 99 % were above 0.93.
const WAVES_ALIKE: f32 = 0.85;

/// By how much rounding of stored waves changes a correlation, and more.
const ROUNDING: f32 = 0.05;

/// Two stills that show the same picture, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// How nearly.
    pub verdict: Verdict,
    /// How far apart they are: 0 the same, 64 nothing in common.
    pub distance: u32,
    /// What was done to the first to make the second.
    pub transform: Transform,
}

/// How the first picture, turned, lies under the second, and what they differ in.
pub(super) struct Laid {
    pub(super) transform: Transform,
    pub(super) fit: Fit,
    pub(super) areas: (Area, Area),
    pub(super) difference: Difference,
    /// Whether either picture has so little to see that brightness and colour tell it apart.
    pub(super) is_plain: bool,
}

impl Laid {
    /// Where what differs lies in all of the first picture, turned, and in all of the second.
    pub(super) fn places(&self, a: &RgbaImage, b: &RgbaImage) -> [Rect; 2] {
        let within = |outer: Rect, inner: Rect| -> Rect {
            let along = |from: f32, to: f32, at: f32| from + (to - from) * at;
            let ([l, t, r, b], [x, y, u, v]) = (outer, inner);
            [along(l, r, x), along(t, b, y), along(l, r, u), along(t, b, v)]
        };
        let in_area = within(compared(&self.fit), self.difference.place);
        let margins = carried(margins(a, self.areas.0), self.transform);
        let whole = |[l, t, r, b]: Rect| [l, t, 1.0 - r, 1.0 - b];
        [within(whole(margins), self.fit.place(in_area)), within(whole(self::margins(b, self.areas.1)), in_area)]
    }
}

/// What lies outside an area (left, top, right, bottom), of 1.
fn margins(picture: &RgbaImage, area: Area) -> [f32; 4] {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let (right, bottom) = ((area.left + area.width) as f32, (area.top + area.height) as f32);
    [area.left as f32 / width, area.top as f32 / height, 1.0 - right / width, 1.0 - bottom / height]
}

fn is_near(a: [f32; 4], b: [f32; 4]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.02)
}

/// Compares two pictures of at most 256 pixels a side, some milliseconds; larger ones take longer. `None` if they have
/// nothing in common; an icon is the same or has nothing in common. Exchanging the two changes the transform only, to its
/// inverse.
pub fn compare(a: &RgbaImage, b: &RgbaImage) -> Option<Likeness> {
    // Registration and residual are measured on the second picture's pixels: the larger one is always laid under the smaller.
    let on_ground = |cut_out: &RgbaImage, opaque: &RgbaImage| {
        let ground = ground_of(opaque).filter(|_| is_cut_out(cut_out))?;
        Some(laid_on(cut_out, ground))
    };
    if let Some(laid) = on_ground(a, b) {
        return compare_on_one_ground(&laid, b, true);
    }
    if let Some(laid) = on_ground(b, a) {
        return compare_on_one_ground(a, &laid, true);
    }
    compare_on_one_ground(a, b, false)
}

fn compare_on_one_ground(a: &RgbaImage, b: &RgbaImage, is_sprite: bool) -> Option<Likeness> {
    let size = |picture: &RgbaImage| u64::from(picture.width()) * u64::from(picture.height());
    if (size(a), a.as_raw()) >= (size(b), b.as_raw()) {
        return compare_ordered(a, b, is_sprite);
    }
    compare_ordered(b, a, is_sprite).map(|found| Likeness { transform: found.transform.inverse(), ..found })
}

fn compare_ordered(a: &RgbaImage, b: &RgbaImage, is_sprite: bool) -> Option<Likeness> {
    let laid = lay(a, b)?;
    let distance = (1.0 - laid.fit.correlation) * 256.0 + laid.difference.at_90;
    let is_copy = is_copy((a, b), &laid, is_sprite);
    (is_copy || !is_small(a, b)).then_some(Likeness {
        verdict: if is_copy { Verdict::Duplicate } else { Verdict::Alternate },
        distance: distance.round().clamp(0.0, 64.0) as u32,
        transform: laid.transform,
    })
}

/// Lays the first picture under the second, without borders or with them, whichever fits better.
pub(super) fn lay(a: &RgbaImage, b: &RgbaImage) -> Option<Laid> {
    let all = (without_margins(a), without_margins(b));
    if is_small(a, b) {
        // Icons have no borders to speak of, and a shift of a pixel makes another of one: edge to edge.
        return lay_areas(a, b, all);
    }
    let trim = (trimmed(a), trimmed(b));
    let mut best = lay_areas(a, b, trim);
    let mut tried = vec![trim];
    let drawn = std::iter::once_with(|| (content(a), content(b)));
    for areas in drawn.chain([all, (trim.0, all.1), (all.0, trim.1)]) {
        // Where three quarters are equal, no other framing fits better.
        if best.as_ref().is_some_and(|best| best.difference.at_75 < 1.0 || best.difference.left_over() < 4.0) {
            break;
        }
        // All framings that cut the same off both are as good as one.
        let is_even = |areas: &(Area, Area)| is_near(margins(a, areas.0), margins(b, areas.1));
        if tried.contains(&areas) || is_even(&areas) && tried.iter().any(is_even) {
            continue;
        }
        tried.push(areas);
        if let Some(laid) = lay_areas(a, b, areas)
            && best.as_ref().is_none_or(|best| laid.difference.left_over() < best.difference.left_over())
        {
            best = Some(laid);
        }
    }
    best
}

/// A part of a picture in the sizes in which it is registered.
struct Sizes {
    waves: Waves,
    is_plain: bool,
    rough: Plane<1>,
    close: Plane<1>,
}

impl Sizes {
    fn of(picture: &RgbaImage, area: Area) -> Self {
        let close = Plane::luma_of(picture, area).resized(CLOSE, CLOSE);
        let (middle, rough) = (close.resized(MIDDLE, MIDDLE), close.resized(ROUGH, ROUGH));
        let waves = analyse(&middle);
        Self { waves, is_plain: is_plain(&waves) && !has_edges(&middle), rough, close }
    }
}

/// Whether more than a few pixels differ from the mean of their neighbours by as much as no gradient does.
fn has_edges(plane: &Plane<1>) -> bool {
    const EDGE: f32 = 12.0;
    const FEW: usize = 100;
    let lines: Vec<&[f32]> = plane.pixels.chunks_exact(plane.width).map(<[_]>::as_flattened).collect();
    let n_edges: usize = lines
        .windows(3)
        .map(|three| {
            let [up, here, down] = [three[0], three[1], three[2]];
            let beside = here.windows(3).zip(&up[1..]).zip(&down[1..]);
            beside.filter(|((h, u), d)| (4.0 * h[1] - h[0] - h[2] - **u - **d).abs() > EDGE).count()
        })
        .sum();
    n_edges * FEW > plane.pixels.len()
}

fn lay_areas(a: &RgbaImage, b: &RgbaImage, areas: (Area, Area)) -> Option<Laid> {
    if areas.0.width.min(areas.0.height).min(areas.1.width).min(areas.1.height) < 8 {
        return None;
    }
    let (sizes_a, sizes_b) = (Sizes::of(a, areas.0), Sizes::of(b, areas.1));
    let starts = first_guesses(&sizes_a.waves, &sizes_b.waves);
    let is_plain = sizes_a.is_plain || sizes_b.is_plain;
    if is_small(a, b) {
        let &(alike, transform, _) = starts.first()?;
        let whole = Fit::of_window([0.0; 4]);
        let fit = refine(&sizes_a.rough.turned(transform), &sizes_b.rough, whole, 0);
        let difference = || difference(&Plane::of(a, areas.0).turned(transform), &Plane::of(b, areas.1), &fit);
        return (alike >= WAVES_ALIKE).then(difference)?.map(|difference| Laid {
            transform,
            fit,
            areas,
            difference,
            is_plain,
        });
    }
    let limit = (starts.first()?.0 - NEARLY).max(WAVES_ALIKE);
    let mut best: Option<(Transform, Fit)> = None;
    for &(_, turn, start) in starts.iter().take(TURNS_TRIED).filter(|start| start.0 >= limit) {
        let fit = refine(&sizes_a.rough.turned(turn), &sizes_b.rough, start, ROUGH_STEPS);
        if best.is_none_or(|(_, known)| fit.correlation > known.correlation + 0.01) {
            best = Some((turn, fit));
        }
    }
    let (transform, rough) =
        best.filter(|(_, fit)| fit.correlation >= ROUGHLY_ALIKE && fit.overlap >= LEAST_OVERLAP)?;
    let fit = refine(&sizes_a.close.turned(transform), &sizes_b.close, rough, CLOSE_STEPS);
    if fit.correlation < ALIKE || fit.overlap < LEAST_OVERLAP {
        return None;
    }
    let difference = difference(&Plane::of(a, areas.0).turned(transform), &Plane::of(b, areas.1), &fit)?;
    Some(Laid { transform, fit, areas, difference, is_plain })
}

/// Whether the stored waves of two pictures, one of them cut or turned, correlate nearly as those of copies do: a little less,
/// because they are rounded.
pub(super) fn are_alike(a: &Waves, b: &Waves) -> bool {
    first_guesses(a, b).first().is_some_and(|best| best.0 >= WAVES_ALIKE - ROUNDING)
}

/// For every turn the window in which the waves agree best, the best turn first.
fn first_guesses(a: &Waves, b: &Waves) -> Vec<(f32, Transform, Fit)> {
    let cuts = |waves: &Waves| CUTS.iter().map(|(down, across)| cut(waves, down, across)).collect::<Vec<_>>();
    let (cuts_a, cuts_b) = (cuts(a), cuts(b));
    let mut guesses: Vec<(f32, Transform, Fit)> = Transform::ALL
        .into_iter()
        .map(|turn| {
            // As it was is the likeliest; symmetrical pictures should not be called mirrored.
            let bonus = if turn == Transform::None { 0.02 } else { 0.0 };
            let whole = turn.apply(a);
            let mut best = (-1.0, Fit::of_window([0.0; 4]));
            for (sides, (cut_a, cut_b)) in WINDOWS.iter().zip(cuts_a.iter().zip(&cuts_b)) {
                // A window of the turned picture: turn the cut, and carry the window's sides along.
                let forward = correlation(&turn.apply(cut_a), b);
                if forward > best.0 {
                    best = (forward, Fit::of_window(carried(*sides, turn)));
                }
                let back = correlation(&whole, cut_b);
                if back > best.0 {
                    best = (back, Fit::of_window_back(*sides));
                }
            }
            (best.0 + bonus, turn, best.1)
        })
        .collect();
    guesses.sort_by(|one, other| other.0.total_cmp(&one.0));
    guesses
}

/// The correlation of the lowest waves, the finer ones weighted more because they are weaker.
fn correlation(a: &Waves, b: &Waves) -> f32 {
    let mut sums = [0.0_f32; 3];
    for (v, (row_a, row_b)) in a.iter().zip(b).enumerate().take(8) {
        for (u, (p, q)) in row_a.iter().zip(row_b).enumerate().take(8).filter(|(u, _)| u + v > 0) {
            let weight = (u + v) as f32;
            sums[0] += p * q * weight;
            sums[1] += p * p * weight;
            sums[2] += q * q * weight;
        }
    }
    sums[0] / (sums[1] * sums[2]).sqrt().max(1e-3)
}

/// Where the sides of a window come to lie when the picture is turned.
fn carried([l, t, r, b]: [f32; 4], transform: Transform) -> [f32; 4] {
    let (flip_x, flip_y, swap) = transform.parts();
    // The turned picture at (x, y) shows the source at (u, v): undo the flips of u and v, then the swap.
    let (l, r) = if flip_x { (r, l) } else { (l, r) };
    let (t, b) = if flip_y { (b, t) } else { (t, b) };
    if swap { [t, l, b, r] } else { [l, t, r, b] }
}

#[cfg(test)]
mod tests;
