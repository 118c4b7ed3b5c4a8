//! Whether a still is a frame of an animation, and which.
//!
//! The few frames that come nearest in low frequencies, uncropped or cropped evenly, are fitted with their windows
//! (`window::Fit`); then all frames are compared in the best one's window.

use std::time::Duration;

use super::align::{CROP_EXPLAINS, is_crop};
use super::look::FrameLook;
use super::signature::{Scene, Unpacked};
use super::waves::{N_WAVES, WEIGHTS, Waves, detail};
use super::window::{EDGES, Fit, probes};
use crate::fingerprint::waves::N_LUMA;

/// The square difference, in grey levels², below which no crop need be sought.
const NO_CROP_NEEDED: f32 = 2.5;
/// The most by which a still differs from the frame it is, in grey levels² and as a share of the square of its detail. A right
/// crop is 1 to 17 levels² apart, as much as the waves that are not kept weigh.
const MOST_APART: f32 = 40.0;
const MOST_APART_SHARE: f32 = 0.015;
/// Beyond this share of the square of the still's detail, no window that is tried is near a right one.
const CROP_CANNOT_HELP: f32 = 0.25;
/// Frames that all windows are tried on.
const MOST_SAMPLES: usize = 12;
/// Neighbours on either side that a crop is fitted to.
const N_NEIGHBOURS: usize = 3;
/// Windows that are fitted.
const N_STARTS: usize = 4;
/// A fit is about as good as the best up to this many times its error and so many grey levels².
const ABOUT_AS_GOOD: f32 = 1.3;
const ABOUT_AS_GOOD_LEVELS: f32 = 0.3;

/// The frame that a still is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameMatch {
    /// Its number in the animation.
    pub frame: u32,
    /// When it appears.
    pub at: Duration,
    /// Root mean square difference, in hundredths of a grey level.
    pub distance: u32,
}

/// What a match rests on.
#[derive(Clone, Copy, Debug, Default)]
struct StillEvidence {
    /// Square difference, grey levels².
    apart: f32,
    /// Detail of the still, squared.
    detail: f32,
    /// Edges.
    edges: [f32; 4],
}

/// Finds the frame of the animation that the still is: scaled, recompressed, and cropped by up to 8 % a side.
pub fn find_frame(scene: &Scene, still: &FrameLook) -> Option<FrameMatch> {
    scene.views().find_map(|frames| {
        let (found, evidence) = examine_still(&frames, still)?;
        evidence.is_convincing().then_some(found)
    })
}

impl StillEvidence {
    /// The decision.
    fn is_convincing(&self) -> bool {
        is_crop(&self.edges) && self.apart < MOST_APART && self.apart < MOST_APART_SHARE * self.detail
    }
}

/// The best frame, convincing or not.
fn examine_still(frames: &Unpacked, still: &FrameLook) -> Option<(FrameMatch, StillEvidence)> {
    let still = still.waves();
    let (mut fit, whole) = nearest(&frames.looks, &still, Fit::default())?;
    if fit.error > NO_CROP_NEEDED {
        let step = frames.looks.len().div_ceil(MOST_SAMPLES).max(1);
        let samples: Vec<&Waves> = frames.looks.iter().step_by(step).collect();
        let mut starts: Vec<(f32, usize, [f32; 4])> = Vec::new();
        for (window, edges) in probes().iter().zip(EDGES.iter()) {
            let within = |(n, look): (usize, &&Waves)| (difference(&window.cut(look), &still), n, *edges);
            starts.extend(samples.iter().enumerate().map(within).min_by(|x, y| x.0.total_cmp(&y.0)));
            let view = window.cut(&still);
            let around = |(n, look): (usize, &&Waves)| (difference(look, &view), n, edges.map(|edge| -edge));
            starts.extend(samples.iter().enumerate().map(around).min_by(|x, y| x.0.total_cmp(&y.0)));
        }
        starts.push((fit.error, 0, [0.0; 4]));
        starts.sort_by(|x, y| x.0.total_cmp(&y.0));
        if starts.first()?.0 > CROP_CANNOT_HELP * detail(&still).powi(2) {
            return None;
        }
        for (_, n, edges) in starts.into_iter().take(N_STARTS) {
            let look = if edges == [0.0; 4] { &frames.looks[whole] } else { samples[n] };
            let rough = Fit::find(&[(look, &still)], edges);
            let (_, i) = nearest(&frames.looks, &still, rough)?;
            let fine = Fit::find(&[(&frames.looks[i], &still)], rough.edges);
            if fine.error < fit.error * if fit.is_whole() { CROP_EXPLAINS } else { 1.0 } {
                fit = fine;
            }
        }
    }
    if !fit.is_whole() {
        fit = evenest(&frames.looks, &still, fit)?;
    }
    let (fit, i) = nearest(&frames.looks, &still, fit)?;
    let at = Duration::from_millis((frames.at[i] * 1000.0).round() as u64);
    let found = FrameMatch { frame: frames.index[i], at, distance: (fit.error.sqrt() * 100.0) as u32 };
    Some((found, StillEvidence { apart: fit.error, detail: detail(&still).powi(2), edges: fit.edges }))
}

/// Of the fits that are about as good, the one that cuts least: when the camera moves, a neighbouring frame cut
/// unevenly shows the same.
fn evenest(frames: &[Waves], still: &Waves, fit: Fit) -> Option<Fit> {
    let (_, i) = nearest(frames, still, fit)?;
    let near = &frames[i.saturating_sub(N_NEIGHBOURS)..(i + N_NEIGHBOURS + 1).min(frames.len())];
    let fits: Vec<Fit> = near.iter().map(|look| Fit::find(&[(look, still)], fit.edges)).chain([fit]).collect();
    let least = fits.iter().map(|fit| fit.error).fold(f32::MAX, f32::min);
    let cut = |fit: &Fit| fit.edges.iter().map(|edge| edge * edge).sum::<f32>();
    fits.into_iter()
        .filter(|fit| fit.error <= ABOUT_AS_GOOD * least + ABOUT_AS_GOOD_LEVELS)
        .min_by(|x, y| cut(x).total_cmp(&cut(y)))
}

/// The frame that is nearest in a fit's windows, and the fit with its error.
fn nearest(frames: &[Waves], still: &Waves, fit: Fit) -> Option<(Fit, usize)> {
    let windows = fit.windows(N_LUMA);
    let cut = |n: usize, look: &Waves| windows.as_ref().map_or(*look, |windows| windows[n].cut(look));
    let view = cut(1, still);
    let trust = fit.trust();
    let known = |look: &Waves| std::array::from_fn(|i| look[i] * trust[i]);
    let view = known(&view);
    let errors = frames.iter().map(|look| difference(&known(&cut(0, look)), &view)).enumerate();
    errors.min_by(|x, y| x.1.total_cmp(&y.1)).map(|(i, error)| (Fit { error, ..fit }, i))
}

fn difference(a: &Waves, b: &Waves) -> f32 {
    (0..N_WAVES).map(|i| ((a[i] - b[i]) * WEIGHTS[i]).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{frame, scene, times};

    #[test]
    fn a_frame_is_found_whole_and_cropped() {
        let scene = scene(21, &times(0, 20), 0.1, [0.0; 4]);
        let whole = find_frame(&scene, &FrameLook::of(&frame(21, 0.7, [0.0; 4])));
        assert!(whole.is_some_and(|found| found.frame == 7 && found.at == Duration::from_millis(700)), "{whole:?}");
        let cut = find_frame(&scene, &FrameLook::of(&frame(21, 1.2, [0.05, 0.04, 0.06, 0.05])));
        assert!(cut.is_some_and(|found| found.frame.abs_diff(12) <= 1), "{cut:?}");
    }

    #[test]
    fn other_pictures_are_not() {
        let scene = scene(21, &times(0, 20), 0.1, [0.0; 4]);
        assert_eq!(find_frame(&scene, &FrameLook::of(&frame(22, 0.7, [0.0; 4]))), None);
        assert_eq!(find_frame(&scene, &FrameLook::of(&frame(21, 5.0, [0.0; 4]))), None);
        assert_eq!(
            find_frame(
                &crate::fingerprint::tests::scene(1, &[], 0.1, [0.0; 4]),
                &FrameLook::of(&frame(2, 0.0, [0.0; 4]))
            ),
            None
        );
    }
}
