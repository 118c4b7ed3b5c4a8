//! A queue of the writers of all processes.
//!
//! SQLite lets one transaction write at a time, but its lock is not fair: a process that writes in a loop takes the lock again
//! before one that sleeps between two tries sees it free. So a writer first takes its turn (an advisory lock on a file beside
//! the database), then waits for the running transaction, and releases its turn once its own transaction has begun. The other
//! process cannot begin its next one before that. The operating system releases the turn of a killed process.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Error;
use super::database::beside;
use super::error::{Result, Trouble};

/// How long a writer waits for others. The longest single transactions on a million media take 10 s each.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The time between two tries of a lock: short beside a batch of an import, long beside a system call of 1 µs.
const PAUSE: Duration = Duration::from_millis(2);

/// The right to begin the next transaction that writes; let go when dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "the open file is the lock")] Option<File>);

impl Turn {
    /// Waits for the turn to write to the database at `path`.
    ///
    /// Where no such file can be made or locked (a read-only folder, a network disk without locks) there is no line, and
    /// SQLite's own lock decides.
    ///
    /// # Errors
    /// If others take longer than [`PATIENCE`].
    pub(super) fn take(path: &Path) -> Result<Self> {
        let opened = File::options().create(true).truncate(false).write(true).open(beside(path, "-turn"));
        let Ok(file) = opened else { return Ok(Self(None)) };
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(Some(file))),
                Err(TryLockError::Error(_)) => return Ok(Self(None)),
                Err(TryLockError::WouldBlock) if since.elapsed() > PATIENCE => {
                    let source = "others stood in line for too long".into();
                    return Err(Error::Database { trouble: Trouble::Busy, path: Some(path.to_owned()), source });
                }
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
            }
        }
    }
}

/// SQLite's busy handler: whether to try again after `n` tries.
pub(super) fn is_patient(n: i32) -> bool {
    sleep(PAUSE);
    PAUSE * u32::try_from(n).unwrap_or(0) < PATIENCE
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::thread;

    use crate::catalog::Catalog;
    use crate::tag::Tag;

    #[test]
    fn a_writer_in_a_loop_lets_others_write() {
        let dir = std::env::temp_dir().join(format!("nakigao-turn-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let open = || Catalog::open_or_create(&dir.join("catalog.db")).unwrap();
        let write = |catalog: &Catalog, name: &str| {
            let tag = Tag::parse(name).unwrap();
            catalog.atomically(|| (0..200).try_for_each(|_| catalog.ensure_tag(&tag).map(|_| ()))).unwrap();
        };
        let (done, turns) = (AtomicBool::new(false), AtomicU32::new(0));
        thread::scope(|scope| {
            let looping = scope.spawn(|| {
                let catalog = open();
                while !done.load(Ordering::SeqCst) {
                    write(&catalog, "loop");
                    turns.fetch_add(1, Ordering::SeqCst);
                }
            });
            let others: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let catalog = open();
                        (0..5).for_each(|_| write(&catalog, "other"));
                    })
                })
                .collect();
            others.into_iter().for_each(|one| one.join().unwrap());
            done.store(true, Ordering::SeqCst);
            looping.join().unwrap();
        });
        assert!(turns.load(Ordering::SeqCst) < 1000, "{turns:?} turns beside 20 of others");
        fs::remove_dir_all(dir).unwrap();
    }
}
