//! Layers that share a palette.

use std::collections::BTreeSet;

use super::layer::{Layer, is_written, rgb};
use super::oklab::{Converter, Lab};
use super::palette::{MOST_COLOURS, Palette};

/// A layer joins others if its error with their palette is at most this times that with its own: a palette for each frame costs 6 %
/// more bytes for 0.8 of SSIMULACRA2.
const WORSE_THAN_OWN: f32 = 1.25;

/// An error of the palette, as a distance in Oklab, that no other palette has to mend: about a level and a half.
const UNSEEN_ERROR: f32 = 0.005;

/// A layer joins others as well if a palette of its own, of 768 bytes, would mend no more than this: the sum over its pixels of the
/// squares of errors. Of letters on a terminal, and of rain, palettes were a tenth to a half of all bytes.
const WORTH_A_PALETTE: f32 = 2.0;

/// An error that is never left for that.
const SEEN_ERROR: f32 = 0.03;

/// The most samples that a layer gives to the choice of colours.
const SAMPLES: usize = 1 << 14;

/// How many samples are enough to judge a palette by.
const JUDGES: usize = 1 << 11;

/// From here on samples are thinned out, and layers are encoded, so that memory is bounded: one page of 2800×2100 is 24 MB.
const MOST_SAMPLES: usize = 1 << 18;
const MOST_BYTES: usize = 64 << 20;

/// Steps of lightness, in levels, from which on a place is busy: there one pixel in four counts if there are many, and so where the
/// colour is the very same around, so that skin and sky get more of the colours. Of the few pixels of letters all count.
const BUSY: u8 = 13;
const ONE_IN: usize = 4;
const FEW: usize = 1 << 12;

/// Layers that wait for their palette.
#[derive(Default)]
pub(super) struct Segment {
    layers: Vec<Layer>,
    bytes: usize,
    /// All colours, if a palette holds them.
    colours: Option<BTreeSet<[u8; 3]>>,
    samples: Vec<Lab>,
    /// How many times the samples were halved.
    halved: u32,
    /// The palette that layers are judged by.
    palette: Option<Palette>,
    /// The sum over all samples of the square of the error that they have with their layer's own palette.
    own_errors: f32,
    n_own: f32,
}

impl Segment {
    /// Adds a layer, if it can share the palette of the others; else it is handed back.
    pub(super) fn add(&mut self, layer: Layer) -> Result<(), Layer> {
        let is_first = self.layers.is_empty();
        if !is_first && self.bytes + layer.bytes() > MOST_BYTES {
            return Err(layer);
        }
        let own = colours(&layer);
        let joint = match (&self.colours, &own) {
            (Some(all), Some(own)) => Some(all | own).filter(|all| all.len() <= MOST_COLOURS),
            (None, _) if is_first => own.clone(),
            _ => None,
        };
        let samples = samples(&layer);
        let own_error = if own.is_some() { 0.0 } else { Palette::quick(&samples).error(judges(&samples)) };
        if joint.is_none() && !is_first {
            let n_written = layer.pixels.iter().filter(|pixel| is_written(**pixel)).count();
            if !self.admits(&samples, own_error, n_written as f32) {
                return Err(layer);
            }
        }
        self.own_errors += own_error * own_error * samples.len() as f32;
        self.n_own += samples.len() as f32;
        let step = 1 << self.halved;
        self.samples.extend(samples.into_iter().step_by(step));
        while self.samples.len() > MOST_SAMPLES {
            self.halved += 1;
            let mut at = 0;
            self.samples.retain(|_| {
                at += 1;
                at % 2 == 1
            });
        }
        self.colours = joint;
        self.bytes += layer.bytes();
        self.layers.push(layer);
        Ok(())
    }

    /// Whether the samples of a layer, and those before, are well shown by one palette; it is chosen anew if need be.
    fn admits(&mut self, samples: &[Lab], own_error: f32, n_written: f32) -> bool {
        let is_good = |error: f32, own: f32| error <= (own * WORSE_THAN_OWN).max(UNSEEN_ERROR);
        let is_enough = |error: f32| {
            let mended = (error * error - own_error * own_error) * n_written;
            is_good(error, own_error) || (mended <= WORTH_A_PALETTE && error <= SEEN_ERROR)
        };
        let palette = self.palette.get_or_insert_with(|| Palette::quick(&self.samples));
        if is_enough(palette.error(judges(samples))) {
            return true;
        }
        let mut all = self.samples.clone();
        all.extend(samples.iter().step_by(1 << self.halved));
        let mut joint = Palette::quick(&all);
        let before = (self.own_errors / self.n_own.max(1.0)).sqrt();
        if !is_enough(joint.error(judges(samples))) || !is_good(joint.error(judges(&self.samples)), before) {
            return false;
        }
        self.palette = Some(joint);
        true
    }

    /// Returns the layers and their palette.
    pub(super) fn finish(self) -> (Vec<Layer>, Palette) {
        let palette = match self.colours {
            Some(colours) => Palette::exact(colours.into_iter().collect()),
            None => Palette::best(&self.samples),
        };
        (self.layers, palette)
    }
}

/// The colours of a layer, if a palette holds them all.
fn colours(layer: &Layer) -> Option<BTreeSet<[u8; 3]>> {
    let mut colours = BTreeSet::new();
    let mut last = None;
    for pixel in layer.pixels.iter().copied().filter(|pixel| is_written(*pixel)).map(rgb) {
        if last != Some(pixel) && colours.insert(pixel) && colours.len() > MOST_COLOURS {
            return None;
        }
        last = Some(pixel);
    }
    Some(colours)
}

/// The colours that count where a palette is chosen for a layer.
fn samples(layer: &Layer) -> Vec<Lab> {
    let width = layer.area.width as usize;
    let lightness = |[r, g, b, _]: [u8; 4]| ((u16::from(r) * 2 + u16::from(g) * 5 + u16::from(b)) / 8) as u8;
    let [mut flat, mut smooth, mut busy] = [const { Vec::new() }; 3];
    for (at, &pixel) in layer.pixels.iter().enumerate().filter(|(_, pixel)| is_written(**pixel)) {
        let neighbour = |before: usize| at.checked_sub(before).and_then(|at| layer.pixels.get(at)).copied();
        let neighbours = [1, width].map(neighbour);
        let step = |other: [u8; 4]| lightness(pixel).abs_diff(lightness(other));
        let kind = if neighbours.into_iter().flatten().any(|other| step(other) > BUSY) {
            &mut busy
        } else if neighbours.into_iter().flatten().all(|other| rgb(other) == rgb(pixel)) {
            &mut flat
        } else {
            &mut smooth
        };
        kind.push(rgb(pixel));
    }
    let converter = Converter::new();
    let n_smooth = smooth.len();
    let thinned = |colours: Vec<[u8; 3]>, step: usize| colours.into_iter().step_by(step.max(1));
    let flat = thinned(flat, ONE_IN.max(n_smooth / SAMPLES));
    let busy_step = (busy.len() / FEW).clamp(1, ONE_IN.max(busy.len() / SAMPLES));
    let counted = flat.chain(thinned(smooth, n_smooth / SAMPLES)).chain(thinned(busy, busy_step));
    counted.map(|colour| converter.lab(colour)).collect()
}

fn judges(samples: &[Lab]) -> impl ExactSizeIterator<Item = Lab> {
    samples.iter().step_by(samples.len().div_ceil(JUDGES).max(1)).copied()
}
