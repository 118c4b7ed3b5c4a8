//! `verify --clean` deletes thumbnails that nakigao made, and nothing else.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use nakigao::ops::ImportOptions;

use super::support::Place;

const NOBODYS: &str = "0000000000000000000000000000000000000000000000000000000000000000.webp";

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.import(&ImportOptions::default());
    place
}

/// Makes an orphan thumbnail.
fn orphan(place: &Place) -> PathBuf {
    let shelf = place.path("gallery/thumbs/256-v2/00");
    fs::create_dir_all(&shelf).unwrap();
    fs::write(shelf.join(NOBODYS), b"RIFF").unwrap();
    shelf.join(NOBODYS)
}

#[test]
fn a_folder_of_thumbnails_that_was_a_persons_keeps_what_is_in_it() {
    let place = Place::new("clean-own");
    place.put("still/rgb.png", "a.png");
    place.put("still/grey-8.png", "thumbs/mine.png");
    let at = |name: &str| place.pictures().join("thumbs").join(name);
    fs::write(at("notes.txt"), b"mine").unwrap();
    let run = |arguments: &[&str]| {
        let ran = place.program().args(["--gallery", "pictures"]).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    };
    assert_eq!(run(&["import", "pictures"]).0, 0);
    let (code, said, _) = run(&["verify"]);
    assert!(code == 0 && said.ends_with(" 1 thumbnail: 0 problems\n"), "a person's files are no thumbnails: {said}");
    let (code, _, err) = run(&["verify", "--clean"]);
    assert!(code == 1 && err.contains("thumbs/mine.png is in the folder of thumbnails"), "{err}");
    assert!(err.contains("(and 1 more)") && err.contains("nothing was deleted"), "{err}");
    assert!(at("mine.png").exists() && at("notes.txt").exists());
}

#[test]
fn whatever_is_not_named_as_a_thumbnail_stops_the_cleaning() {
    let place = place("clean-foreign");
    let orphan = orphan(&place);
    let thumbs = place.path("gallery/thumbs");
    fs::create_dir_all(place.path("mine")).unwrap();
    fs::copy(&orphan, place.path("mine").join(NOBODYS)).unwrap();
    for name in [
        "256-v2/00/mine.webp",
        "256-v2/00/0000.webp",
        // The hash does not begin with the folder's two digits.
        "256-v2/ff/0000000000000000000000000000000000000000000000000000000000000000.webp",
        "256-v2/00/0000000000000000000000000000000000000000000000000000000000000000.png",
        "256-v2/00/deeper/0000000000000000000000000000000000000000000000000000000000000000.webp",
        "256-v2/0000000000000000000000000000000000000000000000000000000000000000.webp",
        "256-v2/mine.part",
        "256/00/0000000000000000000000000000000000000000000000000000000000000000.webp",
        "00/0000000000000000000000000000000000000000000000000000000000000000.webp",
    ] {
        let path = thumbs.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"mine").unwrap();
        let (code, _, err) = place.said(&["verify", "--clean"]);
        assert!(code == 1 && err.contains("is in the folder of thumbnails and is none"), "{name}: {err}");
        assert!(path.exists() && orphan.exists(), "{name}");
        fs::remove_file(&path).unwrap();
        // The folders made for this file go too, as far as they are empty.
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != thumbs) {
            let _ = fs::remove_dir(folder);
        }
    }
    for name in ["256-v2/11", "64-v2"] {
        symlink(place.path("mine"), thumbs.join(name)).unwrap();
        assert_eq!(place.said(&["verify", "--clean"]).0, 1, "{name}");
        fs::remove_file(thumbs.join(name)).unwrap();
    }
    assert!(place.path("mine").join(NOBODYS).exists());
    let part = thumbs.join("256-v2/.nakigao-4194999-abcdefghijkl.part");
    let earlier = orphan.with_file_name(format!("{NOBODYS}.4194999-7.part"));
    let running = orphan.with_file_name(format!("{NOBODYS}.1-7.part"));
    for path in [&part, &earlier, &running] {
        fs::write(path, b"RIFF").unwrap();
    }
    let report = place.json(&["verify", "--clean"]);
    assert_eq!((&report[0]["cleaned"], &report[0]["thumbs"]), (&3.into(), &2.into()));
    assert!(!orphan.exists() && !part.exists() && !earlier.exists() && running.exists());
    assert_eq!(place.json(&["verify"])[0]["thumbs"], 1);
}

#[test]
fn nothing_is_cleaned_while_an_import_runs() {
    let place = place("clean-lock");
    let orphan = orphan(&place);
    let lock = File::options().write(true).open(place.path("gallery/lock")).unwrap();
    lock.lock().unwrap();
    let (code, _, err) = place.said(&["verify", "--clean"]);
    assert!(code == 1 && err.contains("another command is changing the gallery"), "{err}");
    // While another command holds the lock, no thumbnail counts as an orphan.
    place.ok(&["verify"]);
    assert!(orphan.exists());
    drop(lock);
    let (code, said, _) = place.said(&["verify"]);
    assert!(code == 3 && said.contains("orphan thumbnail"), "{said}");
    place.ok(&["verify", "--clean"]);
    assert!(!orphan.exists());
}

#[test]
fn forgetting_deletes_thumbnails_only_where_they_are_ours() {
    let place = place("clean-forget");
    let ours = walkdir::WalkDir::new(place.path("gallery/thumbs")).into_iter().flatten();
    let ours = ours.map(walkdir::DirEntry::into_path).find(|path| path.is_file()).unwrap();
    let name = ours.file_name().unwrap();
    let shelf = ours.parent().unwrap().file_name().unwrap();
    let mine = place.path("gallery/thumbs/mine").join(shelf).join(name);
    fs::create_dir_all(mine.parent().unwrap()).unwrap();
    fs::copy(&ours, &mine).unwrap();
    fs::create_dir(place.path("gallery/thumbs/64-v2")).unwrap();
    symlink(mine.parent().unwrap(), place.path("gallery/thumbs/64-v2").join(shelf)).unwrap();
    place.ok(&["forget", "pictures"]);
    assert!(!ours.exists() && mine.exists());
}
