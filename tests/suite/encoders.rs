//! Encoders of animations: what they write is read again as it was pushed.

use std::time::Duration;

use image::{Rgba, RgbaImage};
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};
use nakigao::render::{AnimationEncoder, AnimationFormat, GifStyle, KeyFrames, Repeat};

fn formats() -> [(AnimationFormat, Format, u8); 3] {
    [
        (AnimationFormat::WebP { quality: 95, key_frames: KeyFrames::Often }, Format::WebP, 40),
        (AnimationFormat::Apng, Format::Png, 0),
        (AnimationFormat::Gif(GifStyle::default()), Format::Gif, 10),
    ]
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A bar of one of few colours that moves over a still background, out of one transparent block into another.
fn frame(n: u32) -> RgbaImage {
    RgbaImage::from_fn(48, 32, |x, y| match (x / 8, y / 8) {
        (0, 0) | (3, 1) => Rgba([0; 4]),
        (column, 1) if column == n % 6 => Rgba([190, 190, 200, 255]),
        (_, row) => Rgba([20, 60, row as u8 * 60, 255]),
    })
}

fn encoded(format: AnimationFormat, repeat: Repeat, frames: &[(u64, RgbaImage)], end: u64) -> Vec<u8> {
    let (width, height) = frames[0].1.dimensions();
    let mut encoder = AnimationEncoder::new(format, width, height, repeat).unwrap();
    for (at, frame) in frames {
        encoder.push(frame, ms(*at)).unwrap();
    }
    encoder.finish(ms(end)).unwrap()
}

/// The frames of a file with their delays, and how often it runs; 0 for ever.
fn decoded(bytes: &[u8], format: Format) -> (Vec<(Duration, RgbaImage)>, Option<u32>) {
    let mut frames = Frames::open(bytes, format, &Limits::default()).unwrap().unwrap();
    let loops = frames.facts().loop_count;
    let mut shown = Vec::new();
    while let Some(frame) = frames.next_frame().unwrap() {
        shown.push((frame.delay, frame.canvas.clone()));
    }
    (shown, loops)
}

/// The largest difference of a channel; transparent pixels have no colour.
fn difference(a: &RgbaImage, b: &RgbaImage) -> u8 {
    let seen = |pixel: &Rgba<u8>| if pixel[3] == 0 { Rgba([0; 4]) } else { *pixel };
    let channels = |picture: &RgbaImage| picture.pixels().flat_map(|pixel| seen(pixel).0).collect::<Vec<_>>();
    channels(a).iter().zip(channels(b)).map(|(a, b)| a.abs_diff(b)).max().unwrap()
}

#[test]
fn encoded_animations_are_decoded_again() {
    let pushed: Vec<_> = [(0, 0), (100, 1), (240, 2), (250 + 120, 3)].map(|(at, n)| (at, frame(n))).to_vec();
    for (format, read_as, tolerance) in formats() {
        for (repeat, expected) in [(Repeat::Forever, 0), (Repeat::Times(1), 1), (Repeat::Times(5), 5)] {
            let (shown, loops) = decoded(&encoded(format, repeat, &pushed, 600), read_as);
            assert_eq!(loops, Some(expected), "{format:?} {repeat:?}");
            let delays: Vec<_> = shown.iter().map(|(delay, _)| *delay).collect();
            assert_eq!(delays, [100, 140, 130, 230].map(ms), "{format:?}");
            for ((_, shown), (at, pushed)) in shown.iter().zip(&pushed) {
                let difference = difference(shown, pushed);
                assert!(difference <= tolerance, "{format:?} at {at}: {difference}");
            }
        }
    }
}

#[test]
fn the_rounding_of_times_does_not_add_up() {
    let pushed: Vec<_> = (0..31).map(|n| (n * 1000 / 30, frame(n as u32))).collect();
    for (format, read_as, _) in formats() {
        let (shown, _) = decoded(&encoded(format, Repeat::Forever, &pushed, 1033), read_as);
        let delays: Vec<_> = shown.iter().map(|(delay, _)| *delay).collect();
        assert!(delays.iter().all(|delay| (ms(30)..=ms(40)).contains(delay)), "{format:?}: {delays:?}");
        let total: Duration = delays.iter().sum();
        assert!(total.abs_diff(ms(1033)) <= ms(5), "{format:?}: {total:?}");
    }
}
