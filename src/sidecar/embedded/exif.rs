//! The first directory of an EXIF block, or of a TIFF file: Windows' keywords, packets of other kinds, and prompts.
//!
//! ```text
//! 0x02BC XMP    0x83BB IPTC records    0x8649 Photoshop's blocks    0x9C9E keywords in UTF-16, between semicolons
//! 0x010F, 0x0110 make and model of a camera    0x8769 where a second directory is    in that: 0x9286 UserComment
//! ```
//! Other directories are not looked into.

use std::borrow::Cow;

use super::prompts::{Place, Prompt};
use super::{Packet, Unread};

const XMP: u16 = 0x02BC;
const IPTC: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const XP_KEYWORDS: u16 = 0x9C9E;
const MAKE: u16 = 0x010F;
const MODEL: u16 = 0x0110;
const SECOND_DIRECTORY: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;
const ENTRY_BYTES: usize = 12;
const DAMAGED: Unread = Unread("its EXIF block is damaged");

/// Lists the packets in a block; a block that is none has none.
pub(super) fn packets(block: &[u8]) -> Vec<Packet<'_>> {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let directory = match block {
        [b'I', b'I', 42, 0, ..] => Directory { bytes: block, is_little: true },
        [b'M', b'M', 0, 42, ..] => Directory { bytes: block, is_little: false },
        _ => return Vec::new(),
    };
    directory.packets()
}

/// Lists the packets in a block that does not last.
pub(super) fn owned_packets(block: &[u8]) -> Vec<Packet<'static>> {
    packets(block).into_iter().map(Packet::into_owned).collect()
}

/// Adds the keywords in the value of 0x9C9E.
pub(super) fn add_keywords(value: &[u8], keywords: &mut Vec<String>) -> Result<(), Unread> {
    let units: Vec<u16> = value.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    let text = String::from_utf16(&units).map_err(|_| Unread("its EXIF keywords are no UTF-16"))?;
    let words = text.split(';').map(|word| word.trim_matches(|c: char| c == '\0' || c.is_whitespace()));
    keywords.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    Ok(())
}

struct Directory<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Directory<'a> {
    fn packets(&self) -> Vec<Packet<'a>> {
        let Some((start, n)) = self.u32(4).and_then(|at| Some((at.checked_add(2)?, self.u16(at)?))) else {
            return vec![Packet::Unread(DAMAGED)];
        };
        let mut packets = Vec::new();
        for at in (0..usize::from(n)).map(|n| start + n * ENTRY_BYTES) {
            let Some(tag) = self.u16(at) else {
                packets.push(Packet::Unread(DAMAGED));
                break;
            };
            let kind = match tag {
                XMP => Packet::Xmp,
                IPTC => Packet::Iptc,
                PHOTOSHOP => Packet::Photoshop,
                XP_KEYWORDS => Packet::XpKeywords,
                MAKE | MODEL => {
                    packets.extend(self.prompt(Place::Camera, at));
                    continue;
                }
                SECOND_DIRECTORY => {
                    packets.extend(self.comment(at));
                    continue;
                }
                _ => continue,
            };
            packets.push(self.value(at).map_or(Packet::Unread(DAMAGED), |value| kind(Cow::Borrowed(value))));
        }
        packets
    }

    /// The comment in the directory that the entry at a place leads to.
    fn comment(&self, at: usize) -> Option<Packet<'a>> {
        let start = self.u32(at + 8)?;
        let entries = (0..usize::from(self.u16(start)?)).map(|n| start + 2 + n * ENTRY_BYTES);
        let comment = entries.map_while(|at| Some((at, self.u16(at)?))).find(|(_, tag)| *tag == USER_COMMENT);
        comment.and_then(|(at, _)| self.prompt(Place::Comment, at))
    }

    fn prompt(&self, place: Place, at: usize) -> Option<Packet<'a>> {
        Some(Packet::Prompt(Prompt { place, bytes: Cow::Borrowed(self.value(at)?) }))
    }

    /// The bytes of the value of the entry at a place.
    fn value(&self, at: usize) -> Option<&'a [u8]> {
        let width = match self.u16(at + 2)? {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            _ => return None,
        };
        let n_bytes = self.u32(at + 4)?.checked_mul(width)?;
        let start = if n_bytes <= 4 { at + 8 } else { self.u32(at + 8)? };
        self.bytes.get(start..start.checked_add(n_bytes)?)
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<usize> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize)
    }
}
