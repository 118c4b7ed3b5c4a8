//! Thumbnails, contact sheets, text on them, and their encoding.
//!
//! All functions are pure: pixels in, pixels or encoded bytes out. The same input gives the same bytes on every machine; two
//! fonts are part of the program, others come as bytes. The room opens no file, knows no catalogue, does not choose what is
//! shown, and decodes nothing but glyphs.
//!
//! Start reading at [`thumbnail()`] for one picture, at [`sheet`] for many; [`encode()`] writes both, [`AnimationEncoder`] what moves. Pixels are
//! `image::RgbaImage`: sRGB, not premultiplied. What can go wrong is in [`Error`]; each variant says when.

mod caption;
mod colour;
mod difference;
mod drawing;
mod embedded_fonts;
mod encode;
mod face;
mod focus;
mod font;
mod fonts;
mod mixing;
mod scale;
pub mod sheet;
mod text;
mod thumbnail;
mod writing;

pub use caption::CaptionBand;
pub use colour::parse_colour;
pub use difference::mark_differences;
pub use encode::{AnimationEncoder, AnimationFormat, Dither, Encoding, GifStyle, KeyFrames, Repeat, encode};
pub use focus::Focus;
pub use font::Font;
pub use fonts::Fonts;
pub use mixing::mixed;
pub use scale::resized;
pub use thumbnail::thumbnail;
pub use writing::Writing;

/// Why a picture could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A picture without pixels has no encoding.
    #[error("a picture of {width}×{height} pixels cannot be written")]
    Empty {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The format cannot hold a picture of this size.
    #[error("{format} pictures are at most {limit} pixels on a side, this one would be {width}×{height}")]
    TooLargeForFormat {
        /// `WebP`, `JPEG`, `PNG` or `GIF`.
        format: &'static str,
        /// The longest side it allows.
        limit: u32,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// A page would be wider than its format, or any format, can hold.
    #[error("a page {width} pixels wide is too wide, {limit} are possible: take fewer columns or smaller cells")]
    PageTooWide {
        /// Pixels across.
        width: u64,
        /// The most there can be.
        limit: u64,
    },
    /// A page would be higher than its format, or larger than memory, can hold.
    #[error("a page of {width}×{height} pixels is too high: at most {rows} rows fit on one page")]
    PageTooHigh {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
        /// Rows of cells that would fit, for `rows_per_page`.
        rows: u32,
    },
    /// There is nothing to lay out.
    #[error("a contact sheet needs at least one picture")]
    NoCells,
    /// A measure of the style is out of range.
    #[error("{what} must be between {min} and {max}, not {given}")]
    Style {
        /// Which measure.
        what: &'static str,
        /// The least allowed.
        min: u32,
        /// The most allowed.
        max: u32,
        /// What was given, rounded.
        given: u32,
    },
    /// The text names no colour.
    #[error("{0:?} is not a colour: give #rrggbb, #rrggbbaa or a name such as black, white or transparent")]
    Colour(String),
    /// The encoder failed, most likely for lack of memory.
    #[error("the {format} encoder failed: {reason}")]
    Encoder {
        /// `WebP`, `JPEG`, `PNG` or `GIF`.
        format: &'static str,
        /// Its message.
        reason: String,
    },
}
