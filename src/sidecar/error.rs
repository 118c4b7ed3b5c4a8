//! Why a sidecar cannot be read: it is too large, no text, or not of the format of its name.
//!
//! A sidecar of the right format without a tag is no error. The caller names the file.

/// Why a file could not be read as a sidecar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// More bytes than any honest sidecar has.
    #[error("larger than {limit} bytes, which no sidecar is")]
    TooLarge {
        /// The limit that was passed.
        limit: usize,
    },
    /// Neither UTF-8 nor UTF-16 with a byte order mark.
    #[error("not text in UTF-8 or UTF-16")]
    NotText,
    /// Damaged JSON, or JSON of another shape.
    #[error("not the JSON of a sidecar: {0}")]
    Json(String),
    /// Damaged XML, or XML with more parts, depth or names than XMP has.
    #[error("not XMP: {0}")]
    Xmp(String),
}
