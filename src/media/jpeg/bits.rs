//! The bits of a scan, read through a 64-bit window.
//!
//! Byte stuffing is removed first, into a buffer, up to the next marker: a refill of the window is one load without a
//! branch. Behind the last byte of a segment the buffer holds zeros; [`Bits::is_exhausted`], asked after each MCU, tells them
//! from data. A caller calls [`Bits::reserve`] before each MCU, and may then take [`RESERVE`] bytes.

use super::marker::{RST0, RST7};

/// Bytes that an MCU can take: 10 blocks of 64 coefficients of at most 16 + 15 bits.
const RESERVE: usize = 2560;
/// Bytes of the buffer: they fit into the first-level cache beside the tables. A power of two, so that a mask proves bounds.
const BUFFER: usize = 16 << 10;
const MASK: usize = BUFFER - 1;

/// A reader of one scan's bits.
pub(super) struct Bits<'a> {
    source: &'a [u8],
    /// The next byte of the source to strip.
    next: usize,
    /// Whether the segment ends at `next`, by a marker or the end of the file.
    is_ended: bool,
    buffer: Box<[u8; BUFFER + 8]>,
    /// Bytes of data in the buffer.
    n_filled: usize,
    place: BitPosition,
}

/// A position among the bits.
#[derive(Clone, Copy, Default)]
pub(super) struct BitPosition {
    /// The next bits, from the top. `n` of them count; bits below may be loaded already.
    window: u64,
    n: u32,
    /// The next byte to load.
    at: usize,
}

/// A position in the buffer, of which a decoder keeps a copy in registers.
#[derive(Clone, Copy)]
pub(super) struct BitCursor<'b> {
    pub(super) place: BitPosition,
    buffer: &'b [u8; BUFFER + 8],
}

impl<'a> Bits<'a> {
    /// Reads the scan whose data begin at `start`.
    pub(super) fn new(source: &'a [u8], start: usize) -> Self {
        Self {
            source,
            next: start,
            is_ended: false,
            buffer: Box::new([0; BUFFER + 8]),
            n_filled: 0,
            place: BitPosition::default(),
        }
    }

    /// Makes sure that [`RESERVE`] bytes can be taken.
    #[inline(always)]
    pub(super) fn reserve(&mut self) {
        if self.place.at + RESERVE > self.n_filled && !self.is_ended {
            self.fill();
        }
    }

    #[cold]
    #[inline(never)]
    fn fill(&mut self) {
        // The window holds bits of up to 7 bytes before `at`, which are not loaded again.
        let rest = self.place.at.min(self.n_filled)..self.n_filled;
        let n_rest = rest.len();
        self.buffer.copy_within(rest, 0);
        self.place.at = self.place.at.saturating_sub(self.n_filled);
        self.n_filled = n_rest;
        let capacity = BUFFER - RESERVE;
        while self.n_filled < capacity {
            let source = self.source.get(self.next..).unwrap_or_default();
            let source = source.get(..capacity - self.n_filled).unwrap_or(source);
            let n_plain = memchr::memchr(0xFF, source).unwrap_or(source.len());
            let (to, plain) = (self.buffer.get_mut(self.n_filled..), source.get(..n_plain));
            if let (Some(to), Some(plain)) = (to.and_then(|to| to.get_mut(..n_plain)), plain) {
                to.copy_from_slice(plain);
            }
            self.n_filled += n_plain;
            self.next += n_plain;
            if n_plain == source.len() && self.next < self.source.len() {
                continue;
            }
            match self.source.get(self.next + 1) {
                Some(0x00) => {
                    if let Some(byte) = self.buffer.get_mut(self.n_filled) {
                        *byte = 0xFF;
                    }
                    self.n_filled += 1;
                    self.next += 2;
                }
                Some(0xFF) => self.next += 1,
                _ => {
                    self.is_ended = true;
                    break;
                }
            }
        }
        if let Some(behind) = self.buffer.get_mut(self.n_filled..) {
            behind.fill(0);
        }
    }

    /// Returns the position to read on from. Give the last one back to [`Bits::go_on`].
    #[inline(always)]
    pub(super) fn cursor(&self) -> BitCursor<'_> {
        BitCursor { place: self.place, buffer: &self.buffer }
    }

    /// Continues at the position of a cursor.
    #[inline(always)]
    pub(super) fn go_on(&mut self, from: BitPosition) {
        self.place = from;
    }

    /// Whether more bits were taken than the segment has.
    #[inline(always)]
    pub(super) fn is_exhausted(&self) -> bool {
        self.is_ended && self.place.at * 8 > self.n_filled * 8 + self.place.n as usize
    }

    /// Returns the whole bytes in the buffer that were not taken.
    pub(super) fn n_left(&self) -> usize {
        let n_taken = (self.place.at * 8 - (self.place.n as usize).min(self.place.at * 8)).div_ceil(8);
        self.n_filled.saturating_sub(n_taken)
    }

    /// Returns the position in the source, to a few bytes.
    pub(super) fn position(&self) -> usize {
        self.next.saturating_sub(self.n_left())
    }

    /// Whether the segment ends where the source does, not at a marker.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_ended && self.next + 1 >= self.source.len()
    }

    /// Skips to the end of the segment; returns the restart marker that is there.
    pub(super) fn restart_marker(&mut self) -> Option<u8> {
        while !self.is_ended {
            self.place.at = self.n_filled;
            self.fill();
        }
        self.source.get(self.next + 1).copied().filter(|marker| (RST0..=RST7).contains(marker))
    }

    /// Begins the segment behind the marker of [`Bits::restart_marker`].
    pub(super) fn begin_segment(&mut self) {
        self.next += 2;
        self.is_ended = false;
        (self.place, self.n_filled) = (BitPosition::default(), 0);
        self.fill();
    }
}

impl BitCursor<'_> {
    /// Fills the window to at least 56 bits.
    #[inline(always)]
    pub(super) fn refill(&mut self) {
        let at = self.place.at & MASK;
        let word = self.buffer[at..at + 8].try_into().map_or(0, u64::from_be_bytes);
        self.place.window |= word >> self.place.n;
        self.place.at += (63 - self.place.n as usize) >> 3;
        self.place.n |= 56;
    }

    /// Returns the next `N` bits, 1 to 32.
    #[inline(always)]
    pub(super) fn peek<const N: u32>(&self) -> usize {
        (self.place.window >> (64 - N)) as usize
    }

    /// Skips at most 56 bits of a filled window; only the lowest 6 bits of `n` count.
    #[inline(always)]
    pub(super) fn skip(&mut self, n: u32) {
        self.place.window = self.place.window.wrapping_shl(n);
        self.place.n = self.place.n.wrapping_sub(n & 63);
    }

    /// Takes up to 32 bits of a filled window.
    #[inline(always)]
    pub(super) fn take(&mut self, n: u32) -> u32 {
        // Two shifts: one shift by 64 is undefined.
        let bits = (self.place.window >> 1 >> (63 - (n & 63))) as u32;
        self.skip(n);
        bits
    }

    /// Skips any number of bits.
    #[inline]
    pub(super) fn skip_many(&mut self, mut n: u32) {
        while n > 32 {
            self.refill();
            self.skip(32);
            n -= 32;
        }
        self.refill();
        self.skip(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(bits: &mut Bits, n: u32) -> u32 {
        bits.reserve();
        let mut cursor = bits.cursor();
        cursor.refill();
        let taken = cursor.take(n);
        let place = cursor.place;
        bits.go_on(place);
        taken
    }

    #[test]
    fn stuffing_is_stripped_and_markers_end_a_segment() {
        let source = [0xAA, 0xFF, 0x00, 0x12, 0xFF, 0xFF, 0xD1, 0x34, 0xFF, 0xD9];
        let mut bits = Bits::new(&source, 0);
        assert_eq!(take(&mut bits, 12), 0xAAF);
        assert_eq!(take(&mut bits, 0), 0);
        assert_eq!(take(&mut bits, 12), 0xF12);
        assert!(!bits.is_exhausted());
        assert_eq!(take(&mut bits, 1), 0);
        assert!(bits.is_exhausted());
        assert_eq!(bits.restart_marker(), Some(0xD1));
        bits.begin_segment();
        assert_eq!((bits.n_left(), take(&mut bits, 8)), (1, 0x34));
        assert!(!bits.is_exhausted());
        assert_eq!((bits.n_left(), bits.restart_marker()), (0, None));
    }

    #[test]
    fn long_segments_pass_through_the_buffer() {
        let plain: Vec<u8> = (0..100_000u32).map(|n| if n % 255 == 7 { 0xFF } else { (n % 251) as u8 }).collect();
        let source: Vec<u8> = plain.iter().flat_map(|&b| if b == 0xFF { vec![0xFF, 0] } else { vec![b] }).collect();
        let mut bits = Bits::new(&source, 0);
        for &byte in &plain {
            assert_eq!(take(&mut bits, 8), u32::from(byte));
        }
        assert!(!bits.is_exhausted());
        take(&mut bits, 1);
        assert!(bits.is_exhausted());
    }

    #[test]
    fn any_number_of_bits_can_be_skipped() {
        let source: Vec<u8> = (1..=40).collect();
        let mut bits = Bits::new(&source, 0);
        bits.reserve();
        let mut cursor = bits.cursor();
        for (n, next) in [(0, 1), (64, 9), (8, 10), (56, 17)] {
            cursor.skip_many(n);
            cursor.refill();
            assert_eq!(cursor.peek::<8>(), next);
        }
    }
}
