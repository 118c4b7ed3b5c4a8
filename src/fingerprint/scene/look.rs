//! What one frame or still looks like: its lowest frequencies as numbers, and a 64-bit hash of them to search by.
//!
//! The picture is laid on middle grey where it is transparent, reduced to 32×32 by exact area, split into luma and two
//! colour differences (BT.601), and taken through an orthonormal DCT-II. Kept are 12×12 frequencies of luma and 4×4 of
//! each colour difference, in grey levels: the length of the difference of two looks is the root mean square
//! difference of the blurred pictures. Unlike bits, numbers can be averaged, subtracted (what moves is what differs
//! from the mean frame) and cut: cropping a picture is a linear map of its frequencies (see `window`).
//!
//! The hash has the signs of the 8×8 lowest luma frequencies around their median, as Zauner's pHash has (2010). It is
//! not that of the still's `Look`, which sees the picture inside its borders.

use std::f32::consts::PI;
use std::sync::LazyLock;

use image::RgbaImage;

use super::waves::{CHROMA, LUMA, N_CHROMA, N_HASHED, N_LUMA, N_WAVES, Waves, amplitude, detail, hash};
use super::window::probes;

const SIDE: usize = 32;
/// Stored steps a grey level.
const STEPS: f32 = 64.0;
/// Below this, in grey levels, detail is what compression leaves of a plain picture.
pub(crate) const LEAST_DETAIL: f32 = 5.0;

/// What one picture looks like, in 360 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameLook {
    waves: [i16; N_WAVES],
}

impl FrameLook {
    /// The length of [`FrameLook::to_bytes`].
    pub const N_BYTES: usize = N_WAVES * 2;

    /// Looks at a picture of any size; 20 µs at 64×64 pixels, in proportion beyond that.
    pub fn of(picture: &RgbaImage) -> Self {
        Self::within(picture, [0.0; 4])
    }

    /// Looks at what is left of a picture when these shares are cut off: left, right, top, bottom.
    pub(crate) fn within(picture: &RgbaImage, bars: [f32; 4]) -> Self {
        Self::from_waves(&transform(&reduce(picture, bars)))
    }

    pub(crate) fn from_waves(waves: &Waves) -> Self {
        Self { waves: waves.map(|wave| (wave * STEPS).round() as i16) }
    }

    pub(crate) fn waves(&self) -> Waves {
        self.waves.map(|wave| f32::from(wave) / STEPS)
    }

    /// The hash to search by.
    pub fn hash(&self) -> u64 {
        hash(&self.waves())
    }

    /// The hashes that this picture's crops would have, for finding a crop by the whole or the whole by a crop.
    pub fn crop_hashes(&self) -> impl Iterator<Item = u64> {
        let waves = self.waves();
        probes().iter().map(move |window| hash(&window.cut_lowest(&waves, N_HASHED)))
    }

    /// Whether there is enough to see that another picture with this hash is likely the same.
    pub fn is_telling(&self) -> bool {
        detail(&self.waves()) >= LEAST_DETAIL
    }

    /// The numbers as little-endian bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.waves.iter().flat_map(|wave| wave.to_le_bytes()).collect()
    }

    /// Reads what [`FrameLook::to_bytes`] wrote; `None` if the length is another.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<2>();
        let waves = numbers.iter().map(|&n| i16::from_le_bytes(n)).collect::<Vec<_>>().try_into().ok()?;
        rest.is_empty().then_some(Self { waves })
    }
}

/// Luma, blue and red difference, 32×32 each, of the picture on middle grey, without what is cut off its sides.
fn reduce(picture: &RgbaImage, [left, right, top, bottom]: [f32; 4]) -> Vec<f32> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut cells = vec![0.0; 3 * SIDE * SIDE];
    if width == 0 || height == 0 {
        return cells;
    }
    let columns = overlaps(width, left, right);
    let mut line = vec![0.0f32; 3 * width];
    let mut rows = vec![0.0f32; SIDE * 3 * width];
    let mut next = overlaps(height, top, bottom).into_iter().peekable();
    for (y, pixels) in picture.as_raw().chunks_exact(width * 4).enumerate() {
        let (luma, chroma) = line.split_at_mut(width);
        let (blue, red) = chroma.split_at_mut(width);
        for (((l, b), r), p) in luma.iter_mut().zip(blue).zip(red).zip(pixels.as_chunks::<4>().0) {
            let alpha = f32::from(p[3]) / 255.0;
            let [red, green, blue] = [p[0], p[1], p[2]].map(|c| (f32::from(c) - 128.0) * alpha);
            *l = 0.299 * red + 0.587 * green + 0.114 * blue;
            *b = 0.564 * (blue - *l);
            *r = 0.713 * (red - *l);
        }
        while let Some((_, cell, share)) = next.next_if(|&(source, ..)| source == y) {
            for (sum, value) in rows[cell * 3 * width..][..3 * width].iter_mut().zip(&line) {
                *sum += share * value;
            }
        }
    }
    for (n, row) in rows.chunks_exact(width).enumerate() {
        let (y, plane) = (n / 3, n % 3);
        let out = &mut cells[(plane * SIDE + y) * SIDE..][..SIDE];
        for &(source, cell, share) in &columns {
            out[cell] += share * row[source];
        }
    }
    cells
}

/// Which of `length` sources lies in which of 32 cells with which share of the cell, by source; `before` and `after` are the
/// shares of the axis that the cells do not cover.
fn overlaps(length: usize, before: f32, after: f32) -> Vec<(usize, usize, f32)> {
    let (first, cell) = (before * length as f32, (1.0 - before - after) * length as f32 / SIDE as f32);
    let mut all = Vec::with_capacity(length + SIDE);
    for source in 0..length {
        let (from, to) = ((source as f32 - first) / cell, (source as f32 + 1.0 - first) / cell);
        for n in from.max(0.0) as usize..(to.ceil().max(0.0) as usize).min(SIDE) {
            let overlap = to.min(n as f32 + 1.0) - from.max(n as f32);
            if overlap > 1e-5 {
                all.push((source, n, overlap));
            }
        }
    }
    all
}

/// The waves of an axis at the 32 cells' centres, orthonormal apart from a factor that makes a sum a mean.
static BASIS: LazyLock<[[f32; SIDE]; N_LUMA]> = LazyLock::new(|| {
    std::array::from_fn(|k| {
        std::array::from_fn(|n| amplitude(k) * (PI / SIDE as f32 * (n as f32 + 0.5) * k as f32).cos() / SIDE as f32)
    })
});

fn transform(cells: &[f32]) -> Waves {
    let mut waves = [0.0; N_WAVES];
    let (luma, chroma) = waves.split_at_mut(LUMA);
    let (blue, red) = chroma.split_at_mut(CHROMA);
    for (plane, (out, n)) in cells.chunks_exact(SIDE * SIDE).zip([(luma, N_LUMA), (blue, N_CHROMA), (red, N_CHROMA)]) {
        for (v, out) in out.chunks_exact_mut(n).enumerate() {
            let mut column = [0.0f32; SIDE];
            for (row, share) in plane.chunks_exact(SIDE).zip(&BASIS[v]) {
                column.iter_mut().zip(row).for_each(|(sum, value)| *sum += share * value);
            }
            for (wave, basis) in out.iter_mut().zip(BASIS.iter()) {
                *wave = column.iter().zip(basis).map(|(a, b)| a * b).sum();
            }
        }
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::super::made::frame;
    use super::*;
    use image::{Rgba, imageops};

    #[test]
    fn scaling_changes_little_and_another_picture_much() {
        let look = FrameLook::of(&frame(1, 0.0, [0.0; 4]));
        let large = imageops::resize(&frame(1, 0.0, [0.0; 4]), 300, 225, imageops::FilterType::Triangle);
        let far = |a: &FrameLook, b: &FrameLook| super::super::signature::distance(&a.waves(), &b.waves());
        assert!(far(&look, &FrameLook::of(&large)) < 2.0);
        assert!((look.hash() ^ FrameLook::of(&large).hash()).count_ones() <= 3);
        let other = FrameLook::of(&frame(2, 0.0, [0.0; 4]));
        assert!(far(&look, &other) > 15.0 && (look.hash() ^ other.hash()).count_ones() > 15);
    }

    #[test]
    fn a_hash_of_crops_is_near_that_of_the_crop() {
        let look = FrameLook::of(&frame(3, 0.5, [0.0; 4]));
        let crop = FrameLook::of(&frame(3, 0.5, [0.05, 0.06, 0.045, 0.07])).hash();
        assert!(look.crop_hashes().any(|hash| (hash ^ crop).count_ones() <= 6));
    }

    #[test]
    fn plain_and_empty_pictures_tell_nothing() {
        for picture in
            [RgbaImage::from_pixel(9, 70, Rgba([9, 99, 199, 255])), RgbaImage::new(5, 5), RgbaImage::new(0, 7)]
        {
            let look = FrameLook::of(&picture);
            assert!(look.hash() == 0 && !look.is_telling());
        }
    }

    #[test]
    fn bytes_come_back() {
        let look = FrameLook::of(&frame(4, 0.0, [0.0; 4]));
        let bytes = look.to_bytes();
        assert_eq!(bytes.len(), FrameLook::N_BYTES);
        assert_eq!(FrameLook::from_bytes(&bytes), Some(look));
        assert_eq!(FrameLook::from_bytes(&bytes[1..]), None);
    }
}
