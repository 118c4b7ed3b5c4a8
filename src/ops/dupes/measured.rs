//! What the choice of the keeper needs beside facts: how two media lie over each other, told from their thumbnails, and how a media
//! was made, told from its file. Each is worked out when a choice first needs it, and stored in the catalogue.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use image::RgbaImage;
use rayon::prelude::*;

use super::super::error::Result;
use super::super::{Described, Event, Gallery, Phase, Progress, Unwatched, picture};
use super::listed::{BATCH_SIZE, Listed, store, thumbnail};
use crate::catalog::MediaId;
use crate::examine::trace;
use crate::fingerprint::{Relation, Traces, relate, relate_part};
use crate::media::Limits;

/// Pixels of a media that is decoded at its full size to tell how it was made: 8K, 130 MB on each core.
const MOST_TRACED_PIXELS: u64 = 34_000_000;

/// How a media was made, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made<'a> {
    /// It was measured.
    Known(&'a Traces),
    /// It can be measured.
    Unmeasured,
    /// Its file cannot be read now, or is too large.
    Unknown,
}

/// What was measured of media and of pairs of them.
pub(super) struct Measured<'a> {
    gallery: &'a Gallery,
    /// `None` of a media that could not be decoded.
    traces: HashMap<MediaId, Option<Traces>>,
    relations: HashMap<(MediaId, MediaId), Option<Relation>>,
    is_stored: bool,
}

impl<'a> Measured<'a> {
    /// Reads what is in the catalogue; what is measured now is stored there if `is_stored`.
    pub(super) fn read(gallery: &'a Gallery, is_stored: bool) -> Result<Self> {
        let traces = gallery.catalog.list_traces()?.into_iter().map(|(id, traces)| (id, Some(traces))).collect();
        Ok(Self { gallery, traces, relations: gallery.catalog.list_relations()?, is_stored })
    }

    /// How a media was made.
    pub(super) fn traces(&self, one: &Listed) -> Made<'_> {
        match self.traces.get(&one.id) {
            Some(Some(traces)) => Made::Known(traces),
            None if is_traceable(&one.media) => Made::Unmeasured,
            _ => Made::Unknown,
        }
    }

    /// Decodes media to tell how they were made, and writes it down; `progress` can break it off.
    pub(super) fn trace(
        &mut self,
        all: &BTreeMap<MediaId, Listed>,
        ids: &[MediaId],
        progress: &mut dyn Progress,
    ) -> ControlFlow<()> {
        progress.on(Event::Planned { phase: Phase::Group, items: ids.len() as u64, bytes: 0 })?;
        let listed: Vec<&Listed> = ids.iter().filter_map(|id| all.get(id)).collect();
        for batch in listed.chunks(BATCH_SIZE) {
            let traces = batch.par_iter().map(|one| traces_of(&one.media));
            let traces: Vec<Option<Traces>> = traces.collect();
            store(self.gallery, self.is_stored, || {
                let mut found = batch.iter().zip(&traces).filter_map(|(one, traces)| Some((one.id, traces.as_ref()?)));
                found.try_for_each(|(id, traces)| self.gallery.catalog.set_traces(id, traces))
            });
            for (one, traces) in batch.iter().zip(traces) {
                self.traces.insert(one.id, traces);
                progress.on(Event::Done { path: &one.media.path, bytes: 0 })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Finds how some pairs lie over each other, where that is not known yet, and writes it down; `progress` can break it off.
    pub(super) fn relate(
        &mut self,
        all: &BTreeMap<MediaId, Listed>,
        pairs: impl Iterator<Item = (MediaId, MediaId)>,
        progress: &mut dyn Progress,
    ) -> ControlFlow<()> {
        self.relate_by(relate, all, pairs, progress)
    }

    /// The same for pairs of which one is a part of the other.
    pub(super) fn relate_parts(
        &mut self,
        all: &BTreeMap<MediaId, Listed>,
        pairs: impl Iterator<Item = (MediaId, MediaId)>,
    ) {
        let _ = self.relate_by(relate_part, all, pairs, &mut Unwatched);
    }

    fn relate_by(
        &mut self,
        relate: fn(&RgbaImage, &RgbaImage) -> Option<Relation>,
        all: &BTreeMap<MediaId, Listed>,
        pairs: impl Iterator<Item = (MediaId, MediaId)>,
        progress: &mut dyn Progress,
    ) -> ControlFlow<()> {
        let pairs = pairs.map(|(one, other)| (one.min(other), one.max(other)));
        let unknown: HashSet<(MediaId, MediaId)> = pairs.filter(|pair| !self.relations.contains_key(pair)).collect();
        let unknown: Vec<(MediaId, MediaId)> = unknown.into_iter().collect();
        if !unknown.is_empty() {
            progress.on(Event::Planned { phase: Phase::Group, items: unknown.len() as u64, bytes: 0 })?;
        }
        let Gallery { thumbs, catalog, .. } = self.gallery;
        for batch in unknown.chunks(BATCH_SIZE) {
            let found = batch.par_iter().filter_map(|pair| {
                let picture = |id| thumbnail(thumbs, all.get(id)?);
                Some((*pair, relate(&picture(&pair.0)?, &picture(&pair.1)?)))
            });
            let found: Vec<((MediaId, MediaId), Option<Relation>)> = found.collect();
            store(self.gallery, self.is_stored, || {
                found.iter().try_for_each(|(pair, relation)| catalog.put_relation(*pair, relation.as_ref()))
            });
            self.relations.extend(found);
            for one in batch.iter().filter_map(|(id, _)| all.get(id)) {
                progress.on(Event::Done { path: &one.media.path, bytes: 0 })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// How two media lie over each other, if that is known: the first and the second of them in this order.
    pub(super) fn relation(&self, first: MediaId, second: MediaId) -> Option<Relation> {
        let relation = self.relations.get(&(first.min(second), first.max(second))).copied().flatten()?;
        Some(if first < second { relation } else { relation.turned() })
    }
}

/// Whether it can be measured now how a media was made.
fn is_traceable(media: &Described) -> bool {
    let pixels = u64::from(media.facts.width) * u64::from(media.facts.height);
    media.readable().is_some() && pixels <= MOST_TRACED_PIXELS
}

fn traces_of(media: &Described) -> Option<Traces> {
    trace(&picture::bytes(media).ok()?, picture::format(media).ok()?, &Limits::default()).ok()
}
