//! What one picture is to another that shows the same: which part of it, with what around it, with what laid over it.

use image::RgbaImage;

use super::laid::carried;
use super::likeness::lay;
use super::part::{Part, find_part};
use super::residual::{overlapping, unexplained_over};
use crate::fingerprint::plane::{Plane, Rect, luma};
use crate::fingerprint::side::{Area, SAME_COLOUR};
use crate::fingerprint::transform::Transform;

/// A strip beside the part that both show counts from this share of the picture on: less is a registration's error.
const LEAST_STRIP: f32 = 0.015;
/// By how much less of one picture than of the other both must show for a frame around it: less is a registration's error, too.
const SAME_FRAME: f64 = 0.02;
/// The share of a strip that has its commonest colour, if it is a bar, a border or the paper of a caption: letters cover less than
/// a third of theirs, and no strip of a picture of 200 had more than 0.5 but those of drawings on paper.
const PLAIN: f32 = 0.6;
/// By how many times strips on three or four sides may differ in width: a border is even, what a crop left out of plain paper is not.
const EVEN: f32 = 1.34;
/// A pixel differs by as much as it lies outside the levels of the nine pixels of the other picture around it. What is laid over a picture
/// differs by so many times what nine tenths of the pixels differ by, and by so many levels.
const STANDS_OUT: f32 = 4.0;
const LEAST_LEVELS: f32 = 4.0;
/// What the strongest tenth of it differs by at least, in levels: fine letters that were compressed differ by 10 and less.
const LEAST_INK: f32 = 11.0;
/// The share of the picture that it covers, at least and at most: below lies noise, above another picture.
const MARK: std::ops::RangeInclusive<f32> = 0.0004..=0.1;
/// The share of the picture in which nine tenths of its height and of its width lie, at most: a mark is in one place, the edges of fine
/// letters, which scaling and coding change, are everywhere.
const MARK_EXTENT: f32 = 0.25;
/// Of the two ways in which one colour can be laid over a picture to make the other, the true one leaves this share of what the other
/// leaves unexplained, at most (0.03 to 0.35 on half A of bench/near/keepers, over anything but flat ground); and what noise leaves.
const EXPLAINED: f32 = 0.65;
const NOISE: f32 = 0.01;
/// Over flat ground both ways explain it. There letters have edges where the picture has none: how many times the energy of edges the
/// marked picture has at least; 2.3 to 350, and 1.06 at most where only the coding differs, but more where the scale does.
const MORE_EDGES: f32 = 1.8;
/// With so many times the energy it is marked whatever explains it: flat paper over a logo of two colours is explained better than the
/// logo over paper (6.7 to 10⁶ of eight logos). What hides a place has edges of its own around it.
const FAR_MORE_EDGES: f32 = 6.0;
/// How far from what is covered edges count, in pixels.
const AROUND: usize = 2;

/// One of two pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The first.
    First,
    /// The second.
    Second,
}

/// How two pictures that show the same lie over each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// The part of the first that the second shows, in the first as it is: left, top, right, bottom, 0 to 1.
    pub first: [f32; 4],
    /// The part of the second that the first shows, in the second as it is.
    pub second: [f32; 4],
    /// Whether what lies around that part, if anything does, is plain: a border, bars, or the paper of a caption.
    pub is_first_framed: bool,
    /// The same of the second.
    pub is_second_framed: bool,
    /// Which of them has a mark or a text over it that the other does not have.
    pub marked: Option<Which>,
}

impl Relation {
    /// The relation of the second to the first, seen from the second.
    #[must_use]
    pub fn turned(self) -> Self {
        let marked = self.marked.map(|which| if which == Which::First { Which::Second } else { Which::First });
        Self {
            first: self.second,
            second: self.first,
            is_first_framed: self.is_second_framed,
            is_second_framed: self.is_first_framed,
            marked,
        }
    }
}

/// The share of a picture that a part covers.
pub fn area([left, top, right, bottom]: [f32; 4]) -> f64 {
    f64::from(right - left) * f64::from(bottom - top)
}

/// Finds how two pictures lie over each other, one of which is a part of the other; `None` if neither is.
pub fn relate_part(first: &RgbaImage, second: &RgbaImage) -> Option<Relation> {
    let part = find_part(first, second).or_else(|| find_part(second, first).map(Part::turned))?;
    let (is_first_framed, is_second_framed) = (false, false);
    Some(Relation { first: part.window, second: part.shown, is_first_framed, is_second_framed, marked: None })
}

/// Finds how two pictures of at most 256 pixels a side lie over each other; `None` if they have nothing in common. Exchanging the two
/// gives the same relation turned.
pub fn relate(first: &RgbaImage, second: &RgbaImage) -> Option<Relation> {
    let size = |picture: &RgbaImage| u64::from(picture.width()) * u64::from(picture.height());
    if (size(first), first.as_raw()) < (size(second), second.as_raw()) {
        return relate_ordered(second, first).map(Relation::turned);
    }
    relate_ordered(first, second)
}

fn relate_ordered(first: &RgbaImage, second: &RgbaImage) -> Option<Relation> {
    let laid = lay(first, second)?;
    let [in_common, of_common] = laid.common(first, second);
    // Plain margins that both have are not laid over each other, and still are parts of the picture.
    let (of_first, of_second) = (carried_over(of_common, in_common), carried_over(in_common, of_common));
    let turned = |picture: &RgbaImage, transform| {
        Plane::from_pixels(picture, Area::all(picture), |[r, g, b, _]| [r, g, b]).turned(transform)
    };
    let whole = |picture: &RgbaImage, area, transform| Plane::<3>::of(picture, area).turned(transform);
    let (in_first, in_second) =
        (whole(first, laid.areas.0, laid.transform), whole(second, laid.areas.1, Transform::None));
    // A border that both have is a part of the picture.
    let is_beside = |own, other| area(own) + SAME_FRAME < area(other);
    let is_first_framed = is_beside(of_first, of_second) && is_framed(&turned(first, laid.transform), of_first);
    let is_second_framed = is_beside(of_second, of_first) && is_framed(&turned(second, Transform::None), of_second);
    Some(Relation {
        is_first_framed,
        is_second_framed,
        marked: overlapping(&in_first, &in_second, &laid.fit)
            .and_then(|(a, b)| marked(&a, &b, (laid.fit.gain, laid.fit.offset))),
        first: turned_back(of_first, laid.transform),
        second: of_second,
    })
}

/// Where a part of a turned picture lies in the picture as it was.
fn turned_back([left, top, right, bottom]: Rect, transform: Transform) -> Rect {
    let [left, top, right, bottom] = carried([left, top, 1.0 - right, 1.0 - bottom], transform.inverse());
    [left, top, 1.0 - right, 1.0 - bottom]
}

/// Where all of a picture lies in another one, when a part of it (`from`) lies at `to` there; what is outside is left out.
fn carried_over(from: Rect, to: Rect) -> Rect {
    let along = |from: (f32, f32), to: (f32, f32)| {
        let scale = (to.1 - to.0) / (from.1 - from.0).max(f32::EPSILON);
        ((to.0 - from.0 * scale).max(0.0), (to.1 + (1.0 - from.1) * scale).min(1.0))
    };
    let (left, right) = along((from[0], from[2]), (to[0], to[2]));
    let (top, bottom) = along((from[1], from[3]), (to[1], to[3]));
    [left, top, right, bottom]
}

/// Whether all strips beside a part are plain, and there is one.
fn is_framed(picture: &Plane<3>, [left, top, right, bottom]: Rect) -> bool {
    let (width, height) = (picture.width as f32, picture.height as f32);
    // A pixel at the edge of the part is half of it.
    let (x, y) = ((left * width) as usize, (top * height) as usize);
    let (u, v) = ((right * width).ceil() as usize + 1, (bottom * height).ceil() as usize + 1);
    let (x, y, u, v) = (x.saturating_sub(1), y.saturating_sub(1), u.min(picture.width), v.min(picture.height));
    let strips = [
        (left, 0..x, 0..picture.height),
        (top, 0..picture.width, 0..y),
        (1.0 - right, u..picture.width, 0..picture.height),
        (1.0 - bottom, 0..picture.width, v..picture.height),
    ];
    let mut widths = Vec::new();
    for (share, columns, rows) in strips {
        if share < LEAST_STRIP || columns.is_empty() || rows.is_empty() {
            continue;
        }
        let (across, down) = (columns.len(), rows.len());
        let pixels = rows.flat_map(|row| &picture.pixels[row * picture.width..][columns.clone()]);
        if !is_plain(&pixels.copied().collect::<Vec<_>>()) {
            return false;
        }
        widths.push(across.min(down));
    }
    let (least, most) = (widths.iter().min(), widths.iter().max());
    let is_even = least.zip(most).is_some_and(|(least, most)| *most as f32 <= EVEN * *least as f32);
    is_even || matches!(widths.len(), 1 | 2)
}

fn is_plain(pixels: &[[f32; 3]]) -> bool {
    // The commonest of 512 colours, then all that are near its mean.
    let bucket = |pixel: &[f32; 3]| pixel.iter().fold(0, |sum, level| sum * 8 + (*level as usize / 32).min(7));
    let mut sums = vec![([0.0_f32; 3], 0_usize); 512];
    for pixel in pixels {
        if let Some((sum, n)) = sums.get_mut(bucket(pixel)) {
            sum.iter_mut().zip(pixel).for_each(|(sum, level)| *sum += level);
            *n += 1;
        }
    }
    let Some((sum, n)) = sums.into_iter().max_by_key(|(_, n)| *n) else { return false };
    let commonest = sum.map(|sum| sum / n.max(1) as f32);
    let is_near = |pixel: &&[f32; 3]| pixel.iter().zip(commonest).all(|(p, c)| (p - c).abs() <= SAME_COLOUR as f32);
    pixels.iter().filter(is_near).count() as f32 >= PLAIN * pixels.len() as f32
}

/// Which of two pictures of one size has something laid over it; luma of the second is about gain · luma of the first + offset.
fn marked(a: &Plane<3>, b: &Plane<3>, (gain, offset): (f32, f32)) -> Option<Which> {
    let width = a.width;
    let a: Vec<[f32; 3]> = a.pixels.iter().map(|pixel| pixel.map(|level| gain * level + offset)).collect();
    let (of_a, of_b) = (beyond(&a, &b.pixels, width), beyond(&b.pixels, &a, width));
    let apart: Vec<f32> = of_a.into_iter().zip(of_b).map(|(p, q)| p.max(q)).collect();
    let mut sorted = apart.clone();
    sorted.sort_by(f32::total_cmp);
    let limit = (STANDS_OUT * sorted.get(sorted.len() * 9 / 10)?).max(LEAST_LEVELS);
    let covered: Vec<usize> = (0..apart.len()).filter(|&i| apart[i] > limit).collect();
    if !MARK.contains(&(covered.len() as f32 / apart.len() as f32)) {
        return None;
    }
    let mut ink: Vec<f32> = covered.iter().map(|&i| apart[i]).collect();
    ink.sort_by(f32::total_cmp);
    if ink.get(ink.len() * 9 / 10).is_none_or(|&ink| ink < LEAST_INK) {
        return None;
    }
    if extent(&covered, width) > MARK_EXTENT * apart.len() as f32 {
        return None;
    }
    let energy = edges_around(&covered, [&a, &b.pixels], width);
    if energy[1] > FAR_MORE_EDGES * energy[0] {
        return Some(Which::Second);
    }
    if energy[0] > FAR_MORE_EDGES * energy[1] {
        return Some(Which::First);
    }
    let colours: Vec<[[f32; 3]; 2]> = covered.iter().map(|&i| [a[i], b.pixels[i]]).collect();
    let [over_first, over_second] = [0, 1].map(|base| unexplained_over(&colours, base) + NOISE);
    if over_first < EXPLAINED * over_second {
        return Some(Which::Second);
    }
    if over_second < EXPLAINED * over_first {
        return Some(Which::First);
    }
    let energy = edges([&a, &b.pixels], width, |i| covered.binary_search(&i).is_ok());
    if energy[0] > MORE_EDGES * energy[1] {
        Some(Which::First)
    } else if energy[1] > MORE_EDGES * energy[0] {
        Some(Which::Second)
    } else {
        None
    }
}

/// The energy of the edges of two pictures at some pixels.
fn edges(pictures: [&Vec<[f32; 3]>; 2], width: usize, is_asked: impl Fn(usize) -> bool) -> [f32; 2] {
    let height = pictures[0].len() / width.max(1);
    let inner = (1..height.saturating_sub(1)).flat_map(|y| (1..width.saturating_sub(1)).map(move |x| y * width + x));
    let mut energy = [1.0_f32; 2];
    for i in inner.filter(|&i| is_asked(i)) {
        for (pixels, energy) in pictures.into_iter().zip(&mut energy) {
            let [left, right, up, down] = [i - 1, i + 1, i - width, i + width].map(|i| luma(pixels[i]));
            *energy += (right - left).powi(2) + (down - up).powi(2);
        }
    }
    energy
}

/// The energy of the edges of two pictures at what is covered, and a little around it.
fn edges_around(covered: &[usize], pictures: [&Vec<[f32; 3]>; 2], width: usize) -> [f32; 2] {
    let mut is_near = vec![false; pictures[0].len()];
    for &i in covered {
        let (x, y) = (i % width, i / width);
        for line in is_near.chunks_exact_mut(width).take(y + AROUND + 1).skip(y.saturating_sub(AROUND)) {
            line[x.saturating_sub(AROUND)..(x + AROUND + 1).min(width)].fill(true);
        }
    }
    edges(pictures, width, |i| is_near[i])
}

/// The pixels of the rectangle in which nine tenths of some pixels lie, across and down.
fn extent(covered: &[usize], width: usize) -> f32 {
    let side = |mut places: Vec<usize>| {
        places.sort_unstable();
        let cut = places.len() / 20;
        places.get(cut).zip(places.get(places.len() - 1 - cut)).map_or(0, |(first, last)| last - first + 1)
    };
    let across = side(covered.iter().map(|i| i % width).collect());
    (across * side(covered.iter().map(|i| i / width).collect())) as f32
}

/// How far each pixel lies outside the levels of the other picture's pixels around it, in the channel with most.
fn beyond(one: &[[f32; 3]], other: &[[f32; 3]], width: usize) -> Vec<f32> {
    let height = other.len() / width.max(1);
    let at = |i: usize| {
        let (x, y) = (i % width, i / width);
        let (mut low, mut high) = ([f32::MAX; 3], [f32::MIN; 3]);
        for v in y.saturating_sub(1)..(y + 2).min(height) {
            for pixel in &other[v * width + x.saturating_sub(1)..v * width + (x + 2).min(width)] {
                for c in 0..3 {
                    (low[c], high[c]) = (low[c].min(pixel[c]), high[c].max(pixel[c]));
                }
            }
        }
        (0..3).map(|c| (one[i][c] - high[c]).max(low[c] - one[i][c])).fold(0.0, f32::max)
    };
    (0..other.len()).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{face, turned};
    use image::{Rgba, imageops};

    /// Letters, more or less.
    fn letters(picture: &mut RgbaImage, (left, top): (u32, u32), ink: [u8; 3]) {
        for (x, y) in (0..60).flat_map(|x| (0..10).map(move |y| (x, y))).filter(|(x, y)| x % 6 < 3 || y % 5 == 0) {
            picture.put_pixel(left + x, top + y, Rgba([ink[0], ink[1], ink[2], 255]));
        }
    }

    #[test]
    fn a_mark_is_told_from_what_it_covers_whichever_comes_first() {
        let picture = face(240, 180);
        let mut marked = picture.clone();
        letters(&mut marked, (90, 160), [255, 255, 255]);
        assert_eq!(relate(&picture, &marked).unwrap().marked, Some(Which::Second));
        assert_eq!(relate(&marked, &picture).unwrap().marked, Some(Which::First));
        assert_eq!(relate(&marked, &picture).unwrap().turned().marked, Some(Which::Second));
        let smaller = imageops::resize(&picture, 180, 135, imageops::FilterType::Triangle);
        assert_eq!(relate(&picture, &smaller).unwrap().marked, None);
    }

    #[test]
    fn a_logo_of_two_colours_on_flat_paper_is_the_mark_and_not_what_lies_under_it() {
        let mut picture = RgbaImage::from_pixel(240, 180, Rgba([250, 250, 250, 255]));
        imageops::replace(&mut picture, &face(160, 110), 60, 50);
        let mut marked = picture.clone();
        for (x, y) in (0..24_u32).flat_map(|x| (0..24_u32).map(move |y| (x, y))) {
            let r = (x as f32 - 11.5).hypot(y as f32 - 11.5);
            let ink = if r > 9.5 {
                [30, 30, 30]
            } else if r > 5.0 {
                [240, 240, 240]
            } else {
                [200, 40, 60]
            };
            if r < 12.0 {
                marked.put_pixel(8 + x, 8 + y, Rgba([ink[0], ink[1], ink[2], 255]));
            }
        }
        assert_eq!(relate(&picture, &marked).unwrap().marked, Some(Which::Second));
        assert_eq!(relate(&marked, &picture).unwrap().marked, Some(Which::First));
    }

    #[test]
    fn a_part_is_told_in_the_picture_as_it_is_whichever_comes_first() {
        let picture = face(240, 180);
        let crop = imageops::crop_imm(&picture, 0, 0, 220, 160).to_image();
        for turn in [Transform::Mirror, Transform::Rotate90, Transform::MirrorRotate270] {
            let copy = turned(&crop, turn);
            let found = relate(&picture, &copy).unwrap();
            assert!(found.first[0] < 0.02 && found.first[1] < 0.02 && found.first[2] < 0.95, "{turn:?} {found:?}");
            assert_eq!(relate(&copy, &picture), Some(found.turned()), "{turn:?}");
        }
    }

    #[test]
    fn bars_and_captions_frame_a_picture_and_more_of_it_does_not() {
        let picture = face(240, 180);
        let mut captioned = RgbaImage::from_pixel(240, 210, Rgba([255, 255, 255, 255]));
        imageops::replace(&mut captioned, &picture, 0, 0);
        letters(&mut captioned, (80, 190), [0, 0, 0]);
        let found = relate(&picture, &captioned).unwrap();
        assert!(found.is_second_framed && !found.is_first_framed, "{found:?}");
        assert!((area(found.second) - 180.0 / 210.0).abs() < 0.03, "{found:?}");
        let crop = turned(&imageops::crop_imm(&picture, 12, 9, 216, 162).to_image(), Transform::Mirror);
        let found = relate(&picture, &crop).unwrap();
        assert!(!found.is_first_framed && !found.is_second_framed, "{found:?}");
        assert!((area(found.first) - 0.81).abs() < 0.03 && area(found.second) > 0.97, "{found:?}");
    }
}
