//! Which frame a still is, looked up in the animation itself.

use std::time::Duration;

use image::RgbaImage;
use rayon::prelude::*;

use super::super::store::DEFAULT_EDGE;
use super::super::{Described, picture};
use crate::fingerprint::Placer;
use crate::media::animation::{Frame, Frames};
use crate::media::{Format, Limits};
use crate::render;

/// Frames that are compared on all cores at a time.
const BATCH_SIZE: usize = 32;

/// The number and the time of a frame.
pub(super) type FramePlace = (u32, Duration);

/// Finds for each still the frame of the animation that it is, starting from a guess; the guess stands where the animation
/// cannot be read.
pub(super) fn place(animation: &Described, stills: &[(RgbaImage, FramePlace)]) -> Vec<FramePlace> {
    let guesses: Vec<FramePlace> = stills.iter().map(|(_, guess)| *guess).collect();
    let Ok(bytes) = picture::bytes(animation) else { return guesses };
    let mut placers: Vec<Option<Placer>> = stills.iter().map(|_| None).collect();
    each_frame(animation, &bytes, |frame, picture| {
        for ((still, guess), placer) in stills.iter().zip(&mut placers) {
            if placer.is_none() && frame.index >= guess.0 {
                *placer = Placer::new(picture, still);
            }
        }
    });
    let mut best: Vec<(f32, FramePlace)> = guesses.iter().map(|guess| (f32::MAX, *guess)).collect();
    let mut waiting: Vec<(FramePlace, RgbaImage)> = Vec::new();
    let mut compare = |waiting: &mut Vec<(FramePlace, RgbaImage)>| {
        for (placer, best) in placers.iter().zip(&mut best).filter_map(|(placer, best)| Some((placer.as_ref()?, best)))
        {
            let misfits: Vec<f32> = waiting.par_iter().map(|(_, picture)| placer.misfit(picture)).collect();
            for (misfit, (place, _)) in misfits.into_iter().zip(waiting.iter()) {
                if misfit < best.0 {
                    *best = (misfit, *place);
                }
            }
        }
        waiting.clear();
    };
    each_frame(animation, &bytes, |frame, picture| {
        waiting.push(((frame.index, frame.at), picture.clone()));
        if waiting.len() == BATCH_SIZE {
            compare(&mut waiting);
        }
    });
    compare(&mut waiting);
    best.into_iter().map(|(_, place)| place).collect()
}

/// Shows every frame that is not like the one before, at thumbnail size.
fn each_frame(animation: &Described, bytes: &[u8], mut each: impl FnMut(&Frame<'_>, &RgbaImage)) -> Option<()> {
    let limits = Limits::default();
    let mut frames = Frames::open(bytes, Format::from_name(&animation.format)?, &limits).ok()??;
    while let Some(frame) = frames.next_frame().ok()? {
        if frame.changed {
            each(&frame, &render::thumbnail(&frame.picture(DEFAULT_EDGE), DEFAULT_EDGE));
        }
    }
    Some(())
}
