//! A copy of a picture that does not move, as good as its size may be.

use image::RgbaImage;

use super::super::error::Result;
use super::super::{Event, Progress, Unseen};
use super::bounds::{Bounds, scaled};
use super::error::ShareError;
use super::format::ShareFormat;
use super::layout::{CaptionText, PictureLayout};
use super::made::Made;
use super::search::{Found, Piece, Plan, search};
use crate::examine;
use crate::media::{Format, Limits};
use crate::render;

/// The fewest pixels across that are preferred to more loss, and the fewest at all. Small pictures keep three quarters, and half.
const FEW_PIXELS: u32 = 640;
const FEWEST_PIXELS: u32 = 320;

/// A picture to be copied.
pub(super) struct Standing<'a> {
    picture: RgbaImage,
    size: (u32, u32),
    source: Format,
    caption: Option<&'a CaptionText>,
}

impl<'a> Standing<'a> {
    /// Decodes a picture of a size, as large as its copy may be.
    pub(super) fn read(
        bytes: &[u8],
        source: Format,
        size: (u32, u32),
        bounds: &Bounds,
        caption: Option<&'a CaptionText>,
    ) -> Result<Self> {
        let (across, down) = scaled(size, bounds.most_width(size));
        let decoded = examine::poster(bytes, source, across.max(down), &Limits::default()).map_err(Unseen::from)?;
        Ok(Self { picture: render::resized(&decoded, (across, down)), size, source, caption })
    }

    /// The formats to try one after another, of those that are allowed; an empty list allows all.
    pub(super) fn formats(&self, allowed: &[ShareFormat]) -> Vec<ShareFormat> {
        let is_opaque = self.picture.pixels().all(|pixel| pixel[3] == u8::MAX);
        let is_allowed = |format: &ShareFormat| allowed.is_empty() || allowed.contains(format);
        let first = ShareFormat::like(self.source, false, is_opaque);
        // What is transparent stays so wherever a format can be had for it.
        let lossy =
            if is_opaque { [ShareFormat::Jpeg, ShareFormat::WebP] } else { [ShareFormat::WebP, ShareFormat::Png] };
        let mut formats: Vec<ShareFormat> = [first].into_iter().chain(lossy).filter(is_allowed).take(2).collect();
        formats.extend(allowed.first().filter(|_| formats.is_empty()));
        formats.dedup();
        // What has loss can be made as small as need be.
        let end = formats.iter().position(|format| *format != ShareFormat::Png).map_or(formats.len(), |last| last + 1);
        formats.truncate(end);
        formats
    }

    /// Makes the best copy within some bounds, in the first of the formats that is small enough at full size, or else in the last.
    pub(super) fn copy(
        &self,
        formats: &[ShareFormat],
        bounds: &Bounds,
        progress: &mut dyn Progress,
    ) -> Result<Option<Made>> {
        let limit = bounds.max_bytes.unwrap_or(u64::MAX);
        let mut n_before = 0;
        for (number, &format) in formats.iter().enumerate() {
            let width = self.picture.width();
            let path = if number + 1 == formats.len() { path(format, width) } else { whole(width) };
            let encode = |plan: Plan| {
                let wanted = scaled(self.size, plan.width);
                let layout = PictureLayout::new(wanted, bounds.canvas(wanted), self.caption);
                let picture = layout.lay_out(self.picture.clone());
                let stopped = progress.on(Event::Working).is_break();
                if stopped { Ok(None) } else { Ok(Some(render::encode(&picture, format.still(plan.loss))?)) }
            };
            match search(&path, format.still_law(), limit, (0, 0.0), encode)? {
                Some(Found::Fits { plan, bytes, n_encodings }) => {
                    let size = bounds.canvas(scaled(self.size, plan.width));
                    let (quality, n_encodings) = (format.still_quality(plan.loss), n_encodings + n_before);
                    return Ok(Some(Made { bytes, size, moves: None, format, quality, n_encodings }));
                }
                Some(Found::TooLarge { plan, n_bytes }) if number + 1 == formats.len() => {
                    return Err(ShareError::too_large(n_bytes, limit, plan, None).into());
                }
                Some(Found::TooLarge { .. }) => n_before += 1,
                None => return Ok(None),
            }
        }
        Ok(None)
    }
}

/// The one plan of a copy with all pixels and no loss.
fn whole(width: u32) -> Vec<Piece> {
    vec![Piece { step: 1, widths: (width, width), losses: (0.0, 0.0) }]
}

/// The plans of copies with so many pixels across at most, from the best to the smallest.
fn path(format: ShareFormat, width: u32) -> Vec<Piece> {
    let few = FEW_PIXELS.min(width * 3 / 4).max(1);
    let fewest = FEWEST_PIXELS.min(width / 2).max(1);
    let piece = |widths, losses| Piece { step: 1, widths, losses };
    if format.still_quality(0.0).is_none() {
        return vec![piece((width, fewest), (0.0, 0.0))];
    }
    vec![piece((width, width), (0.0, 1.0)), piece((width, few), (1.0, 1.0)), piece((few, fewest), (1.0, 2.0))]
}
