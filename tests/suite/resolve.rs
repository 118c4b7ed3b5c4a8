//! `dupes resolve` never takes the only copy: names of one file, folders that cannot be written, kills between two steps.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nakigao::catalog::{Action, Catalog, PendingMove, Source};
use nakigao::fingerprint::ContentHash;

use super::support::Place;

const PICTURE: &str = "still/grey-16.png";

/// A place with a picture and a copy of it that is not the one to keep.
fn two_copies(name: &str) -> (Place, PathBuf, PathBuf) {
    let place = Place::new(name);
    place.put(PICTURE, "a/picture.png");
    place.put(PICTURE, "b/picture copy.png");
    place.said(&["import", "pictures"]);
    let (keep, copy) = (place.pictures().join("a/picture.png"), place.pictures().join("b/picture copy.png"));
    (place, keep, copy)
}

fn resolve(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    said(place.program().env("XDG_DATA_HOME", place.path("data")).args(["--gallery", "gallery"]).args(arguments))
}

fn said(command: &mut Command) -> (i32, String, String) {
    let ran = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

#[test]
fn names_of_one_file_are_no_copies() {
    let place = Place::new("resolve-hard-links");
    place.put(PICTURE, "a.png");
    fs::hard_link(place.pictures().join("a.png"), place.pictures().join("b.png")).unwrap();
    place.said(&["import", "pictures"]);
    let (_, out, remarks) = place.said(&["dupes"]);
    assert!(out.contains("link ") && out.contains("the same file under another name"), "{out}");
    assert!(remarks.contains("1 group; the copies take 0 B"), "{remarks}");
    assert_eq!(place.json(&["dupes"])[0]["members"][1]["one_file"], true);
    let stats = &place.json(&["stats"])[0];
    assert_eq!((stats["duplicate_bytes"].as_u64(), stats["names"].as_u64()), (Some(0), Some(1)));
    let (code, out, remarks) = resolve(&place, &["dupes", "resolve", "--yes"]);
    assert_eq!(code, 0, "{remarks}");
    assert!(out.contains("0 files moved") && remarks.contains("are one file"), "{out}{remarks}");
    // A third path that is a file of its own goes to the trash; its bytes are all that the group can free.
    place.put(PICTURE, "c.png");
    place.said(&["import", "pictures"]);
    let bytes = fs::metadata(place.pictures().join("c.png")).unwrap().len();
    assert_eq!(place.json(&["stats"])[0]["duplicate_bytes"], bytes);
    resolve(&place, &["dupes", "resolve", "--yes"]);
    let left: Vec<bool> = ["a.png", "b.png", "c.png"].map(|name| place.pictures().join(name).exists()).to_vec();
    assert_eq!(left, [true, true, false]);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_before_anything_is_touched() {
    let (place, _, copy) = two_copies("resolve-read-only");
    place.ok(&["tag", copy.to_str().unwrap(), "-t", "only_here"]);
    let before = place.ok(&["log"]);
    let folder = copy.parent().unwrap();
    let mut command = place.program();
    // Root ignores permissions unless it drops its capabilities.
    if fs::metadata(place.pictures()).unwrap().uid() == 0 {
        let program = command.get_program().to_owned();
        command = Command::new("setpriv");
        command.args(["--bounding-set=-all", "--inh-caps=-all"]).arg(program).current_dir(place.path(""));
    }
    let mut permissions = fs::metadata(folder).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder, permissions.clone()).unwrap();
    command.env("XDG_DATA_HOME", place.path("data")).args(["--gallery", "gallery", "dupes", "resolve", "--yes"]);
    let (code, _, remarks) = said(&mut command);
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(folder, permissions).unwrap();
    assert_eq!(code, 1, "{remarks}");
    assert!(remarks.contains("its folder cannot be written") && !remarks.contains("Os {"), "{remarks}");
    assert!(copy.exists() && !place.path("data/Trash").exists());
    assert_eq!(place.ok(&["log"]), before, "no tag was taken over");
}

#[test]
fn a_trash_that_cannot_be_made_is_said_before_anything_is_touched() {
    let (place, _, copy) = two_copies("resolve-no-trash");
    place.ok(&["tag", copy.to_str().unwrap(), "-t", "only_here"]);
    let before = place.ok(&["log"]);
    // A file in place of a folder stops root too.
    for (folder, file) in [("data", "Trash"), ("data/Trash", "files"), ("data/Trash", "info")] {
        fs::create_dir_all(place.path(folder)).unwrap();
        fs::write(place.path(folder).join(file), b"").unwrap();
        let (code, out, remarks) = resolve(&place, &["dupes", "resolve", "--yes"]);
        assert!(code == 1 && out.contains("0 files moved"), "{file}: {out}{remarks}");
        assert!(remarks.contains("its disk has no trash that can be written"), "{file}: {remarks}");
        assert!(copy.exists(), "{file}");
        fs::remove_file(place.path(folder).join(file)).unwrap();
        assert_eq!(
            walkdir::WalkDir::new(place.path("data")).into_iter().flatten().filter(|it| it.path().is_file()).count(),
            0
        );
    }
    assert_eq!(place.ok(&["log"]), before, "no tag was taken over");
}

/// What a folder that is mounted twice looks like: two roots, whose files have one device and one inode.
#[test]
fn a_folder_that_is_there_twice_has_no_copies() {
    let (place, keep, copy) = two_copies("resolve-twice");
    fs::rename(place.pictures().join("a"), place.path("one")).unwrap();
    fs::rename(place.pictures().join("b"), place.path("two")).unwrap();
    place.said(&["forget", "pictures"]);
    place.ok(&["import", "one", "two"]);
    let name = keep.file_name().unwrap();
    fs::remove_file(place.path("two").join(copy.file_name().unwrap())).unwrap();
    fs::copy(place.path("one").join(name), place.path("two").join(name)).unwrap();
    place.ok(&["import", "two"]);
    fs::remove_dir_all(place.path("two")).unwrap();
    std::os::unix::fs::symlink("one", place.path("two")).unwrap();
    let inode =
        |folder: &str| fs::metadata(place.path(folder).join(name)).map(|found| (found.dev(), found.ino())).unwrap();
    assert_eq!(inode("one"), inode("two"));
    let (code, out, remarks) = resolve(&place, &["dupes", "resolve", "--yes"]);
    assert!(code == 0 && out.contains("0 files moved") && remarks.contains("are one file"), "{code} {out}{remarks}");
    assert!(place.path("one").join(name).exists());
}

#[test]
fn a_keeper_that_is_empty_now_takes_no_copy() {
    let (place, keep, copy) = two_copies("resolve-empty");
    fs::write(&keep, "").unwrap();
    let (code, _, remarks) = resolve(&place, &["dupes", "resolve", "--yes"]);
    assert_eq!(code, 1);
    assert!(remarks.contains("a/picture.png has changed: import it again"), "{remarks}");
    assert!(remarks.contains("hint: put right what kept a file"), "{remarks}");
    assert!(copy.exists());
}

#[test]
fn undo_puts_the_files_back_or_says_where_they_are() {
    let (place, _, copy) = two_copies("resolve-undo");
    let moved = || assert_eq!(resolve(&place, &["dupes", "resolve", "--yes"]).0, 0);
    moved();
    assert!(!copy.exists() && place.path("data/Trash/files/picture copy.png").exists());
    let (code, _, remarks) = place.said(&["undo"]);
    assert!(code == 0 && remarks.contains("picture copy.png is at its place again"), "{remarks}");
    assert!(copy.exists() && fs::read_dir(place.path("data/Trash/info")).unwrap().next().is_none());
    assert_eq!(place.json(&["find"])[0]["paths"].as_array().unwrap().len(), 2, "it is known to be there");
    let (_, out, remarks) = place.said(&["redo"]);
    assert!(copy.exists() && remarks.contains("1 file stays in place"), "{remarks}");
    assert!(out.starts_with("done again, for tags only: "), "{out}");
    assert_eq!(place.json(&["log"])[0]["trashed"], 0, "it is not moved again");
    moved();
    fs::write(&copy, "something else").unwrap();
    let (code, _, remarks) = place.said(&["undo"]);
    assert!(code == 3 && remarks.contains("picture copy.png is not back: there is a file at "), "{code} {remarks}");
    assert!(remarks.contains("it lies in ") && remarks.contains("data/Trash/files/picture copy.png"), "{remarks}");
    assert_eq!(fs::read_to_string(&copy).unwrap(), "something else");
    fs::remove_file(&copy).unwrap();
    fs::copy(place.path("data/Trash/files/picture copy.png"), &copy).unwrap();
    place.ok(&["import", "pictures"]);
    moved();
    fs::remove_dir_all(place.path("data/Trash")).unwrap();
    let (code, _, remarks) = place.said(&["undo"]);
    assert!(code == 3 && remarks.contains("is not back: the trash does not hold it any more\n"), "{code} {remarks}");
    place.ok(&["redo"]);
    fs::write(&copy, "something else").unwrap();
    let (code, _, remarks) = place.said(&["undo"]);
    assert!(code == 3 && remarks.contains("and something else has its place"), "{code} {remarks}");
    assert_eq!(place.json(&["roots"])[0]["missing"], 1, "what is lost is not there");
}

/// The state that a kill leaves after the intent was written: as a command finds it, before the file is moved.
fn begin(place: &Place, keep: &Path, copy: &Path) -> PathBuf {
    let hash = ContentHash::of(&fs::read(copy).unwrap());
    let catalog = Catalog::open(&place.path("gallery/catalog.db")).unwrap();
    let entry = catalog.open_entry(&Action::Words("dupes resolve --yes".to_owned()), Source::Hand, 0).unwrap();
    let trashed = place.path("data/Trash/files/picture copy.png");
    let (path, keeper) = (copy.to_owned(), keep.to_owned());
    let pending = PendingMove { path, hash, keeper, keeper_hash: hash, place: trashed.clone(), entry };
    catalog.insert_pending_move(&pending).unwrap();
    fs::create_dir_all(place.path("data/Trash/files")).unwrap();
    fs::create_dir_all(place.path("data/Trash/info")).unwrap();
    fs::write(place.path("data/Trash/info/picture copy.png.trashinfo"), "[Trash Info]\n").unwrap();
    trashed
}

fn n_pending(place: &Place) -> usize {
    Catalog::open(&place.path("gallery/catalog.db")).unwrap().list_pending_moves().unwrap().len()
}

fn n_info(place: &Place) -> usize {
    fs::read_dir(place.path("data/Trash/info")).unwrap().count()
}

#[test]
fn a_kill_before_the_move_leaves_nothing_behind() {
    let (place, keep, copy) = two_copies("resolve-killed-before");
    begin(&place, &keep, &copy);
    let log = place.ok(&["log"]);
    assert!(log.contains("dupes resolve"), "{log}");
    place.said(&["import", "pictures"]);
    assert!(copy.exists());
    assert_eq!((n_pending(&place), n_info(&place)), (0, 0));
    assert!(!place.ok(&["log"]).contains("dupes resolve"), "an entry without a change is dropped");
}

#[test]
fn a_kill_after_the_move_is_noted_by_the_next_command() {
    let (place, keep, copy) = two_copies("resolve-killed-after");
    let trashed = begin(&place, &keep, &copy);
    fs::rename(&copy, &trashed).unwrap();
    place.said(&["import", "pictures"]);
    assert_eq!((n_pending(&place), n_info(&place)), (0, 1));
    assert!(trashed.exists() && place.ok(&["log"]).contains("1 trashed file"));
    let (_, _, remarks) = place.said(&["undo"]);
    assert!(copy.exists() && remarks.contains("is at its place again"), "{remarks}");
}

#[test]
fn undo_settles_a_kill_by_itself() {
    let (place, keep, copy) = two_copies("resolve-killed-undo");
    let trashed = begin(&place, &keep, &copy);
    fs::rename(&copy, trashed).unwrap();
    let (_, _, remarks) = place.said(&["undo"]);
    assert!(copy.exists() && remarks.contains("is at its place again"), "{remarks}");
    assert_eq!((n_pending(&place), n_info(&place)), (0, 0));
}

#[test]
fn a_kill_after_a_move_that_took_the_keeper_too_is_taken_back() {
    let (place, keep, copy) = two_copies("resolve-killed-both");
    let trashed = begin(&place, &keep, &copy);
    fs::rename(&copy, &trashed).unwrap();
    fs::remove_file(&keep).unwrap();
    place.said(&["import", "pictures"]);
    assert!(copy.exists() && !trashed.exists());
    assert_eq!((n_pending(&place), n_info(&place)), (0, 0));
}

#[test]
fn a_kill_on_a_disk_that_is_away_waits_for_it() {
    let (place, keep, copy) = two_copies("resolve-killed-away");
    let trashed = begin(&place, &keep, &copy);
    let (there, away) = (copy.parent().unwrap(), place.path("away"));
    fs::rename(there, &away).unwrap();
    place.said(&["import", "pictures/a"]);
    assert_eq!(n_pending(&place), 1);
    fs::rename(&away, there).unwrap();
    fs::rename(&copy, &trashed).unwrap();
    place.said(&["import", "pictures"]);
    assert_eq!(n_pending(&place), 0);
    assert!(place.ok(&["log"]).contains("1 trashed file"));
}

#[test]
fn a_move_that_was_broken_off_waits_while_its_trash_cannot_be_read() {
    let (place, keep, copy) = two_copies("resolve-killed-unread");
    let trashed = begin(&place, &keep, &copy);
    fs::rename(&copy, &trashed).unwrap();
    let (files, aside) = (place.path("data/Trash/files"), place.path("data/Trash/aside"));
    fs::rename(&files, &aside).unwrap();
    // A link that leads to itself.
    std::os::unix::fs::symlink("files", &files).unwrap();
    place.said(&["import", "pictures"]);
    assert_eq!(n_pending(&place), 1, "what cannot be read says nothing");
    fs::remove_file(&files).unwrap();
    fs::rename(&aside, &files).unwrap();
    place.said(&["import", "pictures"]);
    assert_eq!(n_pending(&place), 0);
    place.said(&["undo"]);
    assert!(copy.exists());
}

/// What a kill of `undo` leaves when the file is back and the catalogue does not know it yet.
#[test]
fn a_return_that_was_broken_off_goes_on_with_the_same_command() {
    let (place, _, copy) = two_copies("resolve-undo-killed");
    assert_eq!(resolve(&place, &["dupes", "resolve", "--yes"]).0, 0);
    fs::rename(place.path("data/Trash/files/picture copy.png"), &copy).unwrap();
    let (code, _, remarks) = place.said(&["undo"]);
    assert!(code == 0 && remarks.contains("picture copy.png is at its place again"), "{remarks}");
    assert_eq!(n_info(&place), 0);
    assert_eq!(place.json(&["find"])[0]["paths"].as_array().unwrap().len(), 2);
}
