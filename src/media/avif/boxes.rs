//! The box syntax of ISO base media files: nested boxes, and big-endian numbers of any width.
//!
//! ```text
//! box   size(32) kind(4 letters) [size(64) if size is 1] body      size 0: to the end of what holds the box
//! full  a box whose body begins with version(8) flags(24)
//! ```
//! What the kinds of boxes mean is in [`super::container`]. A reader that is asked for more bytes than it has returns `None`
//! and stays in place.

/// The four-character code of a box, item or brand.
pub(super) type FourCc = [u8; 4];

/// Reads bytes in order.
#[derive(Clone, Copy)]
pub(super) struct BoxReader<'a>(pub(super) &'a [u8]);

/// The next box.
pub(super) enum NextBox<'a> {
    Whole(FourCc, BoxReader<'a>),
    /// A box that reaches beyond the end of the bytes.
    Cut(FourCc),
    /// Fewer bytes than a header has, or a size smaller than the header.
    Malformed,
}

impl<'a> BoxReader<'a> {
    /// Takes `n` bytes.
    pub(super) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    /// Takes a number of at most 8 bytes; 0 for none.
    pub(super) fn number(&mut self, n_bytes: usize) -> Option<u64> {
        let bytes = self.take(n_bytes)?;
        Some(bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(*self.take(2)?.first_chunk()?))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(*self.take(4)?.first_chunk()?))
    }

    pub(super) fn kind(&mut self) -> Option<FourCc> {
        self.take(4)?.first_chunk().copied()
    }

    /// Takes version and flags of a full box.
    pub(super) fn version(&mut self) -> Option<(u8, u32)> {
        let word = self.u32()?;
        Some(((word >> 24) as u8, word & 0x00FF_FFFF))
    }

    /// Takes the next box; `None` at the end.
    pub(super) fn next_box(&mut self) -> Option<NextBox<'a>> {
        if self.0.is_empty() {
            return None;
        }
        Some(self.read_box().unwrap_or(NextBox::Malformed))
    }

    fn read_box(&mut self) -> Option<NextBox<'a>> {
        let mut rest = *self;
        let (size, kind) = (rest.u32()?, rest.kind()?);
        let body_length = match size {
            0 => rest.0.len() as u64,
            1 => rest.number(8)?.checked_sub(16)?,
            _ => u64::from(size).checked_sub(8)?,
        };
        let body = usize::try_from(body_length).ok().and_then(|n| rest.take(n));
        *self = rest;
        Some(match body {
            Some(body) => NextBox::Whole(kind, BoxReader(body)),
            None => {
                self.0 = &[];
                NextBox::Cut(kind)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(bytes: &[u8]) -> Vec<String> {
        let mut cursor = BoxReader(bytes);
        let mut seen = Vec::new();
        while let Some(part) = cursor.next_box() {
            match part {
                NextBox::Whole(kind, body) => seen.push(format!("{} {}", String::from_utf8_lossy(&kind), body.0.len())),
                NextBox::Cut(kind) => seen.push(format!("{} cut", String::from_utf8_lossy(&kind))),
                NextBox::Malformed => {
                    seen.push("malformed".to_owned());
                    break;
                }
            }
        }
        seen
    }

    #[test]
    fn sizes_are_short_long_or_open() {
        assert_eq!(walk(b""), [""; 0]);
        assert_eq!(walk(b"\0\0\0\x0aftypab\0\0\0\x08free"), ["ftyp 2", "free 0"]);
        assert_eq!(walk(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x11z\0\0\0\0moovrest"), ["mdat 1", "moov 4"]);
    }

    #[test]
    fn what_is_missing_is_told() {
        assert_eq!(walk(b"\0\0\0\x0aftypab\0\0\0\x09meta"), ["ftyp 2", "meta cut"]);
        assert_eq!(walk(b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"), ["mdat cut"]);
        for bytes in [&b"\0\0\0\x07ftyp"[..], b"\0\0\0", b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f"] {
            assert_eq!(walk(bytes), ["malformed"]);
        }
    }

    #[test]
    fn numbers_have_any_width() {
        let mut cursor = BoxReader(b"\x01\x02\x03\x04\x05\x06\x07\x08\x09");
        assert_eq!(cursor.number(0), Some(0));
        assert_eq!(cursor.number(3), Some(0x01_02_03));
        assert_eq!((cursor.u8(), cursor.u16()), (Some(4), Some(0x05_06)));
        assert_eq!((cursor.u32(), cursor.number(3)), (None, Some(0x07_08_09)));
    }
}
