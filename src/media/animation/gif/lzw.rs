//! GIF's LZW: least significant bit first, codes of up to 12 bits, with clear and end codes.
//!
//! Every string of the table stands in the output already. So an entry is a position and a length, and a string is written
//! by a copy within the output.

use super::super::super::error::Error;

const MAX_CODES: usize = 4096;

/// The code table, reused for every frame.
pub(super) struct Lzw {
    /// For each code above the end code, the position of its string in the output, and its length.
    strings: Box<[(u32, u32); MAX_CODES]>,
}

impl Default for Lzw {
    fn default() -> Self {
        Self { strings: Box::new([(0, 0); MAX_CODES]) }
    }
}

impl Lzw {
    /// Decodes until `out` is full; returns the number of indices. Data may lack an end code. Fails at a code that is not in
    /// the table.
    pub(super) fn decode(&mut self, min_code_size: u8, data: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        // The specification forbids more than 8. Literals above 255 are refused below.
        if !(1..=11).contains(&min_code_size) {
            return Err(Error::broken(format!("damaged GIF: the code size {min_code_size} is impossible")));
        }
        let clear = 1usize << min_code_size;
        let end = clear + 1;
        let mut next = clear + 2;
        let mut width = u32::from(min_code_size) + 1;
        // Position and length of the last string; none after a clear code.
        let mut last: Option<(usize, usize)> = None;
        let mut bits = Bits { data, at: 0, window: 0, n_bits: 0 };
        let mut at = 0;
        while at < out.len() {
            let Some(code) = bits.take(width) else { break };
            if code == clear {
                next = clear + 2;
                width = u32::from(min_code_size) + 1;
                last = None;
                continue;
            }
            if code == end {
                break;
            }
            if let (Some((start, length)), true) = (last, next < MAX_CODES) {
                // The last string and the first index of this one, which is written right behind it.
                self.strings[next] = (start as u32, length as u32 + 1);
                next += 1;
                if next == 1 << width && width < 12 {
                    width += 1;
                }
            }
            let length = if let (true, Ok(index)) = (code < clear, u8::try_from(code)) {
                out[at] = index;
                1
            } else if code > end && code < next && last.is_some() {
                let (start, length) = self.strings[code];
                copy_forward(out, start as usize, at, length as usize)
            } else {
                let place = format!("code {code} is not in the table, after {at} pixels");
                return Err(Error::broken(format!("damaged GIF: {place}")));
            };
            last = Some((at, length));
            at += length;
        }
        Ok(at)
    }
}

/// Copies a string to `to`, which may be the position of its last byte; clips at the end of `out`.
fn copy_forward(out: &mut [u8], from: usize, to: usize, length: usize) -> usize {
    let length = length.min(out.len() - to);
    // Most strings are short: eight bytes are copied at once, of which the surplus is overwritten later. A string that
    // reaches to `to` lacks its last byte, which equals its first.
    if length <= 8
        && let (Some(&string), Some(&first)) = (out.get(from..).and_then(<[u8]>::first_chunk::<8>), out.get(from))
        && let Some(place) = out.get_mut(to..).and_then(<[u8]>::first_chunk_mut::<8>)
    {
        *place = string;
        if from + length > to {
            place[length - 1] = first;
        }
        return length;
    }
    if from + length > to {
        out.copy_within(from..to, to);
        out[to + length - 1] = out[from];
    } else {
        out.copy_within(from..from + length, to);
    }
    length
}

/// Reads codes through a 64-bit window.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    window: u64,
    n_bits: u32,
}

impl Bits<'_> {
    fn take(&mut self, width: u32) -> Option<usize> {
        if self.n_bits < width {
            self.refill();
            if self.n_bits < width {
                return None;
            }
        }
        let code = self.window & ((1 << width) - 1);
        self.window >>= width;
        self.n_bits -= width;
        Some(code as usize)
    }

    fn refill(&mut self) {
        if let Some(bytes) = self.data.get(self.at..).and_then(|rest| rest.first_chunk()) {
            self.window |= u64::from_le_bytes(*bytes) << self.n_bits;
            let n_bytes = (63 - self.n_bits) / 8;
            self.at += n_bytes as usize;
            self.n_bits += n_bytes * 8;
            // Bits above `n_bits` belong to bytes that are read again.
            self.window &= (1 << self.n_bits) - 1;
        } else {
            while let (true, Some(&byte)) = (self.n_bits <= 56, self.data.get(self.at)) {
                self.window |= u64::from(byte) << self.n_bits;
                self.at += 1;
                self.n_bits += 8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decode(min_code_size: u8, data: &[u8], n_pixels: usize) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; n_pixels];
        let n = Lzw::default().decode(min_code_size, data, &mut out)?;
        out.truncate(n);
        Ok(out)
    }

    /// The `gif` crate's encoder: one frame, of which only the codes are taken.
    fn encode(indices: &[u8]) -> (u8, Vec<u8>) {
        let mut frame = gif::Frame { width: indices.len() as u16, height: 1, ..gif::Frame::default() };
        frame.buffer = indices.into();
        frame.make_lzw_pre_encoded();
        (frame.buffer[0], frame.buffer[1..].to_vec())
    }

    #[test]
    fn a_code_may_be_the_one_being_made() {
        // Clear, 1, then the string "11" before it is complete, then the end: 100 001 110 101 from the low bit up.
        assert_eq!(decode(2, &[0b1000_1100, 0b0000_1011], 9).unwrap(), [1, 1, 1]);
    }

    #[test]
    fn unknown_codes_are_damage_and_short_data_is_not() {
        assert!(decode(2, &[0b0011_1100], 4).is_err(), "a string right after a clear code");
        assert!(decode(0, &[0], 4).is_err());
        assert!(decode(12, &[0], 4).is_err());
        assert!(decode(2, &[], 4).unwrap().is_empty());
        let (size, data) = encode(&[3; 500]);
        assert_eq!(decode(size, &data, 100).unwrap(), [3; 100]);
        assert!(decode(size, &data[..data.len() / 2], 500).unwrap().len() < 500);
    }

    proptest! {
        #[test]
        fn what_another_encoder_wrote_is_read_back(
            seed in proptest::collection::vec(any::<u8>(), 1..40), n in 1usize..30_000, colors in 1u16..=256,
        ) {
            let mut state = 1u32;
            let indices: Vec<u8> = (0..n).map(|at| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let from = seed[(at + (state >> 30) as usize) % seed.len()];
                (u16::from(from) % colors) as u8
            }).collect();
            let (size, data) = encode(&indices);
            prop_assert_eq!(decode(size, &data, n).unwrap(), indices);
        }

        #[test]
        fn any_bytes_end_without_a_panic(size in 0u8..12, data in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(size, &data, 2_000);
        }
    }
}
