//! Stills: what they look like, and whether two of them show the same picture.
//!
//! A [`Look`] finds candidates by hashes ([`LookIndex`]); [`compare`] decides on the pictures themselves. Start reading at
//! `look`, then at `likeness`; docs/decisions/0003 tells why they are as they are.

mod ground;
mod guess;
mod index;
mod laid;
mod likeness;
mod look;
#[cfg(test)]
mod made;
mod overlay;
mod placer;
mod plane;
mod register;
mod residual;
mod tone;
mod transform;
mod trim;
mod verdict;
mod waves;

pub use index::{LookIndex, Near};
pub use likeness::{Likeness, compare};
pub use look::{LOOK_VERSION, Look};
pub use overlay::{drawn_share, laid_over, shown_share};
pub use placer::Placer;
pub use transform::Transform;
pub use verdict::{Verdict, is_small};
