//! Whether a JPEG goes on to its end: a walk over its segments, without decoding.
//!
//! Decoders fill what is missing with grey and report success, so a download that stopped half-way looks like a picture.
//! Here a file is whole when the end marker (FF D9) follows the entropy-coded data of the last scan; whatever comes
//! after it (a second picture, a previewer's trailer, garbage) is nobody's business.

use super::super::error::Error;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

/// Refuses a JPEG that ends before its end marker, saying where it stopped.
pub(super) fn check(bytes: &[u8]) -> Result<(), Error> {
    let mut at = 0;
    let mut n_scans = 0u32;
    while let Some((marker, next)) = next_marker(bytes, at) {
        match marker {
            EOI => return Ok(()),
            SOI | 0x01 | 0xD0..=0xD7 => at = next,
            _ => {
                let length = bytes.get(next..).and_then(|rest| rest.first_chunk()).map(|b| u16::from_be_bytes(*b));
                // A length below 2 cannot skip even itself; decoders go on right behind it, and so does this walk.
                at = next + length.map_or(0, |length| usize::from(length.max(2)));
                if length.is_none() || at > bytes.len() {
                    return Err(cut(bytes, format!("in a header segment (FF {marker:02X})")));
                }
                if marker == SOS {
                    n_scans += 1;
                }
            }
        }
    }
    Err(cut(bytes, if n_scans == 0 { "before the pixels".to_owned() } else { format!("in scan {n_scans}") }))
}

fn cut(bytes: &[u8], place: String) -> Error {
    Error::truncated(format!("the JPEG ends {place}, after {} bytes, without its end marker", bytes.len()))
}

/// Finds the next marker from `from` on and where it ends; stuffed bytes (FF 00) and fill bytes (FF FF) are no markers.
fn next_marker(bytes: &[u8], mut from: usize) -> Option<(u8, usize)> {
    loop {
        let at = from + bytes.get(from..)?.iter().position(|&byte| byte == 0xFF)?;
        match *bytes.get(at + 1)? {
            0x00 => from = at + 2,
            0xFF => from = at + 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[u8] = &[
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 9, 0xFF, 0xD0, 5, 0xFF, 0xFF,
        0xD9,
    ];

    #[test]
    fn the_end_marker_must_follow_the_scan() {
        assert_eq!(check(WHOLE), Ok(()));
        assert_eq!(check(&[WHOLE, b"garbage\xff\xd8"].concat()), Ok(()));
        for (n_bytes, place) in
            [(5, "segment (FF E0)"), (8, "before the pixels"), (11, "FF DA"), (16, "scan 1"), (22, "scan 1")]
        {
            let error = check(&WHOLE[..n_bytes]).unwrap_err().to_string();
            assert!(error.starts_with("truncated") && error.contains(place), "{n_bytes}: {error}");
        }
    }
}
