//! A picture as bytes for a terminal: four protocols behind one call.
//!
//! Pure: pixels and an area of cells in, bytes out; which protocol a terminal speaks is told by `detect`. A picture keeps
//! its shape, sits in the middle of its area and never covers a cell outside of it. Transparent pixels stay transparent.
//!
//! Start reading at [`encode`].

mod half_block;
mod iterm;
mod kitty;
mod sharpen;
mod side_by_side;
mod sixel;
#[cfg(test)]
mod tests;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbaImage};

pub(in crate::cli) use side_by_side::{halves, side_by_side};

/// How a picture is sent to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Protocol {
    /// kitty graphics.
    Kitty,
    /// iTerm2 inline pictures.
    Iterm,
    /// Sixel.
    Sixel,
    /// Half blocks.
    Blocks(Colours),
    /// Not at all.
    Nothing,
}

/// The colours that characters can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Colours {
    /// Eight bits a channel.
    True,
    /// xterm's 256.
    Palette,
}

/// A rectangle of cells, counted from 0 at the upper left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Area {
    pub(in crate::cli) column: u16,
    pub(in crate::cli) row: u16,
    pub(in crate::cli) columns: u16,
    pub(in crate::cli) rows: u16,
}

/// Width and height of a cell in pixels, where the terminal tells them.
pub(in crate::cli) type Cell = Option<(u16, u16)>;

/// The cell of a terminal that does not tell: half as wide as high, as nearly all are.
const USUAL_CELL: (u16, u16) = (10, 20);

/// How often a small picture is enlarged at most: a GIF of 320 pixels fills a window of 1280, and an icon stays sharp.
const MOST_ENLARGED: f64 = 4.0;

/// The least alpha of a pixel that is drawn, where a protocol knows no degrees of it.
const OPAQUE: u8 = 128;

/// The longer side, in pixels, that a picture needs to fill an area.
pub(in crate::cli) fn edge(protocol: Protocol, area: Area, cell: Cell) -> u32 {
    let (width, height) = match protocol {
        Protocol::Nothing => (0, 0),
        Protocol::Blocks(_) => (u32::from(area.columns), u32::from(area.rows) * 2),
        _ => {
            let (width, height) = cell.unwrap_or(USUAL_CELL);
            (u32::from(area.columns) * u32::from(width), u32::from(area.rows) * u32::from(height))
        }
    };
    width.max(height)
}

/// Writes what shows a picture in the middle of an area; nothing if the area or the picture is empty.
pub(in crate::cli) fn encode(picture: &RgbaImage, protocol: Protocol, area: Area, cell: Cell) -> Vec<u8> {
    if area.columns == 0 || area.rows == 0 || picture.width() == 0 || picture.height() == 0 {
        return Vec::new();
    }
    let (cell_width, cell_height) = cell.unwrap_or(USUAL_CELL);
    // A block is as wide as a cell: this limit keeps a pixel from more than one block.
    let most = if matches!(protocol, Protocol::Blocks(_)) { f64::from(cell_width) } else { MOST_ENLARGED };
    let (width, height) = fit(picture.dimensions(), area, (cell_width, cell_height), most);
    let cells_across = |pixels: u32, cell: u16| u16::try_from(pixels.div_ceil(u32::from(cell))).unwrap_or(u16::MAX);
    let columns = cells_across(width, cell_width).min(area.columns);
    let rows = cells_across(height, cell_height).min(area.rows);
    let corner = (area.column + (area.columns - columns) / 2, area.row + (area.rows - rows) / 2);
    let mut out = move_to(corner.0, corner.1).into_bytes();
    match protocol {
        Protocol::Kitty => {
            // Where the cell is known the pixels fit as they are, and the shape is exact.
            let scaled = if cell.is_some() { None } else { Some((columns, rows)) };
            out.extend(kitty::encode(&png(&resize(picture, width, height)), scaled));
        }
        Protocol::Iterm => out.extend(iterm::encode(&png(&resize(picture, width, height)), (columns, rows))),
        Protocol::Sixel => out.extend(sixel::encode(&resize(picture, width, height))),
        Protocol::Blocks(colours) => {
            let across = (width + u32::from(cell_width) / 2) / u32::from(cell_width);
            let down = (height * 2 + u32::from(cell_height) / 2) / u32::from(cell_height);
            let grid = resize(picture, across.max(1), down.max(1));
            let is_reduced = grid.width() < picture.width();
            let grid = if is_reduced { sharpen::sharpened(&grid) } else { grid };
            out = half_block::encode(&grid, colours, corner);
        }
        Protocol::Nothing => out.clear(),
    }
    out
}

/// Writes what takes the last picture away, apart from the blanks that are written over it.
pub(super) fn erase(protocol: Protocol) -> Vec<u8> {
    if protocol == Protocol::Kitty { kitty::erase() } else { Vec::new() }
}

/// Moves the cursor to a column and row from 0.
pub(super) fn move_to(column: u16, row: u16) -> String {
    format!("\u{1b}[{};{}H", u32::from(row) + 1, u32::from(column) + 1)
}

/// The size in pixels at which a picture fills an area in one direction, enlarged at most so many times.
fn fit((width, height): (u32, u32), area: Area, (cell_width, cell_height): (u16, u16), most: f64) -> (u32, u32) {
    let wide = f64::from(area.columns) * f64::from(cell_width);
    let high = f64::from(area.rows) * f64::from(cell_height);
    let scale = (wide / f64::from(width)).min(high / f64::from(height)).min(most);
    let scaled = |length: u32, limit: f64| (f64::from(length) * scale).round().clamp(1.0, limit.max(1.0)) as u32;
    (scaled(width, wide), scaled(height, high))
}

/// Makes a picture smaller by the mean of the pixels that each new one covers, weighted by how much is covered and how
/// opaque it is; larger by a cubic spline, so that no squares are seen.
fn resize(picture: &RgbaImage, width: u32, height: u32) -> RgbaImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    if width > picture.width() && height > picture.height() {
        return image::imageops::resize(picture, width, height, image::imageops::FilterType::CatmullRom);
    }
    let (across, down) = (covers(picture.width(), width), covers(picture.height(), height));
    let mut bytes = Vec::with_capacity(width as usize * height as usize * 4);
    for rows in &down {
        for columns in &across {
            let (mut colour, mut alpha, mut weight) = ([0f32; 3], 0f32, 0f32);
            for (y, part_of_row) in rows {
                for (x, part_of_column) in columns {
                    let [r, g, b, a] = picture.get_pixel(*x, *y).0.map(f32::from);
                    let part = part_of_row * part_of_column;
                    weight += part;
                    alpha += a * part;
                    colour = [colour[0] + r * a * part, colour[1] + g * a * part, colour[2] + b * a * part];
                }
            }
            bytes.extend(colour.map(|sum| if alpha > 0.0 { (sum / alpha).round() as u8 } else { 0 }));
            bytes.push((alpha / weight.max(f32::MIN_POSITIVE)).round() as u8);
        }
    }
    RgbaImage::from_raw(width, height, bytes).expect("four bytes were pushed for each pixel")
}

/// For each of `to` new pixels in a line of `from`, the old ones it covers and how much of each.
fn covers(from: u32, to: u32) -> Vec<Vec<(u32, f32)>> {
    let step = f64::from(from) / f64::from(to);
    let cover = |at: u32| {
        let (start, end) = (f64::from(at) * step, f64::from(at + 1) * step);
        let last = (end.ceil() as u32).clamp(1, from) - 1;
        let first = (start.floor() as u32).min(last);
        let part = |old: u32| (end.min(f64::from(old + 1)) - start.max(f64::from(old))).max(1e-6) as f32;
        (first..=last).map(|old| (old, part(old))).collect()
    };
    (0..to).map(cover).collect()
}

/// Encodes quickly rather than small: the bytes live for one write.
fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgba8)
        .expect("the pixels are as many as the size says, and a Vec takes all bytes");
    out
}
