//! The poster: the frame that stands for an animation.
//!
//! Candidates are the frames shown at 0/8, 1/8 … 7/8 of one run. A candidate's score is the entropy, in bits, of its luma
//! in 32 levels and one for transparent pixels: about 0 for a plain frame, 1 to 2 for a title card, 3 to 5 for a drawn
//! scene. The poster is the earliest candidate with at least [`MIN_SCORE`] of the best score: the first frame, unless the
//! animation begins blank or fades in. Scores come from copies of 64 pixels or more, so that the choice does not depend on
//! the size that is asked for.
//!
//! Copies of a scene are also told by their posters, and thumbnails that are there keep theirs, so the rule stays as it is. Of 371
//! real animations no poster is blank. 41 show a look that is rare in its run: of those looked at none is a fade or a cut, but a face at
//! rest. The heaviest of the candidates that look alike was tried: 6 are rare then, but 90 posters are others, and 26 instead of 9 show
//! what an earlier frame shows.

use std::time::Duration;

use image::RgbaImage;

use super::super::Decoded;
use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::reduce::reduced_size;
use super::{Frame, Frames, Seen, Structure};

/// Candidates, evenly over the run.
const N_CANDIDATES: u32 = 8;
/// The size asked for when scoring, in pixels; copies have twice as many.
const SCORE_EDGE: u32 = 32;
/// Part of the best score. With less a fade-in could win; with more the first frame of an animation that gains detail loses.
const MIN_SCORE: f64 = 0.75;
/// Alpha below which a pixel counts as transparent.
const MIN_ALPHA: u32 = 128;

struct PosterCandidate {
    picture: RgbaImage,
    score: f64,
}

/// Decodes all frames once.
pub(in super::super) fn decode(
    structure: Structure<'_>,
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
    watch: &mut dyn FnMut(&Frame<'_>),
) -> Result<Decoded, Error> {
    let (width, height) = reduced_size(structure.facts.width, structure.facts.height, at_least);
    let kept_bytes = u64::from(width) * u64::from(height) * 4 * u64::from(N_CANDIDATES.min(structure.facts.frames));
    limits.check_memory(kept_bytes, structure.n_bytes)?;
    let run: Duration = structure.delays.iter().sum();
    let mut frames = Frames::new(structure, deadline);
    frames.compare_with_first();
    let mut candidates: Vec<PosterCandidate> = Vec::new();
    while let Some(frame) = frames.next_frame()? {
        watch(&frame);
        if is_candidate(&frame, run) {
            candidates
                .push(PosterCandidate { picture: frame.picture(at_least), score: entropy(&frame.reduced(SCORE_EDGE)) });
        }
    }
    let mut facts = frames.structure.facts.clone();
    let Seen { animated, has_alpha } = frames.seen.unwrap_or_default();
    facts.has_alpha = has_alpha;
    let poster = poster(candidates).ok_or_else(|| Error::broken("an animation without frames"))?;
    Ok(Decoded { facts, damage: frames.structure.damage, animated, poster })
}

/// Whether a frame is shown at the time of a candidate.
fn is_candidate(frame: &Frame<'_>, run: Duration) -> bool {
    let shown = frame.at..frame.at + frame.delay;
    (0..N_CANDIDATES).any(|n| shown.contains(&(run * n / N_CANDIDATES)))
}

/// Chooses the poster of candidates in time order; `None` without candidates.
fn poster(candidates: Vec<PosterCandidate>) -> Option<RgbaImage> {
    let best = candidates.iter().map(|candidate| candidate.score).fold(0.0, f64::max);
    candidates.into_iter().find(|candidate| candidate.score >= MIN_SCORE * best).map(|candidate| candidate.picture)
}

/// Returns the entropy of luma, in bits; 0 for a plain picture.
fn entropy(picture: &RgbaImage) -> f64 {
    let mut counts = [0u32; 33];
    for pixel in picture.pixels() {
        let [r, g, b, a] = pixel.0.map(u32::from);
        // Rec. 601 luma in units of 1/256, of which the top five bits count.
        let step = if a < MIN_ALPHA { 32 } else { (77 * r + 150 * g + 29 * b) >> 11 };
        counts[step as usize] += 1;
    }
    let total = f64::from(counts.iter().sum::<u32>().max(1));
    counts.iter().filter(|&&n| n > 0).map(|&n| f64::from(n) / total).map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    fn plain(color: [u8; 4]) -> RgbaImage {
        RgbaImage::from_pixel(200, 100, Rgba(color))
    }

    fn scene(brightness: u32) -> RgbaImage {
        RgbaImage::from_fn(64, 36, |x, y| Rgba([((x * 4 + y) * brightness / 255) as u8, 90, (y * 7) as u8, 255]))
    }

    #[test]
    fn the_poster_is_the_first_frame_unless_it_is_poor() {
        let black = plain([0, 0, 0, 255]);
        for (pictures, expected) in [
            (vec![scene(255), scene(250), scene(245)], 0),
            (vec![black.clone(), scene(40), scene(255), scene(250)], 2),
            (vec![plain([0; 4]), black.clone(), scene(255)], 2),
            (vec![black.clone(), black.clone()], 0),
        ] {
            let candidate = |picture: &RgbaImage| PosterCandidate { score: entropy(picture), picture: picture.clone() };
            assert_eq!(poster(pictures.iter().map(candidate).collect()).as_ref(), pictures.get(expected));
        }
    }
}
