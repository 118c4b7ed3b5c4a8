//! Held to another decoder at full size, to the mean of its pixels at reduced size, and to saying what is missing.

use image::{DynamicImage, ImageFormat};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

use super::super::limits::{Deadline, Limits};
use super::super::reduce::reduce_rgba;
use super::*;

#[derive(Clone, Debug)]
struct Sample {
    size: (u16, u16),
    quality: u8,
    sampling: SamplingFactor,
    scans: Option<u8>,
    restart: u16,
    is_grey: bool,
    seed: u32,
}

fn sample() -> impl Strategy<Value = Sample> {
    // Quartered colours are left out: the reference enlarges them otherwise than libjpeg, as this decoder does.
    let sampling = prop::sample::select(vec![
        SamplingFactor::F_1_1,
        SamplingFactor::F_2_1,
        SamplingFactor::F_1_2,
        SamplingFactor::F_2_2,
    ]);
    // With more, this encoder writes scans of no coefficients, which the standard does not allow.
    let scans = prop_oneof![Just(None), (2_u8..=32).prop_map(Some)];
    let restart = prop_oneof![Just(0), 1_u16..20];
    ((1_u16..200, 1_u16..200), 5_u8..=100, sampling, scans, restart, any::<bool>(), any::<u32>()).prop_map(
        |(size, quality, sampling, scans, restart, is_grey, seed)| Sample {
            size,
            quality,
            sampling,
            scans,
            restart,
            is_grey,
            seed,
        },
    )
}

/// Smooth colours with some edges: a picture, not noise, of which subsampled colours would show nothing.
fn encode(sample: &Sample) -> Vec<u8> {
    let (width, height) = sample.size;
    let phase = (sample.seed % 1000) as f32;
    let n = if sample.is_grey { 1 } else { 3 };
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for c in 0..n {
                let wave = ((f32::from(x) * 0.05 + phase).sin() + (f32::from(y) * 0.07 + c as f32).cos()) * 50.0;
                let edge = if (x / 40 + y / 50) % 2 == 0 { 30.0 } else { -30.0 };
                pixels.push((128.0 + wave + edge) as u8);
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, sample.quality);
    encoder.set_sampling_factor(sample.sampling);
    match sample.scans {
        Some(scans) => encoder.set_progressive_scans(scans),
        None => encoder.set_progressive(false),
    }
    encoder.set_restart_interval(sample.restart);
    let color = if sample.is_grey { ColorType::Luma } else { ColorType::Rgb };
    encoder.encode(&pixels, width, height, color).unwrap();
    bytes
}

fn decode(bytes: &[u8], at_least: u32) -> Result<Picture, Error> {
    let limits = Limits::default();
    let jpeg = Jpeg::open(bytes, &limits)?.expect("a kind that is covered");
    jpeg.decode(at_least, Deadline::start(&limits))
}

fn reference(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Jpeg).map(DynamicImage::into_rgba8).unwrap()
}

/// The mean difference in levels, and the largest.
fn difference(a: &RgbaImage, b: &RgbaImage) -> (f64, u8) {
    assert_eq!(a.dimensions(), b.dimensions());
    let pairs = || a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| a.abs_diff(*b));
    let sum: f64 = pairs().map(f64::from).sum();
    (sum / a.as_raw().len() as f64, pairs().max().unwrap_or(0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_is_what_another_decoder_shows(sample in sample()) {
        let bytes = encode(&sample);
        let Picture { pixels, damage } = decode(&bytes, u32::MAX).unwrap();
        prop_assert_eq!(damage, None);
        let expected = reference(&bytes);
        // Decoders differ in how they round, and in how they enlarge subsampled colours: more with fewer of them.
        let (mean, _) = difference(&pixels, &expected);
        prop_assert!(mean < 1.5, "{mean}");
        for at_least in [60, 30, 9, 3] {
            let small = decode(&bytes, at_least).unwrap().pixels;
            let (mean, largest) = difference(&small, &reduce_rgba(&expected, at_least));
            prop_assert!(mean < 8.0, "{at_least}: {mean} {largest}");
        }
    }

    #[test]
    fn what_is_cut_says_so(sample in sample(), share in 0.0_f64..1.0) {
        let bytes = encode(&sample);
        let cut = &bytes[..(share * (bytes.len() - 1) as f64) as usize];
        for at_least in [u32::MAX, 9] {
            let limits = Limits::default();
            match Jpeg::open(cut, &limits) {
                Ok(Some(jpeg)) => prop_assert!(jpeg.decode(at_least, Deadline::start(&limits)).unwrap().damage.is_some()),
                Ok(None) => prop_assert!(false, "it is no other kind for being cut"),
                Err(error) => prop_assert!(error.to_string().contains("JPEG"), "{}", error),
            }
        }
    }

    #[test]
    fn any_damage_is_borne(sample in sample(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = encode(&sample);
        for (at, mask) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
        }
        let limits = Limits { pixels: 1_000_000, ..Limits::default() };
        if let Ok(Some(jpeg)) = Jpeg::open(&bytes, &limits) {
            for at_least in [u32::MAX, 9] {
                let _ = jpeg.decode(at_least, Deadline::start(&limits));
            }
        }
    }
}

/// `NAKIGAO_CORPUS=DIR cargo test --release every_jpeg -- --ignored --nocapture`
#[test]
#[ignore = "needs a collection of pictures"]
fn every_jpeg_of_a_collection_is_as_another_decoder_shows_it() {
    let folder = std::env::var_os("NAKIGAO_CORPUS").expect("NAKIGAO_CORPUS names a folder");
    let (mut folders, mut n_same, mut n_left, mut worst) = (vec![folder.into()], 0, 0, (0.0, String::new()));
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = folder;
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            let Some(bytes) = kind.is_file().then(|| std::fs::read(&path).ok()).flatten() else { continue };
            if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
                continue;
            }
            let expected = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg);
            let ours = match Jpeg::open(&bytes, &Limits::default()) {
                Ok(Some(jpeg)) => jpeg.decode(u32::MAX, Deadline::start(&Limits::default())),
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            match (expected, ours) {
                (Ok(expected), Ok(Picture { pixels, damage: None })) => {
                    let (mean, _) = difference(&pixels, &expected.into_rgba8());
                    n_same += 1;
                    if mean > worst.0 {
                        worst = (mean, path.display().to_string());
                    }
                    if mean > 3.0 {
                        wrong.push(format!("{}: {mean:.2} levels off", path.display()));
                    }
                }
                (Ok(_), Ok(Picture { damage: Some(error), .. }) | Err(error)) => {
                    println!("only the other reads {}: {error}", path.display());
                    n_left += 1;
                }
                (Err(_), _) => n_left += 1,
            }
        }
    }
    println!("{n_same} alike, {n_left} damaged for one or both; the most different: {worst:?}");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(n_same > 0);
}
