//! Markers, by which segments are found and scans skipped without decoding.
//!
//! ```text
//! FF xx            a marker; xx is neither 00 nor FF
//! FF xx ll ll …    a segment: its length counts itself and what follows
//! FF 00            a data byte FF inside a scan ("stuffed")
//! FF D0 … FF D7    restart markers, the only ones inside a scan
//! ```
//!
//! Garbage between segments is skipped, as by other decoders.

pub(super) const SOF0: u8 = 0xC0;
pub(super) const SOF2: u8 = 0xC2;
pub(super) const DHT: u8 = 0xC4;
pub(super) const RST0: u8 = 0xD0;
pub(super) const RST7: u8 = 0xD7;
pub(super) const SOI: u8 = 0xD8;
pub(super) const EOI: u8 = 0xD9;
pub(super) const SOS: u8 = 0xDA;
pub(super) const DQT: u8 = 0xDB;
pub(super) const DNL: u8 = 0xDC;
pub(super) const DRI: u8 = 0xDD;
pub(super) const APP0: u8 = 0xE0;
pub(super) const APP1: u8 = 0xE1;
pub(super) const APP2: u8 = 0xE2;
pub(super) const APP14: u8 = 0xEE;

/// Returns what a marker announces if it begins a frame: whether it is progressive, or the name of a kind that is not
/// supported (ITU-T T.81, table B.1; T.87 for FF F7).
pub(super) fn frame(marker: u8) -> Option<Result<bool, &'static str>> {
    Some(match marker {
        SOF0 | 0xC1 => Ok(false),
        SOF2 => Ok(true),
        0xC3 => Err("lossless JPEG"),
        0xC5..=0xC7 | 0xDE => Err("hierarchical JPEG"),
        0xC9 | 0xCA => Err("JPEG with arithmetic coding"),
        0xCB => Err("lossless JPEG with arithmetic coding"),
        0xCD..=0xCF => Err("hierarchical JPEG with arithmetic coding"),
        0xF7 => Err("JPEG-LS"),
        _ => return None,
    })
}

/// Finds the next marker from `from` on; returns it and the position behind it.
pub(super) fn next_marker(bytes: &[u8], mut from: usize) -> Option<(u8, usize)> {
    loop {
        let at = from + memchr::memchr(0xFF, bytes.get(from..)?)?;
        match *bytes.get(at + 1)? {
            0x00 => from = at + 2,
            0xFF => from = at + 1,
            marker => return Some((marker, at + 2)),
        }
    }
}

/// Finds the marker that ends the scan at `from`; returns it and the position behind it.
pub(super) fn end_of_scan(bytes: &[u8], mut from: usize) -> Option<(u8, usize)> {
    loop {
        let (marker, next) = next_marker(bytes, from)?;
        if !is_standalone(marker) {
            return Some((marker, next));
        }
        from = next;
    }
}

/// Whether a marker has no segment and may stand anywhere: restarts and TEM.
pub(super) fn is_standalone(marker: u8) -> bool {
    matches!(marker, RST0..=RST7 | 0x01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffing_fill_bytes_and_restarts_do_not_end_a_scan() {
        let scan = [1, 0xFF, 0, 2, 0xFF, 0xD3, 3, 0xFF, 0xFF, 0xFF, 0xD9, 4];
        assert_eq!(next_marker(&scan, 0), Some((0xD3, 6)));
        assert_eq!(end_of_scan(&scan, 0), Some((EOI, 11)));
        assert_eq!(end_of_scan(&scan[..10], 0), None);
        assert_eq!(next_marker(&scan, 99), None);
    }
}
