//! How the run of a copy begins again.

use std::time::Duration;

use super::super::Unseen;
use super::super::error::Result;
use super::timeline::Timeline;
use crate::examine;
use crate::media::{Format, Limits};

/// How a copy begins again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareLoop {
    /// As the source does.
    #[default]
    AsIs,
    /// It runs forwards, then backwards.
    PingPong,
    /// Where frames of the source close, it is those; else its end passes into its beginning.
    Seamless,
    /// It is the frames of the source that close best.
    Best,
}

/// The least time that frames which close are looked for: what is shorter is a twitch. Of a short run, half.
const LEAST: Duration = Duration::from_secs(1);

/// Frames with this score close so well that the jump is no longer than the usual steps.
const CLOSES: f64 = 0.9;

/// Finds the frames of an animation that close best, and how well of 0 to 1; `None` if nothing moves. With `Seamless`, also if they do
/// not close.
pub(super) fn closing(
    bytes: &[u8],
    source: Format,
    whole: &Timeline,
    asked: ShareLoop,
) -> Result<Option<(Timeline, f64)>> {
    let least = LEAST.min(whole.length() / 2);
    let found = examine::loop_point(bytes, source, least, &Limits::default()).map_err(Unseen::from)?;
    let found = found.filter(|found| asked == ShareLoop::Best || found.score >= CLOSES);
    Ok(found.map(|found| (whole.frames(&found.frames), found.score)).filter(|(frames, _)| !frames.shown().is_empty()))
}
