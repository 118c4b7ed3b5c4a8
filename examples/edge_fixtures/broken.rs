//! `broken/`: files that are damaged, cut off, or no pictures at all. None is malicious.

use crate::animations;
use crate::gif_file::{self, KEEP, frame};
use crate::png_file::{self, GREY, Kind, chunk};
use crate::{Failure, File, stills};

pub(crate) fn files() -> Result<Vec<File>, Failure> {
    let whole = [stills::files()?, animations::files()?].concat();
    let find = |path: &str| {
        whole.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone()).ok_or("no such file to break")
    };
    let cut = |path: &str, percent: usize| -> Result<Vec<u8>, Failure> {
        let bytes = find(path)?;
        Ok(bytes[..bytes.len() * percent / 100].to_vec())
    };
    let jpeg = find("still/420.jpg")?;
    let files = [
        ("cut.jpg", cut("still/420.jpg", 90)?),
        ("cut-progressive.jpg", cut("still/progressive.jpg", 70)?),
        ("cut-in-header.jpg", jpeg[..100].to_vec()),
        ("cut.png", cut("still/rgb-16.png", 70)?),
        ("cut-apng.png", cut("anim/dispose-none.png", 60)?),
        ("cut.gif", cut("anim/interlaced.gif", 50)?),
        ("cut-in-frame-2.gif", cut("anim/local-palettes.gif", 60)?),
        ("cut-in-header.gif", b"GIF89a\x06\0\x04".to_vec()),
        ("cut.webp", cut("still/lossy.webp", 60)?),
        ("cut-animation.webp", cut("anim/dispose.webp", 70)?),
        ("riff-beyond.webp", riff_beyond(find("anim/blend.webp")?)),
        ("cut.bmp", cut("still/rgb.bmp", 60)?),
        ("cut.tif", cut("still/rgb.tif", 20)?),
        ("cut.ico", cut("still/sizes.ico", 2)?),
        ("cut.qoi", cut("still/rgba.qoi", 50)?),
        ("cut.tga", cut("still/rgba.tga", 40)?),
        ("cut.ppm", cut("still/p6.ppm", 60)?),
        ("empty.png", Vec::new()),
        ("zeros.jpg", vec![0; 600]),
        ("pointer.gif", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n".to_vec()),
        ("page.jpg", b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n".to_vec()),
        ("answer.png", b"{\"success\": false, \"error\": \"rate limited\"}\n".to_vec()),
        ("bad-checksum.png", flipped(find("still/rgb.png")?, |bytes| bytes.len() - 20)),
        ("bad-header.png", bad_header()?),
        ("no-pixels.png", png_file::file(&[png_file::header(4, 4, EIGHT)])),
        ("garbage-codes.gif", garbage_codes()),
        ("no-frames.gif", [gif_file::header(6, 4), vec![0x3B]].concat()),
        ("no-palette.gif", no_palette()),
        ("no-size.gif", no_size()),
    ];
    Ok(files.into_iter().map(|(name, bytes)| (format!("broken/{name}"), bytes)).collect())
}

const EIGHT: Kind = Kind { depth: 8, colour: GREY, interlaced: false };

fn flipped(mut bytes: Vec<u8>, at: impl Fn(&[u8]) -> usize) -> Vec<u8> {
    let at = at(&bytes);
    bytes[at] ^= 0x55;
    bytes
}

/// A depth of three bits.
fn bad_header() -> Result<Vec<u8>, Failure> {
    let header = png_file::header(4, 4, Kind { depth: 3, ..EIGHT });
    Ok(png_file::file(&[header, chunk(b"IDAT", &png_file::deflate(&[0; 20])?)]))
}

/// A whole animation in a RIFF that promises a thousand bytes more.
fn riff_beyond(mut webp: Vec<u8>) -> Vec<u8> {
    let promised = (webp.len() as u32 + 992).to_le_bytes();
    webp[4..8].copy_from_slice(&promised);
    webp
}

/// A good frame, then one whose first code names a string that was never made.
fn garbage_codes() -> Vec<u8> {
    let mut out = gif_file::header(6, 4);
    out.extend(gif_file::image(&frame("RRRRRR RRRRRR RRRRRR RRRRRR", KEEP)));
    out.extend([0x2C, 0, 0, 0, 0, 6, 0, 4, 0, 0, 3]);
    out.extend(gif_file::sub_blocks(&[0xFF; 9]));
    out.push(0x3B);
    out
}

fn no_palette() -> Vec<u8> {
    let mut out = b"GIF89a\x06\0\x04\0\0\0\0".to_vec();
    out.extend(gif_file::image(&frame("RRRRRR RRRRRR RRRRRR RRRRRR", KEEP)));
    out.push(0x3B);
    out
}

/// A screen of 0×0 and a frame of 0×0.
fn no_size() -> Vec<u8> {
    let mut out = gif_file::header(0, 0);
    out.extend([0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x3B]);
    out
}
