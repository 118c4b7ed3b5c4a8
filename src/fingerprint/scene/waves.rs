//! The waves that a frame is known by: how they are laid out, hashed, weighed and compared.

use std::sync::LazyLock;

use crate::fingerprint::waves::{N_HASHED, N_LUMA, ac_energy, basis};

/// Waves of a colour difference along each axis.
pub(super) const N_CHROMA: usize = 4;
/// Numbers of luma, and of either colour difference.
pub(super) const LUMA: usize = N_LUMA * N_LUMA;
pub(super) const CHROMA: usize = N_CHROMA * N_CHROMA;
/// All numbers of a frame.
pub(super) const N_WAVES: usize = LUMA + 2 * CHROMA;
/// The waves of a frame in grey levels: luma row by row, then blue and red difference.
pub(super) type Waves = [f32; N_WAVES];

/// What a wave of luma is above the median by, in grey levels, to have a sign: less is rounding in a plain picture.
const LEAST_SIGN: f32 = 0.02;

/// The signs of the lowest waves of luma around their median.
pub(super) fn hash(waves: &Waves) -> u64 {
    let mut low: [f32; N_HASHED * N_HASHED] = std::array::from_fn(|i| waves[i / N_HASHED * N_LUMA + i % N_HASHED]);
    low[0] = 0.0;
    let mut sorted = low;
    let (_, &mut median, _) = sorted.select_nth_unstable_by(N_HASHED * N_HASHED / 2, f32::total_cmp);
    low.iter().enumerate().fold(0, |bits, (i, &wave)| bits | (u64::from(wave > median + LEAST_SIGN) << i))
}

/// The waves of the frame mirrored left to right: those of odd order across change their sign.
pub(super) fn mirrored(waves: &Waves) -> Waves {
    std::array::from_fn(|i| if frequencies(i).0 % 2 == 1 { -waves[i] } else { waves[i] })
}

/// The frequencies across and down of a number of a frame.
pub(super) fn frequencies(i: usize) -> (usize, usize) {
    if i < LUMA { (i % N_LUMA, i / N_LUMA) } else { (i % N_CHROMA, (i - LUMA) / N_CHROMA % N_CHROMA) }
}

/// How much there is to see, in grey levels: the root mean square of luma around its mean.
pub(super) fn detail(waves: &Waves) -> f32 {
    ac_energy(&waves[..LUMA]).sqrt()
}

/// The factor that gives every wave of an axis the mean square 1.
pub(super) fn orthonormal(frequency: usize) -> f32 {
    if frequency == 0 { 1.0 } else { std::f32::consts::SQRT_2 }
}

/// How much each number of a frame counts in comparisons.
///
/// Mean brightness and the slowest waves suffer most from palettes and colour conversion, the fastest from crops.
pub(super) static WEIGHTS: LazyLock<Waves> = LazyLock::new(|| {
    std::array::from_fn(|i| match frequencies(i) {
        (0, 0) => 0.3,
        (u, v) if i < LUMA => {
            let f = ((u * u + v * v) as f32).sqrt();
            (0.55 + 0.15 * f).min(1.0) * if f > 11.0 { 0.5 } else { 1.0 }
        }
        _ => 0.7,
    })
});

/// The waves, each by how much it counts.
pub(super) fn weighted(waves: &Waves) -> Waves {
    std::array::from_fn(|i| waves[i] * WEIGHTS[i])
}

/// The squared length of a difference, in grey levels².
pub(super) fn squared(a: &Waves, b: &Waves) -> f32 {
    let mut sums = [0.0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for n in 0..16 {
            sums[n] += (a[n] - b[n]) * (a[n] - b[n]);
        }
    }
    sums.iter().sum()
}

/// The length of a difference: root mean square, in grey levels.
pub(super) fn distance(a: &Waves, b: &Waves) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

/// The strongest level, of luma and colour together, that some waves make at any of 12 × 12 places.
pub(super) fn strongest(waves: &Waves) -> f32 {
    let [luma, blue, red] = [
        levels::<N_LUMA>(&waves[..LUMA]),
        levels::<N_CHROMA>(&waves[LUMA..LUMA + CHROMA]),
        levels::<N_CHROMA>(&waves[LUMA + CHROMA..]),
    ];
    let square = |((y, blue), red): ((&f32, &f32), &f32)| y * y + blue * blue + red * red;
    let places = luma.as_flattened().iter().zip(blue.as_flattened()).zip(red.as_flattened());
    places.map(square).fold(0.0, f32::max).sqrt()
}

/// The levels that the waves of one channel make at the middles of 12 × 12 places.
fn levels<const N: usize>(waves: &[f32]) -> [[f32; N_LUMA]; N_LUMA] {
    static PLACES: LazyLock<[[f32; N_LUMA]; N_LUMA]> = LazyLock::new(|| {
        let cosines = basis(N_LUMA);
        std::array::from_fn(|place| std::array::from_fn(|k| orthonormal(k) * cosines[place][k]))
    });
    let rows = waves.as_chunks::<N>().0;
    std::array::from_fn(|y| {
        let column: [f32; N] = std::array::from_fn(|u| rows.iter().zip(&PLACES[y]).map(|(row, at)| row[u] * at).sum());
        std::array::from_fn(|x| column.iter().zip(&PLACES[x]).map(|(wave, at)| wave * at).sum())
    })
}

/// The number of the frame nearest to a look, and the squared length of the difference.
fn nearest(look: &Waves, among: &[Waves]) -> Option<(usize, f32)> {
    among.iter().map(|other| squared(look, other)).enumerate().min_by(|x, y| x.1.total_cmp(&y.1))
}

/// A frame of b and the frame of a nearest to it.
pub(super) struct NearestPair {
    pub(super) a: usize,
    pub(super) b: usize,
    /// The square difference.
    pub(super) apart: f32,
}

/// The better half of the pairs that frames of b make with the nearest of a, the best first.
pub(super) fn best_pairs(a: &[Waves], b: &[Waves]) -> Vec<NearestPair> {
    let nearest = |(b, look)| nearest(look, a).map(|(a, apart)| NearestPair { a, b, apart });
    let mut pairs: Vec<NearestPair> = b.iter().enumerate().filter_map(nearest).collect();
    pairs.sort_by(|x, y| x.apart.total_cmp(&y.apart));
    pairs.truncate(pairs.len().div_ceil(2));
    pairs
}

/// The mean of a's frames less that of b's, over pairs: what a mark or a palette adds is the same in all frames.
pub(super) fn mean_difference(pairs: &[NearestPair], a: &[Waves], b: &[Waves]) -> Waves {
    let (n, mut mean) = (pairs.len() as f32, [0.0; N_WAVES]);
    for pair in pairs {
        let waves = a[pair.a].iter().zip(&b[pair.b]);
        mean.iter_mut().zip(waves).for_each(|(sum, (a, b))| *sum += (a - b) / n);
    }
    mean
}
