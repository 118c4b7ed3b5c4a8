//! Files that lost something, but no pixel: their pictures are those of the whole file, with a remark.

use super::*;

fn decoded(bytes: &[u8]) -> Result<Decoded, Error> {
    Ok(decoded_with_frames(bytes)?.0)
}

/// The same, with all frames of an animation.
fn decoded_with_frames(bytes: &[u8]) -> Result<(Decoded, Vec<RgbaImage>), Error> {
    let format = Format::recognise(bytes, None).unwrap();
    let facts = probe(bytes, format, &Limits::default())?;
    let mut frames = Vec::new();
    let mut watch = |frame: &animation::Frame<'_>| frames.push(frame.picture(u32::MAX));
    let decoded = decode_watched(bytes, &facts, u32::MAX, &Limits::default(), &mut watch)?;
    Ok((decoded, frames))
}

/// Fails unless the changed file shows what the fixture shows, and the remark is `damage`.
#[track_caller]
fn assert_complete(fixture_name: &str, change: impl Fn(&mut Vec<u8>), damage: Option<Damage>) {
    let (whole, _) = fixture(fixture_name);
    let mut changed = whole.clone();
    change(&mut changed);
    let (whole, whole_frames) = decoded_with_frames(&whole).unwrap();
    let (changed, changed_frames) = decoded_with_frames(&changed).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!((whole.damage, changed.damage), (None, damage), "{fixture_name}");
    assert_eq!(changed.facts, whole.facts, "{fixture_name}");
    assert!(changed.poster == whole.poster && changed_frames == whole_frames, "{fixture_name}");
}

fn flip(bytes: &mut [u8], from_end: usize) {
    let at = bytes.len() - from_end;
    bytes[at] ^= 1;
}

fn cut(n_bytes: usize) -> impl Fn(&mut Vec<u8>) {
    move |bytes| bytes.truncate(bytes.len() - n_bytes)
}

#[test]
fn a_file_without_its_end_is_shown() {
    let missing = Some(Damage::EndMissing);
    for jpeg in ["still/420.jpg", "still/progressive.jpg", "still/restart.jpg", "still/cmyk.jpg", "still/refined.jpg"] {
        assert_complete(jpeg, cut(2), missing);
        assert_complete(jpeg, cut(1), missing);
    }
    for png in ["still/rgb.png", "still/rgb-16.png", "still/interlaced.png", "anim/dispose-none.png"] {
        // IEND; the checksum of the last pixels before it.
        assert_complete(png, cut(12), missing);
        assert_complete(png, cut(14), missing);
    }
    assert_complete("anim/loop-3.gif", cut(1), missing);
    assert_eq!(read("still/no-end-marker.jpg", &Limits::default()).unwrap().damage, missing);
    assert_eq!(read("anim/no-trailer.gif", &Limits::default()).unwrap().damage, missing);
}

#[test]
fn bytes_behind_the_end_are_ignored() {
    for tail in [&b"a text of some length"[..], b"PK\x03\x04\x14\0\0\0\x08\0", &[0; 9], b"\n"] {
        for name in ["anim/blend.webp", "still/lossy.webp", "still/rgb.png", "still/420.jpg", "anim/loop-3.gif"] {
            assert_complete(name, |bytes| bytes.extend_from_slice(tail), None);
        }
    }
}

#[test]
fn a_wrong_checksum_that_hides_no_pixel_is_a_remark() {
    let damaged = |chunk: &[u8; 4]| Some(Damage::WrongChecksum { chunk: *chunk });
    for name in ["still/rgb.png", "still/grey-1.png", "anim/dispose-none.png"] {
        assert_complete(name, |bytes| flip(bytes, 1), damaged(b"IEND"));
    }
    // The last four bytes before IEND are the checksum of the last pixels.
    assert_complete("still/rgb.png", |bytes| flip(bytes, 13), damaged(b"IDAT"));
    assert_complete("anim/dispose-none.png", |bytes| flip(bytes, 13), damaged(b"fdAT"));
}

#[test]
fn a_progressive_jpeg_that_lacks_a_scan_is_not_complete() {
    let (bytes, _) = fixture("still/refined.jpg");
    let scans: Vec<usize> = (0..bytes.len() - 1).filter(|&at| bytes[at..at + 2] == [0xFF, 0xDA]).collect();
    for (n, &at) in scans.iter().enumerate() {
        let why = decoded(&bytes[..at]).map(|decoded| decoded.facts).unwrap_err().to_string();
        assert!(why.starts_with("truncated: the JPEG ends "), "before scan {}: {why}", n + 1);
    }
    // A small picture needs no refinements, but that they are missing is noticed.
    let facts = probe(&bytes, Format::Jpeg, &Limits::default()).unwrap();
    let end = bytes.len() - 40;
    assert!(decode(&bytes[..end], &facts, 12, &Limits::default()).is_err());
    assert!(decode(&bytes[..bytes.len() - 2], &facts, 12, &Limits::default()).is_ok());
}
