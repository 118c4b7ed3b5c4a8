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

use super::ground::{ground_of, is_cut_out, laid_on};
use super::guess::{self, first_guesses};
use super::laid::{Laid, margins};
use super::look::is_plain;
use super::register::{Fit, refine};
use super::residual::{Difference, difference};
use super::trim::Framing;
use super::verdict::{Verdict, is_copy, is_small};
use crate::fingerprint::plane::Plane;
use crate::fingerprint::side::Area;
use crate::fingerprint::transform::Transform;
use crate::fingerprint::waves::{Luma, REDUCED, analyse};

/// Sides of the squares that pictures are brought to, in pixels: for registration first roughly, then closely.
const ROUGH: usize = 32;
const CLOSE: usize = 96;
/// Steps of registration in either size, at most; 5 left uneven crops unaligned.
const ROUGH_STEPS: usize = 10;
const CLOSE_STEPS: usize = 12;
/// The correlation that two pictures must have after the rough registration and after the close one, and the part of the second
/// picture that must lie inside the first; with less they have nothing in common.
const LEAST_ROUGH_CORRELATION: f32 = 0.8;
const LEAST_CORRELATION: f32 = 0.9;
const LEAST_OVERLAP: f32 = 0.6;
/// Registers at most 3 of the 8 orientations, each within 0.08 of the best correlation; a later one must be better by 0.01.
const MOST_ORIENTATIONS: usize = 3;
const NEARLY_BEST: f32 = 0.08;
const BETTER: f32 = 0.01;
/// A picture that is nearly the same mirrored is laid both ways when something of the first is left over: within this of the best
/// correlation, where a cell differs by more than these levels.
const ALSO_BEST: f32 = 0.03;
const LEFT_OVER_TO_TURN: f32 = 8.0;
/// Framings that cut the sides off within this share of the same are one.
const SAME_MARGIN: f32 = 0.02;
/// No other framing fits better when three quarters of the cells differ by less than this, in levels, or when this little is left
/// over ([`Difference::left_over`]).
const EQUAL_AT_75: f32 = 1.0;
const LITTLE_LEFT_OVER: f32 = 4.0;
/// Narrower or lower parts, in pixels, are no pictures.
const LEAST_SIDE: usize = 8;

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

fn is_near(a: [f32; 4], b: [f32; 4]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < SAME_MARGIN)
}

/// Compares two pictures of at most 256 pixels a side, some milliseconds; larger ones take longer. `None` if they have
/// nothing in common; an icon is the same or has nothing in common. Exchanging the two changes the transform only, to its
/// inverse.
pub fn compare(a: &RgbaImage, b: &RgbaImage) -> Option<Likeness> {
    // Registration and residual are measured on the second picture's pixels: the larger one is always laid under the smaller.
    let on_ground = |cut_out: &RgbaImage, opaque: &RgbaImage| {
        // The alpha is looked at first: nearly all pictures have none.
        let ground = is_cut_out(cut_out).then(|| ground_of(opaque))??;
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
    let is_copy = is_copy((a, b), &laid, is_sprite);
    (is_copy || !is_small(a, b)).then_some(Likeness {
        verdict: if is_copy { Verdict::Duplicate } else { Verdict::Alternate },
        distance: laid.distance(),
        transform: laid.transform,
    })
}

/// Lays the first picture under the second, without borders or with them, whichever fits better.
pub(super) fn lay(a: &RgbaImage, b: &RgbaImage) -> Option<Laid> {
    let framings = (Framing::of(a), Framing::of(b));
    let all = (framings.0.inside, framings.1.inside);
    if is_small(a, b) {
        // Icons have no borders to speak of, and a shift of a pixel makes another of one: edge to edge.
        return lay_areas(a, b, all);
    }
    let trim = (framings.0.trimmed(), framings.1.trimmed());
    let mut best = lay_areas(a, b, trim);
    let mut tried = vec![trim];
    let drawn = std::iter::once_with(|| (framings.0.content(), framings.1.content()));
    for areas in drawn.chain([all, (trim.0, all.1), (all.0, trim.1)]) {
        let is_equal = |of: &Difference| of.at_75 < EQUAL_AT_75 || of.left_over() < LITTLE_LEFT_OVER;
        if best.as_ref().is_some_and(|best| is_equal(&best.difference)) {
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
    waves: Luma,
    is_plain: bool,
    rough: Plane<1>,
    close: Plane<1>,
}

impl Sizes {
    fn of(picture: &RgbaImage, area: Area) -> Self {
        let close = Plane::luma_of(picture, area).resized(CLOSE, CLOSE);
        let (middle, rough) = (close.resized(REDUCED, REDUCED), close.resized(ROUGH, ROUGH));
        let waves = analyse(&middle);
        Self { waves, is_plain: is_plain(&waves) && !has_edges(&middle), rough, close }
    }
}

/// Whether more than a few pixels differ from the mean of their neighbours by as much as no gradient does.
fn has_edges(plane: &Plane<1>) -> bool {
    /// The Laplacian of an edge, in levels; one pixel in so many is no edge.
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

pub(super) fn lay_areas(a: &RgbaImage, b: &RgbaImage, areas: (Area, Area)) -> Option<Laid> {
    if areas.0.width.min(areas.0.height).min(areas.1.width).min(areas.1.height) < LEAST_SIDE {
        return None;
    }
    let (sizes_a, sizes_b) = (Sizes::of(a, areas.0), Sizes::of(b, areas.1));
    let starts = first_guesses(&sizes_a.waves, &sizes_b.waves);
    let is_plain = sizes_a.is_plain || sizes_b.is_plain;
    if is_small(a, b) {
        let &(alike, transform, _) = starts.first()?;
        let whole = Fit::of_window([0.0; 4]);
        let fit = refine(&sizes_a.rough.clone().turned(transform), &sizes_b.rough, whole, 0);
        let difference = || difference(&Plane::of(a, areas.0).turned(transform), &Plane::of(b, areas.1), &fit);
        return (alike >= guess::LEAST_CORRELATION).then(difference)?.map(|difference| Laid {
            transform,
            fit,
            areas,
            difference,
            is_plain,
        });
    }
    let limit = (starts.first()?.0 - NEARLY_BEST).max(guess::LEAST_CORRELATION);
    let mut best: Option<(Transform, Fit)> = None;
    for &(_, turn, start) in starts.iter().take(MOST_ORIENTATIONS).filter(|start| start.0 >= limit) {
        // None can be better by enough.
        if best.is_some_and(|(_, known)| known.correlation + BETTER >= 1.0) {
            break;
        }
        let fit = refine(&sizes_a.rough.clone().turned(turn), &sizes_b.rough, start, ROUGH_STEPS);
        if best.is_none_or(|(_, known)| fit.correlation > known.correlation + BETTER) {
            best = Some((turn, fit));
        }
    }
    let (transform, rough) =
        best.filter(|(_, fit)| fit.correlation >= LEAST_ROUGH_CORRELATION && fit.overlap >= LEAST_OVERLAP)?;
    let laid = |transform: Transform, rough: Fit| {
        let fit = refine(&sizes_a.close.clone().turned(transform), &sizes_b.close, rough, CLOSE_STEPS);
        if fit.correlation < LEAST_CORRELATION || fit.overlap < LEAST_OVERLAP {
            return None;
        }
        let difference = difference(&Plane::of(a, areas.0).turned(transform), &Plane::of(b, areas.1), &fit)?;
        Some(Laid { transform, fit, areas, difference, is_plain })
    };
    let found = laid(transform, rough)?;
    if found.difference.worst <= LEFT_OVER_TO_TURN {
        return Some(found);
    }
    // Of a face from the front each orientation fits, and a cell tells which is right.
    let limit = (starts.first()?.0 - ALSO_BEST).max(guess::LEAST_CORRELATION);
    let others = starts.iter().take(MOST_ORIENTATIONS).filter(|start| start.0 >= limit && start.1 != transform);
    let others = others.filter_map(|&(_, turn, start)| {
        let fit = refine(&sizes_a.rough.clone().turned(turn), &sizes_b.rough, start, ROUGH_STEPS);
        (fit.correlation >= rough.correlation - BETTER && fit.overlap >= LEAST_OVERLAP).then(|| laid(turn, fit))?
    });
    let left_over = |laid: &Laid| laid.difference.left_over();
    others
        .filter(|other| left_over(other) < left_over(&found))
        .min_by(|x, y| left_over(x).total_cmp(&left_over(y)))
        .or(Some(found))
}

#[cfg(test)]
mod tests;
