//! The block structure of a GIF, read without decompressing.
//!
//! ```text
//! GIF     = "GIF87a" | "GIF89a", width, height, flags, background, aspect, [table], block*, 3B
//! block   = 21 label sub-blocks                                           F9: control, FF: application
//!         | 2C left top width height flags [table] min-code-size sub-blocks
//! sub-blocks = (n, n bytes)*, 00
//! ```
//! Numbers are little-endian 16-bit; a table has 2^(1 + low three bits of flags) colours.

use std::ops::Range;
use std::time::Duration;

use super::super::super::error::Error;
use super::super::super::limits::Limits;
use super::super::canvas::Disposal;
use super::super::region::Region;
use super::GifFrame;

/// What the blocks hold.
pub(super) struct Blocks {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) palette: Option<Range<usize>>,
    pub(super) frames: Vec<GifFrame>,
    /// How often the animation runs; 0 is for ever.
    pub(super) loop_count: u32,
    pub(super) icc: Option<Vec<u8>>,
    /// Whether the trailer is there.
    pub(super) is_ended: bool,
}

/// The graphic control block for the next image.
#[derive(Clone, Copy, Default)]
struct GraphicControl {
    /// In hundredths of a second.
    delay: u16,
    flags: u8,
    transparent: Option<u8>,
}

struct BlockWalk<'a> {
    bytes: &'a [u8],
    at: usize,
    found: Blocks,
}

/// Reads the blocks of a whole GIF.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Blocks, Error> {
    let Some(&[w0, w1, h0, h1, flags, _, _]) = bytes.get(6..13) else {
        return Err(Error::truncated(format!("the GIF ends in its header, after {} bytes", bytes.len())));
    };
    let found = Blocks {
        width: u32::from(u16::from_le_bytes([w0, w1])),
        height: u32::from(u16::from_le_bytes([h0, h1])),
        palette: None,
        frames: Vec::new(),
        // Without the application block an animation runs once.
        loop_count: 1,
        icc: None,
        is_ended: false,
    };
    let mut walk = BlockWalk { bytes, at: 13, found };
    walk.found.palette = walk.table(flags).ok_or_else(|| walk.cut("its colour table"))?;
    walk.blocks(limits)?;
    Ok(walk.found)
}

/// Concatenates the contents of sub-blocks.
pub(super) fn gather(mut blocks: &[u8], into: &mut Vec<u8>) {
    while let Some((&n, rest)) = blocks.split_first() {
        let Some((block, rest)) = rest.split_at_checked(usize::from(n)) else { return };
        if n == 0 {
            return;
        }
        into.extend_from_slice(block);
        blocks = rest;
    }
}

impl BlockWalk<'_> {
    fn blocks(&mut self, limits: &Limits) -> Result<(), Error> {
        let mut control = GraphicControl::default();
        loop {
            let Some(&kind) = self.bytes.get(self.at) else {
                if self.found.frames.is_empty() {
                    return Err(self.cut("the blocks before the first frame"));
                }
                return Ok(());
            };
            match kind {
                0x2C => {
                    self.at += 1;
                    let frame = self
                        .image(control)
                        .ok_or_else(|| self.cut(&format!("frame {}", self.found.frames.len() + 1)))?;
                    if self.found.frames.is_empty() {
                        self.found.width = self.found.width.max(frame.region.left + frame.region.width);
                        self.found.height = self.found.height.max(frame.region.top + frame.region.height);
                    }
                    self.found.frames.push(frame);
                    limits.check_frames(self.found.frames.len())?;
                    control = GraphicControl::default();
                }
                0x21 => {
                    self.at += 1;
                    let at = self.at;
                    self.extension(&mut control).ok_or_else(|| {
                        self.cut(&format!("the extension at byte {at}, before frame {}", self.found.frames.len() + 1))
                    })?;
                }
                0x3B if self.found.frames.is_empty() => return Err(Error::broken("the GIF has no frames")),
                _ if self.found.frames.is_empty() => {
                    return Err(Error::broken(format!(
                        "damaged GIF: no block begins with {kind:02X} at byte {}",
                        self.at
                    )));
                }
                // The trailer, or bytes that follow a file without one.
                _ => {
                    self.found.is_ended = kind == 0x3B;
                    return Ok(());
                }
            }
        }
    }

    fn cut(&self, place: &str) -> Error {
        Error::truncated(format!("the GIF ends in {place}, after {} bytes", self.bytes.len()))
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let taken = *self.bytes.get(self.at..)?.first_chunk::<N>()?;
        self.at += N;
        Some(taken)
    }

    /// Skips the colour table that flags announce, if any; `None` if it is cut off.
    fn table(&mut self, flags: u8) -> Option<Option<Range<usize>>> {
        if flags & 0x80 == 0 {
            return Some(None);
        }
        let end = self.at + 3 * (2 << (flags & 7));
        self.bytes.get(self.at..end)?;
        Some(Some(std::mem::replace(&mut self.at, end)..end))
    }

    /// Skips sub-blocks; returns their range with the terminator.
    fn sub_blocks(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        loop {
            let [n] = self.take()?;
            if n == 0 {
                return Some(start..self.at);
            }
            self.at += usize::from(n);
        }
    }

    fn image(&mut self, control: GraphicControl) -> Option<GifFrame> {
        let [l0, l1, t0, t1, w0, w1, h0, h1, flags] = self.take()?;
        let palette = self.table(flags)?;
        let [min_code_size] = self.take()?;
        let data = self.sub_blocks()?;
        let number = |low, high| u32::from(u16::from_le_bytes([low, high]));
        Some(GifFrame {
            region: Region { left: number(l0, l1), top: number(t0, t1), width: number(w0, w1), height: number(h0, h1) },
            disposal: match control.flags >> 2 & 7 {
                2 => Disposal::Clear,
                // The specification says 3; some programs write 4.
                3 | 4 => Disposal::Restore,
                _ => Disposal::Keep,
            },
            delay: Duration::from_millis(u64::from(control.delay) * 10),
            interlaced: flags & 0x40 != 0,
            transparent: control.transparent,
            palette,
            min_code_size,
            data,
        })
    }

    fn extension(&mut self, control: &mut GraphicControl) -> Option<()> {
        let [label] = self.take()?;
        let range = self.sub_blocks()?;
        let blocks = self.bytes.get(range).unwrap_or_default();
        match (label, blocks) {
            (0xF9, [4..=255, flags, d0, d1, transparent, ..]) => {
                let transparent = (flags & 1 != 0).then_some(*transparent);
                *control = GraphicControl { delay: u16::from_le_bytes([*d0, *d1]), flags: *flags, transparent };
            }
            (0xFF, [11, name @ ..]) => self.application(name),
            _ => {}
        }
        Some(())
    }

    fn application(&mut self, blocks: &[u8]) {
        let Some((name, data)) = blocks.split_at_checked(11) else { return };
        match (name, data) {
            (b"NETSCAPE2.0" | b"ANIMEXTS1.0", [3, 1, n0, n1, ..]) => {
                // The number counts repetitions after the first run.
                let repeats = u32::from(u16::from_le_bytes([*n0, *n1]));
                self.found.loop_count = if repeats == 0 { 0 } else { repeats + 1 };
            }
            (b"ICCRGBG1012", _) => {
                let mut icc = Vec::new();
                gather(data, &mut icc);
                self.found.icc = Some(icc);
            }
            _ => {}
        }
    }
}
