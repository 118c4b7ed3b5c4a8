//! Finds the XMP packets inside a picture.
//!
//! ```text
//! JPEG   APP1 that begins with "http://ns.adobe.com/xap/1.0/" 0; what does not fit into one goes on in APP1s with
//!        "http://ns.adobe.com/xmp/extension/" 0, digest (32), length of all (4), offset of this part (4), part
//!        a comment that begins with "XML:com.adobe.xmp:", where a program has made it from a PNG
//! PNG    iTXt chunk: "XML:com.adobe.xmp" 0, compressed?, method, language 0, keyword 0, packet
//! WebP   RIFF chunk "XMP "
//! GIF    application extension "XMP DataXMP", the packet as it is, a trailer of 1, 255, 254 … 0, 0
//! ```
//! Headers are walked; no checksum is computed, and nothing is decoded. A compressed iTXt is skipped (the XMP specification
//! forbids it). The walk ends at damage and keeps what was found before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::xmp::MAX_BYTES;

const JPEG_MAIN: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const JPEG_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const JPEG_COMMENT: &[u8] = b"XML:com.adobe.xmp:";
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const PNG_KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";

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

/// The most packets read from one picture; programs write two at most.
const MAX_PACKETS: usize = 16;

/// Lists the packets in a picture, in the order of the file: mostly none or one, in a JPEG also an extension.
pub fn find(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut packets = match bytes {
        [0xFF, 0xD8, ..] => in_jpeg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', chunks @ ..] => in_webp(chunks),
        [b'G', b'I', b'F', ..] => in_gif(bytes).into_iter().collect(),
        _ => bytes.strip_prefix(PNG_SIGNATURE).map(in_png).unwrap_or_default(),
    };
    packets.retain(|packet| packet.len() <= MAX_BYTES);
    packets.truncate(MAX_PACKETS);
    packets
}

fn in_jpeg(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut packets = Vec::new();
    let mut extensions: BTreeMap<&[u8], Vec<ExtensionPart<'_>>> = BTreeMap::new();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let Some((marker, segment, after)) = jpeg_segment(rest) {
        rest = after;
        if marker == 0xFE {
            packets.extend(segment.strip_prefix(JPEG_COMMENT).map(|packet| Cow::Borrowed(packet.trim_ascii_start())));
        }
        if marker != 0xE1 {
            continue;
        }
        if let Some(packet) = segment.strip_prefix(JPEG_MAIN) {
            packets.push(Cow::Borrowed(packet));
        } else if let Some((digest, part)) = segment.strip_prefix(JPEG_MORE).and_then(|more| more.split_at_checked(32))
            && let Some((length, part)) =
                part.split_first_chunk().map(|(n, part)| (u32::from_be_bytes(*n) as usize, part))
            && let Some((offset, part)) =
                part.split_first_chunk().map(|(n, part)| (u32::from_be_bytes(*n) as usize, part))
        {
            extensions.entry(digest).or_default().push(ExtensionPart { length, offset, bytes: part });
        }
    }
    packets.extend(extensions.into_values().filter_map(join).map(Cow::Owned));
    packets
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

fn in_png(mut chunks: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut packets = Vec::new();
    while let Some((length, rest)) = chunks.split_first_chunk() {
        let Some((name, rest)) = rest.split_first_chunk::<4>() else { break };
        let Some((data, rest)) = rest.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        if name == b"iTXt"
            && let Some([0, _, text @ ..]) = data.strip_prefix(PNG_KEYWORD)
        {
            // The language and the translated keyword end with a zero each.
            let packet = text.splitn(3, |&c| c == 0).nth(2);
            packets.extend(packet.map(Cow::Borrowed));
        }
        chunks = rest.get(4..).unwrap_or_default();
    }
    packets
}

fn in_webp(mut chunks: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let mut packets = Vec::new();
    while let Some((name, rest)) = chunks.split_first_chunk::<4>() {
        let Some((length, rest)) = rest.split_first_chunk() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        let Some((data, rest)) = rest.split_at_checked(length) else { break };
        if name == b"XMP " {
            packets.push(Cow::Borrowed(data));
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
