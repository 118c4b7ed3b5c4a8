//! Pictures held against those of libjxl, and what is done with damage.

use std::path::PathBuf;

use image::DynamicImage;
use image::imageops::FilterType;
use proptest::prelude::*;

use super::super::super::reduce::{BoxFilter, reduced_size};
use super::*;

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/still").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn open(bytes: &[u8]) -> Result<Jxl<'_>, Error> {
    let limits = Limits::default();
    Jxl::open(bytes, &limits, Deadline::start(&limits, bytes.len()))
}

/// The picture at a size.
fn shown(name: &str, at_least: u32) -> RgbaImage {
    open(&fixture(name)).unwrap().next_picture(at_least).unwrap()
}

fn is_near(a: [u8; 4], b: [u8; 4], levels: u8) -> bool {
    a.into_iter().zip(b).all(|(a, b)| a.abs_diff(b) <= levels)
}

/// What libjxl 0.7 makes of the fixtures, in sRGB, near the corners and in the middle.
#[test]
fn pictures_are_those_of_libjxl() {
    type Place = (u32, u32, [u8; 4]);
    let expected: [(&str, (u32, u32), [Place; 3]); 8] = [
        (
            "jxl-lossy.jxl",
            (360, 200),
            [(45, 25, [30, 31, 224, 255]), (315, 25, [222, 34, 33, 255]), (45, 175, [33, 224, 223, 255])],
        ),
        (
            "jxl-p3.jxl",
            (360, 200),
            [(45, 25, [30, 32, 233, 255]), (315, 25, [243, 0, 3, 255]), (45, 175, [0, 227, 226, 255])],
        ),
        (
            "jxl-from-jpeg-420.jxl",
            (360, 200),
            [(45, 25, [32, 32, 223, 255]), (315, 25, [223, 32, 31, 255]), (270, 150, [171, 194, 100, 255])],
        ),
        (
            "jxl-from-jpeg-444.jxl",
            (360, 200),
            [(45, 25, [32, 31, 223, 255]), (315, 25, [223, 31, 32, 255]), (270, 150, [181, 196, 61, 255])],
        ),
        (
            "jxl-turned.jxl",
            (32, 48),
            [(4, 6, [41, 60, 199, 255]), (28, 6, [200, 40, 40, 255]), (4, 42, [220, 199, 80, 255])],
        ),
        (
            "jxl-lossless.jxl",
            (48, 32),
            [(6, 4, [200, 40, 40, 255]), (24, 16, [220, 200, 80, 255]), (6, 28, [40, 60, 200, 255])],
        ),
        (
            "jxl-alpha.jxl",
            (48, 32),
            [(6, 4, [200, 40, 44, 255]), (42, 4, [42, 160, 58, 128]), (6, 28, [39, 60, 200, 192])],
        ),
        (
            "jxl-grey.jxl",
            (48, 32),
            [(6, 4, [88, 88, 88, 255]), (24, 16, [188, 188, 188, 255]), (6, 28, [70, 70, 70, 255])],
        ),
    ];
    for (name, size, places) in expected {
        let picture = shown(name, u32::MAX);
        assert_eq!(picture.dimensions(), size, "{name}");
        for (x, y, colour) in places {
            let found = picture.get_pixel(x, y).0;
            assert!(is_near(found, colour, 3), "{name} at {x}, {y}: {found:?}, not {colour:?}");
        }
        let ((width, height), least) = (shown(name, 12).dimensions(), reduced_size(size.0, size.1, 12));
        assert!(width >= least.0 && height >= least.1 && width <= size.0.div_ceil(2), "{name}: {width}×{height}");
    }
}

/// The mean difference of samples, in levels.
fn difference(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn an_eighth_is_what_the_whole_comes_to() {
    for (name, size, tolerance) in [
        ("jxl-lossy.jxl", (45, 25), 1.5),
        ("jxl-p3.jxl", (45, 25), 1.5),
        ("jxl-from-jpeg-420.jxl", (45, 25), 3.5),
        ("jxl-from-jpeg-444.jxl", (45, 25), 1.5),
        ("jxl-turned.jxl", (4, 6), 1.5),
    ] {
        let bytes = fixture(name);
        // The shorter side, rounded up twice, asks for a little more than an eighth at half the longer one.
        let at_least = size.0.max(size.1) / 2 - if size.0 > 6 { 2 } else { 0 };
        let small = open(&bytes).unwrap().eighth(at_least).unwrap_or_else(|| panic!("{name} has no eighth"));
        let full = shown(name, u32::MAX);
        let mut mean = BoxFilter::<u8, 4>::new(full.dimensions(), size);
        full.chunks_exact(full.width() as usize * 4).for_each(|row| mean.push_row(row));
        let mean = mean.finish();
        assert!(difference(&small, &mean) < tolerance, "{name}: {}", difference(&small, &mean));
    }
}

#[test]
#[ignore = "reads the folder that NAKIGAO_CORPUS names"]
fn every_eighth_of_a_collection_is_near_the_whole() {
    const EDGE: u32 = 256;
    let mut paths = vec![PathBuf::from(std::env::var_os("NAKIGAO_CORPUS").expect("NAKIGAO_CORPUS names a folder"))];
    let (mut n, mut sum, mut worst) = (0, 0.0, 0.0_f64);
    while let Some(path) = paths.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            paths.extend(entries.map(|entry| entry.unwrap().path()));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(jxl) = open(&bytes) else { continue };
        let Some(small) = jxl.eighth(EDGE) else { continue };
        let mut whole = FrameDecoder::open(&bytes, &jxl.limits, jxl.deadline).unwrap();
        let whole = DynamicImage::ImageRgba8(whole.next(small.width().max(small.height()) / 2).unwrap());
        let whole = whole.resize_exact(small.width(), small.height(), FilterType::Triangle).into_rgba8();
        let levels = difference(&small, &whole) * 4.0 / 3.0;
        println!("{levels:.3} {}", path.display());
        (n, sum, worst) = (n + 1, sum + levels, worst.max(levels));
    }
    println!("{n} files, mean {:.3} levels a colour, worst {worst:.3}", sum / f64::from(n));
    assert!(worst < 4.0);
}

#[test]
fn what_has_no_eighth_is_decoded_whole() {
    for name in ["jxl-lossless.jxl", "jxl-alpha.jxl", "jxl-grey.jxl", "jxl-animated.jxl", "jxl-pq.jxl"] {
        assert!(open(&fixture(name)).unwrap().eighth(1).is_none(), "{name}");
        assert!(shown(name, 3).width() < 48, "{name}");
    }
    // The eighth would be smaller than promised.
    assert!(open(&fixture("jxl-lossy.jxl")).unwrap().eighth(24).is_none());
    assert_eq!(shown("jxl-lossy.jxl", 24).dimensions(), reduced_size(360, 200, 24));
}

#[test]
fn damage_is_found_where_it_is_read() {
    let bytes = fixture("jxl-lossy.jxl");
    let picture = |from: usize, at_least: u32| {
        let mut damaged = bytes.clone();
        damaged[from..from + 100].fill(0x55);
        open(&damaged).and_then(|mut jxl| jxl.next_picture(at_least))
    };
    let (of_means, of_the_rest) = (200, bytes.len() - 100);
    assert!(picture(of_means, 3).is_err());
    assert!(picture(of_means, u32::MAX).is_err());
    assert_eq!(picture(of_the_rest, 3).unwrap(), shown("jxl-lossy.jxl", 3));
    assert_ne!(picture(of_the_rest, u32::MAX).ok(), Some(shown("jxl-lossy.jxl", u32::MAX)));
}

#[test]
fn high_dynamic_range_is_tone_mapped() {
    let picture = shown("jxl-pq.jxl", u32::MAX);
    // 202, 10 and 983 cd/m²; diffuse white is 203, and brighter light is compressed into the last fifth.
    for (x, level) in [(8, 246), (24, 63), (40, 255)] {
        let found = picture.get_pixel(x, 16).0;
        assert!(is_near(found, [level, level, level, 255], 4), "{x}: {found:?}, not {level}");
    }
}

#[test]
fn deep_samples_are_kept_where_colours_are_converted() {
    let mut in_srgb = fixture("jxl-lossy.jxl");
    // The header then says 12 bits a sample.
    in_srgb[5] |= 0x40;
    for (bytes, is_deep) in [(in_srgb, false), (fixture("jxl-pq.jxl"), true)] {
        let jxl = open(&bytes).unwrap();
        let mut decoder = FrameDecoder::open(&bytes, &jxl.limits, jxl.deadline).unwrap();
        assert!(decoder.reader.decoder.basic_info().unwrap().bit_depth.bits_per_sample() > 8);
        assert_eq!((decoder.is_deep, decoder.icc.is_some()), (is_deep, is_deep));
        assert!(decoder.next(u32::MAX).is_ok());
    }
}

#[test]
fn frames_of_an_animation_keep_their_delays() {
    let bytes = fixture("jxl-animated.jxl");
    let mut jxl = open(&bytes).unwrap();
    assert_eq!((jxl.facts.frames, jxl.facts.duration), (2, Some(Duration::from_millis(400))));
    assert_eq!(jxl.delays, [Duration::from_millis(200); 2]);
    let (first, second) = (jxl.next_picture(u32::MAX).unwrap(), jxl.next_picture(u32::MAX).unwrap());
    assert_eq!(first.get_pixel(12, 8), second.get_pixel(36, 24));
    assert_ne!(first, second);
}

#[test]
fn what_is_cut_is_called_truncated() {
    for name in ["jxl-lossy.jxl", "jxl-from-jpeg-420.jxl", "jxl-animated.jxl", "jxl-alpha.jxl"] {
        let bytes = fixture(name);
        for n_bytes in (0..bytes.len()).step_by(bytes.len().div_ceil(97)) {
            let Err(error) = open(&bytes[..n_bytes]) else { panic!("{name} at {n_bytes}: no error") };
            assert!(error.to_string().starts_with("truncated"), "{name} at {n_bytes}: {error}");
        }
    }
}

#[test]
fn limits_hold() {
    let bytes = fixture("jxl-lossy.jxl");
    let why = |limits: Limits| {
        let deadline = Deadline::start(&limits, bytes.len());
        Jxl::open(&bytes, &limits, deadline).and_then(|mut jxl| jxl.next_picture(u32::MAX)).unwrap_err().to_string()
    };
    assert_eq!(
        why(Limits { decoded_bytes: 100_000, ..Limits::default() }),
        "decoding in 864000 bytes of memory is over the limit max-decoded-bytes (100000)",
    );
    assert!(why(Limits { pixels: 71_999, ..Limits::default() }).contains("max-pixels"));
    assert!(why(Limits { pixels: 71_999, decoded_bytes: 1_000, ..Limits::default() }).contains("max-pixels"));
    let late = Limits { time: Duration::ZERO, ..Limits::default() };
    assert!(Jxl::open(&bytes, &late, Deadline::start(&late, bytes.len())).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn damage_never_panics(
        name in prop::sample::select(vec!["jxl-lossy.jxl", "jxl-from-jpeg-420.jxl", "jxl-alpha.jxl", "jxl-turned.jxl"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..6),
        at_least in prop::sample::select(vec![3, u32::MAX]),
    ) {
        let mut bytes = fixture(name);
        for (at, bit) in &flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let limits = Limits { pixels: 1 << 20, ..Limits::default() };
        if let Ok(mut jxl) = Jxl::open(&bytes, &limits, Deadline::start(&limits, bytes.len())) {
            let _ = jxl.next_picture(at_least);
        }
    }
}
