//! Pixels as numbers: a plane of floats that can be cut, resized and turned.
//!
//! Levels are of 255; pictures are laid on middle grey where they are transparent.

use image::RgbaImage;

use super::transform::Transform;
use super::trim::{Area, on_grey};

/// Pixels of `N` channels in levels of 255.
#[derive(Clone, Debug)]
pub(super) struct Plane<const N: usize> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[f32; N]>,
}

/// A rectangle in pixels, `[left, top, right, bottom]`.
pub(super) type Rect = [f32; 4];

impl<const N: usize> Plane<N> {
    /// The pixels of a rectangle, brought to another size by a triangle filter.
    pub(super) fn resample(&self, rect: Rect, width: usize, height: usize) -> Self {
        let across = weights(rect[0], rect[2], self.width, width);
        let down = weights(rect[1], rect[3], self.height, height);
        let first = down.iter().map(|(from, _)| *from).min().unwrap_or(0);
        let last = down.iter().map(|(from, w)| from + w.len()).max().unwrap_or(0);
        let mut half = vec![[0.0; N]; width * (last - first)];
        for (row, out) in (first..last).zip(half.chunks_exact_mut(width.max(1))) {
            let line = &self.pixels[row * self.width..(row + 1) * self.width];
            for (cell, (from, taps)) in out.iter_mut().zip(&across) {
                for (pixel, weight) in line[*from..].iter().zip(taps) {
                    for (sum, value) in cell.iter_mut().zip(pixel) {
                        *sum += value * weight;
                    }
                }
            }
        }
        let mut pixels = vec![[0.0; N]; width * height];
        for ((from, taps), out) in down.iter().zip(pixels.chunks_exact_mut(width.max(1))) {
            for (line, weight) in half[(from - first) * width..].chunks_exact(width.max(1)).zip(taps) {
                for (cell, pixel) in out.iter_mut().zip(line) {
                    for (sum, value) in cell.iter_mut().zip(pixel) {
                        *sum += value * weight;
                    }
                }
            }
        }
        Self { width, height, pixels }
    }

    /// All of it at another size.
    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        self.resample([0.0, 0.0, self.width as f32, self.height as f32], width, height)
    }

    /// The picture as a [`Transform`] lays it down.
    pub(super) fn turned(&self, transform: Transform) -> Self {
        let (flip_x, flip_y, swap) = transform.parts();
        let (width, height) = if swap { (self.height, self.width) } else { (self.width, self.height) };
        let pixels = (0..width * height)
            .map(|i| {
                let (x, y) = (i % width, i / width);
                let (u, v) = if swap { (y, x) } else { (x, y) };
                let u = if flip_x { self.width - 1 - u } else { u };
                let v = if flip_y { self.height - 1 - v } else { v };
                self.pixels[v * self.width + u]
            })
            .collect();
        Self { width, height, pixels }
    }
}

/// For each of `n` cells between two points of a line of pixels: the first pixel and the weights from there on.
fn weights(from: f32, to: f32, length: usize, n: usize) -> Vec<(usize, Vec<f32>)> {
    let step = (to - from) / n.max(1) as f32;
    let radius = step.max(1.0);
    (0..n)
        .map(|i| {
            let centre = (from + (i as f32 + 0.5) * step).clamp(0.5, length as f32 - 0.5);
            let first = (centre - radius).floor().max(0.0) as usize;
            let last = ((centre + radius).ceil() as usize).min(length).max(first + 1);
            let mut taps: Vec<f32> =
                (first..last).map(|p| (1.0 - (p as f32 + 0.5 - centre).abs() / radius).max(0.0)).collect();
            let sum: f32 = taps.iter().sum();
            taps.iter_mut().for_each(|t| *t /= sum.max(1e-6));
            (first, taps)
        })
        .collect()
}

impl Plane<3> {
    /// The colours of a part of a picture, laid on middle grey.
    pub(super) fn of(picture: &RgbaImage, area: Area) -> Self {
        let stride = picture.width() as usize * 4;
        let pixels = (area.top..area.top + area.height)
            .flat_map(|y| {
                let from = y * stride + area.left * 4;
                picture.as_raw()[from..from + area.width * 4].chunks_exact(4)
            })
            .map(|p| on_grey([p[0], p[1], p[2], p[3]]).map(|c| c as f32))
            .collect();
        Self { width: area.width, height: area.height, pixels }
    }

    /// The luma of every pixel.
    pub(super) fn luma(&self) -> Plane<1> {
        let pixels = self.pixels.iter().map(|&p| [luma(p)]).collect();
        Plane { width: self.width, height: self.height, pixels }
    }
}

impl Plane<1> {
    /// The luma of a part of a picture, laid on middle grey.
    pub(super) fn luma_of(picture: &RgbaImage, area: Area) -> Self {
        let stride = picture.width() as usize * 4;
        let rows = (area.top..area.top + area.height).map(|y| y * stride + area.left * 4);
        let rows = rows.map(|from| &picture.as_raw()[from..from + area.width * 4]);
        let mut pixels = Vec::with_capacity(area.width * area.height);
        for row in rows {
            pixels.extend(row.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| {
                let luma = luma([f32::from(r), f32::from(g), f32::from(b)]);
                [128.0 + (luma - 128.0) * (f32::from(a) / 255.0)]
            }));
        }
        Self { width: area.width, height: area.height, pixels }
    }
}

/// BT.601 luma.
pub(super) fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// Luma and the two colour differences of BT.601.
pub(super) fn split([r, g, b]: [f32; 3]) -> [f32; 3] {
    let y = luma([r, g, b]);
    [y, 0.564 * (b - y), 0.713 * (r - y)]
}
