//! `fixtures/still`: one scene in every format, depth and spelling.

use super::*;
use Format::*;

/// A place in the scene (44×28, six tiles) and the colour there.
type Probe = (u32, u32, [u8; 4]);

/// The middle of each tile, two places in the ramp, and corners.
const COLOURS: &[Probe] = &[
    (8, 8, [220, 40, 40, 255]),
    (24, 8, [40, 180, 60, 255]),
    (38, 8, [40, 60, 200, 255]),
    (8, 22, [230, 200, 40, 255]),
    (24, 18, [104, 104, 104, 255]),
    (24, 26, [200, 200, 200, 255]),
    (38, 22, [20, 20, 20, 255]),
    (0, 0, [220, 40, 40, 255]),
    (43, 0, [40, 60, 200, 255]),
    (0, 27, [230, 200, 40, 255]),
    (43, 27, [20, 20, 20, 255]),
];

/// The same with the second tile clear and the fourth half clear.
const ALPHA: &[Probe] = &[
    (8, 8, [220, 40, 40, 255]),
    (24, 8, [0, 0, 0, 0]),
    (38, 8, [40, 60, 200, 255]),
    (8, 22, [230, 200, 40, 128]),
    (24, 26, [200, 200, 200, 255]),
    (43, 27, [20, 20, 20, 255]),
];

/// With six colours there is no ramp.
const PALETTE: &[Probe] = &[
    (8, 8, [220, 40, 40, 255]),
    (24, 8, [0, 0, 0, 0]),
    (38, 8, [40, 60, 200, 255]),
    (8, 22, [230, 200, 40, 128]),
    (24, 22, [80, 80, 80, 255]),
    (43, 27, [20, 20, 20, 255]),
];

/// The whole picture in P3's (200, 100, 50), which is sRGB's (215, 93, 31) by the matrices of CSS Color 4.
const WIDE: &[Probe] = &[(2, 2, [215, 93, 31, 255]), (13, 13, [215, 93, 31, 255])];

const TILES: [(u32, u32); 6] = [(8, 8), (24, 8), (38, 8), (8, 22), (24, 22), (38, 22)];

/// The six tiles in greys.
fn greys(levels: [u8; 6]) -> Vec<Probe> {
    TILES.iter().zip(levels).map(|(&(x, y), v)| (x, y, [v, v, v, 255])).collect()
}

/// How far a channel may be off.
const EXACT: u8 = 0;
const LOSSY: u8 = 6;

#[track_caller]
fn check(name: &str, format: Format, size: (u32, u32), probes: &[Probe], tolerance: u8) {
    let decoded = read(&format!("still/{name}"), &Limits::default()).unwrap_or_else(|why| panic!("{name}: {why}"));
    let facts = &decoded.facts;
    assert_eq!((facts.format, (facts.width, facts.height)), (format, size), "{name}");
    assert_eq!((facts.frames, facts.duration, facts.loop_count, decoded.animated), (1, None, None, false), "{name}");
    assert_eq!(decoded.poster.dimensions(), size, "{name}");
    for &(x, y, wanted) in probes {
        let found = decoded.poster.get_pixel(x, y).0;
        let is_near = if wanted[3] == 0 {
            found[3] == 0
        } else {
            found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= tolerance)
        };
        assert!(is_near, "{name} at {x}, {y}: {found:?}, not {wanted:?}");
    }
    let is_clear = probes.iter().any(|(_, _, colour)| colour[3] < 255);
    assert_eq!(facts.has_alpha, is_clear, "{name}: transparency");
}

const SCENE: (u32, u32) = (44, 28);

#[test]
fn all_eight_exif_orientations_show_the_same_picture_upright() {
    for name in [
        "orientation-1.jpg",
        "orientation-2.jpg",
        "orientation-3.jpg",
        "orientation-4.jpg",
        "orientation-5.jpg",
        "orientation-6.jpg",
        "orientation-7.jpg",
        "orientation-8.jpg",
    ] {
        check(name, Jpeg, SCENE, COLOURS, LOSSY);
    }
    check("orientation-6.tif", Tiff, SCENE, COLOURS, EXACT);
    check("orientation-6.webp", WebP, SCENE, COLOURS, EXACT);
}

#[test]
fn jpegs_of_every_make_show_the_scene() {
    for name in ["420.jpg", "422.jpg", "restart.jpg", "progressive.jpg", "progressive-420.jpg", "trailing-garbage.jpg"]
    {
        check(name, Jpeg, SCENE, COLOURS, LOSSY);
    }
    check("no-end-marker.jpg", Jpeg, SCENE, COLOURS, LOSSY);
    check("grey.jpg", Jpeg, SCENE, &greys([0, 51, 102, 153, 204, 255]), LOSSY);
}

#[test]
fn four_inks_are_inverted_as_adobe_writes_them() {
    check("cmyk.jpg", Jpeg, SCENE, COLOURS, LOSSY);
    check("ycck.jpg", Jpeg, SCENE, COLOURS, LOSSY);
}

#[test]
fn pngs_of_every_depth_and_colour_type_show_the_scene() {
    for (name, levels) in [
        ("grey-1.png", [0, 0, 0, 255, 255, 255]),
        ("grey-2.png", [0, 85, 85, 170, 170, 255]),
        ("grey-4.png", [0, 51, 102, 153, 204, 255]),
        ("grey-8.png", [0, 51, 102, 153, 204, 255]),
        ("grey-16.png", [0, 51, 102, 153, 204, 255]),
    ] {
        check(name, Png, SCENE, &greys(levels), EXACT);
    }
    for name in ["rgb.png", "rgb-16.png", "interlaced.png"] {
        check(name, Png, SCENE, COLOURS, EXACT);
    }
}

#[test]
fn transparency_is_read_in_all_its_spellings() {
    check("rgba.png", Png, SCENE, ALPHA, EXACT);
    check("palette-alpha.png", Png, SCENE, PALETTE, EXACT);
    let grey = [(8, 8, [0, 0, 0, 255]), (24, 8, [51, 51, 51, 0]), (8, 22, [153, 153, 153, 128])];
    check("grey-alpha.png", Png, SCENE, &grey, EXACT);
    let key = [(8, 8, [220, 40, 40, 255]), (24, 8, [40, 180, 60, 0]), (38, 8, [40, 60, 200, 255])];
    check("rgb-key.png", Png, SCENE, &key, EXACT);
    check("lossless-alpha.webp", WebP, SCENE, ALPHA, EXACT);
    check("lossy-alpha.webp", WebP, SCENE, ALPHA, LOSSY);
    check("rgba.qoi", Qoi, SCENE, ALPHA, EXACT);
    check("rgba.tga", Tga, SCENE, ALPHA, EXACT);
    check("p7.pam", Pnm, SCENE, ALPHA, EXACT);
}

#[test]
fn colours_of_a_wide_profile_become_srgb() {
    check("p3.png", Png, (16, 16), WIDE, 1);
    check("p3.webp", WebP, (16, 16), WIDE, 1);
    check("p3.jpg", Jpeg, (16, 16), WIDE, 3);
}

#[test]
fn the_bytes_and_not_the_name_tell_the_format() {
    check("png-named.jpg", Png, SCENE, COLOURS, EXACT);
    let (bytes, format) = fixture("still/gif-named.png");
    assert_eq!(format, Some(Gif));
    let facts = probe(&bytes, Gif, &Limits::default()).unwrap();
    assert_eq!((facts.format, facts.width, facts.height, facts.frames), (Gif, 44, 28, 1));
}

#[test]
fn the_other_formats_show_the_scene() {
    check("lossless.webp", WebP, SCENE, COLOURS, EXACT);
    check("lossy.webp", WebP, SCENE, COLOURS, LOSSY);
    for (name, format) in [
        ("rgb.bmp", Bmp),
        ("top-down.bmp", Bmp),
        ("rgb.tif", Tiff),
        ("p3.ppm", Pnm),
        ("p6.ppm", Pnm),
        ("lossless.jxl", Jxl),
    ] {
        check(name, format, SCENE, COLOURS, EXACT);
    }
    check("lossy.jxl", Jxl, SCENE, COLOURS, LOSSY);
    for (name, levels) in [
        ("p1.pbm", [0, 0, 0, 255, 255, 255]),
        ("p2.pgm", [0, 51, 102, 153, 204, 255]),
        ("p4.pbm", [0, 0, 0, 255, 255, 255]),
        ("p5.pgm", [0, 51, 102, 153, 204, 255]),
    ] {
        check(name, Pnm, SCENE, &greys(levels), EXACT);
    }
}

#[test]
fn an_icon_is_its_largest_picture() {
    check("sizes.ico", Ico, SCENE, ALPHA, EXACT);
    check("bitmap.ico", Ico, SCENE, ALPHA, EXACT);
}

#[test]
fn a_reduced_picture_keeps_its_colours_and_the_size_asked_for_or_twice_that() {
    let limits = Limits::default();
    for name in ["420.jpg", "progressive.jpg", "orientation-6.jpg", "rgb-16.png", "lossy.webp", "lossless.jxl"] {
        let (bytes, format) = fixture(&format!("still/{name}"));
        let facts = probe(&bytes, format.unwrap(), &limits).unwrap();
        let small = decode(&bytes, &facts, 6, &limits).unwrap().poster;
        let (width, height) = small.dimensions();
        if format == Some(Jpeg) {
            assert_eq!(width.max(height), 6, "{name}");
        } else {
            assert!((12..44).contains(&width) && (8..28).contains(&height), "{name}: {width}×{height}");
        }
        for (x, y, [r, g, b]) in [(0, 0, [220, 40, 40]), (width - 1, 0, [40, 60, 200]), (0, height - 1, [230, 200, 40])]
        {
            let found = small.get_pixel(x, y).0;
            let is_near = found[..3].iter().zip([r, g, b]).all(|(a, b): (&u8, u8)| a.abs_diff(b) <= 8);
            assert!(is_near, "{name} at {x}, {y}: {found:?}");
        }
    }
}

/// A TGA of 2×1 pixels of 32 bits, whose descriptor gives the bits of alpha.
fn tga(alpha_bits: u8, alphas: [u8; 2]) -> Vec<u8> {
    let header = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 32, alpha_bits];
    [&header[..], &[1, 2, 3, alphas[0], 4, 5, 6, alphas[1]]].concat()
}

/// A BMP with a header of version 5, 2×1 pixels with masks for alpha too.
fn bmp(alphas: [u8; 2]) -> Vec<u8> {
    let mut bytes = b"BM\x92\0\0\0\0\0\0\0\x8a\0\0\0\x7c\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x20\0\x03\0\0\0".to_vec();
    bytes.resize(54, 0);
    bytes.extend([0x00FF_0000u32, 0xFF00, 0xFF, 0xFF00_0000].iter().flat_map(|mask| mask.to_le_bytes()));
    bytes.extend(b"BGRs");
    bytes.resize(138, 0);
    bytes.extend([1, 2, 3, alphas[0], 4, 5, 6, alphas[1]]);
    bytes
}

#[test]
fn padding_in_place_of_alpha_leaves_a_picture_opaque() {
    let shown = |bytes: &[u8], format| {
        let facts = probe(bytes, format, &Limits::default()).unwrap();
        let decoded = decode(bytes, &facts, u32::MAX, &Limits::default()).unwrap();
        let pixels: Vec<[u8; 4]> = decoded.poster.pixels().map(|pixel| pixel.0).collect();
        (pixels, decoded.facts.has_alpha)
    };
    let with = |[a, b]: [u8; 2]| vec![[3, 2, 1, a], [6, 5, 4, b]];
    for (alpha_bits, alphas, seen) in
        [(0, [0, 0], [255, 255]), (0, [7, 9], [255, 255]), (8, [0, 0], [255, 255]), (8, [0, 9], [0, 9])]
    {
        assert_eq!(shown(&tga(alpha_bits, alphas), Tga), (with(seen), seen != [255, 255]), "{alpha_bits} {alphas:?}");
    }
    for (alphas, seen) in [([0, 0], [255, 255]), ([0, 9], [0, 9]), ([255, 255], [255, 255])] {
        assert_eq!(shown(&bmp(alphas), Bmp), (with(seen), seen != [255, 255]), "{alphas:?}");
    }
}
