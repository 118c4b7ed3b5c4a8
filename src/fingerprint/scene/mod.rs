//! Animations as scenes: what their frames look like, when, and which stretches of two of them are the same.
//!
//! Start reading at [`SceneBuilder`], then at [`align`]; `docs/scenes.md` has the figures.
//!
//! Every limit stands, with its unit, in the file of its step. They were chosen on the 120 animations of `bench/near` and their
//! copies, and mended with a second set in sight. What goes wrong on either side of them:
//!
//! | step | too strict | too lax |
//! | --- | --- | --- |
//! | `bars`: strays, edge | a letterboxed copy with ringing is another scene | a drawing on paper loses its paper |
//! | `signature`: unchanged frames | noise fills the 256 frames of a long animation | a tear that moves is left out |
//! | `candidates`: bits, votes | copies under a palette, and crops, never meet | title cards pair every scene with every other |
//! | `window`: edges, ridge | crops between two starts are missed | a fit runs away and explains noise |
//! | `line`: speeds, break-even | copies under a palette vote against their line | a still background votes for any line |
//! | `align`: motion, density | marked and compressed copies are lost | what moves alike (two clocks) is one scene |
//! | `still`: difference, share | compressed screenshots are lost | any plain still is a frame |

mod align;
mod bars;
mod candidates;
mod ground;
mod line;
mod look;
mod looping;
mod overlap;
mod signature;
mod still;
mod waves;
mod window;

pub use align::{align, align_turned};
pub use candidates::{NearScene, SceneIndex, StillIndex};
pub(super) use look::FRAME_LOOK_VERSION;
pub use look::FrameLook;
pub use overlap::{Alignment, Overlap};
pub(super) use signature::SCENE_VERSION;
pub use signature::{Scene, SceneBuilder};
pub use still::{FrameMatch, find_frame};
