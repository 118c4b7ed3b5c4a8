//! Pixels, and shapes turned into them with soft edges.
//!
//! A shape becomes a mask of coverage: each row of pixels is cut by eight lines, and along a line the covered length of
//! every pixel is exact. Masks can be blurred, kept as a clip, and painted through. Colours are kept premultiplied.
//! Everything is done in one order in single precision, so the same drawing gives the same bytes.

use crate::geom::{P, Shape, p};
use crate::paint::{Colour, Paint};

/// Lines through a row of pixels.
const CUTS: usize = 8;

/// How much of each pixel a shape covers, inside a rectangle; nothing outside it.
#[derive(Clone, Debug)]
pub(crate) struct Mask {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    cover: Vec<f32>,
}

impl Mask {
    fn at(&self, x: usize, y: usize) -> f32 {
        if x < self.left || y < self.top || x >= self.left + self.width || y >= self.top + self.height {
            return 0.0;
        }
        self.cover[(y - self.top) * self.width + x - self.left]
    }
}

/// How new colour meets what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blend {
    /// Over it.
    Over,
    /// Added as light, only where something is.
    Glow,
    /// Multiplied, only where something is.
    Shade,
}

/// A picture with transparency.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Red, green, blue (each times opacity) and opacity, row by row.
    pub(crate) pixels: Vec<[f32; 4]>,
    clips: Vec<Mask>,
}

impl Canvas {
    /// An empty picture.
    pub(crate) fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, height, pixels: vec![[0.0; 4]; width * height], clips: Vec::new() }
    }

    /// An empty picture of the same size.
    pub(crate) fn layer(&self) -> Canvas {
        Canvas::new(self.width, self.height)
    }

    /// The coverage of a shape given in pixels, blurred by about `blur` pixels.
    pub(crate) fn mask(&self, shape: &Shape, blur: f32) -> Mask {
        let reach = (blur * 3.0).ceil();
        let points = || shape.loops.iter().flatten();
        let fold = |f: fn(f32, f32) -> f32, start: f32, of: fn(&P) -> f32| points().map(of).fold(start, f);
        let limit = |v: f32, most: usize| v.clamp(0.0, most as f32) as usize;
        let left = limit((fold(f32::min, f32::MAX, |q| q.x) - reach).floor(), self.width);
        let right = limit((fold(f32::max, f32::MIN, |q| q.x) + reach).ceil(), self.width);
        let top = limit((fold(f32::min, f32::MAX, |q| q.y) - reach).floor(), self.height);
        let bottom = limit((fold(f32::max, f32::MIN, |q| q.y) + reach).ceil(), self.height);
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        let mut mask = Mask { left, top, width, height, cover: vec![0.0; width * height] };
        if !mask.cover.is_empty() {
            cut(shape, &mut mask);
            if blur > 0.0 {
                soften(&mut mask.cover, width, height, blur);
            }
        }
        mask
    }

    /// Paints a shape given in pixels.
    pub(crate) fn fill(&mut self, shape: &Shape, paint: &Paint, blur: f32, blend: Blend) {
        let mask = self.mask(shape, blur);
        self.paint(&mask, paint, blend);
    }

    /// Paints through a mask.
    pub(crate) fn paint(&mut self, mask: &Mask, paint: &Paint, blend: Blend) {
        for row in 0..mask.height {
            for column in 0..mask.width {
                let mut cover = mask.cover[row * mask.width + column];
                let (x, y) = (mask.left + column, mask.top + row);
                for clip in &self.clips {
                    if cover > 0.0 {
                        cover *= clip.at(x, y);
                    }
                }
                if cover > 0.0 {
                    let colour = paint.at(p(x as f32 + 0.5, y as f32 + 0.5)).fade(cover.min(1.0));
                    put(&mut self.pixels[y * self.width + x], colour, blend);
                }
            }
        }
    }

    /// Keeps all painting inside a shape, until [`Canvas::unclip`].
    pub(crate) fn clip(&mut self, shape: &Shape) {
        let mask = self.mask(shape, 0.0);
        self.clips.push(mask);
    }

    /// Ends the newest clip.
    pub(crate) fn unclip(&mut self) {
        self.clips.pop();
    }

    /// Lays another picture of the same size over this one.
    pub(crate) fn lay(&mut self, layer: &Canvas, opacity: f32) {
        for (below, above) in self.pixels.iter_mut().zip(&layer.pixels) {
            let keep = 1.0 - above[3] * opacity;
            for c in 0..4 {
                below[c] = below[c] * keep + above[c] * opacity;
            }
        }
    }

    /// Lights the edges that face `towards` (in pixels): where the picture ends in that direction within that distance.
    pub(crate) fn rim(&mut self, towards: P, blur: f32, colour: Colour) {
        let mut alpha: Vec<f32> = self.pixels.iter().map(|q| q[3]).collect();
        soften(&mut alpha, self.width, self.height, blur);
        let (width, height) = (self.width as i64, self.height as i64);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x + towards.x.round() as i64, y + towards.y.round() as i64);
                // Beyond the frame nobody knows: the nearest pixel stands in, or the border itself would shine.
                let beyond = alpha[(v.clamp(0, height - 1) * width + u.clamp(0, width - 1)) as usize];
                let pixel = &mut self.pixels[(y * width + x) as usize];
                put(pixel, colour.fade((1.0 - beyond).clamp(0.0, 1.0)), Blend::Glow);
            }
        }
    }

    /// The picture on black as rows of RGB bytes.
    pub(crate) fn rgb(&self) -> Vec<[u8; 3]> {
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
        self.pixels.iter().map(|q| [byte(q[0]), byte(q[1]), byte(q[2])]).collect()
    }
}

fn put(pixel: &mut [f32; 4], colour: Colour, blend: Blend) {
    let there = pixel[3];
    let rgb = [colour.r, colour.g, colour.b];
    match blend {
        Blend::Over => {
            for c in 0..3 {
                pixel[c] = pixel[c] * (1.0 - colour.a) + rgb[c] * colour.a;
            }
            pixel[3] = there * (1.0 - colour.a) + colour.a;
        }
        Blend::Glow => {
            for c in 0..3 {
                pixel[c] += (there - pixel[c]).max(0.0) * rgb[c] * colour.a;
            }
        }
        Blend::Shade => {
            for c in 0..3 {
                pixel[c] *= 1.0 - (1.0 - rgb[c]) * colour.a;
            }
        }
    }
}

struct Edge {
    top: P,
    bottom: P,
    winding: i32,
}

fn cut(shape: &Shape, mask: &mut Mask) {
    let mut edges = Vec::new();
    for points in &shape.loops {
        for (i, &a) in points.iter().enumerate() {
            let b = points[(i + 1) % points.len()];
            if a.y < b.y {
                edges.push(Edge { top: a, bottom: b, winding: 1 });
            } else if b.y < a.y {
                edges.push(Edge { top: b, bottom: a, winding: -1 });
            }
        }
    }
    edges.sort_by(|a, b| a.top.y.total_cmp(&b.top.y));
    let (mut next, mut active, mut crossings) = (0, Vec::new(), Vec::new());
    for line in 0..mask.height * CUTS {
        let y = mask.top as f32 + (line as f32 + 0.5) / CUTS as f32;
        while next < edges.len() && edges[next].top.y <= y {
            active.push(next);
            next += 1;
        }
        active.retain(|&i: &usize| edges[i].bottom.y > y);
        crossings.clear();
        crossings.extend(active.iter().map(|&i| {
            let Edge { top, bottom, winding } = &edges[i];
            (top.x + (bottom.x - top.x) * (y - top.y) / (bottom.y - top.y), *winding)
        }));
        crossings.sort_by(|a: &(f32, i32), b| a.0.total_cmp(&b.0));
        let row = line / CUTS * mask.width;
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding != 0 {
                let (from, to) = (pair[0].0 - mask.left as f32, pair[1].0 - mask.left as f32);
                span(&mut mask.cover[row..row + mask.width], from, to);
            }
        }
    }
}

fn span(row: &mut [f32], from: f32, to: f32) {
    let end = row.len() as f32;
    let (from, to) = (from.clamp(0.0, end), to.clamp(0.0, end));
    let mut x = from.floor();
    while x < to {
        let covered = (to.min(x + 1.0) - from.max(x)).max(0.0);
        row[x as usize] += covered / CUTS as f32;
        x += 1.0;
    }
}

/// Three box blurs, which come close to a Gaussian; beyond the edge the last value goes on.
fn soften(plane: &mut [f32], width: usize, height: usize, radius: f32) {
    let reach = (radius.round() as i64).max(1);
    let mut other = vec![0.0; plane.len()];
    for _ in 0..3 {
        box_rows(plane, &mut other, width, height, reach);
        transpose(&other, plane, width, height);
        box_rows(plane, &mut other, height, width, reach);
        transpose(&other, plane, height, width);
    }
}

fn box_rows(from: &[f32], to: &mut [f32], width: usize, height: usize, reach: i64) {
    let last = width as i64 - 1;
    for y in 0..height {
        let row = &from[y * width..(y + 1) * width];
        let value = |x: i64| f64::from(row[x.clamp(0, last) as usize]);
        let mut sum: f64 = (-reach..=reach).map(value).sum();
        for x in 0..width {
            to[y * width + x] = (sum / (2 * reach + 1) as f64) as f32;
            sum += value(x as i64 + reach + 1) - value(x as i64 - reach);
        }
    }
}

fn transpose(from: &[f32], to: &mut [f32], width: usize, height: usize) {
    for y in 0..height {
        for x in 0..width {
            to[x * height + y] = from[y * width + x];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_is_the_area_of_the_shape() {
        let canvas = Canvas::new(20, 20);
        let area = |shape: &Shape| canvas.mask(shape, 0.0).cover.iter().sum::<f32>();
        for (shape, expected) in [
            (Shape::rect(p(2.25, 3.5), p(7.75, 9.0)), 5.5 * 5.5),
            (Shape::rect(p(-5.0, -5.0), p(2.0, 2.0)), 4.0),
            (Shape::rect(p(30.0, 3.0), p(40.0, 9.0)), 0.0),
            (Shape::ellipse(p(10.0, 10.0), 6.0, 4.0), 75.4),
            (Shape { loops: vec![Shape::rect(p(1.0, 1.0), p(5.0, 5.0)).loops; 2].concat() }, 16.0),
        ] {
            assert!((area(&shape) - expected).abs() < 0.5, "{shape:?}: {} for {expected}", area(&shape));
        }
    }

    #[test]
    fn blur_spreads_but_neither_adds_nor_takes() {
        let canvas = Canvas::new(40, 40);
        let shape = Shape::rect(p(15.0, 15.0), p(25.0, 25.0));
        let mask = canvas.mask(&shape, 3.0);
        assert!((mask.cover.iter().sum::<f32>() - 100.0).abs() < 1.0);
        assert!(mask.at(12, 20) > 0.01 && mask.at(20, 20) < 0.999);
    }

    #[test]
    fn a_clip_keeps_paint_inside() {
        let mut canvas = Canvas::new(4, 1);
        canvas.clip(&Shape::rect(p(0.0, 0.0), p(2.0, 1.0)));
        let white = Paint::Flat(crate::paint::WHITE);
        canvas.fill(&Shape::rect(p(0.0, 0.0), p(4.0, 1.0)), &white, 0.0, Blend::Over);
        canvas.unclip();
        assert_eq!(canvas.rgb(), [[255; 3], [255; 3], [0; 3], [0; 3]]);
    }
}
