//! Colour conversion: rows of components to rows of RGBA.
//!
//! ```text
//! R = Y + 1.402 (Cr − 128)
//! G = Y − 0.344136 (Cb − 128) − 0.714136 (Cr − 128)
//! B = Y + 1.772 (Cb − 128)
//! ```
//!
//! rounded to nearest. Inks are converted without a profile: R = C · K, where 255 is no ink.

use super::idct::rounded;
use super::metadata::ColorSpace;

/// Pixels converted at once, in vector instructions.
const RUN: usize = 16;

/// Converts one row.
pub(super) fn convert(colors: ColorSpace, rows: &[&[u8]], out: &mut [u8]) {
    let pixels = out.chunks_exact_mut(4);
    match (colors, rows) {
        (ColorSpace::Grey, [grey, ..]) => {
            for (pixel, &y) in pixels.zip(*grey) {
                pixel.copy_from_slice(&[y, y, y, 255]);
            }
        }
        (ColorSpace::Rgb, [r, g, b, ..]) => {
            for (((pixel, &r), &g), &b) in pixels.zip(*r).zip(*g).zip(*b) {
                pixel.copy_from_slice(&[r, g, b, 255]);
            }
        }
        (ColorSpace::YCbCr, [y, cb, cr, ..]) => {
            let rows = y.chunks(RUN).zip(cb.chunks(RUN)).zip(cr.chunks(RUN));
            for (out, ((y, cb), cr)) in out.chunks_mut(4 * RUN).zip(rows) {
                let [r, g, b] = rgb(padded(y), padded(cb), padded(cr));
                for ((pixel, &r), (&g, &b)) in out.chunks_exact_mut(4).zip(&r).zip(g.iter().zip(&b)) {
                    pixel.copy_from_slice(&[r, g, b, 255]);
                }
            }
        }
        (ColorSpace::Cmyk, [c, m, y, k]) => {
            for ((((pixel, &c), &m), &y), &k) in pixels.zip(*c).zip(*m).zip(*y).zip(*k) {
                pixel.copy_from_slice(&rgba_of_inks([c, m, y], k));
            }
        }
        (ColorSpace::Ycck, [y, cb, cr, k]) => {
            for ((((pixel, &y), &cb), &cr), &k) in pixels.zip(*y).zip(*cb).zip(*cr).zip(*k) {
                let inks = rgb([y], [cb], [cr]).map(|[sample]| 255 - sample);
                pixel.copy_from_slice(&rgba_of_inks(inks, k));
            }
        }
        _ => {}
    }
}

/// Returns a run of samples, completed with zeros at the end of a row.
#[inline(always)]
fn padded(samples: &[u8]) -> [u8; RUN] {
    match samples.try_into() {
        Ok(run) => run,
        Err(_) => std::array::from_fn(|at| samples.get(at).copied().unwrap_or(0)),
    }
}

#[inline(always)]
fn rgb<const N: usize>(y: [u8; N], cb: [u8; N], cr: [u8; N]) -> [[u8; N]; 3] {
    let (y, cb, cr) = (y.map(f32::from), cb.map(|cb| f32::from(cb) - 128.0), cr.map(|cr| f32::from(cr) - 128.0));
    [
        std::array::from_fn(|at| rounded(y[at] + 1.402 * cr[at])),
        std::array::from_fn(|at| rounded(y[at] - 0.344_136_3 * cb[at] - 0.714_136_3 * cr[at])),
        std::array::from_fn(|at| rounded(y[at] + 1.772 * cb[at])),
    ]
}

fn rgba_of_inks(inks: [u8; 3], k: u8) -> [u8; 4] {
    let [r, g, b] = inks.map(|ink| ((u32::from(ink) * u32::from(k) + 127) / 255) as u8);
    [r, g, b, 255]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_rests_of_runs_are_converted_alike() {
        let row: Vec<u8> = (0..37).map(|n| n * 6).collect();
        let (cb, cr): (Vec<u8>, Vec<u8>) = row.iter().map(|&n| (255 - n, n / 2 + 60)).unzip();
        let mut out = [0; 37 * 4];
        convert(ColorSpace::YCbCr, &[&row, &cb, &cr], &mut out);
        for (at, pixel) in out.chunks_exact(4).enumerate() {
            let (y, cb, cr) = (f64::from(row[at]), f64::from(cb[at]) - 128.0, f64::from(cr[at]) - 128.0);
            let wanted = [y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb, 255.0];
            for (wanted, &sample) in wanted.iter().zip(pixel) {
                assert!((wanted.clamp(0.0, 255.0) - f64::from(sample)).abs() < 0.51, "{at}: {pixel:?}");
            }
        }
    }

    #[test]
    fn inks_darken_white() {
        let convert_one = |colors, samples: [u8; 4]| {
            let mut out = [0; 4];
            convert(colors, &samples.each_ref().map(std::slice::from_ref), &mut out);
            out
        };
        assert_eq!(convert_one(ColorSpace::Cmyk, [255, 0, 255, 128]), [128, 0, 128, 255]);
        assert_eq!(convert_one(ColorSpace::Ycck, [255, 128, 128, 255]), [0, 0, 0, 255]);
    }
}
