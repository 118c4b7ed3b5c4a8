//! Animated WebP: the walk over the RIFF chunks; each subframe is decoded as a WebP file of its own.
//!
//! ```text
//! RIFF size WEBP  VP8X(flags …)  [ICCP]  ANIM(background, loops)  ANMF*
//! ANMF = x/2 y/2 width-1 height-1 duration (24 bits each, little-endian), flags, [ALPH] VP8 | VP8L
//! ```
//! The background colour is ignored, as by browsers: the canvas begins transparent.

use std::time::Duration;

use super::super::error::Error;
use super::super::limits::Limits;
use super::super::webp::{RiffChunk, WebPHeader, chunk, decode_pixels};
use super::super::{Facts, Format};
use super::canvas::{Canvas, Disposal};
use super::region::Region;
use super::{FrameCosts, Source, Structure};

/// The frames of an animated WebP.
pub(super) struct AnimatedWebP<'a> {
    frames: Vec<WebPFrame<'a>>,
}

struct WebPFrame<'a> {
    region: Region,
    disposal: Disposal,
    over: bool,
    delay: Duration,
    alpha: Option<&'a [u8]>,
    name: &'a [u8],
    data: &'a [u8],
}

const ANIMATION_FLAG: u8 = 0x02;
const ALPHA_FLAG: u8 = 0x10;

impl<'a> AnimatedWebP<'a> {
    /// Walks over all chunks; `None` for a still.
    pub(super) fn read(bytes: &'a [u8], limits: &Limits) -> Result<Option<Structure<'a>>, Error> {
        let mut frames = Vec::new();
        let (mut loops, mut icc, mut size, mut has_alpha) = (0, None, None, false);
        let promised =
            bytes.get(4..).and_then(|rest| rest.first_chunk()).map_or(0, |n| u32::from_le_bytes(*n)) as usize;
        let end = promised.saturating_add(8);
        let mut rest = bytes.get(12..).unwrap_or_default();
        while let Some(chunk) = chunk(rest) {
            let RiffChunk { name, data, after } = chunk;
            match (name, data) {
                (b"VP8X", Some([flags, _, _, _, w0, w1, w2, h0, h1, h2, ..])) if flags & ANIMATION_FLAG != 0 => {
                    has_alpha = flags & ALPHA_FLAG != 0;
                    size = Some((number([*w0, *w1, *w2]) + 1, number([*h0, *h1, *h2]) + 1));
                }
                (b"VP8X" | b"VP8 " | b"VP8L", Some(_)) if size.is_none() => return Ok(None),
                (b"ICCP", Some(data)) => icc = Some(data.to_vec()),
                (b"ANIM", Some([_, _, _, _, l0, l1, ..])) => loops = u32::from(u16::from_le_bytes([*l0, *l1])),
                (b"ANMF", Some(data)) => {
                    let n = frames.len() + 1;
                    let frame = frame(data)
                        .ok_or_else(|| Error::broken(format!("frame {n}: damaged WebP: a bad ANMF chunk")))?;
                    frames.push(frame);
                    limits.check_frames(frames.len())?;
                }
                // Bytes behind the end that the RIFF header gives are ignored.
                (_, None) if size.is_some() && bytes.len() - rest.len() >= end && !frames.is_empty() => break,
                (_, None) if size.is_some() => {
                    let place = format!("frame {}, after {} bytes", frames.len() + 1, bytes.len());
                    return Err(Error::truncated(format!("the WebP ends in {place}")));
                }
                _ => {}
            }
            rest = after;
        }
        let Some(size) = size else { return Ok(None) };
        if end > bytes.len() + 1 {
            let place = format!("after frame {}, {} bytes of {end}", frames.len(), bytes.len());
            return Err(Error::truncated(format!("the WebP ends {place}")));
        }
        if frames.is_empty() {
            return Err(Error::broken("damaged WebP: an animation without frames"));
        }
        let facts = Facts { loop_count: Some(loops), ..Facts::of_still(Format::WebP, size, has_alpha) };
        // The subframe in the decoder and as RGBA.
        let regions = frames.iter().map(|frame| frame.region).collect();
        let delays = frames.iter().map(|frame| frame.delay).collect();
        let costs = FrameCosts { regions, bytes_a_pixel: 8, nanoseconds_a_pixel: 5 };
        Structure::new(facts, delays, icc, (Source::WebP(Self { frames }), costs, bytes.len()), limits).map(Some)
    }

    /// Draws a frame; returns whether a pixel changed.
    pub(super) fn draw(&self, index: usize, canvas: &mut Canvas) -> Result<bool, Error> {
        let Some(frame) = self.frames.get(index) else { return Ok(false) };
        let single = frame.single();
        let WebPHeader { width, height, .. } = WebPHeader::read(&single)?;
        if (width, height) != (frame.region.width, frame.region.height) {
            return Err(Error::broken("damaged WebP: a picture of another size than its frame"));
        }
        let picture = decode_pixels(&single, (width, height))?;
        let changed = canvas.begin(frame.region, frame.disposal);
        Ok(canvas.draw(frame.region, &picture, frame.over) | changed)
    }
}

impl WebPFrame<'_> {
    /// Returns the subframe as a WebP file.
    fn single(&self) -> Vec<u8> {
        let mut webp = b"RIFF\0\0\0\0WEBP".to_vec();
        if let Some(alpha) = self.alpha {
            let [w0, w1, w2, _] = (self.region.width - 1).to_le_bytes();
            let [h0, h1, h2, _] = (self.region.height - 1).to_le_bytes();
            push_chunk(&mut webp, b"VP8X", &[ALPHA_FLAG, 0, 0, 0, w0, w1, w2, h0, h1, h2]);
            push_chunk(&mut webp, b"ALPH", alpha);
        }
        push_chunk(&mut webp, self.name, self.data);
        let size = u32::try_from(webp.len() - 8).unwrap_or(u32::MAX);
        webp[4..8].copy_from_slice(&size.to_le_bytes());
        webp
    }
}

fn push_chunk(webp: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    webp.extend_from_slice(name);
    webp.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    webp.extend_from_slice(data);
    if data.len() % 2 == 1 {
        webp.push(0);
    }
}

fn number([a, b, c]: [u8; 3]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

fn frame(data: &[u8]) -> Option<WebPFrame<'_>> {
    let (head, mut rest) = data.split_first_chunk::<16>()?;
    let field = |at: usize| number([head[at], head[at + 1], head[at + 2]]);
    let region = Region { left: field(0) * 2, top: field(3) * 2, width: field(6) + 1, height: field(9) + 1 };
    let disposal = if head[15] & 1 == 1 { Disposal::Clear } else { Disposal::Keep };
    let mut alpha = None;
    while let Some(RiffChunk { name, data: content, after }) = chunk(rest) {
        match name {
            b"ALPH" => alpha = Some(content?),
            b"VP8 " | b"VP8L" => {
                let over = head[15] & 2 == 0;
                let delay = Duration::from_millis(u64::from(field(12)));
                return Some(WebPFrame { region, disposal, over, delay, alpha, name, data: content? });
            }
            _ => {}
        }
        rest = after;
    }
    None
}
