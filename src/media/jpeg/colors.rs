//! Colours: rows of components to rows of RGBA.
//!
//! ```text
//! R = Y + 1.402 (Cr − 128)
//! G = Y − 0.344136 (Cb − 128) − 0.714136 (Cr − 128)
//! B = Y + 1.772 (Cb − 128)
//! ```
//!
//! in 16-bit fixed point, rounded as libjpeg rounds. Inks cover white light: R = (1 − C) (1 − K), without a profile.

use super::metadata::Colors;

/// Converts one row.
pub(super) fn convert(colors: Colors, rows: &[&[u8]], out: &mut [u8]) {
    let pixels = out.chunks_exact_mut(4);
    match (colors, rows) {
        (Colors::Grey, [grey, ..]) => {
            for (pixel, &y) in pixels.zip(*grey) {
                pixel.copy_from_slice(&[y, y, y, 255]);
            }
        }
        (Colors::Rgb, [r, g, b, ..]) => {
            for (((pixel, &r), &g), &b) in pixels.zip(*r).zip(*g).zip(*b) {
                pixel.copy_from_slice(&[r, g, b, 255]);
            }
        }
        (Colors::YCbCr, [y, cb, cr, ..]) => {
            for (((pixel, &y), &cb), &cr) in pixels.zip(*y).zip(*cb).zip(*cr) {
                let [r, g, b] = rgb(y, cb, cr);
                pixel.copy_from_slice(&[r, g, b, 255]);
            }
        }
        (Colors::Cmyk { is_inverted }, [c, m, y, k]) => {
            for ((((pixel, &c), &m), &y), &k) in pixels.zip(*c).zip(*m).zip(*y).zip(*k) {
                pixel.copy_from_slice(&inked([c, m, y], k, is_inverted));
            }
        }
        (Colors::Ycck { is_inverted }, [y, cb, cr, k]) => {
            for ((((pixel, &y), &cb), &cr), &k) in pixels.zip(*y).zip(*cb).zip(*cr).zip(*k) {
                pixel.copy_from_slice(&inked(rgb(y, cb, cr).map(|sample| 255 - sample), k, is_inverted));
            }
        }
        _ => {}
    }
}

#[inline(always)]
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16 | 1 << 15, i32::from(cb) - 128, i32::from(cr) - 128);
    let sample = |sum: i32| (sum >> 16).clamp(0, 255) as u8;
    [sample(y + 91_881 * cr), sample(y - 22_554 * cb - 46_802 * cr), sample(y + 116_130 * cb)]
}

fn inked(inks: [u8; 3], k: u8, is_inverted: bool) -> [u8; 4] {
    let light = |ink: u8| u32::from(if is_inverted { ink } else { 255 - ink });
    let [r, g, b] = inks.map(|ink| ((light(ink) * light(k) + 127) / 255) as u8);
    [r, g, b, 255]
}
