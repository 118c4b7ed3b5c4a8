//! A disk that is full: each command names the path that it could not write, and says what helps.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output};

use super::support::Place;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/420.jpg", "b.jpg");
    place.ok(&["import", "pictures", "-q", "--tag", "x"]);
    place
}

/// Checks that a command named the path that it could not write, said that the disk is full, and what to do.
fn finds_no_room(ran: &Output, path: &str) {
    let err = String::from_utf8_lossy(&ran.stderr);
    let line = err.lines().find(|line| line.starts_with("error:")).unwrap_or_default();
    assert!(line.contains(path) && line.contains("full") && !line.contains(".part"), "{path}: {err}");
    assert!(err.contains("hint: free some space") && ran.status.code() == Some(1), "{path}: {err}");
}

#[test]
fn a_full_disk_is_named_with_what_helps() {
    let place = place("outputs-full");
    for (name, arguments) in [
        ("full.png", &["sheet", "-o"][..]),
        ("full.json", &["export", "--to", "json", "--out"]),
        ("full.webp", &["share", "pictures/a.png", "-o"]),
    ] {
        symlink("/dev/full", place.path(name)).unwrap();
        finds_no_room(&place.run(&[arguments, &[name]].concat()), name);
    }
}

#[test]
#[ignore = "mounts a small disk, which not every system lets a user do"]
fn every_command_that_writes_names_the_disk_that_is_full() {
    let place = place("outputs-small-disk");
    fs::create_dir(place.path("small")).unwrap();
    let program = env!("CARGO_BIN_EXE_nakigao");
    let fill = "mount -t tmpfs -o size=8k tmpfs small && head -c 8k /dev/zero > small/fill";
    for (arguments, path) in [
        ("sheet -o small/sheet.png", "small/sheet.png"),
        ("share pictures -o small", "small/"),
        ("export --to csv --out small/tags.csv", "small/tags.csv"),
        ("export --to hydrus --out small", "small/pictures"),
        ("thumbs --out small", "small/"),
        ("backup small/copy.db", "small/copy.db"),
        ("man small", "small/nakigao"),
    ] {
        let script = format!("{fill}; {program} --gallery gallery {arguments}");
        let mut shell = Command::new("unshare");
        shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]).current_dir(place.path("."));
        finds_no_room(&shell.output().unwrap(), path);
    }
}
