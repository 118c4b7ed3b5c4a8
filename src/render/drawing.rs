//! Drawing on a picture: rectangles, simple shapes and other pictures, clipped to its edges.
//!
//! Colours are composited *over* the picture.

use image::{Pixel, Rgba, RgbaImage};

use super::colour::lerp;

/// A rectangle in the pixels of a picture or page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Pixels from the left edge.
    pub x: u32,
    /// Pixels from the top edge.
    pub y: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Rect {
    /// Returns how many pixels it holds.
    pub(super) fn n_pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Whether it shares a pixel with another.
    pub(super) fn touches(self, other: Self) -> bool {
        let across = self.x < other.x + other.width && other.x < self.x + self.width;
        across && self.y < other.y + other.height && other.y < self.y + self.height
    }

    /// Returns the centred rectangle of a size; an odd pixel goes right and below.
    pub(super) fn centred(self, (width, height): (u32, u32)) -> Self {
        Self {
            x: self.x + self.width.saturating_sub(width) / 2,
            y: self.y + self.height.saturating_sub(height) / 2,
            width,
            height,
        }
    }
}

/// Makes a picture of one colour.
pub(super) fn plain(width: u32, height: u32, colour: Rgba<u8>) -> RgbaImage {
    // `RgbaImage::from_pixel` takes ten times as long.
    let pixels = colour.0.repeat(width as usize * height as usize);
    RgbaImage::from_raw(width, height, pixels).expect("four bytes for each pixel")
}

/// Whether every pixel has full alpha.
pub(super) fn is_opaque(picture: &RgbaImage) -> bool {
    // Blocks are vectorised, and still end early.
    picture.as_raw().chunks(4096).all(|block| block.chunks_exact(4).fold(255, |all, pixel| all & pixel[3]) == 255)
}

/// Composites a colour over one pixel, of which `coverage`/255 is covered.
pub(super) fn lay(pixel: &mut Rgba<u8>, colour: Rgba<u8>, coverage: u8) {
    let alpha = lerp(0, colour[3], coverage);
    if alpha == 255 {
        *pixel = colour;
    } else if pixel[3] == 255 {
        for c in 0..3 {
            pixel[c] = lerp(pixel[c], colour[c], alpha);
        }
    } else if alpha > 0 {
        // Porter and Duff's "over"; colours are not premultiplied.
        let (above, below) = (u32::from(alpha) * 255, u32::from(pixel[3]) * u32::from(255 - alpha));
        let sum = above + below;
        for c in 0..3 {
            pixel[c] = ((u32::from(colour[c]) * above + u32::from(pixel[c]) * below + sum / 2) / sum) as u8;
        }
        pixel[3] = ((sum + 127) / 255) as u8;
    }
}

/// Composites a colour over the pixel at a position that may lie outside.
pub(super) fn lay_at(canvas: &mut RgbaImage, x: i64, y: i64, colour: Rgba<u8>, coverage: u8) {
    if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
        && let Some(pixel) = canvas.get_pixel_mut_checked(x, y)
    {
        lay(pixel, colour, coverage);
    }
}

/// Composites a picture over the canvas with its upper left corner at a position.
pub(super) fn lay_picture(canvas: &mut RgbaImage, picture: &RgbaImage, x: u32, y: u32) {
    let area = Rect { x, y, width: picture.width(), height: picture.height() };
    let stride = picture.width() as usize * 4;
    for (row, colours) in rows(canvas, area).zip(picture.as_raw().chunks_exact(stride.max(1))) {
        for (pixel, colour) in row.chunks_exact_mut(4).zip(colours.chunks_exact(4)) {
            lay(Rgba::from_slice_mut(pixel), *Rgba::from_slice(colour), 255);
        }
    }
}

/// Fills a rectangle with a colour.
pub(super) fn fill(canvas: &mut RgbaImage, area: Rect, colour: Rgba<u8>) {
    for row in rows(canvas, area) {
        row.chunks_exact_mut(4).for_each(|pixel| lay(Rgba::from_slice_mut(pixel), colour, 255));
    }
}

/// Fills a rectangle with squares of two colours in turn, beginning with the first.
pub(super) fn chequer(canvas: &mut RgbaImage, area: Rect, colours: [Rgba<u8>; 2], square: u32) {
    let square = square.max(1) as usize;
    for (y, row) in rows(canvas, area).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            lay(Rgba::from_slice_mut(pixel), colours[(x / square + y / square) % 2], 255);
        }
    }
}

/// Fills an antialiased shape, given by its signed distance field in pixels, negative inside.
///
/// The field is evaluated at the centres of the pixels of `area`, in coordinates relative to it.
pub(super) fn shape(canvas: &mut RgbaImage, area: Rect, colour: Rgba<u8>, distance: impl Fn(f32, f32) -> f32) {
    for (y, row) in rows(canvas, area).enumerate() {
        for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
            let inside = 0.5 - distance(x as f32 + 0.5, y as f32 + 0.5);
            let coverage = (inside.clamp(0.0, 1.0) * 255.0).round() as u8;
            lay(Rgba::from_slice_mut(pixel), colour, coverage);
        }
    }
}

/// Returns the signed distance field of a rectangle at the origin with rounded corners.
pub(super) fn rounded(width: f32, height: f32, radius: f32) -> impl Fn(f32, f32) -> f32 {
    move |x, y| {
        let dx = (x - width / 2.0).abs() - width / 2.0 + radius;
        let dy = (y - height / 2.0).abs() - height / 2.0 + radius;
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
    }
}

/// Returns the rows of the part of a rectangle on the canvas, four bytes a pixel.
fn rows(canvas: &mut RgbaImage, area: Rect) -> impl Iterator<Item = &mut [u8]> {
    let width = canvas.width();
    let stride = width as usize * 4;
    let left = area.x.min(width) as usize * 4;
    let right = area.x.saturating_add(area.width).min(width) as usize * 4;
    let pixels: &mut [u8] = canvas;
    pixels
        .chunks_exact_mut(stride.max(1))
        .skip(area.y as usize)
        .take(area.height as usize)
        .map(move |row| &mut row[left..right])
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);

    #[test]
    fn over_is_porter_and_duff() {
        for (below, colour, coverage, after) in [
            ([0, 0, 0, 255], [255, 0, 0, 255], 255, [255, 0, 0, 255]),
            ([0, 0, 0, 255], [255, 0, 0, 255], 128, [128, 0, 0, 255]),
            ([9, 9, 9, 255], [255, 0, 0, 255], 0, [9, 9, 9, 255]),
            ([9, 9, 9, 0], [255, 0, 0, 128], 255, [255, 0, 0, 128]),
            ([0, 0, 0, 128], [255, 255, 255, 128], 255, [170, 170, 170, 192]),
            ([7, 7, 7, 0], [255, 0, 0, 0], 255, [7, 7, 7, 0]),
        ] {
            let mut pixel = Rgba(below);
            lay(&mut pixel, Rgba(colour), coverage);
            assert_eq!(pixel, Rgba(after), "{below:?} {colour:?} {coverage}");
        }
    }

    #[test]
    fn what_is_outside_is_not_drawn() {
        let mut canvas = RgbaImage::new(4, 3);
        fill(&mut canvas, Rect { x: 3, y: 2, width: u32::MAX, height: u32::MAX }, RED);
        lay_picture(&mut canvas, &RgbaImage::from_pixel(9, 9, RED), 100, 100);
        lay_picture(&mut canvas, &RgbaImage::from_pixel(2, 2, RED), 3, 0);
        lay_picture(&mut canvas, &RgbaImage::new(0, 0), 0, 0);
        lay_at(&mut canvas, -1, 0, RED, 255);
        lay_at(&mut canvas, 0, 3, RED, 255);
        let red: Vec<_> = canvas.enumerate_pixels().filter(|(_, _, p)| **p == RED).map(|(x, y, _)| (x, y)).collect();
        assert_eq!(red, [(3, 0), (3, 1), (3, 2)]);
        fill(&mut RgbaImage::new(0, 0), Rect { x: 0, y: 0, width: 5, height: 5 }, RED);
    }

    #[test]
    fn a_rounded_rectangle_covers_its_area() {
        let mut canvas = RgbaImage::from_pixel(20, 10, Rgba([0, 0, 0, 255]));
        shape(&mut canvas, Rect { x: 0, y: 0, width: 20, height: 10 }, RED, rounded(20.0, 10.0, 5.0));
        let sum: u32 = canvas.pixels().map(|p| u32::from(p[0])).sum();
        let area = sum as f32 / 255.0;
        // 20 × 10 less the four corners of a circle with radius 5.
        let expected = 200.0 - (4.0 - std::f32::consts::PI) * 25.0;
        assert!((area - expected).abs() < 1.5, "{area} {expected}");
        assert_eq!((canvas.get_pixel(0, 0)[0], canvas.get_pixel(10, 5)[0]), (0, 255));
    }
}
