//! Opening files in a person's folders: originals and sidecars are read by this file only.
//!
//! A path that led to a regular file when it was listed may lead to a FIFO, a link or a device when it is opened. So no call
//! here waits, a link in the last place of a path is not followed, and the opened file is checked, not its path. Below an
//! imported folder no link is followed at all. That folder is held open: its files are reached even when it is renamed
//! meanwhile, and an empty folder in its place is not taken for it.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, ResolveFlags, fgetxattr, fgetxattr_query, openat, openat2, statat,
};
use rustix::io::Errno;

use crate::catalog::FileStamp;

/// Opens the last name of a path and no link in its place; a FIFO answers at once.
const PLAIN: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// An imported folder, held open.
#[derive(Debug)]
pub(super) struct RootFolder {
    folder: OwnedFd,
    path: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl RootFolder {
    /// Opens the folder at a path; links on the way to it are followed.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let folder = openat(CWD, path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let metadata = File::from(folder.try_clone()?).metadata()?;
        Ok(Self { folder, path: path.to_owned(), identity: (metadata.dev(), metadata.ino()) })
    }

    /// Whether its path still leads to it: it was not renamed, unmounted or replaced.
    pub(super) fn is_in_place(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|metadata| (metadata.dev(), metadata.ino()) == self.identity)
    }

    /// A path to walk from that leads to this very folder, whatever becomes of its name; its name where the system has none.
    pub(super) fn walkable(&self) -> PathBuf {
        let held = PathBuf::from(format!("/proc/self/fd/{}", self.folder.as_raw_fd()));
        if held.is_dir() { held } else { self.path.clone() }
    }

    /// Opens a regular file below the folder.
    pub(super) fn open_file(&self, below: &[u8]) -> io::Result<File> {
        regular(self.open_below(below, PLAIN)?)
    }

    /// Reads a regular file below the folder that has at most so many bytes.
    pub(super) fn read(&self, below: &[u8], limit: u64) -> io::Result<Vec<u8>> {
        read_all(self.open_file(below)?, limit)
    }

    /// Reads an extended attribute of a regular file below the folder; `None` where there is none.
    pub(super) fn attribute(&self, below: &[u8], name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = self.open_file(below)?;
        let read = || {
            let mut value = vec![0; fgetxattr_query(&file, name)?];
            let n_bytes = fgetxattr(&file, name, value.as_mut_slice())?;
            value.truncate(n_bytes);
            Ok(value)
        };
        match read() {
            Ok(value) => Ok(Some(value)),
            Err(Errno::NODATA) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The names of the files in a folder below this one.
    pub(super) fn list_files(&self, below: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        let folder = self.open_below(below, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC)?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&folder)? {
            let entry = entry?;
            let kind = match entry.file_type() {
                FileType::Unknown => match statat(&folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(Errno::NOENT) => continue,
                    Err(error) => return Err(error.into()),
                },
                kind => kind,
            };
            if kind == FileType::RegularFile {
                names.push(entry.file_name().to_bytes().to_vec());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn open_below(&self, below: &[u8], flags: OFlags) -> io::Result<File> {
        let path = if below.is_empty() { OsStr::new(".") } else { OsStr::from_bytes(below) };
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match openat2(&self.folder, path, flags, Mode::empty(), resolve) {
            // Kernels before 5.6 have no openat2, and some containers forbid it.
            Err(Errno::NOSYS | Errno::PERM) => self.walk_below(path, flags),
            opened => Ok(File::from(opened?)),
        }
    }

    /// Opens one folder after the other on the way to a file.
    fn walk_below(&self, path: &OsStr, flags: OFlags) -> io::Result<File> {
        let mut names = Path::new(path).components().map(|name| name.as_os_str()).peekable();
        let mut folder = self.folder.try_clone()?;
        while let Some(name) = names.next() {
            if name == ".." {
                return Err(Errno::XDEV.into());
            }
            if names.peek().is_none() {
                return Ok(File::from(openat(&folder, name, flags | OFlags::NOFOLLOW, Mode::empty())?));
            }
            let step = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            folder = openat(&folder, name, step, Mode::empty())?;
        }
        Err(Errno::NOENT.into())
    }
}

/// Opens a regular file that a person or the catalogue names by its whole path; links on the way to it are followed, the last
/// name is not.
pub(super) fn open(path: &Path) -> io::Result<File> {
    regular(File::from(openat(CWD, path, PLAIN, Mode::empty())?))
}

/// Reads a regular file that has at most so many bytes.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_all(open(path)?, limit)
}

/// Opens a file that a person names, be it by a link.
pub(super) fn open_named(path: &Path) -> io::Result<File> {
    regular(File::from(openat(CWD, path, PLAIN.difference(OFlags::NOFOLLOW), Mode::empty())?))
}

/// Reads a file that a person names and that has at most so many bytes.
pub(super) fn read_named(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    read_all(open_named(path)?, limit)
}

/// Whether an error says that nothing is there, and not that it cannot be reached.
pub(super) fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// Whether a file system keeps no extended attributes, so that it cannot be told whether there were any.
pub(super) fn has_no_attributes(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::NOTSUP.raw_os_error())
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no regular file")) }
}

/// Reads the rest of a file that has at most so many bytes.
pub(super) fn read_all(file: File, limit: u64) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {limit} bytes"));
    let n_bytes = file.metadata()?.len();
    if n_bytes > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(n_bytes).unwrap_or(usize::MAX))?;
    // One more, so that a file that grows is not cut off in silence.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// The metadata that tells a changed file from an unchanged one.
pub(super) fn stamp(metadata: &Metadata) -> FileStamp {
    FileStamp {
        bytes: metadata.len(),
        mtime_ns: metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec()),
        inode: metadata.ino(),
    }
}

/// When anything of a file was changed, its extended attributes as well as its content, in nanoseconds.
pub(super) fn changed_ns(metadata: &Metadata) -> i64 {
    metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::plain::reason;
    use std::os::unix::fs::symlink;

    fn place(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("nakigao-original-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("root/inner")).unwrap();
        fs::write(dir.join("outside.txt"), "outside").unwrap();
        fs::write(dir.join("root/inner/a.txt"), "inside").unwrap();
        dir
    }

    #[test]
    fn nothing_is_waited_for_and_no_link_is_followed() {
        let dir = place("links");
        let root = RootFolder::open(&dir.join("root")).unwrap();
        symlink("../outside.txt", dir.join("root/link.txt")).unwrap();
        symlink("..", dir.join("root/up")).unwrap();
        symlink("inner", dir.join("root/same")).unwrap();
        rustix::fs::mknodat(CWD, dir.join("root/fifo"), FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert_eq!(root.read(b"inner/a.txt", 6).unwrap(), b"inside");
        assert_eq!(root.read(b"inner/a.txt", 5).unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(is_absence(&root.open_file(b"inner/b.txt").unwrap_err()));
        for (below, said) in [
            (&b"link.txt"[..], "symbolic link"),
            (b"up/outside.txt", "symbolic link"),
            (b"same/a.txt", "symbolic link"),
            (b"../outside.txt", "symbolic link"),
            (b"fifo", "no regular file"),
            (b"inner", "no regular file"),
        ] {
            let walked = root.walk_below(OsStr::from_bytes(below), PLAIN).and_then(regular).unwrap_err();
            let error = root.open_file(below).unwrap_err();
            assert!(reason(&error).contains(said), "{}: {error}", String::from_utf8_lossy(below));
            assert!(!is_absence(&error) && walked.kind() != ErrorKind::NotFound, "{walked}");
        }
        assert_eq!(root.walk_below(OsStr::new("inner/a.txt"), PLAIN).unwrap().metadata().unwrap().len(), 6);
        for name in ["root/fifo", "root/link.txt", "root"] {
            assert!(read(&dir.join(name), 100).is_err(), "{name}");
        }
        assert!(read(Path::new("/dev/zero"), 100).is_err());
        assert_eq!(read_named(&dir.join("root/link.txt"), 100).unwrap(), b"outside");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_folder_is_the_same_one_until_something_else_has_its_name() {
        let dir = place("identity");
        let (here, away) = (dir.join("root"), dir.join("away"));
        let root = RootFolder::open(&here).unwrap();
        assert!(root.is_in_place());
        fs::rename(&here, &away).unwrap();
        assert!(!root.is_in_place());
        fs::create_dir(&here).unwrap();
        assert!(!root.is_in_place(), "an empty folder in its place");
        assert_eq!(root.read(b"inner/a.txt", 100).unwrap(), b"inside");
        assert_eq!(root.list_files(b"inner").unwrap(), [b"a.txt"]);
        assert!(root.walkable().join("inner/a.txt").is_file());
        fs::remove_dir(&here).unwrap();
        fs::rename(&away, &here).unwrap();
        assert!(root.is_in_place());
        fs::remove_dir_all(dir).unwrap();
    }
}
