//! Writing to a pipe or a terminal, which nobody may be reading.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use rustix::io::Errno;

use super::super::Error;
use super::super::error::Result;

/// How long a reader that is started together with the command has to open the pipe.
const PATIENCE: Duration = Duration::from_secs(2);

/// The time between two tries. A pipe holds 64 KiB, so at least 30 MB/s get through.
const PAUSE: Duration = Duration::from_millis(2);

/// Writes all bytes, or as many as the reader takes until `is_given_up`. No call waits in the kernel, where a signal that only
/// sets a flag would be lost.
pub(super) fn write(path: &Path, stream: &Path, bytes: &[u8], is_given_up: fn() -> bool) -> Result<()> {
    let mut file = open(path, stream, is_given_up)?;
    let mut rest = bytes;
    while !rest.is_empty() {
        match file.write(rest) {
            Ok(0) => return Err(Error::io("write", path)(ErrorKind::WriteZero.into())),
            Ok(n) => rest = rest.get(n..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if is_given_up() {
                    return Err(Error::Pipe { path: path.to_owned(), why: "its reader took no more" });
                }
                sleep(PAUSE);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::io("write", path)(error)),
        }
    }
    Ok(())
}

fn open(path: &Path, stream: &Path, is_given_up: fn() -> bool) -> Result<File> {
    let since = Instant::now();
    loop {
        let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        match File::options().append(true).custom_flags(flags.cast_signed()).open(stream) {
            Err(error) if is_unread(&error) => {
                if since.elapsed() > PATIENCE || is_given_up() {
                    return Err(Error::Pipe { path: path.to_owned(), why: "no program reads the pipe" });
                }
                sleep(PAUSE);
            }
            opened => return opened.map_err(Error::io("write", path)),
        }
    }
}

/// The answer of a FIFO without a reader. A device without a driver gives the same.
fn is_unread(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::NXIO.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    #[test]
    fn neither_a_missing_reader_nor_a_slow_one_is_waited_for_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let write =
            |bytes: &[u8], is_given_up| write(&pipe, &pipe, bytes, is_given_up).map_err(|error| error.to_string());
        let unread = format!("cannot write {}: no program reads the pipe", pipe.display());
        assert_eq!(write(b"a", || false), Err(unread.clone()), "after a while");
        assert_eq!(write(b"a", || true), Err(unread));
        let flags = OFlags::NONBLOCK.bits().cast_signed();
        let mut reader = File::options().read(true).custom_flags(flags).open(&pipe).unwrap();
        assert!(write(&[0; 1 << 20], || true).unwrap_err().ends_with("its reader took no more"));
        // All that is in the pipe is read, and what comes then goes through.
        while io::copy(&mut reader, &mut io::sink()).is_err() {}
        assert_eq!(write(b"a", || false), Ok(()));
    }
}
