//! The pictures by which stills, and the posters of animations, are compared: their thumbnails, read by the workers as they are
//! needed and kept for the next pairs.
//!
//! A still is always compared by its stored thumbnail, never by the pixels that it was made from: so the same pair gives the
//! same verdict whatever was in the cache. A missing or damaged thumbnail is made again from a file. Where there is no file,
//! the still is not compared now.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use image::RgbaImage;
use rayon::prelude::*;

use super::super::described::describe_those_left;
use super::super::error::Result;
use super::super::store::ThumbStore;
use super::super::{Gallery, picture};
use super::candidates::Pair;
use crate::catalog::{LikenessKind, MediaId};
use crate::examine::DEFAULT_EDGE;
use crate::fingerprint::ContentHash;

/// The most pictures that are kept, at most a quarter of a megabyte each. When they are so many, all are dropped.
const MOST_KEPT: usize = if cfg!(test) { 2 } else { 256 };

/// The pictures of a batch of pairs.
pub(super) struct Pictures<'a> {
    thumbs: &'a ThumbStore,
    hashes: HashMap<MediaId, ContentHash>,
    kept: Mutex<HashMap<MediaId, Arc<RgbaImage>>>,
    /// Those that were needed and could not be read.
    unread: Mutex<BTreeSet<MediaId>>,
}

impl<'a> Pictures<'a> {
    pub(super) fn of(gallery: &'a Gallery) -> Self {
        Self { thumbs: &gallery.thumbs, hashes: HashMap::new(), kept: Mutex::default(), unread: Mutex::default() }
    }

    /// Looks up the hashes by which the pictures of some pairs are stored.
    pub(super) fn look_up<'p>(&mut self, gallery: &Gallery, pairs: impl Iterator<Item = &'p Pair>) -> Result<()> {
        self.hashes.clear();
        for id in pairs.filter(|pair| pair.kind != LikenessKind::Frame).flat_map(|pair| [pair.newer, pair.older]) {
            if let Entry::Vacant(unknown) = self.hashes.entry(id)
                && let Some(media) = gallery.catalog.find_media_by_id(id)?
            {
                unknown.insert(media.hash);
            }
        }
        Ok(())
    }

    /// The picture of a still, or the poster of an animation; none if it cannot be read, which is noted.
    pub(super) fn get(&self, id: MediaId) -> Option<Arc<RgbaImage>> {
        if let Some(known) = locked(&self.kept).get(&id) {
            return Some(Arc::clone(known));
        }
        // Two workers may read the same one, which costs less than a lock held while reading.
        let Some(read) = self.hashes.get(&id).and_then(|hash| self.thumbs.read(hash, DEFAULT_EDGE)).map(Arc::new)
        else {
            locked(&self.unread).insert(id);
            return None;
        };
        let mut kept = locked(&self.kept);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(id, Arc::clone(&read));
        Some(read)
    }

    /// Makes the pictures again that could not be read, as far as files are there; returns whether there were such.
    pub(super) fn make_unread(&mut self, gallery: &Gallery) -> Result<bool> {
        let unread = std::mem::take(self.unread.get_mut().unwrap_or_else(PoisonError::into_inner));
        let media = describe_those_left(gallery, unread)?;
        let thumbs = self.thumbs;
        // One that cannot be made or written is missing again in `get`: the still is compared another time.
        media.par_iter().for_each(|(_, media)| drop(picture::thumbnail(thumbs, media)));
        Ok(!media.is_empty())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
