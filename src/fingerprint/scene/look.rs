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

use std::sync::LazyLock;

use image::RgbaImage;

use super::waves::{CHROMA, LUMA, N_CHROMA, N_WAVES, Waves, detail, hash, orthonormal};
use super::window::probes;
use crate::fingerprint::plane::{Plane, Taps, split};
use crate::fingerprint::side::Area;
use crate::fingerprint::waves::{N_HASHED, N_LUMA, basis};

/// Cells along each axis that a picture is reduced to.
const SIDE: usize = 32;
/// The level that looks are measured from, and that lies under what is transparent.
const GREY: f32 = 128.0;
/// Stored steps of a grey level.
const STEPS: f32 = 64.0;
/// The detail, in grey levels, below which it is what compression leaves of a plain picture.
pub(super) const LEAST_DETAIL: f32 = 5.0;

/// Goes up with every change to what a picture looks like; looks of different versions are not compared.
pub(crate) const FRAME_LOOK_VERSION: u32 = 2;

/// What one picture looks like, in 352 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrameLook {
    waves: [i16; N_WAVES],
}

impl FrameLook {
    /// The length of [`FrameLook::to_bytes`].
    pub(in crate::fingerprint) const N_BYTES: usize = N_WAVES * 2;

    /// Looks at a picture of any size; 20 µs at 64×64 pixels, in proportion beyond that.
    pub fn of(picture: &RgbaImage) -> Self {
        Grid::new(picture.dimensions(), [0.0; 4]).look(picture)
    }

    pub(super) fn from_waves(waves: &Waves) -> Self {
        Self { waves: waves.map(|wave| (wave * STEPS).round() as i16) }
    }

    pub(super) fn waves(&self) -> Waves {
        self.waves.map(|wave| f32::from(wave) / STEPS)
    }

    /// The hash to search by.
    pub fn hash(&self) -> u64 {
        hash(&self.waves())
    }

    /// The hashes that this picture's crops would have, for finding a crop by the whole or the whole by a crop.
    pub(in crate::fingerprint) fn crop_hashes(&self) -> impl Iterator<Item = u64> {
        let waves = self.waves();
        probes().iter().map(move |window| hash(&window.cut_lowest(&waves, N_HASHED)))
    }

    /// Whether there is enough to see that another picture with this hash is likely the same.
    pub(in crate::fingerprint) fn is_telling(&self) -> bool {
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

/// How frames of one size are reduced: which pixels are in which cell, with which share of it.
pub(super) struct Grid {
    size: (u32, u32),
    across: Taps,
    down: Taps,
}

impl Grid {
    /// For pictures of a size, of which these shares are cut off: left, right, top, bottom.
    pub(super) fn new(size: (u32, u32), [left, right, top, bottom]: [f32; 4]) -> Self {
        let taps = |length: u32, before, after| Taps::area(length as usize, SIDE, before, after);
        Self { size, across: taps(size.0, left, right), down: taps(size.1, top, bottom) }
    }

    /// Whether it is for pictures of this size.
    pub(super) fn fits(&self, picture: &RgbaImage) -> bool {
        picture.dimensions() == self.size
    }

    /// Looks at a picture of its size.
    pub(super) fn look(&self, picture: &RgbaImage) -> FrameLook {
        self.look_on(picture, [GREY; 3])
    }

    /// Looks at a picture of its size that is laid on a colour where it is transparent.
    pub(super) fn look_on(&self, picture: &RgbaImage, ground: [f32; 3]) -> FrameLook {
        if picture.is_empty() {
            return FrameLook::from_waves(&[0.0; N_WAVES]);
        }
        let under = ground.map(|level| level - GREY);
        let laid = |[r, g, b, a]: [f32; 4]| {
            let alpha = a / 255.0;
            let levels = [r, g, b];
            std::array::from_fn(|c| (levels[c] - GREY) * alpha + under[c] * (1.0 - alpha))
        };
        let plane = Plane::from_pixels(picture, Area::all(picture), |pixel| split(laid(pixel)));
        FrameLook::from_waves(&transform(&plane.resized_by(&self.across, &self.down).pixels))
    }
}

/// The waves of an axis at the cells' centres, orthonormal apart from a factor that makes a sum a mean.
static BASIS: LazyLock<[[f32; SIDE]; N_LUMA]> = LazyLock::new(|| {
    let cosines = basis(SIDE);
    std::array::from_fn(|k| std::array::from_fn(|n| orthonormal(k) * cosines[n][k] / SIDE as f32))
});

fn transform(cells: &[[f32; 3]]) -> Waves {
    let mut waves = [0.0; N_WAVES];
    let (luma, chroma) = waves.split_at_mut(LUMA);
    let (blue, red) = chroma.split_at_mut(CHROMA);
    for (channel, (out, n)) in [(luma, N_LUMA), (blue, N_CHROMA), (red, N_CHROMA)].into_iter().enumerate() {
        let plane: Vec<f32> = cells.iter().map(|cell| cell[channel]).collect();
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
    use super::*;
    use crate::fingerprint::tests::frame;
    use image::{Rgba, imageops};

    #[test]
    fn scaling_changes_little_and_another_picture_much() {
        let look = FrameLook::of(&frame(1, 0.0, [0.0; 4]));
        let large = imageops::resize(&frame(1, 0.0, [0.0; 4]), 300, 225, imageops::FilterType::Triangle);
        let far = |a: &FrameLook, b: &FrameLook| super::super::waves::distance(&a.waves(), &b.waves());
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
