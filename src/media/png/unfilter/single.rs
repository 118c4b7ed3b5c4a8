//! One row at a time, of pixels of any number of bytes.

/// Reverses the filter of one row; `None` if it is unknown.
pub(super) fn undo(step: usize, filter: u8, raw: &[u8], above: &[u8], out: &mut [u8]) -> Option<()> {
    match filter {
        0 => out.copy_from_slice(raw),
        2 => {
            for ((out, &raw), &above) in out.iter_mut().zip(raw).zip(above) {
                *out = raw.wrapping_add(above);
            }
        }
        1 | 3 | 4 => match step {
            1 => from_left::<1>(filter, raw, above, out),
            2 => from_left::<2>(filter, raw, above, out),
            3 => from_left::<3>(filter, raw, above, out),
            4 => from_left::<4>(filter, raw, above, out),
            6 => from_left::<6>(filter, raw, above, out),
            _ => from_left::<8>(filter, raw, above, out),
        },
        _ => return None,
    }
    Some(())
}

fn from_left<const N: usize>(filter: u8, raw: &[u8], above: &[u8], out: &mut [u8]) {
    match filter {
        1 => each::<N>(raw, above, out, |a, _, _| a),
        3 => each::<N>(raw, above, out, |a, b, _| ((u16::from(a) + u16::from(b)) >> 1) as u8),
        _ => each::<N>(raw, above, out, paeth),
    }
}

#[inline(always)]
fn each<const N: usize>(raw: &[u8], above: &[u8], out: &mut [u8], guess: impl Fn(u8, u8, u8) -> u8) {
    let (mut a, mut c) = ([0; N], [0; N]);
    let pixels = raw.as_chunks::<N>().0.iter().zip(above.as_chunks::<N>().0).zip(out.as_chunks_mut::<N>().0);
    for ((raw, &b), out) in pixels {
        for n in 0..N {
            a[n] = raw[n].wrapping_add(guess(a[n], b[n], c[n]));
        }
        (*out, c) = (a, b);
    }
}

/// Paeth's predictor: of left, above and corner the one nearest to left + above − corner, of equals the first.
fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let (left, above, corner) = (i16::from(a), i16::from(b), i16::from(c));
    let pivot = 3 * corner - above - left;
    let (low, high) = (left.min(above), left.max(above));
    let middle = if pivot >= high { low } else { corner };
    (if pivot <= low { high } else { middle }) as u8
}
