//! Properties of items: size, colours, how the decoded picture is to be cropped, turned and mirrored.
//!
//! ```text
//! ispe  width(32) height(32)                          irot  quarter turns, anticlockwise
//! colr  "nclx" primaries(16) transfer(16) matrix(16) full(1)  |  "prof" or "rICC", an ICC profile
//! clap  width height left top, each n(32)/d(32)        imir  0 top ↔ bottom, 1 left ↔ right
//! auxC  a name of what an auxiliary picture is for      av1C  profile, depth and planes of AV1 data
//! ```
//! The rest that is known may be left out: `pixi` says again what the AV1 data says, `pasp` wants pixels that are not
//! square (no browser heeds it), light levels are for HDR displays.

use super::boxes::{BoxReader, FourCc};

/// One property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ItemProperty<'a> {
    /// Width and height of the decoded picture, before it is cropped and turned.
    Size(u32, u32),
    /// What the numbers mean.
    Colour(Cicp),
    /// The same, as an ICC profile.
    Icc(&'a [u8]),
    /// Quarter turns, anticlockwise.
    Turn(u8),
    /// Which sides change places.
    Mirror(Axis),
    /// Numerator and denominator of width, height, and the distance of the middle from that of the picture.
    CleanAperture([(i64, i64); 4]),
    /// What an auxiliary picture is for.
    Auxiliary(&'a [u8]),
    /// The AV1 data have no colours.
    Coded(Coded),
    /// Nothing that matters here.
    Harmless,
    /// Not known.
    Unknown(FourCc),
}

/// Code points of ITU-T H.273 for primaries, transfer and matrix, and whether all of 0 to 255 is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cicp {
    /// Which red, green and blue.
    pub(super) primaries: u16,
    /// How light becomes numbers.
    pub(super) transfer: u16,
    /// How red, green and blue become the three planes.
    pub(super) matrix: u16,
    /// 0 to 255; otherwise 16 to 235 (240 for chroma).
    pub(super) is_full: bool,
}

/// What `imir` exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// Top and bottom.
    TopBottom,
    /// Left and right.
    LeftRight,
}

/// What `av1C` says of AV1 data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coded {
    /// Bits a sample: 8, 10 or 12.
    pub(super) bits: u8,
    /// One plane only.
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
                _ => Self::Harmless,
            },
            b"irot" => Self::Turn(body.u8()? & 3),
            b"imir" => Self::Mirror(if body.u8()? & 1 == 0 { Axis::TopBottom } else { Axis::LeftRight }),
            b"clap" => {
                let mut numbers = [(0, 0); 4];
                for (numerator, denominator) in &mut numbers {
                    // The offsets are signed; sides beyond 2³¹ are over every limit anyway.
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
            b"pixi" | b"pasp" | b"clli" | b"mdcv" | b"amve" | b"cclv" | b"a1lx" => Self::Harmless,
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
