//! Calls of foreign code that may panic: decoders and font libraries, on bytes of unknown origin.
//!
//! Only this file catches panics. A panic outside of a guarded call ends the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; returns `None` if it panics on this thread. Changes that it made before stay.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(before);
    done
}

/// Whether this thread is in a [`guarded`] call, whose caller reports a panic.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_call_and_nothing_more() {
        assert_eq!(guarded(|| 7), Some(7));
        #[allow(clippy::panic)]
        let inner = guarded(|| guarded(|| panic!("foreign code")).is_none() && is_guarded());
        assert_eq!(inner, Some(true), "the outer call is still guarded after the inner one has panicked");
        assert!(!is_guarded());
    }
}
