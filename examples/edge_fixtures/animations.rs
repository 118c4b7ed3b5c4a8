//! `anim/`: frames as letters on canvases of 6×4, so that what must come out can be written in a test as letters, too.
//!
//! `.` is transparent; `g` is green at half opacity.

use image::{Rgba, RgbaImage};

use crate::gif_file::{BACKGROUND, Frame, KEEP, NONE, PREVIOUS, at, frame};
use crate::png_file::{self, Kind, RGBA, chunk};
use crate::{Failure, File, gif_file, webp_file};

const RED: &str = "RRRRRR RRRRRR RRRRRR RRRRRR";

pub(crate) fn files() -> Result<Vec<File>, Failure> {
    let files = [gifs(), times(), odd_gifs(), apngs()?, webps()?].concat();
    Ok(files.into_iter().map(|(name, bytes)| (format!("anim/{name}"), bytes)).collect())
}

fn named(files: impl IntoIterator<Item = (&'static str, Vec<u8>)>) -> Vec<File> {
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

fn gifs() -> Vec<File> {
    let disposed =
        |dispose| gif_file::file(6, 4, Some(0), &[frame(RED, KEEP), at(1, 1, "GG GG", dispose), at(5, 3, "B", KEEP)]);
    let local = |colour| {
        let mut palette = [[0; 3]; 8];
        palette[1] = colour;
        Some(palette)
    };
    let own = |rows, colour| Frame { local: local(colour), ..frame(rows, KEEP) };
    let lines = "RRRRRR GGGGGG BBBBBB WWWWWW KKKKKK YYYYYY RRRRRR GGGGGG BBBBBB WWWWWW";
    named([
        ("dispose-none.gif", disposed(NONE)),
        ("dispose-keep.gif", disposed(KEEP)),
        ("dispose-background.gif", disposed(BACKGROUND)),
        ("dispose-previous.gif", disposed(PREVIOUS)),
        ("dispose-previous-first.gif", gif_file::file(6, 4, Some(0), &[frame(RED, PREVIOUS), at(2, 1, "GG", KEEP)])),
        ("offsets.gif", gif_file::file(6, 4, Some(0), &[at(1, 1, "RRR RRR", KEEP), at(4, 2, "GG GG", KEEP)])),
        (
            "beyond-canvas.gif",
            gif_file::file(
                6,
                4,
                Some(0),
                &[frame(RED, KEEP), at(4, 2, "GGGG GGGG GGGG", BACKGROUND), at(9, 9, "B", KEEP)],
            ),
        ),
        ("first-frame-larger.gif", gif_file::file(2, 2, Some(0), &[frame(RED, KEEP), at(5, 3, "B", KEEP)])),
        ("screen-of-zero.gif", gif_file::file(0, 0, Some(0), &[frame(RED, KEEP), at(0, 0, "B", KEEP)])),
        (
            "local-palettes.gif",
            gif_file::file(6, 4, Some(0), &[frame(RED, KEEP), own("RR RR", [0, 255, 0]), own("R", [0, 0, 255])]),
        ),
        (
            "transparency.gif",
            gif_file::file(6, 4, Some(0), &[frame(RED, KEEP), frame("G.G.G. .G.G.G ...... YYYYYY", KEEP)]),
        ),
        (
            "interlaced.gif",
            gif_file::file(
                6,
                10,
                Some(0),
                &[
                    Frame { interlaced: true, ..frame(lines, KEEP) },
                    Frame { interlaced: true, ..at(1, 1, "K Y W", KEEP) },
                ],
            ),
        ),
    ])
}

fn times() -> Vec<File> {
    let two = [frame(RED, KEEP), at(1, 1, "GG", KEEP)];
    let delayed: Vec<Frame> = [0, 1, 2, 7]
        .into_iter()
        .zip(["R", "G", "B", "W"])
        .map(|(delay, rows)| Frame { delay, ..frame(rows, KEEP) })
        .collect();
    named([
        ("loop-absent.gif", gif_file::file(6, 4, None, &two)),
        ("loop-0.gif", gif_file::file(6, 4, Some(0), &two)),
        ("loop-3.gif", gif_file::file(6, 4, Some(3), &two)),
        ("delays.gif", gif_file::file(6, 4, Some(0), &delayed)),
    ])
}

fn odd_gifs() -> Vec<File> {
    let clear = "...... ...... ...... ......";
    let drawn = "RGBWKY YKWBGR RRGGBB WWKKYY";
    let whole = gif_file::file(6, 4, Some(0), &[frame(RED, KEEP), at(1, 1, "GG", KEEP)]);
    let no_trailer = whole[..whole.len() - 1].to_vec();
    let mut old = gif_file::file(6, 4, None, &[frame(drawn, KEEP)]);
    old[3..6].copy_from_slice(b"87a");
    // Header (13 bytes), palette (24), then the control block (8), which that version did not have.
    old.drain(37..45);
    // A frame of four rows whose codes end after the second.
    let (size, codes) = gif_file::lzw(&[2; 12]);
    let mut short = gif_file::header(6, 4);
    short.extend(gif_file::image(&frame(RED, KEEP)));
    short.extend([0x2C, 0, 0, 0, 0, 6, 0, 4, 0, 0, size]);
    short.extend(gif_file::sub_blocks(&codes));
    short.push(0x3B);
    named([
        (
            "first-blank.gif",
            gif_file::file(6, 4, Some(0), &[frame(clear, KEEP), frame(drawn, KEEP), at(2, 2, "W", KEEP)]),
        ),
        (
            "first-white.gif",
            gif_file::file(6, 4, Some(0), &[frame("WWWWWW WWWWWW WWWWWW WWWWWW", KEEP), frame(drawn, KEEP)]),
        ),
        (
            "all-equal.gif",
            gif_file::file(6, 4, Some(0), &[frame(drawn, KEEP), frame(drawn, KEEP), at(1, 0, "GB", KEEP)]),
        ),
        ("one-frame.gif", gif_file::file(6, 4, Some(0), &[frame(drawn, KEEP)])),
        ("gif87a.gif", old),
        ("no-trailer.gif", no_trailer),
        ("trailing-garbage.gif", [&whole[..], b"GIF89a<html>\0\x2C\x21"].concat()),
        ("short-frame.gif", short),
    ])
}

/// Rows of letters as pixels.
fn pixels(rows: &str) -> RgbaImage {
    let rows: Vec<&[u8]> = rows.split(' ').map(str::as_bytes).collect();
    RgbaImage::from_fn(rows[0].len() as u32, rows.len() as u32, |x, y| {
        Rgba(match rows[y as usize][x as usize] {
            b'R' => [255, 0, 0, 255],
            b'G' => [0, 255, 0, 255],
            b'B' => [0, 0, 255, 255],
            b'g' => [0, 255, 0, 128],
            _ => [0; 4],
        })
    })
}

/// A frame of an APNG: place, rows, disposal (0 none, 1 background, 2 previous), blending (0 source, 1 over).
struct Piece(u32, u32, &'static str, u8, u8);

fn apng(hidden: Option<&str>, pieces: &[Piece]) -> Result<Vec<u8>, Failure> {
    let kind = Kind { depth: 8, colour: RGBA, interlaced: false };
    let packed = |rows: &str| {
        let picture = pixels(rows);
        let samples: Vec<u32> = picture.iter().map(|&v| u32::from(v)).collect();
        png_file::deflate(&png_file::rows(&samples, picture.width() as usize * 4, 8))
    };
    let mut chunks = vec![png_file::header(6, 4, kind)];
    chunks.push(chunk(b"acTL", &[&(pieces.len() as u32).to_be_bytes()[..], &[0, 0, 0, 2]].concat()));
    if let Some(rows) = hidden {
        chunks.push(chunk(b"IDAT", &packed(rows)?));
    }
    let mut sequence = 0_u32;
    let mut number = || {
        sequence += 1;
        (sequence - 1).to_be_bytes()
    };
    for (n, Piece(left, top, rows, dispose, blend)) in pieces.iter().enumerate() {
        let (width, height) = pixels(rows).dimensions();
        let mut control = number().to_vec();
        [width, height, *left, *top].iter().for_each(|v| control.extend(v.to_be_bytes()));
        // 1/10 s.
        control.extend([0, 1, 0, 10, *dispose, *blend]);
        chunks.push(chunk(b"fcTL", &control));
        let data = packed(rows)?;
        if n == 0 && hidden.is_none() {
            chunks.push(chunk(b"IDAT", &data));
        } else {
            // In two parts, as encoders with small buffers write them.
            let (first, second) = data.split_at(data.len() / 2);
            chunks.push(chunk(b"fdAT", &[&number()[..], first].concat()));
            chunks.push(chunk(b"fdAT", &[&number()[..], second].concat()));
        }
    }
    Ok(png_file::file(&chunks))
}

fn apngs() -> Result<Vec<File>, Failure> {
    let disposed =
        |dispose| apng(None, &[Piece(0, 0, RED, 0, 0), Piece(1, 1, "GG GG", dispose, 0), Piece(5, 3, "B", 0, 0)]);
    Ok(named([
        ("blend-source.png", apng(None, &[Piece(0, 0, RED, 0, 0), Piece(1, 1, "g.G", 0, 0)])?),
        ("blend-over.png", apng(None, &[Piece(0, 0, RED, 0, 0), Piece(1, 1, "g.G", 0, 1)])?),
        ("dispose-none.png", disposed(0)?),
        ("dispose-background.png", disposed(1)?),
        ("dispose-previous.png", disposed(2)?),
        ("dispose-previous-first.png", apng(None, &[Piece(0, 0, RED, 2, 0), Piece(1, 1, "GG", 0, 0)])?),
        (
            "hidden-default.png",
            apng(Some("BBBBBB BBBBBB BBBBBB BBBBBB"), &[Piece(0, 0, RED, 0, 0), Piece(1, 1, "GG", 0, 0)])?,
        ),
        ("one-frame.png", apng(None, &[Piece(0, 0, RED, 0, 0)])?),
    ]))
}

fn webps() -> Result<Vec<File>, Failure> {
    let piece = |left, top, rows: &str, dispose, blend| -> Result<Vec<u8>, Failure> {
        let picture = pixels(rows);
        let pixels = webp_file::pixels(&webp_file::lossless(&picture)?);
        Ok(webp_file::frame(&webp_file::Frame { left, top, size: picture.dimensions(), dispose, blend, pixels }))
    };
    let file = |size: (u32, u32), loops, frames: Vec<Vec<u8>>| {
        let flags = webp_file::ANIMATION_FLAG | webp_file::ALPHA_FLAG;
        let head = vec![webp_file::extended(flags, size.0, size.1), webp_file::animation(loops)];
        webp_file::file(&[head, frames].concat())
    };
    let plain = |colour| RgbaImage::from_pixel(16, 16, Rgba(colour));
    let lossy = |colour, blend| -> Result<Vec<u8>, Failure> {
        let pixels = webp_file::pixels(&webp_file::lossy(&plain(colour))?);
        Ok(webp_file::frame(&webp_file::Frame { left: 0, top: 0, size: (16, 16), dispose: false, blend, pixels }))
    };
    Ok(named([
        ("offsets.webp", file((6, 4), 0, vec![piece(2, 2, "RRR", false, true)?, piece(4, 0, "GG GG", false, true)?])),
        ("blend.webp", file((6, 4), 0, vec![piece(0, 0, RED, false, true)?, piece(2, 2, "g.G", false, true)?])),
        ("no-blend.webp", file((6, 4), 3, vec![piece(0, 0, RED, false, false)?, piece(2, 2, "g.G", false, false)?])),
        (
            "dispose.webp",
            file(
                (6, 4),
                0,
                vec![piece(0, 0, RED, false, false)?, piece(2, 2, "GG", true, false)?, piece(0, 0, "B", false, false)?],
            ),
        ),
        ("lossy-frames.webp", file((16, 16), 0, vec![lossy([255, 0, 0, 255], false)?, lossy([0, 255, 0, 128], true)?])),
    ]))
}
