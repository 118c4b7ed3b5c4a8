//! Errors of the operating system in plain words.

use std::io::{self, ErrorKind};

use rustix::io::Errno;

/// An error of the operating system in plain words, without its number.
pub fn plain(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    // An error that this program made has its own words; one that a library wrapped may be the system's.
    if let Some(own) = error.get_ref().map(ToString::to_string).filter(|text| !text.contains("(os error")) {
        return own;
    }
    let words = match (error.kind(), error.raw_os_error()) {
        (Kind::PermissionDenied, _) => "permission is denied",
        (Kind::StorageFull, _) => "the disk is full",
        (Kind::QuotaExceeded, _) => "the disk quota is used up",
        (Kind::ReadOnlyFilesystem, _) => "the disk can only be read",
        (Kind::NotFound, _) => "it does not exist",
        (Kind::NotADirectory, _) => "a part of the path is not a folder",
        (Kind::IsADirectory, _) => "it is a folder",
        (Kind::AlreadyExists, _) => "it is already there",
        (Kind::FileTooLarge, _) => "the disk takes no file that large",
        (Kind::InvalidFilename, _) => "the name is too long or not allowed there",
        (Kind::InvalidData, _) => "it is not text in UTF-8",
        (Kind::OutOfMemory, _) => "there is not enough memory",
        (Kind::TimedOut | Kind::StaleNetworkFileHandle, _) => "the network disk does not answer",
        // EIO
        (_, Some(5)) => "the disk reports an error",
        // ENFILE, EMFILE
        (_, Some(23 | 24)) => "too many files are open",
        // ELOOP
        (_, Some(40)) => "its symbolic links go round in a circle",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or(&text).to_owned();
        }
    };
    words.to_owned()
}

/// Why a file is no picture, as a sentence of its own: what a decoder says goes on after a path ("is a text", "truncated: …").
pub(super) fn sentence(reason: String) -> String {
    if reason.starts_with("is ") { format!("it {reason}") } else { reason }
}

/// Why a file could not be opened or read, in words.
pub(super) fn reason(error: &io::Error) -> String {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::LOOP | Errno::XDEV) => "a symbolic link has taken its place, which is not followed".to_owned(),
        Some(Errno::NXIO) => "it is no regular file".to_owned(),
        _ if error.kind() == ErrorKind::NotFound => "it went away while it was being read".to_owned(),
        _ => format!("cannot be read: {}", plain(error)),
    }
}
