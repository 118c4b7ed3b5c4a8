//! Animations as scenes: what their frames look like, when, and which stretches of two of them are the same.
//!
//! Start reading at [`SceneBuilder`], then at [`align`]; `docs/scenes.md` has the figures.

mod align;
mod bars;
mod candidates;
mod distance;
mod line;
mod look;
#[cfg(test)]
mod made;
mod signature;
mod still;
mod waves;
mod window;

use super::index;

pub use align::{Overlap, align, align_turned};
pub use candidates::{NearScene, SceneIndex, StillIndex};
pub use look::FrameLook;
pub use signature::{SCENE_VERSION, Scene, SceneBuilder};
pub use still::{FrameMatch, find_frame};
