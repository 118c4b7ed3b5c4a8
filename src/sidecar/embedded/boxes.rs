//! Packets in the boxes of AVIF and JPEG XL files.
//!
//! ```text
//! box        size(32) kind(4) [size(64) if size is 1] body           size 0: to the end
//! JPEG XL    "xml ": a packet; "brob": a kind and a Brotli stream, which is not read
//! AVIF       "meta" holds "iinf" (what items there are), "iloc" (where they lie), "idat" (some of them);
//!            an item of the kind "mime" and the type "application/rdf+xml" is a packet, one of the kind "Exif" has a block
//!            behind four bytes that say how many more stand before it, as JPEG XL's "Exif" has
//! ```
//! Boxes are looked for at these three places only, not within others. The walk ends at damage.

use std::borrow::Cow;

use super::{MAX_PACKETS, MORE, Packet, Unread, exif};
use crate::sidecar::xmp::MAX_BYTES;

const JXL_SIGNATURE: &[u8] = b"\0\0\0\x0CJXL \r\n\x87\n";
const RDF: &[u8] = b"application/rdf+xml";
const BROTLI: Unread = Unread("its XMP packet is compressed with Brotli, which is not read");
const DAMAGED: Unread = Unread("its XMP packet or EXIF block is damaged");

/// The items of a file that are read; honest files have a handful of extents each.
const MAX_EXTENTS: u64 = 1024;

/// Lists the packets in an AVIF or JPEG XL file; other bytes have none.
pub(super) fn packets(bytes: &[u8]) -> Vec<Packet<'_>> {
    if let Some(boxes) = bytes.strip_prefix(JXL_SIGNATURE) {
        return Boxes(boxes).flat_map(in_jxl).collect();
    }
    match bytes.get(4..8) {
        Some(b"ftyp") => Boxes(bytes)
            .find(|(kind, _)| *kind == b"meta")
            .map_or_else(Vec::new, |(_, meta)| in_meta(bytes, meta.get(4..).unwrap_or_default())),
        _ => Vec::new(),
    }
}

fn in_jxl<'a>((kind, body): (&[u8; 4], &'a [u8])) -> Vec<Packet<'a>> {
    match (kind, body) {
        (b"xml ", _) => vec![Packet::Xmp(Cow::Borrowed(body))],
        (b"brob", [b'x', b'm', b'l', b' ', ..]) => vec![Packet::Unread(BROTLI)],
        (b"Exif", _) => exif_item(body).map_or_else(Vec::new, exif::packets),
        _ => Vec::new(),
    }
}

fn in_meta<'a>(file: &'a [u8], meta: &'a [u8]) -> Vec<Packet<'a>> {
    let body = |name: &[u8; 4]| Boxes(meta).find(|(kind, _)| *kind == name).map(|(_, body)| body).unwrap_or_default();
    let (iloc, idat) = (body(b"iloc"), body(b"idat"));
    let mut items = Numbers(body(b"iinf"));
    let n_bytes = if items.version() == Some(0) { 2 } else { 4 };
    items.number(n_bytes);
    let mut items = Boxes(items.0).filter(|(kind, _)| *kind == b"infe").filter_map(|(_, body)| Item::of(body));
    let mut packets: Vec<_> = items
        .by_ref()
        .take(MAX_PACKETS)
        .flat_map(|item| match (item, place(iloc, item.id(), file, idat)) {
            (Item::Compressed(_), _) => {
                vec![Packet::Unread(Unread("its XMP packet is compressed in a way that is not read"))]
            }
            (Item::Xmp(_), Some(bytes)) => vec![Packet::Xmp(Cow::Owned(bytes))],
            (Item::Exif(_), Some(bytes)) => exif_item(&bytes).map_or_else(Vec::new, exif::owned_packets),
            (_, None) => vec![Packet::Unread(DAMAGED)],
        })
        .collect();
    packets.extend(items.next().map(|_| Packet::Unread(MORE)));
    packets
}

/// The block in an item, which begins where its first four bytes say.
fn exif_item(bytes: &[u8]) -> Option<&[u8]> {
    let (skipped, block) = bytes.split_first_chunk()?;
    block.get(u32::from_be_bytes(*skipped) as usize..)
}

/// The number of an item that may hold keywords.
#[derive(Clone, Copy)]
enum Item {
    Xmp(u64),
    Compressed(u64),
    Exif(u64),
}

impl Item {
    fn of(infe: &[u8]) -> Option<Self> {
        let mut infe = Numbers(infe);
        let id_bytes = match infe.version()? {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        let (id, _protection) = (infe.number(id_bytes)?, infe.number(2)?);
        if infe.0.starts_with(b"Exif") {
            return Some(Self::Exif(id));
        }
        let mut texts = infe.0.strip_prefix(b"mime")?.split(|byte| *byte == 0).skip(1);
        let (kind, encoding) = (texts.next()?, texts.next().unwrap_or_default());
        (kind == RDF).then_some(if encoding.is_empty() { Self::Xmp(id) } else { Self::Compressed(id) })
    }

    fn id(self) -> u64 {
        match self {
            Self::Xmp(id) | Self::Compressed(id) | Self::Exif(id) => id,
        }
    }
}

/// The bytes of an item, put together from where `iloc` says that they lie.
fn place(iloc: &[u8], wanted: u64, file: &[u8], idat: &[u8]) -> Option<Vec<u8>> {
    let mut iloc = Numbers(iloc);
    let version = iloc.version().filter(|version| *version <= 2)?;
    let sizes = iloc.number(2)?;
    let size = |shift: u32| usize::try_from(sizes >> shift & 15).ok().filter(|size| *size <= 8);
    let (offset_bytes, length_bytes, base_bytes) = (size(12)?, size(8)?, size(4)?);
    let index_bytes = if version == 0 { 0 } else { size(0)? };
    let wide = if version < 2 { 2 } else { 4 };
    for _ in 0..iloc.number(wide)? {
        let id = iloc.number(wide)?;
        let construction = if version == 0 { 0 } else { iloc.number(2)? & 15 };
        iloc.number(2)?;
        let base = iloc.number(base_bytes)?;
        let n_extents = iloc.number(2).filter(|n| *n <= MAX_EXTENTS)?;
        let from = match construction {
            0 => file,
            1 => idat,
            _ => &[],
        };
        let mut packet = Vec::new();
        for _ in 0..n_extents {
            iloc.number(index_bytes)?;
            let (offset, length) = (iloc.number(offset_bytes)?, iloc.number(length_bytes)?);
            if id != wanted {
                continue;
            }
            let rest = from.get(usize::try_from(base.checked_add(offset)?).ok()?..)?;
            let length = if length == 0 { rest.len() } else { usize::try_from(length).ok()? };
            packet.extend_from_slice(rest.get(..length).filter(|part| packet.len() + part.len() <= MAX_BYTES)?);
        }
        if id == wanted {
            return Some(packet);
        }
    }
    None
}

/// Boxes in a row.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (size, rest) = self.0.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (n_bytes, rest) = match u32::from_be_bytes(*size) {
            0 => (rest.len() as u64, rest),
            1 => {
                rest.split_first_chunk().and_then(|(n, rest)| Some((u64::from_be_bytes(*n).checked_sub(16)?, rest)))?
            }
            size => (u64::from(size).checked_sub(8)?, rest),
        };
        let (body, rest) = rest.split_at_checked(usize::try_from(n_bytes).ok()?)?;
        self.0 = rest;
        Some((kind, body))
    }
}

/// Big-endian numbers in a row.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    /// Takes a number of at most 8 bytes; 0 for none.
    fn number(&mut self, n_bytes: usize) -> Option<u64> {
        let (bytes, rest) = self.0.split_at_checked(n_bytes)?;
        self.0 = rest;
        Some(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Takes the version and the flags that some boxes begin with.
    fn version(&mut self) -> Option<u64> {
        self.number(4).map(|word| word >> 24)
    }
}
