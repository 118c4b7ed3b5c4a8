//! Big pictures made smaller by a whole factor as soon as they are decoded, so that their pixels can be let go.
//!
//! The filter is a box: each pixel of the result is the mean of the pixels under it, every source pixel counted once.
//! Colours are weighted by their alpha, so that what nobody sees (the colour of transparent pixels) does not bleed
//! into edges. Means are taken of the stored, gamma-coded values, as browsers do when they scale. The last and
//! good resize is left to whoever wants an exact size.

use image::{DynamicImage, ImageBuffer, Rgba, RgbaImage};

/// A picture at the size it is wanted, in its own colours and depth.
pub(super) enum Reduced {
    /// 8 bits a channel.
    Eight(RgbaImage),
    /// 16 bits a channel, for sources of more than 8.
    Sixteen(ImageBuffer<Rgba<u16>, Vec<u16>>),
}

/// The size a picture is reduced to: the fewest pixels that leave twice the size it has when fitted into a square of
/// `at_least`, in both directions, with a whole factor. Never larger than the picture.
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

/// Reduces a decoded still to [`reduced_size`], and spells it as RGBA.
pub(super) fn reduce(picture: DynamicImage, at_least: u32) -> Reduced {
    let from = (picture.width(), picture.height());
    let to = reduced_size(from.0, from.1, at_least);
    if from == to {
        return match picture.color() {
            color if color.bytes_per_pixel() / color.channel_count() > 1 => Reduced::Sixteen(picture.into_rgba16()),
            _ => Reduced::Eight(picture.into_rgba8()),
        };
    }
    match picture {
        DynamicImage::ImageLuma8(p) => Reduced::Eight(shrink::<u8, 1>(p.as_raw(), from, to)),
        DynamicImage::ImageLumaA8(p) => Reduced::Eight(shrink::<u8, 2>(p.as_raw(), from, to)),
        DynamicImage::ImageRgb8(p) => Reduced::Eight(shrink::<u8, 3>(p.as_raw(), from, to)),
        DynamicImage::ImageRgba8(p) => Reduced::Eight(shrink::<u8, 4>(p.as_raw(), from, to)),
        DynamicImage::ImageLuma16(p) => Reduced::Sixteen(shrink::<u16, 1>(p.as_raw(), from, to)),
        DynamicImage::ImageLumaA16(p) => Reduced::Sixteen(shrink::<u16, 2>(p.as_raw(), from, to)),
        DynamicImage::ImageRgb16(p) => Reduced::Sixteen(shrink::<u16, 3>(p.as_raw(), from, to)),
        DynamicImage::ImageRgba16(p) => Reduced::Sixteen(shrink::<u16, 4>(p.as_raw(), from, to)),
        // Floating point pictures are rare enough to be copied once more.
        other => Reduced::Sixteen(shrink::<u16, 4>(other.into_rgba16().as_raw(), from, to)),
    }
}

/// Reduces an animation's canvas to [`reduced_size`].
pub(super) fn reduce_rgba(picture: &RgbaImage, at_least: u32) -> RgbaImage {
    let from = picture.dimensions();
    let to = reduced_size(from.0, from.1, at_least);
    if from == to { picture.clone() } else { shrink::<u8, 4>(picture.as_raw(), from, to) }
}

fn shrink<S: Sample, const N: usize>(samples: &[S], from: (u32, u32), to: (u32, u32)) -> ImageBuffer<Rgba<S>, Vec<S>>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    let mut shrinker = Shrinker::<S, N>::new(from, to);
    let row_length = (from.0 as usize).saturating_mul(N).max(1);
    samples.chunks_exact(row_length).for_each(|row| shrinker.push_row(row));
    shrinker.finish()
}

/// A kind of sample, and the number that holds [`ROWS_PER_FOLD`] sums of samples times alphas.
pub(super) trait Sample: image::Primitive {
    /// Wide enough for `ROWS_PER_FOLD * MAX * MAX`.
    type Sum: Copy + Default + Into<u64> + std::ops::AddAssign + std::ops::Mul<Output = Self::Sum> + From<Self>;
    /// Full opacity.
    const MAX: Self;
    /// Back from a mean, which is never above [`Sample::MAX`].
    fn from_mean(mean: u64) -> Self;
}

impl Sample for u8 {
    type Sum = u32;
    const MAX: Self = u8::MAX;
    fn from_mean(mean: u64) -> Self {
        u8::try_from(mean).unwrap_or(Self::MAX)
    }
}

impl Sample for u16 {
    type Sum = u64;
    const MAX: Self = u16::MAX;
    fn from_mean(mean: u64) -> Self {
        u16::try_from(mean).unwrap_or(Self::MAX)
    }
}

/// Rows are summed column by column in the narrow [`Sample::Sum`] (which vectorises), and folded into the wide sums of
/// whole boxes before it can overflow: 4096 × 255 × 255 < 2³².
const ROWS_PER_FOLD: u32 = 4096;

/// The box filter, fed row by row. `N` channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
pub(super) struct Shrinker<S: Sample, const N: usize> {
    from: (u32, u32),
    to: (u32, u32),
    /// The next source row, and the rows summed since the last fold.
    row: u32,
    n_summed: u32,
    columns: Vec<S::Sum>,
    boxes: Vec<u64>,
    out: Vec<S>,
}

impl<S: Sample, const N: usize> Shrinker<S, N>
where
    Rgba<S>: image::Pixel<Subpixel = S>,
{
    const HAS_ALPHA: bool = N == 2 || N == 4;

    /// Neither side of `to` may be zero or above that of `from`.
    pub(super) fn new(from: (u32, u32), to: (u32, u32)) -> Self {
        let (from_width, to_width) = (from.0 as usize, to.0 as usize);
        Self {
            from,
            to,
            row: 0,
            n_summed: 0,
            columns: vec![S::Sum::default(); from_width * N],
            boxes: vec![0; to_width * N],
            out: Vec::with_capacity(to_width * to.1 as usize * 4),
        }
    }

    /// Takes the next row of samples.
    pub(super) fn push_row(&mut self, row: &[S]) {
        if Self::HAS_ALPHA {
            for (sums, pixel) in self.columns.chunks_exact_mut(N).zip(row.chunks_exact(N)) {
                let alpha = pixel.last().map_or(S::Sum::default(), |&alpha| alpha.into());
                for (sum, &sample) in sums.iter_mut().zip(&pixel[..N - 1]) {
                    *sum += S::Sum::from(sample) * alpha;
                }
                if let Some(sum) = sums.last_mut() {
                    *sum += alpha;
                }
            }
        } else {
            for (sum, &sample) in self.columns.iter_mut().zip(row) {
                *sum += sample.into();
            }
        }
        self.row += 1;
        self.n_summed += 1;
        let out_row = self.out.len() / (self.to.0 as usize * 4).max(1);
        let is_last_of_box = self.row >= edge(out_row as u32 + 1, self.from.1, self.to.1);
        if is_last_of_box || self.n_summed == ROWS_PER_FOLD {
            self.fold();
        }
        if is_last_of_box {
            let n_rows = self.row - edge(out_row as u32, self.from.1, self.to.1);
            self.emit(u64::from(n_rows));
        }
    }

    fn fold(&mut self) {
        for (x, sums) in self.boxes.chunks_exact_mut(N).enumerate() {
            let start = edge(x as u32, self.from.0, self.to.0) as usize * N;
            let end = edge(x as u32 + 1, self.from.0, self.to.0) as usize * N;
            for pixel in self.columns.get(start..end).unwrap_or_default().chunks_exact(N) {
                for (sum, &column) in sums.iter_mut().zip(pixel) {
                    *sum += column.into();
                }
            }
        }
        self.columns.fill(S::Sum::default());
        self.n_summed = 0;
    }

    fn emit(&mut self, n_rows: u64) {
        for (x, sums) in self.boxes.chunks_exact_mut(N).enumerate() {
            let x = x as u32;
            let n_columns = edge(x + 1, self.from.0, self.to.0) - edge(x, self.from.0, self.to.0);
            let count = (n_rows * u64::from(n_columns)).max(1);
            let mean = |sum: u64, weight: u64| S::from_mean((sum + weight / 2) / weight.max(1));
            let (alpha, weight) = match sums.last() {
                Some(&alphas) if Self::HAS_ALPHA => (mean(alphas, count), alphas),
                _ => (S::MAX, count),
            };
            let channel = |c: usize| sums.get(c).map_or(S::from_mean(0), |&sum| mean(sum, weight));
            let grey_at = |c: usize| if N < 3 { channel(0) } else { channel(c) };
            self.out.extend([grey_at(0), grey_at(1), grey_at(2), alpha]);
            sums.fill(0);
        }
    }

    /// The picture; rows that never came are transparent.
    pub(super) fn finish(mut self) -> ImageBuffer<Rgba<S>, Vec<S>> {
        let (width, height) = self.to;
        self.out.resize(width as usize * height as usize * 4, S::from_mean(0));
        ImageBuffer::from_raw(width, height, self.out).expect("the buffer was made for this size")
    }
}

/// Where box `n` of `to` boxes begins along `from` pixels.
fn edge(n: u32, from: u32, to: u32) -> u32 {
    u32::try_from(u64::from(n) * u64::from(from) / u64::from(to.max(1))).unwrap_or(from).min(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mean_is_of_all_pixels_under_the_box() {
        let grey = vec![0u8, 10, 100, 200, 20, 30, 100, 200, 1, 1, 9, 9, 1, 2, 8, 9];
        let grey = DynamicImage::ImageLuma8(ImageBuffer::from_raw(4, 4, grey).unwrap());
        let Reduced::Eight(small) = reduce(grey, 1) else { panic!("8 bits stay 8") };
        assert_eq!(small.pixels().map(|p| p.0[0]).collect::<Vec<_>>(), [15, 150, 1, 9]);
        assert!(small.pixels().all(|p| p.0 == [p.0[0], p.0[0], p.0[0], 255]));
    }

    #[test]
    fn colours_of_transparent_pixels_do_not_bleed() {
        let pixels = vec![255, 0, 0, 255, 0, 255, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0];
        let canvas = RgbaImage::from_raw(4, 1, pixels).unwrap();
        assert_eq!(reduce_rgba(&canvas, 1).as_raw(), &[255, 0, 0, 128, 255, 0, 0, 128]);
        let clear = RgbaImage::from_pixel(4, 1, Rgba([9, 9, 9, 0]));
        assert_eq!(reduce_rgba(&clear, 1).as_raw(), &[0; 8]);
    }

    #[test]
    fn a_box_of_many_rows_does_not_overflow() {
        let tall = RgbaImage::from_pixel(1, 20_000, Rgba([255, 128, 0, 255]));
        let small = reduce_rgba(&tall, 1);
        assert_eq!((small.dimensions(), small.get_pixel(0, 0)), ((1, 2), &Rgba([255, 128, 0, 255])));
    }

    #[test]
    fn sixteen_bits_stay_sixteen() {
        let deep = ImageBuffer::from_pixel(9, 9, image::Rgb([65_535u16, 300, 7]));
        let Reduced::Sixteen(small) = reduce(DynamicImage::ImageRgb16(deep), 2) else { panic!("16 bits stay 16") };
        assert!(small.pixels().all(|p| p.0 == [65_535, 300, 7, 65_535]));
    }

    proptest! {
        #[test]
        fn a_margin_of_two_is_left_and_nothing_is_enlarged(
            width in 1u32..70_000, height in 1u32..70_000, at_least in 1u32..3_000,
        ) {
            let (w, h) = reduced_size(width, height, at_least);
            prop_assert!(w <= width && h <= height && w > 0 && h > 0);
            let scale = f64::from(at_least) / f64::from(width.max(height));
            if scale < 1.0 {
                for (side, full) in [(w, width), (h, height)] {
                    let wanted = 2.0 * (f64::from(full) * scale).round();
                    prop_assert!(f64::from(side) >= wanted.min(f64::from(full)), "{side} of {full} for {at_least}");
                }
            }
            prop_assert_eq!(reduced_size(width, height, u32::MAX), (width, height));
        }
    }
}
