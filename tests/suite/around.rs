//! What is around the program: closed pipes, locks, the environment, memory and time that run out.

use std::fs;
use std::process::{Command, Stdio};

use nakigao::ops::ImportOptions;

use super::support::{Place, fixtures};

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/rgb.png", "b.png");
    place.put("anim/dispose-keep.gif", "c.gif");
    place.import(&ImportOptions::default());
    place
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = place("around-pipe");
    place.ok(&["tag", "pictures", "-e", "crying"]);
    for arguments in [
        &["find"][..],
        &["find", "-0"],
        &["find", "--json"],
        &["find", "--format", "{tags}"],
        &["show", "pictures/a.png"],
        &["tags"],
        &["dupes", "-q"],
        &["roots"],
        &["stats"],
        &["verify"],
        &["sheet", "-o", "sheet.png"],
        &["completions", "bash"],
        &["help"],
        &["import", "pictures"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = place.program();
        let ran = command.args(["--gallery", "gallery"]).args(arguments).stdout(writer).stderr(Stdio::piped());
        let ended = ran.spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!((ended.status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_second_import_says_that_one_is_running_and_reading_goes_on() {
    let place = place("around-lock");
    let lock = fs::File::options().write(true).open(place.path("gallery/lock")).unwrap();
    lock.lock().unwrap();
    for arguments in [&["import", "pictures"][..], &["forget", "pictures"]] {
        let (code, _, err) = place.said(arguments);
        assert_eq!(code, 1, "{arguments:?}: {err}");
        assert!(err.contains("another command is changing the gallery in gallery"), "{err}");
        assert!(err.contains("hint: wait until it has ended"), "{err}");
    }
    assert_eq!(place.ok(&["find"]).lines().count(), 2);
    place.ok(&["sheet", "-o", "sheet.png"]);
    drop(lock);
    place.ok(&["import", "pictures"]);
}

#[test]
fn the_gallery_is_named_by_option_variable_or_custom() {
    let place = Place::new("around-environment");
    place.put("still/rgb.png", "a.png");
    let run = |command: &mut Command| {
        let ran = command.output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    let (data, cache) = (place.path("data"), place.path("cache"));
    let mut import = place.program();
    let (code, _, err) = run(import.env("NAKIGAO_GALLERY", "named").args(["import", "pictures"]));
    assert_eq!((code, place.path("named/catalog.db").exists()), (Some(0), true), "{err}");
    assert!(place.path("named/thumbs").exists());
    let (code, found, err) = run(place.program().env("NAKIGAO_GALLERY", "named").arg("find"));
    assert_eq!((code, found.lines().count()), (Some(0), 1), "{err}");
    let (code, _, err) = run(place.program().env("NAKIGAO_GALLERY", "named").args(["--gallery", "other", "find"]));
    assert!(code == Some(1) && err.contains("there is no gallery in other"), "the option wins: {err}");
    let custom = |command: &mut Command| run(command.env("XDG_DATA_HOME", &data).env("XDG_CACHE_HOME", &cache));
    let (code, _, err) = custom(place.program().args(["import", "pictures"]));
    assert_eq!((code, data.join("nakigao/catalog.db").exists()), (Some(0), true), "{err}");
    assert!(cache.join("nakigao/256-v2").exists() && !data.join("nakigao/thumbs").exists());
    let (code, _, err) = run(place.program().env_clear().arg("find"));
    assert!(code == Some(2) && err.contains("HOME is not set"), "{err}");
}

#[test]
fn a_folder_that_lost_most_of_its_files_is_pointed_out() {
    let place = Place::new("around-lost");
    let names: Vec<String> = (1..=8).map(|n| format!("orientation-{n}.jpg")).collect();
    let names = names.iter().map(String::as_str).chain(["420.jpg", "grey.jpg", "rgb.png", "rgba.png", "rgb.bmp"]);
    for name in names.clone() {
        place.put(&format!("still/{name}"), name);
    }
    let (_, _, err) = place.said(&["import", "pictures", "--tag", "emotion:crying", "--no-near", "-q"]);
    assert_eq!(err, "");
    for name in names.take(10) {
        fs::remove_file(place.pictures().join(name)).unwrap();
    }
    let (code, out, err) = place.said(&["import", "pictures"]);
    assert!(code == 0 && out.contains("10 missing"), "{out}");
    assert!(err.contains("10 of 13 known files are gone from") && err.contains("is its disk mounted?"), "{err}");
    assert_eq!(place.ok(&["find", "is:missing emotion:crying"]).lines().count(), 10, "tags are kept");
    let (_, _, err) = place.said(&["import", "pictures"]);
    assert_eq!(err, "", "it is said once");
}

/// The program runs under `ulimit`: if it takes more memory or time than it should, the kernel kills it.
#[test]
fn hostile_files_cost_little_memory_and_time() {
    let place = Place::new("around-hostile");
    let folder = fixtures().join("hostile");
    let mut shell = Command::new("sh");
    shell.current_dir(place.path("")).env_remove("NAKIGAO_GALLERY");
    shell.args(["-c", r#"ulimit -v 700000; ulimit -t 60; exec "$0" "$@""#, env!("CARGO_BIN_EXE_nakigao")]);
    shell.args(["--gallery", "gallery", "import"]).arg(&folder);
    shell.args([
        "--threads",
        "2",
        "--max-pixels",
        "4000000",
        "--max-frames",
        "1000",
        "--max-decoded-bytes",
        "16777216",
    ]);
    let ran = shell.output().unwrap();
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(ran.status.code(), Some(3), "{:?} {err}", ran.status);
    let n = fs::read_dir(&folder).unwrap().count();
    assert!(out.starts_with(&format!("{n} files: ")), "{out}");
    assert!(!err.contains("the decoder gave up"), "{err}");
}

#[test]
fn a_long_file_is_held_in_memory_only_as_far_as_its_pixels_explain() {
    let place = Place::new("around-long");
    for (from, to) in [("still/rgb.png", "a.png"), ("anim/dispose-keep.gif", "b.gif"), ("still/420.jpg", "c.jpg")] {
        place.put(from, to);
        // A sparse file: it takes no room on the disk.
        fs::File::options().write(true).open(place.pictures().join(to)).unwrap().set_len(800 << 20).unwrap();
    }
    let mut shell = Command::new("sh");
    shell.current_dir(place.path("")).env_remove("NAKIGAO_GALLERY");
    shell.args(["-c", r#"ulimit -v 600000; exec "$0" "$@""#, env!("CARGO_BIN_EXE_nakigao")]);
    let ran = shell
        .args(["--gallery", "gallery", "import", "pictures", "--threads", "1", "--no-near", "-q"])
        .output()
        .unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert_eq!((ran.status.code(), err.as_str()), (Some(0), ""), "{:?}", ran.status);
    assert_eq!(place.ok(&["find", "filesize:800mb"]).lines().count(), 3, "all of it counts as the file");
}

#[test]
fn what_failed_by_a_limit_is_tried_again_under_other_limits() {
    let place = Place::new("around-limits");
    place.put("still/rgb.png", "a.png");
    for (option, value, limit) in [
        ("--max-pixels", "100", "max-pixels (100 pixels)"),
        ("--max-seconds", "0", "max-seconds (0 s)"),
        ("--max-decoded-bytes", "800", "max-decoded-bytes (800)"),
        ("--max-file-bytes", "90", "max-file-bytes (90)"),
    ] {
        let (code, _, err) = place.said(&["import", "pictures", option, value]);
        assert!(code == 3 && err.contains(limit), "{option}: {err}");
    }
    place.ok(&["import", "pictures"]);
    assert_eq!(place.ok(&["find"]).lines().count(), 1);
}
