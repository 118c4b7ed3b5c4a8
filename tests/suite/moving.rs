//! Sheets whose animations play.

use std::fs;
use std::time::Duration;

use image::codecs::gif::GifEncoder;
use image::{Delay, Frame, Rgba, RgbaImage};
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};
use nakigao::ops::ImportOptions;
use serde_json::Value;

use super::support::{Place, fixtures};

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("gallery/Clannad/Nagisa Furukawa/渚の涙.gif", "a.gif");
    place.put("still/rgb.png", "b.png");
    place.import(&ImportOptions::default());
    place
}

/// The frames of an animated WebP, each with the time it appears at.
fn frames(webp: &[u8]) -> (Vec<(Duration, RgbaImage)>, Duration) {
    let mut frames = Frames::open(webp, Format::WebP, &Limits::default()).unwrap().unwrap();
    let length = frames.delays().iter().sum();
    let mut shown = Vec::new();
    while let Some(frame) = frames.next_frame().unwrap() {
        shown.push((frame.at, frame.canvas.clone()));
    }
    (shown, length)
}

#[test]
fn animations_play_beside_stills() {
    let place = place("moving-sheet");
    let arguments = ["sheet", "-o", "s.webp", "--animated", "--fps", "20", "--seconds", "2", "--map", "map.json"];
    let said = place.ok(&arguments);
    assert!(said.starts_with("2 pictures on s.webp (1 plays, 20 frames a second, quality 75, "), "{said}");
    let webp = fs::read(place.path("s.webp")).unwrap();
    let (shown, length) = frames(&webp);
    assert!(shown.len() > 4 && length == Duration::from_secs(2), "{} frames, {length:?}", shown.len());

    let map: Value = serde_json::from_str(&fs::read_to_string(place.path("map.json")).unwrap()).unwrap();
    let cell = |path: &str| {
        let cells = map["pages"][0]["cells"].as_array().unwrap();
        let cell = cells.iter().find(|cell| cell["path"].as_str().unwrap().ends_with(path)).unwrap();
        ["x", "y", "width", "height"].map(|side| cell[side].as_u64().unwrap() as u32)
    };
    let part = |frame: &RgbaImage, [x, y, width, height]: [u32; 4]| {
        image::imageops::crop_imm(frame, x, y, width, height).to_image()
    };
    // Beyond the noise of a lossy encoder.
    let differs = |a: &RgbaImage, b: &RgbaImage| a.iter().zip(b.iter()).any(|(a, b)| a.abs_diff(*b) > 40);
    let (moving, still) = (cell("a.gif"), cell("b.png"));
    assert!(shown.iter().any(|(_, frame)| differs(&part(frame, moving), &part(&shown[0].1, moving))));
    assert!(shown.iter().all(|(_, frame)| !differs(&part(frame, still), &part(&shown[0].1, still))));

    // Each frame of the page shows what the animation shows at that time of its own run.
    let gif = fs::read(fixtures().join("gallery/Clannad/Nagisa Furukawa/渚の涙.gif")).unwrap();
    let mut of_gif = Frames::open(&gif, Format::Gif, &Limits::default()).unwrap().unwrap();
    let run: Duration = of_gif.delays().iter().sum();
    let mut originals = Vec::new();
    while let Some(frame) = of_gif.next_frame().unwrap() {
        originals.push((frame.at, frame.canvas.clone()));
    }
    for (at, frame) in &shown {
        let local = Duration::from_nanos((at.as_nanos() % run.as_nanos()) as u64);
        let (_, original) = originals.iter().rfind(|(began, _)| *began <= local).unwrap();
        let seen = part(frame, moving);
        // Away from the mark in the corner; scaled by nearest pixel, so only the mean is compared.
        let half = (seen.width() / 2, seen.height() / 2);
        let small =
            image::imageops::resize(original, seen.width(), seen.height(), image::imageops::FilterType::Triangle);
        let mean = |picture: &RgbaImage| {
            let corner = image::imageops::crop_imm(picture, 0, 0, half.0, half.1).to_image();
            corner.iter().map(|&level| f64::from(level)).sum::<f64>() / corner.len() as f64
        };
        assert!((mean(&seen) - mean(&small)).abs() < 4.0, "at {at:?}");
    }

    place.ok(&arguments);
    assert_eq!(fs::read(place.path("s.webp")).unwrap(), webp, "the same bytes again");
}

#[test]
fn sheets_move_as_gif_and_as_apng() {
    let place = place("moving-formats");
    let read = |file: &str, format: Format| {
        let bytes = fs::read(place.path(file)).unwrap();
        let mut frames = Frames::open(&bytes, format, &Limits::default()).unwrap().unwrap();
        let (length, loops) = (frames.delays().iter().sum::<Duration>(), frames.facts().loop_count);
        let mut shown = Vec::new();
        while let Some(frame) = frames.next_frame().unwrap() {
            shown.push((frame.at, frame.canvas.clone()));
        }
        (shown, length, loops, bytes.len())
    };
    let small = ["--animated", "--fps", "20", "--seconds", "0.6", "--cell", "96x64"];
    for (file, how) in [("s.gif", "quality 100"), ("s.png", "without loss")] {
        let said = place.ok(&[&["sheet", "-o", file], &small[..]].concat());
        assert!(said.starts_with(&format!("2 pictures on {file} (1 plays, 20 frames a second, {how}, ")), "{said}");
    }
    let (apng, gif) = (read("s.png", Format::Png), read("s.gif", Format::Gif));
    assert!(apng.0.len() > 2, "{} frames", apng.0.len());
    assert_eq!((apng.1, apng.2), (Duration::from_millis(600), Some(0)));
    assert_eq!((gif.1, gif.2), (apng.1, apng.2));
    // What the one shows without loss, the other shows nearly.
    for (at, frame) in &gif.0 {
        let (_, exact) = apng.0.iter().rfind(|(began, _)| began <= at).unwrap();
        let off: u64 = frame.iter().zip(exact.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(off < 4 * frame.len() as u64, "at {at:?}");
    }

    let limited = |file: &str, limit: usize| {
        let limit = limit.to_string();
        let said = place.ok(&[&["--json", "sheet", "-o", file, "--max-size", &limit], &small[..]].concat());
        serde_json::from_str::<Value>(&said).unwrap()["motion"].clone()
    };
    let (of_gif, of_apng) = (limited("l.gif", gif.3 * 88 / 100), limited("l.png", apng.3 * 93 / 100));
    assert!(read("l.gif", Format::Gif).3 <= gif.3 * 88 / 100 && of_gif["quality"].as_u64() < Some(100), "{of_gif}");
    assert!(of_apng["quality"].is_null() && of_apng["fps"] == 10.0, "{of_apng}");
}

#[test]
fn a_page_that_moves_obeys_its_size_or_is_refused() {
    let place = place("moving-size");
    let size = |file: &str| fs::metadata(place.path(file)).unwrap().len();
    place.ok(&["sheet", "-o", "free.webp", "--animated"]);
    let limit = size("free.webp") * 8 / 10;
    let said = place.ok(&["--json", "sheet", "-o", "small.webp", "--animated", "--max-size", &limit.to_string()]);
    let motion = &serde_json::from_str::<Value>(&said).unwrap()["motion"];
    assert!(size("small.webp") <= limit && motion["bytes"] == size("small.webp"), "{motion}");
    assert!(motion["quality"].as_u64().unwrap() < 75, "{motion}");

    let limit = size("free.webp") / 5;
    let said = place.ok(&["--json", "sheet", "-o", "cells.webp", "--animated", "--max-size", &limit.to_string()]);
    let motion = &serde_json::from_str::<Value>(&said).unwrap()["motion"];
    assert!(size("cells.webp") <= limit && motion["cell"]["width"].as_u64().unwrap() < 256, "{motion} of {limit}");

    let pages =
        ["sheet", "-o", "tiny.webp", "--animated", "--max-size", "1kB", "--columns", "1", "--rows-per-page", "1"];
    let (code, _, err) = place.said(&pages);
    assert!(code == 1 && err.contains("1 are allowed: take fewer pictures"), "{code} {err}");
    let written = fs::read_dir(place.path(".")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!written.into_iter().any(|name| name.starts_with("tiny")), "no page stays");
}

#[test]
fn an_animation_that_fills_its_cell_has_one_crop() {
    let place = Place::new("moving-crop");
    // A face looks out at the left, then at the right, beside a green bar.
    let frame = |left: u32| {
        RgbaImage::from_fn(320, 160, |x, y| match (x.wrapping_sub(left), x) {
            (0..40, _) if (60..100).contains(&y) => Rgba([250, 220, 195 - 130 * u8::from(x % 8 < 3), 255]),
            (_, 150..160) => Rgba([0, 255, 0, 255]),
            _ => Rgba([40, 60, 120, 255]),
        })
    };
    let delay = Delay::from_numer_denom_ms(200, 1);
    let file = fs::File::create(place.path("pictures/looks.gif")).unwrap();
    let frames_of_gif = [90, 190].map(|left| Frame::from_parts(frame(left), 0, 0, delay));
    GifEncoder::new(file).encode_frames(frames_of_gif).unwrap();
    place.import(&ImportOptions::default());
    place.ok(&[
        "sheet",
        "-o",
        "s.webp",
        "--animated",
        "--seconds",
        "1",
        "--fit",
        "cover",
        "--cell",
        "160x160",
        "--label",
        "",
    ]);
    let (shown, _) = frames(&fs::read(place.path("s.webp")).unwrap());
    assert!(shown.len() > 1);
    let bar = |frame: &RgbaImage| {
        let green = frame.enumerate_pixels().filter(|(_, _, pixel)| pixel[1] > 200 && pixel[0] < 60 && pixel[2] < 60);
        green.map(|(x, _, _)| x).min()
    };
    let at = bar(&shown[0].1);
    assert!(at.is_some() && shown.iter().all(|(_, frame)| bar(frame) == at), "the bar stays at {at:?}");
}

#[test]
fn what_cannot_move_is_said() {
    let place = place("moving-not");
    for (arguments, expected) in [
        (&["-o", "s.jpg", "--animated"] as &[&str], "name a file that ends in .webp, .gif or .png"),
        (&["-o", "s.gif"], "s.gif"),
        (&["-o", "s.webp", "--fps", "5"], "--animated"),
        (&["-o", "s.webp", "--animated", "--seconds", "11"], "from 0.1 to 10"),
    ] {
        let (code, _, err) = place.said(&[&["sheet"], arguments].concat());
        assert!(code == 2 && err.contains(expected), "{arguments:?}: {code} {err}");
    }
    // The thumbnail is there, the frames are not.
    fs::remove_file(place.pictures().join("a.gif")).unwrap();
    let (code, out, err) = place.said(&["sheet", "-o", "s.webp", "--animated"]);
    assert!(code == 0 && out.contains("0 play") && err.contains("a.gif: stands still: "), "{code} {out} {err}");
}
