//! Two pictures beside each other in one, for terminals that are shown one at a time.

use image::{RgbaImage, imageops};

use super::{Area, Cell, MOST_ENLARGED, USUAL_CELL, fit, resize};

/// Columns that stay free between the two.
const GAP_COLUMNS: u16 = 2;

/// The left and the right half of an area, with a gap between them.
pub(in crate::cli) fn halves(area: Area) -> [Area; 2] {
    let columns = area.columns.saturating_sub(GAP_COLUMNS) / 2;
    [area.column, area.column + area.columns - columns].map(|column| Area { column, columns, ..area })
}

/// Lays two pictures into the halves of an area, each in the middle of its own; one that is missing leaves its half empty.
pub(in crate::cli) fn side_by_side(pictures: [Option<&RgbaImage>; 2], area: Area, cell: Cell) -> RgbaImage {
    let (cell_width, cell_height) = cell.unwrap_or(USUAL_CELL);
    let pixels = |cells: u16, cell: u16| u32::from(cells) * u32::from(cell);
    let mut out = RgbaImage::new(pixels(area.columns, cell_width), pixels(area.rows, cell_height));
    for (picture, half) in pictures.into_iter().zip(halves(area)) {
        let Some(picture) = picture.filter(|picture| picture.width() > 0 && picture.height() > 0) else { continue };
        let (width, height) = fit(picture.dimensions(), half, (cell_width, cell_height), MOST_ENLARGED);
        let x =
            pixels(half.column - area.column, cell_width) + pixels(half.columns, cell_width).saturating_sub(width) / 2;
        let y = out.height().saturating_sub(height) / 2;
        imageops::replace(&mut out, &resize(picture, width, height), i64::from(x), i64::from(y));
    }
    out
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    #[test]
    fn each_picture_stands_in_the_middle_of_its_half() {
        let area = Area { column: 3, row: 1, columns: 42, rows: 10 };
        let [left, right] = halves(area);
        assert_eq!((left.column, left.columns, right.column, right.columns), (3, 20, 25, 20));
        let red = RgbaImage::from_pixel(500, 500, Rgba([255, 0, 0, 255]));
        let blue = RgbaImage::from_pixel(1000, 500, Rgba([0, 0, 255, 255]));
        let both = side_by_side([Some(&red), Some(&blue)], area, Some((10, 20)));
        assert_eq!(both.dimensions(), (420, 200));
        let at = |x, y| both.get_pixel(x, y).0;
        assert_eq!((at(100, 100), at(320, 100)), ([255, 0, 0, 255], [0, 0, 255, 255]));
        assert_eq!((at(205, 100), at(320, 20)), ([0; 4], [0; 4]), "the gap, and above the wide one");
        let one = side_by_side([None, Some(&blue)], area, None);
        assert_eq!((one.get_pixel(100, 100).0, one.get_pixel(320, 100).0), ([0; 4], [0, 0, 255, 255]));
    }
}
