//! The chunks of a PNG and their checksums.
//!
//! ```text
//! length (4, big-endian)   name (4)   data (length)   CRC of name and data (4)
//! ```
//! A chunk is ancillary if the first letter of its name is small. A wrong CRC is an error in a critical chunk other than
//! IEND; an ancillary chunk is skipped then, as by libpng, and the damage is remembered.

use super::super::error::{Error, printable_name};

pub(in super::super) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// A chunk; the last of a file may be cut.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Chunk<'a> {
    pub(in super::super) name: [u8; 4],
    pub(in super::super) data: &'a [u8],
    name_and_data: &'a [u8],
    /// Bytes of data beyond the end of the file.
    n_missing: usize,
    /// `None` if the file ends before it.
    checksum: Option<u32>,
}

impl<'a> Chunk<'a> {
    /// Whether the file ends within it.
    pub(in super::super) fn is_cut(&self) -> bool {
        self.checksum.is_none()
    }

    /// Whether at most the checksum at the end of the zlib stream is missing. A chunk that lacks more may have a damaged
    /// length, and hold the chunks behind it.
    pub(super) fn may_hold_all_pixels(&self) -> bool {
        self.n_missing <= 4
    }

    /// Whether it is whole and its checksum is right.
    pub(in super::super) fn is_sound(&self) -> bool {
        self.checksum == Some(crc32fast::hash(self.name_and_data))
    }

    /// Returns the compressed pixels of an IDAT or fdAT chunk.
    pub(in super::super) fn pixels(&self) -> &'a [u8] {
        match &self.name {
            b"fdAT" => self.data.get(4..).unwrap_or_default(),
            _ => self.data,
        }
    }

    /// Whether the pixels can be decoded without it.
    pub(super) fn is_ancillary(&self) -> bool {
        self.name[0].is_ascii_lowercase()
    }

    /// Whether the specification has an ancillary chunk of this name. Any other may be an `IDAT` with a damaged name.
    pub(super) fn is_known_ancillary(&self) -> bool {
        const KNOWN: [&[u8; 4]; 19] = [
            b"acTL", b"bKGD", b"cHRM", b"cICP", b"cLLI", b"eXIf", b"gAMA", b"hIST", b"iCCP", b"iTXt", b"mDCV", b"pHYs",
            b"sBIT", b"sPLT", b"sRGB", b"tEXt", b"tIME", b"tRNS", b"zTXt",
        ];
        KNOWN.contains(&&self.name)
    }

    pub(in super::super) fn wrong_checksum(&self) -> Error {
        Error::broken(format!("damaged PNG: the checksum of the {} chunk is wrong", self.label()))
    }

    /// Returns the name for messages.
    pub(super) fn label(&self) -> String {
        printable_name(&self.name)
    }
}

/// The chunks behind the signature.
pub(in super::super) struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Chunks<'a> {
    /// Starts behind the signature; `None` if the file has none.
    pub(in super::super) fn of(bytes: &'a [u8]) -> Option<Self> {
        Some(Self { rest: bytes.strip_prefix(SIGNATURE)? })
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Chunk<'a>;

    fn next(&mut self) -> Option<Chunk<'a>> {
        let (length, rest) = self.rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let name = *rest.first_chunk::<4>()?;
        let Some((name_and_data, rest)) = rest.split_at_checked(length.saturating_add(4)) else {
            self.rest = &[];
            let data = rest.get(4..)?;
            return Some(Chunk { name, data, name_and_data: rest, n_missing: length - data.len(), checksum: None });
        };
        let (checksum, rest) = match rest.split_first_chunk::<4>() {
            Some((checksum, rest)) => (Some(u32::from_be_bytes(*checksum)), rest),
            None => (None, &[][..]),
        };
        self.rest = rest;
        Some(Chunk { name, data: name_and_data.get(4..)?, name_and_data, n_missing: 0, checksum })
    }
}
