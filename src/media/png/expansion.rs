//! Expansion of stored rows to samples of 8 or 16 bits: palettes, few bits, transparent colours (tRNS).
//!
//! Rows that need no expansion are passed on in place.

use super::super::reduce::Sample;
use super::header::{ColorType, PngHeader};

/// Expands the rows of a picture.
pub(super) struct SampleExpander {
    expansion: Expansion,
    indices: Vec<u8>,
    eight: Vec<u8>,
    sixteen: Vec<u16>,
}

enum Expansion {
    /// 8 bits, unchanged.
    Bytes,
    /// 16 bits, big-endian.
    Words,
    /// Indices of 1 to 8 bits into opaque colours.
    Opaque(u8, Box<[[u8; 3]; 256]>),
    /// Indices of 1 to 8 bits into colours with alpha.
    Colors(u8, Box<[[u8; 4]; 256]>),
    /// Grey of 1, 2 or 4 bits, and the 8-bit value of each.
    Grey(u8, [u8; 16]),
    /// Grey of up to 8 bits, and the stored value that is transparent.
    GreyKey(u8, u8),
    RgbKey([u8; 3]),
    GreyKeyWords(u16),
    RgbKeyWords([u16; 3]),
}

impl SampleExpander {
    /// Chooses the expansion by the header and the data of PLTE and tRNS.
    pub(super) fn new(header: &PngHeader, palette: &[u8], transparency: Option<&[u8]>) -> Self {
        let depth = header.depth;
        let key = |n: usize| -> Option<u16> {
            let bytes = transparency?.get(2 * n..)?.first_chunk()?;
            Some(u16::from_be_bytes(*bytes))
        };
        let grey_key = key(0);
        let rgb_key = || Some([key(0)?, key(1)?, key(2)?]);
        let expansion = match (header.color, depth) {
            (ColorType::Palette, _) => colors(depth, palette, transparency),
            (ColorType::Grey, 16) => grey_key.map_or(Expansion::Words, Expansion::GreyKeyWords),
            (ColorType::Grey, 8) => grey_key.map_or(Expansion::Bytes, |key| Expansion::GreyKey(8, key as u8)),
            (ColorType::Grey, _) => match grey_key {
                Some(key) => Expansion::GreyKey(depth, key as u8),
                None => Expansion::Grey(depth, std::array::from_fn(|n| full_scale(n as u8, depth))),
            },
            (ColorType::Rgb, 16) => rgb_key().map_or(Expansion::Words, Expansion::RgbKeyWords),
            (ColorType::Rgb, _) => {
                rgb_key().map_or(Expansion::Bytes, |key| Expansion::RgbKey(key.map(|value| value as u8)))
            }
            (ColorType::GreyAlpha | ColorType::Rgba, 16) => Expansion::Words,
            (ColorType::GreyAlpha | ColorType::Rgba, _) => Expansion::Bytes,
        };
        Self { expansion, indices: Vec::new(), eight: Vec::new(), sixteen: Vec::new() }
    }

    /// Returns the samples of an expanded pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
    pub(super) fn n_samples(&self, header: &PngHeader) -> usize {
        match self.expansion {
            Expansion::Bytes | Expansion::Words => header.n_samples(),
            Expansion::Grey(..) => 1,
            Expansion::GreyKey(..) | Expansion::GreyKeyWords(_) => 2,
            Expansion::Opaque(..) => 3,
            Expansion::Colors(..) | Expansion::RgbKey(_) | Expansion::RgbKeyWords(_) => 4,
        }
    }

    fn eight<'r>(&'r mut self, row: &'r [u8], width: usize) -> &'r [u8] {
        let indices = &mut self.indices;
        let out = &mut self.eight;
        match &self.expansion {
            Expansion::Opaque(depth, colors) => {
                each(unpack(row, *depth, width, indices), out, |&[n]| colors[usize::from(n)]);
            }
            Expansion::Colors(depth, colors) => {
                each(unpack(row, *depth, width, indices), out, |&[n]| colors[usize::from(n)]);
            }
            Expansion::Grey(depth, greys) => {
                each(unpack(row, *depth, width, indices), out, |&[n]| [greys[usize::from(n & 15)]]);
            }
            Expansion::GreyKey(depth, key) => {
                let indices = unpack(row, *depth, width, indices);
                each(indices, out, |&[n]| [full_scale(n, *depth), opaque_unless(n == *key)]);
            }
            Expansion::RgbKey(key) => each(row, out, |&[r, g, b]| [r, g, b, opaque_unless([r, g, b] == *key)]),
            _ => return row,
        }
        out
    }

    fn sixteen<'r>(&'r mut self, row: &'r [u8]) -> &'r [u16] {
        let out = &mut self.sixteen;
        out.clear();
        let words = row.as_chunks::<2>().0.iter().map(|&bytes| u16::from_be_bytes(bytes));
        match self.expansion {
            Expansion::GreyKeyWords(key) => {
                out.extend(words.flat_map(|grey| [grey, if grey == key { 0 } else { u16::MAX }]));
            }
            Expansion::RgbKeyWords(key) => {
                for &[r0, r1, g0, g1, b0, b1] in row.as_chunks::<6>().0 {
                    let color = [[r0, r1], [g0, g1], [b0, b1]].map(u16::from_be_bytes);
                    out.extend(color);
                    out.push(if color == key { 0 } else { u16::MAX });
                }
            }
            _ => out.extend(words),
        }
        out
    }
}

/// A sample type that rows are expanded to.
pub(super) trait PngSample: Sample {
    /// Expands a row of `width` pixels.
    fn expand<'r>(expander: &'r mut SampleExpander, row: &'r [u8], width: usize) -> &'r [Self];
}

impl PngSample for u8 {
    fn expand<'r>(expander: &'r mut SampleExpander, row: &'r [u8], width: usize) -> &'r [Self] {
        expander.eight(row, width)
    }
}

impl PngSample for u16 {
    fn expand<'r>(expander: &'r mut SampleExpander, row: &'r [u8], _width: usize) -> &'r [Self] {
        expander.sixteen(row)
    }
}

fn opaque_unless(is_transparent: bool) -> u8 {
    if is_transparent { 0 } else { u8::MAX }
}

/// Scales a sample of up to 8 bits to 8.
fn full_scale(value: u8, depth: u8) -> u8 {
    match depth {
        1 => value.wrapping_mul(0xFF),
        2 => value.wrapping_mul(0x55),
        4 => value.wrapping_mul(0x11),
        _ => value,
    }
}

/// Converts each pixel of `row` to one of `out`.
fn each<const FROM: usize, const TO: usize>(row: &[u8], out: &mut Vec<u8>, expand: impl Fn(&[u8; FROM]) -> [u8; TO]) {
    let pixels = row.as_chunks::<FROM>().0;
    out.resize(pixels.len() * TO, 0);
    for (place, pixel) in out.as_chunks_mut::<TO>().0.iter_mut().zip(pixels) {
        *place = expand(pixel);
    }
}

/// Unpacks samples of up to 8 bits, the highest bits first, to a byte each.
fn unpack<'r>(row: &'r [u8], depth: u8, width: usize, indices: &'r mut Vec<u8>) -> &'r [u8] {
    match depth {
        1 => each(row, indices, |&[byte]| [7, 6, 5, 4, 3, 2, 1, 0].map(|shift| byte >> shift & 1)),
        2 => each(row, indices, |&[byte]| [byte >> 6, byte >> 4 & 3, byte >> 2 & 3, byte & 3]),
        4 => each(row, indices, |&[byte]| [byte >> 4, byte & 15]),
        _ => return row,
    }
    indices.get(..width).unwrap_or(indices)
}

/// Reads a palette; indices without a colour are black, as in browsers.
fn colors(depth: u8, palette: &[u8], transparency: Option<&[u8]>) -> Expansion {
    let mut colors = Box::new([[0, 0, 0, u8::MAX]; 256]);
    for (color, &[r, g, b]) in colors.iter_mut().zip(palette.as_chunks::<3>().0) {
        *color = [r, g, b, u8::MAX];
    }
    let Some(alphas) = transparency else {
        return Expansion::Opaque(depth, Box::new(colors.map(|[r, g, b, _]| [r, g, b])));
    };
    for (color, &alpha) in colors.iter_mut().zip(alphas) {
        color[3] = alpha;
    }
    Expansion::Colors(depth, colors)
}
