//! A JPEG XL at an eighth of its size, from the means of its 8×8 blocks alone.
//!
//! Lossy files hold these means in groups of their own (LF), a few per cent of the data; the rest is neither decoded nor
//! transformed. That gives, in a fraction of the time, what a box filter would make of the whole picture, since both take
//! means of gamma-coded numbers. The `jxl` crate has no way to them but at full size, where filters and colours take as
//! long as for the whole picture; so the groups are read by crates of jxl-oxide that decode, but do not render.
//!
//! ```text
//! LF groups ─ dequantise ─ chroma from luma ─┬ XYB   ─ cube, 3×3 matrix ─ sRGB curve ─▶ sRGB
//!                                            └ YCbCr ─ 3×3 matrix ─▶ the file's own RGB    (files made from JPEG)
//! ```
//! Only plain pictures are read this way: one frame, no alpha, no parts drawn over it, no high dynamic range. For all
//! others [`render`] gives `None`, and where the groups are damaged. Damage in what is not read stays unknown.

use std::sync::Arc;

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, RgbaImage};
use jxl_bitstream::Bitstream;
use jxl_frame::data::{LfGlobal, LfGlobalParams, TocGroup, TocGroupKind};
use jxl_frame::header::{Encoding, FrameType};
use jxl_frame::{Frame, FrameContext, FrameHeader};
use jxl_grid::AllocTracker;
use jxl_image::ImageHeader;
use jxl_image::color::{ColourEncoding, TransferFunction};
use jxl_oxide_common::Bundle;
use jxl_threadpool::JxlThreadPool;
use jxl_vardct::{LfCoeff, LfCoeffParams};

use super::super::super::limits::{Deadline, Limits};
use super::super::super::reduce::reduce;
use super::super::super::srgb::to_srgb;
use super::container::codestream;

/// Side of the blocks.
const BLOCK: u32 = 8;

/// Primaries and transfer of sRGB, no matrix, full range.
const SRGB: [u8; 4] = [1, 13, 0, 1];

/// Files are decoded side by side by the caller: threads for one of them would only be in the way.
const NO_THREADS: JxlThreadPool = JxlThreadPool::none();

/// Light that the brightest colour stands for, in cd/m²; other amounts are of high dynamic range.
const PLAIN_INTENSITY: f32 = 255.0;

/// A file whose one visible frame begins at a byte of it, and the profile that it holds.
pub(super) struct Source<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) frame: usize,
    pub(super) icc: Option<&'a [u8]>,
}

/// Colours as they are coded, relative to their full range; the planes are as wide as the picture's blocks.
struct Planes {
    width: usize,
    height: usize,
    samples: [Vec<f32>; 3],
}

/// Returns the size that a picture of this size has here.
pub(super) fn size(width: u32, height: u32) -> (u32, u32) {
    (width.div_ceil(BLOCK), height.div_ceil(BLOCK))
}

/// Makes the picture, upright, in sRGB and reduced; `None` if the file is not coded so that it can.
pub(super) fn render(source: &Source<'_>, at_least: u32, limits: &Limits, deadline: Deadline) -> Option<RgbaImage> {
    let (stream, start) = codestream(source.bytes, source.frame)?;
    let image = Arc::new(ImageHeader::parse(&mut Bitstream::new(&stream), ()).ok()?);
    if !is_plain(&image) {
        return None;
    }
    let bytes = stream.get(start..)?;
    let tracker = AllocTracker::with_limit(usize::try_from(limits.memory_for(source.bytes.len())).ok()?);
    let context = FrameContext { image_header: Arc::clone(&image), tracker: Some(&tracker), pool: NO_THREADS };
    let frame = Frame::parse(&mut Bitstream::new(bytes), context).ok()?;
    // Otherwise the numbers mean what a profile says, or the few colours that have none but are near enough to sRGB.
    let is_described = source.icc.is_some() || image.metadata.colour_encoding.cicp() == Some(SRGB);
    let is_xyb = image.metadata.xyb_encoded;
    if !has_means(frame.header()) || !(is_xyb || frame.header().do_ycbcr && is_described) {
        return None;
    }
    let planes = Planes::decode(&frame, bytes, &tracker, deadline)?;
    let mut picture = RgbImage::new(planes.width as u32, planes.height as u32);
    if is_xyb {
        let inverse = &image.metadata.opsin_inverse_matrix;
        let xyb = Xyb::new(inverse.inv_mat, inverse.opsin_bias);
        planes.paint(&mut picture, |x, y, b| xyb.to_srgb(x, y, b));
    } else {
        planes.paint(&mut picture, ycbcr_to_rgb);
    }
    let reduced = reduce(DynamicImage::ImageRgb8(picture), at_least);
    let mut upright = DynamicImage::ImageRgba8(to_srgb(reduced, source.icc.filter(|_| !is_xyb), false));
    let orientation = u8::try_from(image.metadata.orientation).ok().and_then(Orientation::from_exif);
    upright.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    Some(upright.into_rgba8())
}

/// Whether a picture has three colours of usual range and nothing else.
fn is_plain(image: &ImageHeader) -> bool {
    let metadata = &image.metadata;
    let is_hdr = match &metadata.colour_encoding {
        ColourEncoding::Enum(coded) => matches!(coded.tf, TransferFunction::Pq | TransferFunction::Hlg),
        ColourEncoding::IccProfile(_) => false,
    };
    !metadata.grayscale()
        && metadata.ec_info.is_empty()
        && !is_hdr
        && metadata.tone_mapping.intensity_target == PLAIN_INTENSITY
}

/// Whether a frame is all of the picture and has the means of its blocks.
fn has_means(header: &FrameHeader) -> bool {
    let is_whole = header.is_last && header.frame_type == FrameType::RegularFrame && !header.have_crop;
    let is_alone = !header.flags.use_lf_frame() && !header.flags.patches() && !header.flags.splines();
    is_whole && is_alone && header.encoding == Encoding::VarDct && header.upsampling == 1
}

impl Planes {
    /// Decodes the LF groups of a frame, whose header is at the beginning of `bytes`.
    fn decode(frame: &Frame, bytes: &[u8], tracker: &AllocTracker, deadline: Deadline) -> Option<Self> {
        let header = frame.header();
        let toc: Vec<TocGroup> = frame.toc().iter_bitstream_order().collect();
        let group = |kind: TocGroupKind| {
            let found = toc.iter().find(|group| group.kind == kind)?;
            Some(Bitstream::new(bytes.get(found.offset..found.offset.checked_add(found.size as usize)?)?))
        };
        // A small frame has one group for all.
        let mut bits = group(TocGroupKind::LfGlobal).or_else(|| group(TocGroupKind::All))?;
        let params = LfGlobalParams::new(frame.image_header(), header, Some(tracker), false);
        let global: LfGlobal<i32> = LfGlobal::parse(&mut bits, params).ok()?;
        let vardct = global.vardct.as_ref()?;

        let (width, height) = size(header.width, header.height);
        let (width, height) = (width as usize, height as usize);
        let _counted = tracker.alloc::<[f32; 3]>(width * height).ok()?;
        let mut planes = Self { width, height, samples: [(); 3].map(|()| vec![0.0; width * height]) };
        let steps = f64::from(vardct.quantizer.global_scale) * f64::from(vardct.quantizer.quant_lf);
        let factors = [global.lf_dequant.m_x_lf, global.lf_dequant.m_y_lf, global.lf_dequant.m_b_lf];
        // Blocks along the side of a group.
        let side = (header.lf_group_dim() / BLOCK) as usize;
        let n_columns = header.lf_groups_per_row().max(1);
        for lf_group_idx in 0..header.num_lf_groups() {
            deadline.check().ok()?;
            bits = group(TocGroupKind::LfGroup(lf_group_idx)).unwrap_or(bits);
            let (lf_width, lf_height) = header.lf_group_size_for(lf_group_idx);
            let params = LfCoeffParams {
                lf_group_idx,
                lf_width,
                lf_height,
                jpeg_upsampling: header.jpeg_upsampling,
                bits_per_sample: header.bit_depth.bits_per_sample(),
                global_ma_config: global.gmodular.ma_config(),
                allow_partial: false,
                tracker: Some(tracker),
                pool: &NO_THREADS,
            };
            let coded: LfCoeff<i32> = LfCoeff::parse(&mut bits, params).ok()?;
            let precision = f64::from(1u32 << 9u8.checked_sub(coded.extra_precision)?);
            let scales = factors.map(|factor| (f64::from(factor) * precision / steps) as f32);
            let corner = ((lf_group_idx % n_columns) as usize * side, (lf_group_idx / n_columns) as usize * side);
            planes.place(&coded, header, scales, corner, side)?;
        }
        if (0..3).all(|plane| shifts(header, plane) == (0, 0)) {
            let correlation = &vardct.lf_chan_corr;
            let factor = |base: f32, steps: u32| base + (steps as f32 - 128.0) / correlation.colour_factor as f32;
            let of_x = factor(correlation.base_correlation_x, correlation.x_factor_lf);
            let of_b = factor(correlation.base_correlation_b, correlation.b_factor_lf);
            let [x, y, b] = &mut planes.samples;
            for ((x, y), b) in x.iter_mut().zip(y).zip(b) {
                *x += of_x * *y;
                *b += of_b * *y;
            }
        }
        Some(planes)
    }

    /// Dequantises a group of `side` blocks into its place, and widens halved planes.
    fn place(
        &mut self,
        coded: &LfCoeff<i32>,
        header: &FrameHeader,
        scales: [f32; 3],
        (left, top): (usize, usize),
        side: usize,
    ) -> Option<()> {
        let channels = coded.lf_quant.image()?.image_channels();
        let (width, height) = (self.width, self.height);
        // Luma, the second plane, is coded first.
        for ((plane, channel), scale) in [1, 0, 2].into_iter().enumerate().zip(scales) {
            let channel = channels.get(channel)?;
            let (x_shift, y_shift) = shifts(header, plane);
            let out = self.samples.get_mut(plane)?;
            let (from_width, from_height) = (channel.width(), channel.height());
            if from_width == 0 || from_height == 0 {
                return None;
            }
            for y in top..(top + side).min(height) {
                let rows = neighbours(y - top, y_shift, from_height).map(|row| channel.get_row(row));
                let out = out.get_mut(y * width + left..y * width + (left + side).min(width))?;
                for (x, sample) in out.iter_mut().enumerate() {
                    let [near, far] = neighbours(x, x_shift, from_width);
                    let mixed = rows.map(|row| Some(0.75 * *row.get(near)? as f32 + 0.25 * *row.get(far)? as f32));
                    let [Some(near), Some(far)] = mixed else { return None };
                    *sample = (0.75 * near + 0.25 * far) * scale;
                }
            }
        }
        Some(())
    }

    fn paint(&self, picture: &mut RgbImage, colour: impl Fn(f32, f32, f32) -> [u8; 3]) {
        let [x, y, b] = &self.samples;
        for (((pixel, &x), &y), &b) in picture.pixels_mut().zip(x).zip(y).zip(b) {
            pixel.0 = colour(x, y, b);
        }
    }
}
/// By how many binary places a plane is narrower and lower than the widest, as in JPEG.
fn shifts(header: &FrameHeader, plane: usize) -> (u32, u32) {
    // 0 as small as any, 1 full, 2 full width, 3 full height.
    let kinds = header.jpeg_upsampling;
    let kind = kinds.get(plane).copied().unwrap_or(0);
    let is_halved = |full: u32| kinds.iter().any(|&kind| kind == 1 || kind == full) && kind != 1 && kind != full;
    (u32::from(is_halved(2)), u32::from(is_halved(3)))
}

/// The nearest sample of a plane and the second nearest, which counts a third as much: those of a halved plane lie
/// between two of a full one.
fn neighbours(at: usize, shift: u32, n: usize) -> [usize; 2] {
    let near = at >> shift;
    let far = match (shift, at & 1) {
        (0, _) => near,
        (_, 0) => near.saturating_sub(1),
        _ => near + 1,
    };
    [near.min(n - 1), far.min(n - 1)]
}

/// The way from XYB to sRGB.
struct Xyb {
    matrix: [[f32; 3]; 3],
    bias: [f32; 3],
    bias_root: [f32; 3],
    /// sRGB's curve, for [`CURVE_STEPS`] + 1 amounts of light from 0 to 1.
    curve: Vec<u8>,
}

/// The curve is steepest in the dark: there, one step of this many is 0.2 of a level.
const CURVE_STEPS: u16 = 16_384;

impl Xyb {
    fn new(matrix: [[f32; 3]; 3], bias: [f32; 3]) -> Self {
        let level = |n: u16| {
            let light = f32::from(n) / f32::from(CURVE_STEPS);
            let coded = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
            (coded * 255.0).round() as u8
        };
        Self { matrix, bias, bias_root: bias.map(f32::cbrt), curve: (0..=CURVE_STEPS).map(level).collect() }
    }

    fn to_srgb(&self, x: f32, y: f32, b: f32) -> [u8; 3] {
        let mut mixed = [y + x, y - x, b];
        for ((cone, bias), root) in mixed.iter_mut().zip(self.bias).zip(self.bias_root) {
            *cone = (*cone - root).powi(3) + bias;
        }
        self.matrix.map(|row| {
            let light = row[0] * mixed[0] + row[1] * mixed[1] + row[2] * mixed[2];
            // What lies outside sRGB ends at its border; `as` does that for negative numbers.
            let step = (light.min(1.0) * f32::from(CURVE_STEPS) + 0.5) as usize;
            self.curve.get(step).copied().unwrap_or(u8::MAX)
        })
    }
}

/// As JPEG has it: full range, the shares of BT.601.
fn ycbcr_to_rgb(cb: f32, y: f32, cr: f32) -> [u8; 3] {
    let y = y + 128.0 / 255.0;
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb].map(|colour| (colour * 255.0 + 0.5) as u8)
}
