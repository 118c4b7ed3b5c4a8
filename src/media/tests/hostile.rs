//! `fixtures/hostile`: what asks for too much is refused with the limit's name, or costs no more than the limits allow.
//!
//! That the whole program stays within memory and time that the kernel grants is tested in `tests/suite/around.rs`.

use super::*;

fn limits() -> Limits {
    Limits { pixels: 4_000_000, frames: 1000, decoded_bytes: 16 << 20, ..Limits::default() }
}

/// Too few for the canvas of `wide-canvas.gif`, whose frames have a pixel each.
fn few_bytes() -> Limits {
    Limits { decoded_bytes: 3_000_000, ..limits() }
}

#[test]
fn what_asks_for_too_much_is_refused_by_the_name_of_the_limit() {
    for (name, limit) in [
        ("huge.jpg", "max-pixels (4.0 MP)"),
        ("huge.png", "max-pixels (4.0 MP)"),
        ("huge.gif", "max-pixels (4.0 MP)"),
        ("huge.webp", "max-pixels (4.0 MP)"),
        ("huge-lossless.webp", "max-pixels (4.0 MP)"),
        ("huge.bmp", "max-pixels (4.0 MP)"),
        ("huge.tif", "max-pixels (4.0 MP)"),
        ("huge.tga", "max-pixels (4.0 MP)"),
        ("huge.ppm", "max-pixels (4.0 MP)"),
        ("huge-in-icon.ico", "max-pixels (4.0 MP)"),
        ("many-frames.gif", "max-frames (1000)"),
        ("large-frames.gif", "max-decoded-bytes (3000000)"),
        ("apng-large-frames.png", "max-decoded-bytes (3000000)"),
        ("wide-canvas.gif", "max-decoded-bytes (3000000)"),
    ] {
        let (bytes, format) = fixture(&format!("hostile/{name}"));
        let format = format.unwrap();
        let read = probe(&bytes, format, &few_bytes()).and_then(|facts| decode(&bytes, &facts, 256, &few_bytes()));
        let why = match read {
            Ok(decoded) => panic!("{name} was read as {:?}", decoded.facts),
            Err(why) => why,
        };
        assert!(matches!(why, Error::Limit { .. }) && why.to_string().ends_with(limit), "{name}: {why}");
    }
}

#[test]
fn what_makes_no_sense_is_damage() {
    for (name, reason) in [
        // These formats' own rules, or their decoders', end below 65,535 on a side.
        ("huge.qoi", "damaged QOI: its size is impossible"),
        ("huge.pam", "damaged PNM: its size is impossible"),
        ("frame-lies.webp", "frame 1: damaged WebP: a picture of another size than its frame"),
        ("icon-in-itself.ico", "ICO with an unknown header is not supported"),
        ("icon-outside.ico", "truncated: the ICO ends before any of its pictures"),
        ("icon-of-many.ico", "truncated: the ICO ends before any of its pictures"),
        ("directory-loop.tif", "damaged TIFF: its directories refer to each other in a circle"),
        ("sub-directory-loop.tif", "damaged TIFF: its directories refer to each other in a circle"),
        ("countless-strips.tif", "damaged TIFF: its data need more memory than its picture"),
    ] {
        let why = read(&format!("hostile/{name}"), &limits()).map(|decoded| decoded.facts).unwrap_err();
        assert!(why.contains(reason), "{name}: {why:?}, not {reason:?}");
    }
}

#[test]
fn what_is_only_padded_is_read_without_the_padding() {
    for (name, size) in [
        ("inflating.png", (4, 4)),
        ("text-bomb.png", (4, 4)),
        ("profile-bomb.png", (4, 4)),
        ("exif-loop.jpg", (44, 28)),
    ] {
        let decoded = read(&format!("hostile/{name}"), &limits()).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(decoded.poster.picture.dimensions(), size, "{name}");
    }
}

#[test]
fn the_default_limits_end_a_gif_of_thirty_thousand_empty_frames() {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0".to_vec();
    gif.extend(b"\x2C\0\0\0\0\0\0\0\0\0\x02\0".repeat(30_000));
    gif.push(b';');
    let why = probe(&gif, Format::Gif, &Limits::default()).unwrap_err().to_string();
    assert_eq!(why, "an animation of 20001 frames or more is over the limit max-frames (20000)");
}

#[test]
fn time_that_is_up_is_named_whatever_the_decoder_says() {
    let none = Limits { time: Duration::ZERO, ..Limits::default() };
    for path in ["still/420.jpg", "still/rgb.png", "still/rgb.bmp", "still/lossless.jxl", "anim/blend.webp"] {
        let (bytes, format) = fixture(path);
        let facts = probe(&bytes, format.unwrap(), &Limits::default()).unwrap();
        let why = decode(&bytes, &facts, 256, &none).map(|decoded| decoded.facts).unwrap_err().to_string();
        assert_eq!(why, "decoding for more than 0 s is over the limit max-seconds (0 s)", "{path}");
    }
}

#[test]
fn a_file_that_is_too_long_is_not_looked_at() {
    let short = Limits { file_bytes: 100, ..Limits::default() };
    let (bytes, format) = fixture("still/rgb.bmp");
    let why = probe(&bytes, format.unwrap(), &short).unwrap_err().to_string();
    assert_eq!(why, format!("a file of {} bytes is over the limit max-file-bytes (100)", bytes.len()));
}
