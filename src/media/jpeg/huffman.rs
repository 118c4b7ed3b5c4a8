//! Huffman codes, and tables that decode as much as possible in one look-up.
//!
//! All tables are indexed by the next [`BITS`] bits. An entry of 32 bits tells, from its low end:
//!
//! ```text
//! 0…5    bits to skip: codes and their value bits
//! 8…15   coefficients to skip, plus END if the last code is an end of block
//! 16…31  the value of the first coefficient; not in a table that skips
//! ```
//!
//! With `k` the number of the next coefficient, `k` + coefficients is valid up to 64, and from END to END + 63. Otherwise
//! the codes went past the end of the block (some belong to the next block) or the entry is [`ESCAPE`]: then one code is
//! decoded by [`Huffman::symbol`] instead.

use super::super::error::Error;
use super::bits::BitCursor;

/// Bits of a look-up. With 12, most blocks of a photograph take 3 to 6 look-ups; larger tables leave the cache.
pub(super) const BITS: u32 = 12;
const SIZE: usize = 1 << BITS;

/// Added to the coefficients skipped when the block ends.
pub(super) const END: usize = 128;
/// An entry that leads to a sum of 65 … 127, which is never valid.
const ESCAPE: u32 = 64 << 8;

/// A code as in the file: the number of codes of 1 … 16 bits, and their symbols.
#[derive(Clone, Debug)]
pub(super) struct HuffmanSpec {
    pub(super) counts: [u8; 16],
    pub(super) symbols: Vec<u8>,
}

/// What a code is for: DC differences, or AC runs and sizes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Dc,
    Ac,
}

/// A code prepared for decoding.
pub(super) struct Huffman {
    /// Symbol << 8 | length, 0 for codes that are longer than [`BITS`].
    short: Box<[u16; SIZE]>,
    /// For each length, one more than its last code, aligned to 16 bits.
    limits: [u32; 17],
    /// For each length, the number to add to a code to get the index of its symbol.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// Assigns the codes; refuses more than a length has.
    pub(super) fn new(code: &HuffmanSpec, role: Role) -> Result<Self, Error> {
        let mut short = Box::new([0u16; SIZE]);
        let (mut limits, mut offsets) = ([0; 17], [0; 17]);
        let (mut next, mut n_symbols) = (0u32, 0usize);
        for (length, &count) in (1u32..).zip(&code.counts) {
            let end = next + u32::from(count);
            if end > 1 << length {
                return Err(Error::broken("damaged JPEG: a Huffman table with more codes than there are"));
            }
            offsets[length as usize] = n_symbols as i32 - next as i32;
            for value in next..end {
                let symbol = code.symbols.get(n_symbols).copied().unwrap_or(0);
                if role == Role::Dc && symbol > 15 {
                    return Err(Error::broken("damaged JPEG: a Huffman table with impossible DC sizes"));
                }
                n_symbols += 1;
                if length <= BITS {
                    let start = (value << (BITS - length)) as usize;
                    let range = start..start + (1 << (BITS - length));
                    short[range].fill(u16::from(symbol) << 8 | length as u16);
                }
            }
            limits[length as usize] = end << (16 - length);
            next = end << 1;
        }
        Ok(Self { short, limits, offsets, symbols: code.symbols.clone() })
    }

    /// Returns the symbol and length of the next code; `None` if there is no such code.
    #[inline(always)]
    fn look_up(&self, next_16: u32) -> Option<(u8, u32)> {
        let entry = self.short[(next_16 >> (16 - BITS)) as usize & (SIZE - 1)];
        if entry != 0 {
            return Some(((entry >> 8) as u8, u32::from(entry & 0xFF)));
        }
        self.look_up_long(next_16)
    }

    #[cold]
    #[inline(never)]
    fn look_up_long(&self, next_16: u32) -> Option<(u8, u32)> {
        let length = (BITS as usize + 1..=16).find(|&length| next_16 < self.limits[length])?;
        let at = (next_16 >> (16 - length)) as i32 + self.offsets[length];
        Some((*self.symbols.get(usize::try_from(at).ok()?)?, length as u32))
    }

    /// Takes one code from a filled window.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut BitCursor) -> Option<u8> {
        let (symbol, length) = self.look_up(bits.peek::<16>() as u32)?;
        bits.skip(length);
        Some(symbol)
    }

    /// Takes one AC code from a filled window: a run of zeros, and the size of the value behind it.
    #[inline(always)]
    pub(super) fn run_and_size(&self, bits: &mut BitCursor) -> Option<(u32, u32)> {
        self.symbol(bits).map(|symbol| (u32::from(symbol >> 4), u32::from(symbol & 15)))
    }

    /// Returns symbol and length of the code that `index` begins with, if it lies within the known bits.
    #[inline]
    fn within(&self, index: usize, n_known: u32) -> Option<(u8, u32)> {
        let entry = self.short[index & (SIZE - 1)];
        let length = u32::from(entry & 0xFF);
        (entry != 0 && length <= n_known).then_some(((entry >> 8) as u8, length))
    }
}

/// A table of bits, coefficients and values.
pub(super) type Values<const N: usize> = Box<[u32; N]>;
/// A table of bits and coefficients to skip.
pub(super) type SkipTable = Box<[u16; 1 << SKIP_BITS]>;

// Bits that tables are indexed by. The three tables take 24 KiB of a first-level cache of 32 KiB.
pub(super) const FIRST_BITS: u32 = 11;
pub(super) const VALUE_BITS: u32 = 11;
pub(super) const SKIP_BITS: u32 = 12;

/// Looks up the next bits.
#[inline(always)]
pub(super) fn first(table: &[u32; 1 << FIRST_BITS], bits: &BitCursor) -> u32 {
    table[bits.peek::<FIRST_BITS>() & ((1 << FIRST_BITS) - 1)]
}

#[inline(always)]
pub(super) fn value(table: &[u32; 1 << VALUE_BITS], bits: &BitCursor) -> u32 {
    table[bits.peek::<VALUE_BITS>() & ((1 << VALUE_BITS) - 1)]
}

#[inline(always)]
pub(super) fn skip(table: &[u16; 1 << SKIP_BITS], bits: &BitCursor) -> u32 {
    table[bits.peek::<SKIP_BITS>() & ((1 << SKIP_BITS) - 1)].into()
}

/// Whether an entry led to a valid number of coefficients.
#[inline(always)]
pub(super) fn is_valid(next: usize) -> bool {
    next & 64 == 0 || next == 64
}

/// Makes the table for the DC difference, and an end of block right behind it.
pub(super) fn first_table(dc: &Huffman, ac: &Huffman) -> Values<{ 1 << FIRST_BITS }> {
    table(|index| {
        let Some((size, length)) = dc.within(index, FIRST_BITS) else { return ESCAPE };
        let n_used = length + u32::from(size);
        if n_used > FIRST_BITS {
            return ESCAPE;
        }
        let value = extended(index, length, size);
        let end = end_of_block(ac, index, n_used, FIRST_BITS);
        value << 16 | (1 + if end.is_some() { END as u32 } else { 0 }) << 8 | end.unwrap_or(n_used)
    })
}

/// Makes the table for one AC coefficient, and an end of block right behind it.
pub(super) fn value_table(ac: &Huffman) -> Values<{ 1 << VALUE_BITS }> {
    table(|index| {
        let Some((symbol, length)) = ac.within(index, VALUE_BITS) else { return ESCAPE };
        let (run, size) = (u32::from(symbol >> 4), symbol & 15);
        let n_used = length + u32::from(size);
        match (run, size) {
            (0, 0) => (1 + END as u32) << 8 | length,
            (15, 0) => 16 << 8 | length,
            (_, 0) => ESCAPE,
            _ if n_used > VALUE_BITS => ESCAPE,
            _ => {
                let end = end_of_block(ac, index, n_used, VALUE_BITS);
                let passed = run + 1 + if end.is_some() { END as u32 } else { 0 };
                extended(index, length, size) << 16 | passed << 8 | end.unwrap_or(n_used)
            }
        }
    })
}

/// Makes the table that skips as many coefficients as the bits hold.
pub(super) fn skip_table(ac: &Huffman) -> SkipTable {
    table(|index| {
        let (mut passed, mut n_used) = (0, 0);
        while let Some((symbol, length)) = ac.within(index << n_used, SKIP_BITS - n_used) {
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            if (run, size) == (0, 0) {
                return ((passed + 1 + END as u32) << 8 | (n_used + length)) as u16;
            }
            if size == 0 && run != 15 || passed + run + 1 > 63 {
                break;
            }
            passed += run + 1;
            n_used += length + size;
            if n_used >= SKIP_BITS {
                break;
            }
        }
        (if n_used == 0 { ESCAPE } else { passed << 8 | n_used }) as u16
    })
}

/// Fills a table. `entry` gets the bits of an index at the top of [`BITS`].
fn table<T: Copy + Default, const N: usize>(entry: impl Fn(usize) -> T) -> Box<[T; N]> {
    let mut table = Box::new([T::default(); N]);
    for (index, place) in table.iter_mut().enumerate() {
        *place = entry(index * (SIZE / N));
    }
    table
}

/// Returns the bits used with the end of block that follows the first `n_used`; `None` if none follows.
fn end_of_block(ac: &Huffman, index: usize, n_used: u32, n_bits: u32) -> Option<u32> {
    match ac.within(index << n_used, n_bits - n_used) {
        Some((0, length)) => Some(n_used + length),
        _ => None,
    }
}

/// Returns the value whose `size` bits follow `length` bits of `index`, in the low 16 bits.
fn extended(index: usize, length: u32, size: u8) -> u32 {
    let size = u32::from(size);
    let bits = (index >> (BITS - length - size)) & ((1 << size) - 1);
    extend(bits as u32, size) as u32 & 0xFFFF
}

/// Returns the value of `size` bits (EXTEND in T.81): negative if the first is 0.
#[inline(always)]
pub(super) fn extend(bits: u32, size: u32) -> i32 {
    let is_negative = size > 0 && bits >> (size - 1) == 0;
    bits as i32 - if is_negative { (1 << size) - 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 → end, 10 → run 0 size 1, 110 → run 1 size 2, 1110 → run 15 size 0.
    fn code() -> HuffmanSpec {
        let mut counts = [0; 16];
        counts[..4].fill(1);
        HuffmanSpec { counts, symbols: vec![0x00, 0x01, 0x12, 0xF0] }
    }

    #[test]
    fn a_look_up_takes_several_codes_and_the_end() {
        let ac = Huffman::new(&code(), Role::Ac).unwrap();
        let walk = skip_table(&ac);
        // 10 1 · 110 01 · 0, and three bits of the next block.
        assert_eq!(walk[0b1011_1001_0111], (3 + 1 + 128) << 8 | 9);
        // 110 11 · 110 00 · 11: the last code is not all there.
        assert_eq!(walk[0b1101_1110_0011], 4 << 8 | 10);
        // Four runs of 16 would pass the limit of 63.
        assert_eq!(walk[0b1110_1110_1110], 48 << 8 | 12);
        assert_eq!(walk[0b1111_1111_1111], ESCAPE as u16);
        let values = value_table(&ac);
        assert_eq!(values[0b1101_0011_1111 >> (BITS - VALUE_BITS)], 2 << 16 | (2 + 128) << 8 | 6);
        assert_eq!(values[0b1001_0011_1111 >> (BITS - VALUE_BITS)], 0xFFFF << 16 | 1 << 8 | 3);
        assert_eq!(values[0], (1 + 128) << 8 | 1);
    }

    #[test]
    fn values_are_extended_as_the_standard_says() {
        for (bits, size, value) in [(0, 0, 0), (0, 1, -1), (1, 1, 1), (0, 3, -7), (3, 3, -4), (4, 3, 4), (7, 3, 7)] {
            assert_eq!(extend(bits, size), value);
        }
    }

    #[test]
    fn impossible_tables_are_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert!(Huffman::new(&HuffmanSpec { counts, symbols: vec![1, 2, 3] }, Role::Ac).is_err());
        assert!(Huffman::new(&code(), Role::Dc).is_err());
        let long = HuffmanSpec { counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], symbols: vec![7, 9] };
        let long = Huffman::new(&long, Role::Ac).unwrap();
        assert_eq!(long.look_up(1), Some((9, 16)));
        assert_eq!(long.look_up(2), None);
    }
}
