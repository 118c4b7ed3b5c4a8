//! Encoding: from pixels to the bytes of a file.
//!
//! The same pictures and settings give the same bytes on every machine. No time stamp, name or colour profile is written;
//! readers assume sRGB.
//!
//! [`encode()`] writes a still. [`AnimationEncoder`] takes the frames of an animation one after another and keeps no more of them
//! than its format needs: libwebp some frames, APNG one, GIF those that share a palette.

mod animated_webp;
mod animation;
mod apng;
mod area;
mod gif;
mod repeat;
mod still;
mod webp;

pub use animated_webp::KeyFrames;
pub use animation::{AnimationEncoder, AnimationFormat};
pub use gif::{Dither, GifStyle};
pub use repeat::Repeat;
pub use still::{Encoding, encode};
