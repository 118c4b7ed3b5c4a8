//! A real terminal, which tmux plays, for tests that are run by `cargo test --locked --test suite -- --ignored`.

use std::process::Command;

use super::support::Place;

/// How often the screen is looked at until what is awaited stands on it; each look takes some milliseconds.
pub(crate) const LOOKS: usize = 2_000;

/// A terminal of 100 by 30 characters in which a program runs.
pub(crate) struct Terminal {
    socket: String,
}

impl Terminal {
    /// Runs a line of a shell in a place; `name` is unique among the tests.
    pub(crate) fn start(place: &Place, name: &str, program: &str) -> Self {
        let terminal = Self { socket: format!("nakigao-{name}-{}", std::process::id()) };
        let dir = place.path(".");
        let size = ["new-session", "-d", "-x", "100", "-y", "30", "-c", dir.to_str().unwrap()];
        terminal.tmux(&[&["-f", "/dev/null"], &size[..], &[program]].concat());
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let ran = Command::new("tmux").args(["-L", &self.socket]).args(arguments).output().expect("tmux is installed");
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    pub(crate) fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    pub(crate) fn type_in(&self, text: &str) {
        self.press(&["-l", text]);
    }

    /// Waits until a text stands on the screen, and returns all that does.
    #[track_caller]
    pub(crate) fn awaits(&self, text: &str) -> String {
        let mut screen = String::new();
        let is_there = (0..LOOKS).any(|_| {
            screen = self.tmux(&["capture-pane", "-p"]);
            screen.contains(text)
        });
        assert!(is_there, "{text:?} did not come onto the screen:\n{screen}");
        screen
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output();
    }
}
