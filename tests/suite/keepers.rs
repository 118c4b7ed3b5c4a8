//! Of copies of one picture the original is kept, and each of the others is said to be what it is.

use std::fs;

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use super::dupes::{SLOPE, groups};
use super::support::{Place, demo};

#[test]
fn of_equal_pictures_the_one_nearest_to_its_source_is_kept() {
    let place = Place::new("dupes-nearest");
    let at = |name: &str| place.pictures().join(name);
    fs::copy(demo().join(SLOPE), at("original.jpg")).unwrap();
    let original = image::open(at("original.jpg")).unwrap().to_rgb8();
    let (width, height) = original.dimensions();
    original.save(at("decoded.png")).unwrap();
    imageops::flip_horizontal(&original).save(at("mirrored.png")).unwrap();
    imageops::resize(&original, width * 3 / 2, height * 3 / 2, FilterType::CatmullRom)
        .save(at("enlarged.png"))
        .unwrap();
    let mut captioned = RgbImage::from_pixel(width, height * 6 / 5, Rgb([255; 3]));
    imageops::replace(&mut captioned, &original, 0, 0);
    captioned.save(at("captioned.png")).unwrap();
    let mut marked = original.clone();
    for (x, y) in (0..240).flat_map(|x| (0..48).map(move |y| (x, y))).filter(|(x, y)| x % 24 < 10 || y % 24 < 8) {
        marked.put_pixel(width - 260 + x, height - 60 + y, Rgb([255; 3]));
    }
    marked.save(at("marked.png")).unwrap();
    place.ok(&["import", "pictures"]);
    let listed = groups(&place, "near");
    let [(kept, others)] = listed.as_slice() else { unreachable!("one group: {listed:?}") };
    assert_eq!(kept, "original.jpg");
    let of = |name: &str| others.iter().find(|other| other["path"] == name).unwrap();
    for (name, flaw) in [
        ("decoded.png", "made from a JPEG"),
        ("mirrored.png", "made from a JPEG"),
        ("enlarged.png", "enlarged"),
        ("marked.png", "marked"),
    ] {
        assert!(of(name)["flaw"].as_str().unwrap_or_default().contains(flaw), "{name}: {}", of(name));
    }
    assert_eq!((&of("enlarged.png")["times"], &of("captioned.png")["framed"]), (&1.5.into(), &true.into()));
    let said = place.ok(&["dupes", "--near"]);
    assert!(said.contains("shows the same at 1.5× the size, enlarged, with no more detail"), "{said}");
    assert!(said.contains("shows the same with bars or a caption"), "{said}");
}
