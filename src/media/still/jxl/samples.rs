//! From rows of bytes, as the decoder writes them, to a reduced picture.

use image::{ImageBuffer, Pixel, Rgba};

use super::super::super::reduce::{BoxFilter, Reduced, Sample, reduced_size};

/// Reduces a picture of so many channels, of 8 or 16 bits.
pub(super) fn reduce(bytes: &[u8], from: (u32, u32), (n_channels, is_deep): (usize, bool), at_least: u32) -> Reduced {
    let to = reduced_size(from.0, from.1, at_least);
    match (n_channels, is_deep) {
        (1, false) => Reduced::Eight(shrink::<u8, 1>(bytes, from, to)),
        (2, false) => Reduced::Eight(shrink::<u8, 2>(bytes, from, to)),
        (3, false) => Reduced::Eight(shrink::<u8, 3>(bytes, from, to)),
        (_, false) => Reduced::Eight(shrink::<u8, 4>(bytes, from, to)),
        (1, true) => Reduced::Sixteen(shrink::<u16, 1>(bytes, from, to)),
        (2, true) => Reduced::Sixteen(shrink::<u16, 2>(bytes, from, to)),
        (3, true) => Reduced::Sixteen(shrink::<u16, 3>(bytes, from, to)),
        (_, true) => Reduced::Sixteen(shrink::<u16, 4>(bytes, from, to)),
    }
}

fn shrink<S: Bytes, const N: usize>(pixels: &[u8], from: (u32, u32), to: (u32, u32)) -> ImageBuffer<Rgba<S>, Vec<S>>
where
    Rgba<S>: Pixel<Subpixel = S>,
{
    let mut box_filter = BoxFilter::<S, N>::new(from, to);
    let mut row = Vec::new();
    for bytes in pixels.chunks_exact(from.0 as usize * N * size_of::<S>()) {
        box_filter.push_row(S::samples(bytes, &mut row));
    }
    box_filter.finish()
}

/// Samples that can be read from bytes.
trait Bytes: Sample {
    /// The bytes as samples, in `room` if they need any.
    fn samples<'a>(bytes: &'a [u8], room: &'a mut Vec<Self>) -> &'a [Self];
}

impl Bytes for u8 {
    fn samples<'a>(bytes: &'a [u8], _room: &'a mut Vec<Self>) -> &'a [Self] {
        bytes
    }
}

impl Bytes for u16 {
    fn samples<'a>(bytes: &'a [u8], room: &'a mut Vec<Self>) -> &'a [Self] {
        room.clear();
        room.extend(bytes.as_chunks().0.iter().map(|&pair| Self::from_ne_bytes(pair)));
        room
    }
}
