//! Ctrl-C: an operation stops with what it has, says it, and ends as a failure.
//!
//! A FIFO in a thumbnail's place holds the program where it reads that, and a lock of ours where it waits for others to write,
//! so that the signal meets it at work.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::process::{Child, Stdio};

use nakigao::ops::{self, Event, ExportOptions, ImportOptions, Progress, Selection, SidecarFormat, VerifyOptions};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Signal, kill_process};

use super::support::Place;

/// Runs a command that reads the thumbnail of a file, presses Ctrl-C while it does, and returns how the command ended.
fn interrupted(place: &Place, file: &str, arguments: &[&str]) -> (i32, String, String) {
    let hash = place.json(&["show", &format!("pictures/{file}")])[0]["hash"].as_str().unwrap().to_owned();
    let folder = fs::read_dir(place.path("gallery/thumbs")).unwrap().next().unwrap().unwrap().path();
    let thumbnail = folder.join(&hash[..2]).join(format!("{hash}.webp"));
    let bytes = fs::read(&thumbnail).unwrap();
    fs::remove_file(&thumbnail).unwrap();
    mknodat(CWD, &thumbnail, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let child = started(place, arguments);
    // Opening a FIFO waits until the program opens it, too.
    let reached = File::options().write(true).open(&thumbnail).unwrap();
    press_ctrl_c(child, "", || {
        // The next read finds a regular file again.
        fs::remove_file(&thumbnail).unwrap();
        fs::write(&thumbnail, bytes).unwrap();
        drop(reached);
    })
}

fn started(place: &Place, arguments: &[&str]) -> Child {
    let mut command = place.program();
    command.args(["--gallery", "gallery"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Presses Ctrl-C once a command has said something, lets it go on when it has said that it stops, and returns how it ended.
fn press_ctrl_c(mut child: Child, awaited: &str, let_go_on: impl FnOnce()) -> (i32, String, String) {
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    let mut await_word = |word: &str, said: &mut String| {
        while !said.contains(word) {
            assert_ne!(err.read_line(said).unwrap(), 0, "{said}");
        }
    };
    await_word(awaited, &mut said);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    await_word("stopping", &mut said);
    let_go_on();
    err.read_to_string(&mut said).unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    (child.wait().unwrap().code().unwrap(), out, said)
}

/// Breaks off when so many things are done.
struct Until(u64);

impl Progress for Until {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.0 -= u64::from(matches!(event, Event::Done { .. }));
        if self.0 == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn verify_and_export_stop_where_they_are_told_to() {
    let place = Place::with_demo("interrupt-told");
    place.import(&ImportOptions { near: false, tags: vec!["x".parse().unwrap()], ..ImportOptions::default() });
    let (gallery, all) = (place.gallery(), Selection::default());
    let verified = ops::verify(&gallery, &all, VerifyOptions::default(), &mut Until(3)).unwrap();
    assert_eq!((verified.media, verified.thumbs), (3, 0));
    let out = Some(place.path("sidecars"));
    let options = ExportOptions { format: SidecarFormat::Hydrus, out, implied: false, force: false };
    let written = ops::export(&gallery, &all, &options, &mut Until(3)).unwrap().written;
    assert!((3..6).contains(&written), "one a file of three pictures: {written}");
}

#[test]
fn ctrl_c_ends_a_command_with_what_it_has_and_as_a_failure() {
    let place = Place::with_demo("interrupt");
    assert_eq!(place.said(&["import", "pictures", "--no-near", "-q"]).0, 3);
    let (in_the_middle, preview) =
        ("Naruto/Hinata Hyuga/he noticed me.gif", "Naruto/Hinata Hyuga/moonlight (preview).webp");
    for (file, arguments, expected) in [
        (in_the_middle, vec!["thumbs"], "1 thumbnail made, 9 there before"),
        (in_the_middle, vec!["thumbs", "--out", "copies"], "thumbnails in copies"),
        (
            in_the_middle,
            vec!["sheet", "-o", "sheet.png", "--rows-per-page", "1", "--map", "map"],
            "6 pictures on sheet-01.png",
        ),
        (preview, vec!["dupes", "--near", "--sheet", "dupes.png"], "keep"),
        (preview, vec!["dupes", "resolve", "--near", "--yes"], ""),
    ] {
        let (code, out, err) = interrupted(&place, file, &arguments);
        assert_eq!(code, 1, "{arguments:?}: {out}{err}");
        assert!(out.contains(expected), "{arguments:?}: {out}{err}");
        assert!(
            err.ends_with("interrupted: what was done is kept; run the same command again for the rest\n"),
            "{err}"
        );
    }
    let n_copies = fs::read_dir(place.path("copies")).unwrap().count();
    assert!((1..21).contains(&n_copies), "{n_copies}");
    for unwritten in ["map", "sheet-04.png", "dupes.png"] {
        assert!(!place.path(unwritten).exists(), "{unwritten}");
    }
    assert_eq!(place.json(&["find", "is:present"]).len(), 21, "nothing was moved to the trash");
}

#[test]
fn ctrl_c_ends_an_export_and_a_verification_with_what_they_have() {
    let place = Place::with_demo("interrupt-wait");
    assert_eq!(place.said(&["import", "pictures", "--no-near", "-q", "--tag", "x"]).0, 3);
    let held = |name: &str| {
        let file = File::options().create(true).truncate(false).write(true).open(place.path(name)).unwrap();
        file.lock().unwrap();
        file
    };

    // Each sidecar is noted in the catalogue before it has its name.
    let turn = held("gallery/catalog.db-turn");
    let mut child = started(&place, &["export", "--to", "hydrus", "--out", "sidecars"]);
    while !place.path("sidecars").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "it waits for its turn");
        std::thread::yield_now();
    }
    let exported = press_ctrl_c(child, "", || drop(turn));
    assert!(exported.1.contains("1 sidecar written, 0 unchanged"), "{exported:?}");

    // With the gallery's lock, thumbnails that no content has are told from those of a running import.
    let lock = held("gallery/lock");
    let verified = press_ctrl_c(started(&place, &["verify", "--wait"]), "waiting for another command", || drop(lock));
    assert!(verified.1.contains("checked 21 pictures"), "{verified:?}");

    for (code, _, err) in [exported, verified] {
        assert!(
            code == 1 && err.ends_with("interrupted: what was done is kept; run the same command again for the rest\n")
        );
    }
}
