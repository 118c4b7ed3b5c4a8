//! Pixels as numbers: a plane of floats that can be cut, resized and turned.
//!
//! Levels are of 255; pictures are laid on middle grey where they are transparent.

use image::RgbaImage;

use super::transform::Transform;
use super::trim::Area;

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
        let mut pixels = Vec::with_capacity(width * height);
        let mut line = vec![[0.0; N]; self.width];
        for (first, taps) in &down {
            // Columns first: those are straight sums over whole lines.
            line.as_flattened_mut().fill(0.0);
            for (row, weight) in self.pixels[first * self.width..].chunks_exact(self.width).zip(taps) {
                for (sum, value) in line.as_flattened_mut().iter_mut().zip(row.as_flattened()) {
                    *sum += value * weight;
                }
            }
            for (first, taps) in &across {
                let mut cell = [0.0; N];
                for (pixel, weight) in line[*first..].iter().zip(taps) {
                    cell.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value * weight);
                }
                pixels.push(cell);
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
    // Nothing from beyond the rectangle, where there may be a border.
    let (least, most) = (from.floor().max(0.0) as usize, (to.ceil().max(1.0) as usize).min(length));
    (0..n)
        .map(|i| {
            let centre = (from + (i as f32 + 0.5) * step).clamp(0.5, length as f32 - 0.5);
            let first = ((centre - radius).floor().max(0.0) as usize).max(least).min(most - 1);
            let last = ((centre + radius).ceil() as usize).min(most).max(first + 1);
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
        converted(picture, area, |[r, g, b, a]| {
            let alpha = f32::from(a) / 255.0;
            [r, g, b].map(|c| 128.0 + (f32::from(c) - 128.0) * alpha)
        })
    }
}

impl Plane<1> {
    /// The luma of a part of a picture, laid on middle grey.
    pub(super) fn luma_of(picture: &RgbaImage, area: Area) -> Self {
        converted(picture, area, |[r, g, b, a]| {
            let luma = luma([r, g, b].map(f32::from));
            [128.0 + (luma - 128.0) * (f32::from(a) / 255.0)]
        })
    }
}

fn converted<const N: usize>(picture: &RgbaImage, area: Area, convert: impl Fn([u8; 4]) -> [f32; N]) -> Plane<N> {
    let mut pixels = Vec::with_capacity(area.width * area.height);
    let stride = picture.width() as usize * 4;
    for y in area.top..area.top + area.height {
        let line = &picture.as_raw()[y * stride + area.left * 4..][..area.width * 4];
        pixels.extend(line.as_chunks::<4>().0.iter().map(|&pixel| convert(pixel)));
    }
    Plane { width: area.width, height: area.height, pixels }
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

/// The way back from [`split`].
pub(super) fn joined([y, blue, red]: [f32; 3]) -> [f32; 3] {
    let (r, b) = (y + red / 0.713, y + blue / 0.564);
    [r, (y - 0.299 * r - 0.114 * b) / 0.587, b]
}
