//! What a copy may be at most: what was asked for, and what its service allows.

use std::time::Duration;

use super::service::Allowed;
use super::timeline::Timeline;

/// The bounds of one copy.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    pub(super) max_bytes: Option<u64>,
    /// Pixels across that were asked for.
    pub(super) width: Option<u32>,
    /// The most pixels across and down.
    pub(super) within: Option<(u32, u32)>,
    /// The copy has just so many pixels, and what is smaller lies in the middle.
    pub(super) is_exact: bool,
    pub(super) max_frames: Option<usize>,
    pub(super) max_length: Option<Duration>,
}

impl Bounds {
    pub(super) fn new(allowed: Option<&Allowed>, max_bytes: Option<u64>, width: Option<u32>) -> Self {
        let Some(allowed) = allowed else { return Self { max_bytes, width, ..Self::default() } };
        let Allowed { within, is_exact, max_frames, max_length, .. } = *allowed;
        Self { max_bytes: max_bytes.or(Some(allowed.max_bytes)), width, within, is_exact, max_frames, max_length }
    }

    /// The most pixels across of a copy of a picture; it is never enlarged.
    pub(super) fn most_width(&self, (width, height): (u32, u32)) -> u32 {
        let most = self.width.unwrap_or(u32::MAX).min(width);
        let Some((across, down)) = self.within else { return most.max(1) };
        let by_height = u64::from(width) * u64::from(down) / u64::from(height.max(1));
        most.min(across).min(u32::try_from(by_height).unwrap_or(u32::MAX)).max(1)
    }

    /// The same frames, without those that are too many or too late.
    pub(super) fn shortened(&self, timeline: Timeline) -> Timeline {
        let short = match self.max_length.filter(|most| *most < timeline.length()) {
            Some(most) => timeline.between(Duration::ZERO, most),
            None => timeline,
        };
        match self.max_frames.filter(|most| *most < short.shown().len()) {
            Some(most) => short.every(short.shown().len().div_ceil(most.max(1))),
            None => short,
        }
    }

    /// The size of the file's canvas for a picture of a size.
    pub(super) fn canvas(&self, size: (u32, u32)) -> (u32, u32) {
        self.within.filter(|_| self.is_exact).unwrap_or(size)
    }
}

/// The size of the same shape with so many pixels across.
pub(super) fn scaled((width, height): (u32, u32), across: u32) -> (u32, u32) {
    let down = f64::from(height) * f64::from(across) / f64::from(width.max(1));
    (across.max(1), (down.round() as u32).max(1))
}
