//! What a JPEG's APPn segments say: EXIF, the ICC profile, and what the components' colours are.
//!
//! Colours are guessed as libjpeg does: a JFIF header means YCbCr, else Adobe's APP14 tells, else the component ids
//! "R", "G", "B" do. Inks are taken to be stored as Adobe's programs do it, with 255 for none, whether or not the file has
//! Adobe's segment: so do browsers, Pillow and gdk-pixbuf.

use super::frame_header::FrameHeader;
use super::marker::{APP0, APP1, APP2, APP14};

/// What the components are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ColorSpace {
    /// One component.
    Grey,
    /// The usual three.
    YCbCr,
    /// Stored without a transform.
    Rgb,
    /// Four inks, 255 for none of it.
    Cmyk,
    /// Inks stored as YCbCr of the first three's complements, and K.
    Ycck,
}

/// Payloads of the segments before the first scan.
#[derive(Clone, Default)]
pub(super) struct Metadata<'a> {
    has_jfif: bool,
    /// The transform that an Adobe segment names.
    adobe: Option<u8>,
    pub(super) exif: Option<&'a [u8]>,
    icc: Vec<(u8, u8, &'a [u8])>,
}

impl<'a> Metadata<'a> {
    /// Takes a segment that is neither table nor header.
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

    /// The profile, if all of its parts are there.
    pub(super) fn icc_profile(&self) -> Option<Vec<u8>> {
        let &(_, count, _) = self.icc.first()?;
        let part = |number: u8| self.icc.iter().find(|part| part.0 == number && part.1 == count).map(|part| part.2);
        (1..=count).map(part).collect::<Option<Vec<_>>>().map(|parts| parts.concat())
    }

    /// What the frame's components are.
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
