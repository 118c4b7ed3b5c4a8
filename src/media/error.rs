//! Why a media file could not be read, told apart by who must act.
//!
//! The texts are whole reasons for a report line ("…: *truncated: frame 12 ends after 3 of 40 rows*"), without the
//! path, which this room never knows.

use std::io;

use image::ImageError;

/// Why bytes gave no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is damaged, or is no picture at all: whoever made it must send it again.
    #[error("{reason}")]
    Broken {
        /// What is wrong and, where it is known, at which frame or byte.
        reason: String,
    },
    /// The file may be fine, but this program cannot read its kind.
    #[error("{what} is not supported")]
    Unsupported {
        /// The format or the feature of it.
        what: String,
    },
    /// The file asks for more than [`super::Limits`] allow: the user may raise the limit.
    #[error("{found} is over the limit {limit} ({allowed})")]
    Limit {
        /// The limit's name, which is also that of the option that sets it.
        limit: &'static str,
        /// What the file asks for.
        found: String,
        /// The limit's value.
        allowed: String,
    },
}

impl Error {
    /// A file that is damaged in the way told.
    pub(super) fn broken(reason: impl Into<String>) -> Self {
        Self::Broken { reason: reason.into() }
    }

    /// A file that ends too early.
    pub(super) fn truncated(how: impl AsRef<str>) -> Self {
        Self::Broken { reason: format!("truncated: {}", how.as_ref()) }
    }

    /// A file of a kind that is not read here.
    pub(super) fn unsupported(what: impl Into<String>) -> Self {
        Self::Unsupported { what: what.into() }
    }

    /// Sorts what a decoder of another project says into the three kinds, in our words: theirs name parts of their code.
    pub(super) fn from_decoder(error: &ImageError, format: super::Format) -> Self {
        let is_cut = matches!(error, ImageError::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof);
        if is_cut {
            return Self::cut(format);
        }
        Self::meant(&deepest(error), format).unwrap_or_else(|| match error {
            ImageError::Unsupported(_) => Self::unsupported(format!("this kind of {}", format.label())),
            _ => Self::unreadable(format),
        })
    }

    /// The same when a decoder's error type says no more than "decoding failed".
    pub(super) fn from_text(text: &str, format: super::Format) -> Self {
        Self::meant(text, format).unwrap_or_else(|| Self::unreadable(format))
    }

    fn meant(text: &str, format: super::Format) -> Option<Self> {
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

/// The name of a box or chunk for people: its letters, and "?" for what is none.
pub(super) fn printable_name(name: &[u8]) -> String {
    name.iter().map(|&byte| if byte.is_ascii_alphanumeric() { char::from(byte) } else { '?' }).collect()
}

/// What a decoder's words mean.
enum Meaning {
    /// The file ends too early.
    Cut,
    /// Damage, in our words.
    Damaged(&'static str),
    /// What is not supported about it, in our words; empty if the words do not tell.
    Unsupported(&'static str),
}

/// Words of decoders (of `image`, `tiff` and `jxl`) in lower case, and what they mean; the first that fits counts.
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

/// The innermost error's text: the outer ones only say that decoding failed.
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
    fn decoders_words_are_sorted_and_put_in_ours() {
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
