//! Media files: the format by the bytes, header facts, pixels, frames in time.
//!
//! This room takes bytes and returns values. It opens no file, prints nothing and reads no clock but for its time limit.
//! A file that cannot be read is an [`Error`] that says why: damage, an unsupported kind, or a limit. Half a picture is
//! never returned as a whole one. Foreign decoders may panic on hostile files, so `examine` guards each call.
//!
//! ```text
//! bytes ─ Format::recognise ─▶ Format ─ probe ─▶ Facts (no pixels) ─ decode ─▶ Decoded (poster)
//!                                                                  └ Frames ─▶ every frame of an animation, composited
//! ```
//!
//! Start reading at [`decode`]. `format` recognises formats, `still` decodes stills, [`animation`] decodes animations.

pub mod animation;
mod avif;
mod bare;
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
mod oklab;
mod png;
mod reduce;
mod srgb;
mod still;
mod webp;

use std::time::Duration;

use image::RgbaImage;

pub use bare::without_metadata;
pub use damage::Damage;
pub use error::Error;
pub use format::Format;
pub use limits::Limits;
pub use memory::working_bytes;
pub use needed_bytes::{HEAD_BYTES, needed_bytes};
pub use not_a_picture::why_not_a_picture;
pub use oklab::{oklab, oklab_of_light};

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
    /// How often the animation runs, 0 for ever; `None` for a still.
    pub loop_count: Option<u32>,
    /// From [`probe`], whether the header announces transparency; from [`decode`], whether a pixel is less than opaque.
    pub has_alpha: bool,
}

impl Facts {
    fn of_still(format: Format, (width, height): (u32, u32), has_alpha: bool) -> Self {
        Self { format, width, height, frames: 1, duration: None, loop_count: None, has_alpha }
    }
}

/// The result of [`decode`].
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Exact facts.
    pub facts: Facts,
    /// Damage that left the pixels complete.
    pub damage: Option<Damage>,
    /// Whether a frame differs visibly from the first: in one pixel of 10,000, and at least one, by more than 8 of 255
    /// levels of alpha or of a channel weighted by alpha.
    pub animated: bool,
    /// The picture, or the frame that [`animation`] chooses: sRGB, not premultiplied, upright, reduced as [`decode`] says.
    pub poster: RgbaImage,
}

/// Reads header facts (size, frames, times) without decoding pixels. Finds limits, unsupported kinds, and such damage as
/// headers and block structure show.
pub fn probe(bytes: &[u8], format: Format, limits: &Limits) -> Result<Facts, Error> {
    limits.check_file(bytes)?;
    let deadline = Deadline::start(limits, bytes.len());
    match animation::Structure::read(bytes, format, limits, deadline)? {
        Some(structure) => Ok(structure.facts),
        None => still::probe(bytes, format, limits, deadline),
    }
}

/// Reads the quantisation table for luma, in zigzag order, that a JPEG states; `None` for another file.
pub fn luma_table(bytes: &[u8], format: Format, limits: &Limits) -> Option<[u16; 64]> {
    (format == Format::Jpeg).then(|| jpeg::Jpeg::open(bytes, limits).ok()?.luma_table())?
}

/// Decodes the pixels of a media file.
///
/// Pictures may be reduced, but not below their size when fitted into a square of `at_least` pixels. One that is not exactly
/// that size has twice as many pixels in both directions, for the caller to resize. `u32::MAX` asks for full size. All frames
/// of an animation are decoded, one at a time.
pub fn decode(bytes: &[u8], facts: &Facts, at_least: u32, limits: &Limits) -> Result<Decoded, Error> {
    decode_watched(bytes, facts, at_least, limits, &mut |_| ())
}

/// Decodes as [`decode`], and calls `watch` with every frame of an animation.
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
