//! The desktop's trash: the freedesktop.org Trash specification, version 1.0.
//!
//! ```text
//! $XDG_DATA_HOME/Trash     for a file on the same mount
//! TOP/.Trash/UID           for another, TOP being where its mount begins; `.Trash` is a folder with the sticky bit
//! TOP/.Trash-UID           if there is no such folder
//!   files/NAME             the file
//!   info/NAME.trashinfo    where it was, and when it was moved
//! ```
//! A move is one rename, never a copy: a file whose mount has no trash that can be written stays where it is, with its times, and
//! a move that fails leaves nothing in the trash. Nothing is ever written over, in the trash or out of it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, RenameFlags, StatxFlags, accessat, renameat_with, statx};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::date::utc_seconds;
use super::file_url::percent_encoded;
use super::plain;

/// Why a file cannot go to the trash, or come back.
#[derive(Debug, thiserror::Error)]
pub enum TrashError {
    /// It went away.
    #[error("it is no longer there")]
    Gone,
    /// A link has its place.
    #[error("it is a link now: import it again")]
    Link,
    /// What is moved leaves its folder.
    #[error("its folder cannot be written")]
    FolderNotWritable,
    /// The folder is sticky.
    #[error("its folder lets only the owner of a file move it")]
    NotOwner,
    /// No trash can be made on its disk.
    #[error("its disk has no trash that can be written (in {})", top.display())]
    NoTrash {
        /// Where it would be.
        top: PathBuf,
    },
    /// Something has its place.
    #[error("there is a file at {}", path.display())]
    Taken {
        /// The place.
        path: PathBuf,
    },
    /// A file is moved, never copied.
    #[error("it lies on another disk than the trash")]
    OtherDisk,
    /// It is immutable, or the like.
    #[error("the system does not permit to move it")]
    NotPermitted,
    /// Nothing can be written beside it.
    #[error("the disk is full")]
    DiskFull,
    /// Anything else.
    #[error("{} cannot be written: {}", path.display(), plain(source))]
    Io {
        /// What.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
}

/// The bit of a folder in which files are moved only by their owner, the folder's owner, and root (user 0).
const STICKY: u32 = 0o1000;

type Result<T> = std::result::Result<T, TrashError>;

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> TrashError {
    move |source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => TrashError::DiskFull,
        io::ErrorKind::CrossesDevices => TrashError::OtherDisk,
        io::ErrorKind::AlreadyExists => TrashError::Taken { path: path.to_owned() },
        _ => TrashError::Io { path: path.to_owned(), source },
    }
}

/// A place in a trash where a file can lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file.
    pub(super) file: PathBuf,
    /// What the path in the info file starts from; the home trash has whole paths.
    top: Option<PathBuf>,
}

/// Finds a free place for a file in the trash of its mount, changing nothing.
///
/// # Errors
/// If the file could not be moved there.
pub(super) fn find_place(path: &Path, home_trash: &Path) -> Result<Place> {
    let (real, metadata) = real_path(path)?;
    if metadata.is_symlink() {
        return Err(TrashError::Link);
    }
    let folder = real.parent().unwrap_or(Path::new("/"));
    check_folder(folder, &metadata)?;
    let mount = Mount::of(folder).map_err(io_error(folder))?;
    let (trash, top) = if Mount::of(nearest(home_trash)).is_ok_and(|home| home == mount) {
        (home_trash.to_owned(), None)
    } else {
        let top = top_of(folder, Mount::of)?;
        (top_trash(top), Some(top.to_owned()))
    };
    // On a shared disk, a trash folder that another user made could be read by that user.
    let is_foreign = top.is_some() && fs::symlink_metadata(&trash).is_ok_and(|it| !it.is_dir() || it.uid() != user());
    if is_foreign || ["files", "info"].iter().any(|part| !is_writable(nearest(&trash.join(part)))) {
        return Err(TrashError::NoTrash { top: top.unwrap_or(trash) });
    }
    let name = real.file_name().unwrap_or_default();
    let is_free = |file: &PathBuf| fs::symlink_metadata(file).is_err() && fs::symlink_metadata(info_of(file)).is_err();
    let file = (1..).map(|n| trash.join("files").join(numbered(name, n))).find(is_free);
    Ok(Place { file: file.expect("some number is free"), top })
}

/// Moves a file to its place.
///
/// # Errors
/// If it cannot be moved; then it is where it was, and nothing is left in the trash.
pub(super) fn put(path: &Path, place: &Place, now_ms: i64) -> Result<()> {
    let (real, _) = real_path(path)?;
    let info = info_of(&place.file);
    for folder in [place.file.parent(), info.parent()].into_iter().flatten() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error(folder))?;
    }
    let from = place.top.as_ref().and_then(|top| real.strip_prefix(top).ok()).unwrap_or(&real);
    let text = format!("[Trash Info]\nPath={}\nDeletionDate={}\n", percent_encoded(from), utc_seconds(now_ms));
    let mut written = File::create_new(&info).map_err(io_error(&info))?;
    let moved = written.write_all(text.as_bytes()).map_err(io_error(&info)).and_then(|()| {
        rename_to_free(&real, &place.file).map_err(|error| match error.kind() {
            // The folders can be written, as was checked before: so the file may be immutable.
            io::ErrorKind::PermissionDenied => TrashError::NotPermitted,
            _ => io_error(&place.file)(error),
        })
    });
    if moved.is_err() {
        let _ = fs::remove_file(&info);
    }
    moved
}

/// Moves a file from its place in the trash back to where it was, if nothing is there.
///
/// # Errors
/// If it cannot be moved; then it stays in the trash.
pub(super) fn take_back(file: &Path, path: &Path) -> Result<()> {
    rename_to_free(file, path).map_err(io_error(path))?;
    forget_place(file);
    Ok(())
}

/// Whether a folder of this name is a trash of a desktop, a NAS or Windows.
pub(super) fn is_trash_name(name: &[u8]) -> bool {
    let names: [&[u8]; 6] = [b".Trash", b".Trashes", b".recycle", b"#recycle", b"@Recycle", b"RECYCLER"];
    names.contains(&name) || name.starts_with(b".Trash-") || name.eq_ignore_ascii_case(b"$RECYCLE.BIN")
}

/// Whether a path lies in a trash, by its names alone.
pub(super) fn lies_in_trash(path: &Path) -> bool {
    path.ancestors().skip(1).any(|folder| {
        folder.file_name().is_some_and(|name| is_trash_name(name.as_bytes())) || folder.ends_with("Trash/files")
    })
}

/// Removes what the trash says of a file that is not in it.
pub(super) fn forget_place(file: &Path) {
    if fs::symlink_metadata(file).is_err() {
        let _ = fs::remove_file(info_of(file));
    }
}

/// The path with the links of its folder resolved, and what the file system says of the file itself.
fn real_path(path: &Path) -> Result<(PathBuf, Metadata)> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Err(TrashError::Gone) };
    let real = folder.canonicalize().map_err(|_| TrashError::Gone)?.join(name);
    let metadata = fs::symlink_metadata(&real).map_err(|_| TrashError::Gone)?;
    Ok((real, metadata))
}

fn check_folder(folder: &Path, file: &Metadata) -> Result<()> {
    if !is_writable(folder) {
        return Err(TrashError::FolderNotWritable);
    }
    let of_folder = fs::metadata(folder).map_err(io_error(folder))?;
    if of_folder.mode() & STICKY != 0 && ![0, file.uid(), of_folder.uid()].contains(&user()) {
        return Err(TrashError::NotOwner);
    }
    Ok(())
}

fn user() -> u32 {
    geteuid().as_raw()
}

fn is_writable(folder: &Path) -> bool {
    folder.is_dir() && accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}

/// The folder itself, or the nearest above it that is there.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|above| fs::symlink_metadata(above).is_ok()).unwrap_or(Path::new("/"))
}

/// Where the mount of a folder begins.
///
/// # Errors
/// If a folder above cannot be looked at: a trash must not be made in the middle of a mount.
fn top_of(folder: &Path, mount_of: impl Fn(&Path) -> io::Result<Mount>) -> Result<&Path> {
    let mount = mount_of(folder).map_err(io_error(folder))?;
    let mut top = folder;
    for above in folder.ancestors().skip(1) {
        if mount_of(above).map_err(io_error(above))? != mount {
            break;
        }
        top = above;
    }
    Ok(top)
}

/// What a rename cannot leave. Folders of one device can be mounted at several places, and a mount can hold several devices
/// (subvolumes).
#[derive(PartialEq, Eq)]
struct Mount {
    id: u64,
    device: u64,
}

impl Mount {
    fn of(folder: &Path) -> io::Result<Self> {
        let device = fs::metadata(folder)?.dev();
        // Linux before 5.8 and some sandboxes do not tell the id: then the device decides.
        let id = match statx(CWD, folder, AtFlags::empty(), StatxFlags::MNT_ID) {
            Ok(found) => found.stx_mnt_id,
            Err(Errno::NOSYS | Errno::PERM) => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(Self { id, device })
    }
}

fn top_trash(top: &Path) -> PathBuf {
    let (shared, user) = (top.join(".Trash"), user());
    let own = shared.join(user.to_string());
    let is_shared = fs::symlink_metadata(shared).is_ok_and(|found| found.is_dir() && found.mode() & STICKY != 0);
    if is_shared && is_writable(nearest(&own)) { own } else { top.join(format!(".Trash-{user}")) }
}

/// Where the info of a file in the trash lies: `info/NAME.trashinfo` beside `files/NAME`.
fn info_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".trashinfo");
    file.parent().and_then(Path::parent).unwrap_or(Path::new("")).join("info").join(name)
}

/// A name for the trash: `name.gif`, `name.2.gif`, …; one that would be too long with what is added is cut.
fn numbered(name: &OsStr, n: u64) -> OsString {
    /// Bytes of a name without its ending. File systems take 255 with all; `.trashinfo`, a number and an ending are added.
    const MAX_STEM: usize = 200;
    let (name, number) = (Path::new(name), if n > 1 { format!(".{n}") } else { String::new() });
    let ending = name.extension().filter(|ending| ending.len() <= 16);
    let stem = if ending.is_some() { name.file_stem() } else { Some(name.as_os_str()) };
    let mut bytes = stem.unwrap_or_default().as_bytes().to_vec();
    if bytes.len() > MAX_STEM {
        // Not within a character: the bytes that follow its first begin with the bits 10.
        let cut = (1..=MAX_STEM).rev().find(|&at| bytes.get(at).is_some_and(|byte| byte & 0xC0 != 0x80));
        bytes.truncate(cut.unwrap_or(MAX_STEM));
    }
    bytes.extend(number.as_bytes());
    if let Some(ending) = ending {
        bytes.push(b'.');
        bytes.extend(ending.as_bytes());
    }
    OsString::from_vec(bytes)
}

/// Renames, and fails if there is something at the new path.
fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some network and removable disks do not know the flag: an empty file takes the place first.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            File::create_new(to)?;
            fs::rename(from, to).inspect_err(|_| {
                let _ = fs::remove_file(to);
            })
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests;
