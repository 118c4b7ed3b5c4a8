//! Rasterised glyphs: coverage of outlines, colours of emoji.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::{DynamicImage, Limits};
use skrifa::GlyphId;
use skrifa::bitmap::{BitmapData, BitmapStrikes, Origin};
use skrifa::instance::Size;
use swash::FontRef;
use swash::scale::image::Content;
use swash::scale::{Render, ScaleContext, Source};
use swash::shape::ShapeContext;
use swash::zeno::{Format, Vector};

use crate::guard::guarded;
use crate::render::font::Font;
use crate::render::scale::resize;
use crate::render::writing::script_of;

/// Horizontal subpixel positions of a glyph. Finer ones look the same, whole pixels give uneven gaps.
pub(super) const STEPS: f32 = 4.0;

/// Largest side of a glyph of a further font, in ems. The widest sign of Unicode, U+FDFD, takes about 10; a damaged font that
/// claims thousands would need gigabytes.
const LARGEST: f32 = 32.0;
/// Longest side of a picture in an emoji font, in pixels; the largest in use have 160.
const LARGEST_PICTURE: u32 = 1024;

/// Font size at which a glyph is tested for ink, in pixels an em.
const TRIAL_SIZE: f32 = 24.0;

impl Font {
    /// Whether a character is visible in this font. A glyph may be empty, damaged, or in a format that is not read (COLR version
    /// 1, SVG).
    pub fn draws(&self, c: char) -> bool {
        let tried = || {
            let (mut shaping, mut scaling) = (ShapeContext::new(), ScaleContext::new());
            let mut shaper = shaping.builder(self.font()).script(script_of(c)).size(TRIAL_SIZE).build();
            shaper.add_str(c.encode_utf8(&mut [0; 4]));
            let mut ids = Vec::new();
            shaper.shape_with(|cluster| ids.extend(cluster.glyphs.iter().map(|glyph| glyph.id)));
            let has_ink = |id: &u16| rasterise(&mut scaling, self.font(), TRIAL_SIZE, *id, 0, Some(self)).has_ink();
            !ids.is_empty() && ids.iter().all(|id| *id != 0) && ids.iter().any(has_ink)
        };
        self.covers(c) && guarded(tried).unwrap_or(false)
    }
}

/// A rasterised glyph, positioned relative to the pen.
pub(in crate::render) struct Mask {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: u32,
    pub(super) ink: Ink,
}

/// The pixels of a glyph.
pub(super) enum Ink {
    /// One byte a pixel: the coverage by the text's colour.
    Coverage(Vec<u8>),
    /// RGBA, not premultiplied.
    Colours(Vec<u8>),
}

impl Mask {
    /// Whether a pixel is visible.
    pub(in crate::render) fn has_ink(&self) -> bool {
        match &self.ink {
            Ink::Coverage(bytes) => bytes.iter().any(|&coverage| coverage > 0),
            Ink::Colours(bytes) => bytes.chunks_exact(4).any(|pixel| pixel[3] > 0),
        }
    }
}

/// Rasterises a glyph at a size in pixels an em, `step` quarters of a pixel to the right. A `further` font may have colours; its
/// glyphs beyond [`LARGEST`] are empty.
pub(in crate::render) fn rasterise(
    scaling: &mut ScaleContext,
    font: FontRef,
    size: f32,
    id: u16,
    step: u8,
    further: Option<&Font>,
) -> Mask {
    let mut scaler = scaling.builder(font).size(size).hint(false).build();
    let mut source = Source::Outline;
    if let Some(further) = further {
        let layers = scaler.scale_color_outline(id);
        if layers.is_some() {
            source = Source::ColorOutline(0);
        } else if let Some(mask) = picture(further, size, id) {
            return mask;
        }
        let bounds = layers.or_else(|| scaler.scale_outline(id)).map(|outline| outline.bounds());
        let fits = |side: f32| side <= LARGEST * size;
        if bounds.is_none_or(|bounds| !fits(bounds.width()) || !fits(bounds.height())) {
            return Mask { left: 0, top: 0, width: 1, ink: Ink::Coverage(Vec::new()) };
        }
    }
    let image = Render::new(&[source])
        .format(Format::Alpha)
        .offset(Vector::new(f32::from(step) / STEPS, 0.0))
        .render(&mut scaler, id)
        .unwrap_or_default();
    let placement = image.placement;
    let ink = match image.content {
        Content::Color => Ink::Colours(image.data),
        Content::Mask | Content::SubpixelMask => Ink::Coverage(image.data),
    };
    Mask { left: placement.left, top: placement.top, width: placement.width.max(1), ink }
}

/// Scales the PNG of a glyph in an emoji font (tables CBDT and sbix).
///
/// swash reads these tables, too, but allocates by the size in the PNG before it reads the pixels, and its filter leaves dark
/// seams.
fn picture(font: &Font, size: f32, id: u16) -> Option<Mask> {
    let tables = font.tables()?;
    let glyph = BitmapStrikes::new(&tables).glyph_for_size(Size::new(size), GlyphId::from(id))?;
    let BitmapData::Png(bytes) = glyph.data else { return None };
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_PICTURE);
    limits.max_image_height = Some(LARGEST_PICTURE);
    // Not `image::ImageReader`, which compiles the decoders of all formats.
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).ok()?;
    let picture = DynamicImage::from_decoder(decoder).ok()?.into_rgba8();
    let scale = size / glyph.ppem_y;
    let scaled = |side: u32| (side as f32 * scale).round().clamp(1.0, LARGEST * size) as u32;
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let top = (glyph.inner_bearing_y * scale).round() as i32;
    let top = if glyph.placement_origin == Origin::BottomLeft { top.saturating_add(height as i32) } else { top };
    let left = (glyph.inner_bearing_x * scale).round() as i32;
    Some(Mask { left, top, width, ink: Ink::Colours(resize(&picture, None, (width, height)).into_raw()) })
}
