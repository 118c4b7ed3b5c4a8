//! Compositing, times and structure, on the files in `fixtures/anim` and on bytes made here.
//!
//! What must be on the canvas is written as rows of letters: `R G B W K Y` are plain colours, `.` is transparent, `g`
//! green at half opacity, `m` that green over red.

use super::super::{Decoded, Limits, decode as decode_media, probe};
use super::*;

const HALF_GREEN: [u8; 4] = [0, 255, 0, 128];
const GREEN_OVER_RED: [u8; 4] = [127, 128, 0, 255];

fn colour(letter: u8) -> [u8; 4] {
    match letter {
        b'R' => [255, 0, 0, 255],
        b'G' => [0, 255, 0, 255],
        b'B' => [0, 0, 255, 255],
        b'W' => [255, 255, 255, 255],
        b'K' => [0, 0, 0, 255],
        b'Y' => [255, 255, 0, 255],
        b'g' => HALF_GREEN,
        b'm' => GREEN_OVER_RED,
        _ => [0; 4],
    }
}

fn bytes(name: &str) -> (Vec<u8>, Format) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/anim").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let format = Format::recognise(&bytes, None).unwrap();
    (bytes, format)
}

fn decoded(name: &str) -> Decoded {
    let (bytes, format) = bytes(name);
    let facts = probe(&bytes, format, &Limits::default()).unwrap();
    decode_media(&bytes, &facts, u32::MAX, &Limits::default()).unwrap()
}

/// The canvas as letters; `?` for a colour that has none.
fn letters(canvas: &RgbaImage) -> String {
    let letter = |pixel: &image::Rgba<u8>| {
        let known = b"RGBWKYgm.".iter().find(|&&letter| {
            let wanted = colour(letter);
            if wanted[3] == 0 { pixel.0[3] == 0 } else { pixel.0 == wanted }
        });
        char::from(known.copied().unwrap_or(b'?'))
    };
    canvas.rows().map(|row| row.map(letter).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// All frames as letters.
fn composited(bytes: &[u8], format: Format) -> Vec<String> {
    let mut frames = Frames::open(bytes, format, &Limits::default()).unwrap().unwrap();
    let mut shown = Vec::new();
    while let Some(frame) = frames.next_frame().unwrap() {
        assert_eq!(frame.index as usize, shown.len());
        assert!(frame.changed || shown.last() == Some(&letters(frame.canvas)), "an unnoticed change");
        shown.push(letters(frame.canvas));
    }
    shown
}

#[track_caller]
fn check(name: &str, frames: &[&str]) {
    let (bytes, format) = bytes(name);
    assert_eq!(composited(&bytes, format), frames, "{name}");
    let facts = probe(&bytes, format, &Limits::default()).unwrap();
    let height = frames[0].split(' ').count();
    assert_eq!((facts.width as usize, facts.height as usize), (frames[0].find(' ').unwrap(), height), "{name}");
    assert_eq!(facts.frames as usize, frames.len(), "{name}");
}

const RED: &str = "RRRRRR RRRRRR RRRRRR RRRRRR";
const RED_AND_GREEN: &str = "RRRRRR RGGRRR RGGRRR RRRRRR";

#[test]
fn a_gifs_frames_are_disposed_of_as_each_says() {
    for (name, last) in [
        ("dispose-none.gif", "RRRRRR RGGRRR RGGRRR RRRRRB"),
        ("dispose-keep.gif", "RRRRRR RGGRRR RGGRRR RRRRRB"),
        ("dispose-background.gif", "RRRRRR R..RRR R..RRR RRRRRB"),
        ("dispose-previous.gif", "RRRRRR RRRRRR RRRRRR RRRRRB"),
    ] {
        check(name, &[RED, RED_AND_GREEN, last]);
    }
    check("dispose-previous-first.gif", &[RED, "...... ..GG.. ...... ......"]);
}

#[test]
fn a_gifs_frames_lie_where_they_say_and_are_clipped() {
    check("offsets.gif", &["...... .RRR.. .RRR.. ......", "...... .RRR.. .RRRGG ....GG"]);
    check("beyond-canvas.gif", &[RED, "RRRRRR RRRRRR RRRRGG RRRRGG", "RRRRRR RRRRRR RRRR.. RRRR.."]);
    check("first-frame-larger.gif", &[RED, "RRRRRR RRRRRR RRRRRR RRRRRB"]);
    check("screen-of-zero.gif", &[RED, "BRRRRR RRRRRR RRRRRR RRRRRR"]);
}

#[test]
fn palettes_transparency_and_interlacing_are_read() {
    check("local-palettes.gif", &[RED, "GGRRRR GGRRRR RRRRRR RRRRRR", "BGRRRR GGRRRR RRRRRR RRRRRR"]);
    check("transparency.gif", &[RED, "GRGRGR RGRGRG RRRRRR YYYYYY"]);
    let lines = "RRRRRR GGGGGG BBBBBB WWWWWW KKKKKK YYYYYY RRRRRR GGGGGG BBBBBB WWWWWW";
    let drawn = "RRRRRR GKGGGG BYBBBB WWWWWW KKKKKK YYYYYY RRRRRR GGGGGG BBBBBB WWWWWW";
    check("interlaced.gif", &[lines, drawn]);
}

const DRAWN: &str = "RGBWKY YKWBGR RRGGBB WWKKYY";

#[test]
fn oddities_that_browsers_forgive_are_forgiven() {
    check("gif87a.gif", &[DRAWN]);
    check("no-trailer.gif", &[RED, "RRRRRR RGGRRR RRRRRR RRRRRR"]);
    check("trailing-garbage.gif", &[RED, "RRRRRR RGGRRR RRRRRR RRRRRR"]);
    check("short-frame.gif", &[RED, "GGGGGG GGGGGG RRRRRR RRRRRR"]);
}

#[test]
fn loop_counts_are_how_often_it_runs() {
    for (name, loops) in [
        ("loop-absent.gif", 1),
        ("loop-0.gif", 0),
        ("loop-3.gif", 4),
        ("dispose-none.png", 2),
        ("blend.webp", 0),
        ("no-blend.webp", 3),
        ("frames.jxl", 0),
    ] {
        assert_eq!(decoded(name).facts.loop_count, Some(loops), "{name}");
    }
}

#[test]
fn delays_are_those_of_browsers() {
    let (bytes, format) = bytes("delays.gif");
    let mut frames = Frames::open(&bytes, format, &Limits::default()).unwrap().unwrap();
    let mut times = Vec::new();
    while let Some(frame) = frames.next_frame().unwrap() {
        times.push((frame.at.as_millis(), frame.delay.as_millis()));
    }
    // 0 and 10 ms are 100 ms; 20 and 70 ms are what they say.
    assert_eq!(times, [(0, 100), (100, 100), (200, 20), (220, 70)]);
    assert_eq!(frames.structure.facts.duration, Some(Duration::from_millis(290)));
    for name in ["dispose-none.png", "dispose.webp"] {
        assert_eq!(decoded(name).facts.duration, Some(Duration::from_millis(300)), "{name}");
    }
}

#[test]
fn the_poster_is_not_a_blank_first_frame() {
    for name in ["first-blank.gif", "first-white.gif"] {
        let decoded = decoded(name);
        assert_eq!(letters(&decoded.poster), DRAWN, "{name}");
    }
}

#[test]
fn an_animation_is_what_moves_visibly() {
    let equal = decoded("all-equal.gif");
    assert_eq!((equal.facts.frames, equal.animated), (3, false));
    let one = decoded("one-frame.gif");
    assert_eq!((one.facts.frames, one.facts.duration, one.facts.loop_count, one.animated), (1, None, None, false));
    let one = decoded("one-frame.png");
    assert_eq!((one.facts.frames, one.facts.duration, one.animated), (1, None, false));
    for name in ["dispose-none.gif", "dispose-none.png", "dispose.webp", "frames.jxl"] {
        assert!(decoded(name).animated, "{name}");
    }
}

#[test]
fn apngs_are_blended_and_disposed_of_as_each_frame_says() {
    check("blend-source.png", &[RED, "RRRRRR Rg.GRR RRRRRR RRRRRR"]);
    check("blend-over.png", &[RED, "RRRRRR RmRGRR RRRRRR RRRRRR"]);
    for (name, last) in [
        ("dispose-none.png", "RRRRRR RGGRRR RGGRRR RRRRRB"),
        ("dispose-background.png", "RRRRRR R..RRR R..RRR RRRRRB"),
        ("dispose-previous.png", "RRRRRR RRRRRR RRRRRR RRRRRB"),
    ] {
        check(name, &[RED, RED_AND_GREEN, last]);
    }
    check("dispose-previous-first.png", &[RED, "...... .GG... ...... ......"]);
}

#[test]
fn a_default_image_outside_the_animation_is_not_shown() {
    check("hidden-default.png", &[RED, "RRRRRR RGGRRR RRRRRR RRRRRR"]);
}

#[test]
fn animated_webps_are_placed_blended_and_disposed_of() {
    check("offsets.webp", &["...... ...... ..RRR. ......", "....GG ....GG ..RRR. ......"]);
    check("blend.webp", &[RED, "RRRRRR RRRRRR RRmRGR RRRRRR"]);
    check("no-blend.webp", &[RED, "RRRRRR RRRRRR RRg.GR RRRRRR"]);
    check("dispose.webp", &[RED, "RRRRRR RRRRRR RRGGRR RRRRRR", "BRRRRR RRRRRR RR..RR RRRRRR"]);
}

#[test]
fn lossy_frames_keep_their_alpha_and_nearly_their_colours() {
    let (bytes, format) = bytes("lossy-frames.webp");
    let mut frames = Frames::open(&bytes, format, &Limits::default()).unwrap().unwrap();
    for wanted in [colour(b'R'), GREEN_OVER_RED] {
        let frame = frames.next_frame().unwrap().unwrap();
        let found = frame.canvas.get_pixel(8, 8).0;
        assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 6), "{found:?}, not {wanted:?}");
    }
}

#[test]
fn a_jpeg_xl_can_be_an_animation() {
    check("frames.jxl", &["WWWWWW WWWWWW WWWWWW WWWWWW", DRAWN]);
    assert_eq!(decoded("frames.jxl").facts.duration, Some(Duration::from_millis(200)));
}

#[test]
fn a_canvas_counts_among_the_decoded_bytes_however_small_its_pieces_are() {
    let mut gif = b"GIF89a\xE8\x03\xE8\x03\x80\0\0\xff\0\0\0\0\0".to_vec();
    gif.extend(b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;");
    let limits = Limits { decoded_bytes: 4_000_000, ..Limits::default() };
    assert!(probe(&gif, Format::Gif, &limits).is_ok());
    let limits = Limits { decoded_bytes: 3_999_999, ..limits };
    let error = probe(&gif, Format::Gif, &limits).unwrap_err().to_string();
    assert_eq!(error, "decoding in 4000000 bytes of memory is over the limit max-decoded-bytes (3999999)");
}

#[test]
fn what_is_drawn_counts_as_memory_for_a_small_file() {
    let mut gif = b"GIF89a\xE8\x03\xE8\x03\x80\0\0\xff\0\0\0\0\0".to_vec();
    gif.extend(b"\x2C\0\0\0\0\xE8\x03\xE8\x03\0\x02\x02\x44\x01\0;");
    // The canvas and the indices of the subframe, of which a file of 41 bytes may take a fifth of the limit.
    let limits = Limits { decoded_bytes: 25_000_000, ..Limits::default() };
    assert!(probe(&gif, Format::Gif, &limits).is_ok());
    let limits = Limits { decoded_bytes: 24_999_999, ..limits };
    let error = probe(&gif, Format::Gif, &limits).unwrap_err().to_string();
    assert!(error.starts_with("decoding in 5000000 bytes of memory is over the limit max-decoded-bytes"), "{error}");
}

#[test]
fn an_apngs_frame_without_rows_is_refused() {
    let (bytes, format) = bytes("blend-over.png");
    let at = bytes.windows(4).rposition(|four| four == b"fcTL").unwrap();
    let mut hostile = bytes.clone();
    hostile[at + 8..at + 16].copy_from_slice(&[0x10, 0, 0, 0, 0, 0, 0, 0]);
    let crc = crc32fast::hash(&hostile[at..at + 30]);
    hostile[at + 30..at + 34].copy_from_slice(&crc.to_be_bytes());
    let refused = Frames::open(&hostile, format, &Limits::default()).map(|_| ());
    assert!(refused.is_err_and(|error| error.to_string().contains("beyond the picture")));
}

#[test]
fn disposal_4_is_disposal_3() {
    let (mut gif, format) = bytes("dispose-previous.gif");
    let restored = composited(&gif, format);
    let begins = [0x21, 0xF9, 4];
    let controls: Vec<usize> = (0..gif.len() - 3).filter(|&at| gif[at..at + 3] == begins).collect();
    let restoring: Vec<usize> = controls.into_iter().filter(|at| gif[at + 3] >> 2 & 7 == 3).collect();
    assert!(!restoring.is_empty());
    restoring.into_iter().for_each(|at| gif[at + 3] += 1 << 2);
    assert_eq!(composited(&gif, format), restored);
}
