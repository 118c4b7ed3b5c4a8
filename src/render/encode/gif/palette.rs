//! The colours of a palette: chosen for some pixels, and found for one.

use quantette::deps::palette::{Oklab, cast};
use quantette::kmeans::{Kmeans, KmeansOptions};
use quantette::wu::{BinnerF32x3, WuF32x3};
use quantette::{PaletteBuf, PaletteSize};

use super::oklab::{Converter, Lab, distance_squared};

/// The most colours: one of the 256 that a palette holds stands for transparent pixels.
pub(super) const MOST_COLOURS: usize = 255;

/// How many samples k-means looks at: with twice as many the colours are no better.
const SAMPLES: u32 = 1 << 17;

/// Cells of the grid that nearest colours are looked up in: along lightness, and along each of the others.
const GRID: [usize; 3] = [32, 24, 24];

/// The ranges of sRGB in Oklab, with room for what dithering adds.
const RANGES: [(f32, f32); 3] = [(-0.1, 1.1), (-0.32, 0.36), (-0.4, 0.28)];

/// The colours of a palette, by lightness.
pub(super) struct Palette {
    rgb: Vec<[u8; 3]>,
    lab: Vec<Lab>,
    /// Of each cell of the grid the colours that are nearest to a point of it; empty before it is asked for.
    nearest: Vec<Vec<u8>>,
}

impl Palette {
    /// Holds colours as they are, at most [`MOST_COLOURS`].
    pub(super) fn exact(mut colours: Vec<[u8; 3]>) -> Self {
        let converter = Converter::new();
        colours.sort_unstable();
        colours.dedup();
        if colours.is_empty() {
            colours.push([0; 3]);
        }
        let mut pairs: Vec<(Lab, [u8; 3])> = colours.into_iter().map(|rgb| (converter.lab(rgb), rgb)).collect();
        pairs.sort_by(|(a, _), (b, _)| a[0].total_cmp(&b[0]));
        let (lab, rgb) = pairs.into_iter().unzip();
        Self { rgb, lab, nearest: vec![Vec::new(); GRID.iter().product()] }
    }

    /// Chooses colours by Wu's method (1991): quick, and good enough to judge by.
    pub(super) fn quick(samples: &[Lab]) -> Self {
        Self::of(wu::<64, 16, 16>(samples))
    }

    /// Chooses colours by Wu's method, and then by k-means.
    ///
    /// Of eight clips, at the same settings: 414 KB at SSIMULACRA2 80.8; Wu's alone 404 KB at 77.2, NeuQuant 464 KB at 78.2.
    pub(super) fn best(samples: &[Lab]) -> Self {
        // As many as it takes for each colour to settle, of few pixels several times each.
        let factor = (SAMPLES as f32 / samples.len().max(1) as f32).min(4.0);
        let options = KmeansOptions::new().sampling_factor(factor).max_samples(SAMPLES);
        let colours: &[Oklab] = cast::from_array_slice(samples);
        match wu::<128, 32, 32>(samples) {
            Some(first) => Self::of(Kmeans::run_slice(colours, first, options).ok().map(Kmeans::into_palette)),
            None => Self::of(None),
        }
    }

    fn of(colours: Option<PaletteBuf<Oklab>>) -> Self {
        let converter = Converter::new();
        let colours = colours.map(PaletteBuf::into_vec).unwrap_or_default();
        Self::exact(colours.into_iter().map(|colour| converter.rgb([colour.l, colour.a, colour.b])).collect())
    }

    /// The colours as a file has them, that of transparent pixels last.
    pub(super) fn table(&self) -> Vec<u8> {
        self.rgb.iter().flatten().copied().chain([0; 3]).collect()
    }

    pub(super) fn lab(&self, index: u8) -> Lab {
        self.lab.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// The index of the transparent pixel.
    pub(super) fn transparent(&self) -> u8 {
        self.lab.len().min(MOST_COLOURS) as u8
    }

    /// Returns the nearest colour and the square of its distance.
    pub(super) fn nearest(&mut self, to: Lab) -> (u8, f32) {
        let mut cell = 0;
        let mut corner = [0.0; 3];
        let mut size = [0.0; 3];
        for axis in 0..3 {
            let ((low, high), n) = (RANGES[axis], GRID[axis]);
            size[axis] = (high - low) / n as f32;
            let at = ((to[axis] - low) / size[axis]) as usize;
            let at = at.min(n - 1);
            corner[axis] = low + at as f32 * size[axis];
            cell = cell * n + at;
        }
        let Self { lab, nearest, .. } = self;
        let candidates = &mut nearest[cell];
        if candidates.is_empty() {
            *candidates = near_cell(lab, corner, size);
        }
        let with_distance = candidates.iter().map(|&index| (index, distance_squared(lab[usize::from(index)], to)));
        with_distance.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap_or_default()
    }

    /// Returns the colours whose lightness is at most so far away.
    pub(super) fn of_lightness(&self, lightness: f32, within: f32) -> std::ops::Range<u8> {
        let from = self.lab.partition_point(|colour| colour[0] < lightness - within);
        let to = self.lab.partition_point(|colour| colour[0] <= lightness + within);
        from as u8..to as u8
    }

    /// Returns the root mean square distance of some colours from the nearest ones.
    pub(super) fn error(&mut self, samples: impl ExactSizeIterator<Item = Lab>) -> f32 {
        let n = samples.len().max(1) as f32;
        (samples.map(|sample| self.nearest(sample).1).sum::<f32>() / n).sqrt()
    }
}

/// Wu's method, on a grid of boxes over the samples: there are no more colours than boxes with samples, so that the usual grid of
/// 32×16×16 over all of sRGB leaves 30 colours for white letters on black.
fn wu<const L: usize, const A: usize, const B: usize>(samples: &[Lab]) -> Option<PaletteBuf<Oklab>> {
    const COLOURS: PaletteSize = PaletteSize::from_u16_clamped(MOST_COLOURS as u16);
    if samples.is_empty() {
        return None;
    }
    let range = |axis: usize| {
        let values = samples.iter().map(|sample| sample[axis]);
        let (least, most) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, m), v| (l.min(v), m.max(v)));
        (least, most.max(least + 0.01))
    };
    let colours: &[Oklab] = cast::from_array_slice(samples);
    let wu = WuF32x3::run_slice(colours, BinnerF32x3::<L, A, B>::new([0, 1, 2].map(range))).ok()?;
    Some(wu.palette(COLOURS))
}

/// The colours that may be the nearest to a point of a cell: those nearer to all of it than another is to any of it are not left out.
fn near_cell(lab: &[Lab], corner: Lab, size: Lab) -> Vec<u8> {
    // The squares of the distances of the cell's nearest and farthest points from a colour.
    let bounds = |colour: &Lab| {
        let (mut least, mut most) = (0.0, 0.0);
        for axis in 0..3 {
            let (low, high) = (corner[axis] - colour[axis], corner[axis] + size[axis] - colour[axis]);
            let far = low.abs().max(high.abs());
            let near = low.max(-high).max(0.0);
            least += near * near;
            most += far * far;
        }
        (least, most)
    };
    let limit = lab.iter().map(|colour| bounds(colour).1).fold(f32::INFINITY, f32::min);
    let may_be = lab.iter().enumerate().filter(|(_, colour)| bounds(colour).0 <= limit);
    may_be.map(|(index, _)| index as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_is_found() {
        let converter = Converter::new();
        let colour = |n: u32| [(n * 37 % 256) as u8, (n * 101 % 256) as u8, (n * 197 % 256) as u8];
        let mut palette = Palette::exact((0..200).map(colour).collect());
        for n in 0..500 {
            let [l, a, b] = converter.lab(colour(n * 7 + 3));
            // Some lie outside what sRGB holds, as dithering makes them.
            let sought = [l * 1.2 - 0.1, a * 1.2, b];
            let (index, distance) = palette.nearest(sought);
            let least =
                palette.lab.iter().map(|colour| distance_squared(*colour, sought)).fold(f32::INFINITY, f32::min);
            assert_eq!(distance_squared(palette.lab(index), sought), distance);
            assert!(distance <= least, "{sought:?}: {distance} and {least}");
        }
    }

    #[test]
    fn colours_are_chosen_for_what_there_is() {
        let converter = Converter::new();
        let ramp: Vec<Lab> = (0..2000).map(|n| converter.lab([(n / 8) as u8, (n / 10) as u8, 90])).collect();
        for mut palette in [Palette::quick(&ramp), Palette::best(&ramp)] {
            assert!(palette.rgb.len() > 100 && palette.rgb.len() <= MOST_COLOURS);
            let error = palette.error(ramp.iter().copied());
            assert!(error < 0.004, "{error}");
        }
        assert_eq!(Palette::best(&[]).rgb.len(), 1);
    }
}
