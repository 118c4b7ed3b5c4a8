//! `tag --interactive` and `dupes resolve --interactive` in a real terminal, which tmux plays:
//! `cargo test --locked --test suite tmux -- --ignored`.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::support::Place;
use super::terminal::{LOOKS, Terminal};

/// The program in a terminal, with the place's `bin` before all other programs.
fn start(place: &Place, arguments: &str) -> Terminal {
    // Each terminal has its own name: one that was killed may still run when the next one begins.
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let program = env!("CARGO_BIN_EXE_nakigao");
    let home = r#"XDG_DATA_HOME="$PWD/data" PATH="$PWD/bin:$PATH""#;
    let line = format!("{home} {program} --gallery gallery {arguments}; echo ended with $?; cat");
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    Terminal::start(place, &format!("interactive-{number}"), &line)
}

#[test]
#[ignore = "needs tmux"]
fn a_walk_under_tmux_tags_repeats_undoes_and_quits() {
    let place = Place::new("interactive");
    place.put("still/420.jpg", "a.jpg");
    place.put("gallery/Clannad/Nagisa Furukawa/at the foot of the slope.jpg", "b.jpg");
    place.ok(&["import", "pictures", "--no-names"]);
    let terminal = start(&place, "tag --interactive --where order:path");
    terminal.awaits("t tag");
    terminal.press(&["t"]);
    terminal.press(&["-l", "sobb"]);
    terminal.awaits("emotion:sobbing");
    terminal.press(&["Tab", "Enter"]);
    terminal.awaits("emotion:sobbing put on");
    terminal.press(&["n"]);
    terminal.awaits("b.jpg");
    terminal.press(&["1"]);
    terminal.awaits("emotion:sobbing put on");
    assert_eq!(place.json(&["find", "emotion:sobbing"]).len(), 2);
    terminal.press(&["u"]);
    terminal.awaits("undone");
    assert_eq!(place.json(&["find", "emotion:sobbing"]).len(), 1);
    // The walk does not take back another command's change.
    place.ok(&["tag", "pictures/b.jpg", "-t", "elsewhere"]);
    terminal.press(&["u"]);
    terminal.awaits("something else was changed since");
    assert_eq!(place.json(&["find", "elsewhere"]).len(), 1);
    terminal.press(&["q"]);
    terminal.awaits("ended with 0");
}

#[test]
#[ignore = "needs tmux"]
fn a_walk_under_tmux_takes_what_is_offered_jumps_and_opens_files() {
    let place = Place::new("interactive-offers");
    place.put("still/420.jpg", "a.jpg");
    place.put("gallery/Clannad/Nagisa Furukawa/at the foot of the slope.jpg", "b.jpg");
    place.ok(&["import", "pictures", "--no-names"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "iwakura lain"]);
    let opener = place.path("bin/xdg-open");
    std::fs::create_dir_all(opener.parent().unwrap()).unwrap();
    std::fs::write(&opener, "#!/bin/sh\nbasename \"$1\" > opened\n").unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let terminal = start(&place, "tag --interactive --where order:path");
    terminal.awaits("1 of 2");
    terminal.press(&["t"]);
    terminal.press(&["-l", "lain"]);
    terminal.awaits("character:iwakura_lain");
    terminal.press(&["Enter"]);
    terminal.awaits("character:iwakura_lain put on");
    terminal.press(&["t"]);
    terminal.press(&["-l", "lain"]);
    terminal.awaits("Ctrl-T new tag as typed");
    terminal.press(&["C-t"]);
    terminal.awaits("lain put on");
    assert_eq!(place.json(&["find", "character:iwakura_lain"]).len(), 2);
    terminal.press(&[":"]);
    terminal.press(&["-l", "2"]);
    terminal.press(&["Enter"]);
    terminal.awaits("2 of 2");
    terminal.press(&["o"]);
    terminal.awaits("opened with the desktop's program");
    terminal.press(&["q"]);
    terminal.awaits("ended with 0");
    let opened = (0..LOOKS).any(|_| {
        terminal.awaits("ended");
        std::fs::read_to_string(place.path("opened")).is_ok_and(|name| name == "b.jpg\n")
    });
    assert!(opened, "the opener was given the file");
}

#[test]
#[ignore = "needs tmux"]
fn pairs_are_decided_under_tmux_and_nothing_moves_before_the_end() {
    let place = Place::with_demo("interactive-pairs");
    place.run(&["import", "pictures"]);
    let there = || {
        let copies = ["moonlight.jpg", "moonlight (preview).webp"].map(|name| find_below(&place.pictures(), name));
        copies.map(|found| found.is_some())
    };
    assert_eq!(there(), [true, true]);
    let start = || start(&place, "dupes resolve --near -i path:moonlight");
    let terminal = start();
    terminal.awaits("1 of 1  near");
    terminal.awaits("nothing goes so far");
    terminal.press(&["?"]);
    terminal.awaits("keep the left one");
    terminal.press(&["Left"]);
    terminal.awaits("nothing goes so far");
    terminal.press(&["b"]);
    terminal.awaits("that was the last pair");
    let rejected = || place.ok(&["log"]).lines().any(|line| line.contains("reject") && !line.contains("undone"));
    assert!(rejected());
    terminal.press(&["u"]);
    terminal.awaits("1 of 1  near");
    assert!(!rejected(), "{}", place.ok(&["log"]));
    terminal.press(&["Right"]);
    terminal.awaits("so far 1 file");
    assert_eq!(there(), [true, true], "nothing moves before the end");
    terminal.press(&["q"]);
    terminal.awaits("trash 1 file");
    terminal.press(&["n", "Enter"]);
    terminal.awaits("ended with 0");
    assert_eq!(there(), [true, true], "nor without a yes");
    drop(terminal);
    let terminal = start();
    terminal.awaits("1 of 1  near");
    terminal.press(&["2"]);
    terminal.awaits("so far 1 file");
    terminal.press(&["q"]);
    terminal.awaits("[y/N]");
    terminal.press(&["y", "Enter"]);
    terminal.awaits("1 file moved to the trash");
    terminal.awaits("ended with 0");
    assert_eq!(there(), [false, true]);
}

fn find_below(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .into_iter()
        .find_map(|path| if path.is_dir() { find_below(&path, name) } else { path.ends_with(name).then_some(path) })
}
