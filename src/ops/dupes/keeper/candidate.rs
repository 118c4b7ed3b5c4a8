//! A media that could be kept, and what is known of it beside the others.

use std::collections::HashMap;

use super::super::super::trash::lies_in_trash;
use super::super::super::{ContentHash, Described, State};
use super::super::measured::Made;
use crate::catalog::{MediaFacts, Shares};
use crate::fingerprint::{Relation, Traces, Which, area};
use crate::sidecar::booru_name;

/// From this share of its area on a picture has no bars.
const UNFRAMED: f64 = 0.97;
/// How many times as wide and high an enlargement is, at least.
pub(super) const ENLARGED: f64 = 1.03;
/// What an enlargement has of the detail of what it was made from, as `Traces::detail_beyond` says it: -0.126 and less of 30 on
/// bench/near/keepers, and -0.09 and more of 30 where the smaller one was made from the larger.
const LOST_DETAIL: f32 = -0.09;
/// By how much the two sides of what lies inside the bars of an animation may differ in scale from the whole frames of another: more is
/// the registration of two different moments.
const SAME_SCALE: f64 = 0.03;
/// Folders of what was not put anywhere yet.
const UNSORTED: [&str; 8] = ["download", "downloads", "tmp", "temp", "unsorted", "inbox", "new", "desktop"];
/// Coarseness (100 is quality 50) that is the same: by measurement, what of it, and so much more.
pub(super) const SAME_COARSENESS: f32 = 1.25;
pub(super) const MORE_COARSENESS: f32 = 4.0;

/// A media that could be kept.
pub(in crate::ops::dupes) struct Candidate<'a> {
    pub(super) media: &'a Described,
    pub(super) made: Made<'a>,
    /// How others and this one lie over each other: this one is the second.
    pub(super) relations: HashMap<ContentHash, Relation>,
    pub(super) pixels: f64,
    /// Pixels inside bars, borders and captions.
    pub(super) shown: f64,
    /// Pixels of what is drawn, without its paper.
    pub(super) drawn: f64,
    /// Pixels of an animation inside what frames it, as another one tells.
    inside: f64,
    /// Whether another animation is this one in a frame.
    is_held: bool,
    pub(super) is_marked: bool,
    pub(super) is_framed: bool,
    pub(super) is_original: bool,
    pub(super) is_in_trash: bool,
}

impl<'a> Candidate<'a> {
    /// A picture that was not measured counts as drawn from edge to edge.
    pub(in crate::ops::dupes) fn new(media: &'a Described, shares: Option<Shares>, made: Made<'a>) -> Self {
        let shares = shares.unwrap_or(Shares { shown: 1.0, drawn: 1.0 });
        let pixels = f64::from(media.facts.width) * f64::from(media.facts.height);
        let name = media.path.file_name().unwrap_or_default().to_string_lossy();
        let said = booru_name::read(&name);
        let is_original = said.md5.is_some() && !name.to_lowercase().contains("sample");
        let mut there = media.files.iter().filter(|file| file.state != State::Missing).peekable();
        let is_in_trash = there.peek().is_some() && there.all(|file| lies_in_trash(&file.path));
        Self {
            media,
            made,
            relations: HashMap::new(),
            pixels,
            shown: pixels * shares.shown,
            drawn: pixels * shares.drawn,
            inside: pixels,
            is_held: false,
            is_marked: false,
            is_framed: shares.shown < UNFRAMED,
            is_original,
            is_in_trash,
        }
    }

    /// Takes in how it and another one lie over each other; it is the second.
    pub(in crate::ops::dupes) fn relate(&mut self, other: &Described, relation: Relation) {
        // Beside another one it is seen better than alone whether a border belongs to the picture.
        self.is_framed &= !self.relations.is_empty();
        self.relations.insert(other.hash, relation);
        let is_framed = relation.is_second_framed && area(relation.second) < UNFRAMED;
        let own = &self.media.facts;
        if !own.animated {
            self.is_marked |= relation.marked == Some(Which::Second);
            self.is_framed |= is_framed;
            return;
        }
        if is_framed && holds_whole(own, &other.facts, &relation) {
            self.inside = self.inside.min(self.pixels * area(relation.second));
        }
        // Frames of other moments are laid over each other in circles, in which each frames another one.
        self.is_held |= relation.is_first_framed && holds_whole(&other.facts, own, &relation.turned());
        self.is_framed = self.inside < self.pixels && !self.is_held;
    }

    /// The pixels of an animation inside bars and captions, as far as they are known.
    pub(super) fn inside(&self) -> f64 {
        if self.is_framed { self.inside } else { self.pixels }
    }

    /// The pixels of the picture that this one and another one show, without what frames it.
    pub(super) fn sizes(&self, other: &Self) -> (f64, f64) {
        let Some(relation) = self.relations.get(&other.media.hash) else { return (self.shown, other.shown) };
        let part = |is_framed: bool, part| if is_framed { area(part) } else { 1.0 };
        let own = self.pixels * part(relation.is_second_framed, relation.second);
        (own, other.pixels * part(relation.is_first_framed, relation.first))
    }

    /// How many times as long and wide as in another one what both show is in this one.
    pub(super) fn times(&self, other: &Self) -> f64 {
        let (own, others) = match self.relations.get(&other.media.hash) {
            Some(relation) => (self.pixels * area(relation.second), other.pixels * area(relation.first)),
            None => (self.shown, other.shown),
        };
        (own / others.max(1.0)).sqrt()
    }

    /// How it was made, if that was measured.
    pub(super) fn traces(&self) -> Option<&'a Traces> {
        match self.made {
            Made::Known(traces) => Some(traces),
            Made::Unmeasured | Made::Unknown => None,
        }
    }

    pub(super) fn is(&self, format: &str) -> bool {
        self.media.facts.format == format
    }

    /// Whether its coding leaves no blocks of 8 × 8 pixels by which it could be measured.
    pub(super) fn is_unmeasured(&self) -> bool {
        self.traces().is_none() || ["webp", "avif", "jxl", "heic"].iter().any(|format| self.is(format))
    }

    /// How coarsely it was quantised, as its pixels show: 0 for what was no JPEG.
    pub(super) fn coarseness(&self) -> f32 {
        self.traces().and_then(|traces| traces.shown_steps.coarseness()).unwrap_or(0.0)
    }

    /// How coarsely it is quantised by its own tables: 0 for what is no JPEG.
    pub(super) fn own_coarseness(&self) -> f32 {
        self.traces().and_then(|traces| traces.own_steps.coarseness()).unwrap_or(0.0)
    }

    /// How far it is from a JPEG that its pixels show: 0 it is that JPEG, or shows none; 1 made from one; 2 made from one and
    /// coded again.
    pub(super) fn generation(&self) -> u8 {
        let Some(traces) = self.traces() else { return 0 };
        let Some(shown) = traces.shown_steps.coarseness() else { return 0 };
        match traces.own_steps.coarseness() {
            None => 1,
            Some(own) if traces.is_shifted || shown > SAME_COARSENESS * own + MORE_COARSENESS => 2,
            Some(_) => 0,
        }
    }

    /// Whether it has no more detail than a smaller one. Of animations the frames that stand for them may be others, so that how they
    /// lie over each other says nothing; their sizes do.
    pub(super) fn is_enlarged_from(&self, smaller: &Self) -> bool {
        let times = if self.media.facts.animated {
            (self.pixels / smaller.pixels.max(1.0)).sqrt()
        } else {
            self.times(smaller)
        };
        let Some((own, other)) = self.traces().zip(smaller.traces()) else { return false };
        times >= ENLARGED && own.detail_beyond(other, times as f32).is_some_and(|more| more < LOST_DETAIL)
    }

    pub(super) fn is_sorted(&self) -> bool {
        let folders = self.media.path.parent().into_iter().flat_map(|folder| folder.components());
        !folders.into_iter().any(|folder| {
            let name = folder.as_os_str().to_string_lossy().to_lowercase();
            UNSORTED.contains(&name.as_str())
        })
    }
}

/// Whether what lies inside the frame of an animation is all of another one, no part of a frame at another moment.
fn holds_whole(framed: &MediaFacts, other: &MediaFacts, relation: &Relation) -> bool {
    let ([left, top, right, bottom], whole) = (relation.second, relation.first);
    let along = |side: u32, part: f32, all: u32| f64::from(side) * f64::from(part) / f64::from(all.max(1));
    let across = along(framed.width, right - left, other.width);
    let down = along(framed.height, bottom - top, other.height);
    area(whole) >= UNFRAMED && (across / down.max(f64::EPSILON) - 1.0).abs() <= SAME_SCALE
}
