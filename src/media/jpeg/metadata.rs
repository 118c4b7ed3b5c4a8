//! APPn segments: EXIF, the ICC profile, and the colour space of the components.
//!
//! The colour space is guessed as by libjpeg: a JFIF header means YCbCr, else Adobe's APP14 counts, else the component ids
//! "R", "G", "B". Inks are taken as inverted (255 for none), as Adobe's programs store them, with or without APP14: so do
//! browsers, Pillow and gdk-pixbuf.

use super::frame_header::FrameHeader;
use super::marker::{APP0, APP1, APP2, APP14};

/// What the components are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ColorSpace {
    Grey,
    YCbCr,
    Rgb,
    /// Four inks, 255 for none.
    Cmyk,
    /// YCbCr of the complements of C, M and Y, and K.
    Ycck,
}

/// The APPn segments before the first scan.
#[derive(Clone, Default)]
pub(super) struct Metadata<'a> {
    has_jfif: bool,
    /// The transform of Adobe's APP14 segment.
    adobe: Option<u8>,
    pub(super) exif: Option<&'a [u8]>,
    icc: Vec<(u8, u8, &'a [u8])>,
}

impl<'a> Metadata<'a> {
    /// Reads a segment that is neither table nor header.
    pub(super) fn read(&mut self, marker: u8, segment: &'a [u8]) {
        match marker {
            APP0 => self.has_jfif |= segment.starts_with(b"JFIF\0"),
            APP1 if self.exif.is_none() => self.exif = segment.strip_prefix(b"Exif\0\0"),
            APP2 => {
                if let Some([number, count, part @ ..]) = segment.strip_prefix(b"ICC_PROFILE\0") {
                    self.icc.push((*number, *count, part));
                }
            }
            APP14 if segment.starts_with(b"Adobe") => self.adobe = segment.get(11).copied().or(self.adobe),
            _ => {}
        }
    }

    /// Joins the parts of the profile; `None` if one is missing.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        let &(_, count, _) = self.icc.first()?;
        let part = |number: u8| self.icc.iter().find(|part| part.0 == number && part.1 == count).map(|part| part.2);
        (1..=count).map(part).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    pub(super) fn colors(&self, frame: &FrameHeader) -> ColorSpace {
        let ids: Vec<u8> = frame.components.iter().map(|c| c.id).collect();
        match (ids.as_slice(), self.adobe) {
            ([_], _) => ColorSpace::Grey,
            ([_, _, _], _) if self.has_jfif => ColorSpace::YCbCr,
            ([_, _, _], Some(0)) => ColorSpace::Rgb,
            ([_, _, _], Some(_)) => ColorSpace::YCbCr,
            (b"RGB", None) => ColorSpace::Rgb,
            ([_, _, _], None) => ColorSpace::YCbCr,
            (_, None | Some(0)) => ColorSpace::Cmyk,
            (_, Some(_)) => ColorSpace::Ycck,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_put_together_in_its_order_or_not_at_all() {
        let mut metadata = Metadata::default();
        metadata.read(APP2, b"ICC_PROFILE\0\x02\x02world");
        assert_eq!(metadata.icc_profile(), None);
        metadata.read(APP2, b"ICC_PROFILE\0\x01\x02hello ");
        assert_eq!(metadata.icc_profile().as_deref(), Some(&b"hello world"[..]));
        metadata.read(APP1, b"http://ns.adobe.com/xap/1.0/\0<x/>");
        metadata.read(APP1, b"Exif\0\0II*\0");
        assert_eq!(metadata.exif, Some(&b"II*\0"[..]));
    }

    #[test]
    fn colours_are_guessed_as_libjpeg_does() {
        let frame = |ids: &[u8]| {
            let list: Vec<u8> = ids.iter().flat_map(|&id| [id, 0x11, 0]).collect();
            FrameHeader::parse(&[&[8, 0, 1, 0, 1, ids.len() as u8][..], &list].concat(), false).unwrap()
        };
        let mut metadata = Metadata::default();
        assert_eq!(metadata.colors(&frame(b"RGB")), ColorSpace::Rgb);
        assert_eq!(metadata.colors(&frame(&[1, 2, 3])), ColorSpace::YCbCr);
        assert_eq!(metadata.colors(&frame(&[1, 2, 3, 4])), ColorSpace::Cmyk);
        metadata.read(APP14, b"Adobe\0\x64\0\0\0\0\x02");
        assert_eq!(metadata.colors(&frame(b"RGB")), ColorSpace::YCbCr);
        assert_eq!(metadata.colors(&frame(&[1, 2, 3, 4])), ColorSpace::Ycck);
        metadata.read(APP0, b"JFIF\0\x01\x02");
        assert_eq!(metadata.colors(&frame(b"RGB")), ColorSpace::YCbCr);
    }
}
