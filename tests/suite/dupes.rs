//! Media that show the same: the demo has a scaled picture, a part of an animation and a frame of one.

use std::fs;
use std::path::{Path, PathBuf};

use image::codecs::gif::{GifDecoder, GifEncoder};
use image::imageops::{self, FilterType};
use image::{AnimationDecoder, Frame, Rgba, RgbaImage};
use serde_json::Value;

use super::support::{Place, demo as demo_pictures};

pub(super) const SLOPE: &str = "Clannad/Nagisa Furukawa/at the foot of the slope.jpg";
const SMALL: &str = "Clannad/Tomoya Okazaki/slope (small).jpg";
const MOONLIGHT: &str = "Naruto/Hinata Hyuga/moonlight.jpg";
const PREVIEW: &str = "Naruto/Hinata Hyuga/moonlight (preview).webp";
const SCENE: &str = "Naruto/Hinata Hyuga/he noticed me.gif";
const CUT: &str = "Naruto/Hinata Hyuga/he noticed me (cut).gif";
const DANGO: &str = "Clannad/Nagisa Furukawa/the big dango family.gif";
const SCREENSHOT: &str = "Clannad/Nagisa Furukawa/dango (screenshot).png";

fn demo(name: &str) -> Place {
    let place = Place::with_demo(name);
    place.said(&["import", "pictures"]);
    place
}

/// The groups of a kind: what is kept, and the others.
pub(super) fn groups(place: &Place, kind: &str) -> Vec<(String, Vec<Value>)> {
    let below = |path: &Value| {
        let path = Path::new(path.as_str().unwrap()).strip_prefix(place.pictures()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let listed = place.json(&["dupes", "--near"]);
    let of_kind = listed.iter().filter(|group| group["kind"] == kind);
    of_kind
        .map(|group| {
            let mut others: Vec<Value> = group["members"].as_array().unwrap().clone();
            others.retain(|member| member["path"] != group["keep"]);
            for member in &mut others {
                member["path"] = below(&member["path"]).into();
            }
            (below(&group["keep"]), others)
        })
        .collect()
}

pub(super) fn paths(groups: &[(String, Vec<Value>)]) -> Vec<(&str, Vec<&str>)> {
    groups
        .iter()
        .map(|(keep, others)| (keep.as_str(), others.iter().map(|other| other["path"].as_str().unwrap()).collect()))
        .collect()
}

#[test]
fn the_demo_holds_a_copy_a_part_and_a_frame() {
    let place = demo("dupes-demo");
    assert_eq!(paths(&groups(&place, "near")), [(SLOPE, vec![SMALL]), (MOONLIGHT, vec![PREVIEW])]);
    let scenes = groups(&place, "scene");
    assert_eq!(paths(&scenes), [(SCENE, vec![CUT])]);
    let overlap = &scenes[0].1[0]["overlap"];
    let about = |key: &str, expected: f64, most: f64| (overlap[key].as_f64().unwrap() - expected).abs() <= most;
    assert!(about("from_ms", 0.0, 90.0) && about("in_other_from_ms", 360.0, 120.0), "{overlap}");
    assert!(about("speed", 1.0, 0.03), "{overlap}");
    let frames = groups(&place, "frame");
    assert_eq!(paths(&frames), [(DANGO, vec![SCREENSHOT])]);
    assert!(frames[0].1[0]["frame"].is_u64() && frames[0].1[0]["at_ms"].is_u64(), "{:?}", frames[0].1[0]);
}

#[test]
fn what_lies_in_a_trash_is_never_the_one_to_keep() {
    let place = Place::new("dupes-trash");
    place.put(&format!("gallery/{SLOPE}"), ".Trash-1000/files/large.jpg");
    place.put(&format!("gallery/{SMALL}"), "small (1).jpg");
    place.put("still/rgb.png", ".Trash-1000/files/same.png");
    place.put("still/rgb.png", "same (1).png");
    place.ok(&["import", "pictures", "pictures/.Trash-1000/files"]);
    for kind in ["near", "exact"] {
        let kept: Vec<String> = groups(&place, kind).into_iter().map(|(keep, _)| keep).collect();
        assert_eq!(kept, [if kind == "near" { "small (1).jpg" } else { "same (1).png" }]);
    }
}

/// All thumbnails of a gallery.
fn thumbnails(place: &Place) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(place.path("gallery/thumbs")).into_iter().filter_map(Result::ok);
    all.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn thumbnails_that_are_gone_or_damaged_are_made_again_and_change_nothing() {
    let place = demo("dupes-thumbnails");
    let expected = place.json(&["dupes", "--near"]);
    for damage in [true, false] {
        let again = Place::with_demo(if damage { "dupes-thumbnails-damaged" } else { "dupes-thumbnails-gone" });
        again.said(&["import", "pictures", "--no-near"]);
        for thumbnail in thumbnails(&again) {
            if damage { fs::write(thumbnail, "RIFFxxxx").unwrap() } else { fs::remove_file(thumbnail).unwrap() }
        }
        let below = |groups: Vec<Value>, place: &Place| {
            let text = serde_json::to_string(&groups).unwrap();
            text.replace(place.pictures().to_str().unwrap(), "")
        };
        assert_eq!(below(again.json(&["dupes", "--near"]), &again), below(expected.clone(), &place), "{damage}");
    }
}

#[test]
fn what_was_listed_once_is_listed_without_a_look_at_any_picture() {
    let place = demo("dupes-worked-out");
    place.ok(&["dupes", "--near"]);
    thumbnails(&place).iter().for_each(|thumbnail| fs::remove_file(thumbnail).unwrap());
    let n_groups = ["near", "scene", "frame"].map(|kind| groups(&place, kind).len());
    assert_eq!(n_groups, [2, 1, 1]);
    assert_eq!(thumbnails(&place), Vec::<PathBuf>::new());
}

#[test]
fn what_cannot_be_seen_now_is_compared_when_it_is_there_again() {
    let place = Place::with_demo("dupes-away");
    place.said(&["import", "pictures", "--no-near"]);
    thumbnails(&place).iter().for_each(|thumbnail| fs::remove_file(thumbnail).unwrap());
    let (there, away) = (place.pictures().join(MOONLIGHT), place.path("moonlight.jpg"));
    fs::rename(&there, &away).unwrap();
    assert_eq!(paths(&groups(&place, "near")), [(SLOPE, vec![SMALL])]);
    fs::rename(&away, &there).unwrap();
    assert_eq!(paths(&groups(&place, "near")), [(SLOPE, vec![SMALL]), (MOONLIGHT, vec![PREVIEW])]);
}

#[test]
fn smaller_thumbnails_change_nothing_about_what_is_the_same() {
    let place = Place::with_demo("dupes-small-thumbnails");
    place.said(&["import", "pictures", "--thumbs", "64"]);
    assert_eq!(paths(&groups(&place, "near")), [(SLOPE, vec![SMALL]), (MOONLIGHT, vec![PREVIEW])]);
}

#[test]
fn turned_copies_are_found_when_they_come_later() {
    let place = demo("dupes-turned");
    let original = image::open(place.pictures().join(SLOPE)).unwrap().to_rgba8();
    let save = |name: &str, picture: &RgbaImage| {
        let (width, height) = (picture.width() * 9 / 10, picture.height() * 9 / 10);
        let smaller = imageops::resize(picture, width, height, FilterType::Triangle);
        smaller.save(place.pictures().join(name)).unwrap();
    };
    save("mirrored.png", &imageops::flip_horizontal(&original));
    save("turned.png", &imageops::rotate90(&original));
    let (width, height) = original.dimensions();
    save(
        "cropped.png",
        &imageops::crop_imm(&original, width / 20, height / 25, width * 9 / 10, height * 9 / 10).to_image(),
    );
    let (_, _, remarks) = place.said(&["import", "pictures"]);
    assert!(remarks.contains("mirrored.png is a near-duplicate of"), "{remarks}");
    let near = groups(&place, "near");
    assert_eq!(near.len(), 2, "{near:?}");
    let transform = |name: &str| {
        let members = near[0].1.iter().find(|member| member["path"] == name).unwrap();
        members["transform"].clone()
    };
    assert_eq!((transform("mirrored.png"), transform("turned.png")), ("mirror".into(), "rotate90".into()));
    assert_eq!(transform("cropped.png"), Value::Null);
}

#[test]
fn every_change_of_orientation_has_its_name_in_json() {
    type Turn = fn(&RgbaImage) -> RgbaImage;
    let turns: [(&str, Turn); 4] = [
        ("", |picture| picture.clone()),
        ("rotate90", imageops::rotate90),
        ("rotate180", imageops::rotate180),
        ("rotate270", imageops::rotate270),
    ];
    let place = Place::new("dupes-orientations");
    let original = image::open(demo_pictures().join(SLOPE)).unwrap().to_rgba8();
    original.save(place.pictures().join("original.png")).unwrap();
    let (width, height) = (original.width() * 9 / 10, original.height() * 9 / 10);
    let smaller = imageops::resize(&original, width, height, FilterType::Triangle);
    let mirrored = imageops::flip_horizontal(&smaller);
    let mut expected = Vec::new();
    for (name, turn) in turns {
        if !name.is_empty() {
            turn(&smaller).save(place.pictures().join(format!("{name}.png"))).unwrap();
            expected.push(name.to_owned());
        }
        let name = if name.is_empty() { "mirror".to_owned() } else { format!("mirror-{name}") };
        turn(&mirrored).save(place.pictures().join(format!("{name}.png"))).unwrap();
        expected.push(name);
    }
    place.said(&["import", "pictures"]);
    let near = groups(&place, "near");
    assert_eq!((near.len(), near[0].0.as_str()), (1, "original.png"), "{near:?}");
    let named = near[0].1.iter().map(|member| {
        let stem = member["path"].as_str().unwrap().trim_end_matches(".png").to_owned();
        assert_eq!(member["transform"], stem);
        stem
    });
    let mut named: Vec<String> = named.collect();
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
}

#[test]
fn what_a_person_rejects_is_in_no_group_until_that_is_undone() {
    let place = demo("dupes-reject");
    let (one, other) = (format!("pictures/{SLOPE}"), format!("pictures/{SMALL}"));
    place.ok(&["dupes", "reject", &one, &other]);
    assert_eq!(groups(&place, "near").len(), 1);
    assert!(place.ok(&["dupes", "reject", &other, &one]).contains("known already"));
    assert!(place.ok(&["log"]).contains("1 rejected pair"));
    place.ok(&["undo"]);
    assert_eq!(groups(&place, "near").len(), 2);
    place.ok(&["redo"]);
    assert_eq!(groups(&place, "near").len(), 1);
    place.ok(&["dupes", "reject", &format!("pictures/{SCREENSHOT}"), &format!("pictures/{DANGO}")]);
    assert!(groups(&place, "frame").is_empty());
}

#[test]
fn resolving_keeps_the_best_with_all_tags_and_moves_the_rest_to_the_trash() {
    let place = demo("dupes-resolve");
    let (small, cut) = (place.pictures().join(SMALL), place.pictures().join(CUT));
    place.ok(&["tag", small.to_str().unwrap(), "-t", "only_here"]);
    place.ok(&["note", small.to_str().unwrap(), "I love this school"]);
    place.ok(&["tag", cut.to_str().unwrap(), "-t", "a_cut", "-c", "hinata_hyuga"]);
    let resolve = |arguments: &[&str]| {
        let mut command = place.program();
        command.env("XDG_DATA_HOME", place.path("data")).args(["--gallery", "gallery", "dupes", "resolve"]);
        command.args(arguments).output().unwrap()
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let unasked = resolve(&["--near"]);
    assert_eq!(unasked.status.code(), Some(2), "{}", text(&unasked.stderr));
    let planned = resolve(&["--near", "--dry-run"]);
    let (plan, total) = (text(&planned.stdout), text(&planned.stderr));
    let n_going = plan.lines().filter(|line| line.starts_with("trash ")).count();
    assert!(
        total.trim_end().contains(&format!("{n_going} files, ")) && total.contains("would go to the trash"),
        "{total}"
    );
    let unseen = resolve(&["--interactive"]);
    assert!(unseen.status.code() == Some(2) && text(&unseen.stderr).contains("needs a terminal"));
    assert!(plan.contains("slope (small).jpg") && plan.contains("only_here"), "{plan}");
    assert!(small.exists() && cut.exists());
    let done = resolve(&["--near", "--yes"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(!small.exists() && !cut.exists() && place.pictures().join(SCREENSHOT).exists());
    let kept = |query: &str| place.json(&["find", query]).len();
    assert_eq!(kept("only_here"), 2, "the one that is kept, and the one in the trash");
    let shown = place.json(&["show", &format!("pictures/{SLOPE}")]);
    assert!(shown[0]["tags"].to_string().contains("copied"), "{shown:?}");
    assert_eq!(shown[0]["quote"], "I love this school");
    assert_eq!(kept("a_cut"), 1, "of a scene only series and characters are taken over");
    let trashed: Vec<_> = fs::read_dir(place.path("data/Trash/files")).unwrap().flatten().collect();
    assert!(trashed.len() >= 3, "the copies of the demo and the equal file: {trashed:?}");
    let (_, said, remarks) = place.said(&["undo"]);
    assert!(said.contains("undone") && remarks.contains("slope (small).jpg is at its place again"), "{remarks}");
    assert!(small.exists() && cut.exists());
    assert_eq!(kept("only_here"), 1);
}

#[test]
fn a_file_that_changed_is_not_moved() {
    let place = demo("dupes-changed");
    let (slope, small) = (place.pictures().join(SLOPE), place.pictures().join(SMALL));
    fs::copy(place.pictures().join(SCREENSHOT), &slope).unwrap();
    let mut command = place.program();
    command.env("XDG_DATA_HOME", place.path("data")).args(["--gallery", "gallery", "dupes", "resolve"]);
    let done = command.args(["--kind", "near", "--yes"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(small.exists(), "what was to be kept is no longer there");
}

#[test]
fn similar_media_are_listed_for_a_picture_that_is_not_in_the_gallery() {
    let place = demo("dupes-similar");
    let original = image::open(place.pictures().join(SLOPE)).unwrap().to_rgba8();
    let outside = place.path("outside.png");
    imageops::resize(&original, 200, 120, FilterType::Triangle).save(&outside).unwrap();
    let found = place.json(&["similar", outside.to_str().unwrap(), "--limit", "2"]);
    let paths: Vec<&str> = found.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(found[0]["certainty"], "duplicate");
    assert!(paths.iter().any(|path| path.ends_with(SLOPE)), "{paths:?}");
    let (code, _, said) = place.said(&["similar", "gallery/catalog.db"]);
    assert_eq!(code, 1, "{said}");
    // A picture of nothing that is there.
    let noise = place.path("noise.png");
    RgbaImage::from_fn(160, 90, |x, y| Rgba([(x * y % 251) as u8, (x * 7 % 256) as u8, (y * 13 % 256) as u8, 255]))
        .save(&noise)
        .unwrap();
    let (code, out, said) = place.said(&["similar", noise.to_str().unwrap()]);
    assert!(code == 0 && said.starts_with("nothing "), "{said}");
    assert!(out.lines().all(|line| line.starts_with("alike ")), "{out}");
}

#[test]
fn similar_and_dupes_tell_one_distance_in_either_order() {
    let place = Place::new("dupes-order");
    place.put("still/order-large.png", "large.png");
    place.put("still/order-small.jpg", "small.jpg");
    fs::copy(place.pictures().join("small.jpg"), place.path("outside.jpg")).unwrap();
    place.ok(&["import", "pictures/large.png"]);
    let distance = |asked: &str, of: &str| {
        let found = place.json(&["similar", asked]);
        found.iter().find(|one| one["path"].as_str().unwrap().ends_with(of)).unwrap()["distance"].clone()
    };
    let before = distance("outside.jpg", "large.png");
    place.ok(&["import", "pictures"]);
    let listed = groups(&place, "near").remove(0).1.remove(0)["distance"].clone();
    assert_eq!(
        [before, distance("pictures/large.png", "small.jpg"), distance("pictures/small.jpg", "large.png")],
        [listed.clone(), listed.clone(), listed]
    );
}

/// The demo's animation with each frame changed.
fn changed_scene(to: &Path, change: impl Fn(RgbaImage) -> RgbaImage) {
    let file = std::io::BufReader::new(fs::File::open(demo_pictures().join(SCENE)).unwrap());
    let frames = GifDecoder::new(file).unwrap().into_frames().map(Result::unwrap);
    let frames = frames.map(|frame| Frame::from_parts(change(frame.buffer().clone()), 0, 0, frame.delay()));
    GifEncoder::new_with_speed(fs::File::create(to).unwrap(), 20).encode_frames(frames).unwrap();
}

#[test]
fn letterboxed_captioned_and_mirrored_animations_are_one_scene() {
    let place = Place::new("dupes-bars");
    fs::copy(demo_pictures().join(SCENE), place.pictures().join("scene.gif")).unwrap();
    changed_scene(&place.pictures().join("letterboxed.gif"), |frame| {
        let bar = frame.height() * 24 / 132;
        let mut barred = RgbaImage::from_pixel(frame.width(), frame.height() + 2 * bar, Rgba([0, 0, 0, 255]));
        imageops::replace(&mut barred, &frame, 0, i64::from(bar));
        barred
    });
    changed_scene(&place.pictures().join("captioned.gif"), |frame| {
        let bar = frame.height() / 5;
        let mut captioned = RgbaImage::from_pixel(frame.width(), frame.height() + bar, Rgba([255; 4]));
        imageops::replace(&mut captioned, &frame, 0, i64::from(bar));
        for (x, y) in
            (bar / 3..bar * 2 / 3).flat_map(|y| (frame.width() / 5..frame.width() * 4 / 5).map(move |x| (x, y)))
        {
            captioned.put_pixel(x, y, Rgba(if x / 4 % 3 == 0 { [255; 4] } else { [0, 0, 0, 255] }));
        }
        captioned
    });
    changed_scene(&place.pictures().join("mirrored.gif"), |frame| imageops::flip_horizontal(&frame));
    place.ok(&["import", "pictures"]);
    let listed = groups(&place, "scene");
    let all: Vec<(&str, &Value)> = listed
        .iter()
        .flat_map(|(_, others)| others)
        .map(|other| (other["path"].as_str().unwrap(), &other["transform"]))
        .collect();
    assert_eq!(listed.len(), 1, "{all:?}");
    let turned = |path: &str| all.iter().find(|(other, _)| *other == path).map(|(_, turn)| (*turn).clone());
    let kept = &listed[0].0;
    for path in ["scene.gif", "letterboxed.gif", "captioned.gif", "mirrored.gif"] {
        let is_mirrored = (path == "mirrored.gif") != (kept == "mirrored.gif");
        let expected = (path != kept).then_some(if is_mirrored { "mirror".into() } else { Value::Null });
        assert_eq!(turned(path), expected, "{path}");
    }
}

#[test]
fn a_sheet_shows_the_groups_side_by_side() {
    let place = demo("dupes-sheet");
    place.ok(&["dupes", "--near", "--sheet", "groups.png"]);
    let sheet = image::open(place.path("groups.png")).unwrap();
    assert!(sheet.width() > 600 && sheet.height() > 600, "{}×{}", sheet.width(), sheet.height());
    let (code, out, err) = place.said(&["dupes", "--near", "--sheet", "/dev/full"]);
    assert!(code == 2 && out.is_empty(), "nothing is listed beside a sheet that cannot be written: {out}{err}");
}

#[test]
fn beside_an_import_what_is_known_is_listed_at_once_and_the_rest_is_counted() {
    let place = Place::with_demo("dupes-beside");
    place.said(&["import", "pictures", "--no-near"]);
    // What an import holds while it runs.
    let lock = fs::File::options().write(true).open(place.path("gallery/lock")).unwrap();
    lock.lock().unwrap();
    let (code, out, err) = place.said(&["dupes", "--near"]);
    assert!(code == 0 && err.contains("21 pictures and animations are not compared yet"), "{code} {err}");
    assert!(!out.contains("slope (small)"), "{out}");
    lock.unlock().unwrap();
    let (code, out, err) = place.said(&["dupes", "--near"]);
    assert!(code == 0 && out.contains("slope (small)") && !err.contains("not compared"), "{out}{err}");
}
