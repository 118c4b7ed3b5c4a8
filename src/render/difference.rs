//! Outlines around the regions in which two pictures differ.

use image::{Rgba, RgbaImage};

use super::drawing::{Rect, fill};

/// Cells along the longer side. More follow small differences closely, fewer give calm outlines.
const CELLS: u32 = 40;

/// A pixel differs by as much as it lies outside the levels that the other picture has within so many pixels.
const AROUND: u32 = 2;
/// The mean of that in a cell, in levels of 255, from which on it belongs to a region that differs; and what one cell of the region must
/// reach. Coding, scaling and a fit that is off by a pixel leave less.
const DIFFERS: i64 = 4;
const DIFFERS_CLEARLY: i64 = 9;
/// The share of all cells beyond which the whole picture is another one in tone or colour, and no outline says where.
const MOST: f64 = 0.6;

const MARK: Rgba<u8> = Rgba([0xFF, 0x3D, 0x71, 255]);

/// Returns a copy of `picture` with an outline around every region that differs from `kept`, which is registered with it and
/// has its size. Transparent pixels of `kept` are ignored. Pictures of different sizes are returned unchanged.
pub fn mark_differences(kept: &RgbaImage, picture: &RgbaImage) -> RgbaImage {
    let mut marked = picture.clone();
    let (width, height) = picture.dimensions();
    if kept.dimensions() != (width, height) || width == 0 || height == 0 {
        return marked;
    }
    let side = (width.max(height) / CELLS).max(2);
    let (columns, rows) = (width.div_ceil(side), height.div_ceil(side));
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column * side, row * side)));
    let excess: Vec<i64> = cells.map(|corner| cell_excess(kept, picture, corner, side)).collect();
    let mask = regions(&excess, columns as usize);
    if mask.iter().filter(|is_marked| **is_marked).count() as f64 > MOST * mask.len() as f64 {
        return marked;
    }
    let is_marked = |column: i64, row: i64| {
        let inside = (0..i64::from(columns)).contains(&column) && (0..i64::from(rows)).contains(&row);
        inside && mask.get((row * i64::from(columns) + column) as usize) == Some(&true)
    };
    let line = (side / 4).max(1);
    for row in 0..i64::from(rows) {
        for column in (0..i64::from(columns)).filter(|&column| is_marked(column, row)) {
            let (x, y) = (column as u32 * side, row as u32 * side);
            let (w, h) = (side.min(width - x), side.min(height - y));
            let edges = [
                (is_marked(column, row - 1), Rect { x, y, width: w, height: line.min(h) }),
                (is_marked(column, row + 1), Rect { x, y: y + h - line.min(h), width: w, height: line.min(h) }),
                (is_marked(column - 1, row), Rect { x, y, width: line.min(w), height: h }),
                (is_marked(column + 1, row), Rect { x: x + w - line.min(w), y, width: line.min(w), height: h }),
            ];
            for (_, edge) in edges.into_iter().filter(|(has_neighbour, _)| !has_neighbour) {
                fill(&mut marked, edge, MARK);
            }
        }
    }
    marked
}

/// The cells of regions that differ and do so clearly somewhere.
fn regions(excess: &[i64], columns: usize) -> Vec<bool> {
    let mut mask = vec![false; excess.len()];
    let mut open: Vec<usize> = (0..excess.len()).filter(|&i| excess[i] >= DIFFERS_CLEARLY).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut mask[at], true) {
            let beside = [
                (at % columns > 0).then(|| at - 1),
                (at % columns + 1 < columns).then_some(at + 1),
                at.checked_sub(columns),
                Some(at + columns),
            ];
            open.extend(beside.into_iter().flatten().filter(|&i| excess.get(i).is_some_and(|&e| e >= DIFFERS)));
        }
    }
    mask
}

/// How far the pixels of a cell of either picture lie outside the levels of the other around them, on the mean: an edge
/// that is softer or a pixel away is no difference. The channel and the direction with most count.
fn cell_excess(a: &RgbaImage, b: &RgbaImage, (left, top): (u32, u32), side: u32) -> i64 {
    let (width, height) = b.dimensions();
    let (right, bottom) = ((left + side).min(width), (top + side).min(height));
    let (mut sums, mut n) = ([[0_i64; 3]; 2], 0);
    for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
        let around = |picture: &RgbaImage| {
            let (mut low, mut high) = ([255_i64; 3], [0_i64; 3]);
            for v in y.saturating_sub(AROUND)..(y + AROUND + 1).min(height) {
                for u in x.saturating_sub(AROUND)..(x + AROUND + 1).min(width) {
                    for (c, level) in picture.get_pixel(u, v).0.iter().take(3).enumerate() {
                        (low[c], high[c]) = (low[c].min(i64::from(*level)), high[c].max(i64::from(*level)));
                    }
                }
            }
            (low, high)
        };
        // At the border an edge may have its other half outside.
        let beside = [(-1, 0), (1, 0), (0, -1), (0, 1)].map(|(u, v)| {
            let at = |from: u32, by: i32| from.checked_add_signed(by * AROUND as i32);
            a.get_pixel_checked(at(x, u)?, at(y, v)?)
        });
        let is_shown = |pixel: Option<&Rgba<u8>>| pixel.is_some_and(|pixel| pixel.0[3] >= 128);
        if !is_shown(Some(a.get_pixel(x, y))) || !beside.into_iter().all(is_shown) {
            continue;
        }
        n += 1;
        for ((one, other), sums) in [(a, b), (b, a)].into_iter().zip(&mut sums) {
            let (low, high) = around(other);
            for (c, sum) in sums.iter_mut().enumerate() {
                let level = i64::from(one.get_pixel(x, y).0[c]);
                *sum += (level - high[c]).max(low[c] - level).max(0);
            }
        }
    }
    sums.iter().flatten().max().copied().unwrap_or(0) / n.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_changed_region_is_outlined() {
        let kept = RgbaImage::from_fn(200, 100, |x, y| Rgba([x as u8, y as u8, 90, 255]));
        let mut other = kept.clone();
        fill(&mut other, Rect { x: 100, y: 40, width: 20, height: 20 }, Rgba([255, 255, 255, 255]));
        let marked = mark_differences(&kept, &other);
        assert_eq!(marked.get_pixel(100, 40), &MARK);
        assert_eq!(marked.get_pixel(110, 50).0, [255, 255, 255, 255], "only the border is drawn");
        assert_eq!(marked.get_pixel(20, 20), kept.get_pixel(20, 20));
        assert_eq!(mark_differences(&kept, &kept), kept);
        assert_eq!(mark_differences(&RgbaImage::new(1, 1), &other), other);
    }

    #[test]
    fn an_edge_half_a_pixel_away_noise_and_another_tone_are_not_outlined() {
        let striped = |shift: f32| {
            RgbaImage::from_fn(200, 100, |x, _| {
                let level = ((x as f32 + shift) / 6.0).sin().mul_add(3.0, 0.5).clamp(0.0, 1.0) * 255.0;
                Rgba([level as u8, level as u8, 90, 255])
            })
        };
        let (kept, moved) = (striped(0.0), striped(0.5));
        assert_eq!(mark_differences(&kept, &moved), moved);
        let noisy = RgbaImage::from_fn(200, 100, |x, y| {
            Rgba(kept.get_pixel(x, y).0.map(|level| level.saturating_add(((x * 7 + y * 13) % 5) as u8)))
        });
        assert_eq!(mark_differences(&kept, &noisy), noisy);
        let brighter = RgbaImage::from_fn(200, 100, |x, y| Rgba(kept.get_pixel(x, y).0.map(|level| 60 + level / 2)));
        assert_eq!(mark_differences(&kept, &brighter), brighter);
    }
}
