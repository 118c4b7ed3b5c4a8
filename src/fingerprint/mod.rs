//! What a media is known by: the hash of its bytes, and descriptions of how it looks that copies of it share.
//!
//! The content hash ([`ContentHash`], BLAKE3) is the identity of a media: equal bytes, equal media, whatever the path. A
//! still's [`Look`] and an animation's [`Scene`] stay close when it is scaled, recompressed, cropped or trimmed; they are
//! stored for years, so the algorithms are our own, and carry versions.
//!
//! ```text
//! stills      Look  ─ LookIndex ─▶ candidates ─ compare (pixels) ─▶ Likeness
//! animations  Scene ─ SceneIndex ─▶ candidates ─ align ──────────▶ Overlap
//! a still in an animation: FrameLook ─ SceneIndex ─▶ candidates ─ find_frame ─▶ FrameMatch
//! frames for a strip: FrameSet ─▶ Medoid; where to cut a loop: FrameSet ─▶ LoopPoint
//! how well it closes: Scene ─▶ Looping
//! ```
//! This room reads no file; it only computes. docs/scenes.md tells how well.

mod content;
mod frame_set;
mod index;
mod loop_point;
mod looping;
mod medoids;
mod plane;
mod quantisation;
mod scene;
mod side;
mod signature;
mod solve;
mod still;
#[cfg(test)]
mod tests;
mod traces;
mod transform;
mod waves;

pub use content::{ContentHash, ContentHasher, ParseHashError};
pub use frame_set::FrameSet;
pub use loop_point::LoopPoint;
pub use looping::Looping;
pub use medoids::Medoid;
pub use scene::{
    Alignment, FrameLook, FrameMatch, NearScene, Overlap, Scene, SceneBuilder, SceneIndex, StillIndex, align,
    align_turned, find_frame,
};
pub use signature::{Looks, Signature, SignatureKind};
pub use still::{
    Likeness, Look, LookIndex, Near, NearPart, Part, PartIndex, Placer, Relation, Verdict, Which, area, compare,
    drawn_share, find_part, is_small, laid_over, relate, relate_part, shown_share,
};
pub use traces::Traces;
pub use transform::Transform;
