//! Limits: how much of the machine one file may take.
//!
//! Memory is checked before it is allocated, by what decoding takes at its peak. Processor time is checked while decoding.
//! A file over a limit is refused with the limit's name and value ([`Error::Limit`]). The name is that of the option that
//! raises the limit.
//!
//! | limit of a file | value | set by | too low refuses | too high lets in |
//! | --- | --- | --- | --- | --- |
//! | `max-pixels` | 1,000 MP | JPEGs of 600 MP, reduced in 40 MB | scans of posters | headers that ask for minutes |
//! | `max-frames` | 20,000 | half an hour of GIF | screen recordings | empty frames without end |
//! | `max-decoded-bytes` | 2 GiB at the peak | 16K wallpapers in any format | such wallpapers | what a machine cannot hold |
//! | `max-seconds` | 120 s of processor time | animations of 1080p | long animations | files that hold up an import |
//! | `max-file-bytes` | 2 GiB | the longest animations | the same | videos with a picture's name |
//!
//! A small file that asks for much is more likely a trap than a picture. So any file may use a share of memory and time,
//! and a longer one more for each of its bytes:
//!
//! | constant | value | measured | too low refuses | too high lets in |
//! | --- | --- | --- | --- | --- |
//! | `SHARE_OF_MEMORY` | 1/5: 430 MB | soft 4096×4096 JPEG XL of 80 kB, counted as 201 MB | these | bombs of a few bytes |
//! | `MEMORY_A_BYTE` | 200 bytes | lossless drawings need 4 to 40, soft AVIF 150 | soft pictures | one colour above 100 MP |
//! | `SHARE_OF_TIME` | 1/40: 3 s | | slow small files | bombs of a few bytes |
//! | `BYTES_A_SECOND` | 256 KiB | GIFs, the least work a byte, use a third of it | honest files | work without bytes |
//! | `FRAME_PIXELS_A_BYTE` | 100 | 1080p GIF 12, WebP video 80 | video as WebP | plain frames: 250 (APNG) to 70,000 (WebP) |
//! | `SHARE_OF_FRAME_TIME` | 1/30: 4 s | 1,500 frames of petals on a still 1080p: 470 pixels a byte | these | plain frames |
//!
//! JPEG XL is counted at 12 bytes a pixel (7.4 were measured at 8 bits), so that above 36 MP it needs a byte for 17 pixels.
//!
//! | limit of one format | value | set by | too low refuses | too high lets in |
//! | --- | --- | --- | --- | --- |
//! | `jpeg::MAX_SCANS` | 1,000 | encoders write about 10 | | scans that each cost a walk over the picture |
//! | `tiff::MAX_STRIPS` | 200,000 | the largest scans have 100,000 rows | scans | strips at some microseconds each |
//! | `av1::MAX_FRAMES` | 8 in an item | layers of progressive pictures | these | a picture's time for each frame |
//! | `png::ICC_BYTES` | 64 MiB | | | a profile that inflates without end |

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::error::Error;

/// The limits for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of the picture, or of an animation's canvas (`max-pixels`).
    pub pixels: u64,
    /// Frames of an animation (`max-frames`).
    pub frames: u32,
    /// Bytes of memory that decoding takes at its peak, beside those of the file (`max-decoded-bytes`).
    pub decoded_bytes: u64,
    /// Processor time for decoding one file (`max-seconds`); how busy the machine is does not count.
    pub time: Duration,
    /// Bytes of the file itself (`max-file-bytes`).
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pixels: 1_000_000_000,
            frames: 20_000,
            decoded_bytes: 2 << 30,
            time: Duration::from_secs(120),
            file_bytes: 2 << 30,
        }
    }
}

// The header of this file says what set them.
const SHARE_OF_MEMORY: u64 = 5;
const MEMORY_A_BYTE: u64 = 200;
const SHARE_OF_TIME: u32 = 40;
const BYTES_A_SECOND: f64 = (256 << 10) as f64;
const FRAME_PIXELS_A_BYTE: u64 = 100;
const SHARE_OF_FRAME_TIME: u32 = 30;

impl Limits {
    /// Returns the bytes of memory that decoding a file of this length may take.
    pub(super) fn memory_for(&self, n_file_bytes: usize) -> u64 {
        let explained = (n_file_bytes as u64).saturating_mul(MEMORY_A_BYTE);
        self.decoded_bytes.min(explained.max(self.decoded_bytes / SHARE_OF_MEMORY))
    }

    /// Returns the processor time that decoding a file of this length may take.
    fn time_for(&self, n_file_bytes: usize) -> Duration {
        let more = Duration::from_secs_f64(n_file_bytes as f64 / BYTES_A_SECOND);
        self.time.min((self.time / SHARE_OF_TIME).saturating_add(more))
    }

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

    /// Refuses a file of `n_file_bytes` that takes `n_bytes` of memory to decode.
    pub(super) fn check_memory(&self, n_bytes: u64, n_file_bytes: usize) -> Result<(), Error> {
        let allowed = self.memory_for(n_file_bytes);
        if n_bytes <= allowed {
            return Ok(());
        }
        let share = format!("{}, of which {allowed} for a file of {n_file_bytes} bytes", self.decoded_bytes);
        Err(Error::Limit {
            limit: "max-decoded-bytes",
            found: format!("decoding in {n_bytes} bytes of memory"),
            allowed: if allowed == self.decoded_bytes { allowed.to_string() } else { share },
        })
    }

    /// Refuses an animation whose frames have more pixels than a file of `n_file_bytes` accounts for.
    ///
    /// Their time is estimated from their number: the animation is refused before it is decoded, on every machine alike.
    pub(super) fn check_frame_pixels(
        &self,
        (n_frames, n_pixels): (usize, u64),
        nanoseconds_a_pixel: u64,
        n_file_bytes: usize,
    ) -> Result<(), Error> {
        let time = |n_pixels: u64| Duration::from_nanos(n_pixels.saturating_mul(nanoseconds_a_pixel));
        let explained = time(FRAME_PIXELS_A_BYTE.saturating_mul(n_file_bytes as u64));
        let allowed = self.time.min((self.time / SHARE_OF_FRAME_TIME).saturating_add(explained));
        if time(n_pixels) <= allowed {
            return Ok(());
        }
        let (n_pixels, time) = (megapixels(n_pixels), seconds(time(n_pixels)));
        let found = format!("decoding {n_frames} frames with {n_pixels} in all, in about {time},");
        Err(Error::Limit { limit: "max-seconds", found, allowed: share_of_time(allowed, self.time) })
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

/// Formats a number of pixels for a message.
fn megapixels(pixels: u64) -> String {
    match pixels {
        0..100_000 => format!("{pixels} pixels"),
        100_000..9_950_000 => format!("{:.1} MP", pixels as f64 / 1e6),
        _ => format!("{:.0} MP", pixels as f64 / 1e6),
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", (time.as_secs_f64() * 10.0).round() / 10.0)
}

/// Formats the limit on time, with the share of it that the file has.
fn share_of_time(allowed: Duration, limit: Duration) -> String {
    let (allowed, limit) = (seconds(allowed), seconds(limit));
    if allowed == limit { limit } else { format!("{limit}, of which {allowed} for so small a file") }
}

/// The processor time of this thread by which one file must be decoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    end: Duration,
    allowed: Duration,
    limit: Duration,
}

impl Deadline {
    /// Starts the clock for a file of this length.
    pub(super) fn start(limits: &Limits, n_file_bytes: usize) -> Self {
        let allowed = limits.time_for(n_file_bytes);
        Self { end: thread_time().saturating_add(allowed), allowed, limit: limits.time }
    }

    pub(super) fn is_over(&self) -> bool {
        thread_time() >= self.end
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.is_over() { Err(self.error()) } else { Ok(()) }
    }

    fn error(&self) -> Error {
        let found = format!("decoding for more than {}", seconds(self.allowed));
        Error::Limit { limit: "max-seconds", found, allowed: share_of_time(self.allowed, self.limit) }
    }

    /// Wraps the bytes in a reader that fails once time is up. A foreign decoder cannot be stopped otherwise.
    pub(super) fn reader<'a>(&self, bytes: &'a [u8]) -> TimedReader<'a> {
        TimedReader { cursor: io::Cursor::new(bytes), deadline: *self, until_check: 0 }
    }

    /// Replaces any error by [`Error::Limit`] once time is up.
    pub(super) fn explain(&self, error: Error) -> Error {
        if self.is_over() { self.error() } else { error }
    }
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// A reader of bytes in memory that fails once time is up.
pub(super) struct TimedReader<'a> {
    cursor: io::Cursor<&'a [u8]>,
    deadline: Deadline,
    /// Bytes that may be read before the clock is read again.
    until_check: usize,
}

/// Bytes given at once at the most. With more, a decoder would rarely come back to be stopped.
const PORTION: usize = 64 << 10;
/// Bytes that a read counts for beside its own. Some decoders read byte by byte, and reading the clock is a system call.
const BYTES_A_READ: usize = 256;

impl TimedReader<'_> {
    fn check(&mut self, n_bytes: usize) -> io::Result<()> {
        if let Some(left) = self.until_check.checked_sub(n_bytes + BYTES_A_READ) {
            self.until_check = left;
            return Ok(());
        }
        self.until_check = PORTION;
        if self.deadline.is_over() { Err(io::Error::new(io::ErrorKind::TimedOut, "out of time")) } else { Ok(()) }
    }
}

impl Read for TimedReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = buf.len().min(PORTION);
        self.check(n)?;
        self.cursor.read(buf.get_mut(..n).unwrap_or_default())
    }
}

impl BufRead for TimedReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check(0)?;
        let rest = self.cursor.fill_buf()?;
        Ok(rest.get(..PORTION).unwrap_or(rest))
    }

    fn consume(&mut self, n: usize) {
        self.until_check = self.until_check.saturating_sub(n);
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
                limits.check_memory(5 << 30, 100 << 20),
                "decoding in 5368709120 bytes of memory is over the limit max-decoded-bytes (2147483648)",
            ),
            (
                limits.check_memory(1 << 30, 188),
                "decoding in 1073741824 bytes of memory is over the limit max-decoded-bytes (2147483648, of which \
                 429496729 for a file of 188 bytes)",
            ),
            (
                Deadline::start(&Limits { time: Duration::ZERO, ..limits.clone() }, 9).check(),
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
        assert_eq!(limits.check_memory(400, 7), Ok(()));
        assert_eq!(limits.check_memory(50, 0), Ok(()));
        assert!(limits.check_memory(401, 1000).is_err());
        assert_eq!(limits.check_file(b"ab"), Ok(()));
        assert!(limits.check_file(b"abc").is_err());
        assert!(Limits::default().check_pixels(30_000, 20_000).is_ok());
        assert!(Limits::default().check_pixels(u32::MAX, u32::MAX).is_err());
        assert!(matches!(Limits::default().check_pixels(0, 5), Err(Error::Broken { .. })));
    }

    #[test]
    fn a_small_file_has_a_part_of_the_memory_and_of_the_time() {
        let limits = Limits::default();
        assert_eq!(limits.memory_for(188), (2 << 30) / 5);
        assert_eq!(limits.memory_for(3 << 20), 600 << 20);
        assert_eq!(limits.memory_for(16 << 20), 2 << 30);
        assert_eq!(limits.time_for(0), Duration::from_secs(3));
        assert_eq!(limits.time_for(1 << 20), Duration::from_secs(7));
        assert_eq!(limits.time_for(1 << 30), limits.time);
    }

    #[test]
    fn frames_may_have_the_pixels_that_their_bytes_are_worth() {
        let check = |frames, n_bytes| Limits::default().check_frame_pixels(frames, 2, n_bytes);
        let full_hd = |n_frames: usize| (n_frames, n_frames as u64 * 1920 * 1080);
        assert_eq!(check(full_hd(700), 1000), Ok(()), "any file may have a minute of them");
        assert_eq!(check(full_hd(2000), 27 << 20), Ok(()), "2,000 take 13 kB each");
        assert_eq!(
            check((400, 6_400_000_000), 4_421_239).unwrap_err().to_string(),
            "decoding 400 frames with 6400 MP in all, in about 12.8 s, is over the limit max-seconds (120 s, of which \
             4.9 s for so small a file)"
        );
        let higher = Limits { time: Duration::from_secs(500), ..Limits::default() };
        assert_eq!(higher.check_frame_pixels((400, 6_400_000_000), 2, 4_421_239), Ok(()));
    }

    #[test]
    fn waiting_does_not_count_as_time() {
        let deadline = Deadline::start(&Limits { time: Duration::from_millis(40), ..Limits::default() }, 1 << 20);
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(deadline.check(), Ok(()));
        let began = thread_time();
        while thread_time() - began < Duration::from_millis(40) {}
        assert!(deadline.check().is_err());
    }

    #[test]
    fn a_reader_fails_once_time_is_up() {
        let late = Deadline::start(&Limits { time: Duration::ZERO, ..Limits::default() }, 3);
        assert_eq!(late.reader(b"abc").read(&mut [0; 2]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        let mut all = Vec::new();
        Deadline::start(&Limits::default(), 200_000).reader(&[7; 200_000]).read_to_end(&mut all).unwrap();
        assert_eq!(all.len(), 200_000);
    }
}
