//! Outlines around the regions in which two pictures differ.

use image::{Rgba, RgbaImage};

use super::drawing::{Rect, fill};

/// Cells along the longer side. More follow small differences closely, fewer give calm outlines.
const CELLS: u32 = 40;

/// Levels of 255 above which a difference of a cell's mean in some channel counts.
const VISIBLE_LEVELS: i64 = 14;

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
    let mask: Vec<bool> = cells.map(|corner| cell_differs(kept, picture, corner, side)).collect();
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

/// Compares means, so that dithering, noise and slightly softer edges do not count.
fn cell_differs(a: &RgbaImage, b: &RgbaImage, (left, top): (u32, u32), side: u32) -> bool {
    let (right, bottom) = ((left + side).min(b.width()), (top + side).min(b.height()));
    let (mut sums, mut n) = ([0i64; 4], 0i64);
    for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
        let (Rgba(p), Rgba(q)) = (a.get_pixel(x, y), b.get_pixel(x, y));
        if p[3] < 128 {
            continue;
        }
        n += 1;
        sums.iter_mut().zip(p.iter().zip(q)).for_each(|(sum, (p, q))| *sum += i64::from(*p) - i64::from(*q));
    }
    sums.iter().any(|sum| sum.abs() > VISIBLE_LEVELS * n)
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
}
