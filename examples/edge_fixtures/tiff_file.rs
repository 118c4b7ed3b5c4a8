//! TIFF, and with it the EXIF block of other formats: little-endian, one directory, one strip.

pub(crate) const SHORT: u16 = 3;
pub(crate) const LONG: u16 = 4;

/// An entry: tag, type, count, value (or where it is).
pub(crate) type Entry = (u16, u16, u32, u32);

/// Header and directory, with the offset of the next directory.
pub(crate) fn directory(entries: &[Entry], next: u32) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value.to_le_bytes());
    }
    out.extend(next.to_le_bytes());
    out
}

/// The entries of an RGB picture in one strip; the samples' depths come right after the directory, the strip after them.
pub(crate) fn entries(width: u32, height: u32, orientation: u32, more: &[Entry]) -> Vec<Entry> {
    let n = 10 + more.len() as u32;
    let end = 8 + 2 + 12 * n + 4;
    let mut entries = vec![
        (0x0100, LONG, 1, width),
        (0x0101, LONG, 1, height),
        (0x0102, SHORT, 3, end),
        (0x0103, SHORT, 1, 1),
        (0x0106, SHORT, 1, 2),
        (0x0111, LONG, 1, end + 6),
        (0x0112, SHORT, 1, orientation),
        (0x0115, SHORT, 1, 3),
        (0x0116, LONG, 1, height),
        (0x0117, LONG, 1, width.saturating_mul(height).saturating_mul(3)),
    ];
    entries.extend(more);
    entries
}

/// A whole file.
pub(crate) fn file(entries: &[Entry], next: u32, strip: &[u8]) -> Vec<u8> {
    [&directory(entries, next)[..], &[8, 0, 8, 0, 8, 0], strip].concat()
}

/// An EXIF block that holds an orientation.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    directory(&[(0x0112, SHORT, 1, u32::from(orientation))], 0)
}
