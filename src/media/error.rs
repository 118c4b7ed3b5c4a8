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
        if any(&["not supported", "unsupported", "unimplemented", "not implemented"]) {
            Self::unsupported(format!("this kind of {} ({text})", format.label()))
        } else if any(&["unexpected end", "unexpected eof", "failed to fill whole buffer", "truncated", "not enough"]) {
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

/// Decoders' messages can hold dumps over many lines; one short line is enough for a report.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(160).collect()
}
