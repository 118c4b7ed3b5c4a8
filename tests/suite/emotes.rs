//! Emotes: one body with other flags, transparent or on a ground, in any order of import; and pictures, whose copies may differ as
//! much.

use std::fs;
use std::ops::Range;
use std::time::{Duration, UNIX_EPOCH};

use image::codecs::gif::GifEncoder;
use image::{Frame, Rgba, RgbaImage};
use serde_json::Value;

use super::dupes::{groups, paths};
use super::support::Place;

/// Writes an animation of a body that jumps, with a patch of a colour on it; transparent around it if there is no ground.
fn jumping(place: &Place, name: &str, patch: [u8; 3], ground: Option<[u8; 3]>) {
    let [clear, opaque] = [[0; 4], [255; 4]];
    let solid = |[r, g, b]: [u8; 3]| [r, g, b, 255];
    let frame = |n: u32| {
        let (left, top) = (24 + 5 * n.abs_diff(6), 20 + 6 * (n % 6).abs_diff(3));
        RgbaImage::from_fn(128, 112, |x, y| {
            let (u, v) = (x.wrapping_sub(left), y.wrapping_sub(top));
            let is_body = u < 52 && v < 48;
            Rgba(if (34..50).contains(&u) && (4..16).contains(&v) {
                solid(patch)
            } else if is_body && (u / 11 + v / 13) % 3 == 0 {
                opaque
            } else if is_body {
                solid([40, 90, 160])
            } else {
                ground.map_or(clear, solid)
            })
        })
    };
    write(place, name, 0..12, frame);
}

/// Writes an animation of a picture that the camera moves along, with noise in blocks that no two frames share.
fn panned(place: &Place, name: &str, noise: f32) {
    let frame = |n: u32| {
        RgbaImage::from_fn(128, 112, |x, y| {
            let (u, v) = ((x + 6 * n) as f32, y as f32);
            let block = (x / 11 * 7 + y / 10 * 13 + n * 29).wrapping_mul(2_654_435_761) % 997;
            let level = 128.0 + 55.0 * (u / 9.0).sin() * (v / 7.0).cos() + 40.0 * (u / 23.0 + v / 17.0).sin();
            let level = level + noise * if block > 498 { 1.0 } else { -1.0 };
            Rgba([level as u8, (level * 0.8) as u8, (255.0 - level) as u8, 255])
        })
    };
    write(place, name, 0..12, frame);
}

fn write(place: &Place, name: &str, moments: Range<u32>, frame: impl Fn(u32) -> RgbaImage) {
    let file = fs::File::create(place.pictures().join(name)).unwrap();
    let delay = image::Delay::from_numer_denom_ms(60, 1);
    GifEncoder::new(&file).encode_frames(moments.map(|n| Frame::from_parts(frame(n), 0, 0, delay))).unwrap();
    // Of files that are as good as each other, the oldest is kept.
    file.set_modified(UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
}

#[test]
fn a_copy_under_a_strong_palette_is_the_same_scene() {
    let place = Place::new("dupes-palette");
    fs::create_dir_all(place.pictures()).unwrap();
    panned(&place, "a.gif", 0.0);
    panned(&place, "b.gif", 14.0);
    place.said(&["import", "pictures"]);
    assert_eq!(paths(&groups(&place, "scene")), [("b.gif", vec!["a.gif"])]);
}

/// Writes some moments of a cradle of balls on white paper, of which the outermost swing; with a line of text below if it is marked.
fn swinging(place: &Place, name: &str, moments: Range<u32>, is_marked: bool) {
    let frame = |n: u32| {
        let angle = (n as f32 / 60.0 * std::f32::consts::TAU).sin();
        let (x, y) = (if angle > 0.0 { 78.0 } else { 18.0 } + 14.0 * angle, 50.0 - 20.0 * angle.abs());
        RgbaImage::from_fn(100, 100, |u, v| {
            let is_in = |x: f32, y: f32| (u as f32 - x).hypot(v as f32 - y) < 5.5;
            let is_letter = u % 6 == 2 || [3, 4, 5].contains(&(u % 6)) && v % 4 == 0;
            let is_text = is_marked && (56..100).contains(&u) && (88..97).contains(&v) && is_letter;
            Rgba(if is_in(x, y) || (0..4).any(|k| is_in(29.0 + 12.0 * k as f32, 50.0)) {
                [20, 208, 190, 255]
            } else if is_text {
                [120, 120, 120, 255]
            } else {
                [255; 4]
            })
        })
    };
    write(place, name, moments, frame);
}

#[test]
fn a_mark_on_plain_paper_is_no_crop() {
    let place = Place::new("dupes-marked");
    fs::create_dir_all(place.pictures()).unwrap();
    swinging(&place, "cut.gif", 15..48, false);
    swinging(&place, "marked.gif", 0..60, true);
    place.said(&["import", "pictures"]);
    assert_eq!(paths(&groups(&place, "scene")), [("marked.gif", vec!["cut.gif"])]);
}

#[test]
fn a_cut_out_is_the_same_on_any_ground_and_another_with_another_flag() {
    let place = Place::new("dupes-emotes");
    fs::create_dir_all(place.pictures()).unwrap();
    jumping(&place, "a.gif", [220, 40, 40], None);
    jumping(&place, "a on grey.gif", [220, 40, 40], Some([54, 57, 63]));
    jumping(&place, "b.gif", [250, 240, 60], None);
    jumping(&place, "b on white.gif", [250, 240, 60], Some([255; 3]));
    place.said(&["import", "pictures"]);
    let scenes = groups(&place, "scene");
    let mut sets: Vec<Vec<&str>> =
        paths(&scenes).into_iter().map(|(keep, others)| [vec![keep], others].concat()).collect();
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort_unstable();
    assert_eq!(sets, [vec!["a on grey.gif", "a.gif"], vec!["b on white.gif", "b.gif"]]);
}

#[test]
fn the_order_of_import_decides_no_group() {
    let names = ["a.gif", "b.gif", "c.gif", "a on grey.gif"];
    let sets = |order: &[usize]| {
        let place = Place::new(&format!("dupes-order-{}", order[0]));
        fs::create_dir_all(place.pictures()).unwrap();
        jumping(&place, names[0], [220, 40, 40], None);
        jumping(&place, names[1], [250, 240, 60], None);
        jumping(&place, names[2], [30, 200, 70], None);
        jumping(&place, names[3], [220, 40, 40], Some([54, 57, 63]));
        for &n in order {
            place.said(&["import", &format!("pictures/{}", names[n])]);
        }
        let scenes = groups(&place, "scene");
        let member = |member: &Value| format!("{} {}", member["path"], member["distance"]);
        let mut sets: Vec<Vec<String>> = scenes
            .iter()
            .map(|(keep, others)| [vec![keep.clone()], others.iter().map(member).collect()].concat())
            .collect();
        sets.sort_unstable();
        sets
    };
    let forth = sets(&[0, 1, 2, 3]);
    assert_eq!((forth.len(), &forth), (1, &sets(&[3, 2, 1, 0])));
}
