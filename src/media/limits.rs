//! How much of the machine one file may take.
//!
//! Every limit is checked before the memory or the time is spent, from what the headers promise; only the clock is
//! looked at while decoding. A file over a limit is refused with the limit's name and value ([`Error::Limit`]), which
//! is how the option that raises it is called, too.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use super::error::Error;

/// The limits for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of the picture, or of an animation's canvas (`max-pixels`).
    pub pixels: u64,
    /// Frames of an animation (`max-frames`).
    pub frames: u32,
    /// Bytes of decoded pixels: a still's at its own depth, an animation's frames together (`max-decoded-bytes`).
    pub decoded_bytes: u64,
    /// Time for one file (`max-seconds`).
    pub time: Duration,
    /// Bytes of the file itself (`max-file-bytes`).
    pub file_bytes: u64,
}

impl Default for Limits {
    /// Accepts 16K wallpapers and half an hour of GIF, refuses bombs.
    fn default() -> Self {
        Self {
            pixels: 300_000_000,
            frames: 20_000,
            decoded_bytes: 4 << 30,
            time: Duration::from_secs(120),
            file_bytes: 2 << 30,
        }
    }
}

impl Limits {
    /// Refuses a picture with too many pixels, and one with none.
    pub(super) fn check_pixels(&self, width: u32, height: u32) -> Result<(), Error> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(Error::broken(format!("the picture has no pixels ({width}×{height})")));
        }
        check(pixels, self.pixels, "max-pixels", |n| {
            if n == pixels { format!("{width}×{height} = {}", megapixels(n)) } else { megapixels(n) }
        })
    }

    /// Refuses an animation with too many frames.
    pub(super) fn check_frames(&self, frames: usize) -> Result<(), Error> {
        check(frames as u64, u64::from(self.frames), "max-frames", |n| {
            if n == u64::from(self.frames) { n.to_string() } else { format!("an animation of {n} frames or more") }
        })
    }

    /// Refuses pixels that would take too much memory, or (an animation's) too much work.
    pub(super) fn check_decoded_bytes(&self, n_bytes: u64) -> Result<(), Error> {
        check(n_bytes, self.decoded_bytes, "max-decoded-bytes", |n| {
            if n == self.decoded_bytes { n.to_string() } else { format!("{n} bytes of pixels") }
        })
    }

    /// Refuses a file that is too long.
    pub(super) fn check_file(&self, bytes: &[u8]) -> Result<(), Error> {
        check(bytes.len() as u64, self.file_bytes, "max-file-bytes", |n| {
            if n == self.file_bytes { n.to_string() } else { format!("a file of {n} bytes") }
        })
    }
}

fn check(found: u64, allowed: u64, limit: &'static str, say: impl Fn(u64) -> String) -> Result<(), Error> {
    if found <= allowed {
        return Ok(());
    }
    Err(Error::Limit { limit, found: say(found), allowed: say(allowed) })
}

/// Pixels as people say them.
fn megapixels(pixels: u64) -> String {
    match pixels {
        0..100_000 => format!("{pixels} pixels"),
        100_000..9_950_000 => format!("{:.1} MP", pixels as f64 / 1e6),
        _ => format!("{:.0} MP", pixels as f64 / 1e6),
    }
}

/// The moment at which the work on one file must be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    end: Option<Instant>,
    allowed: Duration,
}

impl Deadline {
    /// Starts the clock.
    pub(super) fn start(limits: &Limits) -> Self {
        Self { end: Instant::now().checked_add(limits.time), allowed: limits.time }
    }

    /// Whether it is too late.
    pub(super) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// [`Error::Limit`] if it is too late.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.is_over() { Err(self.error()) } else { Ok(()) }
    }

    fn error(&self) -> Error {
        let seconds = format!("{} s", self.allowed.as_secs_f64());
        Error::Limit { limit: "max-seconds", found: format!("decoding for more than {seconds}"), allowed: seconds }
    }

    /// The bytes as a source that fails once it is too late: the only way to stop a decoder in its work.
    pub(super) fn reader<'a>(&self, bytes: &'a [u8]) -> TimedReader<'a> {
        TimedReader { cursor: io::Cursor::new(bytes), deadline: *self }
    }

    /// What went wrong: being too late explains any other error.
    pub(super) fn explain(&self, error: Error) -> Error {
        if self.is_over() { self.error() } else { error }
    }
}

/// Bytes in memory that stop coming when time is up.
pub(super) struct TimedReader<'a> {
    cursor: io::Cursor<&'a [u8]>,
    deadline: Deadline,
}

/// The most bytes given at once, so that a decoder comes back often enough to be stopped.
const PORTION: usize = 64 << 10;

impl TimedReader<'_> {
    fn check(&self) -> io::Result<()> {
        if self.deadline.is_over() { Err(io::Error::new(io::ErrorKind::TimedOut, "out of time")) } else { Ok(()) }
    }
}

impl Read for TimedReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let n = buf.len().min(PORTION);
        self.cursor.read(buf.get_mut(..n).unwrap_or_default())
    }
}

impl BufRead for TimedReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        let rest = self.cursor.fill_buf()?;
        Ok(rest.get(..PORTION).unwrap_or(rest))
    }

    fn consume(&mut self, n: usize) {
        self.cursor.consume(n);
    }
}

impl Seek for TimedReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.cursor.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_limit_and_its_value() {
        let limits = Limits { pixels: 200_000_000, frames: 10, ..Limits::default() };
        for (error, text) in [
            (limits.check_pixels(15_360, 17_280), "15360×17280 = 265 MP is over the limit max-pixels (200 MP)"),
            (limits.check_frames(11), "an animation of 11 frames or more is over the limit max-frames (10)"),
            (
                limits.check_decoded_bytes(5 << 30),
                "5368709120 bytes of pixels is over the limit max-decoded-bytes (4294967296)",
            ),
            (
                Deadline::start(&Limits { time: Duration::ZERO, ..limits.clone() }).check(),
                "decoding for more than 0 s is over the limit max-seconds (0 s)",
            ),
        ] {
            assert_eq!(error.unwrap_err().to_string(), text);
        }
        assert_eq!(megapixels(3_840 * 2_160), "8.3 MP");
        assert_eq!(megapixels(64), "64 pixels");
    }

    #[test]
    fn what_fits_exactly_is_allowed() {
        let limits = Limits { pixels: 100, frames: 3, decoded_bytes: 400, file_bytes: 2, ..Limits::default() };
        assert_eq!(limits.check_pixels(10, 10), Ok(()));
        assert_eq!(limits.check_frames(3), Ok(()));
        assert_eq!(limits.check_decoded_bytes(400), Ok(()));
        assert_eq!(limits.check_file(b"ab"), Ok(()));
        assert!(limits.check_file(b"abc").is_err());
        assert!(Limits::default().check_pixels(15_360, 8_640).is_ok());
        assert!(Limits::default().check_pixels(u32::MAX, u32::MAX).is_err());
        assert!(matches!(Limits::default().check_pixels(0, 5), Err(Error::Broken { .. })));
    }

    #[test]
    fn bytes_stop_coming_when_time_is_up() {
        let late = Deadline::start(&Limits { time: Duration::ZERO, ..Limits::default() });
        assert_eq!(late.reader(b"abc").read(&mut [0; 2]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        let mut all = Vec::new();
        Deadline::start(&Limits::default()).reader(&[7; 200_000]).read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), 200_000);
    }
}
