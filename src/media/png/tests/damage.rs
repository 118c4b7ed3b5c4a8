//! Files that are cut or changed: an error, or the right picture with a remark; never a panic.

use super::super::{Chunks, PngHeader};
use super::written::{KINDS, Written, chunk, zlib};
use super::*;

fn small(depth: u8, color: u8, is_interlaced: bool) -> Vec<u8> {
    let mut n = 0u32;
    // Of bytes below 5 three can be exchanged for others so that Adler-32 stays the same.
    let n_values = if color == 3 { 5 } else { 251 };
    let byte = || {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((n >> 16) % n_values) as u8
    };
    let written = Written::new((13, 9), (depth, color, is_interlaced), 9, |row| (row % 5) as u8, byte);
    match color {
        3 => written.with_transparency(vec![0, 100, 255]).file(&[(b"tEXt", b"Title\0a picture")]),
        2 => written.with_transparency(vec![0, 1, 0, 1, 0, 1]).file(&[]),
        _ => written.file(&[(b"iCCP", b"x\0\0nothing"), (b"eXIf", b"MM")]),
    }
}

#[test]
fn a_cut_is_an_error_or_took_no_pixel() {
    for (depth, color) in KINDS {
        for is_interlaced in [false, true] {
            let whole = small(depth, color, is_interlaced);
            let picture = decoded(&whole, u32::MAX).unwrap();
            for n in 0..whole.len() {
                let cut = decoded_all_the_same(&whole[..n], u32::MAX);
                // IEND takes twelve bytes, so does a last IDAT beside its data, which may be no more than a checksum.
                assert!(cut.is_ok() || n < whole.len() - 12, "{n} of {} bytes, depth {depth}, {color}", whole.len());
                assert!(cut.is_err() || n > whole.len() - 48, "{n} of {} bytes, depth {depth}, {color}", whole.len());
                if let Ok(cut) = cut {
                    assert!(cut == (picture.clone(), Some(Damage::EndMissing)), "{n}, depth {depth}, {color}");
                }
            }
        }
    }
}

#[test]
fn a_flipped_bit_is_an_error_or_changes_nothing() {
    for (depth, color) in [(4, 3), (8, 2), (16, 6), (1, 0)] {
        let whole = small(depth, color, color == 6);
        let picture = decoded(&whole, u32::MAX).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut changed = whole.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if let Ok((read, damage)) = decoded_all_the_same(&changed, u32::MAX) {
                // Nothing is transparent without tRNS, by whatever name it goes now.
                let n_bits = |chunk: [u8; 4]| (u32::from_be_bytes(chunk) ^ u32::from_be_bytes(*b"tRNS")).count_ones();
                let lost = matches!(damage, Some(Damage::WrongChecksum { chunk }) if n_bits(chunk) <= 1);
                let (was, is) = (picture.to_rgba8(), read.to_rgba8());
                let is_same = was.pixels().zip(is.pixels()).all(|(a, b)| a == b || (lost && a.0[3] < 255));
                assert!(is_same, "bit {bit} of a picture of {depth} bits, type {color}");
                assert!(damage.is_some(), "bit {bit} is passed over in silence");
            }
        }
    }
}

#[test]
fn errors_say_where() {
    let big = Written::rgba(100, 400).file(&[]);
    let said = |bytes: &[u8]| decoded(bytes, 10).unwrap_err().to_string();
    let half = said(&big[..big.len() / 2]);
    assert!(half.starts_with("truncated: the PNG ends in row ") && half.ends_with(" of 400"), "{half}");
    assert_eq!(said(&big[..12]), "truncated: the PNG ends before its header");
    assert_eq!(said(&big[..30]), "truncated: the PNG ends in its header");
    assert_eq!(said(&big[..40]), "truncated: the PNG ends before its pixels");
    let mut changed = big.clone();
    let at = changed.windows(4).rposition(|name| name == b"IDAT").unwrap();
    changed[at + 9] ^= 4;
    let damaged = said(&changed);
    assert!(damaged.starts_with("damaged PNG: the checksum of its pixels is wrong in row "), "{damaged}");
    changed = big.clone();
    changed[20] ^= 1;
    assert_eq!(said(&changed), "damaged PNG: the checksum of the IHDR chunk is wrong");
    assert_eq!(said(b"\x89PNG\r\n\x1a\n\0\0\0\0IDAT\0\0\0\0"), "damaged PNG: it begins with a IDAT chunk, not IHDR");
    let unknown = Written::rgba(3, 3).file(&[(b"CgBI", b"")]);
    assert_eq!(said(&unknown), "a PNG with a CgBI chunk is not supported");
}

#[test]
fn damage_that_took_no_pixel_is_a_remark() {
    let written = Written::rgba(40, 30);
    let whole = written.file(&[(b"tEXt", b"Title\0a picture"), (b"vpAg", b"unknown")]);
    let picture = decoded(&whole, u32::MAX).unwrap();
    let find = |name: &[u8; 4]| whole.windows(4).rposition(|four| four == name).unwrap();
    let idat = find(b"IDAT");
    let idat_end = idat + 4 + u32::from_be_bytes(whole[idat - 4..idat].try_into().unwrap()) as usize;
    let read = |changes: &[usize]| {
        let mut bytes = whole.clone();
        changes.iter().for_each(|&at| bytes[at] ^= 0x40);
        decoded_all_the_same(&bytes, u32::MAX).map_err(|error| error.to_string())
    };
    let wrong = |chunk: &[u8; 4]| Ok((picture.clone(), Some(Damage::WrongChecksum { chunk: *chunk })));
    assert!(read(&[find(b"tEXt") + 6]) == wrong(b"tEXt"));
    assert!(read(&[find(b"vpAg") + 5]) == wrong(b"vpAg"));
    assert!(read(&[idat_end]) == wrong(b"IDAT"));
    assert!(read(&[whole.len() - 1]) == wrong(b"IEND"));
    // With both checksums wrong nothing says that the pixels are what was written.
    let refused = read(&[idat_end, idat_end - 1]).unwrap_err();
    assert!(refused.starts_with("damaged PNG: the checksum of its pixels is wrong in row "), "{refused}");
    // A chunk of unknown name may have been pixels: then the stream's own checksum must be right.
    let mut doubtful = Written::rgba(40, 30);
    *doubtful.compressed.last_mut().unwrap() ^= 1;
    let mut bytes = doubtful.file(&[(b"vpAg", b"unknown")]);
    assert!(decoded(&bytes, u32::MAX).unwrap() == picture);
    let at = bytes.windows(4).position(|four| four == b"vpAg").unwrap();
    bytes[at + 5] ^= 1;
    let refused = decoded(&bytes, u32::MAX).unwrap_err().to_string();
    assert_eq!(refused, "damaged PNG: the checksum of the vpAg chunk is wrong");
    assert!(decoded_all_the_same(&whole[..whole.len() - 12], 7).unwrap().1 == Some(Damage::EndMissing));
}

/// Compressed data that are sound as a file's, and wrong as a picture.
#[test]
fn impossible_pixels_are_errors() {
    let said = |compressed: &[u8]| {
        let header = [&4u32.to_be_bytes()[..], &2u32.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
        let pixels = (b"IDAT", compressed);
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, data) in [(b"IHDR", &header[..]), pixels, (b"IEND", b"")] {
            file.extend(chunk(name, data));
        }
        decoded(&file, 9).map_err(|e| e.to_string())
    };
    assert!(said(&zlib(&[0; 10], 6)).is_ok());
    assert!(said(&zlib(&[0; 11], 6)).is_ok());
    for (compressed, reason) in [
        (zlib(&[0; 9], 6), "damaged PNG: its pixels end in row 2 of 2"),
        (zlib(&[0; 4], 6), "damaged PNG: its pixels end in row 1 of 2"),
        (zlib(&[0, 0, 0, 0, 0, 7, 0, 0, 0, 0], 6), "damaged PNG: an unknown filter, in row 2 of 2"),
        (vec![], "damaged PNG: its pixels end in row 1 of 2"),
        (vec![0x78, 0x9D], "damaged PNG: the header of the compressed data is wrong, in row 1 of 2 or below"),
        (vec![0x78, 0x9C, 7, 0], "damaged PNG: a block of no known type, in row 1 of 2 or below"),
        (vec![0x78, 0x9C, 1, 4, 0, 0, 0], "damaged PNG: a stored block's length is wrong, in row 1 of 2 or below"),
        // A match three bytes back, as the first symbol of a block with fixed codes.
        (
            vec![0x78, 0x9C, 0x03, 0x12, 0, 0, 0, 0],
            "damaged PNG: a match that reaches before the beginning, in row 1 of 2 or below",
        ),
    ] {
        assert_eq!(said(&compressed).unwrap_err(), reason);
    }
}

#[test]
fn impossible_headers_are_errors() {
    for kind in [[3, 0, 0, 0, 0], [4, 2, 0, 0, 0], [16, 3, 0, 0, 0], [8, 5, 0, 0, 0], [8, 0, 1, 0, 0], [8, 0, 0, 0, 2]]
    {
        assert!(PngHeader::with_size(1, 1, &kind).is_err(), "{kind:?}");
    }
    assert!(PngHeader::with_size(1 << 31, 1, &[8, 0, 0, 0, 0]).is_err());
    assert!(PngHeader::with_size(1, 1, &[8, 0, 0, 0]).is_err());
    assert!(Chunks::of(b"\x89PNG\r\n\x1a").is_none());
}
