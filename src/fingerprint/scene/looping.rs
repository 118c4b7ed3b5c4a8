//! How a scene runs from its end on.

use super::Scene;
use super::waves::{N_WAVES, Waves, distance, squared};
use crate::fingerprint::looping::{Looping, closing};

/// The fewest frames of which can be said how they close.
const LEAST_FRAMES: usize = 3;

/// The fewest pairs of frames that are the same on the way back.
const LEAST_PAIRS: usize = 2;

/// Frames that are the same on the way back are at most this far from each other, in parts of the distance of any two: so are 205 of 210
/// animations that were played to and fro, and none of them as it was.
const SAME_ON_THE_WAY_BACK: f32 = 0.15;

impl Scene {
    /// How it runs from its end on; `None` if fewer than three frames differ.
    pub fn looping(&self) -> Option<Looping> {
        let looks = self.views().next()?.looks;
        let (first, last) = looks.first().zip(looks.last()).filter(|_| looks.len() >= LEAST_FRAMES)?;
        let steps = looks.windows(2).filter_map(|pair| Some(distance(pair.first()?, pair.last()?))).collect();
        let spread = spread(&looks);
        let hundredths = (closing(steps, spread, distance(last, first)) * 100.0).round() as u8;
        Some(Looping { hundredths, runs_back: runs_back(&looks, spread) })
    }
}

/// The root mean square distance of two frames: twice their mean square distance from the mean frame, as of any points.
fn spread(looks: &[Waves]) -> f32 {
    let n = looks.len() as f32;
    let mean: Waves = std::array::from_fn::<_, N_WAVES, _>(|i| looks.iter().map(|look| look[i]).sum::<f32>() / n);
    (2.0 * looks.iter().map(|look| squared(look, &mean)).sum::<f32>() / (n - 1.0)).sqrt()
}

/// Whether the frames are the same from the end backwards, the turning ones shown once or twice. What only goes to and fro between two
/// looks does not run back.
fn runs_back(looks: &[Waves], spread: f32) -> bool {
    let limit = (SAME_ON_THE_WAY_BACK * spread).powi(2);
    let is_same = |(a, b): (&Waves, &Waves)| squared(a, b) <= limit;
    let is_backwards = |looks: &[Waves]| {
        let pairs = looks.len() / 2;
        pairs >= LEAST_PAIRS && looks.iter().zip(looks.iter().rev()).take(pairs).all(is_same)
    };
    let two_on = looks.iter().zip(looks.iter().skip(2));
    !two_on.clone().all(is_same) && (is_backwards(looks) || is_backwards(looks.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use crate::fingerprint::Looping;
    use crate::fingerprint::tests::scene;

    fn looping(times: &[f32]) -> Option<Looping> {
        scene(1, times, 0.04, [0.0; 4]).looping()
    }

    #[test]
    fn a_run_closes_by_the_jump_to_its_beginning() {
        let there: Vec<f32> = (0..12).map(|n| n as f32 / 12.0).collect();
        let and_back: Vec<f32> = there.iter().chain(there.iter().rev().skip(1)).copied().collect();
        let cut = looping(&there).unwrap();
        assert!(cut.hundredths < 80 && !cut.runs_back, "{cut:?}");
        let (doubled, once) = (looping(&and_back).unwrap(), looping(and_back.split_last().unwrap().1).unwrap());
        assert!(doubled.runs_back && once.runs_back, "with its first frame at both ends, and with it once");
        assert!(doubled.hundredths == 100 && once.hundredths > 90, "{doubled:?} {once:?}");
        assert_eq!(looping(&there[..2]), None);
        assert!(!looping(&[0.0, 0.5, 0.0, 0.5, 0.0, 0.5]).unwrap().runs_back, "two looks in turn");
    }
}
