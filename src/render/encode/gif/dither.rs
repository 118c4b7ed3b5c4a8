//! The colours of a layer as indices of its palette, chosen pixel after pixel from what is still to be made up for.
//!
//! What a chosen colour is off by goes to the neighbours that are not drawn yet (Floyd and Steinberg, 1976), by half: the whole of it
//! speckles skin. Only pixels that are written take part.

use super::layer::{Layer, is_written, rgb};
use super::oklab::{Converter, Lab};
use super::palette::Palette;

/// The part of an error that goes on: +1.5 of SSIMULACRA2 for 2 % more bytes; 0.8 can be seen on skin.
const SOFT: f32 = 0.5;

/// The most that is made up for, as a step of Oklab along each axis: beyond, errors smear over edges.
const MOST_CARRIED: f32 = 0.08;

/// A layer that is being drawn in the colours of a palette.
pub(super) struct Painter<'a> {
    layer: &'a Layer,
    width: usize,
    colours: Vec<Lab>,
    /// What each pixel of this row and the next has to make up for.
    carried: Vec<Lab>,
    strength: f32,
    pub(super) palette: &'a mut Palette,
}

impl<'a> Painter<'a> {
    pub(super) fn new(layer: &'a Layer, palette: &'a mut Palette, is_dithered: bool) -> Self {
        let converter = Converter::new();
        let mut last = ([0; 3], converter.lab([0; 3]));
        let colours = layer.pixels.iter().map(|&pixel| {
            if rgb(pixel) != last.0 {
                last = (rgb(pixel), converter.lab(rgb(pixel)));
            }
            last.1
        });
        Self {
            width: layer.area.width as usize,
            colours: colours.collect(),
            carried: vec![[0.0; 3]; layer.pixels.len() + layer.area.width as usize + 1],
            strength: if is_dithered { SOFT } else { 0.0 },
            layer,
            palette,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.colours.len()
    }

    /// The colour that is wanted at a pixel, where `behind` is what the pixel left of it is off by and has not handed on yet; `None` if
    /// it is not written.
    pub(super) fn wanted(&self, at: usize, behind: Lab) -> Option<Lab> {
        self.layer.pixels.get(at).filter(|pixel| is_written(**pixel))?;
        let (colour, carried) = (self.colours[at], self.carried[at]);
        let right = if at.is_multiple_of(self.width) { 0.0 } else { self.strength * 7.0 / 16.0 };
        Some([0, 1, 2].map(|axis| {
            let more = carried[axis] + behind[axis] * right;
            colour[axis] + more.clamp(-MOST_CARRIED, MOST_CARRIED)
        }))
    }

    /// Draws all pixels in the nearest colours; those that are not written stay transparent.
    pub(super) fn indices(&mut self) -> Vec<u8> {
        let mut indices = Vec::with_capacity(self.len());
        for at in 0..self.len() {
            let index = match self.wanted(at, [0.0; 3]) {
                Some(wanted) => self.palette.nearest(wanted).0,
                None => self.palette.transparent(),
            };
            self.settle(at, index);
            indices.push(index);
        }
        indices
    }

    /// Settles the colour of a pixel, and hands on what it is off by.
    pub(super) fn settle(&mut self, at: usize, index: u8) {
        if self.strength == 0.0 {
            return;
        }
        let Some(wanted) = self.wanted(at, [0.0; 3]) else { return };
        let chosen = self.palette.lab(index);
        let off = [0, 1, 2].map(|axis| (wanted[axis] - chosen[axis]) * self.strength / 16.0);
        let column = at % self.width;
        let mut hand = |to: usize, part: f32| {
            if let Some(carried) = self.carried.get_mut(to) {
                (0..3).for_each(|axis| carried[axis] += off[axis] * part);
            }
        };
        if column + 1 < self.width {
            hand(at + 1, 7.0);
            hand(at + self.width + 1, 1.0);
        }
        if column > 0 {
            hand(at + self.width - 1, 3.0);
        }
        hand(at + self.width, 5.0);
    }

    /// How much the lightness of the source varies around a pixel.
    pub(super) fn range(&self, at: usize) -> f32 {
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        let column = at % self.width;
        let columns = column.saturating_sub(1)..=(column + 1).min(self.width - 1);
        let row = at / self.width;
        for row in row.saturating_sub(1)..=row + 1 {
            for column in columns.clone() {
                if let Some(colour) = self.colours.get(row * self.width + column) {
                    least = least.min(colour[0]);
                    most = most.max(colour[0]);
                }
            }
        }
        most - least
    }
}
