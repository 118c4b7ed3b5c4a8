//! The loop in which nearly all time of inflating is spent.
//!
//! It runs while the piece of input has eight more bytes and the window has room for whatever one turn can make, so that
//! a turn asks nothing of either. A turn fills the bit buffer (56 bits at least), takes up to four entries of literals
//! (11 bits each), and one match (at most 20 + 28 bits, after another fill).

use super::table::{
    self, DISTANCE_BITS, DISTANCE_SIZE, END_BASE, EXCEPTION, FURTHER, LITERAL_BITS, LITERAL_SIZE, LITERALS,
};
use super::{CORRUPT_CODE, CORRUPT_DISTANCE, InflateError, Inflater, LONGEST_MATCH, SLACK, State};

/// The most bytes that one turn makes.
const TURN: usize = 8 + LONGEST_MATCH;

impl<I> Inflater<'_, I> {
    /// Decodes symbols until the piece, the window or the block comes to its end.
    pub(super) fn fast(&mut self) -> Result<(), InflateError> {
        let window = self.window.as_mut_slice();
        let end = (window.len() - SLACK).saturating_sub(TURN);
        let tables = &*self.tables;
        let piece = self.bits.piece;
        let (mut buffer, mut n, mut at, mut made) = (self.bits.buffer, self.bits.n, self.bits.at, self.made);
        let mut result = Ok(());
        // `n` is right in its lowest six bits only: whole entries are subtracted from it.
        macro_rules! fill {
            () => {
                let Some(bytes) = piece.get(at..).and_then(|rest| rest.first_chunk()) else { break };
                buffer |= u64::from_le_bytes(*bytes).wrapping_shl(n);
                at += (63 - (n & 63) as usize) >> 3;
                n |= 56;
            };
        }
        macro_rules! look_up {
            () => {
                tables.literals[buffer as usize & ((1 << LITERAL_BITS) - 1)]
            };
        }
        macro_rules! drop {
            ($entry:ident) => {
                buffer = buffer.wrapping_shr($entry);
                n = n.wrapping_sub($entry);
            };
        }
        macro_rules! put {
            ($entry:ident) => {
                if let Some(to) = window.get_mut(made..made + 2) {
                    to.copy_from_slice(&(($entry >> 16) as u16).to_le_bytes());
                }
                made += table::n_literals($entry);
                drop!($entry);
            };
        }
        while made < end {
            fill!();
            let mut entry = look_up!();
            if entry & LITERALS != 0 {
                put!(entry);
                entry = look_up!();
                if entry & LITERALS != 0 {
                    put!(entry);
                    entry = look_up!();
                    if entry & LITERALS != 0 {
                        put!(entry);
                        entry = look_up!();
                        if entry & LITERALS != 0 {
                            put!(entry);
                            continue;
                        }
                    }
                }
                fill!();
            }
            if entry & EXCEPTION != 0 {
                if entry & FURTHER != 0 {
                    entry = tables.literals[table::second(entry, buffer, LITERAL_BITS) & (LITERAL_SIZE - 1)];
                }
                if entry & LITERALS != 0 {
                    put!(entry);
                    continue;
                }
                if entry & EXCEPTION != 0 {
                    if entry & END_BASE == 0 {
                        result = Err(CORRUPT_CODE);
                    } else {
                        drop!(entry);
                        self.state = State::BlockHeader;
                    }
                    break;
                }
            }
            let length = value(entry, buffer);
            drop!(entry);
            let mut entry = tables.distances[buffer as usize & ((1 << DISTANCE_BITS) - 1)];
            if entry & EXCEPTION != 0 {
                if entry & FURTHER != 0 {
                    entry = tables.distances[table::second(entry, buffer, DISTANCE_BITS) & (DISTANCE_SIZE - 1)];
                }
                if entry & EXCEPTION != 0 {
                    result = Err(CORRUPT_CODE);
                    break;
                }
            }
            let distance = value(entry, buffer);
            drop!(entry);
            if distance > made {
                result = Err(CORRUPT_DISTANCE);
                break;
            }
            copy_match(window, made, distance, length);
            made += length;
        }
        n &= 63;
        (self.bits.buffer, self.bits.n, self.bits.at, self.made) = (buffer, n, at, made);
        result
    }
}

/// A length or distance: its base and the extra bits that follow its code.
#[inline(always)]
pub(super) fn value(entry: u32, buffer: u64) -> usize {
    let extra = (buffer & (1u64.wrapping_shl(entry)).wrapping_sub(1)) >> table::code_bits(entry);
    (entry >> 16) as usize + extra as usize
}

/// For distances under 8: which bytes of a word are the pattern, what repeats it, and by how much a word of it moves on.
const PATTERNS: [(u64, u64, usize); 8] = [
    (0, 0, 8),
    (0xFF, 0x0101_0101_0101_0101, 8),
    (0xFFFF, 0x0001_0001_0001_0001, 8),
    (0xFF_FFFF, 0x0001_0000_0100_0001, 6),
    (0xFFFF_FFFF, 0x0000_0001_0000_0001, 8),
    (0xFF_FFFF_FFFF, 0x0000_0100_0000_0001, 5),
    (0xFFFF_FFFF_FFFF, 0x0001_0000_0000_0001, 6),
    (0xFF_FFFF_FFFF_FFFF, 0x0100_0000_0000_0001, 7),
];

/// Copies a match, and up to 31 bytes of anything after it.
#[inline(always)]
pub(super) fn copy_match(window: &mut [u8], at: usize, distance: usize, length: usize) {
    // One slice from the first byte that is read, so that little is left to check within it.
    let Some(region) = window.get_mut(at - distance..at + length + 32) else { return };
    if distance >= 16 {
        copy::<16>(region, 0, distance);
        copy::<16>(region, 16, distance + 16);
        if length > 32 {
            if distance >= length {
                region.copy_within(32..length, distance + 32);
            } else {
                (32..length).step_by(16).for_each(|n| copy::<16>(region, n, distance + n));
            }
        }
    } else if distance >= 8 {
        (0..length).step_by(8).for_each(|n| copy::<8>(region, n, distance + n));
    } else {
        // Reading back what was just written would stall: the pattern is kept at hand.
        let (mask, times, step) = PATTERNS[distance & 7];
        let word = region.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
        let pattern = (word & mask).wrapping_mul(times).to_le_bytes();
        let Some(mut rest) = region.get_mut(distance..) else { return };
        while rest.len() > 32 {
            let Some(place) = rest.first_chunk_mut() else { return };
            *place = pattern;
            rest = rest.get_mut(step..).unwrap_or_default();
        }
    }
}

#[inline(always)]
fn copy<const N: usize>(region: &mut [u8], from: usize, to: usize) {
    let bytes: Option<[u8; N]> = region.get(from..).and_then(|rest| rest.first_chunk()).copied();
    if let (Some(bytes), Some(place)) = (bytes, region.get_mut(to..).and_then(|rest| rest.first_chunk_mut())) {
        *place = bytes;
    }
}
