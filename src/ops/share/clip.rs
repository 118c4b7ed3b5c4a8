//! The frames of an animation at the size of a copy. They wait on the disk to be encoded, since that may be done several times, and
//! a run may end with frames of its beginning.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use image::RgbaImage;

use super::super::error::Result;
use super::super::frame_store::{FrameStore, Stored};
use super::super::{Event, Progress, Unseen};
use super::layout::PictureLayout;
use super::timeline::{Shown, Timeline};
use crate::examine::FrameReader;
use crate::media::{Format, Limits};
use crate::render::{AnimationEncoder, AnimationFormat, Repeat, mixed, resized};

/// The frames that a copy shows, each once, all of one size.
pub(super) struct Clip {
    store: FrameStore,
    frames: BTreeMap<u32, Stored>,
    /// Their size.
    pub(super) size: (u32, u32),
}

impl Clip {
    /// Decodes the frames of a timeline one after another; `None` if `progress` breaks off.
    pub(super) fn read(
        bytes: &[u8],
        format: Format,
        timeline: &Timeline,
        size: (u32, u32),
        progress: &mut dyn Progress,
    ) -> Result<Option<Self>> {
        let mut clip = Self { store: FrameStore::new()?, frames: BTreeMap::new(), size };
        let Some(mut reader) = FrameReader::open(bytes, format, &Limits::default()).map_err(Unseen::from)? else {
            return Ok(Some(clip));
        };
        let with_mixed = |shown: &Shown| [Some(shown.frame), shown.mixed.map(|(frame, _)| frame)];
        let numbers: BTreeSet<u32> = timeline.shown().iter().flat_map(with_mixed).flatten().collect();
        let mut last = None;
        for number in numbers {
            if let Some(picture) = reader.read(number, size.0.max(size.1)).map_err(Unseen::from)? {
                last = Some(clip.store.put(&resized(&picture, size))?);
            }
            clip.frames.extend(last.map(|stored| (number, stored)));
            if progress.on(Event::Working).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(clip))
    }

    /// Encodes a timeline; `None` if `progress` breaks off.
    pub(super) fn encode(
        &self,
        timeline: &Timeline,
        format: AnimationFormat,
        repeat: Repeat,
        layout: &PictureLayout,
        progress: &mut dyn Progress,
    ) -> Result<Option<Vec<u8>>> {
        let (width, height) = layout.canvas();
        let mut encoder = AnimationEncoder::new(format, width, height, repeat)?;
        let (mut at, mut last) = (Duration::ZERO, None);
        for shown in timeline.shown() {
            let pictures = self.pictures(*shown);
            // What looks the same is one frame.
            if pictures.is_some() && last != pictures {
                encoder.push(&layout.lay_out(self.picture(pictures)?), at)?;
                last = pictures;
            }
            at += shown.delay;
            if progress.on(Event::Working).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(encoder.finish(at)?))
    }

    /// Where the pictures of a frame are, and the part that the second has.
    fn pictures(&self, shown: Shown) -> Option<(Stored, Option<(Stored, u8)>)> {
        let second = shown.mixed.and_then(|(frame, part)| Some((*self.frames.get(&frame)?, part)));
        Some((*self.frames.get(&shown.frame)?, second))
    }

    fn picture(&self, pictures: Option<(Stored, Option<(Stored, u8)>)>) -> Result<RgbaImage> {
        let Some((first, second)) = pictures else { return Ok(RgbaImage::new(self.size.0, self.size.1)) };
        let first = self.store.get(first)?;
        Ok(match second {
            Some((second, part)) => mixed(&first, &self.store.get(second)?, part),
            None => first,
        })
    }
}
