//! Every kind of AVIF on a picture whose colours are known, and what is done with damage.

use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// The quarters of the picture that the fixtures are coded from: upper left, upper right, lower left, lower right.
const QUARTERS: [[u8; 3]; 4] = [[200, 40, 40], [40, 160, 60], [40, 60, 200], [220, 200, 80]];

/// Their opacity in the pictures that have alpha.
const ALPHAS: [u8; 4] = [255, 128, 192, 0];

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/still").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn decode_with(bytes: &[u8], at_least: u32, limits: &Limits) -> Result<(Facts, RgbaImage), Error> {
    decode(bytes, at_least, limits, Deadline::start(limits, bytes.len()))
}

fn shown(name: &str) -> (Facts, RgbaImage) {
    let limits = Limits::default();
    let bytes = fixture(name);
    let (facts, picture) = decode_with(&bytes, u32::MAX, &limits).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(probe(&bytes, &limits).unwrap(), facts, "{name}");
    assert_eq!(picture.dimensions(), (facts.width, facts.height), "{name}");
    (facts, picture)
}

/// The middles of the four quarters.
fn quarters(picture: &RgbaImage) -> [[u8; 4]; 4] {
    let (width, height) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| picture.get_pixel(width * x / 4, height * y / 4).0)
}

fn is_near(a: &[u8], b: &[u8], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= tolerance)
}

#[test]
fn depths_planes_ranges_and_matrices_give_the_same_colours() {
    for (name, size, tolerance) in [
        ("avif-8-420.avif", (48, 32), 4),
        ("avif-8-422.avif", (48, 32), 4),
        ("avif-8-444.avif", (48, 32), 4),
        ("avif-8-odd.avif", (47, 31), 4),
        ("avif-8-rgb.avif", (48, 32), 0),
        ("avif-8-ycgco.avif", (48, 32), 4),
        ("avif-10-420.avif", (48, 32), 3),
        ("avif-12-444.avif", (48, 32), 3),
        ("avif-grid.avif", (128, 128), 4),
    ] {
        let (facts, picture) = shown(name);
        assert_eq!((facts.width, facts.height, facts.has_alpha), (size.0, size.1, false), "{name}");
        for (shown, quarter) in quarters(&picture).iter().zip(&QUARTERS) {
            assert!(is_near(shown, quarter, tolerance) && shown[3] == 255, "{name}: {shown:?}, not {quarter:?}");
        }
    }
}

#[test]
fn alpha_is_kept_and_divided_out() {
    for (name, tolerance) in [("avif-8-alpha.avif", 4), ("avif-grid-alpha.avif", 4), ("avif-10-premultiplied.avif", 6)]
    {
        let (facts, picture) = shown(name);
        assert!(facts.has_alpha, "{name}");
        for ((shown, quarter), alpha) in quarters(&picture).iter().zip(&QUARTERS).zip(ALPHAS) {
            assert!(shown[3].abs_diff(alpha) <= 1, "{name}: {shown:?}, not {alpha}");
            assert!(alpha == 0 || is_near(shown, quarter, tolerance), "{name}: {shown:?}, not {quarter:?}");
        }
    }
}

#[test]
fn grey_is_grey() {
    for (name, has_alpha) in [("avif-8-grey.avif", false), ("avif-8-grey-alpha.avif", true)] {
        let (facts, picture) = shown(name);
        assert_eq!(facts.has_alpha, has_alpha, "{name}");
        // Luma by BT.601 of the quarters.
        for ((shown, grey), alpha) in quarters(&picture).iter().zip([88, 113, 70, 192]).zip(ALPHAS) {
            let alpha = if has_alpha { alpha } else { 255 };
            assert!(shown[3].abs_diff(alpha) <= 1, "{name}: {shown:?}, not {alpha}");
            assert!(alpha == 0 || is_near(shown, &[grey; 3], 5), "{name}: {shown:?}, not {grey}");
            assert!(shown[0] == shown[1] && shown[1] == shown[2], "{name}");
        }
    }
}

#[test]
fn pictures_are_turned_mirrored_and_cropped() {
    for (name, size, order) in [
        // A quarter turn anticlockwise brings the upper right to the upper left.
        ("avif-turned.avif", (32, 48), [1, 3, 0, 2]),
        ("avif-mirrored.avif", (48, 32), [1, 0, 3, 2]),
        // A quarter turn clockwise (lower left to the upper left), then top and bottom exchanged.
        ("avif-turned-mirrored.avif", (32, 48), [3, 1, 2, 0]),
        // The middle is kept, so the quarters are what they were.
        ("avif-cropped.avif", (32, 20), [0, 1, 2, 3]),
    ] {
        let (facts, picture) = shown(name);
        assert_eq!((facts.width, facts.height), size, "{name}");
        for (shown, quarter) in quarters(&picture).iter().zip(order) {
            assert!(is_near(shown, &QUARTERS[quarter], 4), "{name}: {shown:?}, not {:?}", QUARTERS[quarter]);
        }
    }
    // The quarters meet at (24, 16); the crop begins at (8, 4).
    let (_, cropped) = shown("avif-cropped.avif");
    assert!(is_near(&cropped.get_pixel(14, 10).0, &QUARTERS[0], 12));
    assert!(is_near(&cropped.get_pixel(17, 13).0, &QUARTERS[3], 12));
}

#[test]
fn a_crop_must_lie_inside() {
    let whole = [(32, 1), (20, 1), (0, 1), (2, 1)];
    assert_eq!(crop(whole, (48, 32)), Some(CleanAperture { left: 8, top: 8, width: 32, height: 20 }));
    assert_eq!(crop([(64, 2), (20, 1), (-8, 1), (-6, 1)], (48, 32)).map(|crop| (crop.left, crop.top)), Some((0, 0)));
    for outside in [
        [(49, 1), (20, 1), (0, 1), (0, 1)],
        [(32, 1), (20, 1), (9, 1), (0, 1)],
        [(32, 1), (20, 1), (-9, 1), (0, 1)],
        [(0, 1), (20, 1), (0, 1), (0, 1)],
        [(32, 0), (20, 1), (0, 1), (0, 1)],
        [(i64::MIN, -1), (20, 1), (i64::MAX, 1), (0, 1)],
    ] {
        assert_eq!(crop(outside, (48, 32)), None, "{outside:?}");
    }
}

#[test]
fn wide_colours_become_srgb() {
    // The same numbers mean more saturated colours in Display P3: what has no place in sRGB ends at its border.
    for name in ["avif-p3.avif", "avif-icc.avif"] {
        let [red, green, blue, yellow] = quarters(&shown(name).1);
        assert!(is_near(&red, &[218, 0, 26], 6), "{name}: {red:?}");
        assert!(is_near(&green, &[0, 163, 40], 6), "{name}: {green:?}");
        assert!(is_near(&blue, &[34, 61, 208], 6), "{name}: {blue:?}");
        assert!(is_near(&yellow, &[224, 199, 47], 6), "{name}: {yellow:?}");
    }
    // 220 of 255 is far above white paper in PQ.
    let (_, bright) = shown("avif-pq.avif");
    let [_, _, _, yellow] = quarters(&bright);
    assert!(yellow[0] > 240 && yellow[2] < yellow[0], "{yellow:?}");
}

#[test]
fn of_an_animation_the_still_is_decoded() {
    let (facts, picture) = shown("avif-animated.avif");
    assert_eq!((facts.frames, facts.duration), (1, None));
    for (shown, quarter) in quarters(&picture).iter().zip(&QUARTERS) {
        assert!(is_near(shown, quarter, 6), "{shown:?}, not {quarter:?}");
    }
}

#[test]
fn small_is_the_mean_of_large() {
    let bytes = fixture("avif-grid.avif");
    let (facts, small) = decode_with(&bytes, 16, &Limits::default()).unwrap();
    assert_eq!(((facts.width, facts.height), small.dimensions()), ((128, 128), (32, 32)));
    for (shown, quarter) in quarters(&small).iter().zip(&QUARTERS) {
        assert!(is_near(shown, quarter, 4), "{shown:?}, not {quarter:?}");
    }
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    let bytes = fixture("avif-8-alpha.avif");
    for (limits, name) in [
        (Limits { pixels: 48 * 32 - 1, ..Limits::default() }, "max-pixels"),
        (Limits { decoded_bytes: 48 * 32 * 8 - 1, ..Limits::default() }, "max-decoded-bytes"),
    ] {
        assert!(probe(&bytes, &limits).unwrap_err().to_string().contains(name));
        assert!(decode_with(&bytes, 16, &limits).unwrap_err().to_string().contains(name));
    }
    let exact = Limits { pixels: 48 * 32, decoded_bytes: 48 * 32 * 8, ..Limits::default() };
    assert!(decode_with(&bytes, 16, &exact).is_ok());
    let late = Limits { time: Duration::ZERO, ..Limits::default() };
    assert!(decode_with(&bytes, 16, &late).unwrap_err().to_string().contains("max-seconds"));
}

#[test]
fn a_size_other_than_the_coded_one_is_refused() {
    let mut bytes = fixture("avif-8-420.avif");
    let at = bytes.windows(4).position(|kind| kind == b"ispe").unwrap() + 8;
    for (width, reason) in [(47u32, "larger than its header says"), (49, "48×32 pixels where 49×32 are promised")] {
        bytes[at..at + 4].copy_from_slice(&width.to_be_bytes());
        let error = decode_with(&bytes, 16, &Limits::default()).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn what_is_cut_is_called_truncated() {
    for name in ["avif-8-420.avif", "avif-8-alpha.avif", "avif-grid-alpha.avif"] {
        let bytes = fixture(name);
        for n_bytes in 0..bytes.len() {
            let error = decode_with(&bytes[..n_bytes], 16, &Limits::default()).unwrap_err().to_string();
            assert!(error.starts_with("truncated: the AVIF ends"), "{name} at {n_bytes}: {error}");
        }
    }
}

#[test]
fn what_is_not_read_is_named() {
    let replaced = |from: &[u8], to: &[u8]| {
        let mut bytes = fixture("avif-turned.avif");
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        bytes[at..at + to.len()].copy_from_slice(to);
        decode_with(&bytes, 16, &Limits::default()).unwrap_err()
    };
    let error = replaced(b"irot", b"iwob");
    assert_eq!(error, Error::unsupported("this kind of AVIF (property \"iwob\")"));
    let error = replaced(b"av01", b"hvc1");
    assert!(matches!(error, Error::Unsupported { .. }), "{error}");
    assert!(matches!(replaced(b"pitm\0\0\0\0\0\x01", b"pitm\0\0\0\0\0\x09"), Error::Broken { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_never_panics(
        name in prop::sample::select(vec![
            "avif-8-420.avif", "avif-10-420.avif", "avif-8-alpha.avif", "avif-grid-alpha.avif", "avif-cropped.avif",
            "avif-texture.avif",
        ]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..6),
    ) {
        let mut bytes = fixture(name);
        for (at, bit) in &flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let limits = Limits { pixels: 1 << 20, ..Limits::default() };
        let _ = probe(&bytes, &limits);
        if let Ok((facts, picture)) = decode_with(&bytes, 16, &limits) {
            prop_assert_eq!(picture.dimensions(), reduced_size(facts.width, facts.height, 16));
        }
    }

    #[test]
    fn any_boxes_are_read_safely(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let length = u32::try_from(body.len()).unwrap();
        let bytes = [b"\0\0\0\x10ftypavif\0\0\0\0", (length + 8).to_be_bytes().as_slice(), b"meta", &body].concat();
        prop_assert!(probe(&bytes, &Limits::default()).is_err());
    }
}
