//! One small sheet against its golden picture, and what holds for every cell.
//!
//! `BLESS=1` rewrites fixtures/golden/sheet.png and fails, so that nobody blesses unseen. A mismatch leaves the
//! expected picture, the difference and the actual one side by side in target/golden/sheet.png.

use std::path::{Path, PathBuf};

use image::{Rgba, RgbaImage};

use super::*;
use crate::render::encode::{Encoding, encode};
use crate::render::sheet::CellGroup;

/// The largest difference of a channel that rounding on other processors may make, and of the mean of all.
const TOLERANCE: (u8, f64) = (6, 0.02);

fn style() -> SheetStyle {
    SheetStyle {
        columns: 3,
        cell: (96, 54),
        gap: 10,
        margin: 12,
        label_size: 11.0,
        title: Some("泣き顔 — crying".to_owned()),
        ..SheetStyle::default()
    }
}

/// A sunset of any size: smooth, so that the golden picture compresses.
fn sunset(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |_, y| {
        let t = (y * 255 / height.max(1)) as u8;
        Rgba([255 - t / 2, 160 - t / 2, 90 + t / 3, 255])
    })
}

/// A red drop on transparent ground.
fn drop_of_red(edge: u32) -> RgbaImage {
    RgbaImage::from_fn(edge, edge, |x, y| {
        let distance = (f64::from(x) - f64::from(edge) / 2.0).hypot(f64::from(y) - f64::from(edge) / 2.0);
        Rgba([200, 30, 60, if distance < f64::from(edge) / 3.0 { 255 } else { 0 }])
    })
}

fn sheet() -> RgbaImage {
    let style = style();
    let groups = [
        CellGroup { heading: Some("Clannad".to_owned()), n_cells: 3 },
        CellGroup { heading: Some("その他".to_owned()), n_cells: 2 },
    ];
    let layout = Layout::new(&style, &groups).unwrap();
    let mut page = Page::new(&layout, &style, 0);
    let [wide, tall, drop] = [sunset(320, 180), sunset(90, 160), drop_of_red(120)];
    let cells: [(&RgbaImage, [&str; 2], Option<Mark>); 4] = [
        (&wide, ["nagisa_01.png", "古河渚"], None),
        (&tall, ["a name that is too long to be shown.jpg", "慟哭 ★♪"], Some(Mark::Animation("12"))),
        (&drop, ["drop.gif", "no emoji: 😭"], Some(Mark::Animation("3"))),
        (&wide, ["", "second line only"], Some(Mark::Animation(""))),
    ];
    let (missing, slots) = layout.slots().split_last().unwrap();
    for (slot, (picture, label, mark)) in slots.iter().zip(&cells) {
        page.draw(slot, &Cell { picture, label, mark: *mark });
    }
    page.draw_missing(missing, "missing", &["gone.webp"]);
    page.finish()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

#[test]
fn a_small_sheet_looks_as_it_did() {
    let actual = sheet();
    let golden = root().join("fixtures/golden/sheet.png");
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, encode(&actual, Encoding::Png).unwrap()).unwrap();
        panic!("{} was rewritten: look at it, then run the test without BLESS", golden.display());
    }
    let expected = image::load_from_memory(&std::fs::read(&golden).unwrap()).unwrap().to_rgba8();
    let same_size = expected.dimensions() == actual.dimensions();
    let differences: Vec<u8> = expected.as_raw().iter().zip(actual.as_raw()).map(|(a, b)| a.abs_diff(*b)).collect();
    let largest = differences.iter().copied().max().unwrap();
    let mean = differences.iter().map(|&d| f64::from(d)).sum::<f64>() / differences.len() as f64;
    if !same_size || largest > TOLERANCE.0 || mean > TOLERANCE.1 {
        let path = root().join("target/golden/sheet.png");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, encode(&side_by_side(&expected, &actual), Encoding::Png).unwrap()).unwrap();
        panic!("largest difference {largest}, mean {mean:.4}: see expected|difference|actual in {}", path.display());
    }
}

fn side_by_side(expected: &RgbaImage, actual: &RgbaImage) -> RgbaImage {
    let (width, height) = (expected.width().max(actual.width()), expected.height().max(actual.height()));
    let mut out = RgbaImage::new(width * 3, height);
    lay_picture(&mut out, expected, 0, 0);
    lay_picture(&mut out, actual, width * 2, 0);
    for (x, y, pixel) in expected.enumerate_pixels() {
        if let Some(other) = actual.get_pixel_checked(x, y) {
            let [r, g, b] = [0, 1, 2].map(|c| pixel[c].abs_diff(other[c]).saturating_mul(8));
            out.put_pixel(width + x, y, Rgba([r, g, b, 255]));
        }
    }
    out
}

#[test]
fn the_same_cells_give_the_same_page() {
    assert_eq!(sheet(), sheet());
}

/// Draws one picture into one cell of 100×60 and returns the page and where the picture is.
fn one(picture: &RgbaImage, fit: CellFit, mark: Option<Mark>) -> (RgbaImage, Rect, Rect) {
    let style = SheetStyle { cell: (100, 60), fit, label_lines: 0, margin: 10, ..SheetStyle::default() };
    let layout = Layout::new(&style, &[CellGroup::plain(1)]).unwrap();
    let mut page = Page::new(&layout, &style, 0);
    let area = page.draw(&layout.slots()[0], &Cell { picture, label: &["not shown"], mark });
    (page.finish(), area, layout.slots()[0].area)
}

#[test]
fn pictures_are_centred_and_never_stretched() {
    let red = Rgba([255, 0, 0, 255]);
    for (size, fit, (x, y, width, height)) in [
        ((200, 120), CellFit::Contain, (10, 10, 100, 60)),
        ((400, 120), CellFit::Contain, (10, 25, 100, 30)),
        ((60, 120), CellFit::Contain, (45, 10, 30, 60)),
        ((20, 10), CellFit::Contain, (50, 35, 20, 10)),
        ((1, 5_000), CellFit::Contain, (59, 10, 1, 60)),
        ((20, 10), CellFit::Cover, (10, 10, 100, 60)),
        ((5_000, 3), CellFit::Cover, (10, 10, 100, 60)),
    ] {
        let (page, area, _) = one(&RgbaImage::from_pixel(size.0, size.1, red), fit, None);
        assert_eq!(area, Rect { x, y, width, height }, "{size:?} {fit:?}");
        for (px, py, pixel) in page.enumerate_pixels() {
            let inside = (x..x + width).contains(&px) && (y..y + height).contains(&py);
            assert_eq!(*pixel == red, inside, "{size:?} {fit:?} at {px}, {py}");
        }
    }
}

#[test]
fn a_picture_without_pixels_leaves_an_empty_tile() {
    for fit in [CellFit::Contain, CellFit::Cover] {
        let (page, _, slot) = one(&RgbaImage::new(0, 0), fit, None);
        assert_eq!(page.dimensions(), (slot.width + 20, slot.height + 20));
    }
}

#[test]
fn a_mark_covers_little_of_a_picture_or_stands_beside_it() {
    for size in [(100, 60), (60, 60), (40, 40), (30, 60), (16, 16), (100, 8), (4, 4)] {
        let green = RgbaImage::from_pixel(size.0, size.1, Rgba([0, 255, 0, 255]));
        let (plain, picture, _) = one(&green, CellFit::Contain, None);
        for text in ["1.5 s", "24 frames"] {
            let (marked, _, _) = one(&green, CellFit::Contain, Some(Mark::Animation(text)));
            let changed = plain.enumerate_pixels().filter(|(x, y, pixel)| marked.get_pixel(*x, *y) != *pixel);
            let within = |x: u32, y: u32| {
                let across = (picture.x..picture.x + picture.width).contains(&x);
                across && (picture.y..picture.y + picture.height).contains(&y)
            };
            let covered = changed.filter(|&(x, y, _)| within(x, y)).count();
            assert!(covered as u32 * 5 <= size.0 * size.1, "{size:?} {text}: {covered} pixels");
        }
    }
}

#[test]
fn the_chequerboard_is_near_the_page_and_apart_from_black_and_white() {
    for (background, expected) in [("black", DARK_CHEQUER), ("white", LIGHT_CHEQUER), ("#17171c", DARK_CHEQUER)] {
        let style = SheetStyle { background: crate::render::parse_colour(background).unwrap(), ..style() };
        let layout = Layout::new(&style, &[CellGroup::plain(1)]).unwrap();
        let mut page = Page::new(&layout, &style, 0);
        let area = page.draw(&layout.slots()[0], &Cell { picture: &RgbaImage::new(32, 32), label: &[], mark: None });
        assert_eq!(*page.finish().get_pixel(area.x, area.y), expected[0], "{background}");
    }
}

#[test]
fn a_mark_stays_in_its_cell() {
    let black = RgbaImage::from_pixel(100, 60, Rgba([0, 0, 0, 255]));
    let (plain, _, _) = one(&black, CellFit::Contain, None);
    for text in ["", "12", "a mark far too long for any cell"] {
        let (marked, _, slot) = one(&black, CellFit::Contain, Some(Mark::Animation(text)));
        let changed: Vec<_> = plain.enumerate_pixels().filter(|(x, y, p)| marked.get_pixel(*x, *y) != *p).collect();
        assert!(changed.len() > 20, "{text:?} is seen");
        let in_corner = |x: u32, y: u32| {
            x >= slot.x && x < slot.x + slot.width && y >= slot.y + slot.height / 2 && y < slot.y + slot.height
        };
        assert!(changed.iter().all(|&(x, y, _)| in_corner(x, y)), "{text:?}");
    }
}

#[test]
fn text_can_be_read_on_any_background() {
    for colour in ["black", "white", "#17171c", "#808080", "yellow", "navy", "transparent"] {
        let background = crate::render::parse_colour(colour).unwrap();
        let style = SheetStyle { background, title: Some("crying".to_owned()), ..style() };
        let layout = Layout::new(&style, &[CellGroup::plain(1)]).unwrap();
        let page = Page::new(&layout, &style, 0).finish();
        let over_white = |pixel: &Rgba<u8>| {
            let mut under = Rgba([255; 4]);
            drawing::lay(&mut under, *pixel, 255);
            i32::from(under[0]) + i32::from(under[1]) + i32::from(under[2])
        };
        let ground = over_white(&background);
        let contrast = page.pixels().map(|pixel| (over_white(pixel) - ground).abs()).max().unwrap();
        assert!(contrast > 250, "{colour}: {contrast}");
    }
}

#[test]
fn a_cell_that_is_filled_keeps_the_face() {
    // Skin with dark lines at the right end; the middle is plain.
    let picture =
        RgbaImage::from_fn(400, 100, |x, y| match (x >= 340, x.is_multiple_of(12) && (30..70).contains(&y)) {
            (true, true) => Rgba([60, 40, 40, 255]),
            (true, false) => Rgba([250, 220, 195, 255]),
            _ => Rgba([60, 90, 160, 255]),
        });
    let (page, area, _) = one(&picture, CellFit::Cover, None);
    let n_skin = page.pixels().filter(|pixel| pixel[0] > 200).count() as u64;
    assert!(n_skin * 4 > area.n_pixels(), "{n_skin} of {}", area.n_pixels());
}
