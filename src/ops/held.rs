//! Reading a file into memory: all of it, or as much of a long one as decoding can need. All of it is hashed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::fingerprint::{ContentHash, ContentHasher};
use crate::guard::guarded;
use crate::media::{self, Format, Limits};

/// Bytes that are only hashed are read in portions of this many.
const PORTION: usize = 1 << 20;

/// Tells how many of a file's bytes will be held. Up to [`media::HEAD_BYTES`] of them are in the buffer then.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn plan(
    file: &mut (impl Read + Seek),
    n_bytes: u64,
    extension: Option<&str>,
    limits: &Limits,
    buffer: &mut Vec<u8>,
) -> io::Result<u64> {
    if n_bytes <= media::HEAD_BYTES {
        return Ok(n_bytes);
    }
    file.by_ref().take(media::HEAD_BYTES.saturating_sub(buffer.len() as u64)).read_to_end(buffer)?;
    let format = Format::recognise(buffer, extension);
    // A decoder from a library may panic on a header.
    let needed = guarded(|| format.map_or(0, |format| media::needed_bytes(buffer, (file, n_bytes), format, limits)))
        .unwrap_or(0);
    Ok(n_bytes.min(needed.max(media::HEAD_BYTES)))
}

/// Fills the buffer up to `held` bytes and hashes the whole file; also tells how many bytes there were.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn read(
    file: &mut (impl Read + Seek),
    held: u64,
    limit: u64,
    buffer: &mut Vec<u8>,
) -> io::Result<(ContentHash, u64)> {
    file.seek(SeekFrom::Start(buffer.len() as u64))?;
    buffer.reserve_exact(usize::try_from(held).unwrap_or(0).saturating_sub(buffer.len()));
    file.by_ref().take(held.saturating_sub(buffer.len() as u64)).read_to_end(buffer)?;
    let mut n_bytes = buffer.len() as u64;
    let mut hasher = ContentHasher::new();
    hasher.push(buffer);
    let mut portion = Vec::new();
    loop {
        portion.clear();
        // Nothing is left of a file that is held as a whole, so this allocates nothing.
        let n = file.by_ref().take((PORTION as u64).min(limit.saturating_sub(n_bytes))).read_to_end(&mut portion)?;
        if n == 0 {
            return Ok((hasher.finish(), n_bytes));
        }
        hasher.push(&portion);
        n_bytes += n as u64;
    }
}

/// The extension of a path as text, by which a format without a magic number is recognised.
pub(super) fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().into_owned())
}

/// Reads an open file that is asked for by name, within the usual limits, and hashes it.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn whole(file: &mut File, path: &Path) -> io::Result<(Vec<u8>, ContentHash)> {
    let (limits, mut buffer) = (Limits::default(), Vec::new());
    let held = plan(file, file.metadata()?.len(), extension(path).as_deref(), &limits, &mut buffer)?;
    let (hash, _) = read(file, held, u64::MAX, &mut buffer)?;
    Ok((buffer, hash))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn what_is_behind_a_picture_is_hashed_but_not_held() {
        let mut file = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;".to_vec();
        file.resize(40 << 20, 9);
        let (mut source, mut buffer) = (Cursor::new(&file), Vec::new());
        let held = plan(&mut source, file.len() as u64, None, &Limits::default(), &mut buffer).unwrap();
        let read = read(&mut source, held, u64::MAX, &mut buffer).unwrap();
        assert_eq!(read, (ContentHash::of(&file), file.len() as u64));
        assert!(buffer.len() < 20 << 20 && file.starts_with(&buffer), "{}", buffer.len());
    }

    #[test]
    fn a_short_file_is_held_as_a_whole() {
        let (mut source, mut buffer) = (Cursor::new(b"no picture"), Vec::new());
        assert_eq!(plan(&mut source, 10, None, &Limits::default(), &mut buffer).unwrap(), 10);
        let read = read(&mut source, 10, u64::MAX, &mut buffer).unwrap();
        assert_eq!((read, &buffer[..]), ((ContentHash::of(b"no picture"), 10), &b"no picture"[..]));
    }
}
