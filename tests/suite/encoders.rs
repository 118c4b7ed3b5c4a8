//! Encoders of animations: what they write is read again as it was pushed.

use std::time::Duration;

use image::{Rgba, RgbaImage};
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};
use nakigao::render::{AnimationEncoder, AnimationFormat, Dither, GifStyle, KeyFrames, Repeat};

fn formats() -> [(AnimationFormat, Format, u8); 3] {
    [
        (AnimationFormat::WebP { quality: 95, key_frames: KeyFrames::Often }, Format::WebP, 40),
        (AnimationFormat::Apng, Format::Png, 0),
        (AnimationFormat::Gif(GifStyle::default()), Format::Gif, 0),
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

/// The mean difference of the channels of opaque pictures.
fn mean_difference(a: &RgbaImage, b: &RgbaImage) -> f64 {
    let sum: u64 = a.iter().zip(b.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.len() as f64
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

/// What another reader makes of a GIF.
fn read_by_gif_dispose(bytes: &[u8]) -> Vec<RgbaImage> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(bytes).unwrap();
    let mut screen = gif_dispose::Screen::new_decoder(&decoder);
    let (width, height) = (decoder.width().into(), decoder.height().into());
    let mut shown = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        screen.blit_frame(frame).unwrap();
        let pixels = screen.pixels_rgba().pixels().flat_map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]).collect();
        shown.push(RgbaImage::from_raw(width, height, pixels).unwrap());
    }
    shown
}

/// Frames of few colours in which pixels come, go and change, without any rule.
fn random_frames(n: usize) -> Vec<(u64, RgbaImage)> {
    let mut state = 7_u32;
    let mut random = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let mut picture = RgbaImage::from_pixel(23, 17, Rgba([10, 20, 30, 255]));
    let mut frames = Vec::new();
    for at in 0..n {
        for _ in 0..random(60) {
            let colour = Rgba([random(4) as u8 * 80, random(4) as u8 * 60, 90, if random(5) == 0 { 0 } else { 255 }]);
            picture.put_pixel(random(23), random(17), colour);
        }
        frames.push((at as u64 * 50, picture.clone()));
    }
    frames
}

#[test]
fn gifs_of_few_colours_are_exact_whatever_comes_and_goes() {
    let pushed = random_frames(12);
    let style = GifStyle { hold: 0.0, ..GifStyle::default() };
    let bytes = encoded(AnimationFormat::Gif(style), Repeat::Forever, &pushed, 600);
    let shown: Vec<_> = decoded(&bytes, Format::Gif).0.into_iter().map(|(_, frame)| frame).collect();
    for shown in [shown, read_by_gif_dispose(&bytes)] {
        assert_eq!(shown.len(), pushed.len());
        for ((at, pushed), shown) in pushed.iter().zip(&shown) {
            assert_eq!(difference(shown, pushed), 0, "at {at}");
        }
    }
}

/// A gradient over which noise moves.
fn noisy(n: u32) -> RgbaImage {
    RgbaImage::from_fn(64, 40, |x, y| {
        let noise = (x * 7919 + y * 104_729 + n * 31).wrapping_mul(2_654_435_761) >> 29;
        let moving = if x > 20 { noise as u8 } else { 0 };
        Rgba([x as u8 * 3 + moving, y as u8 * 5, 120 + moving, 255])
    })
}

#[test]
fn lossy_gifs_are_smaller_and_leave_alone_what_is_held() {
    let pushed: Vec<_> = (0..5).map(|n| (u64::from(n) * 100, noisy(n))).collect();
    let mut sizes = Vec::new();
    for (tolerance, most) in [(0.0, 4.0), (0.02, 7.0), (0.05, 12.0)] {
        for dither in [Dither::Soft, Dither::None] {
            let style = GifStyle { hold: 0.004, tolerance, dither };
            let bytes = encoded(AnimationFormat::Gif(style), Repeat::Forever, &pushed, 500);
            let (shown, _) = decoded(&bytes, Format::Gif);
            for (((_, shown), other), (_, pushed)) in shown.iter().zip(read_by_gif_dispose(&bytes)).zip(&pushed) {
                assert_eq!(difference(shown, &other), 0);
                assert!(mean_difference(shown, pushed) <= most, "{style:?}: {}", mean_difference(shown, pushed));
            }
            for two in shown.windows(2) {
                let still = |picture: &RgbaImage| image::imageops::crop_imm(picture, 0, 0, 21, 40).to_image();
                assert_eq!(still(&two[0].1), still(&two[1].1), "{style:?}");
            }
            sizes.push(bytes.len());
        }
    }
    let (lossless, lossy) = (sizes[0].min(sizes[1]), sizes[4].max(sizes[5]));
    assert!(sizes[2] < sizes[0] && lossy < lossless * 8 / 10, "{sizes:?}");
}

#[test]
fn scenes_with_other_colours_have_palettes_of_their_own() {
    let scene = |n: u64| {
        RgbaImage::from_fn(40, 30, |x, y| {
            let (a, b) = (x as u8 * 6, y as u8 * 8);
            if n < 3 { Rgba([a, b, 0, 255]) } else { Rgba([0, 255 - a, b / 2 + 100, 255]) }
        })
    };
    let pushed: Vec<_> = (0..6).map(|n| (n * 100, scene(n))).collect();
    let bytes = encoded(AnimationFormat::Gif(GifStyle::default()), Repeat::Forever, &pushed, 600);
    let shown = read_by_gif_dispose(&bytes);
    // What stands still is not written again.
    assert_eq!(shown.len(), 2);
    for (shown, at) in shown.iter().zip([0, 3]) {
        let difference = mean_difference(shown, &pushed[at].1);
        assert!(difference < 4.0, "{difference}");
    }
    let delays: Vec<_> = decoded(&bytes, Format::Gif).0.into_iter().map(|(delay, _)| delay).collect();
    assert_eq!(delays, [ms(300), ms(300)]);
}

#[test]
fn frames_of_a_gif_that_players_would_slow_down_are_left_out() {
    let pushed: Vec<_> = (0..10).map(|n| (u64::from(n) * 10, frame(n))).collect();
    let bytes = encoded(AnimationFormat::Gif(GifStyle::default()), Repeat::Forever, &pushed, 100);
    let (shown, _) = decoded(&bytes, Format::Gif);
    assert_eq!(shown.iter().map(|(delay, _)| *delay).collect::<Vec<_>>(), [ms(20); 5]);
    assert_eq!(difference(&shown[1].1, &frame(3)), 0);
}
