//! Bits out of pieces of bytes, lowest bit first.
//!
//! The window is 64 bits wide. It holds at least [`Bits::n`] valid bits; those above are either zero or the bits that
//! come next, so that filling it up again may set them once more.

/// The pieces' bytes as bits.
pub(super) struct Bits<'a, I> {
    /// The piece that is read, from `at`.
    pub(super) piece: &'a [u8],
    pub(super) at: usize,
    pieces: I,
    pub(super) buffer: u64,
    pub(super) n: u32,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Bits<'a, I> {
    pub(super) fn new(pieces: I) -> Self {
        Self { piece: &[], at: 0, pieces, buffer: 0, n: 0 }
    }

    /// Makes 56 bits available, or all that are left; across pieces, a byte at a time.
    pub(super) fn fill(&mut self) {
        while self.n < 56 {
            let Some(byte) = self.next_byte() else { return };
            self.buffer |= u64::from(byte) << self.n;
            self.n += 8;
        }
    }

    /// Drops bits that were looked at in the buffer; `None` if the input has not so many.
    pub(super) fn drop(&mut self, n: u32) -> Option<()> {
        self.n = self.n.checked_sub(n)?;
        self.buffer >>= n;
        Some(())
    }

    /// The next `n` bits, up to 32.
    pub(super) fn take(&mut self, n: u32) -> Option<u32> {
        if self.n < n {
            self.fill();
        }
        let bits = self.buffer & ((1 << n) - 1);
        self.drop(n)?;
        Some(bits as u32)
    }

    /// Drops the bits up to the next whole byte.
    pub(super) fn align(&mut self) {
        let _ = self.drop(self.n & 7);
    }

    /// Copies whole bytes, after [`Bits::align`]; tells how many there were.
    pub(super) fn copy(&mut self, mut to: &mut [u8]) -> usize {
        let wanted = to.len();
        while self.n >= 8 {
            let Some((first, rest)) = to.split_first_mut() else { return wanted };
            *first = self.buffer as u8;
            self.buffer >>= 8;
            self.n -= 8;
            to = rest;
        }
        // What is left above are bits that come again.
        self.buffer = 0;
        while !to.is_empty() && self.is_in_piece() {
            let from = self.piece.get(self.at..).unwrap_or_default();
            let n = from.len().min(to.len());
            let (now, later) = to.split_at_mut(n);
            now.copy_from_slice(from.get(..n).unwrap_or_default());
            self.at += n;
            to = later;
        }
        wanted - to.len()
    }

    fn next_byte(&mut self) -> Option<u8> {
        if !self.is_in_piece() {
            return None;
        }
        let byte = self.piece.get(self.at).copied();
        self.at += 1;
        byte
    }

    /// Goes on to the next piece that is not empty if this one is used up.
    fn is_in_piece(&mut self) -> bool {
        while self.at >= self.piece.len() {
            let Some(piece) = self.pieces.next() else { return false };
            (self.piece, self.at) = (piece, 0);
        }
        true
    }
}
