//! The leading bytes of a long file that its pictures can need, so that no more are held in memory.
//!
//! A sparse file may go on behind its picture for gigabytes. A still needs at most what its pixels take uncompressed. An
//! animation needs what its frames take, which a walk over the blocks of the file finds.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use super::{Error, Format, Limits, probe};

/// Bytes at the beginning of a file by which [`needed_bytes`] judges the rest.
pub const HEAD_BYTES: u64 = 16 << 20;
/// Bytes that a picture may need beside its pixels: profiles, metadata, comments, previews. A file that has more is cut
/// and reported as truncated.
const BESIDE_BYTES: u64 = 128 << 20;
/// Four channels of 16 bits, and a quarter more for incompressible blocks.
const BYTES_A_PIXEL: u64 = 10;
/// Bytes that a JPEG XL or AVIF may need whose size does not stand in its head.
const UNKNOWN_BYTES: u64 = 256 << 20;

/// Returns the leading bytes that the pictures of a file of `n_bytes` can need at most.
///
/// `head` holds the first [`HEAD_BYTES`]. A file whose need cannot be found needs its head only.
pub fn needed_bytes(
    head: &[u8],
    (file, n_bytes): (&mut (impl Read + Seek), u64),
    format: Format,
    limits: &Limits,
) -> u64 {
    match probe(head, format, limits) {
        // An animation that ends within the head.
        Ok(facts) if facts.frames > 1 || format == Format::Gif => return HEAD_BYTES,
        Ok(facts) => {
            let pixels = u64::from(facts.width) * u64::from(facts.height);
            let needed = explained(pixels).min(n_bytes);
            // These decoders hold the whole picture beside the bytes.
            let is_decoded_whole =
                matches!(format, Format::Bmp | Format::Tga | Format::Pnm | Format::Qoi | Format::Tiff | Format::Ico);
            let is_too_much = is_decoded_whole && needed.saturating_add(4 * pixels) > limits.decoded_bytes;
            return if is_too_much { HEAD_BYTES } else { needed };
        }
        Err(Error::Limit { .. }) => return HEAD_BYTES,
        Err(_) => {}
    }
    let mut walk = FileWalk { file: BufReader::with_capacity(64 << 10, file), at: 0, explained: BESIDE_BYTES };
    let needed = walk.seek(0).and_then(|()| match format {
        Format::Gif => walk.gif(),
        Format::Png => walk.png(),
        Format::WebP => walk.webp(),
        Format::Tiff => walk.tiff(head),
        _ => Some(BESIDE_BYTES),
    });
    match format {
        Format::Jxl | Format::Avif => UNKNOWN_BYTES,
        _ => needed.unwrap_or(walk.at).clamp(HEAD_BYTES, walk.explained),
    }
}

fn explained(pixels: u64) -> u64 {
    pixels.saturating_mul(BYTES_A_PIXEL).saturating_add(BESIDE_BYTES)
}

struct FileWalk<R> {
    file: BufReader<R>,
    at: u64,
    /// The file's length that the frames so far account for.
    explained: u64,
}

/// A step gives `None` at the end of the file, and beyond the length that its frames account for.
impl<R: Read + Seek> FileWalk<R> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).ok()?;
        self.at += N as u64;
        (self.at <= self.explained).then_some(bytes)
    }

    fn skip(&mut self, n_bytes: u64) -> Option<()> {
        self.at = self.at.checked_add(n_bytes)?;
        self.file.seek_relative(i64::try_from(n_bytes).ok()?).ok()?;
        (self.at <= self.explained).then_some(())
    }

    fn seek(&mut self, to: u64) -> Option<()> {
        self.at = self.file.seek(SeekFrom::Start(to)).ok()?;
        Some(())
    }

    fn add_frame(&mut self, width: u32, height: u32) {
        self.explained =
            self.explained.saturating_add(explained(u64::from(width) * u64::from(height)) - BESIDE_BYTES + 1024);
    }

    /// Walks to the first byte that begins no block.
    fn gif(&mut self) -> Option<u64> {
        self.skip(10)?;
        let [flags, _, _] = self.take()?;
        self.gif_table(flags)?;
        loop {
            match self.take()? {
                [0x21] => self.skip(1)?,
                [0x2C] => {
                    let [_, _, _, _, w0, w1, h0, h1, flags] = self.take()?;
                    self.add_frame(u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into());
                    self.gif_table(flags)?;
                    self.skip(1)?;
                }
                _ => return Some(self.at),
            }
            while let [n @ 1..=255] = self.take()? {
                self.skip(n.into())?;
            }
        }
    }

    fn gif_table(&mut self, flags: u8) -> Option<()> {
        if flags & 0x80 == 0 { Some(()) } else { self.skip(3 * (2 << (flags & 7))) }
    }

    /// Walks to the end of IEND.
    fn png(&mut self) -> Option<u64> {
        self.skip(8)?;
        loop {
            let [l0, l1, l2, l3, name @ ..] = self.take::<8>()?;
            let length = u64::from(u32::from_be_bytes([l0, l1, l2, l3]));
            let mut n_read = 0;
            if &name == b"fcTL" && length >= 12 {
                let [_, _, _, _, a, b, c, d, e, f, g, h] = self.take()?;
                n_read = 12;
                self.add_frame(u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
            }
            self.skip(length - n_read + 4)?;
            if &name == b"IEND" {
                return Some(self.at);
            }
        }
    }

    /// Walks over the chunks to the end of the file.
    fn webp(&mut self) -> Option<u64> {
        self.skip(12)?;
        loop {
            let [n0, n1, n2, n3, l0, l1, l2, l3] = self.take()?;
            let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
            let mut n_read = 0;
            if [n0, n1, n2, n3] == *b"ANMF" && length >= 12 {
                let [_, _, _, _, _, _, w0, w1, w2, h0, h1, h2] = self.take()?;
                n_read = 12;
                let side = |bytes: [u8; 3]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) + 1;
                self.add_frame(side([w0, w1, w2]), side([h0, h1, h2]));
            }
            self.skip(length - n_read + length % 2)?;
            if self.file.fill_buf().ok()?.is_empty() {
                return Some(self.at);
            }
        }
    }

    /// Reads the size in the first directory, which may lie behind the head. The pixels may lie anywhere up to the end.
    fn tiff(&mut self, head: &[u8]) -> Option<u64> {
        let is_little = head.first() == Some(&b'I');
        let short = |bytes: [u8; 2]| if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) };
        let long = |bytes: [u8; 4]| if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
        let start = u64::from(long(*head.get(4..)?.first_chunk()?));
        self.explained = u64::MAX;
        self.seek(start)?;
        let mut sides = [0, 0];
        for _ in 0..short(self.take()?) {
            let [t0, t1, k0, k1, _, _, _, _, v0, v1, v2, v3] = self.take()?;
            let value = if short([k0, k1]) == 3 { short([v0, v1]).into() } else { long([v0, v1, v2, v3]) };
            if let Some(side) = usize::from(short([t0, t1])).checked_sub(256).and_then(|n| sides.get_mut(n)) {
                *side = value;
            }
        }
        self.explained = explained(u64::from(sides[0]) * u64::from(sides[1]));
        Some(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor};

    use super::*;

    /// A file that goes on with zeros.
    struct Padded {
        bytes: Cursor<Vec<u8>>,
        length: u64,
    }

    impl Read for Padded {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let left = usize::try_from(self.length.saturating_sub(self.bytes.position())).unwrap_or(usize::MAX);
            let n = buf.len().min(left);
            let written = self.bytes.read(&mut buf[..n])?;
            buf[written..n].fill(0);
            self.bytes.set_position(self.bytes.position() + (n - written) as u64);
            Ok(n)
        }
    }

    impl Seek for Padded {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.bytes.seek(to)
        }
    }

    fn needed(bytes: &[u8]) -> u64 {
        let format = Format::sniff(bytes).unwrap();
        let mut file = Padded { bytes: Cursor::new(bytes.to_vec()), length: 4 << 30 };
        let mut head = Vec::new();
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).unwrap();
        needed_bytes(&head, (&mut file, 4 << 30), format, &Limits::default())
    }

    fn gif(n_frames: usize) -> Vec<u8> {
        let mut gif = b"GIF89a\xe8\x03\xe8\x03\x80\0\0\xff\0\0\0\0\0".to_vec();
        for _ in 0..n_frames {
            gif.extend(b"\x2C\0\0\0\0\xe8\x03\xe8\x03\0\x02");
            gif.extend([&b"\xff"[..], &[7; 255]].concat().repeat(4000));
            gif.push(0);
        }
        gif
    }

    #[test]
    fn what_follows_a_picture_is_not_needed() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x03\xe8\0\0\x03\xe8\x08\x02\0\0\0".to_vec();
        png.extend(crc32fast::hash(&png[12..]).to_be_bytes());
        png.extend(b"\x70\0\0\0IDAT");
        assert_eq!(needed(&png), BESIDE_BYTES + 10_000_000, "a megapixel");
        assert_eq!(needed(&gif(1)), HEAD_BYTES);
        let huge = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x50\x46\0\0\x50\x46\0\0\x01\0\x20\0";
        assert_eq!(needed(&[&huge[..], &[0; 24]].concat()), HEAD_BYTES, "18,000 by 18,000, twice in memory");
        assert_eq!(
            needed(b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x04\0\0\0\x04\0\0\0\x01\0\x18\0"),
            BESIDE_BYTES + 160
        );
    }

    #[test]
    fn all_frames_of_a_long_animation_are_needed() {
        let bytes = gif(30);
        assert_eq!(needed(&bytes), bytes.len() as u64 + 1);
        let frames = gif(20);
        let comment = [&b"\xff"[..], &[7; 255]].concat().repeat(1 << 20);
        let more = [&frames[..], b"\x21\xfe", &comment].concat();
        assert!(needed(&more) < frames.len() as u64 + 350_000_000, "a comment is no frame");
    }

    #[test]
    fn what_stands_before_the_pixels_is_needed_within_reason() {
        let comment = [&b"\xff"[..], &[7; 255]].concat().repeat(60 << 12);
        let frames = gif(1);
        let bytes = [&frames[..13 + 6], b"\x21\xfe", &comment, b"\0", &frames[13 + 6..]].concat();
        assert_eq!(needed(&bytes), bytes.len() as u64 + 1);
        let mut jpeg = b"\xff\xd8".to_vec();
        jpeg.extend([&b"\xff\xe1\xff\xff"[..], &[0; 65_533]].concat().repeat(300));
        assert_eq!(needed(&jpeg), BESIDE_BYTES);
    }

    #[test]
    fn a_directory_at_the_end_of_a_tiff_tells_what_is_needed() {
        for side in [8000_u16, 80] {
            let mut tiff = b"II*\0\0\0\0\x04".to_vec();
            tiff.resize(0x0400_0000, 1);
            tiff.extend([2, 0]);
            for tag in [256_u16, 257] {
                tiff.extend([&tag.to_le_bytes()[..], &[3, 0, 1, 0, 0, 0], &side.to_le_bytes(), &[0, 0]].concat());
            }
            assert_eq!(needed(&tiff), explained(u64::from(side).pow(2)));
        }
    }
}
