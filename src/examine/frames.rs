//! Frames of an animation: those shown at given times, and those that given stills were taken from.

use std::ops::Range;
use std::time::Duration;

use image::RgbaImage;
use rayon::prelude::*;

use super::{DEFAULT_EDGE, encode_thumbnail, under_guard};
use crate::fingerprint::Placer;
use crate::media::animation::{Frame, Frames};
use crate::media::{Error, Format, Limits};
use crate::render;

/// Frames compared at a time on all cores.
const BATCH_SIZE: usize = 32;

/// The place of a frame in its animation.
#[derive(Clone, Copy)]
pub struct FramePlace {
    /// Its number, from 0.
    pub index: u32,
    /// Its presentation time, from the beginning of a run.
    pub at: Duration,
}

/// Decodes the frames shown at some times, at thumbnail size, in the order of the times; `None` from the end of the animation
/// on, and for a still.
pub fn frames_at(
    bytes: &[u8],
    format: Format,
    times: &[Duration],
    limits: &Limits,
) -> Result<Vec<Option<RgbaImage>>, Error> {
    under_guard(format, || {
        let mut shown: Vec<Option<RgbaImage>> = vec![None; times.len()];
        let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(shown) };
        let last = times.iter().max().copied().unwrap_or_default();
        while let Some(frame) = frames.next_frame()? {
            let is_shown = |time: Duration| frame.at <= time && time < frame.at + frame.delay;
            let mut picture = None;
            for (shown, _) in shown.iter_mut().zip(times).filter(|(_, time)| is_shown(**time)) {
                *shown = Some(picture.get_or_insert_with(|| thumbnail(&frame)).clone());
            }
            if frame.at + frame.delay > last {
                break;
            }
        }
        Ok(shown)
    })
}

/// What an animation that runs again and again shows at some times.
pub struct ShownFrames {
    /// The pictures, each once.
    pub pictures: Vec<RgbaImage>,
    /// Which of them is shown at each of the times.
    pub at: Vec<usize>,
}

/// Decodes what an animation that runs again and again shows at some times from its beginning; the longer edge has at least `edge`
/// pixels where the animation has them. `None` for a still.
pub fn frames_shown(
    bytes: &[u8],
    format: Format,
    times: &[Duration],
    edge: u32,
    limits: &Limits,
) -> Result<Option<ShownFrames>, Error> {
    under_guard(format, || {
        let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(None) };
        let numbers: Vec<usize> = times.iter().map(|time| number_at(frames.delays(), *time)).collect();
        let n_needed = numbers.iter().max().map_or(0, |last| last + 1);
        let mut picture_of: Vec<usize> = vec![0; n_needed];
        let (mut pictures, mut is_new): (Vec<RgbaImage>, bool) = (Vec::new(), true);
        for (number, picture) in picture_of.iter_mut().enumerate() {
            let Some(frame) = frames.next_frame()? else { break };
            is_new |= frame.changed;
            if is_new && numbers.contains(&number) {
                pictures.push(frame.picture(edge));
                is_new = false;
            }
            *picture = pictures.len().saturating_sub(1);
        }
        Ok(Some(ShownFrames { pictures, at: numbers.into_iter().map(|number| picture_of[number]).collect() }))
    })
}

/// The number of the frame that is shown at a time when all are shown again and again; 0 if there are none.
fn number_at(delays: &[Duration], time: Duration) -> usize {
    let run = delays.iter().sum::<Duration>().as_nanos().max(1);
    let mut left = time.as_nanos() % run;
    delays.iter().position(|delay| left.checked_sub(delay.as_nanos()).map(|after| left = after).is_none()).unwrap_or(0)
}

/// Reads how long each frame is shown; none for a still. Nothing is decoded.
pub fn delays(bytes: &[u8], format: Format, limits: &Limits) -> Result<Vec<Duration>, Error> {
    under_guard(format, || {
        Ok(Frames::open(bytes, format, limits)?.map(|frames| frames.delays().to_vec()).unwrap_or_default())
    })
}

/// Encodes the frames of an animation with these numbers as thumbnails are, at most `edge` pixels on the longer side.
pub fn frames_between(
    bytes: &[u8],
    format: Format,
    numbers: Range<u32>,
    edge: u32,
    limits: &Limits,
) -> Result<Vec<Result<Vec<u8>, render::Error>>, Error> {
    under_guard(format, || {
        let mut made = Vec::new();
        let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(made) };
        while let Some(frame) = frames.next_frame()? {
            if numbers.contains(&frame.index) {
                made.push(encode_thumbnail(&frame.picture(edge), edge));
            }
            if frame.index + 1 >= numbers.end {
                break;
            }
        }
        Ok(made)
    })
}

/// Finds for each still the frame of the animation that it was taken from, starting from a guess.
pub fn place_stills(
    bytes: &[u8],
    format: Format,
    stills: &[(RgbaImage, FramePlace)],
    limits: &Limits,
) -> Result<Vec<FramePlace>, Error> {
    under_guard(format, || {
        let mut placers: Vec<Option<Placer>> = stills.iter().map(|_| None).collect();
        each_change(bytes, format, limits, |frame, picture| {
            for ((still, guess), placer) in stills.iter().zip(&mut placers) {
                if placer.is_none() && frame.index >= guess.index {
                    *placer = Placer::new(&picture, still);
                }
            }
        })?;
        let mut best: Vec<(f32, FramePlace)> = stills.iter().map(|(_, guess)| (f32::MAX, *guess)).collect();
        let mut waiting: Vec<(FramePlace, RgbaImage)> = Vec::new();
        let mut compare = |waiting: &mut Vec<(FramePlace, RgbaImage)>| {
            let placed = placers.iter().zip(&mut best);
            for (placer, best) in placed.filter_map(|(placer, best)| Some((placer.as_ref()?, best))) {
                let misfits: Vec<f32> = waiting.par_iter().map(|(_, picture)| placer.misfit(picture)).collect();
                for (misfit, (place, _)) in misfits.into_iter().zip(waiting.iter()) {
                    if misfit < best.0 {
                        *best = (misfit, *place);
                    }
                }
            }
            waiting.clear();
        };
        each_change(bytes, format, limits, |frame, picture| {
            waiting.push((FramePlace { index: frame.index, at: frame.at }, picture));
            if waiting.len() == BATCH_SIZE {
                compare(&mut waiting);
            }
        })?;
        compare(&mut waiting);
        Ok(best.into_iter().map(|(_, place)| place).collect())
    })
}

/// Calls `each` with every frame that may differ from the one before, at thumbnail size.
fn each_change(
    bytes: &[u8],
    format: Format,
    limits: &Limits,
    mut each: impl FnMut(&Frame<'_>, RgbaImage),
) -> Result<(), Error> {
    let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(()) };
    while let Some(frame) = frames.next_frame()? {
        if frame.changed {
            each(&frame, thumbnail(&frame));
        }
    }
    Ok(())
}

fn thumbnail(frame: &Frame<'_>) -> RgbaImage {
    render::thumbnail(&frame.picture(DEFAULT_EDGE), DEFAULT_EDGE)
}
