//! A caption on a picture, as subtitles are: light letters with a dark edge, in the middle near the lower edge.

use image::{Rgba, RgbaImage};

use super::drawing::lay_picture;
use super::fonts::Fonts;
use super::text::{TextLine, Typesetter};

/// The size of letters, in parts of a picture's height and width; the less of both holds.
const OF_HEIGHT: f32 = 0.085;
const OF_WIDTH: f32 = 0.06;

/// The least size of letters, in pixels: below, they cannot be read.
const LEAST_SIZE: f32 = 11.0;

/// The part of the width that lines take at most, and how many there are at most; what is longer is cut.
const LINE_PART: f32 = 0.94;
const MOST_LINES: u32 = 4;

/// The edge around letters, and the space below the last line, in parts of their size.
const EDGE: f32 = 0.09;
const SPACE_BELOW: f32 = 0.3;

const LIGHT: Rgba<u8> = Rgba([255, 255, 255, 255]);
const DARK: Rgba<u8> = Rgba([0, 0, 0, 255]);

/// A caption for pictures of one size.
pub struct CaptionBand {
    band: RgbaImage,
    top: u32,
}

impl CaptionBand {
    /// Sets a text, whose lines stay lines, for pictures of a size.
    pub fn new(text: &str, fonts: &Fonts, (width, height): (u32, u32)) -> Self {
        let size = (height as f32 * OF_HEIGHT).min(width as f32 * OF_WIDTH).max(LEAST_SIZE);
        let mut setter = Typesetter::new(size, fonts);
        let room = width as f32 * LINE_PART;
        let mut lines: Vec<TextLine> = Vec::new();
        for line in text.lines() {
            let left = MOST_LINES.saturating_sub(lines.len() as u32);
            if left > 0 {
                lines.extend(setter.wrap(line, room, left));
            }
        }
        let edge = (size * EDGE).max(1.0);
        let (margin, pitch) = (edge.ceil() as u32, setter.line_height());
        let mut band = RgbaImage::new(width, lines.len() as u32 * pitch + 2 * margin);
        for (number, line) in (0..).zip(&lines) {
            let (x, top) = ((width as f32 - setter.width(line)) / 2.0, margin + number * pitch);
            for (dx, dy) in around(edge) {
                setter.draw(&mut band, line, x + dx, top.saturating_add_signed(dy), DARK);
            }
            setter.draw(&mut band, line, x, top, LIGHT);
        }
        let below = (size * SPACE_BELOW) as u32;
        let top = height.saturating_sub(band.height() + below);
        Self { band, top }
    }

    /// Draws it on a picture of the size.
    pub fn draw_on(&self, picture: &mut RgbaImage) {
        lay_picture(picture, &self.band, 0, self.top);
    }
}

/// Places on a circle and within it, so close that letters drawn there leave no gap; those below and above are whole pixels.
fn around(radius: f32) -> impl Iterator<Item = (f32, i32)> {
    let reach = radius.ceil() as i32;
    (-reach..=reach).flat_map(move |dy| {
        let across = (radius * radius - (dy * dy) as f32).max(0.0).sqrt();
        let n = across.ceil().max(1.0) as i32;
        (-n..=n).map(move |step| (across * step as f32 / n as f32, dy))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_is_light_with_a_dark_edge_in_the_middle_below() {
        let grey = Rgba([128, 128, 128, 255]);
        for (width, height, text) in [(480, 270, "Do you like this school?"), (128, 128, "涙"), (90, 400, "one\ntwo")]
        {
            let mut picture = RgbaImage::from_pixel(width, height, grey);
            CaptionBand::new(text, &Fonts::default(), (width, height)).draw_on(&mut picture);
            let of = |levels: std::ops::RangeInclusive<u8>| {
                let pixels = picture.enumerate_pixels().filter(move |(.., pixel)| levels.contains(&pixel[0]));
                pixels.map(|(x, y, _)| (x, y)).collect::<Vec<_>>()
            };
            let (light, dark) = (of(190..=255), of(0..=60));
            assert!(light.len() > 5 && dark.len() > 20, "{text}: {} light, {} dark", light.len(), dark.len());
            let middle = light.iter().map(|(x, _)| f64::from(*x)).sum::<f64>() / light.len() as f64;
            assert!((middle - f64::from(width) / 2.0).abs() < f64::from(width) / 12.0, "{text}: {middle} of {width}");
            assert!(light.iter().all(|(_, y)| *y > height / 2) && dark.iter().all(|(_, y)| *y < height), "{text}");
        }
    }

    #[test]
    fn what_has_no_room_is_cut() {
        let mut picture = RgbaImage::from_pixel(16, 8, DARK);
        CaptionBand::new("a very long line of dialogue", &Fonts::default(), (16, 8)).draw_on(&mut picture);
        assert_eq!(picture.dimensions(), (16, 8));
    }
}
