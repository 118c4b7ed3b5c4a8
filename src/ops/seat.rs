//! What a server of a gallery keeps beside the catalogue: its key, and the address at which it is found.
//!
//! ```text
//! GALLERY/web.key    32 hexadecimal digits, readable by its owner alone: who has them may look
//! GALLERY/web.lock   locked while a server runs; holds its address, and a second line if it changes nothing
//! ```

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::error::Result;
use super::{Error, Gallery};

const KEY_FILE: &str = "web.key";
const LOCK_FILE: &str = "web.lock";

/// 128 bits, each four of them a digit.
const KEY_BYTES: usize = 16;

/// The second line of the lock's file.
const READ_ONLY: &str = "read-only";

/// Longer than any address.
const MAX_BYTES: u64 = 200;

/// The place of the one server of a gallery.
#[derive(Debug)]
pub enum Seat {
    /// It is this program's while it is held.
    Ours(File),
    /// Another program has it.
    Taken {
        /// Where that one is found, if it has said so by now.
        address: Option<String>,
        /// It lets nobody change anything.
        read_only: bool,
    },
    /// Nothing can be written in the gallery's folder.
    Unwritable,
}

impl Seat {
    /// Says where the server is found, and whether it lets nobody change anything. What cannot be written is not told.
    pub fn announce(&self, address: &str, read_only: bool) {
        if let Self::Ours(file) = self {
            let mut file = file;
            let said = format!("{address}\n{}", if read_only { READ_ONLY } else { "" });
            let _ = file.rewind().and_then(|()| file.set_len(0)).and_then(|()| file.write_all(said.as_bytes()));
        }
    }
}

/// Takes the seat of the gallery's server, if it is free.
pub fn take_seat(gallery: &Gallery) -> Result<Seat> {
    let path = gallery.dir.join(LOCK_FILE);
    let mut file = match own_file(&path) {
        Ok(file) => file,
        Err(error) if is_unwritable(&error) => return Ok(Seat::Unwritable),
        Err(error) => return Err(Error::io("open", &path)(error)),
    };
    match file.try_lock() {
        Ok(()) => {
            // What a server before this one said is not to be found.
            let _ = file.set_len(0);
            Ok(Seat::Ours(file))
        }
        Err(TryLockError::WouldBlock) => {
            let mut said = String::new();
            let read = Read::by_ref(&mut file).take(MAX_BYTES).read_to_string(&mut said);
            // With the end of its line, or it is not yet whole.
            let (address, more) = said.split_once('\n').unwrap_or_default();
            let is_address = read.is_ok() && address.starts_with("http://");
            Ok(Seat::Taken { address: is_address.then(|| address.to_owned()), read_only: more == READ_ONLY })
        }
        // A file system without locks.
        Err(TryLockError::Error(_)) => Ok(Seat::Unwritable),
    }
}

/// The key of the gallery's server, made at the first time; one that others could read is made anew. Where nothing can be written
/// and there is none, it is another one each time.
pub fn web_key(gallery: &Gallery) -> Result<String> {
    let path = gallery.dir.join(KEY_FILE);
    match kept_key(&path) {
        Ok(key) => Ok(key),
        Err(error) if is_unwritable(&error) => {
            readable_key(&path).map_or_else(|| new_key().map_err(Error::io("read", Path::new(RANDOM))), Ok)
        }
        Err(error) => Err(Error::io("write", &path)(error)),
    }
}

fn kept_key(path: &Path) -> std::io::Result<String> {
    let mut file = own_file(path)?;
    if let Some(key) = key_in(&mut file) {
        return Ok(key);
    }
    let key = new_key()?;
    rustix::fs::fchmod(&file, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)?;
    file.rewind()?;
    file.set_len(0)?;
    file.write_all(format!("{key}\n").as_bytes())?;
    Ok(key)
}

/// The key in a file that cannot be written.
fn readable_key(path: &Path) -> Option<String> {
    let flags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK);
    key_in(&mut OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path).ok()?)
}

/// The key that a file holds, if nobody else could read it.
fn key_in(file: &mut File) -> Option<String> {
    let found = file.metadata().ok()?;
    let is_private = found.is_file() && found.mode() & 0o077 == 0;
    let mut key = String::new();
    Read::by_ref(file).take(MAX_BYTES).read_to_string(&mut key).ok()?;
    let key = key.trim_end();
    let is_key = key.len() == 2 * KEY_BYTES && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_private && is_key).then(|| key.to_owned())
}

const RANDOM: &str = "/dev/urandom";

fn new_key() -> std::io::Result<String> {
    let mut bytes = [0; KEY_BYTES];
    File::open(RANDOM)?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Opens a file of ours to read and write, which no link leads to, making it for its owner alone.
fn own_file(path: &Path) -> std::io::Result<File> {
    let flags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600).custom_flags(flags.bits().cast_signed());
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::Error::other("it is no regular file")) }
}

fn is_unwritable(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::StorageFull)
}
