//! Pixels as numbers: a plane of floats that can be cut, resized and turned.
//!
//! Levels are of 255; pictures are laid on middle grey where they are transparent.

use image::RgbaImage;

use super::side::Area;
use super::transform::Transform;

/// Pixels of `N` channels in levels of 255.
#[derive(Clone, Debug)]
pub(super) struct Plane<const N: usize> {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[f32; N]>,
}

/// A rectangle, `[left, top, right, bottom]`.
pub(super) type Rect = [f32; 4];

impl<const N: usize> Plane<N> {
    /// The pixels of a part of a picture, each made of a pixel that is not premultiplied.
    pub(super) fn from_pixels(picture: &RgbaImage, area: Area, convert: impl Fn([f32; 4]) -> [f32; N]) -> Self {
        let mut pixels = Vec::with_capacity(area.width * area.height);
        let stride = picture.width() as usize * 4;
        for y in area.top..area.top + area.height {
            let line = &picture.as_raw()[y * stride + area.left * 4..][..area.width * 4];
            pixels.extend(line.as_chunks::<4>().0.iter().map(|pixel| convert(pixel.map(f32::from))));
        }
        Self { width: area.width, height: area.height, pixels }
    }

    /// The pixels of a rectangle in pixels, brought to another size by a triangle filter.
    pub(super) fn resample(&self, rect: Rect, width: usize, height: usize) -> Self {
        let across = Taps::triangle(rect[0], rect[2], self.width, width);
        self.resized_by(&across, &Taps::triangle(rect[1], rect[3], self.height, height))
    }

    /// All of it at another size.
    pub(super) fn resized(&self, width: usize, height: usize) -> Self {
        self.resample([0.0, 0.0, self.width as f32, self.height as f32], width, height)
    }

    /// The picture with each pixel as the taps of its row and column make it.
    pub(super) fn resized_by(&self, across: &Taps, down: &Taps) -> Self {
        let mut pixels = Vec::with_capacity(across.cells.len() * down.cells.len());
        let mut line = vec![[0.0; N]; self.width];
        for (first, taps) in down.iter() {
            // Columns first: those are straight sums over whole lines.
            line.as_flattened_mut().fill(0.0);
            for (row, weight) in self.pixels[first * self.width..].chunks_exact(self.width).zip(taps) {
                for (sum, value) in line.as_flattened_mut().iter_mut().zip(row.as_flattened()) {
                    *sum += value * weight;
                }
            }
            for (first, taps) in across.iter() {
                let mut cell = [0.0; N];
                for (pixel, weight) in line[first..].iter().zip(taps) {
                    cell.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value * weight);
                }
                pixels.push(cell);
            }
        }
        Self { width: across.cells.len(), height: down.cells.len(), pixels }
    }

    /// The picture as a [`Transform`] lays it down.
    pub(super) fn turned(self, transform: Transform) -> Self {
        if transform == Transform::None {
            return self;
        }
        let axes = transform.axes();
        let (width, height) = if axes.transpose { (self.height, self.width) } else { (self.width, self.height) };
        let pixels = (0..width * height)
            .map(|i| {
                let (x, y) = (i % width, i / width);
                let (u, v) = if axes.transpose { (y, x) } else { (x, y) };
                let u = if axes.flip_x { self.width - 1 - u } else { u };
                let v = if axes.flip_y { self.height - 1 - v } else { v };
                self.pixels[v * self.width + u]
            })
            .collect();
        Self { width, height, pixels }
    }
}

/// What the cells of a resized line are made of: for each the first pixel and the weights from there on.
#[derive(Default)]
pub(super) struct Taps {
    /// For each cell its first pixel, and where its weights end.
    cells: Vec<(usize, usize)>,
    weights: Vec<f32>,
}

impl Taps {
    fn push(&mut self, first: usize, weights: impl Iterator<Item = f32>) {
        self.weights.extend(weights);
        self.cells.push((first, self.weights.len()));
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        let begins = std::iter::once(0).chain(self.cells.iter().map(|cell| cell.1));
        self.cells.iter().zip(begins).map(|(&(first, end), begin)| (first, &self.weights[begin..end]))
    }

    /// Triangles over `n` cells between two points of a line of pixels, as wide as two cells or two pixels.
    fn triangle(from: f32, to: f32, length: usize, n: usize) -> Self {
        let step = (to - from) / n.max(1) as f32;
        let radius = step.max(1.0);
        // Nothing from beyond the rectangle, where there may be a border.
        let (least, most) = (from.floor().max(0.0) as usize, (to.ceil().max(1.0) as usize).min(length));
        let mut taps = Self::default();
        for i in 0..n {
            let centre = (from + (i as f32 + 0.5) * step).clamp(0.5, length as f32 - 0.5);
            let first = ((centre - radius).floor().max(0.0) as usize).max(least).min(most - 1);
            let last = ((centre + radius).ceil() as usize).min(most).max(first + 1);
            let weight = |pixel: usize| (1.0 - (pixel as f32 + 0.5 - centre).abs() / radius).max(0.0);
            let sum: f32 = (first..last).map(weight).sum();
            taps.push(first, (first..last).map(|pixel| weight(pixel) / sum.max(1e-6)));
        }
        taps
    }

    /// Exact shares of area over `n` cells of a line of pixels without these shares of it at its ends.
    pub(super) fn area(length: usize, n: usize, before: f32, after: f32) -> Self {
        /// Shares that are rounding.
        const LEAST_SHARE: f32 = 1e-5;
        let (first, cell) = (before * length as f32, (1.0 - before - after) * length as f32 / n as f32);
        let share = |pixel: usize, number: usize| {
            let (from, to) = ((pixel as f32 - first) / cell, (pixel as f32 + 1.0 - first) / cell);
            to.min(number as f32 + 1.0) - from.max(number as f32)
        };
        let mut taps = Self::default();
        for i in 0..n {
            // A pixel more on either side, in case the two ways round differently.
            let (from, to) = (first + i as f32 * cell, first + (i as f32 + 1.0) * cell);
            let near = (from as usize).saturating_sub(1)..(to.ceil() as usize + 1).min(length);
            let shares = near.map(|pixel| (pixel, share(pixel, i))).filter(|(_, share)| *share > LEAST_SHARE);
            let mut shares = shares.peekable();
            let first = shares.peek().map_or(0, |(pixel, _)| *pixel);
            taps.push(first, shares.map(|(_, share)| share));
        }
        taps
    }
}

impl Plane<3> {
    /// The colours of a part of a picture, laid on middle grey.
    pub(super) fn of(picture: &RgbaImage, area: Area) -> Self {
        Self::from_pixels(picture, area, |[r, g, b, a]| [r, g, b].map(|c| 128.0 + (c - 128.0) * (a / 255.0)))
    }
}

impl Plane<1> {
    /// The luma of a part of a picture, laid on middle grey.
    pub(super) fn luma_of(picture: &RgbaImage, area: Area) -> Self {
        Self::from_pixels(picture, area, |[r, g, b, a]| [128.0 + (luma([r, g, b]) - 128.0) * (a / 255.0)])
    }
}

/// The luma of a pixel, whatever its alpha.
pub(super) fn luma_of(&[r, g, b, _]: &[u8; 4]) -> f32 {
    luma([r, g, b].map(f32::from))
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
