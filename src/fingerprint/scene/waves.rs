//! The frequencies that a frame is known by, and what they tell by themselves.

/// Frequencies of luma an axis.
pub(crate) const N_LUMA: usize = 12;
/// Frequencies of a colour difference an axis.
pub(crate) const N_CHROMA: usize = 4;
/// All of them.
pub(crate) const LUMA: usize = N_LUMA * N_LUMA;
pub(crate) const CHROMA: usize = N_CHROMA * N_CHROMA;
/// All numbers of a look.
pub(crate) const N_WAVES: usize = LUMA + 2 * CHROMA;
/// Frequencies of luma an axis that the hash has.
pub(crate) const N_HASHED: usize = 8;
/// The frequencies of a picture in grey levels: luma row by row, then blue and red difference.
pub(crate) type Waves = [f32; N_WAVES];

/// The signs of the lowest luma frequencies around their median; what is below a 50th of a grey level has no sign.
pub(crate) fn hash(waves: &Waves) -> u64 {
    let mut low: [f32; N_HASHED * N_HASHED] = std::array::from_fn(|i| waves[i / N_HASHED * N_LUMA + i % N_HASHED]);
    low[0] = 0.0;
    let mut sorted = low;
    let (_, &mut median, _) = sorted.select_nth_unstable_by(N_HASHED * N_HASHED / 2, f32::total_cmp);
    low.iter().enumerate().fold(0, |bits, (i, &wave)| bits | (u64::from(wave > median + 0.02) << i))
}

/// The frequencies of a picture mirrored left to right: waves of odd order across change their sign.
pub(crate) fn mirrored(waves: &Waves) -> Waves {
    std::array::from_fn(|i| {
        let across = if i < LUMA { i % N_LUMA } else { (i - LUMA) % N_CHROMA };
        if across % 2 == 1 { -waves[i] } else { waves[i] }
    })
}

/// How much there is to see, in grey levels: the root mean square of luma around its mean.
pub(crate) fn detail(waves: &Waves) -> f32 {
    waves[1..LUMA].iter().map(|wave| wave * wave).sum::<f32>().sqrt()
}

/// The factor that gives every wave of an axis the mean square 1.
pub(crate) fn amplitude(frequency: usize) -> f32 {
    if frequency == 0 { 1.0 } else { std::f32::consts::SQRT_2 }
}
