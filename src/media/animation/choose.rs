//! What is kept of an animation: a poster to stand for it, and moments to know it by.
//!
//! Candidates are the frames on show at 0/8, 1/8 … 7/8 of one run. Each gets a score for detail: the entropy, in bits, of
//! its brightness in 32 steps (transparent is a step of its own), so that a black or clear or plain frame has about 0, a title
//! card 1 to 2, a drawn scene 3 to 5. The **poster** is the earliest candidate with at least three quarters of the best
//! score: the first frame, unless the animation begins blank or fades in. The **moments** are the poster and the frames at
//! 1/4, 1/2 and 3/4 of the run that differ visibly from it and from each other.
//!
//! Scores and differences are taken from copies of 64 pixels and more, whatever size is asked for, so that the choice
//! does not depend on it.

use std::time::Duration;

use image::RgbaImage;

use super::super::error::Error;
use super::super::limits::{Deadline, Limits};
use super::super::reduce::reduced_size;
use super::super::{Decoded, Moment};
use super::{Frame, Frames, Seen, Structure};

/// Candidates for the poster, evenly over the run.
const N_CANDIDATES: u32 = 8;
/// Which of the candidates are moments: those at 1/4, 1/2 and 3/4.
const MOMENT_STEP: u32 = N_CANDIDATES / 4;
/// Scores and comparisons are made at twice this size.
const SMALL: u32 = 32;

/// A pixel is seen to differ when a channel, weighted by its alpha, or the alpha does by more than this.
const VISIBLE_LEVELS: u8 = 8;
/// A picture is seen to differ when one pixel in so many does (and at least one).
const VISIBLE_SHARE: usize = 10_000;

/// Whether two pictures of the same size differ in a way that can be seen: at least one pixel in 10,000 (and at least
/// one) differs by more than 8 of 255 levels in a channel weighted by alpha, or in alpha. Pictures of different sizes
/// do.
pub fn differs_visibly(a: &RgbaImage, b: &RgbaImage) -> bool {
    if a.dimensions() != b.dimensions() {
        return true;
    }
    let row_length = (a.width() as usize * 4).max(1);
    let mut left = visible_pixels(a);
    for (row_a, row_b) in a.chunks_exact(row_length).zip(b.chunks_exact(row_length)) {
        // Most rows of most frames are the same, and comparing memory is an order faster than comparing colours.
        if row_a == row_b {
            continue;
        }
        let pairs = row_a.as_chunks::<4>().0.iter().zip(row_b.as_chunks::<4>().0);
        let n_different = pairs.filter(|(a, b)| a != b && is_visible(**a, **b)).count();
        if n_different >= left {
            return true;
        }
        left -= n_different;
    }
    false
}

/// The pixels of a picture that must be seen to differ for all of it to be.
pub(super) fn visible_pixels(picture: &RgbaImage) -> usize {
    (picture.as_raw().len() / 4 / VISIBLE_SHARE).max(1)
}

/// Whether two pixels are seen to differ.
pub(super) fn is_visible(a: [u8; 4], b: [u8; 4]) -> bool {
    let weighted = |p: [u8; 4], c: usize| (u16::from(p[c]) * u16::from(p[3]) / 255) as u8;
    a[3].abs_diff(b[3]) > VISIBLE_LEVELS || (0..3).any(|c| weighted(a, c).abs_diff(weighted(b, c)) > VISIBLE_LEVELS)
}

struct Candidate {
    moment: Moment,
    /// Whether it is on show at 1/4, 1/2 or 3/4.
    at_quarter: bool,
    small: RgbaImage,
    score: f64,
}

/// Decodes all frames once and keeps what [`Decoded`] promises.
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
    let mut candidates: Vec<Candidate> = Vec::new();
    while let Some(frame) = frames.next_frame()? {
        watch(&frame);
        if let Some(at_quarter) = on_show(&frame, run) {
            candidates.push(Candidate::new(&frame, at_quarter, at_least));
        }
    }
    let mut facts = frames.facts().clone();
    let Seen { animated, has_alpha } = frames.seen();
    facts.has_alpha = has_alpha;
    let moments = moments(candidates).ok_or_else(|| Error::broken("an animation without frames"))?;
    let (poster, moments) = moments;
    Ok(Decoded { facts, damage: frames.damage(), animated, poster, moments })
}

impl Candidate {
    fn new(frame: &Frame<'_>, at_quarter: bool, at_least: u32) -> Self {
        let small = frame.reduced(SMALL);
        let moment = Moment { index: frame.index, at: frame.at, picture: frame.picture(at_least) };
        Self { moment, at_quarter, score: detail(&small), small }
    }
}

/// Whether a frame is on show at one of the candidates' times, and then whether at a quarter of the run.
fn on_show(frame: &Frame<'_>, run: Duration) -> Option<bool> {
    let end = frame.at + frame.delay;
    let mut times = (0..N_CANDIDATES).filter(|&n| (frame.at..end).contains(&(run * n / N_CANDIDATES)));
    let first = times.next()?;
    let is_quarter = |n: u32| n > 0 && n.is_multiple_of(MOMENT_STEP);
    Some(is_quarter(first) || times.any(is_quarter))
}

/// Chooses the poster and the moments, in time order; `None` without candidates.
fn moments(candidates: Vec<Candidate>) -> Option<(Moment, Vec<Moment>)> {
    let best = candidates.iter().map(|candidate| candidate.score).fold(0.0, f64::max);
    let poster = candidates.iter().position(|candidate| candidate.score >= 0.75 * best)?;
    let mut kept = vec![poster];
    for (n, candidate) in candidates.iter().enumerate().filter(|(_, candidate)| candidate.at_quarter) {
        let is_new = kept.iter().all(|&k| differs_visibly(&candidates[k].small, &candidate.small));
        if is_new {
            kept.push(n);
        }
    }
    let poster = candidates[poster].moment.clone();
    let in_order = candidates.into_iter().enumerate().filter(|(n, _)| kept.contains(n));
    Some((poster, in_order.map(|(_, candidate)| candidate.moment).collect()))
}

/// The entropy of brightness, in bits; 0 for a plain picture.
fn detail(picture: &RgbaImage) -> f64 {
    let mut counts = [0u32; 33];
    for pixel in picture.pixels() {
        let [r, g, b, a] = pixel.0.map(u32::from);
        // Rec. 601 luma in 1/256, then its top five bits.
        let step = if a < 128 { 32 } else { (77 * r + 150 * g + 29 * b) >> 11 };
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

    fn candidate(index: u32, picture: RgbaImage, at_quarter: bool) -> Candidate {
        let moment = Moment { index, at: Duration::ZERO, picture: picture.clone() };
        Candidate { moment, at_quarter, score: detail(&picture), small: picture }
    }

    #[test]
    fn a_difference_must_be_large_enough_and_in_enough_pixels() {
        let mut other = plain([100, 100, 100, 255]);
        assert!(!differs_visibly(&plain([100, 100, 100, 255]), &plain([108, 92, 100, 255])));
        assert!(differs_visibly(&plain([100, 100, 100, 255]), &plain([109, 100, 100, 255])));
        assert!(!differs_visibly(&plain([255, 0, 0, 0]), &plain([0, 0, 255, 5])));
        other.put_pixel(3, 3, Rgba([255, 255, 255, 255]));
        assert!(!differs_visibly(&plain([100, 100, 100, 255]), &other), "1 pixel of 20,000");
        other.put_pixel(150, 90, Rgba([255, 255, 255, 255]));
        assert!(differs_visibly(&plain([100, 100, 100, 255]), &other), "2 pixels of 20,000");
    }

    #[test]
    fn the_poster_is_the_first_frame_unless_it_is_poor() {
        let black = plain([0, 0, 0, 255]);
        for (pictures, poster) in [
            (vec![scene(255), scene(250), scene(245)], 0),
            (vec![black.clone(), scene(40), scene(255), scene(250)], 2),
            (vec![plain([0; 4]), black.clone(), scene(255)], 2),
            (vec![black.clone(), black.clone()], 0),
        ] {
            let candidates = pictures.into_iter().enumerate().map(|(n, p)| candidate(n as u32, p, false)).collect();
            assert_eq!(moments(candidates).unwrap().0.index, poster);
        }
    }

    #[test]
    fn moments_are_few_distinct_and_in_order() {
        let pictures = [plain([0, 0, 0, 255]), scene(255), plain([0, 0, 0, 255]), scene(255), plain([9, 200, 9, 255])];
        let candidates = pictures.into_iter().enumerate().map(|(n, p)| candidate(n as u32, p, n > 1)).collect();
        let (poster, moments) = moments(candidates).unwrap();
        assert_eq!(poster.index, 1);
        assert_eq!(moments.iter().map(|moment| moment.index).collect::<Vec<_>>(), [1, 2, 4]);
    }
}
