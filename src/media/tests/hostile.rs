//! `fixtures/hostile`: what asks for too much is refused with the limit's name, or costs no more than the limits allow.
//!
//! That the whole program stays within memory and time that the kernel grants is tested in `tests/suite/around.rs`.

use super::*;

fn limits() -> Limits {
    Limits { pixels: 4_000_000, frames: 1000, decoded_bytes: 16 << 20, ..Limits::default() }
}

/// Too few for a frame of a megapixel.
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
fn contradictory_files_are_damage() {
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
        assert_eq!(decoded.poster.dimensions(), size, "{name}");
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
        assert!(why.ends_with(" is over the limit max-seconds (0 s)"), "{path}: {why}");
    }
}

#[test]
fn a_file_that_is_too_long_is_not_looked_at() {
    let short = Limits { file_bytes: 100, ..Limits::default() };
    let (bytes, format) = fixture("still/rgb.bmp");
    let why = probe(&bytes, format.unwrap(), &short).unwrap_err().to_string();
    assert_eq!(why, format!("a file of {} bytes is over the limit max-file-bytes (100)", bytes.len()));
}

#[test]
fn tiny_subframes_on_a_huge_canvas_are_decoded_in_time() {
    let mut gif = b"GIF89a\x40\x1F\x40\x1F\x80\0\0\xff\0\0\0\0\xff".to_vec();
    for n in 0..6000_u16 {
        // A pixel that is cleared again, or that stays.
        gif.extend([0x21, 0xF9, 4, if n % 2 == 0 { 8 } else { 4 }, 5, 0, 0, 0, 0x2C]);
        gif.extend([n.to_le_bytes(), (n / 2).to_le_bytes(), [1, 0], [1, 0]].concat());
        gif.extend(b"\0\x02\x02\x44\x01\0");
    }
    gif.push(b';');
    let few = Limits { decoded_bytes: 8 * (100 << 20), ..Limits::default() };
    let facts = probe(&gif, Format::Gif, &few).unwrap();
    assert_eq!((facts.width, facts.height, facts.frames), (8000, 8000, 6000));
    let mut n_looked_at = 0;
    let decoded = decode_watched(&gif, &facts, 256, &few, &mut |frame| {
        n_looked_at += frame.picture(64).len();
    });
    let decoded = decoded.unwrap();
    assert!(decoded.facts.has_alpha && n_looked_at > 0);
    assert!(!decoded.animated, "dots are less than a pixel in 10,000");
}

#[test]
fn plain_frames_without_number_are_refused_before_any_is_decoded() {
    let mut gif = b"GIF89a\xA0\x0F\xA0\x0F\x80\0\0\xff\0\0\0\0\xff".to_vec();
    for _ in 0..400 {
        // 4,000 by 4,000 pixels, of which the data hold one.
        gif.extend(b"\x2C\0\0\0\0\xA0\x0F\xA0\x0F\0\x02\x02\x44\x01\0");
    }
    gif.push(b';');
    let why = probe(&gif, Format::Gif, &Limits::default()).unwrap_err().to_string();
    let reason = "decoding 400 frames with 6400 MP in all, in about 12.8 s, is over the limit max-seconds (120 s, of which 4 s for so small a file)";
    assert_eq!(why, reason);
    let patient = Limits { time: Duration::from_secs(600), ..Limits::default() };
    assert_eq!(probe(&gif, Format::Gif, &patient).unwrap().frames, 400);
}

#[test]
fn headers_that_promise_much_in_few_bytes_are_refused_by_the_defaults() {
    let mut wide = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x11\xe1\xa3\0\0\0\0\x01\x08\x02\0\0\0".to_vec();
    wide.extend(crc32fast::hash(&wide[12..]).to_be_bytes());
    wide.extend(b"\0\0\0\x02IDAT\x78\x9c");
    wide.extend(crc32fast::hash(b"IDAT\x78\x9c").to_be_bytes());
    let (lossless, _) = fixture("hostile/huge-lossless.webp");
    let mut gif = b"GIF89a\x40\x9C\x40\x9C\x80\0\0\xff\0\0\0\0\xff\x2C\0\0\0\0\x40\x9C\x40\x9C\0\x02\0".to_vec();
    gif.push(b';');
    for (bytes, format) in [(wide, Format::Png), (lossless, Format::WebP), (gif, Format::Gif)] {
        let limits = Limits { pixels: u64::MAX, ..Limits::default() };
        let read = probe(&bytes, format, &limits).and_then(|facts| decode(&bytes, &facts, 256, &limits));
        let why = read.map(|decoded| decoded.facts).unwrap_err();
        assert!(matches!(why, Error::Limit { limit: "max-decoded-bytes", .. }), "{format:?}: {why}");
    }
}

#[test]
fn a_jpeg_of_600_megapixels_is_within_the_limits() {
    let (mut jpeg, _) = fixture("still/420.jpg");
    let at = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[at + 5..at + 9].copy_from_slice(&[0x4E, 0x20, 0x75, 0x30]);
    let facts = probe(&jpeg, Format::Jpeg, &Limits::default()).unwrap();
    assert_eq!((facts.width, facts.height), (30_000, 20_000));
    let why = decode(&jpeg, &facts, 256, &Limits::default()).map(|decoded| decoded.facts).unwrap_err();
    assert!(matches!(why, Error::Broken { .. }), "what is missing is the end, not memory: {why}");
}
