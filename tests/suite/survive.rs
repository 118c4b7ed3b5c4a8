//! What a gallery does where it cannot be written, and what it says when its files are not what they should be.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nakigao::ops::ImportOptions;

use super::support::{Place, copy_folder};

/// The program as somebody who may only read what lies in a folder of its own; permissions do not bind the superuser.
struct Guest(PathBuf);

impl Guest {
    /// Gives the guest a copy of the program and of some folders.
    fn new(name: &str, folders: &[PathBuf]) -> Self {
        let dir = std::env::temp_dir().join(format!("nakigao-{name}-{}", std::process::id()));
        fs::create_dir_all(dir.join("own")).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_nakigao"), dir.join("program")).unwrap();
        for folder in folders {
            copy_folder(folder, &dir.join(folder.file_name().unwrap()));
        }
        Self(dir)
    }

    fn close(&self) {
        each(&self.0, &|path| {
            let is_own = path.ends_with("own");
            let mode = if is_own { 0o777 } else { fs::metadata(path).unwrap().mode() & 0o555 | 0o444 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        });
    }

    fn program(&self) -> Command {
        let mut command = Command::new(self.0.join("program"));
        command.current_dir(&self.0).env_clear().args(["--gallery", "gallery"]);
        if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.uid(65534).gid(65534);
        }
        command
    }

    fn said(&self, arguments: &[&str]) -> (i32, String, String) {
        let ran = self.program().args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        each(&self.0, &|path| {
            let mode = if path.is_dir() { 0o755 } else { 0o644 };
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
        });
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn each(path: &Path, work: &dyn Fn(&Path)) {
    let is_link = fs::symlink_metadata(path).unwrap().is_symlink();
    if !is_link && path.is_dir() {
        work(path);
        fs::read_dir(path).unwrap().flatten().for_each(|entry| each(&entry.path(), work));
        work(path);
    } else if !is_link {
        work(path);
    }
}

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/rgb.png", "b.png");
    place.put("still/420.jpg", "c.jpg");
    place.import(&ImportOptions { tags: vec!["series:clannad".parse().unwrap()], ..ImportOptions::default() });
    place
}

#[test]
fn what_may_only_be_read_is_read_and_a_change_says_why_not() {
    let place = place("survive-read-only");
    let copy = Guest::new("read-only", &[place.path("gallery"), place.pictures()]);
    copy.close();
    for arguments in [
        &["find", "series:clannad"][..],
        &["find", "--json", "clannad"],
        &["show", "*"],
        &["tags"],
        &["tags", "rules"],
        &["stats"],
        &["roots"],
        &["log"],
        &["dupes"],
        &["dupes", "--near"],
        &["sheet", "path:*", "-o", "own/sheet.png"],
        &["export", "--to", "json", "path:*"],
        &["thumbs", "path:*", "--out", "own/thumbs"],
        &["backup", "own/backup.db"],
        &["verify"],
        &["import", "--plan", "pictures"],
        &["tag", "-t", "x", "--where", "path:*", "--dry-run"],
        &["forget", "--missing", "--dry-run"],
    ] {
        let (code, out, err) = copy.said(arguments);
        assert!(code == 0 || arguments[0] == "show", "{arguments:?}: {code} {err}");
        assert!(!err.contains("cannot be written"), "{arguments:?}: {err}");
        assert!(!out.is_empty() || ["show", "tags", "sheet", "forget"].contains(&arguments[0]), "{arguments:?}: {err}");
    }
    for arguments in [
        &["tag", "-t", "x", "path:*"][..],
        &["undo"],
        &["forget", "path:*"],
        &["import", "pictures"],
        &["note", "pictures/a.png", "hello"],
        &["tags", "alias", "a", "b"],
    ] {
        let (code, _, err) = copy.said(arguments);
        assert_eq!(code, 1, "{arguments:?}: {err}");
        assert!(err.contains("the gallery in gallery cannot be written: "), "{arguments:?}: {err}");
        assert!(err.contains("only read work"), "{arguments:?} advises: {err}");
    }
}

#[test]
fn the_key_of_a_gallery_that_cannot_be_written_is_another_one_at_each_start() {
    let place = place("survive-key");
    let copy = Guest::new("key", &[place.path("gallery"), place.pictures()]);
    copy.close();
    let served = || -> serde_json::Value {
        let mut command = copy.program();
        command.args(["--json", "serve", "--no-open", "--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
        serde_json::from_str(&line).expect(&line)
    };
    let (first, second) = (served(), served());
    assert_eq!(first["read_only"], true);
    assert!(first["key"].as_str().is_some_and(|key| key.len() == 32) && first["key"] != second["key"], "{first}");
    assert!(!copy.0.join("gallery/web.key").exists());
}

#[test]
fn an_empty_or_strange_catalogue_is_refused_and_left_as_it_is() {
    let place = Place::new("survive-strange");
    place.put("still/rgb.png", "a.png");
    fs::create_dir_all(place.path("gallery")).unwrap();
    for content in [&b""[..], b"not a database at all, only some words of nobody"] {
        fs::write(place.path("gallery/catalog.db"), content).unwrap();
        for arguments in [&["find"][..], &["import", "pictures"], &["verify"], &["tag", "-t", "x", "path:*"]] {
            let (code, _, err) = place.said(arguments);
            assert_eq!(code, 1, "{arguments:?}: {err}");
            assert!(err.contains("gallery/catalog.db is not a nakigao catalogue: "), "{err}");
            assert!(err.contains("put a backup in the file's place"), "{err}");
        }
        assert_eq!(fs::read(place.path("gallery/catalog.db")).unwrap(), content);
    }
    fs::remove_file(place.path("gallery/catalog.db")).unwrap();
    place.ok(&["import", "pictures"]);
}

#[test]
fn thumbnails_that_cannot_be_written_are_a_warning() {
    let place = Place::with_demo("survive-thumbs");
    fs::create_dir_all(place.path("gallery")).unwrap();
    // A file where the folder should be fails every write, for the superuser too.
    fs::write(place.path("gallery/thumbs"), b"").unwrap();
    let (code, out, err) = place.said(&["import", "pictures"]);
    assert_eq!(code, 3, "one file of the demo is broken: {out}{err}");
    assert!(
        err.contains("thumbnails of ") && err.contains("gallery/thumbs") && err.contains("`nakigao thumbs`"),
        "{err}"
    );
    let found = place.json(&["find"]).len();
    assert!(found > 10);
    fs::remove_file(place.path("gallery/thumbs")).unwrap();
    let said = place.ok(&["thumbs", "path:*"]);
    assert!(said.contains(&found.to_string()), "{said}");
}
