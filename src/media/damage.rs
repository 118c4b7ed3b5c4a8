//! Damage to a file that left all of its pixels readable.
//!
//! Downloads and old programs lose the last bytes of a file, and disks flip bits in its metadata. Such a picture is
//! complete: it is shown, and the damage is kept as a remark. A file of which pixels are missing, or may differ from what
//! was written, is an [`Error`](super::Error).

use std::fmt;

use super::error::printable_name;

/// Damage that took no pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The file stops behind its last pixel, before the bytes that end it.
    EndMissing,
    /// The checksum of a PNG chunk is wrong; the chunk was passed over, or its pixels are right by their own checksum.
    WrongChecksum {
        /// The chunk's name.
        chunk: [u8; 4],
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndMissing => f.write_str("complete, but the end of the file is missing"),
            Self::WrongChecksum { chunk: [b't', b'R', b'N', b'S'] } => {
                f.write_str("complete, but its transparency is lost: the checksum of the tRNS chunk is wrong")
            }
            Self::WrongChecksum { chunk } => {
                write!(f, "complete, but the checksum of the {} chunk is wrong", printable_name(chunk))
            }
        }
    }
}
