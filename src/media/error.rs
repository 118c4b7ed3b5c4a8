//! Why a media file could not be read, told apart by who must act.
//!
//! The texts are whole reasons for a report line ("…: *truncated: frame 12 ends after 3 of 40 rows*"), without the
//! path, which this room never knows.

use std::io;

use image::ImageError;
use image::error::UnsupportedErrorKind;

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

    /// Sorts what a decoder of the `image` crate says into the three kinds.
    pub(super) fn from_decoder(error: &ImageError, format: super::Format) -> Self {
        match error {
            ImageError::Unsupported(what) => {
                Self::unsupported(format!("this kind of {} ({})", format.label(), feature(&what.kind())))
            }
            ImageError::IoError(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                Self::truncated(format!("the file ends before the {} picture does", format.label()))
            }
            other => Self::from_text(&deepest(other), format),
        }
    }

    /// Sorts a decoder's words when its error type says no more than "decoding failed".
    pub(super) fn from_text(text: &str, format: super::Format) -> Self {
        let text = first_line(text);
        let lower = text.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if any(&["not supported", "unsupported", "unimplemented", "not implemented", "can only parse 8-bit"]) {
            Self::unsupported(format!("this kind of {} ({text})", format.label()))
        } else if any(&[
            "unexpected end",
            "unexpected eof",
            "premature end",
            "failed to fill whole buffer",
            "not enough bytes",
            "ended before",
        ]) {
            Self::truncated(format!("the file ends before the {} picture does", format.label()))
        } else {
            Self::broken(format!("damaged {}: {text}", format.label()))
        }
    }
}

fn feature(kind: &UnsupportedErrorKind) -> String {
    match kind {
        UnsupportedErrorKind::Color(color) => format!("colour type {color:?}"),
        UnsupportedErrorKind::GenericFeature(feature) => first_line(feature),
        other => first_line(&format!("{other:?}")),
    }
}

/// The innermost error's text: the outer ones only say that decoding failed.
fn deepest(error: &ImageError) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}

/// Decoders' messages can hold dumps over many lines, quotes and Rust's debug forms; one short line is enough.
fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim_matches('"');
    let mut plain = String::new();
    let mut rest = line;
    // "ChunkType { type: IHDR, critical: true, … }" is how the PNG decoder says "IHDR".
    while let Some((before, after)) = rest.split_once("ChunkType { type: ") {
        let (name, tail) = after.split_once(',').unwrap_or((after, ""));
        plain.push_str(before);
        plain.push_str(name);
        rest = tail.split_once('}').map_or("", |(_, tail)| tail);
    }
    plain.push_str(rest);
    plain.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::*;

    #[test]
    fn decoders_words_are_sorted_and_made_plain() {
        for (text, error) in [
            ("\"Premature End of image\"", "truncated: the file ends before the PNG picture does"),
            ("I/O errors Not enough bytes, expected 16", "truncated: the file ends before the PNG picture does"),
            (
                "Chunk length wrong: ChunkType { type: IHDR, critical: true, private: false } twice",
                "damaged PNG: Chunk length wrong: IHDR twice",
            ),
            (
                "interlaced sound is not supported",
                "this kind of PNG (interlaced sound is not supported) is not supported",
            ),
            ("bad\nsecond line", "damaged PNG: bad"),
        ] {
            assert_eq!(Error::from_text(text, Format::Png).to_string(), error);
        }
    }
}
