//! The lock of a gallery: one command at a time has it for itself, such as an import.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::error::Result;
use super::{Error, Gallery, dupes};

/// How long a command that needs the gallery for itself waits for one that has it for a moment, such as `undo`.
const PATIENCE: Duration = Duration::from_millis(500);

/// Between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(10);

/// The lock, held. It is released when dropped, and by the system when the process is killed.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Gallery {
    /// Takes the lock, and settles what a killed command left behind: moves to the trash and open entries of the journal.
    pub(super) fn lock(&self) -> Result<Lock> {
        self.catalog.require_writable()?;
        let (path, file) = self.lock_file()?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE || (self.waits)() => sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(Error::Locked { dir: self.dir.clone() }),
                Err(TryLockError::Error(source)) => return Err(Error::Io { doing: "lock", path, source }),
            }
        }
        dupes::settle_moves(self)?;
        self.catalog.close_left_open()?;
        Ok(Lock(file))
    }

    /// Takes a shared lock, which keeps others from taking [`Gallery::lock`]; `None` if one has that now.
    pub(super) fn share(&self) -> Result<Option<Lock>> {
        let (path, file) = self.lock_file()?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(Error::Io { doing: "lock", path, source }),
        }
    }

    /// Closes entries of the journal that a killed command left open, unless a command is running that may have opened them.
    pub(super) fn close_left_open(&self) -> Result<()> {
        self.catalog.require_writable()?;
        if let Some(_shared) = self.share()? {
            self.catalog.close_left_open()?;
        }
        Ok(())
    }

    fn lock_file(&self) -> Result<(PathBuf, File)> {
        let path = self.dir.join("lock");
        let opened = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        Ok((path.clone(), opened.map_err(Error::io("open", &path))?))
    }
}
