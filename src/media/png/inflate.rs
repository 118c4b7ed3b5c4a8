//! Streaming inflate (RFC 1950, RFC 1951) by the `fdeflate` crate: compressed pieces in, a window of bytes out.
//!
//! The window holds the 32 KiB that matches may refer to and 192 KiB of new bytes, which are read in place. The zlib stream's
//! Adler-32 is checked only where a chunk's CRC is wrong ([`is_sound`]): the CRCs detect the same damage over fewer bytes.

use fdeflate::{DecompressionError, Decompressor};

use super::super::error::Error;
use super::super::limits::Deadline;

/// Bytes that a match may reach back.
const HISTORY: usize = 32 << 10;
/// New bytes before the window is moved. Window and tables fit into a second-level cache.
const STRETCH: usize = 192 << 10;

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InflateError {
    /// The input ends.
    End,
    /// The input is damaged, somewhere in the bytes that follow.
    Corrupt(&'static str),
}

/// Inflates a whole zlib stream; `None` if it is damaged, or holds more than `most` bytes.
pub(super) fn all(piece: &[u8], most: usize) -> Option<Vec<u8>> {
    // One byte more than wanted: the crate does not see the end of the stream once the output is full.
    fdeflate::decompress_to_vec_bounded(piece, most + 1).ok().filter(|bytes| bytes.len() <= most)
}

/// Whether a zlib stream is whole and its Adler-32 right. Fails if time is up.
pub(super) fn is_sound<'a>(pieces: impl Iterator<Item = &'a [u8]>, deadline: Deadline) -> Result<bool, Error> {
    let mut inflater = Inflater { decompressor: Box::new(Decompressor::new()), ..Inflater::new(pieces, 0) };
    loop {
        deadline.check()?;
        match inflater.make() {
            Ok(true) => inflater.consume(usize::MAX),
            Ok(false) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

/// Inflates a zlib stream.
pub(super) struct Inflater<'a, I> {
    decompressor: Box<Decompressor>,
    pieces: I,
    /// The rest of the current piece.
    piece: &'a [u8],
    window: Vec<u8>,
    /// Inflated bytes in the window.
    made: usize,
    /// Of these, the bytes that were consumed.
    consumed: usize,
    failed: Option<InflateError>,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Inflater<'a, I> {
    /// At most `unit` bytes may be unconsumed when more are asked for.
    pub(super) fn new(pieces: I, unit: usize) -> Self {
        let mut decompressor = Box::new(Decompressor::new());
        decompressor.ignore_adler32();
        let window = vec![0; HISTORY.max(unit) + STRETCH.max(unit)];
        Self { decompressor, pieces, piece: &[], window, made: 0, consumed: 0, failed: None }
    }

    /// Returns the inflated bytes that are not consumed.
    pub(super) fn unread(&self) -> &[u8] {
        self.window.get(self.consumed..self.made).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, n: usize) {
        self.consumed = self.consumed.saturating_add(n).min(self.made);
    }

    /// Inflates until the window is full or the stream ends; false if it had ended before. An error is returned after all
    /// bytes before it.
    pub(super) fn make(&mut self) -> Result<bool, InflateError> {
        let from = self.consumed.min(self.made.saturating_sub(HISTORY));
        self.window.copy_within(from..self.made, 0);
        self.made -= from;
        self.consumed -= from;
        let before = self.made;
        while self.failed.is_none() && !self.decompressor.is_done() && self.made < self.window.len() {
            match self.decompressor.read(self.piece, &mut self.window, self.made, false) {
                // The last bits of the piece wait in the decompressor for the next one.
                Ok((0, 0)) => match self.pieces.next() {
                    Some(piece) => self.piece = piece,
                    None => self.failed = Some(InflateError::End),
                },
                Ok((n_read, n_made)) => {
                    self.piece = self.piece.get(n_read..).unwrap_or_default();
                    self.made += n_made;
                }
                Err(error) => self.failed = Some(InflateError::Corrupt(meaning(&error))),
            }
        }
        match self.failed {
            Some(error) if self.made == before => Err(error),
            _ => Ok(self.made > before),
        }
    }
}

/// Returns an error of the crate in words of this program.
fn meaning(error: &DecompressionError) -> &'static str {
    use DecompressionError::*;
    match error {
        BadZlibHeader => "the header of the compressed data is wrong",
        InvalidBlockType => "a block of no known type",
        InvalidUncompressedBlockLength => "a stored block's length is wrong",
        InvalidHlit | InvalidHdist => "too many symbols",
        InvalidCodeLengthRepeat => "code lengths are repeated too early or too often",
        BadCodeLengthHuffmanTree => "the code of code lengths is wrong",
        BadLiteralLengthHuffmanTree => "the code of literals and lengths is wrong",
        BadDistanceHuffmanTree => "the code of distances is wrong",
        InvalidLiteralLengthCode | InvalidDistanceCode => "an unused Huffman code",
        InputStartsWithRun | DistanceTooFarBack => "a match that reaches before the beginning",
        InsufficientInput | WrongChecksum | ExtraInput => "its compressed data contradict their checksum",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::written::zlib;
    use super::*;

    /// Inflates pieces of one size, leaving up to 100 bytes unconsumed.
    fn inflated(stream: &[u8], size: usize) -> Result<Vec<u8>, InflateError> {
        let mut inflater = Inflater::new(stream.chunks(size), 100);
        let mut bytes = Vec::new();
        while inflater.make()? {
            let n = inflater.unread().len();
            let n = if n > 100 { n - n % 100 } else { n };
            bytes.extend_from_slice(&inflater.unread()[..n]);
            inflater.consume(n);
        }
        bytes.extend_from_slice(inflater.unread());
        Ok(bytes)
    }

    #[test]
    fn streams_in_any_pieces_pass_through_the_window() {
        let mut state = 1u32;
        let bytes: Vec<u8> = (0..1_000_000u32)
            .map(|n| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if n & 0x8000 == 0 { (state >> 28) as u8 } else { (n / 97) as u8 }
            })
            .collect();
        for level in 0..10 {
            let stream = zlib(&bytes, level);
            for size in [1, 7, 8_192, usize::MAX] {
                assert!(inflated(&stream, size).as_ref() == Ok(&bytes), "level {level}, pieces of {size}");
            }
            assert!(all(&stream, bytes.len()).as_ref() == Some(&bytes));
            assert_eq!(all(&stream, bytes.len() - 1), None);
            assert_eq!(inflated(&stream[..stream.len() / 2], 5_000), Err(InflateError::End));
        }
    }
}
