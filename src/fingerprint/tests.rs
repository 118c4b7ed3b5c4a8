//! Pictures and animations that are drawn for the tests of this room, without any file.
//!
//! The picture of a seed is a sum of a few dozen soft blobs; a clip is a window that moves over it. Frames can be cropped, marked
//! and shown at another pace, as copies on the web are.

use std::time::Duration;

use image::{Rgba, RgbaImage};

use super::scene::{Scene, SceneBuilder};
use super::transform::Transform;

/// A crying face, lopsided so that no turn of it looks like another.
pub(super) fn face(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let disc = |cx: f32, cy: f32, r: f32| (u - cx).hypot(v - cy) < r;
        let [r, g, b] = if disc(0.32, 0.42, 0.07) || disc(0.66, 0.4, 0.07) {
            [30, 40, 90]
        } else if disc(0.35, 0.62, 0.035) {
            [170, 210, 250]
        } else if (u - 0.5).abs() < 0.1 && (v - 0.72).abs() < 0.02 {
            [150, 40, 50]
        } else if disc(0.5, 0.5, 0.33) {
            [250, 215, 190]
        } else if v < 0.35 && u > 0.2 {
            [90, 50, 40]
        } else {
            [(60.0 + 120.0 * v) as u8, (120.0 + 60.0 * u) as u8, 160]
        };
        Rgba([r, g, b, 255])
    })
}

/// The picture as a transform lays it down.
pub(super) fn turned(picture: &RgbaImage, transform: Transform) -> RgbaImage {
    let axes = transform.axes();
    let (width, height) = picture.dimensions();
    let (w, h) = if axes.transpose { (height, width) } else { (width, height) };
    RgbaImage::from_fn(w, h, |x, y| {
        let (u, v) = if axes.transpose { (y, x) } else { (x, y) };
        let u = if axes.flip_x { width - 1 - u } else { u };
        let v = if axes.flip_y { height - 1 - v } else { v };
        *picture.get_pixel(u, v)
    })
}

/// A pseudo-random number from 0 to 1 (xorshift64*).
fn random(state: &mut u64) -> f32 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1u64 << 24) as f32
}

/// A frame of the camera's way over the picture of `seed` at `time` seconds, without what `edges` cut off.
pub(super) fn frame(seed: u64, time: f32, [left, right, top, bottom]: [f32; 4]) -> RgbaImage {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..8).for_each(|_| _ = random(&mut state));
    let blobs: Vec<[f32; 6]> = (0..60).map(|_| std::array::from_fn(|_| random(&mut state))).collect();
    RgbaImage::from_fn(64, 48, |x, y| {
        let across = left + (1.0 - left - right) * (x as f32 + 0.5) / 64.0;
        let down = top + (1.0 - top - bottom) * (y as f32 + 0.5) / 48.0;
        let (u, v) = (across + 0.4 * time, down + 0.15 * (time * 1.7).sin());
        let mut color = [110.0f32; 3];
        for [cx, cy, size, r, g, b] in &blobs {
            let (dx, dy) = (u - cx * 3.0, v - cy * 1.4 + 0.2);
            let near = (-(dx * dx + dy * dy) / (0.004 + 0.03 * size)).exp();
            color.iter_mut().zip([r, g, b]).for_each(|(c, k)| *c += near * (k - 0.5) * 300.0);
        }
        let [r, g, b] = color.map(|c| c.clamp(0.0, 255.0) as u8);
        Rgba([r, g, b, 255])
    })
}

/// The scene of frames shown at `times`, each for `delay` seconds.
pub(super) fn scene(seed: u64, times: &[f32], delay: f32, edges: [f32; 4]) -> Scene {
    let mut builder = SceneBuilder::new();
    let delay = Duration::from_secs_f32(delay);
    for (n, &time) in times.iter().enumerate() {
        builder.push(n as u32, delay * n as u32, delay, &frame(seed, time, edges));
    }
    builder.finish(delay * times.len() as u32)
}

/// The scene of pictures shown for a tenth of a second each.
pub(super) fn scene_of(pictures: impl Iterator<Item = RgbaImage>) -> Scene {
    let (mut builder, delay) = (SceneBuilder::new(), Duration::from_millis(100));
    let mut n = 0;
    for picture in pictures {
        builder.push(n, delay * n, delay, &picture);
        n += 1;
    }
    builder.finish(delay * n)
}

/// `n` times, a tenth of a second apart.
pub(super) fn times(from: usize, n: usize) -> Vec<f32> {
    (from..from + n).map(|n| n as f32 / 10.0).collect()
}
