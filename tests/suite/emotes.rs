//! Emotes: one body with other flags, transparent or on a ground, in any order of import.

use std::fs;

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
    let mut encoder = GifEncoder::new(fs::File::create(place.pictures().join(name)).unwrap());
    let delay = image::Delay::from_numer_denom_ms(60, 1);
    encoder.encode_frames((0..12).map(|n| Frame::from_parts(frame(n), 0, 0, delay))).unwrap();
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
