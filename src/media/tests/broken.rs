//! `fixtures/broken`: damage is an error that says what is wrong, never half a picture passed off as a whole one.

use super::*;

#[test]
fn every_broken_file_says_what_is_wrong_with_it() {
    let mut wrong = Vec::new();
    for (name, reason) in [
        ("cut.jpg", "truncated: the JPEG ends in scan 1"),
        ("cut-progressive.jpg", "truncated: the JPEG ends in scan 3"),
        ("cut-in-header.jpg", "truncated: the JPEG ends in a header segment (FF C4), after 100 bytes"),
        ("cut.png", "truncated: the PNG ends in row 18 of 28"),
        ("cut-apng.png", "truncated: the PNG ends in frame 2 of 3, after 184 bytes"),
        ("cut.gif", "truncated: the GIF ends in "),
        ("cut-in-frame-2.gif", "truncated: the GIF ends in frame 2, after 105 bytes"),
        ("cut-in-header.gif", "truncated: the GIF ends in its header, after 9 bytes"),
        ("cut.webp", "truncated: the WebP ends after 103 bytes, before its picture does"),
        ("cut-animation.webp", "truncated: the WebP ends in frame 2, after 273 bytes"),
        ("riff-beyond.webp", "truncated: the WebP ends after frame 2, 386 bytes of 1386"),
        ("cut.bmp", "truncated: the file ends before the BMP picture does"),
        ("cut.tif", "truncated: the file ends before the TIFF picture does"),
        ("cut.ico", "truncated: the ICO ends before any of its pictures"),
        ("cut.qoi", "truncated: the file ends before the QOI picture does"),
        ("cut.tga", "truncated: the file ends before the TGA picture does"),
        ("cut.ppm", "truncated: the file ends before the PNM picture does"),
        ("cut.jxl", "truncated: the JPEG XL ends in frame 1"),
        ("empty.png", "is an empty file"),
        ("zeros.jpg", "is 600 bytes of zero, not a picture"),
        ("pointer.gif", "is a Git LFS pointer, not the picture: run \"git lfs pull\""),
        ("page.jpg", "is a web page, not a picture"),
        ("answer.png", "is JSON, not a picture"),
        ("bad-checksum.png", "damaged PNG: the checksum of its pixels is wrong in row 1 of 28"),
        ("bad-header.png", "damaged PNG: 3 bits a sample do not go with its colour type"),
        ("no-pixels.png", "damaged PNG: it has no pixels"),
        ("garbage-codes.gif", "frame 2: damaged GIF: code 15 is not in the table, after 0 pixels"),
        ("no-frames.gif", "the GIF has no frames"),
        ("no-palette.gif", "frame 1: damaged GIF: there is no colour table"),
        ("no-size.gif", "the picture has no pixels (0×0)"),
    ] {
        match read(&format!("broken/{name}"), &Limits::default()) {
            Ok(decoded) => wrong.push(format!("{name} was read as {:?}", decoded.facts)),
            Err(why) if why.starts_with(reason) => {}
            Err(why) => wrong.push(format!("{name}: {why:?}, not {reason:?}")),
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_gif_cut_anywhere_is_refused_or_whole() {
    let (whole, _) = fixture("broken/garbage-codes.gif");
    let (good, _) = fixture("anim/dispose-keep.gif");
    for bytes in [whole, good] {
        for end in 13..bytes.len() - 1 {
            let cut = &bytes[..end];
            let facts = probe(cut, Format::Gif, &Limits::default());
            let frames = facts.map(|facts| facts.frames);
            // Between two frames a cut cannot be told from a missing trailer.
            assert!(
                frames.as_ref().map_or_else(|e| e.to_string().starts_with("truncated"), |n| *n > 0),
                "{end}: {frames:?}"
            );
        }
    }
}

#[test]
fn an_import_of_half_a_file_never_gives_a_picture() {
    for path in
        ["still/rgb.png", "still/rgb.bmp", "still/p6.ppm", "still/rgba.qoi", "still/lossless.webp", "still/422.jpg"]
    {
        let (bytes, format) = fixture(path);
        let format = format.unwrap();
        for tenth in 1..10 {
            let half = &bytes[..bytes.len() * tenth / 10];
            let read = probe(half, format, &Limits::default())
                .and_then(|facts| decode(half, &facts, u32::MAX, &Limits::default()));
            // The last tenth of the small PNG is no more than its end.
            let is_whole = read.as_ref().is_ok_and(|decoded| decoded.damage.is_some()) && tenth == 9;
            let is_refused = matches!(read, Err(Error::Broken { .. }));
            assert!(is_refused || is_whole, "{path}, {tenth} tenths: {:?}", read.map(|d| d.facts));
        }
    }
}
