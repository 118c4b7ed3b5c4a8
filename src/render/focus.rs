//! Where a picture is looked at, so that a crop keeps the face.
//!
//! There is no detector of faces here, and no data of others: a pixel has a weight by its colour and its neighbours, and the
//! window with most weight is kept. Weights are found at 96 pixels, in Oklab:
//!
//! ```text
//! edge      3 × the slope of the colour, at most 1          drawn lines; skies and blurred backgrounds have none
//! distinct  1.2 × the distance from the mean colour         a figure differs from what is behind it
//! skin      0.35 for light, slightly warm colours
//! face      8 × √(skin × edge), each blurred                skin with lines in it: eyes and mouth, and not an arm or a wall
//! weight    the square of the sum                           few strong pixels count for more than many weak ones
//! ```
//!
//! docs/sheets.md tells how many faces are kept. A window that fills a cell slides along one side of the picture only. So the
//! sums of all columns and of all rows are all that has to be known, for a window of any shape.

use image::RgbaImage;

use super::scale::Crop;
use super::thumbnail;
use crate::media::oklab;

/// The longer side at which weights are found, in pixels.
const EDGE: u32 = 96;

/// The weight of a slope of 1, and the most that a slope weighs.
const SLOPE: f32 = 3.0;
const MOST_SLOPE: f32 = 1.0;

/// The weight of a pixel that is as far from the mean colour as black from white.
const DISTINCT: f32 = 1.2;

/// The weight of skin, and of skin among edges.
const SKIN: f32 = 0.35;
const FACE: f32 = 8.0;

/// The longer side of a picture, in distances over which skin and edges are one face.
const REACH: usize = 20;

/// How much less a pixel at the end of a window counts than one in its middle, so that a face is not at the end.
const FALL: f64 = 0.9;

/// What a window loses that is as far from its usual place as the picture is long: so little that it only decides where nothing
/// else does.
const PULL: f64 = 0.1;

/// The usual place of a window, as a part of the way that it can slide. Faces are above the middle.
const MIDDLE: f64 = 0.5;
const UPPER: f64 = 0.4;

/// What is looked at in a picture, or in all frames of an animation.
#[derive(Clone, Debug, PartialEq)]
pub struct Focus {
    columns: Vec<f32>,
    rows: Vec<f32>,
}

impl Focus {
    /// Finds what is looked at in a picture.
    pub fn of(picture: &RgbaImage) -> Self {
        let small = thumbnail(picture, EDGE);
        let weights = Weights::of(&small);
        let (width, height) = (weights.width, weights.values.len() / weights.width.max(1));
        let mut focus = Self { columns: vec![0.0; width], rows: vec![0.0; height] };
        for (row, sum) in weights.values.chunks(width.max(1)).zip(&mut focus.rows) {
            *sum = row.iter().sum();
            focus.columns.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        focus
    }

    /// Finds what is looked at in frames of an animation, all of one size. `None` if there are none.
    pub fn of_all<'a>(frames: impl IntoIterator<Item = &'a RgbaImage>) -> Option<Self> {
        frames.into_iter().map(Self::of).reduce(|mut all, one| {
            all.columns.iter_mut().zip(&one.columns).for_each(|(sum, weight)| *sum += weight);
            all.rows.iter_mut().zip(&one.rows).for_each(|(sum, weight)| *sum += weight);
            all
        })
    }

    /// Moves a crop to where it keeps most of what is looked at.
    pub(super) fn place(&self, crop: Crop, (width, height): (u32, u32)) -> Crop {
        let along = |sums, length: f64, whole: u32, usual| {
            let whole = f64::from(whole);
            (whole - length) * best_place(sums, length / whole.max(1.0), usual)
        };
        Crop {
            left: along(&self.columns, crop.width, width, MIDDLE),
            top: along(&self.rows, crop.height, height, UPPER),
            ..crop
        }
    }
}

/// Finds the best place of a window that is a part of a line, as a part of the way that it can slide.
fn best_place(sums: &[f32], part: f64, usual: f64) -> f64 {
    let length = sums.len() as f64;
    let window = length * part;
    let room = length - window;
    let total: f64 = sums.iter().copied().map(f64::from).sum();
    // Below, nothing but rounding is left of a plain picture.
    if room < 0.01 || total < 1e-6 * length {
        return usual;
    }
    let n_steps = (2.0 * room).ceil();
    let score = |place: f64| {
        let middle = room * place + window / 2.0;
        let kept = (0_u32..).zip(sums).map(|(at, &sum)| {
            let off = (f64::from(at) + 0.5 - middle) / (window / 2.0);
            if off.abs() <= 1.0 { f64::from(sum) * (1.0 - FALL * off * off) } else { 0.0 }
        });
        kept.sum::<f64>() / total - PULL * (place - usual).abs() * room / length
    };
    let places = (0..=n_steps as u32).map(|step| f64::from(step) / n_steps);
    places.map(|place| (score(place), place)).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(usual, |(_, place)| place)
}

/// The weights of the pixels of a small picture, row by row.
struct Weights {
    values: Vec<f32>,
    width: usize,
}

impl Weights {
    fn of(picture: &RgbaImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let colours: Vec<[f32; 3]> = picture.pixels().map(|pixel| oklab(*pixel)).collect();
        let n = colours.len().max(1) as f32;
        let mean = [0, 1, 2].map(|i| colours.iter().map(|colour| colour[i]).sum::<f32>() / n);
        let at = |x: usize, y: usize| colours[y.min(height - 1) * width + x.min(width - 1)];
        let mut edges = Vec::with_capacity(colours.len());
        for y in 0..height {
            for x in 0..width {
                let across = distance(at(x + 1, y), at(x.saturating_sub(1), y));
                let down = distance(at(x, y + 1), at(x, y.saturating_sub(1)));
                edges.push((SLOPE * across.hypot(down)).min(MOST_SLOPE));
            }
        }
        let skin: Vec<f32> = colours.iter().map(|&colour| f32::from(u8::from(is_like_skin(colour)))).collect();
        let reach = width.max(height) / REACH;
        let near = blurred(&edges, width, reach).into_iter().zip(blurred(&skin, width, reach));
        let faces = near.map(|(edges, skin)| FACE * (edges * skin).sqrt());
        let parts = colours.iter().zip(edges).zip(skin).zip(faces);
        let values = parts.map(|(((colour, edge), skin), face)| {
            let sum = edge + DISTINCT * distance(*colour, mean) + SKIN * skin + face;
            sum * sum
        });
        let values = values.collect();
        Self { values, width }
    }
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

/// Whether a colour is light and a little red or yellow, as skin in drawings is.
fn is_like_skin([lightness, red, yellow]: [f32; 3]) -> bool {
    let (chroma, hue) = (red.hypot(yellow), yellow.atan2(red));
    lightness > 0.72 && (0.02..0.12).contains(&chroma) && (0.3..1.4).contains(&hue)
}

/// Takes the mean of each value and of those within a reach on each side, across and down; 0 beyond the edges.
fn blurred(values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let across: Vec<f32> = values.chunks(width.max(1)).flat_map(|row| means(row.to_vec(), reach)).collect();
    let mut blurred = vec![0.0; values.len()];
    for x in 0..width {
        let column = means(across.iter().skip(x).step_by(width).copied().collect(), reach);
        blurred.iter_mut().skip(x).step_by(width).zip(column).for_each(|(to, mean)| *to = mean);
    }
    blurred
}

fn means(line: Vec<f32>, reach: usize) -> impl Iterator<Item = f32> {
    let n = (2 * reach + 1) as f32;
    (0..line.len())
        .map(move |at| line[at.saturating_sub(reach)..line.len().min(at + reach + 1)].iter().sum::<f32>() / n)
}

#[cfg(test)]
mod tests {
    use image::Rgba;
    use proptest::prelude::*;

    use super::*;
    use crate::render::scale::centre_crop;

    /// A face of 40 pixels, of skin with eyes and a mouth, before a sky that grows lighter downwards.
    fn face_at(size: (u32, u32), (left, top): (u32, u32)) -> RgbaImage {
        RgbaImage::from_fn(size.0, size.1, |x, y| {
            let (fx, fy) = (x.wrapping_sub(left), y.wrapping_sub(top));
            if fx >= 40 || fy >= 40 {
                return Rgba([70, 110, (120 + 80 * y / size.1) as u8, 255]);
            }
            let is_eye = (10..18).contains(&fy) && ((6..14).contains(&fx) || (26..34).contains(&fx));
            let is_mouth = (28..31).contains(&fy) && (14..26).contains(&fx);
            Rgba(if is_eye || is_mouth { [40, 20, 30, 255] } else { [250, 220, 195, 255] })
        })
    }

    fn placed(focus: &Focus, picture: (u32, u32), bounds: (u32, u32)) -> Crop {
        focus.place(centre_crop(picture, bounds), picture)
    }

    #[test]
    fn a_face_is_kept_wherever_it_is() {
        for (size, bounds, face) in [
            ((384, 216), (1, 1), (10, 80)),
            ((384, 216), (1, 1), (340, 20)),
            ((384, 216), (9, 16), (20, 120)),
            ((384, 216), (9, 16), (170, 60)),
            ((384, 216), (9, 16), (330, 160)),
            ((216, 384), (16, 9), (80, 5)),
            ((216, 384), (1, 1), (80, 340)),
        ] {
            let Crop { left, top, width, height } = placed(&Focus::of(&face_at(size, face)), size, bounds);
            let (x, y) = (f64::from(face.0), f64::from(face.1));
            let is_kept = left <= x && x + 40.0 <= left + width && top <= y && y + 40.0 <= top + height;
            assert!(is_kept, "{face:?} of {size:?} in {bounds:?}: {left}, {top}, {width}×{height}");
        }
    }

    #[test]
    fn a_picture_of_one_colour_is_cropped_evenly_at_the_sides() {
        let plain = RgbaImage::from_pixel(300, 100, Rgba([90, 90, 90, 255]));
        assert_eq!(placed(&Focus::of(&plain), (300, 100), (20, 20)).left, 100.0);
    }

    #[test]
    fn all_of_an_animation_is_looked_at() {
        let size = (400, 100);
        let frames = [20, 160].map(|left| face_at(size, (left, 30)));
        let Crop { left, width, .. } = placed(&Focus::of_all(&frames).unwrap(), size, (2, 1));
        assert!(left <= 20.0 && 200.0 <= left + width, "both faces are kept: {left}, {width}");
        assert_eq!(Focus::of_all([]), None);
    }

    proptest! {
        #[test]
        fn a_crop_stays_inside(w in 0_u32..300, h in 0_u32..300, bw in 1_u32..50, bh in 1_u32..50, grey in any::<u8>()) {
            let picture = RgbaImage::from_fn(w, h, |x, y| Rgba([(x ^ y) as u8, grey, (x * y) as u8, grey]));
            let centred = centre_crop((w, h), (bw, bh));
            let crop = placed(&Focus::of(&picture), (w, h), (bw, bh));
            prop_assert_eq!((crop.width, crop.height), (centred.width, centred.height));
            prop_assert!(crop.left >= 0.0 && crop.left + crop.width <= f64::from(w) + 1e-6, "{:?}", crop);
            prop_assert!(crop.top >= 0.0 && crop.top + crop.height <= f64::from(h) + 1e-6, "{:?}", crop);
        }
    }
}
