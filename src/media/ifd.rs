//! The first image file directory (IFD) of a TIFF file or an EXIF block.
//!
//! ```text
//! "II" 2A 00 | "MM" 00 2A, offset of the directory; there: n, then n × (tag, type, count, value or offset of it)
//! ```
//! Numbers are 16, 16, 32 and 32 bits wide, in the byte order of the first two bytes. A tag that is missing, or whose value
//! lies outside the bytes, is `None`. BigTIFF is not read.

use image::metadata::Orientation;

/// Tags that decide how pixels are read.
pub(super) const IMAGE_WIDTH: u16 = 0x0100;
pub(super) const BITS_PER_SAMPLE: u16 = 0x0102;
pub(super) const COMPRESSION: u16 = 0x0103;
pub(super) const PHOTOMETRIC: u16 = 0x0106;
pub(super) const FILL_ORDER: u16 = 0x010A;
pub(super) const STRIP_OFFSETS: u16 = 0x0111;
pub(super) const SAMPLES_PER_PIXEL: u16 = 0x0115;
pub(super) const PLANAR_CONFIGURATION: u16 = 0x011C;
pub(super) const PREDICTOR: u16 = 0x013D;
pub(super) const COLOR_MAP: u16 = 0x0140;
pub(super) const TILE_WIDTH: u16 = 0x0142;
pub(super) const TILE_OFFSETS: u16 = 0x0144;
pub(super) const EXTRA_SAMPLES: u16 = 0x0152;
pub(super) const SAMPLE_FORMAT: u16 = 0x0153;
const ORIENTATION: u16 = 0x0112;
const ICC_PROFILE: u16 = 0x8773;

pub(super) struct Ifd<'a> {
    bytes: &'a [u8],
    is_little: bool,
    at: usize,
}

/// What the directory says of one tag.
struct Entry {
    kind: u16,
    count: usize,
    /// Where the four bytes of the value, or of its offset, are.
    at: usize,
}

impl<'a> Ifd<'a> {
    /// Finds the first directory, behind the "Exif" that JPEG and many WebP files write before it.
    pub(super) fn first(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
        let is_little = match bytes {
            [b'I', b'I', 42, 0, ..] => true,
            [b'M', b'M', 0, 42, ..] => false,
            _ => return None,
        };
        let directory = Self { bytes, is_little, at: 0 };
        let at = directory.u32(4)? as usize;
        Some(Self { at, ..directory })
    }

    /// Returns the orientation, which cameras write in several whole-number types.
    pub(super) fn orientation(&self) -> Orientation {
        let value = self.number(ORIENTATION).and_then(|value| u8::try_from(value).ok());
        value.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
    }

    /// The ICC profile.
    pub(super) fn icc_profile(&self) -> Option<&'a [u8]> {
        let entry = self.entry(ICC_PROFILE).filter(|entry| matches!(entry.kind, 1 | 7) && entry.count > 4)?;
        let start = self.start(&entry, 1)?;
        self.bytes.get(start..start.checked_add(entry.count)?)
    }

    /// The first number of a tag's value.
    pub(super) fn number(&self, tag: u16) -> Option<u32> {
        let entry = self.entry(tag)?;
        let width = match entry.kind {
            1 | 6 => 1,
            3 | 8 => 2,
            4 | 9 => 4,
            _ => return None,
        };
        let at = self.start(&entry, width)?;
        match width {
            1 => self.bytes.get(at).map(|&value| u32::from(value)),
            2 => self.u16(at).map(u32::from),
            _ => self.u32(at),
        }
    }

    /// Counts the values of 16 or 32 bits of a tag; 0 if it has none, or if they reach beyond the file.
    pub(super) fn stored(&self, tag: u16) -> usize {
        let count = || {
            let entry = self.entry(tag)?;
            let width = if entry.kind == 3 { 2 } else { 4 };
            let start = self.start(&entry, width)?;
            self.bytes.get(start..start.checked_add(entry.count * width)?).map(|_| entry.count)
        };
        count().unwrap_or(0)
    }

    /// Returns the 16-bit numbers of a tag's value, if there are more than two.
    pub(super) fn shorts(&self, tag: u16) -> Option<Vec<u16>> {
        let entry = self.entry(tag).filter(|entry| entry.kind == 3 && entry.count > 2)?;
        let start = self.start(&entry, 2)?;
        self.bytes.get(start..start.checked_add(2 * entry.count)?)?;
        (0..entry.count).map(|n| self.u16(start + 2 * n)).collect()
    }

    /// Copies the whole file with other numbers for tags of one number each; `None` if a tag is missing.
    pub(super) fn with_numbers(&self, numbers: &[(u16, u32)]) -> Option<Vec<u8>> {
        let mut bytes = self.bytes.to_vec();
        for &(tag, number) in numbers {
            let Entry { kind, count, at } = self.entry(tag)?;
            let length = match (kind, count) {
                (3, 1) => 2,
                (4, 1) => 4,
                _ => return None,
            };
            let spelt = if self.is_little { number.to_le_bytes() } else { number.to_be_bytes() };
            let spelt = if self.is_little { &spelt[..length] } else { &spelt[4 - length..] };
            bytes.get_mut(at..at + length)?.copy_from_slice(spelt);
        }
        Some(bytes)
    }

    /// Returns the bytes from an offset on; none if it lies outside.
    pub(super) fn bytes_at(&self, offset: u32) -> &'a [u8] {
        self.bytes.get(offset as usize..).unwrap_or_default()
    }

    /// Where an entry's values of `width` bytes begin: in the entry itself if four bytes hold them all.
    fn start(&self, entry: &Entry, width: usize) -> Option<usize> {
        if entry.count.checked_mul(width)? > 4 { Some(self.u32(entry.at)? as usize) } else { Some(entry.at) }
    }

    fn entry(&self, tag: u16) -> Option<Entry> {
        let n = usize::from(self.u16(self.at)?);
        let mut starts = (0..n).map(|n| self.at + 2 + 12 * n);
        let start = starts.find(|&start| self.u16(start) == Some(tag))?;
        Some(Entry { kind: self.u16(start + 2)?, count: self.u32(start + 4)? as usize, at: start + 8 })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }
}

/// Returns the orientation in an EXIF block; the identity if there is none, or if it is unreadable.
pub(super) fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Ifd::first).map_or(Orientation::NoTransforms, |directory| directory.orientation())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn orientation_is_found_in_either_byte_order_and_any_whole_number() {
        for exif in [
            &b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"[..],
            b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0",
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x09\0\x01\0\0\0\x06\0\0\0",
            b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\x12\x01\x01\0\x01\0\0\0\x06\0\0\0",
        ] {
            assert_eq!(orientation(Some(exif)), Orientation::Rotate90, "{exif:?}");
        }
        for exif in [
            &b""[..],
            b"II*\0\x08\0\0\0",
            b"II*\0\xff\xff\xff\xff",
            b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0",
        ] {
            assert_eq!(orientation(Some(exif)), Orientation::NoTransforms, "{exif:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(tail in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [b"II*\0\x08\0\0\0", tail.as_slice()].concat();
            let directory = Ifd::first(&bytes).unwrap();
            let _ = (directory.orientation(), directory.icc_profile(), directory.number(STRIP_OFFSETS));
        }
    }
}
