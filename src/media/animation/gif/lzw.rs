//! GIF's variant of LZW: least significant bit first, codes of up to 12 bits, clear and end codes.
//!
//! A string of the table always stands somewhere in the output already, so an entry is just where and how long, and
//! writing a string is a copy from there. There is no chain to follow backwards.

use super::super::super::error::Error;

const MAX_CODES: usize = 4096;

/// The code table, used again for every frame.
pub(super) struct Lzw {
    /// For each code above the end code, where its string begins in the output and how long it is.
    strings: Box<[(u32, u32); MAX_CODES]>,
}

impl Default for Lzw {
    fn default() -> Self {
        Self { strings: Box::new([(0, 0); MAX_CODES]) }
    }
}

impl Lzw {
    /// Decodes up to a full `out`, and says how many indices there were.
    ///
    /// Data that ends without an end code is as good as one that has it; what comes after a full `out` is not looked at.
    ///
    /// # Errors
    /// [`Error::Broken`] for a code that is not in the table.
    pub(super) fn decode(&mut self, min_code_size: u8, data: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        // More than 8 is against the specification, but harmless: literals above 255 are refused below.
        if !(1..=11).contains(&min_code_size) {
            return Err(Error::broken(format!("damaged GIF: the code size {min_code_size} is impossible")));
        }
        let clear = 1usize << min_code_size;
        let end = clear + 1;
        let mut next = clear + 2;
        let mut width = u32::from(min_code_size) + 1;
        // Where the last string was written; there is none right after a clear code.
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
                // The last string and the first index of this one, which is just being written behind it.
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

/// Copies a string to `to`, which may be where its last byte comes from; clips at the end of `out`.
fn copy_forward(out: &mut [u8], from: usize, to: usize, length: usize) -> usize {
    let length = length.min(out.len() - to);
    // Most strings are short, and a call costs more than their bytes: eight at once, of which those too many are written
    // again. The byte that is missing from a string that reaches up to `to` is its first.
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
        // Only the byte at `to` is missing from the source, and it is the string's first.
        out.copy_within(from..to, to);
        out[to + length - 1] = out[from];
    } else {
        out.copy_within(from..from + length, to);
    }
    length
}

/// Codes from bytes, with a 64-bit window.
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
            // Bits above `n_bits` belong to bytes that will be read again: they are cleared, not counted.
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
    fn nonsense_is_reported_and_short_data_is_not() {
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
        fn any_bytes_end(size in 0u8..12, data in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(size, &data, 2_000);
        }
    }
}
