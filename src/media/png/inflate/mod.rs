//! Inflate (RFC 1950, RFC 1951) as a stream: compressed pieces in, a window of bytes out.
//!
//! The window holds the 32 KB that matches may refer to and a good stretch of new bytes, which are read where they are,
//! so that no more than that of a picture exists at once. The zlib stream's Adler-32 is looked at only where a chunk's CRC
//! is wrong ([`is_sound`]): a CRC covers the same damage at an eighth of the bytes.
//!
//! Decoding is done twice: in `fast`, where input and window have room for the longest symbols and nothing is checked,
//! and here, symbol by symbol, where a piece or the window ends.

mod bits;
mod fast;
mod table;

use super::super::error::Error;
use super::super::limits::Deadline;
use bits::Bits;
use table::{DISTANCE_BITS, DISTANCE_SIZE, END_BASE, EXCEPTION, FURTHER, LITERAL_BITS, LITERAL_SIZE, LITERALS, STOP};

/// How far back a match may reach.
const HISTORY: usize = 32 << 10;
/// New bytes that are made before the window is moved. Window and tables fit into a second-level cache.
const STRETCH: usize = 192 << 10;
/// Bytes after the window's end: copies of whole words reach over the end of the longest match.
const SLACK: usize = 512;
const LONGEST_MATCH: usize = 258;

/// Why a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum InflateError {
    /// There is no more input.
    End,
    /// The input is no zlib stream.
    Corrupt(&'static str),
}

const CORRUPT_CODE: InflateError = InflateError::Corrupt("an unused Huffman code");
const CORRUPT_DISTANCE: InflateError = InflateError::Corrupt("a match that reaches before the beginning");

enum State {
    Start,
    BlockHeader,
    Stored { left: usize },
    Codes,
    Done,
    Failed(InflateError),
}

/// The codes of the block that is read, side by side, so that one address leads to both.
struct Tables {
    literals: [u32; LITERAL_SIZE],
    distances: [u32; DISTANCE_SIZE],
}

/// All that a zlib stream in one piece holds; `None` if it is damaged, or more than `most` bytes.
pub(super) fn all(piece: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut inflater = Inflater::new(std::iter::once(piece), 0);
    let mut bytes = Vec::new();
    while inflater.make().ok()? {
        let new = inflater.unread();
        if bytes.len() + new.len() > most {
            return None;
        }
        bytes.extend_from_slice(new);
        inflater.consume(new.len());
    }
    Some(bytes)
}

/// Whether a zlib stream is whole and holds what its Adler-32 says.
///
/// # Errors
/// If time is up.
pub(super) fn is_sound<'a>(pieces: impl Iterator<Item = &'a [u8]>, deadline: Deadline) -> Result<bool, Error> {
    let mut inflater = Inflater::new(pieces, 0);
    let (mut low, mut high) = (1u32, 0u32);
    loop {
        deadline.check()?;
        match inflater.make() {
            Ok(true) => {}
            Ok(false) => return Ok(inflater.checksum() == Some(high << 16 | low)),
            Err(_) => return Ok(false),
        }
        // As many bytes as can be added before a sum could overflow (RFC 1950).
        for bytes in inflater.unread().chunks(5552) {
            for &byte in bytes {
                low += u32::from(byte);
                high += low;
            }
            (low, high) = (low % 65_521, high % 65_521);
        }
        inflater.consume(usize::MAX);
    }
}

/// A zlib stream that is being inflated.
pub(in super::super) struct Inflater<'a, I> {
    bits: Bits<'a, I>,
    state: State,
    is_last_block: bool,
    window: Vec<u8>,
    /// Bytes of the window that are made, and of these the ones that were consumed.
    made: usize,
    consumed: usize,
    tables: Box<Tables>,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Inflater<'a, I> {
    /// `unit` is the most bytes that are left unconsumed when more are asked for.
    pub(in super::super) fn new(pieces: I, unit: usize) -> Self {
        Self {
            bits: Bits::new(pieces),
            state: State::Start,
            is_last_block: false,
            window: vec![0; HISTORY.max(unit) + STRETCH.max(unit) + SLACK],
            made: 0,
            consumed: 0,
            tables: Box::new(Tables { literals: [0; LITERAL_SIZE], distances: [0; DISTANCE_SIZE] }),
        }
    }

    /// The bytes that are made and not consumed.
    pub(in super::super) fn unread(&self) -> &[u8] {
        self.window.get(self.consumed..self.made).unwrap_or_default()
    }

    /// Lets bytes go.
    pub(in super::super) fn consume(&mut self, n: usize) {
        self.consumed = self.consumed.saturating_add(n).min(self.made);
    }

    /// Makes more bytes until the window is full or the stream ends; false if it had ended before. An error comes when
    /// what was made before it has been given out.
    pub(in super::super) fn make(&mut self) -> Result<bool, InflateError> {
        let from = self.consumed.min(self.made.saturating_sub(HISTORY));
        self.window.copy_within(from..self.made, 0);
        self.made -= from;
        self.consumed -= from;
        let before = self.made;
        match self.run() {
            Err(error) if self.made == before => Err(error),
            Err(error) => {
                self.state = State::Failed(error);
                Ok(true)
            }
            Ok(()) => Ok(self.made > before),
        }
    }

    /// The checksum behind the last block; `None` if the stream ends before.
    fn checksum(&mut self) -> Option<u32> {
        self.bits.align();
        (0..4).try_fold(0, |sum, _| Some(sum << 8 | self.take(8).ok()?))
    }

    fn run(&mut self) -> Result<(), InflateError> {
        let end = self.window.len() - SLACK;
        while self.made + LONGEST_MATCH <= end {
            match self.state {
                State::Start => self.start()?,
                State::BlockHeader if self.is_last_block => self.state = State::Done,
                State::BlockHeader => self.block_header()?,
                State::Stored { left } => self.stored(left, end)?,
                State::Codes => {
                    self.fast()?;
                    if matches!(self.state, State::Codes) && self.made + LONGEST_MATCH <= end {
                        self.symbol()?;
                    }
                }
                State::Done => break,
                State::Failed(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn start(&mut self) -> Result<(), InflateError> {
        let method = self.take(8)?;
        let flags = self.take(8)?;
        if method & 15 != 8 || method >> 4 > 7 || (method << 8 | flags) % 31 != 0 {
            return Err(InflateError::Corrupt("the header of the compressed data is wrong"));
        }
        if flags & 0x20 != 0 {
            return Err(InflateError::Corrupt("a preset dictionary"));
        }
        self.state = State::BlockHeader;
        Ok(())
    }

    fn block_header(&mut self) -> Result<(), InflateError> {
        self.is_last_block = self.take(1)? == 1;
        match self.take(2)? {
            0 => {
                self.bits.align();
                let (length, complement) = (self.take(16)?, self.take(16)?);
                if length != complement ^ 0xFFFF {
                    return Err(InflateError::Corrupt("a stored block's length is wrong"));
                }
                self.state = State::Stored { left: length as usize };
            }
            1 => {
                let mut lengths = [8u8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                self.build(&lengths, &[5; 32])?;
            }
            2 => self.dynamic_codes()?,
            _ => return Err(InflateError::Corrupt("a block of no known type")),
        }
        Ok(())
    }

    fn dynamic_codes(&mut self) -> Result<(), InflateError> {
        const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        let (n_literals, n_distances, n_lengths) = (self.take(5)? + 257, self.take(5)? + 1, self.take(4)? + 4);
        let (n_literals, n_distances) = (n_literals as usize, n_distances as usize);
        if n_literals > 286 || n_distances > 30 {
            return Err(InflateError::Corrupt("too many symbols"));
        }
        let mut lengths = [0u8; 19];
        for &at in ORDER.iter().take(n_lengths as usize) {
            lengths[at] = self.take(3)? as u8;
        }
        let mut table = [0; 128];
        if !table::build_lengths(&lengths, &mut table) {
            return Err(InflateError::Corrupt("the code of code lengths is wrong"));
        }
        let mut lengths = [0u8; 286 + 30];
        let n_all = n_literals + n_distances;
        let mut n = 0;
        while n < n_all {
            self.bits.fill();
            let entry = table[(self.bits.buffer & 127) as usize];
            if entry & STOP != 0 {
                return Err(CORRUPT_CODE);
            }
            self.drop(entry & 0xFF)?;
            let (value, run) = match entry >> 16 {
                length @ 0..16 => (length as u8, 1),
                16 if n == 0 => return Err(InflateError::Corrupt("a code length is repeated before the first")),
                16 => (lengths[n - 1], self.take(2)? + 3),
                17 => (0, self.take(3)? + 3),
                _ => (0, self.take(7)? + 11),
            };
            let end = n + run as usize;
            let Some(run) = lengths.get_mut(n..end).filter(|_| end <= n_all) else {
                return Err(InflateError::Corrupt("too many code lengths"));
            };
            run.fill(value);
            n = end;
        }
        if lengths[256] == 0 {
            return Err(InflateError::Corrupt("a block has no end"));
        }
        let (literals, distances) = lengths.split_at(n_literals);
        self.build(literals, distances.get(..n_distances).unwrap_or_default())
    }

    fn build(&mut self, literals: &[u8], distances: &[u8]) -> Result<(), InflateError> {
        if !table::build_literals(literals, &mut self.tables.literals) {
            return Err(InflateError::Corrupt("the code of literals and lengths is wrong"));
        }
        if !table::build_distances(distances, &mut self.tables.distances) {
            return Err(InflateError::Corrupt("the code of distances is wrong"));
        }
        self.state = State::Codes;
        Ok(())
    }

    fn stored(&mut self, left: usize, end: usize) -> Result<(), InflateError> {
        let n = left.min(end - self.made);
        let to = self.window.get_mut(self.made..self.made + n).unwrap_or_default();
        let copied = self.bits.copy(to);
        self.made += copied;
        if copied < n {
            return Err(InflateError::End);
        }
        self.state = if left > n { State::Stored { left: left - n } } else { State::BlockHeader };
        Ok(())
    }

    /// Decodes one literal entry or match, wherever the input's pieces end.
    fn symbol(&mut self) -> Result<(), InflateError> {
        self.bits.fill();
        let mut entry = self.tables.literals[self.bits.buffer as usize & ((1 << LITERAL_BITS) - 1)];
        if entry & FURTHER != 0 {
            entry = self.tables.literals[table::second(entry, self.bits.buffer, LITERAL_BITS) & (LITERAL_SIZE - 1)];
        }
        if entry & EXCEPTION != 0 {
            if entry & END_BASE == 0 {
                return Err(self.unless_ended(CORRUPT_CODE));
            }
            self.state = State::BlockHeader;
            return self.drop(entry & 0xFF);
        }
        if entry & LITERALS != 0 {
            // Not before it is known that the input has them: zeros behind its end would be literals, too.
            self.drop(entry & 0xFF)?;
            let both = (entry >> 16) as u16;
            if let Some(to) = self.window.get_mut(self.made..self.made + 2) {
                to.copy_from_slice(&both.to_le_bytes());
            }
            self.made += table::n_literals(entry);
            return Ok(());
        }
        let length = self.value(entry)?;
        self.bits.fill();
        let mut entry = self.tables.distances[self.bits.buffer as usize & ((1 << DISTANCE_BITS) - 1)];
        if entry & FURTHER != 0 {
            entry = self.tables.distances[table::second(entry, self.bits.buffer, DISTANCE_BITS) & (DISTANCE_SIZE - 1)];
        }
        if entry & EXCEPTION != 0 {
            return Err(self.unless_ended(CORRUPT_CODE));
        }
        let distance = self.value(entry)?;
        if distance > self.made {
            return Err(CORRUPT_DISTANCE);
        }
        fast::copy_match(&mut self.window, self.made, distance, length);
        self.made += length;
        Ok(())
    }

    /// A length or distance: its base and the extra bits that follow its code.
    fn value(&mut self, entry: u32) -> Result<usize, InflateError> {
        let value = fast::value(entry, self.bits.buffer);
        self.drop(entry & 0xFF)?;
        Ok(value)
    }

    /// Where the input has ended, an unused code is only made of the zeros behind it.
    fn unless_ended(&self, error: InflateError) -> InflateError {
        if self.bits.n < 15 { InflateError::End } else { error }
    }

    fn take(&mut self, n: u32) -> Result<u32, InflateError> {
        self.bits.take(n).ok_or(InflateError::End)
    }

    fn drop(&mut self, n: u32) -> Result<(), InflateError> {
        self.bits.drop(n).ok_or(InflateError::End)
    }
}

#[cfg(test)]
mod tests;
