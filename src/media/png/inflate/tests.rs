//! Streams that others wrote, in any pieces, and bytes that are no streams.

use std::io::Write;

use proptest::prelude::*;

use super::*;

fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Inflates pieces of these sizes in turn, consuming some at a time and leaving up to 100 bytes.
fn inflated(stream: &[u8], sizes: &[usize]) -> Result<Vec<u8>, InflateError> {
    let (mut rest, mut n) = (stream, 0);
    let pieces = std::iter::from_fn(|| {
        let (piece, after) = rest.split_at(sizes[n % sizes.len()].min(rest.len()));
        (rest, n) = (after, n + 1);
        (!rest.is_empty() || !piece.is_empty()).then_some(piece)
    });
    let mut inflater = Inflater::new(pieces, 100);
    let mut bytes = Vec::new();
    while inflater.make()? {
        let n = inflater.unread().len();
        let n = if n > 100 { n - n % 100 } else { n };
        bytes.extend_from_slice(&inflater.unread()[..n]);
        inflater.consume(n);
    }
    bytes.extend_from_slice(inflater.unread());
    Ok(bytes)
}

#[test]
fn long_streams_pass_through_the_window() {
    let mut state = 1u32;
    let bytes: Vec<u8> = (0..2_000_000u32)
        .map(|n| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if n & 0x8000 == 0 { (state >> 28) as u8 } else { (n / 97) as u8 }
        })
        .collect();
    for level in 0..10 {
        let stream = zlib(&bytes, level);
        assert!(inflated(&stream, &[8_192]) == Ok(bytes.clone()), "level {level}");
        assert_eq!(all(&stream, bytes.len()).as_ref(), Some(&bytes));
        assert_eq!(all(&stream, bytes.len() - 1), None);
        assert_eq!(inflated(&stream[..stream.len() / 2], &[5_000]), Err(InflateError::End));
    }
}

#[test]
fn codes_that_are_no_codes_are_refused() {
    let mut literals = [0; LITERAL_SIZE];
    assert!(!table::build_literals(&[1, 1, 1], &mut literals));
    assert!(!table::build_literals(&[2, 2, 2], &mut literals));
    assert!(table::build_literals(&[1], &mut literals));
    assert!(table::build_literals(&[2, 2, 2, 2], &mut literals));
    assert!(table::build_literals(&[8; 256], &mut literals));
    let mut distances = [0; DISTANCE_SIZE];
    assert!(table::build_distances(&[], &mut distances));
    assert!(!table::build_distances(&[2], &mut distances));
}

/// Codes as deep and second tables as large as they can be.
#[test]
fn the_tables_hold_every_code() {
    let staircase = |n: usize, first: u8| {
        let mut lengths = vec![first; n];
        // As many codes as possible of 15 bits, under as many prefixes as possible.
        let mut room = 1i64 << 15;
        for (left, length) in (0..n as i64).rev().zip(&mut lengths) {
            let shortest = (1..=15).find(|&bits| room - (1i64 << (15 - bits)) >= left).unwrap();
            *length = shortest as u8;
            room -= 1i64 << (15 - shortest);
        }
        lengths
    };
    assert!(table::build_literals(&staircase(286, 15), &mut [0; LITERAL_SIZE]));
    assert!(table::build_distances(&staircase(30, 15), &mut [0; DISTANCE_SIZE]));
}

proptest! {
    #[test]
    fn what_flate2_writes_is_read(
        runs in prop::collection::vec((any::<u8>(), 1usize..70, 0usize..40, 1u8..255), 0..300),
        level in 0u32..10,
        sizes in prop::collection::vec(1usize..500, 1..4),
    ) {
        let mut bytes: Vec<u8> = Vec::new();
        for (byte, n, back, spread) in runs {
            // A run, a copy from a little before (distances below 16 and above), and noise.
            bytes.extend(std::iter::repeat_n(byte, n % 9));
            for _ in 0..n {
                let again = bytes.len().checked_sub(back + 1).map_or(byte, |at| bytes[at]);
                bytes.push(again);
            }
            bytes.extend((0..n as u32).map(|k| ((k * 40_503 + u32::from(byte)) >> 3) as u8 % spread));
        }
        prop_assert_eq!(inflated(&zlib(&bytes, level), &sizes), Ok(bytes));
    }

    #[test]
    fn any_bytes_are_inflated_safely(
        bytes in prop::collection::vec(any::<u8>(), 0..400), sizes in prop::collection::vec(1usize..50, 1..3),
    ) {
        let _ = inflated(&bytes, &sizes);
        let _ = inflated(&[&b"\x78\x9C"[..], &bytes].concat(), &sizes);
        // Dynamic codes, which noise seldom begins.
        let _ = inflated(&[&b"\x78\x9C\x05"[..], &bytes].concat(), &sizes);
    }

    #[test]
    fn a_changed_stream_is_read_as_flate2_reads_it(
        seed: u32, level in 1u32..10, at in any::<prop::sample::Index>(), bit in 0u8..8,
    ) {
        let bytes: Vec<u8> = (0..3_000u32).map(|n| (n.wrapping_mul(seed | 1) >> 27) as u8).collect();
        let mut stream = zlib(&bytes, level);
        let at = at.index(stream.len());
        stream[at] ^= 1 << bit;
        let mut theirs = Vec::new();
        let is_fine = std::io::copy(&mut flate2::read::ZlibDecoder::new(&stream[..]), &mut theirs).is_ok();
        // They look at the Adler-32, too: whatever they read, we read.
        if is_fine {
            prop_assert_eq!(inflated(&stream, &[64]), Ok(theirs));
        }
    }
}
