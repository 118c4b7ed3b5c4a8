//! Why a media file could not be read, by who must act.
//!
//! A text is a whole reason for a line of a report ("*truncated: frame 12 ends after 3 of 40 rows*"), without the path.

use std::io;

use image::ImageError;

/// Why bytes gave no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is damaged or no picture: it must be downloaded or made again.
    #[error("{reason}")]
    Broken {
        /// What is wrong and, if known, at which frame or byte.
        reason: String,
    },
    /// This program cannot read this kind of file.
    #[error("{what} is not supported")]
    Unsupported {
        /// The format or its feature.
        what: String,
    },
    /// The file needs more than [`super::Limits`] allow: the user may raise the limit.
    #[error("{found} is over the limit {limit} ({allowed})")]
    Limit {
        /// The limit's name, which is also that of the option that sets it.
        limit: &'static str,
        /// What the file needs.
        found: String,
        /// The limit's value.
        allowed: String,
    },
}

impl Error {
    pub(super) fn broken(reason: impl Into<String>) -> Self {
        Self::Broken { reason: reason.into() }
    }

    pub(super) fn truncated(how: impl AsRef<str>) -> Self {
        Self::Broken { reason: format!("truncated: {}", how.as_ref()) }
    }

    pub(super) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported { what: what.into() }
    }

    /// Converts the error of a decoder of the `image` crate, whose text names parts of its code.
    pub(super) fn from_decoder(error: &ImageError, format: super::Format) -> Self {
        let is_cut = matches!(error, ImageError::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof);
        if is_cut {
            return Self::cut(format);
        }
        Self::by_meaning(&deepest(error), format).unwrap_or_else(|| match error {
            ImageError::Unsupported(_) => Self::unsupported(format!("this kind of {}", format.label())),
            _ => Self::unreadable(format),
        })
    }

    /// Converts the text of another decoder's error.
    pub(super) fn from_text(text: &str, format: super::Format) -> Self {
        Self::by_meaning(text, format).unwrap_or_else(|| Self::unreadable(format))
    }

    fn by_meaning(text: &str, format: super::Format) -> Option<Self> {
        let (label, text) = (format.label(), text.to_lowercase());
        let (_, meaning) = MEANINGS.iter().find(|(words, _)| text.contains(words))?;
        Some(match meaning {
            Meaning::Cut => Self::cut(format),
            Meaning::Damaged(what) => Self::broken(format!("damaged {label}: {what}")),
            Meaning::Unsupported("") => Self::unsupported(format!("this kind of {label}")),
            Meaning::Unsupported(what) => Self::unsupported(format!("{label} with {what}")),
        })
    }

    fn unreadable(format: super::Format) -> Self {
        Self::broken(format!("damaged {}: its pixels cannot be decoded", format.label()))
    }

    fn cut(format: super::Format) -> Self {
        Self::truncated(format!("the file ends before the {} picture does", format.label()))
    }
}

/// Returns the name of a box or chunk for messages, with "?" for characters that are not alphanumeric.
pub(super) fn printable_name(name: &[u8]) -> String {
    name.iter().map(|&byte| if byte.is_ascii_alphanumeric() { char::from(byte) } else { '?' }).collect()
}

/// What a phrase of a decoder means.
enum Meaning {
    /// The file ends too early.
    Cut,
    /// Damage of this kind.
    Damaged(&'static str),
    /// An unsupported feature; empty if the phrase does not name it.
    Unsupported(&'static str),
}

/// Phrases in errors of the `image`, `tiff` and `jxl` crates, in lower case; the first that occurs counts.
const MEANINGS: &[(&str, Meaning)] = &[
    ("unexpected end", Meaning::Cut),
    ("unexpected eof", Meaning::Cut),
    ("premature end", Meaning::Cut),
    ("failed to fill whole buffer", Meaning::Cut),
    ("not enough bytes", Meaning::Cut),
    ("ended before", Meaning::Cut),
    // BMP, and the bitmaps in icons.
    ("rle data", Meaning::Damaged("its run-length codes are wrong")),
    ("for top-down image", Meaning::Damaged("it is compressed and stored from the top, which cannot be")),
    ("bitfield", Meaning::Damaged("its colour masks are wrong")),
    ("bit count", Meaning::Damaged("its bits a pixel do not go with its kind")),
    ("soft limit", Meaning::Unsupported("more than 65,535 pixels on a side")),
    ("header too small", Meaning::Damaged("its header is too short")),
    ("unknown bitmap header", Meaning::Unsupported("an unknown header")),
    ("unknown image compression", Meaning::Unsupported("an unknown compression")),
    ("jpeg compression", Meaning::Unsupported("a JPEG inside")),
    ("png compression", Meaning::Unsupported("a PNG inside")),
    ("invalid height", Meaning::Damaged("its height is impossible")),
    ("negative width", Meaning::Damaged("its width is impossible")),
    ("one plane", Meaning::Damaged("it has more than one plane")),
    ("palette size", Meaning::Damaged("its palette is too long")),
    ("data size did not match", Meaning::Damaged("its directory does not go with its picture")),
    // TGA, QOI, PNM.
    ("color map", Meaning::Damaged("a pixel lies outside its palette")),
    ("invalid image dimensions", Meaning::Damaged("its size is impossible")),
    ("image dimensions", Meaning::Damaged("its size is impossible")),
    ("preamble", Meaning::Damaged("its header is wrong")),
    ("magic", Meaning::Damaged("its header is wrong")),
    ("maxval", Meaning::Damaged("its brightest value is impossible")),
    ("too large", Meaning::Damaged("its size is impossible")),
    // JPEG XL.
    ("limit exceeded for", Meaning::Damaged("it goes beyond the limits of its level")),
    // TIFF.
    ("cycle", Meaning::Damaged("its directories refer to each other in a circle")),
    ("inconsistent sizes", Meaning::Damaged("its sizes contradict each other")),
    ("memory limit", Meaning::Damaged("its data need more memory than its picture")),
    ("compression method", Meaning::Unsupported("a compression that is not read here")),
    ("photometric", Meaning::Unsupported("colours of this kind")),
    ("color type", Meaning::Unsupported("samples of this kind")),
    ("sample format", Meaning::Unsupported("samples of this kind")),
    ("not supported", Meaning::Unsupported("")),
    ("unsupported", Meaning::Unsupported("")),
    ("unimplemented", Meaning::Unsupported("")),
    ("not implemented", Meaning::Unsupported("")),
];

/// Returns the innermost error's text; outer ones only say that decoding failed.
fn deepest(error: &ImageError) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::*;

    #[test]
    fn errors_of_decoders_are_classified_and_rephrased() {
        for (text, error) in [
            ("\"Premature End of image\"", "truncated: the file ends before the TIFF picture does"),
            ("I/O errors Not enough bytes, expected 16", "truncated: the file ends before the TIFF picture does"),
            ("Corrupt RLE data", "damaged TIFF: its run-length codes are wrong"),
            (
                "compression method Fax3 is unsupported",
                "TIFF with a compression that is not read here is not supported",
            ),
            ("`Foo::Bar` is not supported", "this kind of TIFF is not supported"),
            ("LibFoo(\"bar\"): 3 != 4", "damaged TIFF: its pixels cannot be decoded"),
        ] {
            assert_eq!(Error::from_text(text, Format::Tiff).to_string(), error);
        }
    }
}
