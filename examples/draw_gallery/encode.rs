//! From pixels to files.
//!
//! An animation becomes a GIF with one palette; a frame after the first holds only the rectangle that changed, and in it
//! only the pixels that did. A still becomes a JPEG, a lossless WebP or a PNG with a palette.

use std::error::Error;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::palette::Palette;

/// Frames of one size, as rows of RGB.
#[derive(Debug)]
pub(crate) struct Film {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) frames: Vec<Vec<[u8; 3]>>,
    /// How long each frame is shown, in hundredths of a second.
    pub(crate) delays: Vec<u16>,
}

/// What a frame after the first is drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// The frame before (disposal *keep*).
    Previous,
    /// The first frame, restored each time (disposal *previous*).
    First,
}

impl Film {
    /// A stretch of the film at half its size.
    pub(crate) fn excerpt(&self, frames: std::ops::Range<usize>) -> Film {
        let (width, height) = (self.width / 2, self.height / 2);
        let pixel = |frame: &[[u8; 3]], i: usize| {
            let at =
                |dx: usize, dy: usize| frame[(i / width * 2 + dy) * self.width + i % width * 2 + dx].map(u16::from);
            let four = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
            [0, 1, 2].map(|c| (four.iter().map(|q| q[c]).sum::<u16>() / 4) as u8)
        };
        let half = |frame: &Vec<[u8; 3]>| (0..width * height).map(|i| pixel(frame, i)).collect();
        let delays = self.delays[frames.clone()].to_vec();
        Film { width, height, frames: self.frames[frames].iter().map(half).collect(), delays }
    }
}

type Bytes = Result<Vec<u8>, Box<dyn Error + Send + Sync>>;

/// Writes a GIF that repeats for ever.
pub(crate) fn gif(film: &Film, colours: usize, over: Over) -> Bytes {
    let (width, height) = (film.width, film.height);
    let mut palette = Palette::choose(&film.frames, colours.min(255));
    let nothing = palette.colours.len() as u8;
    let mut table = palette.colours.concat();
    table.extend([0, 0, 0]);
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, width as u16, height as u16, &table)?;
    encoder.set_repeat(gif::Repeat::Infinite)?;
    let mut below: Option<Vec<u8>> = None;
    for (frame, &delay) in film.frames.iter().zip(&film.delays) {
        let indices = palette.map(frame, width);
        let mut out = gif::Frame { delay, dispose: gif::DisposalMethod::Keep, ..gif::Frame::default() };
        match &below {
            None => {
                (out.width, out.height) = (width as u16, height as u16);
                out.buffer = indices.clone().into();
                below = Some(indices);
            }
            Some(before) => {
                let differs = |x: usize, y: usize| before[y * width + x] != indices[y * width + x];
                let (left, top, right, bottom) = changed(width, height, differs);
                let rows = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
                let pixel = |(x, y)| if differs(x, y) { indices[y * width + x] } else { nothing };
                out.buffer = rows.map(pixel).collect::<Vec<u8>>().into();
                (out.left, out.top) = (left as u16, top as u16);
                (out.width, out.height) = ((right - left) as u16, (bottom - top) as u16);
                out.transparent = Some(nothing);
                match over {
                    Over::Previous => below = Some(indices),
                    Over::First => out.dispose = gif::DisposalMethod::Previous,
                }
            }
        }
        encoder.write_frame(&out)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// The smallest rectangle around what changed: left, top, and the first column and row beyond. One pixel if nothing did.
fn changed(width: usize, height: usize, differs: impl Fn(usize, usize) -> bool) -> (usize, usize, usize, usize) {
    let (mut left, mut top, mut right, mut bottom) = (width, height, 0, 0);
    for y in 0..height {
        for x in 0..width {
            if differs(x, y) {
                (left, right) = (left.min(x), right.max(x + 1));
                (top, bottom) = (top.min(y), bottom.max(y + 1));
            }
        }
    }
    if right == 0 { (0, 0, 1, 1) } else { (left, top, right, bottom) }
}

/// Writes the first frame as a JPEG.
pub(crate) fn jpeg(film: &Film, quality: u8) -> Bytes {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    encoder.write_image(&film.frames[0].concat(), film.width as u32, film.height as u32, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// Writes the first frame as a lossless WebP, in plain areas of so many colours: patterns would double its size.
pub(crate) fn webp(film: &Film, colours: usize) -> Bytes {
    let palette = Palette::choose(&film.frames, colours);
    let indices = palette.nearest(&film.frames[0]);
    let rgb: Vec<u8> = indices.iter().flat_map(|&i| palette.colours[usize::from(i)]).collect();
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(&rgb, film.width as u32, film.height as u32, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// Writes the first frame as a PNG with a palette.
///
/// The encoder at hand knows no palettes, so the indices are written as shades of grey; then the header is told
/// otherwise and the palette put behind it.
pub(crate) fn png(film: &Film, colours: usize) -> Bytes {
    let mut palette = Palette::choose(&film.frames, colours.min(256));
    let indices = palette.map(&film.frames[0], film.width);
    let mut grey = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut grey, CompressionType::Best, FilterType::NoFilter);
    encoder.write_image(&indices, film.width as u32, film.height as u32, ExtendedColorType::L8)?;
    // Signature (8 bytes), then IHDR: length (4), name (4), 13 bytes of which the tenth is the colour type, check (4).
    let mut bytes = grey[..8].to_vec();
    let mut header = grey[16..29].to_vec();
    header[9] = 3;
    bytes.extend(chunk(*b"IHDR", &header));
    bytes.extend(chunk(*b"PLTE", &palette.colours.concat()));
    bytes.extend(&grey[33..]);
    Ok(bytes)
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body: Vec<u8> = name.iter().chain(data).copied().collect();
    let mut check = u32::MAX;
    for &byte in &body {
        check ^= u32::from(byte);
        for _ in 0..8 {
            check = if check & 1 == 1 { check >> 1 ^ 0xedb8_8320 } else { check >> 1 };
        }
    }
    [&(data.len() as u32).to_be_bytes(), &body[..], &(!check).to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four frames of a white square that moves over two colours.
    fn film() -> Film {
        let pixel = |frame: usize, i: usize| match (i % 8, i / 8) {
            (x, y) if (frame..frame + 3).contains(&x) && (2..5).contains(&y) => [255, 255, 255],
            (x, _) if x < 4 => [200, 30, 30],
            _ => [20, 20, 160],
        };
        let frame = |frame| (0..64).map(|i| pixel(frame, i)).collect();
        Film { width: 8, height: 8, frames: (0..4).map(frame).collect(), delays: vec![5, 6, 7, 8] }
    }

    #[test]
    fn a_gif_shows_every_frame_as_it_was_though_it_holds_only_changes() {
        for over in [Over::Previous, Over::First] {
            let film = film();
            let bytes = gif(&film, 8, over).unwrap();
            let mut options = gif::DecodeOptions::new();
            options.set_color_output(gif::ColorOutput::RGBA);
            let mut decoder = options.read_info(bytes.as_slice()).unwrap();
            let mut shown = vec![[0_u8; 3]; 64];
            for (frame, delay) in film.frames.iter().zip(&film.delays) {
                let part = decoder.read_next_frame().unwrap().unwrap();
                let before = shown.clone();
                for (i, pixel) in part.buffer.chunks(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
                    let (width, left, top) = (usize::from(part.width), usize::from(part.left), usize::from(part.top));
                    shown[(top + i / width) * 8 + left + i % width].copy_from_slice(&pixel[..3]);
                }
                assert_eq!((&shown, part.delay), (frame, *delay), "{over:?}");
                assert!(part.width == 8 || part.height == 3, "{over:?}: not cropped");
                if part.dispose == gif::DisposalMethod::Previous {
                    shown = before;
                }
            }
        }
    }

    #[test]
    fn stills_read_back_in_their_own_colours() {
        for bytes in [png(&film(), 8).unwrap(), webp(&film(), 8).unwrap()] {
            let read = image::load_from_memory(&bytes).unwrap().to_rgb8();
            assert_eq!(read.into_raw(), film().frames[0].concat());
        }
    }

    #[test]
    fn an_excerpt_is_half_as_large_and_keeps_its_delays() {
        let part = film().excerpt(1..3);
        assert_eq!((part.width, part.height, part.delays), (4, 4, vec![6, 7]));
        assert_eq!(part.frames[0][4], [227, 142, 142]);
    }
}
