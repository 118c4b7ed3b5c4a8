//! What a picture is known by: the hash of its bytes and the hash of how it looks.
//!
//! The content hash ([`ContentHash`], BLAKE3) is the identity of a media: equal bytes, equal media, whatever the path.
//! The perceptual hash ([`PerceptualHash`]) stays close when a picture is scaled or recompressed; it is stored for
//! years, so the algorithm is our own, small, and carries a version.
//!
//! This room reads no file and compares no pair on its own; it only computes.

mod content;
mod perceptual;

pub use content::{ContentHash, ParseHashError};
pub use perceptual::{PERCEPTUAL_VERSION, PerceptualHash};
