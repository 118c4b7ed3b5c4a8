//! Imports of single files and of parts of a folder, what a part sees of a move, and folders that were emptied.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;

use super::support::Place;

const STILL: &str = "Your Lie in April/Kaori Miyazono/spring is coming.jpg";

/// Two folders: `a` with a still and an animation, `b` with another still.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a/x.png");
    place.put("anim/loop-3.gif", "a/y.gif");
    place.put("still/420.jpg", "b/z.jpg");
    place.ok(&["import", "pictures", "--tag", "mine", "--no-near"]);
    place
}

#[track_caller]
fn imported(place: &Place, paths: &[&str], said: &str) {
    let out = place.ok(&[&["import", "--no-near"], paths].concat());
    assert!(out.starts_with(said), "{paths:?}: {out}");
}

#[test]
fn what_is_known_is_unchanged_however_it_is_named() {
    let place = place("partial-known");
    place.put("still/rgb.png", "../other/copy.png");
    imported(&place, &["other/copy.png"], "1 file: 1 duplicate");
    symlink("pictures", place.path("link")).unwrap();
    let touch = |name: &str| {
        File::options().append(true).open(place.path(name)).unwrap().set_modified(SystemTime::now()).unwrap();
    };
    for round in 0..2 {
        for (paths, n) in [
            (&["pictures/a/x.png"][..], 1),
            (&["pictures/a/x.png", "pictures/a/x.png", "./pictures/../pictures/a/x.png"], 1),
            (&["pictures/a/x.png", "pictures/a/y.gif"], 2),
            (&["pictures/a/x.png", "pictures/a"], 2),
            (&["pictures", "pictures/a", "pictures/a/y.gif"], 3),
            (&["other/copy.png", "pictures/a/x.png"], 2),
            (&["link/a/x.png"], 1),
            (&["link", "other"], 4),
        ] {
            for rehearsal in [&[][..], &["--plan"]] {
                ["pictures/a/x.png", "pictures/a/y.gif", "other/copy.png"]
                    .iter()
                    .filter(|_| round == 1)
                    .for_each(|name| touch(name));
                let files = if n == 1 { "file" } else { "files" };
                let would = if rehearsal.is_empty() { "" } else { "would import " };
                imported(&place, &[paths, rehearsal].concat(), &format!("{would}{n} {files}: {n} unchanged"));
            }
        }
    }
    imported(&place, &["."], "4 files: 4 unchanged");
    assert_eq!(place.ok(&["roots"]).lines().count(), 1, "the folder around them took them over");
    imported(&place, &["other/copy.png", "pictures"], "4 files: 4 unchanged");
}

#[test]
fn a_folder_takes_over_what_was_imported_as_a_single_file() {
    let place = Place::new("partial-folder");
    place.put("still/rgb.png", "x.png");
    place.put("anim/loop-3.gif", "deep/y.gif");
    imported(&place, &["pictures/deep/y.gif", "--tag", "mine"], "1 file: 1 new");
    imported(&place, &["pictures/x.png"], "1 file: 1 new");
    assert_eq!(place.json(&["roots"]).len(), 2, "a single file takes over nothing");
    imported(&place, &["pictures"], "2 files: 2 unchanged");
    assert_eq!(place.json(&["roots"]).len(), 1, "the folder does");
    assert_eq!(place.ok(&["find", "mine"]).lines().count(), 1);
}

#[test]
fn a_single_file_takes_over_no_folder_and_a_disk_that_is_away_is_none() {
    let place = place("partial-single");
    let roots = || {
        let listed = place.json(&["roots"]);
        let shown = |root: &Value| {
            let path = Path::new(root["path"].as_str().unwrap()).strip_prefix(place.path("")).unwrap().to_owned();
            (path.to_str().unwrap().to_owned(), root["state"] == "online")
        };
        listed.iter().map(shown).collect::<Vec<_>>()
    };
    fs::write(place.path("note.txt"), "a text").unwrap();
    place.put("still/rgb.png", "../one.png");
    place.ok(&["import", "note.txt"]);
    assert_eq!(roots(), [("pictures".to_owned(), true)], "a file that is no picture makes no root");
    imported(&place, &["one.png"], "1 file: 1 duplicate");
    assert_eq!(roots(), [(String::new(), true), ("pictures".to_owned(), true)]);
    // As an unmounted disk leaves its folder.
    fs::rename(place.pictures(), place.path(".away")).unwrap();
    fs::create_dir(place.pictures()).unwrap();
    fs::create_dir(place.path("more")).unwrap();
    place.put("still/420.jpg", "../more/w.jpg");
    imported(&place, &["."], "2 files: 1 duplicate, 1 unchanged; beside them 1 other file");
    assert_eq!(roots(), [(String::new(), true), ("pictures".to_owned(), false)]);
    assert_eq!(place.json(&["find", "mine"])[0]["state"], "present");
    fs::remove_dir(place.pictures()).unwrap();
    fs::rename(place.path(".away"), place.pictures()).unwrap();
    let (code, out, _) = place.said(&["import", ".", "--no-near"]);
    assert!(code == 0 && !out.contains("missing") && out.contains("5 unchanged"), "{out}");
    assert_eq!(roots(), [(String::new(), true)], "the folder takes it over when its disk is there");
}

#[test]
fn a_part_that_sees_where_a_file_went_calls_it_moved() {
    let place = place("partial-moved");
    let (old, new) = (place.pictures().join("a/x.png"), place.pictures().join("b/x.png"));
    for scope in ["pictures/b", "pictures/b/x.png"] {
        fs::rename(&old, &new).unwrap();
        let said = place.ok(&["import", scope]);
        assert!(said.contains("1 moved") && !said.contains("duplicate"), "{said}");
        let x = &place.json(&["find", "filetype:png"])[0];
        assert_eq!((&x["state"], x["paths"].as_array().unwrap().len()), (&Value::from("present"), 1));
        imported(&place, &["pictures"], "3 files: 3 unchanged (");
        fs::rename(&new, &old).unwrap();
        let back = place.ok(&["import", "pictures/a/x.png"]);
        assert!(back.starts_with("1 file: 1 moved"), "{back}");
    }
    // A copy beside the first file is a duplicate, and no move.
    fs::copy(&old, &new).unwrap();
    imported(&place, &["pictures/b/x.png"], "1 file: 1 duplicate");
    assert_eq!(place.ok(&["find", "mine"]).lines().count(), 3);
}

#[test]
fn an_emptied_folder_counts_as_a_disk_that_is_not_mounted() {
    let place = place("partial-emptied");
    let before = place.json(&["find", "mine"]);
    fs::rename(place.pictures(), place.path("disk")).unwrap();
    fs::create_dir(place.pictures()).unwrap();
    for _ in 0..2 {
        let (code, out, err) = place.said(&["import", "pictures"]);
        assert!(code == 0 && !out.contains("missing"), "{out}");
        assert!(err.contains("is empty, and 3 files were in it: ") && err.contains("is its disk mounted?"), "{err}");
        assert_eq!(place.json(&["find", "is:missing"]).len(), 0);
        assert!(place.json(&["find", "mine"]).iter().all(|media| media["state"] == "offline"));
        assert!(place.ok(&["roots"]).starts_with("offline"));
    }
    let (code, _, err) = place.said(&["import", "pictures/a"]);
    assert!(code == 1 && err.contains("is offline"), "{err}");
    fs::remove_dir(place.pictures()).unwrap();
    fs::rename(place.path("disk"), place.pictures()).unwrap();
    imported(&place, &["pictures"], "3 files: 3 unchanged (");
    assert_eq!(place.json(&["find", "mine"]), before);
    // Files that are gone from a folder with others in it are missing. Emptied after that, the folder has nothing more to lose.
    fs::remove_dir_all(place.pictures().join("a")).unwrap();
    assert!(place.ok(&["import", "pictures"]).contains("2 missing"));
    fs::remove_dir_all(place.pictures().join("b")).unwrap();
    assert!(place.said(&["import", "pictures"]).2.contains("and 1 file was in it"));
    place.ok(&["forget", "pictures", "--with-tags"]);
    assert_eq!(place.ok(&["find"]), "");
}

#[test]
fn a_path_that_holds_another_picture_is_not_said_of_the_earlier_one() {
    let place = place("partial-stale");
    let old = place.json(&["show", "pictures/b/z.jpg"])[0]["hash"].as_str().unwrap().to_owned();
    place.put("still/grey.jpg", "b/z.jpg");
    place.ok(&["import", "pictures"]);
    let media = place.json(&["find"]);
    let paths: usize = media.iter().map(|media| media["paths"].as_array().unwrap().len()).sum();
    let (_, text, remarks) = place.said(&["find"]);
    assert_eq!((media.len(), paths, text.lines().count()), (4, 3, 3), "{text}");
    assert!(remarks.contains("1 picture has no file any more"), "{remarks}");
    assert_eq!(place.ok(&["find", "is:missing", "-0"]), "");
    let filled = place.ok(&["find", "is:missing", "--format", "{hash}|{path}|{state}"]);
    assert_eq!(filled, format!("{old}||missing\n"));
    let csv = place.ok(&["export", "--to", "csv", "is:missing"]);
    assert!(!csv.contains("z.jpg"), "{csv}");
    place.ok(&["sheet", "is:missing", "-o", "s.png", "--map", "map.json"]);
    let map: Value = serde_json::from_slice(&fs::read(place.path("map.json")).unwrap()).unwrap();
    assert_eq!(map["pages"][0]["cells"][0]["path"], Value::Null);
    assert!(!place.ok(&["similar", "pictures/b/z.jpg"]).contains(&old));
    fs::remove_dir_all(place.path("gallery/thumbs")).unwrap();
    let (_, verified, _) = place.said(&["verify"]);
    assert_eq!(verified.matches("no thumbnail: ").count(), 3, "none can be made of it: {verified}");
}

#[test]
fn a_file_that_was_renamed_and_edited_at_once_is_pointed_out() {
    let place = Place::new("partial-renamed");
    place.put(&format!("gallery/{STILL}"), STILL);
    place.ok(&["import", "pictures"]);
    place.ok(&["tag", &format!("pictures/{STILL}"), "-t", "mine"]);
    let old = place.pictures().join(STILL);
    let new = old.with_file_name("edited.jpg");
    let bytes = fs::read(&old).unwrap();
    // A comment behind the start of the image: the same picture in other bytes.
    fs::write(&new, [&bytes[..2], b"\xFF\xFE\x00\x04hi", &bytes[2..]].concat()).unwrap();
    fs::remove_file(&old).unwrap();
    let plan = place.said(&["import", "pictures", "--plan"]);
    assert!(!plan.2.contains("adopt"), "nothing is compared yet: {}", plan.2);
    let (_, out, err) = place.said(&["import", "pictures"]);
    assert!(out.contains("1 new") && out.contains("1 missing"), "{out}");
    let command = format!("`nakigao adopt '{}' {}`", old.display(), format_args!("'{}'", new.display()));
    assert!(err.contains("looks the same") && err.contains(&command), "{err}");
    assert_eq!(place.ok(&["find", "mine is:missing"]).lines().count(), 1, "nothing is guessed");
    place.ok(&["adopt", old.to_str().unwrap(), new.to_str().unwrap()]);
    assert_eq!(place.ok(&["find", "mine", "-is:missing"]), format!("{}\n", new.display()));
    assert!(!place.said(&["import", "pictures"]).2.contains("adopt"), "it is said once");
}
