//! What a still looks like, in 171 bytes: enough to find its copies among a million without opening a file.
//!
//! Kept are the lowest 12×12 frequencies of luma of the picture inside its borders (`trim`), as amplitudes in one byte
//! each (the square root of the amplitude in elevenths, with its sign), and three 64-bit hashes: of the picture inside its
//! borders, of all of it, and of what is drawn on it, without its paper. A hash has the signs of the 8×8 lowest frequencies
//! without the mean; what is weaker than a hundredth of all is no sign. Because the amplitudes are there, the hashes of
//! crops and of turned copies are had without the pixels (`waves`): a copy is looked for with all of them, among plain
//! hashes.
//!
//! A cut-out has the same three hashes of what it looks like on white, and on black (`ground`).
//!
//! Stored form: version, whether it is telling (a byte each), the hashes (`u64`, little-endian), 144 amplitudes (`i8`); then,
//! for a cut-out, six more hashes.

use std::sync::LazyLock;

use image::RgbaImage;

use super::ground::{GROUNDS, is_cut_out, laid_on};
use super::guess::are_alike;
use super::trim::Framing;
use super::verdict::is_small;
use crate::fingerprint::plane::Plane;
use crate::fingerprint::side::Area;
use crate::fingerprint::transform::Transform;
use crate::fingerprint::waves::{
    Luma, Matrix, N_HASHED, N_LUMA, REDUCED, ac_energy, analyse, cut_across, cut_down, pack, part, turned, unpack,
};

/// Goes up with every change to the algorithm; looks of different versions are not compared.
pub(crate) const LOOK_VERSION: u32 = 3;

/// The stored number of an amplitude of one level; it grows with the square root.
const STEPS: f32 = 11.0;
/// A wave has a sign from this share of the root of the AC energy on, plus so many levels.
const LEAST_SIGN_SHARE: f32 = 0.008;
const LEAST_SIGN: f32 = 0.05;
/// Waves with a sign that a picture must have to be found by its hash.
const FEWEST_SIGNS: usize = 12;
/// Below so many waves with a sign a picture is plain: a gradient, a few soft shapes. One with waves in both directions, in
/// that less than this share of its AC energy runs along one axis, needs fewer.
const PLAIN_SIGNS: usize = 30;
const PLAIN_SIGNS_IN_BOTH: usize = 22;
const MOSTLY_ALONG_AXES: f32 = 0.9;
/// The root of the AC energy, in levels of 255, below which there is nothing to see.
const NOTHING: f32 = 3.0;
/// What is cut off the sides in the crops that are looked for: a copy cut by up to 8 % a side is near one of them.
const CROP: f32 = 0.06;

const N_HASHES: usize = 3;
const HEAD_BYTES: usize = 2 + N_HASHES * 8;
const BYTES: usize = HEAD_BYTES + N_LUMA * N_LUMA;

/// What a still looks like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// Of the picture inside its borders, of all of it, and of what is drawn on it.
    hashes: [u64; N_HASHES],
    /// The same of a cut-out on each of [`GROUNDS`]; empty for others, and for icons.
    on_grounds: Vec<u64>,
    is_telling: bool,
    luma: [[i8; N_LUMA]; N_LUMA],
}

/// The matrices that cut neither, either and both ends of an axis.
static CUTS: LazyLock<[Matrix; 4]> = LazyLock::new(|| {
    let end = |set: usize, n: usize| if set >> n & 1 == 1 { CROP } else { 0.0 };
    std::array::from_fn(|set| part(end(set, 0), 1.0 - end(set, 1)))
});

impl Look {
    /// Looks at a picture of any size; up to a fifth of a millisecond at thumbnail size.
    pub fn of(picture: &RgbaImage) -> Self {
        let framing = Framing::of(picture);
        let (area, all, drawn) = (framing.trimmed(), Area::all(picture), framing.content());
        let plane = Plane::luma_of(picture, all);
        let luma = waves(&plane, area);
        let whole = hash(&luma).0;
        let of = |other: Area| if other == area { whole } else { hash(&waves(&plane, other)).0 };
        // Faces of icons differ in few bits on white and on black: by these hashes they would count as copies.
        let on_grounds = if is_cut_out(picture) && !is_small(picture, picture) {
            GROUNDS.iter().flat_map(|&ground| Self::of(&laid_on(picture, ground)).hashes).collect()
        } else {
            Vec::new()
        };
        let luma_packed = luma.map(|row| row.map(|wave| pack(wave, STEPS)));
        Self { hashes: [whole, of(all), of(drawn)], on_grounds, is_telling: is_telling(&luma), luma: luma_packed }
    }

    /// The hash of the picture inside its borders.
    pub fn whole(&self) -> u64 {
        self.hashes[0]
    }

    /// The hashes to be found by, each once.
    pub(in crate::fingerprint) fn index_hashes(&self) -> impl Iterator<Item = u64> {
        let all = self.hashes.iter().chain(&self.on_grounds).copied();
        let is_first = move |(n, hash): &(usize, u64)| all.clone().take(*n).all(|other| other != *hash);
        self.hashes.iter().chain(&self.on_grounds).copied().enumerate().filter(is_first).map(|(_, hash)| hash)
    }

    /// The hashes to look for copies with: as it is, cropped, mirrored and turned.
    pub(in crate::fingerprint) fn probes(&self) -> impl Iterator<Item = u64> {
        let waves = self.waves();
        let turns = Transform::ALL.into_iter().skip(1).map(move |turn| hash(&turned(&waves, turn)).0);
        self.index_hashes().chain(self.crop_hashes()).chain(turns)
    }

    /// The hashes of its crops: what finds copies that were cut from it. All other copies find it by their own probes.
    pub(in crate::fingerprint) fn crop_hashes(&self) -> impl Iterator<Item = u64> {
        let waves = self.waves();
        // Each cut of the rows is shared by four cuts of the columns.
        CUTS.iter().enumerate().flat_map(move |(n, down)| {
            let half = cut_down(&waves, down, N_HASHED);
            CUTS.iter().skip(usize::from(n == 0)).map(move |across| hash(&cut_across(&half, across, N_HASHED)).0)
        })
    }

    pub(super) fn waves(&self) -> Luma {
        self.luma.map(|row| row.map(|code| unpack(code, STEPS)))
    }

    /// Whether there is enough in the picture to know it by; those of one colour, or with one wave, have not.
    pub(in crate::fingerprint) fn is_telling(&self) -> bool {
        self.is_telling
    }

    /// Whether the exact comparison can find two pictures to show the same; about a tenth of its time.
    ///
    /// Only pictures without borders and paper are refused: of others it is not known which part is to be compared.
    pub fn may_match(&self, other: &Self) -> bool {
        let is_whole =
            |look: &Self| look.on_grounds.is_empty() && look.hashes[1..].iter().all(|&hash| hash == look.hashes[0]);
        !is_whole(self) || !is_whole(other) || are_alike(&self.waves(), &other.waves())
    }

    /// The bits in which the hashes of two pictures differ, 0 to 63, as they are, cropped or turned, whichever is nearest.
    /// Exchanging the two changes nothing.
    pub fn distance(&self, other: &Self) -> u32 {
        let towards = |from: &Self, to: u64| from.probes().map(|hash| (hash ^ to).count_ones()).min();
        let nearest = towards(self, other.whole()).into_iter().chain(towards(other, self.whole()));
        nearest.min().unwrap_or(u64::BITS)
    }

    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.extend([LOOK_VERSION as u8, u8::from(self.is_telling)]);
        bytes.extend(self.hashes.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes.extend(self.luma.iter().flatten().map(|wave| wave.cast_unsigned()));
        bytes.extend(self.on_grounds.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes
    }

    /// Reads what [`Look::to_bytes`] wrote; `None` for anything else, other versions included.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, waves) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let [version, is_telling, hashes @ ..] = head;
        let (hashes, _) = hashes.as_chunks::<8>();
        let mut luma = [[0; N_LUMA]; N_LUMA];
        let (waves, more) = waves.split_at_checked(N_LUMA * N_LUMA)?;
        let (more, rest) = more.as_chunks::<8>();
        let is_whole = rest.is_empty() && (more.is_empty() || more.len() == N_HASHES * GROUNDS.len());
        if !is_whole || u32::from(*version) != LOOK_VERSION || *is_telling > 1 {
            return None;
        }
        luma.iter_mut().flatten().zip(waves).for_each(|(wave, byte)| *wave = byte.cast_signed());
        let hashes = std::array::from_fn(|n| u64::from_le_bytes(hashes[n]));
        let on_grounds = more.iter().map(|&hash| u64::from_le_bytes(hash)).collect();
        Some(Self { hashes, on_grounds, is_telling: *is_telling == 1, luma })
    }
}

pub(super) fn waves(plane: &Plane<1>, area: Area) -> Luma {
    if area.width == 0 || area.height == 0 {
        return Luma::default();
    }
    let (left, top) = (area.left as f32, area.top as f32);
    let rect = [left, top, left + area.width as f32, top + area.height as f32];
    analyse(&plane.resample(rect, REDUCED, REDUCED))
}

/// Whether there is enough to know a picture by.
fn is_telling(waves: &Luma) -> bool {
    ac_energy(waves.as_flattened()).sqrt() > NOTHING && hash(waves).1 >= FEWEST_SIGNS
}

/// Whether there is so little to see that brightness and colour are what two pictures are told apart by.
pub(super) fn is_plain(waves: &Luma) -> bool {
    let n_signs = hash(waves).1;
    let straight = waves[0].iter().skip(1).chain(waves.iter().skip(1).map(|row| &row[0]));
    let in_both = straight.map(|wave| wave * wave).sum::<f32>() < MOSTLY_ALONG_AXES * ac_energy(waves.as_flattened());
    n_signs < if in_both { PLAIN_SIGNS_IN_BOTH } else { PLAIN_SIGNS }
}

/// The signs of the lowest waves, and how many have one.
fn hash(waves: &Luma) -> (u64, usize) {
    let floor = ac_energy(waves.as_flattened()).sqrt() * LEAST_SIGN_SHARE + LEAST_SIGN;
    let hashed = waves.iter().take(N_HASHED).flat_map(|row| row.iter().take(N_HASHED)).skip(1);
    hashed.enumerate().fold((0, 0), |(bits, n), (at, &wave)| {
        (bits | (u64::from(wave > floor) << at), n + usize::from(wave.abs() > floor))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::tests::{face, turned};
    use image::{Rgba, imageops};

    #[test]
    fn scaling_and_brightness_change_few_bits() {
        let original = face(400, 300);
        let look = Look::of(&original);
        let small = imageops::resize(&original, 90, 67, imageops::FilterType::Triangle);
        let mut dim = original.clone();
        dim.pixels_mut().for_each(|p| p.0[..3].iter_mut().for_each(|c| *c = (f32::from(*c) * 0.8) as u8));
        assert!(look.is_telling());
        assert!(look.distance(&Look::of(&small)) <= 3 && look.distance(&Look::of(&dim)) <= 3);
    }

    #[test]
    fn every_turn_and_an_uneven_crop_are_among_the_probes() {
        let original = face(400, 300);
        let look = Look::of(&original);
        let is_found = |copy: &RgbaImage| {
            let copy = Look::of(copy);
            look.probes().any(|hash| (hash ^ copy.whole()).count_ones() <= 6)
        };
        assert!(Transform::ALL.into_iter().all(|turn| is_found(&turned(&original, turn))));
        assert!(is_found(&imageops::crop_imm(&original, 24, 6, 350, 288).to_image()));
    }

    #[test]
    fn plain_and_empty_pictures_tell_nothing() {
        let gradient = RgbaImage::from_fn(200, 100, |x, _| Rgba([x as u8, x as u8, x as u8, 255]));
        let all = Area::all(&gradient);
        assert!(is_plain(&waves(&Plane::luma_of(&gradient, all), all)));
        let black = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 255]));
        for picture in [gradient, black, RgbaImage::new(5, 5), RgbaImage::new(0, 0), RgbaImage::new(1, 20_000)] {
            assert!(!Look::of(&picture).is_telling(), "{:?}", picture.dimensions());
        }
    }

    #[test]
    fn the_stored_form_is_read_back_and_nothing_else_is() {
        let look = Look::of(&face(256, 200));
        let bytes = look.to_bytes();
        assert_eq!((bytes.len(), Look::from_bytes(&bytes)), (BYTES, Some(look)));
        assert_eq!(Look::from_bytes(&bytes[1..]), None);
        assert_eq!(Look::from_bytes(&[]), None);
        let newer: Vec<u8> = [9].into_iter().chain(bytes[1..].iter().copied()).collect();
        assert_eq!(Look::from_bytes(&newer), None);
    }

    #[test]
    fn the_stored_value_never_changes_under_one_version() {
        assert_eq!(Look::of(&face(256, 256)).whole(), 7_345_821_802_245_852_428);
    }

    #[test]
    fn an_icon_is_not_looked_for_on_white_and_black() {
        let cut_out = |size: u32| {
            let mut picture = RgbaImage::new(size, size);
            imageops::replace(&mut picture, &face(size / 2, size / 2), 0, i64::from(size / 4));
            picture
        };
        assert!(Look::of(&cut_out(48)).on_grounds.is_empty());
        assert_eq!(Look::of(&cut_out(128)).on_grounds.len(), GROUNDS.len() * N_HASHES);
    }
}
