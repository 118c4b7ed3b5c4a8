//! A call of foreign code that may panic: decoders and font readers of others, on bytes of unknown origin.
//!
//! The only place that catches panics. A panic of our own code outside of it ends the program, as it should.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; returns `None` if it panics on this thread. What it has changed until then is as it left it.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(before);
    done
}

/// Whether this thread is in a [`guarded`] call: a panic hook need not report what the caller of it will.
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
