//! What keeps a gallery sound over the years: duplicates, verify, forget, backup.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use nakigao::ops::ImportOptions;
use serde_json::json;

use super::support::Place;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/420.jpg", "b.jpg");
    place.put("anim/dispose-keep.gif", "c.gif");
    place.import(&ImportOptions::default());
    place
}

fn set_age(path: PathBuf, seconds: u64) {
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
}

/// The thumbnails of the gallery, by name.
fn thumbs(place: &Place) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in fs::read_dir(place.path("gallery/thumbs/256-v2")).unwrap().flatten() {
        found.extend(fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path()));
    }
    found.sort();
    found
}

#[test]
fn of_equal_files_the_one_to_keep_is_chosen_by_rules_that_are_named() {
    for (name, files, kept, reason) in [
        ("dupes-name", [("x.png", 3), ("x (1).png", 1), ("x copy.png", 2)], "x.png", "its name is not a copy's"),
        ("dupes-age", [("a.png", 3), ("deep/er.png", 1), ("b.png", 2)], "deep/er.png", "it is the oldest"),
        ("dupes-path", [("long.png", 1), ("aa.png", 1), ("b.png", 1)], "b.png", "its path is the shortest"),
        ("dupes-first", [("c.png", 1), ("b.png", 1), ("a.png", 1)], "a.png", "it comes first by name"),
    ] {
        let place = Place::new(name);
        place.put("still/420.jpg", "other.jpg");
        for (file, age) in files {
            place.put("still/rgb.png", file);
            set_age(place.pictures().join(file), age);
        }
        place.import(&ImportOptions::default());
        let kept = place.pictures().join(kept);
        let groups = place.json(&["dupes"]);
        assert_eq!(groups.len(), 1, "{name}");
        let group = &groups[0];
        assert_eq!((&group["kind"], &group["keep"], &group["reason"]), (&json!("exact"), &json!(kept), &json!(reason)));
        let members = group["members"].as_array().unwrap();
        assert_eq!((members.len(), &members[0]["path"]), (3, &json!(kept)), "{name}");
        assert!(members.iter().all(|member| member["distance"] == 0 && member["hash"] == members[0]["hash"]));
        let said = place.ok(&["dupes", "filetype:png"]);
        assert!(said.starts_with(&format!("keep  {}  ({reason})\n", kept.display())), "{said}");
        assert_eq!(said.matches("\n  same  ").count(), 2, "{said}");
        assert_eq!(place.ok(&["dupes", "filetype:jpeg"]), "");
        assert!(files.iter().all(|(file, _)| place.pictures().join(file).exists()), "nothing is deleted");
    }
}

#[test]
fn verify_finds_nothing_wrong_where_nothing_is() {
    let place = place("verify-sound");
    let said = place.ok(&["verify", "--rehash", "--thorough"]);
    assert_eq!(said, "checked 3 pictures, 3 files, 3 thumbnails: 0 problems\n");
    let bytes: u64 =
        ["a.png", "b.jpg", "c.gif"].map(|name| fs::metadata(place.pictures().join(name)).unwrap().len()).iter().sum();
    assert_eq!(place.json(&["verify", "--rehash"])[0]["bytes"], json!(bytes), "every byte was read again");
    assert_eq!(place.json(&["verify"])[0]["bytes"], json!(0));
}

#[test]
fn verify_finds_missing_grown_and_quietly_changed_files() {
    let place = place("verify-files");
    let at = |name: &str| place.pictures().join(name);
    fs::remove_file(at("a.png")).unwrap();
    // One bit, with the size and the time as they were.
    let before = fs::metadata(at("b.jpg")).unwrap().modified().unwrap();
    let mut bytes = fs::read(at("b.jpg")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(at("b.jpg"), bytes).unwrap();
    fs::File::options().append(true).open(at("b.jpg")).unwrap().set_modified(before).unwrap();
    let (code, said, _) = place.said(&["verify"]);
    assert_eq!((code, said.lines().count()), (3, 2), "{said}");
    assert!(said.contains(&format!("missing: {}\n", at("a.png").display())), "{said}");
    let (code, said, _) = place.said(&["verify", "--rehash"]);
    assert!(code == 3 && said.contains(&format!("changed: {}: import it again\n", at("b.jpg").display())), "{said}");
    assert!(said.ends_with("3 files, 3 thumbnails: 2 problems\n"), "{said}");
    fs::write(at("c.gif"), b"GIF89a").unwrap();
    let (code, said, _) = place.said(&["verify", "filetype:gif"]);
    assert!(code == 3 && said.contains("changed: ") && said.contains("c.gif"), "another size is seen at once: {said}");
}

#[test]
fn verify_tells_of_a_root_that_is_away_in_one_line() {
    let place = place("verify-offline");
    let n_files = place.json(&["verify"])[0]["files"].clone();
    fs::rename(place.pictures(), place.path("elsewhere")).unwrap();
    let (code, said, _) = place.said(&["verify"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], format!("offline: {}: {n_files} files", place.pictures().display()));
    assert!(code == 3 && lines.len() == 2 && lines[1].ends_with(": 1 problem"), "{said}");
}

#[test]
fn verify_tells_of_a_picture_that_was_cut_short_when_it_came() {
    let place = place("verify-cut");
    let bytes = fs::read(place.pictures().join("b.jpg")).unwrap();
    fs::write(place.pictures().join("cut.jpg"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(place.said(&["import", "pictures"]).0, 3);
    let said = place.ok(&["verify"]);
    let line = format!("not imported: {}: truncated: the JPEG ends", place.pictures().join("cut.jpg").display());
    assert!(said.starts_with(&line) && said.ends_with(": 0 problems\n"), "{said}");
}

#[test]
fn verify_finds_thumbnails_that_are_gone_broken_or_nobodys() {
    let place = place("verify-thumbs");
    let all = thumbs(&place);
    assert_eq!(all.len(), 3);
    fs::remove_file(&all[0]).unwrap();
    fs::write(&all[1], b"RIFF").unwrap();
    let orphan = place.path("gallery/thumbs/256-v2/00").join(format!("{}.webp", "0".repeat(64)));
    fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    fs::copy(&all[2], &orphan).unwrap();
    let (code, said, _) = place.said(&["verify"]);
    assert_eq!(code, 3, "{said}");
    for words in [
        "no thumbnail: ".to_owned(),
        format!("broken thumbnail: {}", all[1].display().to_string().rsplit_once("gallery").unwrap().1),
        "orphan thumbnail: ".to_owned(),
    ] {
        let (kind, name) = words.split_once(": ").unwrap();
        assert!(said.lines().any(|line| line.starts_with(kind) && line.contains(name)), "{words}: {said}");
    }
    let (code, said, _) = place.said(&["verify", "--clean"]);
    assert!(code == 3 && said.contains("no thumbnail: "), "{said}");
    assert!(!all[1].exists() && !orphan.exists() && all[2].exists());
    assert_eq!(place.ok(&["thumbs"]), "2 thumbnails made, 1 there before\n");
    assert_eq!(thumbs(&place), all);
    place.ok(&["verify"]);
}

#[test]
fn forgetting_asks_before_tags_are_lost_and_touches_no_file() {
    let place = place("forget");
    place.ok(&["tag", "pictures/a.png", "-e", "crying"]);
    let (code, _, err) = place.said(&["forget", "pictures"]);
    assert!(code == 1 && err.contains("1 of the pictures to forget has tags") && err.contains("--with-tags"), "{err}");
    assert_eq!(place.ok(&["find"]).lines().count(), 3, "nothing was forgotten");
    let said = place.ok(&["forget", "pictures", "--with-tags", "--dry-run"]);
    assert_eq!(said, "would forget 3 files and 3 pictures, 1 of them with tags; no file was touched\n");
    let said = place.ok(&["forget", "pictures/b.jpg"]);
    assert_eq!(said, "forgot 1 file and 1 picture, 0 of them with tags; no file was touched\n");
    assert_eq!((place.ok(&["find"]).lines().count(), thumbs(&place).len()), (2, 2));
    place.ok(&["forget", "pictures/a.png", "--with-tags"]);
    assert_eq!(place.ok(&["tags"]), "");
    for name in ["a.png", "b.jpg", "c.gif"] {
        assert!(place.pictures().join(name).exists(), "{name}");
    }
    assert_eq!(place.said(&["forget"]).0, 2);
    assert_eq!(place.said(&["forget", "pictures/nowhere"]).0, 1);
}

#[test]
fn missing_files_are_forgotten_only_when_asked() {
    let place = place("forget-missing");
    fs::remove_file(place.pictures().join("c.gif")).unwrap();
    place.import(&ImportOptions::default());
    assert_eq!(place.ok(&["find", "is:missing"]).lines().count(), 1);
    let report = place.json(&["forget", "--missing"]);
    assert_eq!(report, [json!({"files": 1, "media": 1, "tagged": 0, "roots": 0, "dry_run": false})]);
    assert_eq!(place.ok(&["find"]).lines().count(), 2);
    // The media and its tags stay while a copy of the file is known.
    place.put("still/rgb.png", "copy.png");
    place.import(&ImportOptions::default());
    place.ok(&["tag", "pictures/a.png", "-e", "crying"]);
    fs::remove_file(place.pictures().join("a.png")).unwrap();
    place.import(&ImportOptions::default());
    place.ok(&["forget", "--missing"]);
    assert_eq!(place.json(&["find", "emotion:crying"])[0]["paths"], json!([place.pictures().join("copy.png")]));
}

#[test]
fn a_backup_is_the_gallery_again() {
    let place = place("backup");
    place.ok(&["tag", "pictures", "-s", "clannad"]);
    // A journal would be played back into the copy.
    fs::create_dir_all(place.path("safe")).unwrap();
    fs::write(place.path("safe/copy.db-journal"), b"of another file").unwrap();
    let (code, _, err) = place.said(&["backup", "safe/copy.db"]);
    assert!(code == 1 && err.contains("safe/copy.db-journal is already there"), "{err}");
    fs::remove_file(place.path("safe/copy.db-journal")).unwrap();
    let said = place.ok(&["backup", "safe/copy.db"]);
    assert_eq!(fs::read_dir(place.path("safe")).unwrap().count(), 1);
    assert!(said.ends_with(" KiB in safe/copy.db\n"), "{said}");
    let before = [&["find", "--json"][..], &["tags"], &["stats"]].map(|arguments| place.ok(arguments));
    place.ok(&["tag", "pictures", "--remove", "series:clannad"]);
    fs::create_dir(place.path("restored")).unwrap();
    fs::copy(place.path("safe/copy.db"), place.path("restored/catalog.db")).unwrap();
    let restored = |arguments: &[&str]| {
        let ran = place.program().args(["--gallery", "restored"]).args(arguments).output().unwrap();
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    assert_eq!(restored(&["find", "--json"]), before[0]);
    assert_eq!(restored(&["tags"]), before[1]);
    let (code, _, err) = place.said(&["backup", "safe/copy.db"]);
    assert!(code == 1 && err.contains("is already there"), "{err}");
    assert_eq!(fs::read_dir(place.path("safe")).unwrap().count(), 1, "nothing half-written is left");
}
