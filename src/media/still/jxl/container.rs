//! Where the codestream of a JPEG XL file is: the file itself, or the content of some of its boxes.
//!
//! ```text
//! 00 00 00 0C "JXL " 0D 0A 87 0A, then boxes: size(32) kind [size(64) if size is 1] content …; size 0 goes to the end
//! codestream: one box "jxlc", or boxes "jxlp" that each begin with a number of 32 bits
//! ```

use std::borrow::Cow;

use super::super::super::error::printable_name;

const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";

struct FileBox<'a> {
    kind: [u8; 4],
    /// Where its content begins in the file.
    start: usize,
    content: &'a [u8],
    /// The file ends before the box does.
    is_cut: bool,
}

/// Walks over the boxes of a file; `None` if it has none.
fn boxes(bytes: &[u8]) -> Option<impl Iterator<Item = FileBox<'_>>> {
    let mut at = bytes.starts_with(SIGNATURE).then_some(SIGNATURE.len())?;
    Some(std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let Some((kind, header_bytes, length)) = header(rest) else {
            at = bytes.len();
            return Some(FileBox { kind: *b"last", start: at, content: &[], is_cut: true });
        };
        let length = usize::try_from(length.unwrap_or(rest.len() as u64)).unwrap_or(usize::MAX).max(header_bytes);
        let is_cut = length > rest.len();
        let content = rest.get(header_bytes..length.min(rest.len())).unwrap_or_default();
        let start = at + header_bytes;
        at = at.saturating_add(length);
        Some(FileBox { kind, start, content, is_cut })
    }))
}

/// Reads a box's kind, the bytes of its header and those of the box, which are `None` if it goes to the end of the file.
fn header(bytes: &[u8]) -> Option<([u8; 4], usize, Option<u64>)> {
    let (size, rest) = bytes.split_first_chunk()?;
    let (kind, rest) = rest.split_first_chunk()?;
    Some(match u32::from_be_bytes(*size) {
        0 => (*kind, 8, None),
        1 => (*kind, 16, Some(rest.first_chunk().map_or(u64::MAX, |size| u64::from_be_bytes(*size)))),
        size => (*kind, 8, Some(u64::from(size))),
    })
}

/// Finds the box in which a file ends too early; `None` if it has no boxes.
pub(super) fn cut_box(bytes: &[u8]) -> Option<String> {
    boxes(bytes)?.find(|found| found.is_cut).map(|found| printable_name(&found.kind))
}

/// Joins the parts of the codestream, and tells where in it the byte is that the file has at `at`.
pub(super) fn codestream(bytes: &[u8], at: usize) -> Option<(Cow<'_, [u8]>, usize)> {
    let Some(boxes) = boxes(bytes) else { return Some((Cow::Borrowed(bytes), at)) };
    let mut joined = Cow::Borrowed(&[][..]);
    let mut place = None;
    for found in boxes {
        let n_skipped = match &found.kind {
            b"jxlc" => 0,
            b"jxlp" => 4,
            _ => continue,
        };
        let content = found.content.get(n_skipped..)?;
        if let Some(within) = at.checked_sub(found.start + n_skipped).filter(|within| *within < content.len()) {
            place = Some(joined.len() + within);
        }
        match joined.is_empty() {
            true => joined = Cow::Borrowed(content),
            false => joined.to_mut().extend_from_slice(content),
        }
    }
    Some((joined, place?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_codestream_are_joined() {
        let file =
            [SIGNATURE, b"\0\0\0\x0fjxlp\0\0\0\0abc", b"\0\0\0\x09free.", b"\0\0\0\0jxlp\x80\0\0\x01de"].concat();
        let at = file.len() - 1;
        assert_eq!(codestream(&file, at), Some((Cow::Borrowed(&b"abcde"[..]), 4)));
        assert_eq!(codestream(&file, 24), Some((Cow::Borrowed(&b"abcde"[..]), 0)));
        assert_eq!(codestream(&file, 3), None);
        assert_eq!(codestream(b"abc", 1), Some((Cow::Borrowed(&b"abc"[..]), 1)));
    }

    #[test]
    fn the_box_that_is_cut_is_named() {
        let file = [SIGNATURE, b"\0\0\0\x09free.", b"\0\0\0\x0cjxlcabcd"].concat();
        assert_eq!(cut_box(&file), None);
        assert_eq!(cut_box(&file[..file.len() - 1]).as_deref(), Some("jxlc"));
        assert_eq!(cut_box(&file[..file.len() - 7]).as_deref(), Some("last"));
        assert_eq!(cut_box(b"abc"), None);
    }
}
