//! Refinement scans: one more bit of AC coefficients (T.81, G.1.2.3).
//!
//! A code gives a run of coefficients that were zero so far, and the sign of the next. Coefficients within the run that
//! were not zero have a correction bit each. A 64-bit mask a block tells which they are: a run is a search for a bit, and
//! correction bits of unwanted coefficients are counted and skipped.

use super::bits::BitCursor;
use super::coefficients::{CoefficientPlane, band};
use super::huffman::Huffman;
use super::scan::McuDecoder;

/// Decodes a refinement scan.
pub(super) struct Refinement<'a> {
    pub(super) layer: &'a mut CoefficientPlane,
    pub(super) code: Huffman,
    pub(super) band: (usize, usize),
    pub(super) low: u32,
    /// Blocks to come without new coefficients in this band (EOBRUN).
    pub(super) run: u32,
}

impl McuDecoder for Refinement<'_> {
    #[inline(always)]
    fn decode(&mut self, bits: &mut BitCursor, x: usize, y: usize) -> bool {
        self.block(bits, y * self.layer.stride + x).is_some()
    }

    fn restart(&mut self) {
        self.run = 0;
    }
}

impl Refinement<'_> {
    #[inline]
    fn block(&mut self, cursor: &mut BitCursor, at: usize) -> Option<()> {
        let mut bits = *cursor;
        let band = band(self.band);
        let mut mask = *self.layer.masks.get(at)?;
        let mut k = self.band.0;
        if self.run == 0 {
            while k <= self.band.1 {
                bits.refill();
                let (run, size) = self.code.run_and_size(&mut bits)?;
                let value = match (run, size) {
                    (15, 0) => 0,
                    (run, 0) => {
                        self.run = (1 << run) + bits.take(run);
                        break;
                    }
                    _ if bits.take(1) == 1 => 1,
                    _ => -1,
                };
                let from_k = u64::MAX << k & band;
                let mut zeros = !mask & from_k;
                for _ in 0..run {
                    zeros &= zeros.wrapping_sub(1);
                }
                let place = if zeros == 0 { 64 } else { zeros.trailing_zeros() as usize };
                self.correct(&mut bits, at, mask & from_k & !(u64::MAX.checked_shl(place as u32).unwrap_or(0)));
                k = place + 1;
                if value != 0 {
                    if place == 64 {
                        return None;
                    }
                    mask |= 1 << place;
                    let kept = usize::from(self.layer.corner.places[place]);
                    let first = at * self.layer.n_kept;
                    let block = self.layer.coefficients.get_mut(first..first + self.layer.n_kept)?;
                    if let Some(coefficient) = block.get_mut(kept) {
                        *coefficient = value << self.low;
                    }
                }
            }
            if let Some(known) = self.layer.masks.get_mut(at) {
                *known = mask;
            }
        }
        if self.run > 0 {
            self.run -= 1;
            if k <= self.band.1 {
                self.correct(&mut bits, at, mask & u64::MAX << k & band);
            }
        }
        *cursor = bits;
        Some(())
    }

    /// Takes the correction bits of the coefficients in a mask.
    #[inline(always)]
    fn correct(&mut self, bits: &mut BitCursor, at: usize, mut mask: u64) {
        if mask == 0 {
            return;
        }
        let (end, low) = (self.layer.corner.end, self.low);
        let n_kept = self.layer.n_kept;
        let Some(block) = self.layer.coefficients.get_mut(at * n_kept..(at + 1) * n_kept) else { return };
        while mask != 0 {
            let place = mask.trailing_zeros() as usize;
            if place >= end {
                return bits.skip_many(mask.count_ones());
            }
            mask &= mask - 1;
            bits.refill();
            let bit = bits.take(1) as i16;
            if let Some(coefficient) = block.get_mut(usize::from(self.layer.corner.places[place])) {
                // Away from zero, and only once if the scan is repeated.
                if *coefficient & 1 << low == 0 {
                    *coefficient += if *coefficient >= 0 { bit << low } else { -(bit << low) };
                }
            }
        }
    }
}
