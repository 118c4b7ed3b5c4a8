//! Pictures decoded again from the bytes that a terminal would get, by readers that know only the protocols.
//!
//! The oracle is the picture that was given: kitty and iTerm2 exactly, sixel within its palette, half blocks cell by cell.

use crate::cli::base64;
use image::{Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

const CELL: Cell = Some((8, 16));
const AREA: Area = Area { column: 2, row: 1, columns: 20, rows: 10 };

fn picture(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        Rgba([(x * 255 / width) as u8, (y * 255 / height) as u8, if (x / 9 + y / 9) % 2 == 0 { 220 } else { 30 }, 255])
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The mean difference of all channels, transparent pixels as black.
fn difference(a: &RgbaImage, b: &RgbaImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

fn decode_kitty(bytes: &[u8]) -> (String, RgbaImage) {
    let text = text(bytes);
    let mut control = String::new();
    let mut payload = String::new();
    let chunks: Vec<&str> = text.split("\u{1b}_G").skip(1).collect();
    for (at, chunk) in chunks.iter().enumerate() {
        let (keys, data) = chunk.strip_suffix("\u{1b}\\").unwrap().split_once(';').unwrap();
        assert!(data.len() <= 4096);
        assert!(data.len().is_multiple_of(4));
        assert_eq!(keys.contains("m=1"), at + 1 < chunks.len());
        control.push_str(keys);
        payload.push_str(data);
    }
    (control, image::load_from_memory(&base64::decode(&payload)).unwrap().to_rgba8())
}

/// A reader of sixel: numbers, then what each command does with them.
fn decode_sixel(bytes: &[u8]) -> RgbaImage {
    let text = text(bytes);
    let body = text.split_once("\u{1b}P0;1;0q").unwrap().1.strip_suffix("\u{1b}\\").unwrap();
    let (size, mut rest) =
        body.strip_prefix('"').unwrap().split_once('#').map(|(size, _)| (size, &body[size.len() + 1..])).unwrap();
    let size: Vec<u32> = size.split(';').map(|number| number.parse().unwrap()).collect();
    let mut out = RgbaImage::new(size[2], size[3]);
    let mut palette = std::collections::HashMap::new();
    let (mut colour, mut x, mut y) = (0, 0, 0);
    while let Some(command) = rest.chars().next() {
        rest = &rest[1..];
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(rest.len());
        let numbers: Vec<u32> = if "#!".contains(command) {
            let (numbers, after) = rest.split_at(digits);
            rest = after;
            numbers.split(';').map(|number| number.parse().unwrap()).collect()
        } else {
            Vec::new()
        };
        let (glyph, count) = match command {
            '#' => {
                colour = numbers[0];
                if let [_, 2, r, g, b] = numbers[..] {
                    palette.insert(colour, [r, g, b].map(|percent| (percent * 255 / 100) as u8));
                }
                continue;
            }
            '$' => {
                x = 0;
                continue;
            }
            '-' => {
                (x, y) = (0, y + 6);
                continue;
            }
            '!' => {
                let glyph = rest.chars().next().unwrap();
                rest = &rest[1..];
                (glyph, numbers[0])
            }
            glyph => (glyph, 1),
        };
        let bits = u32::from(glyph) - u32::from('?');
        assert!(bits < 64, "{glyph:?}");
        for _ in 0..count {
            for bit in (0..6).filter(|bit| bits >> bit & 1 == 1) {
                let [r, g, b] = palette[&colour];
                out.put_pixel(x, y + bit, Rgba([r, g, b, 255]));
            }
            x += 1;
        }
    }
    out
}

/// A reader of half blocks in full colour; the grid is as large as what was drawn.
fn decode_blocks(bytes: &[u8]) -> (RgbaImage, (u32, u32)) {
    let text = text(bytes);
    let (mut ink, mut paper) = ([0; 4], [0; 4]);
    let (mut column, mut row) = (0, 0);
    let mut cells = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            let (upper, lower) = match c {
                '▀' => (ink, paper),
                '▄' => (paper, ink),
                ' ' => (paper, paper),
                _ => unreachable!("{c:?}"),
            };
            cells.push((column, row, upper, lower));
            column += 1;
            continue;
        }
        assert_eq!(chars.next(), Some('['));
        let sequence: String = chars.by_ref().take_while(|c| c.is_ascii_digit() || *c == ';').collect();
        let numbers: Vec<u32> = sequence.split(';').map(|number| number.parse().unwrap()).collect();
        // take_while ate the letter: a move has two numbers, colours one or five.
        match numbers[..] {
            [line, place] => (row, column) = (line, place),
            [0] => (ink, paper) = ([0; 4], [0; 4]),
            [39] => ink = [0; 4],
            [49] => paper = [0; 4],
            [38, 2, r, g, b] => ink = [r as u8, g as u8, b as u8, 255],
            [48, 2, r, g, b] => paper = [r as u8, g as u8, b as u8, 255],
            _ => unreachable!("{numbers:?}"),
        }
    }
    let (left, top) = (cells.iter().map(|c| c.0).min().unwrap(), cells.iter().map(|c| c.1).min().unwrap());
    let (right, bottom) = (cells.iter().map(|c| c.0).max().unwrap(), cells.iter().map(|c| c.1).max().unwrap());
    let mut out = RgbaImage::new(right - left + 1, (bottom - top + 1) * 2);
    for (x, y, upper, lower) in cells {
        out.put_pixel(x - left, (y - top) * 2, Rgba(upper));
        out.put_pixel(x - left, (y - top) * 2 + 1, Rgba(lower));
    }
    (out, (left - 1, top - 1))
}

#[test]
fn kitty_gets_the_picture_in_chunks() {
    let given = picture(400, 300);
    let area = Area { columns: 60, rows: 30, ..AREA };
    let bytes = encode(&given, Protocol::Kitty, area, CELL);
    let (control, shown) = decode_kitty(&bytes);
    assert_eq!(difference(&shown, &resize(&given, 480, 360)), 0.0);
    assert!(control.starts_with("a=T,f=100,i=28257,q=2,C=1,m=1"), "{control}");
    assert!(text(&bytes).starts_with("\u{1b}[5;3H"), "in the middle of its area");
    let (control, _) = decode_kitty(&encode(&given, Protocol::Kitty, area, None));
    assert!(control.contains("c=60,r=23,"), "{control}");
}

#[test]
fn iterm_gets_the_picture_and_its_cells() {
    let given = picture(160, 80);
    let text = text(&encode(&given, Protocol::Iterm, AREA, CELL));
    let (control, payload) = text.split_once(':').unwrap();
    assert!(control.starts_with("\u{1b}[4;3H\u{1b}]1337;File=inline=1;size="), "{control:?}");
    assert!(control.contains("width=20;height=5;"), "{control:?}");
    let png = base64::decode(payload.strip_suffix('\u{7}').unwrap());
    assert!(control.contains(&format!("size={};", png.len())));
    assert_eq!(image::load_from_memory(&png).unwrap().to_rgba8(), given);
}

#[test]
fn sixel_looks_like_the_picture() {
    // Fewer colours than registers: only the rounding to percent is lost. More: the mean is still near.
    let flat = RgbaImage::from_fn(50, 31, |x, y| Rgba([(x / 10 * 50) as u8, (y / 7 * 60) as u8, 77, 255]));
    for (given, tolerance) in [(flat, 1.0), (picture(160, 150), 4.0)] {
        let shown = decode_sixel(&sixel::encode(&given));
        assert!(difference(&shown, &given) < tolerance, "{}", difference(&shown, &given));
    }
    let mut holed = picture(20, 20);
    holed.put_pixel(3, 4, Rgba([9, 9, 9, 20]));
    assert_eq!(decode_sixel(&sixel::encode(&holed)).get_pixel(3, 4).0, [0; 4]);
    assert!(text(&sixel::encode(&RgbaImage::new(4, 4))).ends_with("-\u{1b}\\"), "nothing to see is no failure");
}

#[test]
fn half_blocks_are_the_picture_and_leave_holes() {
    let mut given = picture(20, 20);
    for (x, y) in [(0, 0), (5, 4), (5, 5), (7, 9), (19, 19)] {
        given.put_pixel(x, y, Rgba([0, 0, 0, 0]));
    }
    let bytes = half_block::encode(&given, Colours::True, (2, 1));
    let (shown, corner) = decode_blocks(&bytes);
    assert_eq!((shown, corner), (given, (2, 1)));
    let bytes = encode(&picture(1600, 800), Protocol::Blocks(Colours::True), AREA, CELL);
    assert_eq!(decode_blocks(&bytes).0.dimensions(), (20, 10), "wide pictures fill the width and keep their shape");
}

#[test]
fn a_mean_respects_what_is_transparent() {
    let mut given = RgbaImage::from_pixel(4, 2, Rgba([255, 255, 255, 0]));
    given.put_pixel(0, 0, Rgba([200, 10, 0, 255]));
    assert_eq!(resize(&given, 2, 1).get_pixel(0, 0).0, [200, 10, 0, 64]);
}

proptest! {
    #[test]
    fn every_picture_stays_in_its_area_and_sends_no_stray_control(
        (width, height) in (1u32..90, 1u32..90),
        (columns, rows) in (1u16..40, 1u16..20),
        cell in prop_oneof![Just(None), (4u16..12, 8u16..24).prop_map(Some)],
        colours in prop_oneof![Just(Colours::True), Just(Colours::Palette)],
        hole in any::<u8>(),
    ) {
        let mut given = picture(width, height);
        given.pixels_mut().step_by(7).for_each(|pixel| pixel.0[3] = hole);
        let area = Area { columns, rows, ..AREA };
        let bytes = encode(&given, Protocol::Blocks(colours), area, cell);
        let text = text(&bytes);
        let is_stray = |c: char| c.is_control() && c != '\u{1b}';
        prop_assert!(!text.chars().any(is_stray));
        for sequence in text.split('\u{1b}').skip(1) {
            let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            prop_assert!(sequence.starts_with('[') && "mH".contains(&sequence[end..=end]));
        }
        if colours == Colours::True {
            let (shown, (left, top)) = decode_blocks(&bytes);
            prop_assert!(left >= 2 && left + shown.width() <= 2 + u32::from(columns));
            prop_assert!(top >= 1 && top + shown.height() / 2 <= 1 + u32::from(rows));
        }
        let (_, shown) = decode_kitty(&encode(&given, Protocol::Kitty, area, cell));
        let (cell_width, cell_height) = cell.unwrap_or(USUAL_CELL);
        prop_assert!(shown.width() <= u32::from(columns) * u32::from(cell_width));
        prop_assert!(shown.height() <= u32::from(rows) * u32::from(cell_height));
    }
}
