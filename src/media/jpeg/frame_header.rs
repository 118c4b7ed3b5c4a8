//! The frame header (SOF segment), and the geometry that follows from it.
//!
//! A component with sampling factors h × v has h/h_max × v/v_max of the picture's samples. Scans of one component hold the
//! 8 × 8 blocks that cover it. Scans of several components, and the buffers, hold the blocks that fill whole MCUs.

use super::super::error::Error;

#[derive(Clone, Debug)]
pub(super) struct FrameHeader {
    pub(super) is_progressive: bool,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: Vec<Component>,
    pub(super) h_max: usize,
    pub(super) v_max: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    pub(super) h: usize,
    pub(super) v: usize,
    /// The number of its quantisation table, 0 to 3.
    pub(super) quantisation: usize,
}

impl FrameHeader {
    /// Reads the segment behind its length.
    pub(super) fn parse(segment: &[u8], is_progressive: bool) -> Result<Self, Error> {
        let short = || Error::broken("damaged JPEG: the frame header is too short");
        let (&[precision, h1, h0, w1, w0, n], list) = segment.split_first_chunk().ok_or_else(short)?;
        if n == 0 {
            return Err(Error::broken("damaged JPEG: a picture without colour components"));
        }
        match precision {
            8 => {}
            // Depths of the standard's other processes.
            2..=16 => return Err(Error::unsupported(format!("{precision}-bit JPEG"))),
            _ => return Err(Error::broken(format!("damaged JPEG: {precision} bits a sample are impossible"))),
        }
        if !matches!(n, 1 | 3 | 4) {
            return Err(Error::unsupported(format!("JPEG of {n} colour components")));
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        let components: Vec<_> = list
            .chunks_exact(3)
            .take(usize::from(n))
            .map(|entry| Component {
                id: entry[0],
                h: usize::from(entry[1] >> 4),
                v: usize::from(entry[1] & 15),
                quantisation: usize::from(entry[2]),
            })
            .collect();
        if components.len() < usize::from(n) {
            return Err(short());
        }
        if components.iter().any(|c| !(1..=4).contains(&c.h) || !(1..=4).contains(&c.v) || c.quantisation > 3) {
            return Err(Error::broken("damaged JPEG: impossible sampling factors or table numbers"));
        }
        let h_max = components.iter().map(|c| c.h).max().unwrap_or(1);
        let v_max = components.iter().map(|c| c.v).max().unwrap_or(1);
        Ok(Self { is_progressive, width: width.into(), height: height.into(), components, h_max, v_max })
    }

    /// Counts the MCUs of all components, across and down.
    pub(super) fn mcus(&self) -> (usize, usize) {
        ((self.width as usize).div_ceil(8 * self.h_max), (self.height as usize).div_ceil(8 * self.v_max))
    }

    /// Counts the blocks of a component that cover the picture, across and down.
    pub(super) fn blocks(&self, component: &Component) -> (usize, usize) {
        let n = |length: u32, factor: usize, max: usize| (length as usize * factor).div_ceil(max).div_ceil(8);
        (n(self.width, component.h, self.h_max), n(self.height, component.v, self.v_max))
    }

    /// Counts the blocks of a component in whole MCUs, across and down.
    pub(super) fn padded_blocks(&self, component: &Component) -> (usize, usize) {
        let (across, down) = self.mcus();
        (across * component.h, down * component.v)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_the_picture_or_fill_mcus() {
        let segment = [8, 0, 17, 0, 33, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let frame = FrameHeader::parse(&segment, false).unwrap();
        assert_eq!((frame.width, frame.height, frame.mcus()), (33, 17, (3, 2)));
        assert_eq!(frame.blocks(&frame.components[0]), (5, 3));
        assert_eq!(frame.padded_blocks(&frame.components[0]), (6, 4));
        assert_eq!(frame.blocks(&frame.components[1]), (3, 2));
    }

    #[test]
    fn other_kinds_are_told_from_damage() {
        let said = |segment: &[u8]| FrameHeader::parse(segment, false).unwrap_err().to_string();
        assert_eq!(said(&[12, 0, 1, 0, 1, 1, 1, 0x11, 0]), "12-bit JPEG is not supported");
        assert_eq!(said(&[134, 0, 1, 0, 1, 1, 1, 0x11, 0]), "damaged JPEG: 134 bits a sample are impossible");
        assert_eq!(said(&[8, 0, 1, 0, 1, 2, 1, 0x11, 0, 2, 0x11, 0]), "JPEG of 2 colour components is not supported");
        assert!(said(&[8, 0, 1, 0, 1, 1, 1, 0x51, 0]).starts_with("damaged JPEG"));
        assert!(said(&[8, 0, 1, 0, 1, 3, 1, 0x11, 0]).starts_with("damaged JPEG"));
    }
}
