//! A PNG writer that writes everything a PNG may be, interlaced or not, with filters as they come.

use std::io::Write;

use proptest::prelude::*;

use super::super::header::PngHeader;
use super::assert_same;

/// A picture to write.
#[derive(Clone, Debug)]
pub(super) struct Written {
    header: Vec<u8>,
    palette: Vec<u8>,
    transparency: Option<Vec<u8>>,
    pub(super) compressed: Vec<u8>,
    /// Bytes of an IDAT chunk.
    piece: usize,
}

impl Written {
    /// A picture of the kind that IHDR's depth, colour type and interlacing tell; its bytes come from `byte`.
    pub(super) fn new(
        (width, height): (u32, u32),
        (depth, color, interlaced): (u8, u8, bool),
        level: u32,
        filter: impl Fn(usize) -> u8,
        mut byte: impl FnMut() -> u8,
    ) -> Self {
        let kind = [depth, color, 0, 0, u8::from(interlaced)];
        let header = PngHeader::with_size(width, height, &kind).unwrap();
        let passes: &[[u32; 4]] = if interlaced {
            &[[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]]
        } else {
            &[[0, 0, 1, 1]]
        };
        let mut raw = Vec::new();
        for &[left, top, step_x, step_y] in passes {
            let columns = width.saturating_sub(left).div_ceil(step_x);
            let rows = height.saturating_sub(top).div_ceil(step_y);
            for n in 0..if columns == 0 { 0 } else { rows as usize } {
                raw.push(filter(n));
                // Whatever the differences are, they are those of some picture.
                raw.extend((0..header.row_bytes(columns)).map(|_| byte()));
            }
        }
        Self {
            header: [&width.to_be_bytes()[..], &height.to_be_bytes(), &kind].concat(),
            palette: if color == 3 { (0..3 << depth).map(|n| (n * 7) as u8).collect() } else { Vec::new() },
            transparency: None,
            compressed: zlib(&raw, level),
            piece: 100,
        }
    }

    /// A small picture with some of everything.
    pub(super) fn rgba(width: u32, height: u32) -> Self {
        let mut n = 0u32;
        let byte = || {
            n += 1;
            if n % 300 < 200 { (n.wrapping_mul(n) >> 5) as u8 } else { 0 }
        };
        Self::new((width, height), (8, 6, false), 6, |row| (row % 5) as u8, byte)
    }

    pub(super) fn with_transparency(mut self, data: Vec<u8>) -> Self {
        self.transparency = Some(data);
        self
    }

    /// The whole file, with these chunks after the header.
    pub(super) fn file(&self, chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        file.extend(chunk(b"IHDR", &self.header));
        for (name, data) in chunks {
            file.extend(chunk(name, data));
        }
        if !self.palette.is_empty() {
            file.extend(chunk(b"PLTE", &self.palette));
        }
        if let Some(data) = &self.transparency {
            file.extend(chunk(b"tRNS", data));
        }
        for data in self.compressed.chunks(self.piece) {
            file.extend(chunk(b"IDAT", data));
        }
        file.extend(chunk(b"IEND", &[]));
        file
    }
}

pub(super) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    [&(data.len() as u32).to_be_bytes()[..], &named, &crc32fast::hash(&named).to_be_bytes()].concat()
}

pub(in super::super) fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All depths that go with each colour type.
pub(super) const KINDS: [(u8, u8); 15] = [
    (1, 0),
    (2, 0),
    (4, 0),
    (8, 0),
    (16, 0),
    (8, 2),
    (16, 2),
    (1, 3),
    (2, 3),
    (4, 3),
    (8, 3),
    (8, 4),
    (16, 4),
    (8, 6),
    (16, 6),
];

/// The data of tRNS for a kind, if it may have any: alphas, or a colour that is likely to occur.
fn transparency(depth: u8, color: u8, seed: u8) -> Option<Vec<u8>> {
    let most = if depth < 16 { (1u16 << depth) - 1 } else { u16::MAX };
    let value = (u16::from(seed) * 0x101) & most & if depth == 16 { 0x0303 } else { 3 };
    match color {
        0 => Some(value.to_be_bytes().to_vec()),
        2 => Some([value.to_be_bytes(); 3].concat()),
        3 => Some((0..(1usize << depth).min(3 + usize::from(seed))).map(|n| (n * 50) as u8).collect()),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_picture_is_as_the_png_crate_reads_it(
        size in prop_oneof![(1u32..40, 1u32..40), (1u32..300, 1u32..60)],
        kind in prop::sample::select(&KINDS[..]),
        is_interlaced: bool,
        has_transparency: bool,
        level in 0u32..10,
        filters in prop::collection::vec(0u8..5, 1..7),
        piece in 1usize..3_000,
        seed: u32,
        spread in prop::sample::select(&[1u32, 2, 4, 30, 256][..]),
    ) {
        let mut state = seed | 1;
        let byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Small differences, many of them zero or repeated, as in pictures.
            ((state >> 16) % spread) as u8
        };
        let (depth, color) = kind;
        let filter = |row: usize| filters[row % filters.len()];
        let mut written = Written::new(size, (depth, color, is_interlaced), level, filter, byte);
        written.piece = piece;
        if has_transparency && let Some(data) = transparency(depth, color, seed as u8) {
            written = written.with_transparency(data);
        }
        assert_same(&written.file(&[]), &format!("{size:?} {kind:?}"));
    }

    #[test]
    fn what_the_png_crate_writes_is_read(
        width in 1u32..200, height in 1u32..100, color in 0usize..4, filter in 0usize..6, is_deep: bool, seed: u32,
    ) {
        use png::{ColorType, Filter};
        let color = [ColorType::Grayscale, ColorType::GrayscaleAlpha, ColorType::Rgb, ColorType::Rgba][color];
        let filter = [Filter::NoFilter, Filter::Sub, Filter::Up, Filter::Avg, Filter::Paeth, Filter::Adaptive][filter];
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(color);
        encoder.set_depth(if is_deep { png::BitDepth::Sixteen } else { png::BitDepth::Eight });
        encoder.set_filter(filter);
        let n_bytes = width as usize * height as usize * color.samples() * if is_deep { 2 } else { 1 };
        let samples: Vec<u8> = (0..n_bytes as u32).map(|n| (n.wrapping_mul(seed | 1) >> 20) as u8).collect();
        encoder.write_header().unwrap().write_image_data(&samples).unwrap();
        assert_same(&file, "written");
    }
}

/// Windows are moved, and rows are longer than them.
#[test]
fn big_pictures_are_read() {
    let mut n = 0u32;
    let mut byte = || {
        n = n.wrapping_mul(1_664_525).wrapping_add(1);
        if n & 0xF00 == 0 { (n >> 20) as u8 } else { (n >> 30) as u8 }
    };
    for (size, kind) in [
        ((1_500, 700), (8, 2, false)),
        ((90_000, 5), (8, 6, false)),
        ((1, 70_000), (16, 4, false)),
        ((800, 901), (8, 6, true)),
    ] {
        let mut written = Written::new(size, kind, 6, |row| [4, 4, 3, 1, 4][row % 5], &mut byte);
        written.piece = 8_192;
        assert_same(&written.file(&[]), &format!("{size:?}"));
    }
}
