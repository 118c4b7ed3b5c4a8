//! Baseline and extended sequential scans: a row of MCUs is decoded and transformed at a time.
//!
//! At a reduced scale only the lowest coefficients are decoded. The rest of a block is skipped by tables that take several
//! codes at once, where nearly all the time goes. (One loop over all blocks of an MCU that computes which table comes next,
//! instead of branching, was slower: it needs too many registers.)

use std::sync::Arc;

use super::super::error::Error;
use super::super::limits::Deadline;
use super::bits::BitCursor;
use super::component_plane::ComponentPlane;
use super::frame_header::FrameHeader;
use super::huffman::{
    self, END, FIRST_BITS, Huffman, HuffmanSpec, Role, VALUE_BITS, Values, extend, first_table, is_valid, skip_table,
    value_table,
};
use super::idct::{CornerOf, InverseDct};
use super::parser::{Parser, ScanHeader};
use super::scan::{self, McuDecoder, ScanPart, ScanWalk, missing_table};

/// Decodes a scan to planes; returns the position where it ends, and the first damage.
pub(super) fn decode(
    parser: &Parser,
    frame: &FrameHeader,
    scan: &ScanHeader,
    planes: &mut [ComponentPlane],
    deadline: Deadline,
) -> Result<(usize, Option<Error>), Error> {
    let mut codes: Vec<(&Arc<HuffmanSpec>, &Arc<HuffmanSpec>, CodeTables)> = Vec::new();
    for part in &scan.components {
        let (Some(dc), Some(ac)) = (&part.dc, &part.ac) else { return Err(missing_table(scan)) };
        if !codes.iter().any(|known| Arc::ptr_eq(known.0, dc) && Arc::ptr_eq(known.1, ac)) {
            codes.push((dc, ac, CodeTables::new(Huffman::new(dc, Role::Dc)?, Huffman::new(ac, Role::Ac)?)));
        }
    }
    let mut parts = Vec::new();
    for ScanPart { tables, component, target: plane, h, v } in scan::parts(frame, scan, planes) {
        let is_known = |known: &&(&Arc<HuffmanSpec>, &Arc<HuffmanSpec>, CodeTables)| {
            tables.dc.as_ref().is_some_and(|dc| Arc::ptr_eq(known.0, dc))
                && tables.ac.as_ref().is_some_and(|ac| Arc::ptr_eq(known.1, ac))
        };
        let (Some(steps), Some((_, _, codes))) = (&tables.quantisation, codes.iter().find(is_known)) else {
            return Err(missing_table(scan));
        };
        let transform = InverseDct::new(plane.scale, steps);
        let across = frame.padded_blocks(component).0;
        let row = vec![0; across * v * room(plane.scale)];
        parts.push(ComponentDecoder { codes, transform, plane, h, v, across, row, prediction: 0 });
    }
    ScanWalk { bytes: parser.bytes, frame, scan, deadline }.run(&mut Sequential { parts })
}

/// The codes of a component, with look-up tables.
struct CodeTables {
    dc: Huffman,
    ac: Huffman,
    first: Values<{ 1 << FIRST_BITS }>,
    values: Values<{ 1 << VALUE_BITS }>,
    skip: huffman::SkipTable,
}

impl CodeTables {
    fn new(dc: Huffman, ac: Huffman) -> Self {
        let (first, values, skip) = (first_table(&dc, &ac), value_table(&ac), skip_table(&ac));
        Self { dc, ac, first, values, skip }
    }
}

/// Decodes a component of a scan.
struct ComponentDecoder<'a> {
    codes: &'a CodeTables,
    transform: InverseDct,
    plane: &'a mut ComponentPlane,
    /// Blocks in an MCU, across and down.
    h: usize,
    v: usize,
    /// Blocks in a row.
    across: usize,
    /// The coefficients of one row of MCUs, [`room`] for each block.
    row: Vec<i16>,
    /// The DC coefficient of the block before.
    prediction: i32,
}

/// Decodes the MCUs of a sequential scan.
struct Sequential<'a> {
    parts: Vec<ComponentDecoder<'a>>,
}

impl McuDecoder for Sequential<'_> {
    #[inline(always)]
    fn decode(&mut self, bits: &mut BitCursor, x: usize, _y: usize) -> bool {
        self.parts.iter_mut().all(|part| part.decode(bits, x))
    }

    fn restart(&mut self) {
        self.parts.iter_mut().for_each(|part| part.prediction = 0);
    }

    fn end_row(&mut self, y: usize) {
        self.parts.iter_mut().for_each(|part| part.end_row(y));
    }
}

impl ComponentDecoder<'_> {
    #[inline(always)]
    fn decode(&mut self, bits: &mut BitCursor, x: usize) -> bool {
        for row in 0..self.v {
            for column in x * self.h..(x + 1) * self.h {
                let done = match self.plane.scale {
                    1 => self.block::<1>(bits, column, row),
                    2 => self.block::<2>(bits, column, row),
                    3 => self.block::<3>(bits, column, row),
                    4 => self.block::<4>(bits, column, row),
                    6 => self.block::<6>(bits, column, row),
                    _ => self.block::<8>(bits, column, row),
                };
                if done.is_none() {
                    return false;
                }
            }
        }
        true
    }

    #[inline(never)]
    fn block<const N: usize>(&mut self, cursor: &mut BitCursor, x: usize, y: usize) -> Option<()> {
        let codes = self.codes;
        let mut bits = *cursor;
        bits.refill();
        let found = huffman::first(&codes.first, &bits);
        let (difference, mut k) = match found >> 8 & 0xFF {
            64 => {
                let difference;
                (difference, bits) = codes.difference(bits)?;
                (difference, 1)
            }
            passed => {
                bits.skip(found);
                (found as i32 >> 16, passed as usize)
            }
        };
        self.prediction = self.prediction.wrapping_add(difference);
        let corner = &CornerOf::<N>::CORNER;
        // In small blocks equal coefficients lie together, so that several blocks are transformed at a time.
        let (first, step) =
            if N <= 2 { (y * self.across * room(N) + x, self.across) } else { ((y * self.across + x) * room(N), 1) };
        let row = self.row.get_mut(first..)?;
        let mut put = |k: usize, value: i16| {
            if let Some(coefficient) = row.get_mut(usize::from(corner.places[k & 127]) * step) {
                *coefficient = value;
            }
        };
        put(0, self.prediction as i16);
        macro_rules! take_kept {
            () => {
                let found = huffman::value(&codes.values, &bits);
                let next = k + (found >> 8 & 0xFF) as usize;
                if is_valid(next) {
                    bits.skip(found);
                    put(next - 1, (found >> 16) as i16);
                    k = next;
                } else {
                    let (at, value);
                    (at, value, k, bits) = codes.coefficient(bits, k)?;
                    put(at, value);
                }
            };
        }
        macro_rules! pass_over {
            () => {
                let found = huffman::skip(&codes.skip, &bits);
                let next = k + (found >> 8) as usize;
                if is_valid(next) {
                    bits.skip(found);
                    k = next;
                } else {
                    bits.refill();
                    (_, _, k, bits) = codes.coefficient(bits, k)?;
                }
            };
        }
        // Two look-ups to a refill: the longest take 10 + 10 bits and leave enough for a code and its value, or 27 + 27
        // bits when skipping.
        while k < corner.end {
            take_kept!();
            if k >= corner.end {
                break;
            }
            bits.refill();
            take_kept!();
        }
        while k < 64 {
            bits.refill();
            pass_over!();
            if k >= 64 {
                break;
            }
            pass_over!();
        }
        *cursor = bits;
        Some(())
    }

    /// Transforms the row's blocks to row `y` of the plane's MCUs, and clears them.
    fn end_row(&mut self, y: usize) {
        let (scale, stride) = (self.plane.scale, self.plane.stride);
        for (v, row) in self.row.chunks_exact_mut(self.across * room(scale)).enumerate() {
            let out = self.plane.block(0, y * self.v + v);
            if scale <= 2 {
                self.transform.apply_row(scale, row, out, stride);
            } else {
                for (x, block) in row.chunks_exact(room(scale)).enumerate() {
                    self.transform.apply(scale, block, out.get_mut(x * scale..).unwrap_or_default(), stride);
                }
            }
            row.fill(0);
        }
    }
}

/// Returns the places for a block's coefficients: one each for those kept, and one for all others.
fn room(scale: usize) -> usize {
    scale * scale + 1
}

impl CodeTables {
    /// Decodes a DC difference without the table of values.
    #[cold]
    #[inline(never)]
    fn difference<'b>(&self, mut bits: BitCursor<'b>) -> Option<(i32, BitCursor<'b>)> {
        let size = u32::from(self.dc.symbol(&mut bits)?);
        bits.refill();
        Some((extend(bits.take(size), size), bits))
    }

    /// Decodes the code at coefficient `k`; returns the coefficient it is for, its value, and the next `k`.
    #[cold]
    #[inline(never)]
    fn coefficient<'b>(&self, mut bits: BitCursor<'b>, k: usize) -> Option<(usize, i16, usize, BitCursor<'b>)> {
        let (run, size) = self.ac.run_and_size(&mut bits)?;
        let run = run as usize;
        bits.refill();
        match (run, size) {
            // As libjpeg: a run of 16 may end behind the block, any other run without a value ends it.
            (15, 0) => Some((k, 0, (k + 16).min(64), bits)),
            (_, 0) => Some((k, 0, END, bits)),
            _ if k + run > 63 => None,
            _ => Some((k + run, extend(bits.take(size), size) as i16, k + run + 1, bits)),
        }
    }
}
