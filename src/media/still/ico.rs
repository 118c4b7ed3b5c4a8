//! The largest picture of an icon or cursor, taken out of its file.
//!
//! ```text
//! 00 00 kind 00 n, then n × (width, height, colours, 0, planes, bits, length, offset)
//! ```
//! The `image` crate's decoder picks by depth first, wants directory and picture to agree, and refuses PNG without alpha,
//! which real files contradict. So the picture is found here by its own header, and returned as a PNG or as an icon of one
//! matching entry.

use super::super::error::Error;

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture taken out of an icon file.
pub(super) enum Largest<'a> {
    /// A whole PNG.
    Png(&'a [u8]),
    /// A bitmap, as an icon file of its own.
    Icon(Vec<u8>),
}

/// Returns the picture with the most pixels, of equals the one with the most bits a pixel.
pub(super) fn largest(bytes: &[u8]) -> Result<Largest<'_>, Error> {
    let n = bytes.get(4..).and_then(|rest| rest.first_chunk()).map_or(0, |n| usize::from(u16::from_le_bytes(*n)));
    let entries = bytes.get(6..).unwrap_or_default().chunks_exact(16).take(n);
    let pictures = entries.filter_map(|entry| {
        let (length, offset) = (number(entry, 8)? as usize, number(entry, 12)? as usize);
        let rest = bytes.get(offset..)?;
        // A length that is too long is accepted: the picture's own decoder notices missing bytes.
        let picture = rest.get(..length).unwrap_or(rest);
        let (width, height) = size(picture)?;
        let bits = u32::from(*entry.get(6)?);
        Some((u64::from(width) * u64::from(height), bits, width, height, picture))
    });
    let best = pictures.max_by_key(|&(area, bits, ..)| (area, bits));
    let (_, _, width, height, picture) =
        best.ok_or_else(|| Error::truncated("the ICO ends before any of its pictures"))?;
    if picture.starts_with(PNG_SIGNATURE) {
        return Ok(Largest::Png(picture));
    }
    // 0 stands for 256 and, in files of some programs, for more.
    let side = |length: u32| u8::try_from(length).unwrap_or(0);
    let length = u32::try_from(picture.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut single = vec![0, 0, 1, 0, 1, 0, side(width), side(height), 0, 0, 1, 0, 32, 0];
    single.extend_from_slice(&length);
    single.extend_from_slice(&22u32.to_le_bytes());
    single.extend_from_slice(picture);
    Ok(Largest::Icon(single))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads the size in the picture's own header. A bitmap's height includes its mask.
fn size(picture: &[u8]) -> Option<(u32, u32)> {
    if picture.starts_with(PNG_SIGNATURE) {
        let side = |at: usize| Some(u32::from_be_bytes(*picture.get(at..)?.first_chunk()?));
        return Some((side(16)?, side(20)?));
    }
    Some((number(picture, 4)?, number(picture, 8)? / 2))
}
