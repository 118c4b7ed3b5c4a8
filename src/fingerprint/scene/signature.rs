//! The signature of an animation: its distinct frames, when they appear, and what they look like.
//!
//! [`SceneBuilder`] is fed while the animation is decoded. Frames that look like the one before are left out, and so
//! that a long animation stays small, whenever 256 frames are held every second one is dropped, and from then on only
//! every second, fourth, eighth … is taken.
//!
//! Where all frames have bars or a caption (`bars`), the same frames are described a second time, without them: whichever of
//! the two descriptions fits another animation counts.
//!
//! What is stored (little-endian): version, run in ms, number of frames (`u32` each); the look of the first frame
//! (176 × `i16`, 1/64 grey level); for each frame its number, its time in ms (`u32`) and hash (`u64`), then its difference
//! from the stored form of the frame before as 176 × `i8`, where `q` stands for `q²/64` grey levels with the sign of `q`:
//! fine where a nearly still scene needs it, coarse for the first frame after a cut. 192 bytes a frame. (Differences from
//! the mean frame were too coarse in scenes with cuts: a still of a frame was found six frames off.) Then, if there are bars, the look of the
//! first frame and all frames without them.

use std::time::Duration;

use image::RgbaImage;

use super::bars::BarWatch;
use super::look::{FrameLook, Grid, LEAST_DETAIL};
use super::waves::{N_WAVES, Waves, detail, distance, hash, mirrored};
use super::window;
use crate::fingerprint::waves::{N_HASHED, pack, unpack};

/// Goes up with every change to the algorithm; scenes of different versions are not compared.
pub(crate) const SCENE_VERSION: u32 = 2;

/// The most frames that are kept.
const MOST_FRAMES: usize = 256;
/// Frames nearer to the one before than this (root mean square, grey levels) are left out.
const UNCHANGED: f32 = 0.12;
/// Frames that differ from all telling ones before by less than this many bits are not searched for again.
const NEW_BITS: u32 = 4;
/// Telling frames whose crops are searched for.
const N_PROBED: usize = 12;
/// The stored number of a difference of one grey level; it grows with the square root.
const DELTA_STEPS: f32 = 8.0;
const HEADER_BYTES: usize = 12;
const FRAME_HEAD_BYTES: usize = 16;
const FRAME_BYTES: usize = FRAME_HEAD_BYTES + N_WAVES;

/// Collects the frames of one animation.
#[derive(Default)]
pub struct SceneBuilder {
    frames: Vec<Taken>,
    /// Only every so many distinct frames are taken.
    stride: usize,
    n_skipped: usize,
    last: Option<FrameLook>,
    /// How frames are reduced; all have one size.
    grid: Option<Grid>,
    end: Duration,
    watch: BarWatch,
}

/// A frame that was taken.
struct Taken {
    index: u32,
    at_ms: u32,
    look: FrameLook,
    /// The frame itself, as long as there may be bars; some ten kilobytes.
    picture: Option<RgbaImage>,
}

/// The signature of one animation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scene {
    run_ms: u32,
    whole: Track,
    /// The same frames without bars, if there are bars.
    inside: Option<Track>,
}

/// The looks of the frames.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Track {
    first: FrameLook,
    frames: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    index: u32,
    at_ms: u32,
    hash: u64,
    delta: [i8; N_WAVES],
}

/// A scene unpacked for comparing.
#[derive(Clone)]
pub(super) struct Unpacked {
    /// Frame numbers.
    pub(super) index: Vec<u32>,
    /// In seconds; one more than frames: the last is the end of the run.
    pub(super) at: Vec<f32>,
    pub(super) looks: Vec<Waves>,
}

impl SceneBuilder {
    /// Starts without frames.
    pub fn new() -> Self {
        Self { stride: 1, ..Self::default() }
    }

    /// Takes a frame in order of time; about 20 µs.
    ///
    /// `small` is the composited frame at about 64 pixels on the longer edge; other sizes work and cost in proportion.
    /// Frames that did not change need not be given.
    pub fn push(&mut self, index: u32, at: Duration, delay: Duration, small: &RgbaImage) {
        self.end = self.end.max(at.saturating_add(delay));
        let may_have_bars = self.watch.may_have_bars(small);
        if !may_have_bars {
            self.frames.iter_mut().for_each(|frame| frame.picture = None);
        }
        let grid =
            self.grid.take_if(|grid| grid.fits(small)).unwrap_or_else(|| Grid::new(small.dimensions(), [0.0; 4]));
        let look = self.grid.insert(grid).look(small);
        let is_same = self.last.as_ref().is_some_and(|last| distance(&last.waves(), &look.waves()) < UNCHANGED);
        if is_same {
            return;
        }
        self.last = Some(look.clone());
        self.n_skipped += 1;
        if self.n_skipped < self.stride && !self.frames.is_empty() {
            return;
        }
        self.n_skipped = 0;
        let picture = may_have_bars.then(|| small.clone());
        self.frames.push(Taken { index, at_ms: ms(at), look, picture });
        if self.frames.len() >= MOST_FRAMES {
            let mut n = 0;
            self.frames.retain(|_| {
                n += 1;
                n % 2 == 1
            });
            self.stride = self.stride.saturating_mul(2);
        }
    }

    /// Ends after one run of the animation; `run` may be zero if it is not known.
    pub fn finish(self, run: Duration) -> Scene {
        let track = |look: &dyn Fn(&Taken) -> FrameLook| {
            Track::of(self.frames.iter().map(|frame| (frame.index, frame.at_ms, look(frame))))
        };
        let pictures: Option<Vec<&RgbaImage>> = self.frames.iter().map(|frame| frame.picture.as_ref()).collect();
        let inside = pictures.and_then(|pictures| {
            let grid = Grid::new(pictures.first()?.dimensions(), self.watch.bars(&pictures)?);
            Some(track(&|frame| {
                frame.picture.as_ref().map_or_else(|| frame.look.clone(), |picture| grid.look(picture))
            }))
        });
        Scene { run_ms: ms(self.end.max(run)), whole: track(&|frame| frame.look.clone()), inside }
    }
}

impl Scene {
    /// The number of distinct frames that are kept.
    pub fn n_frames(&self) -> usize {
        self.whole.frames.len()
    }

    /// The distinct frames: number, time, hash.
    pub fn frames(&self) -> impl Iterator<Item = (u32, Duration, u64)> {
        self.whole.frames.iter().map(|frame| (frame.index, Duration::from_millis(frame.at_ms.into()), frame.hash))
    }

    /// The time of one run.
    pub fn run(&self) -> Duration {
        Duration::from_millis(self.run_ms.into())
    }

    /// The hashes to be found by: those of telling frames, without near repeats.
    pub(in crate::fingerprint) fn index_hashes(&self) -> impl Iterator<Item = u64> {
        self.tracks().flat_map(|track| track.telling().into_iter().map(|(hash, _)| hash))
    }

    /// The hashes that this scene mirrored left to right would be found by.
    pub(in crate::fingerprint) fn mirrored_hashes(&self) -> impl Iterator<Item = u64> {
        self.tracks().flat_map(|track| track.telling().into_iter().map(|(_, look)| hash(&mirrored(&look))))
    }

    /// The hashes that crops of this scene would be found by: 19 crops of at most 12 telling frames.
    pub(in crate::fingerprint) fn probe_hashes(&self) -> impl Iterator<Item = u64> {
        let telling = self.whole.telling();
        let step = telling.len().div_ceil(N_PROBED).max(1);
        let looks = telling.into_iter().step_by(step);
        looks.flat_map(|(_, look)| window::probes().iter().map(move |window| hash(&window.cut_lowest(&look, N_HASHED))))
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + 2 * (FrameLook::N_BYTES + self.n_frames() * FRAME_BYTES));
        for number in [SCENE_VERSION, self.run_ms, self.n_frames() as u32] {
            bytes.extend(number.to_le_bytes());
        }
        self.tracks().for_each(|track| track.put(&mut bytes));
        bytes
    }

    /// Reads what [`Scene::to_bytes`] wrote; `None` for anything else, other versions and times out of order included.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, tracks) = bytes.split_at_checked(HEADER_BYTES)?;
        let [version, run_ms, n_frames] = words(numbers);
        if version != SCENE_VERSION || n_frames as usize > MOST_FRAMES {
            return None;
        }
        let length = FrameLook::N_BYTES + n_frames as usize * FRAME_BYTES;
        let (whole, inside) = tracks.split_at_checked(length)?;
        let read = |bytes: &[u8]| Track::read(bytes).filter(|track| track.is_in_order(run_ms));
        let inside = match inside.len() {
            0 => None,
            n if n == length => Some(read(inside)?),
            _ => return None,
        };
        Some(Self { run_ms, whole: read(whole)?, inside })
    }

    /// All of the frames, then what is inside their bars if they have any.
    fn tracks(&self) -> impl Iterator<Item = &Track> {
        [Some(&self.whole), self.inside.as_ref()].into_iter().flatten()
    }

    /// The whole frames unpacked, then those without bars if there are bars.
    pub(super) fn views(&self) -> impl Iterator<Item = Unpacked> {
        self.tracks().map(|track| track.unpack(self.run_ms))
    }
}

impl Track {
    /// Packs frames: number, time in ms, look.
    fn of(frames: impl Iterator<Item = (u32, u32, FrameLook)>) -> Self {
        let mut frames = frames.peekable();
        let blank = || FrameLook::from_waves(&[0.0; N_WAVES]);
        let first = frames.peek().map_or_else(blank, |(_, _, look)| look.clone());
        let mut stored = first.waves();
        let frames = frames.map(|(index, at_ms, look)| {
            let waves = look.waves();
            let delta: [i8; N_WAVES] = std::array::from_fn(|i| pack(waves[i] - stored[i], DELTA_STEPS));
            add(&mut stored, &delta);
            Kept { index, at_ms, hash: hash(&waves), delta }
        });
        let frames = frames.collect();
        Self { first, frames }
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.first.to_bytes());
        for frame in &self.frames {
            bytes.extend(frame.index.to_le_bytes());
            bytes.extend(frame.at_ms.to_le_bytes());
            bytes.extend(frame.hash.to_le_bytes());
            bytes.extend(frame.delta.map(i8::cast_unsigned));
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (first, frames) = bytes.split_at_checked(FrameLook::N_BYTES)?;
        let frames = frames.chunks_exact(FRAME_BYTES).map(Kept::read).collect::<Option<_>>()?;
        Some(Self { first: FrameLook::from_bytes(first)?, frames })
    }

    fn is_in_order(&self, run_ms: u32) -> bool {
        let is_in_order = self.frames.is_sorted_by(|a, b| a.at_ms <= b.at_ms && a.index < b.index);
        is_in_order && self.frames.last().is_none_or(|last| last.at_ms <= run_ms)
    }

    fn unpack(&self, run_ms: u32) -> Unpacked {
        let mut at: Vec<f32> = self.frames.iter().map(|frame| frame.at_ms as f32 / 1000.0).collect();
        at.push(run_ms as f32 / 1000.0);
        Unpacked { index: self.frames.iter().map(|frame| frame.index).collect(), at, looks: self.looks() }
    }

    fn looks(&self) -> Vec<Waves> {
        let mut look = self.first.waves();
        let next = |frame: &Kept| {
            add(&mut look, &frame.delta);
            look
        };
        self.frames.iter().map(next).collect()
    }

    /// Frames with enough to see whose hash is new.
    fn telling(&self) -> Vec<(u64, Waves)> {
        let mut kept: Vec<(u64, Waves)> = Vec::new();
        for (frame, look) in self.frames.iter().zip(self.looks()) {
            let is_new = kept.iter().all(|(hash, _)| (hash ^ frame.hash).count_ones() >= NEW_BITS);
            if is_new && detail(&look) >= LEAST_DETAIL {
                kept.push((frame.hash, look));
            }
        }
        kept
    }
}

impl Unpacked {
    /// The same, mirrored left to right.
    pub(super) fn mirrored(mut self) -> Self {
        self.looks.iter_mut().for_each(|look| *look = mirrored(look));
        self
    }
}

impl Kept {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, delta) = bytes.split_at_checked(FRAME_HEAD_BYTES)?;
        let delta: [u8; N_WAVES] = delta.try_into().ok()?;
        let [index, at_ms, low, high] = words(head);
        let hash = u64::from(low) | u64::from(high) << 32;
        Some(Self { index, at_ms, hash, delta: delta.map(u8::cast_signed) })
    }
}

/// Little-endian numbers; 0 beyond the end.
fn words<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let (words, _) = bytes.as_chunks::<4>();
    std::array::from_fn(|n| words.get(n).copied().map_or(0, u32::from_le_bytes))
}

fn ms(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

fn add(look: &mut Waves, delta: &[i8; N_WAVES]) {
    look.iter_mut().zip(delta).for_each(|(wave, &packed)| *wave += unpack(packed, DELTA_STEPS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests as made;
    use proptest::prelude::*;

    #[test]
    fn bytes_come_back_and_a_frame_takes_192() {
        let scene = made::scene(7, &made::times(0, 20), 0.1, [0.0; 4]);
        let bytes = scene.to_bytes();
        assert_eq!(bytes.len(), HEADER_BYTES + FrameLook::N_BYTES + 20 * 192);
        assert_eq!(Scene::from_bytes(&bytes), Some(scene));
        assert_eq!(Scene::from_bytes(&bytes[..bytes.len() - 1]), None);
    }

    #[test]
    fn the_stored_frames_are_near_the_given_ones_after_a_cut_too() {
        let mut builder = SceneBuilder::new();
        for n in 0..20u32 {
            let picture = made::frame(u64::from(n / 10), n as f32 / 10.0, [0.0; 4]);
            builder.push(n, Duration::from_millis(100) * n, Duration::from_millis(100), &picture);
        }
        let scene = builder.finish(Duration::ZERO);
        assert_eq!(scene.run(), Duration::from_secs(2));
        for (n, look) in scene.whole.looks().iter().enumerate().filter(|(n, _)| n % 10 != 0) {
            let given = FrameLook::of(&made::frame(n as u64 / 10, n as f32 / 10.0, [0.0; 4])).waves();
            assert!(distance(look, &given) < 1.0, "frame {n}: {}", distance(look, &given));
        }
    }

    #[test]
    fn equal_frames_are_left_out_and_long_scenes_thinned() {
        let mut builder = SceneBuilder::new();
        for n in 0..2000u32 {
            let shade = (n / 2 % 250) as u8;
            let picture = RgbaImage::from_pixel(4, 4, image::Rgba([shade, 255 - shade, shade / 2, 255]));
            builder.push(n, Duration::from_millis(40) * n, Duration::from_millis(40), &picture);
        }
        let scene = builder.finish(Duration::ZERO);
        assert!((120..MOST_FRAMES).contains(&scene.n_frames()), "{}", scene.n_frames());
        assert!(scene.whole.frames.iter().all(|frame| frame.index % 2 == 0));
        assert_eq!(scene.index_hashes().count(), 0, "plain frames tell nothing");
    }

    proptest! {
        #[test]
        fn hostile_bytes_do_no_harm(places in proptest::collection::vec((0usize..3000, any::<u8>()), 0..40)) {
            let mut bytes = made::scene(8, &made::times(0, 6), 0.1, [0.0; 4]).to_bytes();
            for (place, byte) in places {
                let n = bytes.len();
                bytes[place % n] = byte;
            }
            if let Some(scene) = Scene::from_bytes(&bytes) {
                let other = made::scene(8, &made::times(0, 6), 0.1, [0.0; 4]);
                let _ = super::super::align::align(&scene, &other);
                let _ = super::super::still::find_frame(&scene, &other.whole.first);
                prop_assert!(scene.probe_hashes().count() <= 19 * 12);
            }
        }
    }
}
