//! What the person at the terminal sees of the server: its address, and the page in a browser.

use std::io::{Write, stderr, stdout};
use std::process::{Command, Stdio};
use std::thread;

/// Says where the page is: the address alone goes to standard output.
pub(super) fn say(address: &str, what: &str, quiet: bool) {
    if !quiet {
        drop(writeln!(stderr(), "{what}"));
    }
    // A pipe that nobody reads is no reason to stop.
    drop(writeln!(stdout(), "{address}").and_then(|()| stdout().flush()));
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

/// Shows a page in the person's browser, if the desktop has one.
pub(super) fn browser(address: &str) {
    let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started =
        Command::new(command).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Ok(mut opened) = started {
        // A process that nobody waits for would stay as a zombie.
        thread::spawn(move || drop(opened.wait()));
    }
}
