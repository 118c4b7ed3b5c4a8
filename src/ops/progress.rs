//! How an operation says what it is doing, and is told to stop.

use std::ops::ControlFlow;
use std::path::Path;

use super::Alike;

/// Something that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// So many files have been found so far; how many there are is not known yet.
    Scanned {
        /// Files found.
        files: u64,
    },
    /// The amount of work is known now.
    Planned {
        /// Files, or media, to work on.
        items: u64,
        /// Their size, where the work depends on it; else 0.
        bytes: u64,
    },
    /// One is done.
    Done {
        /// Which.
        path: &'a Path,
        /// Its size, where the work depends on it; else 0.
        bytes: u64,
    },
    /// A new media was found to show the same as another.
    Alike(&'a Alike),
    /// Something goes on beside what is counted.
    Working,
}

/// Watches an operation. Called on the thread that called the operation, and only there.
pub trait Progress {
    /// Takes note of an event. `Break` ends the operation after what is under way has been kept.
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()>;
}

/// Nobody watches; nothing stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn on(&mut self, _: Event<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
