//! The walk over the MCUs of a scan: restart intervals, the deadline, damage.
//!
//! [`ScanWalk::run`] calls a decoder for each MCU in order. After an MCU that cannot be decoded the rest of its restart
//! interval stays as it was (grey); the first such place is the file's damage. As in libjpeg, a restart marker that is one
//! or two ahead means lost intervals, any other wrong one is skipped.

use super::super::error::Error;
use super::super::limits::Deadline;
use super::bits::{BitCursor, Bits};
use super::frame_header::{Component, FrameHeader};
use super::marker::RST0;
use super::parser::{ScanComponent, ScanHeader};

/// Decodes the MCUs of a scan.
pub(super) trait McuDecoder {
    /// Decodes the next MCU; returns whether it is valid.
    fn decode(&mut self, bits: &mut BitCursor, x: usize, y: usize) -> bool;
    /// Resets the predictions at the start of a restart interval.
    fn restart(&mut self);
    /// Called once row `y` of MCUs will receive no more data.
    fn end_row(&mut self, _y: usize) {}
}

/// A scan to decode.
pub(super) struct ScanWalk<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) frame: &'a FrameHeader,
    pub(super) scan: &'a ScanHeader,
    pub(super) deadline: Deadline,
}

impl ScanWalk<'_> {
    /// Returns the MCUs across and down: those of the frame, or the blocks of the only component.
    pub(super) fn size(&self) -> (usize, usize) {
        match self.scan.components.as_slice() {
            [one] => self.frame.components.get(one.index).map_or((0, 0), |component| self.frame.blocks(component)),
            _ => self.frame.mcus(),
        }
    }

    /// Decodes every MCU; returns the position where the data end, and the first damage.
    pub(super) fn run(&self, mcus: &mut impl McuDecoder) -> Result<(usize, Option<Error>), Error> {
        let mut bits = Bits::new(self.bytes, self.scan.start);
        let (across, down) = self.size();
        let interval = self.scan.restart_interval;
        let (mut n_left, mut n_restarts) = (if interval == 0 { usize::MAX } else { interval }, 0);
        let (mut damage, mut is_spoilt) = (None, false);
        for y in 0..down {
            self.deadline.check()?;
            for x in 0..across {
                if n_left == 0 {
                    let is_whole = is_spoilt || !has_leftover(&mut bits);
                    is_spoilt = !restart(&mut bits, n_restarts);
                    if is_spoilt || !is_whole {
                        damage.get_or_insert_with(|| self.damage(&bits, y));
                    }
                    mcus.restart();
                    (n_left, n_restarts) = (interval, n_restarts + 1);
                }
                n_left -= 1;
                if is_spoilt {
                    continue;
                }
                bits.reserve();
                let mut cursor = bits.cursor();
                let is_right = mcus.decode(&mut cursor, x, y);
                let place = cursor.place;
                bits.go_on(place);
                if !is_right || bits.is_exhausted() {
                    damage.get_or_insert_with(|| self.damage(&bits, y));
                    if interval == 0 {
                        mcus.end_row(y);
                        return Ok((bits.position(), damage));
                    }
                    is_spoilt = true;
                }
            }
            mcus.end_row(y);
        }
        if !is_spoilt && has_leftover(&mut bits) {
            damage.get_or_insert_with(|| self.damage(&bits, down));
        }
        Ok((bits.position(), damage))
    }

    fn damage(&self, bits: &Bits, row: usize) -> Error {
        let (_, down) = self.size();
        let height = self.frame.height;
        let row = (row as u64 * u64::from(height)).div_ceil(down.max(1) as u64);
        let (number, at) = (self.scan.number, bits.position());
        if bits.is_at_end() {
            return Error::truncated(format!(
                "the JPEG ends in scan {number}, after {} bytes, at row {row} of {height}",
                self.bytes.len()
            ));
        }
        Error::broken(format!(
            "damaged JPEG: scan {number} cannot be decoded from byte {at} on, at row {row} of {height}"
        ))
    }
}

/// A component in a scan.
pub(super) struct ScanPart<'a, T> {
    pub(super) tables: &'a ScanComponent,
    pub(super) component: &'a Component,
    /// What it is decoded to.
    pub(super) target: &'a mut T,
    /// Blocks in an MCU, across and down.
    pub(super) h: usize,
    pub(super) v: usize,
}

/// The components of a scan in its order; `targets` are in the order of the frame's.
pub(super) fn parts<'a, T>(frame: &'a FrameHeader, scan: &'a ScanHeader, targets: &'a mut [T]) -> Vec<ScanPart<'a, T>> {
    let is_alone = scan.components.len() == 1;
    let mut targets: Vec<Option<&mut T>> = targets.iter_mut().map(Some).collect();
    let part = |tables: &'a ScanComponent| {
        let component = frame.components.get(tables.index)?;
        let (h, v) = if is_alone { (1, 1) } else { (component.h, component.v) };
        Some(ScanPart { tables, component, target: targets.get_mut(tables.index)?.take()?, h, v })
    };
    scan.components.iter().filter_map(part).collect()
}

/// The error for a scan that names a table which the file does not have.
pub(super) fn missing_table(scan: &ScanHeader) -> Error {
    Error::broken(format!("damaged JPEG: scan {} uses a table that is not there", scan.number))
}

/// Whether data follow the last MCU of a segment: then some of its MCUs were damaged.
fn has_leftover(bits: &mut Bits) -> bool {
    bits.reserve();
    bits.n_left() > 2
}

/// Skips to the restart marker that is due; false if it is missing.
fn restart(bits: &mut Bits, n_restarts: usize) -> bool {
    while let Some(marker) = bits.restart_marker() {
        let ahead = (marker - RST0).wrapping_sub((n_restarts & 7) as u8) & 7;
        if matches!(ahead, 1 | 2) {
            return false;
        }
        bits.begin_segment();
        if ahead == 0 {
            return true;
        }
    }
    false
}
