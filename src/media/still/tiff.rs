//! TIFF's corners that the decoder passes over in silence: refused here, or put right.

use image::DynamicImage;

use super::super::directory::{
    COMPRESSION, Directory, EXTRA_SAMPLES, FILL_ORDER, PLANAR_CONFIGURATION, STRIP_OFFSETS, TILE_OFFSETS, TILE_WIDTH,
};
use super::super::error::Error;

/// Refuses what would come out wrong (bits in reverse order), panic (planes in tiles) or look damaged although it is not
/// (LZW as it was before TIFF 6.0, codes from the low bit up).
pub(super) fn check(directory: &Directory<'_>) -> Result<(), Error> {
    if directory.number(FILL_ORDER) == Some(2) {
        return Err(Error::unsupported("this kind of TIFF (bits in reverse order)"));
    }
    if directory.number(PLANAR_CONFIGURATION) == Some(2) && directory.number(TILE_WIDTH).is_some() {
        return Err(Error::unsupported("this kind of TIFF (planes in tiles)"));
    }
    let first = directory.number(STRIP_OFFSETS).or_else(|| directory.number(TILE_OFFSETS));
    let data = first.map(|offset| directory.bytes_at(offset)).unwrap_or_default();
    // Both kinds begin with the clear code, 256 in nine bits: 80 0. from the high bit down, 00 .1 from the low bit up.
    if directory.number(COMPRESSION) == Some(5) && matches!(data, [0, second, ..] if second & 1 == 1) {
        return Err(Error::unsupported("this kind of TIFF (LZW of before TIFF 6.0)"));
    }
    Ok(())
}

/// Divides colours by their alpha where the file says that they were multiplied by it.
pub(super) fn straighten(directory: &Directory<'_>, picture: &mut DynamicImage) {
    if directory.number(EXTRA_SAMPLES) != Some(1) {
        return;
    }
    let divide = |color: u32, alpha: u32, max: u32| (color * max + alpha / 2).checked_div(alpha).unwrap_or(0).min(max);
    match picture {
        DynamicImage::ImageRgba8(picture) => {
            for [colors @ .., alpha] in picture.as_chunks_mut::<4>().0 {
                colors.iter_mut().for_each(|color| *color = divide(u32::from(*color), u32::from(*alpha), 255) as u8);
            }
        }
        DynamicImage::ImageRgba16(picture) => {
            for [colors @ .., alpha] in picture.as_chunks_mut::<4>().0 {
                colors.iter_mut().for_each(|c| *c = divide(u32::from(*c), u32::from(*alpha), 65_535) as u16);
            }
        }
        _ => {}
    }
}
