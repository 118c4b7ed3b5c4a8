//! Copies to be shared: below a size, of a stretch, in a format that a service takes.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use image::RgbaImage;
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};
use nakigao::ops::{self, Allowed, Event, ImportOptions, Outputs, Progress, SERVICES, Selection, ShareOptions};
use serde_json::Value;

use super::support::Place;

const SMILE: &str = "gallery/Naruto/Hinata Hyuga/he noticed me.gif";
const CUT: &str = "gallery/Naruto/Hinata Hyuga/he noticed me (cut).gif";
const WORD: &str = "gallery/Naruto/Hinata Hyuga/I never go back on my word.gif";
const FIELD: &str = "gallery/Clannad/Tomoya Okazaki/in the field of flowers.gif";

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put(SMILE, "a.gif");
    place.put(CUT, "b.gif");
    place.put("still/rgba.png", "c.png");
    place.put("gallery/Clannad/Tomoya Okazaki/slope (small).jpg", "d.jpg");
    place.import(&ImportOptions::default());
    place
}

/// What a copy shows: its frames, and when each ends.
fn frames(path: &Path) -> (Vec<RgbaImage>, Vec<Duration>) {
    let bytes = fs::read(path).unwrap();
    let format = Format::sniff(&bytes).unwrap();
    let mut frames = Frames::open(&bytes, format, &Limits::default()).unwrap().expect("it moves");
    let (mut pictures, mut ends) = (Vec::new(), Vec::new());
    while let Some(frame) = frames.next_frame().unwrap() {
        pictures.push(frame.canvas.clone());
        ends.push(frame.at + frame.delay);
    }
    (pictures, ends)
}

fn one(place: &Place, arguments: &[&str]) -> Value {
    let mut said = place.json(&[&["share"], arguments].concat());
    assert_eq!(said.len(), 1, "{arguments:?}: {said:?}");
    said.remove(0)
}

#[test]
fn an_animation_fits_what_a_service_or_a_size_allows() {
    let place = place("share-sizes");
    for (arguments, name, most, size) in [
        (&["--to", "discord"] as &[&str], "a.gif", 10_000_000, Some((240, 240))),
        (&["--to", "discord-emoji"], "a.gif", 256_000, Some((128, 128))),
        (&["--to", "discord-sticker"], "a.gif", 512_000, Some((320, 320))),
        (&["--to", "discord-sticker", "--max-size", "200kB"], "a.gif", 200_000, Some((320, 320))),
        (&["--format", "webp", "--max-size", "24kB"], "a.webp", 24_000, None),
        (&["--format", "apng", "--max-size", "800kB", "--width", "100"], "a.png", 800_000, Some((100, 100))),
    ] {
        let said = one(&place, &[&["pictures/a.gif", "-o", "copies"], arguments].concat());
        let path = place.path("copies").join(name);
        let (bytes, (pictures, ends)) = (fs::metadata(&path).unwrap().len(), frames(&path));
        assert!(bytes <= most && said["bytes"] == bytes, "{arguments:?}: {bytes} of {most}, {said}");
        let side = |key: &str| said[key].as_u64().unwrap() as u32;
        assert!(pictures.iter().all(|one| one.dimensions() == (side("width"), side("height"))), "{arguments:?}");
        assert!(size.is_none_or(|size| size == pictures[0].dimensions()), "{arguments:?}: {said}");
        assert!(pictures.len() > 3 && said["duration_ms"] == ends.last().unwrap().as_millis() as u64, "{said}");
        assert!(said["encodings"].as_u64().unwrap() <= 4 && said["copy"] == format!("copies/{name}"), "{said}");
    }
    // A sticker has just its size, and nothing beside the picture.
    let (sticker, _) = frames(&place.path("copies/a.gif"));
    assert!(sticker.iter().all(|one| one.get_pixel(2, 2)[3] == 0 && one.get_pixel(160, 160)[3] == 255));
}

#[test]
fn a_copy_is_a_stretch_that_is_faster_or_loops_another_way() {
    let place = place("share-time");
    let (whole, whole_ends) = frames(&place.path("pictures/a.gif"));
    let length = whole_ends.last().unwrap().as_millis() as u64;
    let told = |arguments: &[&str]| {
        let said = one(&place, &[&["pictures/a.gif", "-o", "a.webp"], arguments].concat());
        (said["frames"].as_u64().unwrap(), said["duration_ms"].as_u64().unwrap())
    };
    let n = whole.len() as u64;
    assert_eq!(told(&[]), (n, length));
    assert_eq!(told(&["--from", "0.2", "--to-time", "0.65s"]).1, 450);
    assert_eq!(told(&["--speed", "2"]), (n, length / 2));
    assert_eq!(told(&["--loop", "pingpong"]).0, 2 * n - 2);
    let (seamless, shorter) = told(&["--loop", "seamless", "--from", "0"]);
    assert!(seamless < n && shorter < length);
    for how in ["best", "seamless"] {
        let said = one(&place, &["pictures/a.gif", "-o", "a.webp", "--loop", how]);
        assert!((2..=n).contains(&said["frames"].as_u64().unwrap()), "{said}");
        assert!(how == "seamless" || said["loop_score"].as_f64().is_some_and(|score| score > 0.3), "{said}");
    }
    // The stretch that another animation shows, which was cut from it.
    let (_, cut_ends) = frames(&place.path("pictures/b.gif"));
    let (_, shared) = told(&["--scene", "pictures/b.gif"]);
    assert!(shared.abs_diff(cut_ends.last().unwrap().as_millis() as u64) <= 100, "{shared} ms");
    assert_eq!(told(&["--scene", "pictures/a.gif"]), (n, length), "one run, not a frame more");
    let (code, _, err) = place.said(&["share", "pictures/a.gif", "-o", "a.webp", "--from", "9"]);
    assert!(code == 1 && err.contains("a.gif: it has ended at 9.00 s"), "{err}");
}

#[test]
fn what_needs_no_change_has_the_very_pixels_of_its_source() {
    let place = place("share-same");
    let (before, _) = frames(&place.path("pictures/a.gif"));
    for (arguments, is_same) in [
        (&["--to", "discord"] as &[&str], true),
        (&["--max-size", "1MB", "--width", "500", "--dither", "none"], true),
        (&["--caption", "a"], false),
        (&["--speed", "1.1"], false),
        (&["--width", "239"], false),
    ] {
        let said = one(&place, &[&["pictures/a.gif", "-o", "same.gif"], arguments].concat());
        assert_eq!(said["encodings"] == 0, is_same, "{arguments:?}: {said}");
        assert!(!is_same || frames(&place.path("same.gif")).0 == before, "{arguments:?}");
    }
    let said = one(&place, &["pictures/d.jpg", "-o", "same.jpg", "--to", "x"]);
    let decoded = |name: &str| image::open(place.path(name)).unwrap();
    assert!(said["encodings"] == 0 && decoded("same.jpg") == decoded("pictures/d.jpg"), "{said}");
}

#[test]
fn stills_keep_their_format_while_it_fits_and_their_transparency() {
    let place = place("share-stills");
    for (name, alpha) in [("noise.png", 255), ("soft.png", 90)] {
        let noise = |x: u32, y: u32| image::Rgba([(x * y) as u8, (x ^ y) as u8, (x * 7 + y * 3) as u8, alpha]);
        RgbaImage::from_fn(600, 400, noise).save(place.path("pictures").join(name)).unwrap();
    }
    place.import(&ImportOptions::default());
    for (name, arguments, format, is_opaque) in [
        ("c.png", &[] as &[&str], "png", false),
        ("soft.png", &["--max-size", "90kB"], "webp", false),
        ("c.png", &["--format", "jpeg"], "jpg", true),
        ("d.jpg", &["--to", "x"], "jpg", true),
        ("d.jpg", &["--max-size", "16kB"], "jpg", true),
        ("noise.png", &["--max-size", "2MB"], "png", true),
        ("noise.png", &["--max-size", "90kB"], "jpg", true),
        ("noise.png", &["--width", "300", "--to", "discord-sticker"], "png", false),
    ] {
        let said = one(&place, &[&[format!("pictures/{name}").as_str(), "-o", "copies"], arguments].concat());
        let path = place.path(said["copy"].as_str().unwrap());
        let picture = image::open(&path).unwrap().into_rgba8();
        assert!(said["format"] == format && path.extension().unwrap() == format, "{name} {arguments:?}: {said}");
        assert_eq!(picture.pixels().all(|pixel| pixel[3] == 255), is_opaque, "{name} {arguments:?}");
        assert_eq!(u64::from(picture.width()), said["width"].as_u64().unwrap(), "{said}");
        if let ["--max-size", size] = arguments {
            let bytes = fs::metadata(&path).unwrap().len() as f64;
            let (number, unit) = size.split_at(size.len() - 2);
            let most = number.parse::<f64>().unwrap() * if unit == "MB" { 1e6 } else { 1e3 };
            assert!(bytes <= most, "{said}");
        }
    }
}

#[test]
fn nothing_of_the_source_but_its_pixels_is_in_a_copy_unless_tags_are_asked_for() {
    let place = place("share-tags");
    for (fixture, name, comment) in
        [(FIELD, "e.gif", &b"\x21\xFE\x06secret\0"[..]), ("still/420.jpg", "f.jpg", b"\xFF\xFE\0\x08secret")]
    {
        place.put(fixture, name);
        let path = place.pictures().join(name);
        let mut bytes = fs::read(&path).unwrap();
        // Behind a GIF's global palette, or a JPEG's first marker.
        let at = if name == "e.gif" { 13 + 3 * (2 << (bytes[10] & 7)) } else { 2 };
        bytes.splice(at..at, comment.iter().copied());
        fs::write(path, bytes).unwrap();
    }
    place.ok(&["import", "pictures", "-q", "--tag", "emotion:crying"]);
    for name in ["e.gif", "f.jpg"] {
        let holds = |path: &Path| fs::read(path).unwrap().windows(6).any(|part| part == b"secret");
        assert!(holds(&place.pictures().join(name)));
        let said = one(&place, &[&format!("pictures/{name}"), "-o", "copies", "--tags"]);
        assert!(!holds(&place.path("copies").join(name)), "{name}");
        assert_eq!(said["sidecar"], format!("copies/{name}.xmp"));
        let xmp = fs::read_to_string(place.path(&format!("copies/{name}.xmp"))).unwrap();
        assert!(xmp.contains("emotion:crying"), "{xmp}");
        fs::remove_file(place.path(&format!("copies/{name}.xmp"))).unwrap();
        one(&place, &[&format!("pictures/{name}"), "-o", "copies", "--width", "60"]);
        assert!(!holds(&place.path("copies").join(name)), "{name}");
        assert!(!place.path(&format!("copies/{name}.xmp")).exists());
    }
    // Neither is written without the other.
    fs::write(place.path("other.gif.xmp"), "mine").unwrap();
    let (code, _, err) = place.said(&["share", "pictures/e.gif", "-o", "other.gif", "--tags"]);
    assert!(code == 1 && err.contains("nakigao did not write") && !place.path("other.gif").exists(), "{code} {err}");
    assert_eq!(fs::read_to_string(place.path("other.gif.xmp")).unwrap(), "mine");
    let long = format!("pictures/{}.gif", "x".repeat(251));
    fs::copy(place.path("pictures/e.gif"), place.path(&long)).unwrap();
    place.ok(&["import", "pictures", "-q"]);
    fs::remove_file(place.path("pictures/e.gif")).unwrap();
    place.ok(&["import", "pictures", "-q"]);
    let said = one(&place, &[&long, "-o", "long", "--tags"]);
    assert!(
        place.path(said["sidecar"].as_str().unwrap()).exists() && place.path(said["copy"].as_str().unwrap()).exists()
    );
}

#[test]
fn copies_in_a_folder_have_names_of_their_own_and_are_made_again_in_their_places() {
    let place = place("share-names");
    for (fixture, name) in [(FIELD, "x/same.gif"), (WORD, "y/same.gif")] {
        place.put(fixture, name);
    }
    place.import(&ImportOptions::default());
    let before = fs::read(place.path("pictures/a.gif")).unwrap();
    for _ in 0..2 {
        let said =
            place.json(&["share", "pictures/x", "pictures/y", "pictures/c.png", "-o", "copies", "--width", "40"]);
        let names: Vec<String> = said.iter().map(|copy| copy["copy"].as_str().unwrap().to_owned()).collect();
        assert!(names[0] == "copies/same.gif" && names[1].starts_with("copies/same-"), "{names:?}");
        assert_eq!(names[2], "copies/c.png");
        assert_eq!(fs::read_dir(place.path("copies")).unwrap().count(), 3);
    }
    fs::write(place.path("copies/c.png"), "mine").unwrap();
    let (code, _, err) = place.said(&["share", "pictures/c.png", "-o", "copies"]);
    assert!(code == 1 && err.contains("only --force replaces it"), "{code} {err}");
    assert_eq!(fs::read_to_string(place.path("copies/c.png")).unwrap(), "mine");
    assert_eq!(fs::read(place.path("pictures/a.gif")).unwrap(), before, "originals stay as they are");
}

#[test]
fn what_cannot_be_is_refused() {
    let place = place("share-refused");
    fs::write(place.path("mine.gif"), "mine").unwrap();
    for (arguments, code, expected) in [
        (&["is:animated", "-o", "s.gif"] as &[&str], 2, "2 pictures are meant, and s.gif is one file"),
        (&["pictures/a.gif", "-o", "s.mp4"], 2, "s.mp4 does not end in .gif, .webp, .png or .jpg"),
        (&["pictures/a.gif", "-o", "s.jpg"], 1, "it moves, and a JPEG does not"),
        (&["pictures/c.png", "-o", "s.gif"], 1, "it does not move"),
        (&["pictures/a.gif", "-o", "s.webp", "--to", "x"], 1, "x takes no WebP of what moves: GIF"),
        (&["pictures/a.gif", "-o", "pictures/s.gif"], 2, "lies in the imported folder"),
        (&["pictures/a.gif", "-o", "pictures"], 2, "lies in the imported folder"),
        (&["pictures/a.gif", "-o", "mine.gif"], 1, "nakigao did not write it"),
        (&["pictures/a.gif", "-o", "s.gif", "--max-size", "900"], 1, "s would fit"),
        (&["pictures/d.jpg", "-o", "s.jpg", "--max-size", "900"], 1, "0.9 kB are allowed"),
        (&["pictures/a.gif", "-o", "s.gif", "--from", "2", "--to-time", "1"], 2, "--from is not before"),
        (&["pictures/a.gif", "-o", "s.gif", "--from", "1", "--loop", "best"], 2, "finds a stretch by itself"),
        (&["pictures/c.png", "-o", "s.gif", "--to", "myspace"], 2, "discord-sticker"),
        (&["pictures/d.jpg", "-o", "s.jpg", "--format", "webp"], 2, "s.jpg is a JPEG by its name"),
        (&["no_such_tag", "-o", "s.gif"], 1, "nothing fits no_such_tag"),
        (&["pictures/a.gif", "-o", "s.gif", "--scene", "pictures/c.png"], 1, "shows nothing that"),
    ] {
        let (found, out, err) = place.said(&[&["share"], arguments].concat());
        assert!(found == code && err.contains(expected), "{arguments:?}: {found} {out} {err}");
        assert!(!place.path("s.gif").exists() && !place.path("s.webp").exists() && !place.path("s.jpg").exists());
    }
}

/// Stops the first work that is not counted.
struct AtOnce;

impl Progress for AtOnce {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        if matches!(event, Event::Working) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn a_copy_that_is_broken_off_is_not_written() {
    let place = place("share-stopped");
    let gallery = place.gallery();
    for (name, output) in [("a.gif", "a.webp"), ("c.png", "c.jpg")] {
        let named = vec![place.pictures().join(name).into()];
        let options = ShareOptions { output: place.path(output), ..ShareOptions::default() };
        let mut outputs = Outputs::new(Some(&gallery), false).unwrap();
        let selection = Selection { named, ..Selection::default() };
        let report = ops::share(&gallery, &selection, &options, &mut outputs, &mut AtOnce).unwrap();
        assert!(report.copies.is_empty() && report.refused.is_empty() && !place.path(output).exists(), "{report:?}");
    }
}

#[test]
fn a_caption_is_written_near_the_lower_edge_of_every_frame() {
    let place = place("share-caption");
    for name in ["plain.png", "captioned.png"] {
        let text: &[&str] = if name == "plain.png" { &[] } else { &["--caption", "だんご…"] };
        one(&place, &[&["pictures/b.gif", "-o", name], text].concat());
    }
    let ((plain, _), (captioned, _)) = (frames(&place.path("plain.png")), frames(&place.path("captioned.png")));
    assert_eq!(plain.len(), captioned.len());
    for (plain, captioned) in plain.iter().zip(&captioned) {
        let changed = plain.enumerate_pixels().filter(|(x, y, pixel)| captioned.get_pixel(*x, *y) != *pixel);
        let rows: Vec<u32> = changed.map(|(_, y, _)| y).collect();
        assert!(rows.len() > 50 && rows.iter().all(|y| *y > plain.height() / 2), "{} pixels", rows.len());
    }
}

#[test]
fn the_manual_has_the_table_of_services() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sharing.md")).unwrap();
    let bytes = |bytes: u64| {
        if bytes >= 1_000_000 { format!("{} MB", bytes / 1_000_000) } else { format!("{} kB", bytes / 1000) }
    };
    let told = |allowed: &Allowed| {
        let mut parts = vec![allowed.formats.iter().map(|format| format.label()).collect::<Vec<_>>().join(", ")];
        parts.push(bytes(allowed.max_bytes));
        let word = if allowed.is_exact { "just " } else { "" };
        parts.extend(allowed.within.map(|(width, height)| format!("{word}{width}×{height}")));
        parts.extend(allowed.max_frames.map(|n| format!("{n} frames")));
        parts.extend(allowed.max_length.map(|length| format!("{} s", length.as_secs())));
        parts.join("; ")
    };
    for service in &SERVICES {
        let (animation, still) = (told(&service.animation), told(&service.still));
        let row = format!("| `{}` | {animation} | {still} | {} | {} |", service.name, service.read, service.source);
        assert!(manual.contains(&row), "docs/sharing.md lacks\n{row}");
    }
}
