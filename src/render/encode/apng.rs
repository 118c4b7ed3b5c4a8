//! APNG: of each frame the part that changed, without loss.
//!
//! The encoder of stills compresses each part; its data is put into the chunks of an animation
//! (<https://www.w3.org/TR/png-3/#apng-frame-based-animation>).

use std::time::Duration;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbaImage};

use super::area::Area;
use super::repeat::Repeat;
use crate::render::Error;

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Of `fcTL`: the canvas stays as it is after a frame, and a frame's pixels replace those of the canvas, transparent ones too.
const KEEP: u8 = 0;
const REPLACE: u8 = 0;

/// An animated PNG that is being encoded.
pub(super) struct Apng {
    repeat: Repeat,
    n_frames: u32,
    /// The next number of a chunk of the animation.
    sequence: u32,
    /// The chunks of the frames so far.
    chunks: Vec<u8>,
    /// The frame that is shown now.
    canvas: RgbaImage,
    /// What it changed and when; not written before it is known how long it is shown.
    waiting: Option<(Area, Duration)>,
}

impl Apng {
    pub(super) fn new((width, height): (u32, u32), repeat: Repeat) -> Self {
        let canvas = RgbaImage::new(width, height);
        Self { repeat, n_frames: 0, sequence: 0, chunks: Vec::new(), canvas, waiting: None }
    }

    pub(super) fn push(&mut self, frame: &RgbaImage, at: Duration) -> Result<(), Error> {
        let area = match self.waiting {
            None => Area::whole(frame.dimensions()),
            Some(_) => match Area::changed(&self.canvas, frame) {
                Some(area) => area,
                None => return Ok(()),
            },
        };
        self.write_waiting(at)?;
        self.canvas.copy_from_slice(frame);
        self.waiting = Some((area, at));
        Ok(())
    }

    pub(super) fn finish(mut self, end: Duration) -> Result<Vec<u8>, Error> {
        self.write_waiting(end)?;
        let n_plays = match self.repeat {
            Repeat::Forever => 0,
            Repeat::Times(n) => u32::from(n.max(1)),
        };
        let (width, height) = self.canvas.dimensions();
        let mut file = SIGNATURE.to_vec();
        // Eight bits a channel, RGBA.
        write_chunk(&mut file, b"IHDR", &[&width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]]);
        write_chunk(&mut file, b"acTL", &[&self.n_frames.to_be_bytes(), &n_plays.to_be_bytes()]);
        file.append(&mut self.chunks);
        write_chunk(&mut file, b"IEND", &[]);
        Ok(file)
    }

    /// Writes what waits, and shows it until a time.
    fn write_waiting(&mut self, until: Duration) -> Result<(), Error> {
        let Some((area, at)) = self.waiting.take() else { return Ok(()) };
        let Area { x, y, width, height } = area;
        let canvas = self.canvas.as_raw().as_chunks::<4>().0;
        let pixels: Vec<u8> = area.rows(canvas, self.canvas.width()).flatten().flatten().copied().collect();
        let (numerator, denominator) = fraction(at, until);
        let control = [
            &self.numbered() as &[u8],
            &[width, height, x, y].map(u32::to_be_bytes).concat(),
            &[numerator, denominator].map(u16::to_be_bytes).concat(),
            &[KEEP, REPLACE],
        ];
        write_chunk(&mut self.chunks, b"fcTL", &control);
        let mut still = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut still, CompressionType::Default, FilterType::Adaptive);
        let written = encoder.write_image(&pixels, width, height, ExtendedColorType::Rgba8);
        written.map_err(|error| Error::Encoder { format: "PNG", reason: error.to_string() })?;
        for data in image_data(&still) {
            if self.n_frames == 0 {
                write_chunk(&mut self.chunks, b"IDAT", &[data]);
            } else {
                let number = self.numbered();
                write_chunk(&mut self.chunks, b"fdAT", &[&number, data]);
            }
        }
        self.n_frames += 1;
        Ok(())
    }

    fn numbered(&mut self) -> [u8; 4] {
        self.sequence += 1;
        (self.sequence - 1).to_be_bytes()
    }
}

/// Returns the time between two as a fraction of seconds, in milliseconds if 16 bits hold them. Times are rounded, not what is between
/// them, so that the rounding does not add up.
fn fraction(at: Duration, until: Duration) -> (u16, u16) {
    let milliseconds = until.as_millis().saturating_sub(at.as_millis());
    let units = [(1, 1000), (10, 100), (1000, 1)];
    let fitting = units.iter().find_map(|&(unit, denominator)| {
        u16::try_from(milliseconds / unit).ok().map(|numerator| (numerator, denominator))
    });
    fitting.unwrap_or((u16::MAX, 1))
}

fn write_chunk(out: &mut Vec<u8>, name: &[u8; 4], parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    // A still's chunks have at most 2^31 bytes.
    out.extend((length as u32).to_be_bytes());
    let start = out.len();
    out.extend(name);
    parts.iter().for_each(|part| out.extend(*part));
    let checksum = crc32fast::hash(out.get(start..).unwrap_or_default());
    out.extend(checksum.to_be_bytes());
}

/// The contents of the `IDAT` chunks of a still.
fn image_data(png: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = png.get(SIGNATURE.len()..).unwrap_or_default();
    let chunks = std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after.get(4..)?;
        Some((name, data))
    });
    chunks.filter(|(name, _)| *name == b"IDAT").map(|(_, data)| data)
}
