//! JPEG XL, by jxl-oxide.
//!
//! Its own type is used rather than the adapter for the `image` crate: only it says whether the file was whole, it
//! knows animations, and rows can be taken from it one at a time, so that no second full-size copy is made. It applies
//! the orientation by itself.
//!
//! Small pictures of large files are made from the means of 8×8 blocks ([`eighth`]) where the file is coded so that
//! they are there; what else is in the file is then not looked at, so damage in it stays unknown.

mod eighth;
mod whole;

use std::time::Duration;

use image::metadata::Orientation;
use image::{DynamicImage, RgbaImage};
use jxl_oxide::{AllocTracker, EnumColourEncoding, FrameBufferSample, JxlImage, JxlThreadPool, RenderingIntent};

use super::super::color::to_srgb;
use super::super::error::{Error, spelt_name};
use super::super::limits::{Deadline, Limits};
use super::super::reduce::{Reduced, Sample, Shrinker, reduce, reduced_size};
use super::super::{Facts, Format};

/// A whole JPEG XL file, parsed but not rendered.
pub(in super::super) struct Jxl<'a> {
    bytes: &'a [u8],
    image: JxlImage,
    facts: Facts,
    is_hdr: bool,
    limits: Limits,
    deadline: Deadline,
}

impl<'a> Jxl<'a> {
    /// Parses the file down to its frames' headers.
    pub(in super::super) fn open(bytes: &'a [u8], limits: &Limits, deadline: Deadline) -> Result<Self, Error> {
        let tracker = AllocTracker::with_limit(usize::try_from(limits.memory_for(bytes.len())).unwrap_or(usize::MAX));
        // Files are decoded side by side by the caller: threads for one of them would only be in the way.
        let builder = JxlImage::builder().pool(JxlThreadPool::none()).alloc_tracker(tracker);
        let mut image = builder.read(deadline.reader(bytes)).map_err(|e| {
            deadline.explain(match cut_box(bytes) {
                // Whatever the reader says of the box's content then comes from the missing end.
                Some(kind) => {
                    Error::truncated(format!("the JPEG XL ends in its \"{kind}\" box, after {} bytes", bytes.len()))
                }
                None => sorted(&e.to_string(), limits, bytes.len()),
            })
        })?;
        limits.check_pixels(image.width(), image.height())?;
        let n_frames = image.num_loaded_keyframes();
        limits.check_frames(n_frames)?;
        if !image.is_loading_done() || n_frames == 0 {
            let place = format!("the JPEG XL ends in frame {}, after {} bytes", n_frames + 1, bytes.len());
            return Err(Error::truncated(place));
        }
        if image.pixel_format().has_black() {
            return Err(Error::unsupported("CMYK in JPEG XL"));
        }
        let is_hdr = image.hdr_type().is_some() || image.image_header().metadata.tone_mapping.intensity_target != 255.0;
        if image.original_icc().is_none() && !image.pixel_format().is_grayscale() {
            image.request_color_encoding(EnumColourEncoding::srgb(RenderingIntent::Relative));
        }
        let mut jxl = Self { bytes, facts: still(&image), image, is_hdr, limits: limits.clone(), deadline };
        if n_frames > 1 && jxl.image.image_header().metadata.animation.is_some() {
            jxl.facts.frames = u32::try_from(n_frames).unwrap_or(u32::MAX);
            jxl.facts.duration = Some((0..n_frames).map(|n| jxl.delay(n)).sum());
            let loops = jxl.image.image_header().metadata.animation.as_ref().map_or(0, |a| a.num_loops);
            jxl.facts.loop_count = Some(loops);
        }
        Ok(jxl)
    }

    /// What the headers say; the alpha channel is only promised.
    pub(in super::super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How long a frame is shown, as the file says.
    pub(in super::super) fn delay(&self, frame: usize) -> Duration {
        let ticks = self.image.frame_header(frame).map_or(0, |header| header.duration);
        let Some(animation) = &self.image.image_header().metadata.animation else { return Duration::ZERO };
        let per_second = f64::from(animation.tps_numerator) / f64::from(animation.tps_denominator.max(1));
        Duration::try_from_secs_f64(f64::from(ticks) / per_second).unwrap_or(Duration::ZERO)
    }

    /// Renders a frame, reduced as [`super::super::decode`] promises, by the fastest way there is for it.
    pub(in super::super) fn render(&self, frame: usize, at_least: u32) -> Result<RgbaImage, Error> {
        if let Some(picture) = self.render_eighth(frame, at_least) {
            return Ok(picture);
        }
        match self.render_whole(at_least)? {
            Some(picture) => Ok(picture),
            None => self.render_any(frame, at_least),
        }
    }

    fn render_any(&self, frame: usize, at_least: u32) -> Result<RgbaImage, Error> {
        let render =
            self.image.render_frame(frame).map_err(|e| sorted(&e.to_string(), &self.limits, self.bytes.len()))?;
        let mut rows = render.stream();
        let is_deep = self.image.image_header().metadata.bit_depth.bits_per_sample() > 8;
        let from = (rows.width(), rows.height());
        let to = reduced_size(from.0, from.1, at_least);
        let picture = match (rows.channels(), is_deep) {
            (1, false) => Reduced::Eight(take::<u8, 1>(&mut rows, from, to)),
            (2, false) => Reduced::Eight(take::<u8, 2>(&mut rows, from, to)),
            (3, false) => Reduced::Eight(take::<u8, 3>(&mut rows, from, to)),
            (_, false) => Reduced::Eight(take::<u8, 4>(&mut rows, from, to)),
            (1, true) => Reduced::Sixteen(take::<u16, 1>(&mut rows, from, to)),
            (2, true) => Reduced::Sixteen(take::<u16, 2>(&mut rows, from, to)),
            (3, true) => Reduced::Sixteen(take::<u16, 3>(&mut rows, from, to)),
            (_, true) => Reduced::Sixteen(take::<u16, 4>(&mut rows, from, to)),
        };
        let is_grey = self.image.pixel_format().is_grayscale();
        Ok(to_srgb(picture, Some(&self.image.rendered_icc()), is_grey))
    }

    /// A still, by the faster decoder; `None` if it cannot.
    fn render_whole(&self, at_least: u32) -> Result<Option<RgbaImage>, Error> {
        if self.image.num_loaded_keyframes() != 1 || self.is_hdr {
            return Ok(None);
        }
        let whole = whole::render(self.bytes, at_least, &self.limits, self.deadline)?;
        Ok(whole.map(|whole| to_srgb(whole.picture, whole.icc.as_deref(), whole.is_grey)))
    }

    /// A still, without decoding more than an eighth of it; `None` if that is too small or cannot be had.
    fn render_eighth(&self, frame: usize, at_least: u32) -> Option<RgbaImage> {
        let full = &self.image.image_header().size;
        let wanted = reduced_size(full.width, full.height, at_least);
        let found = eighth::size(&self.image);
        if frame != 0 || self.is_hdr || found.0 < wanted.0 || found.1 < wanted.1 {
            return None;
        }
        let picture = reduce(DynamicImage::ImageRgb8(eighth::render(&self.image)?), at_least);
        let icc = if self.image.image_header().metadata.xyb_encoded { None } else { self.image.original_icc() };
        let mut picture = DynamicImage::ImageRgba8(to_srgb(picture, icc, false));
        let orientation = u8::try_from(self.image.image_header().metadata.orientation).ok();
        picture.apply_orientation(orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms));
        Some(picture.into_rgba8())
    }
}

/// Finds the box in which a file ends too early, if it is made of boxes at all.
///
/// ```text
/// 00 00 00 0C "JXL " 0D 0A 87 0A, then boxes: size(32) kind [size(64) if size is 1] …; size 0 goes to the end
/// ```
fn cut_box(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes.strip_prefix(b"\0\0\0\x0cJXL ")?.get(4..)?;
    while let Some((header, _)) = rest.split_at_checked(8) {
        let (size, kind) = header.split_at(4);
        let length = match u32::from_be_bytes(*size.first_chunk()?) {
            0 => return None,
            1 => rest.get(8..).and_then(|long| long.first_chunk()).map_or(u64::MAX, |long| u64::from_be_bytes(*long)),
            length => u64::from(length),
        };
        match usize::try_from(length).ok().and_then(|length| rest.get(length.max(8)..)) {
            Some(next) => rest = next,
            None => return Some(spelt_name(kind)),
        }
    }
    (!rest.is_empty()).then(|| "last".to_owned())
}

/// Sorts the decoder's words: that memory was not granted is our limit.
fn sorted(text: &str, limits: &Limits, n_file_bytes: usize) -> Error {
    let asked =
        text.split_once("failed to allocate ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<u64>().ok());
    let granted = limits.memory_for(n_file_bytes);
    let over = asked.and_then(|asked| limits.check_memory(granted.saturating_add(asked), n_file_bytes).err());
    over.unwrap_or_else(|| Error::from_text(text, Format::Jxl))
}

fn still(image: &JxlImage) -> Facts {
    super::facts(
        Format::Jxl,
        (image.width(), image.height()),
        Orientation::NoTransforms,
        image.pixel_format().has_alpha(),
    )
}

fn take<S: Sample + FrameBufferSample, const N: usize>(
    rows: &mut jxl_oxide::ImageStream<'_>,
    from: (u32, u32),
    to: (u32, u32),
) -> image::ImageBuffer<image::Rgba<S>, Vec<S>>
where
    image::Rgba<S>: image::Pixel<Subpixel = S>,
{
    let mut shrinker = Shrinker::<S, N>::new(from, to);
    let mut row = vec![S::from_mean(0); from.0 as usize * N];
    for _ in 0..from.1 {
        rows.write_to_buffer(&mut row);
        shrinker.push_row(&row);
    }
    shrinker.finish()
}

#[cfg(test)]
mod tests;
