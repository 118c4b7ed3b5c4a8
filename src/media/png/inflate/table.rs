//! Huffman codes of deflate as tables that a few bits of input index.
//!
//! ```text
//! entry   31 … 16              15          14           13 12        11 … 8         7 … 0
//!         literals (1st low)   end/invalid  look further  n literals   bits of code   bits to consume
//!         | base of a length or distance (its extra bits are counted in "bits to consume")
//!         | start of the second table, whose width is in "bits to consume"
//! ```
//! A code longer than the first table's width leads to a second table behind it in the same array. Where two literals
//! fit into the first table's width, one entry gives both: filtered pixels are mostly runs of short literals.

/// Bits of the first table for literals and lengths. 11 keeps it at 8 KB, a quarter of a small first-level cache.
pub(super) const LITERAL_BITS: u32 = 11;
/// Bits of the first table for distances.
pub(super) const DISTANCE_BITS: u32 = 8;
/// A power of two that holds the first table and all second ones (no more than 2,342 and 402 entries are ever used),
/// so that a masked index needs no bounds check.
pub(super) const LITERAL_SIZE: usize = 4096;
pub(super) const DISTANCE_SIZE: usize = 512;

/// The entry is one or two literals.
pub(super) const LITERALS: u32 = 3 << 12;
/// The entry leads to a second table.
pub(super) const FURTHER: u32 = 1 << 14;
/// The block ends here, or (without [`END_BASE`]) the code is not used.
pub(super) const STOP: u32 = 1 << 15;
/// With [`STOP`]: the end of the block.
pub(super) const END_BASE: u32 = 1 << 16;
/// Neither literal nor length nor distance.
pub(super) const EXCEPTION: u32 = FURTHER | STOP;

const LONGEST: usize = 15;
const ONE_LITERAL: u32 = 1 << 12;
const TWO_LITERALS: u32 = 2 << 12;

/// The number of literals in an entry.
pub(super) fn n_literals(entry: u32) -> usize {
    (entry >> 12 & 3) as usize
}

/// Bits of the code alone, without the extra bits.
pub(super) fn code_bits(entry: u32) -> u32 {
    entry >> 8 & 15
}

/// Where an entry's second table says to look, for these bits of input.
pub(super) fn second(entry: u32, bits: u64, first_bits: u32) -> usize {
    let width = entry & 15;
    (entry >> 16) as usize + ((bits >> first_bits) as usize & ((1 << width) - 1))
}

/// What a length or distance symbol stands for: base and extra bits.
type Meaning = (u16, u8);

const LENGTHS: [Meaning; 29] = {
    let mut lengths = [(0, 0); 29];
    let (mut n, mut base) = (0, 3);
    while n < 28 {
        let extra = if n < 8 { 0 } else { n as u8 / 4 - 1 };
        lengths[n] = (base, extra);
        base += 1 << extra;
        n += 1;
    }
    lengths[28] = (258, 0);
    lengths
};

const DISTANCES: [Meaning; 30] = {
    let mut distances = [(0, 0); 30];
    let (mut n, mut base) = (0, 1u16);
    while n < 30 {
        let extra = if n < 4 { 0 } else { n as u8 / 2 - 1 };
        distances[n] = (base, extra);
        base = base.wrapping_add(1 << extra);
        n += 1;
    }
    distances
};

/// The entry of a literal or length symbol, without the bits of its code.
fn literal_entry(symbol: usize) -> u32 {
    match symbol {
        0..256 => ONE_LITERAL | (symbol as u32) << 16,
        256 => STOP | END_BASE,
        _ => LENGTHS.get(symbol - 257).map_or(STOP, meaning_entry),
    }
}

fn distance_entry(symbol: usize) -> u32 {
    DISTANCES.get(symbol).map_or(STOP, meaning_entry)
}

fn meaning_entry(&(base, extra): &Meaning) -> u32 {
    u32::from(base) << 16 | u32::from(extra)
}

/// Fills the table of literals and lengths; false if the lengths are no code.
pub(super) fn build_literals(lengths: &[u8], table: &mut [u32; LITERAL_SIZE]) -> bool {
    if !build(lengths, LITERAL_BITS, literal_entry, table) {
        return false;
    }
    let shortest = lengths.iter().take(256).filter(|&&length| length > 0).min();
    if shortest.is_some_and(|&shortest| u32::from(shortest) * 2 <= LITERAL_BITS) {
        pair_literals(table);
    }
    true
}

/// Fills the table of distances; false if the lengths are no code.
pub(super) fn build_distances(lengths: &[u8], table: &mut [u32; DISTANCE_SIZE]) -> bool {
    build(lengths, DISTANCE_BITS, distance_entry, table)
}

/// Fills the table, seven bits wide, of the code in which the code lengths are written.
pub(super) fn build_lengths(lengths: &[u8; 19], table: &mut [u32; 128]) -> bool {
    build(lengths, 7, |symbol| (symbol as u32) << 16, table)
}

/// Makes entries of two literals. From the end, so that what an entry looks up is still a single one.
fn pair_literals(table: &mut [u32; LITERAL_SIZE]) {
    for n in (0..1usize << LITERAL_BITS).rev() {
        let first = table[n];
        let then = table[n >> (first & 15)];
        let both = (first & 0xFF) + (then & 0xFF);
        let pair = TWO_LITERALS | both | (first & 0xFF_0000) | (then & 0xFF_0000) << 8;
        let is_pair = (first & then & ONE_LITERAL != 0) & (both <= LITERAL_BITS);
        // Chosen without a branch: which it is, is as good as chance.
        table[n] = std::hint::select_unpredictable(is_pair, pair, first);
    }
}

/// Fills a table for the canonical code with these lengths (RFC 1951, 3.2.2). Codes that are over-full are refused;
/// incomplete ones only if they have more than one symbol, as zlib does: their unused entries are [`STOP`].
fn build(lengths: &[u8], first_bits: u32, entry_of: impl Fn(usize) -> u32, table: &mut [u32]) -> bool {
    let mut counts = [0u16; LONGEST + 1];
    for &length in lengths {
        counts[usize::from(length & 15)] += 1;
    }
    let n_used = lengths.len() - usize::from(counts[0]);
    counts[0] = 0;
    // Symbols in the order of their codes.
    let mut starts = [0u16; LONGEST + 2];
    let mut room = 1i32;
    for length in 1..=LONGEST {
        starts[length + 1] = starts[length] + counts[length];
        room = room * 2 - i32::from(counts[length]);
        if room < 0 {
            return false;
        }
    }
    if room > 0 && (n_used > 1 || counts[1] != n_used as u16) {
        return false;
    }
    let mut sorted = [0u16; 288];
    for (symbol, &length) in lengths.iter().enumerate() {
        if length > 0 {
            let at = &mut starts[usize::from(length & 15)];
            if let Some(place) = sorted.get_mut(usize::from(*at)) {
                *place = symbol as u16;
            }
            *at += 1;
        }
    }
    let first_size = 1usize << first_bits;
    if room > 0 {
        table.iter_mut().take(first_size).for_each(|entry| *entry = STOP);
    }
    let mut symbols = sorted.iter().take(n_used).map(|&symbol| usize::from(symbol));
    // Codes up to the first table's width: the part filled so far is doubled with each bit of length.
    let mut code = 0usize;
    let mut filled = 1usize;
    for length in 1..=first_bits as usize {
        table.copy_within(0..filled, filled);
        filled *= 2;
        for symbol in symbols.by_ref().take(usize::from(counts[length])) {
            let entry = entry_of(symbol);
            table[reversed(code, length)] = entry + (length as u32) + ((length as u32) << 8);
            code += 1;
        }
        code <<= 1;
    }
    fill_second(&counts, code, first_bits as usize, symbols, entry_of, table);
    true
}

/// Fills the second tables, for codes longer than `first_bits`. `code` is the first of them, at `first_bits + 1`.
fn fill_second(
    counts: &[u16; LONGEST + 1],
    mut code: usize,
    first_bits: usize,
    mut symbols: impl Iterator<Item = usize>,
    entry_of: impl Fn(usize) -> u32,
    table: &mut [u32],
) {
    let first_size = 1 << first_bits;
    let mut end = first_size;
    let mut current = usize::MAX;
    let mut start = 0;
    for length in first_bits + 1..=LONGEST {
        for n in 0..usize::from(counts[length]) {
            let Some(symbol) = symbols.next() else { return };
            let reversed = reversed(code, length);
            let prefix = reversed & (first_size - 1);
            if prefix != current {
                current = prefix;
                start = end;
                let mut width = length - first_bits;
                // Wide enough for the codes that are left under this prefix.
                let mut room = (1i32 << width) - (i32::from(counts[length]) - n as i32);
                while room > 0 && first_bits + width < LONGEST {
                    width += 1;
                    room = room * 2 - i32::from(counts[first_bits + width]);
                }
                end = start + (1 << width);
                table[prefix] = FURTHER | (start as u32) << 16 | width as u32;
            }
            let entry = entry_of(symbol) + length as u32 + ((length as u32) << 8);
            let mut at = start + (reversed >> first_bits);
            while at < end {
                table[at] = entry;
                at += 1 << (length - first_bits);
            }
            code += 1;
        }
        code <<= 1;
    }
}

/// A code of this many bits, its first bit lowest, as input delivers it.
fn reversed(code: usize, length: usize) -> usize {
    usize::from((code as u16).reverse_bits()) >> (16 - length)
}
