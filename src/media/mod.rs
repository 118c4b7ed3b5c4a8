//! What a media file is: its format by its bytes, its header facts, its pixels, its frames in time.
//!
//! This room takes bytes and gives values; it opens no file, prints nothing and asks no clock but for its own time
//! limit. A file that cannot be read is an [`Error`] that says why, never a panic and never half a picture passed off
//! as a whole one. Decoders of others may panic on hostile files: `examine` is the door that guards each call.
//!
//! ```text
//! bytes ─ Format::recognise ─▶ Format ─ probe ─▶ Facts (no pixels) ─ decode ─▶ Decoded (poster)
//!                                                                  └ Frames ─▶ every frame of an animation, composited
//! ```
//!
//! Start reading at [`decode`]; formats are told apart in `format`, stills are in `still`, all that moves is in
//! [`animation`].

pub mod animation;
mod avif;
mod cicp;
mod damage;
mod error;
mod format;
mod ifd;
mod jpeg;
mod limits;
mod memory;
mod needed_bytes;
mod not_a_picture;
mod png;
mod reduce;
mod srgb;
mod still;
mod webp;

use std::time::Duration;

use image::RgbaImage;

pub use damage::Damage;
pub use error::Error;
pub use format::Format;
pub use limits::Limits;
pub use memory::working_bytes;
pub use needed_bytes::{HEAD_BYTES, needed_bytes};
pub use not_a_picture::why_not_a_picture;

use limits::Deadline;

/// What is known of a media file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The format of the bytes.
    pub format: Format,
    /// Pixels from left to right as shown, after EXIF orientation.
    pub width: u32,
    /// Pixels from top to bottom as shown.
    pub height: u32,
    /// Frames in the file, alike or not; 1 for a still.
    pub frames: u32,
    /// The time of one run, with the delays that browsers use; `None` for a still.
    pub duration: Option<Duration>,
    /// How often the animation runs, 0 meaning for ever; `None` for a still.
    pub loop_count: Option<u32>,
    /// From [`probe`], whether the format's header leaves room for transparency; from [`decode`], whether any pixel
    /// shown is less than opaque.
    pub has_alpha: bool,
}

impl Facts {
    /// The facts of a picture that does not move.
    fn of_still(format: Format, (width, height): (u32, u32), has_alpha: bool) -> Self {
        Self { format, width, height, frames: 1, duration: None, loop_count: None, has_alpha }
    }
}

/// All that is kept of a media file's pixels.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The facts, now exact.
    pub facts: Facts,
    /// What is wrong with the file, if anything is; the pixels are complete.
    pub damage: Option<Damage>,
    /// Whether some frame differs visibly from the first: one pixel in 10,000 (and at least one) by more than 8 of 255
    /// levels in a channel weighted by alpha, or in alpha.
    pub animated: bool,
    /// The picture that stands for the whole ([`animation`] says how it is chosen): sRGB, not premultiplied, the right way
    /// up, reduced as [`decode`] says.
    pub poster: RgbaImage,
}

/// Reads header facts: dimensions, frames and times, without decoding pixels.
///
/// # Errors
/// Whatever can be known from headers and block structure: limits, kinds that are not supported, many (not all) ways of
/// being damaged.
pub fn probe(bytes: &[u8], format: Format, limits: &Limits) -> Result<Facts, Error> {
    limits.check_file(bytes)?;
    let deadline = Deadline::start(limits, bytes.len());
    match animation::Structure::read(bytes, format, limits, deadline)? {
        Some(structure) => Ok(structure.facts()),
        None => still::probe(bytes, format, limits, deadline),
    }
}

/// Decodes the pixels that are needed to show, recognise and compare a media file.
///
/// Pictures may come reduced, but never below their size when fitted into a square of `at_least` pixels. Whatever is not
/// exactly that size keeps a margin of two in both directions, for the caller's own resizing; `u32::MAX` asks for full
/// size. All frames of an animation are decoded, one at a time.
///
/// # Errors
/// As [`probe`], and for damage in the pixels.
pub fn decode(bytes: &[u8], facts: &Facts, at_least: u32, limits: &Limits) -> Result<Decoded, Error> {
    decode_watched(bytes, facts, at_least, limits, &mut |_| ())
}

/// Does as [`decode`], and shows every frame of an animation to `watch` while it is on the canvas.
///
/// # Errors
/// As [`decode`].
pub fn decode_watched(
    bytes: &[u8],
    facts: &Facts,
    at_least: u32,
    limits: &Limits,
    watch: &mut dyn FnMut(&animation::Frame<'_>),
) -> Result<Decoded, Error> {
    limits.check_file(bytes)?;
    let deadline = Deadline::start(limits, bytes.len());
    if let Some(structure) = animation::Structure::read(bytes, facts.format, limits, deadline)? {
        return animation::decode(structure, at_least, limits, deadline, watch);
    }
    let still::DecodedStill { facts, picture, damage } =
        still::decode(bytes, facts.format, at_least, limits, deadline)?;
    Ok(Decoded { facts, damage, animated: false, poster: picture })
}

#[cfg(test)]
mod tests;
