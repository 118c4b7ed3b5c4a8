//! Estimates of the memory that decoding takes, by which a caller shares a budget among files decoded at a time.
//!
//! They are upper bounds for usual files, in bytes a pixel of the stored and of the reduced picture, measured on real
//! wallpapers or counted from what the decoders hold. A rare kind (floating point in TIFF) may take more, up to
//! [`super::Limits`].

use super::reduce::reduced_size;
use super::{Facts, Format};

/// Frames kept at the reduced size until the poster is chosen.
const KEPT_FRAMES: u64 = 8;

/// Estimates the bytes that [`super::decode`] takes at its peak, beside those of the file itself.
pub fn working_bytes(facts: &Facts, at_least: u32) -> u64 {
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    let (width, height) = reduced_size(facts.width, facts.height, at_least);
    let reduced = u64::from(width) * u64::from(height);
    if facts.frames > 1 {
        // The canvas, a copy of the first frame, what lies under a subframe, and the subframe.
        return pixels * 16 + reduced.saturating_mul(4 * KEPT_FRAMES.min(u64::from(facts.frames)));
    }
    match facts.format {
        // A progressive file: coefficients and planes, at up to twice the reduced size.
        Format::Jpeg => pixels.min(4 * reduced) * 10 + reduced * 4,
        // Rows; an interlaced file: the sums of all boxes.
        Format::Png => u64::from(facts.width) * 64 + reduced * 40,
        Format::WebP => pixels * 4 + reduced * 4,
        Format::Jxl | Format::Avif => pixels * 12,
        _ => pixels * 8 + reduced * 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_of_reducing_decoders_take_little() {
        let facts = |format, frames| Facts {
            format,
            width: 8_000,
            height: 6_000,
            frames,
            duration: None,
            loop_count: None,
            has_alpha: false,
        };
        let full = 48_000_000;
        assert!(working_bytes(&facts(Format::Jpeg, 1), 256) < full / 2);
        assert!(working_bytes(&facts(Format::Png, 1), 256) < full / 2);
        assert!(working_bytes(&facts(Format::Bmp, 1), 256) > full * 4);
        assert!(working_bytes(&facts(Format::Gif, 9), 256) > full * 12);
        assert!(working_bytes(&facts(Format::Jpeg, 1), u32::MAX) > full * 10);
    }
}
