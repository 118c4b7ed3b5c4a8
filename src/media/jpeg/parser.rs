//! The segments in order, and the tables in force for each scan.
//!
//! Tables are kept as in the file and prepared only for scans that are decoded. [`Parser::next`] goes from scan to scan, and
//! skips the data of scans by looking for markers.

use std::sync::Arc;

use super::super::error::Error;
use super::frame_header::FrameHeader;
use super::huffman::HuffmanSpec;
use super::marker::{self, next_marker};
use super::metadata::Metadata;

/// What the segments lead to.
pub(super) enum NextScan {
    /// A scan begins.
    Scan(ScanHeader),
    /// The end marker.
    End,
    /// The bytes end without a marker; the place, as in "ends …".
    Cut(String),
}

/// A scan's header, with the tables and the restart interval in force.
#[derive(Clone)]
pub(super) struct ScanHeader {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) components: Vec<ScanComponent>,
    /// The spectral band, in zigzag order, both ends included.
    pub(super) band: (usize, usize),
    /// Successive approximation: the bit position of the scan before, 0 if there is none (Ah).
    pub(super) high: u32,
    /// Successive approximation: the bit position of this scan (Al).
    pub(super) low: u32,
    /// MCUs between restart markers, 0 for none.
    pub(super) restart_interval: usize,
    /// Position of its data.
    pub(super) start: usize,
}

/// A component's part in a scan.
#[derive(Clone)]
pub(super) struct ScanComponent {
    /// Its index among the frame's components.
    pub(super) index: usize,
    pub(super) dc: Option<Arc<HuffmanSpec>>,
    pub(super) ac: Option<Arc<HuffmanSpec>>,
    /// In zigzag order.
    pub(super) quantisation: Option<Arc<[u16; 64]>>,
}

/// Reads segments one by one.
#[derive(Clone)]
pub(super) struct Parser<'a> {
    pub(super) bytes: &'a [u8],
    /// The next byte to look at.
    pub(super) at: usize,
    pub(super) frame: Option<FrameHeader>,
    pub(super) metadata: Metadata<'a>,
    n_scans: usize,
    restart_interval: usize,
    quantisation: [Option<Arc<[u16; 64]>>; 4],
    dc: [Option<Arc<HuffmanSpec>>; 4],
    ac: [Option<Arc<HuffmanSpec>>; 4],
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            frame: None,
            metadata: Metadata::default(),
            n_scans: 0,
            restart_interval: 0,
            quantisation: Default::default(),
            dc: Default::default(),
            ac: Default::default(),
        }
    }

    /// Goes to the data of the next scan, or to the end.
    pub(super) fn next(&mut self) -> Result<NextScan, Error> {
        while let Some((marker, next)) = next_marker(self.bytes, self.at) {
            self.at = next;
            if marker == marker::EOI {
                return Ok(NextScan::End);
            }
            if marker == marker::SOI || marker::is_standalone(marker) {
                continue;
            }
            let Some(segment) = self.segment() else {
                return Ok(NextScan::Cut(format!("in a header segment (FF {marker:02X})")));
            };
            if let Some(kind) = marker::frame(marker) {
                if self.frame.is_some() {
                    return Err(Error::broken("damaged JPEG: a second frame header"));
                }
                self.frame = Some(FrameHeader::parse(segment, kind.map_err(Error::unsupported)?)?);
                continue;
            }
            match marker {
                marker::SOS => return self.scan(segment).map(NextScan::Scan),
                marker::DHT => self.huffman_tables(segment)?,
                marker::DQT => self.quantisation_tables(segment)?,
                marker::DRI => self.restart_interval = two_bytes(segment).unwrap_or(0),
                _ if self.n_scans == 0 => self.metadata.read(marker, segment),
                _ => {}
            }
        }
        self.at = self.bytes.len();
        let n = self.n_scans;
        Ok(NextScan::Cut(if n == 0 { "before the pixels".to_owned() } else { format!("in scan {n}") }))
    }

    /// Returns the height in a DNL segment behind the first scan.
    pub(super) fn height_behind_scan(&self) -> Option<u32> {
        let (marker, next) = marker::end_of_scan(self.bytes, self.at)?;
        let segment = self.bytes.get(next..)?.get(2..)?;
        (marker == marker::DNL).then(|| two_bytes(segment)).flatten().and_then(|height| u32::try_from(height).ok())
    }

    /// Takes the content of the segment here, behind its length.
    fn segment(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        // A length below 2 does not cover itself; other decoders go on right behind it.
        let length = two_bytes(rest)?.max(2);
        let segment = rest.get(2..length)?;
        self.at += length;
        Some(segment)
    }

    fn huffman_tables(&mut self, mut segment: &[u8]) -> Result<(), Error> {
        while let Some((&[place], rest)) = segment.split_first_chunk() {
            let damaged = || Error::broken("damaged JPEG: a Huffman table that its segment cannot hold");
            let (&counts, rest): (&[u8; 16], _) = rest.split_first_chunk().ok_or_else(damaged)?;
            let n = counts.iter().map(|&count| usize::from(count)).sum();
            let symbols = rest.get(..n).filter(|symbols| symbols.len() <= 256).ok_or_else(damaged)?;
            let tables = if place & 0x10 == 0 { &mut self.dc } else { &mut self.ac };
            let table = tables.get_mut(usize::from(place & 0xEF)).ok_or_else(damaged)?;
            *table = Some(Arc::new(HuffmanSpec { counts, symbols: symbols.to_vec() }));
            segment = rest.get(n..).unwrap_or_default();
        }
        Ok(())
    }

    fn quantisation_tables(&mut self, mut segment: &[u8]) -> Result<(), Error> {
        while let Some((&[place], rest)) = segment.split_first_chunk() {
            let damaged = || Error::broken("damaged JPEG: a quantisation table that its segment cannot hold");
            let is_wide = place >> 4 != 0;
            let n_bytes = if is_wide { 128 } else { 64 };
            let numbers = rest.get(..n_bytes).ok_or_else(damaged)?;
            let number = |at: usize| match is_wide {
                true => two_bytes(&numbers[2 * at..]).and_then(|number| u16::try_from(number).ok()).unwrap_or(0),
                false => u16::from(numbers[at]),
            };
            let table = self.quantisation.get_mut(usize::from(place & 15)).ok_or_else(damaged)?;
            *table = Some(Arc::new(std::array::from_fn(number)));
            segment = rest.get(n_bytes..).unwrap_or_default();
        }
        Ok(())
    }

    fn scan(&mut self, segment: &[u8]) -> Result<ScanHeader, Error> {
        let damaged = |what: &str| Error::broken(format!("damaged JPEG: {what}"));
        let frame = self.frame.as_ref().ok_or_else(|| damaged("a scan before the frame header"))?;
        let (&[n], rest) = segment.split_first_chunk().ok_or_else(|| damaged("an empty scan header"))?;
        let list = rest.get(..2 * usize::from(n)).filter(|list| (2..=8).contains(&list.len()));
        let list = list.ok_or_else(|| damaged("a scan header of a wrong length"))?;
        let mut components: Vec<ScanComponent> = Vec::new();
        for pair in list.chunks_exact(2) {
            let is_new = |index: &usize| components.iter().all(|c| c.index != *index);
            let index = frame.components.iter().position(|c| c.id == pair[0]).filter(is_new);
            let index = index.ok_or_else(|| damaged("a scan of components that the frame does not have"))?;
            let table = frame.components.get(index).map_or(0, |c| c.quantisation);
            components.push(ScanComponent {
                index,
                dc: self.dc.get(usize::from(pair[1] >> 4)).cloned().flatten(),
                ac: self.ac.get(usize::from(pair[1] & 15)).cloned().flatten(),
                quantisation: self.quantisation.get(table).cloned().flatten(),
            });
        }
        let blocks = |c: &ScanComponent| frame.components.get(c.index).map_or(0, |c| c.h * c.v);
        if components.len() > 1 && components.iter().map(blocks).sum::<usize>() > 10 {
            return Err(damaged("an MCU of more than ten blocks"));
        }
        // Encoders of sequential files write anything here.
        let (band, high, low) = match rest.get(list.len()..).unwrap_or_default() {
            &[first, last, bits, ..] if frame.is_progressive => {
                ((usize::from(first), usize::from(last)), u32::from(bits >> 4), u32::from(bits & 15))
            }
            _ if frame.is_progressive => return Err(damaged("a scan header of a wrong length")),
            _ => ((0, 63), 0, 0),
        };
        let is_possible = if band.0 == 0 {
            band.1 == 0 || !frame.is_progressive
        } else {
            band.0 <= band.1 && band.1 < 64 && components.len() == 1
        };
        if !is_possible || low > 13 || (high != 0 && high != low + 1) {
            return Err(damaged("an impossible progression"));
        }
        self.n_scans += 1;
        let (number, restart_interval, start) = (self.n_scans, self.restart_interval, self.at);
        Ok(ScanHeader { number, components, band, high, low, restart_interval, start })
    }
}

fn two_bytes(bytes: &[u8]) -> Option<usize> {
    bytes.first_chunk().map(|&bytes| usize::from(u16::from_be_bytes(bytes)))
}
