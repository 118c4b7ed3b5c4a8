//! How an operation says what it is doing, and is told to stop.

use std::ops::ControlFlow;
use std::path::Path;

use super::{Alike, Damaged, Failure};

/// A phase of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The operation's own work, whatever it is.
    Work,
    /// Files are read and decoded.
    Examine,
    /// Sidecars and names are read.
    ReadSources,
    /// What media look like is described anew.
    Describe,
    /// Media are compared with each other.
    Compare,
    /// Groups of media that show the same are made.
    Group,
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// So many files have been found so far; how many there are is not known yet.
    Scanned {
        /// Files found.
        files: u64,
    },
    /// A phase begins, and the amount of its work is known.
    Planned {
        /// Which phase.
        phase: Phase,
        /// Files, or media, to work on.
        items: u64,
        /// Their size in bytes, where the work depends on it; else 0.
        bytes: u64,
    },
    /// One file or media is done.
    Done {
        /// Which.
        path: &'a Path,
        /// Its size in bytes, where the work depends on it; else 0.
        bytes: u64,
    },
    /// A file could not be read, or its sidecar; told once for each.
    Failed(&'a Failure),
    /// A new file is damaged, although every pixel could be read.
    Damaged(&'a Damaged),
    /// A new media was found to show the same as another.
    Alike(&'a Alike),
    /// Work goes on that is not counted.
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
