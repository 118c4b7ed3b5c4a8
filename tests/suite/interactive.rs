//! `tag --interactive` in a real terminal, which tmux plays: `cargo test --locked --test suite tmux -- --ignored`.

use std::os::unix::fs::PermissionsExt;

use super::support::Place;
use super::terminal::{LOOKS, Terminal};

/// The program in a terminal, with the place's `bin` before all other programs.
fn start(place: &Place, arguments: &str) -> Terminal {
    let program = env!("CARGO_BIN_EXE_nakigao");
    let line = format!("PATH=\"$PWD/bin:$PATH\" {program} --gallery gallery {arguments}; echo ended with $?; cat");
    let folder = place.path(".").canonicalize().unwrap();
    Terminal::start(place, &folder.file_name().unwrap().to_string_lossy(), &line)
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
    // Somebody else's change is not this walk's to take back.
    place.ok(&["tag", "pictures/b.jpg", "-t", "elsewhere"]);
    terminal.press(&["u"]);
    terminal.awaits("something else was changed since");
    assert_eq!(place.json(&["find", "elsewhere"]).len(), 1);
    terminal.press(&["q"]);
    terminal.awaits("ended with 0");
}

#[test]
#[ignore = "needs tmux"]
fn a_walk_takes_what_is_offered_jumps_and_opens_files() {
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
