//! The part of a frame that differs from the one before.

use image::RgbaImage;

/// A rectangle of pixels that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Area {
    pub(super) fn whole((width, height): (u32, u32)) -> Self {
        Self { x: 0, y: 0, width, height }
    }

    /// Returns the smallest area that holds all pixels for which `is_in(index)`, rows one after another; `None` if there are none.
    pub(super) fn around((width, height): (u32, u32), is_in: impl Fn(usize) -> bool) -> Option<Self> {
        let index = |x: u32, y: u32| y as usize * width as usize + x as usize;
        let has_row = |y: &u32| (0..width).any(|x| is_in(index(x, *y)));
        let top = (0..height).find(has_row)?;
        let bottom = (top..height).rev().find(has_row)?;
        // One past the last column; only columns that would widen the area are looked at.
        let (mut left, mut end) = (width, 0);
        for y in top..=bottom {
            left = (0..left).find(|&x| is_in(index(x, y))).unwrap_or(left);
            end = (end..width).rev().find(|&x| is_in(index(x, y))).map_or(end, |x| x + 1);
        }
        Some(Self { x: left, y: top, width: end - left, height: bottom - top + 1 })
    }

    /// Returns the smallest area that holds both.
    pub(super) fn around_both(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Returns the smallest area in which two pictures of one size differ.
    pub(super) fn changed(before: &RgbaImage, now: &RgbaImage) -> Option<Self> {
        let (old, new) = (before.as_raw().as_chunks::<4>().0, now.as_raw().as_chunks::<4>().0);
        Self::around(now.dimensions(), |at| old.get(at) != new.get(at))
    }

    /// Returns the rows of this area in a buffer of `width` values a row.
    pub(super) fn rows<T>(self, values: &[T], width: u32) -> impl Iterator<Item = &[T]> {
        let (x, y) = (self.x as usize, self.y as usize);
        let rows = values.chunks_exact(width as usize).skip(y).take(self.height as usize);
        rows.map(move |row| row.get(x..x + self.width as usize).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    #[test]
    fn an_area_holds_what_changed_and_no_more() {
        let before = RgbaImage::new(7, 5);
        assert_eq!(Area::changed(&before, &before), None);
        let cases: [(&[(u32, u32)], _); 5] = [
            (&[(0, 0)], (0, 0, 1, 1)),
            (&[(6, 4)], (6, 4, 1, 1)),
            (&[(2, 1), (4, 3)], (2, 1, 3, 3)),
            (&[(5, 1), (1, 2), (3, 4)], (1, 1, 5, 4)),
            (&[(0, 4), (6, 0)], (0, 0, 7, 5)),
        ];
        for (points, expected) in cases {
            let mut now = before.clone();
            points.iter().for_each(|&(x, y)| now.put_pixel(x, y, Rgba([1; 4])));
            let (x, y, width, height) = expected;
            let area = Area::changed(&before, &now).unwrap();
            assert_eq!(area, Area { x, y, width, height }, "{points:?}");
            assert_eq!(area.rows(now.as_raw().as_chunks::<4>().0, 7).flatten().count() as u32, width * height);
        }
    }
}
