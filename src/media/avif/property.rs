//! Item properties: size, colours, clean aperture, rotation, mirroring.
//!
//! ```text
//! ispe  width(32) height(32)                          irot  quarter turns, anticlockwise
//! colr  "nclx" primaries(16) transfer(16) matrix(16) full(1)  |  "prof" or "rICC", an ICC profile
//! clap  width height left top, each n(32)/d(32)        imir  0 top ↔ bottom, 1 left ↔ right
//! auxC  a name of what an auxiliary picture is for      av1C  profile, depth and planes of AV1 data
//! ```
//! Known properties that are ignored: `pixi` repeats what the AV1 data hold, `pasp` asks for non-square pixels, which no
//! browser shows, light levels are for HDR displays.

use super::boxes::{BoxReader, FourCc};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemProperty<'a> {
    /// Width and height of the decoded picture, before cropping and rotation.
    Size(u32, u32),
    Colour(Cicp),
    /// An ICC profile.
    Icc(&'a [u8]),
    /// Quarter turns, anticlockwise.
    Turn(u8),
    Mirror(Axis),
    /// Numerators and denominators of width, height, and the offset of the centre from that of the picture.
    CleanAperture([(i64, i64); 4]),
    /// The type of an auxiliary picture.
    Auxiliary(&'a [u8]),
    Coded(Coded),
    Ignored,
    Unknown(FourCc),
}

/// Colour code points of ITU-T H.273.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cicp {
    pub(super) primaries: u16,
    pub(super) transfer: u16,
    pub(super) matrix: u16,
    /// Whether samples use 0 to 255; otherwise 16 to 235, and chroma 16 to 240.
    pub(super) is_full: bool,
}

/// What `imir` exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    TopBottom,
    LeftRight,
}

/// The content of `av1C`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coded {
    /// Bits a sample: 8, 10 or 12.
    pub(super) bits: u8,
    /// Whether there is only one plane.
    pub(super) is_grey: bool,
}

impl<'a> ItemProperty<'a> {
    /// Reads a property; `None` if it is too short.
    pub(super) fn read(kind: FourCc, mut body: BoxReader<'a>) -> Option<Self> {
        Some(match &kind {
            b"ispe" => {
                body.version()?;
                Self::Size(body.u32()?, body.u32()?)
            }
            b"colr" => match &body.kind()? {
                b"nclx" => Self::Colour(Cicp {
                    primaries: body.u16()?,
                    transfer: body.u16()?,
                    matrix: body.u16()?,
                    is_full: body.u8()? >> 7 == 1,
                }),
                b"prof" | b"rICC" => Self::Icc(body.0),
                _ => Self::Ignored,
            },
            b"irot" => Self::Turn(body.u8()? & 3),
            b"imir" => Self::Mirror(if body.u8()? & 1 == 0 { Axis::TopBottom } else { Axis::LeftRight }),
            b"clap" => {
                let mut numbers = [(0, 0); 4];
                for (numerator, denominator) in &mut numbers {
                    // The offsets are signed; sides beyond 2³¹ are over every limit.
                    *numerator = i64::from(body.u32()?.cast_signed());
                    *denominator = i64::from(body.u32()?);
                }
                Self::CleanAperture(numbers)
            }
            b"auxC" => {
                body.version()?;
                let end = body.0.iter().position(|&byte| byte == 0).unwrap_or(body.0.len());
                Self::Auxiliary(body.take(end)?)
            }
            b"av1C" => {
                body.take(2)?;
                let flags = body.u8()?;
                let bits = match flags >> 5 & 3 {
                    0 | 1 => 8,
                    2 => 10,
                    _ => 12,
                };
                Self::Coded(Coded { bits, is_grey: flags >> 4 & 1 == 1 })
            }
            b"pixi" | b"pasp" | b"clli" | b"mdcv" | b"amve" | b"cclv" | b"a1lx" => Self::Ignored,
            _ => Self::Unknown(kind),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_read() {
        let read = |kind: &FourCc, body: &'static [u8]| ItemProperty::read(*kind, BoxReader(body));
        assert_eq!(read(b"ispe", b"\0\0\0\0\0\0\0\x40\0\0\0\x30"), Some(ItemProperty::Size(64, 48)));
        assert_eq!(read(b"ispe", b"\0\0\0\0\0\0\0\x40"), None);
        assert_eq!(read(b"irot", &[0xFF]), Some(ItemProperty::Turn(3)));
        assert_eq!(read(b"imir", &[1]), Some(ItemProperty::Mirror(Axis::LeftRight)));
        assert_eq!(read(b"auxC", b"\0\0\0\0urn:x\0more"), Some(ItemProperty::Auxiliary(b"urn:x")));
        assert_eq!(read(b"colr", b"profICC"), Some(ItemProperty::Icc(b"ICC")));
        let cicp = Cicp { primaries: 1, transfer: 13, matrix: 6, is_full: true };
        assert_eq!(read(b"colr", b"nclx\0\x01\0\x0d\0\x06\x80"), Some(ItemProperty::Colour(cicp)));
        let grey = Coded { bits: 12, is_grey: true };
        assert_eq!(read(b"av1C", &[0x81, 0x40, 0x7C, 0]), Some(ItemProperty::Coded(grey)));
        assert_eq!(read(b"zzzz", b""), Some(ItemProperty::Unknown(*b"zzzz")));
    }
}
