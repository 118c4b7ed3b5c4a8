//! What the person at the terminal sees of the server: its address, and the page in a browser.

use std::io::{Write, stderr, stdout};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::json;

use super::token::new_code;

/// What is said of a server.
pub(super) struct Said<'a> {
    pub(super) address: &'a str,
    pub(super) key: &'a str,
    pub(super) read_only: bool,
    /// It was there before.
    pub(super) running: bool,
}

impl Said<'_> {
    /// Says where the page is: the address alone goes to standard output.
    pub(super) fn say(&self, json: bool, quiet: bool) {
        let Self { address, key, read_only, running } = self;
        if !quiet && !json {
            let what = if *running {
                "this gallery is being served already, at"
            } else {
                "serving the gallery until Ctrl-C, at"
            };
            drop(writeln!(stderr(), "{what}"));
        }
        let line = if json {
            json!({"address": address, "key": key, "read_only": read_only, "running": running}).to_string()
        } else {
            format!("{address}/login#{key}")
        };
        // A pipe that nobody reads is no reason to stop.
        drop(writeln!(stdout(), "{line}").and_then(|()| stdout().flush()));
    }

    /// Shows the page in the person's browser, if the desktop has one.
    pub(super) fn open(&self) {
        browser(&format!("{}/login#{}", self.address, new_code(self.key)));
    }
}

/// Says which options the server that runs does not obey.
pub(super) fn warn_of_options(options: &[&str]) {
    let said = format!("warning: it was started otherwise: end it and start it again for {}", options.join(" and "));
    drop(writeln!(stderr(), "{said}"));
}

/// Says why there is no server.
pub(super) fn say_error(message: &str) {
    drop(writeln!(stderr(), "error: {message}"));
}

/// Says what it means to be reached from other machines.
pub(super) fn warn_of_network(is_read_only: bool) {
    let more = if is_read_only { "" } else { "; whoever has the address can change tags" };
    let said = format!("warning: others in the network can reach it, and read on the way what is sent{more}");
    drop(writeln!(stderr(), "{said}"));
}

fn browser(address: &str) {
    let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started =
        Command::new(command).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Ok(mut opened) = started {
        // A process that nobody waits for would stay as a zombie.
        thread::spawn(move || drop(opened.wait()));
    }
}
