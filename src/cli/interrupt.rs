//! Signals that ask the program to end: Ctrl-C, SIGTERM and SIGHUP, for all of the face.
//!
//! The first lets the operation keep what it has and stop; the second ends the program at once. Whoever has taken the
//! terminal over meets a signal in a way of its own.

use std::io::{IsTerminal, Write, stderr};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static MEETING: Mutex<Option<fn()>> = Mutex::new(None);

/// The exit code of a program that a signal ended.
const EXIT_INTERRUPTED: i32 = 130;

/// Whether a signal asked for the end.
pub(super) fn was_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// From now on a signal asks for the end, and a word says so unless it is to be quiet.
pub(super) fn listen(is_quiet: bool) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Without a handler Ctrl-C ends the program as it always does: the catalogue bears that too.
        let _ = ctrlc::set_handler(move || {
            let was_interrupted = INTERRUPTED.swap(true, Ordering::SeqCst);
            let meeting = *MEETING.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(meet) = meeting {
                meet();
            } else if was_interrupted {
                end();
            } else if !is_quiet {
                // Over the bar, which is drawn again below.
                let clear = if stderr().is_terminal() { "\r\x1b[K" } else { "" };
                let said = "stopping when what is under way is done; Ctrl-C again ends at once";
                drop(writeln!(stderr(), "{clear}{said}"));
            }
        });
    });
}

/// What is done at a signal instead of saying a word, on the thread that signals come to.
pub(super) fn meet_with(meeting: Option<fn()>) {
    *MEETING.lock().unwrap_or_else(PoisonError::into_inner) = meeting;
}

/// Ends the program at once.
pub(super) fn end() -> ! {
    process::exit(EXIT_INTERRUPTED)
}
