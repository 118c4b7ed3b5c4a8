//! Two rows at once against one, and one against the standard's words.

use proptest::prelude::*;

use super::*;

/// The filters as the standard writes them.
fn plainly(step: usize, row_bytes: usize, raw: &[u8]) -> Vec<u8> {
    let mut above = vec![0u8; row_bytes];
    let mut out = Vec::new();
    for filtered in raw.chunks_exact(row_bytes + 1) {
        let mut row = vec![0u8; row_bytes];
        for n in 0..row_bytes {
            let left = |row: &[u8]| n.checked_sub(step).map_or(0, |at| i32::from(row[at]));
            let (a, b, c) = (left(&row), i32::from(above[n]), left(&above));
            let guess = match filtered[0] {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => {
                    let p = a + b - c;
                    let (pa, pb, pc) = ((p - a).abs(), (p - b).abs(), (p - c).abs());
                    if pa <= pb && pa <= pc {
                        a
                    } else if pb <= pc {
                        b
                    } else {
                        c
                    }
                }
            };
            row[n] = filtered[n + 1].wrapping_add(guess as u8);
        }
        out.extend_from_slice(&row);
        above = row;
    }
    out
}

#[test]
fn an_unknown_filter_is_none() {
    assert_eq!(Unfilter::new(3, 3).rows(&[5, 1, 2, 3], |_| {}), None);
    assert_eq!(Unfilter::new(3, 3).rows(&[4, 1, 2, 3, 9, 1, 2, 3], |_| {}), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn rows_are_those_of_the_standard(
        step in prop::sample::select(&[1usize, 2, 3, 4, 6, 8][..]),
        width in 1usize..40,
        filters in prop::collection::vec(0u8..5, 1..8),
        seed: u64,
        bits in 1u32..9,
    ) {
        let row_bytes = step * width;
        let mut state = seed | 1;
        let mut raw = Vec::new();
        for &filter in &filters {
            raw.push(filter);
            raw.extend((0..row_bytes).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> (64 - bits)) as u8
            }));
        }
        let mut out = Vec::new();
        let mut unfilter = Unfilter::new(step, row_bytes);
        // In two goes, so that rows are kept between them.
        let (first, second) = raw.split_at(filters.len() / 2 * (row_bytes + 1));
        unfilter.rows(first, |row| out.extend_from_slice(row)).unwrap();
        unfilter.rows(second, |row| out.extend_from_slice(row)).unwrap();
        prop_assert_eq!(out, plainly(step, row_bytes, &raw));
    }
}
