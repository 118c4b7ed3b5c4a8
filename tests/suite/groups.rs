//! Stills that are no copies of the one to keep, and belong to it: parts of it, and copies of its copies.

use std::fs;

use image::{Rgba, RgbaImage, imageops};

use super::dupes::{groups, paths};
use super::support::Place;

/// A picture of waves that is nowhere like itself.
fn waves(width: u32, height: u32, contrast: f32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (u, v) = (x as f32 / height as f32, y as f32 / height as f32);
        let level =
            45.0 * (5.1 * u + 2.0 * v * v).sin() + 35.0 * (7.3 * v + 1.7 * u * u).cos() + 20.0 * (11.0 * u * v).sin();
        let level = |shift: f32| (128.0 + contrast * (level + shift)).clamp(0.0, 255.0) as u8;
        Rgba([level(0.0), level(9.0 * v), level(-7.0 * u), 255])
    })
}

#[test]
fn a_phones_part_of_a_wallpaper_is_listed_with_its_window_and_stays() {
    let place = Place::new("dupes-part");
    fs::create_dir_all(place.pictures()).unwrap();
    let wallpaper = waves(1280, 720, 1.0);
    imageops::crop_imm(&wallpaper, 640, 0, 405, 720).to_image().save(place.pictures().join("phone.png")).unwrap();
    place.said(&["import", "pictures"]);
    // Whichever comes first: the wide one is looked into for what was there.
    wallpaper.save(place.pictures().join("wallpaper.png")).unwrap();
    imageops::crop_imm(&wallpaper, 20, 0, 405, 720).to_image().save(place.pictures().join("left.png")).unwrap();
    place.said(&["import", "pictures"]);
    let parts = groups(&place, "part");
    assert_eq!(paths(&parts), [("wallpaper.png", vec!["left.png", "phone.png"])]);
    let window: Vec<f64> =
        parts[0].1[1]["part"].as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect();
    assert!((window[0] - 0.5).abs() < 0.01 && (window[2] - 0.816).abs() < 0.01, "{window:?}");
    assert!(place.said(&["dupes", "--kind", "part"]).1.contains("phone.png  (shows 50–82 % of its width"));
    assert!(groups(&place, "near").is_empty());
    assert!(!place.said(&["dupes", "resolve", "--near", "--yes"]).1.contains("trash "));
    assert!(place.pictures().join("phone.png").exists());
}

#[test]
fn copies_that_differ_in_opposite_ways_are_in_one_group_with_what_lies_between() {
    let place = Place::new("dupes-through");
    fs::create_dir_all(place.pictures()).unwrap();
    for (name, contrast, scale) in [("strong.png", 1.2, 2), ("plain.png", 0.95, 1), ("weak.png", 0.72, 1)] {
        waves(400 * scale, 300 * scale, contrast).save(place.pictures().join(name)).unwrap();
    }
    place.said(&["import", "pictures"]);
    assert_eq!(paths(&groups(&place, "near")), [("strong.png", vec!["plain.png", "weak.png"])]);
    place.ok(&["dupes", "reject", "pictures/strong.png", "pictures/weak.png"]);
    assert_eq!(paths(&groups(&place, "near")), [("strong.png", vec!["plain.png"])]);
}
