//! The pictures by which stills are compared: thumbnails, read by the workers when one is needed and kept for the next pair.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use image::RgbaImage;

use super::super::error::Result;
use super::super::show::describe;
use super::super::store::{DEFAULT_EDGE, ThumbStore};
use super::super::{Gallery, picture};
use super::candidates::Pair;
use crate::catalog::{LikenessKind, MediaId};
use crate::fingerprint::ContentHash;

/// Pictures that are kept, a quarter of a megabyte each at most; then all are let go, and read again as they are needed.
const MOST_KEPT: usize = 256;

/// The pictures of a batch of pairs.
pub(super) struct Pictures<'a> {
    thumbs: &'a ThumbStore,
    hashes: HashMap<MediaId, ContentHash>,
    kept: Mutex<HashMap<MediaId, Option<Arc<RgbaImage>>>>,
}

impl<'a> Pictures<'a> {
    pub(super) fn of(gallery: &'a Gallery) -> Self {
        Self { thumbs: &gallery.thumbs, hashes: HashMap::new(), kept: Mutex::default() }
    }

    /// Looks up where the pictures of some pairs are; those without a thumbnail are made from their files.
    ///
    /// # Errors
    /// If the catalogue cannot be read.
    pub(super) fn prepare<'p>(&mut self, gallery: &Gallery, pairs: impl Iterator<Item = &'p Pair>) -> Result<()> {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.hashes.clear();
        for id in pairs.filter(|pair| pair.kind == LikenessKind::Stills).flat_map(|pair| [pair.newer, pair.older]) {
            if self.hashes.contains_key(&id) {
                continue;
            }
            let row = gallery.catalog.media(id)?;
            self.hashes.insert(id, row.hash);
            if !kept.contains_key(&id) && !self.thumbs.path(&row.hash, DEFAULT_EDGE).exists() {
                let made = picture::picture(gallery, &describe(gallery, row)?, DEFAULT_EDGE)?;
                kept.insert(id, made.ok().map(Arc::new));
            }
        }
        Ok(())
    }

    /// The picture of a still; none if there is neither a thumbnail nor a file.
    pub(super) fn get(&self, id: MediaId) -> Option<Arc<RgbaImage>> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().get(&id) {
            return known.clone();
        }
        // Two workers may read the same one; that costs less than to wait for each other.
        let read = self.hashes.get(&id).and_then(|hash| self.thumbs.read(hash, DEFAULT_EDGE)).map(Arc::new);
        let mut kept = kept();
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(id, read.clone());
        read
    }
}
