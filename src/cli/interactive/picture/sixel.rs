//! Sixel, the pictures of the VT340 that foot, mlterm and xterm still draw: six rows of pixels at a time, a colour at a time.
//!
//! ```text
//! ESC P 0;1;0 q " 1;1;WIDTH;HEIGHT      1: pixels not drawn keep the background
//!   # N ; 2 ; R ; G ; B                 colour N in percent
//!   # N (RUN)… $ …  -                   a band: runs in colour N, back to its start; the next band
//! ESC \                                 RUN = one of ? to ~ (six bits, the lowest is the top row) or ! COUNT CHARACTER
//! ```
//! At most 256 colours, chosen by median cut (Heckbert 1982) over a histogram of 15 bits. There is no dithering: flat
//! drawings need none, and it would triple the bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use image::RgbaImage;

use super::OPAQUE;

/// Colours of a palette: as many as every terminal that draws sixel has registers for.
const COLOURS: usize = 256;
/// Bins of the histogram: five bits a channel.
const N_BINS: usize = 1 << 15;

/// Draws a picture at the cursor.
pub(super) fn encode(picture: &RgbaImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let (palette, indices) = quantise(picture);
    let mut out = format!("\u{1b}P0;1;0q\"1;1;{width};{height}");
    for (number, colour) in palette.iter().enumerate() {
        let [r, g, b] = colour.map(|level| (u32::from(level) * 100 + 127) / 255);
        // Writing to a String cannot fail, here and below.
        let _ = write!(out, "#{number};2;{r};{g};{b}");
    }
    for band in indices.chunks(width.max(1) as usize * 6) {
        let mut planes: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (at, index) in band.iter().enumerate() {
            let (x, y) = (at % width as usize, at / width as usize);
            if let Some(index) = index {
                planes.entry(*index).or_insert_with(|| vec![0; width as usize])[x] |= 1 << y;
            }
        }
        for (number, bits) in &planes {
            let _ = write!(out, "#{number}");
            write_runs(&mut out, bits);
            out.push('$');
        }
        out.push('-');
    }
    out.push_str("\u{1b}\\");
    out.into_bytes()
}

fn write_runs(out: &mut String, bits: &[u8]) {
    for run in bits.chunk_by(|a, b| a == b) {
        let glyph = char::from(b'?' + run.first().copied().unwrap_or(0));
        if run.len() > 3 {
            let _ = write!(out, "!{}{glyph}", run.len());
        } else {
            out.extend(std::iter::repeat_n(glyph, run.len()));
        }
    }
}

/// All pixels of one bin of the histogram.
#[derive(Clone, Copy, Default)]
struct Bin {
    key: usize,
    count: u64,
    sums: [u64; 3],
}

/// Chooses the colours, and says for each pixel which is its own; none for those more than half transparent.
fn quantise(picture: &RgbaImage) -> (Vec<[u8; 3]>, Vec<Option<u8>>) {
    let mut bins = vec![Bin::default(); N_BINS];
    for pixel in picture.pixels().filter(|pixel| pixel.0[3] >= OPAQUE) {
        let bin = &mut bins[key(pixel.0)];
        bin.count += 1;
        for (sum, level) in bin.sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(level);
        }
    }
    bins.iter_mut().enumerate().for_each(|(key, bin)| bin.key = key);
    bins.retain(|bin| bin.count > 0);
    let mut boxes = if bins.is_empty() { Vec::new() } else { vec![bins] };
    while boxes.len() < COLOURS {
        let worth = |bins: &Vec<Bin>| longest(bins).1 * bins.iter().map(|bin| bin.count).sum::<u64>();
        let Some(widest) = (0..boxes.len()).max_by_key(|at| worth(&boxes[*at])) else { break };
        if boxes[widest].len() < 2 {
            break;
        }
        let half = split(&mut boxes[widest]);
        boxes.push(half);
    }
    let mut number_of = vec![0u8; N_BINS];
    let mut palette = Vec::new();
    for (number, bins) in boxes.iter().enumerate() {
        let count: u64 = bins.iter().map(|bin| bin.count).sum();
        let mean = |channel: usize| bins.iter().map(|bin| bin.sums[channel]).sum::<u64>() / count;
        palette.push([0, 1, 2].map(|channel| u8::try_from(mean(channel)).unwrap_or(u8::MAX)));
        bins.iter().for_each(|bin| number_of[bin.key] = number as u8);
    }
    let indices = picture.pixels().map(|pixel| (pixel.0[3] >= OPAQUE).then(|| number_of[key(pixel.0)])).collect();
    (palette, indices)
}

/// The bin of a colour: five bits a channel.
fn key([r, g, b, _]: [u8; 4]) -> usize {
    usize::from(r >> 3) << 10 | usize::from(g >> 3) << 5 | usize::from(b >> 3)
}

fn channel_of(bin: &Bin, channel: usize) -> u64 {
    (bin.key >> (10 - 5 * channel) & 31) as u64
}

/// The channel in which a box is longest, and how long; 0 for one colour.
fn longest(bins: &[Bin]) -> (usize, u64) {
    let length = |channel: usize| {
        let levels = bins.iter().map(|bin| channel_of(bin, channel));
        levels.clone().max().unwrap_or(0) - levels.min().unwrap_or(0)
    };
    (0..3).map(|channel| (channel, length(channel))).max_by_key(|(_, length)| *length).unwrap_or((0, 0))
}

/// Cuts a box of at least two bins where half of its pixels lie on each side, and returns the upper part.
fn split(bins: &mut Vec<Bin>) -> Vec<Bin> {
    let channel = longest(bins).0;
    bins.sort_by_key(|bin| channel_of(bin, channel));
    let half = bins.iter().map(|bin| bin.count).sum::<u64>() / 2;
    let mut below = 0;
    let at = bins.iter().position(|bin| {
        below += bin.count;
        below > half
    });
    bins.split_off(at.unwrap_or(0).clamp(1, bins.len() - 1))
}
