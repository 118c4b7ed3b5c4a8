//! `still/`: the one scene in every format, depth and spelling.

use image::codecs::bmp::BmpEncoder;
use image::codecs::qoi::QoiEncoder;
use image::codecs::tga::TgaEncoder;
use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage, RgbaImage};
use moxcms::ColorProfile;

use crate::jpeg_file::{Jpeg, ycc};
use crate::png_file::{self, GREY, GREY_ALPHA, Kind, PALETTE, RGB, RGBA, chunk};
use crate::scene::{self, HEIGHT, WIDTH};
use crate::{Failure, File, gif_file, tiff_file, webp_file};

const SIZE: (u32, u32) = (WIDTH, HEIGHT);

pub(crate) fn files() -> Result<Vec<File>, Failure> {
    let files = [jpegs()?, pngs()?, webps()?, others()?, icons()?, anymaps()].concat();
    Ok(files.into_iter().map(|(name, bytes)| (format!("still/{name}"), bytes)).collect())
}

fn jpegs() -> Result<Vec<File>, Failure> {
    let upright = scene::colours();
    let full = || Jpeg::ycc(&upright, (1, 1));
    let mut files = Vec::new();
    for orientation in 1..=8 {
        let exif = [b"Exif\0\0", &tiff_file::exif(orientation)[..]].concat();
        let file = Jpeg::ycc(&scene::stored(&upright, orientation), (1, 1)).with(0xE1, exif).file();
        files.push((format!("orientation-{orientation}.jpg"), file));
    }
    let greys = scene::greys(255).into_iter().map(f64::from).collect();
    let wide = RgbImage::from_pixel(16, 16, Rgb([200, 100, 50]));
    let icc = [b"ICC_PROFILE\0\x01\x01", &display_p3()?[..]].concat();
    let one = |name: &str, jpeg: Jpeg| (name.to_owned(), jpeg.file());
    files.extend([
        one("grey.jpg", Jpeg::of(SIZE, vec![((1, 1), greys)])),
        one("cmyk.jpg", inks(&upright, false)),
        one("ycck.jpg", inks(&upright, true)),
        one("420.jpg", Jpeg::ycc(&upright, (2, 2))),
        one("422.jpg", Jpeg::ycc(&upright, (2, 1))),
        one("restart.jpg", Jpeg { restart: 2, ..full() }),
        one("progressive.jpg", Jpeg { progressive: true, ..full() }),
        one("progressive-420.jpg", Jpeg { progressive: true, ..Jpeg::ycc(&upright, (2, 2)) }),
        one("p3.jpg", Jpeg::ycc(&wide, (1, 1)).with(0xE2, icc)),
        ("trailing-garbage.jpg".to_owned(), [full().file(), b"a camera's preview\xFF\xD8\xFF".to_vec()].concat()),
        ("no-end-marker.jpg".to_owned(), without_end_marker(Jpeg::ycc(&upright, (2, 2)).file())),
    ]);
    Ok(files)
}

fn without_end_marker(mut jpeg: Vec<u8>) -> Vec<u8> {
    jpeg.truncate(jpeg.len() - 2);
    jpeg
}

/// The profile of Display P3, always of the same day: the encoder puts the present moment in its header.
fn display_p3() -> Result<Vec<u8>, Failure> {
    let mut icc = ColorProfile::new_display_p3().encode()?;
    let day = [2026_u16, 1, 1, 0, 0, 0].map(u16::to_be_bytes).concat();
    icc.get_mut(24..36).ok_or("a profile has a header")?.copy_from_slice(&day);
    Ok(icc)
}

/// Four inks as Adobe writes them, inverted; with black taken out of the others.
fn inks(picture: &RgbImage, as_ycck: bool) -> Jpeg {
    let white = |p: &Rgb<u8>| f64::from(p.0.into_iter().max().unwrap_or(0));
    let paper = |p: &Rgb<u8>, c: usize| (f64::from(p.0[c]) * 255.0 / white(p)).round();
    let mut planes: Vec<Vec<f64>> = if as_ycck {
        ycc(picture.pixels().map(|p| [0, 1, 2].map(|c| 255.0 - paper(p, c)))).into()
    } else {
        (0..3).map(|c| picture.pixels().map(|p| paper(p, c)).collect()).collect()
    };
    planes.push(picture.pixels().map(white).collect());
    let adobe = [b"Adobe\0\x64\0\0\0\0", &[if as_ycck { 2 } else { 0 }][..]].concat();
    Jpeg::of(SIZE, planes.into_iter().map(|plane| ((1, 1), plane)).collect()).with(0xEE, adobe)
}

fn pngs() -> Result<Vec<File>, Failure> {
    let samples = |bytes: &[u8]| bytes.iter().map(|&v| u32::from(v)).collect::<Vec<u32>>();
    let (colours, with_alpha) = (scene::colours(), scene::with_alpha());
    let rgb = samples(&colours);
    let plain = |depth, colour| Kind { depth, colour, interlaced: false };
    let mut files = Vec::new();
    for depth in [1, 2, 4, 8, 16] {
        let greys = scene::greys((1 << depth) - 1);
        files.push((format!("grey-{depth}.png"), png_file::still(SIZE, plain(depth, GREY), &[], &greys)?));
    }
    // Twice as many levels as bytes have, and a low byte that is not the high one's.
    let deep: Vec<u32> = rgb.iter().map(|v| v * 257).collect();
    let indices: Vec<u32> = (0..WIDTH * HEIGHT).map(|n| scene::tile(n % WIDTH, n / WIDTH)).collect();
    let six = [[220, 40, 40], [0, 0, 0], [40, 60, 200], [230, 200, 40], [80, 80, 80], [20, 20, 20]];
    let (palette, alphas) = (chunk(b"PLTE", &six.concat()), chunk(b"tRNS", &[255, 0, 255, 128]));
    let grey_alpha: Vec<u32> =
        scene::greys(255).into_iter().zip(with_alpha.pixels()).flat_map(|(v, p)| [v, u32::from(p.0[3])]).collect();
    // The green tile is the colour that is not there.
    let key = chunk(b"tRNS", &[0, 40, 0, 180, 0, 60]);
    let wide: Vec<u32> = [200, 100, 50].repeat(256);
    let p3 = png_file::profile(&display_p3()?)?;
    let interlaced = Kind { interlaced: true, ..plain(8, RGB) };
    let of = |kind, before: &[Vec<u8>], samples: &[u32]| png_file::still(SIZE, kind, before, samples);
    for (name, file) in [
        ("rgb.png", of(plain(8, RGB), &[], &rgb)?),
        ("rgb-16.png", of(plain(16, RGB), &[], &deep)?),
        ("rgba.png", of(plain(8, RGBA), &[], &samples(&with_alpha))?),
        ("palette-alpha.png", of(plain(4, PALETTE), &[palette, alphas], &indices)?),
        ("grey-alpha.png", of(plain(8, GREY_ALPHA), &[], &grey_alpha)?),
        ("rgb-key.png", of(plain(8, RGB), &[key], &rgb)?),
        ("interlaced.png", of(interlaced, &[], &rgb)?),
        ("p3.png", png_file::still((16, 16), plain(8, RGB), &[p3], &wide)?),
        ("png-named.jpg", of(plain(8, RGB), &[], &rgb)?),
    ] {
        files.push((name.to_owned(), file));
    }
    let colours = [[220, 40, 40], [40, 180, 60], [40, 60, 200], [230, 200, 40], [80, 80, 80], [20, 20, 20]];
    let indices: Vec<u8> = indices.iter().map(|&v| v as u8).collect();
    let gif = gif_file::still(WIDTH as u16, HEIGHT as u16, &colours, &indices)?;
    files.push(("gif-named.png".to_owned(), gif));
    Ok(files)
}

fn webps() -> Result<Vec<File>, Failure> {
    let opaque = image::DynamicImage::ImageRgb8(scene::colours()).into_rgba8();
    let with_alpha = scene::with_alpha();
    let wide = webp_file::lossless(&RgbaImage::from_pixel(16, 16, image::Rgba([200, 100, 50, 255])))?;
    let icc = display_p3()?;
    let p3 =
        [webp_file::extended(webp_file::ICC_FLAG, 16, 16), webp_file::chunk(b"ICCP", &icc), webp_file::pixels(&wide)];
    let exif = [
        webp_file::extended(0x08, HEIGHT, WIDTH),
        webp_file::pixels(&webp_file::lossless(
            &image::DynamicImage::ImageRgb8(scene::stored(&scene::colours(), 6)).into_rgba8(),
        )?),
        webp_file::chunk(b"EXIF", &tiff_file::exif(6)),
    ];
    Ok(vec![
        ("lossy.webp".to_owned(), webp_file::lossy(&opaque)?),
        ("lossless.webp".to_owned(), webp_file::lossless(&opaque)?),
        ("lossy-alpha.webp".to_owned(), webp_file::lossy(&with_alpha)?),
        ("lossless-alpha.webp".to_owned(), webp_file::lossless(&with_alpha)?),
        ("p3.webp".to_owned(), webp_file::file(&p3)),
        ("orientation-6.webp".to_owned(), webp_file::file(&exif)),
    ])
}

fn others() -> Result<Vec<File>, Failure> {
    let (rgb, rgba) = (scene::colours(), scene::with_alpha());
    let mut bmp = Vec::new();
    BmpEncoder::new(&mut bmp).write_image(&rgb, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    let mut tiff = Vec::new();
    TiffEncoder::new(std::io::Cursor::new(&mut tiff)).write_image(&rgb, WIDTH, HEIGHT, ExtendedColorType::Rgb8)?;
    let mut qoi = Vec::new();
    QoiEncoder::new(&mut qoi).write_image(&rgba, WIDTH, HEIGHT, ExtendedColorType::Rgba8)?;
    let mut tga = Vec::new();
    TgaEncoder::new(&mut tga).write_image(&rgba, WIDTH, HEIGHT, ExtendedColorType::Rgba8)?;
    let turned = tiff_file::file(&tiff_file::entries(HEIGHT, WIDTH, 6, &[]), 0, &scene::stored(&rgb, 6));
    let files = [
        ("rgb.bmp", bmp),
        ("top-down.bmp", bitmap_file(&rgb, true)),
        ("rgb.tif", tiff),
        ("orientation-6.tif", turned),
        ("rgba.qoi", qoi),
        ("rgba.tga", tga),
    ];
    Ok(files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect())
}

/// A bitmap of 24 bits with rows from the bottom, or from the top with a height below zero.
pub(crate) fn bitmap_file(picture: &RgbImage, top_down: bool) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let mut rows: Vec<Vec<u8>> = picture
        .rows()
        .map(|row| {
            let mut row: Vec<u8> = row.flat_map(|p| [p.0[2], p.0[1], p.0[0]]).collect();
            row.resize(row.len().next_multiple_of(4), 0);
            row
        })
        .collect();
    if !top_down {
        rows.reverse();
    }
    let pixels = rows.concat();
    let mut out = b"BM".to_vec();
    out.extend((54 + pixels.len() as u32).to_le_bytes());
    out.extend([0, 0, 0, 0, 54, 0, 0, 0]);
    out.extend(bitmap_header(width as i32, if top_down { -(height as i32) } else { height as i32 }, 24));
    out.extend(pixels);
    out
}

/// The 40 bytes that stand before a bitmap's pixels.
pub(crate) fn bitmap_header(width: i32, height: i32, bits: u16) -> Vec<u8> {
    let mut out = 40_u32.to_le_bytes().to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([1, 0]);
    out.extend(bits.to_le_bytes());
    out.resize(40, 0);
    out
}

fn icons() -> Result<Vec<File>, Failure> {
    let rgba: Vec<u32> = scene::with_alpha().iter().map(|&v| u32::from(v)).collect();
    let png = png_file::still(SIZE, Kind { depth: 8, colour: RGBA, interlaced: false }, &[], &rgba)?;
    let small = icon_bitmap(&RgbaImage::from_pixel(16, 16, image::Rgba([9, 9, 9, 255])));
    let large = icon_bitmap(&scene::with_alpha());
    Ok(vec![
        ("sizes.ico".to_owned(), icon(&[(16, 16, &small), (WIDTH, HEIGHT, &png), (16, 16, &small)])),
        ("bitmap.ico".to_owned(), icon(&[(16, 16, &small), (WIDTH, HEIGHT, &large)])),
    ])
}

/// A bitmap of 32 bits as icons hold it: twice as high as it says, the second half a mask, here of nothing.
fn icon_bitmap(picture: &RgbaImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let mut out = bitmap_header(width as i32, 2 * height as i32, 32);
    let rows: Vec<Vec<u8>> =
        picture.rows().map(|row| row.flat_map(|p| [p.0[2], p.0[1], p.0[0], p.0[3]]).collect()).collect();
    out.extend(rows.into_iter().rev().flatten());
    out.resize(out.len() + (width.div_ceil(32) * 4 * height) as usize, 0);
    out
}

fn icon(pictures: &[(u32, u32, &Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0, 0, 1, 0, pictures.len() as u8, 0];
    let mut offset = 6 + 16 * pictures.len() as u32;
    for (width, height, bytes) in pictures {
        out.extend([*width as u8, *height as u8, 0, 0, 1, 0, 32, 0]);
        out.extend((bytes.len() as u32).to_le_bytes());
        out.extend(offset.to_le_bytes());
        offset += bytes.len() as u32;
    }
    pictures.iter().for_each(|(_, _, bytes)| out.extend(*bytes));
    out
}

fn anymaps() -> Vec<File> {
    let size = format!("{WIDTH} {HEIGHT}");
    let text = |values: Vec<u32>| {
        values.chunks(16).map(|c| c.iter().map(u32::to_string).collect::<Vec<_>>().join(" ") + "\n").collect::<String>()
    };
    let rgb = scene::colours();
    // In bitmaps, 1 is black.
    let inverted: Vec<u32> = scene::greys(1).iter().map(|v| 1 - v).collect();
    let packed: Vec<u8> = inverted
        .chunks(WIDTH as usize)
        .flat_map(|row| {
            row.chunks(8).map(|part| part.iter().enumerate().fold(0, |b, (n, v)| b | (*v as u8) << (7 - n)))
        })
        .collect();
    let deep: Vec<u8> = scene::greys(65_535).iter().flat_map(|&v| (v as u16).to_be_bytes()).collect();
    let pam = format!("P7\nWIDTH {WIDTH}\nHEIGHT {HEIGHT}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n");
    let files = [
        ("p1.pbm", format!("P1\n# bits as text\n{size}\n{}", text(inverted)).into_bytes()),
        ("p2.pgm", format!("P2\n{size}\n5\n{}", text(scene::greys(5))).into_bytes()),
        ("p3.ppm", format!("P3 {size} 255\n{}", text(rgb.iter().map(|&v| u32::from(v)).collect())).into_bytes()),
        ("p4.pbm", [format!("P4\n{size}\n").as_bytes(), &packed].concat()),
        ("p5.pgm", [format!("P5\n{size}\n65535\n").as_bytes(), &deep].concat()),
        ("p6.ppm", [format!("P6\n{size}\n255\n").as_bytes(), &rgb].concat()),
        ("p7.pam", [pam.as_bytes(), &scene::with_alpha()].concat()),
    ];
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}
