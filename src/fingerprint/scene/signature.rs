//! The signature of an animation: its distinct frames, when they appear, and what they look like.
//!
//! [`SceneBuilder`] is fed while the animation is decoded. Frames that look like the one before are left out, and so
//! that a long animation stays small, whenever 256 frames are held every second one is dropped, and from then on only
//! every second, fourth, eighth … is taken.
//!
//! Where all frames have bars or a caption (`bars`), the same frames are described a second time, without them: whichever of
//! the two descriptions fits another animation counts. Those of a cut-out (a transparent ground) are described a second time
//! on white: looks are linear in the ground's colour, so from the two follows what they look like on any (`ground`).
//!
//! What is stored (little-endian): version, run in ms, number of frames, which descriptions follow the first: 1 without bars,
//! 2 on white (`u32` each); the look of the first frame
//! (176 × `i16`, 1/64 grey level); for each frame its number, its time in ms (`u32`) and hash (`u64`), then its difference
//! from the stored form of the frame before as 176 × `i8`, where `q` stands for `q²/64` grey levels with the sign of `q`:
//! fine where a nearly still scene needs it, coarse for the first frame after a cut. 192 bytes a frame. (Differences from
//! the mean frame were too coarse in scenes with cuts: a still of a frame was found six frames off.) Then the same of the other
//! descriptions.

use std::time::Duration;

use image::RgbaImage;

use super::bars::BarWatch;
use super::ground;
use super::look::{FrameLook, Grid, LEAST_DETAIL};
use super::waves::{N_WAVES, Waves, detail, distance, hash, mirrored};
use super::window;
use crate::fingerprint::waves::{N_HASHED, pack, unpack};

/// Goes up with every change to the algorithm; scenes of different versions are not compared.
pub(crate) const SCENE_VERSION: u32 = 4;

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
const HEADER_BYTES: usize = 16;
/// What the header says of the descriptions that are stored beside the first.
const INSIDE: u32 = 1;
const ON_WHITE: u32 = 2;
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
    /// The same on white, if it is a cut-out.
    on_white: Option<FrameLook>,
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
    /// The same frames on white, if they are cut-outs.
    on_white: Option<Track>,
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
        let grid = self.grid.insert(grid);
        let look = grid.look(small);
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
        let on_white = ground::is_cut_out(small).then(|| grid.look_on(small, ground::WHITE));
        self.frames.push(Taken { index, at_ms: ms(at), look, on_white, picture });
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
        let is_cut_out = self.frames.iter().any(|frame| frame.on_white.is_some());
        let on_white = is_cut_out.then(|| track(&|frame| frame.on_white.as_ref().unwrap_or(&frame.look).clone()));
        Scene { run_ms: ms(self.end.max(run)), whole: track(&|frame| frame.look.clone()), inside, on_white }
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
        self.telling().into_iter().map(|(hash, _)| hash)
    }

    /// The hashes that this scene mirrored left to right would be found by.
    pub(in crate::fingerprint) fn mirrored_hashes(&self) -> impl Iterator<Item = u64> {
        self.telling().into_iter().map(|(_, look)| hash(&mirrored(&look)))
    }

    /// The hashes that crops of this scene would be found by: 19 crops of at most 12 telling frames.
    pub(in crate::fingerprint) fn probe_hashes(&self) -> impl Iterator<Item = u64> {
        let telling = telling(self.whole.hashes().zip(self.whole.looks()));
        let step = telling.len().div_ceil(N_PROBED).max(1);
        let looks = telling.into_iter().step_by(step);
        looks.flat_map(|(_, look)| window::probes().iter().map(move |window| hash(&window.cut_lowest(&look, N_HASHED))))
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + 2 * (FrameLook::N_BYTES + self.n_frames() * FRAME_BYTES));
        let others = [(INSIDE, &self.inside), (ON_WHITE, &self.on_white)];
        let parts = others.iter().filter(|(_, track)| track.is_some()).map(|(part, _)| part).sum();
        for number in [SCENE_VERSION, self.run_ms, self.n_frames() as u32, parts] {
            bytes.extend(number.to_le_bytes());
        }
        let tracks = [&self.whole].into_iter().chain(others.into_iter().filter_map(|(_, track)| track.as_ref()));
        tracks.for_each(|track| track.put(&mut bytes));
        bytes
    }

    /// Reads what [`Scene::to_bytes`] wrote; `None` for anything else, other versions and times out of order included.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, tracks) = bytes.split_at_checked(HEADER_BYTES)?;
        let [version, run_ms, n_frames, parts] = words(numbers);
        if version != SCENE_VERSION || n_frames as usize > MOST_FRAMES || parts > INSIDE + ON_WHITE {
            return None;
        }
        let length = FrameLook::N_BYTES + n_frames as usize * FRAME_BYTES;
        let mut left = tracks;
        let mut read = |is_there: bool| {
            if !is_there {
                return Some(None);
            }
            let (track, rest) = left.split_at_checked(length)?;
            left = rest;
            Track::read(track).filter(|track| track.is_in_order(run_ms)).map(Some)
        };
        let (whole, inside, on_white) = (read(true)??, read(parts & INSIDE > 0)?, read(parts & ON_WHITE > 0)?);
        left.is_empty().then_some(Self { run_ms, whole, inside, on_white })
    }

    /// All of the frames, then what is inside their bars if they have any.
    fn tracks(&self) -> impl Iterator<Item = &Track> {
        [Some(&self.whole), self.inside.as_ref()].into_iter().flatten()
    }

    /// The telling frames, those of a cut-out on other grounds as well.
    fn telling(&self) -> Vec<(u64, Waves)> {
        let mut found: Vec<(u64, Waves)> =
            self.tracks().flat_map(|track| telling(track.hashes().zip(track.looks()))).collect();
        if let Some(on_white) = &self.on_white {
            for colour in ground::SOUGHT {
                let looks = self.whole.looks().into_iter().zip(on_white.looks());
                let laid = looks.map(|(on_grey, on_white)| ground::laid_on(&on_grey, &on_white, colour));
                found.extend(telling(laid.map(|look| (hash(&look), look))));
            }
        }
        found
    }

    /// The whole frames unpacked, then those without bars if there are bars.
    pub(super) fn views(&self) -> impl Iterator<Item = Unpacked> {
        self.tracks().map(|track| track.unpack(self.run_ms))
    }

    /// Whether the frames are cut-outs.
    pub fn is_cut_out(&self) -> bool {
        self.on_white.is_some()
    }

    /// The frames of a cut-out laid on the colour on which they come nearest to some looks in the mean; `None` for others.
    pub(super) fn on_ground_of(&self, looks: &[Waves]) -> Option<Unpacked> {
        let on_white = self.on_white.as_ref()?.looks();
        let mut view = self.whole.unpack(self.run_ms);
        let colour = ground::colour_of(looks, &view.looks, &on_white);
        view.looks.iter_mut().zip(&on_white).for_each(|(look, white)| *look = ground::laid_on(look, white, colour));
        Some(view)
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

    fn hashes(&self) -> impl Iterator<Item = u64> {
        self.frames.iter().map(|frame| frame.hash)
    }
}

/// Frames with enough to see whose hash is new.
fn telling(frames: impl Iterator<Item = (u64, Waves)>) -> Vec<(u64, Waves)> {
    let mut kept: Vec<(u64, Waves)> = Vec::new();
    for (hash, look) in frames {
        let is_new = kept.iter().all(|(other, _)| (other ^ hash).count_ones() >= NEW_BITS);
        if is_new && detail(&look) >= LEAST_DETAIL {
            kept.push((hash, look));
        }
    }
    kept
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
mod tests;
