//! The stretch that an animation shares with another, as comparing scenes finds it.

use std::path::PathBuf;
use std::time::Duration;

use image::RgbaImage;

use super::super::described::describe_by_id;
use super::super::error::Result;
use super::super::likeness::{is_confirmed, look_at};
use super::super::picture::thumbnail;
use super::super::selection::media_of;
use super::super::{ContentHash, Described, Gallery};
use super::error::ShareError;
use crate::catalog::MediaId;
use crate::fingerprint::{Scene, align};

/// An animation, of which others show a part.
pub(super) struct OtherScene {
    path: PathBuf,
    scene: Option<Scene>,
    poster: RgbaImage,
}

impl OtherScene {
    pub(super) fn of(gallery: &Gallery, hash: &ContentHash) -> Result<Self> {
        let id = media_of(gallery, hash)?;
        let media = describe_by_id(gallery, id)?;
        let poster = thumbnail(&gallery.thumbs, &media)?;
        Ok(Self { path: media.path, scene: look_at(gallery, id)?.scene, poster })
    }

    /// Where in its own time an animation shows what this one shows; the end is beyond its own where the stretch goes over it.
    pub(super) fn stretch_of(&self, gallery: &Gallery, id: MediaId, media: &Described) -> Result<(Duration, Duration)> {
        let scene = look_at(gallery, id)?.scene;
        let found = self.scene.as_ref().zip(scene.as_ref()).and_then(|(other, scene)| align(other, scene));
        let is_same = match &found {
            Some(found) => found.is_sure() || is_confirmed(found, &self.poster, &thumbnail(&gallery.thumbs, media)?),
            None => false,
        };
        match found.filter(|_| is_same) {
            Some(found) => Ok((found.overlap.from, found.overlap.to)),
            None => Err(ShareError::NothingShared { other: self.path.clone() }.into()),
        }
    }
}
