//! Temporary files: what is written gets its name when it is whole.
//!
//! They are named `.nakigao-PID-RANDOM.part`, lie in the folder of the final file, are created exclusively (a planted link is
//! never opened), and are locked while they are written. A killed command leaves one behind. The next command that writes to
//! the folder removes those whose lock is free and whose process is gone. A process of another container or machine looks gone
//! but holds its lock. If a new process has the same number, the file is removed when it is an hour old.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

const PREFIX: &str = ".nakigao-";

/// The endings of temporary files: SQLite puts journals beside a half-written copy of the catalogue.
const ENDS: [&str; 4] = [".part", ".part-journal", ".part-wal", ".part-shm"];

/// Random letters and digits in a name: 62¹² of them cannot be guessed in the lifetime of a command.
const N_RANDOM: usize = 12;

/// The age from which on a file whose process seems alive is abandoned: we never pause so long while writing one.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// A file that has no name of its own yet; removed when dropped.
#[derive(Debug)]
pub(super) struct Part(NamedTempFile);

impl Part {
    /// Makes an empty one in a folder, and the folder if there is none.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let mut builder = Builder::new();
        // As for any new file; the process's umask applies.
        let mode = Permissions::from_mode(0o666);
        builder.prefix(&prefix).suffix(ENDS[0]).rand_bytes(N_RANDOM).permissions(mode);
        let file = builder.tempfile_in(folder).or_else(|error| {
            if error.kind() != ErrorKind::NotFound {
                return Err(error);
            }
            fs::create_dir_all(folder)?;
            builder.tempfile_in(folder)
        })?;
        // Where a disk has no locks, the process's number and the age decide.
        let _ = file.as_file().try_lock();
        sweep_once(folder);
        Ok(Self(file))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Gives it the permissions of the file that it will replace.
    pub(super) fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        self.0.as_file().set_permissions(permissions)
    }

    /// Waits until the bytes are on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(self.path())?.sync_all()
    }

    /// Gives it a name, in the place of what has it; folders on the way are made.
    pub(super) fn replace(self, path: &Path) -> io::Result<()> {
        let renamed = self.0.persist(path).or_else(|failed| match path.parent() {
            Some(folder) if failed.error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                failed.file.persist(path).map_err(|failed| failed.error)
            }
            _ => Err(failed.error),
        });
        renamed.map(drop)
    }

    /// Gives it a name that nothing has; an error of the kind [`ErrorKind::AlreadyExists`] if something has it.
    pub(super) fn claim(self, path: &Path) -> io::Result<()> {
        self.0.persist_noclobber(path).map(drop).map_err(|error| error.error)
    }
}

/// Whether a name is that of a temporary file of ours, and of which process.
pub(super) fn process_of(name: &OsStr) -> Option<u32> {
    let (process, rest) = name.to_str()?.strip_prefix(PREFIX)?.split_once('-')?;
    let (random, end) = rest.split_at_checked(N_RANDOM)?;
    let is_ours = random.bytes().all(|byte| byte.is_ascii_alphanumeric()) && ENDS.contains(&end);
    process.parse().ok().filter(|_| is_ours)
}

/// Removes the temporary files in a folder that nobody writes any more, and says how many.
pub(super) fn sweep(folder: &Path) -> u64 {
    let mut n_removed = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Some(process) = process_of(&entry.file_name()) else { continue };
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_abandoned(&entry.path(), process) && fs::remove_file(entry.path()).is_ok() {
            n_removed += 1;
        }
    }
    n_removed
}

/// Whether nobody writes a temporary file any more.
pub(super) fn is_abandoned(path: &Path, process: u32) -> bool {
    let Ok(file) = File::open(path) else { return false };
    if process == std::process::id() || file.try_lock().is_err() {
        return false;
    }
    let processes = Path::new("/proc");
    let is_gone = processes.join("self").exists() && !processes.join(process.to_string()).exists();
    let age = || file.metadata().ok()?.modified().ok()?.elapsed().ok();
    is_gone || age().is_some_and(|age| age > ABANDONED_AFTER)
}

/// Sweeps a folder the first time that this process writes to it.
fn sweep_once(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned()) {
        sweep(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_make_are_ours() {
        for (name, process) in [
            (".nakigao-17-abcDEF012345.part", Some(17)),
            (".nakigao-17-abcDEF012345.part-journal", Some(17)),
            (".nakigao-17-abcDEF01234.part", None),
            (".nakigao-17-abcDEF0123456.part", None),
            (".nakigao-17-abcDEF0/2345.part", None),
            (".nakigao-x-abcDEF012345.part", None),
            (".nakigao-17-abcDEF012345.partial", None),
            ("a.part", None),
        ] {
            assert_eq!(process_of(OsStr::new(name)), process, "{name}");
        }
    }

    #[test]
    fn what_nobody_writes_is_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        // Beyond the largest number of a process that Linux gives, 2²².
        let gone = dir.path().join(".nakigao-4194999-aaaaaaaaaaaa.part");
        let held = dir.path().join(".nakigao-4194999-bbbbbbbbbbbb.part");
        let alive = dir.path().join(".nakigao-1-cccccccccccc.part");
        let aged = dir.path().join(".nakigao-1-dddddddddddd.part");
        let other = dir.path().join("mine.part");
        for path in [&gone, &held, &alive, &aged, &other] {
            fs::write(path, b"half").unwrap();
        }
        let long_ago = std::time::SystemTime::now() - ABANDONED_AFTER * 2;
        File::options().append(true).open(&aged).unwrap().set_modified(long_ago).unwrap();
        let writer = File::open(&held).unwrap();
        writer.lock().unwrap();
        assert_eq!(sweep(dir.path()), 2);
        assert!(!gone.exists() && !aged.exists() && held.exists() && alive.exists() && other.exists());
    }

    #[test]
    fn a_claim_takes_no_name_that_something_has() {
        let dir = tempfile::tempdir().unwrap();
        let (path, new) = (dir.path().join("a"), dir.path().join("deep/er/b"));
        fs::write(&path, b"mine").unwrap();
        let error = Part::in_folder(dir.path()).unwrap().claim(&path).unwrap_err();
        assert_eq!((error.kind(), fs::read(&path).unwrap()), (ErrorKind::AlreadyExists, b"mine".to_vec()));
        let mut part = Part::in_folder(new.parent().unwrap()).unwrap();
        part.write(b"whole").unwrap();
        part.claim(&new).unwrap();
        assert_eq!(fs::read(&new).unwrap(), b"whole");
        let names = fs::read_dir(dir.path()).unwrap().flatten().count();
        assert_eq!(names, 2, "no temporary file stays");
    }
}
