//! The header chunk (IHDR): size, depth, colour type, interlacing, and the length of rows.

use super::super::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum ColorType {
    Grey,
    Rgb,
    Palette,
    GreyAlpha,
    Rgba,
}

impl ColorType {
    pub(super) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct PngHeader {
    pub(in super::super) width: u32,
    pub(in super::super) height: u32,
    /// Bits a sample: 1, 2, 4, 8 or 16.
    pub(in super::super) depth: u8,
    pub(in super::super) color: ColorType,
    pub(in super::super) is_interlaced: bool,
}

impl PngHeader {
    pub(super) fn read(data: &[u8]) -> Result<Self, Error> {
        match data {
            [w0, w1, w2, w3, h0, h1, h2, h3, kind @ ..] => {
                let size = |bytes: [&u8; 4]| u32::from_be_bytes(bytes.map(|&byte| byte));
                Self::with_size(size([w0, w1, w2, w3]), size([h0, h1, h2, h3]), kind)
            }
            _ => Err(Error::broken("damaged PNG: its header is too short")),
        }
    }

    /// Makes the header of a picture of this size from the last five bytes of IHDR: of an APNG's subframe, too.
    pub(in super::super) fn with_size(width: u32, height: u32, kind: &[u8]) -> Result<Self, Error> {
        let &[depth, color, compression, filter, interlacing] = kind else {
            return Err(Error::broken(format!("damaged PNG: its header has {} bytes, not 13", kind.len() + 8)));
        };
        let (color, depths): (_, &[u8]) = match color {
            0 => (ColorType::Grey, &[1, 2, 4, 8, 16]),
            2 => (ColorType::Rgb, &[8, 16]),
            3 => (ColorType::Palette, &[1, 2, 4, 8]),
            4 => (ColorType::GreyAlpha, &[8, 16]),
            6 => (ColorType::Rgba, &[8, 16]),
            _ => return Err(Error::broken(format!("damaged PNG: no colour type {color}"))),
        };
        if !depths.contains(&depth) {
            return Err(Error::broken(format!("damaged PNG: {depth} bits a sample do not go with its colour type")));
        }
        if (compression, filter) != (0, 0) || interlacing > 1 {
            return Err(Error::broken("damaged PNG: an unknown method of compression, filtering or interlacing"));
        }
        if width.max(height) > i32::MAX as u32 {
            return Err(Error::broken(format!("damaged PNG: a size of {width}×{height}")));
        }
        Ok(Self { width, height, depth, color, is_interlaced: interlacing == 1 })
    }

    /// Returns the stored samples of a pixel.
    pub(super) fn n_samples(&self) -> usize {
        match self.color {
            ColorType::Grey | ColorType::Palette => 1,
            ColorType::GreyAlpha => 2,
            ColorType::Rgb => 3,
            ColorType::Rgba => 4,
        }
    }

    /// Returns the distance in bytes to the pixel on the left, at least 1.
    pub(super) fn step(&self) -> usize {
        (self.n_samples() * usize::from(self.depth)).div_ceil(8)
    }

    /// Returns the bytes of a row of `width` pixels.
    pub(super) fn row_bytes(&self, width: u32) -> usize {
        (width as usize * self.n_samples() * usize::from(self.depth)).div_ceil(8)
    }
}
