//! Narrow stills that are parts of wide ones: a phone's wallpaper, cut from a desktop's at its full height.
//!
//! The waves of a window of the wide still follow from its own (`waves`): a window of a third of the width knows its four lowest
//! frequencies across and all twelve down. Their signs, 47 bits, are the short hash by which narrow stills are found among windows that
//! lie an eighth of their width apart. Of 69 phone crops of the corpus' wallpapers 64 are within ten bits, of other pairs one in a
//! hundred and ninety, and three in four of those are copies of the same wallpaper. What is left is compared by the waves themselves,
//! and then by the thumbnails as copies are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use image::RgbaImage;

use super::super::index::HashIndex;
use super::likeness::lay_areas;
use super::look::{Look, waves};
use super::verdict::{is_copy, is_small};
use crate::fingerprint::plane::Plane;
use crate::fingerprint::side::Area;
use crate::fingerprint::transform::Transform;
use crate::fingerprint::waves::{Luma, Matrix, N_LUMA, part};

/// The ratios of width to height of stills that are looked for, in hundredths: 9:22 to 2:3, as phones have them.
const NARROW: RangeInclusive<u32> = 40..=70;
/// The ratios of stills that have such parts: wide enough that these are no mere crops, and at most three screens side by side. Banners
/// of 20:1 and more took half a gigabyte of windows.
const WIDE: RangeInclusive<u32> = 120..=540;
/// Narrow stills whose ratios differ by less than this factor are looked for with the same windows: an edge is off by a fortieth of the
/// window at most.
const SAME_SHAPE: f32 = 1.1;
/// The ratio of most of them, in hundredths.
const PHONE: f32 = 56.25;
/// How many windows lie in the width of one.
const WINDOWS_A_WIDTH: f32 = 8.0;
/// Frequencies across that are known in a window, and the bits in which signs may differ.
const N_ACROSS: usize = 4;
const RADIUS: u32 = 12;
/// Signs in each of the four bands of a hash, so that no band of the index is empty.
const SIGNS_A_BAND: usize = 12;
/// What the waves of a part may lack of a correlation of 1 with the nearest window, in thousandths.
const MOST_APART: u32 = 300;
/// Wide stills within so many hundredths of a ratio share their windows.
const RATIO_STEP: u32 = 4;
/// What is laid under a part reaches beyond the window by this share of its width on either side: windows are coarse.
const MARGIN: f32 = 0.07;
/// The share of a part that must lie in the wide still.
const ALL: f32 = 0.95;

/// The lowest waves of a narrow still or of a window: all that are kept down, those that a window knows across.
type Known = [[f32; N_ACROSS]; N_LUMA];

/// Narrow stills of about one shape.
struct Shape {
    /// Width to height, in hundredths.
    ratio: f32,
    hashes: HashIndex,
}

/// Narrow stills, to be found in wide ones.
pub struct PartIndex {
    shapes: Vec<Shape>,
    parts: Vec<(u32, Known)>,
    /// Of each shape the windows of wide stills, by their ratios in [`RATIO_STEP`]s.
    windows: HashMap<u32, Vec<Vec<Matrix>>>,
}

/// A narrow still that may be a part of a wide one.
#[derive(Clone, Copy, Debug)]
pub struct NearPart {
    /// The caller's id.
    pub id: u32,
    /// What the waves lack of a correlation of 1, in thousandths.
    pub distance: u32,
}

impl PartIndex {
    /// Takes the looks of narrow stills with the caller's ids and their ratios of width to height in hundredths, and the ratios of the
    /// wide stills that will be asked for. What is not narrow, or tells nothing, is left out.
    pub fn new<'a>(parts: impl Iterator<Item = (u32, u32, &'a Look)>, wide: impl Iterator<Item = u32>) -> Self {
        let (mut known, mut by_shape) = (Vec::new(), BTreeMap::<i32, Vec<(u64, u32)>>::new());
        for (id, ratio, look) in parts.filter(|(_, ratio, look)| NARROW.contains(ratio) && look.is_telling()) {
            let waves = look.waves().map(|row| std::array::from_fn(|u| row[u]));
            by_shape.entry(shape(ratio)).or_default().push((signs(&waves), known.len() as u32));
            known.push((id, waves));
        }
        let shape = |(shape, hashes)| Shape { ratio: PHONE * SAME_SHAPE.powi(shape), hashes: HashIndex::new(hashes) };
        let shapes: Vec<Shape> = by_shape.into_iter().map(shape).collect();
        let wide: BTreeSet<u32> = wide.filter(|ratio| WIDE.contains(ratio)).map(|ratio| ratio / RATIO_STEP).collect();
        let of_ratio = |step: u32| {
            let ratio = (step as f32 + 0.5) * RATIO_STEP as f32;
            shapes.iter().map(|shape| windows(shape.ratio / ratio).map(|(_, window)| window).collect()).collect()
        };
        Self { windows: wide.into_iter().map(|step| (step, of_ratio(step))).collect(), shapes, parts: known }
    }

    /// The narrow stills that may be parts of a still of this ratio: the `most` likeliest, by how well they fit.
    pub fn near(&self, whole: &Look, ratio: u32, most: usize) -> Vec<NearPart> {
        let windows = self.windows.get(&(ratio / RATIO_STEP)).filter(|_| whole.is_telling());
        let waves = whole.waves();
        let mut found: Vec<(u32, u32)> = Vec::new();
        for (shape, windows) in self.shapes.iter().zip(windows.into_iter().flatten()) {
            for window in windows.iter().map(|window| cut(&waves, window)) {
                shape.hashes.within(signs(&window), RADIUS, |places, _| {
                    let parts = places.iter().filter_map(|&place| self.parts.get(place as usize));
                    let apart = |part| ((1.0 - correlation(&window, part)) * 1000.0) as u32;
                    found.extend(parts.map(|(id, part)| (apart(part), *id)).filter(|(apart, _)| *apart <= MOST_APART));
                });
            }
        }
        found.sort_unstable();
        let mut seen = HashSet::new();
        let first = found.into_iter().filter(|(_, id)| seen.insert(*id)).take(most);
        first.map(|(distance, id)| NearPart { id, distance }).collect()
    }
}

/// Which shape a ratio in hundredths is nearest to.
fn shape(ratio: u32) -> i32 {
    ((ratio as f32 / PHONE).ln() / SAME_SHAPE.ln()).round() as i32
}

/// The windows of a width (of 1), from left to right: where each begins, and what cuts it out.
fn windows(width: f32) -> impl Iterator<Item = (f32, Matrix)> {
    let n = ((1.0 - width) / width * WINDOWS_A_WIDTH).ceil().max(0.0) as usize;
    let left = move |at| (1.0 - width) * at as f32 / n.max(1) as f32;
    (0..=n).map(left).map(move |left| (left, part(left, left + width)))
}

/// The waves of a window.
fn cut(waves: &Luma, window: &Matrix) -> Known {
    waves.map(|row| std::array::from_fn(|u| row.iter().zip(&window[u]).map(|(wave, weight)| wave * weight).sum()))
}

/// The signs of known waves, without the mean.
fn signs(waves: &Known) -> u64 {
    let signs = waves.as_flattened().iter().skip(1).enumerate();
    signs.fold(0, |bits, (n, &wave)| bits | u64::from(wave > 0.0) << (n / SIGNS_A_BAND * 16 + n % SIGNS_A_BAND))
}

/// The correlation of known waves, the finer ones weighted more because they are weaker.
fn correlation(a: &Known, b: &Known) -> f32 {
    let mut sums = [0.0_f32; 3];
    for (v, (row_a, row_b)) in a.iter().zip(b).enumerate() {
        for (u, (p, q)) in row_a.iter().zip(row_b).enumerate() {
            // The mean has no weight.
            let weight = (u + v) as f32;
            sums[0] += p * q * weight;
            sums[1] += p * p * weight;
            sums[2] += q * q * weight;
        }
    }
    sums[0] / (sums[1] * sums[2]).sqrt().max(1e-3)
}

/// A still that is a part of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The window of the whole one: left, top, right, bottom, 0 to 1.
    pub window: [f32; 4],
    /// The part of the other that lies in it.
    pub shown: [f32; 4],
    /// How far apart what both show is: 0 the same, 64 nothing in common.
    pub distance: u32,
}

impl Part {
    /// With what is said of either exchanged.
    pub(super) fn turned(self) -> Self {
        Self { window: self.shown, shown: self.window, ..self }
    }
}

/// Finds the window of a wide picture that a narrow one shows, of at most 256 pixels a side; `None` if it shows none. Some
/// milliseconds.
pub fn find_part(whole: &RgbaImage, part: &RgbaImage) -> Option<Part> {
    let shape = |picture: &RgbaImage| picture.width() as f32 / picture.height().max(1) as f32;
    let (of_whole, of_part) = (shape(whole), shape(part));
    let hundredths = |shape: f32| (shape * 100.0).round() as u32;
    if is_small(whole, part) || !WIDE.contains(&hundredths(of_whole)) || !NARROW.contains(&hundredths(of_part)) {
        return None;
    }
    let width = of_part / of_whole;
    let waves = |picture: &RgbaImage| waves(&Plane::luma_of(picture, Area::all(picture)), Area::all(picture));
    let (all, narrow) = (waves(whole), waves(part).map(|row| std::array::from_fn(|u| row[u])));
    let fits = |(left, window): (f32, Matrix)| (correlation(&cut(&all, &window), &narrow), left);
    let (_, left) = windows(width).map(fits).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let at = |place: f32| (place.clamp(0.0, 1.0) * whole.width() as f32).round() as usize;
    let (left, right) = (at(left - width * MARGIN), at(left + width * (1.0 + MARGIN)));
    let window = Area { left, top: 0, width: right - left, height: whole.height() as usize };
    let laid = lay_areas(whole, part, (window, Area::all(part)))?;
    if laid.transform != Transform::None || laid.is_plain || !is_copy((whole, part), &laid, false) {
        return None;
    }
    let [window, shown] = laid.common(whole, part);
    let [left, top, right, bottom] = shown;
    ((right - left) * (bottom - top) >= ALL).then(|| Part { window, shown, distance: laid.distance() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::frame;
    use image::imageops::{self, FilterType};

    /// A wide picture, and the window of it from `left` on as a phone has it.
    fn wide(seed: u64, left: u32) -> (RgbaImage, RgbaImage) {
        let picture = imageops::resize(&frame(seed, 0.5, [0.0; 4]), 256, 144, FilterType::Triangle);
        let window = imageops::crop_imm(&picture, left, 0, 81, 144).to_image();
        (picture, imageops::resize(&window, 144, 256, FilterType::CatmullRom))
    }

    #[test]
    fn a_phones_window_is_found_in_its_picture_and_in_no_other() {
        let all: Vec<(RgbaImage, RgbaImage)> = [(3, 0), (4, 61), (5, 100), (6, 175)].map(|(n, at)| wide(n, at)).into();
        let looks: Vec<(Look, Look)> = all.iter().map(|(whole, part)| (Look::of(whole), Look::of(part))).collect();
        let parts = (0..).zip(&looks).map(|(id, (_, part))| (id, 56, part));
        let index = PartIndex::new(parts, [178].into_iter());
        for (n, (whole, _)) in all.iter().enumerate() {
            let near: Vec<u32> = index.near(&looks[n].0, 178, 4).iter().map(|near| near.id).collect();
            assert_eq!(near.first(), Some(&(n as u32)));
            for (m, (_, part)) in all.iter().enumerate() {
                let left = find_part(whole, part).map(|found| found.window[0] * 256.0);
                assert_eq!(left.is_some(), n == m, "{n} {m}");
                assert!(left.is_none_or(|left| (left - [0.0, 61.0, 100.0, 175.0][n]).abs() < 1.5), "{left:?}");
            }
        }
        assert!(find_part(&all[0].1, &all[0].0).is_none());
    }
}
