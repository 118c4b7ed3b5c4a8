//! What encoders refuse, and that their bytes are the same again; `tests/suite/encoders.rs` reads what they write.

use std::time::Duration;

use image::{Rgba, RgbaImage};

use super::*;
use crate::render::encode::{GifStyle, KeyFrames};

const FORMATS: [AnimationFormat; 3] = [
    AnimationFormat::WebP { quality: 90, key_frames: KeyFrames::Often },
    AnimationFormat::Apng,
    AnimationFormat::Gif(GifStyle { hold: 0.012, tolerance: 0.0, dither: super::super::Dither::Soft }),
];

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A bar of one of few colours that moves over a still background with a transparent corner.
fn frame(n: u32) -> RgbaImage {
    RgbaImage::from_fn(40, 24, |x, y| match (x, y) {
        (0..6, 0..6) => Rgba([0; 4]),
        _ if (n * 5..n * 5 + 6).contains(&x) => Rgba([200, 40, 40, 255]),
        _ => Rgba([20, 60, (y * 8) as u8, 255]),
    })
}

fn encoded(format: AnimationFormat, repeat: Repeat, times: &[u64], end: u64) -> Vec<u8> {
    let mut encoder = AnimationEncoder::new(format, 40, 24, repeat).unwrap();
    for (n, &at) in times.iter().enumerate() {
        encoder.push(&frame(n as u32), ms(at)).unwrap();
    }
    encoder.finish(ms(end)).unwrap()
}

#[test]
fn sizes_that_a_format_cannot_hold_are_refused() {
    for (format, limit) in FORMATS.into_iter().zip([16_383, 0x7FFF_FFFF, 65_535]) {
        for (width, height) in [(0, 5), (5, 0), (limit + 1, 5), (5, limit + 1)] {
            let error = AnimationEncoder::new(format, width, height, Repeat::Forever).err().unwrap();
            let expected = if width.min(height) == 0 { "cannot be written".to_owned() } else { limit.to_string() };
            assert!(error.to_string().contains(&expected), "{format:?} {width}×{height}: {error}");
        }
    }
}

#[test]
fn frames_of_another_size_or_in_another_order_are_refused() {
    for format in FORMATS {
        let begun = || AnimationEncoder::new(format, 40, 24, Repeat::Forever).unwrap();
        assert!(begun().finish(ms(100)).is_err(), "{format:?}: no frame");
        assert!(begun().push(&RgbaImage::new(24, 40), ms(0)).is_err(), "{format:?}");
        let mut encoder = begun();
        encoder.push(&frame(0), ms(0)).unwrap();
        encoder.push(&frame(1), ms(100)).unwrap();
        assert!(encoder.push(&frame(2), ms(90)).is_err(), "{format:?}");
        assert!(encoder.finish(ms(90)).is_err(), "{format:?}");
    }
}

#[test]
fn the_same_frames_give_the_same_bytes() {
    for format in FORMATS {
        let encode = || encoded(format, Repeat::Forever, &[0, 100, 200], 300);
        assert_eq!(encode(), encode(), "{format:?}");
    }
}
