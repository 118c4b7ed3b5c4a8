//! WebP, chunk by chunk; the pixels are packed by the encoders of `image` (lossless) and libwebp (lossy).

use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbaImage};
use nakigao::render::{Encoding, encode};

use crate::Failure;

pub(crate) const ICC_FLAG: u8 = 0x20;
pub(crate) const ALPHA_FLAG: u8 = 0x10;
pub(crate) const ANIMATION_FLAG: u8 = 0x02;

pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
    [&name[..], &(data.len() as u32).to_le_bytes(), data, padding].concat()
}

/// Puts a file together.
pub(crate) fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [&b"RIFF"[..], &(body.len() as u32 + 4).to_le_bytes(), b"WEBP", &body].concat()
}

/// The head of a file that has more than one picture's pixels in it.
pub(crate) fn extended(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let ([w0, w1, w2, _], [h0, h1, h2, _]) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    chunk(b"VP8X", &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2])
}

/// A whole file without loss.
pub(crate) fn lossless(picture: &RgbaImage) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let (width, height) = picture.dimensions();
    WebPEncoder::new_lossless(&mut out).write_image(picture, width, height, ExtendedColorType::Rgba8)?;
    Ok(out)
}

/// A whole file with loss; its alpha channel, if any, is without.
pub(crate) fn lossy(picture: &RgbaImage) -> Result<Vec<u8>, Failure> {
    Ok(encode(picture, Encoding::WebP { quality: 95 })?)
}

/// The chunks of a still that hold pixels: `ALPH`, `VP8 ` or `VP8L`.
pub(crate) fn pixels(still: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = still.get(12..).unwrap_or_default();
    while let [a, b, c, d, l0, l1, l2, l3, after @ ..] = rest {
        let length = u32::from_le_bytes([*l0, *l1, *l2, *l3]) as usize;
        let padded = (length + length % 2).min(after.len());
        if matches!(&[*a, *b, *c, *d], b"ALPH" | b"VP8 " | b"VP8L") {
            out.extend_from_slice(&rest[..8 + padded]);
        }
        rest = &after[padded..];
    }
    out
}

/// Where a frame lies (even numbers), how it is drawn, and its pixels.
pub(crate) struct Frame {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: (u32, u32),
    /// Its place becomes transparent afterwards.
    pub(crate) dispose: bool,
    /// Drawn over what is there, rather than in its place.
    pub(crate) blend: bool,
    pub(crate) pixels: Vec<u8>,
}

/// A frame of 100 ms.
pub(crate) fn frame(frame: &Frame) -> Vec<u8> {
    let mut data = Vec::new();
    for number in [frame.left / 2, frame.top / 2, frame.size.0 - 1, frame.size.1 - 1, 100] {
        data.extend(&number.to_le_bytes()[..3]);
    }
    data.push(u8::from(frame.dispose) | u8::from(!frame.blend) << 1);
    data.extend(&frame.pixels);
    chunk(b"ANMF", &data)
}

/// The chunk that says how often an animation runs; 0 for ever.
pub(crate) fn animation(loops: u16) -> Vec<u8> {
    let [low, high] = loops.to_le_bytes();
    // The background is opaque white, which viewers ignore.
    chunk(b"ANIM", &[255, 255, 255, 255, low, high])
}
