//! Which chunk counts, and what Chromium 148 shows for it.

use image::{ImageBuffer, Rgba, RgbaImage};

use super::super::super::srgb::to_srgb;
use super::written::Written;
use super::*;

fn gamma(value: u32) -> (&'static [u8; 4], Vec<u8>) {
    (b"gAMA", value.to_be_bytes().to_vec())
}

fn chromaticities(values: [u32; 8]) -> (&'static [u8; 4], Vec<u8>) {
    (b"cHRM", values.iter().flat_map(|value| value.to_be_bytes()).collect())
}

fn cicp(primaries: u8, transfer: u8, matrix: u8, full: u8) -> (&'static [u8; 4], Vec<u8>) {
    (b"cICP", vec![primaries, transfer, matrix, full])
}

const P3: [u32; 8] = [31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000];
const SRGB: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

/// How a colour is shown in a file with these chunks, from 8 and from 16 bits.
fn shown(chunks: &[(&'static [u8; 4], Vec<u8>)], colour: [u8; 3]) -> [u8; 3] {
    let chunks: Vec<(&[u8; 4], &[u8])> = chunks.iter().map(|(name, data)| (*name, data.as_slice())).collect();
    let bytes = Written::rgba(3, 3).file(&chunks);
    let profile = open(&bytes).unwrap().profile();
    let icc = profile.as_ref().map(|profile| profile.icc.as_slice());
    let [r, g, b] = colour;
    let eight = Reduced::Eight(RgbaImage::from_pixel(1, 1, Rgba([r, g, b, 255])));
    let deep = [r, g, b, 255].map(|sample| u16::from(sample) * 257);
    let sixteen = Reduced::Sixteen(ImageBuffer::from_pixel(1, 1, Rgba(deep)));
    let [eight, sixteen] = [eight, sixteen].map(|picture| to_srgb(picture, icc, false).get_pixel(0, 0).0);
    assert!(eight.iter().zip(sixteen).all(|(a, b)| a.abs_diff(b) <= 2), "{eight:?} {sixteen:?}");
    [eight[0], eight[1], eight[2]]
}

#[track_caller]
fn assert_shown(chunks: &[(&'static [u8; 4], Vec<u8>)], colour: [u8; 3], wanted: [u8; 3]) {
    let found = shown(chunks, colour);
    assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 2), "{found:?}, not {wanted:?}");
}

#[test]
fn gamma_is_the_power_that_makes_light() {
    let grey = [128; 3];
    assert_shown(&[gamma(100_000)], grey, [188; 3]);
    assert_shown(&[gamma(22_727)], grey, [62; 3]);
    assert_shown(&[gamma(50_000)], grey, [137; 3]);
    assert_shown(&[gamma(55_556), chromaticities(SRGB)], grey, [146; 3]);
    for (about, colour) in [(45_455, [10, 128, 240]), (47_500, [10, 128, 240])] {
        assert_eq!(shown(&[gamma(about)], colour), colour);
        assert_eq!(shown(&[gamma(about), chromaticities(SRGB)], colour), colour);
    }
    // Of no use: nothing, and a power of a hundred thousand.
    assert_eq!(shown(&[gamma(0)], grey), grey);
    assert_eq!(shown(&[gamma(1)], grey), grey);
}

#[test]
fn primaries_count_with_gamma_only() {
    assert_shown(&[gamma(45_455), chromaticities(P3)], [200, 100, 50], [216, 93, 24]);
    assert_eq!(shown(&[chromaticities(P3)], [200, 100, 50]), [200, 100, 50]);
    assert_eq!(shown(&[gamma(45_455), chromaticities([0; 8])], [200, 100, 50]), [200, 100, 50]);
    assert_shown(&[gamma(100_000), chromaticities([31_270, 32_900, 1, 1, 1, 1, 1, 1])], [128; 3], [188; 3]);
}

#[test]
fn codes_come_before_profiles_and_those_before_srgb_and_that_before_gamma() {
    let srgb = || (b"sRGB", vec![0]);
    let p3 = [215, 93, 31];
    let colour = [200, 100, 50];
    let icc = {
        let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
        (b"iCCP", [b"p3\0\0", &written::zlib(&profile, 6)[..]].concat())
    };
    assert_shown(&[cicp(12, 13, 0, 1)], colour, p3);
    assert_shown(&[srgb(), cicp(12, 13, 0, 1)], colour, p3);
    assert_eq!(shown(&[cicp(1, 13, 0, 1), icc.clone()], colour), colour);
    assert_shown(&[srgb(), icc.clone(), gamma(100_000)], colour, p3);
    assert_eq!(shown(&[srgb(), gamma(100_000), chromaticities(P3)], colour), colour);
    // Codes of what is not RGB from 0 to 255, or of nothing that is known, do not count.
    for useless in [cicp(12, 13, 1, 1), cicp(12, 13, 0, 0), cicp(2, 2, 0, 1), cicp(12, 0, 0, 1), (b"cICP", vec![12])] {
        assert_eq!(shown(std::slice::from_ref(&useless), colour), colour);
        assert_shown(&[useless, gamma(100_000)], [128; 3], [188; 3]);
    }
}

#[test]
fn linear_light_and_high_dynamic_range_are_converted() {
    assert_shown(&[cicp(1, 8, 0, 1)], [128; 3], [188; 3]);
    for transfer in [16, 18] {
        let levels: Vec<u8> = [0, 64, 128, 192, 255].map(|v| shown(&[cicp(9, transfer, 0, 1)], [v; 3])[0]).to_vec();
        assert!(levels.is_sorted() && levels[0] <= 2 && levels[4] >= 250, "{levels:?}");
    }
}

#[test]
fn a_grey_picture_has_its_gamma_too() {
    let greys = Written::new((2, 2), (8, 0, false), 6, |_| 0, || 128);
    let limits = Limits::default();
    let bytes = greys.file(&[(b"gAMA", &100_000u32.to_be_bytes())]);
    let facts = crate::media::probe(&bytes, crate::media::Format::Png, &limits).unwrap();
    let decoded = crate::media::decode(&bytes, &facts, u32::MAX, &limits).unwrap();
    assert!(decoded.poster.get_pixel(1, 1).0[0].abs_diff(188) <= 2);
}
