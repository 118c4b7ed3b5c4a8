//! Baseline and extended sequential scans: blocks are decoded, transformed and forgotten one after the other.
//!
//! At a reduced scale only the lowest coefficients get a value; the rest of a block is walked over by tables that pass
//! several codes at once, which is where nearly all the time goes.

use std::sync::Arc;

use super::super::error::Error;
use super::super::limits::Deadline;
use super::bits::Cursor;
use super::frame::Frame;
use super::huffman::{
    self, Code, END, FIRST_BITS, Huffman, Role, VALUE_BITS, Values, extend, first_table, is_right, value_table,
    walk_table,
};
use super::parser::{Parser, Scan};
use super::plane::Plane;
use super::scan::{Mcus, Walk, missing_table};
use super::transform::{CornerOf, Transform, fill};

/// Decodes a scan to planes; gives the byte where it ends, and the first damage.
pub(super) fn decode(
    parser: &Parser,
    frame: &Frame,
    scan: &Scan,
    planes: &mut [Plane],
    deadline: Deadline,
) -> Result<(usize, Option<Error>), Error> {
    let mut codes: Vec<(&Arc<Code>, &Arc<Code>, Codes)> = Vec::new();
    for part in &scan.components {
        let (Some(dc), Some(ac)) = (&part.dc, &part.ac) else { return Err(missing_table(scan)) };
        if !codes.iter().any(|known| Arc::ptr_eq(known.0, dc) && Arc::ptr_eq(known.1, ac)) {
            codes.push((dc, ac, Codes::new(Huffman::new(dc, Role::Dc)?, Huffman::new(ac, Role::Ac)?)));
        }
    }
    let is_alone = scan.components.len() == 1;
    let mut parts = Vec::new();
    for (index, plane) in planes.iter_mut().enumerate() {
        let Some(position) = scan.components.iter().position(|part| part.index == index) else { continue };
        let (Some(part), Some(component)) = (scan.components.get(position), frame.components.get(index)) else {
            continue;
        };
        let is_known = |known: &&(&Arc<Code>, &Arc<Code>, Codes)| {
            part.dc.as_ref().is_some_and(|dc| Arc::ptr_eq(known.0, dc))
                && part.ac.as_ref().is_some_and(|ac| Arc::ptr_eq(known.1, ac))
        };
        let (Some(steps), Some((_, _, codes))) = (&part.quantisation, codes.iter().find(is_known)) else {
            return Err(missing_table(scan));
        };
        let (h, v) = if is_alone { (1, 1) } else { (component.h, component.v) };
        let transform = Transform::new(plane.scale, steps);
        parts.push((position, Part { codes, transform, plane, h, v, prediction: 0 }));
    }
    parts.sort_by_key(|(position, _)| *position);
    let parts = parts.into_iter().map(|(_, part)| part).collect();
    Walk { bytes: parser.bytes, frame, scan, deadline }.run(&mut Sequential { parts })
}

/// The codes of one component of a scan.
struct Codes {
    dc: Huffman,
    ac: Huffman,
    first: Values<{ 1 << FIRST_BITS }>,
    values: Values<{ 1 << VALUE_BITS }>,
    walk: huffman::Walk,
}

impl Codes {
    /// Makes the look-up tables.
    fn new(dc: Huffman, ac: Huffman) -> Self {
        let (first, values, walk) = (first_table(&dc, &ac), value_table(&ac), walk_table(&ac));
        Self { dc, ac, first, values, walk }
    }
}

/// One component's part in a scan.
struct Part<'a> {
    codes: &'a Codes,
    transform: Transform,
    plane: &'a mut Plane,
    /// Blocks in an MCU, across and down.
    h: usize,
    v: usize,
    /// The DC coefficient of the block before.
    prediction: i32,
}

/// Decodes the MCUs of a sequential scan.
struct Sequential<'a> {
    parts: Vec<Part<'a>>,
}

impl Mcus for Sequential<'_> {
    #[inline(always)]
    fn decode(&mut self, bits: &mut Cursor, x: usize, y: usize) -> bool {
        self.parts.iter_mut().all(|part| part.decode(bits, x, y))
    }

    fn restart(&mut self) {
        self.parts.iter_mut().for_each(|part| part.prediction = 0);
    }
}

impl Part<'_> {
    #[inline(always)]
    fn decode(&mut self, bits: &mut Cursor, x: usize, y: usize) -> bool {
        for row in y * self.v..(y + 1) * self.v {
            for column in x * self.h..(x + 1) * self.h {
                let done = match self.plane.scale {
                    1 => self.block::<1, 2>(bits, column, row),
                    2 => self.block::<2, 8>(bits, column, row),
                    3 => self.block::<3, 16>(bits, column, row),
                    4 => self.block::<4, 32>(bits, column, row),
                    6 => self.block::<6, 64>(bits, column, row),
                    _ => self.block::<8, 128>(bits, column, row),
                };
                if done.is_none() {
                    return false;
                }
            }
        }
        true
    }

    #[inline(never)]
    fn block<const N: usize, const ROOM: usize>(&mut self, cursor: &mut Cursor, x: usize, y: usize) -> Option<()> {
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
        // Room for one place behind the last; a power of two, so that a mask proves the bounds.
        let mut coefficients = [0i16; ROOM];
        let place = |k: usize| usize::from(CornerOf::<N>::CORNER.places[k & 127]) & (ROOM - 1);
        coefficients[0] = self.prediction as i16;
        let corner = &CornerOf::<N>::CORNER;
        // Two look-ups to a refill: the longest take 10 + 10 bits and leave enough for one code and its value, or
        // 27 + 27 bits in the walk.
        while k < corner.end {
            let found = huffman::value(&codes.values, &bits);
            let next = k + (found >> 8 & 0xFF) as usize;
            if is_right(next) {
                bits.skip(found);
                coefficients[place(next - 1)] = (found >> 16) as i16;
                k = next;
            } else {
                let (at, value);
                (at, value, k, bits) = codes.coefficient(bits, k)?;
                coefficients[place(at)] = value;
            }
            if k >= corner.end {
                break;
            }
            bits.refill();
            let found = huffman::value(&codes.values, &bits);
            let next = k + (found >> 8 & 0xFF) as usize;
            if is_right(next) {
                bits.skip(found);
                coefficients[place(next - 1)] = (found >> 16) as i16;
                k = next;
            } else {
                let (at, value);
                (at, value, k, bits) = codes.coefficient(bits, k)?;
                coefficients[place(at)] = value;
            }
        }
        while k < 64 {
            bits.refill();
            let found = huffman::walk(&codes.walk, &bits);
            let next = k + (found >> 8) as usize;
            if is_right(next) {
                bits.skip(found);
                k = next;
            } else {
                (_, _, k, bits) = codes.coefficient(bits, k)?;
            }
            if k >= 64 {
                break;
            }
            let found = huffman::walk(&codes.walk, &bits);
            let next = k + (found >> 8) as usize;
            if is_right(next) {
                bits.skip(found);
                k = next;
            } else {
                bits.refill();
                (_, _, k, bits) = codes.coefficient(bits, k)?;
            }
        }
        *cursor = bits;
        let (scale, stride) = (self.plane.scale, self.plane.stride);
        debug_assert_eq!(scale, N);
        let out = self.plane.block(x, y);
        // Below 3, the transform costs less than a branch that cannot be foreseen.
        if N > 2 && k == 1 + END {
            fill::<N>(self.transform.flat(coefficients[0]), out, stride);
        } else {
            self.transform.apply::<N>(&coefficients, out, stride);
        }
        Some(())
    }
}

impl Codes {
    /// Decodes a DC difference without the look-up of values.
    #[cold]
    #[inline(never)]
    fn difference<'b>(&self, mut bits: Cursor<'b>) -> Option<(i32, Cursor<'b>)> {
        let size = u32::from(self.dc.symbol(&mut bits)?);
        bits.refill();
        Some((extend(bits.take(size), size), bits))
    }

    /// Decodes one code at coefficient `k`: which coefficient it is for, its value, and the next `k`.
    #[cold]
    #[inline(never)]
    fn coefficient<'b>(&self, mut bits: Cursor<'b>, k: usize) -> Option<(usize, i16, usize, Cursor<'b>)> {
        // A look-up before may have left too few bits for the longest code and value, 16 and 15.
        bits.refill();
        let (run, size) = self.ac.run_and_size(&mut bits)?;
        let run = run as usize;
        bits.refill();
        match (run, size) {
            // As libjpeg: a run of 16 may end behind the block, and any other run of nothing ends it.
            (15, 0) => Some((64, 0, (k + 16).min(64), bits)),
            (_, 0) => Some((64, 0, END, bits)),
            _ if k + run > 63 => None,
            _ => Some((k + run, extend(bits.take(size), size) as i16, k + run + 1, bits)),
        }
    }
}
