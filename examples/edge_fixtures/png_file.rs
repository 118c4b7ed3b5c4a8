//! PNG, chunk by chunk.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::Failure;

pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Header fields beside the size.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) depth: u8,
    pub(crate) colour: u8,
    pub(crate) interlaced: bool,
}

pub(crate) const GREY: u8 = 0;
pub(crate) const RGB: u8 = 2;
pub(crate) const PALETTE: u8 = 3;
pub(crate) const GREY_ALPHA: u8 = 4;
pub(crate) const RGBA: u8 = 6;

pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let mut check = u32::MAX;
    for &byte in &body {
        check ^= u32::from(byte);
        for _ in 0..8 {
            check = if check & 1 == 1 { check >> 1 ^ 0xedb8_8320 } else { check >> 1 };
        }
    }
    [&(data.len() as u32).to_be_bytes(), &body[..], &(!check).to_be_bytes()].concat()
}

pub(crate) fn header(width: u32, height: u32, kind: Kind) -> Vec<u8> {
    let last = [kind.depth, kind.colour, 0, 0, u8::from(kind.interlaced)];
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &last].concat())
}

/// Puts a file together.
pub(crate) fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    [SIGNATURE, &chunks.concat(), &chunk(b"IEND", &[])].concat()
}

/// Compresses data whose first byte is zero: to the encoder, it is the filter byte of a grey row.
pub(crate) fn deflate(data: &[u8]) -> Result<Vec<u8>, Failure> {
    let Some((0, row)) = data.split_first() else { return Err("the first byte is not zero".into()) };
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::NoFilter);
    encoder.write_image(row, row.len() as u32, 1, ExtendedColorType::L8)?;
    let mut compressed = Vec::new();
    let mut rest = png.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((name, after)) = after.split_at_checked(4) else { break };
        let Some((data, after)) = after.split_at_checked(length) else { break };
        if name == b"IDAT" {
            compressed.extend_from_slice(data);
        }
        rest = after.get(4..).unwrap_or_default();
    }
    Ok(compressed)
}

/// Rows without a filter; samples are packed to the depth.
pub(crate) fn rows(samples: &[u32], per_row: usize, depth: u8) -> Vec<u8> {
    let mut out = Vec::new();
    for row in samples.chunks(per_row) {
        out.push(0);
        match depth {
            16 => out.extend(row.iter().flat_map(|&v| (v as u16).to_be_bytes())),
            _ => {
                let per_byte = usize::from(8 / depth);
                out.extend(row.chunks(per_byte).map(|part| {
                    let packed = part.iter().fold(0, |bits, &v| bits << depth | v);
                    (packed << (usize::from(depth) * (per_byte - part.len()))) as u8
                }));
            }
        }
    }
    out
}

/// Samples in the order of Adam7's seven passes, as rows without a filter; 8 bits.
pub(crate) fn adam7(samples: &[u32], width: u32, height: u32, channels: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for (left, top, across, down) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        for y in (top..height).step_by(down) {
            out.push(0);
            for x in (left..width).step_by(across) {
                let at = (y * width + x) as usize * channels;
                out.extend(samples[at..at + channels].iter().map(|&v| v as u8));
            }
        }
    }
    out
}

/// A whole still: header, chunks before the pixels, pixels.
pub(crate) fn still(size: (u32, u32), kind: Kind, before: &[Vec<u8>], samples: &[u32]) -> Result<Vec<u8>, Failure> {
    let channels = match kind.colour {
        GREY_ALPHA => 2,
        RGB => 3,
        RGBA => 4,
        _ => 1,
    };
    let raw = if kind.interlaced {
        adam7(samples, size.0, size.1, channels)
    } else {
        rows(samples, size.0 as usize * channels, kind.depth)
    };
    let idat = chunk(b"IDAT", &deflate(&raw)?);
    Ok(file(&[vec![header(size.0, size.1, kind)], before.to_vec(), vec![idat]].concat()))
}

/// The chunk that holds a colour profile.
pub(crate) fn profile(icc: &[u8]) -> Result<Vec<u8>, Failure> {
    Ok(chunk(b"iCCP", &[b"icc\0\0", &deflate(icc)?[..]].concat()))
}
