//! The three ways to a picture, held against each other, and what is done with damage.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/still").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn open(bytes: &[u8]) -> Result<Jxl<'_>, Error> {
    let limits = Limits::default();
    Jxl::open(bytes, &limits, Deadline::start(&limits, bytes.len()))
}

/// The mean difference of samples, in levels.
fn difference(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn both_decoders_give_the_same_picture() {
    for name in [
        "jxl-lossy.jxl",
        "jxl-p3.jxl",
        "jxl-from-jpeg-420.jxl",
        "jxl-from-jpeg-444.jxl",
        "jxl-turned.jxl",
        "jxl-lossless.jxl",
        "jxl-alpha.jxl",
        "jxl-grey.jxl",
    ] {
        let bytes = fixture(name);
        let jxl = open(&bytes).unwrap();
        for at_least in [u32::MAX, 12] {
            let (fast, any) = (jxl.render_whole(at_least).unwrap().unwrap(), jxl.render_any(0, at_least).unwrap());
            assert!(difference(&fast, &any) < 0.6, "{name}: {}", difference(&fast, &any));
        }
        let whole = jxl.render(0, u32::MAX).unwrap();
        assert_eq!(whole.dimensions(), (jxl.facts().width, jxl.facts().height), "{name}");
    }
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
        let jxl = open(&bytes).unwrap();
        // The shorter side, rounded up twice, asks for a little more than an eighth at half the longer one.
        let at_least = size.0.max(size.1) / 2 - if size.0 > 6 { 2 } else { 0 };
        let small = jxl.render_eighth(0, at_least).unwrap_or_else(|| panic!("{name} has no eighth"));
        assert_eq!(small.dimensions(), size, "{name}");
        let full = jxl.render_any(0, u32::MAX).unwrap();
        let mut shrinker = Shrinker::<u8, 4>::new(full.dimensions(), size);
        full.chunks_exact(full.width() as usize * 4).for_each(|row| shrinker.push_row(row));
        let mean = shrinker.finish();
        assert!(difference(&small, &mean) < tolerance, "{name}: {}", difference(&small, &mean));
    }
}

#[test]
fn what_has_no_eighth_is_decoded_whole() {
    for name in ["jxl-lossless.jxl", "jxl-alpha.jxl", "jxl-grey.jxl", "jxl-animated.jxl"] {
        let bytes = fixture(name);
        let jxl = open(&bytes).unwrap();
        assert!(jxl.render_eighth(0, 1).is_none(), "{name}");
        assert_eq!(jxl.render(0, 3).unwrap().dimensions(), (6, 4), "{name}");
    }
    // The eighth would be smaller than promised.
    let bytes = fixture("jxl-lossy.jxl");
    let jxl = open(&bytes).unwrap();
    assert!(jxl.render_eighth(0, 24).is_none());
    assert_eq!(jxl.render(0, 24).unwrap().dimensions(), reduced_size(360, 200, 24));
}

#[test]
fn frames_of_an_animation_keep_their_delays() {
    let bytes = fixture("jxl-animated.jxl");
    let jxl = open(&bytes).unwrap();
    assert_eq!((jxl.facts().frames, jxl.facts().duration), (2, Some(Duration::from_millis(400))));
    let (first, second) = (jxl.render(0, u32::MAX).unwrap(), jxl.render(1, u32::MAX).unwrap());
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
    let limits = Limits { decoded_bytes: 100_000, ..Limits::default() };
    let jxl = Jxl::open(&bytes, &limits, Deadline::start(&limits, bytes.len())).unwrap();
    assert!(jxl.render(0, u32::MAX).is_err());
    assert!(jxl.render(0, 20).is_ok());
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
        if let Ok(jxl) = Jxl::open(&bytes, &limits, Deadline::start(&limits, bytes.len())) {
            let _ = jxl.render(0, at_least);
        }
    }
}
