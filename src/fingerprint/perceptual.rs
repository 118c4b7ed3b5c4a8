//! How a picture looks, in 64 bits: the signs of its 64 lowest frequencies around their median.
//!
//! The picture is laid on middle grey where it is transparent, reduced to 32×32 by area, turned into luma (BT.601), and
//! taken through a two-dimensional DCT-II. Of the 8×8 lowest frequencies, the one that says how bright the whole is
//! counts as zero; a bit is set where a coefficient is above the median (the "pHash" of the literature: Zauner,
//! *Implementation and Benchmarking of Perceptual Image Hash Functions*, 2010). Scaling, recompression and brightness
//! change few bits. Mirroring changes half of them: mirrored copies are not found by this hash.

use std::f32::consts::PI;

use image::RgbaImage;

/// Goes up with every change to the algorithm; hashes of different versions are not compared.
pub const PERCEPTUAL_VERSION: u32 = 1;

const SIDE: usize = 32;
const KEPT: usize = 8;

/// A 64-bit perceptual hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PerceptualHash(pub u64);

impl PerceptualHash {
    /// Hashes a picture of any size; pictures below 32 pixels a side are stretched by repeating pixels.
    pub fn of(picture: &RgbaImage) -> Self {
        let luma = reduce_to_luma(picture);
        let mut coefficients = low_frequencies(&luma);
        coefficients[0] = 0.0;
        let mut sorted = coefficients;
        sorted.sort_by(f32::total_cmp);
        let median = (sorted[KEPT * KEPT / 2 - 1] + sorted[KEPT * KEPT / 2]) / 2.0;
        // A flat picture has no frequencies but rounding noise (up to 0.05 here), which must not become bits; 1.0 is a
        // wave of a five-hundredth of a grey level.
        let floor = median + 1.0;
        Self(coefficients.iter().enumerate().fold(0, |bits, (i, &c)| bits | (u64::from(c > floor) << i)))
    }

    /// The number of bits in which two hashes differ, 0 to 64.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

fn reduce_to_luma(picture: &RgbaImage) -> [f32; SIDE * SIDE] {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut luma = [128.0; SIDE * SIDE];
    if width == 0 || height == 0 {
        return luma;
    }
    let span = |i: usize, length: usize| {
        let from = i * length / SIDE;
        from..((i + 1) * length).div_ceil(SIDE).clamp(from + 1, length)
    };
    let pixels = picture.as_raw();
    for (y, row) in luma.chunks_exact_mut(SIDE).enumerate() {
        let rows = span(y, height);
        for (x, cell) in row.iter_mut().enumerate() {
            let columns = span(x, width);
            let n = rows.len() * columns.len();
            let sum: f32 = rows
                .clone()
                .flat_map(|line| {
                    pixels[(line * width + columns.start) * 4..(line * width + columns.end) * 4].chunks_exact(4)
                })
                .map(|p| luma_on_grey(p[0], p[1], p[2], p[3]))
                .sum();
            *cell = sum / n as f32;
        }
    }
    luma
}

fn luma_on_grey(r: u8, g: u8, b: u8, a: u8) -> f32 {
    let luma = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
    128.0 + (luma - 128.0) * f32::from(a) / 255.0
}

fn low_frequencies(luma: &[f32; SIDE * SIDE]) -> [f32; KEPT * KEPT] {
    let basis: [[f32; SIDE]; KEPT] =
        std::array::from_fn(|k| std::array::from_fn(|n| (PI / SIDE as f32 * (n as f32 + 0.5) * k as f32).cos()));
    let mut by_row = [[0.0; KEPT]; SIDE];
    for (row, out) in luma.chunks_exact(SIDE).zip(&mut by_row) {
        for (wave, sum) in basis.iter().zip(out) {
            *sum = row.iter().zip(wave).map(|(v, c)| v * c).sum();
        }
    }
    std::array::from_fn(|i| {
        let (v, u) = (i / KEPT, i % KEPT);
        by_row.iter().zip(&basis[v]).map(|(row, c)| row[u] * c).sum::<f32>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, imageops};

    fn face(width: u32, height: u32) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| {
            let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
            let eye = |cx: f32| ((u - cx).powi(2) + (v - 0.4).powi(2)).sqrt() < 0.12;
            let tear = (u - 0.3).abs() < 0.03 && v > 0.5 && v < 0.8;
            let shade = if eye(0.3) || eye(0.7) {
                30
            } else if tear {
                250
            } else {
                (120.0 + 80.0 * v) as u8
            };
            Rgba([shade, shade / 2 + 60, 200 - shade / 2, 255])
        })
    }

    #[test]
    fn scaling_and_brightness_change_few_bits() {
        let original = face(400, 300);
        let hash = PerceptualHash::of(&original);
        let small = imageops::resize(&original, 90, 67, imageops::FilterType::Triangle);
        let mut dim = original.clone();
        dim.pixels_mut().for_each(|p| p.0[..3].iter_mut().for_each(|c| *c = (f32::from(*c) * 0.8) as u8));
        assert!(hash.distance(PerceptualHash::of(&small)) <= 4);
        assert!(hash.distance(PerceptualHash::of(&dim)) <= 4);
    }

    #[test]
    fn other_pictures_are_far_away() {
        let hash = PerceptualHash::of(&face(400, 300));
        let mirrored = imageops::rotate90(&face(400, 300));
        assert!(hash.distance(PerceptualHash::of(&mirrored)) >= 16);
    }

    #[test]
    fn flat_and_empty_pictures_have_no_bits() {
        for picture in
            [RgbaImage::from_pixel(64, 64, Rgba([9, 99, 199, 255])), RgbaImage::new(5, 5), RgbaImage::new(0, 0)]
        {
            assert_eq!(PerceptualHash::of(&picture), PerceptualHash(0));
        }
    }

    #[test]
    fn the_stored_value_never_changes_under_one_version() {
        assert_eq!(PerceptualHash::of(&face(256, 256)).0, 16_399_326_003_516_218_519);
    }
}
