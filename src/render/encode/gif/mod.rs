//! GIF: at most 256 colours a frame, of which one is transparent.
//!
//! A frame waits until the next is known (a shorter one than players show is dropped), [`hold`] says which of its pixels are written,
//! [`segment`] gathers layers that share a [`palette`], [`dither`] draws them in its colours, and [`lzw`] packs them. The layers of one
//! segment are kept, and what is encoded; never all frames. Memory is 17 bytes a pixel of the canvas and 64 MB for a segment at most.

mod dither;
mod hold;
mod layer;
mod lzw;
mod oklab;
mod palette;
mod segment;

use std::borrow::Cow;
use std::time::Duration;

use gif::{DisposalMethod, Encoder, EncodingError, Frame};
use image::RgbaImage;

use self::dither::Painter;
use self::hold::Canvas;
use self::layer::Layer;
use self::palette::Palette;
use self::segment::Segment;
use super::repeat::Repeat;
use crate::render::Error;

/// The longest side that the format can hold.
pub(super) const MAX_EDGE: u32 = 65_535;

/// The shortest time that players show as it is, in hundredths of a second: they make a tenth of a second of a shorter one.
const LEAST_DELAY: u64 = 2;

/// How much tolerance a step of quality is, as a distance in Oklab: 0.025 is hardly seen, and twice of it is.
const TOLERANCE_PER_QUALITY: f32 = 0.001;

/// How colours between those of a palette are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dither {
    /// As the nearest one: for flat drawings.
    None,
    /// As a mixture of neighbouring pixels: for gradients.
    Soft,
}

/// How a GIF is made smaller than its frames are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GifStyle {
    /// How far the colour of a pixel may move, as a distance in Oklab, before it is written again. 0.012 instead of 0: 740 to 538 KB,
    /// SSIMULACRA2 80.5 to 77.6, and nothing flickers that stands still. Slow pans want 0.008, the noise of films 0.02.
    pub hold: f32,
    /// How much farther from the right colour than the nearest one of the palette another may be, as a distance in Oklab, so that the
    /// file is smaller; 0 for none.
    pub tolerance: f32,
    /// How colours between those of a palette are shown.
    pub dither: Dither,
}

impl Default for GifStyle {
    fn default() -> Self {
        Self { hold: 0.012, tolerance: 0.0, dither: Dither::Soft }
    }
}

impl GifStyle {
    /// The style of a quality: at 100 nothing is taken for another colour, at 75 what is hardly seen, at 50 what is seen.
    pub fn of_quality(quality: f32, dither: Dither) -> Self {
        Self { tolerance: (100.0 - quality).max(0.0) * TOLERANCE_PER_QUALITY, dither, ..Self::default() }
    }
}

/// A GIF that is being encoded.
pub(super) struct Gif {
    style: GifStyle,
    repeat: Repeat,
    canvas: Canvas,
    size: (u32, u32),
    /// The newest frame, and when it appears.
    newest: Option<(RgbaImage, u64)>,
    /// What the frame before draws; what the newest makes transparent is to be cleared after it.
    last: Option<Layer>,
    segment: Segment,
    palettes: Vec<Palette>,
    encoded: Vec<Encoded>,
}

/// A layer that is packed.
struct Encoded {
    /// The frame without its palette.
    frame: Frame<'static>,
    /// Which palette it has.
    palette: usize,
}

impl Gif {
    pub(super) fn new(size: (u32, u32), style: GifStyle, repeat: Repeat) -> Self {
        Self {
            style,
            repeat,
            canvas: Canvas::new(size, style.hold),
            size,
            newest: None,
            last: None,
            segment: Segment::default(),
            palettes: Vec::new(),
            encoded: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, frame: &RgbaImage, at: Duration) {
        let at = centiseconds(at);
        match &mut self.newest {
            None => self.newest = Some((frame.clone(), at)),
            Some((newest, since)) if at < *since + LEAST_DELAY => newest.copy_from_slice(frame),
            Some(_) => {
                self.draw_newest(at);
                if let Some((newest, since)) = &mut self.newest {
                    newest.copy_from_slice(frame);
                    *since = at;
                }
            }
        }
    }

    pub(super) fn finish(mut self, end: Duration) -> Result<Vec<u8>, Error> {
        self.draw_newest(centiseconds(end));
        if let Some(last) = self.last.take() {
            self.add(last);
        }
        self.encode_segment();
        self.file().map_err(|error| failed(&error))
    }

    /// Draws the newest frame, shown until a time.
    fn draw_newest(&mut self, until: u64) {
        let Some((frame, at)) = &self.newest else { return };
        if let Some((last, erased)) = self.last.as_mut().zip(self.canvas.erased(frame)) {
            last.grow(erased);
            last.is_cleared = true;
            self.canvas.clear(last.area);
        }
        let until = until.max(at + LEAST_DELAY);
        match (self.canvas.draw(frame, *at, until), &mut self.last) {
            (None, Some(last)) if !last.is_cleared => last.until = until,
            (layer, _) => {
                let layer = layer.unwrap_or_else(|| Layer::empty(*at, until));
                if let Some(last) = self.last.replace(layer) {
                    self.add(last);
                }
            }
        }
    }

    fn add(&mut self, layer: Layer) {
        if let Err(layer) = self.segment.add(layer) {
            self.encode_segment();
            // The first layer of a segment always joins it.
            let _ = self.segment.add(layer);
        }
    }

    fn encode_segment(&mut self) {
        let (layers, mut palette) = std::mem::take(&mut self.segment).finish();
        for layer in layers {
            let mut painter = Painter::new(&layer, &mut palette, self.style.dither == Dither::Soft);
            let is_lossy = self.style.tolerance > 0.0;
            let buffer = if is_lossy { lzw::encode(&mut painter, self.style.tolerance) } else { painter.indices() };
            // The sides of a GIF have 16 bits.
            let [left, top] = [layer.area.x, layer.area.y].map(|side| side as u16);
            let [width, height] = [layer.area.width, layer.area.height].map(|side| side as u16);
            let mut frame = Frame {
                delay: u16::try_from(layer.until - layer.at).unwrap_or(u16::MAX),
                dispose: if layer.is_cleared { DisposalMethod::Background } else { DisposalMethod::Keep },
                transparent: Some(palette.transparent()),
                left,
                top,
                width,
                height,
                buffer: Cow::Owned(buffer),
                ..Frame::default()
            };
            if !is_lossy {
                frame.make_lzw_pre_encoded();
            }
            self.encoded.push(Encoded { frame, palette: self.palettes.len() });
        }
        self.palettes.push(palette);
    }

    /// Writes the file. The palette of most frames stands at its head, those of others beside them.
    fn file(self) -> Result<Vec<u8>, EncodingError> {
        let n_frames = |palette: &usize| self.encoded.iter().filter(|encoded| encoded.palette == *palette).count();
        let global = (0..self.palettes.len()).rev().max_by_key(n_frames).unwrap_or_default();
        let colours = |palette: usize| self.palettes.get(palette).map(Palette::table).unwrap_or_default();
        // Both are at most 65,535.
        let mut encoder = Encoder::new(Vec::new(), self.size.0 as u16, self.size.1 as u16, &colours(global))?;
        encoder.set_repeat(match self.repeat {
            Repeat::Forever => gif::Repeat::Infinite,
            // What is stored are the runs after the first.
            Repeat::Times(n) => gif::Repeat::Finite(n.saturating_sub(1)),
        })?;
        for Encoded { mut frame, palette } in self.encoded {
            frame.palette = (palette != global).then(|| colours(palette));
            encoder.write_lzw_pre_encoded_frame(&frame)?;
        }
        encoder.into_inner()
    }
}

/// A time in the clock of GIFs, rounded, so that the rounding of delays does not add up.
fn centiseconds(time: Duration) -> u64 {
    u64::try_from((time.as_millis() + 5) / 10).unwrap_or(u64::MAX / 2)
}

fn failed(error: &EncodingError) -> Error {
    Error::Encoder { format: "GIF", reason: error.to_string() }
}
