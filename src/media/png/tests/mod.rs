//! Pixel for pixel against the `png` crate, and damage of every kind.

mod colour;
mod corpus;
mod damage;
pub(super) mod written;

use image::DynamicImage;

use super::super::limits::{Deadline, Limits};
use super::super::reduce::{Reduced, reduce};
use super::*;
use written::Written;

fn open(bytes: &[u8]) -> Result<Png<'_>, Error> {
    Png::open(bytes, &Limits::default())
}

/// The picture, as `reduce` spells one, of a file without damage.
fn decoded(bytes: &[u8], at_least: u32) -> Result<DynamicImage, Error> {
    let (picture, damage) = decoded_all_the_same(bytes, at_least)?;
    assert_eq!(damage, None);
    Ok(picture)
}

/// The picture, and what is damaged about its file.
fn decoded_all_the_same(bytes: &[u8], at_least: u32) -> Result<(DynamicImage, Option<Damage>), Error> {
    let limits = Limits::default();
    let (reduced, damage) = open(bytes)?.decode(at_least, Deadline::start(&limits, bytes.len()))?;
    Ok((shown(reduced), damage))
}

fn shown(reduced: Reduced) -> DynamicImage {
    match reduced {
        Reduced::Eight(picture) => DynamicImage::ImageRgba8(picture),
        Reduced::Sixteen(picture) => DynamicImage::ImageRgba16(picture),
    }
}

/// What the `png` crate makes of it, at full size and its own colour type.
fn reference(bytes: &[u8]) -> Option<DynamicImage> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    let mut samples = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut samples).ok()?;
    samples.truncate(info.buffer_size());
    let (w, h) = (info.width, info.height);
    let words: Vec<u16> = samples.as_chunks().0.iter().map(|&bytes| u16::from_be_bytes(bytes)).collect();
    use image::ImageBuffer as Buffer;
    use png::{BitDepth, ColorType};
    Some(match (info.color_type, info.bit_depth) {
        (ColorType::Grayscale, BitDepth::Sixteen) => DynamicImage::ImageLuma16(Buffer::from_raw(w, h, words)?),
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => DynamicImage::ImageLumaA16(Buffer::from_raw(w, h, words)?),
        (ColorType::Rgb, BitDepth::Sixteen) => DynamicImage::ImageRgb16(Buffer::from_raw(w, h, words)?),
        (ColorType::Rgba, BitDepth::Sixteen) => DynamicImage::ImageRgba16(Buffer::from_raw(w, h, words)?),
        (ColorType::Grayscale, _) => DynamicImage::ImageLuma8(Buffer::from_raw(w, h, samples)?),
        (ColorType::GrayscaleAlpha, _) => DynamicImage::ImageLumaA8(Buffer::from_raw(w, h, samples)?),
        (ColorType::Rgb, _) => DynamicImage::ImageRgb8(Buffer::from_raw(w, h, samples)?),
        (ColorType::Rgba, _) => DynamicImage::ImageRgba8(Buffer::from_raw(w, h, samples)?),
        (ColorType::Indexed, _) => return None,
    })
}

/// Fails unless full size and a few reductions are those of the reference.
fn assert_same(bytes: &[u8], name: &str) {
    let full = reference(bytes).expect("the reference reads it");
    for at_least in [u32::MAX, 40, 7, 1] {
        let ours = decoded(bytes, at_least).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(ours == shown(reduce(full.clone(), at_least)), "{name} differs at {at_least}");
    }
}

#[test]
fn profile_and_exif_are_handed_over() {
    let profile: Vec<u8> = (0..50_000u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
    let mut data = b"name of it\0\0".to_vec();
    data.extend(written::zlib(&profile, 6));
    let written = Written::rgba(3, 2);
    let bytes = written.file(&[(b"iCCP", &data), (b"eXIf", b"II*\0")]);
    let png = open(&bytes).unwrap();
    assert_eq!((png.profile().map(|p| p.icc), png.exif), (Some(profile), Some(&b"II*\0"[..])));
    assert!(png.has_alpha() && png.profile().is_some_and(|profile| !profile.is_grey));
    let bytes = written.file(&[(b"iCCP", &data[..300])]);
    assert_eq!(open(&bytes).unwrap().profile().map(|p| p.icc), None);
}

#[test]
fn a_frame_is_decoded_from_its_chunks() {
    let written = Written::rgba(70, 50);
    let bytes = written.file(&[]);
    let as_frame: Vec<u8> = {
        let data = [&7u32.to_be_bytes()[..], &written.compressed].concat();
        written::chunk(b"fdAT", &data)
    };
    let with_signature = [&b"\x89PNG\r\n\x1a\n"[..], &as_frame].concat();
    let header = PngHeader::with_size(70, 50, &[8, 6, 0, 0, 0]).unwrap();
    let chunks = Chunks::of(&with_signature).unwrap().collect();
    let frame = PixelData { header, palette: &[], transparency: None, chunks, is_cut: false };
    let decoded = frame.decode(Deadline::start(&Limits::default(), 0)).unwrap();
    assert_eq!(decoded, (reference(&bytes).unwrap().into_rgba8(), None));
}

#[test]
fn limits_are_checked_before_pixels() {
    let bytes = Written::rgba(100, 100).file(&[]);
    let few_pixels = Limits { pixels: 9_999, ..Limits::default() };
    assert!(matches!(Png::open(&bytes, &few_pixels), Err(Error::Limit { limit: "max-pixels", .. })));
    let late = Deadline::start(&Limits { time: std::time::Duration::ZERO, ..Limits::default() }, 0);
    assert!(matches!(open(&bytes).unwrap().decode(9, late), Err(Error::Limit { limit: "max-seconds", .. })));
    let little_memory = Limits { decoded_bytes: 30_000, ..Limits::default() };
    let png = Png::open(&bytes, &little_memory).unwrap();
    let in_time = Deadline::start(&little_memory, bytes.len());
    assert!(matches!(png.decode(u32::MAX, in_time), Err(Error::Limit { limit: "max-decoded-bytes", .. })));
    assert!(png.decode(9, in_time).is_ok(), "what is reduced takes less");
}
