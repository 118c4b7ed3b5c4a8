//! The frames of an animation that close best when they are played again and again.

use std::ops::Range;
use std::time::Duration;

use super::strip::compared;
use super::under_guard;
use crate::media::{Error, Format, Limits};

/// The most frames that are compared with each other; that takes half a second.
const MOST_COMPARED: usize = 800;

/// Frames to be played again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct LoopStretch {
    /// Their numbers, from 0.
    pub frames: Range<u32>,
    /// How well they close, of 0 to 1; at 0.9 and more the jump to the first is no longer than the usual steps.
    pub score: f64,
}

/// Finds the frames of an animation that close best, for at least `least`: all of them if they close already and do not repeat themselves.
/// `None` of a still, and of an animation in which nothing moves. All frames are decoded once.
pub fn loop_point(
    bytes: &[u8],
    format: Format,
    least: Duration,
    limits: &Limits,
) -> Result<Option<LoopStretch>, Error> {
    under_guard(format, || {
        let n_frames = crate::media::probe(bytes, format, limits)?.frames;
        let (set, numbers) = compared(bytes, format, MOST_COMPARED, limits)?;
        let number = |place: usize| numbers.get(place).copied().unwrap_or(n_frames);
        let found = set.loop_point(least);
        Ok(found.map(|found| LoopStretch {
            frames: number(found.frames.start)..number(found.frames.end),
            score: found.score,
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_of_an_animation_is_named_by_its_frames() {
        let path = format!("{}/fixtures/gallery/Clannad/Nagisa Furukawa/渚の涙.gif", env!("CARGO_MANIFEST_DIR"));
        let gif = std::fs::read(path).unwrap();
        let found = loop_point(&gif, Format::Gif, Duration::from_millis(300), &Limits::default()).unwrap().unwrap();
        assert!(found.frames.start < found.frames.end && found.score > 0.5, "{found:?}");
        let still = std::fs::read(format!("{}/fixtures/still/rgb.png", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!(loop_point(&still, Format::Png, Duration::ZERO, &Limits::default()).unwrap(), None);
    }
}
