//! Signals that ask the program to end: Ctrl-C, SIGTERM and SIGHUP, for all of the face.
//!
//! The first lets the operation keep what it has and stop; the second ends the program at once. An interactive command
//! has a handler of its own instead ([`set_handler`]).

use std::io::{IsTerminal, Write, stderr};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static HANDLER: Mutex<Option<fn()>> = Mutex::new(None);

/// The exit code of a program that SIGINT ended, as shells have it: 128 + 2.
const EXIT_INTERRUPTED: i32 = 130;

/// Whether a signal asked for the end.
pub(super) fn was_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Handles signals from now on; unless `is_quiet`, the first one is answered by a message.
pub(super) fn listen(is_quiet: bool) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Where no handler can be set, Ctrl-C kills the program, which does the catalogue no harm.
        let _ = ctrlc::set_handler(move || {
            let was_interrupted = INTERRUPTED.swap(true, Ordering::SeqCst);
            let handler = *HANDLER.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(handle) = handler {
                handle();
            } else if was_interrupted {
                end();
            } else if !is_quiet {
                // In place of the progress bar, which is drawn again below.
                let clear = if stderr().is_terminal() { "\r\x1b[K" } else { "" };
                let said = "stopping when what is under way is done; Ctrl-C again ends at once";
                drop(writeln!(stderr(), "{clear}{said}"));
            }
        });
    });
}

/// Sets what is done at a signal in place of the usual, on the thread that signals come to; `None` for the usual.
pub(super) fn set_handler(handler: Option<fn()>) {
    *HANDLER.lock().unwrap_or_else(PoisonError::into_inner) = handler;
}

/// Ends the program at once.
pub(super) fn end() -> ! {
    process::exit(EXIT_INTERRUPTED)
}
