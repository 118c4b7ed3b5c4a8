//! The frames of an animation as pictures of their own, composited as a viewer sees them.

use std::time::Duration;

use super::described::describe_by_hash;
use super::error::Result;
use super::picture::{bytes, format};
use super::{ContentHash, Gallery};
use crate::examine::{self, PreviewStyle};
use crate::media::Limits;

/// When the frames of an animation are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameTimes {
    /// How long each is shown, as browsers do; none for a still.
    pub delays: Vec<Duration>,
    /// How often it runs; 0 for ever.
    pub loop_count: Option<u32>,
}

/// Reads the delays of an animation's frames.
///
/// # Errors
/// If it is not in the gallery, or its file cannot be read now.
pub fn frame_times(gallery: &Gallery, hash: &ContentHash) -> Result<FrameTimes> {
    let media = describe_by_hash(gallery, hash)?;
    let delays = if media.facts.frames < 2 {
        Vec::new()
    } else {
        examine::delays(&bytes(&media)?, format(&media)?, &Limits::default()).map_err(super::Unseen::from)?
    };
    Ok(FrameTimes { delays, loop_count: media.facts.loop_count })
}

/// The name of the folder and of the addresses of previews: their longer edge and how they are made. 320 pixels, 12 frames a second
/// and 8 s are enough to know a scene by, and a hundredth of what the originals have.
pub const PREVIEW_RECIPE: &str = "320-v2";

const PREVIEW: PreviewStyle =
    PreviewStyle { edge: 320, pause: Duration::from_millis(83), length: Duration::from_secs(8), quality: 60 };

/// Reads the preview of a media, if it was made before.
///
/// # Errors
/// If it is not in the gallery.
pub fn stored_preview(gallery: &Gallery, hash: &ContentHash) -> Result<Option<Vec<u8>>> {
    super::selection::media_of(gallery, hash)?;
    Ok(gallery.thumbs.read_preview(hash, PREVIEW_RECIPE))
}

/// Makes the preview of an animation, an animated WebP, and keeps it if the folder can be written; `None` of a still.
///
/// # Errors
/// As [`frame_times`].
pub fn preview(gallery: &Gallery, hash: &ContentHash) -> Result<Option<Vec<u8>>> {
    let media = describe_by_hash(gallery, hash)?;
    if media.facts.frames < 2 {
        return Ok(None);
    }
    let made = examine::preview(&bytes(&media)?, format(&media)?, PREVIEW, &Limits::default());
    let Some(webp) = made.map_err(super::Unseen::from)?.transpose()? else { return Ok(None) };
    let _ = gallery.thumbs.put_preview(hash, PREVIEW_RECIPE, &webp);
    Ok(Some(webp))
}

/// Encodes frames of an animation as WebP, from one on, at most so many; the longer edge is at most `edge`. A still has none.
///
/// # Errors
/// As [`frame_times`].
pub fn frames(gallery: &Gallery, hash: &ContentHash, from: u32, n: u32, edge: u32) -> Result<Vec<Vec<u8>>> {
    let media = describe_by_hash(gallery, hash)?;
    let range = from..from.saturating_add(n).min(media.facts.frames);
    let made = examine::frames_between(&bytes(&media)?, format(&media)?, range, edge, &Limits::default());
    Ok(made.map_err(super::Unseen::from)?.into_iter().collect::<std::result::Result<_, _>>()?)
}
