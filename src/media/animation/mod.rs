//! Animations (GIF, APNG, WebP, JPEG XL) as composited frames with presentation times.
//!
//! A file stores a *subframe* for each frame: a rectangle of pixels to draw on the canvas. `Structure` first reads the
//! block structure (regions, delays, where the compressed pixels lie), which is all that [`super::probe`] needs and what
//! limits are checked on. [`Frames`] then decodes subframe after subframe onto one canvas. No second frame is held:
//! `first_frame` and `reduction` look only at the region that a frame changed. `poster` chooses the frame that stands for
//! the animation.
//!
//! Delays are those of browsers: 10 ms or less, which old programs wrote for "as fast as possible", is 100 ms. A loop
//! count is how often the animation *runs*. EXIF orientation is not applied.

mod apng;
mod canvas;
mod first_frame;
mod gif;
mod poster;
mod reduction;
mod region;
mod webp;

use std::cell::RefCell;
use std::time::Duration;

use image::RgbaImage;

pub(super) use poster::decode;

use super::damage::Damage;
use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::Reduced;
use super::srgb::to_srgb;
use super::still::Jxl;
use super::{Facts, Format};
use canvas::Canvas;
use reduction::Reduction;
use region::Region;

/// Everything in an animation's file but the pixels.
pub(super) struct Structure<'a> {
    /// As far as headers tell.
    pub(super) facts: Facts,
    /// One for each frame, as browsers show it; never zero.
    delays: Vec<Duration>,
    icc: Option<Vec<u8>>,
    source: Source<'a>,
    damage: Option<Damage>,
    /// Length of the file.
    n_bytes: usize,
}

/// What decoding an animation's subframes will cost.
struct FrameCosts {
    regions: Vec<Region>,
    /// Bytes that decoding takes for a pixel of a subframe.
    bytes_a_pixel: u64,
    /// Time for decoding and comparing a pixel of a subframe of one colour, measured on one core of a server of 2020.
    nanoseconds_a_pixel: u64,
}

enum Source<'a> {
    Gif(gif::Gif<'a>),
    Apng(apng::Apng<'a>),
    WebP(webp::AnimatedWebP<'a>),
    Jxl(Box<Jxl<'a>>),
}

impl<'a> Structure<'a> {
    /// Reads the structure of a GIF of any kind, or of another format's animation; `None` if the file is a still.
    pub(super) fn read(
        bytes: &'a [u8],
        format: Format,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Option<Self>, Error> {
        match format {
            Format::Gif => Ok(Some(gif::Gif::read(bytes, limits)?)),
            Format::Png => apng::Apng::read(bytes, limits),
            Format::WebP => webp::AnimatedWebP::read(bytes, limits),
            Format::Jxl => {
                let jxl = Jxl::open(bytes, limits, deadline)?;
                if jxl.facts.frames < 2 {
                    return Ok(None);
                }
                let facts = jxl.facts.clone();
                let delays = jxl.delays.to_vec();
                let whole = Region { left: 0, top: 0, width: facts.width, height: facts.height };
                // Three channels of four bytes, and the canvas that is replaced.
                let costs = FrameCosts { regions: vec![whole], bytes_a_pixel: 16, nanoseconds_a_pixel: 5 };
                let n_bytes = bytes.len();
                Self::new(facts, delays, None, (Source::Jxl(Box::new(jxl)), costs, n_bytes), limits).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Checks the limits, and sets the facts that follow from the delays.
    fn new(
        mut facts: Facts,
        delays: Vec<Duration>,
        icc: Option<Vec<u8>>,
        (source, costs, n_bytes): (Source<'a>, FrameCosts, usize),
        limits: &Limits,
    ) -> Result<Self, Error> {
        limits.check_frames(delays.len())?;
        limits.check_pixels(facts.width, facts.height)?;
        // All of the canvas is allocated, though only what is drawn on takes memory.
        limits.check_memory(u64::from(facts.width) * u64::from(facts.height) * 4, usize::MAX)?;
        let canvas = (facts.width, facts.height);
        limits.check_memory(costs.working_bytes(canvas), n_bytes)?;
        let frames = (costs.regions.len(), costs.n_pixels(canvas));
        limits.check_frame_pixels(frames, costs.nanoseconds_a_pixel, n_bytes)?;
        let delays: Vec<Duration> = delays.into_iter().map(shown_delay).collect();
        facts.frames = u32::try_from(delays.len()).unwrap_or(u32::MAX);
        facts.duration = (delays.len() > 1).then(|| delays.iter().sum());
        facts.loop_count = facts.loop_count.filter(|_| delays.len() > 1);
        Ok(Self { facts, delays, icc, source, damage: None, n_bytes })
    }
}

impl FrameCosts {
    /// Sums the pixels of the canvas under all subframes.
    fn n_pixels(&self, canvas: (u32, u32)) -> u64 {
        self.regions.iter().map(|region| region.clipped(canvas).n_pixels()).fold(0, u64::saturating_add)
    }

    /// Sums the bytes for the canvas and the copy of the first frame, as far as they are drawn on, and for one subframe.
    fn working_bytes(&self, canvas: (u32, u32)) -> u64 {
        // Memory comes in pages of 4 KiB. A kept tile reaches up to 15 pixels further in both directions.
        let row = |region: Region| u64::from(region.height) * (u64::from(region.width) * 4 + 4096);
        let kept = |region: Region| (u64::from(region.width) + 15) * (u64::from(region.height) + 15) * 4;
        let all = u64::from(canvas.0) * u64::from(canvas.1) * 4;
        let clipped = || self.regions.iter().map(|region| region.clipped(canvas));
        let sum = |bytes: &mut dyn Iterator<Item = u64>| bytes.fold(0, u64::saturating_add).min(all);
        let drawn = sum(&mut clipped().map(row)).saturating_add(sum(&mut clipped().skip(1).map(kept)));
        let piece = self.regions.iter().map(Region::n_pixels).max().unwrap_or(0);
        drawn.saturating_add(piece.saturating_mul(self.bytes_a_pixel))
    }
}

/// Returns the delay that browsers use for a delay of the file.
fn shown_delay(delay: Duration) -> Duration {
    if delay <= Duration::from_millis(10) { Duration::from_millis(100) } else { delay }
}

/// The frames of an animation in order, each as a viewer would see it.
///
/// ```
/// use nakigao::media::{Format, Limits, animation::Frames};
/// let gif = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;";
/// let mut frames = Frames::open(gif, Format::Gif, &Limits::default())?.expect("a GIF has frames");
/// while let Some(frame) = frames.next_frame()? {
///     assert_eq!(frame.canvas.get_pixel(0, 0).0, [255, 0, 0, 255]);
/// }
/// # Ok::<(), nakigao::media::Error>(())
/// ```
pub struct Frames<'a> {
    structure: Structure<'a>,
    deadline: Deadline,
    canvas: Canvas,
    gif: gif::Scratch,
    next: usize,
    at: Duration,
    reductions: RefCell<Vec<Reduction>>,
    /// What comparing the frames so far has shown, if they are compared.
    seen: Option<Seen>,
}

/// What comparing all frames shows.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// A frame differs visibly from the first.
    animated: bool,
    /// A pixel is less than opaque.
    has_alpha: bool,
}

/// One frame, as long as it is the current one.
pub struct Frame<'a> {
    /// Its number, from 0.
    pub index: u32,
    /// When it appears, from the beginning of a run.
    pub at: Duration,
    /// How long it stays.
    pub delay: Duration,
    /// Whether it can differ from the frame before; `false` is certain, `true` is not.
    pub changed: bool,
    /// The whole canvas, in the colours of the file, not premultiplied.
    pub canvas: &'a RgbaImage,
    icc: Option<&'a [u8]>,
    drawn: Region,
    reductions: &'a RefCell<Vec<Reduction>>,
}

impl Frame<'_> {
    /// Copies the canvas in sRGB, reduced as [`super::decode`] promises.
    pub fn picture(&self, at_least: u32) -> RgbaImage {
        to_srgb(Reduced::Eight(self.reduced(at_least)), self.icc, false)
    }

    /// Copies the canvas in the colours of the file, by updating the copy of the frame before.
    fn reduced(&self, at_least: u32) -> RgbaImage {
        let mut reductions = self.reductions.borrow_mut();
        let known = reductions.iter().position(|reduction| reduction.at_least == at_least);
        let number = known.unwrap_or_else(|| {
            reductions.push(Reduction::new(self.canvas.dimensions(), at_least, self.drawn));
            reductions.len() - 1
        });
        reductions[number].picture(self.canvas)
    }
}

impl<'a> Frames<'a> {
    /// Starts at the first frame; `None` if the bytes are a still of a format other than GIF. Fails as [`super::probe`].
    pub fn open(bytes: &'a [u8], format: Format, limits: &Limits) -> Result<Option<Self>, Error> {
        limits.check_file(bytes)?;
        let deadline = Deadline::start(limits, bytes.len());
        Ok(Structure::read(bytes, format, limits, deadline)?.map(|structure| Self::new(structure, deadline)))
    }

    fn new(structure: Structure<'a>, deadline: Deadline) -> Self {
        let canvas = Canvas::new(structure.facts.width, structure.facts.height);
        let gif = gif::Scratch::default();
        let reductions = RefCell::default();
        Self { structure, deadline, canvas, gif, next: 0, at: Duration::ZERO, reductions, seen: None }
    }

    /// Compares all frames; call it before the first.
    fn compare_with_first(&mut self) {
        self.seen = Some(Seen::default());
    }

    fn compare(&mut self, index: usize) {
        for reduction in self.reductions.get_mut() {
            self.canvas.touched.into_iter().for_each(|region| reduction.touch(region));
        }
        let Some(seen) = &mut self.seen else { return };
        if index == 0 {
            seen.has_alpha = self.canvas.picture().pixels().any(|pixel| pixel.0[3] < u8::MAX);
            self.canvas.keep_first();
            return;
        }
        seen.has_alpha = seen.has_alpha || self.canvas.is_transparent_where_touched();
        seen.animated = seen.animated || self.canvas.differs_from_first();
    }

    /// Returns the facts that stand in the headers.
    pub fn facts(&self) -> &Facts {
        &self.structure.facts
    }

    /// Returns how long each frame is shown.
    pub fn delays(&self) -> &[Duration] {
        &self.structure.delays
    }

    /// Decodes the next frame onto the canvas; `None` after the last one. An error names the frame, and ends the frames.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>, Error> {
        self.deadline.check()?;
        let index = self.next;
        let Some(&delay) = self.structure.delays.get(index) else { return Ok(None) };
        self.next = usize::MAX;
        let (canvas, deadline) = (&mut self.canvas, self.deadline);
        let drawn = match &mut self.structure.source {
            Source::Gif(gif) => gif.draw(index, canvas, &mut self.gif),
            Source::Apng(apng) => apng.draw(index, canvas, deadline).map(|(changed, damage)| {
                self.structure.damage = self.structure.damage.or(damage);
                changed
            }),
            Source::WebP(webp) => webp.draw(index, canvas),
            Source::Jxl(jxl) => jxl.next_picture(u32::MAX).map(|picture| canvas.replace(picture)),
        };
        let changed = drawn.map_err(|e| deadline.explain(in_frame(e, index)))?;
        let changed = changed || index == 0;
        if changed {
            self.compare(index);
        }
        let at = self.at;
        self.next = index + 1;
        self.at += delay;
        Ok(Some(Frame {
            index: u32::try_from(index).unwrap_or(u32::MAX),
            at,
            delay,
            changed,
            canvas: self.canvas.picture(),
            icc: self.structure.icc.as_deref(),
            drawn: self.canvas.drawn,
            reductions: &self.reductions,
        }))
    }
}

fn in_frame(error: Error, index: usize) -> Error {
    match error {
        Error::Broken { reason } => match reason.strip_prefix("truncated: ") {
            Some(how) => Error::truncated(format!("frame {}: {how}", index + 1)),
            None => Error::broken(format!("frame {}: {reason}", index + 1)),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests;
