//! Comparison of later frames with the first, without a second canvas.
//!
//! The canvas is divided into tiles. A tile is copied before it is first drawn over, and compared after each time that it
//! is drawn on.

use image::RgbaImage;

use super::region::Region;

/// Side of a tile in pixels. A subframe of one pixel copies a whole tile (1 KiB); smaller tiles cost more bookkeeping.
const SIDE: u32 = 16;
const TILE_BYTES: usize = (SIDE * SIDE * 4) as usize;

/// Levels of 255 above which a difference of a channel, weighted by alpha, or of alpha is visible.
const VISIBLE_LEVELS: u8 = 8;
/// A picture differs visibly when one pixel in so many does, and at least one.
const VISIBLE_SHARE: usize = 10_000;

/// The first frame, as far as it was drawn over.
pub(super) struct FirstFrame {
    size: (u32, u32),
    /// For each tile of the canvas, 1 + its index in `tiles`; 0 if it was not drawn over.
    numbers: Vec<u32>,
    tiles: Vec<Tile>,
    n_different: usize,
}

struct Tile {
    pixels: Box<[u8; TILE_BYTES]>,
    n_different: usize,
}

impl FirstFrame {
    /// Starts at a canvas of this size.
    pub(super) fn new(size: (u32, u32)) -> Self {
        let n_tiles = size.0.div_ceil(SIDE) as usize * size.1.div_ceil(SIDE) as usize;
        Self { size, numbers: vec![0; n_tiles], tiles: Vec::new(), n_different: 0 }
    }

    /// Copies the tiles of a region that will be drawn on.
    pub(super) fn save(&mut self, picture: &RgbaImage, region: Region) {
        for (x, y, at) in tiles(self.size, region) {
            let Some(number) = self.numbers.get_mut(at).filter(|number| **number == 0) else { continue };
            let mut pixels = Box::new([0; TILE_BYTES]);
            for (copy, row) in pixels.chunks_exact_mut(SIDE as usize * 4).zip(tile_rows(picture, x, y)) {
                copy.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
            }
            self.tiles.push(Tile { pixels, n_different: 0 });
            *number = u32::try_from(self.tiles.len()).unwrap_or(0);
        }
    }

    /// Whether the picture, which changed in these regions only, differs visibly from the first frame.
    pub(super) fn differs(&mut self, picture: &RgbaImage, regions: [Region; 2]) -> bool {
        for region in regions {
            for (x, y, at) in tiles(self.size, region) {
                let number = self.numbers.get(at).map_or(0, |number| *number as usize);
                let Some(tile) = number.checked_sub(1).and_then(|n| self.tiles.get_mut(n)) else { continue };
                let rows = tile.pixels.chunks_exact(SIDE as usize * 4).zip(tile_rows(picture, x, y));
                let n_different = rows.map(|(old, new)| n_different(old, new)).sum();
                self.n_different = self.n_different + n_different - tile.n_different;
                tile.n_different = n_different;
            }
        }
        self.n_different >= (picture.as_raw().len() / 4 / VISIBLE_SHARE).max(1)
    }
}

fn n_different(old: &[u8], new: &[u8]) -> usize {
    let old = old.get(..new.len()).unwrap_or_default();
    if old == new {
        return 0;
    }
    old.as_chunks::<4>().0.iter().zip(new.as_chunks::<4>().0).filter(|(a, b)| a != b && is_visible(**a, **b)).count()
}

/// Whether two pixels differ visibly.
fn is_visible(a: [u8; 4], b: [u8; 4]) -> bool {
    let weighted = |p: [u8; 4], c: usize| (u16::from(p[c]) * u16::from(p[3]) / 255) as u8;
    a[3].abs_diff(b[3]) > VISIBLE_LEVELS || (0..3).any(|c| weighted(a, c).abs_diff(weighted(b, c)) > VISIBLE_LEVELS)
}

/// Returns the tiles under a region: column, row and number.
fn tiles((width, height): (u32, u32), region: Region) -> impl Iterator<Item = (u32, u32, usize)> {
    let across = width.div_ceil(SIDE);
    let region = region.clipped((width, height));
    let is_empty = region.n_pixels() == 0;
    let along = move |from: u32, length: u32| {
        if is_empty { 0..0 } else { from / SIDE..(from + length).div_ceil(SIDE) }
    };
    let columns = along(region.left, region.width);
    along(region.top, region.height)
        .flat_map(move |y| columns.clone().map(move |x| (x, y, y as usize * across as usize + x as usize)))
}

/// Returns the rows of the picture in a tile.
fn tile_rows(picture: &RgbaImage, x: u32, y: u32) -> impl Iterator<Item = &[u8]> {
    let (width, height) = picture.dimensions();
    let (left, right) = (x * SIDE, (x * SIDE + SIDE).min(width));
    (y * SIDE..(y * SIDE + SIDE).min(height)).map(move |row| {
        let start = row as usize * width as usize;
        picture.get((start + left as usize) * 4..(start + right as usize) * 4).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn a_difference_must_be_large_enough_and_in_enough_pixels() {
        let plain = |colour| RgbaImage::from_pixel(200, 100, Rgba(colour));
        let differs = |a: &RgbaImage, b: &RgbaImage| {
            let whole = Region { left: 0, top: 0, width: 200, height: 100 };
            let mut first = FirstFrame::new((200, 100));
            first.save(a, whole);
            first.differs(b, [whole, Region::default()])
        };
        let grey = plain([100, 100, 100, 255]);
        assert!(!differs(&grey, &plain([108, 92, 100, 255])));
        assert!(differs(&grey, &plain([109, 100, 100, 255])));
        assert!(!differs(&plain([255, 0, 0, 0]), &plain([0, 0, 255, 5])));
        let mut other = grey.clone();
        other.put_pixel(3, 3, Rgba([255, 255, 255, 255]));
        assert!(!differs(&grey, &other), "1 pixel of 20,000");
        other.put_pixel(150, 90, Rgba([255, 255, 255, 255]));
        assert!(differs(&grey, &other), "2 pixels of 20,000");
    }
}
