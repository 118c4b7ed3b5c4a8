//! What packets in a picture say: XMP, keywords of IPTC and of EXIF, and, where somebody asks, prompts.
//!
//! ```text
//! JPEG   APP1 that begins with "http://ns.adobe.com/xap/1.0/" 0; what does not fit into one goes on in APP1s with
//!        "http://ns.adobe.com/xmp/extension/" 0, digest (32), length of all (4), offset of this part (4), part
//!        a comment that begins with "XML:com.adobe.xmp:", where a program has made it from a PNG
//!        APP1 "Exif" 0 0; APP13s "Photoshop 3.0" 0, whose blocks go on from one to the next
//! PNG    texts ([`png`]), chunk "eXIf"
//! WebP   RIFF chunks "XMP " and "EXIF"
//! GIF    application extension "XMP DataXMP", the packet as it is, a trailer of 1, 255, 254 … 0, 0
//! TIFF   tags ([`exif`])
//! AVIF, JPEG XL   boxes ([`boxes`])
//! ```
//! Headers are walked; no checksum is computed, and no pixel is decoded. The walk ends at damage and keeps what was found
//! before; a packet that was found and cannot be read is told.

mod boxes;
mod exif;
mod iptc;
mod png;
mod prompts;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::statement::{MAX_WORDS, Statement};
use super::xmp::{self, MAX_BYTES};
use prompts::Prompt;

const JPEG_MAIN: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const JPEG_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const JPEG_COMMENT: &[u8] = b"XML:com.adobe.xmp:";
const JPEG_PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const EXIF: &[u8] = b"Exif\0\0";

/// The bytes of the trailer that make the packet in a GIF end for programs that read it as sub-blocks.
const GIF_TRAILER: usize = 258;

/// A part of an extension.
struct ExtensionPart<'a> {
    /// Bytes of the whole extension.
    length: usize,
    /// Where the part begins in it.
    offset: usize,
    bytes: &'a [u8],
}

/// The most packets read from one picture; programs write four at most.
const MAX_PACKETS: usize = 16;

/// What is said in place of the packets beyond.
const MORE: Unread = Unread("it has more than 16 packets of keywords: the others were left out");

/// What the packets in a picture say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embedded {
    /// A statement for each packet of XMP; keywords of other kinds are added to the first.
    pub statements: Vec<Statement>,
    /// Why a packet could not be read, if one could not: it may say more.
    pub unread: Option<String>,
}

/// Why a packet that is there cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unread(&'static str);

/// What lies in a picture.
#[derive(Debug, PartialEq, Eq)]
enum Packet<'a> {
    Xmp(Cow<'a, [u8]>),
    Photoshop(Cow<'a, [u8]>),
    Iptc(Cow<'a, [u8]>),
    XpKeywords(Cow<'a, [u8]>),
    Prompt(Prompt<'a>),
    Unread(Unread),
}

impl Packet<'_> {
    fn into_owned(self) -> Packet<'static> {
        let owned = |bytes: Cow<'_, [u8]>| Cow::Owned(bytes.into_owned());
        match self {
            Self::Xmp(bytes) => Packet::Xmp(owned(bytes)),
            Self::Photoshop(bytes) => Packet::Photoshop(owned(bytes)),
            Self::Iptc(bytes) => Packet::Iptc(owned(bytes)),
            Self::XpKeywords(bytes) => Packet::XpKeywords(owned(bytes)),
            Self::Prompt(Prompt { place, bytes }) => Packet::Prompt(Prompt { place, bytes: owned(bytes) }),
            Self::Unread(reason) => Packet::Unread(reason),
        }
    }
}

/// Reads all packets in a picture. Programs write the same keywords into several: they are taken for one list.
pub fn read(bytes: &[u8]) -> Embedded {
    let (mut packets, mut keywords, mut unread) = (Vec::new(), Vec::new(), None);
    for packet in find(bytes, |packet| !matches!(packet, Packet::Prompt(_))) {
        let heard = match packet {
            Packet::Xmp(packet) => {
                packets.push(packet);
                Ok(())
            }
            Packet::Photoshop(blocks) => iptc::in_blocks(&blocks, &mut keywords),
            Packet::Iptc(records) => iptc::in_records(&records, &mut keywords),
            Packet::XpKeywords(value) => exif::add_keywords(&value, &mut keywords),
            Packet::Prompt(_) => Ok(()),
            Packet::Unread(reason) => Err(reason),
        };
        unread = unread.or(heard.err().map(|reason| reason.0.to_owned()));
    }
    let has_more = keywords.len() > MAX_WORDS;
    keywords.truncate(MAX_WORDS);
    let mut statements = Vec::new();
    for packet in packets {
        match xmp::read_beside(&packet, &keywords) {
            Ok(statement) => {
                statements.push(statement);
                keywords.clear();
            }
            Err(error) => unread = unread.or(Some(format!("its XMP packet cannot be read: {error}"))),
        }
    }
    if !keywords.is_empty() {
        statements.push(xmp::of_keywords(&keywords));
    }
    if has_more || statements.iter().any(|statement| statement.is_cut) {
        unread = unread.or(Some(format!("it has more than {MAX_WORDS} keywords: the others were left out")));
    }
    Embedded { statements, unread }
}

/// Reads what a model was asked to paint: a statement for each prompt.
pub fn read_prompts(bytes: &[u8]) -> Vec<Statement> {
    let mut texts = png::prompts(bytes);
    let packets = find(bytes, |packet| matches!(packet, Packet::Prompt(_)));
    texts.extend(packets.into_iter().filter_map(|packet| match packet {
        Packet::Prompt(prompt) => Some(prompt),
        _ => None,
    }));
    prompts::read(texts)
}

/// Lists the wanted packets in a picture, in the order of the file.
fn find(bytes: &[u8], is_wanted: impl Fn(&Packet<'_>) -> bool) -> Vec<Packet<'_>> {
    let mut packets = match bytes {
        [0xFF, 0xD8, ..] => in_jpeg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', chunks @ ..] => in_webp(chunks),
        [b'G', b'I', b'F', ..] => in_gif(bytes).map(Packet::Xmp).into_iter().collect(),
        [0x89, b'P', b'N', b'G', ..] => png::packets(bytes),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => exif::packets(bytes),
        _ => boxes::packets(bytes),
    };
    packets.retain(is_wanted);
    if packets.len() > MAX_PACKETS {
        packets.truncate(MAX_PACKETS);
        packets.push(Packet::Unread(MORE));
    }
    packets
}

fn in_jpeg(bytes: &[u8]) -> Vec<Packet<'_>> {
    let mut packets = Vec::new();
    let mut extensions: BTreeMap<&[u8], Vec<ExtensionPart<'_>>> = BTreeMap::new();
    let mut photoshop = Vec::new();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, segment, after)) = jpeg_segment(rest) {
        rest = after;
        match marker {
            0xFE => {
                let packet = segment.strip_prefix(JPEG_COMMENT).map(<[u8]>::trim_ascii_start);
                packets.extend(packet.map(|packet| Packet::Xmp(Cow::Borrowed(packet))));
            }
            0xED => photoshop.extend_from_slice(segment.strip_prefix(JPEG_PHOTOSHOP).unwrap_or_default()),
            0xE1 if segment.starts_with(EXIF) => packets.extend(exif::packets(segment)),
            0xE1 => {
                if let Some(packet) = segment.strip_prefix(JPEG_MAIN) {
                    packets.push(Packet::Xmp(Cow::Borrowed(packet)));
                } else if let Some((digest, part)) = extension_part(segment) {
                    extensions.entry(digest).or_default().push(part);
                }
            }
            _ => {}
        }
    }
    let whole = |parts| join(parts).ok_or(Unread("a part of its XMP packet is missing"));
    packets.extend(
        extensions
            .into_values()
            .map(|parts| whole(parts).map_or_else(Packet::Unread, |packet| Packet::Xmp(Cow::Owned(packet)))),
    );
    packets.extend((!photoshop.is_empty()).then_some(Packet::Photoshop(Cow::Owned(photoshop))));
    packets
}

/// The digest and a part of an extension, in a segment that is one.
fn extension_part(segment: &[u8]) -> Option<(&[u8], ExtensionPart<'_>)> {
    let (digest, part) = segment.strip_prefix(JPEG_MORE)?.split_at_checked(32)?;
    let (length, part) = part.split_first_chunk()?;
    let (offset, bytes) = part.split_first_chunk()?;
    let [length, offset] = [length, offset].map(|n| u32::from_be_bytes(*n) as usize);
    Some((digest, ExtensionPart { length, offset, bytes }))
}

/// The marker and payload of the next segment, up to the scan.
fn jpeg_segment(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let fill = bytes.iter().take_while(|&&c| c == 0xFF).count();
    let (&marker, rest) = bytes.get(fill..)?.split_first()?;
    match marker {
        _ if fill == 0 => None,
        0xD9 | 0xDA => None,
        0x01 | 0xD0..=0xD8 => Some((marker, &[], rest)),
        _ => {
            let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
            let (segment, after) = rest.split_at_checked(length)?;
            Some((marker, segment.get(2..)?, after))
        }
    }
}

/// The parts of an extension put together, if they are all of it and nothing more.
fn join(mut parts: Vec<ExtensionPart<'_>>) -> Option<Vec<u8>> {
    parts.sort_unstable_by_key(|part| part.offset);
    let mut packet = Vec::new();
    for part in &parts {
        if part.offset != packet.len() || packet.len() + part.bytes.len() > MAX_BYTES {
            return None;
        }
        packet.extend_from_slice(part.bytes);
    }
    parts.iter().all(|part| part.length == packet.len()).then_some(packet)
}

fn in_webp(mut chunks: &[u8]) -> Vec<Packet<'_>> {
    let mut packets = Vec::new();
    while let Some((name, rest)) = chunks.split_first_chunk::<4>() {
        let Some((length, rest)) = rest.split_first_chunk() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        let Some((data, rest)) = rest.split_at_checked(length) else { break };
        match name {
            b"XMP " => packets.push(Packet::Xmp(Cow::Borrowed(data))),
            b"EXIF" => packets.extend(exif::packets(data)),
            _ => {}
        }
        // Chunks of odd length are padded by one byte.
        chunks = rest.get(length % 2..).unwrap_or_default();
    }
    packets
}

fn in_gif(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let flags = *bytes.get(10)?;
    let mut rest = bytes.get(13..)?.get(table_bytes(flags)..)?;
    loop {
        match rest {
            [0x21, 0xFF, 11, data @ ..] => {
                let (name, data) = data.split_first_chunk::<11>()?;
                let after = skip_blocks(data)?;
                if name == b"XMP DataXMP" {
                    return Some(gif_packet(data.get(..data.len() - after.len())?));
                }
                rest = after;
            }
            [0x21, _, data @ ..] => rest = skip_blocks(data)?,
            [0x2C, _, _, _, _, _, _, _, _, flags, data @ ..] => {
                rest = skip_blocks(data.get(table_bytes(*flags)..)?.get(1..)?)?;
            }
            _ => return None,
        }
    }
}

/// The packet before the trailer; in sub-blocks, as some programs write it, if there is no trailer.
fn gif_packet(data: &[u8]) -> Cow<'_, [u8]> {
    if let Some((packet, trailer)) = data.len().checked_sub(GIF_TRAILER).and_then(|at| data.split_at_checked(at)) {
        // Some tools have overwritten bytes in the middle of it.
        if trailer.starts_with(&[1, 255, 254, 253]) {
            return Cow::Borrowed(packet);
        }
    }
    let mut packet = Vec::with_capacity(data.len());
    let mut rest = data;
    while let Some((&length, after)) = rest.split_first()
        && let Some((block, after)) = after.split_at_checked(usize::from(length))
    {
        packet.extend_from_slice(block);
        rest = after;
    }
    Cow::Owned(packet)
}

fn table_bytes(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 6 << (flags & 7) }
}

/// What follows a row of sub-blocks and its end.
fn skip_blocks(mut data: &[u8]) -> Option<&[u8]> {
    loop {
        let (&length, rest) = data.split_first()?;
        if length == 0 {
            return Some(rest);
        }
        data = rest.get(usize::from(length)..)?;
    }
}

#[cfg(test)]
mod tests;
