//! Pictures out of characters: each cell is a `▀` whose foreground is the upper pixel and whose background is the lower one.
//!
//! The only picture that passes through tmux, screen and every terminal of the last decade. Pixels that are more than half
//! transparent let the terminal's own background through. A colour is written only where it changes, which halves the
//! bytes of flat drawings.

use image::RgbaImage;

use super::{Colours, OPAQUE};

/// SGR codes (ECMA-48): they set a colour; with [`DEFAULT`] added, they set the terminal's own.
const FOREGROUND: u8 = 38;
const BACKGROUND: u8 = 48;
const DEFAULT: u8 = 1;

/// An opaque pixel's colour; none for the terminal's own background.
type Colour = Option<[u8; 3]>;

/// Draws a grid of pixels, two to a cell, with its upper left corner at a column and row from 0.
pub(super) fn encode(grid: &RgbaImage, colours: Colours, (column, row): (u16, u16)) -> Vec<u8> {
    let mut out = String::new();
    for line in 0..grid.height().div_ceil(2) {
        out.push_str(&super::move_to(column, row.saturating_add(u16::try_from(line).unwrap_or(u16::MAX))));
        let (mut foreground, mut background) = (None, None);
        for x in 0..grid.width() {
            let upper = pixel(grid, x, line * 2);
            let lower = pixel(grid, x, line * 2 + 1);
            let (glyph, new_foreground, new_background) = match (upper, lower) {
                (None, None) => (' ', foreground.unwrap_or(None), None),
                (None, lower) => ('▄', lower, None),
                (upper, lower) => ('▀', upper, lower),
            };
            if foreground != Some(new_foreground) {
                out.push_str(&code(FOREGROUND, new_foreground, colours));
                foreground = Some(new_foreground);
            }
            if background != Some(new_background) {
                out.push_str(&code(BACKGROUND, new_background, colours));
                background = Some(new_background);
            }
            out.push(glyph);
        }
        out.push_str("\u{1b}[0m");
    }
    out.into_bytes()
}

fn pixel(grid: &RgbaImage, x: u32, y: u32) -> Colour {
    let [r, g, b, alpha] = grid.get_pixel_checked(x, y)?.0;
    (alpha >= OPAQUE).then_some([r, g, b])
}

/// Sets the foreground or the background; without a colour, the terminal's own.
fn code(which: u8, colour: Colour, colours: Colours) -> String {
    match (colour, colours) {
        (None, _) => format!("\u{1b}[{}m", which + DEFAULT),
        (Some([r, g, b]), Colours::True) => format!("\u{1b}[{which};2;{r};{g};{b}m"),
        (Some(rgb), Colours::Palette) => format!("\u{1b}[{which};5;{}m", nearest(rgb)),
    }
}

/// The levels of each channel in the palette's cube, colours 16 to 231.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Finds the colour of xterm's palette that is nearest: of its cube, or of its greys (232 to 255), never of the first
/// sixteen, which people redefine.
fn nearest(rgb: [u8; 3]) -> u8 {
    let step = |channel: u8| (0..6u8).min_by_key(|step| channel.abs_diff(LEVELS[usize::from(*step)])).unwrap_or(0);
    let steps = rgb.map(step);
    let cube = steps.map(|step| LEVELS[usize::from(step)]);
    let mean = rgb.iter().map(|channel| u32::from(*channel)).sum::<u32>() / 3;
    let grey_step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let grey = [8 + 10 * grey_step; 3];
    let distance = |other: [u8; 3]| rgb.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum::<u32>();
    if distance(grey) < distance(cube) { 232 + grey_step } else { 16 + 36 * steps[0] + 6 * steps[1] + steps[2] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_is_xterms() {
        for (rgb, colour) in [
            ([0, 0, 0], 16),
            ([255, 255, 255], 231),
            ([255, 0, 0], 196),
            ([95, 135, 175], 67),
            ([8, 8, 8], 232),
            ([128, 128, 128], 244),
            ([238, 238, 238], 255),
        ] {
            assert_eq!(nearest(rgb), colour, "{rgb:?}");
        }
    }
}
