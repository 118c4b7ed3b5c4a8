//! Texts in the chunks of a PNG, inflated where they are compressed.
//!
//! ```text
//! tEXt   keyword 0 text in Latin-1        zTXt   keyword 0 method zlib stream
//! iTXt   keyword 0 compressed? method language 0 translated keyword 0 text in UTF-8, or zlib stream
//! ```
//! ImageMagick writes packets as hexadecimal digits, under "Raw profile type " and a name. No checksum is computed. The walk
//! ends at damage and keeps what was found before.

use std::borrow::Cow;

use super::prompts::{Place, Prompt};
use super::{MAX_PACKETS, MORE, Packet, Unread, exif};
use crate::sidecar::xmp::MAX_BYTES;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp";

/// The keywords of texts that hold packets.
const KEYWORDS: [&[u8]; 5] = [
    XMP_KEYWORD,
    b"Raw profile type xmp",
    b"Raw profile type iptc",
    b"Raw profile type exif",
    b"Raw profile type APP1",
];

/// A text, as it is stored.
struct Text<'a> {
    keyword: &'a [u8],
    bytes: &'a [u8],
    is_compressed: bool,
}

impl<'a> Text<'a> {
    fn of_chunk(name: &[u8; 4], data: &'a [u8]) -> Option<Self> {
        let end = data.iter().position(|byte| *byte == 0)?;
        let (keyword, bytes) = (data.get(..end)?, data.get(end + 1..)?);
        let (bytes, is_compressed) = match name {
            b"tEXt" => (bytes, false),
            b"zTXt" => (bytes.get(1..)?, true),
            b"iTXt" => (bytes.get(2..)?.splitn(3, |byte| *byte == 0).nth(2)?, *bytes.first()? != 0),
            _ => return None,
        };
        Some(Self { keyword, bytes, is_compressed })
    }

    /// The text; it fails on a damaged stream, and on one that grows beyond what an honest packet has.
    fn inflated(&self) -> Result<Cow<'a, [u8]>, Unread> {
        if !self.is_compressed {
            return Ok(Cow::Borrowed(self.bytes));
        }
        // One byte more than wanted: the crate does not see the end of the stream once the output is full.
        let inflated = fdeflate::decompress_to_vec_bounded(self.bytes, MAX_BYTES + 1);
        inflated.map(Cow::Owned).map_err(|_| Unread("a compressed text in it is damaged, or too long"))
    }
}

/// Lists the packets in a PNG.
pub(super) fn packets(bytes: &[u8]) -> Vec<Packet<'_>> {
    let (mut packets, mut n_texts) = (Vec::new(), 0);
    for (name, data) in Chunks::of(bytes) {
        if name == b"eXIf" {
            packets.extend(exif::packets(data));
        }
        let Some(text) = Text::of_chunk(name, data).filter(|text| KEYWORDS.contains(&text.keyword)) else { continue };
        n_texts += 1;
        // Each may be inflated to a thousand times its size.
        if n_texts > MAX_PACKETS {
            packets.push(Packet::Unread(MORE));
            break;
        }
        packets.extend(of_text(&text));
    }
    packets
}

/// Lists the texts of a PNG in which prompts may be; other bytes have none.
pub(super) fn prompts(bytes: &[u8]) -> Vec<Prompt<'_>> {
    let texts: Vec<Text<'_>> = Chunks::of(bytes).filter_map(|(name, data)| Text::of_chunk(name, data)).collect();
    let is_novelai = texts.iter().any(|text| text.keyword == b"Software" && text.bytes == b"NovelAI");
    let place = |text: &Text<'_>| match text.keyword {
        b"parameters" | b"prompt" | b"invokeai_metadata" => Some(Place::Own),
        b"Description" if is_novelai => Some(Place::Own),
        b"Comment" => Some(Place::Comment),
        b"workflow" => Some(Place::Workflow),
        _ => None,
    };
    let prompts = texts.iter().filter_map(|text| Some(Prompt { place: place(text)?, bytes: text.inflated().ok()? }));
    prompts.take(MAX_PACKETS).collect()
}

/// The packets that a text with one of [`KEYWORDS`] holds.
fn of_text<'a>(text: &Text<'a>) -> Vec<Packet<'a>> {
    let bytes = match text.keyword {
        XMP_KEYWORD => text.inflated(),
        _ => text.inflated().and_then(|digits| raw(&digits).map(Cow::Owned)),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => return vec![Packet::Unread(reason)],
    };
    match (text.keyword, bytes.first()) {
        (b"Raw profile type exif" | b"Raw profile type APP1", _) => exif::owned_packets(&bytes),
        // Records without Photoshop's blocks around them.
        (b"Raw profile type iptc", Some(0x1C)) => vec![Packet::Iptc(bytes)],
        (b"Raw profile type iptc", _) => vec![Packet::Photoshop(bytes)],
        _ => vec![Packet::Xmp(bytes)],
    }
}

/// The bytes of a raw profile: a name, a length, and hexadecimal digits, on lines.
fn raw(text: &[u8]) -> Result<Vec<u8>, Unread> {
    let digits = || {
        let mut lines = text.trim_ascii_start().splitn(2, |byte| *byte == b'\n').nth(1)?.trim_ascii_start();
        let length = lines.iter().take_while(|byte| byte.is_ascii_digit()).count();
        lines = lines.get(length..)?;
        let digits = lines.iter().filter(|byte| !byte.is_ascii_whitespace());
        digits.map(|byte| char::from(*byte).to_digit(16)).collect::<Option<Vec<u32>>>()
    };
    let digits = digits().ok_or(Unread("a raw profile in it is damaged"))?;
    Ok(digits.as_chunks::<2>().0.iter().map(|[high, low]| (high << 4 | low) as u8).collect())
}

/// The names and the data of chunks in a row.
struct Chunks<'a>(&'a [u8]);

impl<'a> Chunks<'a> {
    fn of(png: &'a [u8]) -> Self {
        Self(png.strip_prefix(SIGNATURE).unwrap_or_default())
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk()?;
        let (data, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        self.0 = rest.get(4..).unwrap_or_default();
        Some((name, data))
    }
}
