//! Frames of one animation, small, to be compared with each other by their colours.
//!
//! They are compared in Oklab, in which equal distances look about equally far apart, at the size at which they are given.

use std::time::Duration;

use image::RgbaImage;

use crate::media::oklab;

/// Frames of one size, of which some are to stand for all, or to be a loop.
#[derive(Clone, Debug, Default)]
pub struct FrameSet {
    pub(super) frames: Vec<WeighedFrame>,
}

#[derive(Clone, Debug)]
pub(super) struct WeighedFrame {
    /// Oklab's three values of each pixel.
    colours: Vec<f32>,
    pub(super) seconds: f64,
}

impl FrameSet {
    /// Adds a frame, of a few hundred pixels, and how long it is shown.
    pub fn push(&mut self, picture: &RgbaImage, shown: Duration) {
        let colours = picture.pixels().flat_map(|pixel| oklab(*pixel)).collect();
        self.frames.push(WeighedFrame { colours, seconds: shown.as_secs_f64() });
    }
}

/// How far each frame is from each other: the root mean square over its pixels.
pub(super) struct Distances {
    pub(super) n: usize,
    rows: Vec<f32>,
}

impl Distances {
    pub(super) fn of(frames: &[WeighedFrame]) -> Self {
        let n = frames.len();
        let mut rows = vec![0.0; n * n];
        for (from, frame) in frames.iter().enumerate() {
            for (to, other) in frames.iter().enumerate().take(from) {
                let far = distance(&frame.colours, &other.colours);
                rows[from * n + to] = far;
                rows[to * n + from] = far;
            }
        }
        Self { n, rows }
    }

    pub(super) fn between(&self, from: usize, to: usize) -> f32 {
        self.rows[from * self.n + to]
    }
}

fn distance(a: &[f32], b: &[f32]) -> f32 {
    let squares: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (3.0 * squares / a.len().max(1) as f32).sqrt()
}
