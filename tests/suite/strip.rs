//! Strips: the frames of animations side by side.

use nakigao::ops::ImportOptions;
use serde_json::Value;

use super::support::Place;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("gallery/Clannad/Nagisa Furukawa/渚の涙.gif", "a.gif");
    place.put("anim/loop-0.gif", "b.gif");
    place.put("still/rgb.png", "c.png");
    place.import(&ImportOptions::default());
    place
}

fn cells(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let said = place.ok(&[&["--json", "strip"], arguments].concat());
    let page: Value = serde_json::from_str(&said).unwrap();
    page["cells"].as_array().unwrap().clone()
}

fn frames(cells: &[Value]) -> Vec<u64> {
    cells.iter().map(|cell| cell["frame"].as_u64().unwrap()).collect()
}

#[test]
fn a_strip_shows_frames_with_their_times_and_shares() {
    let place = place("strip-one");
    assert_eq!(place.ok(&["strip", "pictures/a.gif", "-o", "s.png", "--count", "4"]), "4 frames on s.png\n");
    let sheet = image::open(place.path("s.png")).unwrap().into_rgb8();
    let told = cells(&place, &["pictures/a.gif", "-o", "s.png", "--count", "4"]);
    assert!(frames(&told).is_sorted_by(|a, b| a < b), "{told:?}");
    assert!((told.iter().map(|cell| cell["share"].as_f64().unwrap()).sum::<f64>() - 1.0).abs() < 1e-6, "{told:?}");
    for cell in &told {
        let [x, y, width, height] = ["x", "y", "width", "height"].map(|side| cell[side].as_u64().unwrap() as u32);
        let part = image::imageops::crop_imm(&sheet, x, y, width, height).to_image();
        assert!(part.pixels().any(|pixel| pixel != part.get_pixel(0, 0)), "a picture is there: {cell}");
    }
    // Below the labels is a bar, whose first part is as long as the first frame's share says.
    let [share, y, height] = ["share", "y", "height"].map(|side| told[0][side].as_f64().unwrap());
    let bar = (y + height) as u32..sheet.height();
    let is_bright = |x: u32, y: u32| sheet.get_pixel(x, y)[0] > 200;
    let room = f64::from(sheet.width() - 72);
    let length = |y: u32| (36..sheet.width() - 36).take_while(|&x| is_bright(x, y)).count() as f64;
    let longest = bar.map(length).fold(0.0, f64::max);
    assert!((longest - share * room).abs() < 3.0, "{longest} of {room}, {share}");
}

#[test]
fn frames_are_chosen_by_time_or_number_and_a_strip_is_drawn_of_each_animation() {
    let place = place("strip-chosen");
    let named = cells(&place, &["pictures/a.gif", "-o", "s.webp", "--frames", "5,0,2"]);
    assert_eq!(frames(&named), [0, 2, 5], "in their order");
    let (code, out, err) = place.said(&["strip", "pictures/a.gif", "-o", "s.webp", "--frames", "0,900"]);
    assert!(code == 3 && out.starts_with("1 frame on") && err.contains("no frame 900"), "{code} {out} {err}");
    let timed = cells(&place, &["pictures/a.gif", "-o", "s.webp", "--every", "300ms"]);
    let at: Vec<u64> = timed.iter().map(|cell| cell["at_ms"].as_u64().unwrap()).collect();
    assert!(at.len() > 2 && at.windows(2).all(|pair| pair[1] - pair[0] <= 400), "{at:?}");
    let all = cells(&place, &["is:animated", "-o", "all.png"]);
    let hashes: std::collections::BTreeSet<&str> = all.iter().map(|cell| cell["hash"].as_str().unwrap()).collect();
    assert_eq!(hashes.len(), 2, "{all:?}");
    // Rows of many frames go on below.
    cells(&place, &["is:animated", "-o", "many.png", "--every", "0.01"]);
    let wide = image::open(place.path("many.png")).unwrap();
    assert!(wide.width() < 13 * 276 + 72, "{} pixels", wide.width());
    let hash = named[0]["hash"].as_str().unwrap();
    assert_eq!(frames(&cells(&place, &[&hash[..12], "-o", "s.webp", "--frames", "1"])), [1]);
}

#[test]
fn what_has_no_frames_is_said() {
    let place = place("strip-none");
    for (arguments, code, expected) in [
        (&["pictures/c.png", "-o", "s.png"] as &[&str], 2, "1 picture does not move"),
        (&["filetype:png", "-o", "s.png"], 0, "1 picture does not move: a strip shows"),
        (&["./nosuch.gif", "-o", "s.png"], 1, "nosuch.gif does not exist"),
        (&["pictures/a.gif", "nosuch", "-o", "s.png"], 1, "nosuch"),
        (&["no_such_tag", "-o", "s.png"], 0, "nothing fits no_such_tag"),
        (&["pictures/a.gif", "-o", "s.png", "--frames", "900"], 3, "a.gif: there is no frame 900: it has "),
        (&["pictures/a.gif", "-o", "s.png", "--every", "0"], 2, "from 0.01 to 3600"),
        (&["pictures/a.gif", "-o", "s.gif"], 2, "s.gif"),
        (&["pictures/a.gif", "-o", "pictures/s.png"], 2, "pictures/s.png"),
    ] {
        let (found, out, err) = place.said(&[&["strip"], arguments].concat());
        assert!(found == code && err.contains(expected), "{arguments:?}: {found} {out} {err}");
        assert!(!place.path("s.png").exists());
    }
}
