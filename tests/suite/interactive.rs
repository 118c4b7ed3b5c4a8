//! `tag --interactive` in a real terminal, which tmux plays: `cargo test --locked --test suite tmux -- --ignored`.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use super::support::Place;

/// How often the screen is looked at until what is awaited stands on it; each look takes some milliseconds.
const LOOKS: usize = 2_000;

/// A terminal of 100 by 30 characters in which a command runs.
struct Terminal {
    socket: String,
}

impl Terminal {
    fn start(place: &Place, arguments: &str) -> Self {
        let folder = place.path(".").canonicalize().unwrap();
        let name = folder.file_name().unwrap().to_string_lossy();
        let socket = format!("nakigao-test-{}-{name}", std::process::id());
        let terminal = Self { socket };
        let program = format!(
            "PATH=\"$PWD/bin:$PATH\" {} --gallery gallery {arguments}; echo ended with $?; cat",
            env!("CARGO_BIN_EXE_nakigao")
        );
        let dir = place.path(".");
        terminal.tmux(&["new-session", "-d", "-x", "100", "-y", "30", "-c", dir.to_str().unwrap(), &program]);
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let ran = Command::new("tmux").args(["-L", &self.socket]).args(arguments).output().expect("tmux is installed");
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    #[track_caller]
    fn awaits(&self, text: &str) {
        let mut screen = String::new();
        let is_there = (0..LOOKS).any(|_| {
            screen = self.tmux(&["capture-pane", "-p"]);
            screen.contains(text)
        });
        assert!(is_there, "{text:?} did not come onto the screen:\n{screen}");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output();
    }
}

#[test]
#[ignore = "needs tmux"]
fn a_walk_under_tmux_tags_repeats_undoes_and_quits() {
    let place = Place::new("interactive");
    place.put("still/420.jpg", "a.jpg");
    place.put("gallery/Clannad/Nagisa Furukawa/at the foot of the slope.jpg", "b.jpg");
    place.ok(&["import", "pictures", "--no-names"]);
    let terminal = Terminal::start(&place, "tag --interactive --where order:path");
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
    let terminal = Terminal::start(&place, "tag --interactive --where order:path");
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
