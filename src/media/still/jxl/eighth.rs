//! A JPEG XL at an eighth of its size, from the means of its 8×8 blocks alone.
//!
//! Lossy files keep these means in groups of their own (LF), a few per cent of the data; the rest is neither decoded
//! nor transformed. That gives, in a thirtieth of the time, what a box filter would make of the whole picture, since
//! both take means of what the numbers are before gamma is undone.
//!
//! ```text
//! LF groups ─ dequantise ─ chroma from luma ─┬ XYB   ─ cube, 3×3 matrix ─ sRGB curve ─▶ sRGB
//!                                            └ YCbCr ─ 3×3 matrix ─▶ the file's own RGB    (files made from JPEG)
//! ```
//! Only plain pictures are read this way: one frame, no alpha, no parts drawn over it. For all others [`render`] gives
//! `None`. High dynamic range is the caller's to keep away.

use image::RgbImage;
use jxl_oxide::frame::{Encoding, FrameType};
use jxl_oxide::{FrameHeader, JxlImage};

/// Side of the blocks.
const BLOCK: u32 = 8;

/// Primaries and transfer of sRGB, no matrix, full range.
const SRGB: [u8; 4] = [1, 13, 0, 1];

/// Colours as they are coded, relative to their full range; the planes are as wide as the picture's blocks.
struct Planes {
    width: usize,
    height: usize,
    samples: [Vec<f32>; 3],
}

/// Whether [`render`] can give a picture, by the headers alone.
pub(super) fn is_possible(image: &JxlImage) -> bool {
    let metadata = &image.image_header().metadata;
    let Some(frame) = image.frame(0) else { return false };
    let header = frame.header();
    let is_alone = image.num_loaded_frames() == 1 && header.frame_type == FrameType::RegularFrame && !header.have_crop;
    let is_plain = !header.flags.use_lf_frame() && !header.flags.patches() && !header.flags.splines();
    let is_colour = !image.pixel_format().is_grayscale() && metadata.ec_info.is_empty();
    // Otherwise the numbers mean what a profile says, or the few colours that have none but are near enough to sRGB.
    let is_described = image.original_icc().is_some() || metadata.colour_encoding.cicp() == Some(SRGB);
    is_alone
        && is_plain
        && is_colour
        && header.encoding == Encoding::VarDct
        && header.upsampling == 1
        && (metadata.xyb_encoded || header.do_ycbcr && is_described)
}

/// Width and height of the picture that [`render`] gives, before it is turned.
pub(super) fn size(image: &JxlImage) -> (u32, u32) {
    let size = &image.image_header().size;
    (size.width.div_ceil(BLOCK), size.height.div_ceil(BLOCK))
}

/// Makes the picture, not turned; `None` if the file is not coded so that it can, or its groups are damaged.
pub(super) fn render(image: &JxlImage) -> Option<RgbImage> {
    if !is_possible(image) {
        return None;
    }
    let planes = planes(image)?;
    let metadata = &image.image_header().metadata;
    let (width, height) = size(image);
    let mut picture = RgbImage::new(width, height);
    if metadata.xyb_encoded {
        let inverse = &metadata.opsin_inverse_matrix;
        let xyb = Xyb::new(inverse.inv_mat, inverse.opsin_bias);
        planes.paint(&mut picture, |x, y, b| xyb.to_srgb(x, y, b));
    } else {
        planes.paint(&mut picture, ycbcr_to_rgb);
    }
    Some(picture)
}

/// Decodes the LF groups.
fn planes(image: &JxlImage) -> Option<Planes> {
    let frame = image.frame(0)?;
    let header = frame.header();
    let global = frame.try_parse_lf_global::<i32>()?.ok()?;
    let vardct = global.vardct.as_ref()?;
    let (width, height) = size(image);
    let (width, height) = (width as usize, height as usize);
    let mut planes = Planes { width, height, samples: [(); 3].map(|()| vec![0.0; width * height]) };
    let steps = f64::from(vardct.quantizer.global_scale) * f64::from(vardct.quantizer.quant_lf);
    let factors = [global.lf_dequant.m_x_lf, global.lf_dequant.m_y_lf, global.lf_dequant.m_b_lf];
    // Blocks along the side of a group.
    let side = (header.lf_group_dim() / BLOCK) as usize;
    let n_columns = header.lf_groups_per_row().max(1);
    for group in 0..header.num_lf_groups() {
        let decoded = frame.try_parse_lf_group::<i32>(Some(vardct), global.gmodular.ma_config(), None, group)?.ok()?;
        let coded = decoded.lf_coeff?;
        let channels = coded.lf_quant.image()?.image_channels();
        let (left, top) = ((group % n_columns) as usize * side, (group / n_columns) as usize * side);
        let precision = f64::from(1u32 << 9u8.checked_sub(coded.extra_precision)?);
        // Luma, the second plane, is coded first.
        for (plane, channel) in [1, 0, 2].into_iter().enumerate() {
            let channel = channels.get(channel)?;
            let scale = (f64::from(*factors.get(plane)?) * precision / steps) as f32;
            let (x_shift, y_shift) = shifts(header, plane);
            let out = planes.samples.get_mut(plane)?;
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

impl Planes {
    fn paint(&self, picture: &mut RgbImage, colour: impl Fn(f32, f32, f32) -> [u8; 3]) {
        let [x, y, b] = &self.samples;
        debug_assert_eq!(x.len(), self.width * self.height);
        for (((pixel, &x), &y), &b) in picture.pixels_mut().zip(x).zip(y).zip(b) {
            pixel.0 = colour(x, y, b);
        }
    }
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
