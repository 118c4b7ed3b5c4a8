//! The frames of an animation that are shown side by side.

use std::time::Duration;

use image::RgbaImage;

use super::under_guard;
use crate::fingerprint::{FrameSet, Medoid};
use crate::media::animation::Frames;
use crate::media::{Error, Format, Limits};
use crate::render;

/// The longer edge of frames that are compared with each other, in pixels.
const COMPARED_EDGE: u32 = 32;

/// The most frames that are compared for a choice.
const MOST_COMPARED: usize = 400;

/// Which frames are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StripChoice {
    /// So many at most, so that each of the others looks like one of them.
    Telling(usize),
    /// What is seen after each such time.
    Every(Duration),
    /// Those with these numbers, from 0; numbers that the animation does not have are left out.
    Numbers(Vec<u32>),
}

/// A frame of a strip.
#[derive(Clone, Debug)]
pub struct StripFrame {
    /// Its number, from 0.
    pub index: u32,
    /// When it appears, from the beginning of a run.
    pub at: Duration,
    /// The part of a run, of 0 to 1, that it stands for.
    pub share: f64,
    /// What it shows.
    pub picture: RgbaImage,
}

/// Decodes the frames of a strip, in their order, with at least `edge` pixels on the longer side if the animation has as many; `None`
/// of a still.
pub fn strip(
    bytes: &[u8],
    format: Format,
    choice: &StripChoice,
    edge: u32,
    limits: &Limits,
) -> Result<Option<Vec<StripFrame>>, Error> {
    under_guard(format, || {
        let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok(None) };
        let chosen = match choice {
            StripChoice::Telling(most) => {
                let (set, numbers) = compared(bytes, format, MOST_COMPARED, limits)?;
                let number = |medoid: Medoid| Some((*numbers.get(medoid.frame)?, medoid.share));
                set.medoids(*most).into_iter().filter_map(number).collect()
            }
            StripChoice::Every(pause) => until_the_next(frames.delays(), at_equal_times(frames.delays(), *pause)),
            StripChoice::Numbers(numbers) => until_the_next(frames.delays(), numbers.clone()),
        };
        let mut chosen = chosen.into_iter().peekable();
        let mut shown = Vec::new();
        while let Some(&(number, share)) = chosen.peek() {
            let Some(frame) = frames.next_frame()? else { break };
            if frame.index == number {
                shown.push(StripFrame { index: number, at: frame.at, share, picture: frame.picture(edge) });
                chosen.next();
            }
        }
        Ok(Some(shown))
    })
}

/// Reads frames to be compared, small, and the number of each: of an animation of more than `most`, every second, third ….
pub(super) fn compared(
    bytes: &[u8],
    format: Format,
    most: usize,
    limits: &Limits,
) -> Result<(FrameSet, Vec<u32>), Error> {
    let (mut set, mut numbers) = (FrameSet::default(), Vec::new());
    let Some(mut frames) = Frames::open(bytes, format, limits)? else { return Ok((set, numbers)) };
    let step = frames.delays().len().div_ceil(most).max(1);
    let shown: Vec<Duration> = frames.delays().chunks(step).map(|delays| delays.iter().sum()).collect();
    for shown in shown {
        let Some(frame) = frames.next_frame()? else { break };
        numbers.push(frame.index);
        set.push(&render::thumbnail(&frame.picture(COMPARED_EDGE), COMPARED_EDGE), shown);
        for _ in 1..step {
            frames.next_frame()?;
        }
    }
    Ok((set, numbers))
}

/// The numbers of the frames that are seen after each pause.
fn at_equal_times(delays: &[Duration], pause: Duration) -> Vec<u32> {
    let (mut end, mut next) = (Duration::ZERO, Duration::ZERO);
    let mut seen = Vec::new();
    for (number, delay) in (0..).zip(delays) {
        end += *delay;
        if next < end {
            seen.push(number);
        }
        while next < end && !pause.is_zero() {
            next += pause;
        }
    }
    seen
}

/// The frames with these numbers that there are, in order, each with the part of a run until the next of them; the first has what is
/// before it as well.
fn until_the_next(delays: &[Duration], mut numbers: Vec<u32>) -> Vec<(u32, f64)> {
    numbers.retain(|&number| (number as usize) < delays.len());
    numbers.sort_unstable();
    numbers.dedup();
    let seconds = |from: u32, to: usize| -> f64 {
        delays.get(from as usize..to).unwrap_or_default().iter().map(Duration::as_secs_f64).sum()
    };
    let all = seconds(0, delays.len());
    let ends = numbers.iter().skip(1).map(|&next| next as usize).chain([delays.len()]);
    let spans = numbers.iter().zip(ends).enumerate();
    spans.map(|(at, (&number, end))| (number, seconds(if at == 0 { 0 } else { number }, end) / all)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_at_equal_times_are_those_seen_then() {
        let delays = [100, 100, 400, 100].map(Duration::from_millis);
        let every = |ms| until_the_next(&delays, at_equal_times(&delays, Duration::from_millis(ms)));
        let numbers = |found: Vec<(u32, f64)>| found.into_iter().map(|(number, _)| number).collect::<Vec<_>>();
        assert_eq!(numbers(every(200)), [0, 2, 3], "at 0, 200 and 400, 600 ms");
        assert_eq!(numbers(every(300)), [0, 2, 3], "at 0, 300, 600 ms");
        assert_eq!(numbers(every(50)), [0, 1, 2, 3]);
        assert_eq!(numbers(every(5000)), [0]);
        let shares: Vec<f64> = every(200).into_iter().map(|(_, share)| share).collect();
        for (share, expected) in shares.into_iter().zip([2.0 / 7.0, 4.0 / 7.0, 1.0 / 7.0]) {
            assert!((share - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn the_named_frames_are_there_once_and_all_time_is_theirs() {
        let delays = [Duration::from_millis(100); 10];
        let found = until_the_next(&delays, vec![5, 2, 5, 10, 99]);
        assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 5]);
        assert!((found[0].1 - 0.5).abs() < 1e-9 && (found[1].1 - 0.5).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn a_strip_has_few_frames_that_differ() {
        let path = format!("{}/fixtures/gallery/Clannad/Nagisa Furukawa/渚の涙.gif", env!("CARGO_MANIFEST_DIR"));
        let gif = std::fs::read(path).unwrap();
        let of = |choice| strip(&gif, Format::Gif, &choice, 64, &Limits::default()).unwrap().unwrap();
        let telling = of(StripChoice::Telling(4));
        assert_eq!(telling.len(), 4);
        assert!((telling.iter().map(|frame| frame.share).sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(telling.is_sorted_by(|a, b| a.at < b.at && a.picture != b.picture));
        assert_eq!(of(StripChoice::Numbers(vec![3, 1])).iter().map(|frame| frame.index).collect::<Vec<_>>(), [1, 3]);
        let still = std::fs::read(format!("{}/fixtures/still/rgb.png", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let strip = strip(&still, Format::Png, &StripChoice::Telling(4), 64, &Limits::default());
        assert!(strip.unwrap().is_none(), "a still has none");
    }
}
