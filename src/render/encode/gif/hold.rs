//! Which pixels of a frame are written, and which are held: left as they are.
//!
//! A pixel is compared with the source at its last write, never with what was written: an error of the palette is not mended again
//! and again, and small steps add up until they count.

use image::RgbaImage;

use super::layer::{Layer, rgb};
use super::oklab::{Converter, distance_squared};
use crate::render::encode::area::Area;

/// The least alpha that is shown; a pixel of a GIF is transparent or not.
const LEAST_ALPHA: u8 = 128;

/// A held pixel whose source has been the same for so many frames is written if it is off by more than so much: what moved over skin
/// leaves trails just below the limit otherwise.
const STEADY_FRAMES: u8 = 4;
const STEADY_DISTANCE: f32 = 0.004;

/// What the canvas of a player shows, in colours of the source.
pub(super) struct Canvas {
    size: (u32, u32),
    hold: f32,
    converter: Converter,
    /// The source of each pixel when it was last written; transparent where nothing is.
    written: Vec<[u8; 4]>,
    /// The frame before, and for how many frames each pixel has been the same.
    before: Vec<[u8; 4]>,
    steady: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(size: (u32, u32), hold: f32) -> Self {
        let n = size.0 as usize * size.1 as usize;
        let (written, before) = (vec![[0; 4]; n], vec![[0; 4]; n]);
        Self { size, hold, converter: Converter::new(), written, before, steady: vec![0; n] }
    }

    /// Returns the area that holds all pixels that a frame makes transparent.
    pub(super) fn erased(&self, frame: &RgbaImage) -> Option<Area> {
        let pixels = frame.as_raw().as_chunks::<4>().0;
        let is_erased = |(pixel, written): (&[u8; 4], &[u8; 4])| pixel[3] < LEAST_ALPHA && written[3] != 0;
        Area::around(self.size, |at| pixels.get(at).zip(self.written.get(at)).is_some_and(is_erased))
    }

    /// Makes an area transparent.
    pub(super) fn clear(&mut self, area: Area) {
        let rows = self.written.chunks_exact_mut(self.size.0 as usize);
        for row in rows.skip(area.y as usize).take(area.height as usize) {
            row.iter_mut().skip(area.x as usize).take(area.width as usize).for_each(|pixel| *pixel = [0; 4]);
        }
    }

    /// Draws a frame; returns what of it is written, if anything is.
    pub(super) fn draw(&mut self, frame: &RgbaImage, at: u64, until: u64) -> Option<Layer> {
        let pixels = frame.as_raw().as_chunks::<4>().0;
        let (hold, converter) = (self.hold * self.hold, self.converter);
        let mut is_written = vec![false; pixels.len()];
        let state = self.written.iter_mut().zip(&mut self.before).zip(&mut self.steady);
        for ((&pixel, is_written), ((written, before), steady)) in pixels.iter().zip(&mut is_written).zip(state) {
            *steady = if pixel == *before { steady.saturating_add(1) } else { 0 };
            *before = pixel;
            if pixel[3] < LEAST_ALPHA {
                continue;
            }
            if written[3] != 0 {
                if rgb(pixel) == rgb(*written) {
                    continue;
                }
                let moved = distance_squared(converter.lab(rgb(pixel)), converter.lab(rgb(*written)));
                let is_steady = *steady >= STEADY_FRAMES;
                if moved <= hold && !(is_steady && moved > STEADY_DISTANCE * STEADY_DISTANCE) {
                    continue;
                }
            }
            *written = [pixel[0], pixel[1], pixel[2], 255];
            *is_written = true;
        }
        let area = Area::around(self.size, |at| is_written.get(at) == Some(&true))?;
        let mut layer = Vec::with_capacity(area.width as usize * area.height as usize);
        for (row, is_written) in area.rows(pixels, self.size.0).zip(area.rows(&is_written, self.size.0)) {
            layer.extend(row.iter().zip(is_written).map(|([r, g, b, _], is)| [*r, *g, *b, if *is { 255 } else { 0 }]));
        }
        Some(Layer { area, pixels: layer, at, until, is_cleared: false })
    }
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn grey(level: u8) -> RgbaImage {
        RgbaImage::from_pixel(1, 1, Rgba([level, level, level, 255]))
    }

    /// Which of some frames of one pixel write it.
    fn writes(levels: &[u8]) -> Vec<usize> {
        let mut canvas = Canvas::new((1, 1), 0.012);
        let is_written = |(n, level): (usize, &u8)| canvas.draw(&grey(*level), n as u64, n as u64 + 1).map(|_| n);
        levels.iter().enumerate().filter_map(is_written).collect()
    }

    #[test]
    fn a_pixel_is_written_when_it_has_moved_far_enough_from_its_last_write() {
        // A level is 0.003 to 0.004 here.
        assert_eq!(writes(&[100, 101, 102, 101, 100]), [0]);
        assert_eq!(writes(&[100, 110, 110, 100]), [0, 1, 3]);
        assert_eq!(writes(&[100, 101, 102, 103, 104, 105, 106, 107]), [0, 4], "small steps add up");
    }

    #[test]
    fn what_stays_a_little_off_is_mended_once_it_is_steady() {
        assert_eq!(writes(&[100, 102, 102, 102, 102, 102, 102, 102]), [0, 5]);
        assert_eq!(writes(&[100, 102, 102, 103, 102, 102, 102]), [0]);
    }

    #[test]
    fn what_becomes_transparent_is_erased() {
        let mut canvas = Canvas::new((1, 1), 0.012);
        let clear = RgbaImage::new(1, 1);
        assert!(canvas.draw(&clear, 0, 1).is_none() && canvas.erased(&clear).is_none());
        assert!(canvas.draw(&grey(9), 1, 2).is_some());
        let area = canvas.erased(&clear).unwrap();
        canvas.clear(area);
        assert!(canvas.erased(&clear).is_none() && canvas.draw(&clear, 2, 3).is_none());
        assert!(canvas.draw(&grey(9), 3, 4).is_some(), "it is drawn again");
    }
}
