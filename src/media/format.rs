//! Recognises formats by their bytes. TGA, which has no signature, needs the extension as well.
//!
//! ```text
//! JPEG  FF D8 FF                                  BMP   "BM", then a known header size at byte 14
//! PNG   89 "PNG" 0D 0A 1A 0A (APNG too)           TIFF  "II" 2A 00 | "MM" 00 2A (BigTIFF: 2B)
//! GIF   "GIF87a" | "GIF89a"                       ICO   00 00 01|02 00, then a count (2: a cursor)
//! WebP  "RIFF" size "WEBP"                        QOI   "qoif"
//! JXL   FF 0A | 00 00 00 0C "JXL " 0D 0A 87 0A    PNM   "P1" … "P7", then white space
//! AVIF, HEIC  size "ftyp", then the major brand and the compatible brands
//! TGA   the name says tga, and the 18-byte header is plausible
//! ```

/// The formats that are recognised. [`Format::Heic`] is recognised but not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, still or animated (APNG).
    Png,
    /// GIF, one frame or many.
    Gif,
    /// WebP, lossy or lossless, still or animated.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// TIFF; the first picture in the file.
    Tiff,
    /// Windows icon or cursor; the largest picture in the file.
    Ico,
    /// The Quite OK Image format.
    Qoi,
    /// Truevision Targa.
    Tga,
    /// The portable any-map family: PBM, PGM, PPM, PAM.
    Pnm,
    /// JPEG XL.
    Jxl,
    /// AV1 in HEIF.
    Avif,
    /// HEVC in HEIF.
    Heic,
}

/// Every format with its name in queries and its name in a sentence, in the order of the enum.
const NAMES: [(Format, &str, &str); 13] = [
    (Format::Jpeg, "jpeg", "JPEG"),
    (Format::Png, "png", "PNG"),
    (Format::Gif, "gif", "GIF"),
    (Format::WebP, "webp", "WebP"),
    (Format::Bmp, "bmp", "BMP"),
    (Format::Tiff, "tiff", "TIFF"),
    (Format::Ico, "ico", "ICO"),
    (Format::Qoi, "qoi", "QOI"),
    (Format::Tga, "tga", "TGA"),
    (Format::Pnm, "pnm", "PNM"),
    (Format::Jxl, "jxl", "JPEG XL"),
    (Format::Avif, "avif", "AVIF"),
    (Format::Heic, "heic", "HEIC"),
];

impl Format {
    /// The name in queries, listings and the catalogue.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The name in a sentence.
    pub(super) fn label(self) -> &'static str {
        NAMES[self as usize].2
    }

    /// Finds the format of a [`Format::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| *known == name).map(|(format, ..)| *format)
    }

    /// Recognises a format by the leading bytes, of which 64 are enough. Never finds TGA: see [`Format::recognise`].
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'B', b'M', ..] if is_bmp(head) => Some(Self::Bmp),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            [0, 0, 1 | 2, 0, low, high, ..] if (*low, *high) != (0, 0) && is_icon_entry(head) => Some(Self::Ico),
            [b'q', b'o', b'i', b'f', ..] => Some(Self::Qoi),
            [b'P', b'1'..=b'7', b' ' | b'\t' | b'\r' | b'\n', ..] => Some(Self::Pnm),
            [0xFF, 0x0A, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', 0x0D, 0x0A, 0x87, 0x0A, ..] => Some(Self::Jxl),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => sniff_heif(head),
            _ => None,
        }
    }

    /// Recognises a format by the bytes and, for TGA alone, by the extension. A PNG named `.jpg` is a PNG.
    pub fn recognise(bytes: &[u8], extension: Option<&str>) -> Option<Self> {
        let names_tga = || extension.is_some_and(|ext| ext.eq_ignore_ascii_case("tga"));
        Self::sniff(bytes).or_else(|| (names_tga() && is_tga(bytes)).then_some(Self::Tga))
    }

    /// Whether files with this extension (without the dot, in any case) are taken for pictures.
    pub fn extension_names_picture(extension: &str) -> bool {
        const EXTENSIONS: [&str; 26] = [
            "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp", "bmp", "dib", "tif", "tiff", "ico", "cur",
            "qoi", "tga", "pnm", "ppm", "pgm", "pbm", "pam", "jxl", "avif", "heic", "heif", "hif",
        ];
        EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
    }
}

fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Whether a known header size follows the signature. A text can begin with "BM", too.
fn is_bmp(head: &[u8]) -> bool {
    matches!(byte(head, 14), 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124) && head.get(15..18) == Some(&[0, 0, 0])
}

/// Whether the reserved byte of the first directory entry is 0, or 255 as some old programs write it.
fn is_icon_entry(head: &[u8]) -> bool {
    head.len() < 10 || matches!(byte(head, 9), 0 | 255)
}

fn sniff_heif(head: &[u8]) -> Option<Format> {
    let size = head.first_chunk().map_or(0, |size| u32::from_be_bytes(*size) as usize);
    // Bytes 12 to 16 are the minor version, which is no brand.
    let brands = head.get(8..size.clamp(8, head.len())).unwrap_or_default().chunks_exact(4);
    let format = |brand: &[u8]| match brand {
        b"avif" | b"avis" => Some(Format::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Some(Format::Heic),
        _ => None,
    };
    brands.enumerate().filter(|(at, _)| *at != 1).find_map(|(_, brand)| format(brand))
}

/// Whether 18 bytes can be a TGA header: in noise, the fields contradict each other.
fn is_tga(bytes: &[u8]) -> bool {
    let (map_type, kind, map_bits, depth) = (byte(bytes, 1), byte(bytes, 2), byte(bytes, 7), byte(bytes, 16));
    let is_nonzero = |at: usize| (byte(bytes, at), byte(bytes, at + 1)) != (0, 0);
    let depth_fits = match kind {
        1 | 9 => map_type == 1 && matches!(depth, 8 | 15 | 16) && matches!(map_bits, 15 | 16 | 24 | 32),
        2 | 10 => map_type <= 1 && matches!(depth, 15 | 16 | 24 | 32),
        3 | 11 => map_type <= 1 && matches!(depth, 8 | 16),
        _ => false,
    };
    bytes.len() > 18 && depth_fits && is_nonzero(12) && is_nonzero(14) && byte(bytes, 17) & 0xC0 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn leading_bytes_tell_the_format() {
        for (head, format) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], Some(Format::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Some(Format::Png)),
            (b"GIF87a", Some(Format::Gif)),
            (b"GIF88a", None),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Format::WebP)),
            (b"RIFF\x10\0\0\0AVI LIST", None),
            (b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Some(Format::Bmp)),
            (b"BMW is a maker of cars", None),
            (b"II*\0\x08\0\0\0", Some(Format::Tiff)),
            (b"MM\0+\0\x08", Some(Format::Tiff)),
            (b"\0\0\x01\0\x02\0\x10\x10\0\0", Some(Format::Ico)),
            (b"\0\0\x02\0\x01\0\x20\x20\0\0", Some(Format::Ico)),
            (b"\0\0\x02\0\0\0\0\0\0\0\0\0\x10\0\x10\0\x18\0", None),
            (b"qoif\0\0\0\x01", Some(Format::Qoi)),
            (b"P6\n2 2\n255\n", Some(Format::Pnm)),
            (b"P8\n", None),
            (b"Paris", None),
            (b"\xff\x0a\xfa", Some(Format::Jxl)),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Some(Format::Jxl)),
            (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", Some(Format::Avif)),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Some(Format::Heic)),
            (b"\0\0\0\x14ftypmif1heic\0\0\0\0", None),
            (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", None),
            (b"", None),
        ] {
            assert_eq!(Format::sniff(head), format, "{:?}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn only_tga_needs_its_extension() {
        let tga = b"\0\0\x02\0\0\0\0\0\0\0\0\0\x02\0\x02\0\x18\x20\x01\x02\x03";
        assert_eq!(Format::recognise(tga, Some("TGA")), Some(Format::Tga));
        assert_eq!(Format::recognise(tga, Some("png")), None);
        assert_eq!(Format::recognise(b"not a picture at all", Some("tga")), None);
        assert_eq!(Format::recognise(b"\x89PNG\r\n\x1a\n", Some("tga")), Some(Format::Png));
    }

    #[test]
    fn names_read_back() {
        for (n, (format, ..)) in NAMES.into_iter().enumerate() {
            assert_eq!(format as usize, n);
            assert_eq!(Format::from_name(format.name()), Some(format));
            assert!(Format::extension_names_picture(format.name()), "{}", format.name());
        }
        assert!(Format::extension_names_picture("JPG"));
        assert!(!Format::extension_names_picture("txt"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_recognised_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = Format::recognise(&bytes, Some("tga"));
        }
    }
}
