//! Reduction by a box filter while a picture is decoded, so that its full-size pixels need not be kept.
//!
//! Each pixel of the result is the mean of the pixels in its box; every source pixel counts once. Colours are weighted by
//! alpha, so that the colour of transparent pixels does not bleed into edges. Means are of the stored, gamma-coded values,
//! as browsers scale. The caller resizes the result to its exact size with a better filter.

mod box_filter;
mod mean;
mod scattered;

use image::{DynamicImage, ImageBuffer, Rgba, RgbaImage};

pub(super) use box_filter::BoxFilter;
pub(super) use mean::{Sample, unpremultiply};
pub(super) use scattered::ScatteredBoxFilter;

/// A reduced picture, in its own colours and depth.
pub(super) enum Reduced {
    /// 8 bits a channel.
    Eight(RgbaImage),
    /// 16 bits a channel, for sources of more than 8.
    Sixteen(ImageBuffer<Rgba<u16>, Vec<u16>>),
}

/// Returns the size that a picture is reduced to: by the largest whole factor that leaves twice its size when fitted into a
/// square of `at_least`, in both directions. Never larger than the picture.
pub(super) fn reduced_size(width: u32, height: u32, at_least: u32) -> (u32, u32) {
    let long = width.max(height);
    let factor = long / at_least.saturating_mul(2).max(1);
    if factor <= 1 {
        return (width, height);
    }
    let side = |length: u32| {
        let fitted = (u64::from(length) * u64::from(at_least)).div_ceil(u64::from(long.max(1)));
        let wanted = u64::from(length.div_ceil(factor)).max(2 * fitted);
        u32::try_from(wanted).map_or(length, |wanted| wanted.min(length).max(1))
    };
    (side(width), side(height))
}

/// Returns the size of a picture fitted into a square of `edge` pixels, rounded to nearest. Never larger than the picture,
/// never empty unless it is.
pub(super) fn fitted_size(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let (long, edge) = (u64::from(width.max(height)), u64::from(edge.max(1)));
    if long <= edge {
        return (width, height);
    }
    let side = |length: u32| {
        let rounded = (u64::from(length) * edge + long / 2) / long;
        u32::try_from(rounded).unwrap_or(length).clamp(1, length.max(1))
    };
    (side(width), side(height))
}

/// Reduces a decoded still to [`reduced_size`], as RGBA.
pub(super) fn reduce(picture: DynamicImage, at_least: u32) -> Reduced {
    let from = (picture.width(), picture.height());
    let to = reduced_size(from.0, from.1, at_least);
    if from == to {
        return match picture.color() {
            color if color.bytes_per_pixel() / color.channel_count() > 1 => Reduced::Sixteen(picture.into_rgba16()),
            _ => Reduced::Eight(picture.into_rgba8()),
        };
    }
    let n_channels = usize::from(picture.color().channel_count());
    if let Some(flat) = picture.as_flat_samples_u8() {
        return Reduced::Eight(reduce_samples(flat.samples, n_channels, from, at_least));
    }
    if let Some(flat) = picture.as_flat_samples_u16() {
        return Reduced::Sixteen(reduce_samples(flat.samples, n_channels, from, at_least));
    }
    // Floating point pictures are rare enough to be copied once more.
    reduce(DynamicImage::ImageRgba16(picture.into_rgba16()), at_least)
}

/// Reduces rows of samples of 1 to 4 channels (grey, grey and alpha, RGB, RGBA) to [`reduced_size`].
pub(super) fn reduce_samples<S: Sample>(
    samples: &[S],
    n_channels: usize,
    from: (u32, u32),
    at_least: u32,
) -> ImageBuffer<Rgba<S>, Vec<S>>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    let to = reduced_size(from.0, from.1, at_least);
    match n_channels {
        1 => shrink::<S, 1>(samples, from, to),
        2 => shrink::<S, 2>(samples, from, to),
        3 => shrink::<S, 3>(samples, from, to),
        _ => shrink::<S, 4>(samples, from, to),
    }
}

/// Reduces a whole picture: the reference for reducing it in parts.
#[cfg(test)]
pub(super) fn reduce_rgba(picture: &RgbaImage, at_least: u32) -> RgbaImage {
    reduce_samples(picture.as_raw(), 4, picture.dimensions(), at_least)
}

fn shrink<S: Sample, const N: usize>(samples: &[S], from: (u32, u32), to: (u32, u32)) -> ImageBuffer<Rgba<S>, Vec<S>>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    let mut box_filter = BoxFilter::<S, N>::new(from, to);
    let row_length = (from.0 as usize).saturating_mul(N).max(1);
    samples.chunks_exact(row_length).for_each(|row| box_filter.push_row(row));
    box_filter.finish()
}

#[cfg(test)]
mod tests;
