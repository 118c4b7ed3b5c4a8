//! AVIF: pictures coded in AV1, in the boxes of HEIF.
//!
//! ```text
//! bytes ─ container ─▶ items, properties ─ layer ─▶ rows of planes ─ yuv ─▶ rows of RGB ─ BoxFilter ─▶ reduced
//!                                           └ av1 (the decoder)                          ─ colour ─▶ sRGB ─▶ upright
//! ```
//! Supported are 8, 10 and 12 bits, grey or colour at any subsampling, alpha (premultiplied or not), grids, clean apertures,
//! rotation and mirroring. Of an animation the still picture is taken that most have. EXIF orientation is ignored: HEIF has
//! its own. Gain maps and overlays (`iovl`) are not read. AV1 has no checksums, so a damaged file may give another picture
//! instead of an error.

mod av1;
mod boxes;
mod container;
mod layer;
mod property;
mod yuv;

use image::{ImageBuffer, Pixel, Rgba, RgbaImage, imageops};

use super::cicp::profile;
use super::error::Error;
use super::limits::{Deadline, Limits};
use super::reduce::{BoxFilter, Reduced, Sample, reduced_size, unpremultiply};
use super::srgb::to_srgb;
use super::{Facts, Format};

use av1::{Av1Picture, Subsampling};
use container::Container;
use layer::{Layer, LayerRows};
use property::{Axis, ItemProperty};
use yuv::{PlaneScale, YuvMatrix, widen};

/// The types of auxiliary pictures that are alpha.
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// Reads the container, without decoding.
pub(super) fn probe(bytes: &[u8], limits: &Limits) -> Result<Facts, Error> {
    let container = Container::read(bytes)?;
    Ok(Avif::open(&container, limits)?.facts())
}

/// Decodes the picture, reduced as [`super::decode`] promises.
pub(super) fn decode(
    bytes: &[u8],
    at_least: u32,
    limits: &Limits,
    deadline: Deadline,
) -> Result<(Facts, RgbaImage), Error> {
    let container = Container::read(bytes)?;
    let avif = Avif::open(&container, limits)?;
    Ok((avif.facts(), avif.decode(at_least, deadline)?))
}

/// A parsed file whose sizes are within the limits.
struct Avif<'a> {
    container: &'a Container<'a>,
    colour: Layer,
    alpha: Option<Layer>,
    is_premultiplied: bool,
    icc: Option<&'a [u8]>,
    crop: CleanAperture,
    /// Quarter turns, anticlockwise.
    turns: u8,
    mirror: Option<Axis>,
}

/// The part of the decoded picture that is shown, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CleanAperture {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl<'a> Avif<'a> {
    fn open(container: &'a Container<'a>, limits: &Limits) -> Result<Self, Error> {
        let id = container.primary;
        let colour = Layer::of(container, id, limits)?;
        let alpha_id = container.referring(*b"auxl", id).find(|&aux| {
            let properties = container.item(aux).map(|item| item.properties.as_slice()).unwrap_or_default();
            properties.iter().any(|property| matches!(property, ItemProperty::Auxiliary(name) if ALPHA.contains(name)))
        });
        let alpha = alpha_id.map(|id| Layer::of(container, id, limits)).transpose()?;
        if alpha.as_ref().is_some_and(|alpha| alpha.size != colour.size) {
            return Err(Error::unsupported("this kind of AVIF (alpha of another size)"));
        }
        // One row of tiles is held, in planes and a copy for the decoder's filters.
        let n_channels = if colour.coded.is_grey { 1 } else { 3 } + u64::from(alpha.is_some());
        let n_pixels = u64::from(colour.size.0.max(colour.tile_size.0)) * u64::from(colour.tile_size.1);
        let bytes_a_sample = if colour.coded.bits > 8 { 2 } else { 1 };
        limits.check_memory(n_pixels.saturating_mul(2 * n_channels * bytes_a_sample), container.file.len())?;

        let (width, height) = colour.size;
        let mut avif = Self {
            container,
            colour,
            alpha,
            is_premultiplied: alpha_id.is_some_and(|alpha| container.referred(b"prem", id).contains(&alpha)),
            icc: None,
            crop: CleanAperture { left: 0, top: 0, width, height },
            turns: 0,
            mirror: None,
        };
        for property in &container.item(id)?.properties {
            match *property {
                ItemProperty::Icc(icc) => avif.icc = Some(icc),
                ItemProperty::CleanAperture(numbers) => {
                    avif.crop = crop(numbers, avif.colour.size).unwrap_or(avif.crop)
                }
                ItemProperty::Turn(turns) => avif.turns = turns,
                ItemProperty::Mirror(axis) => avif.mirror = Some(axis),
                _ => {}
            }
        }
        Ok(avif)
    }

    fn facts(&self) -> Facts {
        let CleanAperture { width, height, .. } = self.crop;
        let size = if self.turns % 2 == 1 { (height, width) } else { (width, height) };
        Facts::of_still(Format::Avif, size, self.alpha.is_some())
    }

    fn decode(&self, at_least: u32, deadline: Deadline) -> Result<RgbaImage, Error> {
        let mut colour = self.colour.rows(self.container, deadline)?;
        let alpha = self.alpha.as_ref().map(|alpha| alpha.rows(self.container, deadline)).transpose()?;
        let (bits, layout) = colour.format();
        let cicp = colour.cicp();
        let is_grey = layout == Subsampling::Monochrome;
        let reduced = match (bits > 8, is_grey, alpha) {
            (false, true, None) => Reduced::Eight(self.paint::<u8, 1>(&mut colour, None, at_least)?),
            (false, true, alpha) => Reduced::Eight(self.paint::<u8, 2>(&mut colour, alpha, at_least)?),
            (false, false, None) => Reduced::Eight(self.paint::<u8, 3>(&mut colour, None, at_least)?),
            (false, false, alpha) => Reduced::Eight(self.paint::<u8, 4>(&mut colour, alpha, at_least)?),
            (true, true, None) => Reduced::Sixteen(self.paint::<u16, 1>(&mut colour, None, at_least)?),
            (true, true, alpha) => Reduced::Sixteen(self.paint::<u16, 2>(&mut colour, alpha, at_least)?),
            (true, false, None) => Reduced::Sixteen(self.paint::<u16, 3>(&mut colour, None, at_least)?),
            (true, false, alpha) => Reduced::Sixteen(self.paint::<u16, 4>(&mut colour, alpha, at_least)?),
        };
        drop(colour);
        let picture = match self.icc {
            Some(icc) => to_srgb(reduced, Some(icc), is_grey),
            None => to_srgb(reduced, profile(cicp.primaries, cicp.transfer).as_deref(), false),
        };
        Ok(self.upright(picture))
    }

    /// Converts all rows to `N` samples a pixel and reduces them.
    fn paint<S: Sample, const N: usize>(
        &self,
        colour: &mut LayerRows<'_>,
        mut alpha: Option<LayerRows<'_>>,
        at_least: u32,
    ) -> Result<ImageBuffer<Rgba<S>, Vec<S>>, Error>
    where
        Rgba<S>: Pixel<Subpixel = S>,
    {
        let max = if size_of::<S>() == 1 { u16::from(u8::MAX) } else { u16::MAX };
        let (bits, layout) = colour.format();
        let mut painter = Painter {
            matrix: YuvMatrix::new(colour.cicp(), layout, bits, max)?,
            luma: PlaneScale::new(colour.cicp().is_full, bits, max),
            near: <[Vec<u16>; 3]>::default(),
            far: Vec::new(),
            wide: <[Vec<u16>; 2]>::default(),
        };
        let alpha_luma = alpha.as_ref().map(|alpha| PlaneScale::new(alpha.cicp().is_full, alpha.format().0, max));
        let CleanAperture { left, top, width, height } = self.crop;
        let mut box_filter = BoxFilter::<S, N>::new((width, height), reduced_size(width, height, at_least));
        let mut row = vec![S::from_mean(0); self.colour.size.0 as usize * N];
        let shown = left as usize * N..(left + width) as usize * N;
        for y in top..top + height {
            let (tiles, tile_y) = colour.at(y)?;
            let tile_length = self.colour.tile_width() * N;
            for (tile, out) in tiles.iter().zip(row.chunks_mut(tile_length)) {
                painter.colour::<S, N>(tile, tile_y, out);
            }
            if let (Some(rows), Some(layer), Some(luma)) = (&mut alpha, &self.alpha, alpha_luma) {
                let (tiles, tile_y) = rows.at(y)?;
                for (tile, out) in tiles.iter().zip(row.chunks_mut(layer.tile_width() * N)) {
                    tile.read_row(0, tile_y, &mut painter.far);
                    luma.convert::<S, N>(&painter.far, N - 1, out);
                }
                if self.is_premultiplied {
                    unpremultiply::<S, N>(&mut row);
                }
            }
            box_filter.push_row(row.get(shown.clone()).unwrap_or_default());
        }
        Ok(box_filter.finish())
    }

    fn upright(&self, picture: RgbaImage) -> RgbaImage {
        let mut picture = match self.turns {
            1 => imageops::rotate270(&picture),
            2 => imageops::rotate180(&picture),
            3 => imageops::rotate90(&picture),
            _ => picture,
        };
        match self.mirror {
            Some(Axis::TopBottom) => imageops::flip_vertical_in_place(&mut picture),
            Some(Axis::LeftRight) => imageops::flip_horizontal_in_place(&mut picture),
            None => {}
        }
        picture
    }
}

/// Converts rows, with buffers for the current one.
struct Painter {
    matrix: YuvMatrix,
    luma: PlaneScale,
    near: [Vec<u16>; 3],
    far: Vec<u16>,
    wide: [Vec<u16>; 2],
}

impl Painter {
    /// Converts the colours of a row of a tile.
    fn colour<S: Sample, const N: usize>(&mut self, tile: &Av1Picture, y: u32, out: &mut [S]) {
        let layout = tile.subsampling();
        tile.read_row(0, y, &mut self.near[0]);
        if layout == Subsampling::Monochrome {
            return self.luma.convert::<S, N>(&self.near[0], 0, out);
        }
        // Rows of luma lie between rows of chroma, nearer to the upper or the lower one.
        let (near, far) = match layout {
            Subsampling::Yuv420 if y.is_multiple_of(2) => (y / 2, (y / 2).saturating_sub(1)),
            Subsampling::Yuv420 => (y / 2, y / 2 + 1),
            _ => (y, y),
        };
        for plane in 1..3 {
            tile.read_row(plane, near, &mut self.near[plane]);
            if layout != Subsampling::Yuv444 {
                tile.read_row(plane, far, &mut self.far);
                widen(&self.near[plane], &self.far, &mut self.wide[plane - 1]);
            }
        }
        let [y, u, v] = &self.near;
        let planes = if layout == Subsampling::Yuv444 { [y, u, v] } else { [y, &self.wide[0], &self.wide[1]] };
        self.matrix.convert::<S, N>(planes.map(Vec::as_slice), out);
    }
}

/// Returns the clean aperture in whole pixels; `None` if it is not within the picture.
fn crop(numbers: [(i64, i64); 4], (full_width, full_height): (u32, u32)) -> Option<CleanAperture> {
    let [width, height, right, down] = numbers;
    // Offsets are from the centre of the picture to the centre of the aperture.
    let along = |full: u32, (side, side_of): (i64, i64), (offset, offset_of): (i64, i64)| {
        let side = side.checked_div(side_of).and_then(|side| u32::try_from(side).ok()).filter(|&side| side > 0)?;
        let doubled = offset.checked_mul(2)?.checked_div(offset_of)?;
        let start = u32::try_from((i64::from(full) - i64::from(side) + doubled).div_euclid(2)).ok()?;
        (start.checked_add(side)? <= full).then_some((start, side))
    };
    let (left, width) = along(full_width, width, right)?;
    let (top, height) = along(full_height, height, down)?;
    Some(CleanAperture { left, top, width, height })
}

#[cfg(test)]
mod tests;
