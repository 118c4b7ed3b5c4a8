//! `hostile/`: small files that ask for much: memory, time, or a walk in circles.

use image::RgbaImage;

use crate::png_file::{self, GREY, Kind, RGB, chunk};
use crate::tiff_file::{self, LONG, entries};
use crate::{Failure, File, gif_file, scene, stills, webp_file};

/// What every header here promises on each side.
const HUGE: u16 = 65_535;

pub(crate) fn files() -> Result<Vec<File>, Failure> {
    let files = [
        ("huge.jpg", huge_jpeg()),
        ("huge.png", huge_png()?),
        ("huge.gif", gif_of(HUGE, HUGE, &[(HUGE, HUGE)])),
        ("huge.webp", huge_webp()?),
        ("huge-lossless.webp", huge_lossless()),
        ("huge.bmp", huge_bmp()),
        ("huge.tif", tiff_file::file(&entries(u32::from(HUGE), u32::from(HUGE), 1, &[]), 0, &[0; 12])),
        ("huge.qoi", [&b"qoif"[..], &[0, 0, 255, 255, 0, 0, 255, 255, 4, 0], &[0; 7], &[1]].concat()),
        ("huge.tga", [&[0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 32, 8][..], &[0; 16]].concat()),
        ("huge.ppm", format!("P6\n{HUGE} {HUGE}\n255\nabc").into_bytes()),
        ("huge.pam", b"P7\nWIDTH 4294967295\nHEIGHT 4294967295\nDEPTH 4\nMAXVAL 255\nENDHDR\n".to_vec()),
        ("inflating.png", inflating_png()?),
        ("text-bomb.png", bomb(b"zTXt", b"Comment\0\0")?),
        ("profile-bomb.png", bomb(b"iCCP", b"icc\0\0")?),
        ("many-frames.gif", gif_of(1, 1, &[(0, 0); 3000])),
        ("large-frames.gif", gif_of(1000, 1000, &[(1000, 1000); 60])),
        ("wide-canvas.gif", gif_of(1000, 1000, &[(1, 1); 2])),
        ("apng-large-frames.png", large_frames_png()?),
        ("frame-lies.webp", lying_frame()),
        ("icon-in-itself.ico", icon(0, 22)),
        ("icon-outside.ico", icon(0xFFFF_FF00, 400)),
        ("icon-of-many.ico", [&[0, 0, 1, 0, 255, 255][..], &[255; 64]].concat()),
        ("directory-loop.tif", looping(&[])),
        ("sub-directory-loop.tif", looping(&[(0x014A, LONG, 1, 8), (0x8769, LONG, 1, 8)])),
        ("countless-strips.tif", countless_strips()),
        ("exif-loop.jpg", exif_loop()),
        ("huge-in-icon.ico", huge_in_icon()?),
    ];
    Ok(files.into_iter().map(|(name, bytes)| (format!("hostile/{name}"), bytes)).collect())
}

const EIGHT: Kind = Kind { depth: 8, colour: RGB, interlaced: false };

/// A whole small JPEG whose frame header was given another size.
fn huge_jpeg() -> Vec<u8> {
    let mut bytes = crate::jpeg_file::Jpeg::ycc(&scene::colours(), (1, 1)).file();
    if let Some(at) = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]) {
        bytes[at + 5..at + 9].fill(255);
    }
    bytes
}

fn huge_png() -> Result<Vec<u8>, Failure> {
    let idat = chunk(b"IDAT", &png_file::deflate(&[0; 4000])?);
    Ok(png_file::file(&[png_file::header(u32::from(HUGE), u32::from(HUGE), EIGHT), idat]))
}

/// A canvas of 65,535² with one small frame.
fn huge_webp() -> Result<Vec<u8>, Failure> {
    let pixels = webp_file::pixels(&webp_file::lossless(&RgbaImage::new(2, 2))?);
    let small = webp_file::Frame { left: 0, top: 0, size: (2, 2), dispose: false, blend: true, pixels };
    let head = webp_file::extended(webp_file::ANIMATION_FLAG, u32::from(HUGE), u32::from(HUGE));
    Ok(webp_file::file(&[head, webp_file::animation(0), webp_file::frame(&small)]))
}

/// Lossless WebP's largest size but one, 16,383², in its five bytes of header.
fn huge_lossless() -> Vec<u8> {
    webp_file::file(&[webp_file::chunk(b"VP8L", &[0x2F, 0xFE, 0xBF, 0xFF, 0x0F, 0, 0, 0])])
}

/// A frame that says 2×2 where it is placed and 16,383² in its own header.
fn lying_frame() -> Vec<u8> {
    let pixels = webp_file::chunk(b"VP8L", &[0x2F, 0xFE, 0xBF, 0xFF, 0x0F, 0, 0, 0]);
    let lie = webp_file::Frame { left: 0, top: 0, size: (2, 2), dispose: false, blend: true, pixels };
    webp_file::file(&[
        webp_file::extended(webp_file::ANIMATION_FLAG, 2, 2),
        webp_file::animation(0),
        webp_file::frame(&lie),
    ])
}

fn huge_bmp() -> Vec<u8> {
    let mut out = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0".to_vec();
    out.extend(stills::bitmap_header(i32::from(HUGE), i32::from(HUGE), 24));
    out.extend([0; 12]);
    out
}

/// Four by four pixels, and eight megabytes of zeros where twenty bytes are due.
fn inflating_png() -> Result<Vec<u8>, Failure> {
    let idat = chunk(b"IDAT", &png_file::deflate(&vec![0; 8 << 20])?);
    Ok(png_file::file(&[png_file::header(4, 4, Kind { colour: GREY, ..EIGHT }), idat]))
}

/// A chunk beside the pixels that inflates to 72 MB.
fn bomb(name: &[u8; 4], begin: &[u8]) -> Result<Vec<u8>, Failure> {
    let zeros = png_file::deflate(&vec![0; 72 << 20])?;
    let idat = chunk(b"IDAT", &png_file::deflate(&[0; 20])?);
    let header = png_file::header(4, 4, Kind { colour: GREY, ..EIGHT });
    Ok(png_file::file(&[header, chunk(name, &[begin, &zeros].concat()), idat]))
}

/// A GIF whose frames have sizes and no codes.
fn gif_of(width: u16, height: u16, frames: &[(u16, u16)]) -> Vec<u8> {
    let mut out = gif_file::header(width, height);
    out.extend(gif_file::repeats(0));
    for (width, height) in frames {
        out.extend([0x2C, 0, 0, 0, 0]);
        out.extend(width.to_le_bytes());
        out.extend(height.to_le_bytes());
        out.extend([0, 2, 0]);
    }
    out.push(0x3B);
    out
}

/// Sixty frames of a megapixel each, all with the same few bytes of pixels.
fn large_frames_png() -> Result<Vec<u8>, Failure> {
    let data = png_file::deflate(&[0; 1001])?;
    let mut chunks = vec![png_file::header(1000, 1000, EIGHT), chunk(b"acTL", &[0, 0, 0, 60, 0, 0, 0, 0])];
    for n in 0..60_u32 {
        let sequence = if n == 0 { 0 } else { 2 * n - 1 };
        let mut control = sequence.to_be_bytes().to_vec();
        [1000_u32, 1000, 0, 0].iter().for_each(|v| control.extend(v.to_be_bytes()));
        control.extend([0, 1, 0, 10, 0, 0]);
        chunks.push(chunk(b"fcTL", &control));
        chunks.push(match n {
            0 => chunk(b"IDAT", &data),
            _ => chunk(b"fdAT", &[&(2 * n).to_be_bytes()[..], &data].concat()),
        });
    }
    Ok(png_file::file(&chunks))
}

/// An icon with one entry that points anywhere.
fn icon(offset: u32, length: u32) -> Vec<u8> {
    let mut out = vec![0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0];
    out.extend(length.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out
}

/// A PNG that promises too much, in an icon.
fn huge_in_icon() -> Result<Vec<u8>, Failure> {
    let png = huge_png()?;
    Ok([icon(22, png.len() as u32), png].concat())
}

/// A picture of the scene whose directory is its own successor (and is named by more entries).
fn looping(more: &[tiff_file::Entry]) -> Vec<u8> {
    tiff_file::file(&entries(scene::WIDTH, scene::HEIGHT, 1, more), 8, &scene::colours())
}

/// A picture whose strips are four thousand million.
fn countless_strips() -> Vec<u8> {
    let mut entries = entries(scene::WIDTH, scene::HEIGHT, 1, &[]);
    for entry in entries.iter_mut().filter(|entry| matches!(entry.0, 0x0111 | 0x0117)) {
        entry.2 = u32::MAX;
    }
    tiff_file::file(&entries, 0, &[0; 64])
}

/// A whole JPEG whose EXIF directory points back at itself.
fn exif_loop() -> Vec<u8> {
    let block = tiff_file::directory(&[(0x8769, LONG, 1, 8), (0x0112, LONG, u32::MAX, 8)], 8);
    let exif = [b"Exif\0\0", &block[..]].concat();
    crate::jpeg_file::Jpeg::ycc(&scene::colours(), (1, 1)).with(0xE1, exif).file()
}
