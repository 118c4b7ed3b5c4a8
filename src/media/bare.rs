//! Files without what is not needed to show them: metadata, comments, what stands behind the end. Compressed pixels are copied as they
//! are, and so are profiles of colours.
//!
//! | format | what stays |
//! | --- | --- |
//! | GIF | all blocks but comments and applications' ones, of which loops and colour profiles stay |
//! | JPEG | all segments up to the end but comments and APPn, of which JFIF, Adobe's and colour profiles stay |
//! | PNG | critical chunks, and those of animation, colour and transparency |
//! | WebP | all chunks but EXIF, XMP and unknown ones |

use image::metadata::Orientation;

use super::png::SIGNATURE;
use super::{Format, ifd, webp};

/// The ancillary chunks of PNG that change what is seen.
const SEEN_CHUNKS: [&[u8; 4]; 13] = [
    b"acTL", b"fcTL", b"fdAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"pHYs",
];

/// The chunks of WebP that are needed.
const WEBP_CHUNKS: [&[u8]; 8] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"FRGM"];

/// Flags of VP8X that say that there is EXIF or XMP.
const WEBP_METADATA: u8 = 0b1100;

/// Applications' blocks of GIF that stay.
const GIF_APPLICATIONS: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// Copies a file without metadata. `None` of other formats, of a damaged file, and of one whose metadata says that it is to be turned.
pub fn without_metadata(bytes: &[u8], format: Format) -> Option<Vec<u8>> {
    match format {
        Format::Gif => gif(bytes),
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::WebP => in_riff(bytes),
        _ => None,
    }
}

fn is_upright(exif: &[u8]) -> bool {
    ifd::orientation(Some(exif)) == Orientation::NoTransforms
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let palette = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 * (2_usize << (flags & 7)) };
    let mut at = 13 + palette(*bytes.get(10)?);
    let mut out = bytes.get(..at)?.to_vec();
    loop {
        let block = bytes.get(at..)?;
        // Where the sub-blocks begin, and whether the block is needed.
        let (head, is_needed) = match block {
            [0x3B, ..] => {
                out.push(0x3B);
                return Some(out);
            }
            [0x2C, ..] => (11 + palette(*block.get(9)?), true),
            [0x21, 0xFE, ..] => (2, false),
            [0x21, 0xFF, 11, ..] => (2, GIF_APPLICATIONS.contains(&block.get(3..14)?)),
            [0x21, 0xFF, ..] => (2, false),
            [0x21, ..] => (2, true),
            _ => return None,
        };
        let mut end = head;
        while let n @ 1.. = usize::from(*block.get(end)?) {
            end += n + 1;
        }
        if is_needed {
            out.extend(block.get(..=end)?);
        }
        at += end + 1;
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let [0xFF, marker, ..] = *bytes.get(at..)? else { return None };
        match marker {
            // Markers may have any number of these before them.
            0xFF => {
                at += 1;
                continue;
            }
            0xD9 => {
                out.extend([0xFF, 0xD9]);
                return Some(out);
            }
            0x00 | 0x01 | 0xD0..=0xD8 => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?));
        let body = bytes.get(at + 4..at + 2 + length)?;
        let is_needed = match marker {
            0xE0 => body.starts_with(b"JFIF\0"),
            0xE2 => body.starts_with(b"ICC_PROFILE\0"),
            0xEE => body.starts_with(b"Adobe"),
            0xE1 => match body.strip_prefix(b"Exif\0\0") {
                Some(exif) if !is_upright(exif) => return None,
                _ => false,
            },
            0xE3..=0xEF | 0xFE => false,
            _ => true,
        };
        let mut end = at + 2 + length;
        if marker == 0xDA {
            // A scan goes on to the next marker that is no restart; a zero behind 0xFF makes that a byte of the scan.
            let rest = bytes.get(end..)?;
            end += rest.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7))?;
        }
        if is_needed {
            out.extend(bytes.get(at..end)?);
        }
        at = end;
    }
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.strip_prefix(SIGNATURE).map(|_| SIGNATURE.to_vec())?;
    let mut at = SIGNATURE.len();
    loop {
        let chunk = bytes.get(at..)?;
        let length = u32::from_be_bytes(*chunk.first_chunk()?) as usize;
        let (name, end) = (chunk.get(4..8)?.first_chunk::<4>()?, length.checked_add(12)?);
        let whole = chunk.get(..end)?;
        if name == b"eXIf" && !is_upright(whole.get(8..8 + length)?) {
            return None;
        }
        if name[0].is_ascii_uppercase() || SEEN_CHUNKS.contains(&name) {
            out.extend(whole);
        }
        if name == b"IEND" {
            return Some(out);
        }
        at += end;
    }
}

fn in_riff(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..12)?.to_vec();
    let length = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?) as usize;
    let mut rest = bytes.get(12..length.checked_add(8)?)?;
    while !rest.is_empty() {
        let chunk = webp::chunk(rest)?;
        let data = chunk.data?;
        if chunk.name == b"EXIF" && !is_upright(data.strip_prefix(b"Exif\0\0").unwrap_or(data)) {
            return None;
        }
        if WEBP_CHUNKS.contains(&chunk.name) {
            let begin = out.len();
            out.extend(rest.get(..8 + data.len())?);
            // Chunks have an even length.
            out.extend([0].iter().take(data.len() % 2));
            if chunk.name == b"VP8X" {
                *out.get_mut(begin + 8)? &= !WEBP_METADATA;
            }
        }
        rest = chunk.after;
    }
    let length = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out.get_mut(4..8)?.copy_from_slice(&length);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{Limits, decode, probe};

    /// The fixtures of a format, with the bytes that `secret` puts in.
    fn each(extension: &str, mut check: impl FnMut(&str, &[u8])) {
        for folder in ["still", "anim"] {
            let dir = format!("{}/fixtures/{folder}", env!("CARGO_MANIFEST_DIR"));
            for entry in std::fs::read_dir(dir).unwrap().flatten() {
                let path = entry.path();
                if path.extension().is_some_and(|found| found == extension) {
                    check(&path.display().to_string(), &std::fs::read(&path).unwrap());
                }
            }
        }
    }

    #[test]
    fn what_is_seen_stays_and_what_is_said_goes() {
        let limits = Limits::default();
        let mut n_bare = 0;
        for extension in ["gif", "jpg", "png", "webp"] {
            each(extension, |path, bytes| {
                let format = Format::sniff(bytes).unwrap();
                let Some(bare) = without_metadata(bytes, format) else { return };
                n_bare += 1;
                assert!(bare.len() <= bytes.len() + 1, "{path}");
                let (before, after) = (probe(bytes, format, &limits).unwrap(), probe(&bare, format, &limits).unwrap());
                assert_eq!(before, after, "{path}");
                let seen = |bytes: &[u8]| decode(bytes, &before, u32::MAX, &limits).map(|decoded| decoded.poster).ok();
                assert_eq!(seen(bytes), seen(&bare), "{path}");
                assert_eq!(without_metadata(&bare, format).as_ref(), Some(&bare), "{path}: nothing more to leave out");
            });
        }
        assert!(n_bare > 60, "{n_bare}");
    }

    #[test]
    fn a_file_that_is_to_be_turned_has_to_be_drawn_anew() {
        for (name, is_upright) in
            [("orientation-1.jpg", true), ("orientation-6.jpg", false), ("orientation-6.webp", false)]
        {
            let path = format!("{}/fixtures/still/{name}", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(path).unwrap();
            assert_eq!(without_metadata(&bytes, Format::sniff(&bytes).unwrap()).is_some(), is_upright, "{name}");
        }
    }

    #[test]
    fn cut_files_have_no_copy_and_no_file_does_harm() {
        each("gif", |path, bytes| {
            for end in 0..bytes.len().saturating_sub(1) {
                let cut = without_metadata(&bytes[..end], Format::Gif);
                assert!(cut.is_none_or(|cut| cut.ends_with(&[0x3B])), "{path} up to {end}");
            }
        });
        for format in [Format::Gif, Format::Jpeg, Format::Png, Format::WebP] {
            assert_eq!(without_metadata(b"", format), None);
            assert_eq!(without_metadata(&[0xFF; 64], format), None);
        }
    }
}
